//! HTTP of the trial balance and the equity view.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::capital::CapitalQuery;
use super::issuing;
use crate::identity::Access;
use crate::investment::entity::ledger_account::Line;
use crate::investment::papers::{self, EquityPaper, TrialPaper};
use crate::investment::rules::{self, EquityLine, TrialLine};
use crate::investment::store::{self, Horizon};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::csv_answer::{self, Format};
use crate::platform::json::Answer;
use crate::platform::pdf;
use crate::platform::problem::ApiResult;
use crate::platform::{ApiPath, ApiQuery, AppState, Page};
use crate::registry::entity::organization::LegalForm;

/// A trial balance (neraca saldo).
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TrialBalanceView {
    /// The issuer.
    pub organization_id: OrganizationId,
    /// The day.
    pub as_of: NaiveDate,
    /// As far as was known at this instant; absent for all that is known.
    pub known_at: Option<DateTime<Utc>>,
    /// Accounts by code; all holders' accounts of one instrument as one.
    pub accounts: Vec<TrialAccountView>,
    /// Sum of the debit balances.
    pub total_debit: Money,
    /// Sum of the credit balances, equal to that of the debits.
    pub total_credit: Money,
}

/// One account of a trial balance.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct TrialAccountView {
    /// Code; absent for the total, which only the CSV has.
    pub code: Option<String>,
    /// Name.
    pub name: String,
    /// Line of the ledger.
    pub line: Option<Line>,
    /// Balance, where it is a debit; else zero.
    pub debit: Money,
    /// Balance, where it is a credit; else zero.
    pub credit: Money,
}

impl From<&TrialLine> for TrialAccountView {
    fn from(line: &TrialLine) -> Self {
        Self {
            code: Some(line.code.clone()),
            name: line.name.clone(),
            line: Some(line.line),
            debit: line.debit,
            credit: line.credit,
        }
    }
}

/// The trial balance of an issuer on a day; as CSV by `Accept: text/csv`, as
/// PDF by `Accept: application/pdf`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/trial-balance", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), CapitalQuery),
    responses((status = 200, content((TrialBalanceView = "application/json"), (String = "text/csv"), (Vec<u8> = "application/pdf")))),
)]
pub async fn find_trial_balance(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    wanted: pdf::Wanted,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<CapitalQuery>,
) -> ApiResult<Response> {
    let (issuer, row) = issuing(&app, &access, id).await?;
    let as_of = query.as_of.unwrap_or_else(|| issuer.today(access.at));
    let horizon = Horizon { as_of, known_at: query.known_at };
    let sums = store::trial_rows(app.db.read(), id, &horizon).await?;
    let (lines, totals) = rules::trial_balance(&sums).map_err(Fault::from)?;
    let offset = issuer.region.utc_offset();
    if wanted.0 {
        let facts = TrialPaper { issuer: row, offset, horizon, lines, totals };
        let footer = papers::footer(access.at, offset);
        return pdf::answer("neraca-saldo", footer, move || Ok(papers::trial(&facts))).await;
    }
    let mut accounts: Vec<TrialAccountView> = lines.iter().map(TrialAccountView::from).collect();
    let [total_debit, total_credit] = totals;
    if format == Format::Csv {
        let (name, line) = ("Jumlah".to_owned(), None);
        let (debit, credit) = (total_debit, total_credit);
        accounts.push(TrialAccountView { code: None, name, line, debit, credit });
        return whole_csv(accounts).await;
    }
    let (organization_id, known_at) = (id, query.known_at);
    let view =
        TrialBalanceView { organization_id, as_of, known_at, accounts, total_debit, total_credit };
    Ok(Answer(StatusCode::OK, view).into_response())
}

/// The equity of an issuer by the accounts of its legal form.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EquityView {
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Form, by which accounts are numbered.
    pub legal_form: LegalForm,
    /// The day.
    pub as_of: NaiveDate,
    /// As far as was known at this instant; absent for all that is known.
    pub known_at: Option<DateTime<Utc>>,
    /// Every account, also those of nothing.
    pub accounts: Vec<EquityAccountView>,
    /// Credits less debits.
    pub total: Money,
}

