//! HTTP of composition: of what class the owners are, and how it changes.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Months, NaiveDate, Utc};
use rust_decimal::Decimal;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::holders::{ClassView, classes};
use super::look_through::{bound, capital};
use super::{read, subject};
use crate::identity::Access;
use crate::investment::ownership::facts::Facts;
use crate::investment::ownership::problems;
use crate::investment::ownership::rules::{Assembly, Basis, check_thresholds, look_through};
use crate::investment::ownership::store::{self, Roots};
use crate::investment::store::Horizon;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::{ClusterId, OrganizationId};
use crate::kernel::money::Money;
use crate::kernel::period::local_date;
use crate::kernel::region_code::RegionCode;
use crate::platform::csv_answer::Format;
use crate::platform::db::stored_region;
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::{ApiError, ApiQuery, AppState, Page};
use crate::registry::parameters::Parameters;

/// The most days of a series.
const SERIES_MAX: usize = 36;

/// Of whom composition is asked: exactly one of organization, cluster and region.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CompositionQuery {
    /// One organization.
    pub organization: Option<OrganizationId>,
    /// The members of a cluster together.
    pub cluster: Option<ClusterId>,
    /// The organizations with their seat in a region together.
    pub region: Option<RegionCode>,
    /// What counts on or before this day; today if left out.
    pub as_of: Option<NaiveDate>,
    /// What was recorded at or before this instant; all if left out.
    pub known_at: Option<DateTime<Utc>>,
}

/// How far apart the days of a series are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    /// A month.
    Month,
    /// A quarter.
    #[default]
    Quarter,
    /// A year.
    Year,
}

/// Composition over time.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SeriesQuery {
    /// One organization.
    pub organization: Option<OrganizationId>,
    /// The members of a cluster together, those of each day.
    pub cluster: Option<ClusterId>,
    /// The organizations with their seat in a region together.
    pub region: Option<RegionCode>,
    /// First day.
    pub from: NaiveDate,
    /// Last day at most.
    pub to: NaiveDate,
    /// How far apart the days are; a quarter if left out.
    #[serde(default)]
    #[param(inline)]
    pub every: Every,
    /// What was recorded at or before this instant; all if left out.
    pub known_at: Option<DateTime<Utc>>,
}

/// Of what class the owners are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct CompositionView {
    /// The day.
    pub as_of: NaiveDate,
    /// As far as was known at this instant; absent for all that is known.
    pub known_at: Option<DateTime<Utc>>,
    /// Capital by the books; for several organizations without what they have of each other.
    pub capital: Option<Money>,
    /// Organizations that are counted.
    pub organizations: usize,
    /// Organizations whose books are not kept here, left out of a cluster or region.
    pub without_books: usize,
    /// What each class has in the end; empty where nothing is known.
    pub classes: Vec<ClassView>,
    /// No share is further from the true one, as a share of one; absent where they are exact.
    pub error_bound: Option<Decimal>,
    /// What the law asks and is not so, or what else should be looked at.
    pub warnings: Vec<WarningView>,
}

/// Something that should be looked at, and where.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct WarningView {
    /// The organization that it is about; absent where it is about several.
    pub organization_id: Option<OrganizationId>,
    /// What.
    #[serde(flatten)]
    pub problem: ProblemItem,
    /// The law that asks for it.
    pub legal_basis: Option<String>,
}

impl WarningView {
    /// A fault as a warning.
    pub fn of(organization: Option<OrganizationId>, fault: &Fault, language: Language) -> Self {
        let basis = fault.code.basis;
        Self {
            organization_id: organization,
            problem: ProblemItem::of(fault, language),
            legal_basis: (!basis.is_empty()).then(|| basis.to_owned()),
        }
    }
}

/// Of what class the owners of an organization, a cluster or a region are in
/// the end: community, village, regional and central government, company, other.
#[utoipa::path(
    get, path = "/api/v1/ownership/composition", tag = "ownership",
    params(CompositionQuery),
    responses((status = 200, body = CompositionView)),
)]
pub async fn find_composition(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiQuery(query): ApiQuery<CompositionQuery>,
) -> ApiResult<Answer<CompositionView>> {
    let subject = (query.organization, query.cluster, query.region);
    let (subject, today) = Subject::find(&app, &access, subject).await?;
    let horizon = Horizon { as_of: query.as_of.unwrap_or(today), known_at: query.known_at };
    let parameters = crate::registry::store::parameters(app.db.read()).await?;
    let view =
        subject.composition(app.db.read(), &horizon, &parameters, language(&headers)).await?;
    Ok(Answer(StatusCode::OK, view))
}

/// The composition of owners on several days, at most 36, the earliest first;
/// as CSV by `Accept: text/csv`.
#[utoipa::path(
    get, path = "/api/v1/ownership/composition-series", tag = "ownership",
    params(SeriesQuery),
    responses((status = 200, content((Page<CompositionView> = "application/json"), (String = "text/csv")))),
)]
pub async fn list_composition_series(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    format: Format,
    ApiQuery(query): ApiQuery<SeriesQuery>,
) -> ApiResult<Response> {
    let subject = (query.organization, query.cluster, query.region);
    let (subject, _) = Subject::find(&app, &access, subject).await?;
    let parameters = crate::registry::store::parameters(app.db.read()).await?;
    let mut items = Vec::new();
    for as_of in days(&query)? {
        let horizon = Horizon { as_of, known_at: query.known_at };
        let view = subject.composition(app.db.read(), &horizon, &parameters, language(&headers));
        items.push(view.await?);
    }
    Page { items, next_cursor: None }.answer(format)
}

