//! HTTP of looking through.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use num_bigint::BigUint;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};

use super::holders::{
    ClassView, OtherHoldersView, Sight, UltimateHolderView, classes, masked, rank,
};
use super::votes::{VotesView, votes};
use super::{read, sees_persons, subject};
use crate::identity::Access;
use crate::investment::ownership::facts::Facts;
use crate::investment::ownership::rules::{
    Assembly, Basis, Graph, ONE, PERCENT_DIGITS, Party, Precision, check_thresholds, largest_paths,
    look_through, shown,
};
use crate::investment::ownership::store::{self, Roots};
use crate::investment::store::Horizon;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::{OrganizationId, PersonId};
use crate::kernel::money::Money;
use crate::kernel::period::local_date;
use crate::platform::audit::{self, Act};
use crate::platform::db::stored_region;
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, ProblemItem, language};
use crate::platform::query::within;
use crate::platform::{ApiQuery, AppState};
use crate::registry::entity::organization;
use crate::registry::parameters::Parameters;

/// Holders that are listed when no limit is named.
const LIMIT_DEFAULT: usize = 200;
/// Ways that are listed.
const PATHS: usize = 50;

/// What is asked.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct LookThroughQuery {
    /// The organization.
    pub organization: OrganizationId,
    /// What counts on or before this day; today if left out.
    pub as_of: Option<NaiveDate>,
    /// What was recorded at or before this instant; all if left out.
    pub known_at: Option<DateTime<Utc>>,
    /// Show persons one by one, masked, where the caller may see them; the
    /// reading is audited. Otherwise they stand together by issuer.
    #[serde(default)]
    pub persons: bool,
    /// Show the largest ways on which capital comes from its holders.
    #[serde(default)]
    pub paths: bool,
    /// Holders that are listed, 1 to 1000, 200 if left out; the rest stands in `others`.
    #[param(minimum = 1, maximum = 1000)]
    pub limit: Option<usize>,
}

/// How exact the shares are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Arithmetic {
    /// Exact fractions, rounded only to be shown.
    Exact,
    /// Decimal, within `error_bound`.
    Bounded,
}

/// One way on which capital comes from an ultimate holder.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PathView {
    /// Names on the way, from the organization to the holder.
    pub names: Vec<String>,
    /// Organizations on the way; a place that is none is null.
    pub organizations: Vec<Option<OrganizationId>>,
    /// What comes by this way, in per cent to six places, rounded down.
    pub percent: Decimal,
}

/// The largest ways.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PathsView {
    /// What the listed ways explain together, in per cent to six places.
    pub explained_percent: Decimal,
    /// The ways, the largest first.
    pub items: Vec<PathView>,
}

/// Who owns an organization in the end.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LookThroughView {
    /// The organization.
    pub organization_id: OrganizationId,
    /// Its name.
    pub name: String,
    /// The day.
    pub as_of: NaiveDate,
    /// As far as was known at this instant; absent for all that is known.
    pub known_at: Option<DateTime<Utc>>,
    /// Capital by its books; absent where they are not kept here.
    pub capital: Option<Money>,
    /// How exact the shares are.
    pub arithmetic: Arithmetic,
    /// No share is further from the true one, as a share of one; absent where they are exact.
    pub error_bound: Option<Decimal>,
    /// Ultimate holders, the largest first.
    pub holders: Vec<UltimateHolderView>,
    /// Those that are too many to list.
    pub others: Option<OtherHoldersView>,
    /// By class of owner.
    pub composition: Vec<ClassView>,
    /// Votes, which go their own way.
    pub votes: VotesView,
    /// The largest ways, where asked for.
    pub paths: Option<PathsView>,
    /// What should be looked at.
    pub warnings: Vec<ProblemItem>,
}

/// Who owns an organization in the end, through any number of organizations
/// and through circles of them. Shares of capital, never of votes.
#[utoipa::path(
    get, path = "/api/v1/ownership/look-through", tag = "ownership",
    params(LookThroughQuery),
    responses((status = 200, body = LookThroughView)),
)]
pub async fn find_look_through(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiQuery(query): ApiQuery<LookThroughQuery>,
) -> ApiResult<Answer<LookThroughView>> {
    let organization = subject(&app, &access, query.organization).await?;
    let limit = within("limit", query.limit.unwrap_or(LIMIT_DEFAULT), &(1..=1_000))?;
    let seat = stored_region(&organization.region_code)?;
    let today = local_date(access.at, seat.utc_offset());
    let horizon = Horizon { as_of: query.as_of.unwrap_or(today), known_at: query.known_at };
    let conn = app.db.read();
    let roots = Roots::Organization(organization.id);
    let (facts, assembly) = read(conn, &roots, &horizon, query.persons).await?;
    let graph = assembly.graph().map_err(Fault::from)?;
    let target = assembly.nodes.get(&organization.id).copied().unwrap_or_default();
    let solution = look_through(&graph, target);
    let parameters = crate::registry::store::parameters(conn).await?;
    let small = parameters.integer("small_cell_min", horizon.as_of)?;
    let sight = Sight { access: &access, small };
    let ranked = rank(&assembly, &facts, &solution, &sight, limit);
    let listed = ranked.persons();
    let names = store::person_names(conn, &listed).await?;
    if !listed.is_empty() {
        audit_reading(&app, &access, &organization, listed.len()).await?;
    }
    let context = Context { facts: &facts, assembly: &assembly, graph: &graph, access: &access };
    let votes = votes(conn, &organization, &horizon).await?;
    let (holders, others) = ranked.views(&facts, &solution, &names);
    let view = LookThroughView {
        organization_id: organization.id,
        name: organization.name.clone(),
        as_of: horizon.as_of,
        known_at: query.known_at,
        capital: capital(assembly.basis.get(target as usize)),
        arithmetic: match solution.precision {
            Precision::Exact => Arithmetic::Exact,
            Precision::Within(_) => Arithmetic::Bounded,
        },
        error_bound: bound(&solution.precision),
        holders,
        others,
        composition: classes(&assembly, &facts, &solution),
        votes,
        paths: query.paths.then(|| context.paths(target, &names)),
        warnings: context.warnings(&organization, &parameters, &horizon, language(&headers))?,
    };
    Ok(Answer(StatusCode::OK, view))
}

