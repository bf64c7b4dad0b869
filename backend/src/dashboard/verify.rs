//! Recomputes the roll-ups from the tables that they sum up.
//!
//! Set-based: one query a figure. What is stored is the folded figures and the
//! deltas that wait to be folded; both are read in one snapshot, so that the
//! service may go on meanwhile.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult};

use crate::chain::entity::participation::ParticipationRole;
use crate::chain::rules::{Part, covered_deltas, pair_deltas};
use crate::cluster::entity::cluster::Phase;
use crate::cluster::rules::cluster_deltas;
use crate::kernel::ids::{ClusterId, OrganizationId, StageId};
use crate::kernel::period::Quarter;
use crate::kernel::region_code::RegionCode;
use crate::platform::db::{Database, statement};
use crate::platform::rollup::{Delta, day_text, with_ancestors};

/// Figures that a GROUP BY gives: region, metric, day, amount.
const SUMS: &[&str] = &[
    "SELECT region_code, 'enterprises/' || legal_form || '/' || status, '', COUNT(*) \
     FROM organization GROUP BY region_code, legal_form, status",
    "SELECT region_code, 'members/' || COALESCE(sex, 'unknown'), '', COUNT(*) FROM member \
     WHERE standing = 'member' AND status = 'active' GROUP BY region_code, sex",
    "SELECT m.region_code, 'capital/' || m.holder_class || '/' || i.kind, '', \
     CAST(SUM(e.credit_sen - e.debit_sen) AS BIGINT) FROM ledger_entry e \
     JOIN ledger_account a ON a.id = e.account_id JOIN member m ON m.id = a.member_id \
     JOIN instrument i ON i.id = a.instrument_id GROUP BY m.region_code, m.holder_class, i.kind",
    "SELECT region_code, 'logs', CAST(local_date AS TEXT), COUNT(*) FROM mentoring_log \
     WHERE status <> 'draft' GROUP BY region_code, local_date",
    "SELECT region_code, 'log_minutes', CAST(local_date AS TEXT), CAST(SUM(minutes) AS BIGINT) \
     FROM mentoring_log WHERE status <> 'draft' GROUP BY region_code, local_date",
    "SELECT region_code, 'follow_ups/open', CAST(due_on AS TEXT), COUNT(*) FROM follow_up \
     WHERE status = 'open' GROUP BY region_code, due_on",
];

/// A figure by region, metric and day.
type Figures = BTreeMap<(String, String, String), i64>;

/// The first figure, by region, metric and day, that is not what the tables say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Code of the region, or of the nation.
    pub region: String,
    /// Which figure.
    pub metric: String,
    /// Local day; empty for a figure without time.
    pub day: String,
    /// As folded, with what waits to be folded.
    pub stored: i64,
    /// As the tables say.
    pub recomputed: i64,
}

impl std::fmt::Display for Difference {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { region, metric, day, stored, recomputed } = self;
        let day = if day.is_empty() { "any day" } else { day };
        write!(out, "{metric} of {region} on {day} is {stored}, the tables say {recomputed}")
    }
}

