//! Writes of instruments.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::Issuer;
use crate::investment::drafts::{AmountDraft, InstrumentDraft};
use crate::investment::entity::instrument::{self, InstrumentKind};
use crate::investment::entity::instrument_amount;
use crate::investment::entity::ledger_account::Line;
use crate::investment::problems;
use crate::investment::rules::{self, Terms};
use crate::investment::store::{self, AccountSpec};
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::codes;
use crate::platform::problem::ApiResult;

/// An instrument that was saved.
#[derive(Debug)]
pub struct SavedInstrument {
    /// The row.
    pub row: instrument::Model,
    /// Its amounts.
    pub amounts: Vec<instrument_amount::Model>,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// Records an instrument of an issuer, which the caller has locked.
///
/// # Errors
/// 422 with every fault of its terms (R61, R68); 409 for a second
/// instrument of a kind of which there is one only, or an id of another.
pub async fn create_instrument(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: InstrumentDraft,
    author: &Author,
) -> ApiResult<SavedInstrument> {
    let terms = Terms {
        kind: draft.kind,
        fixed_amount: draft.fixed_amount,
        nominal: draft.nominal,
        agreement_number: draft.agreement_number.as_deref(),
        instalments: draft.instalments,
    };
    let faults = rules::check_instrument(issuer.legal_form, &terms);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let id = draft.id.unwrap_or_else(fresh_id);
    let row = instrument::Model {
        id,
        organization_id: issuer.id,
        number: store::next_instrument_number(tx, issuer.id).await?,
        kind: draft.kind,
        name: draft.name.trim().to_owned(),
        nominal_sen: draft.nominal,
        agreement_number: draft.agreement_number.clone(),
        instalments: draft.instalments,
        created_at: author.at,
    };
    if let Some(known) = instrument::Entity::find_by_id(id).one(tx).await? {
        return resent(tx, known, &row, draft.fixed_amount).await;
    }
    let sole = matches!(draft.kind, InstrumentKind::SimpananPokok | InstrumentKind::SimpananWajib);
    if sole && store::find_sole_instrument(tx, issuer.id, draft.kind).await?.is_some() {
        let fault = Fault::at(&problems::INSTRUMENT_EXISTS, "/kind");
        return Err(fault.with("kind", draft.kind.as_str()).into());
    }
    let inserted: instrument::ActiveModel = row.clone().into();
    instrument::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    open_asset_accounts(tx, issuer, author).await?;
    let mut amounts = Vec::new();
    if let Some(amount_sen) = draft.fixed_amount {
        let valid_from = draft.fixed_amount_from.unwrap_or_else(|| issuer.day(author));
        let reason = row.name.clone();
        let first = instrument_amount::Model {
            instrument_id: id,
            valid_from,
            amount_sen,
            reason,
            recorded_at: author.at,
        };
        insert_amount(tx, &first).await?;
        amounts.push(first);
    }
    audit::record(tx, author, act("create_instrument", issuer, &row, &amounts, None)).await?;
    Ok(SavedInstrument { row, amounts, fresh: true })
}

/// An identical resend gives the known row; anything else is a conflict.
async fn resent(
    tx: &DatabaseTransaction,
    known: instrument::Model,
    wanted: &instrument::Model,
    fixed_amount: Option<Money>,
) -> ApiResult<SavedInstrument> {
    let amounts = store::list_amounts(tx, &[known.id]).await?;
    let same =
        instrument::Model { number: known.number, created_at: known.created_at, ..wanted.clone() }
            == known;
    if same && amounts.first().map(|first| first.amount_sen) == fixed_amount {
        Ok(SavedInstrument { row: known, amounts, fresh: false })
    } else {
        Err((&codes::ID_TAKEN).into())
    }
}

/// The accounts on the other side of every posting.
async fn open_asset_accounts(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    author: &Author,
) -> ApiResult<()> {
    for (line, name) in [(Line::Kas, "Kas dan bank"), (Line::AsetTetap, "Aset setoran barang")] {
        let (code, class) = rules::chart(line);
        let spec = AccountSpec {
            issuer: issuer.id,
            code: code.to_owned(),
            name: name.to_owned(),
            class,
            line,
            holder: None,
        };
        store::ensure_account(tx, fresh_id(), &spec, author.at).await?;
    }
    Ok(())
}

/// Sets the amount of an instrument from a day on; its issuer is locked.
///
/// # Errors
/// 422 for an instrument without fixed amounts, or a day before tomorrow, since
/// somebody may have joined today by the amount that holds; 409 where the day is not after
/// that of the latest amount.
pub async fn create_instrument_amount(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    row: instrument::Model,
    draft: AmountDraft,
    author: &Author,
) -> ApiResult<SavedInstrument> {
    let fixed = matches!(row.kind, InstrumentKind::SimpananPokok | InstrumentKind::SimpananWajib);
    if !fixed {
        let fault = Fault::at(&problems::INSTRUMENT_TERMS, "/amount")
            .with("kind", row.kind.as_str())
            .with("expected_en", "must be left out")
            .with("expected", "tidak boleh diisi");
        return Err(fault.into());
    }
    if !draft.amount.is_positive() {
        return Err(Fault::at(&problems::AMOUNT_NOT_POSITIVE, "/amount").into());
    }
    let mut amounts = store::list_amounts(tx, &[row.id]).await?;
    if let Some(latest) = amounts.last().filter(|latest| latest.valid_from >= draft.valid_from) {
        let fault = Fault::at(&problems::AMOUNT_PERIOD, "/valid_from");
        return Err(fault.with("valid_from", latest.valid_from).into());
    }
    let today = issuer.day(author);
    // Members have paid by the amounts of the past and of today; those stand (R26).
    let tomorrow = today.succ_opt().unwrap_or(today);
    let earliest = if amounts.is_empty() { today } else { tomorrow };
    if draft.valid_from < earliest {
        let fault = Fault::at(&crate::registry::problems::DATE_TOO_EARLY, "/valid_from");
        return Err(fault.with("earliest", earliest).into());
    }
    let before = json!({ "amounts": audited_amounts(&amounts) });
    let next = instrument_amount::Model {
        instrument_id: row.id,
        valid_from: draft.valid_from,
        amount_sen: draft.amount,
        reason: draft.reason.clone(),
        recorded_at: author.at,
    };
    insert_amount(tx, &next).await?;
    amounts.push(next);
    let act = Act {
        reason: Some(draft.reason),
        ..act("create_instrument_amount", issuer, &row, &amounts, Some(before))
    };
    audit::record(tx, author, act).await?;
    Ok(SavedInstrument { row, amounts, fresh: true })
}

async fn insert_amount(tx: &DatabaseTransaction, row: &instrument_amount::Model) -> ApiResult<()> {
    let inserted: instrument_amount::ActiveModel = row.clone().into();
    instrument_amount::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    Ok(())
}

fn audited_amounts(amounts: &[instrument_amount::Model]) -> Vec<serde_json::Value> {
    let one = |row: &instrument_amount::Model| json!({ "valid_from": row.valid_from, "amount": row.amount_sen });
    amounts.iter().map(one).collect()
}

fn act<'a>(
    action: &'a str,
    issuer: &Issuer,
    row: &instrument::Model,
    amounts: &[instrument_amount::Model],
    before: Option<serde_json::Value>,
) -> Act<'a> {
    Act {
        action,
        subject_kind: "instrument",
        subject_id: row.id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: None,
        before,
        after: Some(json!({
            "organization_id": row.organization_id, "kind": row.kind, "name": row.name,
            "number": row.number, "nominal": row.nominal_sen,
            "agreement_number": row.agreement_number, "instalments": row.instalments,
            "amounts": audited_amounts(amounts),
        })),
    }
}
