//! HTTP of logs.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::follow_ups::FollowUpView;
use super::{local, today_in};
use crate::cluster::entity::cluster::Phase;
use crate::identity::access::REGISTRARS;
use crate::identity::{Access, problems as identity_problems, scope};
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::{ClusterId, MentorId, MentoringLogId, OrganizationId, StageId, UserId};
use crate::kernel::region_code::RegionCode;
use crate::mentoring::actions::{self, Context, SavedLog, stored_warnings};
use crate::mentoring::drafts::{Attachment, MentoringLogDraft, Participants};
use crate::mentoring::entity::mentoring_log::{self, Confirmation, LogStatus, VisitForm};
use crate::mentoring::entity::{follow_up, mentor, mentoring_log_revision};
use crate::mentoring::store::{self, LogFilter};
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::stored_region;
use crate::platform::etag::{IfMatch, Versioned};
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::drafts::{Point, degrees};

/// A log of a visit.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MentoringLogView {
    /// Identity.
    pub id: MentoringLogId,
    /// Who assisted.
    pub mentor_id: MentorId,
    /// Who wrote the log.
    pub author_user_id: Option<UserId>,
    /// Who was assisted.
    pub organization_id: OrganizationId,
    /// At which stage.
    pub stage_id: StageId,
    /// Region of the organization.
    pub region_code: String,
    /// Phase of the programme.
    pub phase: Phase,
    /// Start, on the clocks of the village.
    pub started_at: DateTime<FixedOffset>,
    /// End, on the clocks of the village.
    pub ended_at: DateTime<FixedOffset>,
    /// Day of the visit in the village; decides month and quarter.
    pub local_date: NaiveDate,
    /// Length in whole minutes.
    pub minutes: i64,
    /// Village of the visit.
    pub village_code: String,
    /// Form of the assistance.
    pub form: VisitForm,
    /// Topic.
    pub topic: String,
    /// Unit of competence.
    pub competency_unit: Option<String>,
    /// Who took part.
    pub participants: Participants,
    /// Problem found.
    pub problem: String,
    /// Advice given.
    pub advice: String,
    /// What stood in the way.
    pub obstacles: Option<String>,
    /// How the assisted confirmed the visit.
    pub confirmation: Confirmation,
    /// References to files.
    pub attachments: Vec<Attachment>,
    /// Where it stands.
    pub status: LogStatus,
    /// When it was first sent.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Whether it was sent in time; absent for a draft.
    pub on_time: Option<bool>,
    /// Whether it overlaps another log of the mentor.
    pub overlapping: bool,
    /// Whether it is too far from another log for the time between.
    pub distance_doubtful: bool,
    /// Whether the mentor's certificate had run out.
    pub certificate_expired: bool,
    /// Who verified or returned it.
    pub reviewed_by: Option<UserId>,
    /// When.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// What the verifier said.
    pub comment: Option<String>,
    /// When it was recorded.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Where, until verification; for the mentor, the author and those who may
    /// verify alone; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
    /// Accuracy of the point in metres; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_metres: Option<i32>,
    /// What was agreed; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_ups: Option<Vec<FollowUpView>>,
    /// What stood here before corrections, oldest first; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revisions: Option<Vec<LogRevisionView>>,
    /// What should be looked at; left out in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<ProblemItem>,
}

/// A log as it stood before it was corrected.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LogRevisionView {
    /// The version that was replaced.
    pub version: i64,
    /// The status that it had.
    pub status: LogStatus,
    /// The text that was replaced.
    #[schema(value_type = Object)]
    pub content: serde_json::Value,
    /// Who replaced it.
    pub recorded_by: Option<UserId>,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl From<mentoring_log_revision::Model> for LogRevisionView {
    fn from(row: mentoring_log_revision::Model) -> Self {
        Self {
            version: row.version,
            status: row.status,
            content: row.content,
            recorded_by: row.recorded_by,
            recorded_at: row.recorded_at,
        }
    }
}

