//! HTTP of memberships.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::cluster::drafts::{ClusterMemberDraft, LeavingDraft};
use crate::cluster::rules::{MemberKind, member_kind};
use crate::cluster::store::{self, MemberRow};
use crate::cluster::{actions, reach};
use crate::identity::Access;
use crate::kernel::ids::{ClusterId, ClusterMemberId, OrganizationId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::actions::Context;
use crate::registry::entity::organization::LegalForm;

/// An organization's membership of a cluster.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ClusterMemberView {
    /// Identity of the membership.
    pub id: ClusterMemberId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// Who.
    pub organization_id: OrganizationId,
    /// Name of the organization.
    pub name: String,
    /// Its legal form.
    pub legal_form: LegalForm,
    /// The part of society it comes from, by its legal form.
    pub kind: MemberKind,
    /// Region of its seat.
    pub region_code: String,
    /// What it brings in or does there.
    pub contribution: Option<String>,
    /// First day.
    pub joined_on: NaiveDate,
    /// First day on which it is no longer a member.
    pub left_on: Option<NaiveDate>,
}

impl From<MemberRow> for ClusterMemberView {
    fn from(row: MemberRow) -> Self {
        Self {
            id: row.id,
            cluster_id: row.cluster_id,
            organization_id: row.organization_id,
            name: row.name,
            legal_form: row.legal_form,
            kind: member_kind(row.legal_form),
            region_code: row.region_code,
            contribution: row.contribution,
            joined_on: row.joined_on,
            left_on: row.left_on,
        }
    }
}

/// Which memberships.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ClusterMemberQuery {
    /// Those that hold on this day; all if left out.
    pub on: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Memberships of a cluster, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/clusters/{id}/members", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster"), ClusterMemberQuery),
    responses((status = 200, content((Page<ClusterMemberView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_cluster_members(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<ClusterId>,
    ApiQuery(query): ApiQuery<ClusterMemberQuery>,
) -> ApiResult<Response> {
    let cluster = store::find_cluster(app.db.read(), &access.scope, id).await?;
    cluster.ok_or_else(ApiError::not_found)?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_members(app.db.read(), id, query.on, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, ClusterMemberView::from))
        }
    })
    .await
}

/// Record that an organization joins a cluster. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/clusters/{id}/members", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster")),
    request_body = ClusterMemberDraft,
    responses((status = 201, body = ClusterMemberView), (status = 200, body = ClusterMemberView, description = "An identical resend")),
)]
pub async fn join_cluster(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ClusterId>,
    ApiJson(draft): ApiJson<ClusterMemberDraft>,
) -> ApiResult<Answer<ClusterMemberView>> {
    let tx = app.db.begin_write().await?;
    let cluster = reach(&tx, &access, id).await?;
    let saved = actions::join_cluster(&tx, &cluster, draft, &Context::of(&access)).await?;
    let row = store::find_member_row(&tx, saved.row.id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, row.into()))
}

/// End a membership. Its participations in chains are ended one by one; a chain's gaps name those left.
#[utoipa::path(
    post, path = "/api/v1/cluster-members/{id}/leave", tag = "cluster",
    params(("id" = ClusterMemberId, Path, description = "The membership")),
    request_body = LeavingDraft,
    responses((status = 200, body = ClusterMemberView)),
)]
pub async fn leave_cluster(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<ClusterMemberId>,
    ApiJson(draft): ApiJson<LeavingDraft>,
) -> ApiResult<Answer<ClusterMemberView>> {
    let tx = app.db.begin_write().await?;
    let found = store::find_member(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    let cluster = reach(&tx, &access, found.cluster_id).await?;
    // Read again under the lock: another request may have ended it meanwhile.
    let member = store::find_member(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    actions::leave_cluster(&tx, &cluster, member, draft, &Context::of(&access)).await?;
    let row = store::find_member_row(&tx, id).await?.ok_or_else(ApiError::not_found)?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, row.into()))
}
