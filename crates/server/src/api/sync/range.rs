//! Byte ranges and validators of `GET /sync/v1/blobs/{hash}`, RFC 9110 sections 13 and 14.
//!
//! **Invariant:** pure; what is sent follows from the headers and the blob's length alone.

use axum::http::HeaderMap;
use axum::http::header::{IF_NONE_MATCH, IF_RANGE, RANGE};

/// What a request for a blob is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// 200 with all of it.
    Whole,
    /// 206 with the bytes `from..to`; never empty.
    Part {
        /// The first byte.
        from: u64,
        /// Behind the last byte.
        to: u64,
    },
    /// 304: the client has it.
    NotModified,
    /// 416: no byte of the range is there.
    Unsatisfiable,
}

/// Answers a request for a blob of `len` bytes whose strong entity tag is `etag`, quotes included.
///
/// A range of another unit, several ranges and a range that is no range are ignored, as RFC 9110 allows: the
/// reply is the whole blob then, which every client must be ready for.
pub(crate) fn answer(headers: &HeaderMap, etag: &str, len: u64) -> Answer {
    if has(headers, etag) {
        return Answer::NotModified;
    }
    let Some(range) = headers.get(RANGE).and_then(|value| value.to_str().ok()) else { return Answer::Whole };
    if let Some(condition) = headers.get(IF_RANGE)
        && condition.as_bytes() != etag.as_bytes()
    {
        return Answer::Whole;
    }
    part(range, len)
}

/// Whether the client has it: `If-None-Match` names it, by weak comparison, or is `*`.
fn has(headers: &HeaderMap, etag: &str) -> bool {
    headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).any(|list| {
        list.split(',').map(str::trim).any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
    })
}

fn part(range: &str, len: u64) -> Answer {
    let Some((unit, spec)) = range.split_once('=') else { return Answer::Whole };
    if !unit.trim().eq_ignore_ascii_case("bytes") || spec.contains(',') {
        return Answer::Whole;
    }
    let Some((first, last)) = spec.trim().split_once('-') else { return Answer::Whole };
    match (number(first), number(last)) {
        (Bound::None, Bound::At(0)) => Answer::Unsatisfiable,
        (Bound::None, Bound::At(_)) if len == 0 => Answer::Unsatisfiable,
        (Bound::None, Bound::At(suffix)) => Answer::Part { from: len.saturating_sub(suffix), to: len },
        (Bound::At(first), Bound::At(last)) if last < first => Answer::Whole,
        (Bound::At(first), Bound::None | Bound::At(_)) if first >= len => Answer::Unsatisfiable,
        (Bound::At(from), Bound::None) => Answer::Part { from, to: len },
        (Bound::At(from), Bound::At(last)) => Answer::Part { from, to: last.saturating_add(1).min(len) },
        (Bound::None, Bound::None) | (Bound::Bad, _) | (_, Bound::Bad) => Answer::Whole,
    }
}

#[derive(Clone, Copy)]
enum Bound {
    None,
    At(u64),
    Bad,
}

/// A number of any length: what does not fit lies behind every blob.
fn number(digits: &str) -> Bound {
    match digits {
        "" => Bound::None,
        _ if digits.bytes().all(|b| b.is_ascii_digit()) => Bound::At(digits.parse().unwrap_or(u64::MAX)),
        _ => Bound::Bad,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use axum::http::header::HeaderName;

    use super::*;

    const TAG: &str = "\"abc\"";

    fn ask(pairs: &[(HeaderName, &str)], len: u64) -> Answer {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        answer(&headers, TAG, len)
    }

    #[test]
    fn a_range_gives_what_it_names() {
        for (range, len, expected) in [
            ("bytes=0-0", 10, Answer::Part { from: 0, to: 1 }),
            ("bytes=2-5", 10, Answer::Part { from: 2, to: 6 }),
            ("bytes=2-", 10, Answer::Part { from: 2, to: 10 }),
            ("bytes=-3", 10, Answer::Part { from: 7, to: 10 }),
            ("bytes=-30", 10, Answer::Part { from: 0, to: 10 }),
            ("Bytes = 9-99", 10, Answer::Part { from: 9, to: 10 }),
            ("bytes=0-18446744073709551615", 10, Answer::Part { from: 0, to: 10 }),
            ("bytes=0-99999999999999999999999", 10, Answer::Part { from: 0, to: 10 }),
            ("bytes=10-", 10, Answer::Unsatisfiable),
            ("bytes=99999999999999999999999-", 10, Answer::Unsatisfiable),
            ("bytes=-0", 10, Answer::Unsatisfiable),
            ("bytes=0-", 0, Answer::Unsatisfiable),
            ("bytes=-1", 0, Answer::Unsatisfiable),
            ("bytes=5-2", 10, Answer::Whole),
            ("bytes=-", 10, Answer::Whole),
            ("bytes=a-b", 10, Answer::Whole),
            ("bytes=1-2,4-5", 10, Answer::Whole),
            ("lines=1-2", 10, Answer::Whole),
            ("bytes", 10, Answer::Whole),
            ("bytes=--5", 10, Answer::Whole),
            ("bytes=+1-5", 10, Answer::Whole),
        ] {
            assert_eq!(ask(&[(RANGE, range)], len), expected, "{range} of {len}");
        }
    }

    #[test]
    fn a_resumed_range_holds_only_for_the_same_bytes() {
        let range = (RANGE, "bytes=2-");
        assert_eq!(ask(&[range.clone(), (IF_RANGE, TAG)], 10), Answer::Part { from: 2, to: 10 });
        for other in ["\"abd\"", "W/\"abc\"", "abc", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert_eq!(ask(&[range.clone(), (IF_RANGE, other)], 10), Answer::Whole, "{other}");
        }
    }

    #[test]
    fn what_the_client_has_is_not_sent_again() {
        for list in [TAG, "*", "\"x\", \"abc\"", "W/\"abc\""] {
            assert_eq!(
                ask(&[(IF_NONE_MATCH, list), (RANGE, "bytes=99-")], 10),
                Answer::NotModified,
                "{list}"
            );
        }
        assert_eq!(ask(&[(IF_NONE_MATCH, "\"x\"")], 10), Answer::Whole);
    }

    proptest::proptest! {
        #[test]
        fn a_part_is_never_empty_and_never_outside(range in "bytes=[0-9]{0,3}-[0-9]{0,3}", len in 0u64..300) {
            if let Answer::Part { from, to } = ask(&[(RANGE, &range)], len) {
                proptest::prop_assert!(from < to && to <= len);
            }
        }
    }
}
