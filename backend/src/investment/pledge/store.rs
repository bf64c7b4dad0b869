//! SQL of pledges.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter};
use uuid::Uuid;

use super::entity::promise;
use super::terms::{Pledge, Terms};
use crate::identity::Scope;
use crate::investment::store::{Horizon, Values, issuer_in_scope};
use crate::kernel::ids::{InstrumentId, MemberId, OrganizationId, PledgeId, UserId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;
use crate::platform::rowset::among;
use crate::registry::entity::organization::LegalForm;

/// What a transaction adds to what is paid on the pledge that it names.
const PAID: &str = "CAST(COALESCE(SUM(CASE WHEN e.reverses IS NULL THEN e.amount_sen \
                    ELSE -e.amount_sen END), 0) AS BIGINT)";

/// A pledge as far as it is looked at, with what was paid on it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct PledgeRow {
    /// Identity.
    pub id: PledgeId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Who promised.
    pub member_id: MemberId,
    /// What is to be brought in.
    pub instrument_id: InstrumentId,
    /// How much of it.
    pub amount_sen: Money,
    /// Day of the promise.
    pub pledged_on: NaiveDate,
    /// Last day of payment.
    pub due_on: NaiveDate,
    /// The written promise.
    pub document_number: Option<String>,
    /// What for.
    pub reason: Option<String>,
    /// Who recorded it.
    pub user_id: Option<UserId>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// First day on which it no longer binds.
    pub cancelled_on: Option<NaiveDate>,
    /// Why it was cancelled.
    pub cancellation_reason: Option<String>,
    /// Who recorded that.
    pub cancelled_by: Option<UserId>,
    /// First day on which who promised is in the register no longer.
    pub left_on: Option<NaiveDate>,
    /// What was paid, less what was taken back.
    pub paid_sen: Money,
}

impl PledgeRow {
    /// What the rules weigh of it.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            amount: self.amount_sen,
            pledged_on: self.pledged_on,
            due_on: self.due_on,
            cancelled_on: self.cancelled_on,
            left_on: self.left_on,
        }
    }
}

/// Which pledges are asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct PledgeFilter {
    /// Of this holder.
    pub member: Option<MemberId>,
    /// That can still be paid, or that cannot.
    pub open: Option<bool>,
}

/// Pledges of an issuer as they stood at a horizon, as a subquery with the
/// columns of [`PledgeRow`]; those made after it are not in it.
fn seen(issuer: OrganizationId, horizon: &Horizon, values: &mut Values) -> String {
    let until = horizon.sql(values);
    let (issuer, as_of) = (values.place(issuer), values.place(horizon.as_of));
    let known = horizon.known_at.map(|instant| values.place(instant));
    let of_cancellation = known.as_ref().map(|it| format!("AND c.recorded_at <= {it}"));
    let of_pledge = known.as_ref().map(|it| format!("AND p.created_at <= {it}"));
    format!(
        "(SELECT p.id, p.organization_id, p.member_id, p.instrument_id, p.amount_sen, \
         p.pledged_on, p.due_on, p.document_number, p.reason, p.user_id, p.created_at, \
         c.cancelled_on, c.reason AS cancellation_reason, c.user_id AS cancelled_by, m.left_on, \
         (SELECT {PAID} FROM ledger_transaction e WHERE e.pledge_id = p.id AND {until}) AS paid_sen \
         FROM pledge p JOIN member m ON m.id = p.member_id \
         LEFT JOIN pledge_cancellation c ON c.id = p.id {} \
         WHERE p.organization_id = {issuer} AND p.pledged_on <= {as_of} {}) q",
        of_cancellation.unwrap_or_default(),
        of_pledge.unwrap_or_default(),
    )
}

/// Whether something can still be paid on a pledge `q`, as
/// [`super::rules::standing`] decides it for one.
fn binding(horizon: &Horizon, values: &mut Values) -> String {
    let day = values.place(horizon.as_of);
    format!(
        "(q.paid_sen < q.amount_sen AND (q.cancelled_on IS NULL OR q.cancelled_on > {day}) \
         AND q.due_on >= {day} AND (q.left_on IS NULL OR q.left_on > {day}))"
    )
}

/// Pledges of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_pledges(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    filter: &PledgeFilter,
    horizon: &Horizon,
    page: &PageRequest<PledgeId>,
) -> Result<Vec<PledgeRow>, DbErr> {
    let mut values = Values::default();
    let mut sql = format!("SELECT q.* FROM {}", seen(issuer, horizon, &mut values));
    let mut conditions = Vec::new();
    if let Some(member) = filter.member {
        conditions.push(format!("q.member_id = {}", values.place(member)));
    }
    if let Some(open) = filter.open {
        let not = if open { "" } else { "NOT " };
        conditions.push(format!("{not}{}", binding(horizon, &mut values)));
    }
    if let Some(after) = page.after {
        conditions.push(format!("q.id > {}", values.place(after)));
    }
    if !conditions.is_empty() {
        sql.push_str(&format!(" WHERE {}", conditions.join(" AND ")));
    }
    sql.push_str(&format!(" ORDER BY q.id LIMIT {}", page.limit + 1));
    PledgeRow::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// One pledge of an issuer as it stood at a horizon.
///
/// # Errors
/// When the database fails.
pub async fn pledge_at(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    id: PledgeId,
    horizon: &Horizon,
) -> Result<Option<PledgeRow>, DbErr> {
    let mut values = Values::default();
    let seen = seen(issuer, horizon, &mut values);
    let sql = format!("SELECT q.* FROM {seen} WHERE q.id = {}", values.place(id));
    PledgeRow::find_by_statement(statement(conn, sql, values.0)).one(conn).await
}

/// What is still open of all pledges of an issuer at a horizon.
///
/// # Errors
/// When the database fails.
pub async fn open_sum(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    horizon: &Horizon,
) -> Result<Money, DbErr> {
    let mut values = Values::default();
    let seen = seen(issuer, horizon, &mut values);
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(q.amount_sen - q.paid_sen), 0) AS BIGINT) FROM {seen} WHERE {}",
        binding(horizon, &mut values)
    );
    let row = conn.query_one_raw(statement(conn, sql, values.0)).await?;
    row.map_or(Ok(Money::ZERO), |row| row.try_get_by_index(0).map(Money::from_sen))
}

