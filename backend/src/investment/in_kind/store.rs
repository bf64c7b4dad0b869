//! SQL of capital in kind.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter};

use super::entity::paper::Used;
use super::entity::valuation;
use crate::identity::Scope;
use crate::investment::store::{Values, issuer_in_scope};
use crate::kernel::ids::{InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PledgeId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;

/// A valuation with the transaction that it is for.
#[derive(Debug, Clone, FromQueryResult)]
pub struct InKindRow {
    /// The transaction.
    pub id: LedgerTransactionId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Who brought it in.
    pub member_id: MemberId,
    /// As what.
    pub instrument_id: InstrumentId,
    /// At what value it became capital.
    pub amount_sen: Money,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// The decision.
    pub decision_number: Option<String>,
    /// The pledge that it paid.
    pub pledge_id: Option<PledgeId>,
    /// The transaction that took it back.
    pub reversed_by: Option<LedgerTransactionId>,
    /// The valuation as canonical text.
    pub content: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

const SELECT: &str = "SELECT v.id, v.organization_id, t.member_id, t.instrument_id, t.amount_sen, \
                      t.effective_on, t.decision_number, t.pledge_id, r.id AS reversed_by, \
                      v.content, v.recorded_at FROM in_kind_valuation v \
                      JOIN ledger_transaction t ON t.id = v.id \
                      LEFT JOIN ledger_transaction r ON r.reverses = v.id";

/// Contributions in kind to an issuer after a cursor, oldest first; one more
/// than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_in_kind(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    page: &PageRequest<LedgerTransactionId>,
) -> Result<Vec<InKindRow>, DbErr> {
    let mut values = Values::default();
    let mut sql = format!("{SELECT} WHERE v.organization_id = {}", values.place(issuer));
    if let Some(after) = page.after {
        sql.push_str(&format!(" AND v.id > {}", values.place(after)));
    }
    sql.push_str(&format!(" ORDER BY v.id LIMIT {}", page.limit + 1));
    InKindRow::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// The valuation of one transaction whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_valuation(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: LedgerTransactionId,
) -> Result<Option<InKindRow>, DbErr> {
    let issuer = Expr::col((valuation::Entity, valuation::Column::OrganizationId));
    let known = valuation::Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer));
    if known.one(conn).await?.is_none() {
        return Ok(None);
    }
    let sql = format!("{SELECT} WHERE v.id = $1");
    InKindRow::find_by_statement(statement(conn, sql, vec![id.into()])).one(conn).await
}

/// What stands on some papers at these issuers. The locks of their chains cover
/// it: nothing else brings goods in or takes them back.
///
/// # Errors
/// When the database fails.
pub async fn used(
    conn: &impl ConnectionTrait,
    issuers: &[OrganizationId],
    papers: &BTreeSet<String>,
) -> Result<Vec<Used>, DbErr> {
    let mut values = Values::default();
    let places: Vec<String> = issuers.iter().map(|id| values.place(*id)).collect();
    let issuers = places.join(", ");
    let places: Vec<String> = papers.iter().map(|paper| values.place(paper.clone())).collect();
    let papers = places.join(", ");
    let sql = format!(
        "SELECT p.*, t.amount_sen FROM in_kind_paper p \
         JOIN ledger_transaction t ON t.id = p.transaction_id \
         LEFT JOIN ledger_transaction r ON r.reverses = p.transaction_id \
         WHERE p.organization_id IN ({issuers}) AND p.paper IN ({papers}) AND r.id IS NULL \
         ORDER BY p.transaction_id"
    );
    Used::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// Who in the registers of these issuers has one of these names, by their
/// search keys; whoever has left counts as long as they hold anything.
///
/// # Errors
/// When the database fails.
pub async fn namesakes(
    conn: &impl ConnectionTrait,
    issuers: &[OrganizationId],
    names: &[String],
) -> Result<Vec<(OrganizationId, MemberId, String)>, DbErr> {
    let mut values = Values::default();
    let places: Vec<String> = issuers.iter().map(|id| values.place(*id)).collect();
    let issuers = places.join(", ");
    let places: Vec<String> = names.iter().map(|name| values.place(name.clone())).collect();
    let names = places.join(", ");
    let sql = format!(
        "SELECT m.organization_id, m.id, COALESCE(p.name_key, o.name_key) FROM member m \
         LEFT JOIN person p ON p.id = m.holder_person_id \
         LEFT JOIN organization o ON o.id = m.holder_organization_id \
         WHERE m.organization_id IN ({issuers}) AND (m.status <> 'former' OR EXISTS \
         (SELECT 1 FROM ledger_account a JOIN ledger_balance b ON b.account_id = a.id \
         WHERE a.member_id = m.id AND b.balance_sen > 0)) AND (p.name_key IN ({names}) OR o.name_key IN ({names}))"
    );
    let rows = conn.query_all_raw(statement(conn, sql, values.0)).await?;
    rows.iter()
        .map(|row| {
            Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?))
        })
        .collect()
}
