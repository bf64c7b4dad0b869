//! HTTP of published figures.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::cluster::entity::published_figure;
use crate::cluster::store;
use crate::identity::Access;
use crate::kernel::ids::{ClusterId, PublishedFigureId};
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::{self, Format};
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A figure that somebody published, as published; nothing is computed with it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PublishedFigureView {
    /// Identity.
    pub id: PublishedFigureId,
    /// The cluster.
    pub cluster_id: ClusterId,
    /// What is told: `selling_price`, `seaweed_production`, ….
    pub metric: String,
    /// Of whom or what, as the publication names it.
    pub subject: Option<String>,
    /// Where.
    pub region_code: String,
    /// When: a year, or a span as the publication has it.
    pub period: String,
    /// The number as published, `.` as the decimal point.
    pub value: String,
    /// Unit of the number: `rupiah_per_kg`, `tonne`, `percent`, ….
    pub unit: String,
    /// The publication.
    pub source: String,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<published_figure::Model> for PublishedFigureView {
    fn from(row: published_figure::Model) -> Self {
        Self {
            id: row.id,
            cluster_id: row.cluster_id,
            metric: row.metric,
            subject: row.subject,
            region_code: row.region_code,
            period: row.period,
            value: row.value,
            unit: row.unit,
            source: row.source,
            created_at: row.created_at,
        }
    }
}

/// Which figures.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PublishedFigureQuery {
    /// Of this metric.
    #[param(max_length = 100)]
    pub metric: Option<String>,
    /// Of this region or below.
    pub region: Option<RegionCode>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Figures that somebody published about a cluster's places (prices, costs, harvests), each with its period and source; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/clusters/{id}/published-figures", tag = "cluster",
    params(("id" = ClusterId, Path, description = "The cluster"), PublishedFigureQuery),
    responses((status = 200, content((Page<PublishedFigureView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_published_figures(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<ClusterId>,
    ApiQuery(query): ApiQuery<PublishedFigureQuery>,
) -> ApiResult<Response> {
    let cluster = store::find_cluster(app.db.read(), &access.scope, id).await?;
    cluster.ok_or_else(ApiError::not_found)?;
    let (metric, region, limit) = (query.metric, query.region, query.limit);
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, metric) = (app.clone(), metric.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), limit)?;
            let conn = app.db.read();
            let rows = store::list_published_figures(conn, id, metric.as_deref(), region, &page);
            Ok(Page::of(rows.await?, page.limit, |row| row.id, PublishedFigureView::from))
        }
    })
    .await
}
