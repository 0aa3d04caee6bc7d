//! What is found in JSON values: by names, by neighbours, in keys, in strings that are JSON.

use hindsight_privacy::redact_value;
use serde_json::{Value, json};

use crate::planted::{by_form, mixed, pem};

/// Redacts `value`; compares the outcome, the findings as `"kind path"`, and a second round.
#[track_caller]
fn check(mut value: Value, expected: &Value, found: &[&str]) {
    let findings = redact_value(&mut value);
    assert_eq!(&value, expected);
    let findings: Vec<String> =
        findings.iter().map(|finding| format!("{} {}", finding.kind, finding.path)).collect();
    assert_eq!(findings, found);
    for path in &findings {
        let path = path.split_once(' ').unwrap().1;
        assert!(value.pointer(path).is_some(), "{path} must lead somewhere");
    }
    assert!(redact_value(&mut value).is_empty(), "a second round finds nothing in {value}");
}

#[track_caller]
fn untouched(value: Value) {
    let expected = value.clone();
    check(value, &expected, &[]);
}

#[test]
fn fields_that_promise_a_secret_lose_their_value_in_any_spelling() {
    for (key, kind) in [
        ("password", "password"),
        ("Password", "password"),
        ("passwd", "password"),
        ("user_pwd", "password"),
        ("pwd", "password"),
        ("pass_phrase", "password"),
        ("newPassword", "password"),
        ("password-confirmation", "password"),
        ("secret", "secret"),
        ("client_secret", "secret"),
        ("ClientSecret", "secret"),
        ("api_key", "api_key"),
        ("apikey", "api_key"),
        ("API-KEY", "api_key"),
        ("x-api-key", "api_key"),
        ("X-Goog-Api-Key", "api_key"),
        ("Ocp-Apim-Subscription-Key", "api_key"),
        ("access_token", "token"),
        ("accessToken", "token"),
        ("accesstoken", "token"),
        ("refresh_token", "token"),
        ("id_token", "token"),
        ("auth_token", "token"),
        ("session_token", "token"),
        ("X-CSRF-Token", "token"),
        ("private_key", "private_key"),
        ("cookie", "cookie"),
        ("Set-Cookie", "cookie"),
        ("cookies", "cookie"),
        ("authorization", "authorization"),
        ("Proxy-Authorization", "authorization"),
        ("credential", "credential"),
        ("credentials", "credential"),
        ("otp", "one_time_code"),
        ("mfa_code", "one_time_code"),
        ("jwt", "jwt"),
        ("connectionString", "connection_string"),
    ] {
        let marker = format!("[redacted:{kind}]");
        check(json!({key: "x y"}), &json!({key: marker}), &[&format!("{kind} /{key}")]);
    }
}

#[test]
fn relatives_of_those_names_are_left_alone() {
    untouched(json!({
        "password_changed_at": "2024-01-01T00:00:00Z", "password_policy": "strict", "passwordStrength": 3,
        "token_count": 512, "max_tokens": 4096, "prompt_tokens": 1, "tokens": 99, "tokenizer": "cl100k_base",
        "token_type": "Bearer", "next_page_token": "abc123def456", "nextPageToken": "abc123def456",
        "eos_token": "</s>", "cost_per_token": 0.00002, "time_to_first_token": 12, "secret_santa": "Alice",
        "secretary": "Bob", "keyboard": "qwerty", "monkey": "abc123", "public_key": "abc", "primary_key": "id",
        "cookie_banner": "shown", "author": "x", "authority": "y", "authorization_endpoint": "https://x",
        "passenger": "P", "compass": "N", "first_pass": "x", "pinned": true, "spin": 1234, "session_id": "abc",
        "key_id": "abc123", "private_key_id": "abc", "has_password": "yes", "showPassword": "no",
        "two_tokens": ["a", "b"], "zip_code": "12345", "time_code": "00:01:02", "status_code": 200, "barcode": "123"
    }));
}

#[test]
fn values_that_cannot_be_the_secret_are_left_alone() {
    untouched(json!({"password": "", "secret": null, "token": true, "cookie": false}));
    untouched(json!({"pwd": "/home/user", "PWD": "C:\\Users", "OLDPWD": "~"}));
    untouched(json!({"credentials": "include"}));
    untouched(json!({"token": "hello", "pass": "yes", "pin": 13}));
    untouched(json!({"content": [{"token": "Hello-World-2", "logprob": -0.1, "bytes": [1, 2]}]}));
    untouched(json!({"required": ["password", "api_key"], "enum": ["token", "secret"]}));
}

