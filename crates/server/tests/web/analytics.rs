//! Sessions and agent recordings in numbers: what is counted, for whom, and what is refused.

use std::collections::BTreeSet;
use std::io::Read as _;

use hindsight_contract::analytics::{
    AgentStats, DayStats, DeviceShare, PageStats, ServiceShare, SessionStats,
};
use hindsight_domain::{DeviceType, Role, Timestamp};
use hindsight_server::store::tokens::{self, NewToken};
use hindsight_testkit::recordings;
use serde_json::{Value, json};

use crate::made::{T0, click, end, meta, page_view, scroll};
use crate::server::{Person, Server};

const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const CALLS: [&str; 6] = ["stats", "devices", "pages", "services", "days", "agents"];

impl Person<'_> {
    async fn numbers<T: serde::de::DeserializeOwned>(&self, call: &str) -> T {
        self.get(&format!("/recordings/analytics/{call}")).await.read()
    }

    /// Sessions, mean seconds, page views, clicks and users.
    async fn stats(&self, query: &str) -> (u64, f64, u64, u64, u64) {
        let stats: SessionStats = self.numbers(&format!("stats{query}")).await;
        let SessionStats { total_sessions, avg_duration, total_page_views, total_clicks, unique_users } =
            stats;
        (total_sessions, avg_duration, total_page_views, total_clicks, unique_users)
    }

    async fn pages(&self, query: &str) -> Vec<(String, String, u64, u64)> {
        let pages: Vec<PageStats> = self.numbers(&format!("pages{query}")).await;
        pages.into_iter().map(|page| (page.path, page.title, page.views, page.unique_sessions)).collect()
    }
}

/// Three sessions: one of the shop that ended after 10 s with reported views, one of the shop that goes on without
/// any, and one of the desk on the next day that ended after 20 s.
async fn sessions(server: &Server) {
    server
        .start_session("a", json!({ "actorId": "ann", "serviceSlug": "shop", "deviceType": "mobile" }))
        .await;
    let view = async |id, path, title, ms| {
        server.send("/recordings/pageviews", &page_view(id, path, title, ms)).await.must_be_done();
    };
    for (path, title, ms) in [("/", "Old", 0), ("/cart", "Cart", 2_000), ("/", "Home", 4_000)] {
        view("a", path, title, ms).await;
    }
    let shown = [meta(0, "https://shop.example/"), click(1), click(2)];
    server.send_events("a", 0, &shown).await.must_be_done();
    server.send("/recordings/sessions", &end("a", T0 + 10_000)).await.must_be_done();

    server
        .start_session("b", json!({ "actorId": "ann", "serviceSlug": "shop", "deviceType": "mobile" }))
        .await;
    let shown = [
        meta(0, "https://shop.example/?q=1"),
        click(1),
        meta(2, "https://shop.example/cart#x"),
        meta(3, "/"),
    ];
    server.send_events("b", 0, &shown).await.must_be_done();

    let next = json!({ "actorId": "bob", "serviceSlug": "desk", "startedAt": T0 + DAY_MS });
    server.start_session("c", next).await;
    view("c", "/cart", "Basket", DAY_MS).await;
    let ended =
        json!({ "action": "end", "sessionId": "c", "endedAt": T0 + DAY_MS + 30_000, "duration": 20_000 });
    server.send("/recordings/sessions", &ended).await.must_be_done();
}

