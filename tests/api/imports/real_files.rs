//! Files that nobody of the project wrote, read beside the repository; skipped
//! with a message where they are not there.

use std::path::PathBuf;

use serde_json::json;

use super::{counts, found, organizations, profile, upload};
use crate::support::TestApp;

fn real(name: &str) -> Option<Vec<u8>> {
    // A worktree stands one level deeper than the repository itself.
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let found = ["../shared/data", "../../shared/data"]
        .iter()
        .find_map(|folder| std::fs::read(root.join(folder).join(name)).ok());
    if found.is_none() {
        println!("skipped: ../shared/data/{name} is not there");
    }
    found
}

#[tokio::test]
async fn the_bum_desa_of_bogor_are_taken_as_published() {
    let Some(file) = real("bumdes_bogor_2025_part.csv") else { return };
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let query = "legal_form=bum_desa&source=bogor";

    let dry = upload(&admin, &format!("{query}&dry_run=true"), &file).await.expect(201);
    let none = organizations(&admin).await;
    let first = upload(&admin, query, &file).await.expect(201);
    let second = upload(&admin, query, &file).await.expect(201);

    assert_eq!(counts(&dry), ("checked".to_owned(), [94, 0, 0, 0]), "{}", dry.text);
    assert!(none.is_empty());
    assert_eq!(counts(&first), ("applied".to_owned(), [94, 0, 0, 0]));
    assert_eq!(counts(&second), ("applied".to_owned(), [0, 0, 94, 0]));
    let known = organizations(&admin).await;
    let inactive = known.iter().filter(|one| one["status"] == "inactive").count();
    assert_eq!((known.len(), inactive), (94, 6));
    assert!(known.iter().any(|one| one["region_code"] == "32.01.34.2001"), "an undotted code");
    assert!(found(&first, "note").contains(&"95:region_code_normalised".to_owned()));
    let report = first.json();
    let unused = report["columns"].as_array().unwrap().iter().filter(|c| c["field"].is_null());
    assert!(unused.count() > 30, "the wide year columns are reported, not read");
}

#[tokio::test]
async fn the_merah_putih_cooperatives_are_found_by_the_village_in_their_name() {
    let Some(file) = real("kopdes_locations_SAMPLE_noheader.csv") else { return };
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let columns =
        ["external_id", "name", "province", "regency", "district", "latitude", "longitude"];
    let columns: Vec<_> = columns
        .iter()
        .zip(1..)
        .map(|(field, position)| json!({ "position": position, "field": field }))
        .collect();
    let mapping = json!({ "has_header": false, "columns": columns, "source": "simkopdes", "legal_form": "koperasi_primer" });
    profile(&admin, "simkopdes", mapping).await;

    let unmapped = upload(&admin, "legal_form=koperasi_primer", &file).await;
    let dry = upload(&admin, "profile=simkopdes&dry_run=true", &file).await.expect(201);
    let first = upload(&admin, "profile=simkopdes", &file).await.expect(201);
    let second = upload(&admin, "profile=simkopdes", &file).await.expect(201);

    assert_eq!(unmapped.status, 422, "columns without headings are not guessed");
    assert_eq!(counts(&dry), ("checked".to_owned(), [9, 0, 0, 0]), "{}", dry.text);
    assert_eq!(counts(&first), ("applied".to_owned(), [9, 0, 0, 0]));
    assert_eq!(counts(&second), ("applied".to_owned(), [0, 0, 9, 0]));
    assert_eq!(
        found(&first, "warning").iter().filter(|w| w.contains("coordinates_shared")).count(),
        1
    );
    let assumed = found(&first, "warning").iter().filter(|w| w.contains("status_assumed")).count();
    assert_eq!(assumed, 9, "the file tells no status");
    let known = organizations(&admin).await;
    let codes: Vec<&str> = known.iter().map(|one| one["region_code"].as_str().unwrap()).collect();
    assert!(codes.iter().all(|code| code.len() == 13), "{codes:?}");
    let pamutuh = known.iter().find(|one| one["name"].as_str().unwrap().contains("PAMUTUH"));
    assert_eq!(pamutuh.unwrap()["region_code"], "33.26.03.2002");
}
