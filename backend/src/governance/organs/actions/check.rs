//! Whether an organization's organs are in order on a day: what recording one
//! by one cannot refuse, and what others' records have changed since.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;

use super::boards::board_of;
use super::positions::holds_other_office;
use super::{House, persons_of, sitting};
use crate::governance::organs::entity::position;
use crate::governance::organs::rules::{self, Sitting, Span};
use crate::governance::organs::store;
use crate::platform::problem::ApiResult;
use crate::registry::rules::Findings;

/// The positions of an organization on a day, and everything that the rules say
/// about them. Faults and warnings have no pointer: there is no body.
///
/// # Errors
/// When the database fails.
pub async fn check_governance(
    conn: &impl ConnectionTrait,
    house: &House,
    day: NaiveDate,
) -> ApiResult<(Vec<position::Model>, Findings)> {
    let rows = store::sitting_on(conn, house.id, day).await?;
    // Each is weighed as of the day: what comes later is nothing against it.
    let span = Span { from: day, to: day.succ_opt() };
    let seats: Vec<Sitting> = rows.iter().map(|row| Sitting { span, ..sitting(row) }).collect();
    let parameters = crate::registry::store::parameters(conn).await?;
    let governments = house.governments(conn).await?;
    let head = house.head(conn, &governments, day).await?;
    let ties = if house.body.kopdes {
        store::ties_among(conn, &persons_of(seats.iter())).await?
    } else {
        Vec::new()
    };
    let holders = store::holders(conn, persons_of(seats.iter())).await?;
    let died = |person| holders.iter().find(|it| it.id == person).and_then(|it| it.deceased_on);
    let mut findings = Findings::default();
    for (place, seat) in seats.iter().enumerate() {
        let before = seats.get(..place).unwrap_or_default();
        // An organization that has changed its form since has other organs.
        findings.faults.extend(rules::check_role(house.body.form, seat.organ, seat.role));
        findings.add(rules::check_seat(house.body, seat, before, &parameters));
        findings.faults.extend(rules::check_alive(&seat.span, died(seat.person)));
        findings.add(rules::check_ex_officio(house.body, seat, head));
        let other = holds_other_office(conn, seat.person, seat).await?;
        findings.add(rules::check_official(house.body, seat, other));
        findings.faults.extend(rules::check_ties(house.body, seat, before, &ties));
    }
    findings.warnings.extend(rules::vacancies(house.body.form, &seats, |_| true));
    let board = board_of(conn, &seats).await?;
    findings.add(rules::check_board(house.body, &board, &parameters, day));
    for fault in findings.faults.iter_mut().chain(&mut findings.warnings) {
        fault.pointer.clear();
    }
    Ok((rows, findings))
}