/// The days of a series.
fn days(query: &SeriesQuery) -> ApiResult<Vec<NaiveDate>> {
    let step = match query.every {
        Every::Month => 1,
        Every::Quarter => 3,
        Every::Year => 12,
    };
    // From the first day each time: the 31st comes back after a short month.
    let day = |index: u32| query.from.checked_add_months(Months::new(index * step));
    let days: Vec<NaiveDate> =
        (0..).map_while(day).take_while(|day| *day <= query.to).take(SERIES_MAX + 1).collect();
    if (1..=SERIES_MAX).contains(&days.len()) {
        return Ok(days);
    }
    Err(Fault::at(&problems::SERIES_TOO_LONG, "?to").with("maximum", SERIES_MAX).into())
}

/// Whose composition is asked for.
enum Subject {
    Organization(OrganizationId),
    Cluster(ClusterId),
    Region(RegionCode),
}

type Named = (Option<OrganizationId>, Option<ClusterId>, Option<RegionCode>);

impl Subject {
    /// The subject, if the caller may see it, and its local day.
    async fn find(app: &AppState, access: &Access, named: Named) -> ApiResult<(Self, NaiveDate)> {
        match named {
            (Some(id), None, None) => {
                let row = subject(app, access, id).await?;
                let today = local_date(access.at, stored_region(&row.region_code)?.utc_offset());
                Ok((Self::Organization(id), today))
            }
            (None, Some(id), None) => {
                let conn = app.db.read();
                let visible =
                    crate::cluster::store::find_cluster(conn, &access.visible, id).await?;
                visible.ok_or_else(ApiError::not_found)?;
                let reached = crate::cluster::store::find_cluster(conn, &access.scope, id).await?;
                reached.ok_or(&crate::identity::problems::NOT_PERMITTED)?;
                Ok((Self::Cluster(id), access.today()))
            }
            (None, None, Some(code)) => {
                access.require_region(&code)?;
                Ok((Self::Region(code), local_date(access.at, code.utc_offset())))
            }
            _ => Err((&problems::SUBJECT_UNCLEAR).into()),
        }
    }

    fn roots(&self, horizon: &Horizon) -> Roots {
        match self {
            Self::Organization(id) => Roots::Organization(*id),
            Self::Cluster(id) => Roots::Cluster(*id, horizon.as_of),
            Self::Region(code) => Roots::Region(*code),
        }
    }

    async fn composition(
        &self,
        conn: &impl ConnectionTrait,
        horizon: &Horizon,
        parameters: &Parameters,
        language: Language,
    ) -> ApiResult<CompositionView> {
        let roots = self.roots(horizon);
        let (facts, mut assembly) = read(conn, &roots, horizon, false).await?;
        let members = match self {
            Self::Organization(id) => vec![*id],
            _ => store::list_roots(conn, &roots).await?,
        };
        let mut warnings: Vec<WarningView> =
            assembly.warnings.iter().map(|fault| WarningView::of(None, fault, language)).collect();
        for id in &members {
            let found = check_thresholds(&facts, &assembly, *id, parameters, horizon.as_of)?;
            warnings.extend(found.iter().map(|fault| WarningView::of(Some(*id), fault, language)));
        }
        if let Self::Organization(id) = self {
            let view = of_one(&facts, &assembly, *id, horizon)?;
            return Ok(CompositionView { warnings, ..view });
        }
        let (group, counted) = assembly.together(&members).map_err(Fault::from)?;
        let graph = assembly.graph().map_err(Fault::from)?;
        let mut view = CompositionView {
            as_of: horizon.as_of,
            known_at: horizon.known_at,
            capital: None,
            organizations: counted,
            without_books: members.len() - counted,
            classes: Vec::new(),
            error_bound: None,
            warnings,
        };
        let held = assembly.edges.iter().filter(|edge| edge.issuer == group);
        let sen = held.map(|edge| edge.weight).sum::<u64>();
        if sen > 0 {
            let solution = look_through(&graph, group);
            view.capital = capital(Some(&Basis::Ledger(sen)));
            view.classes = classes(&assembly, &facts, &solution);
            view.error_bound = bound(&solution.precision);
        }
        Ok(view)
    }
}

/// The composition of one organization, without warnings.
pub fn of_one(
    facts: &Facts,
    assembly: &Assembly,
    id: OrganizationId,
    horizon: &Horizon,
) -> ApiResult<CompositionView> {
    let node = assembly.nodes.get(&id).copied().unwrap_or_default();
    let graph = assembly.graph().map_err(Fault::from)?;
    let solution = look_through(&graph, node);
    let basis = assembly.basis.get(node as usize);
    Ok(CompositionView {
        as_of: horizon.as_of,
        known_at: horizon.known_at,
        capital: capital(basis),
        organizations: 1,
        without_books: usize::from(!matches!(basis, Some(Basis::Ledger(_)))),
        classes: classes(assembly, facts, &solution),
        error_bound: bound(&solution.precision),
        warnings: Vec::new(),
    })
}
