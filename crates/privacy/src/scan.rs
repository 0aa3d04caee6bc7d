//! One pass over a text: anchors, and behind each the detector that looks closer.
//!
//! **Invariant:** linear time. One automaton finds all anchors; a detector reads what it redacts, or a
//! bounded number of bytes, or a run that no other anchor of its kind reads again.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::assign;
use crate::blocks::{self, Block};
use crate::shapes::{SHAPES, Shape};
use crate::web::{self, Span};
use crate::{SecretKind, marker};

/// What was found in a text.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// In order, not overlapping.
    pub(crate) spans: Vec<Span>,
    /// A name that promises a secret stands in the text, with or without one.
    pub(crate) promises: bool,
    /// A part of such a name does.
    pub(crate) anchored: bool,
    /// The text ends inside a private key.
    pub(crate) open_block: bool,
}

#[derive(Clone, Copy)]
enum Detector {
    Marker,
    Shape(&'static Shape),
    Name,
    Bearer,
    Basic,
    CurlUser,
    Jwt,
    Url,
    Telegram,
    Entra,
    Pem,
    Putty,
}

/// Every name that `names::classify` knows contains one of these.
const NAME_ANCHORS: &[&str] = &[
    "pass",
    "pwd",
    "secret",
    "token",
    "key",
    "cred",
    "cookie",
    "auth",
    "jwt",
    "bearer",
    "otp",
    "connection",
    "signature",
    "sig=",
    "pin=",
    "pin:",
    "pin\"",
    "pin'",
    "pin\\",
    "code",
];

struct Anchors {
    automaton: AhoCorasick,
    detectors: Vec<Detector>,
}

static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| {
    let mut anchors: Vec<(&str, Detector)> = vec![
        (marker::OPENING, Detector::Marker),
        ("bearer ", Detector::Bearer),
        ("bearer%20", Detector::Bearer),
        ("basic ", Detector::Basic),
        (" -u ", Detector::CurlUser),
        (" --user ", Detector::CurlUser),
        ("eyj", Detector::Jwt),
        ("://", Detector::Url),
        (":a", Detector::Telegram),
        ("q~", Detector::Entra),
        (blocks::PEM_BEGIN, Detector::Pem),
        (blocks::PEM_BEGIN_TIGHT, Detector::Pem),
        (blocks::PUTTY_BEGIN, Detector::Putty),
    ];
    anchors.extend(NAME_ANCHORS.iter().map(|&anchor| (anchor, Detector::Name)));
    anchors.extend(SHAPES.iter().map(|shape| (shape.prefix, Detector::Shape(shape))));
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(anchors.iter().map(|(anchor, _)| anchor));
    let detectors = anchors.into_iter().map(|(_, detector)| detector).collect();
    let automaton = automaton.expect("a hundred short anchors fit into any automaton");
    Anchors { automaton, detectors }
});

/// Finds the secrets of a text.
pub(crate) fn scan(text: &str) -> Scan {
    let bytes = text.as_bytes();
    let mut scan = Scan::default();
    let (mut shape_at, mut shapes_from, mut names_from, mut opaque_until) = (0, 0, 0, 0);
    let mut endless = false;
    for anchor in ANCHORS.automaton.find_overlapping_iter(bytes) {
        let (start, end) = (anchor.start(), anchor.end());
        if start < opaque_until {
            continue;
        }
        let found = match ANCHORS.detectors[anchor.pattern().as_usize()] {
            Detector::Marker => {
                opaque_until = marker::length(&bytes[start..]).map_or(opaque_until, |length| start + length);
                None
            }
            Detector::Shape(shape) if start >= shapes_from || start == shape_at => {
                let span = shape.matches(bytes, start).map(|end| Span { start, end, kind: shape.kind });
                if let Some(span) = span {
                    (shape_at, shapes_from) = (start, span.end);
                }
                if let Some(id) = span.filter(|span| span.kind == SecretKind::AwsAccessKeyId) {
                    scan.spans.extend(web::aws_secret_behind(bytes, id.end));
                }
                span
            }
            Detector::Name if start >= names_from => {
                let named = assign::look(text, start);
                names_from = named.end;
                scan.anchored = true;
                scan.promises |= named.promises;
                named.secret
            }
            Detector::Shape(_) | Detector::Name => None,
            Detector::Bearer => web::bearer(bytes, start, end),
            Detector::Basic => web::basic(bytes, start, end),
            Detector::CurlUser => web::curl_user(bytes, start, end),
            Detector::Jwt => web::jwt(bytes, start),
            Detector::Url => web::userinfo(bytes, start),
            Detector::Telegram => web::telegram(bytes, start),
            Detector::Entra => web::entra_secret(bytes, start),
            Detector::Pem => scan.block(start, blocks::pem(bytes, start, &mut endless), &mut opaque_until),
            Detector::Putty => scan.block(start, Some(blocks::putty(bytes, start)), &mut opaque_until),
        };
        scan.spans.extend(found);
    }
    scan.untangle();
    scan
}

impl Scan {
    fn block(&mut self, start: usize, block: Option<Block>, opaque_until: &mut usize) -> Option<Span> {
        let block = block?;
        *opaque_until = block.end;
        self.open_block |= !block.closed;
        Some(Span { start, end: block.end, kind: SecretKind::PrivateKey })
    }

    /// Puts the spans in order and joins those that overlap. The more telling kind stays: a form that is
    /// a provider's says more than the name that it stood under.
    fn untangle(&mut self) {
        if self.spans.len() < 2 {
            return;
        }
        self.spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
        self.spans.dedup_by(|next, kept| {
            let overlap = next.start < kept.end;
            if overlap {
                kept.end = kept.end.max(next.end);
                if is_general(kept.kind) && !is_general(next.kind) {
                    kept.kind = next.kind;
                }
            }
            overlap
        });
    }
}

/// Kinds that follow from a name, or from a form that several providers share.
fn is_general(kind: SecretKind) -> bool {
    use SecretKind::{ApiKey, Authorization, BearerToken, Credential, OpenaiKey, Password, Secret, Token};
    matches!(kind, ApiKey | Authorization | BearerToken | Credential | OpenaiKey | Password | Secret | Token)
}
