//! Who does not answer, and who answers what.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::sync::FeedQuery;
use hindsight_sync::{Cleartext, OfflineCause, Remote, RemoteOptions, ServerAddress, SyncError, Way};

use crate::door::{Door, End, SECRET, WHO, brief, http, json, nobody, refusal, remote};

async fn whoami(door: &Door) -> SyncError {
    let error = door.remote().whoami().await.unwrap_err();
    for shown in [error.to_string(), format!("{error:?}"), format!("{:?}", door.remote())] {
        assert!(!shown.contains(SECRET), "the token shows: {shown}");
    }
    error
}

fn offline(error: &SyncError) -> &OfflineCause {
    match error {
        SyncError::Offline { cause, .. } => cause,
        other => panic!("not offline: {other}"),
    }
}

#[tokio::test]
async fn a_good_answer_is_taken_and_the_token_went_along() {
    let door = Door::saying(json("200 OK", WHO)).await;
    assert_eq!(door.remote().whoami().await.unwrap().user, "ann");
    let head = door.heads().remove(0);
    assert!(head.starts_with("GET /sync/v1/whoami HTTP/1.1"), "{head}");
    assert!(head.contains(&format!("authorization: Bearer {SECRET}")), "{head}");
}

#[tokio::test]
async fn nobody_there_is_offline_and_nothing_is_lost() {
    let address = nobody().await;
    let error = remote(&format!("http://{address}"), &RemoteOptions::default()).whoami().await.unwrap_err();
    assert_eq!(*offline(&error), OfflineCause::Refused);
    assert!(error.to_string().contains("Nothing is lost"), "{error}");
    assert!(!error.is_transient(), "trying again at once would not help");
}

#[tokio::test]
async fn a_name_that_leads_nowhere_is_told() {
    // A label of 64 bytes: no resolver has to be asked to know.
    let name = format!("http://{}.example", "x".repeat(64));
    let address = ServerAddress::parse(&name, Cleartext::Allowed).unwrap();
    let options = RemoteOptions { way: Way::Direct, ..Default::default() };
    let error = Remote::new(address, None, &options).unwrap().whoami().await.unwrap_err();
    assert_eq!(*offline(&error), OfflineCause::UnknownHost);
}

