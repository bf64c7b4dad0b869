//! The data crate through its public interface.

use std::collections::HashSet;

use kibm_seed::regions::{self, ROWS_BY_LEVEL, Region};

fn all_regions() -> Vec<Region> {
    regions::regions().expect("the embedded regions can be read")
}

fn level(code: &str) -> usize {
    code.matches('.').count()
}

fn is_well_formed(code: &str) -> bool {
    let widths = [2, 2, 2, 4];
    let segments: Vec<&str> = code.split('.').collect();
    segments.len() <= 4
        && segments
            .iter()
            .zip(widths)
            .all(|(s, w)| s.len() == w && s.bytes().all(|b| b.is_ascii_digit()))
        && segments
            .get(3)
            .is_none_or(|village| ["1", "2", "3"].contains(&&village[..1]))
}

#[test]
fn regions_are_complete_at_every_level() {
    let mut counts = [0; 4];

    for region in all_regions() {
        counts[level(&region.code)] += 1;
    }

    assert_eq!(counts, ROWS_BY_LEVEL);
    assert_eq!(counts.iter().sum::<usize>(), 91_599);
}

#[test]
fn r20_region_codes_are_well_formed_sorted_and_have_their_parents() {
    let all = all_regions();
    let codes: HashSet<&str> = all.iter().map(|region| region.code.as_str()).collect();

    assert!(all.is_sorted_by(|a, b| a.code < b.code));
    for region in &all {
        assert!(is_well_formed(&region.code), "{}", region.code);
        if let Some((parent, _)) = region.code.rsplit_once('.') {
            assert!(codes.contains(parent), "{} has no parent", region.code);
        }
    }
}

#[test]
fn villages_alone_have_a_postal_code_of_five_digits() {
    for region in all_regions() {
        let is_postal = |p: &str| p.len() == 5 && p.bytes().all(|b| b.is_ascii_digit());
        assert_eq!(
            region.postal_code.as_deref().map(is_postal),
            (level(&region.code) == 3).then_some(true),
            "{}",
            region.code
        );
    }
}

#[test]
fn regions_keep_the_names_of_the_source() {
    let all = all_regions();
    let find = |code: &str| {
        all.iter()
            .find(|region| region.code == code)
            .expect("code is listed")
    };

    let villages = all.iter().filter(|region| level(&region.code) == 3);
    assert_eq!(
        villages.filter(|region| region.name == "Sidomulyo").count(),
        98
    );
    assert_eq!(find("81.02").name, "Kabupaten Maluku Tenggara");
    assert_eq!(find("81.72").name, "Kota Tual");
    assert_eq!(find("81.02.16.2003").name, "Letvuan");
    assert_eq!(find("81.02.16.2003").postal_code.as_deref(), Some("97621"));
    assert_eq!(find("11.01.01.2001").name, "Keude Bakongan");
    assert_eq!(find("11.01.01.2001").postal_code.as_deref(), Some("23773"));
}
