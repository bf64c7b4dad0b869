//! The canonical form of a transaction, which its hash is taken of (ADR-0015).
//!
//! It is a row of netstrings, `<length in bytes>:<bytes>,`: first the name of
//! the form and the hash of the transaction before it in hexadecimal, then each
//! field that has a value as its name and its value, in the order below, then
//! for each line, in the order of their ids, the word `entry`, its id, account,
//! debit and credit. Ids are UUIDs with hyphens, days `YYYY-MM-DD`, instants
//! microseconds since 1970 (UTC), amounts whole sen. A field without a value is
//! left out, so that a column that comes later changes no hash before it.

use std::fmt::{Display, Write as _};

use sha2::{Digest, Sha256};

use crate::investment::entity::{ledger_entry, ledger_transaction};
use crate::kernel::ids::{LedgerAccountId, LedgerEntryId};
use crate::kernel::money::Money;

/// Name of the form.
pub const FORM: &str = "kibm-ledger-transaction/1";

/// What stands before the first transaction of an issuer.
pub const GENESIS: [u8; 32] = [0; 32];

/// One line as it goes into the form.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// The entry.
    pub id: LedgerEntryId,
    /// Its account.
    pub account_id: LedgerAccountId,
    /// Debit, or zero.
    pub debit: Money,
    /// Credit, or zero.
    pub credit: Money,
}

impl From<&ledger_entry::Model> for Line {
    fn from(row: &ledger_entry::Model) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            debit: row.debit_sen,
            credit: row.credit_sen,
        }
    }
}

/// The end of an issuer's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Place of the last transaction; 0 before the first.
    pub sequence: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl Default for Head {
    fn default() -> Self {
        Self { sequence: 0, hash: GENESIS.to_vec() }
    }
}

impl Head {
    /// Puts a transaction at the end of the chain: gives it its place, the hash
    /// before it and its own.
    pub fn seal(&mut self, row: &mut ledger_transaction::Model, entries: &[ledger_entry::Model]) {
        row.sequence = self.sequence + 1;
        row.previous_hash.clone_from(&self.hash);
        row.hash = hash(row, entries.iter().map(Line::from).collect());
        self.sequence = row.sequence;
        self.hash.clone_from(&row.hash);
    }
}

/// The hash of a transaction that has its place and the hash before it.
#[must_use]
pub fn hash(row: &ledger_transaction::Model, lines: Vec<Line>) -> Vec<u8> {
    Sha256::digest(canonical(row, lines)).to_vec()
}

/// The bytes that the hash is taken of.
#[must_use]
pub fn canonical(row: &ledger_transaction::Model, mut lines: Vec<Line>) -> Vec<u8> {
    let mut form = Form::default();
    form.word(FORM);
    form.word(&crate::platform::vault::hex(&row.previous_hash));
    fields(row, |name, value| {
        form.word(name);
        form.put(value);
    });
    lines.sort_unstable_by_key(|line| line.id);
    for line in lines {
        form.word("entry");
        form.put(&line.id);
        form.put(&line.account_id);
        form.put(&line.debit.sen());
        form.put(&line.credit.sen());
    }
    form.bytes
}

