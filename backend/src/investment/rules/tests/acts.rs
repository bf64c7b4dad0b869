use proptest::prelude::*;

use super::*;

fn shareholder() -> Holding {
    Holding {
        issuer: LegalForm::Perseroda,
        kind: InstrumentKind::Saham,
        nominal: Some(rupiah(1_000)),
        standing: Standing::Holder,
        ..saver()
    }
}

#[test]
fn r34_savings_do_not_pass_to_another() {
    for kind in [
        InstrumentKind::SimpananPokok,
        InstrumentKind::SimpananWajib,
        InstrumentKind::SimpananSukarela,
    ] {
        let saver = Holding { kind, ..saver() };
        let faults = check_transfer(&saver, &saver, &paying(rupiah(1_000)));
        assert_eq!(codes(&faults), ["not_transferable"], "{kind:?}");
        assert_eq!(faults[0].code.status, 409);
    }
}

#[test]
fn r33_savings_of_who_left_are_settled_before_they_pass_or_are_paid_back() {
    use InstrumentKind::{SimpananPokok, SimpananSukarela, SimpananWajib};
    let facts = paying(rupiah(1_000));
    for (kind, of_transfer, of_redemption) in [
        (SimpananPokok, "exit_settlement_first", "exit_settlement_first"),
        (SimpananWajib, "exit_settlement_first", "exit_settlement_first"),
        (SimpananSukarela, "not_transferable", "not_redeemable"),
    ] {
        let left = Some(day("2026-03-01"));
        let gone = Holding { kind, status: MemberStatus::Former, left_on: left, ..saver() };
        assert_eq!(codes(&check_transfer(&gone, &saver(), &facts)), [of_transfer], "{kind:?}");
        assert_eq!(codes(&check_redemption(&gone, &facts)), [of_redemption], "{kind:?}");
    }
}

#[test]
fn r34_capital_passes_to_who_may_hold_it() {
    let region = Holding {
        holder: Some(LegalForm::PemerintahDaerah),
        class: HolderClass::Government,
        ..shareholder()
    };
    let decided = PostingFacts { decision_number: Some("Perda 1/2026"), ..paying(rupiah(5_000)) };
    let gone = Holding { status: MemberStatus::Former, ..shareholder() };
    let later = Holding { applied_on: day("2026-03-02"), ..shareholder() };
    let village = Holding {
        issuer: LegalForm::BumDesa,
        kind: InstrumentKind::PenyertaanModalDesa,
        nominal: None,
        holder: Some(LegalForm::PemerintahDesa),
        class: HolderClass::Government,
        ..shareholder()
    };
    let person = Holding { holder: None, class: HolderClass::Community, ..village };
    let plain = paying(rupiah(5_000));
    for (from, to, facts, expected) in [
        (shareholder(), shareholder(), plain, &[][..]),
        (region, shareholder(), plain, &["decision_missing"][..]),
        (shareholder(), region, plain, &["decision_missing"][..]),
        (region, shareholder(), decided, &[][..]),
        (shareholder(), gone, plain, &["holder_unknown"][..]),
        (shareholder(), later, plain, &["date_too_early"][..]),
        (shareholder(), shareholder(), paying(rupiah(1_500)), &["shares_nominal"][..]),
        (village, village, decided, &[][..]),
        (village, person, decided, &["holder_kind"][..]),
    ] {
        assert_eq!(codes(&check_transfer(&from, &to, &facts)), expected, "{from:?} {to:?}");
    }
}

#[test]
fn only_shares_and_participating_capital_are_redeemed_and_by_decision() {
    let decided = PostingFacts { decision_number: Some("RUPS 3"), ..paying(rupiah(5_000)) };
    let savings = check_redemption(&saver(), &decided);
    let undecided = check_redemption(&shareholder(), &paying(rupiah(5_000)));
    assert_eq!(codes(&savings), ["not_redeemable"]);
    assert_eq!(codes(&undecided), ["decision_missing"]);
    assert!(check_redemption(&shareholder(), &decided).is_empty());
}

#[test]
fn a_conversion_is_whole_or_names_its_remainder() {
    let remainder = |fault: &Fault| {
        fault.arguments.iter().find(|(name, _)| *name == "remainder").map(|(_, it)| it.clone())
    };
    // Ten shares of 1,000 as shares of 2,500: four; eleven leave 1,000.
    let units = (rupiah(1_000), rupiah(2_500));
    let whole = convert(rupiah(10_000), units, None);
    assert_eq!(whole, Ok(Converted { from_units: 10, to_units: 4 }));
    let part = convert(rupiah(11_000), units, None).unwrap_err();
    assert_eq!(part.code.name, "conversion_remainder");
    assert_eq!(remainder(&part), Some(rupiah(1_000).display_rupiah()));
    let broken = convert(rupiah(10_500), units, None).unwrap_err();
    assert_eq!(remainder(&broken), Some(rupiah(500).display_rupiah()));
    // Five for two.
    let whole = convert(rupiah(10_000), units, Some((5, 2)));
    assert_eq!(whole, Ok(Converted { from_units: 10, to_units: 4 }));
    let part = convert(rupiah(12_000), units, Some((5, 2))).unwrap_err();
    assert_eq!(remainder(&part), Some(rupiah(2_000).display_rupiah()));
    // One for one would make 25,000 of 10,000.
    let more = convert(rupiah(10_000), units, Some((1, 1))).unwrap_err();
    assert_eq!(more.code.name, "conversion_value");
}

#[test]
fn r67_what_is_claimed_does_not_leave() {
    assert_eq!(check_claims(rupiah(100), rupiah(40), rupiah(60)), Ok(()));
    let fault = check_claims(rupiah(100), rupiah(40), rupiah(61)).unwrap_err();
    assert_eq!((fault.code.name, fault.code.status), ("encumbered", 409));
}

proptest! {
    #[test]
    fn a_conversion_never_changes_value(
        amount in 1_i64..1_000_000_000, one in 1_i64..10_000, other in 1_i64..10_000,
        give in 1_i64..50, get in 1_i64..50,
    ) {
        let units = (Money::from_sen(one), Money::from_sen(other));
        for ratio in [None, Some((give, get))] {
            if let Ok(done) = convert(Money::from_sen(amount), units, ratio) {
                prop_assert_eq!(done.from_units * one, amount);
                prop_assert_eq!(done.to_units * other, amount);
            }
        }
    }

    #[test]
    fn a_named_remainder_taken_off_leaves_what_converts(
        count in 1_i64..100_000, one in 1_i64..1_000, give in 1_i64..50, get in 1_i64..50,
    ) {
        // The value is kept where the nominals have the inverse ratio.
        let units = (Money::from_sen(one * get), Money::from_sen(one * give));
        let given = Money::from_sen(count * one * get);
        if let Err(fault) = convert(given, units, Some((give, get))) {
            prop_assert_eq!(fault.code.name, "conversion_remainder");
            let step = give / gcd(give, get);
            let rest = count % step;
            let less = Money::from_sen((count - rest) * one * get);
            prop_assert!(rest > 0);
            if less.is_positive() {
                prop_assert!(convert(less, units, Some((give, get))).is_ok());
            }
        }
    }
}

fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { gcd(other, one % other) }
}
