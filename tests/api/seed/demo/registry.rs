//! Organizations, persons and users of the demonstration.

use super::{day, is_digits, load, organizations, unique};
use crate::seed::all_regions;
use chrono::Datelike;
use kibm_seed::demo::Reach;
use kibm_seed::kbli;
use std::collections::{HashMap, HashSet};

#[test]
fn every_region_of_the_demo_exists() {
    let regions: HashSet<String> = all_regions().into_iter().map(|r| r.code).collect();
    let demo = load();

    let mut used: Vec<&str> = demo.cluster.cluster.regions.iter().map(String::as_str).collect();
    used.extend(demo.registry.organizations.iter().map(|o| o.region_code.as_str()));
    used.extend(demo.registry.persons.iter().map(|p| p.village_code.as_str()));
    used.extend(demo.cluster.facts.iter().map(|f| f.region_code.as_str()));
    used.extend(demo.cluster.margins.iter().map(|m| m.region_code.as_str()));
    used.extend(demo.mentoring.logs.iter().map(|l| l.village_code.as_str()));
    used.extend(demo.registry.users.iter().filter_map(|u| match &u.reach {
        Reach::Region(code) => Some(code.as_str()),
        _ => None,
    }));

    for code in used {
        assert!(regions.contains(code), "{code}");
        assert!(code.starts_with("81.02") || code.starts_with("81.72"), "{code} is not Kei");
    }
}

#[test]
fn the_villages_of_the_demo_carry_the_names_its_organizations_bear() {
    let regions: HashMap<String, String> =
        all_regions().into_iter().map(|r| (r.code, r.name)).collect();
    let demo = load();

    for organization in demo.registry.organizations.iter().filter(|o| {
        ["kelompok_usaha", "bum_desa", "pemerintah_desa"].contains(&o.legal_form.as_str())
    }) {
        let village = &regions[&organization.region_code];
        assert!(organization.name.ends_with(village.as_str()), "{}: {village}", organization.name);
    }
}

#[test]
fn r23_bum_desa_names_begin_and_end_as_the_rule_says_one_to_a_village() {
    let demo = load();
    let bum_desa: Vec<_> =
        demo.registry.organizations.iter().filter(|o| o.legal_form == "bum_desa").collect();

    unique(bum_desa.iter().map(|o| o.region_code.as_str()));
    assert_eq!(bum_desa.len(), 2);
    assert!(bum_desa.iter().all(|o| o.name.starts_with("BUM Desa ")));
}

#[test]
fn every_legal_form_of_the_story_is_there_and_names_are_unique() {
    let demo = load();
    let forms: HashSet<_> =
        demo.registry.organizations.iter().map(|o| o.legal_form.as_str()).collect();

    for form in [
        "koperasi_primer",
        "bum_desa",
        "perseroda",
        "kelompok_usaha",
        "perseroan",
        "pemerintah_desa",
        "pemerintah_daerah",
        "lembaga_pendamping",
        "lsm",
        "komunitas",
        "perguruan_tinggi",
        "lembaga_keuangan",
    ] {
        assert!(forms.contains(form), "{form}");
    }
    unique(demo.registry.organizations.iter().map(|o| o.name.as_str()));
    unique(demo.registry.persons.iter().map(|p| p.name.as_str()));
    assert!(demo.registry.organizations.iter().all(|o| !o.origin.is_published()));
    assert!(demo.registry.persons.iter().all(|p| !p.origin.is_published()));
}

/// Check digit of the first eight digits of an NPWP, by the rule's text.
fn npwp_check_digit(digits: &[u32]) -> u32 {
    let sum: u32 = digits[..8]
        .iter()
        .enumerate()
        .map(|(place, digit)| digit * if place % 2 == 0 { 1 } else { 2 })
        .map(|product| product / 10 + product % 10)
        .sum();
    (10 - sum % 10) % 10
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().map(|c| c.to_digit(10).expect("a digit")).collect()
}

#[test]
fn r15_the_check_digit_of_this_test_agrees_with_the_worked_examples() {
    assert_eq!(npwp_check_digit(&digits("12345678")), 2);
    assert_eq!(npwp_check_digit(&digits("65389112")), 7);
}

#[test]
fn r16_every_npwp_of_the_demo_has_sixteen_digits_and_the_right_check_digit() {
    let demo = load();
    let numbers: Vec<_> =
        demo.registry.organizations.iter().filter_map(|o| o.npwp.as_deref()).collect();

    assert!(numbers.len() >= 15);
    for number in unique(numbers.into_iter()) {
        assert!(is_digits(number, 16) && number.starts_with('0'), "{number}");
        let old = digits(&number[1..]);
        assert_eq!(npwp_check_digit(&old), old[8], "{number}");
    }
}

