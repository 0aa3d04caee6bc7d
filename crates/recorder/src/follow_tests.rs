use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::remote::shipped_rules;

fn window(id: u32, class: &str, title: &str) -> WindowInfo {
    WindowInfo {
        id: WindowId(id),
        class: class.into(),
        title: title.into(),
        is_shown: true,
        ..WindowInfo::default()
    }
}

fn desktop(windows: Vec<WindowInfo>, active: u32) -> Desktop {
    Desktop { windows, active: (active != 0).then_some(WindowId(active)) }
}

fn remote(hints: &[&str]) -> Follower {
    let hints = hints.iter().map(|&hint| hint.to_owned()).collect();
    Follower::new(Quarry::Remote { rules: shipped_rules(), hints })
}

fn look(follower: &mut Follower, desktop: &Desktop) -> (Option<u32>, Vec<Happening>) {
    let mut happened = Vec::new();
    let id = follower.look(desktop, &mut happened);
    (id.map(|id| id.0), happened)
}

fn found(title: &str) -> Happening {
    Happening::TargetFound { title: title.into(), application: "xfreerdp".into() }
}

#[test]
fn a_remote_window_is_held_through_focus_and_order_and_found_again_after_a_reconnect() {
    let mut follower = remote(&[]);
    let term = || window(1, "XTerm", "sh");
    assert_eq!(look(&mut follower, &desktop(vec![term()], 1)), (None, vec![]));
    let both = desktop(vec![window(2, "xfreerdp", "a"), term()], 1);
    assert_eq!(look(&mut follower, &both), (Some(2), vec![found("a")]));
    // Another one above it, with the focus: the first is still the one.
    let three = desktop(vec![window(2, "xfreerdp", "a"), term(), window(3, "xfreerdp", "b")], 3);
    assert_eq!(look(&mut follower, &three), (Some(2), vec![]));
    let without = desktop(vec![term()], 1);
    assert_eq!(look(&mut follower, &without), (None, vec![Happening::TargetLost]));
    assert_eq!(look(&mut follower, &without), (None, vec![]), "a loss is told once");
    let again = desktop(vec![term(), window(9, "xfreerdp", "a")], 9);
    let returned = Happening::TargetReturned { title: "a".into(), application: "xfreerdp".into() };
    assert_eq!(look(&mut follower, &again), (Some(9), vec![returned]));
}

#[test]
fn of_several_remote_windows_the_one_with_the_connections_words_is_followed() {
    let windows =
        || vec![window(1, "xfreerdp", "FreeRDP: 10.0.0.7"), window(2, "xfreerdp", "FreeRDP: 10.0.0.8")];
    assert_eq!(look(&mut remote(&["", "10.0.0.7"]), &desktop(windows(), 2)).0, Some(1));
    assert_eq!(
        look(&mut remote(&["payroll"]), &desktop(windows(), 1)).0,
        Some(1),
        "then the one with the focus"
    );
    assert_eq!(look(&mut remote(&[]), &desktop(windows(), 0)).0, Some(2), "then the topmost");
    let mut hidden = windows();
    hidden[1].is_shown = false;
    assert_eq!(look(&mut remote(&[]), &desktop(hidden, 0)).0, Some(1), "one that is on the screen");
}

#[test]
fn minimising_is_told_and_keeps_the_window() {
    let mut follower = remote(&[]);
    let mut remote = desktop(vec![window(2, "xfreerdp", "a")], 0);
    look(&mut follower, &remote);
    remote.windows[0].is_shown = false;
    assert_eq!(look(&mut follower, &remote), (Some(2), vec![Happening::TargetHidden]));
    remote.windows[0].is_shown = true;
    assert_eq!(look(&mut follower, &remote), (Some(2), vec![Happening::TargetShown]));
}

