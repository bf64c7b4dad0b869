//! Money in and out.

use chrono::NaiveDate;
use sea_orm::DatabaseTransaction;
use serde_json::json;

use super::Issuer;
use super::members::member_delta;
use crate::identity::Scope;
use crate::investment::drafts::{
    ContributionDraft, OfferedForm, OpeningBalanceDraft, WithdrawalDraft,
};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_entry;
use crate::investment::entity::ledger_transaction::{self, PaymentForm, TransactionKind};
use crate::investment::entity::member::{MemberStatus, Standing};
use crate::investment::problems;
use crate::investment::rules::{self, Holding, PostingFacts, Principal};
use crate::investment::store::{self, AccountSpec, Case, CaseKey, Horizon};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{LedgerAccountId, LedgerTransactionId};
use crate::kernel::money::Money;
use crate::kernel::period::local_date;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::rollup::{self, Delta};
use crate::platform::{ApiError, codes};

/// A transaction that was posted.
#[derive(Debug)]
pub struct Posted {
    /// The transaction.
    pub row: ledger_transaction::Model,
    /// Its lines.
    pub entries: Vec<ledger_entry::Model>,
    /// Balance of the holder's account after it.
    pub balance: Option<Money>,
    /// Where the membership stands after it.
    pub status: Option<MemberStatus>,
    /// What should be looked at.
    pub warnings: Vec<Fault>,
}

/// Finds a case, whose issuer the caller sees, and locks it; opens the holder's
/// account the first time.
///
/// # Errors
/// 404 where the issuer is not in scope; 422 where the instrument or the holder
/// is not the issuer's (R68).
pub async fn load_case(
    tx: &DatabaseTransaction,
    scope: &Scope,
    key: CaseKey,
    form: OfferedForm,
    author: &Author,
) -> ApiResult<Case> {
    let line = if form == OfferedForm::Goods { Line::AsetTetap } else { Line::Kas };
    let (asset_code, _) = rules::chart(line);
    if let Some(case) = store::find_case(tx, scope, key, asset_code).await? {
        return Ok(case);
    }
    open_account(tx, scope, key, author).await?;
    let case = store::find_case(tx, scope, key, asset_code).await?;
    case.ok_or_else(|| ApiError::internal("an account just opened is not there"))
}

async fn open_account(
    tx: &DatabaseTransaction,
    scope: &Scope,
    key: CaseKey,
    author: &Author,
) -> ApiResult<()> {
    let issuer = crate::registry::store::find_organization(tx, scope, key.issuer).await?;
    issuer.ok_or_else(ApiError::not_found)?;
    // The issuer is in scope, and what follows must be the issuer's own.
    let everything = Scope::everything();
    let instrument = store::find_instrument(tx, &everything, key.instrument).await?;
    let instrument = instrument
        .filter(|row| row.organization_id == key.issuer)
        .ok_or_else(|| Fault::at(&codes::REFERENCE_UNKNOWN, "/instrument_id"))?;
    let member = store::find_member(tx, &everything, key.member).await?;
    let member = member.filter(|row| row.organization_id == key.issuer).ok_or_else(|| {
        let savings = matches!(
            instrument.kind,
            InstrumentKind::SimpananPokok
                | InstrumentKind::SimpananWajib
                | InstrumentKind::SimpananSukarela
        );
        let code = if savings { &problems::NOT_A_MEMBER } else { &problems::HOLDER_UNKNOWN };
        Fault::at(code, "/member_id")
    })?;
    let line = rules::line_of(instrument.kind);
    let (prefix, class) = rules::chart(line);
    let spec = AccountSpec {
        issuer: key.issuer,
        code: format!("{prefix}.{:02}.{:06}", instrument.number, member.register_number),
        name: format!("{} {:06}", instrument.name, member.register_number),
        class,
        line,
        holder: Some((key.instrument, key.member)),
    };
    Ok(store::ensure_member_account(tx, fresh_id(), &spec, author.at).await?)
}

