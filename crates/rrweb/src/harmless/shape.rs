//! Takes from a JSON object what has the type it should have; the rest stays behind.

use serde_json::{Map, Value};

/// Scripts count exactly up to here; an id beyond is none.
const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

pub(super) type Object = Map<String, Value>;

/// The whole number that a value is, if it is one. `2.0` is 2, as it is to a script.
pub(super) fn integer(value: &Value) -> Option<i64> {
    let integer = value.as_i64().or_else(|| {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the cast saturates, and the range is checked below"
        )]
        Some(number as i64)
    })?;
    (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&integer).then_some(integer)
}

/// Moves members from one object to another.
#[derive(Debug)]
pub(super) struct Fields {
    from: Object,
    into: Object,
}

impl Fields {
    pub(super) fn new(from: Object) -> Self {
        Self { from, into: Object::new() }
    }

    /// The value of a member, taken out.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        // Order does not matter among what is left behind.
        self.from.swap_remove(name)
    }

    /// The items of an array that stays behind.
    pub(super) fn peek_array(&self, name: &str) -> &[Value] {
        self.from.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub(super) fn take_array(&mut self, name: &str) -> Option<Vec<Value>> {
        match self.take(name) {
            Some(Value::Array(items)) => Some(items),
            _ => None,
        }
    }

    pub(super) fn take_object(&mut self, name: &str) -> Option<Object> {
        match self.take(name) {
            Some(Value::Object(object)) => Some(object),
            _ => None,
        }
    }

    pub(super) fn take_string(&mut self, name: &str) -> Option<String> {
        match self.take(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        }
    }

    pub(super) fn put(&mut self, name: &str, value: impl Into<Value>) {
        self.into.insert(name.to_owned(), value.into());
    }

    /// Moves a whole number and gives it.
    pub(super) fn integer(&mut self, name: &str) -> Option<i64> {
        let integer = self.take(name).as_ref().and_then(integer)?;
        self.put(name, integer);
        Some(integer)
    }

    /// Moves a whole number or `null`; says whether there was either.
    pub(super) fn integer_or_null(&mut self, name: &str) -> bool {
        match self.from.get(name) {
            Some(Value::Null) => {
                self.put(name, Value::Null);
                true
            }
            _ => self.integer(name).is_some(),
        }
    }

    /// Moves a number; says whether there was one.
    pub(super) fn number(&mut self, name: &str) -> bool {
        self.moved(name, Value::is_number)
    }

    pub(super) fn boolean(&mut self, name: &str) -> bool {
        self.moved(name, Value::is_boolean)
    }

    pub(super) fn string(&mut self, name: &str) -> bool {
        self.moved(name, Value::is_string)
    }

    fn moved(&mut self, name: &str, fits: impl Fn(&Value) -> bool) -> bool {
        match self.take(name) {
            Some(value) if fits(&value) => {
                self.put(name, value);
                true
            }
            _ => false,
        }
    }

    pub(super) fn done(self) -> Value {
        Value::Object(self.into)
    }
}
