//! What holds for every input.

use hindsight_privacy::{redact_text, redact_value};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::planted::by_form;

/// Pieces of notation that the detectors react to, and of what surrounds it.
fn fragment() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "password",
        "passWord",
        "token",
        "api_key",
        "secret",
        "Authorization",
        "Cookie",
        "pin",
        "key",
        "credentials",
        "Bearer ",
        "Basic ",
        "Token ",
        "dXNlcjpwYXNz",
        "hunter2",
        "abc",
        "a=b; c=d",
        "-----BEGIN RSA PRIVATE KEY-----",
        "-----END RSA PRIVATE KEY-----",
        "---- BEGIN ",
        "Private-Lines:",
        "https://",
        "://",
        "u:p@h",
        "@",
        "/",
        "?",
        "&",
        "=",
        ":",
        ": ",
        " = ",
        "=>",
        ",",
        ";",
        "\"",
        "'",
        "`",
        "\\\"",
        "\\\\\\\"",
        "\\",
        "\\n",
        "\n",
        "\r\n",
        " ",
        "\t",
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        "(",
        ")",
        "--",
        "-",
        "_",
        ".",
        "%3D",
        "%22",
        "\\u0022",
        "\u{1b}[31m",
        "é",
        "🔑",
        "[redacted:jwt]",
        "[redacted:password]",
        "[redacted:",
        "[redacted:nothing]",
        "sk-",
        "AKIA",
        "eyJ",
        "Q~",
        ":A",
        "12345678",
        "{\"password\":\"x\"}",
        "\"token\":\"abc123def\"",
        "{\"a\":1}",
        "$X",
        "${X}",
        "null",
        "true",
        "string",
    ];
    let forms: Vec<String> = by_form(1).into_iter().map(|(_, secret)| secret).collect();
    prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => prop::sample::select(forms),
        1 => "\\PC{0,6}",
    ]
}

fn notation() -> impl Strategy<Value = String> {
    prop::collection::vec(fragment(), 0..14).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        notation().prop_map(Value::from),
        "[a-z ]{0,20}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        4 => notation(),
        4 => prop::sample::select(
            &["name", "value", "text", "selector", "headers", "properties", "type", "logprob", "user", "pass"][..]
        ).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner.clone()), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
            inner.prop_map(|value| Value::from(value.to_string())),
        ]
    })
}

/// Secrets that are known by the name that they stand under: random, and not by chance a part of
/// anything else.
fn random_secret() -> impl Strategy<Value = String> {
    "[!-~é]{2,12}Zq9x[!-~]{2,24}".prop_filter("a secret, not a marker or `${…}`", |secret| {
        !secret.contains("[redacted:") && !["${", "$(", "{{"].iter().any(|open| secret.starts_with(open))
    })
}

/// Puts `inside` somewhere into `value`.
fn plant(value: &mut Value, inside: Value, at: &mut impl Iterator<Item = usize>) {
    let choice = at.next().unwrap_or(0);
    match value {
        Value::Array(items) if !items.is_empty() && !choice.is_multiple_of(3) => {
            let index = choice % items.len();
            plant(&mut items[index], inside, at);
        }
        Value::Object(map) if !map.is_empty() && !choice.is_multiple_of(3) => {
            let index = choice % map.len();
            if let Some(member) = map.values_mut().nth(index) {
                plant(member, inside, at);
            }
        }
        // Alone, so that no neighbour cuts a name off from its value.
        other => *other = json!([other.take(), [inside]]),
    }
}

fn holds(value: &Value, secret: &str) -> bool {
    match value {
        Value::String(text) => {
            text.contains(secret) || escaped(secret).iter().any(|form| text.contains(form))
        }
        Value::Array(items) => items.iter().any(|item| holds(item, secret)),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains(secret) || holds(value, secret)),
        _ => false,
    }
}

