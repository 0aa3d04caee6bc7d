//! Where a video or a sound stands.

use super::{
    loose::Loose,
    node::{Element, Value},
};

/// rrweb's numbers of what happened to a media element; seeking, volume and rate are the others.
const PLAY: i64 = 0;
const PAUSE: i64 = 1;

/// Beyond ten years a position is a mistake.
const MAX_POSITION_S: f64 = 315_360_000.0;

/// The state of a media element as rrweb's player keeps it. A browser runs it on while it plays, so its
/// position is one at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Media {
    pub(super) is_playing: bool,
    /// Microseconds from its start. Whole, so that a position that is stated again does not drift.
    position_us: i64,
    at_ms: i64,
    pub(super) rate: f64,
    pub(super) volume: f64,
    pub(super) is_muted: bool,
    pub(super) is_loop: bool,
}

impl Media {
    /// As a snapshot states it, in rrweb's own attributes or in those of HTML.
    pub(super) fn of(element: &Element, at_ms: i64) -> Self {
        let has = |name: &str| element.attribute(name).is_some_and(|value| *value != Value::Null);
        let number = |name: &str| match element.attribute(name) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        };
        let boolean = |name: &str| match element.attribute(name) {
            Some(Value::Bool(boolean)) => Some(*boolean),
            _ => None,
        };
        let state = element.attribute("rr_mediaState").and_then(Value::text);
        Self {
            is_playing: state.map_or_else(|| has("autoplay"), |state| state == "played"),
            position_us: micros(number("rr_mediaCurrentTime").unwrap_or(0.0)),
            at_ms,
            rate: number("rr_mediaPlaybackRate").unwrap_or(1.0),
            volume: number("rr_mediaVolume").unwrap_or(1.0),
            is_muted: boolean("rr_mediaMuted").unwrap_or_else(|| has("muted")),
            is_loop: boolean("rr_mediaLoop").unwrap_or_else(|| has("loop")),
        }
    }

    pub(super) fn change(&mut self, change: &MediaChange<'_>, at_ms: i64) {
        // Recorders always tell the position. Where one does not, rrweb takes the last that was told, as if
        // nothing had played since; a keyframe in between would make a difference then, so it plays on here.
        let position_s = change.position_s.number().unwrap_or_else(|| self.position_s(at_ms));
        self.position_us = micros(position_s);
        self.at_ms = at_ms;
        self.is_playing = match change.kind.whole() {
            Some(PLAY) => true,
            Some(PAUSE) => false,
            _ => self.is_playing,
        };
        self.rate = change.rate.number().unwrap_or(self.rate);
        self.volume = change.volume.number().unwrap_or(self.volume);
        let boolean = |value: &Loose<'_>, before| match *value {
            Loose::Bool(boolean) => boolean,
            _ => before,
        };
        self.is_muted = boolean(&change.is_muted, self.is_muted);
        self.is_loop = boolean(&change.is_loop, self.is_loop);
    }

    /// Seconds from its start at a time.
    #[expect(clippy::cast_precision_loss, reason = "positions are far below 2^53 microseconds")]
    pub(super) fn position_s(&self, at_ms: i64) -> f64 {
        let position_us = self.position_us as f64;
        let played_ms = if self.is_playing { at_ms.saturating_sub(self.at_ms) as f64 } else { 0.0 };
        // Held to the bounds once, at the end: a position that is stated on the way and read again ends the same.
        let bound = MAX_POSITION_S * 1e6;
        (position_us + (played_ms * (self.rate * 1_000.0)).round()).clamp(-bound, bound) / 1e6
    }
}

fn micros(seconds: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "clamped before")]
    let micros = (seconds.clamp(-MAX_POSITION_S, MAX_POSITION_S) * 1e6).round() as i64;
    micros
}

/// A media interaction.
#[derive(Debug, Default)]
pub(super) struct MediaChange<'j> {
    pub(super) kind: Loose<'j>,
    pub(super) position_s: Loose<'j>,
    pub(super) rate: Loose<'j>,
    pub(super) volume: Loose<'j>,
    pub(super) is_muted: Loose<'j>,
    pub(super) is_loop: Loose<'j>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_that_is_stated_on_the_way_ends_the_same_however_fast_it_runs() {
        let video = |position_s: f64, at_ms: i64, rate: f64| Media {
            is_playing: true,
            position_us: micros(position_s),
            at_ms,
            rate,
            volume: 1.0,
            is_muted: false,
            is_loop: false,
        };
        for rate in [1.0, -1.5, 16.0, 1e15, -1e15] {
            let whole = video(MAX_POSITION_S, 0, rate);
            for way_ms in [0, 1, 1_500, 400_000_000_000] {
                let stated = video(whole.position_s(way_ms), way_ms, rate);
                for end_ms in [way_ms, way_ms + 1, 900_000_000_000] {
                    let (found, expected) = (stated.position_s(end_ms), whole.position_s(end_ms));
                    assert_eq!(found, expected, "rate {rate}, {way_ms} ms, {end_ms} ms");
                }
            }
        }
    }
}
