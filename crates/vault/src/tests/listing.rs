use hindsight_contract::view::RecordingView;
use hindsight_domain::{Kind, Recording, Status, Timestamp};
use proptest::prelude::*;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::bed::{Bed, NOON, fetched, listed, page, recording, segment};
use crate::listing::{Page, Query, RecordingFilter, RecordingOrder};
use crate::{Import, Vault};

const ALL: Page = Page { limit: 1_000, offset: 0 };

/// 60 recordings in which every filter finds some and not all.
fn many() -> (Bed, Vec<Recording>) {
    let bed = Bed::new().signed_in();
    let mut recordings = Vec::new();
    let mut changes = Vec::new();
    for at in 0..60_i64 {
        let mut new = recording(&format!("rec_{at:02}"), NOON + at * 1_000);
        new.kind = Kind::ALL[at as usize % 3];
        new.status = Status::ALL[at as usize % 4];
        new.flagged = at % 5 == 0;
        new.agent_id = (new.kind == Kind::Agent).then(|| format!("bot-{}", at % 2));
        new.user_id = (at % 7 != 0).then(|| format!("user-{}", at % 3));
        new.session_id = (at % 2 == 0).then(|| format!("session-{}", at / 10));
        new.service = (new.kind == Kind::Web).then(|| format!("shop-{}", at % 2));
        new.device = (new.kind == Kind::Web).then(|| ["desktop", "mobile"][at as usize % 2].to_owned());
        new.tags = (0..at % 3).map(|tag| format!("tag-{tag}")).collect();
        new.duration_ms = (at * 37) % 100;
        new.event_count = (at as u64 * 11) % 13;
        new.title = format!(
            "{} {}",
            ["title", "Title"][at as usize % 2],
            if at % 4 == 0 { "special" } else { "plain" }
        );
        let name = new.id.to_string();
        if at % 10 == 9 {
            let draft = bed.vault.draft().unwrap();
            bed.vault.import(vec![Import { recording: new.clone(), source: None, draft }]).unwrap();
        } else {
            changes.push(listed(new.clone(), &[segment(0, name.as_bytes())]));
        }
        recordings.push(new);
    }
    bed.vault.apply_page(&page(changes)).unwrap();
    let fetch = recordings.iter().step_by(4).map(|r| fetched(r.id.as_str(), r.id.as_str().as_bytes(), &[]));
    bed.vault.store_batch(fetch.filter(|f| !f.recording_id.as_str().ends_with('9')).collect()).unwrap();
    (bed, recordings)
}

/// What a filter means, by the shape of [`many`].
fn passes(filter: &RecordingFilter, at: usize, recording: &Recording) -> bool {
    let local = at % 10 == 9;
    let cached = local || at.is_multiple_of(4);
    let is = |wanted: &Option<String>, found: &Option<String>| wanted.is_none() || wanted == found;
    filter.kind.is_none_or(|kind| kind == recording.kind)
        && filter.status.is_none_or(|status| status == recording.status)
        && filter.flagged.is_none_or(|flagged| flagged == recording.flagged)
        && is(&filter.agent, &recording.agent_id)
        && is(&filter.user, &recording.user_id)
        && is(&filter.session, &recording.session_id)
        && is(&filter.service, &recording.service)
        && is(&filter.device, &recording.device)
        && filter.tag.as_ref().is_none_or(|tag| recording.tags.contains(tag))
        && filter.from.is_none_or(|from| recording.started_at >= from)
        && filter.to.is_none_or(|to| recording.started_at < to)
        && filter.cached.is_none_or(|wanted| wanted == cached)
        && filter.local_only.is_none_or(|wanted| wanted == local)
        && filter.text.as_ref().is_none_or(|text| recording.title.contains(text))
}

fn names(vault: &Vault, filter: &RecordingFilter, order: RecordingOrder, page: Page) -> (Vec<String>, u64) {
    let list = vault.recordings(filter, order, page).unwrap();
    (list.items.iter().map(|view| view.recording.id.to_string()).collect(), list.total)
}

/// One value for each filter.
fn filters() -> Vec<RecordingFilter> {
    let none = RecordingFilter::default;
    let at = |seconds: i64| Some(Timestamp::clamp_millis(NOON + seconds * 1_000));
    vec![
        none(),
        RecordingFilter { kind: Some(Kind::Agent), ..none() },
        RecordingFilter { flagged: Some(true), ..none() },
        RecordingFilter { flagged: Some(false), ..none() },
        RecordingFilter { agent: Some("bot-1".into()), ..none() },
        RecordingFilter { status: Some(Status::Completed), ..none() },
        RecordingFilter { tag: Some("tag-1".into()), ..none() },
        RecordingFilter { from: at(10), ..none() },
        RecordingFilter { to: at(40), ..none() },
        RecordingFilter { session: Some("session-3".into()), ..none() },
        RecordingFilter { service: Some("shop-0".into()), ..none() },
        RecordingFilter { device: Some("mobile".into()), ..none() },
        RecordingFilter { user: Some("user-2".into()), ..none() },
        RecordingFilter { cached: Some(true), ..none() },
        RecordingFilter { cached: Some(false), ..none() },
        RecordingFilter { local_only: Some(true), ..none() },
        RecordingFilter { local_only: Some(false), ..none() },
        RecordingFilter { text: Some("special".into()), ..none() },
        RecordingFilter { text: Some("?!".into()), ..none() },
    ]
}

