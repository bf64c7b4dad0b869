//! Terms of instruments in a pack: every version, also those that were cancelled,
//! and whether what is issued keeps within the last total.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::rows::PackInstrument;
use super::{PackError, differs};
use crate::investment::classes::entity::terms::{self, HolderSort};
use crate::investment::classes::entity::terms_cancellation;
use crate::investment::classes::store::cancellations;
use crate::kernel::ids::{InstrumentId, InstrumentTermsId, UserId};
use crate::kernel::money::Money;

/// One version of the terms of an instrument.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PackTerms {
    id: InstrumentTermsId,
    version: i64,
    valid_from: NaiveDate,
    minimum_sen: Option<i64>,
    maximum_sen: Option<i64>,
    holder_sort: HolderSort,
    members_only: bool,
    regions: serde_json::Value,
    issuable_sen: Option<i64>,
    lock_in_months: Option<i64>,
    lock_in_days: Option<i64>,
    votes_per_share: Option<i64>,
    decision_number: String,
    recorded_at: DateTime<Utc>,
    recorded_by: Option<UserId>,
    cancellation: Option<TermsEnd>,
}

/// Why terms never held.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsEnd {
    reason: String,
    user_id: Option<UserId>,
    recorded_at: DateTime<Utc>,
}

impl PackTerms {
    fn of(row: terms::Model, cancellation: Option<terms_cancellation::Model>) -> Self {
        Self {
            id: row.id,
            version: row.version,
            valid_from: row.valid_from,
            minimum_sen: row.minimum_sen.map(Money::sen),
            maximum_sen: row.maximum_sen.map(Money::sen),
            holder_sort: row.holder_sort,
            members_only: row.members_only,
            regions: row.regions,
            issuable_sen: row.issuable_sen.map(Money::sen),
            lock_in_months: row.lock_in_months,
            lock_in_days: row.lock_in_days,
            votes_per_share: row.votes_per_share,
            decision_number: row.decision_number,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            cancellation: cancellation.map(|it| TermsEnd {
                reason: it.reason,
                user_id: it.user_id,
                recorded_at: it.recorded_at,
            }),
        }
    }

    /// The rows that it stands for.
    pub(super) fn rows(
        self,
        instrument_id: InstrumentId,
    ) -> (terms::Model, Option<terms_cancellation::Model>) {
        let cancellation = self.cancellation.map(|it| terms_cancellation::Model {
            id: self.id,
            reason: it.reason,
            user_id: it.user_id,
            recorded_at: it.recorded_at,
        });
        let terms = terms::Model {
            id: self.id,
            instrument_id,
            version: self.version,
            valid_from: self.valid_from,
            minimum_sen: self.minimum_sen.map(Money::from_sen),
            maximum_sen: self.maximum_sen.map(Money::from_sen),
            holder_sort: self.holder_sort,
            members_only: self.members_only,
            regions: self.regions,
            issuable_sen: self.issuable_sen.map(Money::from_sen),
            lock_in_months: self.lock_in_months,
            lock_in_days: self.lock_in_days,
            votes_per_share: self.votes_per_share,
            decision_number: self.decision_number,
            recorded_at: self.recorded_at,
            recorded_by: self.recorded_by,
        };
        (terms, cancellation)
    }

    /// Whether what is issued is counted by it.
    pub(super) fn has_total(&self) -> bool {
        self.issuable_sen.is_some()
    }
}

/// The versions of an instrument, in the order in which they were set.
pub(super) async fn of_instrument(
    conn: &impl ConnectionTrait,
    instrument: InstrumentId,
) -> Result<Vec<PackTerms>, DbErr> {
    let rows = terms::Entity::find()
        .filter(terms::Column::InstrumentId.eq(instrument))
        .order_by_asc(terms::Column::Version);
    let rows = rows.all(conn).await?;
    let mut ended = cancellations(conn, rows.iter().map(|row| row.id)).await?;
    let version = |row: terms::Model| {
        let cancellation = ended.remove(&row.id);
        PackTerms::of(row, cancellation)
    };
    Ok(rows.into_iter().map(version).collect())
}

/// Compares the terms of an instrument with each other, and with what is issued
/// of it, in sen. No issue passes the total of the latest terms, nor do these
/// set it below what is issued. Terms that were cancelled never held.
pub(super) fn check(instrument: &PackInstrument, issued: i64) -> Result<(), PackError> {
    let of = |what: &str| {
        Err(differs(format!("instruments.jsonl: the terms of {}: {what}", instrument.id)))
    };
    let versions = &instrument.terms;
    if !versions.iter().zip(1_i64..).all(|(it, version)| it.version == version) {
        return of("a version is missing");
    }
    let held: Vec<_> = versions.iter().filter(|it| it.cancellation.is_none()).collect();
    if !held.is_sorted_by(|before, after| before.valid_from < after.valid_from) {
        return of("their first days do not follow each other");
    }
    for it in versions {
        let bounds = [it.minimum_sen, it.maximum_sen, it.issuable_sen];
        let whole = |sen: i64| {
            sen > 0 && instrument.nominal_sen.is_none_or(|one| sen.checked_rem(one) == Some(0))
        };
        if !bounds.into_iter().flatten().all(whole) {
            return of("a bound is not above zero in whole shares");
        }
        let above = |most: Option<i64>| most.is_some_and(|most| it.minimum_sen > Some(most));
        if above(it.maximum_sen) || above(it.issuable_sen) {
            return of("the minimum is above a maximum");
        }
        if it.lock_in_months.is_some() && it.lock_in_days.is_some() {
            return of("there are two lock-ins");
        }
    }
    match held.last().and_then(|it| it.issuable_sen) {
        Some(total) if issued > total => {
            of(&format!("{issued} sen are issued, and the total is {total}"))
        }
        _ => Ok(()),
    }
}
