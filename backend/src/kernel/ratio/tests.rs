use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn shares(rupiah: &[i64]) -> Option<Vec<String>> {
    let amounts: Vec<Money> =
        rupiah.iter().map(|amount| Money::from_rupiah(*amount).unwrap()).collect();
    percent_shares(&amounts).map(|shares| shares.iter().map(Decimal::to_string).collect())
}

#[test]
fn r101_coverage_is_a_percentage_or_none() {
    let cases = [
        (18, 24, Some("75.00")),
        (24, 24, Some("100.00")),
        (0, 24, Some("0.00")),
        (1, 3, Some("33.33")),
        (2, 3, Some("66.67")),
        // Exactly half: up. 1/800 is 0.125 %.
        (1, 800, Some("0.13")),
        (13, 10, Some("130.00")),
        (0, 0, None),
        (5, 0, None),
    ];
    for (part, whole, expected) in cases {
        let percent = percent(part, whole).map(|percent| percent.to_string());
        assert_eq!(percent.as_deref(), expected, "{part}/{whole}");
    }
}

#[test]
fn r101_percentages_take_money_and_give_up_beyond_the_range() {
    let part = Money::from_rupiah(5_100).unwrap();
    let whole = Money::from_rupiah(10_000).unwrap();

    assert_eq!(percent(part, whole), Some(decimal("51.00")));
    assert_eq!(percent(Decimal::MAX, Decimal::ONE), None);
}

#[test]
fn r9_shares_of_capital_sum_to_a_hundred() {
    let capital = [150_000_000, 100_000_000, 50_000_000, 75_000_000];

    assert_eq!(shares(&capital).unwrap(), ["40.00", "26.67", "13.33", "20.00"]);
    assert_eq!(shares(&[1, 1, 1]).unwrap(), ["33.34", "33.33", "33.33"]);
    assert_eq!(shares(&[7, 0]).unwrap(), ["100.00", "0.00"]);
    for nothing in [&[0, 0][..], &[], &[5, -1]] {
        assert_eq!(shares(nothing), None, "{nothing:?}");
    }
}

proptest! {
    #[test]
    fn r9_shares_always_sum_to_exactly_a_hundred(sen in prop::collection::vec(0..=i64::MAX, 1..50)) {
        prop_assume!(sen.iter().any(|sen| *sen > 0));
        let amounts: Vec<Money> = sen.into_iter().map(Money::from_sen).collect();

        let shares = percent_shares(&amounts).unwrap();

        prop_assert_eq!(shares.iter().sum::<Decimal>(), Decimal::ONE_HUNDRED);
        prop_assert!(shares.iter().all(|share| share.scale() == 2 && !share.is_sign_negative()));
    }

    #[test]
    fn r101_a_percentage_is_within_half_a_hundredth(part in 0..1_000_000_i64, whole in 1..1_000_000_i64) {
        let rounded = percent(part, whole).unwrap();

        let off = (rounded * Decimal::from(whole) - Decimal::from(part) * Decimal::ONE_HUNDRED).abs();
        prop_assert!(off * Decimal::from(200) <= Decimal::from(whole));
        prop_assert_eq!(rounded.scale(), 2);
    }
}
