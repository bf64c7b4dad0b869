use proptest::prelude::*;

use super::*;
use crate::investment::entity::member::ExitReason;

fn sums() -> ExitSums {
    ExitSums {
        principal: rupiah(500_000),
        mandatory: rupiah(1_800_000),
        voluntary: rupiah(750_000),
        loans: rupiah(1_200_000),
        borne_loss: rupiah(50_000),
    }
}

#[test]
fn r32_the_refund_is_savings_less_loans_and_the_borne_loss() {
    assert_eq!(sums().refund(), Ok(rupiah(1_800_000)));
    let owing = ExitSums { loans: rupiah(3_200_000), ..sums() };
    assert_eq!(owing.refund(), Ok(rupiah(-200_000)));
}

#[test]
fn r47_the_number_of_an_ntpn_is_compared_without_groups_and_case() {
    for (text, expected) in [
        ("1a2b 3c4d 5e6f 7g8h", "1A2B3C4D5E6F7G8H"),
        (" 1A2B3C4D5E6F7G8H\t", "1A2B3C4D5E6F7G8H"),
        ("   ", ""),
    ] {
        assert_eq!(evidence_key(text), expected, "{text:?}");
    }
}

#[test]
fn r47_a_remittance_has_an_amount_and_a_day_that_has_come() {
    let (today, tomorrow) = (day("2026-03-01"), day("2026-03-02"));
    for (amount, on, expected) in [
        (rupiah(1), today, &[][..]),
        (Money::ZERO, today, &["amount_not_positive"][..]),
        (rupiah(1), tomorrow, &["date_in_future"][..]),
        (rupiah(-1), tomorrow, &["amount_not_positive", "date_in_future"][..]),
    ] {
        assert_eq!(codes(&check_remittance(amount, on, today)), expected, "{amount:?} {on}");
    }
}

#[test]
fn r108_a_name_is_masked_to_its_initials_and_tells_no_length() {
    for (name, expected) in [
        ("Yakobus Rahayaan", "Y*** R***"),
        ("  Suharto ", "S***"),
        ("Øystein Ng", "Ø*** N***"),
        ("", ""),
    ] {
        assert_eq!(masked_name(name), expected, "{name:?}");
    }
}

#[test]
fn r33_a_guarantor_and_r34_a_death_without_heirs_do_not_settle() {
    use ExitReason::{Diberhentikan, Meninggal, Sukarela};
    for (guaranteed, reason, heirs, expected) in [
        (0, Sukarela, 0, &[][..]),
        (1, Sukarela, 0, &["guarantor_bound"][..]),
        (0, Diberhentikan, 1, &["heirs_unclear"][..]),
        (0, Meninggal, 0, &["heirs_unclear"][..]),
        (0, Meninggal, 2, &[][..]),
        (-1, Sukarela, 0, &["amount_not_positive"][..]),
    ] {
        let faults = check_exit(&sums(), rupiah(guaranteed), reason, heirs);
        assert_eq!(codes(&faults), expected, "{guaranteed} {reason:?} {heirs}");
    }
    let negative = ExitSums { loans: rupiah(-1), ..sums() };
    let faults = check_exit(&negative, Money::ZERO, Sukarela, 0);
    assert_eq!(codes(&faults), ["amount_not_positive"]);
}

#[test]
fn r33_a_refund_waits_for_the_day_of_the_by_laws_or_the_next_meeting() {
    let left = day("2026-03-01");
    let (first, paid) = (payable_on(left, Some(30)), day("2026-03-30"));
    assert_eq!(first, Some(day("2026-03-31")));
    assert_eq!(payable_on(left, None), None);
    for (first, meeting, paid, allowed) in [
        (first, None, paid, false),
        (first, None, day("2026-03-31"), true),
        (None, None, paid, false),
        (None, Some(day("2026-02-28")), paid, false),
        (None, Some(day("2026-03-31")), paid, false),
        (None, Some(day("2026-03-30")), paid, true),
        (None, Some(left), paid, false),
        (None, Some(day("2026-03-02")), paid, true),
    ] {
        let found = check_payable(left, first, meeting, paid);
        assert_eq!(found.is_ok(), allowed, "{first:?} {meeting:?} {paid}");
        if let Err(fault) = found {
            assert_eq!((fault.code.name, fault.code.status), ("refund_not_payable", 409));
        }
    }
}

proptest! {
    #[test]
    fn r32_refund_and_what_is_taken_off_make_up_the_savings(
        amounts in prop::array::uniform5(0_i64..1_000_000_000_000),
    ) {
        let [principal, mandatory, voluntary, loans, borne_loss] = amounts.map(Money::from_sen);
        let sums = ExitSums { principal, mandatory, voluntary, loans, borne_loss };
        let refund = sums.refund().unwrap().sen();
        prop_assert_eq!(refund + loans.sen() + borne_loss.sen(), sums.savings().unwrap().sen());
    }
}

#[test]
fn r34_who_left_by_death_has_died_by_that_day_and_who_has_died_leaves_by_death() {
    use ExitReason::{Diberhentikan, Meninggal, Sukarela};
    let left_on = day("2026-03-01");
    for (reason, died_on, refused) in [
        (Meninggal, None, Some("death_not_recorded")),
        (Meninggal, Some("2026-03-02"), Some("death_not_recorded")),
        (Meninggal, Some("2026-03-01"), None),
        (Sukarela, None, None),
        (Sukarela, Some("2026-03-02"), None),
        (Sukarela, Some("2026-03-01"), Some("member_has_died")),
        (Diberhentikan, Some("2026-02-28"), Some("member_has_died")),
    ] {
        let fault = check_death(reason, died_on.map(day), left_on);
        assert_eq!(fault.map(|it| it.code.name), refused, "{reason:?} {died_on:?}");
    }
}
