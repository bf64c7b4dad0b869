use proptest::prelude::*;

use super::*;
use crate::kernel::fault::Language;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rupiah(amount: i64) -> Money {
    Money::from_rupiah(amount).unwrap()
}

fn document() -> DocumentDraft {
    DocumentDraft { reference: "12/2026".to_owned(), sha256: "0".repeat(64) }
}

const ALL: Known =
    Known { kopdes: true, legal_number: true, nik_koperasi: true, npwp: true, nib: true };

/// The largest loan there is, with all its papers.
fn draft() -> KopdesLoanDraft {
    KopdesLoanDraft {
        id: None,
        lender: "Bank Rakyat Indonesia".to_owned(),
        contract_number: Some("1/2026".to_owned()),
        signed_on: Some(day("2026-03-01")),
        drawn_on: day("2026-03-31"),
        principal: rupiah(3_000_000_000),
        operating_part: rupiah(500_000_000),
        rate_percent: None,
        tenor_months: 72,
        grace_months: 6,
        method: RepaymentMethod::Annuity,
        account: Some("BRI 0123".to_owned()),
        proposal: Some(document()),
        village_approval: Some(VillageApprovalDraft {
            deliberated_on: day("2026-02-01"),
            document: document(),
        }),
    }
}

fn found(draft: &KopdesLoanDraft, known: Known) -> Vec<&'static str> {
    let days = (draft.signed_on.unwrap_or(day("2026-06-30")), day("2026-06-30"));
    let (_, faults) = check(draft, known, &Parameters::defaults(), days).unwrap();
    faults.into_iter().map(|fault| fault.code.name).collect()
}

#[test]
fn r49_a_loan_is_drawn_within_a_year_of_its_signature() {
    let drawn = |on: &str| found(&KopdesLoanDraft { drawn_on: day(on), ..draft() }, ALL);
    assert_eq!(drawn("2026-03-01"), Vec::<&str>::new());
    assert_eq!(drawn("2026-02-28"), ["date_too_early"]);
    assert_eq!(drawn("0001-01-01"), ["date_too_early"]);
    assert_eq!(drawn("2027-03-01"), Vec::<&str>::new());
    assert_eq!(drawn("2027-03-02"), ["date_too_late"]);
    let deliberated = |on: &str| {
        let approval = VillageApprovalDraft { deliberated_on: day(on), document: document() };
        found(&KopdesLoanDraft { village_approval: Some(approval), ..draft() }, ALL)
    };
    assert_eq!(deliberated("1900-01-01"), Vec::<&str>::new());
    assert_eq!(deliberated("1899-12-31"), ["date_too_early"]);
}

#[test]
fn r49_loans_that_run_at_one_time_keep_to_the_limits_together() {
    let loan = |from: &str, to: &str, principal, operating| Standing {
        from: day(from),
        to: day(to),
        principal: rupiah(principal),
        operating: rupiah(operating),
    };
    let new = |principal, operating| loan("2026-03-01", "2032-03-31", principal, operating);
    let check = |new: &Standing, others: &[Standing]| {
        let faults = check_together(new, others, &Parameters::defaults()).unwrap();
        faults.into_iter().map(|fault| fault.pointer).collect::<Vec<_>>()
    };
    let (none, billion) = (Vec::<String>::new(), 1_000_000_000);
    let before = loan("2025-08-01", "2026-03-01", 2 * billion, 400_000_000);
    let paid = loan("2025-08-01", "2026-02-28", 3 * billion, 500_000_000);
    let after = loan("2026-03-02", "2031-03-02", 2 * billion, 0);

    assert_eq!(check(&new(billion, 100_000_000), &[before, paid]), none);
    assert_eq!(check(&new(billion + 1, 100_000_001), &[before]), ["/principal", "/operating_part"]);
    // Two that never run together are not added up.
    assert_eq!(check(&new(billion, 0), &[before, after]), none);
    assert_eq!(check(&new(billion + 1, 0), &[paid, after]), ["/principal"]);
    assert_eq!(check(&new(3 * billion, 500_000_000), &[paid]), none);
}

