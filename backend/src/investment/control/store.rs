//! SQL of control.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::posting_request::RequestStatus;
use super::entity::{closing, posting_request};
use super::rules::Control;
use crate::identity::Scope;
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::investment::journal::canon::{self, GENESIS, Head};
use crate::investment::store::issuer_in_scope;
use crate::kernel::ids::{
    BookYearClosingId, LedgerAccountId, LedgerEntryId, LedgerTransactionId, OrganizationId,
    PostingRequestId, UserId,
};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;
use crate::platform::rowset::among;

/// The end of an issuer's chain with its settings.
#[derive(Debug, Clone)]
pub struct Chain {
    /// The last transaction.
    pub head: Head,
    /// The settings.
    pub control: Control,
    /// Their version.
    pub version: i64,
}

#[derive(FromQueryResult)]
struct ChainRow {
    sequence: i64,
    hash: Vec<u8>,
    year_begins: i64,
    back_dating_days: i64,
    approval_limit_sen: Option<Money>,
    approval_days: i64,
    closed_through: Option<NaiveDate>,
    control_version: i64,
}

impl Default for Chain {
    fn default() -> Self {
        Self { head: Head::default(), control: Control::default(), version: 1 }
    }
}

async fn chain(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    lock: &str,
) -> Result<Option<Chain>, DbErr> {
    let sql = format!(
        "SELECT sequence, hash, year_begins, back_dating_days, approval_limit_sen, approval_days, \
         closed_through, control_version FROM ledger_chain WHERE organization_id = $1 {lock}"
    );
    let row = ChainRow::find_by_statement(statement(conn, sql, vec![issuer.into()]));
    Ok(row.one(conn).await?.map(|row| Chain {
        head: Head { sequence: row.sequence, hash: row.hash },
        control: Control {
            year_begins: row.year_begins,
            back_dating_days: row.back_dating_days,
            approval_limit: row.approval_limit_sen,
            approval_days: row.approval_days,
            closed_through: row.closed_through,
        },
        version: row.control_version,
    }))
}

