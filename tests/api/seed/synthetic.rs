//! The invented nation: the same from the same seed, and in keeping with the
//! rules that a ledger would refuse otherwise.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{Datelike, TimeDelta};
use kibm_seed::regions::Region;
use kibm_seed::synthetic::{Direction, EntryKind, LegalForm, Sex, Synthetic};

use super::all_regions;

const SIZE: Synthetic =
    Synthetic { seed: 1, enterprises: 4_000, members: 30_000, entries: 200_003, logs: 20_000 };

#[test]
fn the_same_seed_gives_the_same_nation() {
    let regions = all_regions();
    let (one, two) = (SIZE.plan(&regions), SIZE.plan(&regions));

    assert!(one.organizations().eq(two.organizations()));
    assert!(one.members().eq(two.members()));
    assert!(one.entries().eq(two.entries()));
    assert!(one.logs().eq(two.logs()));
}

#[test]
fn the_first_rows_of_seed_one_stay_as_they_were_published() {
    let regions = all_regions();
    let plan = SIZE.plan(&regions);

    let organization = plan.organization(1);
    let member = plan.member(1);
    let entry = plan.entries().nth(1).expect("a second entry");
    insta::assert_snapshot!(format!("{organization:?}\n{member:?}\n{entry:?}\n{:?}", plan.log(1)));
}

#[test]
fn another_seed_gives_another_nation() {
    let regions = all_regions();
    let (one, two) = (SIZE.plan(&regions), Synthetic { seed: 2, ..SIZE }.plan(&regions));

    let same = one.members().zip(two.members()).filter(|(a, b)| a.name == b.name).count();
    assert!(same < 600, "{same} of 30,000 names are the same");
    assert!(!one.organizations().eq(two.organizations()));
}

#[test]
fn rows_are_as_many_as_asked_for_and_numbered() {
    let regions = all_regions();
    let plan = SIZE.plan(&regions);

    assert!(plan.organizations().map(|o| o.index).eq(0..SIZE.enterprises));
    assert!(plan.members().map(|m| m.index).eq(0..SIZE.members));
    assert!(plan.entries().map(|e| e.index).eq(0..SIZE.entries));
    assert!(plan.logs().map(|l| l.index).eq(0..SIZE.logs));
}

#[test]
fn r51_a_village_has_one_bum_desa_and_a_kelurahan_none() {
    let regions = all_regions();
    let plan = Synthetic { enterprises: 400_000, ..SIZE }.plan(&regions);
    let desa = regions.iter().filter(|r| r.code.len() == 13 && !r.code[9..].starts_with('1'));

    let mut taken = HashSet::new();
    for body in plan.organizations().filter(|o| o.legal_form == LegalForm::BumDesa) {
        assert!(!body.village_code[9..].starts_with('1'), "{body:?} stands in a kelurahan");
        assert!(taken.insert(body.village_code), "{body:?} is the second of its village");
        assert!(body.founding_capital_sen.is_some_and(|sen| sen > 0));
    }
    assert_eq!(taken.len(), desa.count(), "with 400,000 enterprises every desa has one");
}

#[test]
fn r23_a_bum_desa_is_named_after_its_village() {
    let regions = all_regions();
    let names: HashMap<&str, &str> =
        regions.iter().map(|r| (r.code.as_str(), r.name.as_str())).collect();

    for body in SIZE.plan(&regions).organizations() {
        if body.legal_form == LegalForm::BumDesa {
            assert!(body.name.starts_with("BUM Desa "), "{body:?}");
            assert!(body.name.ends_with(names[body.village_code]), "{body:?}");
        }
    }
}

#[test]
fn enterprises_stand_where_people_live() {
    let regions = all_regions();
    let plan = Synthetic { enterprises: 20_000, ..SIZE }.plan(&regions);
    let mut by_province: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_village: HashMap<&str, usize> = HashMap::new();

    for body in plan.organizations().filter(|o| o.legal_form != LegalForm::BumDesa) {
        *by_province.entry(&body.village_code[..2]).or_default() += 1;
        *by_village.entry(body.village_code).or_default() += 1;
    }

    let all: usize = by_province.values().sum();
    let west_java = by_province["32"] * 100 / all;
    assert!((15..=21).contains(&west_java), "{west_java} percent in West Java, 18 expected");
    assert_eq!(by_province.len(), 38, "a province has no enterprise");
    let fullest = by_village.values().max().expect("a village");
    assert!((5..200).contains(fullest), "the fullest village has {fullest}");
}

#[test]
fn r25_every_issuer_has_nine_founders_before_it_grows() {
    let regions = all_regions();
    let plan = SIZE.plan(&regions);
    let bodies: Vec<_> = plan.organizations().collect();
    let mut founders = vec![0; bodies.len()];

    for member in plan.members() {
        let body = &bodies[member.organization as usize];
        assert!([LegalForm::KoperasiPrimer, LegalForm::BumDesa].contains(&body.legal_form));
        assert!(member.joined_on >= body.founded_on, "{member:?}");
        founders[member.organization as usize] += u32::from(member.joined_on == body.founded_on);
    }
    for body in &bodies {
        let takes = [LegalForm::KoperasiPrimer, LegalForm::BumDesa].contains(&body.legal_form);
        assert_eq!(takes, founders[body.index as usize] >= 9, "{body:?}");
    }
}

