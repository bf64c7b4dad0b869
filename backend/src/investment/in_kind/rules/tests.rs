use kibm_migrations::{InKindPaper, in_kind_paper};

use super::*;
use crate::investment::in_kind::drafts::{
    AnnouncementDraft, AssetDraft, ValuationDraft, ValuerDraft,
};
use crate::investment::in_kind::entity::paper;
use crate::kernel::ids::OrganizationId;
use crate::platform::clock::fresh_id;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A boat for ten million, valued by an expert and accepted the day after.
fn boat() -> InKindContributionDraft {
    InKindContributionDraft {
        instrument_id: fresh_id(),
        member_id: fresh_id(),
        amount: "10000000.00".parse().unwrap(),
        effective_on: None,
        reason: None,
        decision_number: "RUPS 2/2026".to_owned(),
        decided_on: day("2026-06-02"),
        source_class: None,
        share_count: None,
        pledge_id: None,
        asset: AssetDraft {
            kind: AssetKind::Equipment,
            description: "Perahu 5 GT".to_owned(),
            title_number: None,
        },
        valuation: ValuationDraft {
            amount: "10000000.00".parse().unwrap(),
            valued_on: day("2026-06-01"),
            valuer: ValuerDraft {
                kind: ValuerKind::IndependentExpert,
                name: "Abdul Rahman".to_owned(),
                institution: Some("KJPP Rahman dan Rekan".to_owned()),
                licence_number: Some("MAPPI 1234".to_owned()),
            },
            method: ValuationMethod::Cost,
            document_number: "Lap. 7".to_owned(),
            document_sha256: "0".repeat(64),
        },
        announcement: None,
    }
}

fn on_shares() -> Circumstances {
    Circumstances {
        kind: InstrumentKind::Saham,
        effective_on: day("2026-06-10"),
        today: day("2026-06-20"),
        valuer_is_contributor: false,
        valuer_is_holder: false,
    }
}

fn told(draft: &InKindContributionDraft, of: &Circumstances) -> Vec<(&'static str, String)> {
    let faults = check_in_kind(draft, of, &Parameters::defaults()).unwrap();
    faults.iter().map(|fault| (fault.code.name, fault.pointer.clone())).collect()
}

fn one(code: &'static str, pointer: &str) -> Vec<(&'static str, String)> {
    vec![(code, pointer.to_owned())]
}

#[test]
fn shares_take_the_value_of_the_market_or_of_an_unaffiliated_expert() {
    let mut team = boat();
    team.valuation.valuer.kind = ValuerKind::MeetingTeam;
    let refused = one("valuer_not_independent", "/valuation/valuer");
    let mut unlicensed = boat();
    unlicensed.valuation.valuer.licence_number = Some(" ".to_owned());
    let holder = Circumstances { valuer_is_holder: true, ..on_shares() };

    assert_eq!(told(&boat(), &on_shares()), []);
    assert_eq!(told(&team, &on_shares()), refused);
    assert_eq!(told(&unlicensed, &on_shares()), refused);
    assert_eq!(told(&boat(), &holder), refused);
    team.valuation.method = ValuationMethod::Market;
    assert_eq!(told(&team, &on_shares()), []);
    let penyertaan = Circumstances { kind: InstrumentKind::ModalPenyertaan, ..on_shares() };
    team.valuation.method = ValuationMethod::Income;
    assert_eq!(told(&team, &penyertaan), []);
}

#[test]
fn nobody_values_what_is_their_own_whatever_the_instrument() {
    for kind in [InstrumentKind::ModalPenyertaan, InstrumentKind::PenyertaanModalMasyarakat] {
        let own = Circumstances {
            kind,
            valuer_is_contributor: true,
            valuer_is_holder: true,
            ..on_shares()
        };
        assert_eq!(told(&boat(), &own), one("valuer_is_contributor", "/valuation/valuer"));
    }
}

#[test]
fn immovables_on_shares_are_announced_within_fourteen_days_of_the_decision() {
    let mut land = boat();
    land.asset.kind = AssetKind::Land;
    let announced = |on: &str| {
        let newspaper = "Ambon Ekspres".to_owned();
        let announcement = Some(AnnouncementDraft { newspaper, announced_on: day(on) });
        told(&InKindContributionDraft { announcement, ..land.clone() }, &on_shares())
    };
    let at = "/announcement/announced_on";

    assert_eq!(told(&land, &on_shares()), one("announcement_missing", "/announcement"));
    assert_eq!(announced("2026-06-02"), []);
    assert_eq!(announced("2026-06-16"), []);
    assert_eq!(announced("2026-06-17"), one("announcement_missing", at));
    assert_eq!(announced("2026-06-01"), one("date_too_early", at));
    assert_eq!(announced("2026-06-21"), one("date_in_future", at));
    let penyertaan = Circumstances { kind: InstrumentKind::ModalPenyertaan, ..on_shares() };
    assert_eq!(told(&land, &penyertaan), []);
}

#[test]
fn an_asset_becomes_capital_at_its_value_at_most() {
    let mut draft = boat();
    draft.amount = "10000000.01".parse().unwrap();
    assert_eq!(told(&draft, &on_shares()), one("above_valuation", "/amount"));
    draft.amount = "9999999.99".parse().unwrap();
    assert_eq!(told(&draft, &on_shares()), []);
    draft.valuation.amount = "0.00".parse().unwrap();
    assert_eq!(told(&draft, &on_shares()), one("amount_not_positive", "/valuation/amount"));
}

