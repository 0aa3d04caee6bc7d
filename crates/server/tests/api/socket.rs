//! Notifications on the WebSocket.

use futures_util::StreamExt;
use hindsight_domain::Role;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::server::{BASE, Server, fresh};

type Socket = WebSocketStream<MaybeTlsStream<tokio::net::TcpStream>>;

async fn open(server: &Server, headers: &[(&'static str, String)]) -> Result<Socket, u16> {
    let url = format!("{}{BASE}/ws", server.url.replace("http", "ws"));
    let mut request = url.into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

async fn next(socket: &mut Socket) -> Value {
    loop {
        if let Message::Text(text) = socket.next().await.unwrap().unwrap() {
            return serde_json::from_str(&text).unwrap();
        }
    }
}

#[tokio::test]
async fn start_stop_and_flag_are_told_to_those_who_see_the_recording() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let rita = server.client("rita", Role::Reviewer).await;
    let ben = server.client("ben", Role::Member).await;
    let bearer = |client: &crate::server::Client| {
        ("authorization", format!("Bearer {}", client.token.clone().unwrap()))
    };
    let mut own = open(&server, &[bearer(&ann)]).await.unwrap();
    let mut reviewing = open(&server, &[bearer(&rita)]).await.unwrap();
    let mut others = open(&server, &[bearer(&ben)]).await.unwrap();

    let id = ann.start("a").await;
    assert_eq!(
        next(&mut own).await,
        json!({ "type": "canvas:recording_started", "data": {
            "recording_id": id, "agent_id": "a", "agent_name": "a", "reason": "to see what it does",
            "canvas_id": null,
        } })
    );
    ann.flag(&id, "odd").await.ok();
    let flagged = json!({ "type": "canvas:recording_flagged", "data": {
        "recording_id": id, "flag_reason": "odd", "flagged_by": "ann",
        "flagged_at": "2026-03-01T12:00:00.000Z",
    } });
    assert_eq!(next(&mut own).await, flagged);
    assert_eq!(next(&mut reviewing).await, flagged, "the first that a reviewer hears of it");
    server.clock.advance(2_000);
    ann.stop(&id, json!({})).await.ok();
    let stopped = json!({ "type": "canvas:recording_stopped", "data": {
        "recording_id": id, "status": "completed", "duration_seconds": 2.0, "event_count": 0,
        "summary": "0 events recorded", "expires_at": "2026-05-30T12:00:02.000Z",
    } });
    assert_eq!(next(&mut own).await, stopped);
    assert_eq!(next(&mut reviewing).await, stopped);

    let mine = ben.start("b").await;
    assert_eq!(next(&mut others).await["data"]["recording_id"], json!(mine), "nothing of hers came before");
}

#[tokio::test]
async fn a_browser_shows_its_token_as_a_subprotocol_or_a_cookie_but_never_in_the_address() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let token = ann.token.clone().unwrap();
    let host = server.url.clone();
    let offer = ("sec-websocket-protocol", format!("bearer, {token}"));
    let cookie = ("cookie", format!("theme=dark; hindsight_token={token}"));
    let origin = |origin: &str| ("origin", origin.to_owned());
    for (headers, expected) in [
        (vec![offer], None),
        (vec![cookie.clone()], None),
        (vec![cookie.clone(), origin(&host)], None),
        (vec![cookie, origin("https://evil.example")], Some(403)),
        (vec![("sec-websocket-protocol", "bearer, wrong".to_owned())], Some(401)),
        (vec![], Some(401)),
    ] {
        assert_eq!(open(&server, &headers).await.err(), expected, "{headers:?}");
    }
    let in_address = server.nobody().get(&format!("{BASE}/ws?token={token}")).await;
    assert_eq!(in_address.refusal(), (401, "UNAUTHORIZED"));
    let not_a_socket = ann.get(&format!("{BASE}/ws")).await;
    assert_eq!(not_a_socket.refusal(), (400, "VALIDATION_ERROR"));
}
