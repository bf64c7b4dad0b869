//! The by-laws' rule for refunds to members who left.

use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use super::Issuer;
use crate::investment::drafts::ExitRuleDraft;
use crate::investment::entity::exit_rule;
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::platform::audit::{self, Act, Author};
use crate::platform::problem::ApiResult;

/// Sets when refunds may be paid, from a day on; the issuer is locked.
///
/// # Errors
/// 409 where the day is not after that of the latest rule.
pub async fn create_exit_rule(
    tx: &DatabaseTransaction,
    issuer: &Issuer,
    draft: &ExitRuleDraft,
    author: &Author,
) -> ApiResult<exit_rule::Model> {
    let latest = exit_rule::Entity::find()
        .filter(exit_rule::Column::OrganizationId.eq(issuer.id))
        .order_by_desc(exit_rule::Column::ValidFrom)
        .one(tx)
        .await?;
    if let Some(latest) = latest.as_ref().filter(|it| it.valid_from >= draft.valid_from) {
        let fault = Fault::at(&problems::AMOUNT_PERIOD, "/valid_from");
        return Err(fault.with("valid_from", latest.valid_from).into());
    }
    let row = exit_rule::Model {
        organization_id: issuer.id,
        valid_from: draft.valid_from,
        after_days: draft.after_days,
        decision_number: draft.decision_number.trim().to_owned(),
        recorded_at: author.at,
    };
    let inserted: exit_rule::ActiveModel = row.clone().into();
    exit_rule::Entity::insert(sea_orm::ActiveModelTrait::reset_all(inserted))
        .exec_without_returning(tx)
        .await?;
    let audited = |row: &exit_rule::Model| json!({ "valid_from": row.valid_from, "after_days": row.after_days });
    let act = Act {
        action: "create_exit_rule",
        subject_kind: "organization",
        subject_id: issuer.id.to_string(),
        region_code: Some(issuer.region.to_string()),
        reason: Some(row.decision_number.clone()),
        before: latest.as_ref().map(audited),
        after: Some(audited(&row)),
    };
    audit::record(tx, author, act).await?;
    Ok(row)
}
