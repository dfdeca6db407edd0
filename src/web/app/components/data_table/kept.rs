//! How a person has arranged a table, kept by its title over pages and visits: the order and the columns. Columns go by
//! their headings, so that a new column disturbs nothing.

use crate::platform::storage;

use super::Column;
use super::rows::Sorting;

const DOWN: &str = "down";
const UP: &str = "up";

/// What is kept: a line for the order (heading, tab, which way), then a line for each column that was turned (heading,
/// tab, shown or hidden).
pub(super) struct Kept {
    key: String,
    columns: Vec<Column>,
}

impl Kept {
    pub fn of(title: &str, columns: &[Column]) -> Self {
        Self { key: format!("forerun-table-{title}"), columns: columns.to_vec() }
    }

    /// The arrangement that was kept; what is not, or names no column of today, is as in the arguments.
    pub fn read(&self, sorting: Sorting, shown: Vec<bool>) -> (Sorting, Vec<bool>) {
        let Some(text) = storage::read(&self.key) else { return (sorting, shown) };
        let (mut sorting, mut shown) = (sorting, shown);
        for (label, word) in text.lines().filter_map(|line| line.split_once('\t')) {
            let Some(position) = self.columns.iter().position(|column| column.label == label) else { continue };
            match word {
                DOWN | UP => sorting = Sorting { column: position, is_descending: word == DOWN },
                // The first column names the rows and stays.
                _ if position == 0 => {}
                _ => {
                    if let Some(shown) = shown.get_mut(position) {
                        *shown = word == "shown";
                    }
                }
            }
        }
        (sorting, shown)
    }

    /// Keeps an arrangement.
    pub fn write(&self, sorting: Sorting, shown: &[bool]) {
        let order = self.columns.get(sorting.column);
        let order = order.map(|column| format!("{}\t{}", column.label, if sorting.is_descending { DOWN } else { UP }));
        let turned = self.columns.iter().zip(shown).filter(|(column, is_shown)| column.is_shown != **is_shown);
        let turned = turned
            .map(|(column, is_shown)| format!("{}\t{}", column.label, if *is_shown { "shown" } else { "hidden" }));
        storage::write(&self.key, Some(&order.into_iter().chain(turned).collect::<Vec<_>>().join("\n")));
    }
}
