//! What CI is: runs and their attempts, jobs, steps, outcomes, repositories, filters and windows, and the columns
//! in which many of them are held. Owns no formula, no wire format, no storage.

mod alert_rule;
mod annotation;
mod calendar;
mod columns;
mod conclusion;
mod dictionary;
mod filter;
mod grouped;
mod order;
mod outcome;
mod records;
mod repository;
mod settings;
mod time;
mod window;
mod zone;

pub use alert_rule::{AlertComparison, AlertCooldown, AlertMetric, AlertRule, AlertScope};
pub use annotation::{AnnotatedJob, Annotation, AnnotationLevel};
pub use calendar::Date;
pub use columns::{AttemptColumns, Columns, JobColumns, NO_TEXT, NO_TIME, StepColumns, WorkflowEntry, WorkflowTable};
pub use conclusion::State;
pub use dictionary::Dictionary;
pub use filter::Filter;
pub use grouped::{grouped, grouped_digits};
pub use order::{sort_by, sort_by_key, sort_numbers};
pub use outcome::{Outcome, SuccessRule};
pub use records::{Attempt, AttemptKey, Job, Step, Workflow, WorkflowState};
pub use repository::{Repository, RepositoryName, RepositoryNameError};
pub use settings::{Baseline, KpiKind, KpiTarget, OwnPrice, Settings, Thresholds};
pub use time::{Month, SECONDS_PER_DAY, SECONDS_PER_HOUR, Timestamp, TimestampError};
pub use window::{Period, Window, WindowError};
pub use zone::{DayWalk, Zone};
