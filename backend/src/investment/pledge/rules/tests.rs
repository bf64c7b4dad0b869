use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// A million, promised on 1 March 2026 for 30 June.
fn terms() -> Terms {
    Terms {
        amount: money("1000000.00"),
        pledged_on: day("2026-03-01"),
        due_on: day("2026-06-30"),
        cancelled_on: None,
        left_on: None,
    }
}

fn on(text: &str, change: &str) -> DayChange {
    DayChange { day: day(text), change: money(change) }
}

#[test]
fn a_pledge_stands_by_what_is_paid_and_by_its_days() {
    use PledgeStatus::{Cancelled, Completed, Expired, Open, Partial};
    let plain = terms();
    let cancelled = Terms { cancelled_on: Some(day("2026-05-01")), ..plain };
    let left = Terms { left_on: Some(day("2026-05-01")), ..plain };
    let cases = [
        (plain, "0.00", "2026-06-30", Open, "1000000.00"),
        (plain, "0.00", "2026-07-01", Expired, "0.00"),
        (plain, "0.01", "2026-06-30", Partial, "999999.99"),
        (plain, "999999.99", "2026-06-30", Partial, "0.01"),
        (plain, "999999.99", "2026-07-01", Expired, "0.00"),
        (plain, "1000000.00", "2026-06-30", Completed, "0.00"),
        (plain, "1000000.00", "2027-01-01", Completed, "0.00"),
        (cancelled, "1.00", "2026-04-30", Partial, "999999.00"),
        (cancelled, "1.00", "2026-05-01", Cancelled, "0.00"),
        (cancelled, "1.00", "2026-07-01", Cancelled, "0.00"),
        (left, "0.00", "2026-04-30", Open, "1000000.00"),
        (left, "0.00", "2026-05-01", Expired, "0.00"),
    ];
    for (terms, paid, on, status, open) in cases {
        let expected = Standing { status, open: money(open) };
        assert_eq!(standing(&terms, money(paid), day(on)), Ok(expected), "{paid} on {on}");
    }
}

/// Code and pointer of a refusal, and what it says is open.
fn told(result: Result<(), Fault>) -> Option<(&'static str, String, Option<String>)> {
    let fault = result.err()?;
    let open = fault.arguments.iter().find(|(name, _)| *name == "open");
    let open = open.map(|(_, text)| text.clone());
    Some((fault.code.name, fault.pointer.clone(), open))
}

#[test]
fn a_payment_is_taken_up_to_what_is_open_and_the_refusal_names_it() {
    let paid = [on("2026-03-10", "600000.00")];
    let pay = |amount: &str, on: &str| told(check_payment(&terms(), &paid, money(amount), day(on)));
    let beyond =
        |open: &str| Some(("pledge_open_amount", "/amount".to_owned(), Some(open.to_owned())));

    assert_eq!(pay("400000.00", "2026-03-10"), None);
    assert_eq!(pay("400000.01", "2026-03-10"), beyond("Rp400.000"));
    // Before the payment that is there: it counts then too.
    assert_eq!(pay("400000.01", "2026-03-05"), beyond("Rp400.000"));
    assert_eq!(pay("400000.00", "2026-06-30"), None);
    assert_eq!(pay("1.00", "2026-07-01").unwrap().0, "pledge_expired");
    assert_eq!(pay("1.00", "2026-02-28").unwrap().0, "date_too_early");
    assert_eq!(pay("1.00", "2026-03-01"), None);
}

#[test]
fn a_payment_that_was_taken_back_later_still_stood_in_between() {
    let paid = [on("2026-03-10", "600000.00"), on("2026-04-10", "-600000.00")];
    let pay = |amount: &str, on: &str| told(check_payment(&terms(), &paid, money(amount), day(on)));

    assert_eq!(pay("1000000.00", "2026-04-10"), None);
    assert_eq!(pay("1000000.00", "2026-04-09").unwrap().0, "pledge_open_amount");
    assert_eq!(pay("400000.00", "2026-04-09"), None);
}

