//! Single positions: how they begin and end.

use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::{House, body_of, persons_of, sitting};
use crate::governance::organs::drafts::{BoardSeatDraft, PositionDraft, PositionEndDraft};
use crate::governance::organs::entity::position::{self, Organ};
use crate::governance::organs::rules::{self, Head, Sitting, Span};
use crate::governance::organs::{problems, store};
use crate::identity::Scope;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{OrganizationId, PersonId};
use crate::platform::audit::{self, Act, Author};
use crate::platform::clock::fresh_id;
use crate::platform::problem::ApiResult;
use crate::platform::{codes, creation};
use crate::registry::parameters::Parameters;
use crate::registry::rules::Findings;

/// A position that was saved, with what should be looked at.
#[derive(Debug)]
pub struct SavedPosition {
    /// The row.
    pub row: position::Model,
    /// Warnings.
    pub warnings: Vec<Fault>,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// What a position is weighed against.
pub(super) struct Surroundings {
    /// Governments of the village, held.
    pub(super) governments: Vec<OrganizationId>,
    /// Other positions of the organization within the term.
    pub(super) others: Vec<Sitting>,
    /// The legal parameters.
    pub(super) parameters: Parameters,
}

/// Records who holds a position in an organ of an organization, which the
/// caller has locked.
///
/// `visible`: where the caller may see persons.
///
/// # Errors
/// 422 for a position or person that may not be (R48, R52); 409 for one that is
/// held, or a taken id.
pub async fn record_position(
    tx: &DatabaseTransaction,
    house: &House,
    draft: &PositionDraft,
    visible: &Scope,
    author: &Author,
) -> ApiResult<SavedPosition> {
    let claim = creation::claim(tx, "organ_position", draft.id, &(house.id, draft)).await?;
    let id = draft.id.unwrap_or_else(fresh_id);
    if let Some(row) = claim.known(position::Entity::find_by_id(id).one(tx).await?)? {
        return Ok(SavedPosition { row, warnings: Vec::new(), fresh: false });
    }
    let span = Span { from: draft.held_from, to: draft.held_to };
    let mut faults = rules::check_term(&span, draft.decided_on, house.today(author));
    faults.extend(rules::check_role(house.body.form, draft.organ, draft.role));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let governments = house.hold_governments(tx).await?;
    let seat = BoardSeatDraft {
        organ: draft.organ,
        role: draft.role,
        person_id: draft.person_id,
        ex_officio: draft.ex_officio,
    };
    let seat = seated(tx, house, &seat, span, &governments, visible).await?;
    lock_persons(tx, &[seat]).await?;
    let others = store::sitting_within(tx, house.id, span.from, span.to).await?;
    let around = Surroundings {
        governments,
        others: others.iter().map(sitting).collect(),
        parameters: crate::registry::store::parameters(tx).await?,
    };
    let Findings { faults, warnings } = weigh(tx, house, &seat, &around).await?;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = position::Model {
        id,
        organization_id: house.id,
        region_code: house.region.to_string(),
        organ: seat.organ,
        role: seat.role,
        person_id: seat.person,
        held_from: span.from,
        held_to: span.to,
        decision_number: draft.decision_number.trim().to_owned(),
        decided_on: draft.decided_on,
        board_id: None,
        end_reason: None,
        version: 1,
        created_at: author.at,
    };
    let inserted: position::ActiveModel = row.clone().into();
    position::Entity::insert(inserted.reset_all()).exec_without_returning(tx).await?;
    audit::record(tx, author, act("record_organ_position", None, &row)).await?;
    Ok(SavedPosition { row, warnings, fresh: true })
}

/// The seat of a draft with its person: the one that is named, or the sitting
/// village head.
pub(super) async fn seated(
    tx: &DatabaseTransaction,
    house: &House,
    draft: &BoardSeatDraft,
    span: Span,
    governments: &[OrganizationId],
    visible: &Scope,
) -> ApiResult<Sitting> {
    let seat = |person| Sitting { organ: draft.organ, role: draft.role, person, span };
    match (draft.person_id, draft.ex_officio) {
        (Some(person), false) => {
            let found = crate::registry::store::find_person(tx, visible, person).await?;
            let found = found.ok_or_else(|| Fault::at(&codes::REFERENCE_UNKNOWN, "/person_id"))?;
            Ok(seat(found.id))
        }
        (None, true) if rules::ex_officio(house.body, draft.organ, draft.role) => {
            match house.head(tx, governments, span.from).await? {
                Head::Is(person) => Ok(seat(person)),
                Head::Unknown => Err(Fault::at(&problems::NO_VILLAGE_HEAD, "/ex_officio").into()),
            }
        }
        _ => Err(Fault::at(&problems::HOLDER_OF_POSITION, "/person_id").into()),
    }
}

/// Locks the persons of seats in the order of their ids, so that no tie of
/// theirs is declared meanwhile.
pub(super) async fn lock_persons(tx: &DatabaseTransaction, seats: &[Sitting]) -> ApiResult<()> {
    for person in persons_of(seats.iter()) {
        // Who was seen by the caller or named by office is locked as they are.
        crate::registry::store::lock_person(tx, &Scope::everything(), person).await?;
    }
    Ok(())
}

/// Everything that the rules say about one seat.
pub(super) async fn weigh(
    tx: &DatabaseTransaction,
    house: &House,
    seat: &Sitting,
    around: &Surroundings,
) -> ApiResult<Findings> {
    let mut findings = rules::check_seat(house.body, seat, &around.others, &around.parameters);
    let holder = store::holders(tx, vec![seat.person]).await?;
    let died = holder.first().and_then(|holder| holder.deceased_on);
    findings.faults.extend(rules::check_alive(&seat.span, died));
    if rules::ex_officio(house.body, seat.organ, seat.role) {
        let head = house.head(tx, &around.governments, seat.span.from).await?;
        findings.add(rules::check_ex_officio(house.body, seat, head));
    }
    let other = holds_other_office(tx, seat.person, seat).await?;
    findings.add(rules::check_official(house.body, seat, other));
    if house.body.kopdes {
        let persons = persons_of(around.others.iter().chain([seat]));
        let ties = store::ties_among(tx, &persons).await?;
        findings.faults.extend(rules::check_ties(house.body, seat, &around.others, &ties));
    }
    Ok(findings)
}

/// Whether somebody holds an office within a seat's term that does not go
/// together with it: in a village government, or on the board of a Merah Putih
/// cooperative.
pub(super) async fn holds_other_office(
    conn: &impl sea_orm::ConnectionTrait,
    person: PersonId,
    seat: &Sitting,
) -> ApiResult<bool> {
    let Some(organ) = rules::other_office(seat.organ) else { return Ok(false) };
    let bodies = store::bodies_of(conn, person, organ, seat.span.from, seat.span.to).await?;
    let village_office = organ == Organ::PemerintahDesa;
    Ok(bodies.iter().any(|row| village_office || body_of(row).kopdes))
}

/// Records the end of a position, which is locked with its organization.
///
/// # Errors
/// 409 where an end is recorded; 422 for a day outside of the term.
pub async fn end_position(
    tx: &DatabaseTransaction,
    house: &House,
    before: &position::Model,
    draft: &PositionEndDraft,
    author: &Author,
) -> ApiResult<position::Model> {
    if before.end_reason.is_some() {
        let fault = Fault::new(&problems::POSITION_ENDED);
        return Err(fault.with("ended_on", before.held_to.unwrap_or_default()).into());
    }
    let span = Span { from: before.held_from, to: before.held_to };
    let faults = rules::check_end(&span, draft.ended_on, draft.reason, house.today(author));
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let row = position::Model {
        held_to: Some(draft.ended_on),
        end_reason: Some(draft.reason),
        version: before.version + 1,
        ..before.clone()
    };
    save_end(tx, before, &row, author).await?;
    Ok(row)
}

/// Saves the end of a position.
pub(super) async fn save_end(
    tx: &DatabaseTransaction,
    before: &position::Model,
    row: &position::Model,
    author: &Author,
) -> ApiResult<()> {
    let changed: position::ActiveModel = row.clone().into();
    changed.reset_all().update(tx).await?;
    Ok(audit::record(tx, author, act("end_organ_position", Some(before), row)).await?)
}

/// What the audit log keeps of a position: ids, never names.
fn audited(row: &position::Model) -> serde_json::Value {
    json!({
        "organization_id": row.organization_id, "organ": row.organ, "role": row.role,
        "person_id": row.person_id, "held_from": row.held_from, "held_to": row.held_to,
        "decision_number": row.decision_number, "decided_on": row.decided_on,
        "board_id": row.board_id, "end_reason": row.end_reason, "version": row.version,
    })
}

/// The event of a change of a position.
pub(super) fn act<'a>(
    action: &'a str,
    before: Option<&position::Model>,
    after: &position::Model,
) -> Act<'a> {
    Act {
        action,
        subject_kind: "organ_position",
        subject_id: after.id.to_string(),
        region_code: Some(after.region_code.clone()),
        reason: None,
        before: before.map(audited),
        after: Some(audited(after)),
    }
}
