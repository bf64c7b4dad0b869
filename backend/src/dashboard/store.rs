//! SQL of dashboards: sums of folded roll-ups.
//!
//! Figures of regions are aggregates; whether the caller may see them whole is
//! decided before, by the handler.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use sea_orm::{ConnectionTrait, DbErr, Value};

use crate::kernel::period::Quarter;
use crate::platform::db::statement;
use crate::platform::rollup::{day_text, parent_of, with_ancestors};

/// Days that logs and hours are counted over, the present one included.
pub const LOG_DAYS: u64 = 90;

/// Sums of one region's metrics.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// By metric: counts, or sen.
    pub by_metric: BTreeMap<String, i64>,
    /// Follow-ups that are open past their due day.
    pub overdue: i64,
}

/// Sums by region code.
pub type SumsByRegion = BTreeMap<String, Sums>;

/// The figures of a region and of its children on a local day.
///
/// # Errors
/// When the database fails.
pub async fn figures(
    conn: &impl ConnectionTrait,
    code: &str,
    today: NaiveDate,
) -> Result<SumsByRegion, DbErr> {
    // A branch for each index; a row of the region is never its own child.
    let branch = |column: &str| {
        format!(
            "SELECT region_code, metric, CAST(SUM(amount) AS BIGINT) AS total, \
             CAST(SUM(CASE WHEN day < $2 THEN amount ELSE 0 END) AS BIGINT) AS earlier \
             FROM rollup WHERE {column} = $1 AND (day = '' OR metric = 'follow_ups/open' \
             OR (metric = 'pairs/active' AND day <= $2) \
             OR (metric = 'pairs/covered' AND day >= $3 AND day <= $2) \
             OR (metric IN ('logs', 'log_minutes') AND day > $4 AND day <= $2)) \
             GROUP BY region_code, metric"
        )
    };
    let sql = format!("{} UNION ALL {}", branch("region_code"), branch("parent_code"));
    let quarter = Quarter::of(today).first_day();
    let from = today - Days::new(LOG_DAYS);
    let values: Vec<Value> = vec![
        code.into(),
        day_text(Some(today)).into(),
        day_text(Some(quarter)).into(),
        day_text(Some(from)).into(),
    ];
    let mut sums = SumsByRegion::new();
    for row in conn.query_all_raw(statement(conn, sql, values)).await? {
        let region: String = row.try_get_by_index(0)?;
        let metric: String = row.try_get_by_index(1)?;
        let of_region = sums.entry(region).or_default();
        if metric == "follow_ups/open" {
            of_region.overdue = row.try_get_by_index(3)?;
        }
        of_region.by_metric.insert(metric, row.try_get_by_index(2)?);
    }
    Ok(sums)
}

/// Counts of enterprises and members of a region and all above it, each with
/// its siblings, by the code of their parent (empty for the nation).
///
/// # Errors
/// When the database fails.
pub async fn counts_above(
    conn: &impl ConnectionTrait,
    code: &str,
) -> Result<BTreeMap<String, SumsByRegion>, DbErr> {
    let parents: Vec<String> =
        with_ancestors(code).iter().map(|code| parent_of(code).to_owned()).collect();
    let places: Vec<String> = (1..=parents.len()).map(|place| format!("${place}")).collect();
    let sql = format!(
        "SELECT parent_code, region_code, metric, amount FROM rollup \
         WHERE parent_code IN ({}) AND day = '' \
         AND (metric LIKE 'enterprises/%' OR metric LIKE 'members/%')",
        places.join(", ")
    );
    let values = parents.into_iter().map(Value::from).collect();
    let mut found: BTreeMap<String, SumsByRegion> = BTreeMap::new();
    for row in conn.query_all_raw(statement(conn, sql, values)).await? {
        let siblings = found.entry(row.try_get_by_index(0)?).or_default();
        let sums = siblings.entry(row.try_get_by_index(1)?).or_default();
        sums.by_metric.insert(row.try_get_by_index(2)?, row.try_get_by_index(3)?);
    }
    Ok(found)
}
