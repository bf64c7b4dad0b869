//! Verification of logs by another person (R99).

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};

use super::logs::record;
use super::{Context, stored_region};
use crate::kernel::period::Quarter;
use crate::mentoring::entity::mentoring_log::{self, LogStatus};
use crate::mentoring::entity::{coverage, mentor};
use crate::mentoring::{rules, store};
use crate::platform::problem::ApiResult;
use crate::platform::rollup::{self, Delta};

/// Verifies a sent log: it stays as it is from now on, its point is dropped,
/// and its pair is covered in the quarter of the visit (R101).
///
/// # Errors
/// 403 for its author and its mentor; 409 where it does not wait for a review.
pub async fn verify_log(
    tx: &DatabaseTransaction,
    before: mentoring_log::Model,
    comment: Option<String>,
    context: &Context,
) -> ApiResult<mentoring_log::Model> {
    check(tx, &before, context).await?;
    let row = mentoring_log::Model {
        status: LogStatus::Verified,
        latitude_microdegrees: None,
        longitude_microdegrees: None,
        accuracy_metres: None,
        comment: comment.or_else(|| before.comment.clone()),
        ..reviewed(&before, context)
    };
    save(tx, &row).await?;
    cover(tx, &row, context).await?;
    record(tx, context, "verify_mentoring_log", Some(&before), &row).await?;
    Ok(row)
}

/// Sends a log back to its author with a comment.
///
/// # Errors
/// 403 for its author and its mentor; 409 where it does not wait for a review.
pub async fn return_log(
    tx: &DatabaseTransaction,
    before: mentoring_log::Model,
    comment: String,
    context: &Context,
) -> ApiResult<mentoring_log::Model> {
    check(tx, &before, context).await?;
    let row = mentoring_log::Model {
        status: LogStatus::Returned,
        comment: Some(comment),
        ..reviewed(&before, context)
    };
    save(tx, &row).await?;
    record(tx, context, "return_mentoring_log", Some(&before), &row).await?;
    Ok(row)
}

async fn check(
    tx: &DatabaseTransaction,
    row: &mentoring_log::Model,
    context: &Context,
) -> ApiResult<()> {
    let mentor = mentor::Entity::find_by_id(row.mentor_id).one(tx).await?;
    let mentor = mentor.and_then(|mentor| mentor.user_id);
    let reviewer = context.author.user_id;
    Ok(rules::check_review(row.status, reviewer, row.author_user_id, mentor)?)
}

fn reviewed(before: &mentoring_log::Model, context: &Context) -> mentoring_log::Model {
    mentoring_log::Model {
        reviewed_by: context.author.user_id,
        reviewed_at: Some(context.now()),
        version: before.version + 1,
        updated_at: context.now(),
        ..before.clone()
    }
}

async fn save(tx: &DatabaseTransaction, row: &mentoring_log::Model) -> ApiResult<()> {
    let changed: mentoring_log::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    Ok(())
}

/// Counts the pair once a quarter: the key of the table decides who was first.
async fn cover(
    tx: &DatabaseTransaction,
    row: &mentoring_log::Model,
    context: &Context,
) -> ApiResult<()> {
    let quarter = Quarter::of(row.local_date);
    // The pair counts where its organization is, which may have moved since the visit.
    let seat = crate::registry::store::hold_seat(tx, row.organization_id).await?;
    let region_code = seat.unwrap_or_else(|| row.region_code.clone());
    let region = stored_region(&region_code)?;
    let claim = coverage::Model {
        organization_id: row.organization_id,
        stage_id: row.stage_id,
        quarter: quarter.to_string(),
        region_code,
        log_id: row.id,
        verified_at: context.now(),
    };
    if store::claim_coverage(tx, claim).await? {
        let delta = Delta::on(&region, "pairs/covered", quarter.first_day(), 1);
        rollup::append(tx, &[delta]).await?;
    }
    Ok(())
}
