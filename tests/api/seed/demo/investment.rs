//! Members and postings of the demonstration.

use super::{day, load, organizations, sen, unique};
use kibm_seed::demo::{Demo, HolderKind, Posting};
use std::collections::{BTreeMap, HashMap};

#[test]
fn every_posting_and_membership_leads_to_its_parts() {
    let demo = load();
    let bodies = organizations(&demo);
    let people = unique(demo.registry.persons.iter().map(|p| p.key.as_str()));
    let issuers: HashMap<_, _> =
        demo.investment.instruments.iter().map(|i| (i.key.as_str(), i.issuer.as_str())).collect();
    let members: HashMap<_, _> =
        demo.investment.memberships.iter().map(|m| (m.key.as_str(), m)).collect();

    unique(demo.investment.memberships.iter().map(|m| m.key.as_str()));
    unique(demo.investment.postings.iter().map(|p| p.key.as_str()));
    for member in members.values() {
        let issuer = bodies[member.issuer.as_str()];
        assert!(issuer.founded_on.is_some_and(|founded| founded <= member.joined_on));
        assert!(!member.is_member || issuer.legal_form == "koperasi_primer", "{}", member.key);
        assert!(match member.holder.kind {
            HolderKind::Person => people.contains(member.holder.key.as_str()),
            HolderKind::Organization => bodies.contains_key(member.holder.key.as_str()),
        });
    }
    for posting in &demo.investment.postings {
        let member = members[posting.membership.as_str()];
        assert_eq!(issuers[posting.instrument.as_str()], member.issuer, "{}", posting.key);
        assert!(posting.effective_on >= member.joined_on, "{}", posting.key);
        assert!(sen(&posting.amount) > 0, "{}", posting.key);
        assert!(posting.effective_on <= day("2026-10-31"), "{}", posting.key);
    }
    assert!(demo.investment.postings.is_sorted_by_key(|p| p.effective_on));
}

/// Sen that a posting adds to its holding.
fn signed(posting: &Posting) -> i64 {
    match posting.kind.as_str() {
        "contribution" => sen(&posting.amount),
        "withdrawal" | "reversal" => -sen(&posting.amount),
        other => panic!("unknown kind {other}"),
    }
}

#[test]
fn r25_r26_the_cooperative_has_enough_founders_and_one_principal_saving_for_all() {
    let demo = load();
    let members: Vec<_> = demo
        .investment
        .memberships
        .iter()
        .filter(|m| m.issuer == "koperasi" && m.is_member)
        .collect();
    let founded = organizations(&demo)["koperasi"].founded_on.expect("a day of founding");

    assert!(members.iter().filter(|m| m.joined_on == founded).count() >= 9);
    let principal: Vec<_> =
        demo.investment.postings.iter().filter(|p| p.instrument == "kop-pokok").collect();
    assert_eq!(principal.len(), members.len());
    assert!(principal.iter().all(|p| p.amount == "100000.00"));
}

#[test]
fn r27_r29_only_voluntary_savings_are_withdrawn_and_never_below_zero() {
    let demo = load();
    let mut balances: BTreeMap<(&str, &str), i64> = BTreeMap::new();

    for posting in &demo.investment.postings {
        let balance = balances.entry((&posting.instrument, &posting.membership)).or_default();
        *balance += signed(posting);
        assert!(*balance >= 0, "{}", posting.key);
        assert!(posting.kind != "withdrawal" || posting.instrument == "kop-sukarela");
    }
    assert!(demo.investment.postings.iter().any(|p| p.kind == "withdrawal"));
}

#[test]
fn r28_the_one_reversal_takes_back_an_equal_earlier_posting_with_a_reason() {
    let demo = load();
    let postings = &demo.investment.postings;
    let reversals: Vec<_> =
        postings.iter().enumerate().filter(|(_, p)| p.kind == "reversal").collect();

    assert_eq!(reversals.len(), 1);
    let (place, reversal) = reversals[0];
    let reversed = postings[..place]
        .iter()
        .find(|p| Some(&p.key) == reversal.reverses.as_ref())
        .expect("the reversed posting stands earlier");
    assert_eq!(
        (&reversed.instrument, &reversed.membership, &reversed.amount),
        (&reversal.instrument, &reversal.membership, &reversal.amount)
    );
    assert!(reversal.reason.as_deref().is_some_and(|reason| !reason.is_empty()));
}

fn capital(demo: &Demo, instrument: &str) -> i64 {
    demo.investment.postings.iter().filter(|p| p.instrument == instrument).map(signed).sum()
}

#[test]
fn r50_r51_the_village_holds_the_majority_of_its_enterprise_by_decision() {
    let demo = load();

    for enterprise in ["letvuan", "uf"] {
        let village = capital(&demo, &format!("{enterprise}-desa"));
        let community = capital(&demo, &format!("{enterprise}-warga"));
        assert!(community > 0);
        assert!(village > community, "{enterprise}: {village} against {community}");
    }
    for posting in &demo.investment.postings {
        let is_savings =
            posting.instrument.starts_with("kop-") && posting.instrument != "kop-penyertaan";
        assert_eq!(posting.decision.is_none(), is_savings, "{}", posting.key);
        let source = match posting.instrument.rsplit_once('-') {
            Some((_, "desa")) => Some("desa"),
            Some((_, "warga")) => Some("masyarakat"),
            _ => None,
        };
        assert_eq!(posting.source_class.as_deref(), source, "{}", posting.key);
    }
}

#[test]
fn r62_one_region_holds_at_least_51_percent_of_the_regional_company_at_any_time() {
    let demo = load();
    let (mut regency, mut total) = (0_u32, 0_u32);

    for posting in demo.investment.postings.iter().filter(|p| p.instrument == "evav-saham") {
        let shares = posting.shares.expect("a number of shares");
        assert_eq!(sen(&posting.amount), i64::from(shares) * 10_000_000, "nominal Rp100,000");
        total += shares;
        regency += if posting.membership == "perseroda/pemkab" { shares } else { 0 };
        assert!(regency * 100 >= total * 51, "{}", posting.key);
    }
    assert_eq!((regency, total), (4000, 5000));
}
