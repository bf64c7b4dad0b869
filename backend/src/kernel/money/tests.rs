use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

use super::*;
use crate::kernel::fault::Language;

fn wire(text: &str) -> Result<Money, &'static str> {
    text.parse::<Money>().map_err(|refused| refused.0.code.name)
}

fn read(text: &str, locale: NumberLocale) -> Result<i64, &'static str> {
    parse_amount(text, locale).map(Money::sen).map_err(|fault| fault.code.name)
}

fn rupiah(amounts: &[i64]) -> Vec<Money> {
    amounts.iter().map(|amount| Money::from_rupiah(*amount).unwrap()).collect()
}

#[test]
fn r1_three_postings_of_33_33_sum_to_99_99() {
    let posting: Money = "33.33".parse().unwrap();

    let sum = Money::checked_sum([posting; 3]).unwrap();

    assert_eq!(sum.to_string(), "99.99");
}

#[test]
fn r1_the_wire_form_is_a_decimal_string() {
    let cases = [
        ("150000", Ok(15_000_000)),
        ("150000.0", Ok(15_000_000)),
        ("150000.00", Ok(15_000_000)),
        ("-150000.5", Ok(-15_000_050)),
        ("0.01", Ok(1)),
        ("-0", Ok(0)),
        ("000000000000000000001", Ok(100)),
        ("999999999999999.99", Ok(99_999_999_999_999_999)),
        ("1000000000000000", Err("amount_out_of_range")),
        ("0.001", Err("amount_too_precise")),
        ("1.000", Err("amount_too_precise")),
        ("", Err("amount_malformed")),
        ("-", Err("amount_malformed")),
        ("1.", Err("amount_malformed")),
        (".5", Err("amount_malformed")),
        ("+1", Err("amount_malformed")),
        ("--1", Err("amount_malformed")),
        (" 1", Err("amount_malformed")),
        ("1e3", Err("amount_malformed")),
        ("1,00", Err("amount_malformed")),
        ("1.2.3", Err("amount_malformed")),
        ("١", Err("amount_malformed")),
    ];
    for (text, expected) in cases {
        assert_eq!(wire(text).map(Money::sen), expected, "{text:?}");
    }
}

#[test]
fn r1_json_takes_a_string_and_no_number() {
    let amount: Money = serde_json::from_str("\"150000.5\"").unwrap();

    assert_eq!(serde_json::to_string(&amount).unwrap(), "\"150000.50\"");
    for refused in ["150000", "150000.00", "0.1", "null", "true", "[\"1\"]"] {
        assert!(serde_json::from_str::<Money>(refused).is_err(), "{refused}");
    }
    let error = serde_json::from_str::<Money>("\"1.234\"").unwrap_err();
    assert!(error.to_string().contains("amount_too_precise"), "{error}");
}

#[test]
fn r1_the_schema_pattern_agrees_with_the_reader() {
    let schema = serde_json::to_value(<Money as utoipa::PartialSchema>::schema()).unwrap();
    let pattern = regex::Regex::new(schema["pattern"].as_str().unwrap()).unwrap();

    assert_eq!(schema["type"], "string");
    assert_eq!(schema["examples"][0], "150000.00");
    for text in ["150000.00", "1", "-1.5", "1.", "1.234", "", "1e3", "9999999999999999"] {
        assert_eq!(wire(text).is_ok(), pattern.is_match(text), "{text:?}");
    }
}

#[test]
fn r1_no_operation_overflows_in_silence() {
    let sen = Money::from_sen(1);

    assert_eq!(Money::MAX.checked_add(sen), Err(AmountOverflow));
    assert_eq!(Money::MIN.checked_sub(sen), Err(AmountOverflow));
    assert_eq!(Money::MIN.checked_neg(), Err(AmountOverflow));
    assert_eq!(Money::MAX.checked_mul(2), Err(AmountOverflow));
    assert_eq!(Money::from_rupiah(i64::MAX), Err(AmountOverflow));
    assert_eq!(Money::checked_sum([Money::MAX, sen]), Err(AmountOverflow));
    // Only the total counts, in whatever order the amounts come.
    let through_the_limit = [Money::MAX, sen, sen.checked_neg().unwrap()];
    assert_eq!(Money::checked_sum(through_the_limit), Ok(Money::MAX));
    assert_eq!(Money::checked_sum(Vec::<Money>::new()), Ok(Money::ZERO));
    assert_eq!(Fault::from(AmountOverflow).code.name, "amount_out_of_range");
}