/// The end of an issuer's chain; that of an issuer without any posting or
/// setting is the default one.
///
/// # Errors
/// When the database fails.
pub async fn find_chain(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Chain, DbErr> {
    Ok(chain(conn, issuer, "").await?.unwrap_or_default())
}

/// The same, begun if need be and locked: no posting passes meanwhile. Locked
/// in the journal's order, the issuer's row before its chain, so that nobody
/// who holds the issuer, as a relocation does, waits for us crosswise.
///
/// # Errors
/// When the database fails.
pub async fn lock_chain(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Chain, DbErr> {
    // SQLite has no such locks; BEGIN IMMEDIATE already made us the only writer.
    let postgres = conn.get_database_backend() == DbBackend::Postgres;
    if postgres {
        let sql = "SELECT 1 FROM organization WHERE id = $1 FOR KEY SHARE";
        conn.query_one_raw(statement(conn, sql, vec![issuer.into()])).await?;
    }
    let sql = "INSERT INTO ledger_chain (organization_id, sequence, hash) VALUES ($1, 0, $2) \
               ON CONFLICT (organization_id) DO NOTHING";
    let values = vec![issuer.into(), GENESIS.to_vec().into()];
    conn.execute_raw(statement(conn, sql, values)).await?;
    let lock = if postgres { "FOR NO KEY UPDATE" } else { "" };
    Ok(chain(conn, issuer, lock).await?.unwrap_or_default())
}

/// Saves the settings of a locked chain under a new version.
///
/// # Errors
/// When the database fails.
pub async fn save_control(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    control: &Control,
    version: i64,
) -> Result<(), DbErr> {
    let sql = "UPDATE ledger_chain SET year_begins = $2, back_dating_days = $3, \
               approval_limit_sen = $4, approval_days = $5, closed_through = $6, \
               control_version = $7 WHERE organization_id = $1";
    let values = vec![
        issuer.into(),
        control.year_begins.into(),
        control.back_dating_days.into(),
        control.approval_limit.into(),
        control.approval_days.into(),
        control.closed_through.into(),
        version.into(),
    ];
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// What a line of the books has on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figure {
    /// Side of the balance sheet.
    pub class: AccountClass,
    /// The line.
    pub line: Line,
    /// Credits less debits.
    pub balance: Money,
}

async fn figures_by(
    conn: &impl ConnectionTrait,
    sql: &str,
    values: Vec<sea_orm::Value>,
) -> Result<Vec<Figure>, DbErr> {
    let rows = conn.query_all_raw(statement(conn, sql, values)).await?;
    let figure = |row: &sea_orm::QueryResult| {
        Ok(Figure {
            class: row.try_get_by_index(0)?,
            line: row.try_get_by_index(1)?,
            balance: Money::from_sen(row.try_get_by_index(2)?),
        })
    };
    rows.iter().map(figure).collect()
}

/// Balances of an issuer by line at the end of a day, as known now.
///
/// # Errors
/// When the database fails.
pub async fn figures_on(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    day: NaiveDate,
) -> Result<Vec<Figure>, DbErr> {
    let sql = "SELECT a.class, a.line, CAST(SUM(e.credit_sen - e.debit_sen) AS BIGINT) \
               FROM ledger_account a JOIN ledger_entry e ON e.account_id = a.id \
               WHERE a.organization_id = $1 AND e.effective_on <= $2 \
               GROUP BY a.class, a.line ORDER BY a.class, a.line";
    figures_by(conn, sql, vec![issuer.into(), day.into()]).await
}

/// What a closing found.
///
/// # Errors
/// When the database fails.
pub async fn figures_of(
    conn: &impl ConnectionTrait,
    closing: BookYearClosingId,
) -> Result<Vec<Figure>, DbErr> {
    let sql = "SELECT class, line, balance_sen FROM book_year_figure WHERE closing_id = $1 \
               ORDER BY class, line";
    figures_by(conn, sql, vec![closing.into()]).await
}

/// Keeps a closing with what it found.
///
/// # Errors
/// When the database fails.
pub async fn insert_closing(
    conn: &impl ConnectionTrait,
    row: closing::Model,
    figures: &[Figure],
) -> Result<(), DbErr> {
    let id = row.id;
    let inserted: closing::ActiveModel = row.into();
    closing::Entity::insert(inserted.reset_all()).exec_without_returning(conn).await?;
    if figures.is_empty() {
        return Ok(());
    }
    let places = crate::platform::db::placeholders(conn.get_database_backend(), figures.len(), 4);
    let sql = format!(
        "INSERT INTO book_year_figure (closing_id, class, line, balance_sen) VALUES {places}"
    );
    let cells = |figure: &Figure| {
        [
            id.into(),
            figure.class.as_str().into(),
            figure.line.as_str().into(),
            figure.balance.into(),
        ]
    };
    let values = figures.iter().flat_map(cells).collect();
    conn.execute_raw(statement(conn, sql, values)).await.map(drop)
}

/// Closings of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_closings(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    page: &PageRequest<BookYearClosingId>,
) -> Result<Vec<closing::Model>, DbErr> {
    use closing::Column;
    let query = closing::Entity::find().filter(Column::OrganizationId.eq(issuer));
    page.rows(query, Column::Id).all(conn).await
}

/// The latest closing of a book year, in force or reopened.
///
/// # Errors
/// When the database fails.
pub async fn last_closing(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    book_year: i64,
) -> Result<Option<closing::Model>, DbErr> {
    use closing::Column;
    closing::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .filter(Column::BookYear.eq(book_year))
        .order_by_desc(Column::Id)
        .one(conn)
        .await
}

/// The closing in force that reaches furthest.
///
/// # Errors
/// When the database fails.
pub async fn furthest_closing(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
) -> Result<Option<closing::Model>, DbErr> {
    use closing::Column;
    closing::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .filter(Column::ReopenedAt.is_null())
        .order_by_desc(Column::LastOn)
        .one(conn)
        .await
}

/// Keeps requests that wait.
///
/// # Errors
/// When the database fails.
pub async fn insert_requests(
    conn: &impl ConnectionTrait,
    rows: Vec<posting_request::Model>,
) -> Result<(), DbErr> {
    if rows.is_empty() {
        return Ok(());
    }
    let rows = rows.into_iter().map(|row| posting_request::ActiveModel::from(row).reset_all());
    posting_request::Entity::insert_many(rows).exec_without_returning(conn).await?;
    Ok(())
}

/// Which requests.
#[derive(Debug, Clone)]
pub struct RequestFilter {
    /// With this status in the table.
    pub status: Option<RequestStatus>,
    /// That lapse (true) before or (false) after `now`; only of those pending.
    pub lapsed: Option<bool>,
    /// Now.
    pub now: DateTime<Utc>,
    /// Of this maker.
    pub maker: Option<UserId>,
    /// For this kind of posting.
    pub kind: Option<TransactionKind>,
}

/// Requests of an issuer after a cursor, oldest first; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_requests(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    filter: &RequestFilter,
    page: &PageRequest<PostingRequestId>,
) -> Result<Vec<posting_request::Model>, DbErr> {
    use posting_request::Column;
    let mut query = posting_request::Entity::find().filter(Column::OrganizationId.eq(issuer));
    if let Some(status) = filter.status {
        query = query.filter(Column::Status.eq(status));
    }
    query = match filter.lapsed {
        Some(true) => query.filter(Column::ExpiresAt.lte(filter.now)),
        Some(false) => query.filter(Column::ExpiresAt.gt(filter.now)),
        None => query,
    };
    if let Some(maker) = filter.maker {
        query = query.filter(Column::MakerId.eq(maker));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    page.rows(query, Column::Id).all(conn).await
}

/// Requests of an issuer that wait at `now` and would count on or before a day,
/// oldest first; at most `limit`. The caller holds the chain, so none comes.
///
/// # Errors
/// When the database fails.
pub async fn requests_waiting(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    through: NaiveDate,
    now: DateTime<Utc>,
    limit: u64,
) -> Result<Vec<posting_request::Model>, DbErr> {
    use posting_request::Column;
    posting_request::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .filter(Column::Status.eq(RequestStatus::Pending))
        .filter(Column::ExpiresAt.gt(now))
        .filter(Column::EffectiveOn.lte(through))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(conn)
        .await
}

/// One request whose issuer is in scope; `lock` it for a decision.
///
/// # Errors
/// When the database fails.
pub async fn find_request(
    conn: &impl ConnectionTrait,
    scope: &Scope,
    id: PostingRequestId,
    lock: bool,
) -> Result<Option<posting_request::Model>, DbErr> {
    use posting_request::{Column, Entity};
    let issuer = Expr::col((Entity, Column::OrganizationId));
    let mut query = Entity::find_by_id(id).filter(issuer_in_scope(scope, &issuer));
    if lock {
        query = query.lock_exclusive();
    }
    query.one(conn).await
}

/// Transactions of an issuer from a place of its chain on, in order; at most `limit`.
///
/// # Errors
/// When the database fails.
pub async fn transactions_from(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    sequence: i64,
    limit: u64,
) -> Result<Vec<ledger_transaction::Model>, DbErr> {
    use ledger_transaction::Column;
    ledger_transaction::Entity::find()
        .filter(Column::OrganizationId.eq(issuer))
        .filter(Column::Sequence.gte(sequence))
        .order_by_asc(Column::Sequence)
        .limit(limit)
        .all(conn)
        .await
}

#[derive(FromQueryResult)]
struct LineRow {
    id: LedgerEntryId,
    transaction_id: LedgerTransactionId,
    account_id: LedgerAccountId,
    debit_sen: Money,
    credit_sen: Money,
}

/// The lines of some transactions.
///
/// # Errors
/// When the database fails.
pub async fn lines_of(
    conn: &impl ConnectionTrait,
    ids: impl Iterator<Item = LedgerTransactionId>,
) -> Result<HashMap<LedgerTransactionId, Vec<canon::Line>>, DbErr> {
    // By their ids, so that the planner takes the index, whatever it thinks of
    // a range over two columns.
    let ids: Vec<uuid::Uuid> = ids.map(|id| id.uuid()).collect();
    let mut lines: HashMap<LedgerTransactionId, Vec<canon::Line>> =
        HashMap::with_capacity(ids.len());
    if ids.is_empty() {
        return Ok(lines);
    }
    let (list, values) = among(conn.get_database_backend(), 1, &ids);
    let sql = format!(
        "SELECT id, transaction_id, account_id, debit_sen, credit_sen FROM ledger_entry \
         WHERE transaction_id {list}"
    );
    for row in LineRow::find_by_statement(statement(conn, sql, values)).all(conn).await? {
        lines.entry(row.transaction_id).or_default().push(canon::Line {
            id: row.id,
            account_id: row.account_id,
            debit: row.debit_sen,
            credit: row.credit_sen,
        });
    }
    Ok(lines)
}
