//! Makes an [`Index`] from a file.

use std::io::{self, Read};

use super::entry::Codec;
use super::fragments::Fragments;
use super::movie::{Movie, Trak};
use super::samples::Samples;
use super::shown::{Edits, Shown};
use super::walk::{Head, Piece, Walk, read_at};
use super::{Damage, Index, OtherTrack, Source, TrackKind, annex_b, progressive};
use crate::VideoError;
use crate::mp4::START_UUID;

/// Tables of more samples than a film may have.
const MAX_MOOV: u64 = 256 << 20;
const MAX_MOOF: u64 = 16 << 20;

pub(super) fn open(source: &mut dyn Source) -> Result<Index, VideoError> {
    let mut walk = Walk::new(source).map_err(VideoError::Read)?;
    let file_len = walk.len();
    let (mut moov, mut moofs) = (None, Vec::new());
    let (mut started_wall_ms, mut damage, mut is_mp4) = (None, Vec::new(), false);
    while let Some(piece) = walk.next(source).map_err(VideoError::Read)? {
        match piece {
            Piece::Whole(head) => {
                is_mp4 |= is_known(head.name);
                match &head.name {
                    b"moov" if moov.is_none() => moov = Some(head),
                    b"moof" => moofs.push((head.start, head.body, head.end)),
                    b"uuid" if started_wall_ms.is_none() => started_wall_ms = started(source, head),
                    _ => {}
                }
            }
            Piece::Cut(head) => {
                is_mp4 |= is_known(head.name);
                damage.push(Damage::CutShort { at: head.start, missing: head.end - file_len });
            }
            Piece::NoBox { at } => damage.push(Damage::NoBox { at }),
            Piece::TooMany => damage.push(Damage::TooManyBoxes),
        }
        if !is_mp4 {
            if annex_b::is_one(source).map_err(VideoError::Read)? {
                return annex_b::open(source, file_len);
            }
            return Err(VideoError::NotAFilm);
        }
    }
    if !is_mp4 {
        return Err(VideoError::NotAFilm);
    }
    let Some(moov) = moov else { return Err(VideoError::NoIndex { bytes: file_len }) };
    let body = body(source, (moov.body, moov.end), MAX_MOOV).map_err(VideoError::Read)?;
    let body = body.ok_or(VideoError::NoIndex { bytes: file_len })?;
    let movie = Movie::read(&body);
    let Some(chosen) = choose(&movie) else {
        let others = movie.traks.iter().map(|trak| other(trak).codec).collect::<Vec<_>>().join(", ");
        return Err(VideoError::NoPictures { others });
    };
    let trak = &movie.traks[chosen];
    let mut samples = Samples::default();
    progressive::add(trak.table, file_len, &mut samples, &mut damage);
    let is_fragmented = samples.len() == 0;
    let mut fragments =
        Fragments { track_id: trak.id, defaults: trak.defaults, file_len, samples: &mut samples, lost: 0 };
    for (start, from, end) in moofs {
        // What cannot be read of one fragment takes nothing from the others.
        match self::body(source, (from, end), MAX_MOOF) {
            Ok(Some(inside)) => fragments.add(start, &inside, &mut damage),
            Ok(None) | Err(_) => damage.push(Damage::FragmentUnreadable { at: start }),
        }
    }
    if fragments.lost > 0 {
        damage.push(Damage::SamplesLost { count: fragments.lost });
    }
    if samples.is_full() && !damage.contains(&Damage::TooManySamples) {
        damage.push(Damage::TooManySamples);
    }
    samples.trim();
    if trak.entries > 1 {
        damage.push(Damage::SeveralDescriptions { count: trak.entries });
    }
    let edits = Edits {
        list: &trak.edits,
        movie_timescale: movie.timescale,
        timescale: trak.timescale,
        is_fragmented,
    };
    let shown = Shown::new(&samples, &edits);
    let entry = trak.entry.as_ref();
    let others = movie.traks.iter().enumerate().filter(|(place, _)| *place != chosen);
    Ok(Index {
        timescale: trak.timescale,
        codec: entry.map_or_else(
            || Codec::Other("a description of its codec".to_owned()),
            |entry| entry.codec.clone(),
        ),
        size: entry.map_or((0, 0), |entry| (entry.width, entry.height)),
        visible: entry.and_then(|entry| entry.visible),
        keyframes: samples.keyframes(),
        samples,
        shown,
        started_wall_ms,
        other_tracks: others.map(|(_, trak)| other(trak)).collect(),
        damage,
    })
}

/// Box names that a film may begin with.
fn is_known(name: [u8; 4]) -> bool {
    const FIRST: [&[u8; 4]; 12] = [
        b"ftyp", b"moov", b"mdat", b"moof", b"styp", b"free", b"skip", b"wide", b"uuid", b"sidx", b"pnot",
        b"mfra",
    ];
    FIRST.contains(&&name)
}

/// `None` where it is larger than `max`.
fn body(source: &mut dyn Source, (from, until): (u64, u64), max: u64) -> io::Result<Option<Vec<u8>>> {
    let len = until - from;
    if len > max {
        return Ok(None);
    }
    read_at(source, from, &mut [])?;
    // Grows with what is really there, whatever the length says.
    let mut bytes = Vec::new();
    Read::take(&mut *source, len).read_to_end(&mut bytes)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 == len))
}

fn started(source: &mut dyn Source, head: Head) -> Option<u64> {
    let mut inside = [0; 24];
    if head.end - head.body < 24 || read_at(source, head.body, &mut inside).is_err() {
        return None;
    }
    let (uuid, wall_ms) = inside.split_at(16);
    (uuid == START_UUID).then(|| wall_ms.try_into().ok().map(u64::from_be_bytes)).flatten()
}

/// The first track of pictures that can be shown, else the first one.
fn choose(movie: &Movie<'_>) -> Option<usize> {
    let pictures = || movie.traks.iter().enumerate().filter(|(_, trak)| &trak.handler == b"vide");
    let is_h264 =
        |trak: &Trak<'_>| trak.entry.as_ref().is_some_and(|entry| matches!(entry.codec, Codec::H264(_)));
    pictures().find(|(_, trak)| is_h264(trak)).or_else(|| pictures().next()).map(|(place, _)| place)
}

fn other(trak: &Trak<'_>) -> OtherTrack {
    let kind = match &trak.handler {
        b"vide" => TrackKind::Pictures,
        b"soun" => TrackKind::Sound,
        _ => TrackKind::Other,
    };
    let codec = match trak.entry.as_ref().map(|entry| &entry.codec) {
        Some(Codec::H264(_)) => "H.264".to_owned(),
        Some(Codec::Other(name)) => name.clone(),
        None => trak.handler.escape_ascii().to_string(),
    };
    OtherTrack { kind, codec }
}
