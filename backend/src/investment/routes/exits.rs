//! HTTP of the settlement with a member who leaves.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::EntityTrait;
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
use crate::investment::{actions, rules, store};
use crate::kernel::ids::{ExitSettlementId, MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::idempotency::IdempotencyKey;
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;
use crate::platform::{ApiError, ApiJson, ApiPath, AppState};
use crate::registry::drafts::RevealDraft;

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
    /// Day from which that of payment counts: the day of leaving, or that on
    /// which one person alone recorded the exit later; none in older ones, which
    /// count from the day of leaving.
    pub counted_from: Option<NaiveDate>,
    /// First day of payment; none: after the first annual meeting from
    /// `counted_from` on.
    pub payable_on: Option<NaiveDate>,
    /// Heirs of a member who died, masked.
    pub heirs: Vec<HeirView>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

/// An heir as everybody sees them who may read the books.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct HeirView {
    /// Name, masked to its initials.
    pub name: String,
    /// Relation to the member.
    pub relation: String,
}

/// The heirs of a member who died, in full.
#[derive(Serialize, ToSchema)]
pub struct RevealedHeirs {
    /// The settlement.
    pub id: ExitSettlementId,
    /// Who died.
    pub member_id: MemberId,
    /// The heirs.
    pub heirs: Vec<HeirDraft>,
}

impl ExitSettlementView {
    /// What was settled, as it is shown: heirs are masked.
    ///
    /// # Errors
    /// 500 where the stored heirs cannot be opened.
    pub(in crate::investment) fn of(row: exit_settlement::Model, vault: &Vault) -> ApiResult<Self> {
        let masked = |heir: HeirDraft| HeirView {
            name: rules::masked_name(&heir.name),
            relation: heir.relation,
        };
        let heirs = actions::open_heirs(vault, &row)?.into_iter().map(masked).collect();
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
            counted_from: row.counted_from,
            payable_on: row.payable_on,
            heirs,
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

/// What was settled with a member who left; heirs are masked.
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
    let found = settled(&app, &access, id).await?;
    Ok(Answer(StatusCode::OK, ExitSettlementView::of(found, &app.vault)?))
}

/// The settlement with a member whose issuer the caller reaches.
async fn settled(
    app: &AppState,
    access: &Access,
    id: MemberId,
) -> ApiResult<exit_settlement::Model> {
    let row = store::find_member(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(app, access, row.organization_id).await?;
    store::find_settlement(app.db.read(), id).await?.ok_or_else(ApiError::not_found)
}

/// Show the heirs of a member who died, with their papers, for a stated purpose; the reading is audited (R108).
#[utoipa::path(
    post, path = "/api/v1/members/{id}/exit-settlement/reveal", tag = "investment",
    params(("id" = MemberId, Path, description = "The member")),
    request_body = RevealDraft,
    responses((status = 200, body = RevealedHeirs)),
)]
pub async fn reveal_heirs(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<MemberId>,
    ApiJson(draft): ApiJson<RevealDraft>,
) -> ApiResult<Answer<RevealedHeirs>> {
    let found = settled(&app, &access, id).await?;
    let tx = app.db.begin_write().await?;
    let author = access.author();
    let heirs = actions::reveal_heirs(&tx, &app.vault, &found, &draft.purpose, &author).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, RevealedHeirs { id: found.id, member_id: id, heirs }))
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
