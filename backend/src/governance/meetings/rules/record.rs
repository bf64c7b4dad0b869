//! What a record of a meeting may say.
//!
//! Source: R35, R36; UU 25/1992 Pasal 23.

use chrono::{Datelike, NaiveDate};

use crate::governance::meetings::drafts::DecisionDraft;
use crate::governance::meetings::entity::meeting::{self, MeetingKind};
use crate::governance::meetings::problems;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::registry::entity::organization::LegalForm;
use crate::registry::problems::{DATE_IN_FUTURE, DATE_TOO_EARLY};

/// A book year: its number is the year in which it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BookYear {
    /// Number.
    pub number: i64,
    /// Last day.
    pub end: NaiveDate,
}

impl BookYear {
    /// The book year that ends on a day.
    #[must_use]
    pub fn ending(end: NaiveDate) -> Self {
        Self { number: i64::from(end.year()), end }
    }
}

/// The meeting that hears and decides about a year of an organization of this form.
///
/// Source: UU 25/1992 Pasal 23 (RAT); PP 11/2021 (musyawarah desa, musyawarah
/// antar desa); UU 40/2007 Pasal 71 (RUPS); PP 54/2017 (KPM of a Perumda).
#[must_use]
pub fn meeting_of(form: LegalForm) -> Option<MeetingKind> {
    match form {
        LegalForm::KoperasiPrimer | LegalForm::KoperasiSekunder => Some(MeetingKind::Rat),
        LegalForm::BumDesa => Some(MeetingKind::Musdes),
        LegalForm::BumDesaBersama => Some(MeetingKind::Mad),
        LegalForm::Perseroda | LegalForm::Perseroan => Some(MeetingKind::Rups),
        LegalForm::Perumda => Some(MeetingKind::Kpm),
        _ => None,
    }
}

/// Every reason against what is said of a meeting on a year that ended on
/// `ended`.
///
/// Source: R36; the laws of [`meeting_of`]; whether the quorum suffices is for
/// the organization's own AD/ART, which the minutes show.
#[must_use]
pub fn check_meeting(
    form: LegalForm,
    said: &DecisionDraft,
    ended: NaiveDate,
    today: NaiveDate,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let expected = meeting_of(form);
    if expected != Some(said.kind) {
        let expected = expected.map_or("-", MeetingKind::display);
        faults.push(Fault::at(&problems::MEETING_UNFIT, "/kind").with("expected", expected));
    }
    if said.held_on > today {
        faults.push(Fault::at(&DATE_IN_FUTURE, "/held_on").with("today", today));
    }
    if said.held_on <= ended {
        let earliest = ended.succ_opt().unwrap_or(ended);
        faults.push(Fault::at(&DATE_TOO_EARLY, "/held_on").with("earliest", earliest));
    }
    if said.present > said.entitled {
        faults.push(Fault::at(&problems::QUORUM_UNFIT, "/present"));
    }
    faults
}

/// The book year of a draft: it ends in the year of its number, by the calendar
/// where nothing else is said.
///
/// Source: UU 25/1992 Pasal 35 (one book year); house rule for the calendar.
///
/// # Errors
/// [`problems::BOOK_YEAR_END`].
pub fn check_book_year(number: i64, end: Option<NaiveDate>) -> Result<BookYear, Fault> {
    let calendar = || {
        let year = i32::try_from(number).ok()?;
        NaiveDate::from_ymd_opt(year, 12, 31)
    };
    let end = end.or_else(calendar).filter(|end| i64::from(end.year()) == number);
    let unfit = || Fault::at(&problems::BOOK_YEAR_END, "/book_year_end");
    end.map(|end| BookYear { number, end }).ok_or_else(|| unfit().with("book_year", number))
}

/// Refuses a book year that ended before the organization was founded: nobody
/// could report on it.
///
/// Source: R35, house rule ADR-0044.
///
/// # Errors
/// [`DATE_TOO_EARLY`].
pub fn check_founded(year: BookYear, founded: Option<NaiveDate>) -> Result<(), Fault> {
    match founded.filter(|founded| year.end < *founded) {
        Some(day) => Err(Fault::at(&DATE_TOO_EARLY, "/book_year").with("earliest", day)),
        None => Ok(()),
    }
}

/// Whether two numbers of minutes are one: case and signs make no other meeting.
///
/// Source: house rule ADR-0044.
#[must_use]
pub fn is_same_number(one: &str, other: &str) -> bool {
    name_key(one) == name_key(other)
}

/// Refuses minutes that are those of a meeting on another book year: each year
/// is reported on in minutes of its own, or the certificate could be had by
/// naming one meeting several times. `others`: meetings in force with the same
/// minutes.
///
/// Source: R35, house rule ADR-0044.
///
/// # Errors
/// [`problems::MINUTES_OF_ANOTHER_YEAR`].
pub fn check_minutes(year: BookYear, others: &[meeting::Model]) -> Result<(), Fault> {
    match others.iter().find(|other| other.book_year != year.number) {
        Some(other) => Err(Fault::at(&problems::MINUTES_OF_ANOTHER_YEAR, "/minutes_sha256")
            .with("number", &other.number)
            .with("book_year", other.book_year)),
        None => Ok(()),
    }
}

/// Where a decision on a year says other than the record of its meeting.
///
/// Source: house rule, ADR-0038.
#[must_use]
pub fn differences(recorded: &meeting::Model, year: BookYear, said: &DecisionDraft) -> Vec<Fault> {
    let fields = [
        ("/kind", recorded.kind == said.kind, recorded.kind.display().to_owned()),
        // No field of a decision: the year is that of what is decided on.
        ("", recorded.book_year_end == year.end, recorded.book_year_end.to_string()),
        ("/held_on", recorded.held_on == said.held_on, recorded.held_on.to_string()),
        ("/present", recorded.present == said.present, recorded.present.to_string()),
        ("/entitled", recorded.entitled == said.entitled, recorded.entitled.to_string()),
        (
            "/minutes_sha256",
            recorded.minutes_sha256 == said.minutes_sha256,
            recorded.minutes_sha256.clone(),
        ),
    ];
    let differ = fields.into_iter().filter(|(_, same, _)| !same);
    let fault = |(pointer, _, value): (&str, bool, String)| {
        Fault::at(&problems::MEETING_DIFFERS, pointer)
            .with("number", &recorded.number)
            .with("recorded", value)
    };
    differ.map(fault).collect()
}
