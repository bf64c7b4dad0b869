//! What a log and its follow-ups add to the figures of a region.

use std::collections::BTreeMap;

use sea_orm::DatabaseTransaction;

use crate::mentoring::entity::follow_up::{self, FollowUpStatus};
use crate::mentoring::entity::mentoring_log::{self, LogStatus};
use crate::platform::db::stored_region;
use crate::platform::problem::ApiResult;
use crate::platform::rollup::{self, Delta};

/// A log with its follow-ups: what figures count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted<'a> {
    /// The log.
    pub(super) log: &'a mentoring_log::Model,
    /// Its follow-ups.
    pub(super) follow_ups: &'a [follow_up::Model],
}

/// The figures of a log, once it is sent; a returned one keeps counting,
/// since the visit took place.
fn figures(counted: Counted<'_>, sign: i64) -> ApiResult<Vec<Delta>> {
    let log = counted.log;
    if log.status == LogStatus::Draft {
        return Ok(Vec::new());
    }
    let region = stored_region(&log.region_code)?;
    let mut deltas = vec![
        Delta::on(&region, "logs", log.local_date, sign),
        Delta::on(&region, "log_minutes", log.local_date, sign * log.minutes),
    ];
    for row in counted.follow_ups.iter().filter(|row| row.status == FollowUpStatus::Open) {
        let region = stored_region(&row.region_code)?;
        deltas.push(Delta::on(&region, "follow_ups/open", row.due_on, sign));
    }
    Ok(deltas)
}

/// Appends the change of the figures from one state of a log to the next;
/// what did not change is not written.
pub(super) async fn move_figures(
    tx: &DatabaseTransaction,
    before: Option<Counted<'_>>,
    after: Counted<'_>,
) -> ApiResult<()> {
    let mut deltas = figures(after, 1)?;
    if let Some(before) = before {
        deltas.extend(figures(before, -1)?);
    }
    let mut sums: BTreeMap<_, Delta> = BTreeMap::new();
    for delta in deltas {
        let key = (delta.region.clone(), delta.metric.clone(), delta.day);
        match sums.get_mut(&key) {
            Some(sum) => sum.amount += delta.amount,
            None => drop(sums.insert(key, delta)),
        }
    }
    let changed: Vec<Delta> = sums.into_values().filter(|delta| delta.amount != 0).collect();
    Ok(rollup::append(tx, &changed).await?)
}
