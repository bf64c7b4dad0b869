//! The settlement with who leaves, and its payment.

use chrono::NaiveDate;

use super::acts::{Holder, Leaving};
use super::book::{Book, Place, Posting};
use super::law::{Against, is_free, none_of, only, place, posted, takes_out};
use super::terms;

/// All savings of who leaves become what is owed to them, or what they owe.
pub fn exit(book: &Book, member: usize, leaving: &Leaving) -> Result<Posting, Against> {
    let Some(who) = book.members.get(member) else { return only("not_found") };
    if !who.member {
        return only("not_a_member");
    }
    if book.settlements.iter().any(|it| it.member == member) {
        return only("settled_already");
    }
    let mut savings: Vec<(Holder, i64)> = Vec::new();
    for (nth, instrument) in book.instruments.iter().enumerate() {
        let holder = Holder { member, instrument: nth };
        let balance = book.balance(place(holder));
        if instrument.is_savings() && balance > 0 {
            savings.push((holder, balance));
        }
    }
    if who.left_on.is_some_and(|left| left != leaving.on) {
        return only("membership_not_in_force");
    }
    let recorded = book.people[who.person].died_on;
    let died_on = recorded.filter(|day| *day <= leaving.on);
    if who.left_on.is_some() && leaving.died && died_on.is_none() {
        // Whoever leaves before the settlement does so of their own will here, as
        // far as is known then.
        return only("exit_reason_differs");
    }
    let began = book.began_on(member).unwrap_or(who.applied_on);
    let last = savings.iter().filter_map(|(holder, _)| book.last_day(place(*holder))).max();
    let mut against = Against::new();
    against.extend((leaving.guaranteed > 0).then_some("guarantor_bound"));
    against.extend((leaving.died != leaving.heirs).then_some("heirs_unclear"));
    against.extend((leaving.died && died_on.is_none()).then_some("death_not_recorded"));
    against.extend((!leaving.died && died_on.is_some()).then_some("member_has_died"));
    against.extend(
        (leaving.on < last.map_or(began, |last| last.max(began))).then_some("date_too_early"),
    );
    against.extend((leaving.on > book.today).then_some("date_in_future"));
    none_of(against)?;
    let mut frees = false;
    for (holder, balance) in &savings {
        // A lock-in binds who leaves, not the heirs of who has died: that is for two.
        if leaving.died {
            is_free(book, *holder, *balance, leaving.on)?;
            let legs = [(place(*holder), -balance)];
            frees |= terms::outflow(book, *holder, &legs, leaving.on).is_err();
        } else {
            takes_out(book, *holder, *balance, leaving.on)?;
        }
    }
    let all: i64 = savings.iter().map(|(_, balance)| balance).sum();
    let refund = all - leaving.loans - leaving.borne;
    let mut legs: Vec<(Place, i64)> =
        savings.iter().map(|(holder, balance)| (place(*holder), -balance)).collect();
    if refund < 0 {
        legs.push((Place::Own("piutang_anggota_keluar"), refund));
    }
    for (line, amount) in [
        ("pinjaman_anggota", leaving.loans),
        ("shu_belum_dibagi", leaving.borne),
        ("utang_anggota_keluar", refund),
    ] {
        if amount > 0 {
            legs.push((Place::Own(line), amount));
        }
    }
    if legs.is_empty() {
        return only("nothing_to_settle");
    }
    let posting = Posting::of("exit_settlement", leaving.on, legs);
    let settlement = Some(book.settlements.len());
    // Alone it counts from the day of recording; the clock stands still.
    let counted_from = [Some(leaving.on), Some(leaving.on.max(book.today))];
    let leaves = Some(member);
    let for_two = frees || (recorded.is_some() && !leaving.died);
    Ok(Posting { leaves, refund, settlement, counted_from, for_two, ..posting })
}

/// What is owed is paid once, after the meeting.
pub fn payment(
    book: &Book,
    nth: usize,
    held_on: Option<NaiveDate>,
    day: NaiveDate,
) -> Result<Posting, Against> {
    let Some(settled) = book.settlements.get(nth) else { return only("not_found") };
    if settled.refund <= 0 || book.is_paid(nth) {
        return only("refund_not_owed");
    }
    // A day that no calendar of ours has is told first.
    if day > book.today {
        return only("date_in_future");
    }
    if day < settled.left_on {
        return only("date_too_early");
    }
    if held_on.is_none_or(|held| held <= settled.counted_from || held > day) {
        return only("refund_not_payable");
    }
    let legs = (Place::Own("utang_anggota_keluar"), Place::Own("kas"), settled.refund);
    let posting = posted("exit_payment", day, legs, None);
    // A meeting of which there is no record is not one person's word alone.
    Ok(Posting { settlement: Some(nth), for_two: held_on != book.met_on, ..posting })
}
