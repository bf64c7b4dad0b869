//! One posting of an invented nation, with its two lines and its place in the chain.

use chrono::NaiveDate;
use sea_orm::ActiveEnum;

use super::bulk::Cell;
use super::nation::{Kind, Nation, Table, id};
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{
    self, PaymentForm, SourceClass, TransactionKind,
};
use crate::kernel::ids::Id;
use crate::kernel::money::Money;

/// A posting in cash; all that it refers to by number.
pub struct Posting<'a> {
    /// The transaction.
    pub number: u64,
    /// The issuer.
    pub organization: u32,
    /// Village of the issuer.
    pub village: &'a str,
    /// What it is.
    pub kind: TransactionKind,
    /// The instrument.
    pub instrument: u64,
    /// The holder.
    pub member: u64,
    /// Amount, sen.
    pub amount_sen: i64,
    /// Day on which it counts.
    pub day: NaiveDate,
    /// Decision behind it.
    pub decision: Option<&'a str>,
    /// Source of a village enterprise's capital.
    pub source: Option<SourceClass>,
    /// Account on the debit side.
    pub debit: u64,
    /// Account on the credit side.
    pub credit: u64,
}

impl Posting<'_> {
    /// Adds the rows of this posting at the end of the issuer's chain.
    pub fn append(&self, nation: &mut Nation<'_>) {
        let mut row = self.row(nation);
        let amount = row.amount_sen;
        let sides = [(self.debit, amount, Money::ZERO), (self.credit, Money::ZERO, amount)];
        let entries: Vec<ledger_entry::Model> = (0_u64..)
            .zip(sides)
            .map(|(side, (account, debit_sen, credit_sen))| ledger_entry::Model {
                id: Id::from_uuid(id(nation.size.seed, Kind::Entry, self.number * 2 + side)),
                transaction_id: row.id,
                account_id: Id::from_uuid(id(nation.size.seed, Kind::Account, account)),
                organization_id: row.organization_id,
                region_code: row.region_code.clone(),
                effective_on: row.effective_on,
                recorded_at: row.recorded_at,
                debit_sen,
                credit_sen,
            })
            .collect();
        nation.heads.entry(self.organization).or_default().seal(&mut row, &entries);
        nation.push(Table::Transaction, transaction(&row));
        for entry in &entries {
            nation.push(Table::Entry, line(entry));
        }
    }

    fn row(&self, nation: &Nation<'_>) -> ledger_transaction::Model {
        let seed = nation.size.seed;
        ledger_transaction::Model {
            instrument_id: Some(Id::from_uuid(id(seed, Kind::Instrument, self.instrument))),
            member_id: Some(Id::from_uuid(id(seed, Kind::Member, self.member))),
            payment_form: Some(PaymentForm::Cash),
            decision_number: self.decision.map(str::to_owned),
            source_class: self.source,
            ..ledger_transaction::Model::bare(
                Id::from_uuid(id(seed, Kind::Transaction, self.number)),
                (
                    Id::from_uuid(id(seed, Kind::Organization, self.organization.into())),
                    self.village.to_owned(),
                ),
                self.kind,
                (Money::from_sen(self.amount_sen), self.day),
                nation.at,
            )
        }
    }
}

/// A transaction as a row of `ledger_transaction`.
pub fn transaction(row: &ledger_transaction::Model) -> [Cell; 15] {
    let text = |text: Option<String>| text.map(Cell::Text).into();
    [
        Cell::Id(row.id.uuid()),
        Cell::Id(row.organization_id.uuid()),
        Cell::Text(row.region_code.clone()),
        Cell::Text(row.kind.to_value()),
        row.instrument_id.map(|id| Cell::Id(id.uuid())).into(),
        row.member_id.map(|id| Cell::Id(id.uuid())).into(),
        Cell::Int(row.amount_sen.sen()),
        Cell::Day(row.effective_on),
        Cell::At(row.recorded_at),
        text(row.payment_form.map(|form| form.to_value())),
        text(row.decision_number.clone()),
        text(row.source_class.map(|class| class.to_value())),
        Cell::Int(row.sequence),
        Cell::Bytes(row.previous_hash.clone()),
        Cell::Bytes(row.hash.clone()),
    ]
}

/// One of its lines as a row of `ledger_entry`.
pub fn line(row: &ledger_entry::Model) -> [Cell; 9] {
    [
        Cell::Id(row.id.uuid()),
        Cell::Id(row.transaction_id.uuid()),
        Cell::Id(row.account_id.uuid()),
        Cell::Id(row.organization_id.uuid()),
        Cell::Text(row.region_code.clone()),
        Cell::Day(row.effective_on),
        Cell::At(row.recorded_at),
        Cell::Int(row.debit_sen.sen()),
        Cell::Int(row.credit_sen.sen()),
    ]
}
