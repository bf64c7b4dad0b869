//! SQL of surplus sharing: schemes and runs; what is measured has its own file.

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::run::RunStatus;
use super::entity::{piece, run, scheme};
use crate::identity::Scope;
use crate::investment::store::issuer_in_scope;
use crate::kernel::ids::{OrganizationId, SurplusRunId, SurplusSchemeId};
use crate::platform::page::PageRequest;

mod measures;
mod owed;

pub use measures::{
    Bought, PatronageRow, holdings, last_register_number, list_patronage, members_by_number,
    patronage_of, save_patronage,
};

pub use owed::{
    Owed, OwedRow, insert_owed, insert_payouts, keep_destination, list_owed, numbers_in_force,
    own_accounts, unpaid_of,
};

/// Schemes of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_schemes(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    page: &PageRequest<SurplusSchemeId>,
) -> Result<Vec<scheme::Model>, DbErr> {
    use scheme::Column;
    let query = scheme::Entity::find().filter(Column::OrganizationId.eq(issuer));
    page.rows(query, Column::Id).all(conn).await
}

/// One scheme whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_scheme(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: SurplusSchemeId,
) -> Result<Option<scheme::Model>, DbErr> {
    let issuer = Expr::col((scheme::Entity, scheme::Column::OrganizationId));
    scheme::Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer)).one(conn).await
}

/// The issuer's latest scheme that began on or before a day; without a day the
/// latest of all.
///
/// # Errors
/// When the database fails.
pub async fn latest_scheme(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    day: Option<NaiveDate>,
) -> Result<Option<scheme::Model>, DbErr> {
    use scheme::Column;
    let mut query = scheme::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .order_by_desc(Column::ValidFrom);
    if let Some(day) = day {
        query = query.filter(Column::ValidFrom.lte(day));
    }
    query.one(conn).await
}

/// The first day of the scheme that follows another of the same issuer.
///
/// # Errors
/// When the database fails.
pub async fn superseded_on(
    conn: &impl ConnectionTrait,
    row: &scheme::Model,
) -> Result<Option<NaiveDate>, DbErr> {
    use scheme::Column;
    let next = scheme::Entity::find()
        .filter(Column::OrganizationId.eq(row.organization_id))
        .filter(Column::ValidFrom.gt(row.valid_from))
        .order_by_asc(Column::ValidFrom)
        .one(conn)
        .await?;
    Ok(next.map(|next| next.valid_from))
}

/// Runs of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_runs(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    book_year: Option<i64>,
    page: &PageRequest<SurplusRunId>,
) -> Result<Vec<run::Model>, DbErr> {
    use run::Column;
    let mut query = run::Entity::find().filter(Column::OrganizationId.eq(issuer));
    if let Some(year) = book_year {
        query = query.filter(Column::BookYear.eq(year));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// One run whose issuer is in scope.
///
/// # Errors
/// When the database fails.
pub async fn find_run(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: SurplusRunId,
) -> Result<Option<run::Model>, DbErr> {
    let issuer = Expr::col((run::Entity, run::Column::OrganizationId));
    run::Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer)).one(conn).await
}

/// The same, locked for this transaction.
///
/// # Errors
/// When the database fails.
pub async fn lock_run(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: SurplusRunId,
) -> Result<Option<run::Model>, DbErr> {
    let issuer = Expr::col((run::Entity, run::Column::OrganizationId));
    // SQLite ignores the lock; BEGIN IMMEDIATE already made us the only writer.
    run::Entity::find_by_id(id)
        .filter(issuer_in_scope(scope, &issuer))
        .lock_exclusive()
        .one(conn)
        .await
}

/// Whether a book year of an issuer has a run beyond the draft, other than `but`.
///
/// # Errors
/// When the database fails.
pub async fn is_year_shared(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    book_year: i64,
    but: Option<SurplusRunId>,
) -> Result<bool, DbErr> {
    use run::Column;
    let mut query = run::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .filter(Column::BookYear.eq(book_year))
        .filter(Column::Status.ne(RunStatus::Draft));
    if let Some(but) = but {
        query = query.filter(Column::Id.ne(but));
    }
    Ok(query.one(conn).await?.is_some())
}

/// Puts the lines of a run in the place of those it had.
///
/// # Errors
/// When the database fails.
pub async fn replace_pieces(
    conn: &impl ConnectionTrait,
    id: SurplusRunId,
    pieces: Vec<piece::Model>,
) -> Result<(), DbErr> {
    use sea_orm::ActiveModelTrait;
    piece::Entity::delete_many().filter(piece::Column::RunId.eq(id)).exec(conn).await?;
    let mut pieces = pieces.into_iter().peekable();
    while pieces.peek().is_some() {
        // Some 100 kB a piece: a statement stays at a few megabytes.
        let rows: Vec<piece::ActiveModel> =
            pieces.by_ref().take(32).map(|row| piece::ActiveModel::from(row).reset_all()).collect();
        piece::Entity::insert_many(rows).exec_without_returning(conn).await?;
    }
    Ok(())
}

/// Pieces of a run that hold a line after number `after`, in order; at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn pieces_after(
    conn: &impl ConnectionTrait,
    id: SurplusRunId,
    after: i64,
    limit: u64,
) -> Result<Vec<piece::Model>, DbErr> {
    use piece::Column;
    piece::Entity::find()
        .filter(Column::RunId.eq(id))
        .filter(Column::LastLine.gt(after))
        .order_by_asc(Column::FirstLine)
        .limit(limit)
        .all(conn)
        .await
}

/// Pieces of a run that may hold lines of one register number: at most one a part.
///
/// # Errors
/// When the database fails.
pub async fn pieces_of_register(
    conn: &impl ConnectionTrait,
    id: SurplusRunId,
    register_number: i64,
) -> Result<Vec<piece::Model>, DbErr> {
    use piece::Column;
    piece::Entity::find()
        .filter(Column::RunId.eq(id))
        .filter(Column::FirstRegister.lte(register_number))
        .filter(Column::LastRegister.gte(register_number))
        .order_by_asc(Column::FirstLine)
        .limit(100)
        .all(conn)
        .await
}
