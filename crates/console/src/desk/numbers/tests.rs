//! What is added up, and of how much.

use hindsight_replay::counts::PageCount;

use super::*;

const NOON_MS: i64 = 1_772_366_400_000;

fn recording(kind: Kind, status: Status, at_ms: i64) -> Counted {
    Counted {
        kind,
        status,
        started_at: Timestamp::clamp_millis(at_ms),
        duration_ms: 4_000,
        agent: None,
        service: Some("shop".to_owned()),
        device: None,
        user: None,
        told: vec![None; TOLD.len()],
        derived: None,
    }
}

fn session(status: Status) -> Counted {
    recording(Kind::Web, status, NOON_MS)
}

fn read(clicks: u64, pages: &[(&str, &str, u64)], errors: u64) -> Option<Vec<u8>> {
    let pages = pages.iter().map(|(path, title, views)| PageCount {
        path: (*path).to_owned(),
        title: (*title).to_owned(),
        views: *views,
    });
    let counts = Counts { clicks, pages: pages.collect(), other_views: 0 };
    Some(crate::desk::to_json(&Kept { counts, errors }))
}

fn told(views: Option<i64>, shown: Option<i64>, clicks: Option<i64>) -> Vec<Option<i64>> {
    vec![views, shown, clicks, None, None]
}

fn sessions(recordings: Vec<Counted>) -> Numbers {
    let mut sum = Sum::default();
    recordings.into_iter().for_each(|recording| sum.session(recording));
    sum.finish()
}

#[test]
fn what_the_server_counted_wins_over_what_was_read() {
    let pages: &[_] = &[("/", "Home", 2), ("/cart", "", 1)];
    for (told, derived, views, clicks, counted) in [
        (told(Some(7), Some(2), Some(5)), read(1, pages, 0), 7, 5, 1),
        (told(Some(0), Some(2), Some(5)), read(1, pages, 0), 2, 5, 1),
        (told(None, None, None), read(1, pages, 0), 3, 1, 1),
        (told(Some(7), None, None), None, 7, 0, 0),
        (told(Some(-7), None, Some(-1)), None, 0, 0, 0),
        (told(None, None, None), None, 0, 0, 0),
        (told(None, None, None), Some(b"damaged".to_vec()), 0, 0, 0),
    ] {
        let case = format!("{told:?}");
        let numbers = sessions(vec![Counted { told, derived, ..session(Status::Completed) }]);
        let read = numbers.read.unwrap();
        let found = (numbers.sessions.page_views, numbers.sessions.clicks, read.sessions_counted);
        assert_eq!(found, (views, clicks, counted), "{case}");
    }
}

#[test]
fn lengths_are_of_what_ended_as_the_browser_said_it() {
    let lasting = |status, told_ms: Option<i64>, ended_ms: Option<i64>| {
        let told = vec![None, None, None, told_ms, ended_ms.map(|ms| NOON_MS + ms)];
        Counted { told, ..session(status) }
    };
    assert_eq!(sessions(vec![lasting(Status::Recording, Some(9), None)]).sessions.mean_ms, None);
    let ended = vec![
        lasting(Status::Completed, Some(1_000), Some(9_000)),
        lasting(Status::Failed, None, Some(2_000)),
        lasting(Status::Cancelled, None, None),
        lasting(Status::Completed, Some(i64::MIN), None),
        lasting(Status::Recording, None, None),
    ];
    assert_eq!(sessions(ended).sessions.mean_ms, Some(1_750.0));
}

