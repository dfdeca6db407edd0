//! The first contact: is the token good, is the repository there, which workflows does it have. Keeps nothing.

use futures_util::future::{FutureExt as _, LocalBoxFuture, pending};

use crate::domain::{Repository, RepositoryName, Timestamp, Workflow};
use crate::github::{
    ApiBase, ApiError, ApiVersion, HttpRequest, HttpResponse, RateLimit, Requests, next_page, read_login,
    read_repository, read_workflow_page,
};

use super::courier::{Answered, Courier, Halt, Watch};
use super::{Clock, SyncPlan, Transport};

// A repository with more workflows than this is not read to their end.
const MOST_WORKFLOW_PAGES: u32 = 50;

/// What the first contact told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connected {
    /// Login of the token's user.
    pub login: Option<String>,
    /// Scopes of a classic token, comma-separated; fine-grained ones do not tell.
    pub scopes: Option<String>,
    /// The repository under its present name.
    pub repository: Repository,
    /// Its workflows.
    pub workflows: Vec<Workflow>,
    /// What could not be read, a sentence each.
    pub warnings: Vec<String>,
    /// The version of the API that the server understands.
    pub api_version: ApiVersion,
    /// The limit as last told; none on servers without limits.
    pub limit: Option<RateLimit>,
}

/// Asks who the token belongs to (where there is one), for the repository and for its workflows. Passing faults are
/// tried again three times; limits are not waited for.
pub async fn connect<T: Transport, C: Clock>(
    transport: &T,
    clock: &C,
    api_base: &ApiBase,
    name: &RepositoryName,
    has_token: bool,
) -> Result<Connected, ApiError> {
    let requests = Requests { base: api_base.clone(), version: ApiVersion::Newest };
    let courier = Courier::new(transport, clock, requests, SyncPlan::REQUESTS_PER_MINUTE);
    let (mut login, mut scopes) = (None, None);
    if has_token {
        let read =
            |answer: &HttpResponse| Ok((read_login(answer)?, answer.header("x-oauth-scopes").map(str::to_owned)));
        let user = ask(&courier, Requests::user, read).await?;
        (login, scopes) = (Some(user.0), user.1.filter(|scopes| !scopes.is_empty()));
    }
    let repository = ask(&courier, |requests| requests.repository(name), read_repository).await?;
    let (mut workflows, mut warnings) = (Vec::new(), Vec::new());
    let mut page = 1;
    while page <= MOST_WORKFLOW_PAGES {
        let read = |answer: &HttpResponse| Ok((read_workflow_page(answer)?, next_page(answer)));
        let (listing, next) = ask(&courier, |requests| requests.workflows(&repository.name, page), read).await?;
        workflows.extend(listing.items);
        warnings.extend(listing.warnings.into_iter().map(|warning| warning.what));
        match next {
            Some(next) if next > page => page = next,
            _ => break,
        }
    }
    let (api_version, limit) = (courier.version(), courier.limit());
    Ok(Connected { login, scopes, repository, workflows, warnings, api_version, limit })
}

async fn ask<R, T: Transport, C: Clock>(
    courier: &Courier<'_, T, C>,
    build: impl Fn(&Requests) -> HttpRequest,
    read: impl Fn(&HttpResponse) -> Result<R, ApiError>,
) -> Result<R, ApiError> {
    match courier.ask(&Nobody, build, read).await {
        Ok(Answered::New(value, _)) => Ok(value),
        Err(Halt::Failed(error)) => Err(error),
        // No ETag was sent, nobody stops it and nothing is saved: only a strange server leads here.
        Ok(Answered::Unchanged) | Err(Halt::Stopped | Halt::Unsaved(_)) => {
            Err(ApiError::Unexpected { status: 304, message: String::new() })
        }
    }
}

/// Watches a first contact: it is short and cannot be stopped.
struct Nobody;

impl Watch for Nobody {
    fn stop_requested(&self) -> bool {
        false
    }

    fn stopped(&self) -> LocalBoxFuture<'_, ()> {
        pending().boxed_local()
    }

    fn is_patient(&self) -> bool {
        false
    }

    fn waiting(&self, _until: Timestamp, _reason: &str) {}
}
