//! The terms of an instrument: who may hold it, how much, how long, with what
//! vote.
//!
//! Source: UU 40/2007 Pasal 31 to 33 and 53 (capital and classes of shares), 84
//! (votes); UU 25/1992 Pasal 41; PP 33/1998; house rules in ADR-0025.

use chrono::{Days, Months, NaiveDate};

use crate::investment::classes::entity::terms::HolderSort;
use crate::investment::classes::problems;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::problems as of_investment;
use crate::investment::rules::check_day;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::kernel::region_code::RegionCode;
use crate::registry::problems::DATE_TOO_EARLY;

/// Terms begin at most so many months ahead: what begins later is a slip, and
/// its total would bind from today on.
const MONTHS_AHEAD_MAX: u32 = 60;

/// For how long what was brought in stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LockIn {
    /// Whole months; a day that the last month lacks is its last one.
    Months(u32),
    /// Days.
    Days(u64),
}

impl LockIn {
    /// The first day on which what was brought in on `day` is free.
    ///
    /// Source: house rule, ADR-0025.
    #[must_use]
    pub fn free_on(self, day: NaiveDate) -> NaiveDate {
        let free = match self {
            Self::Months(months) => day.checked_add_months(Months::new(months)),
            Self::Days(days) => day.checked_add_days(Days::new(days)),
        };
        free.unwrap_or(NaiveDate::MAX)
    }
}

/// The terms of an instrument from a day on, until those of a later day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassTerms {
    /// First day on which they hold.
    pub valid_from: NaiveDate,
    /// The least that a holder has, who has any.
    pub minimum: Option<Money>,
    /// The most that a holder has.
    pub maximum: Option<Money>,
    /// Who may hold it.
    pub sort: HolderSort,
    /// Whether only members in force may.
    pub members_only: bool,
    /// Regions whose residents may; all if empty.
    pub regions: Vec<RegionCode>,
    /// The most that is issued in all.
    pub issuable: Option<Money>,
    /// For how long what was brought in stays.
    pub lock_in: Option<LockIn>,
    /// Votes of one share.
    pub votes_per_share: Option<i64>,
}

/// What terms are judged by when they are set.
#[derive(Debug, Clone, Copy)]
pub struct TermsRequest<'a> {
    /// Kind of the instrument.
    pub kind: InstrumentKind,
    /// Nominal of one share.
    pub nominal: Option<Money>,
    /// First day of the latest terms; none where these are the first.
    pub latest: Option<NaiveDate>,
    /// What is issued.
    pub issued: Money,
    /// The last day on which something came in, where the terms lock it.
    pub last_inflow: Option<NaiveDate>,
    /// The issuer's local day.
    pub today: NaiveDate,
    /// The terms.
    pub terms: &'a ClassTerms,
}

/// The terms that hold on a day; `terms` are in the order of their first days.
///
/// Source: house rule, ADR-0025.
#[must_use]
pub fn in_force(terms: &[ClassTerms], day: NaiveDate) -> Option<&ClassTerms> {
    terms.iter().rev().find(|it| it.valid_from <= day)
}

