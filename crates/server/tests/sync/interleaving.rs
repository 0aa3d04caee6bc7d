//! Two consoles, lost replies, repeats in any order: every verdict, flag and note counts exactly once.

use std::collections::BTreeSet;

use hindsight_contract::sync::{Change, Outcome};
use hindsight_domain::{Mutation, Role, VerdictKind};
use proptest::prelude::{Strategy, any, prop, proptest};
use proptest::test_runner::Config;

use crate::made::{claim, flag, note, put_recording, release, verdict};
use crate::server::fresh;

/// What one console does next.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// Says something new, knowing the review as of this version.
    Say { what: u8, recording: u8, base_version: u64 },
    /// Sends everything since this one again, as after a lost reply.
    Repeat { from: prop::sample::Index },
}

fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
    let say = (0..6_u8, 0..2_u8, 0..6_u64).prop_map(|(what, recording, base_version)| Step::Say {
        what,
        recording,
        base_version,
    });
    let repeat = any::<prop::sample::Index>().prop_map(|from| Step::Repeat { from });
    let step = proptest::prop_oneof![4 => say, 1 => repeat];
    prop::collection::vec((any::<bool>(), step), 1..25)
}

fn made(n: u64, console: bool, what: u8, recording: u8, base_version: u64) -> Mutation {
    let recording = ["r0", "r1"][usize::from(recording)];
    // Each console has a name of its own for each review.
    let review = format!("rev_{recording}_{console}");
    match what {
        0 => flag(n, recording, &review),
        1 => note(n, recording, "x"),
        2 => claim(n, recording, &review, base_version),
        3 => release(n, recording, &review),
        4 => verdict(n, recording, &review, base_version, VerdictKind::Approve),
        _ => verdict(n, recording, &review, base_version, VerdictKind::Violation),
    }
}

async fn every_verdict_counts_once(steps: Vec<(bool, Step)>) {
    let (_dir, server) = fresh().await;
    let ann = server.client("ann", Role::Reviewer).await;
    let bob = server.client("bob", Role::Admin).await;
    put_recording(&ann, 1, "r0", 1).await;
    put_recording(&ann, 2, "r1", 1).await;
    ann.post(&[flag(3, "r0", "rev_r0_true"), flag(4, "r1", "rev_r1_true")]).await;

    let mut sent: [Vec<Mutation>; 2] = Default::default();
    let mut applied = BTreeSet::new();
    for ((console, step), n) in steps.into_iter().zip(100..) {
        let (client, sent) = (if console { &ann } else { &bob }, &mut sent[usize::from(console)]);
        let batch = match step {
            Step::Say { what, recording, base_version } => {
                sent.push(made(n, console, what, recording, base_version));
                vec![sent[sent.len() - 1].clone()]
            }
            Step::Repeat { from } if !sent.is_empty() => sent[from.index(sent.len())..].to_vec(),
            Step::Repeat { .. } => continue,
        };
        let results = client.post(&batch).await;
        assert_eq!(results.len(), batch.len());
        for result in results {
            if result.outcome != Outcome::Rejected {
                assert_eq!(
                    applied.insert(result.id),
                    !result.repeated,
                    "it counts the first time and no other"
                );
            }
        }
    }

    let said = |id: &str| id.rsplit('_').next().unwrap().parse::<u64>().unwrap();
    let mut kept = Vec::new();
    let (pages, _) = bob.pull(None, 7).await;
    for entry in pages.iter().flat_map(|page| &page.entries) {
        match &entry.change {
            Change::Review(review) => {
                kept.extend(review.flags.iter().map(|flag| said(flag.id.as_str())));
                kept.extend(review.verdicts.iter().map(|verdict| said(verdict.id.as_str())));
            }
            Change::Note(note) => kept.push(said(note.id.as_str())),
            Change::Recording(_) | Change::Gone(_) => {}
        }
    }
    kept.sort_unstable();
    kept.retain(|&n| n >= 100);
    let lasting = |mutation: &&Mutation| !matches!(mutation.kind.word(), "claim" | "release");
    let mut expected: Vec<u64> = sent
        .iter()
        .flatten()
        .filter(lasting)
        .filter(|mutation| applied.contains(&mutation.id))
        .map(|mutation| mutation.id.to_string()[24..].parse().unwrap())
        .collect();
    expected.sort_unstable();
    assert_eq!(kept, expected);
    let verdicts = sent.iter().flatten().filter(|mutation| mutation.kind.word() == "verdict");
    assert!(
        verdicts.clone().all(|verdict| applied.contains(&verdict.id)),
        "no verdict is ever refused for being late"
    );
}

proptest! {
    #![proptest_config(Config { cases: 12, ..Config::default() })]

    #[test]
    fn any_interleaving_with_repeats_keeps_every_verdict_exactly_once(steps in steps()) {
        tokio::runtime::Runtime::new().unwrap().block_on(every_verdict_counts_once(steps));
    }
}
