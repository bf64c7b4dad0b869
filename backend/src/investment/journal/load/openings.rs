//! What accounts had before the ledger began.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::{Ids, uuids};
use crate::investment::journal::book::{Book, Opening};
use crate::kernel::ids::{LedgerAccount, LedgerAccountId};
use crate::kernel::money::Money;
use crate::platform::db::statement;
use crate::platform::rowset::among;

/// Reads the opening balances of holders' accounts, those taken back included.
pub(super) async fn read(
    tx: &DatabaseTransaction,
    book: &mut Book,
    ids: &Ids<LedgerAccount>,
) -> Result<(), DbErr> {
    if ids.is_empty() {
        return Ok(());
    }
    let (list, values) = among(tx.get_database_backend(), 1, &uuids(ids));
    let sql = format!(
        "SELECT e.account_id, t.id, e.effective_on, e.credit_sen, r.id IS NOT NULL \
         FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id \
         LEFT JOIN ledger_transaction r ON r.reverses = t.id \
         WHERE e.account_id {list} AND t.kind = 'opening_balance'"
    );
    for row in tx.query_all_raw(statement(tx, sql, values)).await? {
        let id: LedgerAccountId = row.try_get_by_index(0)?;
        if let Some(account) = book.accounts.get_mut(&id) {
            account.openings.push(Opening {
                transaction: row.try_get_by_index(1)?,
                day: row.try_get_by_index(2)?,
                amount: Money::from_sen(row.try_get_by_index(3)?),
                reversed: row.try_get_by_index(4)?,
            });
        }
    }
    Ok(())
}
