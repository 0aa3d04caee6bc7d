//! What a session told, through a real vault.

use hindsight_contract::desk::{Fact, FactKind, Facts};

use super::FACTS;
use crate::desk::heat::tests::{Bed, event, page};

fn fact(at_ms: i64, kind: FactKind, level: Option<&str>, text: &str) -> Fact {
    Fact { at_ms, kind, level: level.map(str::to_owned), text: text.to_owned() }
}

fn log(at_ms: i64, level: &str, words: &str) -> String {
    let data = format!(r#""plugin":"rrweb/console@1","payload":{{"level":"{level}","payload":["{words}"]}}"#);
    event(6, at_ms, &data)
}

#[tokio::test]
async fn the_lines_of_all_of_a_session_are_told_at_once_and_kept() {
    let bed = Bed::new();
    let mut events = page(0);
    events.push(log(900, "warn", "slow \\u202egpj"));
    events.push(event(5, 5_000, r#""tag":"js_error","payload":{"message":"x is undefined"}"#));
    events.push(log(3_600_000, "error", "an hour later"));
    let id = bed.import(&events);

    let told = bed.console.facts(&id).await.unwrap();
    let facts: Facts = serde_json::from_slice(&told).unwrap();
    let console = FactKind::Console;
    let expected = Facts {
        items: vec![
            fact(0, FactKind::Page, None, "https://shop.example/cart/7"),
            fact(900, console, Some("warn"), "slow \u{202e}gpj"),
            fact(5_000, FactKind::Error, None, "x is undefined"),
            fact(3_600_000, console, Some("error"), "an hour later"),
        ],
        total: 4,
        left_out: 0,
        pages_end_ms: None,
    };
    assert_eq!(facts, expected);

    let of = id.clone();
    let kept = bed.console.with_vault(move |vault| Ok(vault.derived(&of, FACTS)?)).await.unwrap().unwrap();
    assert!(!kept.is_empty() && kept != told, "it is kept packed");
    assert_eq!(bed.console.facts(&id).await.unwrap(), told, "and read back as it was");
    assert!(bed.console.facts(&"none".parse().unwrap()).await.is_err());
}
