//! A web session: pages, inputs, what went wrong, where nobody did anything, how it ended.

use hindsight_domain::Recording;

use super::{Idle, MomentKind, Moments, Sentence, Visit, attached, first, words};

/// Pages that a sentence names.
const NAMED_PAGES: usize = 3;

pub(super) fn sentences(
    recording: &Recording,
    moments: &Moments,
    visit: &Visit,
    idle: &[Idle],
) -> Vec<Sentence> {
    let mut sentences = vec![Sentence::new(None, opening(recording, idle))];
    sentences.extend(pages(visit));
    sentences.extend(did(visit));
    sentences.extend(attached(moments));
    sentences.extend(went_wrong(moments));
    sentences.extend(ended(moments, visit));
    sentences
}

fn opening(recording: &Recording, idle: &[Idle]) -> String {
    let device = recording.device.as_deref().filter(|device| *device != "unspecified");
    let on = device.map(|device| format!(" on a {device} device")).unwrap_or_default();
    let length = words::span(recording.duration_ms);
    let longest = idle.iter().max_by_key(|idle| idle.to_ms.saturating_sub(idle.from_ms));
    let gap = longest.map(|idle| {
        let span = words::span(idle.to_ms.saturating_sub(idle.from_ms));
        format!(", with up to {span} in which nobody did anything")
    });
    format!("A web session of {length}{on}{}.", gap.unwrap_or_default())
}

fn pages(visit: &Visit) -> Option<Sentence> {
    let start = visit.pages.first()?;
    let mut named: Vec<&str> = Vec::new();
    for page in visit.pages.iter().skip(1) {
        if page.address != start.address && !named.contains(&page.address.as_str()) {
            named.push(&page.address);
        }
    }
    let more = visit.page_count.saturating_sub(1);
    let text = if more == 0 {
        format!("It shows one page, {}.", start.address)
    } else {
        let others = named.len().saturating_sub(NAMED_PAGES) as u64;
        named.truncate(NAMED_PAGES);
        let mut parts: Vec<_> = named.into_iter().map(str::to_owned).collect();
        if others > 0 {
            parts.push(words::counted(others, "other"));
        }
        let to = if parts.is_empty() { String::new() } else { format!(": {}", words::listed(&parts)) };
        format!("It begins on {} and goes to another page {}{to}.", start.address, words::times(more))
    };
    Some(Sentence::new(start.at_ms, text))
}

fn did(visit: &Visit) -> Option<Sentence> {
    let parts: Vec<_> = [(visit.clicks, "click"), (visit.fields, "filled field")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| words::counted(count, noun))
        .collect();
    let at_ms = visit.first_click_ms.into_iter().chain(visit.first_field_ms).min()?;
    Some(Sentence::new(at_ms, format!("A person left {}.", words::listed(&parts))))
}

/// What ranks highest of it is quoted; the rest is counted.
fn went_wrong(moments: &Moments) -> Option<Sentence> {
    let kinds = [
        (MomentKind::JavascriptError, "JavaScript error"),
        (MomentKind::RageClick, "rage click"),
        (MomentKind::FormAbandon, "abandoned form"),
        (MomentKind::ConsoleError, "console error"),
        (MomentKind::DeadClick, "dead click"),
    ];
    let counts: Vec<_> = kinds
        .into_iter()
        .filter(|(kind, _)| moments.count(*kind) > 0)
        .map(|(kind, noun)| words::counted(moments.count(kind), noun))
        .collect();
    let (worst, noun) = kinds.into_iter().find_map(|(kind, noun)| Some((first(moments, kind)?, noun)))?;
    let said = words::quoted(&worst.label);
    let text = format!("It has {}; the first {noun} is {said}.", words::listed(&counts));
    Some(Sentence::new(worst.at_ms, text))
}

fn ended(moments: &Moments, visit: &Visit) -> Option<Sentence> {
    if moments.count(MomentKind::Navigation) == 0 {
        return None;
    }
    let last = visit.last_page.as_ref()?;
    Some(Sentence::new(last.at_ms, format!("It ends on {}.", last.address)))
}