/// How a secret looks in JSON in a string, and in JSON in a string in that.
fn escaped(secret: &str) -> [String; 2] {
    let once = Value::from(secret).to_string();
    let twice = Value::from(once.trim_matches('"')).to_string();
    [once.trim_matches('"').to_owned(), twice.trim_matches('"').to_owned()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn redacting_a_text_twice_changes_nothing(text in notation()) {
        let (once, _) = redact_text(&text);
        let (twice, findings) = redact_text(&once);
        prop_assert_eq!(&once, &twice);
        prop_assert!(findings.is_empty());
    }

    #[test]
    fn a_text_without_findings_is_returned_as_it_is(text in notation()) {
        let (redacted, findings) = redact_text(&text);
        prop_assert_eq!(findings.is_empty(), redacted == text);
    }

    #[test]
    fn redacting_a_value_twice_changes_nothing(mut value in value()) {
        let original = value.clone();
        let findings = redact_value(&mut value);
        prop_assert_eq!(findings.is_empty(), value == original);
        for finding in &findings {
            prop_assert!(value.pointer(&finding.path).is_some(), "{}", finding.path);
        }
        let once = value.clone();
        let again = redact_value(&mut value);
        prop_assert_eq!((&value, again.len()), (&once, 0));
    }

    #[test]
    fn json_stays_json_and_keeps_its_members(value in value()) {
        let text = value.to_string();
        let (redacted, _) = redact_text(&text);
        let read: Value = serde_json::from_str(&redacted).unwrap();
        if let (Value::Object(before), Value::Object(after)) = (&value, &read) {
            prop_assert_eq!(before.len(), after.len());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn a_token_of_a_known_form_is_in_no_output(
        mut value in value(),
        seed in 2_usize..500,
        form in any::<prop::sample::Index>(),
        (before, after) in ("([a-z,]{0,8}[ =\\(\"])?", "([ \\)\",\\\\][a-z,]{0,8})?"),
        place in 0..6,
        way in prop::collection::vec(0_usize..100, 6),
    ) {
        let forms = by_form(seed);
        let (_, secret) = form.get(&forms);
        let text = format!("{before}{secret}{after}");
        let inside = match place {
            0 => json!(text),
            1 => json!({ "output": text }),
            2 => json!({ text: 1 }),
            3 => json!(json!({ "output": text }).to_string()),
            4 => json!({ "x": json!([json!({ "output": text }).to_string()]).to_string() }),
            _ => json!(["note", text]),
        };
        plant(&mut value, inside, &mut way.into_iter());
        redact_value(&mut value);
        // A private key's secret is its lines.
        let telling = secret.lines().nth(1).unwrap_or(secret);
        prop_assert!(!holds(&value, telling), "{telling} in {value}");
    }

    #[test]
    fn a_secret_under_a_name_is_in_no_output(
        mut value in value(),
        secret in random_secret(),
        name in prop::sample::select(&[
            "password", "Authorization", "api_key", "clientSecret", "Set-Cookie", "refresh_token", "X-Api-Key",
            "DB_PASSWORD", "private_key", "credentials",
        ][..]),
        place in 0..8,
        way in prop::collection::vec(0_usize..100, 6),
    ) {
        let inside = match place {
            0 => json!({ name: secret }),
            1 => json!({ name: { "deep": [secret] } }),
            2 => json!({ "name": name, "value": secret }),
            3 => json!([[name, secret]]),
            4 => json!(json!({ name: secret }).to_string()),
            5 => json!(format!("log: {}", json!({ name: secret }))),
            6 => json!({ "x": json!({ "y": json!({ name: secret }).to_string() }).to_string() }),
            _ => json!(["run", format!("--{name}"), secret.trim_start_matches('-')]),
        };
        plant(&mut value, inside, &mut way.into_iter());
        redact_value(&mut value);
        prop_assert!(!holds(&value, &secret), "{value}");
    }

    #[test]
    fn a_password_in_a_query_or_a_url_is_in_no_output(
        secret in "[A-Za-z0-9._~!*+-]{2,8}Zq9x[A-Za-z0-9._~!*+-]{1,20}",
        name in prop::sample::select(&["password", "token", "api_key", "access_token", "sig", "client_secret"][..]),
        (before, after) in ("[a-z =]{0,12}", "( [a-z=]{0,12})?"),
    ) {
        let kept = secret.trim_end_matches(['.', '!']);
        for text in [
            format!("{before} https://h/p?x=1&{name}={secret}{after}"),
            format!("{before} https://u:{secret}@h/p{after}"),
        ] {
            let (redacted, _) = redact_text(&text);
            prop_assert!(!redacted.contains(kept), "{redacted}");
        }
    }
}
