//! GitHub's REST API as data: addresses, requests, wire types, paging, limits, errors. Builds requests and reads
//! answers; sends nothing, waits for nothing, stores nothing.

mod base;
mod convert;
mod error;
mod http;
mod limit;
mod link;
mod read;
mod redact;
mod request;
mod token;
mod wire;

pub use base::{ApiBase, ApiBaseError};
pub use error::{ApiError, classify};
pub use http::{HttpRequest, HttpResponse, NetworkFault};
pub use limit::RateLimit;
pub use link::next_page;
pub use read::{
    Listing, ReadError, Warning, read_annotation_page, read_job_page, read_jobs, read_login, read_repository, read_run,
    read_run_page, read_runs, read_workflow_page,
};
pub use redact::redact;
pub use request::{ApiVersion, CreatedRange, PAGE_SIZE, Requests};
pub use token::{Token, TokenError};
