//! HTTP of the capital statement.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::issuer;
use crate::identity::Access;
use crate::investment::actions::{self, Issuer};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::member::Standing;
use crate::investment::pledge;
use crate::investment::rules::{self, CapitalGroup};
use crate::investment::store::{self, Horizon};
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiPath, ApiQuery, AppState};

/// The capital statement of an issuer.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CapitalView {
    /// The issuer.
    pub organization_id: OrganizationId,
    /// The day.
    pub as_of: NaiveDate,
    /// As far as was known at this instant; absent for all that is known.
    pub known_at: Option<DateTime<Utc>>,
    /// Every line with its part of the statement, also those of nothing.
    pub lines: Vec<CapitalLineView>,
    /// Own capital (modal sendiri).
    pub own_capital: Money,
    /// Participating capital (modal penyertaan), apart from own capital.
    pub participating_capital: Money,
    /// What is owed to savers and from the surplus.
    pub liabilities: Money,
    /// What holders have promised and not paid (janji belum dibayar): shown
    /// apart, since it is no capital and in no sum above.
    pub unpaid_pledges: Money,
    /// Members in force.
    pub members: i64,
    /// Others who hold capital.
    pub holders: i64,
    /// Votes in a cooperative's meeting, one a member; absent where votes go by shares.
    pub votes: Option<i64>,
    /// What should be looked at.
    pub warnings: Vec<ProblemItem>,
}

/// One line of the capital statement.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CapitalLineView {
    /// The line.
    pub line: Line,
    /// Its part of the statement.
    pub group: CapitalGroup,
    /// The amount.
    pub amount: Money,
}

/// How far the statement looks.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CapitalQuery {
    /// What counts on or before this day; today if left out.
    pub as_of: Option<NaiveDate>,
    /// What was recorded at or before this instant; all if left out.
    pub known_at: Option<DateTime<Utc>>,
}

/// Own capital, participating capital and liabilities of an issuer (R30).
#[utoipa::path(
    get, path = "/api/v1/organizations/{id}/capital", tag = "investment",
    params(("id" = OrganizationId, Path, description = "The issuer"), CapitalQuery),
    responses((status = 200, body = CapitalView)),
)]
pub async fn find_capital(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiPath(id): ApiPath<OrganizationId>,
    ApiQuery(query): ApiQuery<CapitalQuery>,
) -> ApiResult<Answer<CapitalView>> {
    let issuer = issuer(&app, &access, id).await?;
    let as_of = query.as_of.unwrap_or_else(|| issuer.today(access.at));
    let horizon = Horizon { as_of, known_at: query.known_at };
    let sums = store::capital_lines(app.db.read(), id, &horizon).await?;
    let totals = rules::totals(&sums).map_err(Fault::from)?;
    let count = store::count_members(app.db.read(), id, as_of).await?;
    let unpaid_pledges = pledge::store::open_sum(app.db.read(), id, &horizon).await?;
    let warning = actions::desa_share_warning(app.db.read(), id, &horizon).await?;
    let view = CapitalView {
        organization_id: id,
        as_of,
        known_at: query.known_at,
        lines: lines(&issuer, &sums),
        own_capital: totals.own,
        participating_capital: totals.participating,
        liabilities: totals.liability,
        unpaid_pledges,
        members: count.members,
        holders: count.holders,
        votes: rules::votes(issuer.legal_form, Standing::Member, true)
            .map(|each| each * count.members),
        warnings: warning.iter().map(|it| ProblemItem::of(it, language(&headers))).collect(),
    };
    Ok(Answer(StatusCode::OK, view))
}

/// The lines that an issuer of this form can have, and any other that holds money.
fn lines(issuer: &Issuer, sums: &[(Line, Money)]) -> Vec<CapitalLineView> {
    let issued = rules::issuable(issuer.legal_form).iter().map(|kind| rules::line_of(*kind));
    let collective = [Line::Cadangan, Line::Hibah, Line::ShuBelumDibagi, Line::DanaShu];
    let mut all: Vec<Line> = issued.chain(collective).collect();
    all.extend(sums.iter().map(|(line, _)| *line));
    all.sort();
    all.dedup();
    let view = |line: Line| {
        let sum = sums.iter().find(|(of, _)| *of == line);
        let amount = sum.map_or(Money::ZERO, |(_, amount)| *amount);
        rules::group_of(line).map(|group| CapitalLineView { line, group, amount })
    };
    all.into_iter().filter_map(view).collect()
}
