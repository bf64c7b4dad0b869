//! HTTP of clusters themselves.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::orchestrators::OrchestratorView;
use crate::cluster::drafts::ClusterDraft;
use crate::cluster::entity::cluster::{self, Phase};
use crate::cluster::store::{self, ClusterFilter};
use crate::cluster::{actions, reach, require_regions};
use crate::identity::Access;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::{ClusterId, OrganizationId};
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::{self, Format};
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::actions::Context;

/// A cluster.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ClusterView {
    /// Identity.
    pub id: ClusterId,
    /// Name.
    pub name: String,
    /// What it makes.
    pub commodity: String,
    /// Kemendagri codes of its regions, in order.
    pub region_codes: Vec<RegionCode>,
    /// Organization in front.
    pub lead_organization_id: OrganizationId,
    /// Goal that all members share.
    pub goal: String,
    /// Day of founding.
    pub founded_on: NaiveDate,
    /// Phase of the programme it is in.
    pub phase: Phase,
    /// First day in that phase.
    pub phase_since: NaiveDate,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Who orchestrates it today; left out in lists, and where nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orchestrator: Option<OrchestratorView>,
}

impl ClusterView {
    /// The view of a row with its regions.
    #[must_use]
    pub fn of(row: cluster::Model, region_codes: Vec<RegionCode>) -> Self {
        Self {
            id: row.id,
            name: row.name,
            commodity: row.commodity,
            region_codes,
            lead_organization_id: row.lead_organization_id,
            goal: row.goal,
            founded_on: row.founded_on,
            phase: row.phase,
            phase_since: row.phase_since,
            created_at: row.created_at,
            updated_at: row.updated_at,
            orchestrator: None,
        }
    }
}

/// Which clusters.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClusterQuery {
    /// With a region in this one or below.
    pub region: Option<RegionCode>,
    /// In this phase.
    pub phase: Option<Phase>,
    /// With this organization as a present member.
    pub member: Option<OrganizationId>,
    /// Words of the name.
    #[param(max_length = 100)]
    pub search: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Clusters that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/clusters", tag = "cluster",
    params(ClusterQuery),
    responses((status = 200, content((Page<ClusterView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_clusters(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<ClusterQuery>,
) -> ApiResult<Response> {
    let filter = ClusterFilter {
        region: query.region,
        phase: query.phase,
        member: query.member,
        name_key: query.search.as_deref().map(name_key),
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_clusters(app.db.read(), &scope, &filter, &page).await?;
            let ids: Vec<ClusterId> = rows.iter().map(|row| row.id).collect();
            let mut regions = store::regions_of(app.db.read(), &ids).await?;
            let view = |row: cluster::Model| {
                let codes = regions.remove(&row.id).unwrap_or_default();
                ClusterView::of(row, codes)
            };
            Ok(Page::of(rows, page.limit, |row| row.id, view))
        }
    })
    .await
}

/// Record a cluster, in the phase `perencanaan`. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/clusters", tag = "cluster",
    request_body = ClusterDraft,
    responses((status = 201, body = ClusterView), (status = 200, body = ClusterView, description = "An identical resend")),
)]
pub async fn create_cluster(
    State(app): State<AppState>,
    access: Access,
    ApiJson(draft): ApiJson<ClusterDraft>,
) -> ApiResult<Versioned<ClusterView>> {
    require_regions(&access, &draft.region_codes)?;
    let tx = app.db.begin_write().await?;
    let saved = actions::create_cluster(&tx, draft, &Context::of(&access)).await?;
    tx.commit().await?;
    let version = saved.row.row.version;
    let view = ClusterView::of(saved.row.row, saved.row.regions);
    Ok(Versioned::created(version, view, saved.fresh))
}

/// One cluster with its orchestrator of today.
#[utoipa::path(
    get, path = "/api/v1/clusters/{id}", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster")),
    responses((status = 200, body = ClusterView)),
)]
pub async fn find_cluster(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ClusterId>,
) -> ApiResult<Versioned<ClusterView>> {
    let conn = app.db.read();
    let row = store::find_cluster(conn, &access.scope, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let codes = store::regions_of(conn, &[id]).await?.remove(&id).unwrap_or_default();
    let term = store::orchestrator_on(conn, id, access.today()).await?;
    let mut terms = OrchestratorView::named(conn, term.into_iter().collect()).await?;
    let version = row.version;
    let view = ClusterView { orchestrator: terms.pop(), ..ClusterView::of(row, codes) };
    Ok(Versioned::ok(version, view))
}

/// Replace what is recorded of a cluster; founding and phase stay, phases have their own operation.
#[utoipa::path(
    put, path = "/api/v1/clusters/{id}", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = ClusterDraft,
    responses((status = 200, body = ClusterView)),
)]
pub async fn replace_cluster(
    State(app): State<AppState>,
    access: Access,
    if_match: IfMatch,
    ApiPath(id): ApiPath<ClusterId>,
    ApiJson(draft): ApiJson<ClusterDraft>,
) -> ApiResult<Versioned<ClusterView>> {
    let tx = app.db.begin_write().await?;
    let before = reach(&tx, &access, id).await?;
    if_match.check(before.row.version)?;
    // Moving a cluster needs the reach of the new places too.
    require_regions(&access, &draft.region_codes)?;
    let after = actions::replace_cluster(&tx, before, draft, &Context::of(&access)).await?;
    tx.commit().await?;
    Ok(Versioned::ok(after.row.version, ClusterView::of(after.row, after.regions)))
}
