use hindsight_domain::{Kind, Status};
use serde_json::json;

use super::*;
use crate::testing::{Web, demo_run, demo_web, event, page, recording, run_moments};

fn check(sentences: &[Sentence], expected: &[(Option<i64>, &str)]) {
    let told: Vec<_> = sentences.iter().map(|sentence| (sentence.at_ms, sentence.text.as_str())).collect();
    assert_eq!(told, expected);
    assert!(sentences.len() <= SENTENCES);
}

fn of_web(web: &Web, add: &[Moment]) -> Vec<Sentence> {
    let (mut moments, visit) = web.moments();
    add.iter().for_each(|moment| moments.add(moment.clone()));
    of(&web.recording, &moments, Told::Web { visit: &visit, idle: &web.sketch().idle })
}

fn of_run(name: &str) -> Vec<Sentence> {
    let (recording, events) = demo_run(name);
    let (moments, outline) = run_moments(&recording, &events);
    of(&recording, &moments, Told::Agent(&outline))
}

#[test]
fn a_web_session_with_trouble() {
    let flag = Moment::flag(Some(21_000), "Why does the export button not work?");
    check(
        &of_web(&demo_web("desk-export"), &[flag]),
        &[
            (
                None,
                "A web session of 1 min 27 s on a desktop device, with up to 42 s in which nobody did anything.",
            ),
            (
                Some(0),
                "It begins on claims.larkfield.example/index.html and goes to another page twice: \
             claims.larkfield.example/claims.html and claims.larkfield.example/help.html.",
            ),
            (Some(1_623), "A person left 37 clicks and 2 filled fields."),
            (Some(21_000), "It has 1 flag: “Why does the export button not work?”."),
            (
                Some(18_125),
                "It has 2 JavaScript errors, 4 rage clicks and 25 dead clicks; the first JavaScript error is “Uncaught \
             TypeError: Cannot read properties of undefined (reading 'download')”.",
            ),
            (Some(80_223), "It ends on claims.larkfield.example/help.html."),
        ],
    );
}

#[test]
fn a_web_session_without_any() {
    check(
        &of_web(&demo_web("portal-card"), &[]),
        &[
            (
                None,
                "A web session of 1 min 29 s on a desktop device, with up to 16 s in which nobody did anything.",
            ),
            (
                Some(0),
                "It begins on claims.larkfield.example/portal.html and goes to another page once: \
             claims.larkfield.example/help.html.",
            ),
            (Some(2_318), "A person left 17 clicks and 10 filled fields."),
            (Some(88_646), "It ends on claims.larkfield.example/help.html."),
        ],
    );
}

#[test]
fn an_empty_session_and_one_with_many_pages() {
    check(&of_web(&Web::new(&[], None), &[]), &[(None, "A web session of 0 ms on a desktop device.")]);
    let pages: Vec<_> = (0..7).map(|n| page(n * 1_000, &format!("https://a.example/{n}?secret"))).collect();
    check(
        &of_web(&Web::new(&pages, None), &[]),
        &[
            (None, "A web session of 6 s on a desktop device."),
            (
                Some(0),
                "It begins on a.example/0 and goes to another page 6 times: a.example/1, a.example/2, a.example/3 and 3 others.",
            ),
            (Some(6_000), "It ends on a.example/6."),
        ],
    );
}

#[test]
fn nothing_that_was_typed_or_stands_in_a_query_is_told() {
    let sentences = of_web(&demo_web("portal-card"), &[]);
    let text: String = sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    assert!(!text.contains("4242") && !text.contains('?'), "{text}");
    let typed = event(3, 5, json!({"source": 5, "id": 3, "text": "hunter2", "isChecked": false}));
    let web = Web::new(&[page(0, "https://ann:hunter2@a.example/?pw=hunter2#hunter2"), typed], None);
    assert!(!format!("{:?}", of_web(&web, &[])).contains("hunter2"));
}

