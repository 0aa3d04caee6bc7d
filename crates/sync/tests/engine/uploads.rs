//! Local recordings on their way up.

use hindsight_contract::error::ErrorCode;
use hindsight_contract::view::UploadedState;
use hindsight_domain::{Kind, Role};
use hindsight_sync::{SyncError, Wanted, upload};

use crate::lab::{Console, Lab};
use crate::made::{events, id, video};
use crate::meddler::Deed;

async fn up(console: &Console, recording: &str) -> Result<(u64, UploadedState), SyncError> {
    let sent = upload(&console.vault, &console.remote, &id(recording), &console.trip).await?;
    Ok((sent.bytes, sent.state))
}

const MIB: usize = 1 << 20;

#[tokio::test]
async fn a_local_recording_arrives_at_another_console_with_all_that_was_said_of_it() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    let (one, two) = (events(0, &["alpha", "beta"]), events(1, &["gamma"]));
    let bytes = one.0.bytes + two.0.bytes;
    ann.import("run", Kind::Agent, vec![one.clone(), two.clone()]);
    let review = ann.flag("run");
    ann.note("run", "look here");
    assert!(ann.sync(&Wanted::All).await.unwrap().report.sent == 0, "nobody asked for the upload yet");

    assert_eq!(up(&ann, "run").await.unwrap(), (bytes, UploadedState::Uploaded));
    assert!(ann.waiting().is_empty(), "what was said of it went along: {:?}", ann.waiting());

    let ben = lab.console("b", "ben", Role::Reviewer).await;
    let synced = ben.sync(&Wanted::All).await.unwrap();
    assert_eq!(synced.report.downloaded_bytes, bytes);
    assert!(synced.faults.is_empty() && ben.has("run"));
    assert_eq!(ben.vault.read_segment(&id("run"), 1).unwrap(), two.1);
    assert_eq!((ben.finds("alpha"), ben.finds("gamma"), ben.finds("look")), (1, 1, 1));
    assert_eq!(ben.vault.review_of(&id("run")).unwrap().unwrap().id, review);

    assert_eq!(up(&ann, "run").await.unwrap(), (0, UploadedState::Uploaded), "once is enough");
}

#[tokio::test]
async fn a_large_segment_goes_up_in_pieces_and_goes_on_where_the_server_stands() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    ann.import("screen", Kind::Screen, vec![video(0, 9 * MIB)]);
    lab.meddler.once("PATCH", Deed::Lost);
    let (sent, state) = up(&ann, "screen").await.unwrap();
    assert_eq!(state, UploadedState::Uploaded);
    assert!(sent <= 9 * MIB as u64, "the piece whose answer was lost did not travel again");
    let asked = lab.meddler.asked();
    let pieces = asked.iter().filter(|name| name.starts_with("PATCH")).count();
    assert_eq!(pieces, 3, "{asked:#?}");
}

#[tokio::test]
async fn an_upload_that_was_cut_goes_on_with_the_next_sync() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    ann.import("screen", Kind::Screen, vec![video(0, 6 * MIB)]);
    let mut pieces = 0;
    lab.meddler.set(move |asked| {
        pieces += usize::from(asked.name.starts_with("PATCH"));
        if pieces > 1 { Deed::CutAfter(0) } else { Deed::Pass }
    });
    let error = up(&ann, "screen").await.unwrap_err();
    assert!(error.is_offline(), "{error}");
    lab.meddler.rest();
    lab.meddler.asked();
    let synced = ann.sync(&Wanted::None).await.unwrap();
    assert_eq!(synced.report.sent, 1, "the announcement waited in the outbox");
    let asked = lab.meddler.asked();
    assert!(asked.iter().filter(|name| name.starts_with("PATCH")).count() <= 1, "{asked:#?}");
    assert!(!ann.vault.recording(&id("screen")).unwrap().local_only);
}

#[tokio::test]
async fn a_server_that_stands_elsewhere_says_so_and_is_followed() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    ann.import("run", Kind::Agent, vec![events(0, &["alpha"])]);
    let wrong = r#"{"success":false,"error":{"code":"WRONG_OFFSET","message":"at 0","details":{"offset":0},"timestamp":0}}"#;
    lab.meddler.once("PATCH", Deed::Instead(409, wrong));
    assert_eq!(up(&ann, "run").await.unwrap().1, UploadedState::Uploaded);

    ann.import("never", Kind::Agent, vec![events(0, &["beta"])]);
    lab.meddler.set(move |asked| match asked.name.starts_with("PATCH") {
        true => Deed::Instead(409, wrong),
        false => Deed::Pass,
    });
    let error = up(&ann, "never").await.unwrap_err();
    assert!(matches!(error, SyncError::Protocol { .. }), "corrected without end: {error}");
}

#[tokio::test]
async fn segments_that_the_server_lost_go_up_again() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    let (segment, bytes) = events(0, &["alpha"]);
    ann.import("run", Kind::Agent, vec![(segment.clone(), bytes)]);
    // As far as this console knows, they are there.
    ann.vault.mark_upload(&segment.hash, segment.bytes, true).unwrap();
    ann.flag("run");
    assert_eq!(up(&ann, "run").await.unwrap().1, UploadedState::Uploaded);
    assert!(ann.waiting().is_empty(), "{:?}", ann.waiting());
}

#[tokio::test]
async fn a_recording_that_the_server_refuses_is_parked_and_holds_up_nothing_else() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    ann.import("good", Kind::Agent, vec![events(0, &["alpha"])]);
    let garbage = b"this is not zstd".to_vec();
    let (mut segment, _) = events(0, &["beta"]);
    segment.hash = hindsight_domain::BlobHash::of(&garbage);
    segment.bytes = garbage.len() as u64;
    ann.import("bad", Kind::Agent, vec![(segment, garbage)]);
    ann.flag("bad");

    let error = up(&ann, "bad").await.unwrap_err();
    let SyncError::Refused { body, .. } = &error else { panic!("{error}") };
    assert_eq!(body.code, ErrorCode::BadSegment);
    assert_eq!(up(&ann, "good").await.unwrap().1, UploadedState::Uploaded);
    let waiting: Vec<_> = ann.waiting().into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(waiting, ["recording", "flag"], "what was said of it waits with it");
}

#[tokio::test]
async fn a_blob_over_the_servers_limit_does_not_keep_the_feed_from_coming() {
    let lab = Lab::new().await;
    let ann = lab.console("a", "ann", Role::Reviewer).await;
    ann.import("one", Kind::Agent, vec![events(0, &["alpha"])]);
    up(&ann, "one").await.unwrap();
    let ben = lab.console("b", "ben", Role::Reviewer).await;
    ben.import("large", Kind::Agent, vec![events(0, &["beta"])]);
    ann.flag("one");
    ann.sync(&Wanted::None).await.unwrap();
    let refusal =
        r#"{"success":false,"error":{"code":"PAYLOAD_TOO_LARGE","message":"too large","timestamp":0}}"#;
    lab.meddler.set(move |asked| match asked.name.as_str() {
        "POST /sync/v1/uploads" => Deed::Instead(413, refusal),
        _ => Deed::Pass,
    });
    assert!(matches!(up(&ben, "large").await, Err(SyncError::Refused { .. })));
    let error = ben.sync(&Wanted::All).await.unwrap_err();
    assert!(matches!(error, SyncError::Refused { .. }), "{error}");
    assert!(ben.has("one"), "the feed and its blobs came all the same");
}
