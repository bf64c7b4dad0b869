//! Random acts against a naive book in plain Rust: after each of them the
//! service answers, holds and refuses what the book says.
//!
//! `KIBM_MODEL_STEPS`: how many, 10,000 on SQLite and 2,000 on PostgreSQL if
//! left out. `KIBM_MODEL_SEED`: another course of events. A failure names its
//! seed and issuer, and how many acts of it lead there: without the acts at
//! once it goes the same way again.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kibm::investment::verify::first_fault;
use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;

use crate::support::{TestApp, database};
use book::Status;
use world::World;

mod acts;
mod book;
mod chance;
mod claims;
mod goods;
mod interest;
mod law;
mod leaving;
mod pledges;
mod reversal;
mod shares;
mod state;
mod steps;
mod surplus;
mod terms;
mod waiting;
mod world;

/// Issuers that act at the same time, so that the writer has batches.
const WORLDS: u64 = 6;
/// So many steps of an issuer between two looks at its books.
const LOOK: u64 = 60;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().map_or(default, |text| text.parse().expect("a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r29_random_acts_agree_with_a_naive_book_after_each_step() {
    let steps = setting("KIBM_MODEL_STEPS", if database::on_postgres() { 2_000 } else { 10_000 });
    let seed = setting("KIBM_MODEL_SEED", 20_261_121);
    let app = Arc::new(TestApp::spawn().await);
    let begun = Instant::now();

    let worlds: Vec<_> = (0..WORLDS)
        .map(|nth| {
            let app = app.clone();
            tokio::spawn(async move {
                let mut world = World::begin(app, nth, seed).await;
                for step in 0..steps.div_ceil(WORLDS) {
                    world.step().await;
                    if step % LOOK == LOOK - 1 {
                        world.look().await;
                    }
                }
                world.look_at_everything().await;
                world
            })
        })
        .collect();
    let mut ended: Vec<World> = Vec::new();
    for (nth, world) in worlds.into_iter().enumerate() {
        let world = world.await;
        ended.push(world.unwrap_or_else(|_| {
            panic!("issuer {nth} fails with KIBM_MODEL_SEED={seed}; its last acts are told above")
        }));
    }

    figures_agree(&app, &ended).await;
    let fault = first_fault(&app.state.db).await.expect("the verifier reads");
    assert_eq!(fault, None, "KIBM_MODEL_SEED={seed}");
    for world in &ended {
        let posted = world.book.postings.len() as u64;
        assert!(posted > steps / WORLDS / 5, "hardly anything is posted: {posted}");
    }
    let mut heard: BTreeMap<&str, usize> = BTreeMap::new();
    for (rule, times) in ended.iter().flat_map(|world| &world.heard) {
        *heard.entry(rule).or_default() += times;
    }
    eprintln!("rules that spoke: {heard:?}");
    eprintln!("{steps} steps of seed {seed} in {:?}", begun.elapsed());
}

/// The figures of the region, once they are folded, are the sums of the books.
async fn figures_agree(app: &TestApp, worlds: &[World]) {
    let mut expected: BTreeMap<String, i64> = BTreeMap::new();
    for book in worlds.iter().map(|world| &world.book) {
        for ((_, instrument), (balance, _)) in book.balances() {
            let kind = claims::line_of(book.instruments[instrument].kind);
            *expected.entry(format!("capital/community/{kind}")).or_default() += balance;
        }
        let active =
            |nth: &usize| book.members[*nth].member && book.standing(*nth).0 == Status::Active;
        let active = (0..book.members.len()).filter(active).count();
        *expected.entry("members/unknown".to_owned()).or_default() +=
            i64::try_from(active).expect("a few");
    }
    expected.retain(|_, sum| *sum != 0);
    let conn = app.state.db.read();
    let waiting = "SELECT COUNT(*) FROM rollup_delta";
    for _ in 0..200 {
        let row = conn.query_one_raw(statement(conn, waiting, vec![])).await;
        let row = row.expect("the deltas read").expect("a count has a row");
        if row.try_get_by_index::<i64>(0).expect("a number") == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let sql = "SELECT metric, CAST(SUM(amount) AS BIGINT) FROM rollup WHERE region_code = $1 \
               AND (metric LIKE 'capital/%' OR metric LIKE 'members/%') GROUP BY metric";
    let rows = conn.query_all_raw(statement(conn, sql, vec![super::VILLAGE.into()])).await;
    let mut folded: BTreeMap<String, i64> = BTreeMap::new();
    for row in rows.expect("the figures read") {
        let sum = row.try_get_by_index(1).expect("a number");
        folded.insert(row.try_get_by_index(0).expect("a text"), sum);
    }
    folded.retain(|_, sum| *sum != 0);
    assert_eq!(folded, expected, "figures of the region");
}
