//! Reads all that a batch looks at, in a few statements, whatever its size, and
//! locks what it changes: organizations (FOR KEY SHARE) with the heads of their
//! chains, then members, each in the order of ids.

mod classes;
mod exits;
mod interest;
mod offers;
mod openings;
mod pledges;
mod remittances;
mod weighed;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, EntityTrait, FromQueryResult,
};
use uuid::Uuid;

use super::book::{AccountState, Book, IssuerState, MemberState, Original};
use super::canon::{GENESIS, Head};
use super::collective;
use super::decide::irreversible;
use super::intent::{Act, Holder, Intent, Needs};
use crate::investment::control::rules::Control;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::{instrument_amount, ledger_entry, ledger_transaction};
use crate::investment::rules;
use crate::kernel::ids::{
    Id, InstrumentId, LedgerAccountId, LedgerTransactionId, MemberId, OrganizationId,
};
use crate::kernel::money::Money;
use crate::platform::db::{statement, stored_region};
use crate::platform::idempotency;
use crate::platform::problem::ApiResult;
use crate::platform::rowset::among;
use crate::registry::entity::organization::{LegalForm, OrganizationStatus};

/// Ids in their order, as locks are taken.
pub(super) type Ids<K> = BTreeSet<Id<K>>;

/// The book of a batch; its issuers' chains and its members are locked.
pub(super) async fn load(tx: &DatabaseTransaction, intents: &[Intent]) -> ApiResult<Book> {
    load_with(tx, intents, None).await
}

/// The same with an issuer that no act need name.
pub(super) async fn load_with(
    tx: &DatabaseTransaction,
    intents: &[Intent],
    issuer: Option<OrganizationId>,
) -> ApiResult<Book> {
    let mut needs: Vec<Needs> = intents.iter().map(|intent| intent.act.needs()).collect();
    let mut book = Book::default();
    originals(tx, &mut book, needs.iter().filter_map(|it| it.original).collect()).await?;
    let of_originals = book.originals.values().map(|original| original.row.organization_id);
    let named = needs.iter().filter_map(|it| it.issuer).chain(issuer);
    let issuers: Ids<_> = named.chain(of_originals).collect();
    lock_issuers(tx, &mut book, &issuers).await?;
    // What follows is read under the lock of the chains: whoever held it before
    // has committed.
    let receipts = intents.iter().filter_map(|intent| intent.receipt.as_ref());
    let keys: Vec<_> = receipts.map(|receipt| &receipt.claim.of).collect();
    book.keys = idempotency::find(tx, &keys).await?;
    reversed(tx, &mut book).await?;
    exits::holders(tx, &mut needs).await?;
    let holders: BTreeSet<(MemberId, InstrumentId)> = needs
        .iter()
        .flat_map(|it| &it.holders)
        .map(|holder| (holder.member, holder.instrument))
        .chain(holders_of_originals(tx, &book).await?)
        .collect();
    let leaving = needs.iter().filter_map(|it| it.leaves);
    let members = holders.iter().map(|(member, _)| *member).chain(leaving).collect();
    exits::hold_persons(tx, &needs).await?;
    lock_members(tx, &mut book, &members).await?;
    let named: Ids<_> = holders.iter().map(|(_, instrument)| *instrument).collect();
    instruments(tx, &mut book, &named).await?;
    accounts(tx, &mut book).await?;
    name_parts(&mut book, intents);
    days(tx, &mut book, intents, &needs).await?;
    classes::facts(tx, &mut book, &needs).await?;
    exits::settlements(tx, &mut book, &needs).await?;
    exits::members_before(tx, &mut book, &needs).await?;
    pledges::named(tx, &mut book, &needs).await?;
    pledges::valuations(tx, &mut book, &needs).await?;
    weighed::village(tx, &mut book).await?;
    weighed::claims(tx, &mut book, needs.iter().any(|it| it.takes_out)).await?;
    weighed::regions(tx, &mut book, &needs).await?;
    collective::load(tx, &mut book, &needs).await?;
    interest::load(tx, &mut book, intents, &needs).await?;
    remittances::load(tx, &mut book, &needs).await?;
    offers::load(tx, &mut book, intents).await?;
    Ok(book)
}

