use super::*;

fn pool_amounts(members: i64, others: i64, terms: &SchemeTerms) -> Vec<i64> {
    let surplus = Surplus { members: rupiah(members), others: rupiah(others) };
    let pools = pools(&surplus, terms).unwrap();
    pools.iter().map(|pool| pool.amount.sen() / 100).collect()
}

#[test]
fn r39_susanti_gets_a_million_one_hundred_forty_thousand() {
    let pools = pool_amounts(56_000_000, 0, &cooperative());
    let capital = [holding(1, 600_000, 600_000), holding(2, 27_400_000, 27_400_000)];
    let claims =
        capital_weights(CapitalBase::Closing, ExitedMembers::Paid, &year(), &capital).unwrap();
    let business = [holding(1, 0, 8_400_000), holding(2, 0, 159_600_000)];
    let business = patronage_weights(ExitedMembers::Paid, &year(), &business);

    let by_capital = share(rupiah(pools[1]), &claims, Rounding::Rupiah).unwrap();
    let by_business = share(rupiah(pools[2]), &business, Rounding::Rupiah).unwrap();

    assert_eq!(by_capital[0].amount, rupiah(300_000));
    assert_eq!(by_business[0].amount, rupiah(840_000));
    let both = by_capital[0].amount.checked_add(by_business[0].amount).unwrap();
    assert_eq!(both, rupiah(1_140_000));
}

#[test]
fn r3_example_b_shares_capital_and_business_without_a_rupiah_too_many() {
    let terms = terms(vec![
        part("jasa_modal", "20", Destination::MemberCapital),
        part("jasa_usaha", "30", Destination::MemberPatronage),
        part("lain", "50", Destination::Reserve),
    ]);
    let pools = pool_amounts(48_750_000, 0, &terms);
    assert_eq!(pools, [9_750_000, 14_625_000, 24_375_000]);
    let capital = [1_300_000, 2_500_000, 700_000, 4_200_000, 1_900_000];
    let business = [12_400_000, 31_750_000, 0, 8_850_000, 22_000_000];

    let by_capital = share(rupiah(pools[0]), &claims(&capital), Rounding::Rupiah).unwrap();
    let by_business = share(rupiah(pools[1]), &claims(&business), Rounding::Rupiah).unwrap();

    assert_eq!(amounts(&by_capital), [1_195_755, 2_299_528, 643_868, 3_863_208, 1_747_641]);
    assert_eq!(amounts(&by_business), [2_418_000, 6_191_250, 0, 1_725_750, 4_290_000]);
    // Each line says what of it is rounding.
    let rounding: Vec<i64> = by_capital.iter().map(|share| share.rounding.sen() / 100).collect();
    assert_eq!(rounding, [1, 0, 1, 1, 0]);
}

#[test]
fn r4_a_pool_without_any_claim_is_refused_and_thirds_go_to_the_lowest_number() {
    let third = share(Money::from_sen(100), &claims(&[1, 1, 1]), Rounding::Sen).unwrap();
    let sen: Vec<i64> = third.iter().map(|share| share.amount.sen()).collect();
    assert_eq!(sen, [34, 33, 33]);

    let fault = share(rupiah(1), &[], Rounding::Rupiah).unwrap_err();
    assert_eq!(fault.code.name, "no_basis_for_distribution");
}

#[test]
fn r43_the_base_is_the_closing_balance_or_the_average_as_the_scheme_says() {
    let held = [holding(1, 1_000_000, 3_000_000)];
    let base = |base| capital_weights(base, ExitedMembers::Paid, &year(), &held).unwrap()[0].base;

    assert_eq!(base(CapitalBase::Closing), rupiah(3_000_000));
    assert_eq!(base(CapitalBase::Average), rupiah(2_000_000));
}

