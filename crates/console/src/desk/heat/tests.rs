//! Heatmaps of recordings in a real vault.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use hindsight_contract::heatmap::{FrameMeasure, HeatmapAsk, HeatmapFilter, HeatmapView, PageMeasure};
use hindsight_domain::{Chance, Clock, RecordingId, Timestamp};
use hindsight_vault::{MemoryKeychain, Unlock, Vault};

use crate::Console;
use crate::import::{Ids, IntoVault, import_from};

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::clamp_millis(1_790_000_000_000)
    }
}

struct Counting(AtomicU64);

impl Chance for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let number = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).to_le_bytes();
            chunk.copy_from_slice(&number[..chunk.len()]);
        }
    }
}

pub(in crate::desk) struct Bed {
    _dir: tempfile::TempDir,
    pub(in crate::desk) console: Console,
    chance: Arc<Counting>,
}

impl Bed {
    pub(in crate::desk) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let chance = Arc::new(Counting(AtomicU64::new(7)));
        let unlock = Unlock::by(Arc::new(MemoryKeychain::default()));
        let vault =
            Vault::create(&dir.path().join("vault"), &unlock, Arc::new(Noon), chance.clone()).unwrap();
        Self { _dir: dir, console: Console::on(vault, Arc::new(Noon), chance.clone()), chance }
    }

    pub(in crate::desk) fn import(&self, events: &[String]) -> RecordingId {
        let ids = Ids { now: Noon.now(), chance: &*self.chance };
        let file = format!("[{}]", events.join(","));
        let mut vault = IntoVault(&self.console.vault);
        let report =
            import_from("page.json", file.as_bytes(), &mut vault, ids, &mut |_| ControlFlow::Continue(()));
        report.unwrap().items[0].imported.id.clone()
    }

    async fn heatmap(&self, ask: HeatmapAsk) -> HeatmapView {
        self.console.heatmap(ask, None, None).await.unwrap()
    }
}

const START: i64 = 1_700_000_000_000;