fn uuids<K>(ids: &Ids<K>) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

/// On SQLite BEGIN IMMEDIATE already made us the only writer.
fn lock(conn: &impl ConnectionTrait, of: &str) -> String {
    match conn.get_database_backend() {
        DbBackend::Postgres => format!("FOR NO KEY UPDATE OF {of}"),
        _ => String::new(),
    }
}

/// Transactions that are there already; they never change, so no lock is needed.
async fn originals(
    tx: &DatabaseTransaction,
    book: &mut Book,
    ids: Ids<crate::kernel::ids::LedgerTransaction>,
) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&ids));
    let sql = format!("SELECT * FROM ledger_transaction WHERE id {list}");
    let rows = ledger_transaction::Entity::find().from_raw_sql(statement(tx, sql, values));
    for row in rows.all(tx).await? {
        book.originals.insert(row.id, Original { row, entries: Vec::new() });
    }
    // A distribution has a thousand lines and is not reversed: they stay where they are.
    let rows = book.originals.values().map(|original| &original.row);
    let rows = rows.filter(|row| irreversible(row.kind).is_none());
    let ids: Ids<_> = rows.map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&ids));
    let sql = format!("SELECT * FROM ledger_entry WHERE transaction_id {list} ORDER BY id");
    let entries = ledger_entry::Entity::find().from_raw_sql(statement(tx, sql, values));
    for entry in entries.all(tx).await? {
        if let Some(original) = book.originals.get_mut(&entry.transaction_id) {
            original.entries.push(entry);
        }
    }
    Ok(())
}

#[derive(FromQueryResult)]
struct IssuerRow {
    id: OrganizationId,
    legal_form: LegalForm,
    status: OrganizationStatus,
    region_code: String,
    sequence: i64,
    hash: Vec<u8>,
    recorded_at: Option<DateTime<Utc>>,
    year_begins: i64,
    back_dating_days: i64,
    approval_limit_sen: Option<Money>,
    approval_days: i64,
    closed_through: Option<NaiveDate>,
}

impl IssuerRow {
    fn control(&self) -> Control {
        Control {
            year_begins: self.year_begins,
            back_dating_days: self.back_dating_days,
            approval_limit: self.approval_limit_sen,
            approval_days: self.approval_days,
            closed_through: self.closed_through,
        }
    }
}

/// Locks the chains of the issuers in the order of their ids, each after the row
/// of its organization; a chain that has not begun is begun.
async fn lock_issuers(
    tx: &DatabaseTransaction,
    book: &mut Book,
    ids: &Ids<crate::kernel::ids::Organization>,
) -> ApiResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let rows = heads(tx, ids).await?;
    let known: Ids<_> = rows.iter().map(|row| row.id).collect();
    let missing: Ids<_> = ids.difference(&known).copied().collect();
    let rows = if missing.is_empty() || !begin_chains(tx, &missing).await? {
        rows
    } else {
        heads(tx, ids).await?
    };
    for row in rows {
        let state = IssuerState {
            legal_form: row.legal_form,
            status: row.status,
            region: stored_region(&row.region_code)?,
            control: row.control(),
            head: Head { sequence: row.sequence, hash: row.hash },
            recorded_at: row.recorded_at,
            moved: false,
            village: None,
            shares: None,
        };
        book.issuers.insert(row.id, state);
    }
    Ok(())
}

