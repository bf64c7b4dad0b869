//! What the verifier keeps of each account: about two hundred bytes.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Check, Found};
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{self, TransactionKind};
use crate::kernel::ids::{Id, InstrumentId, LedgerAccountId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::rowset::among;

/// Accounts read, or looked at again, at once.
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

/// Every account of every issuer.
#[derive(Default)]
pub(super) struct Accounts(HashMap<LedgerAccountId, Account>);

impl Accounts {
    /// Reads them all, without their lines.
    pub(super) async fn load(conn: &impl ConnectionTrait) -> Result<Self, DbErr> {
        let sql = "SELECT a.id, a.organization_id, a.member_id, a.instrument_id, \
                   CASE WHEN a.member_id IS NOT NULL \
                   OR a.line IN ('cadangan', 'hibah', 'dana_shu', 'bagian_shu') \
                   THEN 1 ELSE 0 END, b.account_id, b.balance_sen, b.last_effective_on \
                   FROM ledger_account a LEFT JOIN ledger_balance b ON b.account_id = a.id \
                   WHERE a.id > $1 ORDER BY a.id LIMIT $2";
        let (mut accounts, mut after) = (HashMap::new(), Uuid::nil());
        loop {
            let bound = i64::try_from(PAGE).unwrap_or(i64::MAX);
            let page = statement(conn, sql, vec![after.into(), bound.into()]);
            let rows = conn.query_all_raw(page).await?;
            for row in &rows {
                after = row.try_get_by_index(0)?;
                let member: Option<MemberId> = row.try_get_by_index(2)?;
                let kept: Option<Uuid> = row.try_get_by_index(5)?;
                let kept = match kept {
                    Some(_) => Some((row.try_get_by_index(6)?, row.try_get_by_index(7)?)),
                    None => None,
                };
                let account = Account {
                    organization: row.try_get_by_index(1)?,
                    holder: member.zip(row.try_get_by_index(3)?),
                    guarded: row.try_get_by_index::<i32>(4)? == 1,
                    kept,
                    sum: 0,
                    last: None,
                    doubtful: false,
                };
                accounts.insert(Id::from_uuid(after), account);
            }
            if rows.len() < PAGE {
                return Ok(Self(accounts));
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
