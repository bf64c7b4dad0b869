//! HTTP of whole boards, and of the check of an organization's organs.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::positions::OrganPositionView;
use super::{house, lock};
use crate::governance::organs::actions;
use crate::governance::organs::drafts::BoardDraft;
use crate::identity::Access;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{BoardId, OrganizationId};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiJson, ApiPath, ApiQuery, AppState};

/// A board that was recorded as a whole.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BoardView {
    /// Identity of the recording.
    pub id: BoardId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its positions, as they stand now.
    pub positions: Vec<OrganPositionView>,
    /// What should be looked at; in the answer to its recording alone.
    pub warnings: Vec<ProblemItem>,
}

/// Record a whole board as one decision made it (R48). It is judged as a whole; what still runs in the organs that it names ends on its first day. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/boards", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization")),
    request_body = BoardDraft,
    responses((status = 201, body = BoardView), (status = 200, body = BoardView, description = "An identical resend")),
)]
pub async fn record_board(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<BoardDraft>,
) -> ApiResult<Answer<BoardView>> {
    let tx = app.db.begin_write().await?;
    let house = lock(&tx, &access, id).await?;
    let author = access.author();
    let saved = actions::record_board(&tx, &house, &draft, &access.scope, &author).await?;
    let positions = OrganPositionView::named(&tx, saved.rows).await?;
    tx.commit().await?;
    let language = language(&headers);
    let warnings = saved.warnings.iter().map(|it| ProblemItem::of(it, language)).collect();
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, BoardView { id: saved.id, organization_id: id, positions, warnings }))
}

/// On which day.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct GovernanceQuery {
    /// The day; today if left out.
    pub as_of: Option<NaiveDate>,
}

/// Whether an organization's organs are in order on a day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct GovernanceCheckView {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The day.
    pub as_of: NaiveDate,
    /// Whether nothing is wrong; there may be warnings.
    pub in_order: bool,
    /// What is wrong.
    pub faults: Vec<ProblemItem>,
    /// What should be looked at.
    pub warnings: Vec<ProblemItem>,
    /// Who sits where on that day.
    pub positions: Vec<OrganPositionView>,
}

/// Weigh an organization's organs as they are on a day: the size of the board, women on it, vacant positions, ex officio ones that another holds, relatives, village officials (R48, R52).
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/governance/check", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization"), GovernanceQuery),
    responses((status = 200, body = GovernanceCheckView)),
)]
pub async fn check_governance(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<GovernanceQuery>,
) -> ApiResult<Answer<GovernanceCheckView>> {
    let house = house(&app, &access, id).await?;
    let as_of = query.as_of.unwrap_or_else(|| house.today(&access.author()));
    let (rows, findings) = actions::check_governance(app.db.read(), &house, as_of).await?;
    let language = language(&headers);
    let told = |faults: &[Fault]| faults.iter().map(|it| ProblemItem::of(it, language)).collect();
    let view = GovernanceCheckView {
        organization_id: id,
        as_of,
        in_order: findings.faults.is_empty(),
        faults: told(&findings.faults),
        warnings: told(&findings.warnings),
        positions: OrganPositionView::named(app.db.read(), rows).await?,
    };
    Ok(Answer(StatusCode::OK, view))
}