fn both(a: &RecordingFilter, b: &RecordingFilter) -> RecordingFilter {
    let (a, b) = (a.clone(), b.clone());
    RecordingFilter {
        kind: a.kind.or(b.kind),
        flagged: a.flagged.or(b.flagged),
        agent: a.agent.or(b.agent),
        status: a.status.or(b.status),
        tag: a.tag.or(b.tag),
        from: a.from.or(b.from),
        to: a.to.or(b.to),
        session: a.session.or(b.session),
        service: a.service.or(b.service),
        device: a.device.or(b.device),
        user: a.user.or(b.user),
        cached: a.cached.or(b.cached),
        local_only: a.local_only.or(b.local_only),
        text: a.text.or(b.text),
    }
}

#[test]
fn every_filter_and_every_pair_of_them_lists_what_it_says() {
    let (bed, recordings) = many();
    let filters = filters();
    for a in &filters {
        for b in &filters {
            let filter = both(a, b);
            let nothing = filter.text.as_deref() == Some("?!");
            let mut expected: Vec<String> = recordings
                .iter()
                .enumerate()
                .filter(|(at, recording)| !nothing && passes(&filter, *at, recording))
                .map(|(_, recording)| recording.id.to_string())
                .collect();
            let total = expected.len() as u64;
            let oldest = names(&bed.vault, &filter, RecordingOrder::Oldest, ALL);
            assert_eq!(oldest, (expected.clone(), total), "{filter:?}");
            expected.reverse();
            let newest = names(&bed.vault, &filter, RecordingOrder::Newest, ALL);
            assert_eq!(newest, (expected.clone(), total), "{filter:?}");
            let page = Page { limit: 7, offset: 3 };
            expected = expected.into_iter().skip(3).take(7).collect();
            let part = names(&bed.vault, &filter, RecordingOrder::Newest, page);
            assert_eq!(part, (expected, total), "{filter:?}");
        }
    }
}

