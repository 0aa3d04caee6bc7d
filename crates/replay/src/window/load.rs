//! From planned segments to a window.

use hindsight_domain::{Kind, Segment};
use hindsight_rrweb::harmless::{Rewriter, Rewritten};
use serde_json::value::RawValue;

use super::{
    LEAD_BYTES, Reel, Size, Window, WindowError, cut,
    fold::fold,
    line, plan,
    shelf::{Kept, Shelf},
};

/// Builds the window of `reel` at `at_ms`, an offset from the recording's start.
///
/// `fetch` gives a segment's plain bytes, one event per line ([`inflate`](crate::inflate) makes them from what
/// is stored). It is called for each segment that is needed, once.
pub fn load<E: std::error::Error + 'static>(
    reel: &Reel<'_>,
    at_ms: i64,
    size: &Size,
    mut fetch: impl FnMut(&Segment) -> Result<Vec<u8>, E>,
) -> Result<Window, WindowError<E>> {
    if reel.kind == Kind::Screen {
        return Err(WindowError::NoEvents { kind: reel.kind });
    }
    let plan = plan(reel, at_ms, size);
    let mut shelf = Shelf::new(&plan, *size);
    let mut unreadable = 0;
    let too_long = |_| WindowError::TooLong { max_bytes: LEAD_BYTES };
    if let Some(keyframe) = reel.keyframe.filter(|_| plan.by_keyframe) {
        for (number, text) in (0..).zip(keyframe.events.lines()) {
            let Some(line) = line::read(reel.kind, text) else {
                unreadable += 1;
                continue;
            };
            let kept = Kept { time: keyframe.time, place: (0, number), role: line.role, json: text.into() };
            shelf.put(kept).map_err(too_long)?;
        }
    }
    let later = reel.segments.iter().map(|segment| segment.from).filter(|from| *from > plan.to);
    let mut next = later.min();
    for &position in &plan.segments {
        let segment = &reel.segments[position];
        if segment.from > shelf.to() {
            continue;
        }
        let index = segment.index;
        let plain = fetch(segment).map_err(|source| WindowError::Fetch { index, source })?;
        for (number, text) in plain.split(|&byte| byte == b'\n').enumerate() {
            if text.trim_ascii().is_empty() {
                continue;
            }
            let read =
                std::str::from_utf8(text).ok().and_then(|text| Some((line::read(reel.kind, text)?, text)));
            let Some((line, text)) = read else {
                unreadable += 1;
                continue;
            };
            if line.time > plan.to {
                next = Some(next.map_or(line.time, |next| next.min(line.time)));
            }
            if line.time < plan.since || line.time > shelf.to() {
                continue;
            }
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let kept = Kept { time: line.time, place: (index, number), role: line.role, json: text.into() };
            shelf.put(kept).map_err(too_long)?;
        }
    }
    let (mut kept, mut to) = shelf.finish();
    if to == plan.to && !reel.segments.is_empty() {
        // Up to the next event nothing changes, however long that is.
        to = to.max(next.map_or(reel.end(), |next| next.plus(-1)));
    }
    let is_start = reel.kind == Kind::Agent && plan.from == reel.timeline.start();
    let beginning = if is_start { 0 } else { cut::beginning(reel.kind, &kept, plan.from) };
    kept.drain(..beginning);
    if reel.kind == Kind::Web {
        fold(&mut kept, plan.from, size.lead_ms);
    }
    let keyframe = kept.first().map_or(plan.from, |event| event.time);
    let mut events = Vec::with_capacity(kept.len());
    // The window begins with a snapshot: what a change refers to is known from within it.
    let mut rewriter = Rewriter::new();
    for event in kept {
        match shown(reel.kind, event.json, &mut rewriter) {
            Some(json) => events.push(json),
            None => unreadable += 1,
        }
    }
    let line = reel.timeline;
    Ok(Window {
        from_ms: line.offset_ms(plan.from),
        to_ms: line.offset_ms(to),
        keyframe_ms: line.offset_ms(keyframe),
        events,
        unreadable,
    })
}

/// What a player may see of an event: all of an agent's, and of a web session's what can do no harm.
fn shown(kind: Kind, json: Box<str>, rewriter: &mut Rewriter) -> Option<Box<RawValue>> {
    let json = match kind {
        Kind::Web => match rewriter.rewrite(&json).ok()? {
            Rewritten::Kept { json, .. } => json,
            Rewritten::LeftOut(_) => return None,
        },
        Kind::Agent | Kind::Screen => json.into(),
    };
    RawValue::from_string(json).ok()
}
