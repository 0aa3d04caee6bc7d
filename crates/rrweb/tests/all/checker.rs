//! A second opinion on rewritten events: it walks their JSON and knows nothing of how they were rewritten.

use serde_json::Value;

/// Whatever in a rewritten event could run or load something.
pub(crate) fn dangers(event: &Value) -> Vec<String> {
    let mut dangers = Vec::new();
    match event["type"].as_i64() {
        Some(0 | 1 | 5 | 6) => {}
        Some(2) => {
            if event["data"]["node"]["id"].as_i64().is_none() {
                dangers.push("a snapshot without a node".to_owned());
            }
            walk("", &event["data"], &mut dangers);
        }
        Some(3) => walk("", &event["data"], &mut dangers),
        Some(4) => {
            if is_program(event["data"]["href"].as_str().unwrap_or("javascript:")) {
                dangers.push("a page that is a program".to_owned());
            }
        }
        kind => dangers.push(format!("an event of kind {kind:?}")),
    }
    if event["data"]["source"] == 2 && event["data"]["type"].as_u64().is_none_or(|kind| kind > 10) {
        dangers.push("an interaction that rrweb does not know".to_owned());
    }
    dangers
}

fn walk(name: &str, value: &Value, dangers: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(tag) = members.get("tagName") {
                element(tag.as_str().unwrap_or("script"), members, dangers);
            }
            if name == "attributes" {
                for (name, value) in members {
                    attribute(name, value, dangers);
                }
                return;
            }
            for (name, value) in members {
                walk(name, value, dangers);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk("", item, dangers)),
        Value::String(text) => match name {
            "rule" | "replace" | "replaceSync" | "fontSource" => sheet(text, dangers),
            "value" if !text.is_empty() => {}
            "src" if !text.starts_with("data:image/") => dangers.push(format!("{name}={text}")),
            _ => {}
        },
        _ => {}
    }
}

fn element(tag: &str, members: &serde_json::Map<String, Value>, dangers: &mut Vec<String>) {
    let upper = tag.to_uppercase();
    let local = upper.rsplit(':').next().unwrap_or_default();
    if ["SCRIPT", "PARAM"].contains(&local) {
        dangers.push(format!("<{tag}>"));
    }
    let attributes = members["attributes"].as_object().expect("every element has attributes");
    let has = |name: &str| attributes.get(name).is_some_and(|value| !value.is_null());
    if (local == "BASE" || local == "LINK") && (has("href") || has("rel")) {
        dangers.push(format!("<{tag} href>"));
    }
    if local == "IFRAME" && (has("src") || has("srcdoc")) {
        dangers.push(format!("<{tag} src>"));
    }
    if local == "STYLE" {
        let texts = members["childNodes"].as_array().expect("every element has children");
        let joined: String = texts.iter().filter_map(|text| text["textContent"].as_str()).collect();
        sheet(&joined, dangers);
    }
}

fn attribute(name: &str, value: &Value, dangers: &mut Vec<String>) {
    let lower = name.to_lowercase();
    let local = lower.rsplit(':').next().unwrap_or_default();
    if let Value::Object(style) = value {
        for value in style.values() {
            let text = value.as_str().or_else(|| value[0].as_str()).unwrap_or_default();
            css(text, dangers);
        }
        return;
    }
    let Some(text) = value.as_str() else {
        if value.is_array() {
            dangers.push(format!("{name}={value}"));
        }
        return;
    };
    let forbidden = [
        "srcset",
        "imagesrcset",
        "srcdoc",
        "ping",
        "target",
        "download",
        "action",
        "formaction",
        "poster",
        "background",
        "data",
        "codebase",
        "code",
        "archive",
        "classid",
        "manifest",
        "http-equiv",
        "cite",
        "longdesc",
        "lowsrc",
        "dynsrc",
        "base",
        "attributionsrc",
    ];
    let text = text.trim_start_matches(|first: char| first <= ' ');
    let is_inline = text.starts_with("data:image/");
    let bad = match local {
        _ if forbidden.contains(&local) => true,
        _ if local.starts_with("on") => true,
        "href" => !text.starts_with('#') && !is_inline,
        "src" | "rr_dataurl" => !is_inline,
        "style" | "_csstext" => {
            sheet(text, dangers);
            false
        }
        "title" | "alt" | "value" | "placeholder" | "label" | "content" | "class" | "id" => false,
        _ if lower.starts_with("data-") || lower.starts_with("aria-") => false,
        "attributename" => text.to_lowercase().trim().rsplit(':').next() == Some("href"),
        _ => {
            css(text, dangers);
            is_program(text)
        }
    };
    if bad {
        dangers.push(format!("{name}={text}"));
    }
}

fn is_program(address: &str) -> bool {
    let bare: String =
        address.chars().filter(|character| !character.is_whitespace() && !character.is_control()).collect();
    let bare = bare.to_lowercase();
    ["javascript:", "vbscript:", "data:text/html"].iter().any(|scheme| bare.starts_with(scheme))
}

fn sheet(text: &str, dangers: &mut Vec<String>) {
    css(text, dangers);
    if text.to_lowercase().contains("@import") {
        dangers.push(format!("sheet {text}"));
    }
}

/// What has been cleaned holds no escape before a `(`, so a plain search sees it all.
fn css(text: &str, dangers: &mut Vec<String>) {
    let lower = text.to_lowercase();
    for (at, _) in lower.match_indices("url(").filter(|&(at, _)| begins_a_name(&lower[..at])) {
        let address = lower[at + 4..].trim_start_matches('"');
        if !["data:,", "data:image/", "data:font/", "#"].iter().any(|harmless| address.starts_with(harmless))
        {
            dangers.push(format!("css {text}"));
        }
    }
    if lower.match_indices("expression(").any(|(at, _)| begins_a_name(&lower[..at]))
        || lower.contains("image-set('http")
    {
        dangers.push(format!("css {text}"));
    }
}

/// Whether what comes after this is not the rest of a longer name.
fn begins_a_name(before: &str) -> bool {
    let is_name = |last: char| last.is_alphanumeric() || last == '-' || last == '_';
    // An escape in a name is written with a space behind it.
    let escape = before.strip_suffix(' ').is_some_and(|escape| {
        escape.trim_end_matches(|digit: char| digit.is_ascii_hexdigit()).ends_with('\\')
    });
    !escape && !before.ends_with(is_name)
}
