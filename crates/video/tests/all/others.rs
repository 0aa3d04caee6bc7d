//! Films by others: x264 in ffmpeg's containers, read as ffprobe reads them and decoded as ffmpeg decodes them.

use std::fs::File;
use std::path::{Path, PathBuf};

use hindsight_video::VideoError;
use hindsight_video::decode::Film;
use hindsight_video::index::{Damage, Index, TrackKind};

use crate::tools;

const SOURCE: &str =
    "-f lavfi -i testsrc2=size=192x144:rate=30:duration=2 -pix_fmt yuv420p -c:v libx264 -threads 1";

/// Name, what ffmpeg is told, and how far a picture may be from ffmpeg's: streams with B-frames are decoded to within
/// the rounding that H.264 leaves to a decoder's weights.
const FILMS: [(&str, &str, u8); 12] = [
    ("baseline.mp4", "-profile:v baseline -g 30", 0),
    ("main.mp4", "-profile:v main -bf 0 -g 45", 0),
    ("high.mp4", "-profile:v high -bf 3 -g 60", 10),
    ("pyramid.mp4", "-profile:v high -x264-params bframes=5:b-pyramid=normal:keyint=50:ref=4", 10),
    ("open-gop.mp4", "-x264-params open-gop=1:keyint=20:bframes=2", 10),
    ("faststart.mp4", "-bf 2 -g 40 -movflags +faststart", 10),
    ("fragmented.mp4", "-bf 0 -g 25 -movflags frag_keyframe+empty_moov+default_base_moof", 0),
    ("fragmented-b.mp4", "-bf 2 -g 25 -movflags frag_keyframe+empty_moov", 10),
    ("negative.mp4", "-bf 2 -g 25 -movflags frag_keyframe+empty_moov+negative_cts_offsets", 10),
    ("hybrid.mp4", "-bf 2 -g 25 -movflags frag_keyframe", 10),
    ("variable.mp4", "-vf select='not(mod(n\\,7))+not(mod(n\\,5))' -vsync vfr -bf 2 -g 12", 10),
    ("quicktime.mov", "-bf 2 -g 30 -slices 4", 10),
];

fn check(path: &Path, tolerance: u8) {
    let name = path.file_name().expect("a name").to_string_lossy();
    let (times, planes) = (tools::frames(path), tools::decoded(path));
    let mut film = Film::open(Box::new(File::open(path).expect("it is there"))).expect("it is read");
    let index = film.index().clone();
    let ours: Vec<_> = (0..index.frames()).filter_map(|number| index.frame(number)).collect();
    assert_eq!(ours.len(), times.len(), "{name}: frames");
    for (frame, (at, _)) in ours.iter().zip(&times) {
        // ffprobe rounds to microseconds where we round down.
        assert!(
            (frame.at_us - at).abs() <= 1,
            "{name}: frame {} at {} instead of {at}",
            frame.number,
            frame.at_us
        );
    }
    let bytes = planes.len() / times.len();
    for (number, theirs) in planes.chunks_exact(bytes).enumerate() {
        let frame = film.frame(number).unwrap_or_else(|error| panic!("{name}, frame {number}: {error}"));
        let (most, mean) = tools::distance(frame.planes(), theirs);
        assert!(most <= tolerance && mean < 0.5, "{name}: frame {number} is {most} apart, {mean} on average");
    }
    assert_eq!(index.damage(), [], "{name}");
}

#[test]
fn films_by_others_have_the_frames_that_ffmpeg_shows_when_it_shows_them() {
    if !tools::are_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (name, how, tolerance) in FILMS {
        check(&tools::film(folder.path(), name, &format!("{SOURCE} {how}")), tolerance);
    }
}

/// Cut without encoding anew: the list says to begin within a keyframe group.
#[test]
fn an_edit_list_hides_what_ffmpeg_hides_and_moves_the_rest() {
    if !tools::are_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for (bframes, from, tolerance) in [(0, "0.7", 0), (2, "1.25", 10)] {
        let whole = tools::film(folder.path(), "whole.mp4", &format!("{SOURCE} -bf {bframes} -g 60"));
        let whole = whole.to_str().expect("text");
        let cut = tools::film(folder.path(), "cut.mp4", &format!("-ss {from} -i {whole} -t 1 -c copy"));
        let all = Index::open(&mut File::open(&cut).expect("it is there")).expect("it is read");
        assert!(all.frames() < all.samples(), "the list hides {} frames", all.samples() - all.frames());
        check(&cut, tolerance);
        let late = tools::film(folder.path(), "late.mp4", &format!("-itsoffset 1.5 -i {whole} -c copy"));
        check(&late, tolerance);
    }
}

#[test]
fn sound_is_noted_and_kept_aside() {
    if !tools::are_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    for flags in ["", "-movflags frag_keyframe+empty_moov"] {
        let sound = "-f lavfi -i sine=duration=2 -f lavfi -i testsrc2=size=192x144:rate=30:duration=2";
        let how = format!("{sound} -pix_fmt yuv420p -c:v libx264 -threads 1 -g 20 -bf 1 -c:a aac {flags}");
        let path = tools::film(folder.path(), "sound.mp4", &how);
        let index = Index::open(&mut File::open(&path).expect("it is there")).expect("it is read");
        let others: Vec<_> =
            index.other_tracks().iter().map(|track| (track.kind, track.codec.as_str())).collect();
        assert_eq!(others, [(TrackKind::Sound, "AAC")]);
        check(&path, 10);
    }
}

