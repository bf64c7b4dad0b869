//! Capital that passes between holders and instruments, or is paid back.
//!
//! Source: R29, R34, R50, R62 to R64, R67.

use super::posting::{
    Holding, PostingFacts, check_amount_and_day, check_decision, check_holder_of_kind,
    check_settled_first, check_standing, is_blank, share_count,
};
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::problems;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;

/// Every reason against a transfer but the balance; none if it may be posted.
///
/// `from` and `to` hold the same instrument of the same issuer.
///
/// Source: R33, R34 (UU 25/1992 Pasal 19: membership and savings do not pass); R50
/// and R64 for decisions; UU 40/2007 Pasal 56 (transfer of shares by deed).
#[must_use]
pub fn check_transfer(from: &Holding, to: &Holding, posting: &PostingFacts<'_>) -> Vec<Fault> {
    use InstrumentKind as Kind;
    if matches!(from.kind, Kind::SimpananPokok | Kind::SimpananWajib | Kind::SimpananSukarela) {
        let never = || {
            let fault = Fault::at(&problems::NOT_TRANSFERABLE, "/instrument_id");
            fault.with("kind", from.kind.as_str())
        };
        return vec![check_settled_first(from).unwrap_or_else(never)];
    }
    let mut faults = check_amount_and_day(from, posting);
    // The amount is the same; of the receiver only the day can be wrong besides.
    if posting.effective_on < to.applied_on && posting.effective_on >= from.applied_on {
        let fault = Fault::at(&crate::registry::problems::DATE_TOO_EARLY, "/effective_on");
        faults.push(fault.with("earliest", to.applied_on));
    }
    let receiver =
        check_standing(to, posting.effective_on).into_iter().chain(check_holder_of_kind(to));
    faults.extend(receiver.map(|fault| Fault { pointer: "/to_member_id".to_owned(), ..fault }));
    let decision = check_decision(from, posting).or_else(|| check_decision(to, posting));
    faults.extend(decision);
    faults.extend(share_count(from, posting).err());
    faults
}

/// Every reason against a redemption but the balance.
///
/// Source: PP 33/1998 (participating capital by agreement); UU 40/2007 Pasal
/// 37 and 44 (shares by the shareholders' meeting); R33.
#[must_use]
pub fn check_redemption(holding: &Holding, posting: &PostingFacts<'_>) -> Vec<Fault> {
    if !matches!(holding.kind, InstrumentKind::Saham | InstrumentKind::ModalPenyertaan) {
        let never = || {
            let fault = Fault::at(&problems::NOT_REDEEMABLE, "/instrument_id");
            fault.with("kind", holding.kind.as_str())
        };
        return vec![check_settled_first(holding).unwrap_or_else(never)];
    }
    let mut faults = check_amount_and_day(holding, posting);
    if is_blank(posting.decision_number) {
        faults.push(Fault::at(&problems::DECISION_MISSING, "/decision_number"));
    }
    faults.extend(share_count(holding, posting).err());
    faults
}

/// What a conversion gives up and gets, in whole units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Converted {
    /// Units given up.
    pub from_units: i64,
    /// Units got.
    pub to_units: i64,
}

/// Works out a conversion: whole units on both sides and the same value.
///
/// `units`: value of one unit of each instrument: the nominal, or a sen where
/// there is none. `ratio`: so many units of the first for so many of the
/// second; by value if absent.
///
/// Source: issue 3 section 1 (whole value, or refused with the remainder
/// named); UU 40/2007 Pasal 31 for whole shares.
///
/// # Errors
/// [`problems::CONVERSION_REMAINDER`], [`problems::CONVERSION_VALUE`].
pub fn convert(
    amount: Money,
    units: (Money, Money),
    ratio: Option<(i64, i64)>,
) -> Result<Converted, Fault> {
    let (sen, one, other) = (amount.sen(), units.0.sen(), units.1.sen());
    if sen <= 0 || one <= 0 || other <= 0 {
        return Err(Fault::at(&problems::AMOUNT_NOT_POSITIVE, "/amount"));
    }
    let remainder = |rest: i64| {
        let rest = Money::from_sen(rest).display_rupiah();
        Fault::at(&problems::CONVERSION_REMAINDER, "/amount").with("remainder", rest)
    };
    if sen % one != 0 {
        return Err(remainder(sen % one));
    }
    let from_units = sen / one;
    let Some((give, get)) = ratio else {
        return match sen % other {
            0 => Ok(Converted { from_units, to_units: sen / other }),
            rest => Err(remainder(rest)),
        };
    };
    if give <= 0 || get <= 0 {
        return Err(Fault::at(&problems::CONVERSION_VALUE, "/ratio"));
    }
    // Wide, so that no ratio overflows.
    let got = i128::from(from_units) * i128::from(get);
    let (give_wide, rest) = (i128::from(give), got % i128::from(give));
    if rest != 0 {
        // The most units that convert are the largest multiple below.
        let step = give_wide / num_gcd(give_wide, i128::from(get));
        let rest = i128::from(from_units) % step * i128::from(one);
        return Err(remainder(i64::try_from(rest).unwrap_or(sen)));
    }
    let to_units = got / give_wide;
    let value = to_units * i128::from(other);
    match i64::try_from(to_units) {
        Ok(to_units) if value == i128::from(sen) => Ok(Converted { from_units, to_units }),
        _ => {
            let got = i64::try_from(value).map_or(Money::MAX, Money::from_sen);
            let fault = Fault::at(&problems::CONVERSION_VALUE, "/ratio");
            Err(fault.with("given", amount.display_rupiah()).with("got", got.display_rupiah()))
        }
    }
}

fn num_gcd(mut one: i128, mut other: i128) -> i128 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// Refuses to take out what others have a claim on. `lowest`: see
/// [`super::lowest_balance`]; it covers `amount` already.
///
/// Source: R67; UU 40/2007 Pasal 60 (pledged shares).
///
/// # Errors
/// [`problems::ENCUMBERED`] with what is free.
pub fn check_claims(lowest: Money, claimed: Money, amount: Money) -> Result<(), Fault> {
    let free = lowest.checked_sub(claimed)?;
    if free >= amount {
        return Ok(());
    }
    let shown = if free.is_negative() { Money::ZERO } else { free };
    Err(Fault::at(&problems::ENCUMBERED, "/amount").with("free", shown.display_rupiah()))
}
