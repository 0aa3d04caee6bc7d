//! The events that a window keeps while its segments are read.

use hindsight_domain::Timestamp;

use super::{LEAD_BYTES, Plan, Size, line::Role};

/// An event that may go into the window.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) time: Timestamp,
    /// Position of its segment in the recording, then of its line: after the time, the order of replay.
    pub(super) place: (u32, u32),
    pub(super) role: Role,
    pub(super) json: Box<str>,
}

impl Kept {
    fn order(&self) -> (Timestamp, (u32, u32)) {
        (self.time, self.place)
    }
}

/// More than [`LEAD_BYTES`] stand where nothing may be cut off.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Overfull;

/// Sorts what comes into what stands before the asked time and what follows it, and lets go of what does not fit.
pub(super) struct Shelf {
    from: Timestamp,
    /// Shrinks when more follows than is allowed.
    to: Timestamp,
    size: Size,
    lead: Vec<Kept>,
    lead_bytes: usize,
    ahead: Vec<Kept>,
    ahead_bytes: usize,
    /// Where `ahead` is looked through next: twice what remained after the last time.
    trim_at: (usize, usize),
}

impl Shelf {
    pub(super) fn new(plan: &Plan, size: Size) -> Self {
        Self {
            from: plan.from,
            to: plan.to,
            size,
            lead: Vec::new(),
            lead_bytes: 0,
            ahead: Vec::new(),
            ahead_bytes: 0,
            trim_at: (size.events.saturating_mul(2).max(2), size.bytes.saturating_mul(2)),
        }
    }

    /// Later events are of no use any more.
    pub(super) fn to(&self) -> Timestamp {
        self.to
    }

    pub(super) fn put(&mut self, event: Kept) -> Result<(), Overfull> {
        let bytes = event.json.len();
        if event.time <= self.from {
            self.lead_bytes += bytes;
            self.lead.push(event);
        } else if event.time <= self.to {
            self.ahead_bytes += bytes;
            self.ahead.push(event);
            if self.ahead.len() > self.trim_at.0 || self.ahead_bytes > self.trim_at.1 {
                self.trim();
                self.trim_at =
                    (self.trim_at.0.max(self.ahead.len() * 2), self.trim_at.1.max(self.ahead_bytes * 2));
            }
        }
        let full = self.lead_bytes > LEAD_BYTES || self.ahead_bytes > LEAD_BYTES.max(self.size.bytes);
        if full { Err(Overfull) } else { Ok(()) }
    }

    /// Cuts what follows the asked time down to its size, between two milliseconds. The first millisecond after
    /// the asked time stays whole: a player that asks on from the window's end must get further.
    fn trim(&mut self) {
        self.ahead.sort_unstable_by_key(Kept::order);
        let Some(first) = self.ahead.first().map(|event| event.time) else { return };
        let mut bytes = 0;
        let over = self.ahead.iter().enumerate().find(|(count, event)| {
            bytes += event.json.len();
            *count >= self.size.events || bytes > self.size.bytes
        });
        let Some((_, over)) = over else { return };
        self.to = if over.time > first { over.time.plus(-1) } else { first };
        let to = self.to;
        self.ahead.retain(|event| event.time <= to);
        self.ahead_bytes = self.ahead.iter().map(|event| event.json.len()).sum();
    }

    /// All that was kept, in order, and the window's last millisecond.
    pub(super) fn finish(mut self) -> (Vec<Kept>, Timestamp) {
        self.trim();
        self.lead.sort_unstable_by_key(Kept::order);
        self.lead.append(&mut self.ahead);
        (self.lead, self.to)
    }
}