#[test]
fn share_days_weigh_each_day_of_capital() {
    // 1,000,000 all year against 2,000,000 from 2 July on (183 of 365 days).
    let early = Holding { share_days: 100_000_000 * 365, ..holding(1, 1_000_000, 1_000_000) };
    let late = Holding { share_days: 200_000_000 * 183, ..holding(2, 0, 2_000_000) };
    let claims =
        capital_weights(CapitalBase::ShareDays, ExitedMembers::Paid, &year(), &[early, late])
            .unwrap();

    let shares = share(rupiah(731), &claims, Rounding::Rupiah).unwrap();

    assert_eq!(amounts(&shares), [365, 366]);
    assert_eq!(claims[1].base, Money::from_sen(200_000_000 * 183 / 365));
}

#[test]
fn r44_surplus_from_others_has_no_share_by_business() {
    let mut terms = cooperative();

    let pools = super::super::pools(
        &Surplus { members: rupiah(40_000_000), others: rupiah(10_000_000) },
        &terms,
    )
    .unwrap();

    // 30 percent of 40 million, not of 50; the reserve takes what is over.
    assert_eq!(pools[2].amount, rupiah(12_000_000));
    assert_eq!(pools[1].amount, rupiah(12_500_000));
    assert_eq!(pools[0].amount, rupiah(18_000_000 + 4_500_000 + 3_000_000));

    terms.non_member_parts =
        vec![OtherShare { key: "cadangan".to_owned(), percent: "100".parse().unwrap() }];
    assert_eq!(pool_amounts(40_000_000, 10_000_000, &terms), [28_000_000, 10_000_000, 12_000_000]);
}

#[test]
fn r46_who_came_or_left_within_the_year_counts_by_the_average() {
    let late = Holding { joined_on: Some(day("2025-07-01")), ..holding(1, 0, 1_000_000) };
    let gone = Holding { left_on: Some(day("2025-09-30")), ..holding(2, 800_000, 0) };
    let whole = holding(3, 1_000_000, 1_000_000);
    let held = [late, gone, whole];
    let bases = |exited| {
        let claims = capital_weights(CapitalBase::Closing, exited, &year(), &held).unwrap();
        claims
            .iter()
            .map(|claim| (claim.register_number, claim.base.sen() / 100))
            .collect::<Vec<_>>()
    };

    assert_eq!(bases(ExitedMembers::Paid), [(1, 500_000), (2, 400_000), (3, 1_000_000)]);
    assert_eq!(bases(ExitedMembers::Excluded), [(1, 500_000), (3, 1_000_000)]);
    let business = [late, Holding { closing: rupiah(70_000), ..gone }];
    assert_eq!(patronage_weights(ExitedMembers::Paid, &year(), &business).len(), 2);
    assert_eq!(patronage_weights(ExitedMembers::Excluded, &year(), &business).len(), 1);
}

#[test]
fn r46_an_applicant_and_who_left_before_the_year_have_no_claim() {
    let applicant = Holding { joined_on: None, ..holding(1, 0, 50_000) };
    let long_gone = Holding { left_on: Some(day("2024-12-31")), ..holding(2, 10_000, 10_000) };
    let later = Holding { joined_on: Some(day("2026-01-01")), ..holding(3, 0, 10_000) };
    let held = [applicant, long_gone, later];

    let claims =
        capital_weights(CapitalBase::Average, ExitedMembers::Paid, &year(), &held).unwrap();

    assert_eq!(claims, []);
    assert_eq!(patronage_weights(ExitedMembers::Paid, &year(), &held), []);
}

#[test]
fn r53_a_village_result_of_61_million_splits_to_the_rupiah() {
    let starter = starters().into_iter().find(|one| one.legal_form == LegalForm::BumDesa).unwrap();

    let pools = pool_amounts(61_234_567, 0, &starter.terms);

    assert_eq!(pools, [18_370_370, 18_370_370, 12_246_914, 6_123_457, 3_061_728, 3_061_728]);
    assert_eq!(pools.iter().sum::<i64>(), 61_234_567);
}

