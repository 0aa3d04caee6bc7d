//! Texts of events that are plain data: the values in them, names left out.

use serde::{
    Deserialize,
    de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{Field, Text, add, collect};
use crate::json::JsonError;

/// Every string and number, as one text.
pub(super) fn of_all(json: &str, field: Field) -> Result<Vec<Text>, JsonError> {
    collect(json, |json, found| {
        let mut text = String::new();
        Leaves { text: &mut text, only: None }.deserialize(json)?;
        add(found, field, &text);
        Ok(())
    })
}

/// The values in one member of an object.
pub(super) fn of_member(json: &str, field: Field, name: &'static str) -> Result<Vec<Text>, JsonError> {
    collect(json, |json, found| {
        let mut text = String::new();
        Leaves { text: &mut text, only: Some(name) }.deserialize(json)?;
        add(found, field, &text);
        Ok(())
    })
}

/// A line of rrweb's console plugin: `{level, trace, payload: [JSON text, …]}`.
pub(super) fn of_console(json: &str) -> Result<Vec<Text>, JsonError> {
    #[derive(Deserialize)]
    struct Line {
        #[serde(default)]
        payload: Vec<serde_json::Value>,
    }
    collect(json, |json, found| {
        let line = Line::deserialize(json)?;
        let mut text = String::new();
        for argument in &line.payload {
            // The plugin writes each argument as JSON: a logged string stands in two pairs of quotes.
            let written = argument.as_str().map_or_else(|| argument.to_string(), str::to_owned);
            let logged = serde_json::from_str::<String>(&written).unwrap_or(written);
            text.push_str(&logged);
            text.push(' ');
        }
        add(found, Field::Console, &text);
        Ok(())
    })
}

/// Collects strings and numbers, of one member of the outermost object only where it is named.
struct Leaves<'t> {
    text: &'t mut String,
    only: Option<&'static str>,
}

impl Leaves<'_> {
    fn push(&mut self, leaf: &str) {
        if self.only.is_none() {
            self.text.push_str(leaf);
            self.text.push(' ');
        }
    }
}

impl<'de> DeserializeSeed<'de> for Leaves<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Leaves<'_> {
    type Value = ();

    fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("any JSON value")
    }

    fn visit_str<E>(mut self, text: &str) -> Result<(), E> {
        self.push(text);
        Ok(())
    }

    fn visit_i64<E>(mut self, number: i64) -> Result<(), E> {
        self.push(&number.to_string());
        Ok(())
    }

    fn visit_u64<E>(mut self, number: u64) -> Result<(), E> {
        self.push(&number.to_string());
        Ok(())
    }

    fn visit_f64<E>(mut self, number: f64) -> Result<(), E> {
        self.push(&number.to_string());
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if self.only.is_some() {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        while items.next_element_seed(Leaves { text: self.text, only: None })?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(name) = members.next_key::<std::borrow::Cow<'de, str>>()? {
            if self.only.is_none_or(|only| only == name) {
                members.next_value_seed(Leaves { text: self.text, only: None })?;
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
