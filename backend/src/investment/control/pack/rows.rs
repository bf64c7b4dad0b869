//! The lines of a pack as they are read, and as rows of the ledger.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate};
use sea_orm::ActiveEnum;
use serde::Deserialize;

use super::read::PackTransaction;
use super::terms::PackTerms;
use super::{PackError, differs};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::investment::entity::ledger_transaction;
use crate::investment::entity::member::{ExitReason, HolderClass, MemberStatus, Standing};
use crate::kernel::ids::{InstrumentId, LedgerAccountId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::registry::entity::organization::LegalForm;

/// The issuer.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PackIssuer {
    pub id: OrganizationId,
    pub name: String,
    pub legal_form: LegalForm,
    pub region_code: String,
}

/// An instrument, its amounts and its terms.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PackInstrument {
    pub id: InstrumentId,
    pub number: i64,
    pub kind: InstrumentKind,
    pub name: String,
    pub nominal_sen: Option<i64>,
    pub agreement_number: Option<String>,
    pub instalments: bool,
    pub amounts: Vec<PackAmount>,
    pub terms: Vec<PackTerms>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct PackAmount {
    pub valid_from: NaiveDate,
    pub amount_sen: i64,
}

/// A holder, by number.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PackMember {
    pub id: MemberId,
    pub register_number: i64,
    pub region_code: String,
    pub holder_class: HolderClass,
    pub standing: Standing,
    pub status: MemberStatus,
    pub applied_on: NaiveDate,
    pub joined_on: Option<NaiveDate>,
    pub left_on: Option<NaiveDate>,
    pub exit_reason: Option<ExitReason>,
}

/// An account.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct PackAccount {
    pub id: LedgerAccountId,
    pub code: String,
    pub name: String,
    pub class: AccountClass,
    pub line: Line,
    pub instrument_id: Option<InstrumentId>,
    pub member_id: Option<MemberId>,
}

/// The row of a transaction. A field that is not known here makes the hash of
/// the row differ, which the last check finds.
pub(super) fn row_of(it: &PackTransaction) -> Result<ledger_transaction::Model, PackError> {
    let unread =
        |name: &str| differs(format!("transaction {}: {name} is not readable", it.sequence));
    Ok(ledger_transaction::Model {
        id: needed(it, "id")?,
        organization_id: needed(it, "organization_id")?,
        region_code: needed(it, "region_code")?,
        kind: word(it, "kind")?.ok_or_else(|| unread("kind"))?,
        instrument_id: given(it, "instrument_id")?,
        member_id: given(it, "member_id")?,
        amount_sen: Money::from_sen(needed(it, "amount_sen")?),
        effective_on: needed(it, "effective_on")?,
        recorded_at: DateTime::from_timestamp_micros(needed(it, "recorded_at")?)
            .ok_or_else(|| unread("recorded_at"))?,
        reason: given(it, "reason")?,
        reverses: given(it, "reverses")?,
        user_id: given(it, "user_id")?,
        idempotency_key: given(it, "idempotency_key")?,
        payment_form: word(it, "payment_form")?,
        decision_number: given(it, "decision_number")?,
        source_class: word(it, "source_class")?,
        share_count: given(it, "share_count")?,
        approved_by: given(it, "approved_by")?,
        counter_member_id: given(it, "counter_member_id")?,
        counter_instrument_id: given(it, "counter_instrument_id")?,
        pledge_id: given(it, "pledge_id")?,
        settlement_id: given(it, "settlement_id")?,
        details: given(it, "details")?,
        sequence: it.sequence,
        previous_hash: bytes(&it.previous_hash).ok_or_else(|| unread("previous_hash"))?,
        hash: bytes(&it.hash).ok_or_else(|| unread("hash"))?,
    })
}

fn given<T: FromStr>(it: &PackTransaction, name: &str) -> Result<Option<T>, PackError> {
    let read = |text: &str| {
        text.parse()
            .map_err(|_| differs(format!("transaction {}: {name} is not readable", it.sequence)))
    };
    it.field(name).map(read).transpose()
}

fn needed<T: FromStr>(it: &PackTransaction, name: &str) -> Result<T, PackError> {
    given(it, name)?
        .ok_or_else(|| differs(format!("transaction {}: {name} is missing", it.sequence)))
}

fn word<E: ActiveEnum<Value = String>>(
    it: &PackTransaction,
    name: &str,
) -> Result<Option<E>, PackError> {
    let value: Option<String> = given(it, name)?;
    let read = |text: String| {
        E::try_from_value(&text)
            .map_err(|_| differs(format!("transaction {}: {name} is not known", it.sequence)))
    };
    value.map(read).transpose()
}

/// Bytes of a hexadecimal text.
pub(super) fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let pairs = hexadecimal.as_bytes().chunks(2);
    let byte = |pair: &[u8]| {
        let text = std::str::from_utf8(pair).ok().filter(|text| text.len() == 2)?;
        u8::from_str_radix(text, 16).ok()
    };
    pairs.map(byte).collect()
}
