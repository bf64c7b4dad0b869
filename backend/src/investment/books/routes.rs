//! HTTP of imports of books.

use std::io::{Seek, Write};
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sea_orm::ConnectionTrait;
use serde_json::Value;
use tokio::sync::Semaphore;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Caller, Finished, Outcome, Settings};
use super::{problems, store};
use crate::identity::Access;
use crate::investment::journal::Reach;
use crate::investment::routes::issuer;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::OrganizationId;
use crate::platform::csv_answer::{self, Format};
use crate::platform::idempotency::Replay;
use crate::platform::json::{Answer, JsonText};
use crate::platform::problem::{ApiResult, language};
use crate::platform::tabular::spool;
use crate::platform::{ApiError, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest, codes};
use crate::registry::import::mapping::Mapping;

mod query;
mod views;

pub use query::BooksImportQuery;
pub use views::{BooksImportReport, BooksImportView};

/// Imports at work at once in this process: each keeps its rows in memory.
static IMPORTS: Semaphore = Semaphore::const_new(2);
/// How long an import waits for its turn.
const IMPORT_WAIT: Duration = Duration::from_secs(10);
/// What a file may come as; its content tells what it is.
const MEDIA_TYPES: [&str; 3] = [
    "text/csv",
    "application/octet-stream",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
];

/// The operations of imports of books.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list_books_imports, create_books_import))
}

/// Imports of an issuer's books, oldest first, dry runs and refused ones
/// included; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/books/imports", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PageQuery),
    responses((status = 200, content((Page<BooksImportView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_books_imports(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, issuer) = (app.clone(), issuer.id);
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_imports(app.db.read(), issuer, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, BooksImportView::from))
        }
    })
    .await
}

/// Import the books that an issuer kept before: members and their balances on
/// one day, from CSV or XLSX, as the raw body.
///
/// Answers 201 with a report, also where a fault in any cell or a control total
/// refuses the file (`outcome`), since every run leaves its record. The same
/// file for the same day is booked once: later ones get the report that was
/// kept, with 200. With `Accept: text/csv` the answer is every finding.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/books/imports", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), BooksImportQuery),
    request_body(content(
        (String = "text/csv"),
        (Vec<u8> = "application/octet-stream"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    )),
    responses(
        (status = 201, content((BooksImportReport = "application/json"), (String = "text/csv"))),
        (status = 200, body = BooksImportReport, description = "The same file was booked before"),
    ),
)]
pub async fn create_books_import(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<BooksImportQuery>,
    body: Body,
) -> ApiResult<Response> {
    require_table(&headers)?;
    let issuer = issuer(&app, &access, id).await?;
    let mapping = mapping(app.db.read(), query.profile.as_deref()).await?;
    let settings = query.settings(mapping, language(&headers))?;
    // The file is taken in whole before a transaction begins: a slow client
    // must not hold back other writers.
    let file = spool(body).await?;
    let full = match format {
        Format::Csv => Some(tempfile::tempfile().map_err(ApiError::internal)?),
        Format::Json => None,
    };
    let sink =
        full.as_ref().map(std::fs::File::try_clone).transpose().map_err(ApiError::internal)?;
    let place = tokio::time::timeout(IMPORT_WAIT, IMPORTS.acquire()).await;
    let _place = place.map_err(|_| ApiError::retry_after(&codes::BUSY, 5))?;
    let author = access.author();
    let caller = Caller {
        author: &author,
        reach: Reach::of(&access),
        approval: None,
        vault: &app.vault,
        progress: &mut |_| {},
        sink: sink.map(|file| Box::new(file) as Box<dyn Write + Send>),
        view: report,
    };
    let outcome = actions::run_import(&app.db, file, &issuer, &settings, caller).await?;
    if let Outcome::Done(finished) = &outcome {
        count_hints(&app, &access, finished)?;
    }
    answer(outcome, full, &settings)
}

/// Each NIK that is recorded beyond the caller's reach tells of somebody: so many,
/// of all files and single records together, and no more in a while.
///
/// # Errors
/// 429 with the seconds to wait; the run has its record, which says how many.
fn count_hints(app: &AppState, access: &Access, finished: &Finished) -> ApiResult<()> {
    let user = access.user_id().to_string();
    (0..finished.nik_taken()).try_for_each(|_| app.logins.hints_by_user.attempt(&user))
}

fn answer(
    outcome: Outcome,
    full: Option<std::fs::File>,
    settings: &Settings,
) -> ApiResult<Response> {
    let finished = match outcome {
        Outcome::Kept(body) => {
            let body = JsonText::of(&body)?;
            return Ok(Replay { status: StatusCode::OK, body }.into_response());
        }
        Outcome::Done(finished) => finished,
    };
    if let Some(mut full) = full {
        full.rewind().map_err(ApiError::internal)?;
        let stream = tokio_util::io::ReaderStream::new(tokio::fs::File::from_std(full));
        let kind = [(header::CONTENT_TYPE, "text/csv; charset=utf-8")];
        return Ok((StatusCode::CREATED, kind, Body::from_stream(stream)).into_response());
    }
    let report = BooksImportReport::of(&finished, settings.language);
    Ok(Answer(StatusCode::CREATED, report).into_response())
}

/// The report as it is kept.
///
/// # Errors
/// 500 where it cannot be written as JSON.
pub fn report(finished: &Finished, language: Language) -> ApiResult<Value> {
    serde_json::to_value(BooksImportReport::of(finished, language)).map_err(ApiError::internal)
}

/// What a profile says; nothing without one.
async fn mapping(conn: &impl ConnectionTrait, profile: Option<&str>) -> ApiResult<Mapping> {
    let Some(name) = profile else { return Ok(Mapping::default()) };
    let row = crate::registry::import::store::find_profile_by_name(conn, name).await?;
    let unknown = || Fault::at(&crate::registry::import::problems::PROFILE_UNKNOWN, "?profile");
    let row = row.ok_or_else(unknown)?;
    serde_json::from_value(row.mapping).map_err(ApiError::internal)
}

fn require_table(headers: &HeaderMap) -> ApiResult<()> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    if MEDIA_TYPES.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return Ok(());
    }
    let fault = Fault::new(&codes::UNSUPPORTED_MEDIA_TYPE);
    Err(fault.with("expected", MEDIA_TYPES.join(", ")).into())
}
