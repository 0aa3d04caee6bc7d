//! The OpenAPI document: what it describes, and that a change of it is seen.

use hindsight_server::api::openapi;
use serde_json::Value;

use crate::server::fresh;

#[tokio::test]
async fn the_document_is_served_and_names_every_call() {
    let (_dir, server) = fresh().await;
    let served = server.nobody().get("/openapi.json").await.ok();
    assert_eq!(served, serde_json::to_value(openapi::document()).unwrap());
    let mut calls = Vec::new();
    for (path, item) in served["paths"].as_object().unwrap() {
        for (method, call) in item.as_object().unwrap() {
            let statuses = call["responses"].as_object().unwrap().keys().map(String::as_str);
            calls.push(format!(
                "{} {path}: {}",
                method.to_uppercase(),
                statuses.collect::<Vec<_>>().join(" ")
            ));
        }
    }
    calls.sort();
    insta::assert_snapshot!("calls", calls.join("\n"));
}

#[test]
fn the_document_is_what_it_was() {
    let mut document = serde_json::to_value(openapi::document()).unwrap();
    document["info"]["version"] = Value::from("[version]");
    insta::assert_snapshot!("openapi", serde_json::to_string_pretty(&document).unwrap());
}
