//! Two consoles, one server, a network that fails, processes that end, a server that is restored from a backup: a
//! thousand random operations later all of them agree, and nothing that a person said is lost or doubled.
//!
//! A failing run names its seed. `CONVERGE_SEED` begins with another one, `CONVERGE_RUNS` tries so many seeds in a
//! row, `CONVERGE_OPERATIONS` makes them longer or shorter, `CONVERGE_TOLD` prints each operation.

mod agents;
mod deeds;
mod desk;
mod field;
mod server;
mod truth;

use field::Field;

const SEED: u64 = 20_260_301;
const OPERATIONS: u64 = 1_000;

#[test]
fn a_thousand_random_operations_converge_and_lose_nothing() {
    let set = |name| std::env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let first = set("CONVERGE_SEED").unwrap_or(SEED);
    let runs = set("CONVERGE_RUNS").unwrap_or(1);
    let operations = set("CONVERGE_OPERATIONS").unwrap_or(OPERATIONS);
    let told = std::env::var_os("CONVERGE_TOLD").is_some();
    for seed in first..first + runs {
        println!("CONVERGE_SEED={seed}");
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let mut field = Field::new(seed, told).await;
            for n in 0..operations {
                field.step(n).await;
            }
            field.settle().await;
            truth::check(&field).await;
        });
    }
}
