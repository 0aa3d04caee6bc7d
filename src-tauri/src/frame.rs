//! The replay frame's own origin: three files, and a policy that lets nothing in or out.

use tauri::http::{Request, Response, StatusCode, header};

/// The frame's scheme.
pub(crate) const SCHEME: &str = "replay";

/// rrweb's inner frame inherits this: recorded styles are inline, recorded pictures are `data:`.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    img-src data: blob:; font-src data:; media-src 'none'; connect-src 'none'; frame-src 'none'; \
    object-src 'none'; form-action 'none'; base-uri 'none'";

const FILES: [(&str, &str, &[u8]); 3] = [
    ("/replay.html", "text/html; charset=utf-8", include_bytes!(concat!(env!("OUT_DIR"), "/replay.html"))),
    ("/replay.js", "text/javascript; charset=utf-8", include_bytes!(concat!(env!("OUT_DIR"), "/replay.js"))),
    ("/replay.css", "text/css; charset=utf-8", include_bytes!(concat!(env!("OUT_DIR"), "/replay.css"))),
];

/// Serves exactly the frame's files.
pub(crate) fn serve(request: &Request<Vec<u8>>) -> Response<&'static [u8]> {
    let found = FILES.iter().find(|(path, ..)| *path == request.uri().path());
    let (status, kind, body) = match found {
        Some((_, kind, body)) => (StatusCode::OK, *kind, *body),
        None => (StatusCode::NOT_FOUND, "text/plain; charset=utf-8", &[][..]),
    };
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frames_origin_serves_its_files_and_nothing_else_under_its_policy() {
        for (path, status) in [
            ("/replay.html", 200),
            ("/replay.js", 200),
            ("/", 404),
            ("/../ui/index.html", 404),
            ("/x.html", 404),
        ] {
            let request =
                Request::builder().uri(format!("replay://localhost{path}")).body(Vec::new()).unwrap();
            let response = serve(&request);
            assert_eq!(response.status(), status, "{path}");
            assert_eq!(response.headers()["content-security-policy"], POLICY);
            assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        }
    }
}
