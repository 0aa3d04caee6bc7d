//! Web events: what makes an element one, and what a recording learns from them.

use hindsight_domain::{DeviceType, Timestamp, limits};
use hindsight_rrweb::event::{Event, EventError, JsonType, Kind};
use hindsight_rrweb::facts::{self, Interaction, Source};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::packer::Mark;

/// An event, ready to be stored.
pub(super) struct WebEvent<'j> {
    pub(super) event: Event<'j>,
    pub(super) time: Timestamp,
    pub(super) mark: Mark,
}

/// Reads an element, plain or packed. The error says why it is no event.
pub(super) fn read(json: &str) -> Result<WebEvent<'_>, String> {
    let event = Event::read(json, limits::EVENT_BYTES).map_err(|error| error.to_string())?;
    let time = Timestamp::from_millis(event.timestamp_ms).map_err(|error| error.to_string())?;
    let mark = match event.kind {
        Kind::Meta => Mark::Meta,
        Kind::FullSnapshot => Mark::Snapshot,
        _ => Mark::None,
    };
    if matches!(event.kind, Kind::Meta | Kind::FullSnapshot | Kind::Incremental) {
        // Nothing can be made of these without: a player would break at them.
        let found = JsonType::of(event.data());
        if found != JsonType::Object {
            return Err(EventError::WrongType { field: "data", expected: "an object", found }.to_string());
        }
    }
    if mark == Mark::Snapshot {
        has_node(event.data()).map_err(|error| error.to_string())?;
    }
    Ok(WebEvent { event, time, mark })
}

#[derive(Deserialize)]
struct Snapshot<'j> {
    #[serde(borrow)]
    node: Option<&'j RawValue>,
}

/// A snapshot without a document would be a keyframe from which nothing can be played.
fn has_node(data: &str) -> Result<(), EventError> {
    let field = "data.node";
    let snapshot: Snapshot<'_> = serde_json::from_str(data).map_err(|_| EventError::Missing { field })?;
    let node = snapshot.node.ok_or(EventError::Missing { field })?;
    match JsonType::of(node.get()) {
        JsonType::Object => Ok(()),
        found => Err(EventError::WrongType { field, expected: "an object", found }),
    }
}

/// What the events of a web session tell about it as a whole.
#[derive(Debug, Default)]
pub(super) struct WebFacts {
    url: Option<String>,
    pub(super) page_title: Option<String>,
    viewport: Option<(f64, f64)>,
    touches: bool,
    mouse: bool,
}

impl WebFacts {
    /// Learns from the next event.
    pub(super) fn learn(&mut self, event: &Event<'_>) {
        if event.kind == Kind::FullSnapshot && self.page_title.is_none() {
            self.page_title = page_title(event.data());
        }
        let settled = self.url.is_some() && self.viewport.is_some() && (self.touches || self.mouse);
        if settled || !matches!(event.kind, Kind::Meta | Kind::Incremental) {
            return;
        }
        // What is not as rrweb writes it teaches nothing.
        let Ok(facts) = facts::facts(event) else { return };
        if let Some(page) = facts.page {
            self.viewport.get_or_insert((page.width, page.height));
            self.url.get_or_insert(page.href);
        }
        self.touches |= facts.source == Some(Source::TouchMove);
        if let Some(pointer) = facts.pointer {
            self.touches |= matches!(
                pointer.interaction,
                Interaction::TouchStart
                    | Interaction::TouchMove
                    | Interaction::TouchEnd
                    | Interaction::TouchCancel
            );
        }
        self.mouse |= facts.source == Some(Source::MouseMove);
    }

    /// Adds what was learned to a recording's details, where they do not have it.
    pub(super) fn describe(&self, details: &mut Map<String, Value>) {
        if let Some((width, height)) = self.viewport {
            details.entry("viewport").or_insert_with(|| json!({ "width": width, "height": height }));
        }
        for (key, text) in [("url", &self.url), ("page_title", &self.page_title)] {
            if let Some(text) = text {
                details.entry(key).or_insert_with(|| Value::from(text.as_str()));
            }
        }
    }

    pub(super) fn url(&self) -> Option<&str> {
        self.url.as_deref().filter(|url| !url.is_empty() && *url != "about:blank")
    }

    /// A device only where something speaks for it: a touch, a mouse, a browser's own words.
    pub(super) fn device(&self, user_agent: Option<&str>) -> Option<DeviceType> {
        if let Some(device) = user_agent.and_then(device_of_agent) {
            return Some(device);
        }
        let (width, height) = self.viewport?;
        let (short, long) = (width.min(height), width.max(height));
        if self.touches {
            // Phones are long and narrow; tablets are near 4:3 and at least 600 CSS pixels wide.
            let phone = long >= short * 1.65 || short < 600.0;
            return Some(if phone { DeviceType::Mobile } else { DeviceType::Tablet });
        }
        (self.mouse && short >= 400.0).then_some(DeviceType::Desktop)
    }
}

