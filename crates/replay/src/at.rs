//! `--at`: a place in a recording, as people write it.

use std::fmt;
use std::str::FromStr;

use hindsight_domain::Timestamp;
use thiserror::Error;

use crate::Timeline;

/// A place in a recording.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum At {
    /// Milliseconds from the start: `83s`, `83.5s`, `83500ms`, `1:23`, `1:02:03.5`, `0`; before it, `-1200ms`.
    OffsetMs(i64),
    /// A share of the duration, 0 to 100: `50%`, `12.5%`.
    Percent(f64),
    /// A point in time: RFC 3339, without an offset as UTC.
    Time(Timestamp),
}

/// What is taken, for messages.
const TAKEN: &str = "write 83s, 1:23, 1:02:03, 50%, 83500ms or a time like 2026-01-31T12:00:00Z";

/// Why a text is no place in a recording.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum AtError {
    /// None of the forms.
    #[error("`{0}` is no place in a recording: {TAKEN}")]
    Unreadable(String),
    /// A number and nothing that says of what.
    #[error("`{0}` has no unit: write {0}s for seconds or {0}ms for milliseconds")]
    NoUnit(String),
    /// A share over the whole.
    #[error("`{0}` is not between 0% and 100%")]
    Percent(String),
    /// Seconds or minutes after a colon that make a larger unit.
    #[error("`{0}` has {1} of 60 or more after a colon: {TAKEN}")]
    Sixty(String, &'static str),
    /// Before the start.
    #[error("`{0}` is before the start: {TAKEN}")]
    Negative(String),
}

impl At {
    /// The offset on a recording's clock, in milliseconds; outside of the recording where the time is.
    pub fn offset_ms(self, timeline: Timeline) -> i64 {
        match self {
            Self::OffsetMs(offset) => offset,
            Self::Percent(percent) => {
                // Exact: 2^53 ms are 285,000 years.
                let share = timeline.duration_ms() as f64 * percent / 100.0;
                share.round() as i64
            }
            Self::Time(time) => timeline.offset_ms(time),
        }
    }
}

impl FromStr for At {
    type Err = AtError;

    fn from_str(text: &str) -> Result<Self, AtError> {
        let text = text.trim();
        let shown = || text.chars().take(64).collect::<String>();
        // A search returns such offsets for what a slow clock put before the start.
        if let Some(millis) = text.strip_prefix('-').and_then(|text| thousandths(text.strip_suffix("ms")?)) {
            return Ok(Self::OffsetMs(-millis / 1_000));
        }
        if text.starts_with('-')
            && text[1..].starts_with(|c: char| c.is_ascii_digit() || c == ':' || c == '.')
        {
            return Err(AtError::Negative(shown()));
        }
        if let Some(percent) = text.strip_suffix('%') {
            return percent_of(percent.trim_end(), &shown);
        }
        // `ms` first: it ends in `s` too.
        if let Some(millis) = text.strip_suffix("ms").and_then(|number| thousandths(number.trim_end())) {
            return Ok(Self::OffsetMs(millis / 1_000));
        }
        if let Some(seconds) = text.strip_suffix('s').and_then(|number| thousandths(number.trim_end())) {
            return Ok(Self::OffsetMs(seconds));
        }
        if text.contains(':') && text.bytes().all(|b| b.is_ascii_digit() || b == b':' || b == b'.') {
            return clock(text, &shown);
        }
        match thousandths(text) {
            Some(0) => return Ok(Self::OffsetMs(0)),
            Some(_) => return Err(AtError::NoUnit(shown())),
            None => {}
        }
        text.parse().map(Self::Time).map_err(|_| AtError::Unreadable(shown()))
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OffsetMs(offset) => write!(f, "{offset}ms"),
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Time(time) => time.fmt(f),
        }
    }
}

fn percent_of(number: &str, shown: &dyn Fn() -> String) -> Result<At, AtError> {
    let thousandths = thousandths(number).ok_or_else(|| AtError::Unreadable(shown()))?;
    if thousandths > 100_000 {
        return Err(AtError::Percent(shown()));
    }
    Ok(At::Percent(thousandths as f64 / 1_000.0))
}