/// Records that a holder brings capital in.
///
/// # Errors
/// 422 with every fault (R26, R50, R61, R68); 409 where the state refuses.
pub async fn record_contribution(
    tx: &DatabaseTransaction,
    case: &Case,
    key: CaseKey,
    draft: &ContributionDraft,
    request_key: Option<String>,
    author: &Author,
) -> ApiResult<Posted> {
    let issuer = issuer_of(case, key)?;
    let effective_on = draft.effective_on.unwrap_or_else(|| issuer.day(author));
    let facts = PostingFacts {
        amount: draft.amount,
        effective_on,
        today: issuer.day(author),
        decision_number: draft.decision_number.as_deref(),
        source: draft.source_class,
        is_land: draft.form == OfferedForm::LandOrBuilding,
        share_count: draft.share_count,
    };
    let holding = holding(tx, case, key).await?;
    let faults = rules::check_contribution(&holding, &facts);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = ledger_transaction::Model {
        reason: draft.reason.clone(),
        payment_form: Some(match draft.form {
            OfferedForm::Cash => PaymentForm::Cash,
            OfferedForm::Goods | OfferedForm::LandOrBuilding => PaymentForm::Goods,
        }),
        decision_number: draft.decision_number.clone(),
        source_class: draft.source_class,
        share_count: rules::share_count(&holding, &facts)?,
        idempotency_key: request_key,
        ..bare(&issuer, TransactionKind::Contribution, draft.amount, effective_on, author)
    };
    let row = of_holder(row, key);
    let sides =
        [(case.asset_id, draft.amount, Money::ZERO), (case.account_id, Money::ZERO, draft.amount)];
    post(tx, case, &holding, row, &sides, draft.amount, author).await
}

/// Records that a holder takes capital out.
///
/// # Errors
/// 409 for savings of a member in force (R27) and shares; 422 for more than is
/// there on the day or later (R29).
pub async fn record_withdrawal(
    tx: &DatabaseTransaction,
    case: &Case,
    key: CaseKey,
    draft: &WithdrawalDraft,
    request_key: Option<String>,
    author: &Author,
) -> ApiResult<Posted> {
    let issuer = issuer_of(case, key)?;
    let effective_on = draft.effective_on.unwrap_or_else(|| issuer.day(author));
    let facts = PostingFacts {
        amount: draft.amount,
        effective_on,
        today: issuer.day(author),
        decision_number: draft.decision_number.as_deref(),
        source: None,
        is_land: false,
        share_count: None,
    };
    let holding = holding(tx, case, key).await?;
    let faults = rules::check_withdrawal(&holding, &facts);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let lowest = lowest_from(tx, case, effective_on).await?;
    rules::check_overdraw(lowest, draft.amount, effective_on)?;
    let row = ledger_transaction::Model {
        reason: Some(draft.reason.clone()),
        payment_form: Some(PaymentForm::Cash),
        decision_number: draft.decision_number.clone(),
        idempotency_key: request_key,
        ..bare(&issuer, TransactionKind::Withdrawal, draft.amount, effective_on, author)
    };
    let row = of_holder(row, key);
    let sides =
        [(case.account_id, draft.amount, Money::ZERO), (case.asset_id, Money::ZERO, draft.amount)];
    let change = draft.amount.checked_neg().map_err(Fault::from)?;
    post(tx, case, &holding, row, &sides, change, author).await
}

/// Records collective capital that was there before the ledger began (R30).
///
/// # Errors
/// 422 for an issuer without capital of its own, an amount or day that is wrong.
pub async fn record_opening_balance(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &OpeningBalanceDraft,
    request_key: Option<String>,
    author: &Author,
) -> ApiResult<Posted> {
    let mut faults = Vec::new();
    if rules::issuable(issuer.legal_form).is_empty() {
        let fault = Fault::new(&problems::INSTRUMENT_FORM)
            .with("legal_form", issuer.legal_form.as_str())
            .with("kind", draft.line.line().as_str());
        faults.push(fault.with("allowed", "-"));
    }
    if !draft.amount.is_positive() {
        faults.push(Fault::at(&problems::AMOUNT_NOT_POSITIVE, "/amount"));
    }
    faults.extend(rules::check_size(draft.amount));
    faults.extend(rules::check_day(draft.effective_on, issuer.day(author), "/effective_on"));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let asset = issuer_account(tx, issuer, Line::AsetAwal, "Aset awal", author).await?;
    let line = draft.line.line();
    let account = issuer_account(tx, issuer, line, &line.as_str(), author).await?;
    let row = ledger_transaction::Model {
        reason: Some(draft.reason.clone()),
        idempotency_key: request_key,
        ..bare(issuer, TransactionKind::OpeningBalance, draft.amount, draft.effective_on, author)
    };
    let entries =
        entries(&row, &[(asset, draft.amount, Money::ZERO), (account, Money::ZERO, draft.amount)]);
    store::append_transaction(tx, &row, &entries).await?;
    let after = json!({ "line": line, "amount": draft.amount, "effective_on": draft.effective_on });
    audit::record(tx, author, act("record_opening_balance", &row, None, after)).await?;
    Ok(Posted { row, entries, balance: None, status: None, warnings: Vec::new() })
}

