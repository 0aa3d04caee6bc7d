//! What was redacted: kinds and places, never the secrets.

use std::fmt;

use crate::SecretKind;

/// One redaction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Finding {
    pub kind: SecretKind,
    /// JSON pointer (RFC 6901) into the value *as it is after redaction*: of the value in which the
    /// secret stood, or whose key it was. Empty for the root, and for [`redact_text`](crate::redact_text).
    /// A secret inside a string that is itself JSON is found at that string.
    pub path: String,
}

/// All redactions of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings(Vec<Finding>);

impl Findings {
    /// True when there was nothing to redact: the input is unchanged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.0.iter()
    }

    pub(crate) fn add(&mut self, kind: SecretKind, path: &Path<'_>) {
        self.0.push(Finding { kind, path: path.to_string() });
    }
}

impl<'f> IntoIterator for &'f Findings {
    type Item = &'f Finding;
    type IntoIter = std::slice::Iter<'f, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// Where the walk is: a list on the stack, written out only when something is found.
#[derive(Clone, Copy)]
pub(crate) enum Path<'p> {
    Root,
    Key(&'p Path<'p>, &'p str),
    Index(&'p Path<'p>, usize),
}

impl Path<'_> {
    /// The key that the value stands under, if it stands in an object.
    pub(crate) fn key(&self) -> Option<&str> {
        match self {
            Self::Key(_, key) => Some(key),
            Self::Root | Self::Index(..) => None,
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(parent, key) => write!(f, "{parent}/{}", key.replace('~', "~0").replace('/', "~1")),
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}
