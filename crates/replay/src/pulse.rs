//! The times of a recording's events in a few bytes each, kept so that its timeline can be drawn anew with another
//! threshold for what is idle, without reading the recording.
//!
//! For each event in order of time: the ms since the one before, times two, plus one where it is a deed; as LEB128.

use crate::sketch::Happening;

/// Bytes of a number at most: seven bits in each.
const NUMBER_BYTES: usize = 10;

/// Writes happenings, in any order. A time outside of the recording becomes the nearest within, as a sketch has it.
pub fn write(duration_ms: i64, happenings: &[Happening]) -> Vec<u8> {
    let inside = |happening: &Happening| (happening.at_ms.clamp(0, duration_ms.max(0)), happening.is_deed);
    let mut times: Vec<(i64, bool)> = happenings.iter().map(inside).collect();
    times.sort_unstable();
    let mut out = Vec::with_capacity(times.len() * 2);
    let mut before = 0;
    for (at_ms, is_deed) in times {
        let mut number = (at_ms - before).unsigned_abs() << 1 | u64::from(is_deed);
        before = at_ms;
        while number >= 0x80 {
            out.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        out.push(number as u8);
    }
    out
}

/// Reads them back. `None` for what was not written by [`write`].
pub fn read(bytes: &[u8]) -> Option<Vec<Happening>> {
    let mut happenings = Vec::new();
    let (mut at_ms, mut rest) = (0_i64, bytes);
    while !rest.is_empty() {
        let length = 1 + rest.iter().take(NUMBER_BYTES).position(|byte| byte & 0x80 == 0)?;
        let (number, after) = rest.split_at(length);
        // The tenth byte has room for one bit.
        if length == NUMBER_BYTES && number[NUMBER_BYTES - 1] > 1 {
            return None;
        }
        let number = number.iter().rev().fold(0_u64, |number, byte| number << 7 | u64::from(byte & 0x7f));
        at_ms = at_ms.checked_add_unsigned(number >> 1)?;
        happenings.push(Happening { at_ms, is_deed: number & 1 == 1 });
        rest = after;
    }
    Some(happenings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sketch::Sketch;

    #[test]
    fn what_is_cut_or_of_another_format_is_not_read() {
        assert_eq!(read(&[]), Some(Vec::new()));
        for bytes in [
            &[0x80][..],
            &[0xff; 10],
            &[0xff; 30],
            &[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 2],
        ] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
        let far = [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2];
        assert_eq!(read(&far), None, "the sum is no time any more");
    }

    #[test]
    fn a_busy_hour_takes_two_bytes_an_event() {
        let busy: Vec<_> = (0..50_000).map(|n| Happening { at_ms: n * 63, is_deed: n % 7 == 0 }).collect();
        assert!(write(3_600_000, &busy).len() <= 2 * busy.len());
    }

    proptest::proptest! {
        #[test]
        fn a_timeline_is_drawn_the_same_from_what_was_kept(
            duration_ms in proptest::prop_oneof![0..100_000_i64, proptest::strategy::Just(i64::MAX)],
            times in proptest::collection::vec((proptest::num::i64::ANY, proptest::bool::ANY), 0..60),
            idle_ms in 1..40_000_i64,
        ) {
            let happenings: Vec<_> =
                times.iter().map(|&(at_ms, is_deed)| Happening { at_ms: at_ms % 200_000, is_deed }).collect();
            let back = read(&write(duration_ms, &happenings));
            proptest::prop_assert!(back.is_some());
            proptest::prop_assert_eq!(
                Sketch::with_idle(duration_ms, back.unwrap_or_default(), idle_ms),
                Sketch::with_idle(duration_ms, happenings, idle_ms)
            );
        }

        #[test]
        fn no_bytes_are_too_strange(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..60)) {
            let _ = read(&bytes);
        }
    }
}
