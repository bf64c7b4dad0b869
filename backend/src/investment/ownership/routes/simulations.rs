//! HTTP of simulations: what the community's share would be.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::composition::{CompositionView, WarningView, of_one};
use super::{read, subject};
use crate::identity::Access;
use crate::investment::ownership::actions;
use crate::investment::ownership::drafts::{SideDraft, SimulationDraft};
use crate::investment::ownership::facts::{Facts, OwnerClass};
use crate::investment::ownership::rules::{assemble, check_thresholds, simulate};
use crate::investment::ownership::store::Roots;
use crate::investment::store::Horizon;
use crate::kernel::fault::{Fault, Language};
use crate::kernel::ids::OrganizationId;
use crate::kernel::period::local_date;
use crate::platform::db::stored_region;
use crate::platform::json::Answer;
use crate::platform::problem::{ApiResult, language};
use crate::platform::{ApiJson, AppState};
use crate::registry::parameters::Parameters;

/// How the share of one class would change.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangeView {
    /// The class.
    pub class: OwnerClass,
    /// Percentage points, up or down, of the shares as shown.
    pub points: Decimal,
}

/// Ownership before and after some acts that were not posted.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SimulationView {
    /// The organization.
    pub organization_id: OrganizationId,
    /// As it is.
    pub before: CompositionView,
    /// As it would be.
    pub after: CompositionView,
    /// The difference by class.
    pub changes: Vec<ChangeView>,
}

/// Who would own an organization after some acts: nothing is stored or posted.
/// `after.warnings` says where the law would not be kept.
#[utoipa::path(
    post, path = "/api/v1/ownership/simulations", tag = "ownership",
    request_body = SimulationDraft,
    responses((status = 200, body = SimulationView)),
)]
pub async fn simulate_ownership(
    State(app): State<AppState>,
    access: Access,
    headers: HeaderMap,
    ApiJson(draft): ApiJson<SimulationDraft>,
) -> ApiResult<Answer<SimulationView>> {
    let organization = subject(&app, &access, draft.organization_id).await?;
    let today = local_date(access.at, stored_region(&organization.region_code)?.utc_offset());
    let horizon = Horizon { as_of: draft.as_of.unwrap_or(today), known_at: None };
    let conn = app.db.read();
    let parameters = crate::registry::store::parameters(conn).await?;
    let roots = Roots::Some(roots(&draft));
    let (facts, _) = read(conn, &roots, &horizon, false).await?;
    let form = |id: OrganizationId| {
        let row = facts.organizations.iter().find(|row| row.id == id)?;
        let code = row.region_code.parse().ok()?;
        // What would change is told only of books that the caller may see.
        access.scope.covers(&code, id).then_some(row.legal_form)
    };
    let acts = actions::plan_acts(conn, &draft.acts, &horizon, form).await?;
    let after = simulate(&facts, &acts)?;
    let (id, language) = (organization.id, language(&headers));
    let before = judged(&facts, id, &horizon, &parameters, language)?;
    let after = judged(&after, id, &horizon, &parameters, language)?;
    let pairs = before.classes.iter().zip(&after.classes);
    let changes = pairs.map(|(before, after)| ChangeView {
        class: before.class,
        points: after.percent - before.percent,
    });
    let changes = changes.collect();
    Ok(Answer(StatusCode::OK, SimulationView { organization_id: id, before, after, changes }))
}

/// The organization asked for, and all that take part, whoever they are now.
fn roots(draft: &SimulationDraft) -> Vec<OrganizationId> {
    let side = |side: &Option<SideDraft>| side.and_then(|side| side.organization_id);
    let of_acts = draft.acts.iter().flat_map(|act| {
        [Some(act.issuer_id), side(&act.from), side(&act.to)].into_iter().flatten()
    });
    let mut all: Vec<OrganizationId> = of_acts.chain([draft.organization_id]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn judged(
    facts: &Facts,
    id: OrganizationId,
    horizon: &Horizon,
    parameters: &Parameters,
    language: Language,
) -> ApiResult<CompositionView> {
    let assembly = assemble(facts).map_err(Fault::from)?;
    let mut view = of_one(facts, &assembly, id, horizon)?;
    // The law may be broken where an act takes place, not only at the top.
    for organization in &facts.organizations {
        let own = organization.id;
        let found = check_thresholds(facts, &assembly, own, parameters, horizon.as_of)?;
        view.warnings.extend(found.iter().map(|fault| WarningView::of(Some(own), fault, language)));
    }
    let others = assembly.warnings.iter().map(|fault| WarningView::of(None, fault, language));
    view.warnings.extend(others);
    Ok(view)
}
