//! HTTP of what is due: of one organization, and of all of a region.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::NaiveDate;
use sea_orm::Iterable;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::subject;
use crate::governance::meetings::entity::meeting::{self, MeetingKind};
use crate::governance::meetings::problems;
use crate::governance::meetings::rules::{self, Due, DueState, Duty};
use crate::governance::meetings::store::{self, OverdueFilter, OverdueForm, OverdueRow};
use crate::identity::Access;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{AnnualMeetingId, OrganizationId};
use crate::kernel::period::local_date;
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::{self, Format};
use crate::platform::db::stored_region;
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiError, ApiPath, ApiQuery, AppState, Page, PageRequest};
use crate::registry::entity::organization::{self, LegalForm, OrganizationStatus};
use crate::registry::parameters::Parameters;
use crate::registry::remembered::parameters;

/// On which day.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MeetingsDueQuery {
    /// The day, also a coming one; today if left out.
    pub as_of: Option<NaiveDate>,
}

/// Whether a cooperative may have its NIK certificate, by its meetings.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NikCertificateView {
    /// Whether there was a meeting on each of these book years.
    pub eligible: bool,
    /// The book years that count, the latest first.
    pub book_years: Vec<i64>,
    /// Those of them without a meeting.
    pub missing: Vec<i64>,
}

/// How the yearly meeting of an organization stands on a day.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct MeetingsDueView {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The day.
    pub as_of: NaiveDate,
    /// Which meeting its form has.
    pub kind: Option<MeetingKind>,
    /// How it stands.
    pub state: DueState,
    /// The oldest book year without a meeting since the latest one with.
    pub book_year: Option<i64>,
    /// Last day of that book year.
    pub book_year_end: Option<NaiveDate>,
    /// Last day on which nobody is warned.
    pub warning_after: Option<NaiveDate>,
    /// Last day that the law allows.
    pub breach_after: Option<NaiveDate>,
    /// The meeting on the latest book year that was held by that day.
    pub last_meeting_id: Option<AnnualMeetingId>,
    /// The book year of that meeting.
    pub last_book_year: Option<i64>,
    /// The NIK certificate; for cooperatives alone.
    pub certificate: Option<NikCertificateView>,
    /// What is overdue, and what to do.
    pub warnings: Vec<ProblemItem>,
}

/// How the yearly meeting of an organization stands on a day: whether it is overdue, and for a cooperative whether it may have its NIK certificate (R35).
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/meetings/due", tag = "governance",
    params(("id" = OrganizationId, Path, description = "The organization"), MeetingsDueQuery),
    responses((status = 200, body = MeetingsDueView)),
)]
pub async fn find_meetings_due(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<MeetingsDueQuery>,
) -> ApiResult<Answer<MeetingsDueView>> {
    let of = subject(&app, &access, id).await?;
    let offset = stored_region(&of.region_code)?.utc_offset();
    let as_of = query.as_of.unwrap_or_else(|| local_date(access.at, offset));
    let held = store::held_by(app.db.read(), id, as_of).await?;
    let parameters = parameters(&app).await?;
    let (view, fault) = stand(&of, &held, &parameters, as_of);
    let language = language(&headers);
    let warnings = fault.iter().map(|fault| ProblemItem::of(fault, language)).collect();
    Ok(Answer(StatusCode::OK, MeetingsDueView { warnings, ..view }))
}

/// How the meetings of an organization stand on a day, by those held until then.
fn stand(
    of: &organization::Model,
    held: &[meeting::Model],
    parameters: &Parameters,
    as_of: NaiveDate,
) -> (MeetingsDueView, Option<Fault>) {
    let duty = rules::duty_of(of.legal_form, parameters, as_of);
    // Who is at rest or has ended holds no meetings.
    let duty = duty.filter(|_| of.status == OrganizationStatus::Active);
    let last = held.first();
    let mut view = MeetingsDueView {
        organization_id: of.id,
        as_of,
        kind: rules::meeting_of(of.legal_form),
        state: DueState::NotRequired,
        book_year: None,
        book_year_end: None,
        warning_after: None,
        breach_after: None,
        last_meeting_id: last.map(|last| last.id),
        last_book_year: last.map(|last| last.book_year),
        certificate: None,
        warnings: Vec::new(),
    };
    let Some(duty) = duty else { return (view, None) };
    let last_end = last.map(|last| last.book_year_end);
    let due = rules::due(&duty, last_end, of.founded_on, as_of);
    view.state = due.state;
    view.book_year = Some(due.book_year.number);
    view.book_year_end = Some(due.book_year.end);
    view.warning_after = due.warning_after;
    view.breach_after = due.breach_after;
    if let Some(required) = rules::required(of.legal_form, parameters, as_of) {
        let years: Vec<i64> = held.iter().map(|meeting| meeting.book_year).collect();
        let found = rules::certificate(&duty, required, &years, last_end, as_of);
        view.certificate = Some(NikCertificateView {
            eligible: found.eligible(),
            book_years: found.book_years,
            missing: found.missing,
        });
    }
    let fault = fault_of(&duty, &due);
    (view, fault)
}

