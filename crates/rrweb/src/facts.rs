//! What the index wants to know of an event without building anything of it.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::{
    event::{Event, EventError, JsonType, Kind},
    json,
};

/// What changed, in an incremental event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    Mutation,
    MouseMove,
    MouseInteraction,
    Scroll,
    ViewportResize,
    Input,
    TouchMove,
    MediaInteraction,
    StyleSheetRule,
    CanvasMutation,
    Font,
    Log,
    Drag,
    StyleDeclaration,
    Selection,
    AdoptedStyleSheet,
    CustomElement,
    /// A number that this version does not know.
    Other(i64),
}

impl Source {
    const KNOWN: [Self; 17] = [
        Self::Mutation,
        Self::MouseMove,
        Self::MouseInteraction,
        Self::Scroll,
        Self::ViewportResize,
        Self::Input,
        Self::TouchMove,
        Self::MediaInteraction,
        Self::StyleSheetRule,
        Self::CanvasMutation,
        Self::Font,
        Self::Log,
        Self::Drag,
        Self::StyleDeclaration,
        Self::Selection,
        Self::AdoptedStyleSheet,
        Self::CustomElement,
    ];

    /// The source with rrweb's number.
    pub fn from_number(number: i64) -> Self {
        let known = usize::try_from(number).ok().and_then(|index| Self::KNOWN.get(index));
        known.copied().unwrap_or(Self::Other(number))
    }

    /// Whether a person caused it (or a script that plays one), as opposed to the page changing by itself.
    pub fn is_user_interaction(self) -> bool {
        matches!(
            self,
            Self::MouseMove
                | Self::MouseInteraction
                | Self::Scroll
                | Self::ViewportResize
                | Self::Input
                | Self::TouchMove
                | Self::MediaInteraction
                | Self::Drag
                | Self::Selection
        )
    }
}

/// What a `MouseInteraction` was, by rrweb's numbers 0 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Interaction {
    MouseUp,
    MouseDown,
    Click,
    ContextMenu,
    DoubleClick,
    Focus,
    Blur,
    TouchStart,
    TouchMove,
    TouchEnd,
    TouchCancel,
}

impl Interaction {
    const KNOWN: [Self; 11] = [
        Self::MouseUp,
        Self::MouseDown,
        Self::Click,
        Self::ContextMenu,
        Self::DoubleClick,
        Self::Focus,
        Self::Blur,
        Self::TouchStart,
        Self::TouchMove,
        Self::TouchEnd,
        Self::TouchCancel,
    ];

    /// The interaction with rrweb's number.
    pub fn from_number(number: i64) -> Option<Self> {
        usize::try_from(number).ok().and_then(|index| Self::KNOWN.get(index)).copied()
    }
}

/// Where the pointer did something.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pointer {
    pub interaction: Interaction,
    /// The node under it, by rrweb's id.
    pub node_id: i64,
    /// CSS pixels from the left of the viewport; rrweb leaves it out for focus and blur.
    pub x: Option<f64>,
    /// CSS pixels from the top of the viewport.
    pub y: Option<f64>,
}

impl Pointer {
    /// Whether it is a click. Browsers send one for a tap too, after the touch.
    pub fn is_click(&self) -> bool {
        self.interaction == Interaction::Click
    }
}

/// The page that a Meta event announces.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// As recorded: text of the recorded page's choosing, not a link to follow.
    pub href: String,
    /// The viewport, in CSS pixels.
    pub width: f64,
    pub height: f64,
}

impl Page {
    /// The path of its address, without host, query and fragment: a query may hold what is not for a list.
    pub fn path(&self) -> &str {
        let after_scheme = self.href.split_once("://").map_or(self.href.as_str(), |(_, rest)| rest);
        let path = match after_scheme.find('/') {
            Some(slash) => &after_scheme[slash..],
            None => "/",
        };
        path.split(['?', '#']).next().unwrap_or(path)
    }
}

/// What the index wants to know of one event.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub is_full_snapshot: bool,
    /// Of a Meta event.
    pub page: Option<Page>,
    /// Of an incremental event.
    pub source: Option<Source>,
    /// Of a mouse interaction.
    pub pointer: Option<Pointer>,
    /// The new viewport in CSS pixels (width, height), of a resize.
    pub resized_to: Option<(f64, f64)>,
}

impl Facts {
    pub fn is_meta(&self) -> bool {
        self.page.is_some()
    }

    /// Whether a person did something in this event.
    pub fn is_user_interaction(&self) -> bool {
        self.source.is_some_and(Source::is_user_interaction)
    }

    /// The click, where it is one.
    pub fn click(&self) -> Option<Pointer> {
        self.pointer.filter(Pointer::is_click)
    }
}

#[derive(Deserialize)]
struct Data<'j> {
    #[serde(borrow)]
    source: Option<&'j RawValue>,
    #[serde(borrow, rename = "type")]
    kind: Option<&'j RawValue>,
    #[serde(borrow)]
    id: Option<&'j RawValue>,
    #[serde(borrow)]
    x: Option<&'j RawValue>,
    #[serde(borrow)]
    y: Option<&'j RawValue>,
    #[serde(borrow)]
    href: Option<&'j RawValue>,
    #[serde(borrow)]
    width: Option<&'j RawValue>,
    #[serde(borrow)]
    height: Option<&'j RawValue>,
}

