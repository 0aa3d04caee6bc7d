//! What we write, as others read it.

use std::fs::{File, OpenOptions};
use std::io::{Cursor, Read, Seek, SeekFrom};

use hindsight_video::VideoError;
use hindsight_video::decode::Film;
use hindsight_video::encode::{EncodedFrame, Encoder, Picture, PixelFormat, Settings};
use hindsight_video::index::Index;
use hindsight_video::mp4::{Fragmenter, Start, recover};

use crate::screen::{ORIGIN_US, WALL_MS, made, pixels};
use crate::tools;

fn settings(quality: u8, scale: f64) -> Settings {
    Settings::new(quality, 30, scale).expect("settings in range").with_keyframes(10_000_000, 12)
}

#[test]
fn every_frame_is_where_the_clock_said_for_ffprobe_and_for_us() {
    let made = made(320, 200, 60, settings(23, 1.0));
    let wanted: Vec<_> = made.times.iter().map(|at| (at - ORIGIN_US) as i64).collect();
    let index = Index::open(&mut Cursor::new(&made.bytes)).expect("our film is read");
    let ours: Vec<_> =
        (0..index.frames()).map(|number| index.frame(number).expect("a frame").at_us).collect();
    assert_eq!(ours, wanted);
    assert_eq!(index.duration_us(), (made.end_us - ORIGIN_US) as i64, "the last frame lasts until the end");
    assert_eq!(index.started_wall_ms(), Some(WALL_MS));
    assert_eq!(index.damage(), []);
    assert!(made.lengths.len() > 5, "a fragment for each keyframe group");
    if !tools::are_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("ours.mp4");
    std::fs::write(&path, &made.bytes).expect("a file");
    let theirs = tools::frames(&path);
    assert_eq!(theirs.iter().map(|(at, _)| *at).collect::<Vec<_>>(), wanted);
    for (number, (_, is_keyframe)) in theirs.iter().enumerate() {
        let sample = index.frame(number).and_then(|frame| index.sample(frame.sample)).expect("a sample");
        assert_eq!(sample.is_keyframe, *is_keyframe, "frame {number}");
    }
    assert_eq!(tools::stream(&path, "color_space,color_range"), "tv,bt709");
}

#[test]
fn what_is_decoded_is_what_was_on_the_screen_whatever_the_size() {
    // Odd sides, sizes below a block, and scales both ways.
    for (width, height, scale) in
        [(320, 200, 1.0), (321, 203, 1.0), (640, 400, 0.5), (97, 61, 2.0), (9, 7, 1.0)]
    {
        let made = made(width, height, 14, settings(18, scale));
        let mut film = Film::open(Box::new(Cursor::new(made.bytes.clone()))).expect("our film is read");
        let seen = film.frame(13).expect("the last frame");
        let side = |side: u32| (f64::from(side) * scale).round() as u32;
        assert_eq!(
            (seen.width(), seen.height()),
            (side(width), side(height)),
            "{width} × {height} × {scale}"
        );
        assert_eq!(film.index().size(), (side(width), side(height)));
        if scale != 1.0 {
            continue;
        }
        let (rgba, wanted) = (seen.to_rgba(), pixels(width, height, 13));
        let green = |pixels: &[u8]| pixels.iter().skip(1).step_by(4).copied().collect::<Vec<_>>();
        if width < 16 {
            let apart =
                green(&rgba).iter().zip(green(&wanted)).map(|(a, b)| u64::from(a.abs_diff(b))).sum::<u64>();
            assert!(apart < u64::from(width * height) * 20, "{apart}");
            continue;
        }
        let alike = tools::ssim(&green(&rgba), &green(&wanted), width as usize);
        assert!(alike > 0.95, "{width} × {height}: {alike}");
    }
}

#[test]
fn ffmpeg_decodes_our_films_to_the_same_pictures_as_we_do() {
    if !tools::are_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let made = made(321, 203, 40, settings(23, 1.0));
    let path = folder.path().join("ours.mp4");
    std::fs::write(&path, &made.bytes).expect("a file");
    let theirs = tools::decoded(&path);
    let mut film = Film::open(Box::new(Cursor::new(made.bytes))).expect("our film is read");
    let bytes = 322 * 204 * 3 / 2;
    assert_eq!(theirs.len(), 40 * bytes, "ffmpeg shows every frame, with its padding");
    for (number, theirs) in theirs.chunks(bytes).enumerate() {
        let ours = film.frame(number).expect("it is decoded");
        assert_eq!(tools::distance(ours.planes(), theirs).0, 0, "frame {number}");
    }
}

