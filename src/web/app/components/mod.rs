//! Small parts that several pages use. Know no page and ask the engine nothing.

mod badge;
mod confirm;
mod copy;
mod data_table;
mod explain;
mod field;
mod icon;
mod kept;
mod nothing_selected;
mod panel;
mod problem;
mod ring;
mod skeleton;
mod stat;
mod tabs;
mod time;
mod toast;

pub use badge::badge;
pub use confirm::{Confirm, ConfirmButton};
pub use copy::copy_and_tell;
pub use data_table::{Cell, Column, DataTable, TableData};
pub use explain::{Explain, Explanation, close_explanations_from_outside};
pub use field::{CheckedField, FieldError, SelectField};
pub use icon::{Icon, IconName};
pub use kept::{begins_open, keep_open};
pub use nothing_selected::NothingSelected;
pub use panel::{Empty, Loading, Panel};
pub use problem::ProblemBox;
pub use ring::{Meter, Ring};
pub use skeleton::{Shape, skeleton};
pub use stat::{ChangeNote, Stat, StatData};
pub use tabs::{Tab, tabs};
pub use time::{Day, Moment};
pub use toast::{ToastRegion, Toasts};