#[test]
fn while_one_window_is_recorded_no_other_is_named() {
    let mut follower = remote(&[]);
    let windows = || vec![window(2, "xfreerdp", "a"), window(7, "Mail", "a private letter")];
    look(&mut follower, &desktop(windows(), 2));
    let (_, happened) = look(&mut follower, &desktop(windows(), 7));
    assert_eq!(happened, [Happening::FocusChanged { is_focused: false }]);
}

#[test]
fn with_the_focus_every_switch_is_told_and_no_focus_changes_nothing() {
    let mut follower = Follower::new(Quarry::Active);
    let windows = || vec![window(1, "XTerm", "sh"), window(2, "Mail", "inbox")];
    let switched = |title: &str, application: &str| Happening::WindowSwitched {
        title: title.into(),
        application: application.into(),
    };
    let (id, happened) = look(&mut follower, &desktop(windows(), 1));
    assert_eq!((id, happened.last()), (Some(1), Some(&switched("sh", "XTerm"))));
    assert_eq!(look(&mut follower, &desktop(windows(), 2)), (Some(2), vec![switched("inbox", "Mail")]));
    assert_eq!(look(&mut follower, &desktop(windows(), 0)), (Some(2), vec![]));
    let mut renamed = windows();
    renamed[1].title = "sent".into();
    let title = Happening::TitleChanged { title: "sent".into() };
    assert_eq!(look(&mut follower, &desktop(renamed, 2)), (Some(2), vec![title]));
}

fn desktops() -> impl Strategy<Value = Vec<Desktop>> {
    let one = (1_u32..6, select(&["xfreerdp", "XTerm", "remmina"][..]), any::<bool>())
        .prop_map(|(id, class, is_shown)| WindowInfo { is_shown, ..window(id, class, class) });
    let desktop = (vec(one, 0..5), option::of(1_u32..6)).prop_map(|(mut windows, active)| {
        let mut seen = Vec::new();
        windows.retain(|window| {
            !seen.contains(&window.id) && {
                seen.push(window.id);
                true
            }
        });
        Desktop { windows, active: active.map(WindowId) }
    });
    vec(desktop, 1..20)
}

proptest! {
    #[test]
    fn a_followed_window_exists_matches_and_is_kept_as_long_as_it_does(desktops in desktops()) {
        let rules = shipped_rules();
        let mut follower = remote(&[]);
        let mut before = None;
        for desktop in &desktops {
            let is_remote = |id| desktop.window(id).is_some_and(|w| rules.iter().any(|rule| rule.matches(w)));
            let now = follower.look(desktop, &mut Vec::new());
            match (before, now) {
                (Some(old), now) if is_remote(old) => prop_assert_eq!(now, Some(old), "it was still there"),
                (_, Some(id)) => prop_assert!(is_remote(id)),
                (_, None) => prop_assert!(desktop.windows.iter().all(|window| !is_remote(window.id))),
            }
            before = now;
        }
    }

    #[test]
    fn findings_and_losses_alternate(desktops in desktops()) {
        let (mut follower, mut happened) = (remote(&[]), Vec::new());
        for desktop in &desktops {
            follower.look(desktop, &mut happened);
        }
        let turns = happened.iter().filter_map(|one| match one {
            Happening::TargetFound { .. } | Happening::TargetReturned { .. } => Some(true),
            Happening::TargetLost => Some(false),
            _ => None,
        });
        let turns: Vec<bool> = turns.collect();
        prop_assert!(turns.iter().enumerate().all(|(index, is_found)| *is_found == (index % 2 == 0)), "{turns:?}");
        let firsts = happened.iter().filter(|one| matches!(one, Happening::TargetFound { .. })).count();
        prop_assert!(firsts <= 1);
    }

    #[test]
    fn looking_twice_at_the_same_desktop_tells_nothing_new(desktops in desktops()) {
        for quarry in [Quarry::Active, Quarry::Screen, Quarry::Picked(WindowId(2))] {
            let mut follower = Follower::new(quarry);
            for desktop in &desktops {
                follower.look(desktop, &mut Vec::new());
                prop_assert_eq!(look(&mut follower, desktop).1, vec![]);
            }
        }
    }
}
