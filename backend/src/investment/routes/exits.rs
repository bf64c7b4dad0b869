//! HTTP of the settlement with a member who leaves.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ledger::TransactionView;
use super::{issuer, lock, postings};
use crate::identity::Access;
use crate::investment::control::asked::AskedView;
use crate::investment::drafts::{ExitPaymentDraft, ExitRuleDraft, ExitSettlementDraft, HeirDraft};
use crate::investment::entity::exit_settlement;
use crate::investment::entity::member::ExitReason;
use crate::investment::journal::Act;
use crate::investment::{actions, store};
use crate::kernel::ids::{ExitSettlementId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::idempotency::IdempotencyKey;
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, AppState};

/// What was settled with a member who left.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ExitSettlementView {
    /// Identity.
    pub id: ExitSettlementId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Who left.
    pub member_id: MemberId,
    /// First day no longer in force.
    pub left_on: NaiveDate,
    /// Why.
    pub exit_reason: ExitReason,
    /// Principal savings.
    pub principal: Money,
    /// Mandatory savings.
    pub mandatory: Money,
    /// Voluntary savings.
    pub voluntary: Money,
    /// Loans that were set off.
    pub loans: Money,
    /// Part of a loss that the member bears.
    pub borne_loss: Money,
    /// What is paid out; below zero what the member still owes.
    pub refund: Money,
    /// First day of payment; none: after the next annual meeting.
    pub payable_on: Option<NaiveDate>,
    /// Heirs of a member who died.
    pub heirs: Vec<HeirDraft>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl ExitSettlementView {
    /// What was settled, as it is shown.
    ///
    /// # Errors
    /// 500 where the stored heirs are malformed.
    pub(in crate::investment) fn of(row: exit_settlement::Model) -> ApiResult<Self> {
        let heirs = row.heirs.map(serde_json::from_value).transpose();
        Ok(Self {
            id: row.id,
            organization_id: row.organization_id,
            member_id: row.member_id,
            left_on: row.left_on,
            exit_reason: row.exit_reason,
            principal: row.principal_sen,
            mandatory: row.mandatory_sen,
            voluntary: row.voluntary_sen,
            loans: row.loans_sen,
            borne_loss: row.borne_loss_sen,
            refund: row.refund_sen,
            payable_on: row.payable_on,
            heirs: heirs.map_err(ApiError::internal)?.unwrap_or_default(),
            created_at: row.created_at,
        })
    }
}

/// A rule for refunds.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ExitRuleView {
    /// First day on which it holds.
    pub valid_from: NaiveDate,
    /// Days after leaving; none: after the next annual meeting.
    pub after_days: Option<i64>,
    /// The decision behind it.
    pub decision_number: String,
}

/// Settle with a member who leaves: refund = principal + mandatory + voluntary savings − loans − borne loss. It ends the membership; what is short is owed by the member, never paid.
#[utoipa::path(
    post, path = "/api/v1/members/{id}/exit-settlement", tag = "investment",
    params(("id" = MemberId, Path, description = "The member"), IdempotencyKey),
    request_body = ExitSettlementDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_exit_settlement(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<MemberId>,
    ApiJson(draft): ApiJson<ExitSettlementDraft>,
) -> ApiResult<Response> {
    let row = store::find_member(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let act = Act::ExitSettlement(row.organization_id, id, draft.clone());
    postings::post(&app, &access, &headers, key, ("record_exit_settlement", act, draft)).await
}

/// What was settled with a member who left.
#[utoipa::path(
    get, path = "/api/v1/members/{id}/exit-settlement", tag = "investment",
    params(("id" = MemberId, Path, description = "The member")),
    responses((status = 200, body = ExitSettlementView)),
)]
pub async fn find_exit_settlement(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<MemberId>,
) -> ApiResult<Answer<ExitSettlementView>> {
    let row = store::find_member(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    let found = exit_settlement::Entity::find()
        .filter(exit_settlement::Column::MemberId.eq(id))
        .one(app.db.read())
        .await?;
    let view = ExitSettlementView::of(found.ok_or_else(ApiError::not_found)?)?;
    Ok(Answer(StatusCode::OK, view))
}

/// Pay out what was settled, once, when the by-laws (ART) allow it.
#[utoipa::path(
    post, path = "/api/v1/exit-settlements/{id}/payment", tag = "investment",
    params(("id" = ExitSettlementId, Path, description = "The settlement"), IdempotencyKey),
    request_body = ExitPaymentDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_exit_payment(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<ExitSettlementId>,
    ApiJson(draft): ApiJson<ExitPaymentDraft>,
) -> ApiResult<Response> {
    let row = exit_settlement::Entity::find_by_id(id).one(app.db.read()).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let act = Act::ExitPayment(row.organization_id, id, draft.clone());
    postings::post(&app, &access, &headers, key, ("record_exit_payment", act, draft)).await
}

/// Set when refunds to members who left may be paid, by the by-laws (ART).
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/exit-rules", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer")),
    request_body = ExitRuleDraft,
    responses((status = 201, body = ExitRuleView)),
)]
pub async fn create_exit_rule(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<ExitRuleDraft>,
) -> ApiResult<Answer<ExitRuleView>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let row = actions::create_exit_rule(&tx, &issuer, &draft, &access.author()).await?;
    tx.commit().await?;
    let view = ExitRuleView {
        valid_from: row.valid_from,
        after_days: row.after_days,
        decision_number: row.decision_number,
    };
    Ok(Answer(StatusCode::CREATED, view))
}
