//! Writes of schemes.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::payment::charted_accounts;
use crate::governance::meetings::rules::meeting_of;
use crate::investment::actions::Issuer;
use crate::investment::surplus::drafts::SchemeDraft;
use crate::investment::surplus::entity::scheme;
use crate::investment::surplus::{problems, rules, store};
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, codes};
use crate::registry::problems::DATE_IN_FUTURE;

/// A scheme that was saved.
#[derive(Debug)]
pub struct SavedScheme {
    /// The row.
    pub row: scheme::Model,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
    /// What should be looked at.
    pub warnings: Vec<Fault>,
}

/// Records a scheme of an issuer, which the caller has locked; it supersedes
/// the issuer's latest one from its first day on.
///
/// # Errors
/// 422 with every fault of its terms (R37, R38, R55); 409 where it does not
/// begin after the latest one, or for an id of another.
pub async fn create_scheme(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: SchemeDraft,
    author: &Author,
) -> ApiResult<SavedScheme> {
    let (mut faults, warnings) = rules::check_scheme(issuer.legal_form, &draft.terms);
    faults = faults.into_iter().map(|fault| fault.below("/terms")).collect();
    let today = issuer.today(author.at);
    if draft.decided_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/decided_on").with("today", today));
    }
    if meeting_of(issuer.legal_form).is_none() {
        let fault = Fault::new(&problems::PART_OF_FORM).with("destination", "-");
        faults.push(fault.with("legal_form", issuer.legal_form.as_str()));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = scheme::Model {
        id: draft.id.unwrap_or_else(fresh_id),
        organization_id: issuer.id,
        valid_from: draft.valid_from,
        decision_number: draft.decision_number.trim().to_owned(),
        decided_on: draft.decided_on,
        basis: draft.basis,
        terms: serde_json::to_value(&draft.terms).map_err(ApiError::internal)?,
        created_at: author.at,
    };
    if let Some(known) = scheme::Entity::find_by_id(row.id).one(tx).await? {
        let same = scheme::Model { created_at: known.created_at, ..row } == known;
        return if same {
            Ok(SavedScheme { row: known, fresh: false, warnings })
        } else {
            Err((&codes::ID_TAKEN).into())
        };
    }
    let latest = store::latest_scheme(tx, issuer.id, None).await?;
    if let Some(latest) = latest.filter(|latest| latest.valid_from >= row.valid_from) {
        let fault = Fault::at(&problems::SCHEME_PERIOD, "/valid_from");
        return Err(fault.with("valid_from", latest.valid_from).into());
    }
    let charted = charted_accounts(tx, issuer).await?;
    rules::check_given(issuer.legal_form, &draft.terms.parts, &charted)?;
    let inserted: scheme::ActiveModel = row.clone().into();
    scheme::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    let act = Act {
        action: "create_surplus_scheme",
        subject_kind: "surplus_scheme",
        subject_id: row.id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: Some(row.decision_number.clone()),
        before: None,
        after: Some(json!({
            "organization_id": row.organization_id, "valid_from": row.valid_from,
            "decided_on": row.decided_on, "terms": row.terms,
        })),
    };
    audit::record(tx, author, act).await?;
    Ok(SavedScheme { row, fresh: true, warnings })
}
