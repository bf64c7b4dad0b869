//! Roll-ups: figures of every region, kept by deltas.
//!
//! A write appends [`Delta`]s in its own transaction; the folder adds them to
//! the figures of the village and all its ancestors in the background, so that
//! no posting ever waits for the row of the nation (ADR-0008).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, TryGetable, Value};

use super::clock::Clock;
use super::db::{self, Database};
use super::rowset::{Sheet, Verb};
use crate::kernel::region_code::RegionCode;

/// Code of the nation among region codes.
pub const NATION: &str = "ID";
/// Deltas folded in one transaction; above that the next one follows at once.
const BATCH: u64 = 20_000;
/// Rows of one statement: SQLite takes at most 32,766 values.
const ROWS_PER_STATEMENT: usize = 1_000;

/// A change of one figure of one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delta {
    /// Code of the region, or [`NATION`].
    pub region: String,
    /// Whether all ancestors are changed alike.
    pub spread: bool,
    /// Which figure, such as `enterprises/bum_desa/active`.
    pub metric: String,
    /// The local day it counts for; absent for a figure that has no time.
    pub day: Option<NaiveDate>,
    /// By how much: a count, or sen.
    pub amount: i64,
}

impl Delta {
    /// A change of a figure that has no time.
    pub fn of(region: &RegionCode, metric: impl Into<String>, amount: i64) -> Self {
        Self { region: region.to_string(), spread: true, metric: metric.into(), day: None, amount }
    }

    /// A change that counts for one local day.
    pub fn on(region: &RegionCode, metric: impl Into<String>, day: NaiveDate, amount: i64) -> Self {
        Self {
            region: region.to_string(),
            spread: true,
            metric: metric.into(),
            day: Some(day),
            amount,
        }
    }

    /// A change of this region alone, for a thing that lies in several regions
    /// and must count once above them: its writer names each ancestor itself.
    pub fn alone(code: impl Into<String>, metric: impl Into<String>, amount: i64) -> Self {
        Self { region: code.into(), spread: false, metric: metric.into(), day: None, amount }
    }
}

/// The same changes with those of one figure, region and day as one; what
/// cancels out is left out.
#[must_use]
pub fn merged(deltas: Vec<Delta>) -> Vec<Delta> {
    let mut sums: BTreeMap<(String, bool, String, Option<NaiveDate>), i64> = BTreeMap::new();
    for delta in deltas {
        let sum = sums.entry((delta.region, delta.spread, delta.metric, delta.day)).or_default();
        *sum = sum.saturating_add(delta.amount);
    }
    let delta =
        |((region, spread, metric, day), amount)| Delta { region, spread, metric, day, amount };
    sums.into_iter().filter(|(_, amount)| *amount != 0).map(delta).collect()
}

/// The day as it stands in the tables: `YYYY-MM-DD`, empty for none.
#[must_use]
pub fn day_text(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// How fresh the folded figures are, as this process last saw them in the
/// database: another process may have folded meanwhile, so [`look`] runs every
/// 250 ms.
#[derive(Debug, Clone, Default)]
pub struct Freshness(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    as_of: AtomicI64,
    generation: AtomicI64,
}

impl Freshness {
    /// The instant up to which the figures are complete.
    #[must_use]
    pub fn as_of(&self) -> DateTime<Utc> {
        let micros = self.0.as_of.load(Ordering::Acquire);
        DateTime::from_timestamp_micros(micros).unwrap_or_default()
    }

    /// The folding that last changed the figures, counted from 0. Read it after
    /// [`Self::as_of`]: it is then at least as new.
    #[must_use]
    pub fn generation(&self) -> i64 {
        self.0.generation.load(Ordering::Acquire)
    }

    /// Publishes what was seen; neither value ever goes back.
    fn publish(&self, generation: i64, complete_at: Option<DateTime<Utc>>) {
        self.0.generation.fetch_max(generation, Ordering::AcqRel);
        if let Some(instant) = complete_at {
            self.0.as_of.store(instant.timestamp_micros(), Ordering::Release);
        }
    }
}

/// Looks whether deltas are waiting, and publishes the generation of the
/// figures; they are complete up to now where none waits.
///
/// # Errors
/// When the database refuses.
pub async fn look(
    database: &Database,
    clock: &Clock,
    freshness: &Freshness,
) -> Result<bool, DbErr> {
    // Before the look: what is written after it may be missed. One statement
    // sees one state, so the generation holds everything up to this instant.
    let instant = clock.now();
    let state = db::statement(
        database.read(),
        // By the index: the pages of the table are those of its longest queue ever.
        "SELECT generation, (SELECT MIN(id) FROM rollup_delta) IS NOT NULL AS waiting \
         FROM rollup_state WHERE id = 1",
        vec![],
    );
    let row = database.read().query_one_raw(state).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound("rollup_state".to_owned()))?;
    let waiting: bool = row.try_get_by_index(1)?;
    freshness.publish(row.try_get_by_index(0)?, (!waiting).then_some(instant));
    Ok(waiting)
}

/// Waiting deltas as a set of rows, for writers of many tables at once.
pub static SHEET: Sheet = Sheet {
    table: "rollup_delta",
    columns: &[
        ("region_code", "text"),
        ("metric", "text"),
        ("day", "text"),
        ("amount", "bigint"),
        ("spread", "boolean"),
    ],
    verb: Verb::Insert,
};

/// One delta as a row of [`SHEET`].
#[must_use]
pub fn cells(delta: &Delta) -> [Value; 5] {
    [
        delta.region.clone().into(),
        delta.metric.clone().into(),
        day_text(delta.day).into(),
        delta.amount.into(),
        delta.spread.into(),
    ]
}

