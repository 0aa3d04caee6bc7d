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

#[tokio::test]
async fn errors_and_new_addresses_among_the_facts_are_moments_of_the_same_time() {
    let bed = Bed::new();
    let mut events = page(0);
    events.push(log(900, "warn", "slow"));
    events.push(event(5, 5_000, r#""tag":"js_error","payload":{"message":"x is undefined"}"#));
    events.push(event(4, 6_000, r#""href":"https://shop.example/paid","width":1280,"height":720"#));
    events.push(log(7_000, "error", "not saved"));
    let id = bed.import(&events);
    let facts: Facts = serde_json::from_slice(&bed.console.facts(&id).await.unwrap()).unwrap();
    let moments = bed.console.moments(&id, crate::MomentsAsk::default()).await.unwrap().list.items;
    // The first page is where it began, and a warning is told where it is asked for.
    let telling = facts.items.iter().filter(|fact| match fact.kind {
        FactKind::Error => true,
        FactKind::Console => fact.level.as_deref() == Some("error"),
        FactKind::Page => fact.at_ms > 0,
        FactKind::Title | FactKind::Event => false,
    });
    let telling: Vec<_> = telling.map(|fact| (fact.at_ms, fact.text.as_str())).collect();
    assert_eq!(telling.len(), 3, "{facts:?}");
    let of_facts = ["javascript_error", "navigation", "console_error"];
    let found = moments.iter().filter(|moment| of_facts.contains(&moment.kind.as_str()));
    let found: Vec<_> = found.map(|moment| (moment.at_ms, moment.label.as_str())).collect();
    for ((at_ms, text), (moment_ms, label)) in telling.iter().zip(&found) {
        assert_eq!(at_ms, moment_ms);
        // A navigation says the path only.
        let last = label.rsplit(' ').next().unwrap_or_default();
        assert!(text.contains(last), "{label} is not {text}");
    }
    assert_eq!(found.len(), telling.len(), "{found:?}");
}
