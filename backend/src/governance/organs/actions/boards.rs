//! Whole boards, judged as one: how many they are is asked of all at once.

use std::collections::BTreeSet;

use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait};

use super::positions::{Surroundings, act, lock_persons, save_end, seated, weigh};
use super::{House, persons_of, sitting};
use crate::governance::organs::drafts::BoardDraft;
use crate::governance::organs::entity::position::{self, EndReason, Organ};
use crate::governance::organs::rules::{self, BoardMember, Sitting, Span};
use crate::governance::organs::{problems, store};
use crate::identity::Scope;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{BoardId, OrganizationId};
use crate::platform::audit::{self, Author};
use crate::platform::clock::fresh_id;
use crate::platform::creation;
use crate::platform::problem::ApiResult;
use crate::registry::rules::Findings;

/// A board that was saved, with what should be looked at.
#[derive(Debug)]
pub struct SavedBoard {
    /// Its identity.
    pub id: BoardId,
    /// Its positions, in the order of its seats.
    pub rows: Vec<position::Model>,
    /// Warnings.
    pub warnings: Vec<Fault>,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// Records a whole board of an organization, which the caller has locked: what
/// still runs in the organs that it names ends on its first day.
///
/// `visible`: where the caller may see persons.
///
/// # Errors
/// 422 with every fault of every seat and of the whole (R48, R52); 409 where a
/// position in these organs begins on that day or later, or for a taken id.
pub async fn record_board(
    tx: &DatabaseTransaction,
    house: &House,
    draft: &BoardDraft,
    visible: &Scope,
    author: &Author,
) -> ApiResult<SavedBoard> {
    let claim = creation::claim(tx, "board", draft.id, &(house.id, draft)).await?;
    let id: BoardId = draft.id.unwrap_or_else(fresh_id);
    let known = store::positions_of_board(tx, id).await?;
    if let Some(rows) = claim.known((!known.is_empty()).then_some(known))? {
        return Ok(SavedBoard { id, rows, warnings: Vec::new(), fresh: false });
    }
    let span = Span { from: draft.held_from, to: draft.held_to };
    let mut faults = rules::check_term(&span, draft.decided_on, house.today(author));
    for (place, seat) in draft.seats.iter().enumerate() {
        let fault = rules::check_role(house.body.form, seat.organ, seat.role);
        faults.extend(fault.map(|fault| fault.below(&format!("/seats/{place}"))));
    }
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let governments = house.hold_governments(tx).await?;
    let seats = seat_all(tx, house, draft, span, &governments, visible).await?;
    lock_persons(tx, &seats).await?;
    let organs: BTreeSet<Organ> = seats.iter().map(|seat| seat.organ).collect();
    let standing = store::sitting_within(tx, house.id, span.from, span.to).await?;
    let in_organs = |row: &&position::Model| organs.contains(&row.organ);
    require_later(standing.iter().filter(in_organs), &span)?;
    // An end that is recorded with its reason is a fact, and stays: who sat on
    // beyond the first day of this board is weighed against it instead.
    let (replaced, kept): (Vec<_>, Vec<_>) = standing
        .into_iter()
        .partition(|row| organs.contains(&row.organ) && row.end_reason.is_none());
    let kept = kept.iter().map(sitting).collect();
    let Findings { faults, warnings } = weigh_all(tx, house, &seats, kept, governments).await?;
    if !faults.is_empty() {
        return Err(faults.into());
    }
    for before in &replaced {
        let ended = position::Model {
            held_to: Some(span.from),
            end_reason: Some(EndReason::Replaced),
            version: before.version + 1,
            ..before.clone()
        };
        save_end(tx, before, &ended, author).await?;
    }
    let rows = insert_all(tx, house, (id, draft), &seats, author).await?;
    Ok(SavedBoard { id, rows, warnings, fresh: true })
}

/// The seats of a draft with their persons; every one that is unclear is named.
async fn seat_all(
    tx: &DatabaseTransaction,
    house: &House,
    draft: &BoardDraft,
    span: Span,
    governments: &[OrganizationId],
    visible: &Scope,
) -> ApiResult<Vec<Sitting>> {
    let (mut seats, mut faults) = (Vec::new(), Vec::new());
    for (place, seat) in draft.seats.iter().enumerate() {
        match seated(tx, house, seat, span, governments, visible).await {
            Ok(seat) => seats.push(seat),
            Err(error) if error.faults().is_empty() => return Err(error),
            Err(error) => {
                let below = |fault: &Fault| fault.clone().below(&format!("/seats/{place}"));
                faults.extend(error.faults().iter().map(below));
            }
        }
    }
    if faults.is_empty() { Ok(seats) } else { Err(faults.into()) }
}

/// Refuses a board that does not begin after what it follows.
fn require_later<'a>(
    before: impl Iterator<Item = &'a position::Model>,
    span: &Span,
) -> ApiResult<()> {
    let latest = before.map(|row| row.held_from).max();
    match latest.filter(|latest| *latest >= span.from) {
        Some(latest) => {
            let fault = Fault::at(&problems::BOARD_NOT_LATER, "/held_from");
            Err(fault.with("from", latest).into())
        }
        None => Ok(()),
    }
}