/// The table of totals against a count of what is there.
fn check_totals(vault: &Vault) {
    let differing: Vec<String> = vault
        .database()
        .read(|c| {
            let counted = "SELECT facet, value, kind, status, flagged, local_only, count(*)
                FROM (SELECT * FROM facets UNION ALL SELECT n, 'tag', tag FROM tags) JOIN recordings USING (n)
                GROUP BY 1, 2, 3, 4, 5, 6";
            let kept = "SELECT * FROM totals WHERE total <> 0";
            let mut select = c.prepare(&format!(
                "SELECT facet || ' ' || value FROM
                    (SELECT * FROM ({counted} EXCEPT {kept}) UNION ALL SELECT * FROM ({kept} EXCEPT {counted}))"
            ))?;
            let rows = select.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .unwrap();
    assert_eq!(differing, Vec::<String>::new());
}

#[test]
fn totals_follow_whatever_happens_to_recordings() {
    let (bed, mut recordings) = many();
    check_totals(&bed.vault);
    for recording in recordings.iter_mut().step_by(3) {
        recording.status = Status::Failed;
        recording.flagged = !recording.flagged;
        recording.tags = vec!["tag-1".into(), "new".into()];
        recording.agent_id = Some("bot-9".into());
        recording.service = None;
    }
    let changes = recordings.iter().map(|r| listed(r.clone(), &[segment(0, b"x"), segment(1, b"y")]));
    bed.vault.apply_page(&page(changes.collect())).unwrap();
    check_totals(&bed.vault);
    for recording in recordings.iter().step_by(7) {
        bed.flag(&recording.id);
    }
    check_totals(&bed.vault);
    bed.vault.store_batch(vec![fetched("rec_11", b"x", &[])]).unwrap();
    for recording in recordings.iter().step_by(5) {
        bed.vault.erase_recording(&recording.id, "asked for").unwrap();
    }
    check_totals(&bed.vault);
    bed.vault.start_rebuild().unwrap();
    bed.vault.apply_page(&page(vec![])).unwrap();
    check_totals(&bed.vault);
}

/// What an order compares, greater for what stands later when it ascends.
fn key(order: RecordingOrder, view: &RecordingView) -> (i64, String) {
    use RecordingOrder as By;
    let recording = &view.recording;
    match order {
        By::Newest | By::Oldest => (recording.started_at.millis(), String::new()),
        By::Longest | By::Shortest => (recording.duration_ms, String::new()),
        By::MostEvents | By::FewestEvents => (recording.event_count.try_into().unwrap(), String::new()),
        By::Largest | By::Smallest => (view.bytes.try_into().unwrap(), String::new()),
        By::TitleAscending | By::TitleDescending => (0, recording.title.to_ascii_lowercase()),
        By::UserAscending | By::UserDescending => {
            (recording.user_id.is_some().into(), recording.user_id.clone().unwrap_or_default())
        }
    }
}

#[test]
fn every_order_of_every_filter_is_kept_over_its_pages_and_runs_both_ways() {
    let (bed, _) = many();
    for (filter, [first, second]) in filters().iter().flat_map(|filter| {
        let pairs = RecordingOrder::ALL.chunks_exact(2).map(|pair| [pair[0], pair[1]]);
        pairs.map(move |pair| (filter, pair))
    }) {
        let all = bed.vault.recordings(filter, first, ALL).unwrap().items;
        let pages = (0..all.len() as u64)
            .step_by(7)
            .flat_map(|offset| bed.vault.recordings(filter, first, Page { limit: 7, offset }).unwrap().items);
        assert_eq!(pages.collect::<Vec<_>>(), all, "{first:?} of {filter:?}: pages are parts of one list");
        let keys: Vec<_> = all.iter().map(|view| key(first, view)).collect();
        let ascends = first.word().ends_with("_ascending");
        let sorted = if ascends { keys.is_sorted() } else { keys.is_sorted_by(|a, b| a >= b) };
        assert!(sorted, "{first:?} of {filter:?}: {keys:?}");
        let mut back = bed.vault.recordings(filter, second, ALL).unwrap().items;
        back.reverse();
        assert_eq!(back, all, "{second:?} of {filter:?} is {first:?} backwards");
    }
}

#[test]
fn an_order_of_its_own_is_listed_without_sorting() {
    let (bed, _) = many();
    for order in RecordingOrder::ALL {
        for filter in [
            RecordingFilter::default(),
            RecordingFilter { kind: Some(Kind::Web), cached: Some(true), ..RecordingFilter::default() },
        ] {
            let plan = bed.vault.database().read(|c| Ok(plan_of(c, &filter, order))).unwrap();
            assert!(!plan.contains("TEMP B-TREE"), "{order:?} of {filter:?} is sorted first: {plan}");
            assert!(plan.contains("COVERING INDEX"), "{order:?} of {filter:?} touches the table: {plan}");
        }
    }
}

fn plan_of(connection: &Connection, filter: &RecordingFilter, order: RecordingOrder) -> String {
    let sql = Query::of(connection, filter).unwrap().led_by(order).page_sql(order);
    let mut select = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let unbound = vec![Value::Null; select.parameter_count()];
    let lines = select.query_map(params_from_iter(unbound), |row| row.get::<_, String>("detail")).unwrap();
    lines.map(Result::unwrap).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_recording_lists_as_it_came() {
    let bed = Bed::new().signed_in();
    let mut new = recording("rec_1", NOON);
    new.tags = vec!["b".into(), "a".into(), "b".into()];
    new.ended_at = Some(Timestamp::clamp_millis(NOON + 90_000));
    new.details.insert("agent_maturity".into(), "autonomous".into());
    bed.vault.apply_page(&page(vec![listed(new.clone(), &[])])).unwrap();
    assert_eq!(bed.vault.recording(&new.id).unwrap().recording, new);
    let tagged = RecordingFilter { tag: Some("b".into()), ..RecordingFilter::default() };
    assert_eq!(names(&bed.vault, &tagged, RecordingOrder::Newest, ALL).1, 1);
}

#[test]
fn a_flag_shows_in_lists_by_tag_too() {
    let bed = Bed::new().signed_in();
    let mut new = recording("rec_1", NOON);
    new.tags = vec!["a".into()];
    bed.vault.apply_page(&page(vec![listed(new.clone(), &[])])).unwrap();
    bed.flag(&new.id);
    let filter = RecordingFilter { tag: Some("a".into()), flagged: Some(true), ..RecordingFilter::default() };
    assert_eq!(names(&bed.vault, &filter, RecordingOrder::Newest, ALL).1, 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn any_number_of_filters_together_lists_what_they_say(
        picks in prop::collection::vec(prop::collection::vec(0usize..19, 1..6), 20)
    ) {
        let (bed, recordings) = many();
        let filters = filters();
        for pick in picks {
            let filter = pick.iter().fold(RecordingFilter::default(), |all, &at| both(&all, &filters[at]));
            let nothing = filter.text.as_deref() == Some("?!");
            let expected = recordings
                .iter()
                .enumerate()
                .filter(|(at, recording)| !nothing && passes(&filter, *at, recording))
                .count();
            let (listed, total) = names(&bed.vault, &filter, RecordingOrder::Newest, ALL);
            prop_assert_eq!((listed.len(), total), (expected, expected as u64), "{:?}", filter);
        }
    }
}
