//! HTTP of transitions.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Cause, Recorded};
use super::entity::organization_transition::{self, TransitionKind};
use super::store;
use crate::identity::Access;
use crate::kernel::fault::Language;
use crate::kernel::ids::{OrganizationId, OrganizationTransitionId};
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};
use crate::registry::actions::{Context, reach_organization};
use crate::registry::entity::organization::LegalForm;

/// The operations of transitions.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(relocate_organization))
        .routes(routes!(convert_organization))
        .routes(routes!(list_transitions))
}

/// A new seat.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RelocationDraft {
    /// Kemendagri code of the new seat.
    pub region_code: RegionCode,
    /// Local day from which it counts; today if left out, not in the future.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why: the decision behind it.
    #[schema(min_length = 5, max_length = 500)]
    pub reason: String,
}

/// A new legal form.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConversionDraft {
    /// The new form.
    pub legal_form: LegalForm,
    /// Number of the new deed of legal personality; none if left out.
    #[serde(default)]
    #[schema(max_length = 100)]
    pub legal_number: Option<String>,
    /// Local day from which it counts; today if left out, not in the future.
    #[serde(default)]
    pub effective_on: Option<NaiveDate>,
    /// Why: the decision behind it.
    #[schema(min_length = 5, max_length = 500)]
    pub reason: String,
}

/// A change of an organization's seat or form.
#[derive(Debug, Serialize, ToSchema)]
pub struct TransitionView {
    /// Identity.
    pub id: OrganizationTransitionId,
    /// Whose.
    pub organization_id: OrganizationId,
    /// What changed.
    pub kind: TransitionKind,
    /// Region code or legal form before.
    pub previous: String,
    /// Region code or legal form since.
    pub present: String,
    /// Local day from which it counts.
    pub effective_on: NaiveDate,
    /// Why.
    pub reason: String,
    /// When we learned of it.
    pub recorded_at: DateTime<Utc>,
    /// What should be looked at; only after the act.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<ProblemItem>,
}

impl From<organization_transition::Model> for TransitionView {
    fn from(row: organization_transition::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            kind: row.kind,
            previous: row.previous,
            present: row.present,
            effective_on: row.effective_on,
            reason: row.reason,
            recorded_at: row.recorded_at,
            warnings: Vec::new(),
        }
    }
}

impl TransitionView {
    fn of(recorded: Recorded, language: Language) -> Self {
        let warnings = recorded.warnings.iter().map(|fault| ProblemItem::of(fault, language));
        Self { warnings: warnings.collect(), ..recorded.row.into() }
    }
}

/// Move an organization's seat to another region, with its members, capital,
/// pairs and open follow-ups; visits and ledger rows stay where they were recorded.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/relocation", tag = "registry",
    params(("id" = OrganizationId, Path, description = "The organization")),
    request_body = RelocationDraft,
    responses((status = 201, body = TransitionView)),
)]
pub async fn relocate_organization(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<RelocationDraft>,
) -> ApiResult<Answer<TransitionView>> {
    let tx = app.db.begin_write().await?;
    let before = reach_organization(&tx, &access, id).await?;
    // Moving an organization needs the reach of both places.
    access.require_region(&draft.region_code)?;
    let cause = Cause { reason: draft.reason, effective_on: draft.effective_on };
    let context = Context::of(&access);
    let recorded = actions::relocate(&tx, before, &draft.region_code, cause, &context).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::CREATED, TransitionView::of(recorded, language(&headers))))
}

/// Change an organization's legal form, if its books fit the new one.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/legal-form", tag = "registry",
    params(("id" = OrganizationId, Path, description = "The organization")),
    request_body = ConversionDraft,
    responses((status = 201, body = TransitionView)),
)]
pub async fn convert_organization(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<ConversionDraft>,
) -> ApiResult<Answer<TransitionView>> {
    let tx = app.db.begin_write().await?;
    let before = reach_organization(&tx, &access, id).await?;
    let cause = Cause { reason: draft.reason, effective_on: draft.effective_on };
    let (deed, context) = ((draft.legal_form, draft.legal_number), Context::of(&access));
    let recorded = actions::convert(&tx, before, deed, cause, &context).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::CREATED, TransitionView::of(recorded, language(&headers))))
}

/// Changes of an organization's seat and form, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/transitions", tag = "registry",
    params(("id" = OrganizationId, Path, description = "The organization"), PageQuery),
    responses((status = 200, content((Page<TransitionView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_transitions(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope) = (app.clone(), access.scope.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_transitions(app.db.read(), &scope, id, &page).await?;
            let rows = rows.ok_or_else(ApiError::not_found)?;
            Ok(Page::of(rows, page.limit, |row| row.id, TransitionView::from))
        }
    })
    .await
}
