//! Points in time, as the wire writes and reads them.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// Milliseconds since 1970-01-01T00:00:00Z.
///
/// Written as RFC 3339 in UTC with milliseconds; read with any offset, without one as UTC, and as epoch
/// milliseconds where a client sends a number. Years 0000 to 9999, which is what RFC 3339 can write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

#[cfg(feature = "ts")]
impl ts_rs::TS for Timestamp {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
    fn inline(cfg: &ts_rs::Config) -> String {
        Self::name(cfg)
    }
}

/// A text that is not a point in time.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum TimestampError {
    /// Neither RFC 3339 nor a date and time without an offset.
    #[error("`{0}` is not a time: write it as 2026-01-31T12:00:00Z")]
    Unreadable(String),
    /// Outside the years that RFC 3339 can write.
    #[error("{0} ms since 1970 is outside the years 0000 to 9999")]
    OutOfRange(i64),
}

impl Timestamp {
    /// 0000-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_167_219_200_000);
    /// 9999-12-30T22:00:00.000Z: the last that every offset can write.
    pub const MAX: Self = Self(253_402_207_200_000);

    /// From milliseconds since 1970, UTC.
    pub fn from_millis(millis: i64) -> Result<Self, TimestampError> {
        if !(Self::MIN.0..=Self::MAX.0).contains(&millis) {
            return Err(TimestampError::OutOfRange(millis));
        }
        Ok(Self(millis))
    }

    /// From milliseconds since 1970, of which parts are dropped. NaN is 1970.
    pub fn from_fraction(millis: f64) -> Result<Self, TimestampError> {
        // What lies beyond the end by a part of a millisecond lies beyond it.
        let whole = if millis > Self::MAX.0 as f64 { millis.ceil() } else { millis.floor() };
        // In range of i64 for every value that is accepted; saturates beyond.
        Self::from_millis(whole as i64)
    }

    /// From milliseconds since 1970, at the nearest end of the range where it lies outside.
    pub fn clamp_millis(millis: i64) -> Self {
        Self(millis.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Milliseconds since 1970, UTC.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// `self - earlier` in milliseconds, negative where `earlier` is the later one.
    pub fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// This time moved by `millis`, at the nearest end of the range where it would leave it.
    pub fn plus(self, millis: i64) -> Self {
        Self::clamp_millis(self.0.saturating_add(millis))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(time) => write!(f, "{time:.3}"),
            Err(_) => write!(f, "{} ms since 1970", self.0),
        }
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unreadable = || TimestampError::Unreadable(text.chars().take(64).collect());
        let text = text.trim();
        let time = match text.parse::<jiff::Timestamp>() {
            Ok(time) => time,
            Err(_) => text
                .parse::<jiff::civil::DateTime>()
                .ok()
                .and_then(|local| local.to_zoned(jiff::tz::TimeZone::UTC).ok())
                .map(|zoned| zoned.timestamp())
                .ok_or_else(unreadable)?,
        };
        Self::from_millis(time.as_millisecond())
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimestampVisitor)
    }
}

struct TimestampVisitor;

impl de::Visitor<'_> for TimestampVisitor {
    type Value = Timestamp;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an RFC 3339 time or milliseconds since 1970")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, millis: i64) -> Result<Timestamp, E> {
        Timestamp::from_millis(millis).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, millis: u64) -> Result<Timestamp, E> {
        self.visit_i64(i64::try_from(millis).unwrap_or(i64::MAX))
    }

    fn visit_f64<E: de::Error>(self, millis: f64) -> Result<Timestamp, E> {
        if !millis.is_finite() {
            return Err(E::custom("a time must be a finite number of milliseconds"));
        }
        Timestamp::from_fraction(millis).map_err(E::custom)
    }
}

/// The time of day, held by what outlives a call. The composition roots have the real one, tests a fixed one.
pub trait Clock: Send + Sync {
    /// Now, UTC.
    fn now(&self) -> Timestamp;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc_with_milliseconds() {
        for (written, read) in [
            ("2026-03-01T12:00:00.000Z", "2026-03-01T12:00:00Z"),
            ("2026-03-01T10:00:00.123Z", "2026-03-01T12:00:00.123+02:00"),
            ("2026-03-01T12:00:00.000Z", "2026-03-01T12:00:00"),
            ("2026-03-01T12:00:00.500Z", "2026-03-01 12:00:00.5"),
            ("2026-03-01T00:00:00.000Z", "2026-03-01"),
        ] {
            let time: Timestamp = read.parse().unwrap();
            assert_eq!(time.to_string(), written, "read from {read}");
            assert_eq!(written.parse::<Timestamp>().unwrap(), time);
        }
    }

    #[test]
    fn a_number_is_epoch_milliseconds() {
        let time: Timestamp = serde_json::from_str("1772366400000").unwrap();
        assert_eq!(time.to_string(), "2026-03-01T12:00:00.000Z");
        assert_eq!(serde_json::from_str::<Timestamp>("1772366400000.9").unwrap(), time);
        assert_eq!(serde_json::from_str::<Timestamp>("253402207200000.0").unwrap(), Timestamp::MAX);
        assert!(serde_json::from_str::<Timestamp>("253402207200000.03").is_err(), "beyond the end");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["\"yesterday\"", "\"\"", "1e300", "-1e18", "true", "null", "\"2026-13-01T00:00:00Z\""] {
            assert!(serde_json::from_str::<Timestamp>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_ends_of_the_range_are_written_as_times() {
        assert_eq!(Timestamp::MIN.to_string(), "0000-01-01T00:00:00.000Z");
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-30T22:00:00.000Z");
    }

    proptest::proptest! {
        #[test]
        fn every_time_survives_the_wire(millis in Timestamp::MIN.0..=Timestamp::MAX.0) {
            let time = Timestamp::from_millis(millis).unwrap();
            proptest::prop_assert_eq!(time.to_string().parse::<Timestamp>().unwrap(), time);
        }
    }
}