#[test]
fn r49_both_sides_of_each_limit() {
    let of = |change: fn(&mut KopdesLoanDraft)| {
        let mut draft = draft();
        change(&mut draft);
        found(&draft, ALL)
    };
    let fine: Vec<&str> = Vec::new();

    assert_eq!(of(|_| ()), fine);
    assert_eq!(of(|it| it.principal = rupiah(3_000_000_001)), ["loan_principal"]);
    assert_eq!(of(|it| it.principal = rupiah(0)), ["loan_principal", "loan_operating_part"]);
    assert_eq!(of(|it| it.principal = Money::from_sen(100_000_000_050)), ["loan_whole_rupiah"]);
    assert_eq!(of(|it| it.operating_part = rupiah(500_000_001)), ["loan_operating_part"]);
    assert_eq!(of(|it| it.operating_part = rupiah(-1)), ["loan_operating_part"]);
    assert_eq!(of(|it| it.principal = rupiah(499_999_999)), ["loan_operating_part"]);
    assert_eq!(of(|it| it.rate_percent = Some("6".parse().unwrap())), fine);
    assert_eq!(of(|it| it.rate_percent = Some("6.0001".parse().unwrap())), ["loan_rate"]);
    assert_eq!(of(|it| it.tenor_months = 73), ["loan_tenor"]);
    assert_eq!(of(|it| it.tenor_months = 7), fine);
    assert_eq!(of(|it| it.tenor_months = 6), ["loan_tenor"]);
    assert_eq!(of(|it| it.grace_months = 5), ["loan_grace"]);
    assert_eq!(of(|it| it.grace_months = 8), fine);
    assert_eq!(of(|it| it.grace_months = 9), ["loan_grace"]);
    let late = |it: &mut KopdesLoanDraft| {
        it.village_approval.as_mut().unwrap().deliberated_on = day("2026-03-02");
    };
    assert_eq!(of(late), ["loan_approval_late"]);
    assert_eq!(of(|it| it.signed_on = Some(day("2026-07-01"))), ["date_in_future"]);
}

#[test]
fn r49_every_paper_that_is_missing_is_listed() {
    let bare = KopdesLoanDraft { account: None, proposal: None, village_approval: None, ..draft() };
    let nothing =
        Known { kopdes: true, legal_number: false, nik_koperasi: false, npwp: false, nib: false };

    assert_eq!(
        found(&bare, nothing),
        [
            "loan_legal_number_missing",
            "loan_nik_koperasi_missing",
            "loan_account_missing",
            "loan_npwp_missing",
            "loan_nib_missing",
            "loan_proposal_missing",
            "loan_approval_missing",
        ]
    );
    for (known, code) in [
        (Known { kopdes: false, ..ALL }, "loan_not_kopdes"),
        (Known { legal_number: false, ..ALL }, "loan_legal_number_missing"),
        (Known { nik_koperasi: false, ..ALL }, "loan_nik_koperasi_missing"),
        (Known { npwp: false, ..ALL }, "loan_npwp_missing"),
        (Known { nib: false, ..ALL }, "loan_nib_missing"),
    ] {
        assert_eq!(found(&draft(), known), [code]);
    }
}

#[test]
fn r49_before_the_law_there_is_no_such_loan() {
    let days = (day("2025-07-20"), day("2026-06-30"));

    let refused = check(&draft(), ALL, &Parameters::defaults(), days).unwrap_err();

    assert_eq!(refused.code.name, "parameter_missing");
}

fn terms(principal: i64, grace_months: i64, method: RepaymentMethod) -> LoanTerms {
    LoanTerms {
        principal: rupiah(principal),
        rate: Decimal::from(6),
        tenor_months: 72,
        grace_months,
        method,
        drawn_on: day("2026-03-31"),
    }
}

/// Number, opening, interest, principal, payment, closing, in rupiah.
fn row(line: &Instalment) -> (i64, i64, i64, i64, i64, i64) {
    let of = |amount: Money| amount.sen() / SEN_PER_RUPIAH;
    let (interest, principal) = (of(line.interest), of(line.principal));
    (line.number, of(line.opening), interest, principal, of(line.payment), of(line.closing))
}

fn total(lines: &[Instalment], part: fn(&Instalment) -> Money) -> i64 {
    Money::checked_sum(lines.iter().map(part)).unwrap().sen() / SEN_PER_RUPIAH
}

#[test]
fn r49_three_billion_cost_fifteen_million_in_the_grace_and_then_an_annuity() {
    let lines = schedule(&terms(3_000_000_000, 6, RepaymentMethod::Annuity)).unwrap();

    assert_eq!(lines.len(), 72);
    for line in &lines[..6] {
        assert_eq!((line.kind, line.payment), (InstalmentKind::Grace, rupiah(15_000_000)));
    }
    for line in &lines[6..71] {
        assert_eq!((line.kind, line.payment), (InstalmentKind::Repayment, rupiah(53_478_818)));
    }
    // Worked out with exact fractions beside this program.
    let seventh = (7, 3_000_000_000, 15_000_000, 38_478_818, 53_478_818, 2_961_521_182);
    assert_eq!(row(&lines[6]), seventh);
    let before_last = (71, 106_160_794, 530_804, 52_948_014, 53_478_818, 53_212_780);
    assert_eq!(row(&lines[70]), before_last);
    assert_eq!(row(&lines[71]), (72, 53_212_780, 266_064, 53_212_780, 53_478_844, 0));
    assert_eq!(lines[71].kind, InstalmentKind::Last);
    assert_eq!(total(&lines, |line| line.interest), 619_602_014);
    assert_eq!(total(&lines, |line| line.principal), 3_000_000_000);
}