async fn heads(
    tx: &DatabaseTransaction,
    ids: &Ids<crate::kernel::ids::Organization>,
) -> Result<Vec<IssuerRow>, DbErr> {
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(ids));
    // The issuer's row before its chain: a relocation, a conversion or an end
    // of the issuer that is under way is waited for, and its outcome seen.
    let hold = match tx.get_database_backend() {
        DbBackend::Postgres => "FOR KEY SHARE OF o",
        _ => "",
    };
    let sql = format!(
        "SELECT o.id, o.legal_form, o.status, o.region_code, c.sequence, c.hash, c.recorded_at, \
         c.year_begins, c.back_dating_days, c.approval_limit_sen, c.approval_days, c.closed_through \
         FROM ledger_chain c JOIN organization o ON o.id = c.organization_id \
         WHERE c.organization_id {list} ORDER BY c.organization_id {hold} {}",
        lock(tx, "c")
    );
    IssuerRow::find_by_statement(statement(tx, sql, values)).all(tx).await
}

/// Begins the chains of those that are organizations; false where none is.
async fn begin_chains(
    tx: &DatabaseTransaction,
    ids: &Ids<crate::kernel::ids::Organization>,
) -> Result<bool, DbErr> {
    let engine = tx.get_database_backend();
    let (list, mut values) = among(engine, 2, &uuids(ids));
    values.insert(0, GENESIS.to_vec().into());
    let first = if engine == DbBackend::Postgres { "$1" } else { "?" };
    let sql = format!(
        "INSERT INTO ledger_chain (organization_id, sequence, hash) \
         SELECT id, 0, {first} FROM organization WHERE id {list} ORDER BY id \
         ON CONFLICT (organization_id) DO NOTHING"
    );
    tx.execute_raw(statement(tx, sql, values)).await?;
    let (list, values) = among(engine, 1, &uuids(ids));
    let sql = format!("SELECT 1 FROM ledger_chain WHERE organization_id {list} LIMIT 1");
    Ok(tx.query_one_raw(statement(tx, sql, values)).await?.is_some())
}

/// Which originals were taken back.
async fn reversed(tx: &DatabaseTransaction, book: &mut Book) -> Result<(), DbErr> {
    if book.originals.is_empty() {
        return Ok(());
    }
    let ids: Ids<_> = book.originals.keys().copied().collect();
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&ids));
    let sql = format!("SELECT reverses FROM ledger_transaction WHERE reverses {list}");
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let id: LedgerTransactionId = row.try_get_by_index(0)?;
        book.reversed.insert(id);
    }
    Ok(())
}

/// The holders whose accounts the originals moved.
async fn holders_of_originals(
    tx: &DatabaseTransaction,
    book: &Book,
) -> Result<Vec<(MemberId, InstrumentId)>, DbErr> {
    let entries = book.originals.values().flat_map(|original| &original.entries);
    let ids: Ids<_> = entries.map(|entry| entry.account_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&ids));
    let sql = format!(
        "SELECT member_id, instrument_id FROM ledger_account \
         WHERE member_id IS NOT NULL AND id {list}"
    );
    let rows = tx.query_all_raw(statement(tx, sql, values)).await?;
    rows.iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

async fn lock_members(
    tx: &DatabaseTransaction,
    book: &mut Book,
    ids: &Ids<crate::kernel::ids::Member>,
) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    // Those of issuers whose chains are locked: nobody holds up others' members
    // by naming them.
    let engine = tx.get_database_backend();
    let issuers: Ids<_> = book.issuers.keys().copied().collect();
    let (list, mut values) = among(engine, 1, &uuids(ids));
    let (of_issuers, more) = among(engine, 2, &uuids(&issuers));
    values.extend(more);
    let sql = format!(
        "SELECT m.id, m.organization_id, m.region_code, m.register_number, m.holder_class, \
         m.sex, m.standing, m.status, m.applied_on, m.joined_on, m.left_on, m.exit_reason, \
         m.left_recorded_at, m.version, h.legal_form AS holder_form, \
         p.deceased_on AS died_on FROM member m \
         LEFT JOIN organization h ON h.id = m.holder_organization_id \
         LEFT JOIN person p ON p.id = m.holder_person_id \
         WHERE m.id {list} AND m.organization_id {of_issuers} ORDER BY m.id {}",
        lock(tx, "m")
    );
    let rows = MemberState::find_by_statement(statement(tx, sql, values)).all(tx).await?;
    book.members.extend(rows.into_iter().map(|row| (row.id, row)));
    Ok(())
}