#[test]
fn a_better_quality_is_nearer_to_the_screen_and_larger_over_the_whole_range() {
    let mut last = (0, 2.0);
    for quality in [51, 35, 23, 12, 5, 0] {
        let made = made(320, 200, 6, settings(quality, 1.0));
        let mut film = Film::open(Box::new(Cursor::new(made.bytes.clone()))).expect("our film is read");
        let seen = film.frame(5).expect("a frame");
        let wanted = pixels(320, 200, 5);
        let apart =
            seen.to_rgba().iter().zip(&wanted).map(|(a, b)| f64::from(a.abs_diff(*b)).powi(2)).sum::<f64>();
        let noise = apart / wanted.len() as f64;
        assert!(made.bytes.len() > last.0, "quality {quality} has {} bytes", made.bytes.len());
        assert!(
            last.0 == 0 || noise <= last.1 * 1.01,
            "quality {quality} has a noise of {noise}, after {}",
            last.1
        );
        last = (made.bytes.len(), noise);
    }
}

#[test]
fn a_film_that_is_cut_at_any_byte_plays_all_before_its_open_fragment() {
    let made = made(64, 48, 40, settings(30, 1.0));
    let init = made.lengths[0].0;
    for cut in 0..made.bytes.len() {
        let whole =
            made.lengths.iter().rev().find(|(length, _)| *length <= cut).map_or(0, |(_, frames)| *frames);
        match Index::open(&mut Cursor::new(&made.bytes[..cut])) {
            Ok(index) => {
                assert!(index.frames() >= whole, "{} of {whole} frames at {cut}", index.frames());
                let is_between = made.lengths.iter().any(|(length, _)| *length == cut);
                // The box with the start is not needed to play.
                assert_eq!(
                    index.damage().is_empty(),
                    is_between || cut + 32 == init,
                    "at {cut}: {:?}",
                    index.damage()
                );
                for number in 0..index.frames() {
                    let frame = index.frame(number).expect("a frame");
                    let sample = index.sample(frame.sample).expect("a sample");
                    assert!(
                        sample.offset + u64::from(sample.size) <= cut as u64,
                        "nothing lies beyond the cut"
                    );
                }
            }
            Err(error) => assert!(cut < init, "at {cut}: {error}"),
        }
    }
}

#[test]
fn what_a_crash_left_is_cut_to_its_last_whole_fragment_and_plays_everywhere() {
    let made = made(64, 48, 40, settings(30, 1.0));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("left.mp4");
    let ends: Vec<_> = made.lengths.iter().skip(1).copied().collect();
    for (place, &(end, frames)) in ends.iter().enumerate() {
        let next = ends.get(place + 1).map_or(end, |(next, _)| *next);
        // Whole; cut in the next moof's header, within its table, and within its data.
        for cut in [end, end + 5, end + 70, next.saturating_sub(1)] {
            if cut < end || cut > made.bytes.len() || cut >= next && cut != end {
                continue;
            }
            std::fs::write(&path, &made.bytes[..cut]).expect("a file");
            let mut file = OpenOptions::new().read(true).write(true).open(&path).expect("it opens");
            let recovered = recover(&mut file).expect("it is recovered");
            assert_eq!((recovered.kept_bytes, recovered.lost_bytes), (end as u64, (cut - end) as u64));
            assert_eq!(recovered.frames, frames);
            assert_eq!(std::fs::metadata(&path).expect("it is there").len(), end as u64);
        }
        if tools::are_here() && place % 2 == 0 {
            assert_eq!(tools::frames(&path).len(), frames, "ffprobe opens what was recovered");
        }
    }
}

#[test]
fn what_has_no_whole_fragment_is_left_as_it_is() {
    let made = made(64, 48, 8, settings(30, 1.0));
    let init = made.lengths[0].0;
    for bytes in [&made.bytes[..init + 20], &made.bytes[..10], &[], b"not a film at all, but long enough"] {
        let mut file = tempfile::tempfile().expect("a file");
        std::io::Write::write_all(&mut file, bytes).expect("it is written");
        assert!(matches!(recover(&mut file), Err(VideoError::NothingWhole { .. })), "{} bytes", bytes.len());
        assert_eq!(content(&mut file), bytes);
    }
    // A file system that made room and lost what was to be there.
    let mut file = tempfile::tempfile().expect("a file");
    std::io::Write::write_all(&mut file, &[&made.bytes[..], &[0; 5000]].concat()).expect("it is written");
    assert_eq!(recover(&mut file).expect("it is recovered").lost_bytes, 5000);
    assert_eq!(content(&mut file), made.bytes);
}

