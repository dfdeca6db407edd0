//! Small parts that several pages use. Know no page and ask the engine nothing.

mod badge;
mod confirm;
mod copy;
mod data_table;
mod dismiss;
mod explain;
mod field;
mod icon;
mod kept;
mod later;
mod nothing_selected;
mod panel;
mod problem;
mod reference;
mod ring;
mod skeleton;
mod sort_heading;
mod stat;
mod tab_links;
mod tabs;
mod time;
mod toast;

pub use badge::badge;
pub use confirm::{Confirm, ConfirmButton};
pub use copy::copy_and_tell;
pub use data_table::{Cell, Column, DataTable, TableData};
pub use dismiss::close_from_outside;
pub use explain::{Explain, Explanation};
pub use field::{CheckedField, FieldError, SelectField};
pub use icon::{Icon, IconName};
pub use kept::{begins_open, keep_open};
pub use later::{is_behind, later, later_of};
pub use nothing_selected::{NothingSelected, NothingStored};
pub use panel::{Empty, Loading, Panel};
pub use problem::ProblemBox;
pub use reference::{
    attempt_reference, commit_href, commit_reference, run_href, run_reference, short_commit, workflow_reference,
};
pub use ring::{Meter, Ring};
pub use skeleton::{Shape, skeleton};
pub use sort_heading::SortHeading;
pub use stat::{ChangeNote, Stat, StatData};
pub use tab_links::{TabLink, chosen_tab, tab_links};
pub use tabs::{Tab, tabs};
pub use time::{Day, Moment};
pub use toast::{ToastRegion, Toasts};
