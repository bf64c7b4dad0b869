//! HTTP of members' business.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::BOOK_YEARS;
use crate::identity::Access;
use crate::investment::routes::{issuer, lock};
use crate::investment::surplus::actions::{self, PatronageTable};
use crate::investment::surplus::drafts::PatronageDraft;
use crate::investment::surplus::scheme::PatronageKind;
use crate::investment::surplus::store::{self, Bought, PatronageRow};
use crate::kernel::fault::Language;
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::{Money, NumberLocale};
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, language};
use crate::platform::query::within;
use crate::platform::tabular::spool;
use crate::platform::tabular::{Severity, Tally};
use crate::platform::{ApiJson, ApiPath, ApiQuery, AppState, Page, PageRequest};

/// One member's business.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PatronageView {
    /// Who.
    pub member_id: MemberId,
    /// Number in the register.
    pub register_number: i64,
    /// How much.
    pub amount: Money,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

impl From<PatronageRow> for PatronageView {
    fn from(row: PatronageRow) -> Self {
        Self {
            member_id: row.member_id,
            register_number: row.register_number,
            amount: row.amount,
            recorded_at: row.recorded_at,
        }
    }
}

/// Which business.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PatronageQuery {
    /// Book year.
    #[param(minimum = 1950, maximum = 2200)]
    pub book_year: i64,
    /// Kind.
    pub kind: PatronageKind,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Business of members in a book year, in the order of the register; as CSV by
/// `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/patronage", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The cooperative"), PatronageQuery),
    responses((status = 200, content((Page<PatronageView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_patronage(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PatronageQuery>,
) -> ApiResult<Response> {
    let book_year = within("book_year", query.book_year, &BOOK_YEARS)?;
    let issuer = issuer(&app, &access, id).await?;
    let which = Bought { issuer: issuer.id, book_year, kind: query.kind.as_str() };
    csv_answer::answer(format, query.cursor, move |cursor| {
        let (app, which) = (app.clone(), which.clone());
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_patronage(app.db.read(), &which, &page).await?;
            Ok(Page::of(rows, page.limit, |row| row.register_number, PatronageView::from))
        }
    })
    .await
}

/// What was saved.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PatronageSaved {
    /// How many members.
    pub members: u64,
    /// Sum of their amounts.
    pub total: Money,
}

/// Save business of members; each member's earlier amount of the year and kind
/// is replaced, others stay.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/patronage", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The cooperative")),
    request_body = PatronageDraft,
    responses((status = 200, body = PatronageSaved)),
)]
pub async fn save_patronage(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<PatronageDraft>,
) -> ApiResult<Answer<PatronageSaved>> {
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let which = Bought { issuer: issuer.id, book_year: draft.book_year, kind: draft.kind.as_str() };
    let author = access.author();
    let total = actions::save_patronage(&tx, &issuer, &which, &draft.items, &author).await?;
    tx.commit().await?;
    let members = u64::try_from(draft.items.len()).unwrap_or(u64::MAX);
    Ok(Answer(StatusCode::OK, PatronageSaved { members, total }))
}

/// How a file is to be read.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PatronageImportQuery {
    /// Book year.
    #[param(minimum = 1950, maximum = 2200)]
    pub book_year: i64,
    /// Kind.
    pub kind: PatronageKind,
    /// How numbers are written; Indonesian if left out.
    #[param(inline)]
    pub locale: Option<NumberLocale>,
    /// Report only; nothing is saved.
    pub dry_run: Option<bool>,
}

/// A finding in a cell.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PatronageRemark {
    /// Row, the first being 1.
    pub row: u64,
    /// Column, the first being 1.
    pub column: Option<usize>,
    /// The cell, shortened.
    pub value: Option<String>,
    /// How grave.
    pub severity: Severity,
    /// Stable machine name of the finding.
    pub code: String,
    /// What was found and what to do.
    pub detail: String,
}

/// What came of a file.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PatronageReport {
    /// Whether it was saved: not in a dry run, not with a fault in any row.
    pub applied: bool,
    /// Rows read, without the heading.
    pub rows: u64,
    /// Sum of the amounts that read well.
    pub total: Money,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// How often each finding was made.
    pub tallies: Vec<Tally>,
    /// The first findings of each code.
    pub remarks: Vec<PatronageRemark>,
}

impl PatronageReport {
    fn of(table: PatronageTable, language: Language) -> Self {
        let remarks = table.remarks.into_iter().map(|remark| PatronageRemark {
            row: remark.row,
            column: remark.column,
            value: remark.value,
            severity: remark.severity,
            code: remark.fault.code.name.to_owned(),
            detail: remark.fault.detail(language),
        });
        Self {
            remarks: remarks.collect(),
            applied: table.applied,
            rows: table.rows,
            total: table.total,
            sha256: table.sha256,
            tallies: table.tallies,
        }
    }
}

/// Import business of members from a table with the columns `nomor_anggota`
/// and `jumlah`, in any encoding and with any separator, as the raw body. One
/// fault refuses the file and is reported with its cell.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/patronage/import", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The cooperative"), PatronageImportQuery),
    request_body(content((String = "text/csv"), (Vec<u8> = "application/octet-stream"))),
    responses((status = 200, body = PatronageReport)),
)]
pub async fn import_patronage(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PatronageImportQuery>,
    body: Body,
) -> ApiResult<Answer<PatronageReport>> {
    let book_year = within("book_year", query.book_year, &BOOK_YEARS)?;
    // The reach first, and the file in whole before a transaction begins.
    issuer(&app, &access, id).await?;
    let file = spool(body).await?;
    let tx = app.db.begin_write().await?;
    let issuer = lock(&tx, &access, id).await?;
    let which = Bought { issuer: issuer.id, book_year, kind: query.kind.as_str() };
    let language = language(&headers);
    let manner = (query.locale.unwrap_or_default(), language, query.dry_run.unwrap_or(false));
    let author = access.author();
    let table = actions::save_patronage_table(&tx, &issuer, &which, file, manner, &author).await?;
    if table.applied {
        tx.commit().await?;
    } else {
        tx.rollback().await?;
    }
    Ok(Answer(StatusCode::OK, PatronageReport::of(table, language)))
}