/// rrweb's number of the source of an incremental event, where its data begin with it as recorders write them: then the
/// rest of the data need not be read for it.
pub fn leading_source(data: &str) -> Option<i64> {
    let rest = data.strip_prefix("{\"source\":")?;
    rest.get(..rest.find([',', '}'])?)?.parse().ok()
}

/// Reads the facts of an event. A field of the wrong type is an error that names it.
pub fn facts(event: &Event<'_>) -> Result<Facts, EventError> {
    let mut facts = Facts {
        is_full_snapshot: event.kind == Kind::FullSnapshot,
        page: None,
        source: None,
        pointer: None,
        resized_to: None,
    };
    if !matches!(event.kind, Kind::Meta | Kind::Incremental) {
        return Ok(facts);
    }
    object(event)?;
    let leading = leading_source(event.data()).filter(|_| event.kind == Kind::Incremental);
    if let Some(source) = leading.map(Source::from_number)
        && !matches!(source, Source::MouseInteraction | Source::ViewportResize)
    {
        facts.source = Some(source);
        return Ok(facts);
    }
    let data: Data<'_> = serde_json::from_str(event.data()).map_err(json::JsonError::Invalid)?;
    if event.kind == Kind::Meta {
        facts.page = Some(Page {
            href: string("data.href", data.href)?,
            width: number("data.width", data.width)?,
            height: number("data.height", data.height)?,
        });
        return Ok(facts);
    }
    let source = Source::from_number(integer("data.source", data.source)?);
    facts.source = Some(source);
    if source == Source::MouseInteraction {
        let kind = integer("data.type", data.kind)?;
        // A number past the known ones is a fact of a later rrweb, and not an error.
        if let Some(interaction) = Interaction::from_number(kind) {
            facts.pointer = Some(Pointer {
                interaction,
                node_id: integer("data.id", data.id)?,
                x: data.x.map(|x| number("data.x", Some(x))).transpose()?,
                y: data.y.map(|y| number("data.y", Some(y))).transpose()?,
            });
        }
    }
    if source == Source::ViewportResize {
        facts.resized_to = Some((number("data.width", data.width)?, number("data.height", data.height)?));
    }
    Ok(facts)
}

/// A name and what came with it: a custom event's tag or a plugin's name, and the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<'e> {
    pub name: String,
    /// JSON of any shape, `null` where there is none.
    pub payload: &'e str,
}

#[derive(Deserialize)]
struct NamedData<'j> {
    #[serde(borrow)]
    tag: Option<&'j RawValue>,
    #[serde(borrow)]
    plugin: Option<&'j RawValue>,
    #[serde(borrow)]
    payload: Option<&'j RawValue>,
}

/// The name and the payload of a custom event (its `tag`) or a plugin's (its `plugin`); `None` for events
/// of other kinds.
pub fn named<'e>(event: &'e Event<'_>) -> Result<Option<Named<'e>>, EventError> {
    if !matches!(event.kind, Kind::Custom | Kind::Plugin) {
        return Ok(None);
    }
    object(event)?;
    let data: NamedData<'e> = serde_json::from_str(event.data()).map_err(json::JsonError::Invalid)?;
    let name = match event.kind {
        Kind::Custom => string("data.tag", data.tag)?,
        _ => string("data.plugin", data.plugin)?,
    };
    Ok(Some(Named { name, payload: data.payload.map_or("null", RawValue::get) }))
}

fn object(event: &Event<'_>) -> Result<(), EventError> {
    match JsonType::of(event.data()) {
        JsonType::Object => Ok(()),
        found => Err(EventError::WrongType { field: "data", expected: "an object", found }),
    }
}

fn present<'j>(
    field: &'static str,
    json: Option<&'j RawValue>,
    wanted: JsonType,
    expected: &'static str,
) -> Result<&'j str, EventError> {
    let json = json.ok_or(EventError::Missing { field })?.get();
    match JsonType::of(json) {
        found if found == wanted => Ok(json),
        found => Err(EventError::WrongType { field, expected, found }),
    }
}

fn number(field: &'static str, json: Option<&RawValue>) -> Result<f64, EventError> {
    let json = present(field, json, JsonType::Number, "a number")?;
    Ok(serde_json::from_str(json).map_err(json::JsonError::Invalid)?)
}

fn integer(field: &'static str, json: Option<&RawValue>) -> Result<i64, EventError> {
    let json = present(field, json, JsonType::Number, "an integer")?;
    serde_json::from_str(json).map_err(|_| EventError::WrongType {
        field,
        expected: "an integer",
        found: JsonType::Number,
    })
}

