//! What the server counts, and how its refusals in the shape of web sessions are read.

use hindsight_contract::analytics::SessionStats;
use hindsight_domain::Timestamp;
use hindsight_sync::{NumbersQuery, SyncError};

use crate::door::{Door, End, json};

const TOTAL: &str = r#"{"recordings":0,"recording":0,"completed":0,"failed":0,"cancelled":0,"errors":0,"withErrors":0,"avgDuration":0}"#;

#[tokio::test]
async fn numbers_are_asked_for_with_what_they_are_of() {
    let stats = r#"{"totalSessions":7,"avgDuration":1.5,"totalPageViews":3,"totalClicks":2,"uniqueUsers":1}"#;
    let door = Door::new(move |head| {
        let body = match head {
            head if head.contains("/stats?") => stats.to_owned(),
            head if head.contains("/agents?") => format!(r#"{{"total":{TOTAL},"agents":[]}}"#),
            _ => "[]".to_owned(),
        };
        (json("200 OK", &body), End::Close)
    })
    .await;
    let query = NumbersQuery {
        from: Some("2026-03-01T00:00:00Z".parse::<Timestamp>().unwrap()),
        to: None,
        service: Some("a shop&limit=0".to_owned()),
    };
    let numbers = door.remote().numbers(&query, 25).await.unwrap();
    let expected = SessionStats {
        total_sessions: 7,
        avg_duration: 1.5,
        total_page_views: 3,
        total_clicks: 2,
        unique_users: 1,
    };
    assert_eq!(numbers.sessions, expected);
    let mut asked: Vec<_> =
        door.heads().iter().map(|head| head.lines().next().unwrap_or_default().to_owned()).collect();
    asked.sort();
    let from = "startDate=2026-03-01T00%3A00%3A00.000Z";
    let line = |call: &str, limit: u32, more: &str| {
        format!("GET /recordings/analytics/{call}?limit={limit}&{from}{more} HTTP/1.1")
    };
    let service = "&serviceSlug=a+shop%26limit%3D0";
    let expected = [
        line("agents", 25, service),
        line("days", 500, service),
        line("devices", 500, service),
        line("pages", 25, service),
        line("services", 500, ""),
        line("stats", 500, service),
    ];
    assert_eq!(asked, expected);
}

#[tokio::test]
async fn a_refusal_of_web_sessions_is_understood() {
    let said = async |status: &str, code: u16| {
        let body = format!(r#"{{"statusCode":{code},"message":"because","error":"x"}}"#);
        let door = Door::saying(json(status, &body)).await;
        door.remote().numbers(&NumbersQuery::default(), 1).await.unwrap_err()
    };
    let error = said("401 Unauthorized", 401).await;
    assert!(matches!(error, SyncError::SignedOut { .. }), "{error}");
    let error = said("403 Forbidden", 403).await;
    assert!(matches!(error, SyncError::Forbidden { .. }), "{error}");
    let error = said("404 Not Found", 404).await;
    assert!(matches!(error, SyncError::Refused { .. }), "a server of before does not count: {error}");
    let error = said("500 Internal Server Error", 500).await;
    assert!(matches!(error, SyncError::ServerFault { status: 500, .. }), "{error}");
    let error = said("404 Not Found", 401).await;
    assert!(matches!(error, SyncError::NotHindsight { .. }), "a status that contradicts itself: {error}");
}
