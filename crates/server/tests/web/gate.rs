//! Who may send: pages that are welcome, with the write key, within the limits.

use hindsight_server::config::Config;
use hindsight_server::countries::Countries;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder};
use serde_json::json;

use crate::made::{T0, end, start};
use crate::server::{Reply, Server};

const PATH: &str = "/recordings/sessions";

async fn reply(request: RequestBuilder) -> Reply {
    Reply::of(request.send().await.unwrap()).await
}

fn origins(list: &[&str]) -> Config {
    Config { cors_origins: list.iter().map(|origin| (*origin).to_owned()).collect(), ..Config::default() }
}

#[tokio::test]
async fn a_page_of_a_configured_origin_is_answered_with_credentials() {
    let server = Server::with(origins(&["https://app.example", "https://b.example:8443"])).await;
    let ask = |origin: &str| {
        server
            .http
            .request(Method::OPTIONS, format!("{}{PATH}", server.url))
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type,x-write-key")
    };
    let allowed = |headers: &HeaderMap| {
        headers.get("access-control-allow-origin").map(|v| v.to_str().unwrap().to_owned())
    };
    for origin in ["https://app.example", "https://b.example:8443"] {
        let asked = ask(origin).send().await.unwrap();
        assert!(asked.status().is_success());
        assert_eq!(allowed(asked.headers()).as_deref(), Some(origin));
        assert_eq!(asked.headers()["access-control-allow-credentials"], "true");
        let headers = asked.headers()["access-control-allow-headers"].to_str().unwrap();
        assert!(headers.contains("content-type") && headers.contains("x-write-key"), "{headers}");

        let sent = reply(server.post(PATH).header("origin", origin).json(&start("s"))).await;
        sent.must_be_done();
        assert_eq!(allowed(&sent.headers).as_deref(), Some(origin));
        let refused = reply(server.post(PATH).header("origin", origin).json(&json!({}))).await;
        refused.refused(400);
        assert_eq!(allowed(&refused.headers).as_deref(), Some(origin), "a page can read its refusal");
    }
    let asked = ask("https://evil.example").send().await.unwrap();
    assert_eq!(allowed(asked.headers()), None);
}

#[tokio::test]
async fn a_page_of_another_origin_is_refused_though_its_browser_did_not_ask() {
    let server = Server::with(origins(&["https://app.example"])).await;
    for origin in ["https://evil.example", "https://app.example.evil.example", "http://app.example", "null"] {
        let beacon = server.post(PATH).header("origin", origin).header("content-type", "text/plain");
        let refused = reply(beacon.body(end("s", T0).to_string())).await;
        refused.refused(403);
        assert!(!refused.headers.contains_key("access-control-allow-origin"));
    }
    assert!(server.admin().await.listed("").await.is_empty());
    reply(server.post(PATH).header("origin", &server.url).json(&start("own"))).await.must_be_done();
    server.send(PATH, &start("no-page")).await.must_be_done();
}

#[tokio::test]
async fn without_configured_origins_no_page_elsewhere_can_read_an_answer() {
    let server = Server::start().await;
    let sent = reply(server.post(PATH).header("origin", "https://app.example").json(&start("s"))).await;
    sent.must_be_done();
    assert!(!sent.headers.contains_key("access-control-allow-origin"));
}

#[tokio::test]
async fn a_write_key_must_be_shown_where_there_is_one() {
    let server = Server::with(Config { write_key: Some("wk 1+2".into()), ..Config::default() }).await;
    for wrong in ["", "wk", "wk 1+2x"] {
        reply(server.post(PATH).header("x-write-key", wrong).json(&start("s"))).await.refused(401);
    }
    server.send(PATH, &start("s")).await.refused(401);
    server.send(&format!("{PATH}?writeKey=no"), &start("s")).await.refused(401);
    for path in ["/recordings/events", "/recordings/pageviews", "/recordings/events/custom"] {
        server.send(path, &json!({})).await.refused(401);
    }
    assert!(server.admin().await.listed("").await.is_empty());
    reply(server.post(PATH).header("x-write-key", "wk 1+2").json(&start("a"))).await.must_be_done();
    // A beacon cannot set headers.
    server.send(&format!("{PATH}?writeKey=wk%201%2B2"), &start("b")).await.must_be_done();
    assert_eq!(
        server.admin().await.listed("?limit=2").await.len(),
        2,
        "reading takes a token, not the write key"
    );
}

#[tokio::test]
async fn a_refusal_reaches_who_is_still_sending() {
    let server = Server::with(Config { write_key: Some("wk".into()), ..Config::default() }).await;
    let body = "x".repeat(20 << 20);
    server.send_raw("/recordings/events", "application/json", body).await.refused(401);
}

#[tokio::test]
async fn a_session_and_an_address_may_ask_only_so_often() {
    // Ten seconds' worth at once: ten of a session, hundred of an address.
    let server = Server::with(Config { session_rate: 60, address_rate: 600, ..Config::default() }).await;
    let taken = async |id: &str| server.send(PATH, &start(id)).await.status.as_u16() == 200;
    for _ in 0..10 {
        assert!(taken("s").await);
    }
    let refused = server.send(PATH, &start("s")).await;
    refused.refused(429);
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert!(taken("other").await, "another session is not held up");
    server.clock.advance(1_000);
    assert!(taken("s").await && !taken("s").await, "one more after a second");

    let mut sent = 0;
    while taken(&format!("n{sent}")).await {
        sent += 1;
        assert!(sent < 200, "an address has its limit");
    }
    server.send(PATH, &start("fresh")).await.refused(429);
    assert_eq!(server.admin().await.listed("?limit=1").await.len(), 1, "readers are not senders");
}

