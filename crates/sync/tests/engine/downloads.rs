//! Segments on their way down, through everything that can happen to them.

use std::sync::{Arc, Mutex};

use hindsight_contract::sync::{BATCH_ABSENT, SegmentPage};
use hindsight_domain::{Kind, Role};
use hindsight_sync::{FaultCause, Phase, Progress, SyncError, Trip, Wanted, sync, upload};

use crate::lab::{Console, Lab};
use crate::made::{events, id, video};
use crate::meddler::Deed;

const BATCH: &str = "POST /sync/v1/blobs/batch";
const BLOB: &str = "GET /sync/v1/blobs/";
const MIB: usize = 1 << 20;

/// Recordings at the server, one segment each, that say `alpha`.
async fn uploaded(lab: &Lab, names: &[&str]) -> Console {
    let ann = lab.console("a", "ann", Role::Admin).await;
    for name in names {
        ann.import(name, Kind::Agent, vec![events(0, &["alpha", name])]);
        upload(&ann.vault, &ann.remote, &id(name), &ann.trip).await.unwrap();
    }
    ann
}

async fn reader(lab: &Lab) -> Console {
    lab.console("b", "ben", Role::Admin).await
}

fn faults(synced: &hindsight_sync::Synced) -> Vec<(String, FaultCause)> {
    synced.faults.iter().map(|fault| (fault.recording_id.to_string(), fault.why.clone())).collect()
}

#[tokio::test]
async fn only_what_is_wanted_comes() {
    let lab = Lab::new().await;
    let ann = uploaded(&lab, &["one", "two", "three"]).await;
    ann.flag("two");
    ann.sync(&Wanted::None).await.unwrap();
    let ben = reader(&lab).await;
    let here = |ben: &Console| ["one", "two", "three"].map(|name| ben.has(name));

    let synced = ben.sync(&Wanted::None).await.unwrap();
    assert_eq!((synced.report.downloaded_bytes, here(&ben)), (0, [false; 3]));
    assert!(synced.report.received >= 4, "the list came: {:?}", synced.report);
    ben.sync(&Wanted::Flagged).await.unwrap();
    assert_eq!(here(&ben), [false, true, false]);
    ben.sync(&Wanted::Ids(vec![id("three"), id("unknown")])).await.unwrap();
    assert_eq!(here(&ben), [false, true, true]);
    ben.sync(&Wanted::All).await.unwrap();
    assert_eq!((here(&ben), ben.finds("alpha")), ([true; 3], 3));
}

#[tokio::test]
async fn what_plays_comes_before_the_queue_and_the_queue_before_the_rest() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Admin).await;
    for (n, name) in ["rest", "queued", "playing"].iter().enumerate() {
        ann.import(name, Kind::Screen, vec![video(n as u32, MIB)].into_iter().map(first).collect());
        upload(&ann.vault, &ann.remote, &id(name), &ann.trip).await.unwrap();
    }
    ann.flag("queued");
    ann.sync(&Wanted::None).await.unwrap();
    let hash = |name: &str| ann.vault.segments(&id(name)).unwrap()[0].segment.hash.to_string();
    let ben = reader(&lab).await;
    lab.meddler.asked();
    let trip = Trip { playing: Some(id("playing")), ..ben.trip.clone() };
    sync(&ben.vault, &ben.remote, &Wanted::All, &trip).await.unwrap();
    let blobs: Vec<_> = lab.meddler.asked().into_iter().filter(|name| name.starts_with(BLOB)).collect();
    let due: Vec<_> =
        ["playing", "queued", "rest"].iter().map(|name| format!("{BLOB}{}", hash(name))).collect();
    assert_eq!(blobs, due);
}

/// As the first segment of a recording of its own.
fn first((mut segment, bytes): (hindsight_domain::Segment, Vec<u8>)) -> (hindsight_domain::Segment, Vec<u8>) {
    segment.index = 0;
    (segment, bytes)
}

#[tokio::test]
async fn a_batch_that_ends_early_is_asked_for_on() {
    let lab = Lab::new().await;
    uploaded(&lab, &["one", "two", "three", "four"]).await;
    let ben = reader(&lab).await;
    lab.meddler.set(|asked| match asked.name.starts_with(BATCH) {
        true => Deed::Changed(Box::new(|bytes| {
            let first = 4 + u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
            bytes[..first].to_vec()
        })),
        false => Deed::Pass,
    });
    let synced = ben.sync(&Wanted::All).await.unwrap();
    assert_eq!((ben.missing(), faults(&synced)), (0, vec![]));
    assert_eq!(lab.meddler.asked().iter().filter(|name| name.starts_with(BATCH)).count(), 4);
}

#[tokio::test]
async fn a_server_that_gives_nothing_is_not_asked_for_ever() {
    let lab = Lab::new().await;
    uploaded(&lab, &["one", "two"]).await;
    let ben = reader(&lab).await;
    lab.meddler.set(|asked| match asked.name.starts_with(BATCH) {
        true => Deed::Changed(Box::new(|_| Vec::new())),
        false => Deed::Pass,
    });
    let error = ben.sync(&Wanted::All).await.unwrap_err();
    assert!(matches!(error, SyncError::Protocol { .. }), "{error}");
}

