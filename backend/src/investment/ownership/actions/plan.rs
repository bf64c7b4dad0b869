//! Simulated acts with what the ledger knows of their sides.

use sea_orm::ConnectionTrait;

use crate::identity::Scope;
use crate::investment::entity::ledger_account::Line;
use crate::investment::ownership::drafts::{ActDraft, SideDraft};
use crate::investment::ownership::rules::{PlannedAct, Side};
use crate::investment::ownership::{problems, store};
use crate::investment::rules::{issuable, line_of};
use crate::investment::store::Horizon;
use crate::kernel::fault::Fault;
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::platform::codes;
use crate::platform::problem::ApiResult;
use crate::registry::entity::organization::LegalForm;

/// The acts of a draft, decided upon by nobody yet.
///
/// `form`: the legal form of an issuer that the caller may see the books of.
///
/// # Errors
/// 422 with the place of the act that cannot be.
pub async fn plan_acts(
    conn: &impl ConnectionTrait,
    drafts: &[ActDraft],
    horizon: &Horizon,
    form: impl Fn(OrganizationId) -> Option<LegalForm>,
) -> ApiResult<Vec<PlannedAct>> {
    let mut acts = Vec::with_capacity(drafts.len());
    for (place, draft) in drafts.iter().enumerate() {
        let below = |fault: Fault| fault.below(&format!("/acts/{place}"));
        let unknown = || below(Fault::at(&codes::REFERENCE_UNKNOWN, "/issuer_id"));
        let form = form(draft.issuer_id).ok_or_else(unknown)?;
        let line = line_of(draft.instrument_kind);
        // Voluntary savings are owed, not held: they change nobody's share.
        if !issuable(form).contains(&draft.instrument_kind) || line == Line::SimpananSukarela {
            let fault =
                Fault::at(&crate::investment::problems::INSTRUMENT_FORM, "/instrument_kind");
            let fault = fault
                .with("legal_form", form.as_str())
                .with("kind", draft.instrument_kind.as_str());
            let kinds: Vec<String> = issuable(form).iter().map(|kind| kind.as_str()).collect();
            return Err(below(fault.with("allowed", kinds.join(", "))).into());
        }
        let issuer = draft.issuer_id;
        let mut sides = [None, None];
        for (slot, (given, name)) in
            sides.iter_mut().zip([(draft.from, "/from"), (draft.to, "/to")])
        {
            if let Some(given) = given {
                let side = side(conn, given, issuer, line, horizon).await?;
                let unclear = || below(Fault::at(&problems::SIDE_UNCLEAR, name));
                *slot = Some(side.ok_or_else(unclear)?);
            }
        }
        let [from, to] = sides;
        acts.push(PlannedAct { kind: draft.kind, issuer, line, amount: draft.amount, from, to });
    }
    Ok(acts)
}

/// A side that is named in exactly one way and is there.
async fn side(
    conn: &impl ConnectionTrait,
    draft: SideDraft,
    issuer: OrganizationId,
    line: Line,
    horizon: &Horizon,
) -> ApiResult<Option<Side>> {
    match (draft.organization_id, draft.member_id, draft.new_persons) {
        (Some(id), None, false) => {
            let everything = Scope::everything();
            let found = crate::registry::store::find_organization(conn, &everything, id).await?;
            Ok(found.map(|row| Side::Organization(row.id)))
        }
        (None, Some(id), false) => {
            let everything = Scope::everything();
            let member = crate::investment::store::find_member(conn, &everything, id).await?;
            let Some(member) = member.filter(|row| row.organization_id == issuer) else {
                return Ok(None);
            };
            if let Some(organization) = member.holder_organization_id {
                return Ok(Some(Side::Organization(organization)));
            }
            let held = store::member_capital(conn, id, horizon).await?;
            let held = held.iter().find(|(of, _)| *of == line);
            Ok(Some(Side::Person(id, held.map_or(Money::ZERO, |(_, amount)| *amount))))
        }
        (None, None, true) => Ok(Some(Side::NewPerson)),
        _ => Ok(None),
    }
}
