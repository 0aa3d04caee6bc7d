//! Out through a proxy, or not.

use std::process::Command;

use hindsight_sync::{OfflineCause, RemoteOptions, SyncError, Way};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::TcpStream;

use crate::door::{Door, SECRET, WHO, brief, http, json, listen, remote};
use crate::tls::Authority;

const INNER: &str = "HINDSIGHT_TEST_SERVER";

#[tokio::test]
async fn tls_goes_through_the_proxy_as_a_tunnel() {
    let authority = Authority::new();
    let (server, heads) = authority.listen("hindsight.example", 2099).await;
    let proxy = listen(move |mut stream: TcpStream| async move {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("CONNECT hindsight.example:443 "), "{head}");
        assert!(!head.contains(SECRET), "the proxy is not told the token");
        let mut inner = TcpStream::connect(server).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let _ = copy_bidirectional(&mut stream, &mut inner).await;
    })
    .await;
    let way = Way::Proxy(format!("http://{proxy}").parse().unwrap());
    let options = RemoteOptions { patience: brief(), way, extra_roots: vec![authority.root()] };
    let who = remote("https://hindsight.example", &options).whoami().await.unwrap();
    assert_eq!(who.user, "ann", "the name was the proxy's to look up");
    assert!(heads.lock().unwrap()[0].contains(SECRET), "the server is");
}

#[tokio::test]
async fn a_proxy_that_refuses_is_named_as_the_way() {
    let proxy = Door::saying(http("407 Proxy Authentication Required", "", "")).await;
    let way = Way::Proxy(format!("http://{}", proxy.address).parse().unwrap());
    let options = RemoteOptions { patience: brief(), way, extra_roots: Vec::new() };
    let error = remote("https://hindsight.example", &options).whoami().await.unwrap_err();
    let SyncError::Offline { cause: OfflineCause::Unreachable(detail), .. } = &error else {
        panic!("{error}")
    };
    assert!(detail.contains("proxy"), "{detail}");
}

/// The environment belongs to the process, so the asking is done in one of its own.
#[tokio::test]
async fn a_server_on_this_machine_is_not_asked_through_the_systems_proxy() {
    let server = Door::saying(json("200 OK", WHO)).await;
    let proxy = Door::saying(http("500 Internal Server Error", "", "")).await;
    let asking = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "ways::ask_the_server_of_the_environment", "--ignored"])
        .env(INNER, format!("http://{}", server.address))
        .env("HTTP_PROXY", format!("http://{}", proxy.address))
        .env("http_proxy", format!("http://{}", proxy.address))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .spawn()
        .unwrap();
    let ended = tokio::task::spawn_blocking(move || asking.wait_with_output()).await.unwrap().unwrap();
    assert!(ended.status.success());
    assert_eq!((server.heads().len(), proxy.heads().len()), (1, 0));
}

#[tokio::test]
#[ignore = "the other half of the test above"]
async fn ask_the_server_of_the_environment() {
    let server = std::env::var(INNER).unwrap();
    remote(&server, &RemoteOptions::default()).whoami().await.unwrap();
}
