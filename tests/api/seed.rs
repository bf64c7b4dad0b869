//! The data crate through its public interface.

mod demo;
mod synthetic;

use std::collections::{BTreeMap, HashSet};

use kibm_seed::crosswalk::{self, BPS_REGENCY_ROWS};
use kibm_seed::kbli;
use kibm_seed::parameters::{PARAMETERS, Parameter};
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
        && segments.get(3).is_none_or(|village| ["1", "2", "3"].contains(&&village[..1]))
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
    let find = |code: &str| all.iter().find(|region| region.code == code).expect("code is listed");

    let villages = all.iter().filter(|region| level(&region.code) == 3);
    assert_eq!(villages.filter(|region| region.name == "Sidomulyo").count(), 98);
    assert_eq!(find("81.02").name, "Kabupaten Maluku Tenggara");
    assert_eq!(find("81.72").name, "Kota Tual");
    assert_eq!(find("81.02.16.2003").name, "Letvuan");
    assert_eq!(find("81.02.16.2003").postal_code.as_deref(), Some("97621"));
    assert_eq!(find("11.01.01.2001").name, "Keude Bakongan");
    assert_eq!(find("11.01.01.2001").postal_code.as_deref(), Some("23773"));
}

#[test]
fn every_bps_code_leads_to_one_regency_that_exists() {
    let names: BTreeMap<String, String> =
        all_regions().into_iter().map(|region| (region.code, region.name)).collect();
    let rows: Vec<_> = crosswalk::bps_regencies().collect();

    assert_eq!(rows.len(), BPS_REGENCY_ROWS);
    assert!(rows.is_sorted_by(|a, b| a.bps_code < b.bps_code), "a BPS code stands twice");
    let targets: HashSet<_> = rows.iter().map(|row| row.kemendagri_code).collect();
    assert_eq!(targets.len(), rows.len(), "two BPS codes lead to one regency");
    for row in &rows {
        assert!(row.bps_code.len() == 4 && row.bps_code.bytes().all(|b| b.is_ascii_digit()));
        assert_eq!(level(row.kemendagri_code), 1, "{row:?}");
        assert!(names.contains_key(row.kemendagri_code), "{row:?}");
    }
}

#[test]
fn the_crosswalk_keeps_codes_apart_that_differ_or_collide() {
    let rows: Vec<_> = crosswalk::bps_regencies().collect();
    let undotted = |code: &str| code.replace('.', "");

    let differing = rows.iter().filter(|row| undotted(row.kemendagri_code) != row.bps_code).count();
    assert_eq!(differing, 190);
    let simeulue = rows.iter().find(|row| row.bps_code == "1101").expect("1101 is listed");
    assert_eq!((simeulue.kemendagri_code, simeulue.name), ("11.09", "Kabupaten Simeulue"));
}

#[test]
fn r19_kbli_classes_have_five_digits_and_an_edition() {
    for class in kbli::CLASSES {
        assert!(class.code.len() == 5 && class.code.bytes().all(|b| b.is_ascii_digit()));
        assert!([2020, 2025].contains(&class.edition.year()));
        assert!(!class.title.is_empty());
    }
    assert!(kbli::CLASSES.is_sorted_by_key(|class| (class.edition.year(), class.code)));
}

fn parameters(key: &str) -> Vec<&'static Parameter> {
    PARAMETERS.iter().filter(|row| row.key == key).collect()
}

#[test]
fn parameters_never_hold_two_values_on_one_day() {
    let keys: HashSet<_> = PARAMETERS.iter().map(|row| row.key).collect();

    for key in keys {
        let rows = parameters(key);
        for pair in rows.windows(2) {
            assert_eq!(pair[0].valid_to, Some(pair[1].valid_from), "{key} overlaps or has a gap");
            assert_eq!(pair[0].unit, pair[1].unit, "{key} changes its unit");
        }
        assert_eq!(rows[rows.len() - 1].valid_to, None, "{key} ends");
    }
}

#[test]
fn parameters_are_numbers_with_a_basis_and_snake_case_keys() {
    for row in PARAMETERS {
        let (whole, decimals) = row.value.split_once('.').unwrap_or((row.value, ""));
        let places = match row.unit.as_str() {
            "rupiah" => 2,
            "index" => 4,
            _ => 0,
        };
        assert!(whole.parse::<u64>().is_ok() && decimals.len() == places, "{row:?}");
        assert!(decimals.bytes().all(|digit| digit.is_ascii_digit()), "{row:?}");
        assert!(row.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'));
        assert!(row.basis.len() > 10, "{row:?}");
    }
}

#[test]
fn r25_founders_of_a_primary_cooperative_change_with_the_law_of_2020() {
    let rows = parameters("min_primary_cooperative_founders");

    assert_eq!(rows.iter().map(|row| row.value).collect::<Vec<_>>(), ["20", "9"]);
    assert_eq!(rows[1].valid_from.to_string(), "2020-11-02");
}

#[test]
fn parameters_of_the_rules_in_use_are_there() {
    for (key, value) in [
        ("min_secondary_cooperative_founders", "3"),
        ("min_desa_share_percent", "50"),
        ("perseroda_largest_region_min_percent", "51"),
        ("bum_desa_name_working_days", "40"),
        ("savings_interest_tax_free_per_month", "240000.00"),
        ("small_cell_min", "3"),
        ("log_sync_day", "7"),
        ("bum_desa_ranking_pemula_min", "55"),
        ("idm_maju_max", "0.8155"),
    ] {
        let values: Vec<_> = parameters(key).iter().map(|row| row.value).collect();
        assert_eq!(values, [value], "{key}");
    }
}