#[test]
fn r54_the_community_part_goes_by_capital_with_ties_to_the_lowest_number() {
    let pool = rupiah(12_246_914);

    let shares = share(pool, &claims(&[500, 500, 500]), Rounding::Rupiah).unwrap();

    assert_eq!(amounts(&shares), [4_082_305, 4_082_305, 4_082_304]);
}

#[test]
fn fixed_amounts_come_off_first_and_rounding_never_touches_them() {
    let mut terms = cooperative();
    terms.parts.push(Part {
        percent: None,
        amount: Some(Money::from_sen(50_033)),
        ..part("audit", "0", Destination::Funds)
    });
    for total in [100_033, 100_000, 77_777] {
        let surplus = Surplus { members: Money::from_sen(total), others: Money::from_sen(33) };
        let pools = super::super::pools(&surplus, &terms).unwrap();
        assert_eq!(pools[3].amount, Money::from_sen(50_033));
        let sum = Money::checked_sum(pools.iter().map(|pool| pool.amount)).unwrap();
        assert_eq!(sum, Money::from_sen(total + 33));
    }

    let little = Surplus { members: Money::from_sen(50_032), others: Money::ZERO };
    let fault = super::super::pools(&little, &terms).unwrap_err();
    assert_eq!(fault.code.name, "fixed_parts_exceed");
}

/// The canonical text of a small run, as version 1 was published.
const GOLDEN: &str = include_str!("surplus_v1.txt");

#[test]
fn the_same_inputs_give_the_same_bytes_years_later() {
    let mut terms = cooperative();
    terms.parts[1].base = Some(CapitalBase::Average);
    let surplus = Surplus { members: rupiah(48_750_000), others: rupiah(1_000_000) };
    let pools = super::super::pools(&surplus, &terms).unwrap();
    let issuer = OrganizationId::from_uuid(Uuid::from_u128(7));
    let form = LegalForm::KoperasiPrimer;
    let heading_of =
        Heading { issuer, form, period: year(), surplus, terms: &terms, pools: &pools };
    let held = [holding(1, 1_300_000, 1_300_001), holding(2, 2_500_000, 2_500_000)];
    let claims =
        capital_weights(CapitalBase::Average, ExitedMembers::Paid, &year(), &held).unwrap();
    let shares = share(pools[1].amount, &claims, terms.rounding).unwrap();
    let mut text = header(&heading_of);
    text.push_str(&heading(1, shares.len(), total_weight(&claims)));
    for one in &shares {
        line(&mut text, one);
    }

    assert_eq!(text, GOLDEN);
    let read = text.lines().filter_map(read_line).collect::<Vec<_>>();
    let written: Vec<Money> = shares.iter().map(|share| share.amount).collect();
    assert_eq!(read.iter().map(|line| line.amount).collect::<Vec<_>>(), written);
    assert_eq!(read_line("1\tx\t1\t1\t1\t1"), None);
}