#[test]
fn what_cannot_be_decoded_says_what_it_needs() {
    if !tools::are_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let source = "-f lavfi -i testsrc2=size=320x240:rate=30:duration=0.3";
    let films = [
        ("422.mp4", "-c:v libx264 -pix_fmt yuv422p", "4:2:2"),
        ("444.mp4", "-c:v libx264 -pix_fmt yuv444p", "4:4:4"),
        ("10.mp4", "-c:v libx264 -pix_fmt yuv420p10le", "8 bits"),
        ("interlaced.mp4", "-c:v libx264 -pix_fmt yuv420p -x264-params tff=1", "interlaced"),
        ("lossless.mp4", "-c:v libx264 -pix_fmt yuv420p -qp 0", "lossless"),
        ("mpeg4.mp4", "-c:v mpeg4", "MPEG-4 Visual"),
        ("jpeg.mov", "-c:v mjpeg", "Motion JPEG"),
    ];
    for (name, how, needs) in films {
        let path = tools::film(folder.path(), name, &format!("{source} {how}"));
        let error =
            Film::open(Box::new(File::open(&path).expect("it is there"))).err().expect("it is refused");
        assert!(matches!(error, VideoError::StreamNeeds { .. }), "{name}: {error}");
        assert!(error.to_string().contains(needs), "{name}: {error}");
        let index = Index::open(&mut File::open(&path).expect("it is there")).expect("it is read");
        assert_eq!(index.frames(), tools::frames(&path).len(), "{name} is indexed all the same");
    }
    let path = tools::film(folder.path(), "sound.m4a", "-f lavfi -i sine=duration=1 -c:a aac");
    let error = Film::open(Box::new(File::open(&path).expect("it is there"))).err().expect("it is refused");
    assert!(matches!(&error, VideoError::NoPictures { others } if others == "AAC"), "{error}");
}

#[test]
fn a_progressive_film_that_was_cut_plays_what_is_there() {
    if !tools::are_here() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = tools::film(folder.path(), "whole.mp4", &format!("{SOURCE} -bf 0 -g 30 -movflags +faststart"));
    let bytes = std::fs::read(&path).expect("it is there");
    let cut = folder.path().join("cut.mp4");
    std::fs::write(&cut, &bytes[..bytes.len() * 2 / 3]).expect("it is written");
    let mut film = Film::open(Box::new(File::open(&cut).expect("it is there"))).expect("it is read");
    let frames = film.index().frames();
    assert!((25..55).contains(&frames), "{frames}");
    assert!(
        film.index()
            .damage()
            .iter()
            .any(|damage| matches!(damage, Damage::SamplesLost { count } if *count as usize == 60 - frames))
    );
    film.frame(frames - 1).expect("the last whole frame plays");
    // Its index stands at the end: nothing can be found without it.
    let path = tools::film(folder.path(), "late.mp4", &format!("{SOURCE} -g 30"));
    let bytes = std::fs::read(&path).expect("it is there");
    std::fs::write(&cut, &bytes[..bytes.len() * 2 / 3]).expect("it is written");
    assert!(matches!(
        Film::open(Box::new(File::open(&cut).expect("it is there"))),
        Err(VideoError::NoIndex { .. })
    ));
}

/// Streams that this project did not make.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn shared(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/video")).join(name);
    if !path.exists() {
        eprintln!("skipped: {name} is not here");
        return None;
    }
    Some(path)
}

#[test]
fn a_bare_stream_is_shown_frame_by_frame_as_ffmpeg_decodes_it() {
    let Some(path) = shared("screen-1024x768.264") else { return };
    let mut film = Film::open(Box::new(File::open(&path).expect("it is there"))).expect("it is read");
    assert_eq!((film.index().frames(), film.index().size()), (50, (1024, 768)));
    assert_eq!(film.index().duration_us(), 2_000_000);
    if !tools::are_here() {
        return;
    }
    for (number, theirs) in tools::decoded(&path).chunks_exact(1024 * 768 * 3 / 2).enumerate() {
        let frame = film.frame(number).expect("it is decoded");
        assert_eq!(tools::distance(frame.planes(), theirs).0, 0, "frame {number}");
    }
}

#[test]
fn a_stream_that_lost_its_first_keyframe_has_a_gap_and_no_made_up_picture() {
    let Some(path) = shared("damaged-idr-lost.264") else { return };
    let mut film = Film::open(Box::new(File::open(&path).expect("it is there"))).expect("it is read");
    let shown = (0..film.index().frames()).map(|number| film.frame(number)).collect::<Vec<_>>();
    assert!(!shown.is_empty());
    for (number, result) in shown.iter().enumerate() {
        let sample = film.index().frame(number).expect("a frame").sample;
        let from = film.index().decode_from(sample);
        let has_keyframe = film.index().sample(from).expect("a sample").is_keyframe;
        match result {
            Ok(_) => assert!(has_keyframe, "frame {number} was made of nothing"),
            Err(error) => {
                assert!(matches!(error, VideoError::FrameDamaged { .. }), "frame {number}: {error}");
            }
        }
    }
}
