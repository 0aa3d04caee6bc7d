//! Samples of a file whose tables stand in its `moov`.

use super::Damage;
use super::bytes::{Fields, child};
use super::samples::{MAX_SAMPLE_BYTES, Samples};

/// Adds what the tables say. A sample outside the file is lost: it has no bytes.
pub(super) fn add(table: &[u8], file_len: u64, samples: &mut Samples, damage: &mut Vec<Damage>) {
    if child(table, b"stsz").or_else(|| child(table, b"stz2")).is_none_or(is_empty) {
        return;
    }
    let mut missing = |name: &'static str| damage.push(Damage::TableMissing { name });
    let Some(mut sizes) = Sizes::read(table) else { return missing("stsz") };
    let Some(mut times) = Pairs::read(table, b"stts") else { return missing("stts") };
    let Some(mut chunks) = Chunks::read(table) else { return missing("stsc, stco or co64") };
    let mut offsets = Pairs::read(table, b"ctts");
    let mut keyframes = Keyframes::read(table);
    let (mut dts, mut lost, mut number, mut delta) = (0_i64, 0, 0_u32, 0);
    while let Some(size) = sizes.next() {
        if samples.is_full() {
            damage.push(Damage::TooManySamples);
            break;
        }
        let Some(at) = chunks.next(size) else {
            lost += 1 + sizes.left();
            break;
        };
        // A table that ends early goes on as it ended.
        delta = times.next().unwrap_or(delta);
        let shown_after = offsets.as_mut().and_then(Pairs::next).unwrap_or_default().cast_signed();
        number += 1;
        let is_whole =
            size <= MAX_SAMPLE_BYTES && at.checked_add(size.into()).is_some_and(|end| end <= file_len);
        lost += u64::from(!is_whole);
        let (at, size) = if is_whole { (at, size) } else { (at.min(file_len), 0) };
        samples.push(at, size, dts, delta, shown_after, keyframes.is(number));
        dts = dts.saturating_add(delta.into());
    }
    if lost > 0 {
        damage.push(Damage::SamplesLost { count: lost });
    }
}

/// A film in fragments has tables without entries.
fn is_empty(body: &[u8]) -> bool {
    let mut fields = Fields(body);
    fields.take(8).is_none() || fields.u32().unwrap_or_default() == 0
}

/// `stsz` or `stz2`.
struct Sizes<'a> {
    left: u32,
    /// 0 where each has its own.
    same: u32,
    bits: u8,
    fields: Fields<'a>,
    half: Option<u8>,
}

impl<'a> Sizes<'a> {
    fn read(table: &'a [u8]) -> Option<Self> {
        let compact = child(table, b"stsz").is_none();
        let mut fields = Fields(child(table, b"stsz").or_else(|| child(table, b"stz2"))?);
        fields.version()?;
        let word = fields.u32()?;
        let left = fields.u32()?;
        let (same, bits) = if compact { (0, word as u8) } else { (word, 32) };
        Some(Self { left, same, bits, fields, half: None })
    }

    fn left(&self) -> u64 {
        self.left.into()
    }

    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        if self.same > 0 {
            return Some(self.same);
        }
        match self.bits {
            4 => match self.half.take() {
                Some(low) => Some(low.into()),
                None => {
                    let byte = self.fields.u8()?;
                    self.half = Some(byte & 0xf);
                    Some((byte >> 4).into())
                }
            },
            8 => self.fields.u8().map(u32::from),
            16 => self.fields.u16().map(u32::from),
            _ => self.fields.u32(),
        }
    }
}

/// `stts` or `ctts`: how often, and what.
struct Pairs<'a> {
    fields: Fields<'a>,
    left: u32,
    times: u32,
    value: u32,
}

impl<'a> Pairs<'a> {
    fn read(table: &'a [u8], name: &[u8; 4]) -> Option<Self> {
        let mut fields = Fields(child(table, name)?);
        fields.version()?;
        let left = fields.u32()?;
        Some(Self { fields, left, times: 0, value: 0 })
    }

    fn next(&mut self) -> Option<u32> {
        while self.times == 0 {
            self.left = self.left.checked_sub(1)?;
            (self.times, self.value) = (self.fields.u32()?, self.fields.u32()?);
        }
        self.times -= 1;
        Some(self.value)
    }
}

/// `stsc` with `stco` or `co64`: where the next sample begins.
struct Chunks<'a> {
    runs: Fields<'a>,
    offsets: Fields<'a>,
    is_wide: bool,
    chunk: u32,
    /// From which chunk on the next run holds.
    next_run: u32,
    next_per_chunk: u32,
    per_chunk: u32,
    left_in_chunk: u32,
    at: u64,
}

impl<'a> Chunks<'a> {
    fn read(table: &'a [u8]) -> Option<Self> {
        let mut runs = Fields(child(table, b"stsc")?);
        runs.version()?;
        runs.u32()?;
        let is_wide = child(table, b"stco").is_none();
        let mut offsets = Fields(child(table, b"stco").or_else(|| child(table, b"co64"))?);
        offsets.version()?;
        offsets.u32()?;
        let mut this = Self {
            runs,
            offsets,
            is_wide,
            chunk: 0,
            next_run: 0,
            next_per_chunk: 0,
            per_chunk: 0,
            left_in_chunk: 0,
            at: 0,
        };
        this.read_run();
        Some(this)
    }

    fn read_run(&mut self) {
        let mut run = || Some((self.runs.u32()?, self.runs.u32()?, self.runs.u32()?));
        (self.next_run, self.next_per_chunk) = run().map_or((u32::MAX, 0), |(from, count, _)| (from, count));
    }

    fn next(&mut self, size: u32) -> Option<u64> {
        while self.left_in_chunk == 0 {
            let at = if self.is_wide { self.offsets.u64() } else { self.offsets.u32().map(u64::from) };
            self.at = at?;
            self.chunk += 1;
            while self.chunk >= self.next_run {
                self.per_chunk = self.next_per_chunk;
                self.read_run();
            }
            self.left_in_chunk = self.per_chunk;
        }
        self.left_in_chunk -= 1;
        let at = self.at;
        self.at = self.at.saturating_add(size.into());
        Some(at)
    }
}

/// `stss`: from which samples playing may start. Without it, from all.
struct Keyframes<'a> {
    fields: Option<Fields<'a>>,
    next: u32,
}

impl<'a> Keyframes<'a> {
    fn read(table: &'a [u8]) -> Self {
        let mut fields = child(table, b"stss").map(Fields);
        if let Some(fields) = &mut fields {
            fields.take(8);
        }
        Self { fields, next: 0 }
    }

    /// Asked in order; numbers begin with 1.
    fn is(&mut self, number: u32) -> bool {
        let Some(fields) = &mut self.fields else { return true };
        while self.next < number {
            self.next = fields.u32().unwrap_or(u32::MAX);
        }
        self.next == number
    }
}
