//! Money in and out of one holder's account.
//!
//! Source: R26, R27, R29, R50, R64, R68.

use chrono::NaiveDate;

use super::check_day;
use crate::investment::day_change::DayChange;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::entity::ledger_transaction::SourceClass;
use crate::investment::entity::member::{HolderClass, MemberStatus, Standing};
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::{AmountOverflow, Money};
use crate::registry::entity::organization::{LegalForm, OrganizationStatus};

/// What principal savings are due and paid by one member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    /// The amount that holds for all who applied on that day; absent if none is set.
    pub due: Option<Money>,
    /// What was paid before.
    pub paid: Money,
    /// Whether it may be paid in parts.
    pub instalments: bool,
}

/// Who holds what of whom.
#[derive(Debug, Clone, Copy)]
pub struct Holding {
    /// Form of the issuer.
    pub issuer: LegalForm,
    /// Where the issuer stands.
    pub issuer_status: OrganizationStatus,
    /// Kind of the instrument.
    pub kind: InstrumentKind,
    /// Nominal of one share.
    pub nominal: Option<Money>,
    /// Capacity of the holder.
    pub standing: Standing,
    /// Where the membership stands.
    pub status: MemberStatus,
    /// Form of a holding organization; `None` for a person.
    pub holder: Option<LegalForm>,
    /// Whose capital it is.
    pub class: HolderClass,
    /// Day of application.
    pub applied_on: NaiveDate,
    /// First day no longer in force.
    pub left_on: Option<NaiveDate>,
    /// Of an applicant, whether their principal savings were once paid in full.
    pub was_member: bool,
    /// Day of death, by the registry.
    pub died_on: Option<NaiveDate>,
    /// Of who left and has died, whether the exit was settled.
    pub settled: bool,
    /// Principal savings, where the instrument is that.
    pub principal: Option<Principal>,
}

/// What is to be posted.
#[derive(Debug, Clone, Copy)]
pub struct PostingFacts<'a> {
    /// Amount.
    pub amount: Money,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// The issuer's local day.
    pub today: NaiveDate,
    /// Decision behind it.
    pub decision_number: Option<&'a str>,
    /// Source of a village enterprise's capital.
    pub source: Option<SourceClass>,
    /// Whether land or a building is offered.
    pub is_land: bool,
    /// Number of shares.
    pub share_count: Option<i64>,
}

impl PostingFacts<'_> {
    /// What every posting has, and nothing besides.
    #[must_use]
    pub fn of(amount: Money, effective_on: NaiveDate, today: NaiveDate) -> Self {
        Self {
            amount,
            effective_on,
            today,
            decision_number: None,
            source: None,
            is_land: false,
            share_count: None,
        }
    }
}

impl Holding {
    fn is_savings(&self) -> bool {
        use InstrumentKind::{SimpananPokok, SimpananSukarela, SimpananWajib};
        matches!(self.kind, SimpananPokok | SimpananWajib | SimpananSukarela)
    }

    /// Savings that a member keeps until the exit is settled (R27, R33).
    fn is_kept(&self) -> bool {
        use InstrumentKind::{SimpananPokok, SimpananWajib};
        matches!(self.kind, SimpananPokok | SimpananWajib)
    }

    fn is_village_capital(&self) -> bool {
        use InstrumentKind::{PenyertaanModalDesa, PenyertaanModalMasyarakat};
        matches!(self.kind, PenyertaanModalDesa | PenyertaanModalMasyarakat)
    }
}

/// Every reason against a contribution; none if it may be posted.
///
/// Source: R26, R50, R64, R68; UU 25/1992 Pasal 41 and 44, PP 11/2021 Pasal 40.
#[must_use]
pub fn check_contribution(holding: &Holding, posting: &PostingFacts<'_>) -> Vec<Fault> {
    let mut faults = check_amount_and_day(holding, posting);
    if !super::issuable(holding.issuer).contains(&holding.kind) {
        // The form has changed since the instrument was made.
        let fault = Fault::at(&problems::INSTRUMENT_OF_FORM_ENDED, "/instrument_id");
        faults.push(fault.with("legal_form", holding.issuer.as_str()));
    }
    faults.extend(check_issuer(holding));
    faults.extend(check_standing(holding, posting.effective_on));
    faults.extend(check_holder_of_kind(holding));
    faults.extend(check_village_source(holding, posting));
    faults.extend(check_decision(holding, posting));
    if let Some(principal) = &holding.principal {
        faults.extend(check_principal(principal, holding, posting.amount));
    }
    if let (InstrumentKind::Saham, Err(fault)) = (holding.kind, share_count(holding, posting)) {
        faults.push(fault);
    }
    faults
}