/// Gives each field of a transaction that has a value, in the order of the form.
pub fn fields(row: &ledger_transaction::Model, put: impl FnMut(&'static str, &dyn Display)) {
    let mut to = Fields(put);
    to.field("organization_id", Some(row.organization_id));
    to.field("sequence", Some(row.sequence));
    to.field("id", Some(row.id));
    to.field("region_code", Some(&row.region_code));
    to.field("kind", Some(row.kind.as_str()));
    to.field("instrument_id", row.instrument_id);
    to.field("member_id", row.member_id);
    to.field("amount_sen", Some(row.amount_sen.sen()));
    to.field("effective_on", Some(row.effective_on));
    to.field("recorded_at", Some(row.recorded_at.timestamp_micros()));
    to.field("reason", row.reason.as_ref());
    to.field("reverses", row.reverses);
    to.field("user_id", row.user_id);
    to.field("idempotency_key", row.idempotency_key.as_ref());
    to.field("payment_form", row.payment_form.map(|it| it.as_str()));
    to.field("decision_number", row.decision_number.as_ref());
    to.field("source_class", row.source_class.map(|it| it.as_str()));
    to.field("share_count", row.share_count);
    to.field("approved_by", row.approved_by);
    to.field("counter_member_id", row.counter_member_id);
    to.field("counter_instrument_id", row.counter_instrument_id);
    to.field("pledge_id", row.pledge_id);
    to.field("settlement_id", row.settlement_id);
    to.field("details", row.details.as_ref());
}

struct Fields<F>(F);

impl<F: FnMut(&'static str, &dyn Display)> Fields<F> {
    fn field(&mut self, name: &'static str, value: Option<impl Display>) {
        if let Some(value) = value {
            (self.0)(name, &value);
        }
    }
}

/// The form as it grows, with one piece of memory for the part at hand.
struct Form {
    bytes: Vec<u8>,
    part: String,
}

impl Default for Form {
    fn default() -> Self {
        Self { bytes: Vec::with_capacity(1_024), part: String::with_capacity(64) }
    }
}

impl Form {
    fn put(&mut self, part: &dyn Display) {
        let mut text = std::mem::take(&mut self.part);
        text.clear();
        // Writing to memory does not fail.
        write!(text, "{part}").ok();
        self.word(&text);
        self.part = text;
    }

    /// As [`Self::put`], without the machinery of formatting: the verifier takes
    /// the form of every transaction there is.
    fn word(&mut self, part: &str) {
        self.bytes.extend_from_slice(itoa::Buffer::new().format(part.len()).as_bytes());
        self.bytes.push(b':');
        self.bytes.extend_from_slice(part.as_bytes());
        self.bytes.push(b',');
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::*;
    use crate::investment::entity::ledger_transaction::TransactionKind;
    use crate::kernel::ids::Id;

    fn transaction() -> (ledger_transaction::Model, Vec<ledger_entry::Model>) {
        let day: NaiveDate = "2026-02-01".parse().unwrap();
        let at = DateTime::from_timestamp_micros(1_790_000_000_000_001).unwrap();
        let id = |last: u128| uuid::Uuid::from_u128(last);
        let row = ledger_transaction::Model {
            reason: Some("Neraca 2025, ditutup".to_owned()),
            ..ledger_transaction::Model::bare(
                Id::from_uuid(id(1)),
                (Id::from_uuid(id(2)), "81.02.16.2003".to_owned()),
                TransactionKind::OpeningBalance,
                (Money::from_sen(500), day),
                at,
            )
        };
        let entry = |number: u128, debit: i64, credit: i64| ledger_entry::Model {
            id: Id::from_uuid(id(number)),
            transaction_id: row.id,
            account_id: Id::from_uuid(id(number + 10)),
            organization_id: row.organization_id,
            region_code: row.region_code.clone(),
            effective_on: day,
            recorded_at: at,
            debit_sen: Money::from_sen(debit),
            credit_sen: Money::from_sen(credit),
        };
        let entries = vec![entry(3, 500, 0), entry(4, 0, 500)];
        (row, entries)
    }

    fn of(entries: &[ledger_entry::Model]) -> Vec<Line> {
        entries.iter().map(Line::from).collect()
    }

    #[test]
    fn the_canonical_form_is_the_documented_one() {
        let (mut row, mut entries) = transaction();
        Head::default().seal(&mut row, &entries);
        entries.reverse();

        let text = String::from_utf8(canonical(&row, of(&entries))).unwrap();

        let zeros = "0".repeat(64);
        assert_eq!(
            text,
            format!(
                "25:kibm-ledger-transaction/1,64:{zeros},\
                 15:organization_id,36:00000000-0000-0000-0000-000000000002,8:sequence,1:1,\
                 2:id,36:00000000-0000-0000-0000-000000000001,11:region_code,13:81.02.16.2003,\
                 4:kind,15:opening_balance,10:amount_sen,3:500,12:effective_on,10:2026-02-01,\
                 11:recorded_at,16:1790000000000001,6:reason,20:Neraca 2025, ditutup,\
                 5:entry,36:00000000-0000-0000-0000-000000000003,\
                 36:00000000-0000-0000-0000-00000000000d,3:500,1:0,\
                 5:entry,36:00000000-0000-0000-0000-000000000004,\
                 36:00000000-0000-0000-0000-00000000000e,1:0,3:500,"
            )
        );
        assert_eq!(row.hash, Sha256::digest(text.as_bytes()).to_vec());
    }

    #[test]
    fn every_field_and_line_changes_the_hash() {
        let (mut row, entries) = transaction();
        Head::default().seal(&mut row, &entries);
        let honest = row.hash.clone();

        let mut other = row.clone();
        other.reason = Some("lain".to_owned());
        assert_ne!(hash(&other, of(&entries)), honest);
        let mut other = row.clone();
        other.sequence = 2;
        assert_ne!(hash(&other, of(&entries)), honest);
        let mut other = row.clone();
        other.share_count = Some(1);
        assert_ne!(hash(&other, of(&entries)), honest);
        let mut other = row.clone();
        other.approved_by = Some(Id::from_uuid(uuid::Uuid::from_u128(9)));
        assert_ne!(hash(&other, of(&entries)), honest);
        let mut other = row.clone();
        other.details = Some("{}".to_owned());
        assert_ne!(hash(&other, of(&entries)), honest);
        let mut lines = entries.clone();
        lines[0].debit_sen = Money::from_sen(501);
        assert_ne!(hash(&row, of(&lines)), honest);
        assert_ne!(hash(&row, of(&entries[..1])), honest);
    }
}
