//! A JSON value that may be of any type: what is looked for is text, a number or a truth; the rest is passed by.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// Scripts count exactly up to here; an id beyond is none.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;

/// Pixels, seconds and factors are far below.
const MAX_NUMBER: f64 = 1e15;
/// Below, six decimals are kept.
const MAX_FRACTIONAL: f64 = 1e9;

/// A value of any type; of lists and objects only that they are there.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Loose<'j> {
    /// Not there.
    #[default]
    Absent,
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'j, str>),
    Other,
}

impl<'j> Loose<'j> {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The same, with what it holds.
    pub fn into_text(self) -> Option<Cow<'j, str>> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A finite number, to a millionth and up to 10^15: written and read any number of times, it stays the
    /// same.
    pub fn number(&self) -> Option<f64> {
        let number = self.finite()?.clamp(-MAX_NUMBER, MAX_NUMBER);
        let exact = if number.abs() < MAX_FRACTIONAL { (number * 1e6).round() / 1e6 } else { number.round() };
        // Not `-0`.
        Some(exact + 0.0)
    }

    fn finite(&self) -> Option<f64> {
        match *self {
            Self::Number(number) if number.is_finite() => Some(number),
            _ => None,
        }
    }

    /// A whole number that a script counts exactly; `2.0` is 2, as it is to a script.
    pub fn whole(&self) -> Option<i64> {
        let number = self.finite().filter(|number| number.fract() == 0.0)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the cast saturates, and the range is checked below"
        )]
        let integer = number as i64;
        (-MAX_SAFE_INTEGER..=MAX_SAFE_INTEGER).contains(&integer).then_some(integer)
    }

    /// Whether it is true or false, where it is either.
    pub fn truth(&self) -> Option<bool> {
        match *self {
            Self::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// Whether it is `true`.
    pub fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any JSON value")
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Loose<'de>, E> {
        Ok(Loose::Bool(boolean))
    }

    #[expect(clippy::cast_precision_loss, reason = "every number of a script is a double")]
    fn visit_i64<E>(self, number: i64) -> Result<Loose<'de>, E> {
        Ok(Loose::Number(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "every number of a script is a double")]
    fn visit_u64<E>(self, number: u64) -> Result<Loose<'de>, E> {
        Ok(Loose::Number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Loose<'de>, E> {
        Ok(Loose::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Borrowed(text)))
    }

    fn visit_unit<E>(self) -> Result<Loose<'de>, E> {
        Ok(Loose::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Loose<'de>, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Loose<'de>, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }
}

impl<'de: 'j, 'j> Deserialize<'de> for Loose<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}
