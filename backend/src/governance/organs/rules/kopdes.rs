//! What a Merah Putih cooperative's organs and members are held to.
//!
//! Source: R48; SE Menteri Koperasi 1/2025.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::seats::{Body, Sitting};
use crate::governance::organs::entity::position::Organ;
use crate::governance::organs::problems;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::Sex;
use crate::kernel::ids::PersonId;
use crate::kernel::region_code::{RegionCode, RegionLevel};
use crate::registry::parameters::Parameters;
use crate::registry::rules::Findings;

/// Weighs a village office and a seat on the board of a Merah Putih cooperative
/// at the same time: refused where the seat is recorded, a warning where the
/// office is. `other`: whether the person holds the other of the two then.
///
/// Source: R48, SE Menteri Koperasi 1/2025 (village officials are no managers).
#[must_use]
pub fn check_official(body: Body, seat: &Sitting, other: bool) -> Findings {
    let mut findings = Findings::default();
    match seat.organ {
        Organ::Pengurus if body.kopdes && other => {
            findings.faults.push(Fault::at(&problems::OFFICIAL_ON_BOARD, "/person_id"));
        }
        Organ::PemerintahDesa if other => {
            findings.warnings.push(Fault::at(&problems::OFFICIAL_SITS_ON_BOARD, "/person_id"));
        }
        _ => {}
    }
    findings
}

/// Refuses a seat beside a relative: board and supervisors of a Merah Putih
/// cooperative are not related. `ties`: pairs of persons, in any order.
///
/// Source: R48, SE Menteri Koperasi 1/2025.
#[must_use]
pub fn check_ties(
    body: Body,
    seat: &Sitting,
    others: &[Sitting],
    ties: &[(PersonId, PersonId)],
) -> Option<Fault> {
    let sits = |organ| matches!(organ, Organ::Pengurus | Organ::Pengawas);
    if !body.kopdes || !sits(seat.organ) {
        return None;
    }
    let related = |person| {
        ties.iter().any(|tie| *tie == (seat.person, person) || *tie == (person, seat.person))
    };
    let beside = others.iter().filter(|other| sits(other.organ) && other.span.meets(&seat.span));
    beside
        .map(|other| other.person)
        .any(related)
        .then(|| Fault::at(&problems::FAMILY_ON_BOARD, "/person_id"))
}

/// Somebody on a board.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BoardMember {
    /// Who.
    pub person: PersonId,
    /// Sex, where it is recorded.
    pub sex: Option<Sex>,
}

/// Weighs a Merah Putih cooperative's board as a whole: an odd number, so many
/// at least, and enough women, which is a warning. Who has no sex recorded is
/// not counted as a woman.
///
/// Source: R48, SE Menteri Koperasi 1/2025; the bounds are the parameters
/// `min_kopdes_board_members` and `kopdes_board_women_min_percent` of the day.
#[must_use]
pub fn check_board(
    body: Body,
    board: &[BoardMember],
    parameters: &Parameters,
    day: NaiveDate,
) -> Findings {
    let mut findings = Findings::default();
    if !body.kopdes {
        return findings;
    }
    let count = board.len();
    let size = |minimum| Fault::at(&problems::BOARD_SIZE, "/seats").with("minimum", minimum);
    match parameters.integer("min_kopdes_board_members", day) {
        Ok(minimum) => {
            let enough = i64::try_from(count).is_ok_and(|count| count >= minimum);
            if !enough || count.is_multiple_of(2) {
                findings.faults.push(size(minimum).with("count", count));
            }
        }
        Err(missing) => findings.warnings.push(missing),
    }
    let women = board.iter().filter(|member| member.sex == Some(Sex::Female)).count();
    match parameters.decimal("kopdes_board_women_min_percent", day) {
        Ok(percent) if Decimal::from(women * 100) < percent * Decimal::from(count) => {
            findings.warnings.push(
                Fault::at(&problems::FEW_WOMEN, "/seats")
                    .with("women", women)
                    .with("count", count)
                    .with_percent("percent", percent),
            );
        }
        Ok(_) => {}
        Err(missing) => findings.warnings.push(missing),
    }
    findings
}

/// Refuses a member of a Merah Putih cooperative who lives in a village that it
/// does not serve. `served`: the village of its seat and those served together.
/// A person who is recorded in one of their districts is let in: nothing says
/// that they live elsewhere. A regency or province says nothing of a home.
///
/// Source: R48, SE Menteri Koperasi 1/2025 (members by their KTP).
#[must_use]
pub fn check_residence(home: &RegionCode, served: &[RegionCode]) -> Option<Fault> {
    let judged = served.iter().any(|village| village.level() == RegionLevel::Village);
    let near = home.level() >= RegionLevel::District;
    let fits = near && served.iter().any(|village| home.contains(village));
    (judged && !fits).then(|| {
        let served: Vec<&str> = served.iter().map(RegionCode::as_str).collect();
        Fault::at(&problems::OTHER_VILLAGE, "/person_id")
            .with("home", home)
            .with("served", served.join(", "))
    })
}