/// A reading of who holds what, person by person, leaves its trace (R108).
async fn audit_reading(
    app: &AppState,
    access: &Access,
    organization: &organization::Model,
    persons: usize,
) -> ApiResult<()> {
    let act = Act {
        action: "find_look_through",
        subject_kind: "organization",
        subject_id: organization.id.to_string(),
        region_code: Some(organization.region_code.clone()),
        after: Some(json!({ "persons": persons })),
        ..Act::default()
    };
    let tx = app.db.begin_write().await?;
    audit::record(&tx, &access.author(), act).await?;
    Ok(tx.commit().await?)
}

/// Capital by an organization's books.
pub fn capital(basis: Option<&Basis>) -> Option<Money> {
    match basis {
        Some(Basis::Ledger(sen)) => i64::try_from(*sen).ok().map(Money::from_sen),
        _ => None,
    }
}

/// How far shares may be from the true ones, as a share of one.
pub fn bound(precision: &Precision) -> Option<Decimal> {
    match precision {
        Precision::Exact => None,
        Precision::Within(parts) => Some(Decimal::from(*parts) / Decimal::from(ONE)),
    }
}

/// What the parts of an answer are made of.
struct Context<'a> {
    facts: &'a Facts,
    assembly: &'a Assembly,
    graph: &'a Graph,
    access: &'a Access,
}

impl Context<'_> {
    fn paths(&self, target: u32, names: &HashMap<PersonId, String>) -> PathsView {
        const DIGITS: u32 = PERCENT_DIGITS + 4;
        let found = largest_paths(self.graph, target, PATHS);
        let percent =
            |parts: u64| shown(&[BigUint::from(parts)], &ONE.into(), 100, DIGITS).first().copied();
        let explained = found.iter().map(|path| path.parts).sum();
        let items = found.iter().map(|path| PathView {
            names: path.nodes.iter().map(|node| self.name(*node, names)).collect(),
            organizations: path.nodes.iter().map(|node| self.organization(*node)).collect(),
            percent: percent(path.parts).unwrap_or_default(),
        });
        PathsView {
            explained_percent: percent(explained).unwrap_or_default(),
            items: items.collect(),
        }
    }

    fn organization(&self, node: u32) -> Option<OrganizationId> {
        self.facts.organizations.get(node as usize).map(|row| row.id)
    }

    fn name(&self, node: u32, names: &HashMap<PersonId, String>) -> String {
        let name = |place: usize| self.facts.organizations[place].name.as_str();
        match &self.assembly.parties[node as usize] {
            Party::Organization(place) => name(*place).to_owned(),
            Party::Persons { issuer } => format!("Perorangan di {}", name(*issuer)),
            Party::Person { person, entries } => {
                let seen =
                    entries.iter().any(|entry| sees_persons(self.access, self.facts, entry.0));
                let known = names.get(person).filter(|_| seen);
                known.map_or_else(|| "Perorangan".to_owned(), |name| masked(name))
            }
            Party::Collective { issuer } => format!("Kolektif {}", name(*issuer)),
            Party::Undeclared { issuer } => format!("Belum dinyatakan: {}", name(*issuer)),
            Party::Outside { name, .. } => name.clone(),
            Party::Together => String::new(),
        }
    }

    fn warnings(
        &self,
        organization: &organization::Model,
        parameters: &Parameters,
        horizon: &Horizon,
        language: Language,
    ) -> ApiResult<Vec<ProblemItem>> {
        let (id, day) = (organization.id, horizon.as_of);
        let thresholds = check_thresholds(self.facts, self.assembly, id, parameters, day)?;
        let all = thresholds.iter().chain(&self.assembly.warnings);
        Ok(all.map(|fault| ProblemItem::of(fault, language)).collect())
    }
}
