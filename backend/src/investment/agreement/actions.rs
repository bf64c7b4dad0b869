//! Writes of agreements: load, decide, save, audit.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::{Value, json};

use super::drafts::{AgreementDraft, AgreementTerms, StatementDraft};
use super::entity::agreement::{self, AgreementKind};
use super::entity::statement;
use super::partnership::actions::require_reference;
use super::rules::{self, Reckoning};
use super::{problems, store};
use crate::identity::Scope;
use crate::investment::actions::Issuer;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation::Saved;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes, creation};
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY};

/// The terms of a stored agreement.
///
/// # Errors
/// 500 where they do not read.
pub fn terms_of(row: &agreement::Model) -> ApiResult<AgreementTerms> {
    serde_json::from_value(row.terms.clone()).map_err(ApiError::internal)
}

/// Records an agreement of an organization, which the caller has locked.
///
/// # Errors
/// 422 with every fault of its terms (R74); 409 for an id of another.
pub async fn create_agreement(
    tx: &DatabaseTransaction,
    keeper: &Issuer,
    draft: AgreementDraft,
    author: &Author,
) -> ApiResult<Saved<agreement::Model>> {
    let claim = creation::claim(tx, "agreement", draft.id, &(keeper.id, &draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(agreement::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(Saved { row, fresh: false });
    }
    let faults = rules::check_terms(draft.kind, &draft.terms).into_iter();
    let mut faults: Vec<Fault> = faults.map(|fault| fault.below("/terms")).collect();
    let today = keeper.today(author.at);
    if draft.signed_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/signed_on").with("today", today));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = agreement::Model {
        id,
        organization_id: keeper.id,
        region_code: keeper.region.to_string(),
        kind: draft.kind,
        number: draft.number.trim().to_owned(),
        signed_on: draft.signed_on,
        terms: serde_json::to_value(&draft.terms).map_err(ApiError::internal)?,
        created_at: author.at,
    };
    let inserted: agreement::ActiveModel = row.clone().into();
    agreement::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let after = json!({ "kind": row.kind, "number": row.number, "signed_on": row.signed_on,
                        "terms": audited_terms(&draft.terms)? });
    let subject = ("agreement", row.id.to_string());
    leave_trace(tx, "create_agreement", subject, &row.region_code, after, author).await?;
    Ok(Saved { row, fresh: true })
}

/// What the audit log keeps of terms: partners by their place, since a name is
/// often that of a natural person (R111).
fn audited_terms(terms: &AgreementTerms) -> ApiResult<Value> {
    let mut terms = serde_json::to_value(terms).map_err(ApiError::internal)?;
    let partners = terms.pointer_mut("/musyarakah/partners").and_then(Value::as_array_mut);
    for partner in partners.into_iter().flatten().filter_map(Value::as_object_mut) {
        partner.remove("name");
    }
    Ok(terms)
}

/// What the audit log keeps of a reckoning: who gets or bears what by their
/// place, for the same reason. The names of figures are ours.
fn audited_result(reckoning: &Reckoning) -> Value {
    let shares: Vec<Money> = reckoning.shares.iter().map(|share| share.amount).collect();
    json!({ "figures": reckoning.figures, "shares": shares })
}

async fn leave_trace(
    tx: &DatabaseTransaction,
    action: &str,
    (subject_kind, subject_id): (&str, String),
    region_code: &str,
    after: serde_json::Value,
    author: &Author,
) -> ApiResult<()> {
    let act = Act {
        action,
        subject_kind,
        subject_id,
        region_code: Some(region_code.to_owned()),
        reason: None,
        before: None,
        after: Some(after),
    };
    Ok(audit::record(tx, author, act).await?)
}

/// A statement that was saved.
#[derive(Debug)]
pub struct SavedStatement {
    /// The row.
    pub row: statement::Model,
    /// What came out.
    pub reckoning: Reckoning,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
    /// What should be looked at.
    pub warnings: Vec<Fault>,
}

/// Reckons a period under an agreement, whose keeper the caller has locked.
///
/// # Errors
/// 422 for figures that do not fit the agreement's kind; 409 for a period that
/// is settled already, or an id of another.
pub async fn create_statement(
    tx: &DatabaseTransaction,
    keeper: &Issuer,
    of: &agreement::Model,
    draft: StatementDraft,
    author: &Author,
) -> ApiResult<SavedStatement> {
    check_draft(keeper, of, &draft, author)?;
    let member = draft.member_id;
    if let Some(member) = member {
        let row = crate::investment::store::find_member(tx, &Scope::everything(), member).await?;
        if row.is_none_or(|row| row.organization_id != keeper.id) {
            return Err(Fault::at(&codes::REFERENCE_UNKNOWN, "/member_id").into());
        }
    }
    let id = draft.id.unwrap_or_else(fresh_id);
    let inputs = serde_json::to_value(&draft).map_err(ApiError::internal)?;
    if let Some(known) = statement::Entity::find_by_id(id).one(tx).await? {
        if known.agreement_id != of.id || known.inputs != inputs {
            return Err((&codes::ID_TAKEN).into());
        }
        let reckoning = serde_json::from_value(known.result.clone()).map_err(ApiError::internal)?;
        return Ok(SavedStatement { row: known, reckoning, fresh: false, warnings: Vec::new() });
    }
    let latest = store::latest_statement(tx, of.id, member).await?;
    if !store::follows(latest.as_ref(), draft.period_start) {
        let until = latest.map(|latest| latest.period_end.to_string()).unwrap_or_default();
        let fault = Fault::at(&problems::PERIOD_SETTLED, "/period_start");
        return Err(fault.with("until", until).into());
    }
    if let Some(contract) = draft.partnership_id {
        let days = (draft.period_start, draft.period_end);
        require_reference(tx, keeper.id, contract, days).await?;
    }
    let parameters = crate::registry::store::parameters(tx).await?;
    let (reckoning, warnings) = reckon(of, &draft, latest.as_ref(), &parameters)?;
    let row = statement::Model {
        id,
        agreement_id: of.id,
        organization_id: keeper.id,
        region_code: keeper.region.to_string(),
        member_id: member,
        partnership_id: draft.partnership_id,
        period_start: draft.period_start,
        period_end: draft.period_end,
        inputs,
        result: serde_json::to_value(&reckoning).map_err(ApiError::internal)?,
        created_at: author.at,
    };
    let inserted: statement::ActiveModel = row.clone().into();
    statement::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let after = json!({ "agreement_id": of.id, "member_id": member,
                        "result": audited_result(&reckoning),
                        "partnership_id": row.partnership_id });
    let subject = ("agreement_statement", row.id.to_string());
    leave_trace(tx, "create_agreement_statement", subject, &row.region_code, after, author).await?;
    Ok(SavedStatement { row, reckoning, fresh: true, warnings })
}

fn check_draft(
    keeper: &Issuer,
    of: &agreement::Model,
    draft: &StatementDraft,
    author: &Author,
) -> ApiResult<()> {
    let mut faults = Vec::new();
    let shared = matches!(of.kind, AgreementKind::Mudharabah | AgreementKind::Musyarakah);
    let plasma = of.kind == AgreementKind::IntiPlasma;
    for (needed, given, name) in [
        (shared, draft.business.is_some(), "business"),
        (of.kind == AgreementKind::Fisheries, draft.catch.is_some(), "catch"),
        (plasma, draft.plasma.is_some(), "plasma"),
        (plasma, draft.member_id.is_some(), "member_id"),
        (
            plasma && draft.partnership_id.is_some(),
            draft.partnership_id.is_some(),
            "partnership_id",
        ),
    ] {
        if needed != given {
            let fault = Fault::at(&problems::TERMS_OF_KIND, format!("/{name}"));
            faults.push(fault.with("kind", of.kind.as_str()));
        }
    }
    let today = keeper.today(author.at);
    if draft.period_end > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/period_end").with("today", today));
    }
    for (day, earliest, pointer) in [
        (draft.period_start, of.signed_on, "/period_start"),
        (draft.period_end, draft.period_start, "/period_end"),
    ] {
        if day < earliest {
            faults.push(Fault::at(&DATE_TOO_EARLY, pointer).with("earliest", earliest));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.into()) }
}

