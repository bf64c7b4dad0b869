//! Positions of any organization: which there are, and who may hold two.
//!
//! Source: R48, R52; UU 25/1992, PP 11/2021.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::governance::organs::entity::position::{EndReason, Organ, OrganRole};
use crate::governance::organs::problems;
use crate::kernel::fault::Fault;
use crate::kernel::ids::PersonId;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY, DATE_TOO_LATE};
use crate::registry::rules::Findings;

/// The first day on which anybody alive could have been appointed.
pub const EARLIEST: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("a calendar date");
/// How long a term may be at most, in years: no by-laws know a longer one.
const LONGEST_YEARS: u32 = 50;

/// A span of days; `to` is the first day after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First day.
    pub from: NaiveDate,
    /// First day after it; open where absent.
    pub to: Option<NaiveDate>,
}

impl Span {
    /// Whether a day lies in it.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    /// Whether both have a day in common.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let begins_before = |one: &Self, other: &Self| other.to.is_none_or(|to| one.from < to);
        // A span that ends on its first day has no day at all.
        let has_days = |span: &Self| span.to.is_none_or(|to| span.from < to);
        has_days(self)
            && has_days(other)
            && begins_before(self, other)
            && begins_before(other, self)
    }
}

/// Somebody who sits in an organ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sitting {
    /// The organ.
    pub organ: Organ,
    /// What they are in it.
    pub role: OrganRole,
    /// Who.
    pub person: PersonId,
    /// When.
    pub span: Span,
}

/// What organization the organs are those of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body {
    /// Legal form.
    pub form: LegalForm,
    /// Whether it is a Merah Putih cooperative (R24).
    pub kopdes: bool,
}

/// Who is head of the organization's village on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// Nobody is recorded.
    Unknown,
    /// This person.
    Is(PersonId),
}

/// The roles of an organ.
type Roles = (Organ, &'static [OrganRole]);

const BOARD: Roles = (
    Organ::Pengurus,
    &[
        OrganRole::Ketua,
        OrganRole::WakilKetua,
        OrganRole::Sekretaris,
        OrganRole::Bendahara,
        OrganRole::Anggota,
    ],
);
const SUPERVISORS: Roles = (Organ::Pengawas, &[OrganRole::Ketua, OrganRole::Anggota]);

/// Organs and roles that organizations of a form have.
fn roles_of(form: LegalForm) -> &'static [Roles] {
    match form {
        LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder => &[BOARD, SUPERVISORS],
        LegalForm::BumDesa | LegalForm::BumDesaBersama => &[
            (Organ::Penasihat, &[OrganRole::Penasihat]),
            (
                Organ::PelaksanaOperasional,
                &[
                    OrganRole::Direktur,
                    OrganRole::Sekretaris,
                    OrganRole::Bendahara,
                    OrganRole::Anggota,
                ],
            ),
            (Organ::Pengawas, &[OrganRole::Ketua, OrganRole::Sekretaris, OrganRole::Anggota]),
        ],
        LegalForm::PemerintahDesa => {
            &[(Organ::PemerintahDesa, &[OrganRole::KepalaDesa, OrganRole::PerangkatDesa])]
        }
        LegalForm::KelompokUsaha => &[BOARD],
        _ => &[],
    }
}

/// Refuses a position that organizations of the form do not have.
///
/// Source: UU 25/1992 Pasal 21 (organs of a cooperative); PP 11/2021 (organs of
/// a BUM Desa); UU 6/2014 Pasal 25 (village government); house rule for groups.
#[must_use]
pub fn check_role(form: LegalForm, organ: Organ, role: OrganRole) -> Option<Fault> {
    let roles = roles_of(form);
    let known = roles.iter().any(|(of, roles)| *of == organ && roles.contains(&role));
    (!known).then(|| {
        let all = roles.iter().flat_map(|(organ, roles)| {
            roles.iter().map(|role| format!("{}/{}", organ.as_str(), role.as_str()))
        });
        let all: Vec<String> = all.collect();
        Fault::at(&problems::POSITION_OF_FORM, "/role")
            .with("legal_form", form.as_str())
            .with("organ", organ.as_str())
            .with("role", role.as_str())
            .with("allowed", if all.is_empty() { "-".to_owned() } else { all.join(", ") })
    })
}

