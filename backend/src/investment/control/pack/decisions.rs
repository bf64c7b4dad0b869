//! Writes what was decided: by meetings, by second persons, by who keeps the
//! books. No names; of heirs only how many they are.

use sea_orm::{ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};

use super::part::Part;
use super::{PackError, PartSeal, evidence};
use crate::investment::control::entity::{closing, posting_request};
use crate::investment::control::store::{self, Figure};
use crate::investment::entity::{exit_rule, exit_settlement};
use crate::investment::surplus::entity::{run, scheme};
use crate::kernel::ids::OrganizationId;
use crate::platform::vault::hex;

/// Every decision of an issuer, kind by kind, oldest first.
pub(super) async fn write(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    mut part: Part,
) -> Result<PartSeal, PackError> {
    closings(conn, issuer, &mut part).await?;
    approvals(conn, issuer, &mut part).await?;
    exits(conn, issuer, &mut part).await?;
    surpluses(conn, issuer, &mut part).await?;
    evidence::write(conn, issuer, &mut part).await?;
    part.seal()
}

/// Closings of book years with their figures, reopened ones as well.
async fn closings(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    part: &mut Part,
) -> Result<(), PackError> {
    let rows = closing::Entity::find().filter(closing::Column::OrganizationId.eq(issuer));
    for row in rows.order_by_asc(closing::Column::Id).all(conn).await? {
        let figure = |it: &Figure| json!({ "class": it.class, "line": it.line, "credit_less_debit_sen": it.balance.sen() });
        let figures = store::figures_of(conn, row.id).await?;
        part.put(&json!({
            "decision": "book_year_closing", "id": row.id, "book_year": row.book_year,
            "first_on": row.first_on, "last_on": row.last_on,
            "closed_before": row.closed_before, "reason": row.reason,
            "closed_at": row.closed_at, "closed_by": row.closed_by,
            "head_sequence": row.head_sequence, "head_hash": hex(&row.head_hash),
            "reopened_at": row.reopened_at, "reopened_by": row.reopened_by,
            "reopen_reason": row.reopen_reason,
            "figures": figures.iter().map(figure).collect::<Vec<Value>>(),
        }))?;
    }
    Ok(())
}

/// What second persons were asked and decided (R117).
async fn approvals(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    part: &mut Part,
) -> Result<(), PackError> {
    let rows =
        posting_request::Entity::find().filter(posting_request::Column::OrganizationId.eq(issuer));
    for row in rows.order_by_asc(posting_request::Column::Id).all(conn).await? {
        part.put(&json!({
            "decision": "approval", "id": row.id, "kind": row.kind,
            "amount_sen": row.amount_sen.sen(), "effective_on": row.effective_on,
            "status": row.status.to_value(), "above_limit": row.above_limit,
            "back_dated": row.back_dated, "limit_sen": row.limit_sen.map(|it| it.sen()),
            "maker_id": row.maker_id, "asked_at": row.asked_at,
            "decided_by": row.decided_by, "decided_at": row.decided_at,
            "transaction_id": row.transaction_id,
        }))?;
    }
    Ok(())
}

/// When refunds are payable, and settlements with who left (R32, R33).
async fn exits(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    part: &mut Part,
) -> Result<(), PackError> {
    let rows = exit_rule::Entity::find().filter(exit_rule::Column::OrganizationId.eq(issuer));
    for row in rows.order_by_asc(exit_rule::Column::ValidFrom).all(conn).await? {
        part.put(&json!({
            "decision": "exit_rule", "valid_from": row.valid_from, "after_days": row.after_days,
            "decision_number": row.decision_number, "recorded_at": row.recorded_at,
        }))?;
    }
    let rows =
        exit_settlement::Entity::find().filter(exit_settlement::Column::OrganizationId.eq(issuer));
    for row in rows.order_by_asc(exit_settlement::Column::Id).all(conn).await? {
        part.put(&json!({
            "decision": "exit", "id": row.id, "member_id": row.member_id,
            "left_on": row.left_on, "exit_reason": row.exit_reason.as_str(),
            "principal_sen": row.principal_sen.sen(), "mandatory_sen": row.mandatory_sen.sen(),
            "voluntary_sen": row.voluntary_sen.sen(), "loans_sen": row.loans_sen.sen(),
            "borne_loss_sen": row.borne_loss_sen.sen(), "refund_sen": row.refund_sen.sen(),
            "counted_from": row.counted_from, "payable_on": row.payable_on, "heirs": row.heir_count, "created_at": row.created_at,
        }))?;
    }
    Ok(())
}

/// Schemes of the by-laws, and the meetings' decisions on runs (R36, R37).
async fn surpluses(
    conn: &impl ConnectionTrait,
    issuer: OrganizationId,
    part: &mut Part,
) -> Result<(), PackError> {
    let rows = scheme::Entity::find().filter(scheme::Column::OrganizationId.eq(issuer));
    for row in rows.order_by_asc(scheme::Column::Id).all(conn).await? {
        part.put(&json!({
            "decision": "surplus_scheme", "id": row.id, "valid_from": row.valid_from,
            "decision_number": row.decision_number, "decided_on": row.decided_on,
            "basis": row.basis, "terms": row.terms, "created_at": row.created_at,
        }))?;
    }
    let rows = run::Entity::find()
        .filter(run::Column::OrganizationId.eq(issuer))
        .filter(run::Column::Decision.is_not_null());
    for row in rows.order_by_asc(run::Column::Id).all(conn).await? {
        part.put(&json!({
            "decision": "surplus_run", "id": row.id, "scheme_id": row.scheme_id,
            "book_year": row.book_year, "period_start": row.period_start,
            "period_end": row.period_end, "member_surplus_sen": row.member_surplus_sen.sen(),
            "non_member_surplus_sen": row.non_member_surplus_sen.sen(),
            "retained_before_sen": row.retained_before_sen.sen(),
            "status": row.status.as_str(), "result": row.result, "digest": row.digest,
            "meeting": row.decision, "paid_on": row.paid_on,
            "paid_to": row.paid_to.map(|to| to.as_str()),
        }))?;
    }
    Ok(())
}