/// Every reason against a withdrawal but the balance, for which see
/// [`check_overdraw`].
///
/// Source: R27, R33; UU 25/1992 Pasal 41; R55 for the decision of a village
/// enterprise; UU 40/2007 Pasal 44.
#[must_use]
pub fn check_withdrawal(holding: &Holding, posting: &PostingFacts<'_>) -> Vec<Fault> {
    let mut faults = check_amount_and_day(holding, posting);
    if holding.kind == InstrumentKind::Saham {
        faults.push(Fault::new(&problems::SHARES_STAY));
    }
    faults.extend(check_kept(holding, posting.effective_on));
    if holding.is_village_capital() && is_blank(posting.decision_number) {
        faults.push(Fault::at(&problems::DECISION_MISSING, "/decision_number"));
    }
    faults
}

/// Refuses to take principal or mandatory savings out on `day` otherwise than by
/// the exit settlement: of a member in force, of who has left, and of an
/// applicant who was a member before the principal savings were taken back.
/// Whoever never was one gets them back by a withdrawal. Of who has died before
/// `day` neither are voluntary savings.
///
/// Source: R27, R33, R34; UU 25/1992 Pasal 41; for the applicant a house rule,
/// ADR-0041, for the dead one, ADR-0045.
#[must_use]
pub fn check_kept(holding: &Holding, day: NaiveDate) -> Option<Fault> {
    let in_force = match holding.status {
        MemberStatus::Applicant => false,
        MemberStatus::Active => true,
        // Back-dated to a day on which the membership still held.
        MemberStatus::Former => holding.left_on.is_some_and(|left_on| day < left_on),
    };
    if holding.is_kept() && in_force {
        return Some(Fault::new(&problems::MEMBER_STILL_ACTIVE));
    }
    let heirs = belongs_to_heirs(holding) && holding.died_on.is_some_and(|died_on| day > died_on);
    let first = || Fault::new(&problems::EXIT_SETTLEMENT_FIRST);
    check_settled_first(holding).or_else(|| heirs.then(first))
}

/// Whether these are savings of somebody who has died, not settled yet: what
/// goes out of them, also dated before the death, is for a second person to see.
///
/// Source: R34; house rule, ADR-0045.
#[must_use]
pub fn belongs_to_heirs(holding: &Holding) -> bool {
    let member = holding.standing == Standing::Member && !holding.settled;
    holding.is_savings() && member && holding.died_on.is_some()
}

/// Refuses to pay principal or mandatory savings of somebody who is or was a
/// member, and is no longer one, otherwise than by the exit settlement, which waits for the day of the
/// by-laws, sets off loans and minds what others have a claim on.
///
/// Source: R33; UU 25/1992 Pasal 8 (the budget and by-laws).
#[must_use]
pub(super) fn check_settled_first(holding: &Holding) -> Option<Fault> {
    let left = holding.status == MemberStatus::Former || holding.was_member;
    (holding.is_kept() && left).then(|| Fault::new(&problems::EXIT_SETTLEMENT_FIRST))
}

/// The largest amount of one posting: a trillion rupiah. It is far above any
/// capital of a village, and keeps every sum within the range of the ledger.
const POSTING_MAX_SEN: i64 = 100_000_000_000_000;

/// Refuses an amount that no posting has.
///
/// Source: house rule; it guards the sums of the ledger and the roll-ups.
#[must_use]
pub fn check_size(amount: Money) -> Option<Fault> {
    (amount.sen().unsigned_abs() > POSTING_MAX_SEN.unsigned_abs()).then(|| {
        let bound = Money::from_sen(POSTING_MAX_SEN).display_rupiah();
        Fault::at(&problems::POSTING_TOO_LARGE, "/amount").with("bound", bound)
    })
}