fn content(file: &mut File) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).expect("a file seeks");
    file.read_to_end(&mut bytes).expect("it is read");
    bytes
}

#[test]
fn a_frame_that_stays_for_hours_keeps_the_time_of_the_next() {
    let mut encoder = Encoder::new(settings(30, 1.0), 64, 48).expect("an encoder");
    let start = Start { wall_ms: WALL_MS, origin_us: ORIGIN_US };
    let mut fragmenter = Fragmenter::new(encoder.track().clone(), start);
    let mut bytes = fragmenter.init_segment();
    let hour = 3_600_000_000;
    let times = [ORIGIN_US, ORIGIN_US + 5 * hour, ORIGIN_US + 5 * hour + 1];
    let mut film = |bytes: &mut Vec<u8>, frame: EncodedFrame| {
        bytes.extend(
            fragmenter.push(&frame).expect("it is taken").map_or_else(Vec::new, |closed| closed.bytes),
        );
    };
    let pixels = pixels(64, 48, 0);
    let picture = Picture::new(&pixels, 64, 48, 256, PixelFormat::Bgra).expect("a picture");
    for at in times {
        film(&mut bytes, encoder.encode(&picture, at).expect("it is encoded"));
    }
    bytes.extend(fragmenter.close(times[2] + 20).expect("a fragment is open").bytes);
    let index = Index::open(&mut Cursor::new(&bytes)).expect("it is read");
    let shown: Vec<_> =
        (0..3).filter_map(|number| index.frame(number)).map(|f| (f.at_us, f.until_us)).collect();
    let hours = 5 * hour as i64;
    assert_eq!(shown, [(0, hours), (hours, hours + 1), (hours + 1, hours + 21)]);
}

#[test]
fn what_an_encoder_or_a_film_cannot_take_is_refused_and_the_next_is_welcome() {
    let mut encoder = Encoder::new(settings(30, 1.0), 64, 48).expect("an encoder");
    let pixels = pixels(64, 64, 0);
    let picture = |height| Picture::new(&pixels, 64, height, 256, PixelFormat::Rgba).expect("a picture");
    let first = encoder.encode(&picture(48), 10).expect("it is encoded");
    assert!(matches!(encoder.encode(&picture(64), 20), Err(VideoError::SizeChanged { height: 64, .. })));
    assert!(matches!(
        encoder.encode(&picture(48), 10),
        Err(VideoError::TimeWentBack { previous_us: 10, .. })
    ));
    let second = encoder.encode(&picture(48), 30).expect("it is encoded");
    assert!(first.is_keyframe && !second.is_keyframe);
    encoder.request_keyframe();
    assert!(encoder.encode(&picture(48), 40).expect("it is encoded").is_keyframe);
    assert!(
        encoder.encode(&picture(48), 10_000_040).expect("it is encoded").is_keyframe,
        "ten seconds later"
    );
    let start = Start { wall_ms: 0, origin_us: 5 };
    let mut fragmenter = Fragmenter::new(encoder.track().clone(), start);
    assert!(matches!(fragmenter.push(&second), Err(VideoError::NoKeyframe)));
    let early = EncodedFrame { at_us: 4, ..first.clone() };
    assert!(matches!(fragmenter.push(&early), Err(VideoError::TimeWentBack { .. })));
    assert!(fragmenter.push(&first).expect("it is taken").is_none());
    assert!(matches!(fragmenter.push(&first), Err(VideoError::TimeWentBack { .. })));
    assert!(fragmenter.push(&second).expect("it is taken").is_none());
    assert_eq!(
        fragmenter.close(50).map(|closed| (closed.frames, closed.from_us, closed.until_us)),
        Some((2, 10, 50))
    );
    assert!(fragmenter.close(60).is_none(), "nothing is open");
}

#[test]
fn three_monitors_are_one_picture() {
    let (width, height) = (5760, 1080);
    let mut encoder = Encoder::new(settings(35, 1.0), width, height).expect("an encoder");
    let pixels = pixels(width, height, 1);
    let picture =
        Picture::new(&pixels, width, height, width as usize * 4, PixelFormat::Bgra).expect("a picture");
    assert!(encoder.encode(&picture, 1).expect("it is encoded").is_keyframe);
}