#[test]
fn r10_r14_synthetic_nik_are_sound_unique_and_belong_to_nobody() {
    let regions = all_regions();
    let plan = SIZE.plan(&regions);
    let mut seen = HashSet::new();

    for member in plan.members() {
        let nik = &member.nik;
        assert!(nik.len() == 16 && nik.bytes().all(|b| b.is_ascii_digit()), "{nik}");
        let shift = if member.sex == Sex::Female { 40 } else { 0 };
        let birth = member.birth_date;
        let expected = format!("{:02}{}", birth.day() + shift, birth.format("%m%y"));
        assert_eq!(nik[6..12], expected, "{member:?}");
        assert!(nik[12..].parse::<u32>().is_ok_and(|serial| serial >= 9_000), "{nik}");
        let village = plan.organization(member.organization).village_code;
        assert_eq!(nik[..6], village.replace('.', "")[..6], "{member:?}");
        assert!(seen.insert(member.nik.clone()), "{nik} stands twice");
    }
}

#[test]
fn r26_r29_savings_start_with_one_equal_principal_and_never_fall_below_zero() {
    let regions = all_regions();
    let plan = SIZE.plan(&regions);
    let joined: Vec<_> = plan.members().map(|m| m.joined_on).collect();
    let forms: Vec<_> = plan.organizations().map(|o| o.legal_form).collect();
    let mut principal: HashMap<u32, i64> = HashMap::new();
    let mut balance: HashMap<(u32, EntryKind), i64> = HashMap::new();
    let (mut last, mut withdrawals) = (None, 0);

    for entry in plan.entries() {
        assert!(entry.amount_sen > 0 && entry.amount_sen % 100 == 0, "{entry:?}");
        let first = last.is_none_or(|(member, _)| member != entry.member);
        let from = joined[entry.member as usize];
        assert!(first || last.is_some_and(|(_, day)| day <= entry.effective_on), "{entry:?}");
        assert!(
            entry.effective_on >= from && entry.effective_on.to_string().as_str() < "2026-11-01"
        );
        last = Some((entry.member, entry.effective_on));
        let is_cooperative = forms[entry.organization as usize] == LegalForm::KoperasiPrimer;
        assert_eq!(entry.kind == EntryKind::CommunityEquity, !is_cooperative, "{entry:?}");
        assert_eq!(entry.kind == EntryKind::PrincipalSavings, is_cooperative && first);
        if entry.kind == EntryKind::PrincipalSavings {
            let same = *principal.entry(entry.organization).or_insert(entry.amount_sen);
            assert_eq!(same, entry.amount_sen, "{entry:?}");
        }
        let held = balance.entry((entry.member, entry.kind)).or_default();
        if entry.direction == Direction::Withdrawal {
            assert_eq!(entry.kind, EntryKind::VoluntarySavings);
            withdrawals += 1;
            *held -= entry.amount_sen;
        } else {
            *held += entry.amount_sen;
        }
        assert!(*held >= 0, "{entry:?}");
    }
    assert!(withdrawals > 1_000, "{withdrawals}");
}

#[test]
fn r98_synthetic_visits_of_one_mentor_do_not_overlap() {
    let regions = all_regions();
    let plan = SIZE.plan(&regions);
    let mut visits: BTreeMap<u32, Vec<_>> = BTreeMap::new();

    for log in plan.logs() {
        assert!(log.mentor < plan.mentor_count() && log.organization < SIZE.enterprises);
        assert_eq!(plan.organization(log.organization).village_code, log.village_code);
        assert!(log.women <= log.participants && log.participants > 0 && log.stage < 6);
        visits.entry(log.mentor).or_default().push((log.started_at, log.minutes));
    }
    for list in visits.values_mut() {
        list.sort();
        for pair in list.windows(2) {
            let end = pair[0].0 + TimeDelta::minutes(pair[0].1.into());
            assert!(end <= pair[1].0, "{pair:?}");
        }
    }
    let days: Vec<_> = visits.values().flatten().map(|(at, _)| at.date()).collect();
    assert_eq!(days.iter().min().map(ToString::to_string).as_deref(), Some("2025-11-01"));
    assert!(days.iter().all(|day| day.to_string().as_str() < "2026-11-01"));
}

#[test]
fn small_and_empty_plans_neither_fail_nor_break_the_rules() {
    let village =
        Region { code: "81.02.16.2003".to_owned(), name: "Letvuan".to_owned(), postal_code: None };
    let regions = [village];

    for enterprises in [0, 1, 2, 3, 9, 10, 11, 25] {
        for members in [0, 1, 50] {
            let size = Synthetic { seed: 9, enterprises, members, entries: 77, logs: 30 };
            let plan = size.plan(&regions);
            let bodies = plan.organizations().filter(|o| o.legal_form == LegalForm::BumDesa);
            assert!(bodies.count() <= 1);
            assert!(plan.members().all(|m| m.organization < enterprises));
            let entries = if enterprises == 0 || members == 0 { 0 } else { 77 };
            assert_eq!(plan.entries().count(), entries);
            assert!(plan.logs().all(|l| l.organization < enterprises));
        }
    }
    assert_eq!(SIZE.plan(&[]).organizations().count(), 0);
    assert_eq!(SIZE.plan(&[]).entries().count() + SIZE.plan(&[]).logs().count(), 0);
}
