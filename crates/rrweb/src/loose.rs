//! A JSON value that may be of any type: what is looked for is text, a whole number or a truth; the rest is passed by.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

/// See the module.
#[derive(Debug, Default)]
pub enum Loose<'j> {
    #[default]
    Other,
    Text(Cow<'j, str>),
    Whole(i64),
    Truth(bool),
}

impl<'j> Loose<'j> {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number, where it is one.
    pub fn whole(&self) -> Option<i64> {
        match *self {
            Self::Whole(whole) => Some(whole),
            _ => None,
        }
    }

    /// Whether it is true or false, where it is either.
    pub fn truth(&self) -> Option<bool> {
        match *self {
            Self::Truth(truth) => Some(truth),
            _ => None,
        }
    }
}

impl<'de: 'j, 'j> Deserialize<'de> for Loose<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(LooseVisitor)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any JSON value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Loose<'de>, E> {
        Ok(Loose::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_i64<E>(self, whole: i64) -> Result<Loose<'de>, E> {
        Ok(Loose::Whole(whole))
    }

    fn visit_u64<E>(self, whole: u64) -> Result<Loose<'de>, E> {
        Ok(i64::try_from(whole).map_or(Loose::Other, Loose::Whole))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Loose<'de>, E> {
        Ok(Loose::Truth(truth))
    }

    fn visit_unit<E>(self) -> Result<Loose<'de>, E> {
        Ok(Loose::Other)
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
