//! The shapes of rrweb's events, as far as a mirror reads them.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::loose::{List, Loose, Members, Name, Object, otherwise};

/// rrweb's numbers of node types.
pub(super) const DOCUMENT: i64 = 0;
pub(super) const DOCTYPE: i64 = 1;
pub(super) const ELEMENT: i64 = 2;
pub(super) const TEXT: i64 = 3;
pub(super) const CDATA: i64 = 4;
pub(super) const COMMENT: i64 = 5;

/// A node of a snapshot or of a mutation.
#[derive(Clone, Debug, Default)]
pub(super) struct NodeShape<'j> {
    pub(super) kind: Loose<'j>,
    pub(super) id: Loose<'j>,
    pub(super) root_id: Loose<'j>,
    pub(super) tag: Loose<'j>,
    pub(super) attributes: Attributes<'j>,
    pub(super) children: Vec<Object<NodeShape<'j>>>,
    pub(super) text: Loose<'j>,
    pub(super) compat_mode: Loose<'j>,
    doctype: Box<[Loose<'j>]>,
    pub(super) is_style: bool,
    pub(super) is_svg: bool,
    pub(super) is_custom: bool,
    pub(super) is_shadow: bool,
    pub(super) is_shadow_host: bool,
    pub(super) needs_block: bool,
}

impl<'j> NodeShape<'j> {
    /// Few nodes are document types, so that the others have no room for it.
    fn doctype_part(&mut self, part: usize, value: Loose<'j>) {
        if self.doctype.is_empty() {
            self.doctype = vec![Loose::Absent; 3].into();
        }
        self.doctype[part] = value;
    }

    /// Name, public id and system id of a document type.
    pub(super) fn doctype(&self) -> [&str; 3] {
        [0, 1, 2].map(|part| self.doctype.get(part).and_then(Loose::text).unwrap_or_default())
    }
}

impl<'j> Members<'j> for NodeShape<'j> {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        match name.0.as_ref() {
            "type" => self.kind = map.next_value()?,
            "id" => self.id = map.next_value()?,
            "rootId" => self.root_id = map.next_value()?,
            "tagName" => self.tag = map.next_value()?,
            "attributes" => self.attributes = map.next_value()?,
            "childNodes" => self.children = map.next_value::<List<_>>()?.0,
            "textContent" => self.text = map.next_value()?,
            "compatMode" => self.compat_mode = map.next_value()?,
            "name" => self.doctype_part(0, map.next_value()?),
            "publicId" => self.doctype_part(1, map.next_value()?),
            "systemId" => self.doctype_part(2, map.next_value()?),
            "isStyle" => self.is_style = is_true(map)?,
            "isSVG" => self.is_svg = is_true(map)?,
            "isCustom" => self.is_custom = is_true(map)?,
            "isShadow" => self.is_shadow = is_true(map)?,
            "isShadowHost" => self.is_shadow_host = is_true(map)?,
            "needBlock" => self.needs_block = is_true(map)?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn is_true<'j, A: MapAccess<'j>>(map: &mut A) -> Result<bool, A::Error> {
    Ok(map.next_value::<Loose<'_>>()?.is_true())
}

/// The value of an attribute.
#[derive(Clone, Debug)]
pub(super) enum AttributeShape<'j> {
    Value(Loose<'j>),
    /// Changes of an inline style, by property.
    Style(Vec<(Cow<'j, str>, PropertyShape<'j>)>),
}

/// A change of one property of an inline style: `value`, `[value, priority]` or `false`.
#[derive(Clone, Debug)]
pub(super) enum PropertyShape<'j> {
    Set { value: Cow<'j, str>, priority: Cow<'j, str> },
    Remove,
    Other,
}

/// Attributes in the order in which they are written, which is the order in which rrweb sets them.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes<'j>(pub(super) Vec<(Cow<'j, str>, AttributeShape<'j>)>);

#[derive(Default)]
struct AttributeMembers<'j>(Vec<(Cow<'j, str>, AttributeShape<'j>)>);

impl<'j> Members<'j> for AttributeMembers<'j> {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        let value =
            if name.0 == "style" { map.next_value()? } else { AttributeShape::Value(map.next_value()?) };
        // A name that stands twice keeps its place and takes the last value, as in a script. Names that
        // stand twice are too rare to be looked for among many.
        if self.0.len() < 256
            && let Some(before) = self.0.iter_mut().find(|(before, _)| *before == name.0)
        {
            before.1 = value;
        } else {
            self.0.push((name.0.clone(), value));
        }
        Ok(true)
    }
}

impl<'de: 'j, 'j> Deserialize<'de> for Attributes<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Object(AttributeMembers(members)) = Object::<AttributeMembers<'de>>::deserialize(deserializer)?;
        Ok(Self(members))
    }
}

#[derive(Default)]
struct PropertyMembers<'j>(Vec<(Cow<'j, str>, PropertyShape<'j>)>);

impl<'j> Members<'j> for PropertyMembers<'j> {
    fn member<A: MapAccess<'j>>(&mut self, name: &Name<'j>, map: &mut A) -> Result<bool, A::Error> {
        let value = map.next_value()?;
        self.0.push((name.0.clone(), value));
        Ok(true)
    }
}

struct StyleReader;

impl<'de> Visitor<'de> for StyleReader {
    type Value = AttributeShape<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a style")
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Self::Value, E> {
        Ok(AttributeShape::Value(Loose::Bool(boolean)))
    }

    otherwise!(numbers => AttributeShape::Value(Loose::Other));

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(AttributeShape::Value(Loose::Text(Cow::Owned(text.to_owned()))))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(AttributeShape::Value(Loose::Text(Cow::Borrowed(text))))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(AttributeShape::Value(Loose::Null))
    }

    otherwise!(list => AttributeShape::Value(Loose::Other));

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut properties = PropertyMembers::default();
        while let Some(name) = members.next_key::<Name<'de>>()? {
            properties.member(&name, &mut members)?;
        }
        Ok(AttributeShape::Style(properties.0))
    }
}

impl<'de: 'j, 'j> Deserialize<'de> for AttributeShape<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StyleReader)
    }
}

struct PropertyReader;

impl<'de> Visitor<'de> for PropertyReader {
    type Value = PropertyShape<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a change of a property")
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Self::Value, E> {
        Ok(if boolean { PropertyShape::Other } else { PropertyShape::Remove })
    }

    otherwise!(numbers => PropertyShape::Other);

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(PropertyShape::Set { value: Cow::Owned(text.to_owned()), priority: Cow::Borrowed("") })
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(PropertyShape::Set { value: Cow::Borrowed(text), priority: Cow::Borrowed("") })
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(PropertyShape::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let value = items.next_element::<Loose<'de>>()?.and_then(Loose::into_text);
        let priority = items.next_element::<Loose<'de>>()?.and_then(Loose::into_text);
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(match value {
            Some(value) => PropertyShape::Set { value, priority: priority.unwrap_or_default() },
            None => PropertyShape::Other,
        })
    }

    otherwise!(object => PropertyShape::Other);
}

impl<'de: 'j, 'j> Deserialize<'de> for PropertyShape<'j> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PropertyReader)
    }
}
