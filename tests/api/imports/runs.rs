use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{IMPORTS, ORGANIZATIONS, counts, found, organizations, remark, upload};
use crate::support::{TestApp, at_once};

const FILE: &str = "kode_desa,nama,status,alamat\r\n\
    81.02.16.2003,Kelompok Rumput Laut,aktif,Jl. Pantai 1\r\n\
    81.02.16.2002,Kelompok Teripang,AKTIF,\r\n";
const QUERY: &str = "legal_form=kelompok_usaha&source=uji";

#[tokio::test]
async fn a_file_twice_changes_nothing_the_second_time() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let first = upload(&officer, QUERY, FILE).await.expect(201);
    let second = upload(&officer, QUERY, FILE).await.expect(201);

    assert_eq!(counts(&first), ("applied".to_owned(), [2, 0, 0, 0]));
    assert_eq!(counts(&second), ("applied".to_owned(), [0, 0, 2, 0]));
    let known = organizations(&officer).await;
    assert_eq!(known.len(), 2);
    assert_eq!(known[0]["source"], "uji");
    assert_eq!(known[0]["address"], "Jl. Pantai 1");
    let path = format!("{ORGANIZATIONS}/{}", known[0]["id"].as_str().unwrap());
    let one = officer.get(&path).await.expect(200);
    assert_eq!(one.header("etag"), "\"v1\"", "an unchanged row is not written");
    assert_eq!(one.json()["statuses"][0]["status"], "active");
}

#[tokio::test]
async fn a_dry_run_reports_the_same_and_leaves_its_record_only() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let dry = upload(&officer, &format!("{QUERY}&dry_run=true"), FILE).await.expect(201);

    assert_eq!(counts(&dry), ("checked".to_owned(), [2, 0, 0, 0]));
    assert!(organizations(&officer).await.is_empty());
    let runs = officer.get(IMPORTS).await.expect(200).json();
    assert_eq!(runs["items"].as_array().unwrap().len(), 1);
    assert_eq!(runs["items"][0]["sha256"].as_str().unwrap().len(), 64);
    let events = app.admin().await.get("/api/v1/audit-events?action=create_import").await;
    assert_eq!(events.json()["items"][0]["after"]["outcome"], "checked");
    let made = app.admin().await.get("/api/v1/audit-events?action=create_organization").await;
    assert_eq!(made.json()["items"], json!([]));
}

#[tokio::test]
async fn one_faulty_row_refuses_the_file_unless_only_valid_is_asked_for() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file = format!("{FILE}81.02.99.2999,Kelompok Hantu,aktif,\r\n");

    let refused = upload(&officer, QUERY, &file).await.expect(201);
    let none = organizations(&officer).await;
    let partly = upload(&officer, &format!("{QUERY}&only_valid=true"), &file).await.expect(201);

    assert_eq!(counts(&refused), ("refused".to_owned(), [2, 0, 0, 1]));
    assert_eq!(found(&refused, "fault"), ["4:region_unknown"]);
    assert!(none.is_empty());
    assert_eq!(counts(&partly), ("applied".to_owned(), [2, 0, 0, 1]));
    assert_eq!(organizations(&officer).await.len(), 2);
}

#[tokio::test]
async fn blanks_never_erase_and_another_value_overwrites() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let heading = "id,kode_desa,nama,alamat,telepon,latitude,longitude\n";
    let row = |tail: &str| format!("{heading}7,81.02.16.2003,Kelompok Laut,{tail}\n");
    let first = row("Jl. Lama,0812-3456-7890,-5.6753,132.7431");
    upload(&officer, QUERY, first).await.expect(201);

    let blank = upload(&officer, QUERY, row("-,NULL,0,0")).await.expect(201);
    let changed = upload(&officer, QUERY, row("Jl. Baru,,,")).await.expect(201);

    assert_eq!(counts(&blank).1, [0, 0, 1, 0], "{}", blank.text);
    assert_eq!(counts(&changed).1, [0, 1, 0, 0], "{}", changed.text);
    let known = organizations(&officer).await;
    assert_eq!(known[0]["address"], "Jl. Baru");
    assert_eq!(known[0]["phone"], "+6281234567890");
    assert_eq!(known[0]["point"]["latitude"], "-5.675300");
}