/// Compares all roll-ups with the tables.
///
/// # Errors
/// When the database fails.
pub async fn first_difference(db: &Database) -> Result<Option<Difference>, DbErr> {
    let tx = db.begin_write().await?;
    if db.engine() == DbBackend::Postgres {
        tx.execute_unprepared(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = 0",
        )
        .await?;
    }
    let mut expected = Figures::new();
    for sql in SUMS {
        for row in rows(&tx, sql).await? {
            let day: String = row.try_get_by_index(2)?;
            let key: (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let amount = row.try_get_by_index(3)?;
            spread(&mut expected, &key.0, &key.1, &day, amount);
        }
    }
    pairs(&tx, &mut expected).await?;
    clusters(&tx, &mut expected).await?;
    let mut stored = stored(&tx).await?;
    // Nothing was written: this only ends the snapshot.
    tx.rollback().await?;
    expected.retain(|_, amount| *amount != 0);
    stored.retain(|_, amount| *amount != 0);
    Ok(compare(&expected, &stored))
}

fn compare(expected: &Figures, stored: &Figures) -> Option<Difference> {
    let keys: std::collections::BTreeSet<_> = expected.keys().chain(stored.keys()).collect();
    keys.into_iter().find_map(|key| {
        let amount = |figures: &Figures| figures.get(key).copied().unwrap_or_default();
        let (stored, recomputed) = (amount(stored), amount(expected));
        let (region, metric, day) = key.clone();
        (stored != recomputed).then_some(Difference { region, metric, day, stored, recomputed })
    })
}

async fn rows(tx: &DatabaseTransaction, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
    tx.query_all_raw(statement(tx, sql, vec![])).await
}

/// Held at the ends as in the folder.
fn grow(figures: &mut Figures, key: (String, String, String), amount: i64) {
    let figure = figures.entry(key).or_default();
    *figure = figure.saturating_add(amount);
}

fn spread(figures: &mut Figures, region: &str, metric: &str, day: &str, amount: i64) {
    for code in with_ancestors(region) {
        grow(figures, (code, metric.to_owned(), day.to_owned()), amount);
    }
}

fn add(figures: &mut Figures, deltas: Vec<Delta>) {
    for delta in deltas {
        let day = day_text(delta.day);
        if delta.spread {
            spread(figures, &delta.region, &delta.metric, &day, delta.amount);
        } else {
            grow(figures, (delta.region, delta.metric, day), delta.amount);
        }
    }
}

/// A pair of an organization and a stage.
type Pair = (OrganizationId, StageId);

/// The quarters in which each pair was visited.
async fn visited(tx: &DatabaseTransaction) -> Result<BTreeMap<Pair, Vec<Quarter>>, DbErr> {
    let mut visited: BTreeMap<Pair, Vec<Quarter>> = BTreeMap::new();
    for row in rows(tx, "SELECT organization_id, stage_id, quarter FROM coverage").await? {
        let quarter: String = row.try_get_by_index(2)?;
        let quarter = quarter.parse().map_err(|_| malformed("coverage.quarter"))?;
        let pair = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        visited.entry(pair).or_default().push(quarter);
    }
    Ok(visited)
}

/// Active and covered pairs: participations of one organization in one stage
/// are joined.
async fn pairs(tx: &DatabaseTransaction, figures: &mut Figures) -> Result<(), DbErr> {
    let visited = visited(tx).await?;
    let mut count = |(pair, region, parts): (Pair, RegionCode, Vec<Part>)| {
        add(figures, pair_deltas(&region, &[], &parts));
        let quarters = visited.get(&pair).map_or(&[][..], Vec::as_slice);
        add(figures, covered_deltas(&region, quarters, &[], &parts));
    };
    let sql = "SELECT organization_id, stage_id, region_code, role, valid_from, valid_to \
               FROM participation ORDER BY organization_id, stage_id, id";
    let mut current: Option<(Pair, RegionCode, Vec<Part>)> = None;
    for row in rows(tx, sql).await? {
        let pair = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let region: String = row.try_get_by_index(2)?;
        let region = region.parse().map_err(|_| malformed("participation.region_code"))?;
        let role: ParticipationRole = row.try_get_by_index(3)?;
        let span: (NaiveDate, Option<NaiveDate>) =
            (row.try_get_by_index(4)?, row.try_get_by_index(5)?);
        let part = Part { role, support_function: None, span };
        match &mut current {
            Some((known, _, parts)) if *known == pair => parts.push(part),
            _ => current.replace((pair, region, vec![part])).into_iter().for_each(&mut count),
        }
    }
    current.into_iter().for_each(count);
    Ok(())
}

/// Clusters count once in each of their regions and above.
async fn clusters(tx: &DatabaseTransaction, figures: &mut Figures) -> Result<(), DbErr> {
    let sql = "SELECT c.id, c.phase, r.region_code FROM cluster c \
               JOIN cluster_region r ON r.cluster_id = c.id";
    let mut found: BTreeMap<ClusterId, (Phase, Vec<RegionCode>)> = BTreeMap::new();
    for row in rows(tx, sql).await? {
        let code: String = row.try_get_by_index(2)?;
        let code = code.parse().map_err(|_| malformed("cluster_region.region_code"))?;
        let phase = row.try_get_by_index(1)?;
        let id: ClusterId = row.try_get_by_index(0)?;
        found.entry(id).or_insert((phase, Vec::new())).1.push(code);
    }
    for (phase, codes) in found.into_values() {
        add(figures, cluster_deltas(&codes, phase, 1));
    }
    Ok(())
}

fn malformed(column: &str) -> DbErr {
    DbErr::Type(format!("{column} holds a malformed value"))
}

/// What is folded and what waits.
async fn stored(tx: &DatabaseTransaction) -> Result<Figures, DbErr> {
    let mut figures = Figures::new();
    for row in rows(tx, "SELECT region_code, metric, day, amount FROM rollup").await? {
        let key = (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        figures.insert(key, row.try_get_by_index(3)?);
    }
    let waiting = "SELECT region_code, metric, day, amount, spread FROM rollup_delta";
    for row in rows(tx, waiting).await? {
        let key: (String, String, String) =
            (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        let amount: i64 = row.try_get_by_index(3)?;
        if row.try_get_by_index(4)? {
            spread(&mut figures, &key.0, &key.1, &key.2, amount);
        } else {
            grow(&mut figures, key, amount);
        }
    }
    Ok(figures)
}