/// Instruments with their terms, and the amounts of those that are the same for all (R26).
async fn instruments(
    tx: &DatabaseTransaction,
    book: &mut Book,
    ids: &Ids<crate::kernel::ids::Instrument>,
) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    classes::instruments(tx, book, ids).await?;
    let rows = book.instruments.values();
    let principal = rows.filter(|row| row.kind == InstrumentKind::SimpananPokok);
    let principal: Ids<_> = principal.map(|row| row.id).collect();
    if principal.is_empty() {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(&principal));
    let sql = format!(
        "SELECT * FROM instrument_amount WHERE instrument_id {list} \
         ORDER BY instrument_id, valid_from"
    );
    let amounts = instrument_amount::Entity::find().from_raw_sql(statement(tx, sql, values));
    for row in amounts.all(tx).await? {
        let amounts = book.amounts.entry(row.instrument_id).or_default();
        amounts.push((row.valid_from, row.amount_sen));
    }
    Ok(())
}

/// What the sub-accounts are called that acts of the batch may open.
fn name_parts(book: &mut Book, intents: &[Intent]) {
    for intent in intents {
        let Act::Surplus(issuer, moved) = &intent.act else { continue };
        for (line, part, name) in &moved.parts {
            book.part_names.insert((*issuer, *line, *part), name.clone());
        }
    }
}

#[derive(FromQueryResult)]
struct AccountRow {
    id: LedgerAccountId,
    organization_id: OrganizationId,
    line: Line,
    code: String,
    instrument_id: Option<InstrumentId>,
    member_id: Option<MemberId>,
    balance_sen: Option<Money>,
    last_effective_on: Option<NaiveDate>,
}

/// Accounts of the members, of the instruments that are looked at, with their
/// balances, and the issuers' own. The lock of the chain covers them: nothing
/// else moves a balance.
async fn accounts(tx: &DatabaseTransaction, book: &mut Book) -> Result<(), DbErr> {
    let engine = tx.get_database_backend();
    let members: Ids<_> = book.members.keys().copied().collect();
    let issuers: Ids<_> = book.issuers.keys().copied().collect();
    let instruments: Ids<_> = book.instruments.keys().copied().collect();
    let (of_members, mut values) = among(engine, 1, &uuids(&members));
    let (of_instruments, more) = among(engine, 2, &uuids(&instruments));
    values.extend(more);
    let (of_issuers, more) = among(engine, 3, &uuids(&issuers));
    values.extend(more);
    let columns = "SELECT a.id, a.organization_id, a.line, a.code, a.instrument_id, a.member_id, \
                   b.balance_sen, b.last_effective_on FROM ledger_account a \
                   LEFT JOIN ledger_balance b ON b.account_id = a.id";
    let sql = format!(
        "{columns} WHERE a.member_id {of_members} AND a.instrument_id {of_instruments} UNION ALL \
         {columns} WHERE a.member_id IS NULL AND a.organization_id {of_issuers}"
    );
    let rows = AccountRow::find_by_statement(statement(tx, sql, values)).all(tx).await?;
    for row in rows {
        let holder = row.member_id.zip(row.instrument_id);
        book.keep_account(AccountState {
            id: row.id,
            organization_id: row.organization_id,
            line: row.line,
            holder: holder.map(|(member, instrument)| Holder { member, instrument }),
            part: rules::part_of(row.line, &row.code).unwrap_or(0),
            balance: row.balance_sen.unwrap_or_default(),
            last_on: row.last_effective_on,
            later: None,
            openings: Vec::new(),
            brought: None,
        });
    }
    Ok(())
}

