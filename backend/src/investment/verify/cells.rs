//! Rows of the ledger as both engines give them: columns only, by their place.

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ActiveEnum, DbErr, QueryResult};
use uuid::Uuid;

use crate::investment::entity::{ledger_entry, ledger_transaction};
use crate::kernel::ids::Id;
use crate::kernel::money::Money;

/// The columns of a transaction, in the order in which [`transaction`] reads them.
pub(super) const TRANSACTION: &str = "id, organization_id, region_code, kind, instrument_id, \
    member_id, amount_sen, effective_on, recorded_at, reason, reverses, user_id, idempotency_key, \
    payment_form, decision_number, source_class, share_count, approved_by, counter_member_id, \
    counter_instrument_id, pledge_id, settlement_id, details, sequence, previous_hash, hash";

/// The columns of a line, in the order in which [`entry`] reads them.
pub(super) const ENTRY: &str = "id, transaction_id, account_id, organization_id, region_code, \
    effective_on, recorded_at, debit_sen, credit_sen";

/// The cells of one row, from 0; none for null.
pub(super) trait Cells {
    /// A UUID.
    fn uuid(&self, at: usize) -> Result<Option<Uuid>, DbErr>;
    /// A number.
    fn number(&self, at: usize) -> Result<Option<i64>, DbErr>;
    /// A text.
    fn text(&self, at: usize) -> Result<Option<String>, DbErr>;
    /// A day.
    fn day(&self, at: usize) -> Result<Option<NaiveDate>, DbErr>;
    /// An instant.
    fn instant(&self, at: usize) -> Result<Option<DateTime<Utc>>, DbErr>;
    /// Bytes.
    fn bytes(&self, at: usize) -> Result<Option<Vec<u8>>, DbErr>;
}

/// A row of SQLite, past the first `1` columns, such as the place it was read at.
pub(super) struct Behind<'a>(pub &'a QueryResult, pub usize);

impl Cells for Behind<'_> {
    fn uuid(&self, at: usize) -> Result<Option<Uuid>, DbErr> {
        self.0.try_get_by_index(at + self.1)
    }

    fn number(&self, at: usize) -> Result<Option<i64>, DbErr> {
        self.0.try_get_by_index(at + self.1)
    }

    fn text(&self, at: usize) -> Result<Option<String>, DbErr> {
        self.0.try_get_by_index(at + self.1)
    }

    fn day(&self, at: usize) -> Result<Option<NaiveDate>, DbErr> {
        self.0.try_get_by_index(at + self.1)
    }

    fn instant(&self, at: usize) -> Result<Option<DateTime<Utc>>, DbErr> {
        self.0.try_get_by_index(at + self.1)
    }

    fn bytes(&self, at: usize) -> Result<Option<Vec<u8>>, DbErr> {
        self.0.try_get_by_index(at + self.1)
    }
}

/// What a column that is never null has.
pub(super) fn there<T>(cell: Option<T>, column: &str) -> Result<T, DbErr> {
    cell.ok_or_else(|| DbErr::Type(format!("{column} is null")))
}

/// An id.
pub(super) fn id<K>(row: &impl Cells, at: usize) -> Result<Option<Id<K>>, DbErr> {
    Ok(row.uuid(at)?.map(Id::from_uuid))
}

fn word<E: ActiveEnum<Value = String>>(row: &impl Cells, at: usize) -> Result<Option<E>, DbErr> {
    row.text(at)?.map(|text| E::try_from_value(&text)).transpose()
}

/// A transaction of the columns [`TRANSACTION`].
pub(super) fn transaction(row: &impl Cells) -> Result<ledger_transaction::Model, DbErr> {
    Ok(ledger_transaction::Model {
        id: there(id(row, 0)?, "id")?,
        organization_id: there(id(row, 1)?, "organization_id")?,
        region_code: there(row.text(2)?, "region_code")?,
        kind: there(word(row, 3)?, "kind")?,
        instrument_id: id(row, 4)?,
        member_id: id(row, 5)?,
        amount_sen: Money::from_sen(there(row.number(6)?, "amount_sen")?),
        effective_on: there(row.day(7)?, "effective_on")?,
        recorded_at: there(row.instant(8)?, "recorded_at")?,
        reason: row.text(9)?,
        reverses: id(row, 10)?,
        user_id: id(row, 11)?,
        idempotency_key: row.text(12)?,
        payment_form: word(row, 13)?,
        decision_number: row.text(14)?,
        source_class: word(row, 15)?,
        share_count: row.number(16)?,
        approved_by: id(row, 17)?,
        counter_member_id: id(row, 18)?,
        counter_instrument_id: id(row, 19)?,
        pledge_id: id(row, 20)?,
        settlement_id: id(row, 21)?,
        details: row.text(22)?,
        sequence: there(row.number(23)?, "sequence")?,
        previous_hash: there(row.bytes(24)?, "previous_hash")?,
        hash: there(row.bytes(25)?, "hash")?,
    })
}

/// A line of the columns [`ENTRY`].
pub(super) fn entry(row: &impl Cells) -> Result<ledger_entry::Model, DbErr> {
    Ok(ledger_entry::Model {
        id: there(id(row, 0)?, "id")?,
        transaction_id: there(id(row, 1)?, "transaction_id")?,
        account_id: there(id(row, 2)?, "account_id")?,
        organization_id: there(id(row, 3)?, "organization_id")?,
        region_code: there(row.text(4)?, "region_code")?,
        effective_on: there(row.day(5)?, "effective_on")?,
        recorded_at: there(row.instant(6)?, "recorded_at")?,
        debit_sen: Money::from_sen(there(row.number(7)?, "debit_sen")?),
        credit_sen: Money::from_sen(there(row.number(8)?, "credit_sen")?),
    })
}
