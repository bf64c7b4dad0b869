//! SQL of loans of village cooperatives.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::loan;
use crate::identity::Scope;
use crate::investment::store::issuer_in_scope;
use crate::kernel::ids::{KopdesLoanId, OrganizationId};
use crate::platform::page::PageRequest;

/// Loans of a cooperative after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_loans(
    conn: &impl ConnectionTrait,
    borrower: OrganizationId,
    page: &PageRequest<KopdesLoanId>,
) -> Result<Vec<loan::Model>, DbErr> {
    use loan::Column;
    let query = loan::Entity::find().filter(Column::OrganizationId.eq(borrower));
    page.rows(query, Column::Id).all(conn).await
}

/// The most loans of one cooperative that are weighed together.
const WEIGHED_MAX: u64 = 1_000;

/// All loans of a cooperative, the latest first.
///
/// # Errors
/// When the database fails.
pub async fn loans_of(
    conn: &impl ConnectionTrait,
    borrower: OrganizationId,
) -> Result<Vec<loan::Model>, DbErr> {
    use loan::Column;
    let query = loan::Entity::find().filter(Column::OrganizationId.eq(borrower));
    query.order_by_desc(Column::Id).limit(WEIGHED_MAX).all(conn).await
}

/// One loan whose borrower is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_loan(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: KopdesLoanId,
) -> Result<Option<loan::Model>, DbErr> {
    let borrower = Expr::col((loan::Entity, loan::Column::OrganizationId));
    loan::Entity::find_by_id(id).filter(issuer_in_scope(scope, &borrower)).one(conn).await
}