/// `m:ss` or `h:mm:ss`, with a fraction of the seconds.
fn clock(text: &str, shown: &dyn Fn() -> String) -> Result<At, AtError> {
    let unreadable = || AtError::Unreadable(shown());
    let (rest, seconds) = text.rsplit_once(':').ok_or_else(unreadable)?;
    let (hours, minutes) = match rest.split_once(':') {
        Some((hours, minutes)) => (Some(hours), minutes),
        None => (None, rest),
    };
    let seconds = thousandths(seconds).ok_or_else(unreadable)?;
    let minutes = digits(minutes).ok_or_else(unreadable)?;
    let hours = hours.map(|hours| digits(hours).ok_or_else(unreadable)).transpose()?;
    if seconds >= 60_000 {
        return Err(AtError::Sixty(shown(), "seconds"));
    }
    if hours.is_some() && minutes >= 60 {
        return Err(AtError::Sixty(shown(), "minutes"));
    }
    Ok(At::OffsetMs((hours.unwrap_or(0) * 60 + minutes) * 60_000 + seconds))
}

/// A decimal number in thousandths; further digits are cut off. No sign, no exponent.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
    let mut thousandths = digits(whole)? * 1_000;
    if let Some(fraction) = fraction {
        if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let three: String = fraction.chars().chain("000".chars()).take(3).collect();
        thousandths += digits(&three)?;
    }
    Some(thousandths)
}

/// Up to twelve digits: more would be no time of this world, and could overflow.
fn digits(text: &str) -> Option<i64> {
    let fits = (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if fits { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line() -> Timeline {
        let start: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        Timeline::new(start, start.plus(200_000))
    }

    #[test]
    fn every_form_names_an_offset() {
        for (text, offset_ms) in [
            ("83s", 83_000),
            (" 83.25s ", 83_250),
            ("0.0009s", 0),
            ("83500ms", 83_500),
            ("1:23", 83_000),
            ("1:23.5", 83_500),
            ("90:00", 5_400_000),
            ("1:02:03", 3_723_000),
            ("0:00:00.004", 4),
            ("0", 0),
            ("-4447ms", -4_447),
            ("50%", 100_000),
            ("0%", 0),
            ("100%", 200_000),
            ("12.5 %", 25_000),
            ("2026-03-01T12:00:10Z", 10_000),
            ("2026-03-01T14:00:10.5+02:00", 10_500),
            ("2026-03-01T12:00:10", 10_000),
            ("2026-03-01T11:59:00Z", -60_000),
        ] {
            let at: At = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(at.offset_ms(line()), offset_ms, "{text}");
        }
    }

    #[test]
    fn what_is_no_place_is_refused_with_what_would_be_one() {
        for (text, word) in [
            ("", "write 83s"),
            ("soon", "write 83s"),
            ("83 seconds", "write 83s"),
            ("1:2:3:4", "write 83s"),
            (":", "write 83s"),
            ("1:", "write 83s"),
            (":5", "write 83s"),
            ("1.s", "write 83s"),
            ("1e3s", "write 83s"),
            ("99999999999999999999s", "write 83s"),
            ("%", "write 83s"),
            ("83", "write 83s for seconds or 83ms"),
            ("101%", "between 0% and 100%"),
            ("1:75", "seconds of 60 or more"),
            ("1:75:00", "minutes of 60 or more"),
            ("-5s", "before the start"),
            ("-1:00", "before the start"),
            ("2026-13-01T00:00:00Z", "2026-01-31T12:00:00Z"),
        ] {
            let error = text.parse::<At>().expect_err(text).to_string();
            assert!(error.contains(word), "{text}: {error}");
        }
    }

    proptest::proptest! {
        #[test]
        fn an_offset_that_is_written_reads_back(ms in 0i64..1_000_000_000_000) {
            proptest::prop_assert_eq!(At::OffsetMs(ms).to_string().parse::<At>().unwrap(), At::OffsetMs(ms));
        }

        #[test]
        fn no_text_is_too_strange(text in ".{0,40}") {
            let _ = text.parse::<At>();
        }
    }
}
