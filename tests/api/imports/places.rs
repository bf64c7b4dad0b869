use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{counts, found, organizations, remark, upload};
use crate::support::TestApp;

const DRY: &str = "legal_form=koperasi_primer&dry_run=true";

/// Checks that each row lies where it should, certain and without a fault.
async fn assert_places(rows: &[(&str, &str)]) {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let lines: Vec<&str> = rows.iter().map(|(row, _)| *row).collect();
    let file = format!("nama,provinsi,kabupaten,kecamatan,desa\n{}\n", lines.join("\n"));

    let answer = upload(&admin, DRY, &file).await.expect(201);

    assert!(found(&answer, "fault").is_empty(), "{}", answer.text);
    let report = answer.json();
    let remarks = report["remarks"].as_array().expect("the answer has it");
    for ((row, code), number) in rows.iter().zip(2..) {
        let told = remarks.iter().any(|remark| {
            remark["row"] == number
                && remark["code"].as_str().expect("the answer has it").starts_with("place_")
                && remark["detail"]
                    .as_str()
                    .expect("the answer has it")
                    .contains(&format!(" {code} "))
        });
        assert!(told, "{row}: {}", answer.text);
    }
}

#[tokio::test]
async fn a_region_is_found_by_its_names_however_they_are_written() {
    assert_places(&[
        ("Koperasi A,JAWA TENGAH,KAB. PEKALONGAN,Wonokerto,Wonokerto Kulon", "33.26.19.2010"),
        (
            "Koperasi B,Jawa Tengah,Kabupaten Pekalongan,Kec. Wonokerto,Desa Api-Api",
            "33.26.19.2012",
        ),
        ("Koperasi C,DKI JAKARTA,KOTA ADM. JAKARTA BARAT,,", "31.73"),
        ("Koperasi D,DI Yogyakarta,,,", "34"),
    ])
    .await;
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
    assert_places(&[
        ("KOPERASI DESA MERAH PUTIH PAMUTUH LEBAKBARANG PEKALONGAN,JAWA TENGAH,KAB. PEKALONGAN,Lebakbarang,", "33.26.03.2002"),
        ("KOPERASI DESA MERAH PUTIH LEBAKBARANG LEBAKBARANG PEKALONGAN,JAWA TENGAH,KAB. PEKALONGAN,Lebakbarang,", "33.26.03.2008"),
        ("KOPERASI DESA MERAH PUTIH LEBAKBARANG,JAWA TENGAH,KAB. PEKALONGAN,Lebakbarang,", "33.26.03.2008"),
        ("KOPERASI DESA MERAH PUTIH DESA PAMUTUH KECAMATAN LEBAKBARANG,JAWA TENGAH,KAB. PEKALONGAN,Lebakbarang,", "33.26.03.2002"),
        ("Koperasi Maju Bersama Pamutuh,JAWA TENGAH,KAB. PEKALONGAN,Lebakbarang,", "33.26.03.2002"),
        // "Pamutuh" stands before the end: the district alone is certain.
        ("Koperasi Pamutuh Jaya,JAWA TENGAH,KAB. PEKALONGAN,Lebakbarang,", "33.26.03"),
    ])
    .await;
}

#[tokio::test]
async fn a_code_counts_more_than_a_name_that_differs_from_it() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file = "nama,kode_desa,desa,status\nKoperasi A,81.02.16.2003,Ohoijang,aktif\n";

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
