//! What the rules say, written anew from their text: nothing of the service's
//! own rules stands behind it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::acts::{Act, Form, Holder};
use super::book::{Book, Instrument, Kind, Place, Posting, Status};
use super::goods::{self, Goods};
use super::surplus::pay;
use super::terms::{self, inflow};
use super::{interest, leaving, pledges, reversal};

/// Every reason against an act, as codes.
pub type Against = BTreeSet<&'static str>;

/// What becomes of an act.
#[derive(Debug, Clone)]
pub enum Verdict {
    Posted(Posting),
    /// It waits for a second person, and would then be posted.
    Waits(Posting),
    Refused(Against),
}

const LARGEST: i64 = 100_000_000_000_000;
/// Days back that whoever keeps the books may post alone.
pub const BACK: i64 = 366;

pub fn only<T>(code: &'static str) -> Result<T, Against> {
    Err(Against::from([code]))
}

pub fn none_of(against: Against) -> Result<(), Against> {
    if against.is_empty() { Ok(()) } else { Err(against) }
}

/// Whether an act is posted as things stand; `senior`: an administrator asks.
pub fn judge(book: &Book, act: &Act, senior: bool) -> Verdict {
    let posting = match decide(book, act).and_then(|posting| weighed(book, posting)) {
        Ok(posting) => posting,
        Err(against) => return Verdict::Refused(against),
    };
    let above = book.limit.is_some_and(|limit| posting.amount() > limit);
    let far_back = (book.today - posting.day).num_days() > BACK && !senior;
    let waits = above || far_back || posting.for_two || terms::passed_by(book, &posting);
    if waits {
        return Verdict::Waits(posting);
    }
    let [_, alone] = posting.counted_from;
    Verdict::Posted(Posting { counted_from: [alone; 2], ..posting })
}

/// Whether an act is posted that a second person has approved; `signed`: the
/// posting as it was asked for.
pub fn judge_signed(book: &Book, act: &Act, signed: &Posting) -> Result<Posting, Against> {
    let posting = decide(book, act)?;
    if !is_open(book, posting.day) {
        return only("book_year_closed");
    }
    if (posting.day, &posting.legs) != (signed.day, &signed.legs) {
        return only("request_changed");
    }
    weighed(book, posting)
}

/// Whether the year of a day is open.
pub fn is_open(book: &Book, day: NaiveDate) -> bool {
    book.closed_through.is_none_or(|through| day > through)
}

/// A posting that the rules of its act let through.
pub fn weighed(book: &Book, posting: Posting) -> Result<Posting, Against> {
    if !is_open(book, posting.day) {
        return only("book_year_closed");
    }
    if book.takes_pledged_shares(&posting) {
        return only("certificate_pledged");
    }
    Ok(posting)
}

fn decide(book: &Book, act: &Act) -> Result<Posting, Against> {
    match act {
        Act::Contribution(holder, amount, on, form) => {
            contribution(book, *holder, *amount, on.unwrap_or(book.today), *form)
        }
        Act::Withdrawal(holder, amount, on) => {
            withdrawal(book, *holder, *amount, on.unwrap_or(book.today))
        }
        Act::InKind(holder, amount, on, goods) => {
            in_kind(book, *holder, *amount, on.unwrap_or(book.today), goods)
        }
        Act::Promised(holder, amount, on, pledge) => {
            let day = on.unwrap_or(book.today);
            let posting = contribution(book, *holder, *amount, day, Form::Cash)?;
            pledges::takes(book, *pledge, *holder, *amount, day)?;
            Ok(Posting { pledge: Some(*pledge), ..posting })
        }
        Act::Interest(holder, amount, on) => {
            interest::earn(book, *holder, *amount, on.unwrap_or(book.today))
        }
        Act::Remittance(amount, on, evidence) => {
            interest::remit(book, *amount, on.unwrap_or(book.today), *evidence)
        }
        Act::Opening(line, amount, on) => opening(book, line, *amount, *on),
        Act::Had(holder, amount, on) => had(book, *holder, *amount, *on),
        Act::Transfer(holder, to, amount, on) => {
            transfer(book, *holder, *to, *amount, on.unwrap_or(book.today))
        }
        Act::Redemption(holder, amount, on, decided) => {
            redemption(book, *holder, *amount, on.unwrap_or(book.today), *decided)
        }
        Act::Conversion(holder, to, amount, ratio, on) => {
            conversion(book, *holder, (*to, *amount, *ratio), on.unwrap_or(book.today))
        }
        Act::Reversal(posting, on) => reversal::reversal(book, *posting, *on),
        Act::Exit(member, how) => leaving::exit(book, *member, how),
        Act::Payment(settlement, held_on, on) => {
            leaving::payment(book, *settlement, *held_on, on.unwrap_or(book.today))
        }
        Act::Spending(run, part, amount, on) => pay::spend(book, *run, (part, *amount), *on),
    }
}

