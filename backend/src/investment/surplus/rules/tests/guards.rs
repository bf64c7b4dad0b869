use super::*;

#[test]
fn r37_parts_total_exactly_a_hundred() {
    let of = |percents: &[&str]| {
        let parts = percents.iter().enumerate().map(|(place, percent)| {
            let destination = if place == 0 { Destination::Reserve } else { Destination::Funds };
            part(&format!("p{place}"), percent, destination)
        });
        let (faults, _) = check_scheme(LegalForm::KoperasiPrimer, &terms(parts.collect()));
        codes(&faults)
    };

    assert_eq!(of(&["25", "20", "30", "10", "5", "5", "3", "2"]), Vec::<&str>::new());
    assert_eq!(of(&["40", "40", "5", "5", "5", "5", "5"]), ["parts_not_whole"]);
    assert_eq!(of(&["99.99"]), ["parts_not_whole"]);
    assert_eq!(of(&["99.99", "0.01"]), Vec::<&str>::new());
}

#[test]
fn r38_a_cooperative_needs_a_reserve_unless_its_meeting_says_otherwise() {
    let mut bare = terms(vec![
        part("jasa_modal", "50", Destination::MemberCapital),
        part("jasa_usaha", "50", Destination::MemberPatronage),
    ]);
    let form = LegalForm::KoperasiPrimer;
    assert_eq!(codes(&check_scheme(form, &bare).0), ["reserve_missing"]);

    bare.reserve_waiver = Some("RAT 2026/03 butir 7".to_owned());
    assert_eq!(codes(&check_scheme(form, &bare).0), Vec::<&str>::new());
}

#[test]
fn r38_sharing_by_capital_alone_is_accepted_with_a_warning() {
    let solely = terms(vec![
        part("cadangan", "30", Destination::Reserve),
        part("jasa_modal", "70", Destination::MemberCapital),
    ]);

    let (faults, warnings) = check_scheme(LegalForm::KoperasiPrimer, &solely);
    let (_, none) = check_scheme(LegalForm::KoperasiPrimer, &cooperative());

    assert_eq!((codes(&faults), codes(&warnings)), (vec![], vec!["solely_by_capital"]));
    assert_eq!(codes(&none), Vec::<&str>::new());
}

#[test]
fn r55_a_shared_result_is_taken_from_equity_and_never_an_expense() {
    let of = |destination, account: &str| {
        let mut one = part("bagian", "100", destination);
        one.account = Some(account.to_owned());
        codes(&check_scheme(LegalForm::BumDesa, &terms(vec![one])).0)
    };

    assert_eq!(of(Destination::Government, "6.1.01"), ["share_not_expense"]);
    assert_eq!(of(Destination::MemberCapital, "6.2"), ["share_not_expense"]);
    assert_eq!(of(Destination::Government, "3.2.01.01"), Vec::<&str>::new());
    assert_eq!(of(Destination::MemberCapital, "3.2.02.03"), Vec::<&str>::new());
    assert_eq!(of(Destination::MemberCapital, "3.2.01.01"), ["share_account"]);
    assert_eq!(of(Destination::Government, "3.2.011"), ["share_account"]);
    let account = |form, destination| pay_from(form, destination).code;
    assert_eq!(account(LegalForm::BumDesa, Destination::Government), "3.2.01");
    assert_eq!(account(LegalForm::BumDesaBersama, Destination::MemberCapital), "3.2.02");
    assert_eq!(account(LegalForm::KoperasiPrimer, Destination::MemberCapital), "3.4.01");
}

#[test]
fn a_part_fits_its_legal_form_and_has_the_terms_of_its_destination() {
    let faults = |form, part: Part| codes(&check_scheme(form, &terms(vec![part])).0);
    let bare = |destination| Part { base: None, patronage: None, ..part("a", "100", destination) };
    let capital = part("a", "100", Destination::MemberCapital);
    let business = part("a", "100", Destination::MemberPatronage);
    let form = LegalForm::BumDesa;

    assert_eq!(faults(form, bare(Destination::MemberCapital)), ["part_terms"]);
    assert_eq!(faults(form, business), ["part_of_form"]);
    assert_eq!(faults(LegalForm::Perumda, capital.clone()), ["part_of_form"]);
    let foreign = Part { instruments: vec![InstrumentKind::Saham], ..capital.clone() };
    assert_eq!(faults(form, foreign), ["part_of_form"]);
    let both = Part { amount: Some(rupiah(1)), ..capital.clone() };
    assert_eq!(faults(form, both), ["part_terms"]);
    let twice =
        terms(vec![part("a", "50", Destination::Reserve), part("a", "50", Destination::Funds)]);
    assert_eq!(codes(&check_scheme(form, &twice).0), ["part_key_taken"]);
}

#[test]
fn r44_the_split_of_others_names_parts_that_are_not_by_business() {
    let mut terms = cooperative();
    let other = |key: &str, percent: &str| OtherShare {
        key: key.to_owned(),
        percent: percent.parse().unwrap(),
    };
    terms.non_member_parts = vec![other("jasa_usaha", "50"), other("cadangan", "49")];

    let (faults, _) = check_scheme(LegalForm::KoperasiPrimer, &terms);

    assert_eq!(codes(&faults), ["other_part_unfit", "parts_not_whole"]);
}