#[test]
fn scalars_of_all_sorts_and_everything_below_a_promising_field_go() {
    check(
        json!({"credentials": {"user": "a", "n": [1, {"deep": "x"}], "on": true, "none": null, "": ""}, "pin": "1234"}),
        &json!({"credentials": {
            "user": "[redacted:credential]", "n": ["[redacted:credential]", {"deep": "[redacted:credential]"}],
            "on": true, "none": null, "": ""
        }, "pin": "[redacted:pin]"}),
        &[
            "credential /credentials/user",
            "credential /credentials/n/0",
            "credential /credentials/n/1/deep",
            "pin /pin",
        ],
    );
    check(json!({"otp": 123456}), &json!({"otp": "[redacted:one_time_code]"}), &["one_time_code /otp"]);
}

#[test]
fn a_schema_that_describes_a_password_is_no_password() {
    let schema = |default: &str| {
        json!({"type": "object", "required": ["password"], "properties": {
            "password": {"type": "string", "description": "What you sign in with", "default": default}
        }})
    };
    check(schema("hunter2"), &schema("[redacted:password]"), &["password /properties/password/default"]);
    check(
        json!({"properties": {"password": {"value": "x"}}}),
        &json!({"properties": {"password": {"value": "[redacted:password]"}}}),
        &["password /properties/password/value"],
    );
}

#[test]
fn headers_are_found_in_every_shape() {
    check(
        json!({"headers": {"Authorization": "Bearer abc", "Accept": "x", "cookie": ["a=b", "c=d"]}}),
        &json!({"headers": {
            "Authorization": "[redacted:bearer_token]", "Accept": "x", "cookie": ["[redacted:cookie]", "[redacted:cookie]"]
        }}),
        &["bearer_token /headers/Authorization", "cookie /headers/cookie/0", "cookie /headers/cookie/1"],
    );
    check(
        json!(["authorization", "Basic abc"]),
        &json!(["authorization", "[redacted:basic_auth]"]),
        &["basic_auth /1"],
    );
    check(
        json!({"h": [["accept", "x"], ["authorization", "Token x"], ["x-secret", "y"]]}),
        &json!({"h": [["accept", "x"], ["authorization", "[redacted:authorization]"], ["x-secret", "[redacted:secret]"]]}),
        &["authorization /h/1/1", "secret /h/2/1"],
    );
    check(
        json!({"rawHeaders": ["Host", "x", "Cookie", "sid=1", "X-Api-Key", "k"]}),
        &json!({"rawHeaders": ["Host", "x", "Cookie", "[redacted:cookie]", "X-Api-Key", "[redacted:api_key]"]}),
        &["cookie /rawHeaders/3", "api_key /rawHeaders/5"],
    );
    check(
        json!([{"name": "Authorization", "value": "abc"}, {"name": "Accept", "value": "x"}]),
        &json!([{"name": "Authorization", "value": "[redacted:authorization]"}, {"name": "Accept", "value": "x"}]),
        &["authorization /0/value"],
    );
    check(
        json!({"value": {"a": 7}, "key": "DB_PASSWORD"}),
        &json!({"value": {"a": "[redacted:password]"}, "key": "DB_PASSWORD"}),
        &["password /value/a"],
    );
}

#[test]
fn what_is_typed_into_a_password_field_goes() {
    check(
        json!({"action": "fill", "selector": "input[name=password]", "text": "letmein"}),
        &json!({"action": "fill", "selector": "input[name=password]", "text": "[redacted:password]"}),
        &["password /text"],
    );
    untouched(json!({"action": "fill", "selector": "#email", "text": "letmein"}));
    check(
        json!({"user": "u", "pass": "letmein"}),
        &json!({"user": "u", "pass": "[redacted:password]"}),
        &["password /pass"],
    );
}

#[test]
fn command_lines_lose_what_follows_a_flag() {
    check(
        json!({"argv": ["mysql", "--password", "hunter two", "-h", "db", "--token", "--quiet", "x"]}),
        &json!({"argv": ["mysql", "--password", "[redacted:password]", "-h", "db", "--token", "--quiet", "x"]}),
        &["password /argv/2"],
    );
}

