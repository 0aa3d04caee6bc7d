//! Times of a film as a person reads them.

/// `1:02:03.456`; the hours only where there are some.
#[must_use]
pub fn time_code(us: i64) -> String {
    let sign = if us < 0 { "-" } else { "" };
    let ms = us.unsigned_abs() / 1_000;
    let (seconds, ms) = (ms / 1_000, ms % 1_000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{seconds:02}.{ms:03}")
    } else {
        format!("{sign}{minutes}:{seconds:02}.{ms:03}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_told_where_there_are_some() {
        for (us, expected) in [
            (0, "0:00.000"),
            (83_456_999, "1:23.456"),
            (3_723_004_000, "1:02:03.004"),
            (-1_200_000, "-0:01.200"),
            (i64::MIN, "-2562047788:00:54.775"),
        ] {
            assert_eq!(time_code(us), expected);
        }
    }
}
