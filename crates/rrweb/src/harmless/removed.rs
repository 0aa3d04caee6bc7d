//! What rewriting took out, by kind: what a person is told about the fidelity of a replay.

/// A kind of thing that is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Removal {
    /// A script element with its text.
    Script,
    /// An `on*` attribute.
    EventHandler,
    /// An address that is a program or a document.
    ScriptAddress,
    /// Where a link, a form's target or a download would have led.
    Navigation,
    /// An address of something that would have been loaded: images, media, plugins, manifests.
    RemoteAddress,
    /// A document inside: `srcdoc`, the address of a frame.
    NestedDocument,
    /// Where a form would have been sent.
    Form,
    /// `meta http-equiv`: refreshes, policies, cookies.
    HttpEquiv,
    /// What a `link` element linked to. Its inlined style stays.
    Link,
    /// An address, import or program in CSS.
    Css,
    /// An animation of an attribute that holds an address.
    Animation,
    /// A canvas command that is not plain drawing.
    Canvas,
    /// What has a type or a value that no recorder writes.
    Malformed,
}

impl Removal {
    /// All kinds, in order.
    pub const ALL: [Self; 13] = [
        Self::Script,
        Self::EventHandler,
        Self::ScriptAddress,
        Self::Navigation,
        Self::RemoteAddress,
        Self::NestedDocument,
        Self::Form,
        Self::HttpEquiv,
        Self::Link,
        Self::Css,
        Self::Animation,
        Self::Canvas,
        Self::Malformed,
    ];

    /// The name in a report.
    pub fn name(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::EventHandler => "event_handler",
            Self::ScriptAddress => "script_address",
            Self::Navigation => "navigation",
            Self::RemoteAddress => "remote_address",
            Self::NestedDocument => "nested_document",
            Self::Form => "form",
            Self::HttpEquiv => "http_equiv",
            Self::Link => "link",
            Self::Css => "css",
            Self::Animation => "animation",
            Self::Canvas => "canvas",
            Self::Malformed => "malformed",
        }
    }
}

/// How much of each kind was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Removed {
    counts: [u32; Removal::ALL.len()],
}

impl Removed {
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(|&count| count == 0)
    }

    /// How many of one kind.
    pub fn count(&self, kind: Removal) -> u32 {
        self.counts[kind as usize]
    }

    /// The kinds of which there is any, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (Removal, u32)> + '_ {
        Removal::ALL.into_iter().map(|kind| (kind, self.count(kind))).filter(|&(_, count)| count > 0)
    }

    /// Adds what was taken out elsewhere.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            *mine = mine.saturating_add(theirs);
        }
    }

    pub(super) fn one(&mut self, kind: Removal) {
        self.many(kind, 1);
    }

    pub(super) fn many(&mut self, kind: Removal, count: u32) {
        let mine = &mut self.counts[kind as usize];
        *mine = mine.saturating_add(count);
    }
}