fn string(field: &'static str, json: Option<&RawValue>) -> Result<String, EventError> {
    let json = present(field, json, JsonType::String, "a string")?;
    Ok(json::with_text(json, |json| String::deserialize(json))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Facts, String> {
        let event = Event::read(json, 1 << 20).map_err(|error| error.to_string())?;
        facts(&event).map_err(|error| error.to_string())
    }

    #[test]
    fn the_path_of_an_address_has_no_host_and_no_query() {
        for (href, path) in [
            ("https://shop.example/cart?card=1#x", "/cart"),
            ("https://shop.example", "/"),
            ("/cart?x", "/cart"),
            ("about:blank", "/"),
        ] {
            assert_eq!(Page { href: href.to_owned(), width: 0.0, height: 0.0 }.path(), path, "{href}");
        }
    }

    #[test]
    fn each_kind_gives_its_facts() {
        let meta =
            read(r#"{"type":4,"data":{"href":"https:\/\/a/","width":1280,"height":720.5},"timestamp":1}"#);
        let meta = meta.unwrap();
        assert!(meta.is_meta() && !meta.is_user_interaction());
        assert_eq!(meta.page, Some(Page { href: "https://a/".to_owned(), width: 1280.0, height: 720.5 }));
        assert!(read(r#"{"type":2,"data":{"node":{}},"timestamp":1}"#).unwrap().is_full_snapshot);

        let click = r#"{"type":3,"data":{"source":2,"type":2,"id":7,"x":1.5,"y":2},"timestamp":1}"#;
        let click = read(click).unwrap();
        assert!(click.is_user_interaction());
        let pointer = click.click().unwrap();
        assert_eq!((pointer.node_id, pointer.x, pointer.y), (7, Some(1.5), Some(2.0)));

        let focus = read(r#"{"type":3,"data":{"source":2,"type":5,"id":7},"timestamp":1}"#).unwrap();
        assert_eq!(focus.pointer.unwrap().interaction, Interaction::Focus);
        assert_eq!(focus.click(), None);

        let resize = read(r#"{"type":3,"data":{"source":4,"width":10,"height":20},"timestamp":1}"#).unwrap();
        assert_eq!(resize.resized_to, Some((10.0, 20.0)));
        assert!(
            !read(r#"{"type":3,"data":{"source":0,"adds":[]},"timestamp":1}"#).unwrap().is_user_interaction()
        );
    }

    #[test]
    fn numbers_of_a_later_rrweb_are_kept_and_never_an_error() {
        let later = read(r#"{"type":3,"data":{"source":99},"timestamp":1}"#).unwrap();
        assert_eq!(later.source, Some(Source::Other(99)));
        let later = read(r#"{"type":3,"data":{"source":2,"type":11},"timestamp":1}"#).unwrap();
        assert_eq!(later.pointer, None);
        assert!(read(r#"{"type":9,"timestamp":1}"#).is_ok());
    }

    #[test]
    fn custom_and_plugin_events_have_a_name_and_a_payload() {
        let named_of = |json: &str| {
            let event = Event::read(json, 0).unwrap();
            named(&event).map(|named| named.map(|named| (named.name, named.payload.to_owned())))
        };
        let custom = r#"{"type":5,"data":{"payload":{"a": [1]},"tag":"x"},"timestamp":1}"#;
        assert_eq!(named_of(custom).unwrap(), Some(("x".to_owned(), r#"{"a": [1]}"#.to_owned())));
        let plugin = r#"{"type":6,"data":{"plugin":"rrweb/console@1"},"timestamp":1}"#;
        assert_eq!(named_of(plugin).unwrap(), Some(("rrweb/console@1".to_owned(), "null".to_owned())));
        assert_eq!(named_of(r#"{"type":2,"timestamp":1}"#).unwrap(), None);
        let nameless = named_of(r#"{"type":5,"data":{"tag":1},"timestamp":1}"#).unwrap_err();
        assert_eq!(nameless.to_string(), "`data.tag` is a number where a string is expected");
    }

    #[test]
    fn a_wrong_field_is_named() {
        for (json, message) in [
            (r#"{"type":4,"timestamp":1}"#, "`data` is null where an object is expected"),
            (r#"{"type":4,"data":[],"timestamp":1}"#, "`data` is an array where an object is expected"),
            (r#"{"type":4,"data":{"width":1,"height":1},"timestamp":1}"#, "`data.href` is missing"),
            (
                r#"{"type":4,"data":{"href":"a","width":"1","height":1},"timestamp":1}"#,
                "`data.width` is a string where a number is expected",
            ),
            (r#"{"type":3,"data":{},"timestamp":1}"#, "`data.source` is missing"),
            (
                r#"{"type":3,"data":{"source":"2"},"timestamp":1}"#,
                "`data.source` is a string where an integer is expected",
            ),
            (
                r#"{"type":3,"data":{"source":2,"type":"Click","id":1},"timestamp":1}"#,
                "`data.type` is a string where an integer is expected",
            ),
            (
                r#"{"type":3,"data":{"source":2,"type":2.5,"id":1},"timestamp":1}"#,
                "`data.type` is a number where an integer is expected",
            ),
        ] {
            assert_eq!(read(json).unwrap_err(), message, "{json}");
        }
    }
}
