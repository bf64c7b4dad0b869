//! The audit log, read.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::store::AuditFilter;
use crate::identity::{Access, store};
use crate::kernel::ids::{AuditEventId, UserId};
use crate::platform::csv_answer::{self, Format};
use crate::platform::entity::audit_event;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiQuery, AppState, Page, PageRequest};

/// One audit event.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditEventView {
    /// Identity.
    pub id: AuditEventId,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// Who; absent for the system itself.
    pub user_id: Option<UserId>,
    /// The request that did it.
    pub request_id: String,
    /// Operation.
    pub action: String,
    /// Kind of thing acted on.
    pub subject_kind: String,
    /// Which one.
    pub subject_id: String,
    /// Region of the subject.
    pub region_code: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The state before.
    #[schema(value_type = Option<Object>)]
    pub before: Option<serde_json::Value>,
    /// The state after.
    #[schema(value_type = Option<Object>)]
    pub after: Option<serde_json::Value>,
}

impl From<audit_event::Model> for AuditEventView {
    fn from(row: audit_event::Model) -> Self {
        Self {
            id: row.id,
            recorded_at: row.recorded_at,
            user_id: row.user_id,
            request_id: row.request_id,
            action: row.action,
            subject_kind: row.subject_kind,
            subject_id: row.subject_id,
            region_code: row.region_code,
            reason: row.reason,
            before: row.before,
            after: row.after,
        }
    }
}

/// Which audit events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditEventQuery {
    /// Only of this kind of subject, such as `organization`.
    pub subject_kind: Option<String>,
    /// Only of this subject.
    pub subject_id: Option<String>,
    /// Only of this operation.
    pub action: Option<String>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// The audit log, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/audit-events", tag = "identity",
    params(AuditEventQuery),
    responses((status = 200, content((Page<AuditEventView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_audit_events(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<AuditEventQuery>,
) -> ApiResult<Response> {
    let filter = AuditFilter {
        subject_kind: query.subject_kind,
        subject_id: query.subject_id,
        action: query.action,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_audit_events(app.db.read(), &scope, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, AuditEventView::from))
        }
    })
    .await
}