#[tokio::test]
async fn a_silent_server_is_given_up() {
    let half = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{".to_vec();
    for said in [Vec::new(), half] {
        let door = Door::new(move |_| (said.clone(), End::Hold)).await;
        let error = whoami(&door).await;
        assert_eq!(*offline(&error), OfflineCause::Silent(brief().answer));
        assert!(error.is_transient());
    }
}

#[tokio::test]
async fn a_connection_that_breaks_is_told_from_one_that_never_was() {
    let whole = json("200 OK", WHO);
    for cut in [0, 20, whole.len() - 1] {
        let door = Door::saying(&whole[..cut]).await;
        let error = whoami(&door).await;
        assert_eq!(*offline(&error), OfflineCause::Cut, "cut at {cut}");
        assert!(error.is_transient());
    }
}

#[tokio::test]
async fn a_fault_of_the_server_names_its_request() {
    let body = r#"{"success":false,"error":{"code":"INTERNAL_ERROR","message":"no","timestamp":0}}"#;
    let headers = "content-type: application/json\r\nx-request-id: r42\r\nretry-after: 7\r\n";
    for (answer, request) in [
        (http("500 Internal Server Error", headers, body), Some("r42")),
        (http("502 Bad Gateway", "content-type: text/html\r\n", "<h1>nginx"), None),
        (http("503 Service Unavailable", "", ""), None),
        (http("429 Too Many Requests", "", ""), None),
    ] {
        let error = whoami(&Door::saying(answer).await).await;
        let SyncError::ServerFault { request_id, .. } = &error else { panic!("{error}") };
        assert_eq!(request_id.as_deref(), request);
        assert_eq!(error.retry_after().is_some(), request.is_some());
        assert!(error.is_transient());
    }
}

#[tokio::test]
async fn a_sign_in_page_of_the_network_is_not_taken_for_the_server() {
    let html = "content-type: text/html; charset=utf-8\r\n";
    for answer in [
        http("200 OK", html, "<html>Welcome to the hotel"),
        http("404 Not Found", html, "nothing here"),
        http("401 Unauthorized", html, "pay first"),
        http("511 Network Authentication Required", html, "pay first"),
        http("200 OK", "", "hello"),
        b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(),
    ] {
        let error = whoami(&Door::saying(answer.clone()).await).await;
        let other = answer.starts_with(b"SSH") && matches!(error, SyncError::Offline { .. });
        assert!(matches!(error, SyncError::NotHindsight { .. }) || other, "{error}");
    }
}

#[tokio::test]
async fn garbage_that_calls_itself_json_is_named() {
    let error = whoami(&Door::saying(json("200 OK", r#"{"user":7}"#)).await).await;
    assert!(matches!(&error, SyncError::Protocol { detail, .. } if detail.contains("line 1")), "{error}");
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let check = async |status: &str, code: &str| whoami(&Door::saying(refusal(status, code)).await).await;
    assert!(matches!(check("401 Unauthorized", "UNAUTHORIZED").await, SyncError::SignedOut { .. }));
    assert!(matches!(check("403 Forbidden", "PERMISSION_DENIED").await, SyncError::Forbidden { .. }));
    assert!(matches!(check("409 Conflict", "EPOCH_CHANGED").await, SyncError::EpochChanged { .. }));
    let refused = check("409 Conflict", "CONFLICT").await;
    assert!(
        matches!(&refused, SyncError::Refused { body, .. } if body.code == ErrorCode::Conflict),
        "{refused}"
    );
}

#[tokio::test]
async fn a_wrong_password_is_not_an_ended_session() {
    let door = Door::saying(refusal("401 Unauthorized", "UNAUTHORIZED")).await;
    let error = door.remote().login("ann", "pw-planted").await.err().unwrap();
    assert!(matches!(error, SyncError::WrongPassword { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("pw-planted"));
    assert!(!door.heads()[0].contains("authorization"), "signing in needs no token, so none travels");
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let announced =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 99999999999\r\n\r\n[";
    let error = whoami(&Door::new(|_| (announced.to_vec(), End::Hold)).await).await;
    assert!(matches!(error, SyncError::TooLarge { .. }), "{error}");

    let mut endless =
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..6 {
        endless.extend_from_slice(b"100000\r\n");
        endless.resize(endless.len() + (1 << 20), b' ');
        endless.extend_from_slice(b"\r\n");
    }
    let error = whoami(&Door::new(move |_| (endless.clone(), End::Hold)).await).await;
    assert!(matches!(error, SyncError::TooLarge { .. }), "{error}");
}

#[tokio::test]
async fn a_redirect_does_not_take_the_token_along() {
    let elsewhere = Door::saying(json("200 OK", WHO)).await;
    for status in ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let door =
            Door::saying(http(status, &format!("location: http://{}/x\r\n", elsewhere.address), "")).await;
        let error = whoami(&door).await;
        let to = elsewhere.address.to_string();
        assert!(matches!(&error, SyncError::Redirected { to: found, .. } if found.contains(&to)), "{error}");
        let error = door.remote().login("ann", "pw").await.err().unwrap();
        assert!(matches!(error, SyncError::Redirected { .. }), "{error}");
    }
    assert!(elsewhere.heads().is_empty(), "somebody else was asked");
}

#[tokio::test]
async fn the_feed_is_asked_with_what_is_known() {
    let door = Door::saying(refusal("409 Conflict", "EPOCH_CHANGED")).await;
    let query = FeedQuery {
        cursor: Some("7.a&b=c d".into()),
        limit: Some(5),
        wait: None,
        witness: Some("8.w".into()),
    };
    assert!(matches!(door.remote().feed(&query).await, Err(SyncError::EpochChanged { .. })));
    let line = door.heads()[0].lines().next().unwrap().to_owned();
    assert_eq!(line, "GET /sync/v1/feed?cursor=7.a%26b%3Dc+d&witness=8.w&limit=5 HTTP/1.1");
}

#[tokio::test]
async fn results_of_other_mutations_are_not_taken() {
    let results =
        r#"{"results":[{"id":"01890a5d-ac96-774b-bcce-b302099a8057","outcome":"applied","repeated":false}]}"#;
    let door = Door::saying(json("200 OK", results)).await;
    let error = door.remote().mutations("c", None, &[]).await.unwrap_err();
    assert!(matches!(error, SyncError::Protocol { .. }), "{error}");
}