impl From<mentoring_log::Model> for MentoringLogView {
    fn from(row: mentoring_log::Model) -> Self {
        Self {
            id: row.id,
            mentor_id: row.mentor_id,
            author_user_id: row.author_user_id,
            organization_id: row.organization_id,
            stage_id: row.stage_id,
            region_code: row.region_code,
            phase: row.phase,
            started_at: local(row.started_at, &row.village_code),
            ended_at: local(row.ended_at, &row.village_code),
            local_date: row.local_date,
            minutes: row.minutes,
            village_code: row.village_code,
            form: row.form,
            topic: row.topic,
            competency_unit: row.competency_unit,
            participants: Participants {
                total: row.participants,
                women: row.women,
                youth: row.youth,
                with_disability: row.with_disability,
            },
            problem: row.problem,
            advice: row.advice,
            obstacles: row.obstacles,
            confirmation: row.confirmation,
            attachments: serde_json::from_value(row.attachments).unwrap_or_default(),
            status: row.status,
            submitted_at: row.submitted_at,
            on_time: row.on_time,
            overlapping: row.overlapping,
            distance_doubtful: row.distance_doubtful,
            certificate_expired: row.certificate_expired,
            reviewed_by: row.reviewed_by,
            reviewed_at: row.reviewed_at,
            comment: row.comment,
            created_at: row.created_at,
            updated_at: row.updated_at,
            point: None,
            accuracy_metres: None,
            follow_ups: None,
            revisions: None,
            warnings: Vec::new(),
        }
    }
}

impl MentoringLogView {
    /// The view of one log with its point, follow-ups and warnings.
    pub(super) fn whole(
        row: mentoring_log::Model,
        follow_ups: Vec<follow_up::Model>,
        warnings: &[Fault],
        access: &Access,
        language: Language,
    ) -> ApiResult<Self> {
        let today = today_in(&stored_region(&row.village_code)?, access);
        let point = row.latitude_microdegrees.zip(row.longitude_microdegrees);
        let accuracy_metres = row.accuracy_metres;
        Ok(Self {
            point: point.map(|(latitude, longitude)| Point {
                latitude: degrees(latitude),
                longitude: degrees(longitude),
            }),
            accuracy_metres,
            follow_ups: Some(
                follow_ups.into_iter().map(|one| FollowUpView::of(one, today)).collect(),
            ),
            warnings: warnings.iter().map(|fault| ProblemItem::of(fault, language)).collect(),
            ..Self::from(row)
        })
    }

    /// The answer that shows one log with all that belongs to it.
    pub(super) async fn single(
        conn: &impl ConnectionTrait,
        row: mentoring_log::Model,
        context: &Context,
        access: &Access,
        language: Language,
    ) -> ApiResult<Versioned<Self>> {
        let follow_ups = store::follow_ups_of(conn, row.id).await?;
        let revisions = store::list_revisions(conn, row.id).await?;
        let warnings = stored_warnings(&row, context)?;
        let version = row.version;
        let view = Self::whole(row, follow_ups, &warnings, access, language)?;
        let revisions = Some(revisions.into_iter().map(LogRevisionView::from).collect());
        Ok(Versioned::ok(version, Self { revisions, ..view }))
    }
}

/// Which logs.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MentoringLogQuery {
    /// Of organizations in this region or below.
    pub region: Option<RegionCode>,
    /// At stages of this cluster.
    pub cluster: Option<ClusterId>,
    /// Of this organization.
    pub organization: Option<OrganizationId>,
    /// At this stage.
    pub stage: Option<StageId>,
    /// Of this mentor.
    pub mentor: Option<MentorId>,
    /// With this status.
    #[param(inline)]
    pub status: Option<LogStatus>,
    /// Visited on this local day or later.
    pub from: Option<NaiveDate>,
    /// Visited on this local day or earlier.
    pub to: Option<NaiveDate>,
    /// Only those where something is to be looked at (late, overlap, distance,
    /// certificate), or only those where nothing is.
    pub flagged: Option<bool>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Logs that the caller may see, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/mentoring-logs", tag = "mentoring",
    params(MentoringLogQuery),
    responses((status = 200, content((Page<MentoringLogView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_mentoring_logs(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<MentoringLogQuery>,
) -> ApiResult<Response> {
    let filter = LogFilter {
        region: query.region,
        cluster: query.cluster,
        organization: query.organization,
        stage: query.stage,
        mentor: query.mentor,
        status: query.status,
        from: query.from,
        to: query.to,
        flagged: query.flagged,
    };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, access, filter) = (app.clone(), access.clone(), filter.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let (scope, reader) = (&access.scope, access.user_id());
            let rows = store::list_logs(app.db.read(), scope, reader, &filter, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, MentoringLogView::from))
        }
    })
    .await
}