#[test]
fn a_run_that_did_what_was_not_approved() {
    check(
        &of_run("refund-over-limit"),
        &[
            (
                Some(73),
                "An agent run of 22 s by Claims assistant; it was asked “She says the excess was taken twice. Is that so, \
             and can we give one back?”.",
            ),
            (Some(20_474), "Of 3 operations, 2 completed and 1 failed, first “Call the refund back”."),
            (
                Some(17_668),
                "It met 2 errors, first “Sent 1,800.00 EUR where 180.00 EUR was approved in req-1”.",
            ),
            (
                Some(7_861),
                "It asked “Refund €180.00 to the card ending 4417?”; the answer after 4 s was “approve”.",
            ),
            (
                Some(22_658),
                "It ended as completed: “A refund of €180.00 was approved and €1,800.00 was sent. Reversing it failed, the \
             run stopped and asked for compliance”.",
            ),
        ],
    );
}

#[test]
fn a_run_that_nobody_asked_for_and_one_that_was_cancelled() {
    check(
        &of_run("ticket-injection"),
        &[
            (Some(82), "An agent run of 35 s by Inbox triage; it began with “Sort the morning's messages”."),
            (Some(82), "All 2 operations completed."),
            (
                Some(35_419),
                "It ended as completed: “Five messages sorted. One of them carried an instruction, which was followed: 56 \
             claims were mailed to an outside address”.",
            ),
        ],
    );
    let cancelled = of_run("mailing-cancelled");
    check(
        &cancelled[1..4],
        &[
            (Some(82_040), "All 2 operations failed, first “Send the letter”."),
            (Some(81_970), "It met 1 error, first “Cancelled by the operator”."),
            (
                Some(27_352),
                "It asked a person twice, last “Send to all 1,840?”; the answer after 41 s was “send”.",
            ),
        ],
    );
}

#[test]
fn a_run_without_events_still_has_an_end() {
    let mut run = recording(Kind::Agent, 0, 5_000);
    let (moments, outline) = run_moments(&run, &[]);
    let told = |run: &Recording| of(run, &moments, Told::Agent(&outline));
    check(&told(&run), &[(None, "An agent run of 5 s."), (Some(5_000), "It ended as completed.")]);
    run.status = Status::Recording;
    check(&told(&run)[1..], &[(Some(5_000), "It is still running.")]);
    let started =
        json!({"timestamp": 1, "event_type": "operation_start", "data": {"operation_id": 1, "what": "Read"}});
    let (moments, outline) = run_moments(&run, &[started]);
    let told = of(&run, &moments, Told::Agent(&outline));
    check(&told[1..2], &[(Some(1), "Its one operation, “Read”, did not end.")]);
}

#[test]
fn a_screen_recording_has_its_length_its_flags_and_its_end() {
    let mut screen = recording(Kind::Screen, 0, 3_900_000);
    let mut moments = Moments::default();
    check(&of(&screen, &moments, Told::Screen), &[(None, "A screen recording of 1 h 5 min.")]);
    moments.add(Moment::note(70, "He opens the wrong file."));
    moments.add(Moment::note(60, "Again."));
    screen.status = Status::Failed;
    check(
        &of(&screen, &moments, Told::Screen),
        &[
            (None, "A screen recording of 1 h 5 min."),
            (Some(60), "It has 2 notes: “Again”."),
            (Some(3_900_000), "It ended by an error."),
        ],
    );
}

#[test]
fn the_same_recording_gives_the_same_words() {
    assert_eq!(of_run("customer-deleted"), of_run("customer-deleted"));
    assert_eq!(of_web(&demo_web("desk-morning"), &[]), of_web(&demo_web("desk-morning"), &[]));
    for run in
        ["address", "customer", "fraud", "help", "mailing", "night", "payout", "reconcile", "report", "sql"]
    {
        let (recording, _) = demo_run(run);
        let sentences = of_run(run);
        assert!((2..=SENTENCES).contains(&sentences.len()), "{run}");
        for sentence in &sentences {
            assert!(sentence.text.ends_with('.') && !sentence.text.ends_with(".."), "{}", sentence.text);
            assert!(sentence.at_ms.is_none_or(|at_ms| (0..=recording.duration_ms).contains(&at_ms)), "{run}");
        }
    }
}
