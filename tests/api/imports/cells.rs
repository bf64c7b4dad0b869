use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{counts, found, organizations, profile, remark, upload};
use crate::support::TestApp;

const QUERY: &str = "legal_form=kelompok_usaha";

#[tokio::test]
async fn the_same_file_is_read_in_every_encoding_and_separator() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let text = "nama;kode_desa;alamat\r\nKelompok Élan;81.02.16.2003;\"Jl. A; B\"\r\n";
    let utf16 = |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
    };
    let files: Vec<Vec<u8>> = vec![
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
        text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
        text.replace("; B", ", B").replace(';', "\t").into_bytes(),
        text.replace(';', "|").replace("\r\n", "\n").into_bytes(),
        text.replace("; B", "- B").replace(';', ",").into_bytes(),
    ];
    for (index, file) in files.iter().enumerate() {
        let read = upload(&officer, &format!("{QUERY}&dry_run=true"), file).await.expect(201);

        assert_eq!(counts(&read), ("checked".to_owned(), [1, 0, 0, 0]), "{index} {}", read.text);
        let told = found(&read, "note").contains(&"0:encoding_assumed".to_owned());
        assert_eq!(told, index == 4, "only Windows-1252 is assumed");
    }
    upload(&officer, QUERY, &files[4]).await.expect(201);
    assert_eq!(organizations(&officer).await[0]["name"], "Kelompok Élan");
}

#[tokio::test]
async fn each_unclear_cell_is_a_fault_with_its_place_and_nothing_personal() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let heading =
        "nama,kode_desa,status,latitude,longitude,telepon,npwp,tanggal_berdiri,nib,jumlah_pendiri";
    let rows = [
        ("X,81.02.16.2003,mungkin,,,,,,,", "value_not_known"),
        ("X,81.02.16.2003,\"aktif, tidak aktif\",,,,,,,", "several_values"),
        ("X,81.02.16.2003,,132.7431,-5.6753,,,,,", "coordinates_swapped"),
        ("X,81.02.16.2003,,51.5,-0.1,,,,,", "point_outside"),
        ("X,81.02.16.2003,,lima,132.7,,,,,", "coordinate_unreadable"),
        ("X,81.02.16.2003,,,,0812-3456-7890 / 0813-3456-7890,,,,", "several_values"),
        ("X,81.02.16.2003,,,,0812,,,,", "phone_length"),
        ("X,81.02.16.2003,,,,,12.345.678.3-123.000,,,", "npwp_check_digit_wrong"),
        ("X,81.02.16.2003,,,,,,kapan-kapan,,", "date_unreadable"),
        ("X,81.02.16.2003,,,,,,2027-01-01,,", "date_in_future"),
        ("X,81.02.16.2003,,,,,,,\"1,23E+12\",", "digits_lost"),
        ("X,81.02.16.2003,,,,,,,123,", "nib_malformed"),
        ("X,81.02.16.2003,,,,,,,,dua belas", "number_unreadable"),
        ("X,81.02.16.2003,,,,,,,,\"1,234.567\"", "ambiguous_amount"),
        ("X,81.2.16.2003,,,,,,,,", "region_code_malformed"),
        ("X,3201190006.0,,,,,,,,", "region_code_of_other_system"),
        ("X,99.99.99.2999,,,,,,,,", "region_unknown"),
        ("=CMD(),81.02.16.2003,,,,,,,,", "formula_cell"),
        ("X,81.02.16.2003", "row_length"),
        (",81.02.16.2003,,,,,,,,", "field_missing"),
        ("X,,,,,,,,,", "place_missing"),
    ];
    // Names differ, so that no row repeats another.
    let lines = rows.iter().zip(2..).map(|((row, _), number)| {
        row.strip_prefix('X').map_or_else(|| row.to_string(), |rest| format!("X{number}{rest}"))
    });
    let file = format!("{heading}\n{}\n", lines.collect::<Vec<_>>().join("\n"));

    let refused = upload(&officer, &format!("{QUERY}&dry_run=true"), &file).await.expect(201);

    let faults = found(&refused, "fault");
    for ((row, code), number) in rows.iter().zip(2..) {
        assert!(faults.contains(&format!("{number}:{code}")), "{row}: {faults:?}");
    }
    let all = i64::try_from(rows.len()).unwrap();
    assert_eq!(counts(&refused).1, [0, 0, 0, all], "{}", refused.text);
    for personal in ["0812-3456", "0813-3456", "12.345.678"] {
        assert!(!refused.text.contains(personal), "{}", refused.text);
    }
}

