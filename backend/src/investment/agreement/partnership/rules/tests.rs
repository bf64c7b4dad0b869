use super::*;
use crate::investment::agreement::partnership::entity::partnership::LargerParty;
use crate::investment::entity::ledger_account::Line;
use crate::investment::ownership::facts::{DeclaredFact, OrganizationHolding, OwnerClass};
use crate::kernel::ids::Id;
use crate::kernel::money::Money;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn organization(number: u8) -> OrganizationId {
    Id::new_v7_at(1, &[number; 10])
}

/// A draft that has all that the law asks for.
fn whole() -> Model {
    let text = || Some("sesuai naskah".to_owned());
    Model {
        id: Id::new_v7_at(1, &[9; 10]),
        organization_id: organization(1),
        region_code: "81.02.16.2003".to_owned(),
        number: "01/KEM/2026".to_owned(),
        pattern: PartnershipPattern::IntiPlasma,
        partner_organization_id: Some(organization(2)),
        partner_name: None,
        larger_party: LargerParty::Partner,
        larger_has_director: false,
        larger_holding: Holding::None,
        larger_holding_on: day("2026-01-01"),
        activity: text(),
        keeper_duties: text(),
        partner_duties: text(),
        development: text(),
        dispute_clause: text(),
        valid_from: Some(day("2026-01-01")),
        valid_to: Some(day("2029-01-01")),
        document_reference: text(),
        document_sha256: Some("0".repeat(64)),
        signed_on: None,
        ended_on: None,
        end_reason: None,
        version: 1,
        created_at: "2026-01-01T00:00:00Z".parse().unwrap(),
    }
}

#[test]
fn r76_a_contract_is_signed_before_its_term_is_over() {
    let sign = |on: &str| {
        check_signature(&whole(), day(on), day("2029-06-30")).map(|fault| fault.code.name)
    };

    assert_eq!(sign("1900-01-01"), None);
    assert_eq!(sign("1899-12-31"), Some("date_too_early"));
    assert_eq!(sign("2028-12-31"), None);
    assert_eq!(sign("2029-01-01"), Some("date_too_late"));
    assert_eq!(sign("2029-07-01"), Some("date_in_future"));
}

fn found(faults: &[Fault]) -> Vec<(&'static str, &str)> {
    faults.iter().map(|fault| (fault.code.name, fault.pointer.as_str())).collect()
}

#[test]
fn r76_each_part_that_the_law_asks_for_is_a_gap_where_it_is_missing() {
    let without = |take: fn(&mut Model)| {
        let mut row = whole();
        take(&mut row);
        let gaps = gaps(&row);
        gaps.first().map(|gap| (gap.code.name, gaps.len())).unwrap_or(("", 0))
    };

    assert_eq!(without(|_| ()), ("", 0));
    assert_eq!(without(|row| row.activity = None), ("contract_activity_missing", 1));
    assert_eq!(without(|row| row.keeper_duties = None), ("contract_duties_missing", 1));
    assert_eq!(without(|row| row.partner_duties = None), ("contract_duties_missing", 1));
    assert_eq!(without(|row| row.development = None), ("contract_development_missing", 1));
    assert_eq!(without(|row| row.valid_from = None), ("contract_term_missing", 1));
    assert_eq!(without(|row| row.valid_to = None), ("contract_term_missing", 1));
    assert_eq!(without(|row| row.dispute_clause = None), ("contract_dispute_clause_missing", 1));
    let no_text = without(|row| row.document_sha256 = None);
    assert_eq!(no_text, ("contract_indonesian_text_missing", 1));
}

#[test]
fn r76_an_empty_contract_is_told_of_all_its_gaps_at_once() {
    let empty = Model {
        activity: None,
        keeper_duties: None,
        partner_duties: None,
        development: None,
        dispute_clause: None,
        valid_from: None,
        valid_to: None,
        document_sha256: None,
        ..whole()
    };

    assert_eq!(
        found(&gaps(&empty)),
        [
            ("contract_activity_missing", "/activity"),
            ("contract_duties_missing", "/keeper_duties"),
            ("contract_duties_missing", "/partner_duties"),
            ("contract_development_missing", "/development"),
            ("contract_term_missing", "/valid_from"),
            ("contract_term_missing", "/valid_to"),
            ("contract_dispute_clause_missing", "/dispute_clause"),
            ("contract_indonesian_text_missing", "/indonesian_text"),
        ]
    );
}

#[test]
fn r76_a_contract_is_a_draft_until_it_is_signed_and_over_with_its_last_day() {
    let signed = Model { signed_on: Some(day("2025-12-20")), ..whole() };
    let ended = Model { ended_on: Some(day("2026-07-01")), ..signed.clone() };
    let cases = [
        (&whole(), "2026-06-30", PartnershipStatus::Draft),
        (&signed, "2025-12-20", PartnershipStatus::Aktif),
        (&signed, "2028-12-31", PartnershipStatus::Aktif),
        (&signed, "2029-01-01", PartnershipStatus::Berakhir),
        (&ended, "2026-06-30", PartnershipStatus::Aktif),
        (&ended, "2026-07-01", PartnershipStatus::Berakhir),
    ];

    for (row, on, expected) in cases {
        assert_eq!(status(row, day(on)), expected, "{on}");
    }
}