#[test]
fn r49_the_annuity_after_eight_months_and_the_flat_way_are_exact_too() {
    let eight = schedule(&terms(3_000_000_000, 8, RepaymentMethod::Annuity)).unwrap();
    let ninth = (9, 3_000_000_000, 15_000_000, 39_890_417, 54_890_417, 2_960_109_583);
    assert_eq!(row(&eight[8]), ninth);
    assert_eq!(row(&eight[71]), (72, 54_617_368, 273_087, 54_617_368, 54_890_455, 0));

    let flat = schedule(&terms(3_000_000_000, 6, RepaymentMethod::Flat)).unwrap();
    assert_eq!(row(&flat[5]).4, 15_000_000);
    let seventh = (7, 3_000_000_000, 15_000_000, 45_454_545, 60_454_545, 2_954_545_455);
    assert_eq!(row(&flat[6]), seventh);
    assert_eq!(row(&flat[71]), (72, 45_454_575, 15_000_000, 45_454_575, 60_454_575, 0));
    assert_eq!(total(&flat, |line| line.interest), 1_080_000_000);

    let odd = LoanTerms { tenor_months: 13, ..terms(100_000_001, 6, RepaymentMethod::Annuity) };
    let odd = schedule(&odd).unwrap();
    assert_eq!(row(&odd[6]), (7, 100_000_001, 500_000, 14_072_854, 14_572_854, 85_927_147));
    assert_eq!(row(&odd[12]), (13, 14_500_351, 72_502, 14_500_351, 14_572_853, 0));
}

#[test]
fn r49_payments_are_due_monthly_on_the_day_of_the_drawing_or_the_last_of_the_month() {
    let terms = terms(1_000_000, 6, RepaymentMethod::Annuity);
    let lines = schedule(&terms).unwrap();

    let due: Vec<String> = lines[..3].iter().map(|line| line.due_on.to_string()).collect();
    assert_eq!(due, ["2026-04-30", "2026-05-31", "2026-06-30"]);
    assert_eq!(lines[71].due_on, day("2032-03-31"));
    let beyond = schedule(&LoanTerms { drawn_on: day("9994-01-01"), ..terms }).unwrap_err();
    assert_eq!((beyond.code.name, beyond.pointer.as_str()), ("loan_calendar", "/drawn_on"));
}

#[test]
fn r49_every_line_explains_itself_in_both_languages() {
    let terms = terms(3_000_000_000, 6, RepaymentMethod::Annuity);
    let lines = schedule(&terms).unwrap();
    let told = |number: usize, language| explain(&terms, &lines[number - 1], language);

    assert_eq!(
        told(1, Language::Indonesian),
        "Masa tenggang: bunga 6 % : 12 x Rp3.000.000.000 = Rp15.000.000; pokok belum dibayar."
    );
    assert_eq!(
        told(7, Language::English),
        "Annuity Rp53.478.818: interest 6 % : 12 x Rp3.000.000.000 = Rp15.000.000, the rest is \
         principal Rp38.478.818."
    );
    assert!(told(72, Language::Indonesian).contains("seluruh sisa pokok Rp53.212.780"));
    let flat = LoanTerms { method: RepaymentMethod::Flat, ..terms };
    let lines = schedule(&flat).unwrap();
    assert_eq!(
        explain(&flat, &lines[7], Language::Indonesian),
        "Flat: pokok Rp3.000.000.000 : 66 bulan = Rp45.454.545; bunga 6 % : 12 x Rp3.000.000.000 \
         = Rp15.000.000."
    );
    for line in &lines {
        for language in [Language::Indonesian, Language::English] {
            assert!(!explain(&flat, line, language).contains('{'), "a place left open");
        }
    }
}

proptest! {
    #[test]
    fn r49_the_principal_is_paid_back_exactly_in_whole_rupiah(
        principal in 1_i64..=3_000_000_000,
        grace_months in 0_i64..=8,
        more in 1_i64..=64,
        rate in 0_i64..=24,
        flat: bool,
    ) {
        let method = if flat { RepaymentMethod::Flat } else { RepaymentMethod::Annuity };
        let terms = LoanTerms {
            rate: Decimal::from(rate),
            tenor_months: grace_months + more,
            ..terms(principal, grace_months, method)
        };

        let lines = schedule(&terms).unwrap();

        prop_assert_eq!(total(&lines, |line| line.principal), principal);
        prop_assert_eq!(lines.last().map(|line| line.closing), Some(Money::ZERO));
        let mut opening = terms.principal;
        for line in &lines {
            prop_assert_eq!(line.opening, opening);
            prop_assert!(!line.principal.is_negative() && !line.interest.is_negative());
            prop_assert_eq!(line.payment.sen(), line.interest.sen() + line.principal.sen());
            prop_assert_eq!(line.payment.sen() % SEN_PER_RUPIAH, 0);
            prop_assert_eq!(line.closing.sen(), line.opening.sen() - line.principal.sen());
            opening = line.closing;
        }
    }
}