#[test]
fn arguments_that_are_json_in_a_string_are_read() {
    let arguments = json!({"user": "a", "password": "hunter2", "n": 1.5}).to_string();
    check(
        json!({"arguments": arguments}),
        &json!({"arguments": "{\"user\":\"a\",\"password\":\"[redacted:password]\",\"n\":1.5}"}),
        &["password /arguments"],
    );
    let twice = json!({"body": json!({"api_key": "k", "ok": [1, 2]}).to_string()}).to_string();
    check(
        json!([twice]),
        &json!([
            json!({"body": json!({"api_key": "[redacted:api_key]", "ok": [1, 2]}).to_string()}).to_string()
        ]),
        &["api_key /0"],
    );
    untouched(json!({"arguments": "{ \"max_tokens\" : 5 ,  \"user\":\"a\" }"}));
}

#[test]
fn a_string_of_json_that_was_cut_off_is_redacted_as_text() {
    check(
        json!({"partial": "{\"user\": \"a\", \"password\": \"hunt"}),
        &json!({"partial": "{\"user\": \"a\", \"password\": \"[redacted:password]"}),
        &["password /partial"],
    );
}

#[test]
fn secrets_in_keys_go_and_no_member_is_lost() {
    let tokens: Vec<String> = (1..3).map(|seed| format!("ghp_{}", mixed(36, seed))).collect();
    let value = json!({"a": 1, &tokens[0]: 2, &tokens[1]: {"password": "x"}, "[redacted:github_token] 3": 4});
    check(
        value,
        &json!({
            "a": 1, "[redacted:github_token]": 2, "[redacted:github_token] 2": {"password": "[redacted:password]"},
            "[redacted:github_token] 3": 4
        }),
        &[
            "github_token /[redacted:github_token]",
            "github_token /[redacted:github_token] 2",
            "password /[redacted:github_token] 2/password",
        ],
    );
}

#[test]
fn order_survives_when_keys_change() {
    let token = format!("glpat-{}", mixed(20, 1));
    let mut value = json!({"z": 1, token: 2, "a": 3});
    redact_value(&mut value);
    assert_eq!(value.to_string(), r#"{"z":1,"[redacted:gitlab_token]":2,"a":3}"#);
}

#[test]
fn a_private_key_in_lines_of_a_list_goes_line_by_line() {
    let key = pem("RSA PRIVATE KEY", &mixed(200, 1));
    let mut lines: Vec<&str> = key.lines().collect();
    lines.insert(0, "$ cat id_rsa");
    lines.push("$ exit");
    let marker = "[redacted:private_key]";
    check(
        json!(lines),
        &json!(["$ cat id_rsa", marker, marker, marker, marker, marker, marker, "$ exit"]),
        &[
            "private_key /1",
            "private_key /2",
            "private_key /3",
            "private_key /4",
            "private_key /5",
            "private_key /6",
        ],
    );
}

#[test]
fn a_list_that_only_mentions_a_private_key_keeps_the_rest() {
    check(
        json!(["-----BEGIN RSA PRIVATE KEY-----", "and so on", "MIIEowIBAAKCAQEA"]),
        &json!(["[redacted:private_key]", "and so on", "MIIEowIBAAKCAQEA"]),
        &["private_key /0"],
    );
}

#[test]
fn findings_and_their_paths_hold_nothing_of_the_secrets() {
    for (kind, secret) in by_form(2) {
        let mut value = json!({&secret: {"a/b": [&secret], "password": &secret}});
        let findings = redact_value(&mut value);
        let told = format!("{findings:?}{value}");
        assert!(!told.contains(&secret) && findings.len() == 3, "{kind}");
    }
}

#[test]
fn what_is_nested_too_deep_is_replaced_as_a_whole_without_a_deep_stack() {
    let mut value = json!({"password": "x"});
    for level in 0..200_000 {
        value = match level % 2 {
            0 => Value::Array(vec![value]),
            _ => Value::Object([("credentials".to_owned(), value)].into_iter().collect()),
        };
    }
    let findings = std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(move || {
            let findings = redact_value(&mut value);
            assert!(redact_value(&mut value).is_empty());
            (findings, value.to_string().len())
        })
        .unwrap()
        .join()
        .unwrap();
    assert_eq!(findings.0.iter().map(|finding| finding.kind.name()).collect::<Vec<_>>(), ["unexamined"]);
    assert!(findings.1 < 4000);
}