#[test]
fn valuation_and_decision_come_before_the_contribution_and_not_long_before() {
    let valued = |on: &str| {
        let mut draft = boat();
        draft.valuation.valued_on = day(on);
        told(&draft, &on_shares())
    };
    let decided = |on: &str| {
        let decided_on = day(on);
        told(&InKindContributionDraft { decided_on, ..boat() }, &on_shares())
    };

    assert_eq!(valued("2026-06-10"), []);
    assert_eq!(valued("2026-06-11"), one("after_contribution", "/valuation/valued_on"));
    assert_eq!(valued("2026-06-21"), one("date_in_future", "/valuation/valued_on"));
    assert_eq!(valued("2025-12-09"), []);
    assert_eq!(valued("2025-12-08"), one("valuation_stale", "/valuation/valued_on"));
    assert_eq!(decided("2026-06-10"), []);
    assert_eq!(decided("2026-06-11"), one("after_contribution", "/decided_on"));
}

#[test]
fn savings_are_sums_of_money() {
    use InstrumentKind::{SimpananPokok, SimpananSukarela, SimpananWajib};
    for kind in [SimpananPokok, SimpananWajib, SimpananSukarela] {
        let savings = Circumstances { kind, ..on_shares() };
        assert_eq!(told(&boat(), &savings), one("in_kind_savings", "/instrument_id"));
    }
}

#[test]
fn stock_stands_apart_from_other_assets() {
    use AssetKind::{Building, Equipment, Inventory, Land, Livestock, Right};
    for kind in [Land, Building, Equipment, Livestock, Right] {
        assert_eq!(asset_line(kind), Line::AsetTetap);
    }
    assert_eq!(asset_line(Inventory), Line::Persediaan);
}

/// Amount and value, in rupiah, of what is brought in on a paper.
fn used(issuer: OrganizationId, paper: &str, amount: i64, value: i64) -> Used {
    let paper = paper::Model {
        id: fresh_id(),
        organization_id: issuer,
        transaction_id: fresh_id(),
        paper: paper.to_owned(),
        value_sen: Money::from_sen(value),
    };
    Used { paper, amount_sen: Money::from_sen(amount) }
}

#[test]
fn a_paper_becomes_capital_up_to_the_least_value_that_it_was_given() {
    let (issuer, other): (OrganizationId, OrganizationId) = (fresh_id(), fresh_id());
    let of = |standing: &[(&str, i64, i64)], fresh: &[(&str, i64, i64)]| {
        let make = |list: &[(&str, i64, i64)]| -> Vec<Used> {
            list.iter().map(|(paper, amount, value)| used(issuer, paper, *amount, *value)).collect()
        };
        let elsewhere = used(other, "a", 1_000, 1_000);
        let standing = make(standing);
        let all = standing.iter().chain(std::iter::once(&elsewhere));
        check_papers(&make(fresh), all).map_err(|fault| fault.code.name)
    };

    assert_eq!(of(&[], &[("a", 10, 10)]), Ok(()));
    assert_eq!(of(&[("a", 6, 10)], &[("a", 4, 10)]), Ok(()));
    assert_eq!(of(&[("a", 6, 10)], &[("a", 5, 10)]), Err("valuation_used"));
    assert_eq!(of(&[("a", 6, 10)], &[("b", 10, 10)]), Ok(()));
    assert_eq!(
        of(&[("a", 3, 10), ("a", 3, 10)], &[("b", 1, 9), ("a", 5, 10)]),
        Err("valuation_used")
    );
    assert_eq!(of(&[("a", 6, 10)], &[("a", 4, 90)]), Ok(()), "a later value adds nothing");
    assert_eq!(of(&[("a", 6, 10)], &[("a", 5, 90)]), Err("valuation_used"));
    assert_eq!(of(&[("a", 6, 10)], &[("a", 3, 8)]), Err("valuation_used"), "nor does a lower one");
}

#[test]
fn an_asset_is_known_by_file_number_and_title_however_they_are_spelled() {
    let of = |number: &str, title: Option<&str>| {
        let mut draft = boat();
        draft.valuation.document_number = number.to_owned();
        draft.asset.title_number = title.map(str::to_owned);
        draft.valued().papers()
    };

    assert_eq!(of("Lap. 7/2026", None), of("LAP 7 - 2026", Some(" -- ")));
    assert_eq!(of("Lap. 7", Some("GT.5 No. 12")).len(), 3);
    let shared: Vec<String> =
        of("1", Some("2")).intersection(&of("2", Some("1"))).cloned().collect();
    assert_eq!(shared.len(), 1, "a number is no title: the file alone");
}

#[test]
fn papers_are_one_as_people_read_them_and_two_where_digits_are_parted_otherwise() {
    let title = |number: &str| in_kind_paper(InKindPaper::Title(number));
    for (one, other, same) in [
        ("1/12/2026", "11/2/2026", false),
        ("1/12/2026", "1-12.2026 ", true),
        ("1/12/2026", "1122026", false),
        ("BPKB K-123", "bpkb k123", true),
        ("BPKB K-\u{ff11}\u{ff12}\u{ff13}", "BPKB K-123", true),
        ("Lap. 7/2026", "LAP 7 2026", true),
        ("", " -- ", true),
    ] {
        assert_eq!(title(one) == title(other), same, "{one} and {other}");
    }
    let report = |number, valuer| in_kind_paper(InKindPaper::Report { number, valuer });
    assert_eq!(report("001", "Abdul Rahman"), report("001", "ABDUL  RAHMAN"));
    assert_ne!(report("001", "Abdul Rahman"), report("001", "Siti"));
    assert_ne!(report("001", ""), title("001"));
    assert_eq!(title("--"), None);
}