#[test]
fn r1_predicates_know_the_sign() {
    let [debt, nothing, credit] = [-1, 0, 1].map(Money::from_sen);

    assert!(debt.is_negative() && !debt.is_zero() && !debt.is_positive());
    assert!(nothing.is_zero() && !nothing.is_negative() && !nothing.is_positive());
    assert!(credit.is_positive() && !credit.is_zero() && !credit.is_negative());
}

#[test]
fn r1_decimals_convert_exactly_or_not_at_all() {
    let exact = |text: &str| {
        Money::from_decimal(text.parse().unwrap()).map(Money::sen).map_err(|fault| fault.code.name)
    };

    assert_eq!(exact("33.33"), Ok(3_333));
    assert_eq!(exact("5"), Ok(500));
    assert_eq!(exact("5.5000"), Ok(550));
    assert_eq!(exact("0.001"), Err("amount_too_precise"));
    assert_eq!(exact("92233720368547758.07"), Ok(i64::MAX));
    assert_eq!(exact("92233720368547758.08"), Err("amount_out_of_range"));
    assert_eq!(exact("79228162514264337593543950335"), Err("amount_out_of_range"));
    let third: Decimal = "24000.999".parse().unwrap();
    let down = Money::from_decimal_rounded(third, RoundingStrategy::ToZero).unwrap();
    assert_eq!(down.sen(), 2_400_099);
    assert_eq!(Decimal::from(down).to_string(), "24000.99");
}

#[test]
fn r3_five_shares_sum_to_the_pool_of_9_750_000() {
    let weights = [1_300_000, 2_500_000, 700_000, 4_200_000, 1_900_000];
    let pool = Money::from_rupiah(9_750_000).unwrap();

    let shares = largest_remainder(pool, &weights, SEN_PER_RUPIAH).unwrap();

    assert_eq!(shares, rupiah(&[1_195_755, 2_299_528, 643_868, 3_863_208, 1_747_641]));
    assert_eq!(Money::checked_sum(&shares), Ok(pool));
}

#[test]
fn r4_equal_weights_and_empty_pools() {
    let hundred = Money::from_rupiah(100).unwrap();

    let thirds = largest_remainder(hundred, &[1, 1, 1], SEN_PER_RUPIAH).unwrap();
    assert_eq!(thirds, rupiah(&[34, 33, 33]));
    let nothing = largest_remainder(Money::ZERO, &[1, 0, 1], 1).unwrap();
    assert_eq!(nothing, [Money::ZERO; 3]);
    assert_eq!(largest_remainder(Money::ZERO, &[0, 0], 1).unwrap(), [Money::ZERO; 2]);
    for weights in [&[0, 0][..], &[]] {
        let fault = largest_remainder(hundred, weights, 1).unwrap_err();
        assert_eq!((fault.code.name, fault.code.status), ("no_basis_for_distribution", 422));
    }
}

#[test]
fn r2_ties_go_to_the_lower_index_and_leftovers_stay_whole() {
    let split = |sen, weights: &[u128], unit| {
        largest_remainder(Money::from_sen(sen), weights, unit)
            .unwrap()
            .into_iter()
            .map(Money::sen)
            .collect::<Vec<_>>()
    };

    assert_eq!(split(10, &[1, 1, 1, 1], 1), [3, 3, 2, 2]);
    // 100 rupiah and 50 sen in whole rupiah: the 50 sen go to the next in line.
    assert_eq!(split(10_050, &[1, 1, 1], 100), [3_400, 3_350, 3_300]);
    assert_eq!(split(50, &[0, 7, 1], 100), [0, 50, 0]);
    assert_eq!(split(7, &[0, 1, 0], 1), [0, 7, 0]);
    // A reversal is the same with every sign turned.
    assert_eq!(split(-10_050, &[1, 1, 1], 100), [-3_400, -3_350, -3_300]);
    assert_eq!(split(i64::MIN, &[1], 1), [i64::MIN]);
}