/// Every reason of the day, the amount and the issuer against interest: not
/// before the member applied, and not by an issuer that has ended.
///
/// Source: R47 for what is taxed; house rule, ADR-0033.
#[must_use]
pub fn check_interest(holding: &Holding, posting: &PostingFacts<'_>) -> Vec<Fault> {
    let mut faults = check_amount_and_day(holding, posting);
    faults.extend(check_issuer(holding));
    faults
}

fn check_issuer(holding: &Holding) -> Option<Fault> {
    (holding.issuer_status != OrganizationStatus::Active).then(|| {
        let fault = Fault::new(&problems::ISSUER_NOT_ACTIVE);
        fault.with("status", holding.issuer_status.as_str())
    })
}

pub(super) fn check_amount_and_day(holding: &Holding, posting: &PostingFacts<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !posting.amount.is_positive() {
        faults.push(Fault::at(&problems::AMOUNT_NOT_POSITIVE, "/amount"));
    }
    faults.extend(check_size(posting.amount));
    if posting.effective_on < holding.applied_on {
        let fault = Fault::at(&crate::registry::problems::DATE_TOO_EARLY, "/effective_on");
        faults.push(fault.with("earliest", holding.applied_on));
    } else {
        faults.extend(check_day(posting.effective_on, posting.today, "/effective_on"));
    }
    faults
}

/// R68: savings come from members and applicants; others are in the register,
/// and nobody brings anything in after their death (R34).
pub(super) fn check_standing(holding: &Holding, day: NaiveDate) -> Option<Fault> {
    let gone = holding.status == MemberStatus::Former;
    if let Some(died_on) = holding.died_on.filter(|died_on| !gone && day > *died_on) {
        let fault = Fault::at(&problems::HOLDER_HAS_DIED, "/member_id");
        return Some(fault.with("died_on", died_on));
    }
    if holding.is_savings() && (gone || holding.standing != Standing::Member) {
        return Some(Fault::at(&problems::NOT_A_MEMBER, "/member_id"));
    }
    gone.then(|| Fault::at(&problems::HOLDER_UNKNOWN, "/member_id"))
}

pub(super) fn check_holder_of_kind(holding: &Holding) -> Option<Fault> {
    let (fits, expected) = match holding.kind {
        InstrumentKind::PenyertaanModalDesa => {
            (holding.holder == Some(LegalForm::PemerintahDesa), "pemerintah_desa")
        }
        InstrumentKind::PenyertaanModalMasyarakat => {
            (holding.class != HolderClass::Government, "community, company")
        }
        _ => (true, ""),
    };
    (!fits).then(|| {
        Fault::at(&problems::HOLDER_KIND, "/member_id")
            .with("what", holding.kind.as_str())
            .with("expected", expected)
    })
}

/// R50: where a village enterprise's capital comes from, and in what form.
fn check_village_source(holding: &Holding, posting: &PostingFacts<'_>) -> Vec<Fault> {
    if !holding.is_village_capital() {
        let stray = posting.source.map(|_| source_fault(holding, "-"));
        return stray.into_iter().collect();
    }
    let mut faults = Vec::new();
    if posting.is_land {
        faults.push(Fault::at(&problems::LAND_NOT_CAPITAL, "/form"));
    }
    let own = match holding.kind {
        InstrumentKind::PenyertaanModalDesa => SourceClass::Desa,
        _ => SourceClass::Masyarakat,
    };
    let fits = posting.source == Some(own) || posting.source == Some(SourceClass::LabaDitahan);
    if !fits {
        faults.push(source_fault(holding, &format!("{}, laba_ditahan", own.as_str())));
    }
    faults
}

fn source_fault(holding: &Holding, expected: &str) -> Fault {
    Fault::at(&problems::SOURCE_CLASS, "/source_class")
        .with("kind", holding.kind.as_str())
        .with("expected", expected)
}

