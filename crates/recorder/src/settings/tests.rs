use proptest::prelude::*;

use super::*;
use crate::ConnectionInfo;

fn read(variables: &[(&str, &str)]) -> Result<Settings, RefusedSettings> {
    Settings::from_env(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

#[test]
fn without_variables_the_settings_are_those_of_the_contract() {
    let settings =
        read(&[("HOME", "/x"), ("RECORDING_RETENTION_DAYS", "90"), ("RECORDING_FPS", " ")]).unwrap();
    assert_eq!(settings, Settings::default());
    let written = serde_json::to_value(&settings).unwrap();
    for (name, value) in [
        ("enabled", serde_json::json!(true)),
        ("auto_start", true.into()),
        ("mode", "rdp_window".into()),
        ("fps", 10.into()),
        ("quality", 23.into()),
        ("resolution_scale", 1.0.into()),
        ("max_file_size_mb", 100.into()),
        ("max_duration_minutes", 30.into()),
        ("max_total_size_gb", 10.0.into()),
        ("max_file_age_days", 30.into()),
        ("cleanup_interval_hours", 6.into()),
    ] {
        assert_eq!(written[name], value, "{name}");
    }
}

#[test]
fn every_variable_reaches_its_setting() {
    let settings = read(&[
        ("RECORDING_ENABLED", "false"),
        ("RECORDING_AUTO_START", "0"),
        ("RECORDING_MODE", "active_window"),
        ("RECORDING_FPS", "60"),
        ("RECORDING_QUALITY", "0"),
        ("RECORDING_RESOLUTION_SCALE", "0.1"),
        ("RECORDING_MAX_FILE_SIZE_MB", "7"),
        ("RECORDING_MAX_DURATION_MINUTES", "8"),
        ("RECORDING_MAX_TOTAL_SIZE_GB", "2.5"),
        ("RECORDING_MAX_FILE_AGE_DAYS", "9"),
        ("RECORDING_CLEANUP_INTERVAL_HOURS", "11"),
        ("RECORDING_OUTPUT_DIR", "/recordings"),
        ("RECORDING_POINTER", "off"),
    ])
    .unwrap();
    let expected = Settings {
        enabled: false,
        auto_start: false,
        mode: Mode::ActiveWindow,
        fps: 60,
        quality: Quality::new(0).unwrap(),
        resolution_scale: Scale::new(0.1).unwrap(),
        max_file_size_mb: 7,
        max_duration_minutes: 8,
        max_total_size_gb: 2.5,
        max_file_age_days: 9,
        cleanup_interval_hours: 11,
        output_dir: Some("/recordings".into()),
        pointer: false,
        ..Settings::default()
    };
    assert_eq!(settings, expected);
    assert_eq!((settings.max_total_bytes(), settings.max_file_bytes()), (2_500_000_000, 7_000_000));
}

#[test]
fn what_is_out_of_range_is_refused_with_name_value_and_range_all_at_once() {
    let refused = read(&[
        ("RECORDING_FPS", "61"),
        ("RECORDING_QUALITY", "52"),
        ("RECORDING_RESOLUTION_SCALE", "NaN"),
        ("RECORDING_MODE", "desktop"),
        ("RECORDING_ENABLED", "perhaps"),
        ("RECORDING_MAX_DURATION_MINUTES", "-3"),
        ("RECORDING_MAX_TOTAL_SIZE_GB", "inf"),
    ])
    .unwrap_err();
    let said = refused.to_string();
    for line in [
        r#"RECORDING_FPS is "61"; allowed is 1 to 60"#,
        r#"RECORDING_QUALITY is "52"; allowed is 0 to 51"#,
        r#"RECORDING_RESOLUTION_SCALE is "NaN"; allowed is 0.1 to 2"#,
        r#"RECORDING_MODE is "desktop"; allowed is rdp_window, full_screen, active_window"#,
        r#"RECORDING_ENABLED is "perhaps"; allowed is true or false"#,
        r#"RECORDING_MAX_DURATION_MINUTES is "-3"; allowed is 1 to 1440"#,
        r#"RECORDING_MAX_TOTAL_SIZE_GB is "inf"; allowed is 0.1 to 100000"#,
    ] {
        assert!(said.contains(line), "{said}\nlacks {line}");
    }
    assert_eq!(refused.0.len(), 7, "{said}");
}

#[test]
fn settings_made_in_code_are_checked_by_the_same_ranges() {
    assert_eq!(Settings::default().check(), Ok(()));
    let settings = Settings { fps: 0, max_total_size_gb: f64::NAN, ..Settings::default() };
    let names: Vec<_> = settings.check().unwrap_err().0.iter().map(|refused| refused.name).collect();
    assert_eq!(names, ["RECORDING_FPS", "RECORDING_MAX_TOTAL_SIZE_GB"]);
}

#[test]
fn a_preset_is_known_again_until_one_of_its_numbers_changes() {
    for preset in Preset::ALL {
        for size in Size::ALL {
            let mut settings = Settings::default();
            preset.apply(&mut settings);
            size.apply(&mut settings);
            assert_eq!((Preset::of(&settings), Size::of(&settings)), (Some(preset), Some(size)));
            settings.fps += 1;
            assert_eq!(Preset::of(&settings), None);
        }
    }
    assert_eq!(Preset::of(&Settings::default()), Some(Preset::Standard));
}

#[test]
fn a_trigger_holds_where_all_that_it_names_does() {
    let connection = ConnectionInfo {
        con_codigo: "7".into(),
        ip: "10.1.2.3".into(),
        name: "Payroll Server".into(),
        user: "ann".into(),
        connection_type: "RDP".into(),
    };
    for (trigger, holds) in [
        ("{}", true),
        (r#"{"connection_type":"rdp"}"#, true),
        (r#"{"connection_type":"vnc"}"#, false),
        (r#"{"address":"10.0.0.0/8","name":"payroll"}"#, true),
        (r#"{"address":"10.1.2.4"}"#, false),
        (r#"{"address":"::/0"}"#, false),
        (r#"{"address":"0.0.0.0/0","connection_type":"RDP","name":"x"}"#, false),
    ] {
        let read: Trigger = serde_json::from_str(trigger).unwrap();
        assert_eq!(read.holds(&connection), holds, "{trigger}");
    }
    for wrong in [r#"{"adress":"10.0.0.1"}"#, r#"{"address":"10.0.0.0/33"}"#, r#"{"address":"host"}"#] {
        assert!(serde_json::from_str::<Trigger>(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn a_range_contains_what_shares_its_first_bits(first: u32, other: u32, bits in 0_u8..=32) {
        let range: AddressRange = format!("{}/{bits}", std::net::Ipv4Addr::from(first)).parse().unwrap();
        let shifted = |address: u32| u64::from(address) >> (32 - bits);
        let expected = shifted(first) == shifted(other);
        prop_assert_eq!(range.contains(std::net::Ipv4Addr::from(other).into()), expected);
        prop_assert_eq!(range.contains(std::net::Ipv4Addr::from(other).to_ipv6_mapped().into()), expected);
    }

    #[test]
    fn no_text_makes_settings_that_are_out_of_range(name in "RECORDING_(FPS|QUALITY|RESOLUTION_SCALE|MAX_TOTAL_SIZE_GB)", value in ".{0,12}") {
        if let Ok(settings) = read(&[(&name, &value)]) {
            prop_assert_eq!(settings.check(), Ok(()));
        }
    }
}