/// Every reason against new terms; none if they may be set.
///
/// The first terms may begin in the past, since they stand in the articles
/// already; a change begins today or later, so that what was done by the old
/// ones stands. None begin more than five years ahead, and a lock-in binds
/// nothing that is there already.
///
/// Source: R26 and R27 (principal and mandatory savings have their own terms);
/// R31; UU 40/2007 Pasal 31 (whole shares), 32 (authorised capital), 84 (votes);
/// ADR-0025, ADR-0033.
#[must_use]
pub fn check_terms(asked: &TermsRequest<'_>) -> Vec<Fault> {
    let terms = asked.terms;
    let mut faults = misfits(asked.kind, terms);
    let amounts = [
        ("/minimum", terms.minimum),
        ("/maximum", terms.maximum),
        ("/issuable_total", terms.issuable),
    ];
    for (pointer, amount) in amounts {
        let Some(amount) = amount else { continue };
        if !amount.is_positive() {
            faults.push(Fault::at(&of_investment::AMOUNT_NOT_POSITIVE, pointer));
        } else if let Some(nominal) = asked.nominal
            && amount.sen().checked_rem(nominal.sen()) != Some(0)
        {
            let fault = Fault::at(&of_investment::SHARES_NOMINAL, pointer);
            faults.push(fault.with("nominal", nominal));
        }
    }
    for (least, most, pointer) in [
        (terms.minimum, terms.maximum, "/maximum"),
        (terms.minimum, terms.issuable, "/issuable_total"),
    ] {
        if let (Some(least), Some(most)) = (least, most)
            && most < least
        {
            let fault = Fault::at(&problems::TERMS_CONTRADICT, pointer);
            faults.push(fault.with("minimum", least.display_rupiah()));
        }
    }
    faults.extend(below_issued(terms, asked.issued));
    let caught =
        asked.last_inflow.filter(|day| terms.lock_in.is_some() && *day >= terms.valid_from);
    faults.extend(caught.map(|day| {
        let earliest = day.succ_opt().unwrap_or(day);
        Fault::at(&problems::LOCK_IN_LATE, "/valid_from").with("earliest", earliest)
    }));
    faults.extend(period(asked));
    faults
}

/// A bound given as an amount or as a number of shares, as an amount.
///
/// Source: UU 40/2007 Pasal 31 and 49 (shares have a nominal in rupiah).
///
/// # Errors
/// [`problems::BOUND_UNCLEAR`] where both are given, or shares of what has none;
/// amounts out of range.
pub fn bound(
    nominal: Option<Money>,
    amount: Option<Money>,
    shares: Option<i64>,
    pointer: &str,
) -> Result<Option<Money>, Fault> {
    match (amount, shares, nominal) {
        (amount, None, _) => Ok(amount),
        (None, Some(count), Some(nominal)) => {
            Ok(Some(nominal.checked_mul(count).map_err(|error| Fault::from(error).below(pointer))?))
        }
        _ => Err(Fault::at(&problems::BOUND_UNCLEAR, pointer)),
    }
}

fn below_issued(terms: &ClassTerms, issued: Money) -> Option<Fault> {
    let total = terms.issuable.filter(|total| *total < issued)?;
    let fault = Fault::at(&problems::TOTAL_BELOW_ISSUED, "/issuable_total");
    let fault = fault.with("issued", issued.display_rupiah());
    Some(fault.with("total", total.display_rupiah()))
}

/// Every reason against cancelling terms, whose place those before them take:
/// a total that is passed already, or a lock-in that what came in meanwhile did
/// not have.
///
/// `rest`: the terms that stay, in the order of their first days.
/// `last_inflow`: the last day on which something came in.
///
/// Source: UU 40/2007 Pasal 32 (authorised capital); house rule, ADR-0033.
#[must_use]
pub fn check_cancellation(
    cancelled: &ClassTerms,
    rest: &[ClassTerms],
    issued: Money,
    last_inflow: Option<NaiveDate>,
    today: NaiveDate,
) -> Vec<Fault> {
    let before = in_force(rest, cancelled.valid_from);
    let binding = in_force(rest, today).into_iter();
    let binding = binding.chain(rest.iter().filter(|it| it.valid_from > today));
    let mut faults: Vec<Fault> = binding.filter_map(|it| below_issued(it, issued)).collect();
    faults.truncate(1);
    let free_on = |terms: &ClassTerms, day| terms.lock_in.map_or(day, |it| it.free_on(day));
    let caught = last_inflow.filter(|day| *day >= cancelled.valid_from).zip(before);
    if caught.is_some_and(|(day, before)| free_on(before, day) > free_on(cancelled, day)) {
        faults.push(Fault::new(&problems::CANCELLATION_LOCKS));
    }
    faults.into_iter().map(|fault| Fault { pointer: String::new(), ..fault }).collect()
}