async fn issuer_account(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    line: Line,
    name: &str,
    author: &Author,
) -> ApiResult<LedgerAccountId> {
    let (code, class) = rules::chart(line);
    let spec = AccountSpec {
        issuer: issuer.id,
        code: code.to_owned(),
        name: name.to_owned(),
        class,
        line,
        holder: None,
    };
    Ok(store::ensure_account(tx, fresh_id(), &spec, author.at).await?)
}

/// One side of a transaction: account, debit, credit.
pub(super) type Side = (LedgerAccountId, Money, Money);

/// Writes a transaction of a holder's account, moves its balance by `change`,
/// the membership with it, the figures, and leaves its trace.
pub(super) async fn post(
    tx: &DatabaseTransaction,
    case: &Case,
    holding: &Holding,
    row: ledger_transaction::Model,
    sides: &[Side],
    change: Money,
    author: &Author,
) -> ApiResult<Posted> {
    let balance = case.balance_sen.checked_add(change).map_err(Fault::from)?;
    let entries = entries(&row, sides);
    store::append_transaction(tx, &row, &entries).await?;
    let last = case.last_effective_on.map_or(row.effective_on, |day| day.max(row.effective_on));
    store::move_balance(tx, case.account_id, change, last).await?;
    let metric = format!("capital/{}/{}", case.holder_class.as_str(), case.kind.as_str());
    // Where the member counts, not where the row stands: a stock follows the seat.
    let counted = super::region(&case.member_region)?;
    let mut deltas = vec![Delta::of(&counted, metric, change.sen())];
    let status = follow_principal(tx, case, holding, &row, &mut deltas).await?;
    rollup::append(tx, &deltas).await?;
    let action = match row.kind {
        TransactionKind::Contribution => "record_contribution",
        TransactionKind::Withdrawal => "record_withdrawal",
        TransactionKind::Reversal => "reverse_ledger_transaction",
        TransactionKind::OpeningBalance => "record_opening_balance",
    };
    let before = json!({ "balance": case.balance_sen, "status": case.status });
    let after = json!({
        "balance": balance, "status": status, "amount": row.amount_sen,
        "effective_on": row.effective_on, "member_id": row.member_id,
        "instrument_id": row.instrument_id, "reverses": row.reverses,
    });
    audit::record(tx, author, act(action, &row, Some(before), after)).await?;
    let warnings = match row.organization_id {
        issuer if is_village_capital(case.kind) => {
            let today = local_date(author.at, super::region(&case.issuer_region)?.utc_offset());
            desa_share_warning(tx, issuer, &Horizon { as_of: today, known_at: None })
                .await?
                .into_iter()
                .collect()
        }
        _ => Vec::new(),
    };
    Ok(Posted { row, entries, balance: Some(balance), status: Some(status), warnings })
}

fn is_village_capital(kind: InstrumentKind) -> bool {
    matches!(kind, InstrumentKind::PenyertaanModalDesa | InstrumentKind::PenyertaanModalMasyarakat)
}

/// R51 for one village enterprise.
///
/// # Errors
/// 409 where the bound has no value on that day.
pub async fn desa_share_warning(
    conn: &impl sea_orm::ConnectionTrait,
    issuer: crate::kernel::ids::OrganizationId,
    horizon: &Horizon,
) -> ApiResult<Option<Fault>> {
    let lines = store::capital_lines(conn, issuer, horizon).await?;
    let of = |wanted: Line| {
        lines.iter().find(|(line, _)| *line == wanted).map_or(Money::ZERO, |(_, amount)| *amount)
    };
    let parameters = crate::registry::store::parameters(conn).await?;
    Ok(rules::check_desa_share(
        of(Line::PenyertaanModalDesa),
        of(Line::PenyertaanModalMasyarakat),
        &parameters,
        horizon.as_of,
    )?)
}

