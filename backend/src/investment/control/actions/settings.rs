//! What an issuer holds its postings to.

use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};

use crate::identity::Access;
use crate::identity::entity::access_grant::Role;
use crate::investment::actions::Issuer;
use crate::investment::control::drafts::LedgerSettingsDraft;
use crate::investment::control::problems;
use crate::investment::control::rules::{self, Control};
use crate::investment::control::store::{self, Chain};
use crate::investment::problems::AMOUNT_NOT_POSITIVE;
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act};
use crate::platform::etag::IfMatch;
use crate::platform::problem::ApiResult;

/// Replaces the settings of an issuer.
///
/// # Errors
/// 412 where they have changed since; 422 for a negative limit; 403 where
/// somebody but an administrator lets more pass than before.
pub async fn replace_settings(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    access: &Access,
    expected: IfMatch,
    draft: LedgerSettingsDraft,
) -> ApiResult<Chain> {
    let chain = store::lock_chain(tx, issuer.id).await?;
    expected.check(chain.version)?;
    if draft.approval_limit.is_some_and(|limit| limit.sen() < 0) {
        return Err(Fault::at(&AMOUNT_NOT_POSITIVE, "/approval_limit").into());
    }
    let then = Control {
        year_begins: draft.year_begins,
        back_dating_days: draft.back_dating_days,
        approval_limit: draft.approval_limit,
        approval_days: draft.approval_days,
        closed_through: chain.control.closed_through,
    };
    let senior = access.reaches_as(&[Role::Administrator], &issuer.region, issuer.id);
    if rules::loosens(&chain.control, &then) && !senior {
        return Err((&problems::SETTINGS_LOOSENED).into());
    }
    let saved = Chain { control: then, version: chain.version + 1, ..chain.clone() };
    store::save_control(tx, issuer.id, &saved.control, saved.version).await?;
    let act = Act {
        action: "replace_ledger_settings",
        subject_kind: "ledger_settings",
        subject_id: issuer.id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: Some(draft.reason),
        before: Some(told(&chain.control)),
        after: Some(told(&saved.control)),
    };
    audit::record(tx, &access.author(), act).await?;
    Ok(saved)
}

fn told(control: &Control) -> Value {
    json!({
        "year_begins": control.year_begins,
        "back_dating_days": control.back_dating_days,
        "approval_limit": control.approval_limit,
        "approval_days": control.approval_days,
    })
}
