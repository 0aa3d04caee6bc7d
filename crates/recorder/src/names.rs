//! What files are called: `session_<id>_<name>_<YYYYMMDD>_<HHMMSS>.mp4`, and what lies beside them.

use hindsight_domain::Timestamp;
use jiff::tz::TimeZone;

/// The longest part of a name that comes from outside.
const MAX_PART_CHARS: usize = 64;
/// File systems take 255 bytes for a name; two parts, the time and the ends fit.
const MAX_PART_BYTES: usize = 90;

/// Ends of the names of one recording's files.
pub(crate) const VIDEO: &str = ".mp4";
pub(crate) const METADATA: &str = "_metadata.json";
pub(crate) const TRACK: &str = "_events.jsonl";

/// The common part of one recording's file names. Times are UTC, so that no hour comes twice.
///
/// `again` tells recordings apart that begin in the same second; 0 for the first.
pub(crate) fn stem(session_id: &str, name: &str, start: Timestamp, again: u32) -> String {
    let time = jiff::Timestamp::from_millisecond(start.millis()).unwrap_or_default().to_zoned(TimeZone::UTC);
    let date = format!("{:04}{:02}{:02}", time.year(), time.month(), time.day());
    let clock = format!("{:02}{:02}{:02}", time.hour(), time.minute(), time.second());
    let again = if again == 0 { String::new() } else { format!("_{}", again + 1) };
    format!("session_{}_{}_{date}_{clock}{again}", part(session_id), part(name))
}

/// The stem of one of a recording's files; `None` for files of other kinds.
pub(crate) fn stem_of(file: &str) -> Option<&str> {
    if !file.starts_with("session_") {
        return None;
    }
    [VIDEO, METADATA, TRACK].iter().find_map(|end| file.strip_suffix(end))
}

/// Letters, digits and hyphens of any script; the rest would mean something to a file system or a shell.
fn part(text: &str) -> String {
    let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '-' };
    let mut part = String::new();
    for c in text.trim().chars().map(safe) {
        // File systems count bytes; a name of many-byte letters must fit too.
        if part.chars().count() >= MAX_PART_CHARS || part.len() + c.len_utf8() > MAX_PART_BYTES {
            break;
        }
        if c != '-' || !part.ends_with('-') {
            part.push(c);
        }
    }
    let trimmed = part.trim_matches('-');
    if trimmed.is_empty() { "unnamed".to_owned() } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn start() -> Timestamp {
        "2026-03-01T07:05:09.999Z".parse().unwrap()
    }

    #[test]
    fn a_name_has_the_session_the_connection_and_the_time() {
        for (id, name, again, expected) in [
            ("42", "Payroll", 0, "session_42_Payroll_20260301_070509"),
            ("42", "Payroll", 1, "session_42_Payroll_20260301_070509_2"),
            ("../../etc", "a b\\c", 0, "session_etc_a-b-c_20260301_070509"),
            ("a_b", "", 0, "session_a-b_unnamed_20260301_070509"),
            ("ä", "CON: 10.0.0.1", 0, "session_ä_CON-10-0-0-1_20260301_070509"),
        ] {
            assert_eq!(stem(id, name, start(), again), expected);
        }
    }

    #[test]
    fn only_files_of_recordings_have_a_stem() {
        for (file, expected) in [
            ("session_1_a_20260301_070509.mp4", Some("session_1_a_20260301_070509")),
            ("session_1_a_20260301_070509_metadata.json", Some("session_1_a_20260301_070509")),
            ("session_1_a_20260301_070509_events.jsonl", Some("session_1_a_20260301_070509")),
            ("holiday.mp4", None),
            ("session_notes.txt", None),
            ("cleanup_stats.json", None),
        ] {
            assert_eq!(stem_of(file), expected, "{file}");
        }
    }

    proptest! {
        #[test]
        fn no_id_or_name_leaves_the_folder_or_is_too_long(id: String, name: String, millis: i64, again: u32) {
            let stem = stem(&id, &name, Timestamp::clamp_millis(millis), again);
            prop_assert!(stem.len() + METADATA.len() <= 255 && !stem.contains(['/', '\\', '.', ':', '\0']), "{stem}");
            let file = format!("{stem}{VIDEO}");
            prop_assert_eq!(stem_of(&file), Some(stem.as_str()));
        }
    }
}
