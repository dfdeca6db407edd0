//! Sorting that is compiled once: every call of the standard sort on a new type or comparison adds about 2 KB to the
//! binary that browsers load. Here items are compared through one function pointer and moved by swaps, which costs some
//! nanoseconds a comparison; a sort of a million items that is asked for at every change of the filter keeps its own.

use core::cmp::Ordering;

/// Sorts by `compare`; equal items keep their order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let order = positions(items.len(), &|left, right| match (items.get(left as usize), items.get(right as usize)) {
        (Some(left), Some(right)) => compare(left, right),
        _ => Ordering::Equal,
    });
    arrange(order, &mut |left, right| items.swap(left, right));
}

/// Sorts by a key; equal items keep their order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |left, right| key(left).cmp(&key(right)));
}

/// Sorts numbers, into which a caller may have packed a key and, below it, a position.
#[inline(never)]
pub fn sort_numbers(numbers: &mut [u64]) {
    numbers.sort_unstable();
}

/// The positions of `length` items in the order that `compare` gives them.
#[inline(never)]
fn positions(length: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..length as u32).collect();
    order.sort_by(|&left, &right| compare(left, right));
    order
}

/// Brings items into an order, cycle by cycle, by swaps.
#[inline(never)]
fn arrange(mut order: Vec<u32>, swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..order.len() {
        let mut at = start;
        while let Some(place) = order.get_mut(at) {
            let from = core::mem::replace(place, at as u32) as usize;
            if from == start {
                break;
            }
            swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_sort_does(items in prop::collection::vec((0_u8..20, any::<u16>()), 0..200)) {
            let (mut sorted, mut expected) = (items.clone(), items);
            sort_by_key(&mut sorted, |item| item.0);
            expected.sort_by_key(|item| item.0);
            prop_assert_eq!(&sorted, &expected);
            sort_by(&mut sorted, |left, right| right.1.cmp(&left.1));
            expected.sort_by_key(|item| core::cmp::Reverse(item.1));
            prop_assert_eq!(sorted, expected);
        }
    }
}
