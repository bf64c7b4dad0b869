//! HTTP of the records of meetings.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{lock, subject};
use crate::governance::meetings::actions;
use crate::governance::meetings::drafts::{AnnualMeetingDraft, MeetingWithdrawalDraft};
use crate::governance::meetings::entity::meeting::{self, MeetingKind};
use crate::governance::meetings::store;
use crate::identity::Access;
use crate::kernel::ids::{AnnualMeetingId, OrganizationId, SurplusRunId};
use crate::kernel::ratio::percent;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// A yearly meeting.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AnnualMeetingView {
    /// Identity.
    pub id: AnnualMeetingId,
    /// The organization.
    pub organization_id: OrganizationId,
    /// Which meeting.
    pub kind: MeetingKind,
    /// The book year that it was about.
    pub book_year: i64,
    /// Last day of that book year.
    pub book_year_end: NaiveDate,
    /// Number of its decision or minutes.
    pub number: String,
    /// When it was held.
    pub held_on: NaiveDate,
    /// How many were present, in person or by proxy.
    pub present: i64,
    /// How many were entitled.
    pub entitled: i64,
    /// Attendance in per cent, rounded to two places.
    pub attendance_percent: Option<Decimal>,
    /// SHA-256 of the minutes' file, hexadecimal.
    pub minutes_sha256: String,
    /// The sharing of a surplus that it approved.
    pub surplus_run_id: Option<SurplusRunId>,
    /// When the record was withdrawn as wrong; it counts no longer.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// Why it was.
    pub withdraw_reason: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
}

impl From<meeting::Model> for AnnualMeetingView {
    fn from(row: meeting::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            kind: row.kind,
            book_year: row.book_year,
            book_year_end: row.book_year_end,
            number: row.number,
            held_on: row.held_on,
            present: row.present,
            entitled: row.entitled,
            attendance_percent: percent(row.present, row.entitled),
            minutes_sha256: row.minutes_sha256,
            surplus_run_id: row.surplus_run_id,
            withdrawn_at: row.withdrawn_at,
            withdraw_reason: row.withdraw_reason,
            created_at: row.created_at,
        }
    }
}

/// Which meetings.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AnnualMeetingQuery {
    /// On this book year.
    pub book_year: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Yearly meetings of an organization, those withdrawn too, in the order of recording; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/meetings", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization"), AnnualMeetingQuery),
    responses((status = 200, content((Page<AnnualMeetingView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_annual_meetings(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<AnnualMeetingQuery>,
) -> ApiResult<Response> {
    subject(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_meetings(app.db.read(), id, query.book_year, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, AnnualMeetingView::from))
        }
    })
    .await
}

/// Record a yearly meeting (RAT, musyawarah desa, RUPS) as its minutes say (R35); it is never edited. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/meetings", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization")),
    request_body = AnnualMeetingDraft,
    responses((status = 201, body = AnnualMeetingView), (status = 200, body = AnnualMeetingView, description = "An identical resend")),
)]
pub async fn record_annual_meeting(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<AnnualMeetingDraft>,
) -> ApiResult<Answer<AnnualMeetingView>> {
    let tx = app.db.begin_write().await?;
    let of = lock(&tx, &access, id).await?;
    let saved = actions::record_meeting(&tx, &of, &draft, &access.author()).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, saved.row.into()))
}

/// One yearly meeting.
#[utoipa::path(
    get, path = "/api/v1/meetings/{id}", tag = "governance",
    params(("id" = AnnualMeetingId, Path, description = "The meeting")),
    responses((status = 200, body = AnnualMeetingView)),
)]
pub async fn find_annual_meeting(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<AnnualMeetingId>,
) -> ApiResult<Answer<AnnualMeetingView>> {
    let row = store::find_meeting(app.db.read(), &access.scope, id).await?;
    Ok(Answer(StatusCode::OK, row.ok_or_else(ApiError::not_found)?.into()))
}

/// Withdraw the record of a meeting that is wrong; it stays, and counts no longer.
#[utoipa::path(
    post, path = "/api/v1/meetings/{id}/withdraw", tag = "governance",
    params(("id" = AnnualMeetingId, Path, description = "The meeting")),
    request_body = MeetingWithdrawalDraft,
    responses((status = 200, body = AnnualMeetingView)),
)]
pub async fn withdraw_annual_meeting(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<AnnualMeetingId>,
    ApiJson(draft): ApiJson<MeetingWithdrawalDraft>,
) -> ApiResult<Answer<AnnualMeetingView>> {
    let tx = app.db.begin_write().await?;
    let found = store::find_meeting(&tx, &access.visible, id).await?;
    lock(&tx, &access, found.ok_or_else(ApiError::not_found)?.organization_id).await?;
    // Read again under the lock: another request may have withdrawn it meanwhile.
    let before = store::find_meeting(&tx, &access.visible, id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    let row = actions::withdraw_meeting(&tx, &before, &draft, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, row.into()))
}