#[tokio::test]
async fn what_came_of_a_batch_before_a_cut_is_kept() {
    let lab = Lab::new().await;
    uploaded(&lab, &["one", "two", "three"]).await;
    for (how, deed) in [
        ("cut", Deed::CutAfter(200)),
        (
            "ended inside a blob",
            Deed::Changed(Box::new(|mut bytes| {
                bytes.truncate(200);
                bytes
            })),
        ),
    ] {
        let ben = lab.console(how, "ben", Role::Admin).await;
        lab.meddler.once(BATCH, deed);
        let synced = ben.sync(&Wanted::All).await.unwrap();
        assert_eq!((ben.missing(), synced.fault_count), (0, 0), "{how}");
        assert_eq!(ben.finds("alpha"), 3, "{how}: each once");
    }
}

#[tokio::test]
async fn a_damaged_blob_is_dropped_and_asked_for_once_more() {
    let lab = Lab::new().await;
    uploaded(&lab, &["one", "two"]).await;
    let ben = reader(&lab).await;
    let flip = |mut bytes: Vec<u8>| {
        bytes[10] ^= 1;
        bytes
    };
    lab.meddler.once(BATCH, Deed::Changed(Box::new(flip)));
    let synced = ben.sync(&Wanted::All).await.unwrap();
    assert_eq!((ben.missing(), synced.fault_count), (0, 0));
}

#[tokio::test]
async fn a_blob_that_stays_damaged_is_a_fault_of_its_recording_alone() {
    let lab = Lab::new().await;
    let ann = uploaded(&lab, &["good", "bad", "fine"]).await;
    let bad = ann.vault.read_segment(&id("bad"), 0).unwrap();
    let ben = reader(&lab).await;
    let spoil = move |mut bytes: Vec<u8>| {
        if let Some(at) = bytes.windows(bad.len()).position(|window| window == bad) {
            bytes[at] ^= 1;
        }
        bytes
    };
    lab.meddler.set(move |asked| match asked.name.starts_with(BATCH) {
        true => Deed::Changed(Box::new(spoil.clone())),
        false => Deed::Pass,
    });
    let synced = ben.sync(&Wanted::All).await.unwrap();
    assert_eq!(faults(&synced), [("bad".to_owned(), FaultCause::Damaged)]);
    assert_eq!((ben.has("good"), ben.has("bad"), ben.has("fine")), (true, false, true));
}

#[tokio::test]
async fn blobs_of_a_wrong_length_and_absent_ones_are_told() {
    let lab = Lab::new().await;
    uploaded(&lab, &["one", "two"]).await;
    let ben = reader(&lab).await;
    lab.meddler.set(|asked| match asked.name.starts_with(BATCH) {
        true => Deed::Changed(Box::new(|_| [BATCH_ABSENT, 3].iter().flat_map(|n| n.to_le_bytes()).collect())),
        false => Deed::Pass,
    });
    let synced = ben.sync(&Wanted::All).await.unwrap();
    let mut causes: Vec<_> = faults(&synced).into_iter().map(|(_, why)| why).collect();
    causes.sort_by_key(|why| format!("{why:?}"));
    // The second one of a wrong length is asked for again, and is then the first of its batch.
    assert_eq!(causes, [FaultCause::Absent, FaultCause::Absent]);
    lab.meddler.rest();
    ben.sync(&Wanted::All).await.unwrap();
    assert_eq!(ben.missing(), 0, "the next sync has them");
}

#[tokio::test]
async fn a_large_blob_goes_on_after_a_cut() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Admin).await;
    let (segment, bytes) = video(0, 3 * MIB);
    ann.import("screen", Kind::Screen, vec![(segment, bytes.clone())]);
    upload(&ann.vault, &ann.remote, &id("screen"), &ann.trip).await.unwrap();
    let ben = reader(&lab).await;
    lab.meddler.asked();
    lab.meddler.once(BLOB, Deed::CutAfter(2 * MIB));
    let synced = ben.sync(&Wanted::All).await.unwrap();
    assert_eq!(synced.report.downloaded_bytes, 3 * MIB as u64, "no byte came twice");
    assert_eq!(ben.vault.read_segment(&id("screen"), 0).unwrap(), bytes);
    let asked: Vec<_> = lab.meddler.asked().into_iter().filter(|name| name.starts_with(BLOB)).collect();
    assert_eq!(asked.len(), 2);
    assert!(asked[1].ends_with(" bytes=2097152-"), "{asked:?}");
}