#[test]
fn r17_r21_the_other_numbers_of_organizations_have_their_form() {
    let demo = load();
    let all = &demo.registry.organizations;

    for nib in unique(all.iter().filter_map(|o| o.nib.as_deref())) {
        assert!(is_digits(nib, 13), "{nib}");
    }
    let cooperative = organizations(&demo)["koperasi"];
    assert!(cooperative.nik_koperasi.as_deref().is_some_and(|n| is_digits(n, 13)));
    for number in unique(all.iter().filter_map(|o| o.legal_number.as_deref())) {
        let (head, tail) = number.split_once(".AH.01.").expect("AHU form");
        assert!(is_digits(head.strip_prefix("AHU-").expect("AHU form"), 8), "{number}");
        assert!(is_digits(&tail[..2], 2) && tail[2..].starts_with(" TAHUN 20"), "{number}");
    }
    assert!(cooperative.legal_number.as_deref().is_some_and(|n| n.contains(".AH.01.29 ")));
}

#[test]
fn r19_every_business_class_of_the_demo_is_in_the_shipped_list() {
    let known: HashSet<(String, &str)> =
        kbli::CLASSES.iter().map(|c| (c.edition.year().to_string(), c.code)).collect();
    let demo = load();
    let used: HashSet<(String, &str)> = demo
        .registry
        .organizations
        .iter()
        .flat_map(|o| o.kbli.iter().map(|k| (k.edition.clone(), k.code.as_str())))
        .collect();

    assert!(used.is_subset(&known), "{used:?}");
    assert!(used.iter().any(|(edition, _)| edition == "2025"));
}

#[test]
fn r10_r11_every_nik_is_sound_and_tells_the_sex_and_birth_date_of_its_person() {
    let demo = load();
    let districts: HashSet<String> =
        all_regions().into_iter().filter(|r| r.code.len() == 8).map(|r| r.code).collect();

    unique(demo.registry.persons.iter().map(|p| p.nik.as_str()));
    for person in &demo.registry.persons {
        let nik = &person.nik;
        assert!(is_digits(nik, 16), "{nik}");
        let district = format!("{}.{}.{}", &nik[..2], &nik[2..4], &nik[4..6]);
        assert!(districts.contains(&district), "{nik}");
        let number = |range: std::ops::Range<usize>| nik[range].parse::<u32>().expect("digits");
        let is_woman = number(6..8) > 40;
        assert_eq!(person.sex, if is_woman { "female" } else { "male" });
        let birth = (number(6..8) - if is_woman { 40 } else { 0 }, number(8..10), number(10..12));
        let stated = person.birth_date;
        assert_eq!(birth, (stated.day(), stated.month(), stated.year().unsigned_abs() % 100));
        assert!(number(12..16) >= 9900, "{nik} could be somebody's");
    }
}

#[test]
fn r22_phone_numbers_have_nine_to_thirteen_national_digits_and_are_unique() {
    let demo = load();
    let phones = demo.registry.persons.iter().map(|p| p.phone.as_str());
    let all = phones.chain(demo.registry.organizations.iter().map(|o| o.phone.as_str()));

    for phone in unique(all) {
        let national = phone.trim_start_matches('0').bytes().filter(u8::is_ascii_digit).count();
        assert!(phone.starts_with("08") && (9..=13).contains(&national), "{phone}");
    }
}

#[test]
fn users_cover_every_role_and_their_passwords_say_demo() {
    let demo = load();
    let people = unique(demo.registry.persons.iter().map(|p| p.key.as_str()));
    let bodies = organizations(&demo);
    let roles: HashSet<_> = demo.registry.users.iter().map(|u| u.role.as_str()).collect();

    assert_eq!(roles.len(), 6);
    unique(demo.registry.users.iter().map(|u| u.username.as_str()));
    for user in &demo.registry.users {
        assert!(user.password.len() >= 12 && user.password.contains("demo"));
        assert!(user.person.as_deref().is_none_or(|p| people.contains(p)));
        if let Reach::Organization(key) = &user.reach {
            assert!(bodies.contains_key(key.as_str()));
        }
    }
    let mentor = demo.registry.users.iter().find(|u| u.role == "mentor").expect("a mentor");
    assert!(demo.mentoring.mentors.iter().any(|m| Some(&m.person) == mentor.person.as_ref()));
}

#[test]
fn r103_some_follow_ups_are_late_or_overdue_and_all_have_an_owner_and_a_due_date() {
    let demo = load();
    let bodies = organizations(&demo);
    let today = day("2026-11-21");
    let actions: Vec<_> = demo.mentoring.logs.iter().flat_map(|l| &l.actions).collect();

    unique(actions.iter().map(|a| a.key.as_str()));
    assert!(actions.iter().all(|a| bodies.contains_key(a.owner.as_str())));
    assert!(actions.iter().all(|a| a.closed_on.is_none_or(|closed| closed <= today)));
    let overdue = actions.iter().filter(|a| a.closed_on.is_none() && a.due_on < today).count();
    let late = actions.iter().filter(|a| a.closed_on.is_some_and(|c| c > a.due_on)).count();
    assert!(overdue >= 5 && late >= 5 && overdue + late < actions.len() / 2, "{overdue} {late}");
}
