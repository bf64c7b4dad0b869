//! Every rule on an organization's draft at once.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use super::Context;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::OrganizationId;
use crate::kernel::region_code::RegionLevel;
use crate::platform::ApiError;
use crate::platform::problem::ApiResult;
use crate::region;
use crate::registry::drafts::{Identifiers, OrganizationDraft, identifiers};
use crate::registry::entity::organization::{self, LegalForm, OrganizationStatus};
use crate::registry::parameters::Parameters;
use crate::registry::rules::{self, Findings, OrganizationFacts, Seat};
use crate::registry::{problems, store};

/// What the register knows that bears on a draft.
#[derive(Debug, Clone)]
pub struct Surroundings<'a> {
    /// Official names of the draft's region and those above it, or why it has none.
    pub seat: Result<Seat<'a>, Fault>,
    /// Whether another organization of its form bears its name (R24).
    pub name_taken: bool,
    /// Whether its village has another active BUM Desa (R51).
    pub village_taken: bool,
}

/// A draft after every rule: its identifiers and all that was found.
///
/// `before` is the row that the draft replaces and whether a registrar does it.
/// One decision for a single record and for imports of a hundred thousand.
#[must_use]
pub fn judge(
    draft: &OrganizationDraft,
    before: Option<(&organization::Model, bool)>,
    surroundings: Surroundings<'_>,
    parameters: &Parameters,
    today: NaiveDate,
) -> (Identifiers, Findings) {
    let (identifiers, mut findings) = identifiers(draft, parameters, today);
    let status = standing(before.map(|(before, _)| before), draft);
    findings.faults.extend(match before {
        Some((before, registrar)) => unchangeable(before, draft, &identifiers, registrar),
        None => rules::check_first_status(draft, today),
    });
    match surroundings.seat {
        Err(fault) => findings.faults.push(fault),
        Ok(seat) => {
            let facts = OrganizationFacts {
                legal_form: draft.legal_form,
                name: &draft.name,
                status,
                region: &draft.region_code,
                seat,
                founded_on: draft.founded_on,
                founder_count: draft.founder_count,
            };
            findings.add(rules::check_organization(&facts, parameters, today));
        }
    }
    if surroundings.name_taken && rules::is_kopdes(&name_key(&draft.name)) {
        findings.faults.push(Fault::at(&problems::KOPDES_NAME_TAKEN, "/name"));
    }
    if surroundings.village_taken && holds_village(draft.legal_form, status) {
        findings.faults.push(Fault::at(&problems::SECOND_BUM_DESA, "/region_code"));
    }
    (identifiers, findings)
}

/// The status that a draft's organization has once it is saved.
fn standing(before: Option<&organization::Model>, draft: &OrganizationDraft) -> OrganizationStatus {
    let known = before.map(|before| before.status);
    known.or(draft.status).unwrap_or(OrganizationStatus::Active)
}

/// Whether an organization takes its village's place of active BUM Desa (R51).
#[must_use]
pub fn holds_village(form: LegalForm, status: OrganizationStatus) -> bool {
    form == LegalForm::BumDesa && status == OrganizationStatus::Active
}

/// The same for a known organization that changes its seat or its form: every
/// rule holds as for a new one, but that its seat may be a code closed since.
pub(super) async fn check_again(
    conn: &impl ConnectionTrait,
    before: &organization::Model,
    after: &organization::Model,
    context: &Context,
) -> ApiResult<Checked> {
    let region = after.region_code.parse().map_err(ApiError::internal)?;
    let draft = OrganizationDraft::of(after, region);
    let same = organization::Model {
        legal_form: after.legal_form,
        region_code: after.region_code.clone(),
        ..before.clone()
    };
    // A kept seat passes as known; a new one is judged as for a first record.
    let known = (before.region_code == after.region_code).then_some((&same, true));
    check(conn, before.id, &draft, known, context).await
}

/// A draft that passed.
pub(super) struct Checked {
    pub(super) identifiers: Identifiers,
    pub(super) warnings: Vec<Fault>,
}

/// Every rule on a draft at once, so that the answer names every fault.
pub(super) async fn check(
    conn: &impl ConnectionTrait,
    id: OrganizationId,
    draft: &OrganizationDraft,
    before: Option<(&organization::Model, bool)>,
    context: &Context,
) -> ApiResult<Checked> {
    let parameters = store::parameters(conn).await?;
    let (code, at) = (&draft.region_code, "/region_code");
    let kept = before.is_some_and(|(before, _)| before.region_code == code.as_str());
    let region = if kept {
        region::store::require_kept_region(conn, code, at).await?
    } else {
        region::store::require_region(conn, code, context.today, at).await?
    };
    let status = standing(before.map(|(before, _)| before), draft);
    let key = name_key(&draft.name);
    let kopdes = rules::is_kopdes(&key);
    // Only the name of a Merah Putih cooperative asks for the regions above (R24).
    let above = [RegionLevel::District, RegionLevel::Regency].map(|level| code.at(level));
    let codes = above.iter().flatten().filter(|_| kopdes).map(ToString::to_string).collect();
    let above = region::store::find_regions(conn, codes).await?;
    let called = |level: RegionLevel| {
        let at = code.at(level).map(|code| code.to_string());
        let row = above.iter().find(|row| Some(&row.code) == at.as_ref());
        row.map_or("", |row| row.name.as_str())
    };
    let (district, regency) = (called(RegionLevel::District), called(RegionLevel::Regency));
    let name = region.as_ref().map(|region| region.name.as_str());
    let seat = name.map(|name| Seat { name, district, regency });
    let surroundings = Surroundings {
        seat: seat.map_err(Fault::clone),
        name_taken: kopdes && store::has_name(conn, draft.legal_form, &key, id).await?,
        village_taken: holds_village(draft.legal_form, status)
            && store::has_active_bum_desa(conn, draft.region_code.as_str(), id).await?,
    };
    let (identifiers, findings) = judge(draft, before, surroundings, &parameters, context.today);
    let Findings { faults, warnings } = findings;
    if faults.is_empty() { Ok(Checked { identifiers, warnings }) } else { Err(faults.into()) }
}

/// What a replacement may not change.
fn unchangeable(
    before: &organization::Model,
    draft: &OrganizationDraft,
    identifiers: &Identifiers,
    registrar: bool,
) -> Vec<Fault> {
    let own_operation = [
        ("/id", draft.id.is_some()),
        ("/status", draft.status.is_some_and(|status| status != before.status)),
        // Figures of members, capital and pairs follow the seat, and the books bind
        // the form: each has an act of its own (ADR-0020).
        ("/region_code", draft.region_code.as_str() != before.region_code),
        ("/legal_form", draft.legal_form != before.legal_form),
        ("/status_since", draft.status_since.is_some_and(|day| day != before.status_since)),
        (
            "/name_approved_on",
            draft.name_approved_on.is_some_and(|day| before.name_approved_on != Some(day)),
        ),
    ];
    let deed = [
        ("/name", draft.name.trim() != before.name),
        ("/founded_on", draft.founded_on != before.founded_on),
        ("/founder_count", draft.founder_count != before.founder_count),
        ("/legal_number", identifiers.legal_number != before.legal_number),
    ];
    let fixed = own_operation.iter().map(|field| (&problems::NOT_CHANGED_HERE, field));
    let kept = deed.iter().filter(|_| !registrar).map(|field| (&problems::FOR_REGISTRARS, field));
    let changed = fixed.chain(kept).filter(|(_, (_, changed))| *changed);
    changed.map(|(code, (pointer, _))| Fault::at(code, *pointer)).collect()
}
