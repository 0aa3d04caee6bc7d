//! Canvas commands. No player of ours runs them: rrweb would need a frame that may run script for it, and
//! builds any object of the window that an argument names. What passes is drawing all the same, so that
//! nothing depends on that setting.

use serde_json::Value;

use super::{
    css,
    removed::{Removal, Removed},
    shape::{Fields, Object},
    url,
};

/// What an argument may be built as, beside references to what was built before.
const CONSTRUCTORS: [&str; 14] = [
    "ImageData",
    "ImageBitmap",
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
    "Int32Array",
    "Uint32Array",
    "Float32Array",
    "Float64Array",
    "DataView",
    "Path2D",
    "DOMMatrix",
];
/// Members of a context that are not drawing.
const NOT_DRAWING: [&str; 9] = [
    "constructor",
    "canvas",
    "toString",
    "valueOf",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "drawFocusIfNeeded",
];

/// `CanvasMutation`: `{id, type, commands: [{property, args, setter?}]}` or one command in their place.
/// `false` when nothing remains.
pub(super) fn commands(fields: &mut Fields, removed: &mut Removed) -> bool {
    if fields.integer("id").is_none() || fields.integer("type").is_none() {
        return false;
    }
    if let Some(commands) = fields.take_array("commands") {
        let mut kept = Vec::new();
        for command in commands {
            let Value::Object(command) = command else {
                removed.one(Removal::Malformed);
                continue;
            };
            let mut command = Fields::new(command);
            if self::command(&mut command, removed) {
                kept.push(command.done());
            }
        }
        let any = !kept.is_empty();
        fields.put("commands", kept);
        return any;
    }
    command(fields, removed)
}

fn command(fields: &mut Fields, removed: &mut Removed) -> bool {
    let property = fields.take_string("property").filter(|property| is_drawing(property));
    let args = fields.take_array("args").unwrap_or_default();
    let setter = matches!(fields.take("setter"), Some(Value::Bool(true)));
    let args: Option<Vec<Value>> = args.into_iter().map(argument).collect();
    let (Some(property), Some(args)) = (property, args) else {
        removed.one(Removal::Canvas);
        return false;
    };
    // An address in the clear is what an old recorder wrote for an image.
    if property == "drawImage" && args.first().is_some_and(Value::is_string) {
        removed.one(Removal::Canvas);
        return false;
    }
    fields.put("property", property);
    fields.put("args", args);
    if setter {
        fields.put("setter", true);
    }
    true
}

fn is_drawing(property: &str) -> bool {
    property.starts_with(|first: char| first.is_ascii_alphabetic())
        && property.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && !NOT_DRAWING.contains(&property)
}

/// Recurses as deep as the JSON was.
fn argument(value: Value) -> Option<Value> {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => Some(value),
        // `filter` and the like take CSS.
        Value::String(text) => (css::clean(&text).removed == 0).then_some(text.into()),
        Value::Array(items) => items.into_iter().map(argument).collect::<Option<Vec<_>>>().map(Value::from),
        Value::Object(object) => built(object),
    }
}

/// `{rr_type, base64 | index | src | args | data}`
fn built(object: Object) -> Option<Value> {
    let mut fields = Fields::new(object);
    let kind = fields.take_string("rr_type")?;
    let is_name = kind.starts_with(|first: char| first.is_ascii_alphabetic())
        && kind.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_name {
        return None;
    }
    if let Some(base64) = fields.take_string("base64") {
        fields.put("base64", base64);
    } else if fields.integer("index").is_some() {
        // A place in the list of what was built before.
    } else if let Some(address) = fields.take_string("src").filter(|address| url::is_image(address)) {
        fields.put("src", address);
    } else if kind == "Blob" {
        let data = fields.take_array("data")?.into_iter().map(argument).collect::<Option<Vec<_>>>()?;
        fields.put("data", data);
        if let Some(media_type) =
            fields.take_string("type").filter(|media_type| media_type.starts_with("image/"))
        {
            fields.put("type", media_type);
        }
    } else {
        let args = fields.take_array("args").filter(|_| CONSTRUCTORS.contains(&kind.as_str()))?;
        fields.put("args", args.into_iter().map(argument).collect::<Option<Vec<_>>>()?);
    }
    fields.put("rr_type", kind);
    Some(fields.done())
}
