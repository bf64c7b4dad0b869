//! Decisions on postings that wait for a second person (R117).

use std::sync::Arc;

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use crate::investment::actions::post_in;
use crate::investment::control::asked::Asked;
use crate::investment::control::entity::posting_request::{self, RequestStatus};
use crate::investment::control::rules::{self, Decision, Waiting};
use crate::investment::journal::{Approval, Intent, Posted, Reach, Signed};
use crate::platform::ApiError;
use crate::platform::audit::{self, Author};
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;

/// A request after its decision.
#[derive(Debug)]
pub struct Decided {
    /// The request.
    pub row: posting_request::Model,
    /// What was posted.
    pub posted: Option<Posted>,
}

/// Approves a request that the caller has locked: its act goes through the
/// journal as if it were made now, with its maker and this checker in the
/// record, and with exactly the lines that were signed. Where the rules refuse
/// it by now, it stays pending.
///
/// # Errors
/// 403 for its maker; 409 once decided or lapsed, or where other lines would be
/// posted by now; those of the act.
pub async fn approve(
    tx: &DatabaseTransaction,
    vault: &Arc<Vault>,
    row: posting_request::Model,
    reason: Option<String>,
    author: &Author,
) -> ApiResult<Decided> {
    let checker = require(&row, Decision::Approve, author)?;
    let asked = Asked::open(vault, &row)?;
    let asked = asked.ok_or_else(|| ApiError::internal("a request that waits has no act"))?;
    let intent = Intent {
        act: asked.act,
        author: Author { user_id: Some(row.maker_id), ..author.clone() },
        reach: Reach::everything(),
        id: None,
        request_key: row.request_key.clone(),
        receipt: None,
        approval: Some(Approval::By(Signed {
            checker,
            effective_on: row.effective_on,
            lines: asked.lines,
            refund: asked.refund,
        })),
        may_wait: false,
        vault: Some(vault.clone()),
    };
    let posted = post_in(tx, intent).await?;
    let decided = posting_request::Model {
        status: RequestStatus::Approved,
        transaction_id: Some(posted.row.id),
        decision_reason: reason,
        ..row
    };
    let row = save(tx, decided, "approve_posting", author).await?;
    Ok(Decided { row, posted: Some(posted) })
}

/// Rejects a request, or takes it back; the caller has locked it.
///
/// # Errors
/// 403 for whom it is not; 409 once decided or lapsed.
pub async fn decline(
    tx: &DatabaseTransaction,
    row: posting_request::Model,
    decision: Decision,
    reason: String,
    author: &Author,
) -> ApiResult<Decided> {
    require(&row, decision, author)?;
    let (status, action) = match decision {
        Decision::Reject => (RequestStatus::Rejected, "reject_posting"),
        Decision::Withdraw => (RequestStatus::Withdrawn, "withdraw_posting"),
        Decision::Approve => return Err(ApiError::internal("an approval is no refusal")),
    };
    let decided = posting_request::Model { status, decision_reason: Some(reason), ..row };
    let row = save(tx, decided, action, author).await?;
    Ok(Decided { row, posted: None })
}

fn require(
    row: &posting_request::Model,
    decision: Decision,
    author: &Author,
) -> ApiResult<crate::kernel::ids::UserId> {
    let who = author.user_id.ok_or_else(|| ApiError::internal("a decision without a user"))?;
    let waiting = Waiting {
        undecided: row.status == RequestStatus::Pending,
        maker: row.maker_id,
        expires_at: row.expires_at,
    };
    rules::check_decision(&waiting, decision, who, author.at)?;
    Ok(who)
}

async fn save(
    tx: &DatabaseTransaction,
    row: posting_request::Model,
    action: &'static str,
    author: &Author,
) -> ApiResult<posting_request::Model> {
    // What waited is in the ledger now, or never will be: nothing is kept of it here.
    let row = posting_request::Model {
        act: None,
        decided_by: author.user_id,
        decided_at: Some(author.at),
        ..row
    };
    let changed: posting_request::ActiveModel = row.clone().into();
    posting_request::Entity::update(changed.reset_all()).exec(tx).await?;
    let act = audit::Act {
        action,
        subject_kind: "posting_request",
        subject_id: row.id.to_string(),
        region_code: Some(row.region_code.clone()),
        reason: row.decision_reason.clone(),
        before: Some(json!({ "status": RequestStatus::Pending, "maker_id": row.maker_id })),
        after: Some(json!({
            "status": row.status, "transaction_id": row.transaction_id,
            "amount_sen": row.amount_sen.sen(), "effective_on": row.effective_on,
        })),
    };
    audit::record(tx, author, act).await?;
    Ok(row)
}
