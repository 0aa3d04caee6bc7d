//! What stands before the first fragment: which stream this is, and that its pictures come in fragments.

use super::boxes::Boxes;
use super::{Start, TIMESCALE, Track};

/// Seconds from 1904, where MP4 begins to count, to 1970.
const EPOCH_S: u64 = 2_082_844_800;
/// Of the box with the start in milliseconds.
pub(crate) const START_UUID: [u8; 16] =
    [0x6f, 0x1c, 0x9a, 0x52, 0x3d, 0x7e, 0x4b, 0x06, 0x9f, 0x21, 0x8e, 0x45, 0xd3, 0x70, 0xba, 0x1e];
/// Of a picture that is not turned, in 16.16 and 2.30.
const UPRIGHT: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
pub(super) const TRACK_ID: u32 = 1;

pub(super) fn init_segment(track: &Track, start: Start) -> Vec<u8> {
    let created_s = start.wall_ms / 1000 + EPOCH_S;
    let mut boxes = Boxes::default();
    boxes.boxed(b"ftyp", |b| {
        b.bytes(b"iso6").u32(1).bytes(b"iso6isomavc1mp41");
    });
    boxes.boxed(b"moov", |b| {
        b.full(b"mvhd", 1, 0, |b| {
            b.u64(created_s).u64(created_s).u32(TIMESCALE).u64(0);
            b.u32(0x1_0000).u16(0x100).zeros(10);
            UPRIGHT.iter().for_each(|&value| _ = b.u32(value));
            b.zeros(24).u32(TRACK_ID + 1);
        });
        b.boxed(b"trak", |b| trak(b, track, created_s));
        b.boxed(b"mvex", |b| {
            b.full(b"trex", 0, 0, |b| _ = b.u32(TRACK_ID).u32(1).zeros(12));
        });
    });
    boxes.boxed(b"uuid", |b| _ = b.bytes(&START_UUID).u64(start.wall_ms));
    boxes.into_bytes()
}

fn trak(b: &mut Boxes, track: &Track, created_s: u64) {
    // Enabled, in the movie.
    b.full(b"tkhd", 1, 3, |b| {
        b.u64(created_s).u64(created_s).u32(TRACK_ID).u32(0).u64(0).zeros(16);
        UPRIGHT.iter().for_each(|&value| _ = b.u32(value));
        b.u32(track.width << 16).u32(track.height << 16);
    });
    b.boxed(b"mdia", |b| {
        b.full(b"mdhd", 1, 0, |b| {
            // "und", three letters of five bits.
            b.u64(created_s).u64(created_s).u32(TIMESCALE).u64(0).u16(0x55c4).u16(0);
        });
        b.full(b"hdlr", 0, 0, |b| _ = b.u32(0).bytes(b"vide").zeros(12).bytes(b"screen\0"));
        b.boxed(b"minf", |b| {
            b.full(b"vmhd", 0, 1, |b| _ = b.zeros(8));
            b.boxed(b"dinf", |b| {
                b.full(b"dref", 0, 0, |b| {
                    // The data are in this file.
                    b.u32(1).full(b"url ", 0, 1, |_| {});
                });
            });
            b.boxed(b"stbl", |b| {
                b.full(b"stsd", 0, 0, |b| _ = b.u32(1).boxed(b"avc1", |b| avc1(b, track)));
                b.full(b"stts", 0, 0, |b| _ = b.u32(0));
                b.full(b"stsc", 0, 0, |b| _ = b.u32(0));
                b.full(b"stsz", 0, 0, |b| _ = b.u32(0).u32(0));
                b.full(b"stco", 0, 0, |b| _ = b.u32(0));
            });
        });
    });
}

fn avc1(b: &mut Boxes, track: &Track) {
    b.zeros(6).u16(1).zeros(16);
    // An encoder's pictures have at most 16,384 pixels a side.
    b.u16(track.width as u16).u16(track.height as u16);
    // 72 dpi, one frame a sample, no name, 24 bits.
    b.u32(0x48_0000).u32(0x48_0000).u32(0).u16(1).zeros(32).u16(24).u16(0xffff);
    b.boxed(b"avcC", |b| {
        let profile = [1, 2, 3].map(|at| track.sps.get(at).copied().unwrap_or_default());
        b.u8(1).bytes(&profile);
        // Lengths of four bytes; one set of each kind.
        b.u8(0xff).u8(0xe1).u16(track.sps.len() as u16).bytes(&track.sps);
        b.u8(1).u16(track.pps.len() as u16).bytes(&track.pps);
    });
    b.boxed(b"colr", |b| _ = b.bytes(b"nclx").u16(1).u16(1).u16(1).u8(0));
    if (track.visible_width, track.visible_height) != (track.width, track.height) {
        b.boxed(b"clap", |b| {
            b.u32(track.visible_width).u32(1).u32(track.visible_height).u32(1);
            // From centre to centre, in halves: minus what is beyond.
            b.u32(track.visible_width.wrapping_sub(track.width)).u32(2);
            b.u32(track.visible_height.wrapping_sub(track.height)).u32(2);
        });
    }
}
