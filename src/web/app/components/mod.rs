//! Small parts that several pages use. Know no page and ask the engine nothing.

mod badge;
mod confirm;
mod data_table;
mod explain;
mod field;
mod icon;
mod nothing_selected;
mod panel;
mod problem;
mod reference;
mod ring;
mod skeleton;
mod sort_heading;
mod stat;
mod tabs;
mod time;
mod toast;

pub use badge::badge;
pub use confirm::{Confirm, ConfirmButton};
pub use data_table::{Cell, Column, DataTable, TableData};
pub use explain::{Explain, Explanation, close_explanations_from_outside};
pub use field::{CheckedField, FieldError, SelectField};
pub use icon::{Icon, IconName};
pub use nothing_selected::NothingSelected;
pub use panel::{Empty, Loading, Panel};
pub use problem::ProblemBox;
pub use reference::{commit_href, commit_reference, run_href, run_reference, short_commit, workflow_reference};
pub use ring::{Meter, Ring};
pub use skeleton::{Shape, skeleton};
pub use sort_heading::SortHeading;
pub use stat::{ChangeNote, Stat, StatData};
pub use tabs::{Tab, tabs};
pub use time::{Day, Moment};
pub use toast::{ToastRegion, Toasts};