#[tokio::test]
async fn an_address_is_taken_from_a_header_only_where_that_is_configured() {
    let config = Config { address_rate: 100, ..Config::default() };
    let trusting = Config { address_header: Some("x-forwarded-for".parse().unwrap()), ..config.clone() };
    for (config, held_up) in [(config, true), (trusting, false)] {
        let server = Server::with(config).await;
        let send = |n: usize, from: String| {
            reply(server.post(PATH).header("x-forwarded-for", from).json(&start(&format!("s{n}"))))
        };
        for n in 0..100 {
            send(n, format!("203.0.113.7, 198.51.100.{n}")).await.must_be_done();
        }
        let status = send(100, "203.0.113.7, 198.51.100.200".into()).await.status.as_u16();
        assert_eq!(status == 429, held_up, "what a client writes there itself counts for nothing");
    }
}

#[tokio::test]
async fn a_country_comes_from_a_trusted_header_alone() {
    let trusting = Config { country_header: Some("cf-ipcountry".parse().unwrap()), ..Config::default() };
    for (config, sent, country) in [
        (trusting.clone(), "ch", Some("CH")),
        (trusting.clone(), "XX", None),
        (trusting.clone(), "T1", None),
        (trusting, "Switzerland", None),
        (Config::default(), "CH", None),
    ] {
        let server = Server::with(config).await;
        reply(server.post(PATH).header("cf-ipcountry", sent).json(&start("s"))).await.must_be_done();
        assert_eq!(server.admin().await.summary("s").await.country_code.as_deref(), country, "{sent}");
    }
}

#[tokio::test]
async fn a_country_comes_from_a_local_database_where_no_header_says_it() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), countries([203, 0, 113], "CH")).unwrap();
    let config = Config {
        address_header: Some("x-real-ip".parse().unwrap()),
        country_header: Some("cf-ipcountry".parse().unwrap()),
        ..Config::default()
    };
    let server = Server::made(config, |app| app.with_countries(Countries::open(file.path()).unwrap())).await;
    for (id, address, said, country) in [
        ("known", "203.0.113.77", "", Some("CH")),
        ("mapped", "::ffff:203.0.113.77", "", Some("CH")),
        ("unknown", "198.51.100.1", "", None),
        ("wide", "2001:db8::1", "", None),
        ("said", "203.0.113.77", "de", Some("DE")),
    ] {
        let sent = server.post(PATH).header("x-real-ip", address).header("cf-ipcountry", said);
        reply(sent.json(&start(id))).await.must_be_done();
        assert_eq!(server.admin().await.summary(id).await.country_code.as_deref(), country, "{id}");
    }
}

/// A database (MaxMind DB 2.0) that knows the country of one network of 24 bits.
fn countries(network: [u8; 3], country: &str) -> Vec<u8> {
    let text = |text: &str| [&[0x40 | text.len() as u8], text.as_bytes()].concat();
    let map = |members: &[(&str, Vec<u8>)]| {
        let members = members.iter().flat_map(|(name, value)| [text(name), value.clone()]);
        [vec![0xe0 | (members.clone().count() / 2) as u8], members.flatten().collect()].concat()
    };
    let short = |number: u8| vec![0xa1, number];
    const NODES: u8 = 24;
    const NONE: [u8; 3] = [0, 0, NODES];
    let bits = network.into_iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1));
    let mut bytes = Vec::new();
    for (bit, node) in bits.zip(1..=NODES) {
        // The last one leads to the data, behind the tree and 16 zeros.
        let next = if node < NODES { [0, 0, node] } else { [0, 0, NODES + 16] };
        let (left, right) = if bit == 0 { (next, NONE) } else { (NONE, next) };
        bytes.extend([left, right].concat());
    }
    bytes.extend([0; 16]);
    bytes.extend(map(&[("country", map(&[("iso_code", text(country))]))]));
    bytes.extend(b"\xab\xcd\xefMaxMind.com");
    bytes.extend(map(&[
        ("binary_format_major_version", short(2)),
        ("binary_format_minor_version", short(0)),
        ("build_epoch", vec![0x01, 0x02, 1]),
        ("database_type", text("Countries")),
        ("description", map(&[])),
        ("ip_version", short(4)),
        ("languages", vec![0x00, 0x04]),
        ("node_count", vec![0xc1, NODES]),
        ("record_size", short(24)),
    ]));
    bytes
}

#[tokio::test]
async fn no_address_is_stored() {
    let config = Config { address_header: Some("x-real-ip".parse().unwrap()), ..Config::default() };
    let server = Server::with(config).await;
    reply(server.post(PATH).header("x-real-ip", "203.0.113.77").json(&start("s"))).await.must_be_done();
    server.send_events("s", 0, &[crate::made::click(0)]).await.must_be_done();
    server.store().close().await;
    for file in std::fs::read_dir(server.store().dir()).unwrap() {
        let path = file.unwrap().path();
        if path.is_file() {
            let bytes = std::fs::read(&path).unwrap();
            for address in [b"203.0.113.77".as_slice(), b"127.0.0.1".as_slice()] {
                let found = bytes.windows(address.len()).any(|window| window == address);
                assert!(!found, "{} holds an address", path.display());
            }
        }
    }
}
