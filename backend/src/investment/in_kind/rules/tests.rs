use super::*;
use crate::investment::in_kind::drafts::{
    AnnouncementDraft, AssetDraft, ValuationDraft, ValuerDraft,
};
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
