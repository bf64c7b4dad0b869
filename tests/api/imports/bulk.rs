use std::time::Instant;

use serde_json::Value;

use super::{counts, upload};
use crate::support::TestApp;

const ROWS: usize = 4_500;

/// A made-up file of many groups over all villages of the register's beginning.
fn many(codes: &[String]) -> Vec<u8> {
    let mut file = String::from("id,kode_desa,nama,status,alamat\r\n");
    for row in 0..ROWS {
        let code = &codes[row % codes.len()];
        file.push_str(&format!("{row},{code},Kelompok Uji {row},aktif,\"Jl. Melati {row}\"\r\n"));
    }
    file.into_bytes()
}

#[tokio::test]
async fn many_rows_go_in_by_chunks_in_one_transaction_and_a_late_fault_takes_all_back() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let page = admin.get("/api/v1/regions?parent=81.02.16&limit=200").await.expect(200);
    let items = page.json()["items"].as_array().cloned().unwrap();
    let code = |item: &Value| item["code"].as_str().unwrap().to_owned();
    let codes: Vec<String> = items.iter().map(code).collect();
    let query = "legal_form=kelompok_usaha&source=uji";
    let file = many(&codes);
    let mut broken = file.clone();
    broken.extend_from_slice(b"x,99.99.99.2999,Kelompok Salah,aktif,\r\n");

    let refused = upload(&admin, query, &broken).await.expect(201);
    let none = admin.get("/api/v1/organizations?limit=1").await.json();
    let begun = Instant::now();
    let applied = upload(&admin, query, &file).await.expect(201);
    let took = begun.elapsed();

    let rows = i64::try_from(ROWS).unwrap();
    assert_eq!(counts(&refused), ("refused".to_owned(), [rows, 0, 0, 1]));
    assert_eq!(none["items"], serde_json::json!([]));
    assert_eq!(counts(&applied), ("applied".to_owned(), [rows, 0, 0, 0]));
    println!("{ROWS} rows in {took:?}");
}
