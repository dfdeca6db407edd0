//! GitHub's REST API as data: addresses, requests, wire types, paging, limits, errors. Builds requests and reads
//! answers; sends nothing, waits for nothing, stores nothing.

mod base;
mod http;
mod token;

pub use base::{ApiBase, ApiBaseError};
pub use http::{HttpRequest, HttpResponse, NetworkFault};
pub use token::{Token, TokenError};
