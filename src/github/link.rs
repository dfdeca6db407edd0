//! The `Link` header of lists. Gives page numbers, never addresses: the token goes only where Forerun itself points.

use super::http::HttpResponse;

/// The number of the next page, where there is one.
pub fn next_page(response: &HttpResponse) -> Option<u32> {
    let links = response.header("link")?;
    links.split(',').find_map(|link| {
        let (target, parameters) = link.split_once('>')?;
        let is_next = parameters.split(';').any(|parameter| matches!(parameter.trim(), "rel=\"next\"" | "rel=next"));
        let query = target.trim().strip_prefix('<')?.split_once('?')?.1;
        let page = query.split('&').find_map(|pair| pair.strip_prefix("page="))?;
        if is_next { page.parse().ok() } else { None }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(link: &str, expected: Option<u32>) {
        let headers = vec![("link".to_owned(), link.to_owned())];
        assert_eq!(next_page(&HttpResponse { headers, ..HttpResponse::default() }), expected, "{link}");
    }

    #[test]
    fn finds_the_next_page() {
        let base = "https://api.github.com/repositories/1/actions/runs?per_page=100";
        check(&format!("<{base}&page=2>; rel=\"next\", <{base}&page=9>; rel=\"last\""), Some(2));
        check(&format!("<{base}&page=1>; rel=\"prev\", <{base}&page=3>; rel=\"next\""), Some(3));
        check(&format!("<{base}&page=1>; rel=\"first\""), None);
        check(&format!("<{base}>; rel=\"next\""), None);
        check(&format!("<{base}&page=x>; rel=\"next\""), None);
        check("", None);
        check("nonsense, <, >;", None);
        assert_eq!(next_page(&HttpResponse::default()), None);
    }
}