/// Checks what must hold of any split.
fn check_shares(pool: Money, weights: &[i64], unit: i64, shares: &[Share]) {
    let sum: i128 = shares.iter().map(|share| i128::from(share.amount.sen())).sum();
    assert_eq!(sum, i128::from(pool.sen()), "the sum is exact");
    let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
    for share in shares {
        let exact = i128::from(pool.sen()) * i128::from(share.claim.weight);
        let distance = (i128::from(share.amount.sen()) * total - exact).abs();
        // One unit, and the rest of a pool that is no whole number of units.
        let bound = i128::from(unit) + i128::from(pool.sen() % unit);
        assert!(distance <= bound * total, "within one unit of exact");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn r2_shares_are_exact_close_and_free_of_order(
        sen in 1_i64..10_000_000_000_000,
        weights in prop::collection::vec(0_i64..1_000_000_000_000, 1..200),
        unit in prop::sample::select(vec![Rounding::Rupiah, Rounding::Sen]),
        turn in 0_usize..200,
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let pool = Money::from_sen(sen);
        let mut claims = claims(&weights);

        let shares = share(pool, &claims, unit).unwrap();
        let places = claims.len();
        claims.rotate_left(turn % places);
        let turned = share(pool, &claims, unit).unwrap();

        check_shares(pool, &weights, unit.unit(), &shares);
        prop_assert_eq!(shares, turned);
    }

    #[test]
    fn r2_scaling_all_weights_changes_nothing(
        sen in 1_i64..10_000_000_000_000,
        weights in prop::collection::vec(0_i64..1_000_000_000, 1..100),
        factor in 2_i64..1_000,
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let pool = Money::from_sen(sen);
        let scaled: Vec<i64> = weights.iter().map(|weight| weight * factor).collect();
        let amounts = |weights: &[i64]| {
            let shares = share(pool, &claims(weights), Rounding::Rupiah).unwrap();
            shares.into_iter().map(|share| share.amount).collect::<Vec<_>>()
        };

        prop_assert_eq!(amounts(&weights), amounts(&scaled));
    }

    #[test]
    fn r37_pools_of_any_whole_scheme_add_up_to_both_surpluses(
        members in 0_i64..100_000_000_000,
        others in 0_i64..100_000_000_000,
        cuts in prop::collection::vec(1_u32..1_000_000, 1..10),
    ) {
        prop_assume!(members + others > 0);
        let terms = scheme_of_cuts(cuts);
        prop_assert_eq!(codes(&check_scheme(LegalForm::KoperasiPrimer, &terms).0), Vec::<&str>::new());
        let surplus = Surplus { members: Money::from_sen(members), others: Money::from_sen(others) };

        let pools = super::super::pools(&surplus, &terms).unwrap();

        let sum = Money::checked_sum(pools.iter().map(|pool| pool.amount)).unwrap();
        prop_assert_eq!(sum, Money::from_sen(members + others));
        prop_assert!(pools.iter().all(|pool| !pool.amount.is_negative()));
        let business = terms.parts.iter().zip(&pools);
        let by_business = business.filter(|(part, _)| part.destination == Destination::MemberPatronage);
        for (_, pool) in by_business {
            prop_assert_eq!(pool.from_others, Money::ZERO);
        }
    }
}

/// A scheme whose parts end at these steps of 0.0001 percent; the first is the
/// reserve, the second goes by business.
fn scheme_of_cuts(mut cuts: Vec<u32>) -> SchemeTerms {
    cuts.push(1_000_000);
    cuts.sort_unstable();
    cuts.dedup();
    let mut before = 0;
    let parts = cuts.iter().enumerate().map(|(place, cut)| {
        let steps = cut - before;
        before = *cut;
        let percent = format!("{}.{:04}", steps / 10_000, steps % 10_000);
        let destination = match place {
            0 => Destination::Reserve,
            1 => Destination::MemberPatronage,
            _ => Destination::Funds,
        };
        part(&format!("p{place}"), &percent, destination)
    });
    terms(parts.collect())
}

proptest! {
    // Each case shares among up to a hundred thousand members.
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 8, ..ProptestConfig::default() })]

    #[test]
    fn r2_a_hundred_thousand_members_share_exactly(
        sen in 1_i64..100_000_000_000_000,
        count in 50_000_usize..=100_000,
        seed in any::<u64>(),
    ) {
        // A plain congruential generator: vectors of this length are slow to draw.
        let mut state = seed;
        let weights: Vec<i64> = (0..count).map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            i64::try_from((state >> 33) % 5_000_000_000).unwrap()
        }).collect();
        let pool = Money::from_sen(sen);
        let mut claims = claims(&weights);

        let shares = share(pool, &claims, Rounding::Rupiah).unwrap();
        claims.reverse();
        let turned = share(pool, &claims, Rounding::Rupiah).unwrap();

        check_shares(pool, &weights, 100, &shares);
        prop_assert_eq!(shares, turned);
    }
}