#[tokio::test]
async fn the_number_of_the_source_keeps_a_renamed_organization_together() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file =
        |number: &str, name: &str| format!("id,kode_desa,nama\n{number},81.02.16.2003,{name}\n");
    let recorded = app.organization("kelompok_usaha", "Kelompok Laut", "81.02.16.2003").await;

    let adopted = upload(&officer, QUERY, file("7", "KELOMPOK LAUT")).await.expect(201);
    let renamed = upload(&officer, QUERY, file("7", "Kelompok Samudra")).await.expect(201);
    let other = upload(&officer, QUERY, file("8", "Kelompok Samudra")).await.expect(201);
    let unnamed = upload(&officer, "legal_form=kelompok_usaha", file("7", "X")).await;

    assert_eq!(counts(&adopted).1, [0, 1, 0, 0], "{}", adopted.text);
    assert_eq!(counts(&renamed).1, [0, 1, 0, 0], "{}", renamed.text);
    assert_eq!(found(&other, "fault"), ["2:identifier_differs"]);
    assert_eq!((unnamed.status, unnamed.code().as_str()), (422, "source_missing"));
    let known = organizations(&officer).await;
    assert_eq!(known.len(), 1);
    assert_eq!(known[0]["id"], recorded.to_string());
    assert_eq!(known[0]["name"], "Kelompok Samudra");
}

#[tokio::test]
async fn r51_a_second_active_bum_desa_is_a_fault_also_within_one_file() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let query = "legal_form=bum_desa&source=uji";
    let both = "id,kode_desa,nama,status\n\
        1,81.02.16.2003,BUM Desa Satu Letvuan,aktif\n\
        2,81.02.16.2003,BUM Desa Dua Letvuan,aktif\n";
    let one = "id,kode_desa,nama,status\n1,81.02.16.2003,BUM Desa Satu Letvuan,aktif\n";
    let change = "id,kode_desa,nama,status\n\
        1,81.02.16.2003,BUM Desa Satu Letvuan,tidak aktif\n\
        2,81.02.16.2003,BUM Desa Dua Letvuan,aktif\n";

    let refused = upload(&officer, query, both).await.expect(201);
    upload(&officer, query, one).await.expect(201);
    let second = upload(&officer, query, both).await.expect(201);
    let changed = upload(&officer, query, change).await.expect(201);

    assert_eq!(found(&refused, "fault"), ["3:second_bum_desa"]);
    assert_eq!(found(&second, "fault"), ["3:second_bum_desa"]);
    assert_eq!(counts(&changed), ("applied".to_owned(), [1, 1, 0, 0]), "{}", changed.text);
    let known = organizations(&officer).await;
    assert_eq!((&known[0]["status"], &known[1]["status"]), (&json!("active"), &json!("inactive")));
}

#[tokio::test]
async fn r23_an_active_bum_desa_of_another_name_is_taken_with_a_warning() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file = "kode_desa,nama,status\n81.02.16.2003,MAJU TERUS,aktif\n";

    let taken = upload(&officer, "legal_form=bum_desa", file).await.expect(201);

    assert_eq!(counts(&taken), ("applied".to_owned(), [1, 0, 0, 0]));
    assert_eq!(found(&taken, "warning"), ["2:bum_desa_name"]);
}

#[tokio::test]
async fn r114_rows_outside_the_reach_are_refused_one_by_one() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let outsider = app.officer(Role::RegionalOfficer, "81.01").await;
    let auditor = app.officer(Role::Auditor, "81.02").await;
    let mixed = "kode_desa,nama\n81.02.16.2003,Kelompok Dalam\n32.01.11.2001,Kelompok Luar\n";
    upload(&officer, QUERY, "id,kode_desa,nama\n7,81.02.16.2003,Kelompok Laut\n").await.expect(201);

    let partly = upload(&officer, &format!("{QUERY}&only_valid=true"), mixed).await.expect(201);
    let taken = "id,kode_desa,nama\n7,81.01.01.2005,Kelompok Rebutan\n";
    let stolen = upload(&outsider, QUERY, taken).await.expect(201);
    let forbidden = upload(&auditor, QUERY, mixed).await;

    assert_eq!(found(&partly, "fault"), ["3:not_permitted"]);
    assert_eq!(counts(&partly).1, [1, 0, 0, 1]);
    assert_eq!(counts(&stolen), ("refused".to_owned(), [0, 0, 0, 1]), "{}", stolen.text);
    assert_eq!(found(&stolen, "fault"), ["2:not_permitted"], "{}", stolen.text);
    assert_eq!(forbidden.status, 403);
    let runs = outsider.get(IMPORTS).await.expect(200).json();
    assert_eq!(runs["items"].as_array().unwrap().len(), 1, "one sees one's own runs");
}