#[tokio::test]
async fn a_large_blob_goes_on_after_the_process_died() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Admin).await;
    let (segment, bytes) = video(0, 3 * MIB);
    ann.import("screen", Kind::Screen, vec![(segment, bytes.clone())]);
    upload(&ann.vault, &ann.remote, &id("screen"), &ann.trip).await.unwrap();
    let ben = reader(&lab).await;
    lab.meddler.set(|asked| match asked.name.starts_with(BLOB) {
        // Something each time, so that only being ended ends it.
        true if asked.range.is_none() => Deed::CutAfter(2 * MIB),
        true => Deed::CutAfter(0),
        false => Deed::Pass,
    });
    assert!(ben.sync(&Wanted::All).await.unwrap_err().is_offline());
    lab.meddler.rest();
    lab.meddler.asked();
    let synced = ben.sync(&Wanted::All).await.unwrap();
    assert!(synced.report.downloaded_bytes <= MIB as u64 + 65_536, "{}", synced.report.downloaded_bytes);
    assert_eq!(ben.vault.read_segment(&id("screen"), 0).unwrap(), bytes);
}

#[tokio::test]
async fn a_large_blob_that_is_another_one_is_thrown_away_and_asked_for_once_more() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Admin).await;
    ann.import("screen", Kind::Screen, vec![video(0, MIB)]);
    upload(&ann.vault, &ann.remote, &id("screen"), &ann.trip).await.unwrap();
    let spoil = |mut bytes: Vec<u8>| {
        bytes[500_000] ^= 1;
        bytes
    };

    let ben = reader(&lab).await;
    lab.meddler.once(BLOB, Deed::Changed(Box::new(spoil)));
    assert_eq!(ben.sync(&Wanted::All).await.unwrap().fault_count, 0);
    assert!(ben.has("screen"));

    let cid = lab.console("c", "cid", Role::Admin).await;
    lab.meddler.set(move |asked| match asked.name.starts_with(BLOB) {
        true => Deed::Changed(Box::new(spoil)),
        false => Deed::Pass,
    });
    assert_eq!(faults(&cid.sync(&Wanted::All).await.unwrap()), [("screen".to_owned(), FaultCause::Damaged)]);
    assert!(!cid.has("screen"));
}

#[tokio::test]
async fn cancelling_keeps_what_had_come() {
    let lab = Lab::new().await;
    let names: Vec<_> = (0..5).map(|n| format!("run-{n}")).collect();
    uploaded(&lab, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let ben = reader(&lab).await;
    let cancel = ben.trip.cancel.clone();
    let mut batches = 0;
    lab.meddler.set(move |asked| {
        if !asked.name.starts_with(BATCH) {
            return Deed::Pass;
        }
        batches += 1;
        if batches == 2 {
            cancel.cancel();
        }
        Deed::Changed(Box::new(|bytes| {
            let first = 4 + u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
            bytes[..first].to_vec()
        }))
    });
    assert!(matches!(ben.sync(&Wanted::All).await, Err(SyncError::Cancelled)));
    assert_eq!(ben.missing(), 4, "the first batch's one is kept");
}

#[tokio::test]
async fn progress_goes_up_to_what_was_announced() {
    let lab = Lab::new().await;
    uploaded(&lab, &["one", "two", "three"]).await;
    let ben = reader(&lab).await;
    let told = Arc::new(Mutex::new(Vec::<Progress>::new()));
    let hears = Arc::clone(&told);
    let trip =
        Trip { progress: Arc::new(move |progress| hears.lock().unwrap().push(progress)), ..ben.trip.clone() };
    sync(&ben.vault, &ben.remote, &Wanted::All, &trip).await.unwrap();
    let told = told.lock().unwrap();
    let downloads: Vec<_> = told.iter().filter(|progress| progress.phase == Phase::Download).collect();
    let (first, last) = (downloads[0], downloads[downloads.len() - 1]);
    assert_eq!((first.items, first.of_items), (0, Some(3)));
    assert_eq!((Some(last.items), Some(last.bytes)), (last.of_items, last.of_bytes));
}

#[tokio::test]
async fn a_recording_of_many_segments_is_listed_by_pages() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Admin).await;
    let segments: Vec<_> = (0..14).map(|n| events(n, &[&format!("word{n}")])).collect();
    ann.import("long", Kind::Agent, segments);
    upload(&ann.vault, &ann.remote, &id("long"), &ann.trip).await.unwrap();
    let ben = reader(&lab).await;
    lab.meddler.asked();
    // The feed carries eight; the rest come three by three.
    lab.meddler.set(|asked| match asked.name.contains("/segments?") {
        true => Deed::Changed(Box::new(|bytes| {
            let mut page: SegmentPage = serde_json::from_slice(&bytes).unwrap();
            page.segments.truncate(3);
            serde_json::to_vec(&page).unwrap()
        })),
        false => Deed::Pass,
    });
    let synced = ben.sync(&Wanted::All).await.unwrap();
    assert_eq!((synced.fault_count, ben.missing(), ben.has("long")), (0, 0, true));
    assert_eq!(ben.finds("word13"), 1);
    let lists = lab.meddler.asked().iter().filter(|name| name.contains("/segments?")).count();
    assert_eq!(lists, 2);
}
