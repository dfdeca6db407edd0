//! Columns as rows: reads, overwrites, inserts and removes whole rows of the column tables in `domain`, so that
//! merging can think in rows. Knows no precedence and no format.

use crate::domain::{AttemptColumns, JobColumns, State, StepColumns, sort_by_key};

/// One change of shape: at row `at` (counted before any change), `removed` rows go and `inserted` of the new ones come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub at: usize,
    pub removed: usize,
    pub inserted: usize,
}

/// A table of equally long columns.
pub(super) trait Table {
    /// One of its rows.
    type Row: Copy + PartialEq;

    /// A row, if there is one.
    fn row(&self, row: usize) -> Option<Self::Row>;

    /// Overwrites a row; does nothing past the end.
    fn set(&mut self, row: usize, value: &Self::Row);

    /// Applies edits (ascending by `at`); the inserted rows are taken from `rows` in order.
    fn apply(&mut self, edits: &[Edit], rows: &[Self::Row]);

    /// Bytes allocated.
    fn heap_bytes(&self) -> usize;

    /// Gives back memory that growth has set aside.
    fn shrink_to_fit(&mut self);
}

macro_rules! table {
    ($columns:ident as $row:ident { $($field:ident: $type:ty = $blank:expr),* $(,)? }) => {
        /// One row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) struct $row { $(pub $field: $type),* }

        impl $row {
            /// A row to fill in.
            pub(super) const BLANK: Self = Self { $($field: $blank),* };
        }

        impl Table for $columns {
            type Row = $row;

            fn row(&self, row: usize) -> Option<$row> {
                Some($row { $($field: *self.$field.get(row)?),* })
            }

            fn set(&mut self, row: usize, value: &$row) {
                $(if let Some(cell) = self.$field.get_mut(row) { *cell = value.$field; })*
            }

            fn apply(&mut self, edits: &[Edit], rows: &[$row]) {
                $(splice(&mut self.$field, edits, rows.iter().map(|row| row.$field));)*
            }

            fn heap_bytes(&self) -> usize {
                0 $(+ self.$field.capacity() * size_of::<$type>())*
            }

            fn shrink_to_fit(&mut self) {
                $(self.$field.shrink_to_fit();)*
            }
        }
    };
}

table!(AttemptColumns as AttemptRow {
    run_id: u64 = 0,
    attempt: u16 = 0,
    run_number: u32 = 0,
    workflow: u16 = 0,
    branch: u32 = 0,
    event: u8 = 0,
    commit: u32 = 0,
    actor: u32 = 0,
    title: u32 = 0,
    created: u32 = 0,
    started: u32 = 0,
    updated: u32 = 0,
    state: State = State::UNREPORTED,
    flags: u8 = 0,
});

// `steps_end` and the steps themselves follow their own edits: see `merge_jobs`.
table!(JobColumns as JobRow {
    run_created: u32 = 0,
    run_id: u64 = 0,
    attempt: u16 = 0,
    id: u64 = 0,
    name: u32 = 0,
    labels: u32 = 0,
    runner: u32 = 0,
    runner_group: u32 = 0,
    created: u32 = 0,
    picked_up: u32 = 0,
    started: u32 = 0,
    completed: u32 = 0,
    state: State = State::UNREPORTED,
});

table!(StepColumns as StepRow {
    name: u32 = 0,
    number: u16 = 0,
    state: State = State::UNREPORTED,
    started: u32 = 0,
    completed: u32 = 0,
});

/// Applies edits to one column. Costs as much as lies behind the first edit, so appending is cheap.
pub(super) fn splice<T: Copy>(column: &mut Vec<T>, edits: &[Edit], mut values: impl Iterator<Item = T>) {
    let Some(first) = edits.first() else { return };
    let start = first.at.min(column.len());
    let tail = column.split_off(start);
    reserve(column, tail.len() + edits.iter().map(|edit| edit.inserted).sum::<usize>());
    let mut taken = 0;
    for edit in edits {
        let until = edit.at.saturating_sub(start).min(tail.len());
        column.extend_from_slice(tail.get(taken..until).unwrap_or_default());
        column.extend(values.by_ref().take(edit.inserted));
        taken = taken.max(until) + edit.removed;
    }
    column.extend_from_slice(tail.get(taken..).unwrap_or_default());
}

/// Makes room with an eighth to spare: doubling would hold up to twice the memory that a run is granted.
fn reserve<T>(column: &mut Vec<T>, additional: usize) {
    let wanted = column.len() + additional;
    if wanted > column.capacity() {
        column.reserve_exact(additional + wanted / 8);
    }
}

/// Turns insertion points (ascending) of single rows into edits.
pub(super) fn insertions(points: impl Iterator<Item = usize>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for at in points {
        match edits.last_mut() {
            Some(last) if last.at == at => last.inserted += 1,
            _ => edits.push(Edit { at, removed: 0, inserted: 1 }),
        }
    }
    edits
}

/// Adds removals of single rows (ascending) to edits that only insert.
pub(super) fn with_removals(mut edits: Vec<Edit>, removed: &[usize]) -> Vec<Edit> {
    edits.extend(removed.iter().map(|&at| Edit { at, removed: 1, inserted: 0 }));
    // Stable: what is inserted before a row comes before its removal.
    sort_by_key(&mut edits, |edit| edit.at);
    edits
}

/// The first row in `0..len` for which `is_before` no longer holds.
pub(super) fn partition_point(len: usize, is_before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low.midpoint(high);
        if is_before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edits: &[(usize, usize, usize)], expected: &[u32]) {
        let mut column = vec![10, 20, 30, 40];
        let edits: Vec<Edit> = edits.iter().map(|&(at, removed, inserted)| Edit { at, removed, inserted }).collect();
        splice(&mut column, &edits, 1..);
        assert_eq!(column, expected, "{edits:?}");
    }

    #[test]
    fn edits_insert_and_remove_where_they_say() {
        check(&[], &[10, 20, 30, 40]);
        check(&[(4, 0, 2)], &[10, 20, 30, 40, 1, 2]);
        check(&[(0, 0, 1)], &[1, 10, 20, 30, 40]);
        check(&[(1, 0, 1), (3, 0, 2)], &[10, 1, 20, 30, 2, 3, 40]);
        check(&[(1, 1, 0)], &[10, 30, 40]);
        check(&[(1, 2, 3), (4, 0, 1)], &[10, 1, 2, 3, 40, 4]);
        check(&[(2, 0, 1), (2, 1, 0)], &[10, 20, 1, 40]);
        check(&[(3, 9, 0)], &[10, 20, 30]);
        check(&[(99, 0, 1)], &[10, 20, 30, 40, 1]);
    }

    #[test]
    fn removals_join_insertions() {
        let edits = with_removals(insertions([1, 1, 4].into_iter()), &[0, 1, 2]);
        let mut column = vec![10, 20, 30, 40];
        splice(&mut column, &edits, 1..);
        assert_eq!(column, [1, 2, 40, 3]);
    }
}
