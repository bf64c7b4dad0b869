//! SQL of what is read from the ledger, along both axes of time: what counts
//! on a day (`as_of`), as far as was known at an instant (`known_at`).

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter,
};

use super::Values;
use crate::investment::entity::ledger_account;
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::kernel::ids::{
    InstrumentId, LedgerAccountId, LedgerEntryId, LedgerTransactionId, MemberId, OrganizationId,
    PledgeId,
};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::page::PageRequest;

/// How far a report looks.
#[derive(Debug, Clone, Copy)]
pub struct Horizon {
    /// What counts on or before this day.
    pub as_of: NaiveDate,
    /// What was recorded at or before this instant.
    pub known_at: Option<DateTime<Utc>>,
}

impl Horizon {
    /// The condition on the entries `e`.
    pub(in crate::investment) fn sql(&self, values: &mut Values) -> String {
        let mut text = format!("e.effective_on <= {}", values.place(self.as_of));
        if let Some(instant) = self.known_at {
            text.push_str(&format!(" AND e.recorded_at <= {}", values.place(instant)));
        }
        text
    }
}

/// Sums of an issuer's liabilities and equity by line.
///
/// # Errors
/// When the database fails.
pub async fn capital_lines(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    horizon: &Horizon,
) -> Result<Vec<(Line, Money)>, DbErr> {
    #[derive(FromQueryResult)]
    struct Sum {
        line: Line,
        amount: Money,
    }
    let mut values = Values::default();
    let issuer = values.place(issuer);
    let until = horizon.sql(&mut values);
    let sql = format!(
        "SELECT a.line, CAST(SUM(e.credit_sen - e.debit_sen) AS BIGINT) AS amount \
         FROM ledger_account a JOIN ledger_entry e ON e.account_id = a.id \
         WHERE a.organization_id = {issuer} AND a.class <> 'asset' AND {until} GROUP BY a.line"
    );
    let sums = Sum::find_by_statement(statement(conn, sql, values.0)).all(conn).await?;
    Ok(sums.into_iter().map(|sum| (sum.line, sum.amount)).collect())
}

/// How many are in an issuer's register on a day.
#[derive(Debug, Clone, Copy, Default, FromQueryResult)]
pub struct MemberCount {
    /// Members in force.
    pub members: i64,
    /// Others who hold capital.
    pub holders: i64,
}

/// Counts members and other holders in force on a day.
///
/// # Errors
/// When the database fails.
pub async fn count_members(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    day: NaiveDate,
) -> Result<MemberCount, DbErr> {
    let sql = "SELECT COUNT(CASE WHEN standing = 'member' THEN 1 END) AS members, \
               COUNT(CASE WHEN standing = 'holder' THEN 1 END) AS holders \
               FROM member WHERE organization_id = $1 AND joined_on <= $2 \
               AND (left_on IS NULL OR left_on > $2)";
    let values = vec![issuer.into(), day.into()];
    let count = MemberCount::find_by_statement(statement(conn, sql, values)).one(conn).await?;
    Ok(count.unwrap_or_default())
}

/// An account with its balance.
#[derive(Debug, Clone, FromQueryResult)]
pub struct BalanceRow {
    /// The account.
    pub id: LedgerAccountId,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Side of the balance sheet.
    pub class: AccountClass,
    /// Line.
    pub line: Line,
    /// Instrument.
    pub instrument_id: Option<InstrumentId>,
    /// Holder.
    pub member_id: Option<MemberId>,
    /// Debits less credits for assets, credits less debits for the others.
    pub balance: Money,
}

/// Accounts of an issuer with their balances after a cursor; one more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_balances(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    horizon: &Horizon,
    page: &PageRequest<LedgerAccountId>,
) -> Result<Vec<BalanceRow>, DbErr> {
    let mut values = Values::default();
    let until = horizon.sql(&mut values);
    let issuer = values.place(issuer);
    let after = page.after.map(|id| format!("AND a.id > {}", values.place(id))).unwrap_or_default();
    let sql = format!(
        "SELECT a.id, a.code, a.name, a.class, a.line, a.instrument_id, a.member_id, \
         (SELECT CAST(COALESCE(SUM(CASE WHEN a.class = 'asset' THEN e.debit_sen - e.credit_sen \
         ELSE e.credit_sen - e.debit_sen END), 0) AS BIGINT) FROM ledger_entry e \
         WHERE e.account_id = a.id AND {until}) AS balance \
         FROM ledger_account a WHERE a.organization_id = {issuer} {after} ORDER BY a.id LIMIT {}",
        page.limit + 1
    );
    BalanceRow::find_by_statement(statement(conn, sql, values.0)).all(conn).await
}

/// Place in a statement: entries are in the order of the day on which they
/// count, then of their writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementKey {
    /// Day on which the entry counts.
    pub day: NaiveDate,
    /// The entry.
    pub id: LedgerEntryId,
}