#[test]
fn r76_only_a_contract_in_force_ends_and_not_before_its_signature_or_after_today() {
    let signed = Model { signed_on: Some(day("2026-01-10")), ..whole() };
    let end = |row: &Model, on: &str, today: &str| {
        check_end(row, day(on), day(today)).map_err(|fault| fault.code.name)
    };

    assert_eq!(end(&signed, "2026-05-01", "2026-05-01"), Ok(()));
    assert_eq!(end(&signed, "2026-01-10", "2026-05-01"), Ok(()));
    assert_eq!(end(&signed, "2026-01-09", "2026-05-01"), Err("date_too_early"));
    assert_eq!(end(&signed, "2026-05-02", "2026-05-01"), Err("date_in_future"));
    assert_eq!(end(&signed, "2026-05-01", "2029-01-01"), Err("contract_not_in_force"));
    assert_eq!(end(&whole(), "2026-05-01", "2026-05-01"), Err("contract_not_in_force"));
}

#[test]
fn r77_a_plasma_month_refers_to_an_inti_plasma_contract_in_force_for_all_of_it() {
    let signed = Model { signed_on: Some(day("2025-12-20")), ..whole() };
    let other = Model { pattern: PartnershipPattern::Waralaba, ..signed.clone() };
    let refer = |row: &Model, from: &str, to: &str| {
        check_reference(row, day(from), day(to)).map_err(|fault| fault.code.name)
    };

    assert_eq!(refer(&signed, "2026-01-01", "2026-01-31"), Ok(()));
    assert_eq!(refer(&signed, "2028-12-01", "2028-12-31"), Ok(()));
    assert_eq!(refer(&signed, "2025-12-31", "2026-01-31"), Err("date_too_early"));
    assert_eq!(refer(&signed, "2028-12-01", "2029-01-01"), Err("contract_not_in_force"));
    assert_eq!(refer(&whole(), "2026-01-01", "2026-01-31"), Err("contract_not_in_force"));
    assert_eq!(refer(&other, "2026-01-01", "2026-01-31"), Err("contract_of_another_pattern"));
}

fn held(issuer: u8, holder: u8, rupiah: i64) -> OrganizationHolding {
    OrganizationHolding {
        issuer: organization(issuer),
        member_id: Id::new_v7_at(1, &[holder; 10]),
        holder: organization(holder),
        line: Line::Saham,
        amount: Money::from_rupiah(rupiah).unwrap(),
    }
}

fn declared(issuer: u8, holder: Option<u8>, name: Option<&str>) -> DeclaredFact {
    DeclaredFact {
        holding_id: Id::new_v7_at(1, &[issuer; 10]),
        issuer: organization(issuer),
        holder: holder.map(organization),
        outside_name: name.map(str::to_owned),
        outside_class: name.map(|_| OwnerClass::Company),
        numerator: 1,
        denominator: 1_000,
        valid_from: day("2026-01-01"),
        source: "akta".to_owned(),
    }
}

#[test]
fn r76_a_share_above_zero_of_the_larger_party_is_found_directly_and_through_others() {
    let facts = |holdings, declared| Facts { holdings, declared, ..Facts::default() };
    let large = Larger::Registered(organization(2));
    let of = |facts: &Facts, larger| holding(facts, organization(1), larger);

    // Nothing, and an account that was paid out.
    assert_eq!(of(&facts(vec![], vec![]), large), Holding::None);
    assert_eq!(of(&facts(vec![held(1, 2, 0)], vec![]), large), Holding::None);
    // The other way round is no matter of Pasal 35.
    assert_eq!(of(&facts(vec![held(2, 1, 500)], vec![]), large), Holding::None);
    assert_eq!(of(&facts(vec![held(1, 2, 1)], vec![]), large), Holding::Direct);
    assert_eq!(of(&facts(vec![], vec![declared(1, Some(2), None)]), large), Holding::Direct);
    let chain = facts(vec![held(1, 3, 5), held(3, 1, 5)], vec![declared(3, Some(2), None)]);
    assert_eq!(of(&chain, large), Holding::Indirect);
    // An outside company is known by its declared name.
    let named = facts(vec![], vec![declared(1, None, Some("PT Samudra Raya"))]);
    assert_eq!(of(&named, Larger::Named("pt. samudra raya")), Holding::Direct);
    assert_eq!(of(&named, Larger::Named("PT Samudra")), Holding::None);
}

#[test]
fn r76_shares_and_a_directors_seat_of_the_larger_party_warn() {
    let shares = Model { larger_holding: Holding::Indirect, ..whole() };
    let both = Model { larger_has_director: true, ..shares.clone() };

    assert_eq!(found(&warnings(&whole())), []);
    assert_eq!(found(&warnings(&shares)), [("larger_party_holds", "/larger_party")]);
    assert_eq!(
        found(&warnings(&both)),
        [("larger_party_holds", "/larger_party"), ("larger_party_directs", "/larger_has_director")]
    );
    assert!(warnings(&both).iter().all(|fault| fault.code.status == 200));
}
