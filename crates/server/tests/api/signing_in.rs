//! Signing in: passwords, tokens, and their ends.

use hindsight_domain::Role;
use hindsight_server::config::Config;
use hindsight_server::password;
use hindsight_server::store::{tokens, users};
use serde_json::json;

use crate::server::{BASE, Client, Reply, Server, fresh, fresh_with};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

async fn add_user(server: &Server, name: &str, role: Role) {
    let hash = password::hash("correct horse", &*server.app.chance).unwrap();
    let name = name.to_owned();
    server.app.store.write(move |tx| users::add(tx, &name, role, &hash, "test")).await.unwrap();
}

async fn login(server: &Server, user: &str, password: &str) -> Reply {
    server.nobody().post("/auth/login", json!({ "user": user, "password": password })).await
}

async fn signed_in(server: &Server, user: &str) -> Client {
    let reply = login(server, user, "correct horse").await.ok();
    Client { token: Some(reply["token"].as_str().unwrap().to_owned()), ..server.nobody() }
}

#[tokio::test]
async fn a_password_gives_a_token_for_thirty_days() {
    let (_dir, server) = fresh().await;
    add_user(&server, "ann", Role::Reviewer).await;
    let reply = login(&server, "ann", "correct horse").await.ok();
    assert_eq!((&reply["user"], &reply["role"]), (&json!("ann"), &json!("reviewer")));
    assert_eq!(reply["expires_at"], "2026-03-31T12:00:00.000Z");
    let ann = Client { token: Some(reply["token"].as_str().unwrap().to_owned()), ..server.nobody() };
    assert_eq!(ann.get("/sync/v1/whoami").await.ok()["role"], "reviewer");
    server.clock.advance(30 * DAY_MS);
    assert_eq!(ann.get("/sync/v1/whoami").await.refusal(), (401, "UNAUTHORIZED"));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_look_the_same() {
    let (_dir, server) = fresh().await;
    add_user(&server, "ann", Role::Member).await;
    let wrong = login(&server, "ann", "wrong horse").await;
    let unknown = login(&server, "eve", "correct horse").await;
    assert_eq!((wrong.refusal(), unknown.refusal()), ((401, "UNAUTHORIZED"), (401, "UNAUTHORIZED")));
    assert_eq!(wrong.body["error"]["message"], unknown.body["error"]["message"]);
    assert_eq!(wrong.headers["www-authenticate"], "Bearer");
}

#[tokio::test]
async fn guessing_is_slowed_down_for_each_user() {
    let (_dir, server) = fresh_with(Config { login_rate: 3, ..Config::default() }).await;
    add_user(&server, "ann", Role::Member).await;
    for _ in 0..3 {
        assert_eq!(login(&server, "ann", "guess").await.refusal(), (401, "UNAUTHORIZED"));
    }
    let slowed = login(&server, "ann", "correct horse").await;
    assert_eq!(slowed.refusal(), (429, "RATE_LIMIT_EXCEEDED"));
    assert_eq!(slowed.body["error"]["details"]["retry_after"], 20);
    assert_eq!(slowed.headers["retry-after"], "20");
    server.clock.advance(20_000);
    login(&server, "ann", "correct horse").await.ok();
}

#[tokio::test]
async fn a_new_role_a_new_password_and_a_shut_door_hold_at_once() {
    let (_dir, server) = fresh().await;
    add_user(&server, "ann", Role::Reviewer).await;
    let store = &server.app.store;
    let ann = signed_in(&server, "ann").await;
    store.write(|tx| users::set_role(tx, "ann", Role::Member, "test")).await.unwrap();
    assert_eq!(ann.get("/sync/v1/whoami").await.ok()["role"], "member");

    store.write(|tx| users::set_disabled(tx, "ann", true, "test")).await.unwrap();
    assert_eq!(ann.get(BASE).await.refusal(), (401, "UNAUTHORIZED"));
    assert_eq!(login(&server, "ann", "correct horse").await.refusal(), (401, "UNAUTHORIZED"));
    store.write(|tx| users::set_disabled(tx, "ann", false, "test")).await.unwrap();
    ann.get(BASE).await.ok();

    let hash = password::hash("another", &*server.app.chance).unwrap();
    store.write(move |tx| users::set_password(tx, "ann", &hash, "test")).await.unwrap();
    assert_eq!(ann.get(BASE).await.refusal(), (401, "UNAUTHORIZED"), "who was signed in signs in again");
}

#[tokio::test]
async fn a_revoked_token_ends_at_once_and_its_use_is_known() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    ann.get(BASE).await.ok();
    let token = server.app.store.read(tokens::list).await.unwrap().remove(0);
    assert_eq!((token.user.as_str(), token.role.as_str()), ("ann", "member"));
    server.app.store.write(move |tx| tokens::revoke(tx, &token.id, "test")).await.unwrap();
    assert_eq!(ann.get(BASE).await.refusal(), (401, "UNAUTHORIZED"));
    let listed = server.app.store.read(tokens::list).await.unwrap().remove(0);
    assert!(listed.last_used_at.is_some() && listed.revoked_at.is_some());
}

#[tokio::test]
async fn nothing_but_a_bearer_token_in_its_header_opens() {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Member).await;
    let token = ann.token.clone().unwrap();
    let nobody = server.nobody();
    for header in [format!("Basic {token}"), token.clone(), "Bearer".into(), "Bearer x".into()] {
        let request = nobody.request(reqwest::Method::GET, BASE).header("Authorization", header.clone());
        assert_eq!(crate::server::send(request).await.refusal(), (401, "UNAUTHORIZED"), "{header}");
    }
    for query in [format!("?token={token}"), format!("?access_token={token}"), String::new()] {
        assert_eq!(nobody.get(&format!("{BASE}{query}")).await.refusal(), (401, "UNAUTHORIZED"));
    }
}