/// R50 and R64: capital of a village enterprise and of a region needs its decision.
pub(super) fn check_decision(holding: &Holding, posting: &PostingFacts<'_>) -> Option<Fault> {
    let regional = matches!(holding.issuer, LegalForm::Perseroda | LegalForm::Perumda)
        && holding.holder == Some(LegalForm::PemerintahDaerah);
    let needed = holding.is_village_capital() || regional;
    (needed && is_blank(posting.decision_number))
        .then(|| Fault::at(&problems::DECISION_MISSING, "/decision_number"))
}

pub(super) fn is_blank(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}

/// R26: the same for all; at once, or in parts up to it.
fn check_principal(principal: &Principal, holding: &Holding, amount: Money) -> Option<Fault> {
    let Some(due) = principal.due else {
        let fault = Fault::at(&problems::PRINCIPAL_AMOUNT_UNSET, "/instrument_id");
        return Some(fault.with("day", holding.applied_on));
    };
    let fits = match principal.paid.checked_add(amount) {
        Ok(sum) if principal.instalments => sum <= due,
        Ok(sum) => sum == due && principal.paid.is_zero(),
        Err(AmountOverflow) => false,
    };
    (!fits).then(|| Fault::at(&problems::PRINCIPAL_AMOUNT, "/amount").with("due", due))
}

/// Number of whole shares of a contribution.
///
/// Source: UU 40/2007 Pasal 31: share capital is made of nominal values.
///
/// # Errors
/// [`problems::SHARES_NOMINAL`] where the amount is not that of whole shares.
pub fn share_count(holding: &Holding, posting: &PostingFacts<'_>) -> Result<Option<i64>, Fault> {
    let Some(nominal) = holding.nominal else { return Ok(None) };
    let fault = || {
        Fault::at(&problems::SHARES_NOMINAL, "/amount").with("nominal", nominal.display_rupiah())
    };
    let sen = posting.amount.sen();
    let whole = sen.checked_rem(nominal.sen()) == Some(0);
    let count = sen.checked_div(nominal.sen()).filter(|_| whole).ok_or_else(fault)?;
    if posting.share_count.is_some_and(|given| given != count) {
        return Err(fault());
    }
    Ok(Some(count))
}

/// The lowest balance at the end of any day from `from` on, the balance at
/// `from` itself included. `days` are in order, each day once.
///
/// Source: R29: never negative, on no day, also not when a posting is back-dated.
///
/// # Errors
/// [`AmountOverflow`].
pub fn lowest_balance(days: &[DayChange], from: NaiveDate) -> Result<Money, AmountOverflow> {
    let mut balance = Money::ZERO;
    let mut lowest: Option<Money> = None;
    for day in days {
        if day.day > from {
            // What stood at the end of `from`, before the first later change.
            lowest = Some(lowest.map_or(balance, |least| least.min(balance)));
        }
        balance = balance.checked_add(day.change)?;
    }
    Ok(lowest.map_or(balance, |least| least.min(balance)))
}

/// Refuses to take `amount` out on `day` where less than it is there then or
/// later. `lowest`: see [`lowest_balance`].
///
/// Source: R29, house rule.
///
/// # Errors
/// [`problems::INSUFFICIENT_BALANCE`].
pub fn check_overdraw(lowest: Money, amount: Money, day: NaiveDate) -> Result<(), Fault> {
    if lowest >= amount {
        return Ok(());
    }
    Err(Fault::at(&problems::INSUFFICIENT_BALANCE, "/amount").with("day", day))
}

/// The day from which on principal savings are fully paid and stay so; `None`
/// while they are not. `days` are in order, each day once.
///
/// Source: R26, UU 25/1992 Pasal 41; the day of full payment makes the member.
///
/// # Errors
/// [`AmountOverflow`].
pub fn active_since(days: &[DayChange], due: Money) -> Result<Option<NaiveDate>, AmountOverflow> {
    let (mut balance, mut since) = (Money::ZERO, None);
    for day in days {
        balance = balance.checked_add(day.change)?;
        since = if balance >= due { since.or(Some(day.day)) } else { None };
    }
    Ok(since)
}
