//! SQL of terms and certificates.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::Query;
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::entity::{certificate, certificate_end, terms, terms_cancellation};
use super::rules::{ClassTerms, LockIn};
use crate::kernel::ids::{InstrumentId, InstrumentTermsId, OrganizationId};
use crate::kernel::money::Money;
use crate::kernel::region_code::RegionCode;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;
use crate::platform::rowset::{self, Rows, Sheet, Verb};

mod certificates;

pub use certificates::{
    CertificateFilter, CertificateRow, CertificatesOf, ClassShares, ShareholderRow,
    find_certificate, find_certificates, list_certificates, list_shareholders, shares_of_classes,
};

/// Versions of terms of one list: more than any instrument ever has.
const VERSIONS_MAX: u64 = 10_000;

/// The columns of terms `t` under names with `t_` before them, for a join to
/// the row of the instrument.
pub const TERMS_COLUMNS: &str = "t.id AS t_id, t.instrument_id AS t_instrument_id, \
    t.valid_from AS t_valid_from, t.minimum_sen AS t_minimum_sen, \
    t.maximum_sen AS t_maximum_sen, t.holder_sort AS t_holder_sort, \
    t.members_only AS t_members_only, t.regions AS t_regions, t.issuable_sen AS t_issuable_sen, \
    t.lock_in_months AS t_lock_in_months, t.lock_in_days AS t_lock_in_days, \
    t.votes_per_share AS t_votes_per_share, t.decision_number AS t_decision_number, \
    t.recorded_at AS t_recorded_at, t.version AS t_version, t.recorded_by AS t_recorded_by";

/// The terms of a row as the rules see them.
///
/// # Errors
/// Where the row holds what no draft could give.
pub fn terms_of_row(row: &terms::Model) -> Result<ClassTerms, DbErr> {
    let broken = |what: &str| DbErr::Type(format!("instrument_terms {}: {what}", row.id));
    let regions: Vec<RegionCode> =
        serde_json::from_value(row.regions.clone()).map_err(|_| broken("regions"))?;
    let months = row.lock_in_months.map(u32::try_from).transpose();
    let days = row.lock_in_days.map(u64::try_from).transpose();
    let months = months.map_err(|_| broken("lock_in_months"))?.map(LockIn::Months);
    let days = days.map_err(|_| broken("lock_in_days"))?.map(LockIn::Days);
    Ok(ClassTerms {
        valid_from: row.valid_from,
        minimum: row.minimum_sen,
        maximum: row.maximum_sen,
        sort: row.holder_sort,
        members_only: row.members_only,
        regions,
        issuable: row.issuable_sen,
        lock_in: months.or(days),
        votes_per_share: row.votes_per_share,
    })
}

/// Terms of an instrument after a cursor, cancelled ones as well, in the order
/// in which they were set; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_terms(
    conn: &impl ConnectionTrait,
    instrument: InstrumentId,
    page: &PageRequest<i64>,
) -> Result<Vec<terms::Model>, DbErr> {
    let query = terms::Entity::find().filter(terms::Column::InstrumentId.eq(instrument));
    page.rows(query, terms::Column::Version).all(conn).await
}