pub(in crate::desk) fn event(kind: u8, at: i64, data: &str) -> String {
    format!(r#"{{"type":{kind},"timestamp":{},"data":{{{data}}}}}"#, START + at)
}

fn click(at: i64, node: i64, x: i64, y: i64) -> String {
    event(3, at, &format!(r#""source":2,"type":2,"id":{node},"x":{x},"y":{y}"#))
}

/// A page with a header that a style sheet fixes, a button, and an iframe with a button.
pub(in crate::desk) fn page(salt: i64) -> Vec<String> {
    let element = |id: i64, tag: &str, attributes: &str, inside: &str| {
        format!(
            r#"{{"type":2,"tagName":"{tag}","id":{id},"attributes":{{{attributes}}},"childNodes":[{inside}]}}"#
        )
    };
    let header = element(4, "header", "", "");
    let text = |id: i64, text: &str| format!(r#"{{"type":3,"textContent":"{text}","id":{id}}}"#);
    let button = element(5, "button", r#""id":"pay""#, &text(6, "Pay now"));
    let body = element(3, "body", "", &format!("{header},{button},{}", element(10, "iframe", "", "")));
    let document = format!(r#"{{"type":0,"id":1,"childNodes":[{}]}}"#, element(2, "html", "", &body));
    let inner = r#"{"type":0,"id":50,"childNodes":[{"type":2,"tagName":"html","id":51,"rootId":50,"attributes":{},"childNodes":[
        {"type":2,"tagName":"button","id":52,"rootId":50,"attributes":{"id":"inside"},"childNodes":[]}]}]}"#;
    vec![
        event(4, 0, r#""href":"https://shop.example/cart/7","width":1280,"height":720"#),
        event(2, 1, &format!(r#""node":{document},"initialOffset":{{"left":0,"top":0}}"#)),
        event(
            3,
            2,
            &format!(
                r#""source":0,"isAttachIframe":true,"texts":[],"attributes":[],"removes":[],"adds":[{{"parentId":10,"nextId":null,"node":{}}}]"#,
                inner.replace('\n', "")
            ),
        ),
        event(3, 3, r#""source":3,"id":1,"x":0,"y":50"#),
        click(100 + salt, 5, 640, 100),
        click(2_000, 4, 64, 8),
        click(4_000, 52, 28, 10),
    ]
}

#[tokio::test]
async fn what_a_replay_measured_places_clicks_in_iframes_and_keeps_fixed_elements_apart() {
    let bed = Bed::new();
    let id = bed.import(&page(0));
    let ask = HeatmapAsk { recording: Some(id.clone()), layer: "click".into(), ..HeatmapAsk::default() };
    let before = bed.heatmap(ask.clone()).await;
    assert_eq!((before.total, before.fixed), (2, 0));
    assert_eq!(before.unplaced.get("in_iframe"), Some(&1));
    assert_eq!(before.hottest[0].elements.len(), 1);
    let shown = before.shown.unwrap();
    assert_eq!((&shown.recording, shown.at_ms), (&id, 0));

    let measure = PageMeasure {
        recording: id.clone(),
        page: before.page,
        width_px: 1_280.0,
        height_px: 2_000.0,
        frames: vec![FrameMeasure { id: 10, left: 100.0, top: 900.0, is_fixed: false }],
        fixed: vec![4],
    };
    assert!(bed.console.take_measure(measure.clone()).await.unwrap(), "it is news");
    assert!(!bed.console.take_measure(measure.clone()).await.unwrap(), "and then it is not");
    let after = bed.heatmap(ask.clone()).await;
    assert_eq!((after.total, after.fixed, after.unplaced.len()), (2, 1, 0));
    let inside =
        after.hottest.iter().find(|hot| hot.elements.iter().any(|element| element.selector == "#inside"));
    assert!(
        inside.is_some_and(|hot| (hot.y_px - 910.0).abs() < 4.0),
        "by the iframe's box: {:?}",
        after.hottest
    );
    let fixed = bed.heatmap(HeatmapAsk { is_fixed: true, ..ask.clone() }).await;
    assert_eq!(fixed.total, 1);
    let scroll = bed.heatmap(HeatmapAsk { layer: "scroll".into(), ..ask }).await.scroll.unwrap();
    assert_eq!((scroll.is_estimate, scroll.height_px), (false, 2_000.0));

    let broken = PageMeasure { height_px: f64::NAN, ..measure.clone() };
    assert!(bed.console.take_measure(broken).await.is_err(), "a measure that is none is refused");
    let elsewhere = PageMeasure { recording: RecordingId::given("rec_none").unwrap(), ..measure };
    assert!(bed.console.take_measure(elsewhere).await.is_err());
}

#[tokio::test]
async fn a_page_of_many_recordings_is_added_up_and_follows_those_that_go() {
    let bed = Bed::new();
    let ids: Vec<_> = (0..5).map(|salt| bed.import(&page(salt))).collect();
    let ask = HeatmapAsk {
        page: Some("https://shop.example/cart/99?x=1".into()),
        layer: "click".into(),
        ..HeatmapAsk::default()
    };
    let all = bed.heatmap(ask.clone()).await;
    assert_eq!((all.recordings, all.total, all.unread), (5, 10, 0));
    assert_eq!(all.page, "https://shop.example/cart/:id");
    let told: Vec<_> = all.hottest.iter().flat_map(|hot| &hot.elements).collect();
    let told: Vec<_> =
        told.iter().map(|one| (one.selector.as_str(), one.text.as_str(), one.clicks)).collect();
    assert!(told.contains(&("#pay", "Pay now", 5)), "{told:?}");
    bed.console.vault.erase_recording(&ids[0], "it is over").unwrap();
    let rest = bed.heatmap(ask.clone()).await;
    assert_eq!((rest.recordings, rest.total), (4, 8));
    let late =
        HeatmapFilter { from: Some(Timestamp::clamp_millis(START + 1_000_000)), ..HeatmapFilter::default() };
    let none = bed.heatmap(HeatmapAsk { filter: late, ..ask.clone() }).await;
    assert_eq!((none.recordings, none.total, none.picture), (0, 0, None));
    assert!(none.no_data.is_some());
    let phone = bed.heatmap(HeatmapAsk { width: Some("phone".into()), ..ask }).await;
    assert_eq!(phone.total, 0, "widths are never mixed");
}

#[tokio::test]
async fn the_window_gets_a_head_and_pixels_and_is_told_what_was_not_read_yet() {
    let bed = Bed::new();
    bed.import(&page(0));
    let ask = HeatmapAsk { layer: "click".into(), ..HeatmapAsk::default() };
    let split = |bytes: &[u8]| {
        let end = bytes.iter().position(|byte| *byte == b'\n').unwrap();
        let head: HeatmapView = serde_json::from_slice(&bytes[..end]).unwrap();
        (head, bytes.len() - end - 1)
    };
    let (unread, pixels) = split(&bed.console.heatmap_bytes(ask.clone(), None).await.unwrap());
    assert_eq!((unread.unread, unread.picture.is_none(), pixels), (1, true, 0));
    bed.console.index_shapes().await.unwrap();
    let (head, pixels) = split(&bed.console.heatmap_bytes(ask, None).await.unwrap());
    let picture = head.picture.unwrap();
    assert_eq!((head.unread, pixels), (0, (picture.width * picture.height * 4) as usize));
    assert_eq!(picture.page_width_px, 1_280);
}
