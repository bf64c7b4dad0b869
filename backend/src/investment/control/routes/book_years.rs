//! HTTP of book years.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::identity::Access;
use crate::investment::control::actions;
use crate::investment::control::drafts::BookYearDraft;
use crate::investment::control::entity::closing;
use crate::investment::control::store::{self, Figure};
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::investment::routes::issuer;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{BookYearClosingId, OrganizationId, UserId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::vault::hex;
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// One closing of a book year.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct BookYearView {
    /// Identity of this closing.
    pub id: BookYearClosingId,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Calendar year in which the book year begins.
    pub book_year: i64,
    /// First day.
    pub first_on: NaiveDate,
    /// Last day.
    pub last_on: NaiveDate,
    /// Whether it is in force; false once reopened.
    pub closed: bool,
    /// Place of the last transaction when it was closed.
    pub head_sequence: i64,
    /// Hash of that transaction.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    pub head_hash: String,
    /// Why.
    pub reason: String,
    /// When.
    pub closed_at: DateTime<Utc>,
    /// Who.
    pub closed_by: Option<UserId>,
    /// Why it was opened again.
    pub reopen_reason: Option<String>,
    /// When it was opened again.
    pub reopened_at: Option<DateTime<Utc>>,
    /// Who opened it again.
    pub reopened_by: Option<UserId>,
    /// What the closing found beside what the books say now; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<Vec<FigureView>>,
    /// Whether all figures still stand; left out in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unchanged: Option<bool>,
}

/// One line of a closing.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FigureView {
    /// Side of the balance sheet.
    pub class: AccountClass,
    /// The line.
    pub line: Line,
    /// At the closing: debits less credits for assets, else credits less debits.
    pub closed: Money,
    /// The same by what is known now.
    pub now: Money,
}

impl From<closing::Model> for BookYearView {
    fn from(row: closing::Model) -> Self {
        Self {
            id: row.id,
            organization_id: row.organization_id,
            book_year: row.book_year,
            first_on: row.first_on,
            last_on: row.last_on,
            closed: row.reopened_at.is_none(),
            head_sequence: row.head_sequence,
            head_hash: hex(&row.head_hash),
            reason: row.reason,
            closed_at: row.closed_at,
            closed_by: row.closed_by,
            reopen_reason: row.reopen_reason,
            reopened_at: row.reopened_at,
            reopened_by: row.reopened_by,
            figures: None,
            unchanged: None,
        }
    }
}

impl BookYearView {
    fn with_figures(row: closing::Model, closed: &[Figure], now: &[Figure]) -> ApiResult<Self> {
        let mut lines: Vec<(AccountClass, Line)> =
            closed.iter().chain(now).map(|figure| (figure.class, figure.line)).collect();
        lines.sort();
        lines.dedup();
        let on = |figures: &[Figure], class: AccountClass, line: Line| -> ApiResult<Money> {
            let found = figures.iter().find(|it| it.class == class && it.line == line);
            let balance = found.map_or(Money::ZERO, |figure| figure.balance);
            // An asset grows by debits.
            let asset = class == AccountClass::Asset;
            let signed = if asset { Money::ZERO.checked_sub(balance) } else { Ok(balance) };
            Ok(signed.map_err(Fault::from)?)
        };
        let figures = lines
            .into_iter()
            .map(|(class, line)| {
                let (closed, now) = (on(closed, class, line)?, on(now, class, line)?);
                Ok(FigureView { class, line, closed, now })
            })
            .collect::<ApiResult<Vec<_>>>()?;
        let unchanged = figures.iter().all(|figure| figure.closed == figure.now);
        Ok(Self { figures: Some(figures), unchanged: Some(unchanged), ..Self::from(row) })
    }
}

/// Closings of an issuer's book years, oldest first, also reopened ones; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/book-years", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), PageQuery),
    responses((status = 200, content((Page<BookYearView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_book_years(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let issuer = issuer(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_closings(app.db.read(), issuer.id, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.id, BookYearView::from))
        }
    })
    .await
}

/// The latest closing of a book year, with what it found beside what the books
/// say of that day now.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/book-years/{year}", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), ("year" = i64, Path, description = "The book year")),
    responses((status = 200, body = BookYearView)),
)]
pub async fn find_book_year(
    State(app): State<AppState>,
    access: Access,
    ApiPath((id, year)): ApiPath<(OrganizationId, i64)>,
) -> ApiResult<Answer<BookYearView>> {
    let issuer = issuer(&app, &access, id).await?;
    let conn = app.db.read();
    let row = store::last_closing(conn, issuer.id, year).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    let closed = store::figures_of(conn, row.id).await?;
    let now = store::figures_on(conn, issuer.id, row.last_on).await?;
    Ok(Answer(StatusCode::OK, BookYearView::with_figures(row, &closed, &now)?))
}

/// Close a book year that is over, with those before it: nothing is posted
/// into it any more, by any act.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/book-years/{year}/close", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), ("year" = i64, Path, description = "The book year")),
    request_body = BookYearDraft,
    responses((status = 201, body = BookYearView)),
)]
pub async fn close_book_year(
    State(app): State<AppState>,
    access: Access,
    ApiPath((id, year)): ApiPath<(OrganizationId, i64)>,
    ApiJson(draft): ApiJson<BookYearDraft>,
) -> ApiResult<Answer<BookYearView>> {
    let issuer = issuer(&app, &access, id).await?;
    let tx = app.db.begin_write().await?;
    let (row, figures) =
        actions::close_book_year(&tx, &issuer, year, draft.reason, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::CREATED, BookYearView::with_figures(row, &figures, &figures)?))
}

/// Open the latest closed book year again, with the reason; its closing stays
/// to be read.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/book-years/{year}/reopen", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), ("year" = i64, Path, description = "The book year")),
    request_body = BookYearDraft,
    responses((status = 200, body = BookYearView)),
)]
pub async fn reopen_book_year(
    State(app): State<AppState>,
    access: Access,
    ApiPath((id, year)): ApiPath<(OrganizationId, i64)>,
    ApiJson(draft): ApiJson<BookYearDraft>,
) -> ApiResult<Answer<BookYearView>> {
    let issuer = issuer(&app, &access, id).await?;
    let tx = app.db.begin_write().await?;
    let row = actions::reopen_book_year(&tx, &issuer, year, draft.reason, &access.author()).await?;
    tx.commit().await?;
    Ok(Answer(StatusCode::OK, BookYearView::from(row)))
}