/// What does not go with the kind of the instrument.
fn misfits(kind: InstrumentKind, terms: &ClassTerms) -> Vec<Fault> {
    use InstrumentKind as Kind;
    // Principal savings are the same for all, and both are kept until the
    // member leaves and paid back then (R26, R27, R32).
    let of_membership = matches!(kind, Kind::SimpananPokok | Kind::SimpananWajib);
    let of_cooperative =
        of_membership || matches!(kind, Kind::SimpananSukarela | Kind::ModalPenyertaan);
    let bounds = kind == Kind::SimpananPokok;
    let given = [
        ("/minimum", terms.minimum.is_some() && bounds),
        ("/maximum", terms.maximum.is_some() && bounds),
        ("/issuable_total", terms.issuable.is_some() && of_membership),
        ("/lock_in_months", matches!(terms.lock_in, Some(LockIn::Months(_))) && of_membership),
        ("/lock_in_days", matches!(terms.lock_in, Some(LockIn::Days(_))) && of_membership),
        ("/members_only", terms.members_only && (!of_cooperative || of_membership)),
        ("/holders", terms.sort != HolderSort::Anyone && of_membership),
        ("/regions", !terms.regions.is_empty() && of_membership),
        // One member, one vote (R31): only shares have votes of their own.
        ("/votes_per_share", terms.votes_per_share.is_some() && kind != Kind::Saham),
    ];
    let misfit = |pointer: &str| {
        Fault::at(&of_investment::INSTRUMENT_TERMS, pointer)
            .with("kind", kind.as_str())
            .with("expected_en", "must be left out")
            .with("expected", "tidak boleh diisi")
    };
    given.into_iter().filter(|(_, wrong)| *wrong).map(|(pointer, _)| misfit(pointer)).collect()
}

/// The first day: after that of the latest terms; of a change not in the past;
/// never further ahead than anybody decides.
fn period(asked: &TermsRequest<'_>) -> Option<Fault> {
    let from = asked.terms.valid_from;
    let last = asked.today.checked_add_months(Months::new(MONTHS_AHEAD_MAX));
    if let Some(last) = last.filter(|last| from > *last) {
        return Some(Fault::at(&problems::TERMS_TOO_FAR, "/valid_from").with("latest", last));
    }
    let Some(latest) = asked.latest else {
        return check_day(from.min(asked.today), asked.today, "/valid_from");
    };
    if from <= latest {
        return Some(Fault::at(&problems::TERMS_PERIOD, "/valid_from").with("valid_from", latest));
    }
    (from < asked.today)
        .then(|| Fault::at(&DATE_TOO_EARLY, "/valid_from").with("earliest", asked.today))
}

/// Who is to hold an instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HolderFacts {
    /// Whether it is a person.
    pub is_person: bool,
    /// Whether a member in force.
    pub is_member: bool,
    /// Where the person lives or the organization has its seat; absent where no
    /// terms ask for it.
    pub region: Option<RegionCode>,
}

/// Why a holder may not get capital of an instrument on these terms. What they
/// have already stays.
///
/// Source: issue 3 section 1; UU 40/2007 Pasal 48(2): the articles may set who
/// can be a shareholder.
#[must_use]
pub fn check_holder(terms: &ClassTerms, holder: &HolderFacts) -> Option<Fault> {
    let refused = |expected: String, expected_en: String| {
        let fault = Fault::at(&problems::NOT_ELIGIBLE, "/member_id").with("expected", expected);
        Some(fault.with("expected_en", expected_en))
    };
    match (terms.sort, holder.is_person) {
        (HolderSort::Individuals, false) => {
            return refused("orang perseorangan".to_owned(), "persons".to_owned());
        }
        (HolderSort::Organizations, true) => {
            return refused("lembaga".to_owned(), "organizations".to_owned());
        }
        _ => {}
    }
    if terms.members_only && !holder.is_member {
        return refused("anggota aktif".to_owned(), "members in force".to_owned());
    }
    let lives = |region: &RegionCode| holder.region.is_some_and(|home| region.contains(&home));
    if !terms.regions.is_empty() && !terms.regions.iter().any(lives) {
        let codes: Vec<&str> = terms.regions.iter().map(RegionCode::as_str).collect();
        let codes = codes.join(", ");
        return refused(format!("penduduk wilayah {codes}"), format!("residents of {codes}"));
    }
    None
}

