//! Lists and objects as strangers write them: what has another type than it should is passed over, and the rest is read.
//!
//! One member of the wrong type must not lose a snapshot of a hundred thousand nodes.

use std::{borrow::Cow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

pub(super) use crate::loose::{Loose, MAX_SAFE_INTEGER};

/// The name of a member, borrowed where it is written without escapes.
#[derive(Debug)]
pub(super) struct Name<'j>(pub(super) Cow<'j, str>);

/// The items of a list; none where it is something else.
#[derive(Clone, Debug)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// An object that is read member by member; as if it were empty where it is something else.
pub(super) trait Members<'j>: Default {
    /// Reads the value of a member that is wanted, and says whether it did.
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error>;
}

/// An object, read by its [`Members`].
#[derive(Clone, Debug, Default)]
pub(super) struct Object<T>(pub(super) T);

struct Reader<T>(PhantomData<T>);

/// Every method of a visitor that is not about what is wanted.
macro_rules! otherwise {
    (scalars => $nothing:expr) => {
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        otherwise!(numbers => $nothing);
    };
    (numbers => $nothing:expr) => {
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok($nothing)
        }
    };
    (list => $nothing:expr) => {
        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            Ok($nothing)
        }
    };
    (object => $nothing:expr) => {
        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok($nothing)
        }
    };
}
pub(super) use otherwise;

impl<'de> Visitor<'de> for Reader<Name<'de>> {
    type Value = Name<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(name.to_owned())))
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(name)))
    }
}

impl<'de: 'j, 'j> Deserialize<'de> for Name<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Reader::<Name<'de>>(PhantomData))
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<List<T>> {
    type Value = List<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<List<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(List(list))
    }

    otherwise!(scalars => List::default());
    otherwise!(object => List::default());
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader::<Self>(PhantomData))
    }
}

impl<'de, T: Members<'de>> Visitor<'de> for Reader<Object<T>> {
    type Value = Object<T>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Object<T>, A::Error> {
        let mut object = T::default();
        while let Some(name) = members.next_key::<Name<'de>>()? {
            if !object.member(&name, &mut members)? {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Object(object))
    }

    otherwise!(scalars => Object::default());
    otherwise!(list => Object::default());
}

impl<'de, T: Members<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader::<Self>(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Default)]
    struct Pair {
        a: Option<i64>,
        b: Vec<i64>,
    }

    impl<'j> Members<'j> for Pair {
        fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
            match name.0.as_ref() {
                "a" => self.a = map.next_value::<Loose<'_>>()?.whole(),
                "b" => {
                    let list: List<Loose<'_>> = map.next_value()?;
                    self.b = list.0.iter().filter_map(Loose::whole).collect();
                }
                _ => return Ok(false),
            }
            Ok(true)
        }
    }

    #[test]
    fn what_has_the_wrong_type_is_passed_over() {
        for (json, a, b) in [
            (r#"{"a":2.0,"x":[{}],"b":[1,"2",3]}"#, Some(2), vec![1, 3]),
            (r#"{"a":"2","b":{"c":1}}"#, None, vec![]),
            (r#"{"a":1e999,"b":7}"#, None, vec![]),
            (r#"{"\u0061":-1,"b":null}"#, Some(-1), vec![]),
            ("[1,2]", None, vec![]),
            ("null", None, vec![]),
            ("\"a\"", None, vec![]),
        ] {
            match serde_json::from_str::<Object<Pair>>(json) {
                Ok(Object(pair)) => assert_eq!((pair.a, pair.b), (a, b), "{json}"),
                Err(error) => assert!(json.contains("1e999"), "{json}: {error}"),
            }
        }
    }
}