/// The instrument, where it and the member are known.
pub fn known(book: &Book, holder: Holder) -> Result<&Instrument, Against> {
    let Some(instrument) = book.instruments.get(holder.instrument) else {
        return only("reference_unknown");
    };
    if holder.member < book.members.len() {
        return Ok(instrument);
    }
    only(if instrument.is_savings() { "not_a_member" } else { "holder_unknown" })
}

pub fn amount_and_day(book: &Book, member: usize, amount: i64, day: NaiveDate) -> Against {
    let mut against = sized(amount);
    against.extend(when(book, day, book.members[member].applied_on));
    against
}

pub fn sized(amount: i64) -> Against {
    let mut against = Against::new();
    if amount <= 0 {
        against.insert("amount_not_positive");
    }
    if amount > LARGEST {
        against.insert("posting_too_large");
    }
    against
}

pub fn when(book: &Book, day: NaiveDate, earliest: NaiveDate) -> Option<&'static str> {
    if day < earliest {
        return Some("date_too_early");
    }
    (day > book.today).then_some("date_in_future")
}

/// Who may still bring something in.
fn may_hold(
    book: &Book,
    member: usize,
    instrument: &Instrument,
    day: NaiveDate,
) -> Option<&'static str> {
    let row = &book.members[member];
    let died_on = book.people[row.person].died_on;
    if row.left_on.is_none() && died_on.is_some_and(|died_on| day > died_on) {
        return Some("holder_has_died");
    }
    let (gone, member) = (book.members[member].left_on.is_some(), book.members[member].member);
    if instrument.is_savings() {
        return (gone || !member).then_some("not_a_member");
    }
    gone.then_some("holder_unknown")
}

fn principal(book: &Book, holder: Holder, amount: i64) -> Option<&'static str> {
    let instrument = &book.instruments[holder.instrument];
    if instrument.kind != Kind::Pokok {
        return None;
    }
    let paid = book.balance(Place::Of(holder.member, holder.instrument));
    let fits = if instrument.instalments {
        paid + amount <= instrument.due
    } else {
        paid == 0 && amount == instrument.due
    };
    (!fits).then_some("principal_amount")
}

fn whole_shares(instrument: &Instrument, amount: i64) -> Option<&'static str> {
    (instrument.kind == Kind::Saham && amount % instrument.unit != 0).then_some("shares_nominal")
}