/// By what browsers write of themselves. Unknown words give nothing.
fn device_of_agent(agent: &str) -> Option<DeviceType> {
    let has = |word: &str| agent.contains(word);
    if has("iPad") || has("Tablet") || (has("Android") && !has("Mobile")) {
        Some(DeviceType::Tablet)
    } else if has("iPhone") || has("iPod") || has("Mobile") {
        Some(DeviceType::Mobile)
    } else if has("Windows NT") || has("Macintosh") || has("X11") || has("CrOS") {
        Some(DeviceType::Desktop)
    } else {
        None
    }
}

/// The text of the document's `<title>`, from the JSON of a snapshot. The first is the page's own; those of
/// drawings (SVG) stand further down.
fn page_title(snapshot: &str) -> Option<String> {
    let mut rest = snapshot;
    loop {
        let found = rest.find("\"tagName\"")?;
        rest = &rest[found + "\"tagName\"".len()..];
        let value = rest.trim_start().strip_prefix(':')?.trim_start();
        if value.starts_with("\"title\"") {
            break;
        }
    }
    // The title's own text stands before the next element.
    let next = rest.find("\"tagName\"").unwrap_or(rest.len());
    let text = rest[..next].split_once("\"textContent\"")?.1.trim_start().strip_prefix(':')?;
    let mut values = serde_json::Deserializer::from_str(text.trim_start()).into_iter::<String>();
    let title = values.next()?.ok()?;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned(events: &[&str]) -> WebFacts {
        let mut facts = WebFacts::default();
        for json in events {
            facts.learn(&read(json).unwrap_or_else(|error| panic!("{json}: {error}")).event);
        }
        facts
    }

    const META: &str = r#"{"type":4,"data":{"href":"http://a/b","width":1280,"height":720},"timestamp":1}"#;

    #[test]
    fn a_page_gives_its_title_address_and_size() {
        let snapshot = r#"{"type":2,"data":{"node":{"childNodes":[{"tagName":"head","childNodes":[
            {"type":2, "tagName" : "title","attributes":{},"childNodes":[{"type":3,"textContent":" New\n claim \u00e9"}]},
            {"tagName":"style","childNodes":[{"textContent":"x"}]}]}]}},"timestamp":2}"#;
        let facts = learned(&[META, snapshot]);
        let mut details = Map::new();
        facts.describe(&mut details);
        assert_eq!(
            Value::from(details),
            json!({"viewport":{"width":1280.0,"height":720.0},"url":"http://a/b","page_title":"New claim é"})
        );
    }

    #[test]
    fn a_page_without_a_title_has_none() {
        for node in [
            r#"{"tagName":"title","childNodes":[]},{"tagName":"p","childNodes":[{"textContent":"no"}]}"#,
            r#"{"tagName":"p"}"#,
            r#"{"tagName":"#,
        ] {
            assert_eq!(page_title(node), None, "{node}");
        }
    }

    #[test]
    fn a_device_is_told_only_where_something_speaks_for_it() {
        let mouse = r#"{"type":3,"data":{"source":1,"positions":[]},"timestamp":2}"#;
        let touch = r#"{"type":3,"data":{"source":2,"type":7,"id":1,"x":1,"y":1},"timestamp":2}"#;
        let tall = META.replace("1280", "980").replace("720", "2121");
        let square = META.replace("1280", "1024").replace("720", "768");
        for (events, device) in [
            (vec![META], None),
            (vec![META, mouse], Some(DeviceType::Desktop)),
            (vec![&tall, touch], Some(DeviceType::Mobile)),
            (vec![&square, touch], Some(DeviceType::Tablet)),
            (vec![touch], None),
        ] {
            assert_eq!(learned(&events).device(None), device, "{events:?}");
        }
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X)";
        assert_eq!(learned(&[META, mouse]).device(Some(iphone)), Some(DeviceType::Mobile));
        assert_eq!(learned(&[]).device(Some("curl/8")), None);
    }

    #[test]
    fn what_no_player_could_play_is_no_event() {
        for (json, reason) in [
            (r#"{"type":3,"data":"x","timestamp":1}"#, "`data` is a string where an object is expected"),
            (r#"{"type":2,"timestamp":1}"#, "`data` is null where an object is expected"),
            (r#"{"type":2,"data":{},"timestamp":1}"#, "`data.node` is missing"),
            (
                r#"{"type":2,"data":{"node":[]},"timestamp":1}"#,
                "`data.node` is an array where an object is expected",
            ),
            (r#"{"type":3,"data":{}}"#, "`timestamp` is missing"),
        ] {
            assert_eq!(read(json).err().as_deref(), Some(reason), "{json}");
        }
        for json in [
            r#"{"type":5,"data":1,"timestamp":1}"#,
            r#"{"type":0,"timestamp":1}"#,
            r#"{"type":99,"timestamp":1}"#,
        ] {
            assert!(read(json).is_ok(), "{json}");
        }
    }
}
