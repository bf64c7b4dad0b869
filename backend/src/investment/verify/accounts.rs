//! What the verifier keeps of each account: about two hundred bytes.

use std::collections::HashMap;

use chrono::NaiveDate;
use foldhash::fast::RandomState;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::cells::{self, Cells};
use super::feed::{Place, Source, Table};
use super::{Check, Found};
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::kernel::ids::{InstrumentId, LedgerAccountId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::rowset::among;

/// Accounts looked at again at once.
const PAGE: usize = 5_000;

struct Account {
    organization: OrganizationId,
    holder: Option<(MemberId, InstrumentId)>,
    /// Whether it may never be below zero.
    guarded: bool,
    /// Balance and last day as the database has them.
    kept: Option<(Money, Option<NaiveDate>)>,
    /// The same by the lines that were read.
    sum: i128,
    last: Option<NaiveDate>,
    /// Whether it was below zero on the way, or its lines came in another order
    /// than that of their days: then only its days can tell.
    doubtful: bool,
}

/// Lines that may never be below zero, beside the accounts of holders.
const GUARDED: [&str; 4] = ["cadangan", "hibah", "dana_shu", "bagian_shu"];

static ACCOUNTS: Table<(LedgerAccountId, Account)> = Table {
    name: "ledger_account",
    place: Place::Id("id"),
    columns: "id, organization_id, member_id, instrument_id, line",
    copied: |row| account(row),
    paged: |row| account(row),
};

static BALANCES: Table<(LedgerAccountId, (Money, Option<NaiveDate>))> = Table {
    name: "ledger_balance",
    place: Place::Id("account_id"),
    columns: "account_id, balance_sen, last_effective_on",
    copied: |row| balance(row),
    paged: |row| balance(row),
};

/// An account of the columns of [`ACCOUNTS`], without its lines.
fn account(row: &impl Cells) -> Result<(LedgerAccountId, Account), DbErr> {
    let holder: Option<MemberId> = cells::id(row, 2)?;
    let line = cells::there(row.text(4)?, "line")?;
    let account = Account {
        organization: cells::there(cells::id(row, 1)?, "organization_id")?,
        holder: holder.zip(cells::id(row, 3)?),
        guarded: holder.is_some() || GUARDED.contains(&line.as_str()),
        kept: None,
        sum: 0,
        last: None,
        doubtful: false,
    };
    Ok((cells::there(cells::id(row, 0)?, "id")?, account))
}

/// A balance of the columns of [`BALANCES`].
fn balance(row: &impl Cells) -> Result<(LedgerAccountId, (Money, Option<NaiveDate>)), DbErr> {
    let sum = Money::from_sen(cells::there(row.number(1)?, "balance_sen")?);
    Ok((cells::there(cells::id(row, 0)?, "account_id")?, (sum, row.day(2)?)))
}

/// Every account of every issuer.
#[derive(Default)]
pub(super) struct Accounts(HashMap<LedgerAccountId, Account, RandomState>);

impl Accounts {
    /// Reads them all, without their lines.
    pub(super) async fn load(source: &Source<'_>) -> Result<Self, DbErr> {
        let (mut rows, mut balances) = (source.rows(&ACCOUNTS), source.rows(&BALANCES));
        let mut accounts = HashMap::default();
        loop {
            let page = rows.next().await?;
            if page.is_empty() {
                break;
            }
            accounts.extend(page);
        }
        loop {
            let page = balances.next().await?;
            if page.is_empty() {
                return Ok(Self(accounts));
            }
            for (id, kept) in page {
                if let Some(account) = accounts.get_mut(&id) {
                    account.kept = Some(kept);
                }
            }
        }
    }

    /// Adds a line of a transaction; false where the two or its account do not
    /// agree.
    pub(super) fn add(
        &mut self,
        row: &ledger_transaction::Model,
        entry: &ledger_entry::Model,
    ) -> bool {
        let Some(account) = self.0.get_mut(&entry.account_id) else { return false };
        account.sum += i128::from(entry.credit_sen.sen()) - i128::from(entry.debit_sen.sen());
        let late = account.last.is_some_and(|last| entry.effective_on < last);
        account.doubtful |= account.guarded && (late || account.sum < 0);
        account.last = account.last.max(Some(entry.effective_on));
        let plain = matches!(row.kind, TransactionKind::Contribution | TransactionKind::Withdrawal);
        let of_holder = match account.holder {
            Some((member, instrument)) if plain => {
                row.member_id == Some(member) && row.instrument_id == Some(instrument)
            }
            _ => true,
        };
        of_holder
            && entry.organization_id == row.organization_id
            && entry.organization_id == account.organization
            && entry.region_code == row.region_code
            && entry.effective_on == row.effective_on
            && entry.recorded_at == row.recorded_at
    }

    /// Compares the sums with what the database keeps, and looks again at the
    /// days of those where it matters in which order they came.
    pub(super) async fn check(
        &self,
        conn: &impl ConnectionTrait,
        found: &mut Found,
    ) -> Result<(), DbErr> {
        let wrong = |account: &Account| {
            account.holder.is_some()
                && account.kept.is_none_or(|(balance, last)| {
                    i128::from(balance.sen()) != account.sum
                        || (account.last.is_some() && last != account.last)
                })
        };
        let first = self.0.iter().filter(|(_, account)| wrong(account)).map(|(id, _)| *id).min();
        if let Some(id) = first {
            found.put(Check::BalanceIsSum, id);
        }
        let doubtful = self.0.iter().filter(|(_, account)| account.doubtful);
        let mut doubtful: Vec<Uuid> = doubtful.map(|(id, _)| id.uuid()).collect();
        doubtful.sort_unstable();
        for some in doubtful.chunks(PAGE) {
            let (list, values) = among(conn.get_database_backend(), 1, some);
            let sql = format!(
                "SELECT account_id FROM (SELECT account_id, \
                 SUM(change) OVER (PARTITION BY account_id ORDER BY effective_on) AS balance FROM \
                 (SELECT account_id, effective_on, SUM(credit_sen - debit_sen) AS change \
                 FROM ledger_entry WHERE account_id {list} GROUP BY account_id, effective_on) d) r \
                 WHERE balance < 0 LIMIT 1"
            );
            if let Some(row) = conn.query_one_raw(statement(conn, sql, values)).await? {
                found.put(Check::NeverNegative, row.try_get_by_index::<LedgerAccountId>(0)?);
                break;
            }
        }
        Ok(())
    }
}
