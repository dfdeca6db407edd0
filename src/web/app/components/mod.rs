//! Small parts that several pages use. Know no page and ask no question.

mod confirm;
mod explain;
mod field;
mod icon;
mod panel;
mod problem;
mod ring;
mod stat;
mod time;

pub use confirm::{Confirm, ConfirmButton};
pub use explain::{Explain, Explanation};
pub use field::{CheckedField, FieldError, SelectField};
pub use icon::{Icon, IconName};
pub use panel::{Empty, Loading, Panel};
pub use problem::ProblemBox;
pub use ring::{Meter, Ring};
pub use stat::{ChangeNote, Stat, StatData};
pub use time::{Day, Moment};
