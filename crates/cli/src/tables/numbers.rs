//! Many recordings in numbers, on a terminal.

use std::fmt::Write as _;

use hindsight_contract::desk::{FacetValue, Numbers, NumbersSource, ReadHere, RunNumbers};

use super::{clock, plain, short, table};

/// Rows of a list: the rest stands in the JSON.
const ROWS: usize = 15;

pub(crate) fn numbers(numbers: &Numbers) -> String {
    let mut out = whose(numbers);
    let sessions = &numbers.sessions;
    out.push_str("\nWeb sessions\n");
    let rows = [
        ("sessions", sessions.sessions.to_string()),
        ("users", sessions.users.to_string()),
        ("page views", sessions.page_views.to_string()),
        ("clicks", sessions.clicks.to_string()),
        ("average length", length(sessions.mean_ms)),
    ];
    for (name, value) in rows {
        let _infallible = writeln!(out, "  {name:<16}{value:>10}");
    }
    out.push_str(&split("device", &numbers.devices));
    out.push_str(&split("service", &numbers.services));
    if !numbers.pages.is_empty() {
        let rows: Vec<_> = numbers
            .pages
            .iter()
            .take(ROWS)
            .map(|page| {
                let (views, sessions) = (page.views.to_string(), page.sessions.to_string());
                vec![views, sessions, short(&page.path, 50), short(&page.title, 40)]
            })
            .collect();
        let _infallible = write!(out, "\n{}", table(&[">views", ">sessions", "page", "title"], &rows));
    }
    out.push_str("\nAgent recordings\n");
    let all = ("all agents".to_owned(), &numbers.runs);
    let agents = numbers.agents.iter().take(ROWS).map(|agent| (short(&agent.name, 40), &agent.runs));
    let rows: Vec<_> = std::iter::once(all).chain(agents).map(|(name, runs)| run_row(name, runs)).collect();
    let heading = ["agent", ">running", ">completed", ">failed", ">cancelled", ">errors", ">average length"];
    out.push_str(&table(&heading, &rows));
    out
}

fn whose(numbers: &Numbers) -> String {
    let server = numbers.server_url.as_deref().map_or_else(String::new, |url| format!(" ({})", plain(url)));
    let mut out = match numbers.source {
        NumbersSource::Server if numbers.only_seen => format!("Your recordings at the server{server}"),
        NumbersSource::Server => format!("All recordings at the server{server}"),
        NumbersSource::Here => format!("What is listed on this laptop{server}"),
    };
    let _infallible = writeln!(out, ", as of {}", numbers.as_of);
    let all = |read: &ReadHere| read.sessions_read == read.sessions && read.runs_read == read.runs;
    if let Some(read) = numbers.read.as_ref().filter(|read| !all(read)) {
        let _infallible = writeln!(
            out,
            "Clicks and page views of {} of {} sessions, pages of {}; errors of {} of {} agent recordings: the others \
             are not downloaded",
            read.sessions_counted, read.sessions, read.sessions_read, read.runs_read, read.runs
        );
    }
    out
}

fn split(what: &str, values: &[FacetValue]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = values
        .iter()
        .take(ROWS)
        .map(|one| {
            let value = if one.value.is_empty() { "(none)".to_owned() } else { short(&one.value, 40) };
            vec![one.total.to_string(), value]
        })
        .collect();
    format!("\n{}", table(&[">sessions", what], &rows))
}

fn run_row(name: String, runs: &RunNumbers) -> Vec<String> {
    let counts = [runs.recording, runs.completed, runs.failed, runs.cancelled, runs.errors];
    let mut row = vec![name];
    row.extend(counts.iter().map(u64::to_string));
    row.push(length(runs.mean_ms));
    row
}

fn length(mean_ms: Option<f64>) -> String {
    // A mean of lengths fits.
    mean_ms.map_or_else(|| "–".to_owned(), |ms| clock(ms.round() as i64))
}
