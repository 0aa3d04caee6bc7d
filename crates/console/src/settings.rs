//! The settings that come by the environment (CONTRACT section 5), and what of them makes no sense.

/// What a setting takes.
enum Takes {
    Switch,
    Whole(i64, i64),
    Number(f64, f64),
    Words(&'static [&'static str]),
}

const SETTINGS: &[(&str, Takes)] = &[
    ("CANVAS_RECORDING_ENABLED", Takes::Switch),
    ("RECORDING_RETENTION_DAYS", Takes::Whole(1, 36_500)),
    ("RECORDING_IDLE_MINUTES", Takes::Whole(1, 10_080)),
    ("SESSION_SHARE_LINK_MAX_TTL", Takes::Whole(1, i64::MAX)),
    ("WS_RECONNECT_BASE_DELAY", Takes::Whole(1, 600_000)),
    ("WS_RECONNECT_MAX_DELAY", Takes::Whole(1, 3_600_000)),
    ("WS_RECONNECT_MAX_ATTEMPTS", Takes::Whole(0, 1_000_000)),
    ("RECORDING_ENABLED", Takes::Switch),
    ("RECORDING_AUTO_START", Takes::Switch),
    ("RECORDING_MODE", Takes::Words(&["rdp_window", "full_screen", "active_window"])),
    ("RECORDING_FPS", Takes::Whole(1, 60)),
    ("RECORDING_QUALITY", Takes::Whole(0, 51)),
    ("RECORDING_RESOLUTION_SCALE", Takes::Number(0.1, 2.0)),
    ("RECORDING_MAX_FILE_SIZE_MB", Takes::Whole(1, 1_000_000)),
    ("RECORDING_MAX_DURATION_MINUTES", Takes::Whole(1, 100_000)),
    ("RECORDING_MAX_TOTAL_SIZE_GB", Takes::Number(0.001, 1_000_000.0)),
    ("RECORDING_MAX_FILE_AGE_DAYS", Takes::Whole(1, 36_500)),
    ("RECORDING_CLEANUP_INTERVAL_HOURS", Takes::Whole(1, 8_760)),
];

/// What is wrong with the settings that `get` knows, in words; empty when all is well.
pub(crate) fn faults(get: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let mut faults: Vec<_> =
        SETTINGS.iter().filter_map(|(name, takes)| fault(name, takes, &get(name)?)).collect();
    let number = |name| get(name).and_then(|value| value.trim().parse::<f64>().ok());
    let pair = |smaller, larger, factor: f64| Some((number(smaller)?, number(larger)? * factor));
    let orders = [
        (
            "RECORDING_MAX_FILE_SIZE_MB",
            "RECORDING_MAX_TOTAL_SIZE_GB",
            1024.0,
            "one file may be larger than all together",
        ),
        (
            "WS_RECONNECT_BASE_DELAY",
            "WS_RECONNECT_MAX_DELAY",
            1.0,
            "the first delay is longer than the longest",
        ),
    ];
    for (smaller, larger, factor, why) in orders {
        if let Some((low, high)) = pair(smaller, larger, factor)
            && low > high
        {
            faults.push(format!("{smaller} and {larger} contradict each other: {why}"));
        }
    }
    faults
}

fn fault(name: &str, takes: &Takes, value: &str) -> Option<String> {
    let value = value.trim();
    // Empty is the same as absent, and a switch takes the words that the server takes.
    if value.is_empty() {
        return None;
    }
    let (fits, allowed) = match takes {
        Takes::Switch => (
            ["true", "false", "1", "0", "yes", "no", "on", "off"]
                .iter()
                .any(|word| value.eq_ignore_ascii_case(word)),
            "true or false".to_owned(),
        ),
        Takes::Whole(from, to) => (
            value.parse().is_ok_and(|n: i64| (*from..=*to).contains(&n)),
            format!("a whole number from {from} to {to}"),
        ),
        Takes::Number(from, to) => (
            value.parse().is_ok_and(|n: f64| (*from..=*to).contains(&n)),
            format!("a number from {from} to {to}"),
        ),
        Takes::Words(words) => (words.contains(&value), words.join(", ")),
    };
    let shown: String = value.chars().take(40).collect();
    (!fits).then(|| format!("{name} is {shown:?}; it takes {allowed}"))
}

#[cfg(test)]
mod tests {
    use super::faults;

    fn with(settings: &[(&str, &str)]) -> Vec<String> {
        faults(|name| settings.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn defaults_are_sound() {
        assert!(with(&[]).is_empty());
        assert!(
            with(&[
                ("RECORDING_FPS", "60"),
                ("RECORDING_QUALITY", ""),
                ("RECORDING_ENABLED", "Yes"),
                ("RECORDING_MODE", "rdp_window"),
                ("RECORDING_RESOLUTION_SCALE", "0.1")
            ])
            .is_empty()
        );
    }

    #[test]
    fn what_is_out_of_range_is_named_with_its_value_and_range() {
        for (name, value, range) in [
            ("RECORDING_FPS", "0", "from 1 to 60"),
            ("RECORDING_FPS", "61", "from 1 to 60"),
            ("RECORDING_QUALITY", "high", "from 0 to 51"),
            ("RECORDING_RESOLUTION_SCALE", "NaN", "from 0.1 to 2"),
            ("RECORDING_MODE", "everything", "rdp_window, full_screen, active_window"),
            ("RECORDING_ENABLED", "maybe", "true or false"),
        ] {
            let found = with(&[(name, value)]);
            assert_eq!(found.len(), 1, "{name}={value}");
            assert!([name, value, range].iter().all(|part| found[0].contains(part)), "{found:?}");
        }
    }

    #[test]
    fn limits_that_contradict_each_other_are_named() {
        let found = with(&[("RECORDING_MAX_FILE_SIZE_MB", "2048"), ("RECORDING_MAX_TOTAL_SIZE_GB", "1")]);
        assert_eq!(found.len(), 1, "{found:?}");
    }
}