#[tokio::test]
async fn sessions_are_counted_by_service_and_by_when_they_began() {
    let server = Server::start().await;
    let admin = server.admin().await;
    assert_eq!(admin.stats("").await, (0, 0.0, 0, 0, 0));
    sessions(&server).await;
    let all = (3, 15.0, 3 + 2 + 1, 3, 2);
    let shop = (2, 10.0, 5, 3, 1);
    for (query, expected) in [
        ("", all),
        ("?serviceSlug=", all),
        ("?serviceSlug=shop", shop),
        ("?serviceSlug=desk", (1, 20.0, 1, 0, 1)),
        ("?serviceSlug=none", (0, 0.0, 0, 0, 0)),
        ("?endDate=2026-03-01", shop),
        ("?startDate=2026-03-02", (1, 20.0, 1, 0, 1)),
        ("?startDate=2026-03-02&endDate=2026-03-01", (0, 0.0, 0, 0, 0)),
        ("?startDate=2026-03-01T13:00:00%2B01:00&endDate=1772366400000", shop),
        ("?limit=1&unheard=of", all),
    ] {
        assert_eq!(admin.stats(query).await, expected, "{query}");
    }
}

#[tokio::test]
async fn a_session_counts_as_much_as_its_summary_says() {
    let server = Server::start().await;
    let admin = server.admin().await;
    sessions(&server).await;
    server.send_events("unheard", 0, &[scroll(0, 0), click(700)]).await.must_be_done();
    server.clock.advance(31 * MINUTE_MS);
    hindsight_server::upkeep::once(&server.app).await.unwrap();
    let (mut views, mut clicks, mut lengths) = (0, 0, Vec::new());
    for id in ["a", "b", "c", "unheard"] {
        let summary = admin.summary(id).await;
        views += summary.page_views;
        clicks += summary.clicks;
        lengths.extend(summary.ended_at.map(|_| summary.duration_seconds));
    }
    assert!(lengths.len() > 2, "silence ended those that went on: {lengths:?}");
    let mean = lengths.iter().sum::<f64>() / lengths.len() as f64;
    let (sessions, seconds, page_views, counted, _) = admin.stats("").await;
    assert_eq!((sessions, page_views, counted), (4, views, clicks));
    assert!((seconds - mean).abs() < 0.001, "{seconds} is not {mean}");
}

#[tokio::test]
async fn pages_have_their_latest_title_and_add_up_to_the_page_views() {
    let server = Server::start().await;
    let admin = server.admin().await;
    assert_eq!(admin.pages("").await, []);
    sessions(&server).await;
    let page =
        |path: &str, title: &str, views, sessions| (path.to_owned(), title.to_owned(), views, sessions);
    assert_eq!(admin.pages("").await, [page("/", "Home", 3, 2), page("/cart", "Basket", 3, 3)]);
    assert_eq!(admin.pages("?limit=1").await, [page("/", "Home", 3, 2)]);
    assert_eq!(
        admin.pages("?serviceSlug=shop").await,
        [page("/", "Home", 3, 2), page("/cart", "Cart", 2, 2)]
    );
    let (_, _, page_views, ..) = admin.stats("").await;
    assert_eq!(admin.pages("").await.iter().map(|page| page.2).sum::<u64>(), page_views);
    // Of a page that only events show, no title is known.
    server.send_events("d", 0, &[meta(0, "https://shop.example/bare")]).await.must_be_done();
    assert!(admin.pages("").await.contains(&page("/bare", "", 1, 1)));
}

