use super::*;

fn rupiah(amount: i64) -> Money {
    Money::from_rupiah(amount).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn limit(income: Option<i64>, since: Option<&str>) -> Option<Money> {
    let investor = Investor { income: income.map(rupiah), account_since: since.map(day) };
    yearly_limit(&investor, &Parameters::defaults(), day("2026-06-01")).unwrap()
}

fn code<T>(result: Result<T, Fault>) -> Option<(u16, &'static str)> {
    result.err().map(|fault| (fault.code.status, fault.code.name))
}

#[test]
fn r69_a_persons_year_is_five_percent_of_income_and_ten_above_the_boundary() {
    assert_eq!(limit(Some(120_000_000), None), Some(rupiah(6_000_000)));
    assert_eq!(limit(Some(500_000_000), None), Some(rupiah(25_000_000)));
    assert_eq!(limit(Some(500_000_001), None), Some(rupiah(50_000_000)));
    assert_eq!(limit(None, None), None);
    assert_eq!(limit(Some(1), Some("2024-06-01")), None);
    assert_eq!(limit(Some(120_000_000), Some("2024-06-02")), Some(rupiah(6_000_000)));
}

#[test]
fn r69_what_was_bought_before_counts() {
    let check =
        |amount| code(check_investor(Some(rupiah(6_000_000)), rupiah(5_500_000), rupiah(amount)));

    assert_eq!(check(600_000), Some((422, "scf_investor_limit")));
    assert_eq!(check(500_000), None);
    assert_eq!(code(check_investor(None, Money::ZERO, rupiah(1_000_000_000))), None);
}

#[test]
fn r70_an_issuer_raises_at_most_ten_billion_in_twelve_months() {
    let parameters = Parameters::defaults();
    let check = |raised, amount| {
        code(check_issuer(rupiah(raised), rupiah(amount), &parameters, day("2026-06-01")))
    };

    assert_eq!(check(9_000_000_000, 1_000_000_000), None);
    assert_eq!(check(9_000_000_000, 1_000_000_001), Some((422, "scf_issuer_limit")));
    assert_eq!(twelve_months_before(day("2026-06-01")), day("2025-06-02"));
}

#[test]
fn r70_the_twelve_months_roll_and_a_late_record_counts() {
    let raised = [
        (day("2025-06-01"), rupiah(4)),
        (day("2025-06-02"), rupiah(5)),
        (day("2026-06-02"), rupiah(7)),
    ];
    let highest = |on| highest_window(&raised, day(on)).unwrap();

    assert_eq!(highest("2026-06-01"), rupiah(7));
    assert_eq!(highest("2025-12-01"), rupiah(9));
    assert_eq!(highest("2025-06-02"), rupiah(9));
    assert_eq!(highest("2028-01-01"), Money::ZERO);
}

#[test]
fn r70_shares_wait_a_year_and_debt_runs_two_at_most() {
    let parameters = Parameters::defaults();
    let bought = day("2025-06-01");
    let sale = |on| code(check_resale(Security::Saham, bought, day(on), &parameters));
    let tenor = |security, until: Option<&str>| {
        code(check_tenor(security, bought, until.map(day), &parameters))
    };

    assert_eq!(sale("2026-05-31"), Some((409, "scf_resale_early")));
    assert_eq!(sale("2026-06-01"), None);
    assert_eq!(sale("2025-05-31"), Some((422, "date_too_early")));
    assert_eq!(tenor(Security::Ebus, Some("2027-06-01")), None);
    assert_eq!(tenor(Security::Ebus, Some("2027-06-02")), Some((422, "scf_tenor")));
    assert_eq!(tenor(Security::Ebus, None), Some((422, "scf_tenor")));
    assert_eq!(tenor(Security::Saham, Some("2026-06-02")), Some((422, "scf_tenor")));
    assert_eq!(tenor(Security::Saham, None), None);
}