#[tokio::test]
async fn what_is_certain_is_normalised_and_noted() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file = "nama,kode_desa,status,nib,jumlah_pendiri,tanggal_berdiri,latitude,longitude\n\
        \"  Kelompok   Laut \",8102162003.0,AKTIF,1234567890123.0,1.250,2 Juni 2025,\"-5,6753\",\"132,7431\"\n\
        Kelompok Darat,81.02.16.2002,Tidak Aktif,Tidak Ada,0,31/12/2024,0,0\n";

    let taken = upload(&officer, QUERY, file).await.expect(201);

    assert_eq!(counts(&taken), ("applied".to_owned(), [2, 0, 0, 0]), "{}", taken.text);
    let known = organizations(&officer).await;
    assert_eq!(known[1]["name"], "Kelompok Laut");
    assert_eq!(known[1]["region_code"], "81.02.16.2003");
    assert_eq!(known[1]["nib"], "1234567890123");
    assert_eq!(known[1]["founder_count"], 1250);
    assert_eq!(known[1]["founded_on"], "2025-06-02");
    assert_eq!(known[1]["point"]["longitude"], "132.743100");
    assert_eq!(known[0]["status"], "inactive");
    assert_eq!(known[0]["founded_on"], "2024-12-31");
    assert!(known[0]["point"].is_null() && known[0]["nib"].is_null());
    let notes = found(&taken, "note");
    for note in ["2:cell_normalised", "2:region_code_normalised", "3:read_as_no_data"] {
        assert!(notes.contains(&note.to_owned()), "{notes:?}");
    }
    assert_eq!(remark(&taken, "region_code_normalised")["column"], 2);
}

#[tokio::test]
async fn shared_points_and_bare_years_are_warned_of() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file = "nama,kode_desa,status,lat,lng,tahun_berdiri\n\
        Satu,81.02.16.2003,aktif,-5.6753,132.7431,2019.0\n\
        Dua,81.02.16.2002,aktif,-5.6753,132.7431,\n\
        Tiga,81.02.16.2002,aktif,-5.7,,\n";

    let taken = upload(&officer, QUERY, file).await.expect(201);

    assert_eq!(counts(&taken).1, [3, 0, 0, 0], "{}", taken.text);
    assert_eq!(
        found(&taken, "warning"),
        ["2:date_year_only", "3:coordinates_shared", "4:coordinate_incomplete"]
    );
}

#[tokio::test]
async fn a_status_that_nothing_tells_is_warned_of_for_each_new_organization() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let some = "nama,kode_desa,status\nSatu,81.02.16.2003,aktif\nDua,81.02.16.2003,\n";
    let none = "nama,kode_desa,alamat\nSatu,81.02.16.2003,Jl. Baru\nTiga,81.02.16.2003,\n";
    let constants = json!([{ "field": "status", "value": "tidak aktif" }]);
    profile(&officer, "at-rest", json!({ "constants": constants })).await;

    let dry = upload(&officer, &format!("{QUERY}&dry_run=true"), some).await.expect(201);
    let cell = upload(&officer, QUERY, some).await.expect(201);
    let column = upload(&officer, QUERY, none).await.expect(201);
    let told = "nama,kode_desa\nEmpat,81.02.16.2003\n";
    let told = upload(&officer, &format!("{QUERY}&profile=at-rest"), told).await.expect(201);

    assert_eq!(found(&dry, "warning"), ["3:status_assumed"]);
    assert_eq!(found(&cell, "warning"), ["3:status_assumed"]);
    assert_eq!(remark(&cell, "status_assumed")["column"], 3);
    assert_eq!(found(&column, "warning"), ["3:status_assumed"], "one that is known keeps its own");
    assert_eq!(counts(&column).1, [1, 1, 0, 0], "{}", column.text);
    assert!(found(&told, "warning").is_empty(), "{}", told.text);
    let statuses: Vec<_> =
        organizations(&officer).await.iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["active", "inactive", "active", "active"], "Dua, Empat, Satu, Tiga");
}

#[tokio::test]
async fn columns_that_nothing_was_taken_from_are_listed() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file = "nama,kode_desa,Omset2023,NIK Ketua\nSatu,81.02.16.2003,1000,8102012902000001\n";

    let taken = upload(&officer, QUERY, file).await.expect(201);

    assert_eq!(found(&taken, "note"), ["0:column_not_mapped", "0:column_not_mapped"]);
    assert_eq!(taken.json()["columns"][2]["field"], serde_json::Value::Null);
    assert!(!taken.text.contains("8102012902000001"), "R108: no NIK in a report");
}