#[tokio::test]
async fn devices_services_and_days_have_their_share() {
    let server = Server::start().await;
    let admin = server.admin().await;
    sessions(&server).await;
    server.start_session("tv", json!({ "deviceType": "tv", "startedAt": T0 - DAY_MS })).await;
    server.start_session("old", json!({ "startedAt": -1 })).await;
    let devices: Vec<DeviceShare> = admin.numbers("devices").await;
    let devices: Vec<_> =
        devices.iter().map(|one| (one.device_type.clone(), one.count, one.percentage)).collect();
    let expected =
        [(DeviceType::Desktop, 2, 40.0), (DeviceType::Mobile, 2, 40.0), (DeviceType::Unspecified, 1, 20.0)];
    assert_eq!(devices, expected);
    let one: Vec<DeviceShare> = admin.numbers("devices?limit=1").await;
    assert_eq!(
        one.iter().map(|one| one.percentage).collect::<Vec<_>>(),
        [40.0],
        "of all, not of those listed"
    );

    let services: Vec<ServiceShare> = admin.numbers("services").await;
    let services: Vec<_> = services.iter().map(|one| (one.service_slug.as_str(), one.count)).collect();
    assert_eq!(services, [("", 2), ("shop", 2), ("desk", 1)]);

    let days: Vec<DayStats> = admin.numbers("days").await;
    let days: Vec<_> =
        days.iter().map(|day| (day.day.to_string(), day.sessions, day.page_views, day.clicks)).collect();
    let day =
        |date: &str, sessions, views, clicks| (format!("{date}T00:00:00.000Z"), sessions, views, clicks);
    let expected = [
        day("1969-12-31", 1, 0, 0),
        day("2026-02-28", 1, 0, 0),
        day("2026-03-01", 2, 5, 3),
        day("2026-03-02", 1, 1, 0),
    ];
    assert_eq!(days, expected);
    let latest: Vec<DayStats> = admin.numbers("days?limit=1").await;
    assert_eq!(latest.iter().map(|day| day.day.millis()).collect::<Vec<_>>(), [T0 + DAY_MS / 2]);
}

#[tokio::test]
async fn runs_are_counted_by_agent_status_errors_and_length() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let base = "/api/canvas/recording";
    let start = async |agent: &str| {
        let body = json!({ "agent_id": agent, "reason": "to see" });
        let made: Value = admin.post(&format!("{base}/start"), &body).await.read();
        made["recording_id"].as_str().unwrap().to_owned()
    };
    for (agent, errors, status, seconds) in
        [("tidy", 0, "completed", 10), ("tidy", 2, "failed", 20), ("clerk", 1, "cancelled", 60)]
    {
        let id = start(agent).await;
        for kind in ["operation_start"].into_iter().chain((0..errors).map(|_| "error")) {
            let event = json!({ "event_type": kind, "event_data": {} });
            admin.post(&format!("{base}/{id}/event"), &event).await.read::<Value>();
        }
        server.clock.advance(seconds * 1_000);
        admin.post(&format!("{base}/{id}/stop"), &json!({ "status": status })).await.read::<Value>();
    }
    start("tidy").await;
    let named = json!({ "name": "Night tidy", "maturity": "intern" });
    admin.put("/api/agents/tidy", &named).await.read::<Value>();

    let stats: AgentStats = admin.numbers("agents").await;
    let total = stats.total;
    assert_eq!((total.recordings, total.recording, total.completed), (4, 1, 1));
    assert_eq!((total.failed, total.cancelled, total.errors, total.with_errors), (1, 1, 3, 2));
    assert_eq!(total.avg_duration, 30.0);
    let agents: Vec<_> = stats
        .agents
        .iter()
        .map(|agent| {
            (agent.agent_id.as_str(), agent.name.as_str(), agent.runs.recordings, agent.runs.avg_duration)
        })
        .collect();
    assert_eq!(agents, [("tidy", "Night tidy", 3, 15.0), ("clerk", "clerk", 1, 60.0)]);
    let one: AgentStats = admin.numbers("agents?limit=1").await;
    assert_eq!((one.agents.len(), one.total.recordings), (1, 4), "the total is of all agents");
    let none: AgentStats = admin.numbers("agents?startDate=2027-01-01").await;
    assert_eq!((none.agents.len(), none.total), (0, Default::default()));
    assert_eq!(admin.stats("").await.0, 0, "runs are no sessions");
}

