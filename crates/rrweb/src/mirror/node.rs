//! Nodes as a mirror keeps them: small, since a page may have a hundred thousand.

use std::{collections::HashSet, sync::Arc};

use super::{
    arena::Key,
    declarations::Declarations,
    loose::Loose,
    media::Media,
    rules::Rules,
    shape::{AttributeShape, Attributes},
};

/// Names that are kept once for all nodes; others are kept by the node that has them.
const MAX_SHARED_NAMES: usize = 4_096;
/// Attributes of one element: real ones have some dozens.
pub(super) const MAX_ATTRIBUTES: usize = 1_000;
/// Longer names are not shared.
const MAX_SHARED_BYTES: usize = 64;

/// Tags and names of attributes, shared between nodes.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(HashSet<Arc<str>>);

impl Names {
    pub(super) fn get(&mut self, name: &str) -> Arc<str> {
        if let Some(shared) = self.0.get(name) {
            return Arc::clone(shared);
        }
        let new: Arc<str> = Arc::from(name);
        if self.0.len() < MAX_SHARED_NAMES && name.len() <= MAX_SHARED_BYTES {
            self.0.insert(Arc::clone(&new));
        }
        new
    }
}

/// The value of an attribute, of the type that it came with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Bool(bool),
    Number(f64),
    Text(Box<str>),
}

impl Value {
    pub(super) fn of(value: &Loose<'_>) -> Option<Self> {
        match value {
            Loose::Null => Some(Self::Null),
            Loose::Bool(boolean) => Some(Self::Bool(*boolean)),
            Loose::Number(_) => value.number().map(Self::Number),
            Loose::Text(text) => Some(Self::Text(text.as_ref().into())),
            Loose::Absent | Loose::Other => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// An attribute as rrweb's snapshot has it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Attribute {
    pub(super) name: Arc<str>,
    pub(super) value: Value,
}

/// Whether a node of a page is of HTML, what a recorder said about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) is_svg: bool,
    pub(super) is_custom: bool,
    pub(super) needs_block: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Element {
    /// As it was recorded: in lower case where it is of HTML.
    pub(super) tag: Arc<str>,
    pub(super) attributes: Vec<Attribute>,
    pub(super) marks: Marks,
    /// Whether its value was ever one that nobody is to find; what is hidden once stays hidden.
    pub(super) is_secret: bool,
    /// The root of its shadow tree, or the document that it frames.
    pub(super) inner: Option<Key>,
}

impl Element {
    pub(super) fn is(&self, tag: &str) -> bool {
        self.tag.eq_ignore_ascii_case(tag)
    }

    pub(super) fn is_html(&self, tag: &str) -> bool {
        !self.marks.is_svg && self.is(tag)
    }

    pub(super) fn attribute(&self, name: &str) -> Option<&Value> {
        let found = self.attributes.iter().find(|attribute| self.is_same_name(&attribute.name, name));
        found.map(|attribute| &attribute.value)
    }

    /// Names of attributes of HTML are the same in any case.
    fn is_same_name(&self, one: &str, other: &str) -> bool {
        if self.marks.is_svg { one == other } else { one.eq_ignore_ascii_case(other) }
    }

    /// Sets an attribute at its place, or at the end, as a browser does. `false` where there are too many.
    pub(super) fn set(&mut self, name: Arc<str>, value: Value) -> bool {
        let place = self.attributes.iter().position(|attribute| self.is_same_name(&attribute.name, &name));
        match place {
            Some(place) => self.attributes[place].value = value,
            None if self.attributes.len() < MAX_ATTRIBUTES => self.attributes.push(Attribute { name, value }),
            None => return false,
        }
        true
    }

    pub(super) fn remove(&mut self, name: &str) -> Option<Value> {
        let place = self.attributes.iter().position(|attribute| self.is_same_name(&attribute.name, name))?;
        Some(self.attributes.remove(place).value)
    }

    /// Whether it has just these attributes, in this order: what rrweb compares before it builds a node
    /// anew.
    pub(super) fn has_just(&self, shape: &Attributes<'_>) -> bool {
        let mut theirs = shape.0.iter();
        let mut ours = self.attributes.iter();
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) => return true,
                (Some(our), Some((name, AttributeShape::Value(value)))) => {
                    if *our.name != **name || Some(&our.value) != Value::of(value).as_ref() {
                        return false;
                    }
                }
                _ => return false,
            }
        }
    }

    /// Whether rrweb builds a `style` element of it, whose text is CSS.
    pub(super) fn holds_css(&self) -> bool {
        self.is("style") || self.is_linked_sheet()
    }

    /// Whether it is a link that rrweb shows as the style sheet that was inlined in it.
    pub(super) fn is_linked_sheet(&self) -> bool {
        &*self.tag == "link" && self.css_text().is_some_and(|css| !css.is_empty())
    }

    /// The CSS that the recorder put in place of what is inside.
    pub(super) fn css_text(&self) -> Option<&str> {
        self.attribute(CSS_TEXT).and_then(Value::text)
    }

    pub(super) fn is_media(&self) -> bool {
        self.is_html("audio") || self.is_html("video")
    }
}

/// Where rrweb puts the CSS of a style element or a linked sheet.
pub(super) const CSS_TEXT: &str = "_cssText";

#[derive(Clone, Debug)]
pub(super) enum Body {
    Document {
        compat_mode: Option<Box<str>>,
    },
    Doctype(Box<[Box<str>; 3]>),
    Element(Box<Element>),
    Text {
        text: Box<str>,
        is_style: bool,
    },
    Cdata(Box<str>),
    Comment(Box<str>),
    /// The root of a shadow tree. It has no id.
    Shadow,
}

impl Body {
    pub(super) fn element(&self) -> Option<&Element> {
        match self {
            Self::Element(element) => Some(element),
            _ => None,
        }
    }

    pub(super) fn is_text(&self) -> bool {
        matches!(self, Self::Text { .. })
    }

    /// Whether other nodes may stand inside of it.
    pub(super) fn is_parent(&self) -> bool {
        matches!(self, Self::Document { .. } | Self::Element(_) | Self::Shadow)
    }
}

/// What a person or a script did to a node that its attributes do not tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    pub(super) input: Option<Input>,
    /// CSS pixels from the left and from the top.
    pub(super) scroll: Option<(f64, f64)>,
    pub(super) media: Option<Media>,
    /// Changes of the inline style since the attribute `style` was set as a whole.
    pub(super) style: Declarations,
    /// Attributes that mean something else when a snapshot sets them; a mutation has to set them again.
    pub(super) late: Vec<Attribute>,
    /// Changes of the rules of its style sheet.
    pub(super) rules: Option<Box<Rules>>,
    /// Ids of the sheets that a document or a shadow tree adopted.
    pub(super) adopted: Option<Vec<i64>>,
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Input {
    pub(super) text: Box<str>,
    pub(super) is_checked: bool,
    /// Inputs are stated again in the order in which they were made.
    pub(super) order: u64,
}