/// Every reason against the days of a term and of its decision. A term may begin
/// in the future, as one is elected before one takes office.
///
/// Source: house rule; R52 and R48 ask for the decision.
#[must_use]
pub fn check_term(span: &Span, decided_on: NaiveDate, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if decided_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/decided_on").with("today", today));
    }
    for (day, pointer) in [(span.from, "/held_from"), (decided_on, "/decided_on")] {
        if day < EARLIEST {
            faults.push(Fault::at(&DATE_TOO_EARLY, pointer).with("earliest", EARLIEST));
        }
    }
    let too_late = |latest, pointer| Fault::at(&DATE_TOO_LATE, pointer).with("latest", latest);
    let latest = today.checked_add_months(chrono::Months::new(12));
    let latest = latest.filter(|latest| span.from > *latest);
    faults.extend(latest.map(|latest| too_late(latest, "/held_from")));
    let longest = span.from.checked_add_months(chrono::Months::new(12 * LONGEST_YEARS));
    let longest = longest.filter(|longest| span.to.is_some_and(|to| to > *longest));
    faults.extend(longest.map(|longest| too_late(longest, "/held_to")));
    if span.to.is_some_and(|to| to <= span.from) {
        faults.push(Fault::at(&problems::POSITION_REVERSED, "/held_to").with("from", span.from));
    }
    faults
}

/// Refuses a seat that somebody would hold beyond the day of their death.
///
/// Source: R48, R52; KUHPerdata Pasal 1813 (a mandate ends by death); house rule
/// ADR-0044 that the day of death is the last one.
#[must_use]
pub fn check_alive(span: &Span, deceased_on: Option<NaiveDate>) -> Option<Fault> {
    let after = deceased_on?.succ_opt()?;
    let beyond = span.to.is_none_or(|to| to > after);
    beyond.then(|| Fault::at(&problems::HOLDER_DECEASED, "/person_id"))
}

/// Every reason against the end of a position. What was recorded in error ends
/// on its first day, and nothing else does.
///
/// Source: house rule.
#[must_use]
pub fn check_end(
    span: &Span,
    ended_on: NaiveDate,
    reason: EndReason,
    today: NaiveDate,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    if reason == EndReason::RecordedInError {
        if ended_on != span.from {
            faults
                .push(Fault::at(&problems::POSITION_REVERSED, "/ended_on").with("from", span.from));
        }
        return faults;
    }
    if ended_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/ended_on").with("today", today));
    }
    if ended_on <= span.from {
        faults.push(Fault::at(&problems::POSITION_REVERSED, "/ended_on").with("from", span.from));
    }
    if span.to.is_some_and(|to| ended_on > to) {
        let ended = span.to.unwrap_or_default();
        faults.push(Fault::at(&problems::POSITION_ENDED, "/ended_on").with("ended_on", ended));
    }
    faults
}

/// Whether one person at a time is this.
fn is_single(form: LegalForm, role: OrganRole) -> bool {
    match role {
        OrganRole::Ketua | OrganRole::Direktur | OrganRole::KepalaDesa => true,
        // Those of several villages have a council of advisers, one of each.
        OrganRole::Penasihat => form == LegalForm::BumDesa,
        _ => false,
    }
}

/// Weighs a position against those of the same organization: a single seat is
/// held by one, nobody sits in an organ twice, and one person serves in one
/// organ of a BUM Desa (R52); in a cooperative that is a warning.
///
/// Source: R52, PP 11/2021 (the number is the parameter `max_organs_per_person`
/// of the position's first day); UU 25/1992 Pasal 21 for the separate organs of a
/// cooperative; house rule for single seats.
#[must_use]
pub fn check_seat(
    body: Body,
    seat: &Sitting,
    others: &[Sitting],
    parameters: &Parameters,
) -> Findings {
    let mut findings = Findings::default();
    let meeting = || others.iter().filter(|other| other.span.meets(&seat.span));
    let in_organ = || meeting().filter(|other| other.organ == seat.organ);
    let holder = in_organ().find(|other| other.role == seat.role && other.person != seat.person);
    if let Some(holder) = holder.filter(|_| is_single(body.form, seat.role)) {
        findings.faults.push(
            Fault::at(&problems::POSITION_TAKEN, "/role")
                .with("role", seat.role.as_str())
                .with("organ", seat.organ.as_str())
                .with("from", holder.span.from),
        );
    }
    if let Some(own) = in_organ().find(|other| other.person == seat.person) {
        findings.faults.push(
            Fault::at(&problems::ALREADY_SEATED, "/person_id")
                .with("organ", seat.organ.as_str())
                .with("from", own.span.from),
        );
    }
    let elsewhere: BTreeSet<Organ> = meeting()
        .filter(|other| other.person == seat.person && other.organ != seat.organ)
        .map(|other| other.organ)
        .collect();
    if let Some(organ) = elsewhere.first() {
        findings.add(second_organ(body, *organ, elsewhere.len(), seat.span.from, parameters));
    }
    findings
}

