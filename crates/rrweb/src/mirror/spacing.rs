//! When a keyframe is worth its bytes.
//!
//! A seek loads one keyframe and replays the tail behind it; both cost time in the player. A keyframe costs
//! bytes in the vault. So one is written as soon as the tail is worth it, if the budget allows; and where
//! keyframes are large against what is recorded, the budget is what spaces them.

/// Keyframes may take this share of a recording's stored bytes. The design allows a quarter; what is not yet
/// compressed is an estimate, so a part of that is left.
const SHARE: f64 = 0.20;

/// rrweb applies some 100,000 events a second when it seeks: 3,000 are about 30 ms, which leaves two thirds
/// of the 100 ms of a seek to the snapshot and the paint.
const MAX_TAIL_EVENTS: u64 = 3_000;
/// Adding or removing a node costs more than an event without any.
const MAX_TAIL_OPERATIONS: u64 = 6_000;
/// A megabyte is parsed, made harmless and handed over in about 20 ms.
const MAX_TAIL_BYTES: u64 = 1 << 20;
/// Every few seconds, so that a seek in a quiet recording is quick too…
const MAX_TAIL_MS: i64 = 5_000;
/// …but not for a tail that is replayed in a few milliseconds.
const MIN_TAIL_EVENTS: u64 = 200;
const MIN_TAIL_BYTES: u64 = 64 << 10;

/// How well JSON of events compresses before anything is known of this recording: zstd makes a tenth of it.
const RATIO: f64 = 0.1;

/// What came since the last keyframe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    pub events: u64,
    /// Nodes added, removed or changed.
    pub operations: u64,
    /// Bytes of JSON.
    pub bytes: u64,
    /// From the last keyframe to the last event.
    pub span_ms: i64,
}

impl Tail {
    /// Whether replaying it takes long enough to be felt.
    fn is_long(&self) -> bool {
        self.events >= MAX_TAIL_EVENTS
            || self.operations >= MAX_TAIL_OPERATIONS
            || self.bytes >= MAX_TAIL_BYTES
            || (self.span_ms >= MAX_TAIL_MS
                && (self.events >= MIN_TAIL_EVENTS || self.bytes >= MIN_TAIL_BYTES))
    }
}

/// Bytes of JSON, and what part of them has been compressed to.
#[derive(Clone, Copy, Debug, Default)]
struct Stored {
    plain: u64,
    compressed_from: u64,
    compressed_to: u64,
}

impl Stored {
    #[expect(clippy::cast_precision_loss, reason = "an estimate of bytes")]
    fn ratio(&self) -> Option<f64> {
        (self.compressed_from > 0).then(|| self.compressed_to as f64 / self.compressed_from as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "an estimate of bytes")]
    fn estimate(&self, ratio: f64) -> f64 {
        let waiting = self.plain.saturating_sub(self.compressed_from) as f64;
        self.compressed_to as f64 + waiting * ratio
    }
}

/// Decides where keyframes go. It is told what is recorded, what keyframes were written, and to how many
/// bytes both were compressed; it knows neither the page nor a clock.
#[derive(Clone, Debug, Default)]
pub struct Spacing {
    tail: Tail,
    since_ms: Option<i64>,
    recorded: Stored,
    keyframes: Stored,
    last_plain: u64,
}

impl Spacing {
    pub fn new() -> Self {
        Self::default()
    }

    /// An event of the recording: its time, bytes of its JSON, and how many nodes it changed.
    pub fn event(&mut self, at_ms: i64, bytes: u64, operations: u64) {
        self.recorded.plain += bytes;
        self.tail.events += 1;
        self.tail.bytes += bytes;
        self.tail.operations += operations;
        let since_ms = *self.since_ms.get_or_insert(at_ms);
        self.tail.span_ms = self.tail.span_ms.max(at_ms.saturating_sub(since_ms));
    }

    /// The recording has a full snapshot of its own here, from which replay can start as well.
    pub fn checkout(&mut self, at_ms: i64, bytes: u64) {
        self.recorded.plain += bytes;
        self.last_plain = bytes;
        self.begin(at_ms);
    }

    /// Whether a keyframe should be written now. `plain_bytes` is what it would take as JSON, if that is
    /// known; else it is taken to be as large as the last one, or as the recording's last snapshot. Whoever
    /// has written one that came out larger asks once more, and throws it away if it does not fit
    /// ([`Self::thrown_away`]).
    pub fn is_due(&self, plain_bytes: Option<u64>) -> bool {
        self.tail.is_long() && self.fits(plain_bytes.unwrap_or(self.last_plain))
    }

    #[expect(clippy::cast_precision_loss, reason = "an estimate of bytes")]
    fn fits(&self, plain_bytes: u64) -> bool {
        let recorded_ratio = self.recorded.ratio().unwrap_or(RATIO);
        // One that was not compressed yet is taken to compress no better than what is recorded.
        let ratio = self.keyframes.ratio().unwrap_or(recorded_ratio);
        let next = plain_bytes as f64 * ratio;
        self.keyframes.estimate(ratio) + next <= SHARE * self.recorded.estimate(recorded_ratio)
    }