/// Record a log of a visit. With an `id` of the device's, an identical resend
/// answers 200 with the same log (R95).
#[utoipa::path(
    post, path = "/api/v1/mentoring-logs", tag = "mentoring",
    request_body = MentoringLogDraft,
    responses((status = 201, body = MentoringLogView), (status = 200, body = MentoringLogView, description = "An identical resend")),
)]
pub async fn create_mentoring_log(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiJson(draft): ApiJson<MentoringLogDraft>,
) -> ApiResult<Versioned<MentoringLogView>> {
    let tx = app.db.begin_write().await?;
    let context = Context::of(&access, &tx).await?;
    let saved = actions::create_log(&tx, draft, &context).await?;
    tx.commit().await?;
    answer(saved, &access, &headers)
}

/// One log with its follow-ups and what stood there before corrections.
#[utoipa::path(
    get, path = "/api/v1/mentoring-logs/{id}", tag = "mentoring",
    params(("id" = MentoringLogId, Path, description = "The log")),
    responses((status = 200, body = MentoringLogView)),
)]
pub async fn find_mentoring_log(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<MentoringLogId>,
) -> ApiResult<Versioned<MentoringLogView>> {
    let conn = app.db.read();
    let row = store::find_log(conn, &access.scope, access.user_id(), id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let row = if may_see_point(conn, &access, &row).await? { row } else { without_point(row) };
    let context = Context::of(&access, conn).await?;
    MentoringLogView::single(conn, row, &context, &access, language(&headers)).await
}

/// The point tells where the mentor was: it is for them, for who wrote it
/// down, and for those who may verify the log.
async fn may_see_point(
    conn: &impl ConnectionTrait,
    access: &Access,
    row: &mentoring_log::Model,
) -> ApiResult<bool> {
    let verifiers = scope::scope(&access.actor, REGISTRARS, access.today());
    if verifiers.covers(&stored_region(&row.region_code)?, row.organization_id) {
        return Ok(true);
    }
    is_own(conn, access, row).await
}

fn without_point(row: mentoring_log::Model) -> mentoring_log::Model {
    mentoring_log::Model {
        latitude_microdegrees: None,
        longitude_microdegrees: None,
        accuracy_metres: None,
        ..row
    }
}

/// Replace one's own log: finish a draft, correct a sent log in its window
/// (R97), send a returned one again.
#[utoipa::path(
    put, path = "/api/v1/mentoring-logs/{id}", tag = "mentoring",
    params(("id" = MentoringLogId, Path, description = "The log"), ("If-Match" = String, Header, description = "ETag of the version read")),
    request_body = MentoringLogDraft,
    responses((status = 200, body = MentoringLogView)),
)]
pub async fn replace_mentoring_log(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    if_match: IfMatch,
    ApiPath(id): ApiPath<MentoringLogId>,
    ApiJson(draft): ApiJson<MentoringLogDraft>,
) -> ApiResult<Versioned<MentoringLogView>> {
    let tx = app.db.begin_write().await?;
    let before = store::lock_log(&tx, &access.visible, access.user_id(), id).await?;
    let before = before.ok_or_else(ApiError::not_found)?;
    require_own(&tx, &access, &before).await?;
    if_match.check(before.version)?;
    let context = Context::of(&access, &tx).await?;
    let saved = actions::replace_log(&tx, before, draft, &context).await?;
    tx.commit().await?;
    answer(SavedLog { fresh: false, ..saved }, &access, &headers)
}

/// A log is changed by its author, or by the mentor whom it tells of.
async fn require_own(
    conn: &impl ConnectionTrait,
    access: &Access,
    row: &mentoring_log::Model,
) -> ApiResult<()> {
    let own = is_own(conn, access, row).await?;
    if own { Ok(()) } else { Err((&identity_problems::NOT_PERMITTED).into()) }
}

/// Whether the caller wrote a log, or is the mentor whom it tells of.
async fn is_own(
    conn: &impl ConnectionTrait,
    access: &Access,
    row: &mentoring_log::Model,
) -> ApiResult<bool> {
    use sea_orm::EntityTrait;
    if row.author_user_id == Some(access.user_id()) {
        return Ok(true);
    }
    let mentor = mentor::Entity::find_by_id(row.mentor_id).one(conn).await?;
    Ok(mentor.is_some_and(|mentor| mentor.user_id == Some(access.user_id())))
}

fn answer(
    saved: SavedLog,
    access: &Access,
    headers: &HeaderMap,
) -> ApiResult<Versioned<MentoringLogView>> {
    let (version, fresh) = (saved.row.version, saved.fresh);
    let language = language(headers);
    let view =
        MentoringLogView::whole(saved.row, saved.follow_ups, &saved.warnings, access, language)?;
    Ok(Versioned::created(version, view, fresh))
}