/// What somebody takes out must be free, and the terms must let it go.
pub fn takes_out(book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Result<(), Against> {
    is_free(book, holder, amount, day)?;
    terms::outflow(book, holder, &[(place(holder), -amount)], day)
}

/// It must be there on the day and ever after, and nobody else's.
pub fn is_free(book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Result<(), Against> {
    let lowest = book.lowest(Place::Of(holder.member, holder.instrument), day);
    if lowest < amount {
        return only("insufficient_balance");
    }
    if lowest - book.claimed((holder.member, holder.instrument)) < amount {
        return only("encumbered");
    }
    Ok(())
}

fn brings_in(book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Against {
    let instrument = &book.instruments[holder.instrument];
    let mut against = amount_and_day(book, holder.member, amount, day);
    against.extend(may_hold(book, holder.member, instrument, day));
    against.extend(principal(book, holder, amount));
    against.extend(whole_shares(instrument, amount));
    against
}

/// Capital that comes in anew.
fn issues(book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Against {
    let mut against = brings_in(book, holder, amount, day);
    let legs = [(place(holder), amount)];
    against.extend(inflow(book, holder, &legs, day));
    against
}

/// Savings that stay while the membership holds, and then leave by the exit
/// settlement alone.
pub fn still_bound(book: &Book, holder: Holder, day: NaiveDate) -> Option<&'static str> {
    let row = &book.members[holder.member];
    let dead = book.people[row.person].died_on.is_some_and(|died_on| day > died_on);
    let of_heirs = dead && is_of_heirs(book, holder);
    let status = book.standing(holder.member).0;
    let in_force = match status {
        Status::Applicant => false,
        Status::Active => true,
        Status::Former => row.left_on.is_some_and(|left| day < left),
    };
    if is_kept(book, holder.instrument) && in_force {
        return Some("member_still_active");
    }
    (settled_first(book, holder) || of_heirs).then_some("exit_settlement_first")
}

/// Savings of a member who has died, until they are settled.
pub fn is_of_heirs(book: &Book, holder: Holder) -> bool {
    let row = &book.members[holder.member];
    let died = book.people[row.person].died_on.is_some();
    let settled = book.settlements.iter().any(|it| it.member == holder.member);
    died && row.member && !settled && book.instruments[holder.instrument].is_savings()
}

pub fn is_kept(book: &Book, instrument: usize) -> bool {
    matches!(book.instruments[instrument].kind, Kind::Pokok | Kind::Wajib)
}

/// Of who left, or was a member before, savings that the settlement alone pays.
fn settled_first(book: &Book, holder: Holder) -> bool {
    let gone = match book.standing(holder.member).0 {
        Status::Former => true,
        Status::Applicant => book.was_member(holder.member),
        Status::Active => false,
    };
    is_kept(book, holder.instrument) && gone
}

pub fn place(holder: Holder) -> Place {
    Place::Of(holder.member, holder.instrument)
}

pub fn posted(
    kind: &'static str,
    day: NaiveDate,
    (from, to, amount): (Place, Place, i64),
    main: Option<Holder>,
) -> Posting {
    let main = main.map(|holder| (holder.member, holder.instrument));
    Posting { main, ..Posting::of(kind, day, vec![(from, -amount), (to, amount)]) }
}

pub fn contribution(
    book: &Book,
    holder: Holder,
    amount: i64,
    day: NaiveDate,
    form: Form,
) -> Result<Posting, Against> {
    known(book, holder)?;
    let mut against = issues(book, holder, amount, day);
    // Goods come in by an act of their own, with their valuation.
    against.extend((form == Form::Goods).then_some("valuation_missing"));
    none_of(against)?;
    Ok(posted("contribution", day, (Place::Own("kas"), place(holder), amount), Some(holder)))
}

fn in_kind(
    book: &Book,
    holder: Holder,
    amount: i64,
    day: NaiveDate,
    goods: &Goods,
) -> Result<Posting, Against> {
    known(book, holder)?;
    let mut against = issues(book, holder, amount, day);
    against.extend(goods::unfit(book, holder, amount, day, goods));
    none_of(against)?;
    goods::is_unused(book, amount, goods)?;
    let legs = (Place::Own(goods.line()), place(holder), amount);
    Ok(Posting {
        goods: Some(goods.valued(book)),
        ..posted("contribution", day, legs, Some(holder))
    })
}

/// What a holder had before the ledger began: once, and before all else.
fn had(book: &Book, holder: Holder, amount: i64, day: NaiveDate) -> Result<Posting, Against> {
    known(book, holder)?;
    let of_holder = |it: &Posting| it.kind == "opening_balance" && it.main.is_some();
    let main = Some((holder.member, holder.instrument));
    let mut all = book.postings.iter().enumerate();
    let mut against = Against::new();
    if all.any(|(nth, it)| of_holder(it) && it.main == main && !book.is_reversed(nth)) {
        against.insert("opened_already");
    } else {
        against = brings_in(book, holder, amount, day);
        let days = book.days(place(holder));
        let known = days.range(..=day).any(|(_, change)| *change != 0);
        against.extend(known.then_some("opening_too_late"));
    }
    let exhausts = book.exhausts(holder.instrument, amount, day);
    against.extend(exhausts.then_some("issuable_exhausted"));
    none_of(against)?;
    let legs = (Place::Own("aset_awal"), place(holder), amount);
    Ok(posted("opening_balance", day, legs, Some(holder)))
}

fn withdrawal(
    book: &Book,
    holder: Holder,
    amount: i64,
    day: NaiveDate,
) -> Result<Posting, Against> {
    let instrument = known(book, holder)?;
    let mut against = amount_and_day(book, holder.member, amount, day);
    if instrument.kind == Kind::Saham {
        against.insert("shares_stay");
    }
    against.extend(still_bound(book, holder, day));
    none_of(against)?;
    takes_out(book, holder, amount, day)?;
    let legs = (place(holder), Place::Own("kas"), amount);
    let for_two = is_of_heirs(book, holder);
    Ok(Posting { for_two, ..posted("withdrawal", day, legs, Some(holder)) })
}

fn opening(
    book: &Book,
    line: &'static str,
    amount: i64,
    day: NaiveDate,
) -> Result<Posting, Against> {
    let mut against = sized(amount);
    against.extend((day > book.today).then_some("date_in_future"));
    none_of(against)?;
    let legs = (Place::Own("aset_awal"), Place::Own(line), amount);
    Ok(posted("opening_balance", day, legs, None))
}

fn transfer(
    book: &Book,
    from: Holder,
    to: usize,
    amount: i64,
    day: NaiveDate,
) -> Result<Posting, Against> {
    if from.member == to {
        return only("transfer_to_self");
    }
    let into = Holder { member: to, ..from };
    let instrument = known(book, from)?;
    known(book, into)?;
    let legs = [(place(from), -amount), (place(into), amount)];
    if instrument.is_savings() {
        let mut against = inflow(book, into, &legs, day);
        let first = settled_first(book, from);
        against.insert(if first { "exit_settlement_first" } else { "not_transferable" });
        return Err(against);
    }
    let mut against = amount_and_day(book, from.member, amount, day);
    if day < book.members[to].applied_on {
        against.insert("date_too_early");
    }
    against.extend(may_hold(book, to, instrument, day));
    against.extend(whole_shares(instrument, amount));
    against.extend(inflow(book, into, &legs, day));
    none_of(against)?;
    is_free(book, from, amount, day)?;
    terms::outflow(book, from, &legs, day)?;
    Ok(posted("transfer", day, (place(from), place(into), amount), Some(from)))
}

fn redemption(
    book: &Book,
    holder: Holder,
    amount: i64,
    day: NaiveDate,
    decided: bool,
) -> Result<Posting, Against> {
    let instrument = known(book, holder)?;
    if settled_first(book, holder) {
        return only("exit_settlement_first");
    }
    if instrument.is_savings() {
        return only("not_redeemable");
    }
    let mut against = amount_and_day(book, holder.member, amount, day);
    against.extend((!decided).then_some("decision_missing"));
    against.extend(whole_shares(instrument, amount));
    none_of(against)?;
    takes_out(book, holder, amount, day)?;
    Ok(posted("redemption", day, (place(holder), Place::Own("kas"), amount), Some(holder)))
}

/// Whole units on both sides, of the same value.
fn converts(
    from: &Instrument,
    to: &Instrument,
    amount: i64,
    ratio: Option<(i64, i64)>,
) -> Option<&'static str> {
    if amount <= 0 {
        return Some("amount_not_positive");
    }
    let Some((give, get)) = ratio else {
        let whole = amount % from.unit == 0 && amount % to.unit == 0;
        return (!whole).then_some("conversion_remainder");
    };
    let got = i128::from(amount / from.unit) * i128::from(get);
    if amount % from.unit != 0 || got % i128::from(give) != 0 {
        return Some("conversion_remainder");
    }
    let value = got / i128::from(give) * i128::from(to.unit);
    (value != i128::from(amount)).then_some("conversion_value")
}

fn conversion(
    book: &Book,
    from: Holder,
    (to, amount, ratio): (usize, i64, Option<(i64, i64)>),
    day: NaiveDate,
) -> Result<Posting, Against> {
    if from.instrument == to {
        return only("conversion_to_self");
    }
    let into = Holder { instrument: to, ..from };
    let (given, got) = (known(book, from)?, known(book, into)?);
    let mut against = amount_and_day(book, from.member, amount, day);
    let amount_named = !sized(amount).is_empty();
    against.extend(still_bound(book, from, day));
    let unfit = converts(given, got, amount, ratio);
    against.extend(unfit);
    let by_terms = inflow(book, into, &[(place(into), amount)], day);
    let unfit_member = by_terms.get("not_eligible").copied();
    against.extend(may_hold(book, into.member, got, day).or(unfit_member));
    // What is wrong with the amount is said once: by the way out, the units, or
    // else the way in.
    let by_units = unfit.is_some_and(|code| code != "conversion_value");
    if !amount_named && !by_units {
        let bounds = ["below_minimum", "above_maximum", "issuable_exhausted"];
        let bound = bounds.into_iter().find(|code| by_terms.contains(code));
        let units = principal(book, into, amount).or_else(|| whole_shares(got, amount));
        against.extend(units.or(bound));
    }
    none_of(against)?;
    takes_out(book, from, amount, day)?;
    let for_two = is_of_heirs(book, from);
    let legs = (place(from), place(into), amount);
    Ok(Posting { for_two, ..posted("conversion", day, legs, Some(from)) })
}