    /// A keyframe was written here, of this many bytes of JSON.
    pub fn written(&mut self, at_ms: i64, plain_bytes: u64) {
        self.keyframes.plain += plain_bytes;
        self.last_plain = plain_bytes;
        self.begin(at_ms);
    }

    /// A keyframe was written here and thrown away, since it does not fit: the next waits until one so large would.
    pub fn thrown_away(&mut self, plain_bytes: u64) {
        self.last_plain = plain_bytes;
    }

    /// So many bytes of the recording's JSON were stored as so many.
    pub fn recording_stored(&mut self, plain_bytes: u64, stored_bytes: u64) {
        self.recorded.compressed_from += plain_bytes;
        self.recorded.compressed_to += stored_bytes;
    }

    /// So many bytes of keyframes were stored as so many.
    pub fn keyframes_stored(&mut self, plain_bytes: u64, stored_bytes: u64) {
        self.keyframes.compressed_from += plain_bytes;
        self.keyframes.compressed_to += stored_bytes;
    }

    /// What came since the last keyframe or snapshot.
    pub fn tail(&self) -> Tail {
        self.tail
    }

    fn begin(&mut self, at_ms: i64) {
        self.tail = Tail::default();
        self.since_ms = Some(at_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays a recording of `events` of `event_bytes`, 30 a second, whose page takes `page_bytes`; gives how
    /// many keyframes came, the longest tail, and the share that they took.
    fn run(events: u64, event_bytes: u64, page_bytes: u64) -> (u64, u64, f64) {
        let (event_ratio, page_ratio) = (10, 8);
        let mut spacing = Spacing::new();
        spacing.checkout(0, page_bytes);
        let (mut count, mut longest, mut stored, mut keyframes) = (0, 0, page_bytes / page_ratio, 0);
        spacing.recording_stored(page_bytes, stored);
        for number in 0..events {
            let at_ms = i64::try_from(number * 33).unwrap();
            spacing.event(at_ms, event_bytes, 2);
            longest = longest.max(spacing.tail().events);
            // Segments are compressed a thousand events at a time.
            if number % 1_000 == 999 {
                stored += 1_000 * event_bytes / event_ratio;
                spacing.recording_stored(1_000 * event_bytes, 1_000 * event_bytes / event_ratio);
            }
            if spacing.is_due(Some(page_bytes)) {
                count += 1;
                keyframes += page_bytes / page_ratio;
                spacing.written(at_ms, page_bytes);
                spacing.keyframes_stored(page_bytes, page_bytes / page_ratio);
            }
        }
        stored += (events % 1_000) * event_bytes / event_ratio;
        #[expect(clippy::cast_precision_loss, reason = "small numbers of a test")]
        let share = keyframes as f64 / stored as f64;
        (count, longest, share)
    }

    #[test]
    fn keyframes_stay_under_a_quarter_of_what_is_stored() {
        // 3,000 and 30,000 nodes take some 450 kB and 4.5 MB.
        for page_bytes in [450_000, 4_500_000] {
            for event_bytes in [100, 400, 4_000] {
                for events in [100, 10_000, 200_000] {
                    let (count, _, share) = run(events, event_bytes, page_bytes);
                    assert!(
                        share < 0.25,
                        "{page_bytes} byte page, {events} events of {event_bytes}: {share}"
                    );
                    if events * event_bytes > 10 * page_bytes {
                        assert!(count > 0, "{page_bytes} byte page, {events} events of {event_bytes}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_page_that_grew_is_not_written_again_with_every_event() {
        let (small, large) = (100_000, 400_000);
        let mut spacing = Spacing::new();
        spacing.checkout(0, small);
        let (mut tries, mut written) = (0, 0);
        for number in 0..100_000_i64 {
            spacing.event(number * 33, 400, 2);
            if spacing.is_due(None) {
                tries += 1;
                if spacing.is_due(Some(large)) {
                    written += 1;
                    spacing.written(number * 33, large);
                } else {
                    spacing.thrown_away(large);
                }
            }
        }
        assert!(written > 10, "{written}");
        assert_eq!(tries, written + 1);
    }

    #[test]
    fn a_small_page_has_one_every_few_seconds_or_few_thousand_events() {
        let (count, longest, _) = run(200_000, 400, 20_000);
        assert!(count > 300, "{count} keyframes");
        assert!(longest <= MAX_TAIL_EVENTS, "{longest} events");
    }

    #[test]
    fn a_recording_in_which_nothing_happens_needs_none() {
        let mut spacing = Spacing::new();
        spacing.checkout(0, 1_000);
        for second in 0..100_000 {
            spacing.event(second * 1_000, 80, 0);
            if second < i64::try_from(MIN_TAIL_EVENTS).unwrap() - 1 {
                assert!(!spacing.is_due(None), "at {second} s");
            }
        }
        assert!(spacing.is_due(None));
    }
}
