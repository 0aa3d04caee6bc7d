//! What comes down: the first sync of many small recordings, and one large blob beside curl.

use std::process::Command;
use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use hindsight_console::{Console, Wanted};
use hindsight_contract::sync::{PostMutations, StartUpload, UPLOAD_CHUNK_BYTES, UPLOAD_OFFSET};
use hindsight_domain::{
    BlobHash, Chance, Clock, Kind, Media, Mutation, MutationId, MutationKind, NewRecording, Recording,
    RecordingId, Segment, Status,
};
use hindsight_testkit::Seeded;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::Wish;
use crate::field::{Field, RealClock, millis, timed};
use crate::report::Figure;

fn sync(runtime: &tokio::runtime::Runtime, console: &Console) -> Result<u64> {
    let silent = Arc::new(|_: hindsight_console::Progress| ());
    let synced = runtime.block_on(console.sync(Wanted::All, silent, CancellationToken::new()))?;
    Ok(synced.report.downloaded_bytes)
}

pub(crate) fn measure_first_sync(wish: &Wish) -> Result<Vec<Figure>> {
    let field = Field::new()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let count = wish.size(10_000);
    let chance = Seeded::new(5);
    for n in 0..count {
        let id = field.start(&format!("agent-{}", n % 50))?;
        // About 5 KB of events.
        let mut lines = String::new();
        for e in 0..20 {
            let line = json!({ "event_type": "operation_update", "event_data": {
                "operation_id": format!("op-{e}"), "progress": e * 5,
                "message": format!("booking {} read, amount {}, next page {}", chance.below(90_000), chance.below(900), chance.next()),
                "arguments": { "customer": format!("customer {}", chance.below(5_000)), "fields": ["id", "name", "amount"] } } });
            lines.push_str(&line.to_string());
            lines.push('\n');
        }
        field.send_lines(&id, &lines)?;
        field.post(&format!("/api/canvas/recording/{id}/stop"), &json!({ "status": "completed" }))?;
    }
    let mut rates = Vec::new();
    for round in 0..3 {
        let console = field.console(&runtime, &format!("console-{round}"))?;
        let (bytes, took) = timed(|| sync(&runtime, &console))?;
        ensure!(bytes > 0, "nothing came");
        let page = hindsight_vault::Page { limit: 1, offset: 0 };
        let hits = runtime.block_on(console.search("booking", page))?;
        ensure!(hits.total > 0, "it is not searchable");
        rates.push(count as f64 / took.as_secs_f64());
    }
    Ok(vec![
        Figure::new("first sync of agent recordings of 5 KB, searchable", "recordings/s", rates)
            .at_least(2_000.0),
    ])
}

pub(crate) fn measure_download(wish: &Wish) -> Result<Vec<Figure>> {
    let field = Field::new()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut blob = vec![0; wish.size(200) << 20];
    Seeded::new(3).fill(&mut blob);
    let hash = upload(&field, &blob)?;
    let bytes = blob.len() as f64;
    drop(blob);
    let mut ratios = Vec::new();
    for round in 0..5 {
        let file = field.dir.path().join("curl.out");
        let curl = || {
            let status = Command::new("curl")
                .args([
                    "--silent",
                    "--fail",
                    "--header",
                    &format!("Authorization: Bearer {}", field.token),
                    "--output",
                ])
                .arg(&file)
                .arg(format!("{}/sync/v1/blobs/{hash}", field.url))
                .status()?;
            ensure!(status.success(), "curl ended with {status}");
            // The vault's copy is on the disk when it says so; curl's should be too.
            Ok(std::fs::File::open(&file)?.sync_all()?)
        };
        let (_, by_curl) = timed(curl)?;
        let console = field.console(&runtime, &format!("console-{round}"))?;
        let (came, by_us) = timed(|| sync(&runtime, &console))?;
        ensure!(came as f64 >= bytes, "only {came} bytes came");
        ratios.push(millis(by_curl) / millis(by_us));
        std::fs::remove_dir_all(field.dir.path().join(format!("console-{round}")))?;
    }
    Ok(vec![
        Figure::new("download of a 200 MB blob into the vault, speed over curl's to disk", "×", ratios)
            .at_least(0.5),
    ])
}

/// Uploads a blob as a console would, and announces the recording that it belongs to.
fn upload(field: &Field, blob: &[u8]) -> Result<BlobHash> {
    let hash = BlobHash::of(blob);
    let bytes = u64::try_from(blob.len())?;
    field.post("/sync/v1/uploads", &serde_json::to_value(StartUpload { hash: hash.clone(), bytes })?)?;
    for (n, chunk) in blob.chunks(UPLOAD_CHUNK_BYTES).enumerate() {
        let request = field
            .agent
            .patch(format!("{}/sync/v1/uploads/{hash}", field.url))
            .header("Authorization", field.bearer())
            .header("Content-Type", "application/octet-stream")
            .header(UPLOAD_OFFSET, (n * UPLOAD_CHUNK_BYTES).to_string());
        request.send(chunk)?;
    }
    let now = RealClock.now();
    let chance = Seeded::new(9);
    let recording = Recording {
        id: RecordingId::new(now, &chance),
        kind: Kind::Screen,
        title: "A long screen".into(),
        session_id: None,
        agent_id: None,
        user_id: None,
        service: None,
        device: None,
        status: Status::Completed,
        tags: Vec::new(),
        started_at: now,
        ended_at: Some(now.plus(60_000)),
        duration_ms: 60_000,
        event_count: 0,
        flagged: false,
        details: serde_json::Map::new(),
    };
    let segment = Segment {
        index: 0,
        media: Media::Mp4,
        hash: hash.clone(),
        bytes,
        events: 0,
        from: now,
        to: now.plus(60_000),
        keyframes_ms: vec![0],
    };
    let kind = MutationKind::Recording(Box::new(NewRecording { recording, segments: vec![segment] }));
    let mutations = vec![Mutation { id: MutationId::new(now, &chance), at: now, kind }];
    let post = PostMutations { client_id: "bench".into(), witness: None, mutations };
    let results = field.post("/sync/v1/mutations", &serde_json::to_value(post)?)?;
    ensure!(results["results"][0]["outcome"] == "applied", "the recording was not taken: {results}");
    results["results"].as_array().context("results")?;
    Ok(hash)
}