/// Appends deltas in the caller's transaction.
///
/// # Errors
/// When the database refuses.
pub async fn append(conn: &impl ConnectionTrait, deltas: &[Delta]) -> Result<(), DbErr> {
    for some in deltas.chunks(ROWS_PER_STATEMENT) {
        let values = some.iter().flat_map(cells).collect();
        let sql = format!(
            "INSERT INTO rollup_delta (region_code, metric, day, amount, spread) VALUES {}",
            db::placeholders(conn.get_database_backend(), some.len(), 5)
        );
        conn.execute_raw(db::statement(conn, sql, values)).await?;
    }
    Ok(())
}

/// Folds all deltas there are, and marks the figures as complete up to the
/// instant at which it began to take the last of them. What comes meanwhile is
/// left for the next time: under load there is always more.
///
/// # Errors
/// When the database refuses; what was not folded stays for the next time.
pub async fn fold(database: &Database, clock: &Clock, freshness: &Freshness) -> Result<u64, DbErr> {
    let mut folded = 0;
    if !look(database, clock, freshness).await? {
        return Ok(folded);
    }
    loop {
        let instant = clock.now();
        let (taken, generation) = fold_batch(database).await?;
        folded += taken;
        let all = taken < BATCH;
        freshness.publish(generation, all.then_some(instant));
        if all {
            return Ok(folded);
        }
    }
}

/// How many deltas it took, and the generation of the figures that hold them.
async fn fold_batch(database: &Database) -> Result<(u64, i64), DbErr> {
    let tx = database.begin_write().await?;
    if database.engine() == DbBackend::Postgres {
        // One folder at a time over all processes; the number is "kibmfold".
        // The table is a queue: a scan would read the pages of all that ever waited.
        let alone = "SELECT pg_advisory_xact_lock(7738144391); SET LOCAL enable_seqscan = off";
        tx.execute_unprepared(alone).await?;
    }
    let taken = tx
        .query_all_raw(db::statement(
            &tx,
            "DELETE FROM rollup_delta WHERE id <= (SELECT MAX(id) FROM \
             (SELECT id FROM rollup_delta ORDER BY id LIMIT $1) AS oldest) \
             RETURNING region_code, metric, day, amount, spread",
            vec![i64::try_from(BATCH).unwrap_or(i64::MAX).into()],
        ))
        .await?;
    let mut sums: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for row in &taken {
        let region: String = row.try_get_by_index(0)?;
        let amount = i64::try_get_by_index(row, 3)?;
        let spread = bool::try_get_by_index(row, 4)?;
        let codes = if spread { with_ancestors(&region) } else { vec![region] };
        for code in codes {
            let sum =
                sums.entry((code, row.try_get_by_index(1)?, row.try_get_by_index(2)?)).or_default();
            *sum = sum.saturating_add(amount);
        }
    }
    sums.retain(|_, amount| *amount != 0);
    add(&tx, sums.into_iter().collect()).await?;
    let generation = raise_generation(&tx).await?;
    tx.commit().await?;
    Ok((u64::try_from(taken.len()).unwrap_or(u64::MAX), generation))
}

/// Tells all processes that what dashboards show has changed; returns the
/// generation that begins.
///
/// # Errors
/// When the database refuses.
pub async fn raise_generation(conn: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let sql = "UPDATE rollup_state SET generation = generation + 1 WHERE id = 1 \
               RETURNING generation";
    let row = conn.query_one_raw(db::statement(conn, sql, vec![])).await?;
    row.ok_or_else(|| DbErr::RecordNotFound("rollup_state".to_owned()))?.try_get_by_index(0)
}

/// The code and those above it up to the nation.
#[must_use]
pub fn with_ancestors(code: &str) -> Vec<String> {
    let mut codes = vec![code.to_owned()];
    let mut rest = code;
    while let Some((parent, _)) = rest.rsplit_once('.') {
        codes.push(parent.to_owned());
        rest = parent;
    }
    if code != NATION {
        codes.push(NATION.to_owned());
    }
    codes
}

/// Code of the region above: the nation for a province, empty for the nation.
#[must_use]
pub fn parent_of(code: &str) -> &str {
    match code.rsplit_once('.') {
        Some((parent, _)) => parent,
        None if code == NATION => "",
        None => NATION,
    }
}

/// The sum of two figures, held at the ends of BIGINT: PostgreSQL would refuse
/// it and so stop all folding for one bad delta, SQLite would make it a float.
/// A figure held so is wrong, and `kibm rollup verify` says it.
const BOUNDED_SUM: &str = "CASE \
    WHEN excluded.amount > 0 AND rollup.amount > 9223372036854775807 - excluded.amount \
    THEN 9223372036854775807 \
    WHEN excluded.amount < 0 AND rollup.amount < -9223372036854775807 - excluded.amount \
    THEN -9223372036854775807 ELSE rollup.amount + excluded.amount END";

async fn add(
    tx: &DatabaseTransaction,
    sums: Vec<((String, String, String), i64)>,
) -> Result<(), DbErr> {
    for some in sums.chunks(ROWS_PER_STATEMENT) {
        let mut values: Vec<Value> = Vec::with_capacity(some.len() * 5);
        for ((code, metric, day), amount) in some {
            values.push(code.clone().into());
            values.push(parent_of(code).to_owned().into());
            values.push(metric.clone().into());
            values.push(day.clone().into());
            values.push((*amount).into());
        }
        let sql = format!(
            "INSERT INTO rollup (region_code, parent_code, metric, day, amount) VALUES {} \
             ON CONFLICT (region_code, metric, day) DO UPDATE SET amount = {BOUNDED_SUM}",
            db::placeholders(tx.get_database_backend(), some.len(), 5)
        );
        tx.execute_raw(db::statement(tx, sql, values)).await?;
    }
    Ok(())
}
