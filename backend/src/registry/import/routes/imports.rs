//! HTTP of runs of imports.

use std::io::{Seek, Write};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use utoipa::{IntoParams, ToSchema};

use super::super::actions::{self, Caller, Finished, Settings};
use super::super::entity::import_run::{self, ImportOutcome};
use super::super::mapping::{Field, Locale, Mapping};
use super::super::{problems, remembered, store};
use crate::identity::Access;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::{ImportId, UserId};
use crate::kernel::region_code::CodeSystem;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, language};
use crate::platform::query::bad_parameter;
use crate::platform::reasons::Reason;
use crate::platform::tabular::spool;
use crate::platform::tabular::{Remark, Severity, Tally, cell};
use crate::platform::{ApiError, ApiQuery, AppState, Page, PageQuery, PageRequest, codes};
use crate::registry::actions::Context;
use crate::registry::entity::organization::LegalForm;

/// Imports at work at once in this process.
static IMPORTS: Semaphore = Semaphore::const_new(2);
/// How long an import waits for its turn.
const IMPORT_WAIT: Duration = Duration::from_secs(10);

/// The record of one run.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ImportView {
    /// Identity.
    pub id: ImportId,
    /// Who; absent for the command line.
    pub user_id: Option<UserId>,
    /// How it ended.
    pub outcome: ImportOutcome,
    /// Where the data comes from.
    pub source: Option<String>,
    /// Name of the profile used.
    pub profile: Option<String>,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: i64,
    /// Rows read, without the heading.
    pub rows_read: i64,
    /// Rows that make a new organization; where nothing was written, that would.
    pub rows_created: i64,
    /// Rows that change one.
    pub rows_updated: i64,
    /// Rows that say what is known.
    pub rows_unchanged: i64,
    /// Rows with a fault.
    pub rows_refused: i64,
    /// When.
    pub recorded_at: DateTime<Utc>,
}

impl From<import_run::Model> for ImportView {
    fn from(row: import_run::Model) -> Self {
        Self {
            id: row.id,
            user_id: row.user_id,
            outcome: row.outcome,
            source: row.source,
            profile: row.profile,
            sha256: row.sha256,
            bytes: row.bytes,
            rows_read: row.rows_read,
            rows_created: row.rows_created,
            rows_updated: row.rows_updated,
            rows_unchanged: row.rows_unchanged,
            rows_refused: row.rows_refused,
            recorded_at: row.recorded_at,
        }
    }
}

/// A column of the file and the field that it was read as.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ColumnView {
    /// Its position, the first being 1.
    pub position: usize,
    /// Its heading.
    pub heading: Option<String>,
    /// The field; absent where nothing was taken from it.
    pub field: Option<Field>,
}

/// A finding in a cell, a row, or the file.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct RemarkView {
    /// Row, the first being 1; 0 for the file as a whole.
    pub row: u64,
    /// Column, the first being 1; absent for the row as a whole.
    pub column: Option<usize>,
    /// Heading of the column.
    pub heading: Option<String>,
    /// The cell, shortened; never a NIK, an NPWP or a phone.
    pub value: Option<String>,
    /// How grave.
    pub severity: Severity,
    /// Stable machine name of the finding.
    pub code: String,
    /// What was found and what to do.
    pub detail: String,
    /// What could be meant.
    pub suggestion: Option<String>,
}

impl RemarkView {
    /// A finding in one language.
    #[must_use]
    pub fn of(remark: Remark, language: Language) -> Self {
        Self {
            row: remark.row,
            column: remark.column,
            heading: remark.heading,
            value: remark.value,
            severity: remark.severity,
            code: remark.fault.code.name.to_owned(),
            detail: remark.fault.detail(language),
            suggestion: remark.suggestion,
        }
    }
}

/// What came of a run.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ImportReport {
    /// Its record.
    pub import: ImportView,
    /// The columns of the file.
    pub columns: Vec<ColumnView>,
    /// How often each finding was made.
    pub tallies: Vec<Tally>,
    /// The first findings of each code; all of them as CSV by `Accept: text/csv`.
    pub remarks: Vec<RemarkView>,
}

impl ImportReport {
    /// The report of a finished run in one language.
    #[must_use]
    pub fn of(finished: Finished, language: Language) -> Self {
        let plan = finished.plan;
        let columns = plan.fields.iter().enumerate().map(|(place, field)| ColumnView {
            position: place + 1,
            heading: plan.heading(place).map(cell::shown),
            field: *field,
        });
        Self {
            columns: columns.collect(),
            import: finished.run.into(),
            tallies: finished.tallies,
            remarks: finished
                .remarks
                .into_iter()
                .map(|remark| RemarkView::of(remark, language))
                .collect(),
        }
    }
}

