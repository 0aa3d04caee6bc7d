//! Samples of a film in fragments: what each `moof` says of one track.

use super::Damage;
use super::bytes::{Fields, child, children};
use super::movie::Defaults;
use super::samples::{MAX_SAMPLE_BYTES, Samples};

/// Set in a sample's flags where playing cannot start.
const NOT_SYNC: u32 = 0x1_0000;

pub(super) struct Fragments<'a> {
    pub(super) track_id: u32,
    pub(super) defaults: Defaults,
    pub(super) file_len: u64,
    pub(super) samples: &'a mut Samples,
    pub(super) lost: u64,
}

impl Fragments<'_> {
    /// Adds what the `moof` that begins at `start` says; `body` is what is in it.
    pub(super) fn add(&mut self, start: u64, body: &[u8], damage: &mut Vec<Damage>) {
        // Where data of a traf without a word about it begin: at the moof, then behind those of the traf before.
        let mut implicit = start;
        for (_, traf) in children(body).filter(|(name, _)| name == b"traf") {
            if self.traf(start, &mut implicit, traf).is_none() {
                damage.push(Damage::FragmentUnreadable { at: start });
            }
        }
    }

    fn traf(&mut self, start: u64, implicit: &mut u64, traf: &[u8]) -> Option<()> {
        let mut header = Fields(child(traf, b"tfhd")?);
        let (_, flags) = header.version()?;
        let track = header.u32()?;
        let mut base = if flags & 0x2_0000 != 0 { start } else { *implicit };
        if flags & 1 != 0 {
            base = header.u64()?;
        }
        if flags & 2 != 0 {
            header.u32()?;
        }
        let mut defaults = self.defaults;
        for (bit, field) in
            [(8, &mut defaults.duration), (0x10, &mut defaults.size), (0x20, &mut defaults.flags)]
        {
            if flags & bit != 0 {
                *field = header.u32()?;
            }
        }
        let is_ours = track == self.track_id;
        let mut dts = self.samples.end();
        if is_ours && let Some(decode_time) = child(traf, b"tfdt") {
            let mut fields = Fields(decode_time);
            let (version, _) = fields.version()?;
            // Room for adding durations without an overflow.
            dts = i64::try_from(fields.time(version)?).ok().filter(|&ticks| ticks < i64::MAX / 4)?;
        }
        let mut at = base;
        for (_, run) in children(traf).filter(|(name, _)| name == b"trun") {
            self.run(base, &mut at, &mut dts, run, defaults, is_ours)?;
        }
        *implicit = at;
        Some(())
    }

    fn run(
        &mut self,
        base: u64,
        at: &mut u64,
        dts: &mut i64,
        run: &[u8],
        defaults: Defaults,
        is_ours: bool,
    ) -> Option<()> {
        let mut fields = Fields(run);
        let (_, flags) = fields.version()?;
        let count = fields.u32()?;
        if flags & 1 != 0 {
            *at = base.checked_add_signed(fields.i32()?.into())?;
        }
        let mut first_flags = if flags & 4 != 0 { Some(fields.u32()?) } else { None };
        for _ in 0..count {
            if self.samples.is_full() {
                return None;
            }
            let mut field =
                |bit: u32, default: u32| if flags & bit != 0 { fields.u32() } else { Some(default) };
            let duration = field(0x100, defaults.duration)?;
            let size = field(0x200, defaults.size)?;
            let own_flags = field(0x400, first_flags.take().unwrap_or(defaults.flags))?;
            let shown_after = field(0x800, 0)?.cast_signed();
            if is_ours {
                let is_key = own_flags & NOT_SYNC == 0;
                let end = at.checked_add(size.into());
                let is_whole = size <= MAX_SAMPLE_BYTES && end.is_some_and(|end| end <= self.file_len);
                self.lost += u64::from(!is_whole);
                let (at, size) = if is_whole { (*at, size) } else { ((*at).min(self.file_len), 0) };
                self.samples.push(at, size, *dts, duration, shown_after, is_key);
            } else if flags & 0x200 == 0 {
                // Other tracks matter for where their data end, which needs no loop.
                *at = at.saturating_add(u64::from(size) * u64::from(count));
                return Some(());
            }
            *at = at.saturating_add(size.into());
            *dts = dts.saturating_add(duration.into());
        }
        Some(())
    }
}