/// What comes of a period; a plasma member's debt goes on from the month before.
fn reckon(
    of: &agreement::Model,
    draft: &StatementDraft,
    latest: Option<&statement::Model>,
    parameters: &crate::registry::parameters::Parameters,
) -> ApiResult<(Reckoning, Vec<Fault>)> {
    let terms = terms_of(of)?;
    if let (Some(terms), Some(business)) = (&terms.mudharabah, &draft.business) {
        return Ok((rules::mudharabah(terms, business)?, Vec::new()));
    }
    if let (Some(terms), Some(business)) = (&terms.musyarakah, &draft.business) {
        return Ok(rules::musyarakah(terms, business)?);
    }
    if let (Some(terms), Some(catch)) = (&terms.fisheries, &draft.catch) {
        return Ok(rules::fisheries(terms, catch, parameters, draft.period_end)?);
    }
    if let (Some(terms), Some(month)) = (&terms.inti_plasma, &draft.plasma) {
        let before = latest.map(closing_debt).transpose()?;
        let opening = match (before, month.opening_debt) {
            (Some(before), Some(given)) if before != given => {
                let fault = Fault::at(&problems::OPENING_DEBT, "/plasma/opening_debt");
                return Err(fault.with("closing", before.display_rupiah()).into());
            }
            (Some(before), _) => before,
            (None, given) => given.unwrap_or(Money::ZERO),
        };
        return Ok((rules::inti_plasma(terms, opening, month)?, Vec::new()));
    }
    Err(ApiError::internal("an agreement without the terms of its kind"))
}

fn closing_debt(row: &statement::Model) -> ApiResult<Money> {
    let reckoning: Reckoning =
        serde_json::from_value(row.result.clone()).map_err(ApiError::internal)?;
    let found = reckoning.figures.iter().find(|figure| figure.name == "closing_debt");
    found.map(|figure| figure.amount).ok_or_else(|| ApiError::internal("a month without its debt"))
}