/// What to say of an overdue meeting.
fn fault_of(duty: &Duty, due: &Due) -> Option<Fault> {
    let (code, until) = match due.state {
        DueState::NotRequired | DueState::InOrder => return None,
        DueState::Warning => (&problems::MEETING_LATE, due.warning_after),
        DueState::Breach => (&problems::MEETING_MISSED, due.breach_after),
    };
    let fault = Fault::new(code)
        .with("kind", duty.kind.display())
        .with("book_year", due.book_year.number)
        .with("until", until.unwrap_or_default());
    Some(fault)
}

/// Whose meetings.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct OverdueQuery {
    /// With the seat in this region or below.
    pub region: Option<RegionCode>,
    /// Of this legal form.
    pub legal_form: Option<LegalForm>,
    /// In breach of the law alone; whoever is overdue if left out or false.
    pub breach: Option<bool>,
    /// The day, also a coming one; today if left out.
    pub as_of: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// An organization whose yearly meeting is overdue.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OverdueMeetingView {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name.
    pub name: String,
    /// Its form.
    pub legal_form: LegalForm,
    /// Region of its seat.
    pub region_code: String,
    /// How it stands.
    pub state: DueState,
    /// The oldest book year without a meeting since the latest one with.
    pub book_year: i64,
    /// Last day on which nobody is warned.
    pub warning_after: Option<NaiveDate>,
    /// Last day that the law allows.
    pub breach_after: Option<NaiveDate>,
    /// End of the latest book year with a meeting.
    pub last_book_year_end: Option<NaiveDate>,
}

/// Organizations at work whose yearly meeting is overdue on a day, oldest record first; as CSV by `Accept: text/csv` (R35).
#[utoipa::path(
    get, path = "/api/v1/meetings/overdue", tag = "governance",
    params(OverdueQuery),
    responses((status = 200, content((Page<OverdueMeetingView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_overdue_meetings(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<OverdueQuery>,
) -> ApiResult<Response> {
    let as_of = query.as_of.unwrap_or_else(|| access.today());
    let parameters = parameters(&app).await?;
    let forms = overdue_forms(&query, &parameters, as_of);
    let filter = OverdueFilter { region: query.region, forms, as_of };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, scope, filter) = (app.clone(), access.scope.clone(), filter.clone());
        let parameters = parameters.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_overdue(app.db.read(), &scope, &filter, &page).await?;
            let view = |row| overdue(row, &parameters, as_of);
            Page::of(rows, page.limit, |row| row.id, view).whole()
        }
    })
    .await
}

/// By form, who is overdue.
fn overdue_forms(
    query: &OverdueQuery,
    parameters: &Parameters,
    as_of: NaiveDate,
) -> Vec<OverdueForm> {
    let breach = query.breach.unwrap_or(false);
    let mut forms = Vec::new();
    for form in LegalForm::iter().filter(|form| query.legal_form.is_none_or(|of| of == *form)) {
        let duty = rules::duty_of(form, parameters, as_of);
        let cut = duty.and_then(|duty| rules::cut(&duty, breach, as_of));
        forms.extend(cut.map(|cut| OverdueForm {
            form,
            last: cut.last,
            founded: cut.founded,
            unknown: cut.unknown,
        }));
    }
    forms
}

fn overdue(
    row: OverdueRow,
    parameters: &Parameters,
    as_of: NaiveDate,
) -> ApiResult<OverdueMeetingView> {
    let duty = rules::duty_of(row.legal_form, parameters, as_of);
    let duty = duty.ok_or_else(|| ApiError::internal("an overdue meeting without a duty"))?;
    let due = rules::due(&duty, row.last_end, row.founded_on, as_of);
    Ok(OverdueMeetingView {
        organization_id: row.id,
        name: row.name,
        legal_form: row.legal_form,
        region_code: row.region_code,
        state: due.state,
        book_year: due.book_year.number,
        warning_after: due.warning_after,
        breach_after: due.breach_after,
        last_book_year_end: row.last_end,
    })
}
