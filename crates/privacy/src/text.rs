//! Redaction of one string, until nothing is left to redact.

use std::borrow::Cow;

use crate::SecretKind;
use crate::embedded::{self, Json};
use crate::findings::{Findings, Path};
use crate::scan::scan;

/// Rounds after which a string is given up: what one round uncovers, the next one redacts. Ordinary
/// text needs one, and a second that finds nothing.
const ROUNDS: usize = 6;

/// What became of a string.
pub(crate) struct Redacted {
    /// `None`: nothing to redact.
    pub(crate) text: Option<String>,
    /// A private key began in the string and did not end.
    pub(crate) open_block: bool,
    /// What is left may be, or end in, a name that promises a secret.
    pub(crate) anchored: bool,
}

/// Redacts `text`, which may be JSON as a whole: then its fields count as fields. `levels` is how many
/// more times a string may be JSON inside JSON, `depth` how deep the surroundings already are.
///
/// **Invariant:** redacting the result again changes nothing, because this only stops when it found
/// nothing, or when there is nothing left but a marker.
pub(crate) fn redact(
    text: &str,
    depth: usize,
    levels: usize,
    path: &Path<'_>,
    findings: &mut Findings,
) -> Redacted {
    let mut current = Cow::Borrowed(text);
    let mut result = Redacted { text: None, open_block: false, anchored: false };
    for _ in 0..ROUNDS {
        let scan = scan(&current);
        result.anchored = scan.anchored;
        let telling = scan.promises || !scan.spans.is_empty() || current.contains("\\u");
        let json = if telling {
            embedded::redact(&current, &scan.spans, depth, levels, path, findings)
        } else {
            Json::No
        };
        match json {
            Json::Clean => return result.with(current),
            Json::Redacted(changed) => {
                current = Cow::Owned(changed);
                continue;
            }
            Json::No => {}
        }
        result.open_block |= scan.open_block;
        if scan.spans.is_empty() {
            return result.with(current);
        }
        let mut redacted = String::with_capacity(current.len());
        let mut kept_from = 0;
        for span in &scan.spans {
            redacted.push_str(&current[kept_from..span.start]);
            redacted.push_str(span.kind.marker());
            kept_from = span.end;
            findings.add(span.kind, path);
        }
        redacted.push_str(&current[kept_from..]);
        current = Cow::Owned(redacted);
    }
    findings.add(SecretKind::Unexamined, path);
    result.with(Cow::Owned(SecretKind::Unexamined.marker().to_owned()))
}

impl Redacted {
    fn with(mut self, text: Cow<'_, str>) -> Self {
        if let Cow::Owned(text) = text {
            self.text = Some(text);
        }
        self
    }
}
