//! SQL of agreements.

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};

use super::entity::{agreement, statement};
use crate::identity::Scope;
use crate::investment::store::issuer_in_scope;
use crate::kernel::ids::{AgreementId, AgreementStatementId, MemberId, OrganizationId};
use crate::platform::page::PageRequest;

/// Agreements of an organization after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_agreements(
    conn: &impl ConnectionTrait,
    keeper: OrganizationId,
    page: &PageRequest<AgreementId>,
) -> Result<Vec<agreement::Model>, DbErr> {
    use agreement::Column;
    let query = agreement::Entity::find().filter(Column::OrganizationId.eq(keeper));
    page.rows(query, Column::Id).all(conn).await
}

/// One agreement whose keeper is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_agreement(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: AgreementId,
) -> Result<Option<agreement::Model>, DbErr> {
    let keeper = Expr::col((agreement::Entity, agreement::Column::OrganizationId));
    agreement::Entity::find_by_id(id).filter(issuer_in_scope(scope, &keeper)).one(conn).await
}

/// Statements of an agreement after a cursor, oldest first, of one member or
/// of all; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_statements(
    conn: &impl ConnectionTrait,
    id: AgreementId,
    member: Option<MemberId>,
    page: &PageRequest<AgreementStatementId>,
) -> Result<Vec<statement::Model>, DbErr> {
    use statement::Column;
    let mut query = statement::Entity::find().filter(Column::AgreementId.eq(id));
    if let Some(member) = member {
        query = query.filter(Column::MemberId.eq(member));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// The latest statement of an agreement and member, or of an agreement without
/// members.
///
/// # Errors
/// When the database fails.
pub async fn latest_statement(
    conn: &impl ConnectionTrait,
    id: AgreementId,
    member: Option<MemberId>,
) -> Result<Option<statement::Model>, DbErr> {
    use statement::Column;
    let query = statement::Entity::find().filter(Column::AgreementId.eq(id));
    let query = match member {
        Some(member) => query.filter(Column::MemberId.eq(member)),
        None => query.filter(Column::MemberId.is_null()),
    };
    query.order_by_desc(Column::PeriodEnd).one(conn).await
}

/// Whether a period begins after what is settled already.
#[must_use]
pub fn follows(latest: Option<&statement::Model>, start: NaiveDate) -> bool {
    latest.is_none_or(|latest| latest.period_end < start)
}