/// Days on which a batch moves an account.
struct Span {
    first: NaiveDate,
    last: NaiveDate,
    takes_out: bool,
    opens: bool,
}

/// Net changes by day of the accounts that need them: those of principal
/// savings, whose day of full payment counts (R26), those that are opened, and
/// those from which something is taken out before their last day (R29).
async fn days(
    tx: &DatabaseTransaction,
    book: &mut Book,
    intents: &[Intent],
    needs: &[Needs],
) -> ApiResult<()> {
    let spans = spans(book, intents, needs);
    let (mut all, mut since): (Ids<_>, Ids<_>) = (Ids::new(), Ids::new());
    let mut from = NaiveDate::MAX;
    for (id, span) in spans {
        let Some(account) = book.accounts.get(&id).filter(|it| it.holder.is_some()) else {
            continue;
        };
        let last = account.last_on.map_or(span.last, |last| last.max(span.last));
        if account.line == Line::SimpananPokok || span.opens {
            all.insert(id);
        } else if span.takes_out && span.first < last {
            since.insert(id);
            from = from.min(span.first);
        }
    }
    read_days(tx, book, &all, None).await?;
    read_days(tx, book, &since, Some(from)).await?;
    Ok(openings::read(tx, book, &all).await?)
}

fn spans(book: &Book, intents: &[Intent], needs: &[Needs]) -> BTreeMap<LedgerAccountId, Span> {
    let mut spans: BTreeMap<LedgerAccountId, Span> = BTreeMap::new();
    for (intent, needs) in intents.iter().zip(needs) {
        let original = needs.original.and_then(|id| book.originals.get(&id));
        let issuer = book.issuer_of(needs);
        let Some(state) = issuer.and_then(|id| book.issuers.get(&id)) else { continue };
        let fallback =
            original.map_or_else(|| state.today(intent.author.at), |it| it.row.effective_on);
        let day = needs.day.unwrap_or(fallback);
        let named = needs.holders.iter().filter_map(|holder| book.by_holder.get(holder).copied());
        let of_original = original.into_iter().flat_map(|it| &it.entries);
        for id in named.chain(of_original.map(|entry| entry.account_id)) {
            let fresh = Span { first: day, last: day, takes_out: false, opens: false };
            let span = spans.entry(id).or_insert(fresh);
            span.opens |= needs.opens;
            span.first = span.first.min(day);
            span.last = span.last.max(day);
            span.takes_out |= needs.takes_out;
        }
    }
    spans
}

pub(super) async fn read_days(
    tx: &DatabaseTransaction,
    book: &mut Book,
    ids: &Ids<crate::kernel::ids::LedgerAccount>,
    after: Option<NaiveDate>,
) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    let (list, mut values) = among(tx.get_database_backend(), 1, &uuids(ids));
    let mut later = String::new();
    if let Some(day) = after {
        values.push(day.into());
        let place = match tx.get_database_backend() {
            DbBackend::Postgres => "$2",
            _ => "?",
        };
        later = format!("AND effective_on > {place}");
    }
    let sql = format!(
        "SELECT account_id, effective_on, CAST(SUM(credit_sen - debit_sen) AS BIGINT) \
         FROM ledger_entry WHERE account_id {list} {later} GROUP BY account_id, effective_on"
    );
    for id in ids {
        if let Some(account) = book.accounts.get_mut(id) {
            account.later = Some((after.unwrap_or(NaiveDate::MIN), BTreeMap::new()));
        }
    }
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let id: LedgerAccountId = row.try_get_by_index(0)?;
        let known = book.accounts.get_mut(&id).and_then(|account| account.later.as_mut());
        if let Some((_, days)) = known {
            days.insert(row.try_get_by_index(1)?, Money::from_sen(row.try_get_by_index(2)?));
        }
    }
    Ok(())
}