/// R26: full payment of principal savings makes the member, and a reversal of
/// it makes an applicant again.
async fn follow_principal(
    tx: &DatabaseTransaction,
    case: &Case,
    holding: &Holding,
    row: &ledger_transaction::Model,
    deltas: &mut Vec<Delta>,
) -> ApiResult<MemberStatus> {
    let due = holding.principal.and_then(|principal| principal.due);
    let (Some(due), Standing::Member) = (due, case.standing) else { return Ok(case.status) };
    let Some(member) = row.member_id.filter(|_| case.status != MemberStatus::Former) else {
        return Ok(case.status);
    };
    let days = store::day_changes(tx, case.account_id).await?;
    let since = rules::active_since(&days, due).map_err(Fault::from)?;
    let status = if since.is_some() { MemberStatus::Active } else { MemberStatus::Applicant };
    if (status, since) == (case.status, case.joined_on) {
        return Ok(status);
    }
    store::set_member_status(tx, member, status, since).await?;
    if status != case.status {
        let amount = if status == MemberStatus::Active { 1 } else { -1 };
        deltas.push(member_delta(&case.member_region, case.sex, amount)?);
    }
    Ok(status)
}

/// The lowest balance of a case on a day or later. Postings mostly come in
/// order, and then the balance at hand is it.
pub(super) async fn lowest_from(
    tx: &DatabaseTransaction,
    case: &Case,
    day: NaiveDate,
) -> ApiResult<Money> {
    if case.last_effective_on.is_none_or(|last| last <= day) {
        return Ok(case.balance_sen);
    }
    let days = store::day_changes(tx, case.account_id).await?;
    Ok(rules::lowest_balance(&days, day).map_err(Fault::from)?)
}

/// What the rules look at, with what principal savings are due (R26).
pub(super) async fn holding(
    tx: &DatabaseTransaction,
    case: &Case,
    key: CaseKey,
) -> ApiResult<Holding> {
    let principal = match case.kind {
        InstrumentKind::SimpananPokok => {
            let due = store::amount_on(tx, key.instrument, case.applied_on).await?;
            Some(Principal {
                due: due.map(|row| row.amount_sen),
                paid: case.balance_sen,
                instalments: case.instalments,
            })
        }
        _ => None,
    };
    Ok(Holding {
        issuer: case.issuer_form,
        issuer_status: case.issuer_status,
        kind: case.kind,
        nominal: case.nominal_sen,
        standing: case.standing,
        status: case.status,
        holder: case.holder_form,
        class: case.holder_class,
        applied_on: case.applied_on,
        left_on: case.left_on,
        principal,
    })
}

fn issuer_of(case: &Case, key: CaseKey) -> ApiResult<Issuer> {
    Ok(Issuer {
        id: key.issuer,
        legal_form: case.issuer_form,
        region: super::region(&case.issuer_region)?,
    })
}

fn of_holder(row: ledger_transaction::Model, key: CaseKey) -> ledger_transaction::Model {
    ledger_transaction::Model {
        instrument_id: Some(key.instrument),
        member_id: Some(key.member),
        ..row
    }
}

/// A transaction with what every one has.
pub(super) fn bare(
    issuer: &Issuer,
    kind: TransactionKind,
    amount: Money,
    effective_on: NaiveDate,
    author: &Author,
) -> ledger_transaction::Model {
    let id: LedgerTransactionId = fresh_id();
    ledger_transaction::Model {
        id,
        organization_id: issuer.id,
        region_code: issuer.region.to_string(),
        kind,
        instrument_id: None,
        member_id: None,
        amount_sen: amount,
        effective_on,
        recorded_at: author.at,
        reason: None,
        reverses: None,
        user_id: author.user_id,
        idempotency_key: None,
        payment_form: None,
        decision_number: None,
        source_class: None,
        share_count: None,
    }
}

/// The lines of a transaction.
pub(super) fn entries(row: &ledger_transaction::Model, sides: &[Side]) -> Vec<ledger_entry::Model> {
    let entry = |(account_id, debit_sen, credit_sen): &Side| ledger_entry::Model {
        id: fresh_id(),
        transaction_id: row.id,
        account_id: *account_id,
        organization_id: row.organization_id,
        region_code: row.region_code.clone(),
        effective_on: row.effective_on,
        recorded_at: row.recorded_at,
        debit_sen: *debit_sen,
        credit_sen: *credit_sen,
    };
    sides.iter().map(entry).collect()
}

/// The trace of a posting; its reason is the client's, or what the posting is.
pub(super) fn act<'a>(
    action: &'a str,
    row: &ledger_transaction::Model,
    before: Option<serde_json::Value>,
    after: serde_json::Value,
) -> Act<'a> {
    Act {
        action,
        subject_kind: "ledger_transaction",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: row.reason.clone().or_else(|| Some(row.kind.as_str())),
        before,
        after: Some(after),
    }
}
