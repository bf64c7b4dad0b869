//! HTTP of loans of village cooperatives.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions;
use super::drafts::{KopdesLoanDraft, VillageApprovalDraft};
use super::entity::loan::{self, RepaymentMethod};
use super::rules::{self, Instalment, InstalmentKind, LoanTerms};
use super::store;
use crate::identity::Access;
use crate::investment::agreement::drafts::DocumentDraft;
use crate::investment::routes::{issuer, lock};
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::{KopdesLoanId, OrganizationId};
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, language};
use crate::platform::{
    ApiError, ApiJson, ApiPath, ApiQuery, AppState, Page, PageQuery, PageRequest,
};

/// The operations of loans of village cooperatives.
pub fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list_kopdes_loans, create_kopdes_loan))
        .routes(routes!(find_kopdes_loan))
        .routes(routes!(list_kopdes_loan_instalments))
}

/// One month of a loan's schedule.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct InstalmentView {
    /// Number, from 1.
    pub number: i64,
    /// When it is due.
    pub due_on: NaiveDate,
    /// What is paid.
    pub kind: InstalmentKind,
    /// Principal before it.
    pub opening: Money,
    /// Interest of the month.
    pub interest: Money,
    /// What is paid of the principal.
    pub principal: Money,
    /// What is paid in all.
    pub payment: Money,
    /// Principal after it.
    pub closing: Money,
    /// How it was worked out, in words.
    pub explanation: String,
}

impl InstalmentView {
    fn of(terms: &LoanTerms, line: &Instalment, language: Language) -> Self {
        Self {
            number: line.number,
            due_on: line.due_on,
            kind: line.kind,
            opening: line.opening,
            interest: line.interest,
            principal: line.principal,
            payment: line.payment,
            closing: line.closing,
            explanation: rules::explain(terms, line, language),
        }
    }
}

/// A loan of a village cooperative (PMK 49/2025). It is a record: nothing of it is in the ledger.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct KopdesLoanView {
    /// Identity; absent from a dry run.
    pub id: Option<KopdesLoanId>,
    /// The cooperative.
    pub organization_id: OrganizationId,
    /// The bank.
    pub lender: String,
    /// Number of the contract; empty in a dry run without one.
    pub contract_number: String,
    /// When it was signed; in a dry run the day whose law was asked.
    pub signed_on: NaiveDate,
    /// When it is drawn.
    pub drawn_on: NaiveDate,
    /// Principal.
    pub principal: Money,
    /// What of it is for operating costs.
    pub operating_part: Money,
    /// Per cent a year.
    pub rate_percent: String,
    /// Months from the drawing to the last payment, grace included.
    pub tenor_months: i64,
    /// Months of interest alone.
    pub grace_months: i64,
    /// How it is paid back.
    pub method: RepaymentMethod,
    /// When the last payment is due.
    pub last_due_on: NaiveDate,
    /// All interest.
    pub total_interest: Money,
    /// All payments: principal and interest.
    pub total_payment: Money,
    /// The account.
    pub account: Option<String>,
    /// The proposal.
    pub proposal: Option<DocumentDraft>,
    /// The approval of the village.
    pub village_approval: Option<VillageApprovalDraft>,
    /// The lines; lists leave them out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Vec<InstalmentView>>,
    /// When it was recorded; absent from a dry run.
    pub created_at: Option<DateTime<Utc>>,
}

impl KopdesLoanView {
    /// A loan; with its lines in a language, or without them.
    fn of(row: loan::Model, words: Option<Language>) -> ApiResult<Self> {
        let (terms, papers, lines) = actions::parts_of(&row)?;
        let of = |line: &Instalment, language| InstalmentView::of(&terms, line, language);
        let sum = |part: fn(&Instalment) -> Money| {
            Money::checked_sum(lines.iter().map(part)).map_err(Fault::from)
        };
        Ok(Self {
            id: Some(row.id),
            organization_id: row.organization_id,
            lender: row.lender,
            contract_number: row.contract_number,
            signed_on: row.signed_on,
            drawn_on: row.drawn_on,
            principal: row.principal_sen,
            operating_part: row.operating_sen,
            rate_percent: row.rate_percent,
            tenor_months: row.tenor_months,
            grace_months: row.grace_months,
            method: row.method,
            last_due_on: lines.last().map_or(row.drawn_on, |line| line.due_on),
            total_interest: sum(|line| line.interest)?,
            total_payment: sum(|line| line.payment)?,
            account: papers.account,
            proposal: papers.proposal,
            village_approval: papers.village_approval,
            schedule: words.map(|language| lines.iter().map(|line| of(line, language)).collect()),
            created_at: Some(row.created_at),
        })
    }
}

