//! `fetch` behind [`forerun::sync::Transport`]. The only place that puts the token into a header; nothing here writes
//! it anywhere else.

use forerun::engine::Network;
use forerun::github::{HttpRequest, HttpResponse, NetworkFault, Token};
use forerun::sync::Transport;
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReferrerPolicy, RequestCache, RequestCredentials, RequestInit, RequestMode,
    RequestRedirect, Response, WorkerGlobalScope,
};

use crate::fault::describe;

/// A request that has not been answered whole after this long is given up.
const TIMEOUT_MILLISECONDS: u32 = 60_000;

/// Makes transports for the engine.
pub struct FetchNetwork;

impl Network for FetchNetwork {
    type Transport = FetchTransport;

    fn transport(&self, token: Option<Token>) -> FetchTransport {
        FetchTransport { token }
    }
}

/// Sends requests with one token, or none.
pub struct FetchTransport {
    token: Option<Token>,
}

/// Aborts the request when it is dropped: at the timeout, or when whoever waited has lost interest.
struct AbortOnDrop(AbortController);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Transport for FetchTransport {
    async fn send(&self, request: &HttpRequest) -> Result<HttpResponse, NetworkFault> {
        let controller = AbortController::new().map_err(fault)?;
        let options = self.options(request, &controller)?;
        let abort = AbortOnDrop(controller.clone());
        let timeout = Timeout::new(TIMEOUT_MILLISECONDS, move || controller.abort());
        let answer = exchange(&request.url, &options).await;
        let timed_out = abort.0.signal().aborted();
        drop(timeout);
        match answer {
            Err(_) if timed_out => Err(NetworkFault("nothing came within a minute".to_owned())),
            Err(error) => Err(fault(error)),
            Ok(response) => Ok(response),
        }
    }
}

impl FetchTransport {
    fn options(&self, request: &HttpRequest, controller: &AbortController) -> Result<RequestInit, NetworkFault> {
        let headers = Headers::new().map_err(fault)?;
        for (name, value) in &request.headers {
            headers.set(name, value).map_err(fault)?;
        }
        if let Some(token) = &self.token {
            let set = headers.set("authorization", &format!("Bearer {}", token.reveal()));
            // A browser's own words could quote the value.
            set.map_err(|_unquoted| NetworkFault("the token cannot be sent".to_owned()))?;
        }
        let options = RequestInit::new();
        options.set_method("GET");
        options.set_mode(RequestMode::Cors);
        options.set_cache(RequestCache::NoStore);
        options.set_credentials(RequestCredentials::Omit);
        options.set_redirect(RequestRedirect::Follow);
        options.set_referrer_policy(ReferrerPolicy::NoReferrer);
        options.set_headers_headers(&headers);
        options.set_signal(Some(&controller.signal()));
        Ok(options)
    }
}

async fn exchange(url: &str, options: &RequestInit) -> Result<HttpResponse, JsValue> {
    let scope: WorkerGlobalScope = js_sys::global().dyn_into()?;
    let response: Response = JsFuture::from(scope.fetch_with_str_and_init(url, options)).await?.dyn_into()?;
    let headers = response.headers();
    let names_and_values = js_sys::try_iter(&headers)?.into_iter().flatten();
    let headers = names_and_values.filter_map(|pair| header(&pair.ok()?)).collect();
    let body = JsFuture::from(response.array_buffer()?).await?;
    Ok(HttpResponse { status: response.status(), headers, body: Uint8Array::new(&body).to_vec() })
}

/// A pair as `Headers` gives it: the name in lower case already.
fn header(pair: &JsValue) -> Option<(String, String)> {
    let pair: &js_sys::Array = pair.dyn_ref()?;
    Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
}

fn fault(error: JsValue) -> NetworkFault {
    NetworkFault(describe(&error))
}
