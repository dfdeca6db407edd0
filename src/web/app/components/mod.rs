//! Small parts that several pages use. Know no page and ask the engine nothing.

mod confirm;
mod explain;
mod field;
mod icon;
mod nothing_selected;
mod panel;
mod problem;
mod ring;
mod stat;
mod time;

pub use confirm::{Confirm, ConfirmButton};
pub use explain::{Explain, Explanation, close_explanations_from_outside};
pub use field::{CheckedField, FieldError, SelectField};
pub use icon::{Icon, IconName};
pub use nothing_selected::NothingSelected;
pub use panel::{Empty, Loading, Panel};
pub use problem::ProblemBox;
pub use ring::{Meter, Ring};
pub use stat::{ChangeNote, Stat, StatData};
pub use time::{Day, Moment};
