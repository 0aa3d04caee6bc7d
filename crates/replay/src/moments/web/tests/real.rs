//! Recordings of real browsers: the demo's, and the shared ones where they are.

use super::*;
use crate::testing::{demo_web, shared_web};

fn check(web: &Web, expected: &[(MomentKind, &[i64])]) {
    let (moments, _) = web.moments();
    for (kind, times) in expected {
        let of_kind: Vec<_> =
            moments.list.iter().filter(|moment| moment.kind == *kind).map(|m| m.at_ms).collect();
        assert_eq!(of_kind, *times, "{kind:?}");
    }
    let others = moments.list.iter().filter(|moment| expected.iter().all(|(kind, _)| *kind != moment.kind));
    assert_eq!(others.collect::<Vec<_>>(), [] as [&Moment; 0], "and nothing else");
}

#[test]
fn an_export_button_that_throws_once_and_then_stays_silent() {
    let web = demo_web("desk-export-rage");
    let (moments, visit) = web.moments();
    let of = |kind| moments.list.iter().filter(move |m| m.kind == kind).map(|m| (m.at_ms, m.label.as_str()));
    assert_eq!(
        of(MomentKind::RageClick).collect::<Vec<_>>(),
        [
            (20_886, "7 clicks in 0.9 s at 1171, 271"),
            (27_378, "9 clicks in 1.2 s at 1166, 271"),
            (35_653, "5 clicks in 0.7 s at 1179, 271"),
            (87_328, "4 clicks in 0.5 s at 392, 615"),
        ]
    );
    let thrown = "Uncaught TypeError: Cannot read properties of undefined (reading 'download')";
    assert_eq!(of(MomentKind::JavascriptError).collect::<Vec<_>>(), [(18_125, thrown), (35_653, thrown)]);
    assert_eq!(
        of(MomentKind::Navigation).collect::<Vec<_>>(),
        [(13_360, "To /claims.html"), (80_223, "To /help.html")],
        "the reload at 29,682 is none"
    );
    assert_eq!(of(MomentKind::DeadClick).count(), 25);
    assert!(of(MomentKind::DeadClick).all(|(at_ms, _)| at_ms < 86_836), "the last second is not judged");
    assert_eq!((visit.page_count, visit.clicks, visit.fields), (3, 37, 2));
}

#[test]
fn a_session_without_trouble_has_pages_only() {
    let web = demo_web("desk-morning");
    let (moments, _) = web.moments();
    assert_eq!(moments.found.keys().collect::<Vec<_>>(), [&MomentKind::Navigation]);
    check(&demo_web("portal-phone"), &[(MomentKind::Navigation, &[74_254])]);
    check(&demo_web("portal-card"), &[(MomentKind::Navigation, &[88_646])]);
}

#[test]
fn dead_taps_on_a_tablet() {
    check(
        &demo_web("portal-tablet"),
        &[(MomentKind::RageClick, &[25_973]), (MomentKind::DeadClick, &[25_973])],
    );
}

#[test]
fn the_assistants_refund_has_a_console_error() {
    let expected: &[(_, &[i64])] =
        &[(MomentKind::Navigation, &[5_696]), (MomentKind::ConsoleError, &[40_584])];
    check(&demo_web("desk-assisted"), expected);
}

#[test]
fn shared_desktop_session() {
    let Some(web) = shared_web("desktop_plain.json") else { return };
    check(
        &web,
        &[
            (MomentKind::RageClick, &[9_669]),
            (MomentKind::DeadClick, &[7_589, 8_037, 8_503, 9_137]),
            (MomentKind::ConsoleError, &[11_555]),
            (MomentKind::AgentRequest, &[11_824]),
        ],
    );
    let idle = web.sketch().idle;
    assert_eq!(idle.iter().map(|idle| (idle.from_ms, idle.to_ms)).collect::<Vec<_>>(), [(13_293, 27_622)]);
}

#[test]
fn shared_packed_session_gives_the_same_as_the_plain_one() {
    let (Some(plain), Some(packed)) = (shared_web("desktop_plain.json"), shared_web("desktop_packed.json"))
    else {
        return;
    };
    // Packed events do not tell their time; the recording of the plain ones does.
    let packed = Web { recording: plain.recording.clone(), lines: packed.lines };
    assert_eq!(packed.moments(), plain.moments());
}

#[test]
fn shared_touch_session() {
    let Some(web) = shared_web("mobile_masked.json") else { return };
    check(
        &web,
        &[
            (MomentKind::RageClick, &[6_207]),
            (MomentKind::DeadClick, &[6_207, 6_506]),
            (MomentKind::ConsoleError, &[8_490]),
            (MomentKind::AgentRequest, &[8_774]),
        ],
    );
}