/// Cancellations of some terms.
///
/// # Errors
/// When the database fails.
pub async fn cancellations(
    conn: &impl ConnectionTrait,
    terms: impl IntoIterator<Item = InstrumentTermsId>,
) -> Result<HashMap<InstrumentTermsId, terms_cancellation::Model>, DbErr> {
    let of_terms = terms_cancellation::Column::Id.is_in(terms);
    let rows = terms_cancellation::Entity::find().filter(of_terms).all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// How many versions of terms an instrument has, with those that were cancelled.
///
/// # Errors
/// When the database fails.
pub async fn count_versions(
    conn: &impl ConnectionTrait,
    instrument: InstrumentId,
) -> Result<i64, DbErr> {
    let rows = terms::Entity::find().filter(terms::Column::InstrumentId.eq(instrument));
    let count = rows.count(conn).await?;
    i64::try_from(count).map_err(|_| DbErr::Type("too many versions of terms".to_owned()))
}

/// The last day on which something came into a holder's account of an
/// instrument.
///
/// # Errors
/// When the database fails.
pub async fn last_inflow(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    instrument: InstrumentId,
) -> Result<Option<NaiveDate>, DbErr> {
    let sql = "SELECT e.effective_on FROM ledger_account a \
               JOIN ledger_entry e ON e.account_id = a.id \
               WHERE a.organization_id = $1 AND a.instrument_id = $2 AND e.credit_sen > 0 \
               ORDER BY e.effective_on DESC LIMIT 1";
    let values = vec![issuer.into(), instrument.into()];
    let row = conn.query_one_raw(statement(conn, sql, values)).await?;
    row.map(|row| row.try_get_by_index(0)).transpose()
}

/// All terms of some instruments that were not cancelled, by first day.
///
/// # Errors
/// When the database fails.
pub async fn terms_of(
    conn: &impl ConnectionTrait,
    instruments: &[InstrumentId],
) -> Result<HashMap<InstrumentId, Vec<ClassTerms>>, DbErr> {
    let cancelled = Query::select()
        .column(terms_cancellation::Column::Id)
        .from(terms_cancellation::Entity)
        .to_owned();
    let rows = terms::Entity::find()
        .filter(terms::Column::InstrumentId.is_in(instruments.iter().copied()))
        .filter(terms::Column::Id.not_in_subquery(cancelled))
        .order_by_asc(terms::Column::ValidFrom)
        .limit(VERSIONS_MAX);
    let mut found: HashMap<InstrumentId, Vec<ClassTerms>> = HashMap::new();
    for row in rows.all(conn).await? {
        found.entry(row.instrument_id).or_default().push(terms_of_row(&row)?);
    }
    Ok(found)
}

/// What is issued of an instrument: the sum of its holders' balances.
///
/// # Errors
/// When the database fails.
pub async fn issued(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    instrument: InstrumentId,
) -> Result<Money, DbErr> {
    let sql = "SELECT CAST(COALESCE(SUM(b.balance_sen), 0) AS BIGINT) FROM ledger_account a \
               JOIN ledger_balance b ON b.account_id = a.id \
               WHERE a.organization_id = $1 AND a.instrument_id = $2";
    let values = vec![issuer.into(), instrument.into()];
    let row = conn.query_one_raw(statement(conn, sql, values)).await?;
    let sen = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(Money::from_sen(sen.unwrap_or_default()))
}

static CERTIFICATE: Sheet = Sheet {
    table: "share_certificate",
    columns: &[
        ("id", "uuid"),
        ("organization_id", "uuid"),
        ("region_code", "text"),
        ("instrument_id", "uuid"),
        ("member_id", "uuid"),
        ("number", "bigint"),
        ("first_share", "bigint"),
        ("last_share", "bigint"),
        ("cause", "text"),
        ("change_id", "uuid"),
        ("acquired_on", "date"),
        ("issued_on", "date"),
        ("decision_number", "text"),
        ("recorded_at", "timestamptz"),
        ("recorded_after", "bigint"),
    ],
    verb: Verb::Insert,
};

static CERTIFICATE_END: Sheet = Sheet {
    table: "share_certificate_end",
    columns: &[
        ("id", "uuid"),
        ("organization_id", "uuid"),
        ("cause", "text"),
        ("change_id", "uuid"),
        ("ended_on", "date"),
        ("recorded_at", "timestamptz"),
    ],
    verb: Verb::Insert,
};

static ISSUED: Sheet = Sheet {
    table: "instrument_issued",
    columns: &[("instrument_id", "uuid"), ("issued_sen", "bigint")],
    verb: Verb::Upsert { key: "instrument_id", set: "issued_sen = excluded.issued_sen" },
};

/// What follows postings and splits: certificates issued and ended, and what is
/// issued where terms set a total.
#[derive(Debug, Clone, Default)]
pub struct Following {
    /// New certificates.
    pub certificates: Vec<certificate::Model>,
    /// Certificates that end.
    pub ends: Vec<certificate_end::Model>,
    /// What is issued now.
    pub issued: Vec<(InstrumentId, Money)>,
}

/// Writes what follows; nothing, without a statement, where there is nothing.
///
/// # Errors
/// When the database refuses.
pub async fn write(conn: &impl ConnectionTrait, following: &Following) -> Result<(), DbErr> {
    let mut certificates = Rows::of(&CERTIFICATE);
    for row in &following.certificates {
        certificates.push([
            row.id.into(),
            row.organization_id.into(),
            row.region_code.clone().into(),
            row.instrument_id.into(),
            row.member_id.into(),
            row.number.into(),
            row.first_share.into(),
            row.last_share.into(),
            row.cause.to_value().into(),
            row.change_id.into(),
            row.acquired_on.into(),
            row.issued_on.into(),
            row.decision_number.clone().into(),
            row.recorded_at.into(),
            row.recorded_after.into(),
        ]);
    }
    let mut ends = Rows::of(&CERTIFICATE_END);
    for row in &following.ends {
        ends.push([
            row.id.into(),
            row.organization_id.into(),
            row.cause.to_value().into(),
            row.change_id.into(),
            row.ended_on.into(),
            row.recorded_at.into(),
        ]);
    }
    let mut issued = Rows::of(&ISSUED);
    for (instrument, amount) in &following.issued {
        issued.push([(*instrument).into(), (*amount).into()]);
    }
    let nothing = following.certificates.is_empty()
        && following.ends.is_empty()
        && following.issued.is_empty();
    if nothing {
        return Ok(());
    }
    rowset::send(conn, vec![certificates, ends, issued]).await
}
