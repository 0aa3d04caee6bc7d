//! Heatmaps over sessions: of what one may see, filtered, by page and width, and refused in words.

use hindsight_contract::heatmap::HeatmapReply;
use hindsight_domain::Role;
use hindsight_replay::heatmap::heat::{GridKey, PageKey};
use hindsight_replay::heatmap::{Anchor, Heat, Layer, WidthBucket};
use serde_json::{Value, json};

use crate::made::{click, meta, scroll, snapshot};
use crate::server::{Person, Server};

const PATH: &str = "/recordings/sessions/heatmap";

async fn ask(person: &Person<'_>, query: &str) -> HeatmapReply {
    person.get(&format!("{PATH}{query}")).await.read()
}

/// How much a reply has in a layer of its page.
fn total(reply: &HeatmapReply, layer: Layer) -> u64 {
    let heat: Heat = serde_json::from_value(reply.heat.clone()).unwrap();
    let page = PageKey { page: reply.page.clone(), bucket: WidthBucket::Laptop };
    let grid = heat.grid(&GridKey { page, layer, anchor: Anchor::Document });
    grid.map_or(0, |grid| grid.stats().total)
}

async fn visit(server: &Server, id: &str, more: Value, href: &str, clicks: i64) {
    server.start_session(id, more).await;
    let clicks = (0..clicks).map(|n| click(100 + n * 2_000));
    let events: Vec<_> = [meta(0, href), snapshot(1), scroll(50, 300)].into_iter().chain(clicks).collect();
    server.send_events(id, 0, &events).await.must_be_done();
}

#[tokio::test]
async fn a_heatmap_is_of_the_sessions_that_one_may_see() {
    let server = Server::start().await;
    for (id, actor, clicks) in [("a", "ann", 1), ("b", "bob", 2), ("c", "ann", 4)] {
        visit(&server, id, json!({ "actorId": actor }), "https://shop.example/cart/12?x=1", clicks).await;
    }
    for (user, role, sessions, clicks) in [
        ("ann", Role::Member, 2, 5),
        ("bob", Role::Member, 1, 2),
        ("rev", Role::Reviewer, 0, 0),
        ("root", Role::Admin, 3, 7),
    ] {
        let reply = ask(&server.person(user, role).await, "?path=https://shop.example/cart/77").await;
        assert_eq!(
            (reply.sessions, reply.unread, total(&reply, Layer::Click)),
            (sessions, 0, clicks),
            "{user}"
        );
        assert_eq!((reply.page.as_str(), reply.width.as_str()), ("https://shop.example/cart/:id", "laptop"));
    }
    let nobody = server.http.get(format!("{}{PATH}", server.url)).send().await.unwrap();
    assert_eq!(nobody.status(), 401);
}

#[tokio::test]
async fn a_heatmap_is_filtered_and_of_one_page_layer_and_width() {
    let server = Server::start().await;
    let of = |service: &str, actor: &str, device: &str| json!({ "serviceSlug": service, "actorType": actor, "deviceType": device });
    visit(&server, "a", of("shop", "USER", "desktop"), "https://shop.example/cart", 1).await;
    visit(&server, "b", of("shop", "ADMIN", "mobile"), "https://shop.example/cart", 2).await;
    visit(&server, "c", of("desk", "USER", "desktop"), "https://shop.example/cart", 4).await;
    visit(&server, "d", of("desk", "USER", "desktop"), "https://shop.example/help", 8).await;
    let admin = server.admin().await;
    for (query, clicks) in [
        ("", 7),
        ("?path=https://shop.example/help", 8),
        ("?serviceSlug=shop&path=https://shop.example/cart", 3),
        ("?actorType=USER&path=https://shop.example/cart", 5),
        ("?deviceType=2&path=https://shop.example/cart", 2),
        ("?endDate=2000-01-01&path=https://shop.example/cart", 0),
        ("?width=phone&path=https://shop.example/cart", 0),
        ("?path=https://shop.example/nowhere", 0),
    ] {
        assert_eq!(total(&ask(&admin, query).await, Layer::Click), clicks, "{query}");
    }
    let first = ask(&admin, "?layer=first_click&path=https://shop.example/cart").await;
    assert_eq!(
        (total(&first, Layer::FirstClick), total(&first, Layer::Click)),
        (3, 0),
        "one layer at a time"
    );
    let pages: Vec<_> = first.pages.iter().map(|page| (page.page.as_str(), page.visits)).collect();
    assert_eq!(pages, [("https://shop.example/cart", 3), ("https://shop.example/help", 1)]);
    let scrolled = ask(&admin, "?layer=scroll&path=https://shop.example/cart").await;
    let heat: Heat = serde_json::from_value(scrolled.heat).unwrap();
    let page = PageKey { page: scrolled.page, bucket: WidthBucket::Laptop };
    let report = heat.scroll(&page).and_then(|depth| depth.report(None)).unwrap();
    assert_eq!((report.sessions, report.height_px), (3, 1_020.0));
}

#[tokio::test]
async fn what_is_no_layer_width_or_time_is_refused_in_words() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let long = format!("?path={}", "a".repeat(8_193));
    for (query, names) in [
        ("?layer=warmth", "layer"),
        ("?width=9", "width"),
        ("?startDate=soon", "startDate"),
        (long.as_str(), "path"),
    ] {
        let message = admin.get(&format!("{PATH}{query}")).await.refused(400);
        assert!(message.contains(names), "{message}");
    }
    let reply = ask(&admin, "?path=&layer=click&serviceSlug=").await;
    assert_eq!((reply.page.as_str(), reply.sessions), ("", 0), "an empty word asks for nothing");
}
