//! Writes of loans of village cooperatives: load, decide, save, audit.

use std::str::FromStr;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::drafts::KopdesLoanDraft;
use super::entity::loan::{self, Model};
use super::rules::{self, Instalment, Known, LoanTerms, Requirements, Standing};
use super::{problems, store};
use crate::identity::Scope;
use crate::investment::actions::Issuer;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes, creation};
use crate::registry::entity::organization::{self, LegalForm};
use crate::registry::rules::is_kopdes;

/// Works a loan out as it would be recorded; nothing is saved.
///
/// # Errors
/// 422 with every reason against it, or where it passes the limit with the
/// others (R49); 409 for a contract that is recorded.
pub async fn consider_loan(
    conn: &impl ConnectionTrait,
    borrower: &Issuer,
    draft: &KopdesLoanDraft,
    author: &Author,
) -> ApiResult<Model> {
    let everything = Scope::everything();
    let row = crate::registry::store::find_organization(conn, &everything, borrower.id).await?;
    let known = known(&row.ok_or_else(ApiError::not_found)?);
    let today = borrower.today(author.at);
    let law = draft.signed_on.unwrap_or(today);
    let parameters = crate::registry::store::parameters(conn).await?;
    let (rate, faults) = rules::check(draft, known, &parameters, (law, today))?;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let others = store::loans_of(conn, borrower.id).await?;
    require_new(draft, &others)?;
    let terms = LoanTerms {
        principal: draft.principal,
        rate,
        tenor_months: draft.tenor_months,
        grace_months: draft.grace_months,
        method: draft.method,
        drawn_on: draft.drawn_on,
    };
    let schedule = rules::schedule(&terms)?;
    let asked = Standing {
        from: law,
        to: last_due(&schedule, draft.drawn_on),
        principal: draft.principal,
        operating: draft.operating_part,
    };
    let others = others.iter().map(standing).collect::<ApiResult<Vec<_>>>()?;
    let faults = rules::check_together(&asked, &others, &parameters)?;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let requirements = Requirements {
        known,
        account: draft.account.as_deref().map(|text| text.trim().to_owned()),
        proposal: draft.proposal.clone(),
        village_approval: draft.village_approval.clone(),
    };
    let number = draft.contract_number.as_deref().map(str::trim);
    Ok(Model {
        id: draft.id.unwrap_or_else(fresh_id),
        organization_id: borrower.id,
        region_code: borrower.region.to_string(),
        lender: draft.lender.trim().to_owned(),
        contract_number: number.unwrap_or_default().to_owned(),
        signed_on: law,
        drawn_on: draft.drawn_on,
        principal_sen: draft.principal,
        operating_sen: draft.operating_part,
        rate_percent: rate.normalize().to_string(),
        tenor_months: draft.tenor_months,
        grace_months: draft.grace_months,
        method: draft.method,
        requirements: serde_json::to_value(&requirements).map_err(ApiError::internal)?,
        schedule: serde_json::to_value(&schedule).map_err(ApiError::internal)?,
        user_id: author.user_id,
        created_at: author.at,
    })
}

/// Refuses the contract of a loan that is recorded: case and signs of its number
/// and of the bank's name make no other.
fn require_new(draft: &KopdesLoanDraft, others: &[Model]) -> ApiResult<()> {
    let Some(number) = draft.contract_number.as_deref() else { return Ok(()) };
    let key = |lender: &str, number: &str| (name_key(lender), name_key(number));
    let asked = key(&draft.lender, number);
    match others.iter().find(|other| key(&other.lender, &other.contract_number) == asked) {
        Some(other) => Err(Fault::at(&problems::LOAN_RECORDED, "/contract_number")
            .with("contract_number", &other.contract_number)
            .into()),
        None => Ok(()),
    }
}

/// A stored loan as the limit of all of them sees it.
fn standing(row: &Model) -> ApiResult<Standing> {
    let lines: Vec<Instalment> =
        serde_json::from_value(row.schedule.clone()).map_err(ApiError::internal)?;
    Ok(Standing {
        from: row.signed_on,
        to: last_due(&lines, row.drawn_on),
        principal: row.principal_sen,
        operating: row.operating_sen,
    })
}

fn last_due(lines: &[Instalment], drawn_on: NaiveDate) -> NaiveDate {
    lines.last().map_or(drawn_on, |line| line.due_on)
}

fn known(row: &organization::Model) -> Known {
    Known {
        kopdes: row.legal_form == LegalForm::KoperasiPrimer && is_kopdes(&row.name_key),
        legal_number: row.legal_number.is_some(),
        nik_koperasi: row.nik_koperasi.is_some(),
        npwp: row.npwp.is_some(),
        nib: row.nib.is_some(),
    }
}

/// Records a loan of a cooperative, which the caller has locked.
///
/// # Errors
/// 422 with every reason against it (R49), or without number and day of its
/// contract; 409 for an id of another, or a contract that is recorded.
pub async fn create_loan(
    tx: &DatabaseTransaction,
    borrower: &Issuer,
    draft: &KopdesLoanDraft,
    author: &Author,
) -> ApiResult<Saved<Model>> {
    let claim = creation::claim(tx, "kopdes_loan", draft.id, &(borrower.id, draft)).await?;
    if let Some(id) = draft.id
        && let Some(row) = claim.known(loan::Entity::find_by_id(id).one(tx).await?)?
    {
        return Ok(Saved { row, fresh: false });
    }
    let missing =
        |name: &str| Fault::at(&codes::FIELD_MISSING, format!("/{name}")).with("field", name);
    let mut faults = Vec::new();
    if draft.contract_number.is_none() {
        faults.push(missing("contract_number"));
    }
    if draft.signed_on.is_none() {
        faults.push(missing("signed_on"));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = consider_loan(tx, borrower, draft, author).await?;
    let inserted: loan::ActiveModel = row.clone().into();
    loan::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let after = json!({
        "organization_id": row.organization_id, "lender": row.lender,
        "contract_number": row.contract_number, "signed_on": row.signed_on,
        "drawn_on": row.drawn_on, "principal": row.principal_sen, "operating": row.operating_sen,
        "rate_percent": row.rate_percent, "tenor_months": row.tenor_months,
        "grace_months": row.grace_months, "method": row.method,
    });
    let act = Act {
        action: "create_kopdes_loan",
        subject_kind: "kopdes_loan",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: None,
        before: None,
        after: Some(after),
    };
    audit::record(tx, author, act).await?;
    Ok(Saved { row, fresh: true })
}

/// The terms of a stored loan, its papers and its lines.
///
/// # Errors
/// 500 where they do not read.
pub fn parts_of(row: &Model) -> ApiResult<(LoanTerms, Requirements, Vec<Instalment>)> {
    let terms = LoanTerms {
        principal: row.principal_sen,
        rate: Decimal::from_str(&row.rate_percent).map_err(ApiError::internal)?,
        tenor_months: row.tenor_months,
        grace_months: row.grace_months,
        method: row.method,
        drawn_on: row.drawn_on,
    };
    let requirements =
        serde_json::from_value(row.requirements.clone()).map_err(ApiError::internal)?;
    let lines = serde_json::from_value(row.schedule.clone()).map_err(ApiError::internal)?;
    Ok((terms, requirements, lines))
}
