//! Any frame, from anywhere, is the frame that playing from the start would show.

use std::collections::HashMap;
use std::fs::File;
use std::io::Cursor;
use std::path::Path;

use hindsight_video::VideoError;
use hindsight_video::decode::{Film, Frame, Projector, Shown};
use hindsight_video::encode::Settings;
use hindsight_video::index::{Index, Source};
use proptest::prelude::*;

use crate::screen::{Made, made};
use crate::tools;

const FRAMES: usize = 70;

fn ours() -> Made {
    made(128, 96, FRAMES as u32, Settings::new(26, 30, 1.0).expect("in range").with_keyframes(10_000_000, 25))
}

fn open(bytes: &[u8]) -> Film {
    Film::open(Box::new(Cursor::new(bytes.to_vec()))).expect("it is read")
}

/// Numbers without an order, the same each time.
fn shuffled(count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |step| (step * 37 + step * step * 11) % count)
}

fn planes(frame: &Frame) -> Vec<u8> {
    frame.planes().data().to_vec()
}

/// Whatever is asked before, with a cache of any size, a frame is the same.
fn check(source: impl Fn() -> Box<dyn Source + Send>) {
    let mut film = Film::open(source()).expect("it is read");
    let count = film.index().frames();
    let played: Vec<_> =
        (0..count).map(|number| planes(&film.frame(number).expect("it is decoded"))).collect();
    let is = |frame: &Frame, number: usize, how: &str| {
        assert_eq!(frame.time().number, number);
        assert!(played[number] == planes(frame), "frame {number} is another one after {how}");
    };
    for cache in [1 << 16, 1 << 28] {
        let mut film = Film::open(source()).expect("it is read").with_cache_bytes(cache);
        for number in shuffled(count) {
            is(&film.frame(number).expect("it is decoded"), number, "a jump");
        }
        for number in (0..count).rev() {
            is(&film.frame(number).expect("it is decoded"), number, "a step back");
        }
    }
    assert!(matches!(film.frame(count), Err(VideoError::NoFrame { .. })));
}

#[test]
fn a_jump_and_a_step_back_show_what_playing_shows() {
    let made = ours();
    check(|| Box::new(Cursor::new(made.bytes.clone())));
}

#[test]
fn a_jump_in_a_film_with_b_frames_shows_what_playing_shows() {
    if !tools::are_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let source =
        "-f lavfi -i testsrc2=size=96x64:rate=30:duration=2 -pix_fmt yuv420p -c:v libx264 -threads 1";
    let open = |path: &Path| -> Box<dyn Source + Send> { Box::new(File::open(path).expect("it is there")) };
    for how in [
        "bframes=3:keyint=30:ref=3",
        "open-gop=1:keyint=20:bframes=2",
        "bframes=5:b-pyramid=normal:keyint=90",
    ] {
        let path = tools::film(folder.path(), "b.mp4", &format!("{source} -x264-params {how}"));
        check(|| open(&path));
    }
}

#[test]
fn what_is_damaged_is_a_gap_and_the_rest_plays_as_it_was() {
    let made = ours();
    let mut whole = open(&made.bytes);
    let index = whole.index().clone();
    let broken = 30;
    let (sample, from) = (index.frame(broken).expect("a frame").sample, index.decode_from(broken));
    let until = index.keyframe_from(sample).expect("a later keyframe");
    assert!(from < sample && sample < until);
    let mut bytes = made.bytes.clone();
    // The length of its first unit lies.
    let at = index.sample(sample).expect("a sample").offset as usize;
    bytes[at] = 0x7f;
    let mut film = open(&bytes);
    for number in shuffled(FRAMES) {
        match film.frame(number) {
            Ok(frame) => {
                assert!(!(broken..until).contains(&number), "frame {number} needs the damaged one");
                assert_eq!(planes(&frame), planes(&whole.frame(number).expect("it is decoded")));
            }
            Err(error) => {
                assert!((broken..until).contains(&number), "frame {number}: {error}");
                assert!(matches!(error, VideoError::FrameDamaged { frame } if frame == number));
            }
        }
    }
}

#[test]
fn a_projector_shows_the_nearest_keyframe_first_and_ends_with_the_exact_frame() {
    let made = ours();
    let mut whole = open(&made.bytes);
    let projector = Projector::start(open(&made.bytes), || {}).expect("it starts");
    let ticket = projector.seek(24);
    let Some(Shown::Near { ticket: near_ticket, frame: near }) = projector.wait() else {
        panic!("the keyframe comes first")
    };
    assert_eq!((near_ticket, near.time().number), (ticket, 0));
    let Some(Shown::Exact { frame, .. }) = projector.wait() else { panic!("then the exact one") };
    assert_eq!(planes(&frame), planes(&whole.frame(24).expect("it is decoded")));
    assert!(matches!(
        (projector.seek(FRAMES), projector.wait()),
        (ticket, Some(Shown::Failed { ticket: failed, .. })) if ticket == failed
    ));
}

#[test]
fn of_many_seeks_the_last_is_answered_and_a_projector_ends_while_it_works() {
    let made = ours();
    let projector = Projector::start(open(&made.bytes), || {}).expect("it starts");
    let mut last = HashMap::new();
    for number in shuffled(FRAMES) {
        last = HashMap::from([(projector.seek(number), number)]);
    }
    let (ticket, wanted) = last.into_iter().next().expect("a seek");
    loop {
        match projector.wait().expect("it works") {
            Shown::Exact { ticket: answered, frame } if answered == ticket => {
                assert_eq!(frame.time().number, wanted);
                break;
            }
            Shown::Failed { error, .. } => panic!("{error}"),
            _ => {}
        }
    }
    // Nobody fetches: it must end all the same.
    shuffled(FRAMES).for_each(|number| _ = projector.seek(number));
    drop(projector);
}

proptest! {
    #[test]
    fn the_frame_at_a_time_is_the_one_that_is_shown_then(at in -1_000_i64..20_000_000) {
        thread_local!(static INDEX: Index = {
            let made = made(32, 32, 20, Settings::default());
            Index::open(&mut Cursor::new(made.bytes)).expect("it is read")
        });
        INDEX.with(|index| {
            let frame = index.frame_at(at).and_then(|number| index.frame(number)).expect("a frame");
            let first = index.frame(0).expect("a frame");
            prop_assert!(frame.at_us <= at || frame == first);
            prop_assert!(at < frame.until_us || frame.number + 1 == index.frames());
            prop_assert_eq!(index.frame_at(frame.at_us), Some(frame.number));
            Ok(())
        })?;
    }
}
