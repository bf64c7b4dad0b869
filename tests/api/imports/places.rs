use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{counts, found, organizations, remark, upload};
use crate::support::TestApp;

const DRY: &str = "legal_form=koperasi_primer&dry_run=true";

async fn place_of(row: &str) -> (Vec<String>, String) {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let file = format!("nama,provinsi,kabupaten,kecamatan,desa\n{row}\n");
    let answer = upload(&admin, DRY, &file).await.expect(201);
    (found(&answer, "fault"), answer.text)
}

#[tokio::test]
async fn a_region_is_found_by_its_names_however_they_are_written() {
    for (row, code) in [
        ("Koperasi A,JAWA TENGAH,KAB. PEKALONGAN,Wonokerto,Wonokerto Kulon", "33.26.19.2010"),
        (
            "Koperasi A,Jawa Tengah,Kabupaten Pekalongan,Kec. Wonokerto,Desa Api-Api",
            "33.26.19.2012",
        ),
        ("Koperasi A,DKI JAKARTA,KOTA ADM. JAKARTA BARAT,,", "31.73"),
        ("Koperasi A,DI Yogyakarta,,,", "34"),
    ] {
        let (faults, text) = place_of(row).await;

        assert!(faults.is_empty(), "{row}: {text}");
        assert!(text.contains(&format!("{code} ")), "{row}: {text}");
    }
}

#[tokio::test]
async fn a_name_that_fits_several_places_or_none_is_a_fault_with_candidates() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let file = "nama,kabupaten,kecamatan,desa\n\
        Koperasi A,,,Sidomulyo\n\
        Koperasi B,KAB. PEKALONGAN,Wonokerto,Wonokertu\n\
        Koperasi C,PEKALONGAN,,\n\
        KOPERASI DESA MERAH PUTIH ENTAH,KAB. PEKALONGAN,Wonokerto,\n";

    let refused = upload(&admin, DRY, file).await.expect(201);

    assert_eq!(
        found(&refused, "fault"),
        ["2:place_ambiguous", "3:place_not_found", "4:place_ambiguous", "5:place_not_found"]
    );
    assert_eq!(remark(&refused, "place_ambiguous")["column"], 4);
    let candidates = remark(&refused, "place_ambiguous")["suggestion"].as_str().unwrap().to_owned();
    assert_eq!(candidates.split(';').count(), 5, "{candidates}");
    let similar = remark(&refused, "place_not_found")["suggestion"].as_str().unwrap().to_owned();
    assert!(similar.contains("33.26.19.2010"), "{similar}");
}

#[tokio::test]
async fn a_village_is_read_from_the_end_of_the_enterprises_name_only() {
    for (name, code) in [
        ("KOPERASI DESA MERAH PUTIH PAMUTUH LEBAKBARANG PEKALONGAN", "33.26.03.2002"),
        ("KOPERASI DESA MERAH PUTIH LEBAKBARANG LEBAKBARANG PEKALONGAN", "33.26.03.2008"),
        ("KOPERASI DESA MERAH PUTIH LEBAKBARANG", "33.26.03.2008"),
        (
            "KOPERASI DESA MERAH PUTIH DESA PAMUTUH KECAMATAN LEBAKBARANG KABUPATEN PEKALONGAN",
            "33.26.03.2002",
        ),
        ("Koperasi Maju Bersama Pamutuh", "33.26.03.2002"),
        // "Pamutuh" stands before the end: the district alone is certain.
        ("Koperasi Pamutuh Jaya", "33.26.03"),
    ] {
        let (faults, text) =
            place_of(&format!("{name},JAWA TENGAH,KAB. PEKALONGAN,Lebakbarang,")).await;

        assert!(faults.is_empty(), "{name}: {text}");
        assert!(text.contains(&format!("{code} ")), "{name}: {text}");
    }
}

#[tokio::test]
async fn a_code_counts_more_than_a_name_that_differs_from_it() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file = "nama,kode_desa,desa\nKoperasi A,81.02.16.2003,Ohoijang\n";

    let taken = upload(&officer, "legal_form=koperasi_primer", file).await.expect(201);

    assert_eq!(counts(&taken).1, [1, 0, 0, 0]);
    assert_eq!(found(&taken, "warning"), ["2:place_name_differs"]);
    assert_eq!(organizations(&officer).await[0]["region_code"], "81.02.16.2003");
}

#[tokio::test]
async fn bps_codes_are_translated_by_the_crosswalk_and_names_or_refused() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let file = "nama,kode_wilayah,kecamatan,desa\n\
        Koperasi A,3201,,\n\
        Koperasi B,3201150001,Gunung Sindur,Cidokom\n\
        Koperasi C,3201150001,,\n\
        Koperasi D,9999,,\n";

    let query = "legal_form=koperasi_primer&code_system=bps&only_valid=true";
    let taken = upload(&admin, query, file).await.expect(201);

    assert_eq!(found(&taken, "fault"), ["4:code_needs_names", "5:code_not_in_crosswalk"]);
    let known = organizations(&admin).await;
    let codes: Vec<&serde_json::Value> = known.iter().map(|one| &one["region_code"]).collect();
    assert_eq!(codes, [&json!("32.01"), &json!("32.01.11.2001")]);
}
