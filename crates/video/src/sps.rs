//! What a sequence parameter set says: the size, the colours, and what a decoder must be able to do.
//!
//! Fields are those of ITU-T H.264, 7.3.2.1.1 and E.1.1.

use crate::nal;

/// Profiles whose sets say chroma format and bit depths (7.3.2.1.1).
const WITH_CHROMA: [u8; 13] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];
/// No picture has more; a set that says so is damaged.
const MAX_SIDE: u32 = 16_384;

/// A sequence parameter set, as far as it matters for showing pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sps {
    pub profile: u8,
    pub level: u8,
    /// 0 gray, 1 4:2:0, 2 4:2:2, 3 4:4:4.
    pub chroma_format: u8,
    pub bit_depth: u8,
    pub is_lossless: bool,
    pub is_interlaced: bool,
    /// After cropping.
    pub width: u32,
    pub height: u32,
    pub colour: Colour,
}

/// How planes become red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    pub is_full_range: bool,
    pub matrix: Matrix,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matrix {
    Bt601,
    Bt709,
    Bt2020,
}

impl Colour {
    /// What players take where a stream does not say: BT.709 from 720 lines on, BT.601 below.
    #[must_use]
    pub fn unsaid(width: u32, height: u32) -> Self {
        let matrix = if width >= 1280 || height >= 720 { Matrix::Bt709 } else { Matrix::Bt601 };
        Self { is_full_range: false, matrix }
    }
}

impl Sps {
    /// Reads a NAL unit with its first byte; `None` where it is damaged.
    #[must_use]
    pub fn read(unit: &[u8]) -> Option<Self> {
        if nal::kind(unit) != nal::SPS {
            return None;
        }
        // What matters comes long before; a scaling list cannot make it longer than this.
        let bytes = without_emulation(&unit[1..unit.len().min(4096)]);
        read(&mut Bits { bytes: &bytes, at: 0 })
    }

    /// What a player would need for this stream, if it is more than openh264 can.
    #[must_use]
    pub fn needs(&self) -> Option<&'static str> {
        if self.is_lossless {
            return Some("lossless H.264");
        }
        if self.bit_depth > 8 {
            return Some("H.264 with more than 8 bits a colour");
        }
        match self.chroma_format {
            2 => return Some("H.264 with 4:2:2 colours"),
            3 => return Some("H.264 with 4:4:4 colours"),
            _ => {}
        }
        self.is_interlaced.then_some("interlaced H.264")
    }
}

fn read(bits: &mut Bits<'_>) -> Option<Sps> {
    let (profile, _constraints, level) = (bits.take(8)? as u8, bits.take(8)?, bits.take(8)? as u8);
    bits.golomb()?;
    let (mut chroma_format, mut bit_depth, mut is_lossless) = (1, 8, false);
    if WITH_CHROMA.contains(&profile) {
        chroma_format = u8::try_from(bits.golomb()?).ok().filter(|&format| format <= 3)?;
        if chroma_format == 3 {
            bits.take(1)?;
        }
        let depths = [bits.golomb()?, bits.golomb()?];
        bit_depth = 8 + depths
            .into_iter()
            .max()
            .and_then(|more| u8::try_from(more).ok())
            .filter(|&more| more <= 6)?;
        is_lossless = bits.take(1)? == 1;
        if bits.take(1)? == 1 {
            for list in 0..if chroma_format == 3 { 12 } else { 8 } {
                if bits.take(1)? == 1 {
                    scaling_list(bits, if list < 6 { 16 } else { 64 })?;
                }
            }
        }
    }
    bits.golomb()?;
    match bits.golomb()? {
        0 => _ = bits.golomb()?,
        1 => {
            bits.take(1)?;
            bits.signed()?;
            bits.signed()?;
            let cycle = bits.golomb()?;
            if cycle > 255 {
                return None;
            }
            for _ in 0..cycle {
                bits.signed()?;
            }
        }
        _ => {}
    }
    bits.golomb()?;
    bits.take(1)?;
    let (across, down) = (bits.golomb()?.checked_add(1)?, bits.golomb()?.checked_add(1)?);
    let is_interlaced = bits.take(1)? == 0;
    if is_interlaced {
        bits.take(1)?;
    }
    bits.take(1)?;
    let field = if is_interlaced { 2 } else { 1 };
    let whole = (across.checked_mul(16)?, down.checked_mul(16)?.checked_mul(field)?);
    if whole.0 > MAX_SIDE || whole.1 > MAX_SIDE {
        return None;
    }
    let mut crop = [0; 4];
    if bits.take(1)? == 1 {
        for side in &mut crop {
            *side = bits.golomb()?;
        }
    }
    // 4:4:4 and gray are cropped by pixels, the others by what shares a colour.
    let unit =
        (if matches!(chroma_format, 1 | 2) { 2 } else { 1 }, if chroma_format == 1 { 2 } else { 1 } * field);
    let cut = |whole: u32, one: u32, other: u32, unit: u32| {
        whole.checked_sub(one.checked_add(other)?.checked_mul(unit)?).filter(|&left| left > 0)
    };
    let width = cut(whole.0, crop[0], crop[1], unit.0)?;
    let height = cut(whole.1, crop[2], crop[3], unit.1)?;
    // Damaged usability information takes nothing from the rest.
    let colour = colour(bits).unwrap_or_else(|| Colour::unsaid(width, height));
    Some(Sps { profile, level, chroma_format, bit_depth, is_lossless, is_interlaced, width, height, colour })
}

fn scaling_list(bits: &mut Bits<'_>, length: u32) -> Option<()> {
    let (mut last, mut next) = (8_i32, 8_i32);
    for _ in 0..length {
        if next != 0 {
            next = last.wrapping_add(bits.signed()?).wrapping_add(256) & 0xff;
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

/// `None` where the stream says no matrix.
fn colour(bits: &mut Bits<'_>) -> Option<Colour> {
    if bits.take(1)? == 0 {
        return None;
    }
    if bits.take(1)? == 1 && bits.take(8)? == 255 {
        bits.take(32)?;
    }
    if bits.take(1)? == 1 {
        bits.take(1)?;
    }
    if bits.take(1)? == 0 {
        return None;
    }
    bits.take(3)?;
    let is_full_range = bits.take(1)? == 1;
    if bits.take(1)? == 0 {
        return None;
    }
    bits.take(16)?;
    let matrix = match bits.take(8)? {
        1 => Matrix::Bt709,
        5 | 6 => Matrix::Bt601,
        9 | 10 => Matrix::Bt2020,
        _ => return None,
    };
    Some(Colour { is_full_range, matrix })
}

/// A stream escapes what looks like a start code: the 3 in `00 00 03` is not data.
fn without_emulation(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut zeros = 0;
    for &byte in bytes {
        if zeros >= 2 && byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        out.push(byte);
    }
    out
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        let mut value = 0_u32;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            value = value << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(value)
    }

    /// An unsigned number in Exp-Golomb code (9.1).
    fn golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.take(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1_u32 << zeros) - 1 + self.take(zeros)?)
    }

    fn signed(&mut self) -> Option<i32> {
        let code = self.golomb()?;
        let half = i32::try_from(code.div_ceil(2)).ok()?;
        Some(if code % 2 == 1 { half } else { -half })
    }
}
