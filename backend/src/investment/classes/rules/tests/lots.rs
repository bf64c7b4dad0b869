use proptest::prelude::*;

use super::*;

fn brought(days: &[(&str, i64)]) -> BTreeMap<NaiveDate, Money> {
    days.iter().map(|(on, amount)| (day(on), rupiah(*amount))).collect()
}

fn locked(lock_in: LockIn) -> Vec<ClassTerms> {
    vec![ClassTerms { lock_in: Some(lock_in), ..open() }]
}

#[test]
fn a_lock_in_ends_on_the_day_of_its_month_or_its_last_one() {
    for (lock_in, from, free_on) in [
        (LockIn::Months(1), "2026-01-31", "2026-02-28"),
        (LockIn::Months(12), "2026-03-15", "2027-03-15"),
        (LockIn::Days(1), "2026-12-31", "2027-01-01"),
        (LockIn::Days(90), "2026-01-01", "2026-04-01"),
    ] {
        assert_eq!(lock_in.free_on(day(from)), day(free_on), "{lock_in:?} {from}");
    }
}

#[test]
fn the_oldest_lots_have_gone_first() {
    let came = brought(&[("2026-01-01", 100), ("2026-02-01", 50), ("2026-03-01", 30)]);
    for (balance, expected) in [
        (180, vec![("2026-01-01", 100), ("2026-02-01", 50), ("2026-03-01", 30)]),
        (90, vec![("2026-01-01", 10), ("2026-02-01", 50), ("2026-03-01", 30)]),
        (80, vec![("2026-02-01", 50), ("2026-03-01", 30)]),
        (5, vec![("2026-03-01", 5)]),
        (0, vec![]),
    ] {
        let found = lots(&came, rupiah(balance)).expect("in range");
        let expected: Vec<Lot> = expected
            .into_iter()
            .map(|(on, amount)| Lot { day: day(on), amount: rupiah(amount) })
            .collect();
        assert_eq!(found, expected, "{balance}");
    }
}

#[test]
fn what_is_locked_is_refused_with_the_day_and_what_is_free() {
    let came = brought(&[("2026-01-01", 100), ("2026-02-01", 50), ("2026-03-01", 30)]);
    let lots = lots(&came, rupiah(180)).expect("in range");
    let terms = locked(LockIn::Months(6));
    for (amount, on, expected) in [
        (1, "2026-06-30", Some(("2026-07-01", "Rp0"))),
        (100, "2026-07-01", None),
        (101, "2026-07-01", Some(("2026-08-01", "Rp100"))),
        (180, "2026-07-01", Some(("2026-09-01", "Rp100"))),
        (150, "2026-08-01", None),
        (180, "2026-08-31", Some(("2026-09-01", "Rp150"))),
        (180, "2026-09-01", None),
    ] {
        let found = check_lock_in(&lots, &terms, rupiah(amount), day(on));
        let said = found.err().map(|fault| {
            assert_eq!(fault.code.name, "locked_in");
            fault.arguments.into_iter().map(|(_, value)| value).collect::<Vec<_>>()
        });
        let expected = expected.map(|(until, free)| vec![until.to_owned(), free.to_owned()]);
        assert_eq!(said, expected, "{amount} on {on}");
    }
}

#[test]
fn a_lot_is_locked_by_the_terms_of_its_own_day() {
    let terms = vec![
        ClassTerms { lock_in: Some(LockIn::Days(300)), ..open() },
        ClassTerms { valid_from: day("2026-03-01"), ..open() },
    ];
    let early = lots(&brought(&[("2025-12-31", 10)]), rupiah(10)).expect("in range");
    let bound = lots(&brought(&[("2026-02-28", 10)]), rupiah(10)).expect("in range");
    let free = lots(&brought(&[("2026-03-01", 10)]), rupiah(10)).expect("in range");
    let check = |lots: &[Lot]| check_lock_in(lots, &terms, rupiah(10), day("2026-03-02")).is_ok();
    assert!(check(&early) && check(&free));
    assert!(!check(&bound));
}

