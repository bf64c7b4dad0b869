use super::*;
use crate::investment::agreement::drafts::{Delivery, Partner, SharedCost};

fn rupiah(amount: i64) -> Money {
    Money::from_rupiah(amount).unwrap()
}

fn percent(text: &str) -> Percent {
    text.parse().unwrap()
}

fn day() -> NaiveDate {
    "2026-06-30".parse().unwrap()
}

fn shares(reckoning: &Reckoning) -> Vec<(&str, i64)> {
    reckoning.shares.iter().map(|it| (it.name.as_str(), it.amount.sen() / 100)).collect()
}

fn business(result: i64, negligence: bool) -> BusinessResult {
    BusinessResult { result: rupiah(result), negligence }
}

fn codes(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

fn of_mudharabah(second_tier: Option<&str>) -> MudharabahTerms {
    MudharabahTerms {
        capital: rupiah(30_000_000),
        owner_percent: percent("40"),
        manager_percent: percent("60"),
        second_tier_percent: second_tier.map(percent),
    }
}

#[test]
fn r73_profit_goes_by_nisbah_also_in_two_tiers_and_loss_on_the_capital() {
    let reckon = |terms: &MudharabahTerms, result, negligence| {
        mudharabah(terms, &business(result, negligence))
    };
    let one = of_mudharabah(None);
    let two = of_mudharabah(Some("50"));

    let profit = reckon(&one, 20_000_000, false).unwrap();
    assert_eq!(shares(&profit), [("owner", 8_000_000), ("manager", 12_000_000)]);
    let tiers = reckon(&two, 20_000_000, false).unwrap();
    assert_eq!(
        shares(&tiers),
        [("owner", 4_000_000), ("investors", 4_000_000), ("manager", 12_000_000)]
    );
    let loss = reckon(&one, -5_000_000, false).unwrap();
    assert_eq!(shares(&loss), [("owner", -5_000_000), ("manager", 0)]);
    let negligent = reckon(&one, -5_000_000, true).unwrap();
    assert_eq!(shares(&negligent), [("owner", 0), ("manager", -5_000_000)]);
    let above = reckon(&one, -30_000_001, false).unwrap_err();
    assert_eq!(above.code.name, "loss_above_capital");
}

#[test]
fn r74_profit_goes_by_nisbah_and_loss_by_capital() {
    let partner = |name: &str, capital| Partner {
        name: name.to_owned(),
        capital: rupiah(capital),
        percent: percent("50"),
    };
    let terms = MusyarakahTerms { partners: vec![partner("A", 60), partner("B", 40)] };

    let (profit, none) = musyarakah(&terms, &business(10_000_000, false)).unwrap();
    let (loss, above) = musyarakah(&terms, &business(-10_000_000, false)).unwrap();
    let (_, all) = musyarakah(&terms, &business(-100, false)).unwrap();

    assert_eq!(shares(&profit), [("A", 5_000_000), ("B", 5_000_000)]);
    // By nisbah it would be half and half.
    assert_eq!(shares(&loss), [("A", -6_000_000), ("B", -4_000_000)]);
    assert_eq!((codes(&none), codes(&all)), (vec![], vec![]));
    assert_eq!(codes(&above), ["loss_above_all_capital"]);
    let same = MusyarakahTerms { partners: vec![partner("Budi", 60), partner(" BUDI ", 40)] };
    let same = AgreementTerms { musyarakah: Some(same), ..AgreementTerms::default() };
    let faults = check_terms(AgreementKind::Musyarakah, &same);
    assert_eq!(codes(&faults), ["partner_twice"]);
    assert_eq!(faults[0].pointer, "/musyarakah/partners/1/name");
}

#[test]
fn r74_a_fixed_return_and_shares_that_are_not_whole_are_refused() {
    let terms =
        AgreementTerms { mudharabah: Some(of_mudharabah(None)), ..AgreementTerms::default() };
    let check = |terms: &AgreementTerms| codes(&check_terms(AgreementKind::Mudharabah, terms));
    assert_eq!(check(&terms), Vec::<&str>::new());

    let fixed = AgreementTerms { fixed_return: Some(rupiah(1_000)), ..terms.clone() };
    assert_eq!(check(&fixed), ["fixed_return"]);
    let less = MudharabahTerms { manager_percent: percent("59.99"), ..of_mudharabah(None) };
    let less = AgreementTerms { mudharabah: Some(less), ..AgreementTerms::default() };
    assert_eq!(check(&less), ["shares_not_whole"]);
    let faults = check_terms(AgreementKind::Fisheries, &terms);
    assert_eq!(codes(&faults), ["terms_of_kind", "terms_of_kind"]);
}

fn trip(crew_paid: Option<i64>, kind: TripCost) -> CatchResult {
    CatchResult {
        catch_value: rupiah(14_000_000),
        lawuhan: rupiah(500_000),
        shared_costs: vec![
            SharedCost { kind: TripCost::Auction, amount: rupiah(1_500_000) },
            SharedCost { kind, amount: rupiah(2_000_000) },
        ],
        crew_paid: crew_paid.map(rupiah),
    }
}

#[test]
fn r75_the_crew_of_a_motor_vessel_gets_four_tenths_of_net_and_of_a_sailing_boat_three_quarters() {
    let parameters = Parameters::defaults();
    let reckon = |vessel, share: &str, trip: &CatchResult| {
        let terms = FisheriesTerms { vessel, crew_percent: percent(share) };
        let (reckoning, warnings) = fisheries(&terms, trip, &parameters, day()).unwrap();
        (reckoning, codes(&warnings))
    };
    let agreed = trip(None, TripCost::Provisions);

    let (motor, none) = reckon(Vessel::Motor, "40", &agreed);
    assert_eq!(shares(&motor), [("crew", 4_000_000), ("owner", 6_000_000)]);
    assert_eq!(motor.figures[3], figure("net", rupiah(10_000_000)));
    assert_eq!(none, Vec::<&str>::new());
    let (_, below) = reckon(Vessel::Motor, "40", &trip(Some(3_900_000), TripCost::Levies));
    assert_eq!(below, ["crew_below_floor"]);
    let (_, below) = reckon(Vessel::Sailing, "74.9999", &agreed);
    assert_eq!(below, ["crew_below_floor"]);
    let (sailing, none) = reckon(Vessel::Sailing, "75", &agreed);
    assert_eq!((shares(&sailing)[0], none), (("crew", 7_500_000), vec![]));
    let (_, owners) = reckon(Vessel::Motor, "40", &trip(None, TripCost::Fuel));
    assert_eq!(owners, ["owners_cost"]);
    let (_, owners) = reckon(Vessel::Motor, "40", &trip(None, TripCost::Ice));
    assert_eq!(owners, ["owners_cost"]);
}

#[test]
fn r75_a_crews_agreed_part_is_not_cut_by_rounding_and_more_than_net_is_told() {
    let reckon = |share: &str, net: i64, crew_paid: Option<i64>| {
        let terms = FisheriesTerms { vessel: Vessel::Motor, crew_percent: percent(share) };
        let trip = CatchResult {
            catch_value: Money::from_sen(net),
            lawuhan: Money::ZERO,
            shared_costs: Vec::new(),
            crew_paid: crew_paid.map(Money::from_sen),
        };
        let (reckoning, warnings) =
            fisheries(&terms, &trip, &Parameters::defaults(), day()).unwrap();
        let sen: Vec<i64> = reckoning.shares.iter().map(|it| it.amount.sen()).collect();
        (sen, codes(&warnings))
    };

    // 40 percent of Rp10,000,001 are Rp4,000,000.40.
    assert_eq!(reckon("40", 1_000_000_100, None), (vec![400_000_100, 600_000_000], vec![]));
    assert_eq!(reckon("40", 1_000_000_100, Some(400_000_040)).1, Vec::<&str>::new());
    assert_eq!(reckon("40", 1_000_000_100, Some(400_000_039)).1, ["crew_below_floor"]);
    assert_eq!(reckon("100", 1_050, None), (vec![1_050, 0], vec![]));
    assert_eq!(reckon("40", 100_000, Some(100_001)), (vec![100_001, -1], vec!["crew_above_net"]));
}

#[test]
fn r75_a_trip_at_a_loss_leaves_the_crew_nothing_and_the_owner_the_loss() {
    let terms = FisheriesTerms { vessel: Vessel::Motor, crew_percent: percent("40") };
    let poor = CatchResult { catch_value: rupiah(3_000_000), ..trip(None, TripCost::Levies) };

    let (reckoning, warnings) = fisheries(&terms, &poor, &Parameters::defaults(), day()).unwrap();

    assert_eq!(shares(&reckoning), [("crew", 0), ("owner", -1_000_000)]);
    assert_eq!(codes(&warnings), Vec::<&str>::new());
}

#[test]
fn r77_a_plasma_month_takes_its_deduction_from_the_debt() {
    let terms = IntiPlasmaTerms { deduction_percent: percent("30") };
    let month = PlasmaMonth {
        opening_debt: None,
        deliveries: vec![Delivery { quantity_kg: Decimal::from(500), price: rupiah(2_000) }],
        new_debt: Money::ZERO,
    };
    let amounts = |opening| {
        let reckoning = inti_plasma(&terms, rupiah(opening), &month).unwrap();
        let of = |name: &str| {
            let found = reckoning.figures.iter().find(|it| it.name == name).unwrap();
            found.amount.sen() / 100
        };
        (of("gross"), of("deduction"), shares(&reckoning)[0].1, of("closing_debt"))
    };

    assert_eq!(amounts(4_000_000), (1_000_000, 300_000, 700_000, 3_700_000));
    // Never more than the debt.
    assert_eq!(amounts(100_000), (1_000_000, 100_000, 900_000, 0));
}