#[test]
fn nothing_is_paid_on_a_cancelled_pledge_or_after_leaving() {
    let cancelled = Terms { cancelled_on: Some(day("2026-05-01")), ..terms() };
    let left = Terms { left_on: Some(day("2026-05-01")), ..terms() };
    let pay = |terms: &Terms, on: &str| told(check_payment(terms, &[], money("1.00"), day(on)));

    assert_eq!(pay(&cancelled, "2026-04-01").unwrap().0, "pledge_cancelled");
    assert_eq!(pay(&left, "2026-04-30"), None);
    assert_eq!(pay(&left, "2026-05-01").unwrap().0, "pledge_expired");
}

#[test]
fn a_pledge_is_cancelled_once_from_its_last_payment_to_its_last_day() {
    let today = day("2026-06-15");
    let paid = [on("2026-03-10", "600000.00")];
    let codes = |terms: &Terms, paid: &[DayChange], on: &str, today: NaiveDate| -> Vec<&str> {
        let faults = check_cancellation(terms, paid, day(on), today).unwrap();
        faults.iter().map(|fault| fault.code.name).collect()
    };
    let none: [&str; 0] = [];

    assert_eq!(codes(&terms(), &paid, "2026-03-10", today), none);
    assert_eq!(codes(&terms(), &paid, "2026-03-09", today), ["date_too_early"]);
    assert_eq!(codes(&terms(), &[], "2026-03-01", today), none);
    assert_eq!(codes(&terms(), &[], "2026-02-28", today), ["date_too_early"]);
    assert_eq!(codes(&terms(), &paid, "2026-06-16", today), ["date_in_future"]);
    let late = day("2026-07-15");
    assert_eq!(codes(&terms(), &paid, "2026-06-30", late), none);
    assert_eq!(codes(&terms(), &paid, "2026-07-01", late), ["pledge_expired"]);
    let whole = [on("2026-03-10", "1000000.00")];
    assert_eq!(codes(&terms(), &whole, "2026-03-10", today), ["pledge_completed"]);
    let ended = Terms { cancelled_on: Some(day("2026-05-01")), ..terms() };
    assert_eq!(codes(&ended, &paid, "2026-06-01", today), ["pledge_cancelled"]);
}

proptest! {
    /// Payments and reversals in any order, each taken only if the rule takes
    /// it: at the end of no day is more paid than was promised.
    #[test]
    fn no_order_of_payments_and_reversals_pays_more_than_was_promised(
        acts in proptest::collection::vec((0_i64..120, 1_i64..90_000_000, any::<bool>()), 1..40),
    ) {
        let terms = terms();
        let mut paid: std::collections::BTreeMap<NaiveDate, Money> = Default::default();
        let mut taken: Vec<(NaiveDate, Money)> = Vec::new();
        for (offset, sen, back) in acts {
            let on = terms.pledged_on + chrono::TimeDelta::days(offset);
            let (on, change) = if back && !taken.is_empty() {
                let (first, amount) = taken.swap_remove(usize::try_from(sen).unwrap() % taken.len());
                (on.max(first), amount.checked_neg().unwrap())
            } else {
                let days: Vec<_> = paid.iter().map(|(day, change)| DayChange { day: *day, change: *change }).collect();
                let amount = Money::from_sen(sen);
                if check_payment(&terms, &days, amount, on).is_err() {
                    continue;
                }
                taken.push((on, amount));
                (on, amount)
            };
            let sum = paid.entry(on).or_default();
            *sum = sum.checked_add(change).unwrap();
            let mut running = Money::ZERO;
            for (on, change) in &paid {
                running = running.checked_add(*change).unwrap();
                prop_assert!(running <= terms.amount && !running.is_negative());
                let stands = standing(&terms, running, *on).unwrap();
                let closed = stands.open.is_zero();
                prop_assert!(closed || stands.open.checked_add(running).unwrap() == terms.amount);
            }
        }
    }
}
