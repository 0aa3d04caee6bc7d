//! Upgrades that pass, and where the others fail.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::routing::any;
use hindsight_sync::{OfflineCause, RemoteOptions, SyncError, UpgradeCause};

use crate::door::{Door, End, SECRET, brief, http, json, nobody, refusal, remote};

const PATH: &[&str] = &["api", "canvas", "recording", "ws"];

async fn cause(door: &Door) -> UpgradeCause {
    match door.remote().check_web_socket(PATH).await.unwrap_err() {
        SyncError::NoUpgrade { cause, .. } => cause,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn messages_come_through_an_upgrade() {
    let signed = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&signed);
    let upgrade = any(async move |headers: http::HeaderMap, upgrade: WebSocketUpgrade| {
        seen.store(headers["authorization"] == format!("Bearer {SECRET}"), Ordering::SeqCst);
        upgrade.on_upgrade(async |mut socket| {
            socket.send(Message::text("hello")).await.unwrap();
            while socket.recv().await.is_some() {}
        })
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/api/canvas/recording/ws", upgrade);
    tokio::spawn(async move { axum::serve(listener, routes).await });

    let remote = remote(&format!("http://{address}"), &RemoteOptions::default());
    let mut socket = remote.web_socket(PATH).await.unwrap();
    assert_eq!(socket.next().await.unwrap().as_deref(), Some("hello"));
    socket.close().await;
    assert!(signed.load(Ordering::SeqCst), "the token went along in its header");
    remote.check_web_socket(PATH).await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_strips_the_upgrade_is_found_out() {
    for status in ["426 Upgrade Required", "400 Bad Request", "200 OK"] {
        let door = Door::saying(json(status, "{}")).await;
        assert!(matches!(cause(&door).await, UpgradeCause::Stripped { .. }), "{status}");
        let head = door.heads().remove(0).to_lowercase();
        assert!(head.contains("connection: upgrade") && head.contains("upgrade: websocket"), "{head}");
    }
}

#[tokio::test]
async fn an_answer_to_another_upgrade_is_not_taken() {
    let headers =
        "upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n";
    let answer = format!("HTTP/1.1 101 Switching Protocols\r\n{headers}\r\n").into_bytes();
    let door = Door::new(move |_| (answer.clone(), End::Hold)).await;
    assert_eq!(cause(&door).await, UpgradeCause::WrongAccept);
}

#[tokio::test]
async fn frames_that_a_proxy_holds_back_are_noticed() {
    let door = Door::new(|head| {
        let key = head.lines().find_map(|line| line.strip_prefix("sec-websocket-key: ")).unwrap();
        let accept = tokio_tungstenite::tungstenite::handshake::derive_accept_key(key.as_bytes());
        let headers =
            format!("upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: {accept}\r\n");
        (format!("HTTP/1.1 101 Switching Protocols\r\n{headers}\r\n").into_bytes(), End::Hold)
    })
    .await;
    assert_eq!(cause(&door).await, UpgradeCause::NothingThrough);
}

#[tokio::test]
async fn other_failures_keep_their_names() {
    let check =
        async |answer: Vec<u8>| Door::saying(answer).await.remote().check_web_socket(PATH).await.unwrap_err();
    assert!(matches!(check(refusal("401 Unauthorized", "UNAUTHORIZED")).await, SyncError::SignedOut { .. }));
    assert!(matches!(
        check(refusal("403 Forbidden", "PERMISSION_DENIED")).await,
        SyncError::Forbidden { .. }
    ));
    assert!(matches!(
        check(refusal("404 Not Found", "NOT_FOUND")).await,
        SyncError::NoUpgrade { cause: UpgradeCause::Refused { status: 404 }, .. }
    ));
    assert!(matches!(
        check(http("502 Bad Gateway", "", "")).await,
        SyncError::ServerFault { status: 502, .. }
    ));
    let html = http("200 OK", "content-type: text/html\r\n", "<html>");
    assert!(matches!(check(html).await, SyncError::NotHindsight { .. }));

    let options = RemoteOptions { patience: brief(), ..Default::default() };
    let error =
        remote(&format!("http://{}", nobody().await), &options).check_web_socket(PATH).await.unwrap_err();
    assert!(matches!(error, SyncError::Offline { cause: OfflineCause::Refused, .. }), "{error}");
}