/// One line of a member's statement.
#[derive(Debug, Clone, FromQueryResult)]
pub struct StatementRow {
    /// The entry.
    pub id: LedgerEntryId,
    /// Its transaction.
    pub transaction_id: LedgerTransactionId,
    /// Its account.
    pub account_id: LedgerAccountId,
    /// What the transaction is.
    pub kind: TransactionKind,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// When we learned of it.
    pub recorded_at: DateTime<Utc>,
    /// Place of the transaction in the issuer's chain.
    pub sequence: i64,
    /// Hash of the transaction.
    pub hash: Vec<u8>,
    /// Instrument.
    pub instrument_id: InstrumentId,
    /// Line.
    pub line: Line,
    /// Taken out.
    pub debit_sen: Money,
    /// Brought in.
    pub credit_sen: Money,
    /// Why.
    pub reason: Option<String>,
    /// The transaction taken back.
    pub reverses: Option<LedgerTransactionId>,
}

/// Accounts looked at by one statement; SQLite joins 500 queries at most.
const ACCOUNTS_AT_ONCE: usize = 100;

/// Entries of one member's accounts after a place, without balances: those run
/// along with the reader, since a sum over all that came before would make a
/// long statement quadratic. At most `limit` entries.
///
/// # Errors
/// When the database fails.
pub async fn list_statement(
    conn: &impl ConnectionTrait,
    member: MemberId,
    horizon: &Horizon,
    after: Option<StatementKey>,
    limit: u64,
) -> Result<Vec<StatementRow>, DbErr> {
    let accounts = super::member_accounts(conn, member).await?;
    let mut rows: Vec<StatementRow> = Vec::new();
    for accounts in accounts.chunks(ACCOUNTS_AT_ONCE) {
        let mut values = Values::default();
        // Each account is read along its index as far as the page needs, so
        // that a page costs the same wherever it stands.
        let of_account = |account: &ledger_account::Model| {
            let id = values.place(account.id);
            let until = horizon.sql(&mut values);
            let later = after.map(|key| {
                let (day, id) = (values.place(key.day), values.place(key.id));
                format!("AND (e.effective_on, e.id) > ({day}, {id})")
            });
            format!(
                "SELECT * FROM (SELECT e.id, e.transaction_id, e.account_id, e.effective_on, \
                 e.recorded_at, e.debit_sen, e.credit_sen FROM ledger_entry e \
                 WHERE e.account_id = {id} AND {until} {} \
                 ORDER BY e.effective_on, e.id LIMIT {limit}) p",
                later.unwrap_or_default()
            )
        };
        let parts: Vec<String> = accounts.iter().map(of_account).collect();
        let sql = format!(
            "SELECT s.id, s.transaction_id, s.account_id, t.kind, s.effective_on, s.recorded_at, \
             t.sequence, t.hash, a.instrument_id, a.line, s.debit_sen, s.credit_sen, t.reason, \
             t.reverses \
             FROM ({}) s JOIN ledger_account a ON a.id = s.account_id \
             JOIN ledger_transaction t ON t.id = s.transaction_id \
             ORDER BY s.effective_on, s.id LIMIT {limit}",
            parts.join(" UNION ALL ")
        );
        let found = StatementRow::find_by_statement(statement(conn, sql, values.0));
        rows.extend(found.all(conn).await?);
    }
    rows.sort_by_key(|row| (row.effective_on, row.id));
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(rows)
}

/// Which transactions are asked for.
#[derive(Debug, Clone, Default)]
pub struct TransactionFilter {
    /// Of this kind.
    pub kind: Option<TransactionKind>,
    /// Of this holder.
    pub member: Option<MemberId>,
    /// Of this instrument.
    pub instrument: Option<InstrumentId>,
    /// That pay on this pledge, or take such a payment back.
    pub pledge: Option<PledgeId>,
    /// That count on or after this day.
    pub from: Option<NaiveDate>,
    /// That count on or before this day.
    pub to: Option<NaiveDate>,
    /// That were recorded at or before this instant.
    pub known_at: Option<DateTime<Utc>>,
}

/// Transactions of an issuer after a cursor, in the order of recording; one
/// more than the limit.
///
/// # Errors
/// When the database fails.
pub async fn list_transactions(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    filter: &TransactionFilter,
    page: &PageRequest<LedgerTransactionId>,
) -> Result<Vec<ledger_transaction::Model>, DbErr> {
    use ledger_transaction::{Column, Entity};
    let mut query = Entity::find().filter(Column::OrganizationId.eq(issuer));
    if let Some(kind) = filter.kind {
        query = query.filter(Column::Kind.eq(kind));
    }
    if let Some(member) = filter.member {
        // Also where capital came to them from another.
        query = query.filter(
            Condition::any()
                .add(Column::MemberId.eq(member))
                .add(Column::CounterMemberId.eq(member)),
        );
    }
    if let Some(pledge) = filter.pledge {
        query = query.filter(Column::PledgeId.eq(pledge));
    }
    if let Some(instrument) = filter.instrument {
        query = query.filter(
            Condition::any()
                .add(Column::InstrumentId.eq(instrument))
                .add(Column::CounterInstrumentId.eq(instrument)),
        );
    }
    if let Some(day) = filter.from {
        query = query.filter(Column::EffectiveOn.gte(day));
    }
    if let Some(day) = filter.to {
        query = query.filter(Column::EffectiveOn.lte(day));
    }
    if let Some(instant) = filter.known_at {
        query = query.filter(Column::RecordedAt.lte(instant));
    }
    page.rows(query, Column::Id).all(conn).await
}