#[tokio::test]
async fn the_governance_role_has_all_numbers_a_member_their_own() {
    let server = Server::start().await;
    sessions(&server).await;
    let admin = server.admin().await;
    admin
        .post("/api/canvas/recording/start", &json!({ "agent_id": "x", "reason": "r" }))
        .await
        .read::<Value>();
    for (user, role, sessions, pages, runs) in [
        ("root", Role::Admin, 3, 2, 1),
        ("eve", Role::Supervisor, 3, 2, 1),
        ("eve", Role::Reviewer, 3, 2, 1),
        ("ann", Role::Member, 2, 2, 0),
        ("bob", Role::Member, 1, 1, 0),
        ("eve", Role::Member, 0, 0, 0),
        ("root", Role::Member, 0, 0, 1),
    ] {
        let person = server.person(user, role).await;
        let agents: AgentStats = person.numbers("agents").await;
        let services: Vec<ServiceShare> = person.numbers("services").await;
        let days: Vec<DayStats> = person.numbers("days").await;
        let devices: Vec<DeviceShare> = person.numbers("devices").await;
        let found = (person.stats("").await.0, person.pages("").await.len(), agents.total.recordings);
        assert_eq!(found, (sessions, pages, runs), "{user} as {role}");
        assert_eq!(services.iter().map(|one| one.count).sum::<u64>(), sessions, "{user} as {role}");
        assert_eq!(days.iter().map(|one| one.sessions).sum::<u64>(), sessions, "{user} as {role}");
        assert_eq!(devices.iter().map(|one| one.count).sum::<u64>(), sessions, "{user} as {role}");
    }
}

#[tokio::test]
async fn a_service_has_the_numbers_of_what_it_recorded_for_others() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for (recorder, user) in [("backend", "ann"), ("backend", "bob"), ("other", "ann")] {
        let new = NewToken {
            user: recorder.into(),
            role: Role::Member,
            service: true,
            login: false,
            expires_at: None,
        };
        let made = server.store().write(move |tx| tokens::create(tx, &new, "test")).await.unwrap();
        admin.put("/api/agents/a", &json!({ "name": "A", "maturity": "autonomous" })).await.read::<Value>();
        let body = json!({ "agent_id": "a", "action": "tidy", "user_id": user, "context": {} });
        let request = server.post("/api/canvas/recording/auto").bearer_auth(&made.token).json(&body);
        let started: Value = request.send().await.unwrap().json().await.unwrap();
        assert!(started["recording_id"].is_string(), "{started}");
    }
    for (user, runs) in [("backend", 2), ("other", 0), ("ann", 1), ("bob", 1)] {
        let stats: AgentStats = server.person(user, Role::Member).await.numbers("agents").await;
        assert_eq!(stats.total.recordings, runs, "{user}");
    }
}

#[tokio::test]
async fn what_is_no_range_is_refused_and_who_is_not_signed_in_gets_no_numbers() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for call in CALLS {
        let path = format!("/recordings/analytics/{call}");
        for query in [
            "?limit=0",
            "?limit=501",
            "?limit=-1",
            "?limit=ten",
            "?startDate=soon",
            "?endDate=2026-13-01",
            "?startDate=9e99",
            "?startDate=1&startDate=2",
        ] {
            admin.get(&format!("{path}{query}")).await.refused(400);
        }
        let nobody = server.http.get(format!("{}{path}", server.url)).send().await.unwrap();
        crate::server::Reply::of(nobody).await.refused(401);
        let posted = admin.post(&path, &json!({})).await;
        posted.refused(405);
    }
}

