//! Counts, spans and lists as English words.

/// `1 click`, `2 clicks`; nouns whose plural takes an s, `es` after a hiss.
pub(super) fn counted(count: u64, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ if noun.ends_with(['s', 'x', 'h']) => format!("{count} {noun}es"),
        _ => format!("{count} {noun}s"),
    }
}

/// A span in its two largest units: `3 h 5 min`, `1 min 12 s`, `4 s`, `350 ms`, `2 days 3 h`.
pub(super) fn span(ms: i64) -> String {
    let ms = ms.max(0);
    if ms < 1_000 {
        return format!("{ms} ms");
    }
    let s = ms / 1_000;
    let (large, small) = match s {
        0..60 => return format!("{s} s"),
        60..3_600 => (format!("{} min", s / 60), (s % 60, "s")),
        3_600..86_400 => (format!("{} h", s / 3_600), (s % 3_600 / 60, "min")),
        _ => {
            let days = s / 86_400;
            (format!("{days} day{}", if days == 1 { "" } else { "s" }), (s % 86_400 / 3_600, "h"))
        }
    };
    if small.0 == 0 { large } else { format!("{large} {} {}", small.0, small.1) }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// `once`, `twice`, `3 times`.
pub(super) fn times(count: u64) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{count} times"),
    }
}

/// Recorded words between quotes, without a full stop of their own: the sentence around has one.
pub(super) fn quoted(words: &str) -> String {
    format!("“{}”", words.trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_have_two_units() {
        for (ms, expected) in [
            (-5, "0 ms"),
            (999, "999 ms"),
            (59_999, "59 s"),
            (60_000, "1 min"),
            (72_000, "1 min 12 s"),
            (35 * 3_600_000, "1 day 11 h"),
            (3_900_000, "1 h 5 min"),
            (172_800_000, "2 days"),
        ] {
            assert_eq!(span(ms), expected, "{ms}");
        }
    }

    #[test]
    fn lists_and_counts_read_as_english() {
        let parts = |parts: &[&str]| listed(&parts.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>());
        assert_eq!(parts(&[]), "");
        assert_eq!(parts(&["a", "b"]), "a and b");
        assert_eq!(parts(&["a", "b", "c"]), "a, b and c");
        assert_eq!(counted(1, "click"), "1 click");
        assert_eq!(counted(2, "dead click"), "2 dead clicks");
        assert_eq!(counted(0, "switch"), "0 switches");
    }
}