#[test]
fn users_devices_services_and_days_are_counted() {
    let of = |user: &str, device: &str, service: Option<&str>, at_ms: i64| Counted {
        user: Some(user.to_owned()),
        device: Some(device.to_owned()),
        service: service.map(ToOwned::to_owned),
        ..recording(Kind::Web, Status::Completed, at_ms)
    };
    let recordings = vec![
        of("ann", "mobile", Some("shop"), -1),
        of("ann", "fridge", Some("shop"), NOON_MS),
        of("", "mobile", None, NOON_MS + DAY_MS / 2 - 1),
        of("bob", "desktop", Some("desk"), NOON_MS + DAY_MS / 2),
    ];
    let numbers = sessions(recordings.clone());
    assert_eq!((numbers.sessions.sessions, numbers.sessions.users), (4, 2), "nobody is no user");
    let facets =
        |values: &[(&str, u64)]| values.iter().map(|(value, n)| facet(value, *n)).collect::<Vec<_>>();
    assert_eq!(numbers.devices, facets(&[("mobile", 2), ("desktop", 1), ("unspecified", 1)]));
    assert_eq!(numbers.services, facets(&[("shop", 2), ("", 1), ("desk", 1)]));
    let days: Vec<_> = numbers.days.iter().map(|day| (day.day.millis(), day.sessions)).collect();
    assert_eq!(days, [(-DAY_MS, 1), (NOON_MS - DAY_MS / 2, 2), (NOON_MS + DAY_MS / 2, 1)]);

    let mut sum = Sum { service: Some("shop".to_owned()), ..Sum::default() };
    recordings.into_iter().for_each(|recording| sum.session(recording));
    let narrowed = sum.finish();
    assert_eq!((narrowed.sessions.sessions, narrowed.sessions.users), (2, 1));
    assert_eq!(narrowed.services, numbers.services, "what can be picked stays");
}

#[test]
fn pages_have_the_title_that_was_last_seen_and_their_sessions() {
    let seen =
        |pages: &[(&str, &str, u64)]| Counted { derived: read(0, pages, 0), ..session(Status::Completed) };
    let numbers = sessions(vec![
        seen(&[("/", "Old", 1), ("/cart", "Cart", 1)]),
        seen(&[("/", "Home", 3)]),
        seen(&[("/", "", 1)]),
        session(Status::Completed),
    ]);
    let pages: Vec<_> = numbers
        .pages
        .iter()
        .map(|page| (page.path.as_str(), page.title.as_str(), page.views, page.sessions))
        .collect();
    assert_eq!(pages, [("/", "Home", 5, 3), ("/cart", "Cart", 1, 1)]);
    assert_eq!(numbers.read.unwrap().sessions_read, 3);
}

#[test]
fn runs_are_counted_by_agent_and_status() {
    let run = |agent: &str, status, errors: Option<u64>| Counted {
        agent: Some(agent.to_owned()),
        derived: errors.and_then(|errors| read(0, &[], errors)),
        ..recording(Kind::Agent, status, NOON_MS)
    };
    let mut sum = Sum::default();
    for recording in [
        run("tidy", Status::Completed, Some(0)),
        run("tidy", Status::Failed, Some(2)),
        run("clerk", Status::Recording, None),
    ] {
        sum.run(recording);
    }
    let numbers = sum.finish();
    let RunNumbers { recording, completed, failed, cancelled, errors, with_errors, mean_ms } = numbers.runs;
    assert_eq!((recording, completed, failed, cancelled), (1, 1, 1, 0));
    assert_eq!((errors, with_errors, mean_ms), (2, 1, Some(4_000.0)));
    let read = numbers.read.unwrap();
    assert_eq!((read.runs_read, read.runs), (2, 3), "of one it is not known");
    let agents: Vec<_> = numbers.agents.iter().map(|one| (one.name.as_str(), one.runs.failed)).collect();
    assert_eq!(agents, [("tidy", 1), ("clerk", 0)]);
}

#[test]
fn more_than_is_told_is_cut_and_counts_never_overflow() {
    let many: Vec<_> = (0..ROWS + 5)
        .map(|n| {
            let path = format!("/{n}");
            let derived = read(u64::MAX, &[(path.as_str(), "", u64::MAX)], 0);
            let at_ms = NOON_MS + DAY_MS * n as i64;
            Counted { derived, ..recording(Kind::Web, Status::Completed, at_ms) }
        })
        .collect();
    let numbers = sessions(many);
    assert_eq!((numbers.pages.len(), numbers.days.len()), (ROWS, ROWS + 5));
    assert_eq!((numbers.sessions.clicks, numbers.sessions.page_views), (u64::MAX, u64::MAX));
}
