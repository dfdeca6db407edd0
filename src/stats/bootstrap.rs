//! Resampling in blocks, which keeps the likeness of neighbours.

use super::SplitMix64;

/// One resample of the positions `0..count`: blocks of `block` neighbours from random starts (cut at the end, not
/// wrapped), until `count` positions are drawn. Replaces what `positions` held.
pub fn block_resample(random: &mut SplitMix64, count: usize, block: usize, positions: &mut Vec<usize>) {
    positions.clear();
    let block = block.clamp(1, count.max(1));
    while positions.len() < count {
        let start = random.below(count - block + 1);
        let missing = count - positions.len();
        positions.extend(start..start + block.min(missing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_as_many_as_there_are() {
        let mut positions = Vec::new();
        for (count, block) in [(0, 5), (1, 5), (3, 5), (12, 5), (100, 1)] {
            block_resample(&mut SplitMix64::new(1), count, block, &mut positions);
            assert_eq!(positions.len(), count);
            assert!(positions.iter().all(|&position| position < count));
        }
        assert!(positions.windows(2).any(|pair| pair[1] != pair[0] + 1));
    }
}
