//! HTTP of interest on savings and the tax withheld of it (R47).

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ledger::TransactionView;
use super::members::reach;
use super::postings;
use crate::identity::Access;
use crate::investment::control::asked::AskedView;
use crate::investment::drafts::{SavingsInterestDraft, TaxRemittanceDraft};
use crate::investment::journal::Act;
use crate::investment::rules::{not_withheld, over_withheld};
use crate::investment::store::{self, Earners};
use crate::investment::surplus::rules::savings_interest_tax;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::kernel::period::Month;
use crate::platform::idempotency::IdempotencyKey;
use crate::platform::json::Answer;
use crate::platform::problem::ApiResult;
use crate::platform::query::within;
use crate::platform::{ApiError, ApiJson, ApiPath, ApiQuery, AppState};
use crate::registry::store::parameters;

/// Years that can be asked for.
const YEARS: std::ops::RangeInclusive<i64> = 1950..=2200;

/// Credit interest (jasa) to a member's voluntary savings. Up to the bound of a month it is free of tax; above it the tax on all of the month's interest is withheld and owed to the state (R47).
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/savings-interest", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = SavingsInterestDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_savings_interest(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<SavingsInterestDraft>,
) -> ApiResult<Response> {
    let act = Act::SavingsInterest(id, draft.clone());
    postings::post(&app, &access, &headers, key, ("record_savings_interest", act, draft)).await
}

/// Pay tax that was withheld to the state, by its evidence (NTPN): never more than is owed on that day or after it.
#[utoipa::path(
    post, path = "/api/v1/organizations/{id}/tax-remittances", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), IdempotencyKey),
    request_body = TaxRemittanceDraft,
    responses((status = 201, body = TransactionView), (status = 202, body = AskedView, description = "It waits for a second person (R117)")),
)]
pub async fn record_tax_remittance(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    key: IdempotencyKey,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiJson(draft): ApiJson<TaxRemittanceDraft>,
) -> ApiResult<Response> {
    let act = Act::TaxRemittance(id, draft.clone());
    postings::post(&app, &access, &headers, key, ("record_tax_remittance", act, draft)).await
}

/// Interest of one month.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct InterestMonthView {
    /// The month.
    pub month: Month,
    /// Before tax.
    pub gross: Money,
    /// Tax withheld.
    pub tax: Money,
    /// Credited to the savings.
    pub net: Money,
    /// Tax of the month that could not be withheld and is owed to the state all
    /// the same: of the person, by all rows of the register.
    pub shortfall: Money,
    /// Tax withheld beyond that of the month, since interest was taken back: of
    /// the person, by all rows of the register, and theirs.
    pub excess: Money,
}

/// Interest of one member in one calendar year, and the tax withheld of it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct InterestYearView {
    /// The member.
    pub member_id: MemberId,
    /// The year.
    pub year: i64,
    /// Before tax.
    pub gross: Money,
    /// Tax withheld.
    pub tax: Money,
    /// Credited to the savings.
    pub net: Money,
    /// Tax that could not be withheld in the months shown.
    pub shortfall: Money,
    /// Tax withheld beyond what is due in the months shown.
    pub excess: Money,
    /// The months in which interest was earned.
    pub months: Vec<InterestMonthView>,
    /// The law behind the tax.
    pub basis: String,
}

/// Which year.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InterestQuery {
    /// Calendar year; the present one if left out.
    #[param(minimum = 1950, maximum = 2200)]
    pub year: Option<i64>,
}

/// Interest of a member's savings in one year by month, with the tax withheld: what the treasurer gives the member as evidence (R47).
#[utoipa::path(
    get, path = "/api/v1/members/{id}/savings-interest", tag = "investment",
    params(("id" = MemberId, Path, description = "The member"), InterestQuery),
    responses((status = 200, body = InterestYearView)),
)]
pub async fn find_savings_interest(
    State(app): State<AppState>,
    access: Access,
    ApiPath(id): ApiPath<MemberId>,
    ApiQuery(query): ApiQuery<InterestQuery>,
) -> ApiResult<Answer<InterestYearView>> {
    let (_, issuer) = reach(&app, &access, id).await?;
    let year = query.year.unwrap_or_else(|| i64::from(issuer.today(access.at).year()));
    let year = within("year", year, &YEARS)?;
    let day = |month, day| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day);
    let span = day(1, 1).zip(day(12, 31));
    let span = span.ok_or_else(|| ApiError::internal("a year within its bounds"))?;
    let months = by_month(&app, id, span, Earners::Rows).await?;
    let of_person = by_month(&app, id, span, Earners::Persons).await?;
    let parameters = parameters(app.db.read()).await?;
    let apart = |month: &Month| {
        let (gross, tax) = of_person.get(month).copied().unwrap_or_default();
        let due = savings_interest_tax(gross, &parameters, month.last_day())?;
        Ok::<_, ApiError>((not_withheld(due, tax)?, over_withheld(due, tax)?))
    };
    let sum = |of: fn(&(Money, Money)) -> Money| {
        Money::checked_sum(months.values().map(of)).map_err(Fault::from)
    };
    let (gross, tax) = (sum(|it| it.0)?, sum(|it| it.1)?);
    let month = |(month, (gross, tax)): (&Month, &(Money, Money))| {
        let net = gross.checked_sub(*tax).map_err(Fault::from)?;
        let (shortfall, excess) = apart(month)?;
        Ok(InterestMonthView { month: *month, gross: *gross, tax: *tax, net, shortfall, excess })
    };
    let months = months.iter().map(month).collect::<ApiResult<Vec<_>>>()?;
    let shortfall =
        Money::checked_sum(months.iter().map(|it| it.shortfall)).map_err(Fault::from)?;
    let excess = Money::checked_sum(months.iter().map(|it| it.excess)).map_err(Fault::from)?;
    Ok(Answer(
        StatusCode::OK,
        InterestYearView {
            member_id: id,
            year,
            gross,
            tax,
            net: gross.checked_sub(tax).map_err(Fault::from)?,
            shortfall,
            excess,
            months,
            basis: "PP 15/2009; UU 36/2008 Pasal 4 ayat (2)".to_owned(),
        },
    ))
}

/// Interest and the tax withheld of it, by month.
async fn by_month(
    app: &AppState,
    member: MemberId,
    span: (NaiveDate, NaiveDate),
    earners: Earners,
) -> ApiResult<BTreeMap<Month, (Money, Money)>> {
    let mut months: BTreeMap<Month, (Money, Money)> = BTreeMap::new();
    for row in store::earned_interest(app.db.read(), &[member], span, earners).await? {
        let (gross, tax) = months.entry(Month::of(row.effective_on)).or_default();
        *gross = gross.checked_add(row.gross).map_err(Fault::from)?;
        *tax = tax.checked_add(row.tax).map_err(Fault::from)?;
    }
    Ok(months)
}