/// Loans of a village cooperative, oldest first; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/loans", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The cooperative"), PageQuery),
    responses((status = 200, content((Page<KopdesLoanView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_kopdes_loans(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<PageQuery>,
) -> ApiResult<Response> {
    let borrower = issuer(&app, &access, id).await?;
    csv_answer::answer(format, query.cursor, move |cursor| {
        let app = app.clone();
        async move {
            let page = PageRequest::parse(cursor.as_deref(), query.limit)?;
            let rows = store::list_loans(app.db.read(), borrower.id, &page).await?;
            Page::of(rows, page.limit, |row| row.id, |row| KopdesLoanView::of(row, None)).whole()
        }
    })
    .await
}

/// Whether a loan is only worked out.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LoanTrialQuery {
    /// Only check the loan and work its schedule out; nothing is saved.
    #[serde(default)]
    pub dry_run: Option<bool>,
}

/// Record a loan of a village cooperative with its schedule, if nothing stands against it; nothing is posted to the ledger. `dry_run=true` only checks and works it out, also before there is a contract. With an `id` of the client's, an identical resend answers 200.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/loans", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The cooperative"), LoanTrialQuery),
    request_body = KopdesLoanDraft,
    responses((status = 201, body = KopdesLoanView), (status = 200, body = KopdesLoanView, description = "A dry run, or an identical resend")),
)]
pub async fn create_kopdes_loan(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<LoanTrialQuery>,
    ApiJson(draft): ApiJson<KopdesLoanDraft>,
) -> ApiResult<Answer<KopdesLoanView>> {
    let (author, words) = (access.author(), Some(language(&headers)));
    if query.dry_run == Some(true) {
        let borrower = issuer(&app, &access, id).await?;
        let row = actions::consider_loan(app.db.read(), &borrower, &draft, &author).await?;
        let view = KopdesLoanView::of(row, words)?;
        return Ok(Answer(StatusCode::OK, KopdesLoanView { id: None, created_at: None, ..view }));
    }
    let tx = app.db.begin_write().await?;
    let borrower = lock(&tx, &access, id).await?;
    let saved = actions::create_loan(&tx, &borrower, &draft, &author).await?;
    tx.commit().await?;
    let status = if saved.fresh { StatusCode::CREATED } else { StatusCode::OK };
    Ok(Answer(status, KopdesLoanView::of(saved.row, words)?))
}

/// One loan of a village cooperative with its schedule.
#[utoipa::path(
    get, path = "/api/v1/loans/{id}", tag = "investment",
    params(("id" = KopdesLoanId, Path, description = "The loan")),
    responses((status = 200, body = KopdesLoanView)),
)]
pub async fn find_kopdes_loan(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<KopdesLoanId>,
) -> ApiResult<Answer<KopdesLoanView>> {
    let row = store::find_loan(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    Ok(Answer(StatusCode::OK, KopdesLoanView::of(row, Some(language(&headers)))?))
}

/// The schedule of a loan, every line with its reckoning in words; as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/loans/{id}/schedule", tag = "investment",
    params(("id" = KopdesLoanId, Path, description = "The loan")),
    responses((status = 200, content((Page<InstalmentView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_kopdes_loan_instalments(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    format: Format,
    ApiPath(id): ApiPath<KopdesLoanId>,
) -> ApiResult<Response> {
    let row = store::find_loan(app.db.read(), &access.visible, id).await?;
    let row = row.ok_or_else(ApiError::not_found)?;
    issuer(&app, &access, row.organization_id).await?;
    let (terms, _, lines) = actions::parts_of(&row)?;
    let language = language(&headers);
    let items = lines.iter().map(|line| InstalmentView::of(&terms, line, language)).collect();
    Page { items, next_cursor: None }.answer(format)
}