#[test]
fn every_starter_is_a_valid_scheme_of_its_form() {
    let starters = starters();
    for starter in &starters {
        let (faults, warnings) = check_scheme(starter.legal_form, &starter.terms);
        assert_eq!((codes(&faults), codes(&warnings)), (vec![], vec![]), "{}", starter.name);
        assert!(crate::governance::meetings::rules::meeting_of(starter.legal_form).is_some());
    }
    assert_eq!(starters.len(), 6);
}

#[test]
fn r36_each_step_is_taken_from_its_own_status_only() {
    use RunStatus::{Diajukan, Dibagikan, Disahkan, Draft};
    let refusal = |status, step| check_step(status, step).err().map(|fault| fault.code.name);

    for (step, from) in [
        (Step::Edit, Draft),
        (Step::Submit, Draft),
        (Step::Return, Diajukan),
        (Step::Approve, Diajukan),
        (Step::Pay, Disahkan),
    ] {
        for status in [Draft, Diajukan, Disahkan, Dibagikan] {
            assert_eq!(refusal(status, step).is_none(), status == from, "{status:?} {step:?}");
        }
    }
    assert_eq!(refusal(Diajukan, Step::Pay), Some("run_not_approved"));
    assert_eq!(refusal(Disahkan, Step::Edit), Some("run_frozen"));
    assert_eq!(refusal(Dibagikan, Step::Pay), Some("run_status"));
}

#[test]
fn r45_a_loss_is_not_distributed() {
    let of = |members, others| {
        codes(&check_surplus(&Surplus { members: rupiah(members), others: rupiah(others) }))
    };

    assert_eq!(of(-1, 0), ["surplus_not_positive"]);
    assert_eq!(of(5, -1), ["surplus_not_positive"]);
    assert_eq!(of(0, 0), ["surplus_not_positive"]);
    assert_eq!(of(0, 1), Vec::<&str>::new());
}

#[test]
fn a_period_is_an_ended_book_year() {
    let today = day("2026-11-21");
    let of = |start, end, year| {
        codes(&check_period(&Period { start: day(start), end: day(end) }, year, today))
    };

    assert_eq!(of("2025-01-01", "2025-12-31", 2025), Vec::<&str>::new());
    assert_eq!(of("2025-07-01", "2026-06-30", 2026), Vec::<&str>::new());
    assert_eq!(of("2026-01-01", "2026-12-31", 2026), ["date_in_future"]);
    assert_eq!(of("2024-01-01", "2025-12-31", 2025), ["period_unfit"]);
    assert_eq!(of("2025-12-31", "2025-01-01", 2025), ["period_unfit"]);
    assert_eq!(of("2025-01-01", "2025-12-31", 2024), ["period_unfit"]);
}

#[test]
fn r47_savings_interest_is_taxed_above_the_bound_and_rounded_down() {
    let parameters = Parameters::defaults();
    let tax = |interest| savings_interest_tax(interest, &parameters, day("2026-06-30")).unwrap();

    assert_eq!(tax(rupiah(240_000)), Money::ZERO);
    assert_eq!(tax(rupiah(240_001)), rupiah(24_000));
    assert_eq!(tax(Money::from_sen(24_000_001)), rupiah(24_000));
    assert_eq!(tax(rupiah(240_010)), rupiah(24_001));
    assert_eq!(tax(Money::ZERO), Money::ZERO);
}

#[test]
fn r65_a_company_adds_to_its_reserve_until_it_is_a_fifth_of_its_capital() {
    let parameters = Parameters::defaults();
    let figures = CompanyFigures {
        reserve: rupiah(199),
        paid_up: rupiah(1_000),
        retained_before: Money::ZERO,
        profit: rupiah(100),
        addition: Money::ZERO,
        dividend: rupiah(50),
    };
    let refusal = |form, figures: CompanyFigures| {
        let checked = check_reserve_duty(form, &figures, &parameters, day("2025-12-31"));
        checked.err().map(|fault| (fault.code.status, fault.code.name))
    };
    let form = LegalForm::Perseroda;

    assert_eq!(refusal(form, figures), Some((422, "reserve_duty")));
    assert_eq!(refusal(form, CompanyFigures { reserve: rupiah(200), ..figures }), None);
    assert_eq!(refusal(form, CompanyFigures { addition: rupiah(1), ..figures }), None);
    assert_eq!(refusal(LegalForm::KoperasiPrimer, figures), None);
    let losses = CompanyFigures { retained_before: rupiah(-100), ..figures };
    assert_eq!(refusal(form, losses), Some((409, "no_retained_earnings")));
    let some = CompanyFigures {
        retained_before: rupiah(-50),
        addition: rupiah(1),
        dividend: rupiah(50),
        ..figures
    };
    assert_eq!(refusal(form, some), None);
}