#[test]
fn behind_a_locked_lot_nothing_is_free() {
    let terms = vec![
        ClassTerms { lock_in: Some(LockIn::Days(300)), ..open() },
        ClassTerms { valid_from: day("2026-03-01"), ..open() },
    ];
    let came = brought(&[("2026-02-01", 10), ("2026-03-01", 10)]);
    let lots = lots(&came, rupiah(20)).expect("in range");
    let fault = check_lock_in(&lots, &terms, rupiah(15), day("2026-04-01")).expect_err("locked");
    assert_eq!(fault.arguments[0].1, "2026-11-28");
    assert!(fault.arguments[1].1 == "Rp0", "{:?}", fault.arguments);
}

proptest! {
    #[test]
    fn lots_make_up_the_balance_and_are_the_latest(
        amounts in proptest::collection::vec(1_i64..1_000, 1..30),
        taken in 0_i64..40_000,
    ) {
        let first = day("2026-01-01");
        let came: BTreeMap<NaiveDate, Money> = amounts
            .iter()
            .enumerate()
            .map(|(nth, amount)| (first + chrono::Days::new(nth as u64), Money::from_sen(*amount)))
            .collect();
        let total: i64 = amounts.iter().sum();
        let balance = total - taken.min(total);

        let found = lots(&came, Money::from_sen(balance)).unwrap();

        prop_assert_eq!(found.iter().map(|lot| lot.amount.sen()).sum::<i64>(), balance);
        prop_assert!(found.is_sorted_by_key(|lot| lot.day));
        // Only the oldest that is left may have been taken from.
        for lot in found.iter().skip(1) {
            prop_assert_eq!(Some(&lot.amount), came.get(&lot.day));
        }
        if let Some(last) = found.last() {
            prop_assert_eq!(Some(&last.day), came.keys().next_back());
        }
    }

    #[test]
    fn what_is_said_to_be_free_is_free_and_more_is_not(
        amounts in proptest::collection::vec(1_i64..1_000, 1..12),
        months in 1_u32..24,
        passed in 0_u64..400,
    ) {
        let first = day("2026-01-01");
        let lots: Vec<Lot> = amounts
            .iter()
            .enumerate()
            .map(|(nth, amount)| Lot {
                day: first + chrono::Days::new(20 * nth as u64),
                amount: Money::from_sen(*amount),
            })
            .collect();
        let terms = locked(LockIn::Months(months));
        let on = first + chrono::Days::new(passed);
        let free: i64 = lots
            .iter()
            .take_while(|lot| LockIn::Months(months).free_on(lot.day) <= on)
            .map(|lot| lot.amount.sen())
            .sum();
        let check = |sen| check_lock_in(&lots, &terms, Money::from_sen(sen), on);

        if free > 0 {
            prop_assert!(check(free).is_ok());
        }
        if free < amounts.iter().sum::<i64>() {
            let fault = check(free + 1).unwrap_err();
            let until: NaiveDate = fault.arguments[0].1.parse().unwrap();
            prop_assert!(check_lock_in(&lots, &terms, Money::from_sen(free + 1), until).is_ok());
            prop_assert!(
                check_lock_in(&lots, &terms, Money::from_sen(free + 1), until.pred_opt().unwrap())
                    .is_err()
            );
        }
    }
}

#[test]
fn what_is_locked_is_counted_lot_by_lot_until_its_day() {
    let came = brought(&[("2026-01-01", 100), ("2026-02-01", 50), ("2026-03-01", 30)]);
    let lots = lots(&came, rupiah(150)).expect("in range");
    let terms = locked(LockIn::Months(6));
    for (on, expected) in
        [("2026-06-30", 150), ("2026-07-01", 80), ("2026-08-01", 30), ("2026-09-01", 0)]
    {
        assert_eq!(super::super::locked(&lots, &terms, day(on)), Ok(rupiah(expected)), "{on}");
    }
}