/// What is still open of all pledges of an instrument at a horizon, by one
/// holder and by all.
///
/// # Errors
/// When the database fails.
pub async fn open_of_instrument(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    (member, instrument): (MemberId, InstrumentId),
    horizon: &Horizon,
) -> Result<(Money, Money), DbErr> {
    let mut values = Values::default();
    let seen = seen(issuer, horizon, &mut values);
    let open = binding(horizon, &mut values);
    let (member, instrument) = (values.place(member), values.place(instrument));
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(CASE WHEN q.member_id = {member} \
         THEN q.amount_sen - q.paid_sen ELSE 0 END), 0) AS BIGINT), \
         CAST(COALESCE(SUM(q.amount_sen - q.paid_sen), 0) AS BIGINT) FROM {seen} \
         WHERE q.instrument_id = {instrument} AND {open}"
    );
    let row = conn.query_one_raw(statement(conn, sql, values.0)).await?;
    let sums = row.map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)));
    sums.transpose().map(Option::unwrap_or_default)
}

/// What is still open of all pledges of shares of an issuer at a horizon, by
/// holder, with the legal form of those that are organizations.
///
/// # Errors
/// When the database fails.
pub async fn open_shares(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    horizon: &Horizon,
) -> Result<Vec<(MemberId, Option<LegalForm>, Money)>, DbErr> {
    let mut values = Values::default();
    let seen = seen(issuer, horizon, &mut values);
    let open = binding(horizon, &mut values);
    let sql = format!(
        "SELECT q.member_id, h.legal_form, \
         CAST(COALESCE(SUM(q.amount_sen - q.paid_sen), 0) AS BIGINT) FROM {seen} \
         JOIN instrument i ON i.id = q.instrument_id AND i.kind = 'saham' \
         JOIN member m ON m.id = q.member_id \
         LEFT JOIN organization h ON h.id = m.holder_organization_id \
         WHERE {open} GROUP BY q.member_id, h.legal_form"
    );
    let rows = conn.query_all_raw(statement(conn, sql, values.0)).await?;
    let cells = |row: &sea_orm::QueryResult| {
        let amount = Money::from_sen(row.try_get_by_index(2)?);
        Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, amount))
    };
    rows.iter().map(cells).collect()
}

/// One pledge whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_pledge(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PledgeId,
) -> Result<Option<promise::Model>, DbErr> {
    let issuer = Expr::col((promise::Entity, promise::Column::OrganizationId));
    promise::Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer)).one(conn).await
}

#[derive(FromQueryResult)]
struct TermsRow {
    id: PledgeId,
    organization_id: OrganizationId,
    member_id: MemberId,
    instrument_id: InstrumentId,
    amount_sen: Money,
    pledged_on: NaiveDate,
    due_on: NaiveDate,
    cancelled_on: Option<NaiveDate>,
    left_on: Option<NaiveDate>,
}

/// Some pledges with all that was ever paid on them. Whoever decides by it
/// holds the lock of the issuer or of its chain: nothing else changes it.
///
/// # Errors
/// When the database fails.
pub async fn pledges(
    conn: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<HashMap<PledgeId, Pledge>, DbErr> {
    let (list, values) = among(conn.get_database_backend(), 1, ids);
    let sql = format!(
        "SELECT p.id, p.organization_id, p.member_id, p.instrument_id, p.amount_sen, \
         p.pledged_on, p.due_on, c.cancelled_on, m.left_on FROM pledge p \
         JOIN member m ON m.id = p.member_id LEFT JOIN pledge_cancellation c ON c.id = p.id \
         WHERE p.id {list}"
    );
    let rows = TermsRow::find_by_statement(statement(conn, sql, values)).all(conn).await?;
    let pledge = |row: TermsRow| {
        let terms = Terms {
            amount: row.amount_sen,
            pledged_on: row.pledged_on,
            due_on: row.due_on,
            cancelled_on: row.cancelled_on,
            left_on: row.left_on,
        };
        let (organization_id, member_id) = (row.organization_id, row.member_id);
        let (instrument_id, paid) = (row.instrument_id, BTreeMap::new());
        (row.id, Pledge { organization_id, member_id, instrument_id, terms, paid })
    };
    let mut found: HashMap<PledgeId, Pledge> = rows.into_iter().map(pledge).collect();
    let (list, values) = among(conn.get_database_backend(), 1, ids);
    let sql = format!(
        "SELECT e.pledge_id, e.effective_on, {PAID} FROM ledger_transaction e \
         WHERE e.pledge_id {list} GROUP BY e.pledge_id, e.effective_on"
    );
    for row in conn.query_all_raw(statement(conn, sql, values)).await? {
        if let Some(pledge) = found.get_mut(&row.try_get_by_index(0)?) {
            pledge.paid.insert(row.try_get_by_index(1)?, row.try_get_by_index(2)?);
        }
    }
    Ok(found)
}
