use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn facts<'a>(
    legal_form: LegalForm,
    name: &'a str,
    region: &'a RegionCode,
) -> OrganizationFacts<'a> {
    OrganizationFacts {
        legal_form,
        name,
        status: OrganizationStatus::Planned,
        region,
        seat: Seat {
            name: "Letvuan",
            district: "Hoat Sorbay",
            regency: "Kabupaten Maluku Tenggara",
        },
        founded_on: Some(day("2026-01-05")),
        founder_count: None,
    }
}

fn names(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

fn check(facts: &OrganizationFacts<'_>) -> Findings {
    check_organization(facts, &Parameters::defaults(), day("2026-11-21"))
}

#[test]
fn r25_founders_are_counted_by_the_law_of_the_day() {
    use LegalForm::{KoperasiPrimer, KoperasiSekunder};
    let village: RegionCode = "81.02.16.2003".parse().unwrap();
    for (form, founded, count, refused) in [
        (KoperasiPrimer, "2026-01-05", 8, true),
        (KoperasiPrimer, "2026-01-05", 9, false),
        (KoperasiPrimer, "2020-11-01", 19, true),
        (KoperasiPrimer, "2020-11-01", 20, false),
        (KoperasiPrimer, "2020-11-02", 9, false),
        (KoperasiSekunder, "2026-01-05", 2, true),
        (KoperasiSekunder, "2026-01-05", 3, false),
    ] {
        let facts = OrganizationFacts {
            founded_on: Some(day(founded)),
            founder_count: Some(count),
            ..facts(form, "Koperasi Samudra", &village)
        };

        let expected: &[&str] = if refused { &["too_few_founders"] } else { &[] };
        assert_eq!(names(&check(&facts).faults), expected, "{form:?} {founded} {count}");
    }
}

#[test]
fn r23_a_bum_desa_is_named_after_its_village() {
    let village: RegionCode = "81.02.16.2003".parse().unwrap();
    for (name, refused) in [
        ("BUM Desa Maju Letvuan", false),
        ("BUM Desa Letvuan", false),
        ("bum desa maju LETVUAN", false),
        ("Maju Letvuan", true),
        ("BUM Desa Maju", true),
        ("BUM Desa Majuletvuan", true),
    ] {
        let found = check(&facts(LegalForm::BumDesa, name, &village));

        let expected: &[&str] = if refused { &["bum_desa_name"] } else { &[] };
        assert_eq!(names(&found.faults), expected, "{name}");
    }
}

#[test]
fn r23_the_name_of_several_villages_says_so_and_ends_freely() {
    let district: RegionCode = "81.02.16".parse().unwrap();
    for (name, refused) in [
        ("BUM Desa Bersama Kei", false),
        ("bum desa BERSAMA Hoat Sorbay", false),
        ("BUM Desa Bersama", true),
        ("BUM Desa Kei", true),
        ("BUM Desa Bersamaan Kei", true),
        ("CV Apa Saja", true),
    ] {
        let found = check(&facts(LegalForm::BumDesaBersama, name, &district));

        let expected: &[&str] = if refused { &["bum_desa_bersama_name"] } else { &[] };
        assert_eq!(names(&found.faults), expected, "{name}");
    }
}

#[test]
fn r23_a_name_that_stands_in_a_deed_is_flagged_not_refused() {
    let village: RegionCode = "81.02.16.2003".parse().unwrap();
    let facts = OrganizationFacts {
        status: OrganizationStatus::Active,
        ..facts(LegalForm::BumDesa, "Maju Bersama", &village)
    };

    let found = check(&facts);

    assert!(found.faults.is_empty());
    assert_eq!(names(&found.warnings), ["bum_desa_name"]);
}

#[test]
fn r23_an_approved_name_expires_after_forty_working_days() {
    let parameters = Parameters::defaults();
    let approved = Some(day("2026-01-05"));
    let status = |today: &str| {
        status_on(OrganizationStatus::NameApproved, approved, &parameters, day(today))
    };

    // Monday 5 January and 40 working days of five-day weeks: Monday 2 March.
    assert_eq!(status("2026-03-02"), OrganizationStatus::NameApproved);
    assert_eq!(status("2026-03-03"), OrganizationStatus::NameExpired);
}

#[test]
fn r23_an_expired_name_is_stored_from_the_day_after_its_last_one() {
    let parameters = Parameters::defaults();
    let facts = |status, since: &str, approved: Option<&str>| StatusFacts {
        status,
        since: day(since),
        name_approved_on: approved.map(day),
    };
    use OrganizationStatus::{NameApproved, NameExpired, Planned};
    for (facts, today, expected) in [
        (facts(NameApproved, "2026-01-05", Some("2026-01-05")), "2026-03-02", None),
        (facts(NameApproved, "2026-01-05", Some("2026-01-05")), "2026-03-03", Some("2026-03-03")),
        (facts(NameApproved, "2026-01-05", Some("2026-01-05")), "2026-11-21", Some("2026-03-03")),
        (facts(NameApproved, "2026-04-01", Some("2026-01-05")), "2026-11-21", Some("2026-04-01")),
        (facts(NameApproved, "2026-01-05", None), "2026-11-21", None),
        (facts(NameExpired, "2026-03-03", Some("2026-01-05")), "2026-11-21", None),
        (facts(Planned, "2026-01-05", Some("2026-01-05")), "2026-11-21", None),
    ] {
        assert_eq!(expired_since(facts, &parameters, day(today)), expected.map(day), "{facts:?}");
    }
}

#[test]
fn r23_what_was_in_time_follows_the_approval_also_after_the_expiry_is_stored() {
    let parameters = Parameters::defaults();
    let expired = StatusFacts {
        status: OrganizationStatus::NameExpired,
        since: day("2026-03-03"),
        name_approved_on: Some(day("2026-01-05")),
    };
    use OrganizationStatus::{Active, Dissolved, Inactive, NameApproved};
    for (status, since, refused) in [
        (Active, "2026-03-02", None),
        (Active, "2026-01-05", None),
        (Active, "2026-01-04", Some("date_too_early")),
        (Active, "2026-03-03", Some("name_expired")),
        (NameApproved, "2026-11-20", None),
        (Dissolved, "2026-11-20", None),
        (Inactive, "2026-11-20", Some("status_change")),
    ] {
        let decided = decide_status(expired, status, day(since), &parameters, day("2026-11-21"));

        let faults = decided.err().unwrap_or_default();
        assert_eq!(names(&faults), refused.as_slice(), "{status:?} since {since}");
    }
}

#[test]
fn r24_a_merah_putih_cooperative_carries_its_village() {
    let desa: RegionCode = "81.02.16.2003".parse().unwrap();
    let kelurahan: RegionCode = "81.02.16.1003".parse().unwrap();
    for (region, name, refused) in [
        (&desa, "Koperasi Desa Merah Putih Letvuan", false),
        (&desa, "Koperasi Desa Merah Putih Letvuan Hoat Sorbay", false),
        (&desa, "Koperasi Desa Merah Putih Letvuan Kec. Hoat Sorbay", false),
        (&desa, "Koperasi Desa Merah Putih Letvuan Maluku Tenggara", false),
        (&desa, "Koperasi Desa Merah Putih Letvuan Hoat Sorbay Kab. Maluku Tenggara", false),
        (&desa, "Koperasi Desa Merah Putih Letvuan 2", true),
        (&desa, "Koperasi Desa Merah Putih Letvuan Kei Kecil", true),
        (&desa, "Koperasi Desa Merah Putih Letvuan Kota Maluku Tenggara", true),
        (&desa, "Koperasi Desa Merah Putih Letvuan Hoat Sorbay Jaya", true),
        (&desa, "Koperasi Desa Merah Putih Letvuanhoat Sorbay", true),
        (&desa, "Koperasi Desa Merah Putih Sathean", true),
        (&kelurahan, "Koperasi Kelurahan Merah Putih Letvuan", false),
        (&kelurahan, "Koperasi Desa Merah Putih Letvuan", true),
        (&desa, "Koperasi Nelayan Jaya", false),
    ] {
        let found = check(&facts(LegalForm::KoperasiPrimer, name, region));

        let expected: &[&str] = if refused { &["kopdes_name"] } else { &[] };
        assert_eq!(names(&found.faults), expected, "{name}");
    }
}

#[test]
fn village_bound_forms_need_a_village() {
    let regency: RegionCode = "81.02".parse().unwrap();

    let found = check(&facts(LegalForm::PemerintahDesa, "Ohoi Letvuan", &regency));

    assert_eq!(names(&found.faults), ["region_level_of_form"]);
}

#[test]
fn a_dissolved_organization_stays_dissolved() {
    use OrganizationStatus::{Active, Dissolved, Inactive, NameExpired, Planned};
    for (from, to, allowed) in [
        (Planned, Active, true),
        (Active, Inactive, true),
        (Inactive, Active, true),
        (Active, Planned, false),
        (NameExpired, Active, false),
        (Dissolved, Active, false),
    ] {
        assert_eq!(check_status_change(from, to).is_ok(), allowed, "{from:?} {to:?}");
    }
}