#[test]
fn r2_senseless_units_and_monstrous_weights_are_refused() {
    let refusal = |weights: &[u128], unit| {
        largest_remainder(Money::MAX, weights, unit).unwrap_err().code.name
    };

    assert_eq!(refusal(&[1], 0), "rounding_unit_invalid");
    assert_eq!(refusal(&[1], -100), "rounding_unit_invalid");
    assert_eq!(refusal(&[u128::MAX], 1), "amount_out_of_range");
    assert_eq!(refusal(&[u128::MAX, 1], 1), "amount_out_of_range");
}

#[test]
fn r5_amounts_are_shown_as_indonesians_write_them() {
    let cases = [
        (123_456_789, "Rp1.234.567,89"),
        (123_456_700, "Rp1.234.567"),
        (-100_000, "-Rp1.000"),
        (0, "Rp0"),
        (5, "Rp0,05"),
        (-5, "-Rp0,05"),
        (99_900, "Rp999"),
        (100_000, "Rp1.000"),
        (i64::MIN, "-Rp92.233.720.368.547.758,08"),
    ];
    for (sen, expected) in cases {
        assert_eq!(Money::from_sen(sen).display_rupiah(), expected);
    }
}

#[test]
fn r5_indonesian_amounts_are_read() {
    let cases = [
        ("Rp 1.234.567", Ok(123_456_700)),
        ("1234567", Ok(123_456_700)),
        ("2.000.000", Ok(200_000_000)),
        ("1.234.567,89", Ok(123_456_789)),
        ("1234,5", Ok(123_450)),
        ("Rp. 5.000,-", Ok(500_000)),
        ("IDR 5.000", Ok(500_000)),
        ("rp5000", Ok(500_000)),
        ("Rp\u{a0}5.000", Ok(500_000)),
        ("-Rp1.000", Ok(-100_000)),
        ("Rp -1.000", Ok(-100_000)),
        ("92753000.00", Ok(9_275_300_000)),
        ("0.00", Ok(0)),
        ("1,234.567", Err("ambiguous_amount")),
        ("1,234", Err("ambiguous_amount")),
        ("1,234.56", Err("ambiguous_amount")),
        ("1.5", Err("ambiguous_amount")),
        ("1.234,5678", Err("amount_too_precise")),
        ("1.234,567", Err("amount_too_precise")),
        ("12.34.567", Err("amount_unreadable")),
        ("1234.567", Err("ambiguous_amount")),
        ("2.000.000/bulan", Err("amount_unreadable")),
        ("2 Jt", Err("amount_unreadable")),
        ("1 234", Err("amount_unreadable")),
        ("--5", Err("amount_unreadable")),
        ("-", Err("amount_unreadable")),
        ("", Err("amount_unreadable")),
        ("Rp", Err("amount_unreadable")),
        ("NULL", Err("amount_unreadable")),
        ("Tidak Ada", Err("amount_unreadable")),
        ("1000000000000000", Err("amount_out_of_range")),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text, NumberLocale::Indonesian), expected, "{text:?}");
    }
}

#[test]
fn r5_a_stated_locale_decides_what_is_ambiguous() {
    let cases = [
        ("1,234.56", Ok(123_456)),
        ("1,234", Ok(123_400)),
        ("1,234,567", Ok(123_456_700)),
        ("1234.5", Ok(123_450)),
        // Unambiguous now, but rupiah have no third decimal.
        ("1,234.567", Err("amount_too_precise")),
        ("1.234", Err("ambiguous_amount")),
        ("1.234.567", Err("ambiguous_amount")),
        ("1.234,56", Err("ambiguous_amount")),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text, NumberLocale::International), expected, "{text:?}");
    }
}

