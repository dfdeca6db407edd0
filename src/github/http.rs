//! A request and an answer, stripped to what Forerun uses. The `Authorization` header is no part of a request: the
//! transport holds the token and adds it.

/// A GET request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpRequest {
    /// Absolute address.
    pub url: String,
    /// Headers beside `Authorization`, names in lower case.
    pub headers: Vec<(String, String)>,
}

/// An answer, whatever its status.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HttpResponse {
    /// HTTP status.
    pub status: u16,
    /// Readable headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as received, possibly cut short.
    pub body: Vec<u8>,
}

/// No answer: offline, DNS, CORS, a connection cut in the middle. Browsers tell these apart to nobody.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no answer from the server ({0})")]
pub struct NetworkFault(pub String);

impl HttpResponse {
    /// The value of a header, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(header, _)| header == name).map(|(_, value)| value.as_str())
    }
}
