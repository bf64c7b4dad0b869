//! What a holder had before the ledger began.

use super::*;

fn changes(days: &[(&str, i64)]) -> Vec<DayChange> {
    days.iter().map(|(on, rp)| DayChange { day: day(on), change: rupiah(*rp) }).collect()
}

#[test]
fn r26_principal_savings_from_before_the_ledger_make_the_member_on_the_day_of_entry() {
    let (entry, due) = (day("2019-03-04"), rupiah(100_000));
    type Days<'a> = &'a [(&'a str, i64)];
    let cases: [(Days<'_>, Days<'_>, Option<&str>); 5] = [
        (&[("2025-12-31", 100_000)], &[("2025-12-31", 100_000)], Some("2019-03-04")),
        // Part of it before, the rest since.
        (
            &[("2025-12-31", 60_000), ("2026-02-01", 40_000)],
            &[("2025-12-31", 60_000)],
            Some("2026-02-01"),
        ),
        // Taken back on its own day, or later.
        (&[("2025-12-31", 0)], &[("2025-12-31", 100_000)], None),
        (&[("2025-12-31", 100_000), ("2026-01-05", -100_000)], &[("2025-12-31", 100_000)], None),
        (&[("2026-02-01", 100_000)], &[], Some("2026-02-01")),
    ];
    for (days, openings, since) in cases {
        let found = member_since(&changes(days), &changes(openings), entry, due);
        assert_eq!(found, Ok(since.map(day)), "{days:?}");
    }
}

#[test]
fn an_account_is_opened_once_and_before_everything_else() {
    let facts = PostingFacts::of(rupiah(50_000), day("2026-03-01"), day("2026-11-21"));
    let check = |is_open, days: &[(&str, i64)]| {
        codes(&check_opening(&saver(), &facts, is_open, &changes(days)))
    };
    assert_eq!(check(false, &[]), [""; 0]);
    assert_eq!(check(false, &[("2026-03-02", 5)]), [""; 0]);
    assert_eq!(check(false, &[("2026-03-01", 0)]), [""; 0]);
    assert_eq!(check(false, &[("2026-03-01", 5)]), ["opening_too_late"]);
    assert_eq!(check(true, &[("2026-03-01", 5)]), ["opened_already"]);
    let guest = Holding { standing: Standing::Holder, ..saver() };
    assert_eq!(codes(&check_opening(&guest, &facts, false, &[])), ["not_a_member"]);
}