/// How a file is to be imported. What is left out is taken from the profile.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Report only; nothing is written but the record of the run.
    pub dry_run: Option<bool>,
    /// Write the rows without faults; without it, one fault refuses the file.
    pub only_valid: Option<bool>,
    /// Name of an import profile.
    #[param(max_length = 60)]
    pub profile: Option<String>,
    /// Legal form of rows that name none.
    pub legal_form: Option<LegalForm>,
    /// How numbers are written.
    pub locale: Option<Locale>,
    /// Who numbered the regions.
    pub code_system: Option<CodeSystem>,
    /// Short name of where the file comes from; part of the natural key.
    #[param(min_length = 1, max_length = 60)]
    pub source: Option<String>,
}

/// Runs of imports, oldest first: one's own, or all for who reaches the whole
/// nation; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/imports", tag = "registry",
    params(PageQuery),
    responses((status = 200, content((Page<ImportView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_imports(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, access) = (app.clone(), access.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let user = access.user_id();
            let rows = store::list_runs(app.db.read(), &access.scope, user, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, ImportView::from))
        }
    })
    .await
}

/// Import a file of organizations: CSV in any encoding and with any separator,
/// as the raw body. Answers 201 with a report, also where the file is refused
/// for faults in its rows (`outcome`), since every run leaves its record.
#[utoipa::path(
    post, path = "/api/v1/imports", tag = "registry",
    params(ImportQuery),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/octet-stream"))),
    responses((status = 201, content((ImportReport = "application/json"), (String = "text/csv")))),
)]
pub async fn create_import(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    headers: HeaderMap,
    ApiQuery(query): ApiQuery<ImportQuery>,
    body: Body,
) -> ApiResult<Response> {
    require_table(&headers)?;
    let language = language(&headers);
    let settings = Settings { language, ..settings(&app, query).await? };
    // The file is taken in whole before a transaction begins: a slow client
    // must not hold back other writers.
    let file = spool(body).await?;
    let context = Context::of(&access);
    let mut full = match format {
        Format::Csv => Some(tempfile::tempfile().map_err(ApiError::internal)?),
        Format::Json => None,
    };
    let sink =
        full.as_ref().map(std::fs::File::try_clone).transpose().map_err(ApiError::internal)?;
    // Each import remembers its rows' keys; a queue of them would fill the memory.
    let place = tokio::time::timeout(IMPORT_WAIT, IMPORTS.acquire()).await;
    let _place = place.map_err(|_| ApiError::retry_after(&codes::BUSY, 5))?;
    let gazetteer = remembered::gazetteer(&app).await?;
    let caller = Caller {
        scope: &access.scope,
        context: &context,
        gazetteer: &gazetteer,
        progress: &mut |_| {},
        sink: sink.map(|file| Box::new(file) as Box<dyn Write + Send>),
    };
    let finished = actions::run_import(&app.db, file, &settings, caller).await?;
    if let Some(mut full) = full.take() {
        full.rewind().map_err(ApiError::internal)?;
        let stream = tokio_util::io::ReaderStream::new(tokio::fs::File::from_std(full));
        let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
        return Ok((StatusCode::CREATED, kind, Body::from_stream(stream)).into_response());
    }
    Ok(Answer(StatusCode::CREATED, ImportReport::of(finished, language)).into_response())
}

async fn settings(app: &AppState, query: ImportQuery) -> ApiResult<Settings> {
    let mapping = match &query.profile {
        None => Mapping::default(),
        Some(name) => {
            let row = store::find_profile_by_name(app.db.read(), name).await?;
            let unknown = || Fault::at(&problems::PROFILE_UNKNOWN, "?profile");
            let row = row.ok_or_else(unknown)?;
            serde_json::from_value(row.mapping).map_err(ApiError::internal)?
        }
    };
    if let Some(source) = &query.source {
        let length = source.trim().chars().count();
        if !(1..=60).contains(&length) || source.chars().any(char::is_control) {
            return Err(bad_parameter("source", &Reason::length(&(1..=60))).into());
        }
    }
    let base = Settings::of(mapping, query.profile);
    Ok(Settings {
        dry_run: query.dry_run.unwrap_or(false),
        only_valid: query.only_valid.unwrap_or(false),
        source: query.source.map(|source| source.trim().to_owned()).or(base.source),
        legal_form: query.legal_form.or(base.legal_form),
        locale: query.locale.unwrap_or(base.locale),
        code_system: query.code_system.unwrap_or(base.code_system),
        ..base
    })
}

fn require_table(headers: &HeaderMap) -> ApiResult<()> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if ["text/csv", "application/octet-stream"].iter().any(|known| kind.eq_ignore_ascii_case(known))
    {
        return Ok(());
    }
    let fault = Fault::new(&codes::UNSUPPORTED_MEDIA_TYPE);
    Err(fault.with("expected", "text/csv, application/octet-stream").into())
}
