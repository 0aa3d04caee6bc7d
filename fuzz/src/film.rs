//! What the fuzz target does with the bytes of a film, as a plain function: cargo-fuzz runs it, and so does a seeded
//! test of `hindsight-video` that needs no nightly (`crates/video/tests/all/fuzzed.rs`).

use std::io::Cursor;
use std::sync::Arc;

use hindsight_video::decode::Film;
use hindsight_video::index::Index;

/// Frames whose times are looked at, and frames that are decoded: enough to leave the first keyframe group.
const LOOKED_AT: usize = 2_000;
const DECODED: usize = 12;

/// A film: indexed, every frame's place in it checked, a few decoded.
pub fn film(bytes: &[u8]) {
    let Ok(index) = Index::open(&mut Cursor::new(bytes)) else { return };
    let frames = index.frames();
    let mut last = i64::MIN;
    for number in (0..frames).take(LOOKED_AT) {
        let frame = index.frame(number).expect("a frame for each number");
        assert!(frame.until_us >= frame.at_us, "a frame ends after it begins");
        let sample = index.sample(frame.sample).expect("a frame has a sample");
        let end = sample.offset.checked_add(sample.size.into());
        assert!(end.is_some_and(|end| end <= bytes.len() as u64), "a sample lies within its file");
        assert!(index.decode_from(frame.sample) <= frame.sample, "decoding begins at a sample or before it");
        // Edits may show a film twice: then times begin again no earlier than where the first showing was cut.
        if frame.at_us >= last {
            let found =
                index.frame_at(frame.at_us).and_then(|number| index.frame(number)).expect("it is found");
            assert!(found.at_us <= frame.at_us, "what is shown then began then or before");
        }
        last = last.max(frame.at_us);
    }
    let _ = (index.duration_us(), index.size(), index.other_tracks().len(), index.damage().len());
    let Ok(mut film) = Film::new(Box::new(Cursor::new(bytes.to_vec())), Arc::new(index)) else { return };
    for number in (0..frames.min(DECODED)).chain(frames.checked_sub(1)) {
        if let Ok(frame) = film.frame(number) {
            assert_eq!(
                frame.to_rgba().len() as u64,
                u64::from(frame.width()) * u64::from(frame.height()) * 4
            );
        }
    }
}
