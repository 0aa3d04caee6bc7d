//! What a person reads on a terminal. Recorded text is somebody else's: it may not drive the terminal.

mod numbers;

use std::fmt::Write as _;
use std::io::Write as _;

use hindsight_console::Synced;
use hindsight_contract::desk::{Fact, FactKind, Facts, Track};
use hindsight_contract::view::{
    Check, CheckState, Imported, MomentList, OutboxItem, RecordingView, SearchHit, SentenceView, Shown,
    SyncReport,
};
use hindsight_domain::{Note, RecordingId, Review};

pub(crate) use numbers::numbers;

/// Text as it can be printed: control characters and marks that reorder text are shown, not obeyed.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let reorders =
            matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c == '\n' || c == '\t' {
            out.push(' ');
        } else if c.is_control() || reorders {
            let _infallible = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// Milliseconds as `1:23` or `1:02:03`, with tenths below a minute.
pub(crate) fn clock(ms: i64) -> String {
    let (sign, ms) = if ms < 0 { ("-", ms.saturating_neg()) } else { ("", ms) };
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60);
    match (hours, minutes) {
        (0, 0) => format!("{sign}0:{seconds:02}.{}", ms / 100 % 10),
        (0, _) => format!("{sign}{minutes}:{seconds:02}"),
        _ => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// Rows under a heading, each column as wide as its widest cell; columns that begin with `>` stand right.
fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<_> = heading.iter().map(|h| h.trim_start_matches('>').chars().count()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    let titles = heading.iter().map(|h| h.trim_start_matches('>').to_owned()).collect();
    for row in std::iter::once(&titles).chain(rows) {
        let mut line = String::new();
        for ((cell, width), title) in row.iter().zip(&widths).zip(heading) {
            let pad = " ".repeat(width - cell.chars().count());
            let (before, after) =
                if title.starts_with('>') { (pad.as_str(), "") } else { ("", pad.as_str()) };
            let _infallible = write!(line, "{before}{cell}{after}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn short(text: &str, chars: usize) -> String {
    let text = plain(text);
    if text.chars().count() <= chars {
        return text;
    }
    text.chars().take(chars - 1).chain(['…']).collect()
}

pub(crate) fn recordings(items: &[RecordingView], total: u64) -> String {
    if total == 0 {
        return "No recordings. Import a file, or sign in and sync.\n".to_owned();
    }
    let rows: Vec<_> = items
        .iter()
        .map(|view| {
            let r = &view.recording;
            vec![
                plain(r.id.as_str()),
                r.kind.to_string(),
                r.started_at.to_string(),
                clock(r.duration_ms),
                r.event_count.to_string(),
                r.status.to_string(),
                if r.flagged { "flagged" } else { "" }.to_owned(),
                if view.cached { "offline" } else { "" }.to_owned(),
                short(&r.title, 50),
            ]
        })
        .collect();
    let heading = ["id", "kind", "started", ">length", ">events", "status", "flag", "kept", "title"];
    format!("{}{} of {total}\n", table(&heading, &rows), items.len())
}

/// A recording, and what its replay lacks.
pub(crate) fn shown(shown: &Shown) -> String {
    let mut out = recording(&shown.recording);
    if let Some(trouble) = &shown.trouble {
        let _infallible = writeln!(out, "Not read: {}", plain(&trouble.message));
    }
    for lack in shown.fidelity.iter().flatten() {
        let _infallible =
            writeln!(out, "lacks     {} {}, from {} on", lack.count, lack.kind, clock(lack.first_ms));
    }
    out
}

fn recording(view: &RecordingView) -> String {
    let r = &view.recording;
    let mut rows = vec![
        ("id", r.id.to_string()),
        ("title", r.title.clone()),
        ("kind", r.kind.to_string()),
        ("status", r.status.to_string()),
        ("started", r.started_at.to_string()),
        ("length", clock(r.duration_ms)),
        ("events", r.event_count.to_string()),
        ("flagged", if r.flagged { "yes" } else { "no" }.to_owned()),
        ("kept offline", if view.cached { "yes" } else { "no" }.to_owned()),
        ("only here", if view.local_only { "yes" } else { "no" }.to_owned()),
    ];
    let optional = [
        ("session", &r.session_id),
        ("agent", &r.agent_id),
        ("user", &r.user_id),
        ("service", &r.service),
        ("device", &r.device),
    ];
    rows.extend(optional.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))));
    if !r.tags.is_empty() {
        rows.push(("tags", r.tags.join(", ")));
    }
    rows.extend(view.review_id.iter().map(|id| ("review", id.to_string())));
    let mut out = String::new();
    for (name, value) in rows {
        let _infallible = writeln!(out, "{name:<13} {}", plain(&value));
    }
    for (name, value) in &r.details {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let _infallible = writeln!(out, "{:<13} {}", plain(name), short(&value, 200));
    }
    out
}

pub(crate) fn hits(hits: &[SearchHit], total: u64) -> String {
    if total == 0 {
        return "Nothing found in what is kept offline.\n".to_owned();
    }
    let mut out = String::new();
    for hit in hits {
        let place = format!("{} at {} ({})", hit.recording_id, clock(hit.at_ms), hit.field);
        let _infallible = writeln!(out, "{}\n    {}", plain(&place), plain(&hit.snippet));
    }
    let _infallible = writeln!(out, "{} of {total}", hits.len());
    out
}

pub(crate) fn reviews(reviews: &[Review]) -> String {
    if reviews.is_empty() {
        return "Nothing to review.\n".to_owned();
    }
    let mut out = String::new();
    for review in reviews {
        let line = format!("{}  {}  {}  {}", review.id, review.severity, review.state, review.recording_id);
        let _infallible = writeln!(out, "{}", plain(&line));
        for flag in &review.flags {
            let line = format!("{} flagged: {}", flag.by, flag.reason);
            let _infallible = writeln!(out, "    {}", plain(&line));
        }
        for verdict in &review.verdicts {
            let s = &verdict.statement;
            let note = s.note.as_deref().map_or_else(String::new, |note| format!(": {note}"));
            let line = format!(
                "{} decided {} ({}){note} [{}]",
                verdict.reviewer, s.verdict, s.reason, verdict.standing
            );
            let _infallible = writeln!(out, "    {}", plain(&line));
        }
    }
    out
}

pub(crate) fn notes(notes: &[Note]) -> String {
    let mut out = String::new();
    for note in notes {
        let line = format!("{}  {} ({}, {})", clock(note.at_ms), note.text, note.by, note.at);
        let _infallible = writeln!(out, "{}", plain(&line));
    }
    if out.is_empty() { "No notes.\n".to_owned() } else { out }
}

/// Moments of recording `of`, and of others of its session, each of those with its id.
pub(crate) fn moments(of: &RecordingId, found: &MomentList) -> String {
    let mut out = String::new();
    for moment in &found.list.items {
        let at = if moment.whole { "all".to_owned() } else { clock(moment.at_ms) };
        let mut line = format!("{at}  {:>3}  {}: {}", moment.score, moment.kind, moment.label);
        if moment.recording_id != *of {
            let _infallible = write!(line, "  ({})", moment.recording_id);
        }
        let _infallible = writeln!(out, "{}", plain(&line));
    }
    if out.is_empty() {
        out.push_str("No moments.\n");
    }
    for id in &found.unread {
        let _infallible = writeln!(out, "Without those of {id}, which is not here or cannot be read");
    }
    out
}

/// Characters of a fact's text that a person is told; `--json` has all of it.
const TOLD_CHARS: usize = 300;

pub(crate) fn facts(facts: &Facts) -> String {
    let mut out = String::new();
    for fact in &facts.items {
        let text = short(&fact.text, TOLD_CHARS);
        let _infallible = writeln!(out, "{}  {}: {text}", clock(fact.at_ms), plain(word_of(fact)));
    }
    if out.is_empty() {
        out.push_str("It told nothing beside its picture.\n");
    }
    if facts.left_out > 0 {
        let _infallible = writeln!(out, "{} more that say less are not kept", facts.left_out);
    }
    out
}

fn word_of(fact: &Fact) -> &str {
    match fact.kind {
        FactKind::Page => "page",
        FactKind::Title => "title",
        FactKind::Console => fact.level.as_deref().unwrap_or("log"),
        FactKind::Error => "uncaught",
        FactKind::Event => "event",
    }
}

/// Steps of a picture of activity, the lowest first.
const STEPS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Characters of that picture.
const PICTURE_CHARS: usize = 60;
/// Gaps that a person is told; `--json` has them all.
const TOLD_GAPS: usize = 20;

pub(crate) fn timeline(track: &Track) -> String {
    let mut out = String::new();
    let (length, active) = (clock(track.duration_ms), clock(track.active_ms));
    let _infallible = writeln!(out, "{length} long, {active} of it without gaps");
    let picture = picture(&track.active_density);
    if !picture.is_empty() {
        let _infallible = writeln!(out, "{picture}");
    }
    let least = track.idle_ms as f64 / 1_000.0;
    let _infallible = writeln!(out, "{} gaps of {least} s or more", track.idle.len());
    for gap in track.idle.iter().take(TOLD_GAPS) {
        let length = clock(gap.to_ms.saturating_sub(gap.from_ms));
        let _infallible = writeln!(out, "{} to {}, {length}", clock(gap.from_ms), clock(gap.to_ms));
    }
    if track.idle.len() > TOLD_GAPS {
        let _infallible = writeln!(out, "and {} more", track.idle.len() - TOLD_GAPS);
    }
    for jump in &track.clock_jumps {
        let (at, days) = (clock(jump.from_ms), (jump.to_ms.saturating_sub(jump.from_ms)) / 86_400_000);
        let _infallible = writeln!(
            out,
            "At {at} nothing happens for {days} days: the clock of what recorded it jumped, most likely"
        );
    }
    out
}

/// A line that is the higher the more happened; empty where nothing did.
fn picture(density: &[u32]) -> String {
    let parts: Vec<u32> = density
        .chunks(density.len().div_ceil(PICTURE_CHARS).max(1))
        .map(|chunk| chunk.iter().fold(0, |sum: u32, count| sum.saturating_add(*count)))
        .collect();
    let most = parts.iter().copied().max().unwrap_or(0);
    let step = |count: &u32| match (u64::from(*count) * STEPS.len() as u64).checked_div(u64::from(most)) {
        None | Some(0) if *count == 0 => ' ',
        share => STEPS[usize::try_from(share.unwrap_or(0)).unwrap_or(0).clamp(1, STEPS.len()) - 1],
    };
    if most == 0 { String::new() } else { parts.iter().map(step).collect() }
}

pub(crate) fn summary(sentences: &[SentenceView]) -> String {
    let mut out = String::new();
    for sentence in sentences {
        let at = sentence.at_ms.map_or_else(String::new, |at_ms| format!(" [{}]", clock(at_ms)));
        let _infallible = writeln!(out, "{}{at}", plain(&sentence.text));
    }
    if out.is_empty() { "There is nothing to tell.\n".to_owned() } else { out }
}

pub(crate) fn outbox(items: &[OutboxItem]) -> String {
    if items.is_empty() {
        return "Nothing waits to be sent.\n".to_owned();
    }
    let rows: Vec<_> = items
        .iter()
        .map(|item| {
            let state = serde_json::to_value(item.state).ok();
            let state = state.as_ref().and_then(|s| s.as_str()).unwrap_or_default().to_owned();
            let error = item.last_error.as_deref().map_or_else(String::new, |e| short(e, 100));
            vec![
                item.kind.clone(),
                state,
                item.attempts.to_string(),
                plain(item.recording_id.as_str()),
                error,
            ]
        })
        .collect();
    table(&["what", "state", ">tries", "recording", "last error"], &rows)
}

pub(crate) fn imported(items: &[Imported]) -> String {
    let mut out = String::new();
    for item in items {
        let already = if item.already { " (was here already)" } else { "" };
        let _infallible =
            writeln!(out, "{} {} with {} events{already}", item.kind, plain(item.id.as_str()), item.events);
        for skipped in &item.skipped {
            let _infallible =
                writeln!(out, "    event {} skipped: {}", skipped.index, plain(&skipped.reason));
        }
    }
    out
}

pub(crate) fn synced(report: &SyncReport) -> String {
    let mut out = format!(
        "{} changes received, {} sent, {} bytes downloaded\n",
        report.received, report.sent, report.downloaded_bytes
    );
    if report.conflicts > 0 {
        let _infallible = writeln!(
            out,
            "{} of your verdicts compete with another: see `hindsight queue`",
            report.conflicts
        );
    }
    if report.parked > 0 {
        let _infallible = writeln!(out, "{} refused by the server: see `hindsight outbox`", report.parked);
    }
    out
}

/// What did not come although it was wanted: said, also where the result is JSON.
pub(crate) fn warn_of_faults(synced: &Synced) {
    let mut stderr = std::io::stderr().lock();
    for fault in &synced.faults {
        let _closed = writeln!(stderr, "hindsight: {}", plain(&fault.to_string()));
    }
    let named = u64::try_from(synced.faults.len()).unwrap_or(u64::MAX);
    if synced.fault_count > named {
        let _closed = writeln!(stderr, "hindsight: and {} more like these", synced.fault_count - named);
    }
    if let Some((was, is)) = synced.role {
        let _closed = writeln!(
            stderr,
            "hindsight: your role is now {is} (it was {was}): what you no longer may see was erased here, what waits is kept"
        );
    } else if synced.rebuilt {
        let _closed =
            writeln!(stderr, "hindsight: the server's history changed; everything was compared anew");
    }
}

pub(crate) fn checks(checks: &[Check]) -> String {
    let mut out = String::new();
    for check in checks {
        let mark = match check.state {
            CheckState::Ok => "ok  ",
            CheckState::Warn => "warn",
            CheckState::Fail => "FAIL",
        };
        let _infallible = writeln!(out, "{mark}  {:<16} {}", check.name, plain(&check.detail));
        if !check.hint.is_empty() {
            let _infallible = writeln!(out, "      {:<16} {}", "", plain(&check.hint));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_text_does_not_drive_the_terminal() {
        assert_eq!(plain("a\x1b[2Jb\u{202e}c\nd"), "a\\u{1b}[2Jb\\u{202e}c d");
    }

    #[test]
    fn lengths_read_as_a_clock() {
        for (ms, text) in
            [(0, "0:00.0"), (1_250, "0:01.2"), (83_000, "1:23"), (3_723_000, "1:02:03"), (-500, "-0:00.5")]
        {
            assert_eq!(clock(ms), text);
        }
    }

    #[test]
    fn numbers_stand_right_and_words_left() {
        let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["bbb".to_owned(), "22".to_owned()]];
        assert_eq!(table(&["x", ">n"], &rows), "x     n\na     1\nbbb  22\n");
    }
}