fn second_organ(
    body: Body,
    organ: Organ,
    others: usize,
    day: NaiveDate,
    parameters: &Parameters,
) -> Findings {
    let mut findings = Findings::default();
    if !matches!(body.form, LegalForm::BumDesa | LegalForm::BumDesaBersama) {
        findings.warnings.push(
            Fault::at(&problems::MANAGES_AND_SUPERVISES, "/person_id")
                .with("organ", organ.as_str()),
        );
        return findings;
    }
    let organs = i64::try_from(others).unwrap_or(i64::MAX).saturating_add(1);
    match parameters.integer("max_organs_per_person", day) {
        Ok(maximum) if organs <= maximum => {}
        Ok(maximum) => findings.faults.push(
            Fault::at(&problems::TWO_ORGANS, "/person_id")
                .with("organ", organ.as_str())
                .with("maximum", maximum),
        ),
        // Before the law nothing can be held against it.
        Err(missing) => findings.warnings.push(missing),
    }
    findings
}

/// Whether the sitting village head holds a position by office.
///
/// Source: R52, PP 11/2021 (adviser of a BUM Desa); R48, SE Menteri Koperasi
/// 1/2025 (chief supervisor of a Merah Putih cooperative).
#[must_use]
pub fn ex_officio(body: Body, organ: Organ, role: OrganRole) -> bool {
    let adviser = body.form == LegalForm::BumDesa && organ == Organ::Penasihat;
    let supervisor = body.kopdes && organ == Organ::Pengawas && role == OrganRole::Ketua;
    adviser || supervisor
}

/// Refuses another than the sitting village head where the position goes with
/// that office; where no head is recorded it is a warning.
///
/// Source: R52, PP 11/2021; R48, SE Menteri Koperasi 1/2025.
#[must_use]
pub fn check_ex_officio(body: Body, seat: &Sitting, head: Head) -> Findings {
    let mut findings = Findings::default();
    if !ex_officio(body, seat.organ, seat.role) {
        return findings;
    }
    match head {
        Head::Is(head) if head == seat.person => {}
        Head::Is(_) => {
            let code = if seat.organ == Organ::Penasihat {
                &problems::ADVISER_NOT_HEAD
            } else {
                &problems::SUPERVISOR_NOT_HEAD
            };
            findings.faults.push(Fault::at(code, "/person_id"));
        }
        Head::Unknown => findings.warnings.push(
            Fault::at(&problems::VILLAGE_HEAD_UNKNOWN, "/person_id")
                .with("role", seat.role.as_str()),
        ),
    }
    findings
}

/// The positions without which an organization of this form does not stand.
///
/// Source: UU 25/1992 Pasal 21; PP 11/2021; house rule for who leads each organ.
#[must_use]
fn needed(form: LegalForm) -> &'static [(Organ, OrganRole)] {
    match form {
        LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder => {
            &[(Organ::Pengurus, OrganRole::Ketua), (Organ::Pengawas, OrganRole::Ketua)]
        }
        LegalForm::BumDesa | LegalForm::BumDesaBersama => &[
            (Organ::Penasihat, OrganRole::Penasihat),
            (Organ::PelaksanaOperasional, OrganRole::Direktur),
            (Organ::Pengawas, OrganRole::Ketua),
        ],
        LegalForm::PemerintahDesa => &[(Organ::PemerintahDesa, OrganRole::KepalaDesa)],
        _ => &[],
    }
}

/// A warning for each position that an organization of this form needs and nobody
/// of `seats` has; `asked` tells which organs are looked at.
///
/// Source: UU 25/1992 Pasal 21; PP 11/2021; house rule for who leads each organ.
#[must_use]
pub fn vacancies(form: LegalForm, seats: &[Sitting], asked: impl Fn(Organ) -> bool) -> Vec<Fault> {
    let held = |organ, role| seats.iter().any(|seat| seat.organ == organ && seat.role == role);
    let vacant = needed(form).iter().filter(|(organ, role)| asked(*organ) && !held(*organ, *role));
    let warning = |(organ, role): &(Organ, OrganRole)| {
        Fault::at(&problems::ORGAN_VACANT, "/seats")
            .with("organ", organ.as_str())
            .with("role", role.as_str())
    };
    vacant.map(warning).collect()
}

/// The organ in which a position does not go together with one in `organ`: a
/// village office and the board of a Merah Putih cooperative.
///
/// Source: R48, SE Menteri Koperasi 1/2025.
#[must_use]
pub fn other_office(organ: Organ) -> Option<Organ> {
    match organ {
        Organ::Pengurus => Some(Organ::PemerintahDesa),
        Organ::PemerintahDesa => Some(Organ::Pengurus),
        _ => None,
    }
}