#[tokio::test]
async fn details_that_a_console_made_up_count_as_nothing_and_overflow_nothing() {
    let server = Server::start().await;
    sessions(&server).await;
    for (n, details) in [
        json!({ "clicks": "many", "pageViews": [1], "recordedPages": { "a": 1 }, "durationMs": "long", "endedAt": true }),
        json!({ "clicks": -5, "pageViews": 0.5, "recordedPages": -1, "durationMs": 1e300, "endedAt": null }),
        json!({ "clicks": i64::MAX, "pageViews": u64::MAX, "recordedPages": i64::MAX, "durationMs": i64::MAX }),
        json!({ "clicks": i64::MAX, "pageViews": u64::MAX, "endedAt": i64::MIN }),
        json!({ "endedAt": u64::MAX }),
        json!("no object at all"),
        Value::Null,
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("odd{n}");
        server.start_session(&id, json!({})).await;
        // What is no JSON either: one damaged row must not spoil the numbers of the others.
        let written = if details.is_null() { "damaged".to_owned() } else { details.to_string() };
        let update = server.store().write(move |tx| {
            Ok(tx.conn().execute(
                "UPDATE recordings SET details = ?2, status = 'completed' WHERE id = ?1",
                (id, written),
            )?)
        });
        assert_eq!(update.await.unwrap(), 1, "{details}");
    }
    let admin = server.admin().await;
    let (sessions, seconds, views, clicks, _) = admin.stats("").await;
    let most = 1_000_000_000;
    assert_eq!((sessions, views, clicks), (10, 6 + 2 * most, 3 + 2 * most));
    assert!(seconds.is_finite());
}

/// Sends a session of the demo as a browser would.
async fn send_demo(server: &Server, session: &Value) -> (usize, BTreeSet<String>) {
    let (about, events) = (&session["metadata"], session["events"].as_array().unwrap());
    let id = session["sessionId"].as_str().unwrap();
    let mut start = about.clone();
    start["action"] = json!("start");
    server.send("/recordings/sessions", &start).await.must_be_done();
    for (n, chunk) in events.chunks(100).enumerate() {
        server.send_events(id, n * 100, chunk).await.must_be_done();
    }
    let ended = json!({ "action": "end", "sessionId": id, "endedAt": about["endedAt"] });
    server.send("/recordings/sessions", &ended).await.must_be_done();
    let data = |event: &Value, name: &str| event["data"][name].clone();
    let clicks = events
        .iter()
        .filter(|event| event["type"] == 3 && data(event, "source") == 2 && data(event, "type") == 2);
    let pages = events.iter().filter(|event| event["type"] == 4).map(|event| {
        let href = data(event, "href");
        let path = href.as_str().unwrap().split('?').next().unwrap().to_owned();
        path.replace("https://claims.larkfield.example", "")
    });
    (clicks.count(), pages.collect())
}

#[tokio::test]
async fn the_demo_world_has_the_numbers_that_its_files_have() {
    let server = Server::start().await;
    let (mut sessions, mut clicks, mut pages, mut seconds) = (0, 0, Vec::new(), 0.0);
    let mut users = BTreeSet::new();
    for file in recordings::demo("web") {
        let mut text = String::new();
        flate2::read::GzDecoder::new(std::fs::File::open(&file).unwrap()).read_to_string(&mut text).unwrap();
        let session: Value = serde_json::from_str(&text).unwrap();
        let (its_clicks, its_pages) = send_demo(&server, &session).await;
        let about = &session["metadata"];
        let time = |name: &str| about[name].as_str().unwrap().parse::<Timestamp>().unwrap();
        seconds += time("endedAt").since(time("startedAt")) as f64 / 1_000.0;
        users.extend(about["actorId"].as_str().map(ToOwned::to_owned));
        pages.extend(its_pages);
        clicks += its_clicks as u64;
        sessions += 1;
    }
    let admin = server.admin().await;
    let (total, mean, views, clicked, unique) = admin.stats("").await;
    assert_eq!((total, views, clicked), (sessions, pages.len() as u64, clicks));
    assert_eq!(unique, users.len() as u64, "the tablet's session names nobody");
    assert!((mean - seconds / sessions as f64).abs() < 0.001, "{mean}");
    for (path, _, views, in_sessions) in admin.pages("").await {
        let expected = pages.iter().filter(|page| **page == path).count() as u64;
        assert_eq!((views, in_sessions), (expected, expected), "{path}");
    }
    let desk = admin.stats("?serviceSlug=claims-desk&endDate=2026-03-08").await;
    assert_eq!(desk.0, 2, "two of the desk's three began in the first week");
}