/// Everything that the rules say about each seat, and about the whole.
async fn weigh_all(
    tx: &DatabaseTransaction,
    house: &House,
    seats: &[Sitting],
    kept: Vec<Sitting>,
    governments: Vec<OrganizationId>,
) -> ApiResult<Findings> {
    let parameters = crate::registry::store::parameters(tx).await?;
    let mut around = Surroundings { governments, others: kept, parameters };
    let mut findings = Findings::default();
    for (place, seat) in seats.iter().enumerate() {
        let found = weigh(tx, house, seat, &around).await?;
        let below = |fault: Fault| fault.below(&format!("/seats/{place}"));
        findings.faults.extend(found.faults.into_iter().map(below));
        findings.warnings.extend(found.warnings.into_iter().map(below));
        // Each is weighed against those before, so that a clash is told once.
        around.others.push(*seat);
    }
    let named = |organ| seats.iter().any(|seat| seat.organ == organ);
    findings.warnings.extend(rules::vacancies(house.body.form, seats, named));
    let day = seats.first().map(|seat| seat.span.from);
    if let Some(day) = day.filter(|_| seats.iter().any(|seat| seat.organ == Organ::Pengurus)) {
        let board = board_of(tx, seats).await?;
        findings.add(rules::check_board(house.body, &board, &around.parameters, day));
    }
    Ok(findings)
}

/// The management board among some seats, with the sex of each.
pub(super) async fn board_of(
    conn: &impl ConnectionTrait,
    seats: &[Sitting],
) -> ApiResult<Vec<BoardMember>> {
    let board = seats.iter().filter(|seat| seat.organ == Organ::Pengurus);
    let members = store::holders(conn, persons_of(board)).await?;
    let member = |holder: store::Holder| BoardMember { person: holder.id, sex: holder.sex };
    Ok(members.into_iter().map(member).collect())
}

async fn insert_all(
    tx: &DatabaseTransaction,
    house: &House,
    (id, draft): (BoardId, &BoardDraft),
    seats: &[Sitting],
    author: &Author,
) -> ApiResult<Vec<position::Model>> {
    let row = |seat: &Sitting| position::Model {
        id: fresh_id(),
        organization_id: house.id,
        region_code: house.region.to_string(),
        organ: seat.organ,
        role: seat.role,
        person_id: seat.person,
        held_from: seat.span.from,
        held_to: seat.span.to,
        decision_number: draft.decision_number.trim().to_owned(),
        decided_on: draft.decided_on,
        board_id: Some(id),
        end_reason: None,
        version: 1,
        created_at: author.at,
    };
    let rows: Vec<position::Model> = seats.iter().map(row).collect();
    let acts = rows.iter().map(|row| act("record_board", None, row)).collect();
    audit::record_many(tx, author, acts).await?;
    let inserted = rows.iter().map(|row| position::ActiveModel::from(row.clone()).reset_all());
    position::Entity::insert_many(inserted).exec_without_returning(tx).await?;
    Ok(rows)
}
