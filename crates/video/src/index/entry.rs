//! The description of a track's samples: the codec, and what its decoder must know before the first picture.

use super::bytes::{Fields, child};
use crate::nal;
use crate::sps::Sps;

/// What a track of pictures is coded in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Codec {
    H264(Avc),
    /// Not for openh264: its name for a person.
    Other(String),
}

/// What an `avcC` says. Sets may be empty where they come with the pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avc {
    /// Bytes of the length before each NAL unit; 0 where there are start codes instead.
    pub length_size: u8,
    /// NAL units.
    pub sps: Vec<Vec<u8>>,
    pub pps: Vec<Vec<u8>>,
}

impl Avc {
    /// The first sequence parameter set that can be read.
    #[must_use]
    pub fn parameters(&self) -> Option<Sps> {
        self.sps.iter().find_map(|unit| Sps::read(unit))
    }
}

/// One sample entry.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) codec: Codec,
    pub(super) width: u32,
    pub(super) height: u32,
    /// The part that is to be seen, where a `clap` says so and it begins at the top left.
    pub(super) visible: Option<(u32, u32)>,
}

impl Entry {
    pub(super) fn read(name: [u8; 4], body: &[u8], handler: &[u8; 4]) -> Self {
        let other = Self { codec: Codec::Other(call(name)), width: 0, height: 0, visible: None };
        if handler != b"vide" {
            return other;
        }
        Self::pictures(name, body).unwrap_or(other)
    }

    fn pictures(name: [u8; 4], body: &[u8]) -> Option<Self> {
        let mut fields = Fields(body);
        fields.take(24)?;
        let (width, height) = (fields.u16()?.into(), fields.u16()?.into());
        fields.take(50)?;
        let inside = fields.0;
        let avc = matches!(&name, b"avc1" | b"avc3").then(|| child(inside, b"avcC").and_then(avc)).flatten();
        let codec = avc.map_or_else(|| Codec::Other(call(name)), Codec::H264);
        let visible = child(inside, b"clap").and_then(|clap| visible(clap, width, height));
        Some(Self { codec, width, height, visible })
    }
}

fn avc(body: &[u8]) -> Option<Avc> {
    let mut fields = Fields(body);
    let (version, ..) = (fields.u8()?, fields.take(3)?);
    if version != 1 {
        return None;
    }
    let length_size = (fields.u8()? & 3) + 1;
    let mut sets = |mask: u8| -> Option<Vec<Vec<u8>>> {
        let count = fields.u8()? & mask;
        (0..count).map(|_| fields.u16().and_then(|len| fields.take(len.into())).map(<[u8]>::to_vec)).collect()
    };
    let (sps, pps) = (sets(0x1f)?, sets(0xff)?);
    let of_kind =
        |units: Vec<Vec<u8>>, kind| units.into_iter().filter(|unit| nal::kind(unit) == kind).collect();
    Some(Avc { length_size, sps: of_kind(sps, nal::SPS), pps: of_kind(pps, nal::PPS) })
}

fn visible(clap: &[u8], width: u32, height: u32) -> Option<(u32, u32)> {
    let mut fields = Fields(clap);
    let mut pair = || Some((i64::from(fields.i32()?), i64::from(fields.i32()?)));
    let (across, down, right, lower) = (pair()?, pair()?, pair()?, pair()?);
    let whole = |(value, by): (i64, i64), most: u32| {
        (by > 0 && value > 0 && value % by == 0).then(|| value / by).filter(|&side| side <= most.into())
    };
    let seen = (whole(across, width)?, whole(down, height)?);
    // From centre to centre: what is left out must be at the right and at the bottom.
    let at_start = |(value, by): (i64, i64), seen: i64, whole: u32| {
        by != 0 && i128::from(value) * 2 == i128::from(seen - i64::from(whole)) * i128::from(by)
    };
    (at_start(right, seen.0, width) && at_start(lower, seen.1, height))
        .then_some((seen.0 as u32, seen.1 as u32))
}

/// What people call a codec; the four letters where nobody does.
fn call(name: [u8; 4]) -> String {
    let known = match &name {
        b"hvc1" | b"hev1" => "H.265 (HEVC)",
        b"dvh1" | b"dvhe" => "Dolby Vision",
        b"av01" => "AV1",
        b"vp08" => "VP8",
        b"vp09" => "VP9",
        b"vvc1" | b"vvi1" => "H.266 (VVC)",
        b"mp4v" => "MPEG-4 Visual",
        b"jpeg" | b"mjpg" | b"mjpa" => "Motion JPEG",
        b"apch" | b"apcn" | b"apcs" | b"apco" | b"ap4h" => "ProRes",
        b"encv" => "a decryption key (its pictures are protected)",
        b"avc1" | b"avc3" => "H.264 whose description is damaged",
        b"mp4a" => "AAC",
        b"Opus" => "Opus",
        b"ac-3" | b"ec-3" => "Dolby Digital",
        b"alac" => "Apple Lossless",
        b".mp3" => "MP3",
        _ => return name.escape_ascii().to_string(),
    };
    known.to_owned()
}