/// Side on which an account normally stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NormalSide {
    /// It takes away from equity.
    Debit,
    /// It adds to equity.
    Credit,
}

/// One account of an equity view.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct EquityAccountView {
    /// Code, with sub-account; absent for the total, which only the CSV has.
    pub code: Option<String>,
    /// Name.
    pub name: String,
    /// Line of the ledger.
    pub line: Option<Line>,
    /// Side on which it normally stands.
    pub normal: NormalSide,
    /// The village whose capital it is.
    pub holder_organization_id: Option<OrganizationId>,
    /// Balance on its normal side.
    pub amount: Money,
    /// Share of the capital of all villages, in per cent.
    #[schema(value_type = Option<String>)]
    pub share_percent: Option<Decimal>,
    /// Law or house rule behind the account.
    pub basis: Option<String>,
}

impl From<&EquityLine> for EquityAccountView {
    fn from(line: &EquityLine) -> Self {
        Self {
            code: Some(line.code.clone()),
            name: line.name.clone(),
            line: Some(line.line),
            normal: if line.debit { NormalSide::Debit } else { NormalSide::Credit },
            holder_organization_id: line.holder,
            amount: line.amount,
            share_percent: line.share_percent,
            basis: (!line.basis.is_empty()).then(|| line.basis.to_owned()),
        }
    }
}

/// The equity of an issuer by the accounts of its legal form (R56), for village
/// enterprises those of Kepmendesa 136/2022; as CSV by `Accept: text/csv`, as
/// PDF by `Accept: application/pdf`.
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/equity", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), CapitalQuery),
    responses((status = 200, content((EquityView = "application/json"), (String = "text/csv"), (Vec<u8> = "application/pdf")))),
)]
pub async fn find_equity(
    State(app): State<AppState>,
    access: Access,
    format: Format,
    wanted: pdf::Wanted,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<CapitalQuery>,
) -> ApiResult<Response> {
    let (issuer, row) = issuing(&app, &access, id).await?;
    let as_of = query.as_of.unwrap_or_else(|| issuer.today(access.at));
    let horizon = Horizon { as_of, known_at: query.known_at };
    let sums = store::equity_sums(app.db.read(), id, &horizon).await?;
    let villages = store::founding_villages(app.db.read(), id).await?;
    let (lines, total) =
        rules::equity(issuer.legal_form, as_of, &sums, &villages).map_err(Fault::from)?;
    let offset = issuer.region.utc_offset();
    if wanted.0 {
        let facts = EquityPaper { issuer: row, offset, horizon, lines, total };
        let footer = papers::footer(access.at, offset);
        return pdf::answer("ekuitas", footer, move || Ok(papers::equity(&facts))).await;
    }
    let mut accounts: Vec<EquityAccountView> = lines.iter().map(EquityAccountView::from).collect();
    if format == Format::Csv {
        accounts.push(EquityAccountView {
            code: None,
            name: "Jumlah ekuitas".to_owned(),
            line: None,
            normal: NormalSide::Credit,
            holder_organization_id: None,
            amount: total,
            share_percent: None,
            basis: None,
        });
        return whole_csv(accounts).await;
    }
    let (organization_id, known_at, legal_form) = (id, query.known_at, issuer.legal_form);
    let view = EquityView { organization_id, legal_form, as_of, known_at, accounts, total };
    Ok(Answer(StatusCode::OK, view).into_response())
}

/// A short list, whole, as CSV.
pub(super) async fn whole_csv<T>(items: Vec<T>) -> ApiResult<Response>
where
    T: Serialize + ToSchema + Send + 'static,
{
    let items = std::sync::Mutex::new(Some(items));
    csv_answer::answer(Format::Csv, None, move |_| {
        let items = items.lock().ok().and_then(|mut items| items.take()).unwrap_or_default();
        async move { Ok(Page { items, next_cursor: None }) }
    })
    .await
}