#[tokio::test]
async fn rows_about_the_same_organization_are_named() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let file = "id,kode_desa,nama\n\
        1,81.02.16.2003,Kelompok Laut\n\
        1,81.02.16.2002,Kelompok Darat\n\
        3,81.02.16.2003,KELOMPOK  LAUT\n";

    let refused = upload(&officer, QUERY, file).await.expect(201);

    assert_eq!(found(&refused, "fault"), ["3:row_repeated", "4:row_repeated"]);
}

#[tokio::test]
async fn two_imports_of_one_file_at_once_record_it_once() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;

    let answers = at_once(4, |_| {
        let officer = officer.clone();
        async move { counts(&upload(&officer, QUERY, FILE).await.expect(201)).1 }
    })
    .await;

    assert_eq!(answers.iter().filter(|counts| **counts == [2, 0, 0, 0]).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|counts| **counts == [0, 0, 2, 0]).count(), 3, "{answers:?}");
    assert_eq!(organizations(&officer).await.len(), 2);
}

#[tokio::test]
async fn figures_and_the_audit_log_follow_an_import() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    upload(&officer, QUERY, FILE).await.expect(201);

    let admin = app.admin().await;
    let events = admin.get("/api/v1/audit-events?action=create_organization").await.expect(200);

    let events = events.json();
    let items = events["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["after"]["name"], "Kelompok Rumput Laut");
    assert_eq!(items[0]["region_code"], "81.02.16.2003");
    let app_state = &app.state;
    kibm::platform::rollup::fold(&app_state.db, &app_state.clock, &app_state.freshness)
        .await
        .unwrap();
    let sql = "SELECT CAST(SUM(amount) AS BIGINT) FROM rollup WHERE region_code = '81.02' \
               AND metric = 'enterprises/kelompok_usaha/active'";
    let statement = kibm::platform::db::statement(app_state.db.read(), sql, vec![]);
    let row = sea_orm::ConnectionTrait::query_one_raw(app_state.db.read(), statement);
    let amount: i64 = row.await.unwrap().unwrap().try_get_by_index(0).unwrap();
    assert_eq!(amount, 2);
}

#[tokio::test]
async fn r120_the_full_report_comes_as_csv_without_formulas() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let rows: String = (0..60).map(|row| format!("81.02.16.2003,=1+{row}\n")).collect();
    let path = format!("{IMPORTS}?{QUERY}");
    let file = format!("kode_desa,nama\n{rows}");

    let json = upload(&officer, QUERY, &file).await.expect(201);
    let csv = officer.upload_as(&path, "text/csv", "text/csv", file.into_bytes()).await.expect(201);

    assert_eq!(found(&json, "fault").iter().filter(|f| f.contains("formula_cell")).count(), 20);
    assert_eq!(
        json.json()["tallies"][0],
        json!({ "code": "formula_cell", "severity": "fault", "count": 60 })
    );
    let lines: Vec<&str> = csv.text.lines().filter(|line| line.contains("formula_cell")).collect();
    assert_eq!(lines.len(), 60);
    assert!(lines[0].contains("'=1+0"), "{}", lines[0]);
    assert_eq!(remark(&json, "formula_cell")["heading"], "nama");
}

#[tokio::test]
async fn what_is_no_table_is_refused_whole() {
    let app = TestApp::spawn().await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let wide = vec!["nama"; 10_000].join(",");
    let long = format!("nama,kode_desa\n\"{}\",81.02.16.2003\n", "x".repeat(40_000));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (Vec::new(), "file_empty"),
        (b"nama,kode_desa\n".to_vec(), "file_empty"),
        (wide.into_bytes(), "too_many_columns"),
        (long.into_bytes(), "cell_too_large"),
        (b"nama,kode_desa\nCaf\xc3\xa9,81\nCaf\xe9,81\n".to_vec(), "encoding_broken"),
        (b"satu,dua\n1,2\n".to_vec(), "invalid"),
        (b"nama,nama koperasi,kode_desa\na,b,81\n".to_vec(), "field_twice"),
        (b"nama\nKelompok\n".to_vec(), "field_not_mapped"),
    ];
    for (file, code) in cases {
        let refused = upload(&officer, QUERY, &file).await;

        assert_eq!((refused.status, refused.code().as_str()), (422, code), "{}", refused.text);
    }
    let kind = officer.upload(IMPORTS, "application/json", b"{}".to_vec()).await;
    assert_eq!(kind.code(), "unsupported_media_type");
    let unknown = upload(&officer, "profile=tidak-ada", FILE).await;
    assert_eq!(unknown.code(), "profile_unknown");
    assert!(organizations(&officer).await.is_empty());
}