/// Every reason of the amounts against what comes into a holder's account.
///
/// `after`: what the holder would have. `issued`: what would be issued in all,
/// where something new is issued and terms set a total. The total must not be
/// passed by the terms of that day nor by any that are set for later, since
/// what is issued stays.
///
/// Source: UU 40/2007 Pasal 32 and 33 (not beyond the authorised capital);
/// ADR-0025.
#[must_use]
pub fn check_inflow(
    terms: &[ClassTerms],
    day: NaiveDate,
    after: Money,
    issued: Option<Money>,
) -> Vec<Fault> {
    let mut faults = Vec::new();
    let current = in_force(terms, day);
    if let Some(minimum) = current.and_then(|it| it.minimum).filter(|least| after < *least) {
        let fault = Fault::at(&problems::BELOW_MINIMUM, "/amount");
        faults.push(fault.with("minimum", minimum.display_rupiah()));
    }
    faults.extend(above_maximum(current, after));
    if let Some(issued) = issued {
        let later = terms.iter().filter(|it| it.valid_from > day);
        let totals = current.into_iter().chain(later).filter_map(|it| it.issuable);
        if let Some(total) = totals.min().filter(|total| issued > *total) {
            let over = issued.checked_sub(total).unwrap_or_default();
            let fault = Fault::at(&problems::ISSUABLE_EXHAUSTED, "/amount");
            let fault = fault.with("total", total.display_rupiah());
            faults.push(fault.with("over", over.display_rupiah()));
        }
    }
    faults
}

fn above_maximum(current: Option<&ClassTerms>, after: Money) -> Option<Fault> {
    let maximum = current?.maximum.filter(|most| after > *most)?;
    let fault = Fault::at(&problems::ABOVE_MAXIMUM, "/amount");
    Some(fault.with("maximum", maximum.display_rupiah()))
}

/// Refuses to leave a holder with less than the least, but with something.
///
/// Source: ADR-0025.
///
/// # Errors
/// [`problems::BELOW_MINIMUM`].
pub fn check_remainder(terms: &[ClassTerms], day: NaiveDate, after: Money) -> Result<(), Fault> {
    let minimum = in_force(terms, day).and_then(|it| it.minimum);
    match minimum.filter(|least| after.is_positive() && after < *least) {
        Some(minimum) => {
            let fault = Fault::at(&problems::BELOW_MINIMUM, "/amount");
            Err(fault.with("minimum", minimum.display_rupiah()))
        }
        None => Ok(()),
    }
}

/// Whether an act that is dated before the terms that hold today passes by what
/// they say: `after` is what its holder would have, `gets` who gets something.
/// What its own day allows is not refused, but a second person sees it.
///
/// Source: R117; house rule, ADR-0033.
#[must_use]
pub fn passes_by(
    terms: &[ClassTerms],
    (day, today): (NaiveDate, NaiveDate),
    after: Money,
    gets: Option<&HolderFacts>,
) -> bool {
    let (then, Some(now)) = (in_force(terms, day), in_force(terms, today)) else { return false };
    if then.is_some_and(|then| then.valid_from == now.valid_from) {
        return false;
    }
    let now_alone = std::slice::from_ref(now);
    let Some(holder) = gets else { return check_remainder(now_alone, today, after).is_err() };
    let free_on = |terms: Option<&ClassTerms>| {
        terms.and_then(|it| it.lock_in).map_or(day, |it| it.free_on(day))
    };
    let locked = free_on(Some(now)) > free_on(then).max(today);
    locked
        || check_holder(now, holder).is_some()
        || !check_inflow(now_alone, today, after, None).is_empty()
}

/// Votes of one share on a day: one, where the articles set nothing else.
///
/// Source: UU 40/2007 Pasal 84(1) and 53(4).
#[must_use]
pub fn votes_per_share(terms: &[ClassTerms], day: NaiveDate) -> i64 {
    in_force(terms, day).and_then(|it| it.votes_per_share).unwrap_or(1)
}