#[test]
fn r6_mixed_separators_are_refused_with_a_suggestion() {
    let fault = parse_indonesian("3,811.200.000,-").unwrap_err();

    assert_eq!((fault.code.name, fault.code.status), ("mixed_separators", 422));
    assert!(fault.arguments.contains(&("suggestion", "3.811.200.000".to_owned())));
    assert!(fault.detail(Language::Indonesian).contains("3.811.200.000"));
    assert_eq!(
        parse_indonesian("3.811.200.000"),
        Money::from_rupiah(3_811_200_000).map_err(Fault::from)
    );
}

proptest! {
    #[test]
    fn r2_shares_sum_to_the_pool_and_keep_to_their_quota(
        sen in any::<i64>(),
        weights in prop::collection::vec(0..=u128::from(u64::MAX), 1..40),
        unit in prop::sample::select(vec![1_i64, 100, 100_000]),
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let pool = Money::from_sen(sen);

        let shares = largest_remainder(pool, &weights, unit).unwrap();

        prop_assert_eq!(Money::checked_sum(&shares), Ok(pool));
        let total: u128 = weights.iter().sum();
        for (share, weight) in shares.iter().zip(&weights) {
            prop_assert!(*weight > 0 || share.is_zero());
            prop_assert!(share.is_zero() || share.is_negative() == pool.is_negative());
            // Quota rule: less than one unit, and the part below a unit, off.
            let exact = u128::from(sen.unsigned_abs()) * weight / total;
            let distance = exact.abs_diff(u128::from(share.sen().unsigned_abs()));
            prop_assert!(distance <= 2 * u128::from(unit.unsigned_abs()));
        }
        let odd = shares.iter().filter(|share| share.sen() % unit != 0).count();
        prop_assert!(odd <= 1);
    }

    #[test]
    fn r2_a_larger_weight_never_gets_less(
        sen in 0..i64::MAX,
        weights in prop::collection::vec(0..1_000_000_u128, 1..20),
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));

        let shares = largest_remainder(Money::from_sen(sen), &weights, 1).unwrap();

        for (a, share_a) in weights.iter().zip(&shares) {
            for (b, share_b) in weights.iter().zip(&shares) {
                prop_assert!(a <= b || share_a >= share_b);
            }
        }
    }

    #[test]
    fn r1_the_wire_form_comes_back(sen in -99_999_999_999_999_999..=99_999_999_999_999_999_i64) {
        let amount = Money::from_sen(sen);

        prop_assert_eq!(wire(&amount.to_string()), Ok(amount));
        prop_assert_eq!(Money::from_decimal(amount.to_decimal()), Ok(amount));
    }

    #[test]
    fn r5_what_is_shown_can_be_read(sen in -99_999_999_999_999_999..=99_999_999_999_999_999_i64) {
        let amount = Money::from_sen(sen);

        prop_assert_eq!(parse_indonesian(&amount.display_rupiah()), Ok(amount));
        for locale in [NumberLocale::Indonesian, NumberLocale::International] {
            prop_assert_eq!(parse_amount(&amount.to_string(), locale), Ok(amount));
        }
    }

    #[test]
    fn r5_no_text_makes_the_readers_panic(text in "\\PC{0,12}|[-0-9.,Rp ]{0,14}") {
        let _ = parse_indonesian(&text);
        let _ = parse_amount(&text, NumberLocale::International);
        let _ = text.parse::<Money>();
    }

    #[test]
    fn r1_sums_agree_with_wide_arithmetic(amounts in prop::collection::vec(any::<i64>(), 0..20)) {
        let wide: i128 = amounts.iter().map(|sen| i128::from(*sen)).sum();

        let sum = Money::checked_sum(amounts.iter().map(|sen| Money::from_sen(*sen)));

        prop_assert_eq!(sum.ok().map(Money::sen), i64::try_from(wide).ok());
    }
}
