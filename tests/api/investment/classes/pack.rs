//! Terms and certificates in the proof pack (R67): found anew by its
//! transactions, and compared.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::judged::cancel;
use super::*;
use crate::investment::pack::{export, independently, kibm, replay, reseal};
use crate::support::fresh_database;

/// A company whose terms were set by mistake at first, and whose certificates
/// went through everything: Maria's first one was split, one part pledged while
/// the other went to Yosefa in part, then released; Yosefa's were consolidated,
/// redeemed in part and brought back.
async fn company() -> Books {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let slip = books.terms(&saham, json!({ "issuable_total": "20000.00" })).await.expect(201);
    cancel(&books.admin, &id_of(&slip)).await.expect(201);
    let terms = json!({
        "issuable_total": "200000.00", "maximum": "150000.00", "lock_in_days": 7,
    });
    books.terms(&saham, terms).await.expect(201);
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    books.contribute(&saham, &maria, "100000.00", "2026-02-01").await.expect(201);
    books.contribute(&saham, &yosefa, "50000.00", "2026-02-02").await.expect(201);
    let whole = books.certificate(&maria, 1).await;
    let parts = json!({ "parts": [40, 60], "decision_number": "Permohonan 1" });
    let split = format!("/api/v1/share-certificates/{whole}/split");
    books.keeper.post(&split, parts).await.expect(201);
    let claim = json!({
        "member_id": maria, "instrument_id": saham, "amount": "40000.00",
        "certificate_id": books.certificate(&maria, 3).await, "creditor": "Bank Maluku",
        "document_number": "Gadai 12", "encumbered_on": "2026-02-10",
    });
    let claim = books.keeper.post(&books.path("encumbrances"), claim).await.expect(201);
    // The older one is pledged: 41 to 70 of the younger one go.
    let passed = books.act("transfers", passing(&saham, &maria, &yosefa, "30000.00")).await;
    passed.expect(201);
    let release = json!({ "released_on": "2026-04-01", "release_document": "Roya 3" });
    let path = format!("/api/v1/encumbrances/{}/release", id_of(&claim));
    books.keeper.post(&path, release).await.expect(200);
    let second = books.act("transfers", passing(&saham, &maria, &yosefa, "40000.00")).await;
    second.expect(201);
    assert_eq!(books.certificates(&yosefa).await, [(2, 101, 150), (6, 41, 70), (7, 1, 40)]);
    let ids = [books.certificate(&yosefa, 6).await, books.certificate(&yosefa, 7).await];
    let draft = json!({ "certificates": ids, "decision_number": "Permohonan 2" });
    let path = books.path("share-certificates/consolidation");
    books.keeper.post(&path, draft).await.expect(201);
    let back = redemption(&saham, &yosefa, "10000.00");
    let redeemed = books.act("redemptions", back).await.expect(201);
    books.reverse(&id_of(&redeemed), "batal").await.expect(201);
    assert_eq!(books.verify().await, None);
    books
}

/// Exports, and both verifiers find the same.
async fn in_order(books: &Books, pack: &Path) {
    let exported = export(books, pack);
    assert!(exported.status.success(), "{exported:?}");
    let (content, said) = independently(pack);
    assert!(content, "{said}");
    let replayed = replay(pack).await;
    assert!(replayed.status.success(), "{replayed:?}");
}

/// What both verifiers say to a pack that differs.
async fn differences(pack: &Path) -> [String; 2] {
    let done = replay(pack).await;
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    let (content, said) = independently(pack);
    assert!(!done.status.success() && !content, "{told} / {said}");
    [told, said]
}

/// Part, what stands there, what is put in its place, and what both say to it.
const CHANGES: &[(&str, &str, &str, &str)] = &[
    ("certificates", "\"number\":4", "\"number\":9", "number 4 is missing"),
    ("certificates", "\"last_share\":150", "\"last_share\":149", "certificate 2: last_share is"),
    ("certificates", "\"last_share\":40", "\"last_share\":39", "certificate 3: the shares of its"),
    ("certificates", "\"cause\":\"transfer\"", "\"cause\":\"redemption\"", "cause is"),
    ("certificates", "\"ended_on\":\"2026-03-01\"", "\"ended_on\":\"2026-03-02\"", "ended_on is"),
    ("certificates", "\"acquired_on\":\"2026-02-01\"", "\"acquired_on\":\"2026-02-02\"", "certif"),
    ("certificates", "\"recorded_after\":2", "\"recorded_after\":3", "came after another"),
    ("certificates", "\"recorded_after\":4", "\"recorded_after\":5", "certificate 8: "),
    ("certificates", "\"recorded_after\":4", "\"recorded_after\":null", "certificate 8: "),
    ("decisions", "\"recorded_after\":2", "\"recorded_after\":3", "certificate"),
    ("decisions", "\"released_after\":3", "\"released_after\":4", "certificate"),
    (
        "instruments",
        "\"issuable_sen\":20000000",
        "\"issuable_sen\":14900000",
        "the total is 14900000",
    ),
    ("instruments", "\"version\":2", "\"version\":3", "a version is missing"),
    ("instruments", "\"maximum_sen\":15000000", "\"maximum_sen\":15000001", "in whole shares"),
];

#[tokio::test(flavor = "multi_thread")]
async fn r67_a_pack_has_terms_and_certificates_and_both_verifiers_name_a_changed_one() {
    let books = company().await;
    let folder = TempDir::new().expect("a folder");
    let pack = folder.path().join("pack");
    in_order(&books, &pack).await;
    let manifest = fs::read_to_string(pack.join("manifest.json")).expect("the manifest");

    for (part, from, to, told) in CHANGES {
        let file = pack.join(format!("{part}.jsonl"));
        let honest = fs::read_to_string(&file).expect("a part");
        assert!(honest.contains(from), "{part} has {from}: {honest}");
        fs::write(&file, honest.replacen(from, to, 1)).expect("written");
        reseal(&pack, &format!("{part}.jsonl"));

        for said in differences(&pack).await {
            assert!(said.contains(told), "{part} {from} → {to}: {said}");
        }

        fs::write(&file, &honest).expect("written");
        fs::write(pack.join("manifest.json"), &manifest).expect("written");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_kept_the_seal_notices_what_no_transaction_depends_on() {
    let books = company().await;
    let folder = TempDir::new().expect("a folder");
    let pack = folder.path().join("pack");
    let exported = export(&books, &pack);
    let told = String::from_utf8_lossy(&exported.stdout).into_owned();
    let seal = told.trim().rsplit(' ').next().expect("a seal").trim_end_matches('.').to_owned();
    let with_seal = async |seal: &str| {
        let fresh = fresh_database().await;
        let from = pack.display().to_string();
        kibm(&["replay", "--from", &from, "--seal", seal], &fresh.url).status.success()
    };
    assert!(with_seal(&seal).await, "{told}");

    let file = pack.join("instruments.jsonl");
    let honest = fs::read_to_string(&file).expect("a part");
    fs::write(&file, honest.replacen("\"lock_in_days\":7", "\"lock_in_days\":6", 1)).expect("ok");
    reseal(&pack, "instruments.jsonl");

    assert!(!with_seal(&seal).await);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/proof/verify_pack.py");
    let mut verifier = std::process::Command::new("python3");
    let said = verifier.arg(script).arg(&pack).arg(&seal).output().expect("python3 runs");
    assert!(!said.status.success());
    assert!(String::from_utf8_lossy(&said.stderr).contains("not the one that was kept"));
}

#[tokio::test(flavor = "multi_thread")]
async fn r67_shares_from_before_certificates_stand_in_a_pack_as_they_were_opened() {
    let books = company().await;
    crate::investment::classes::certificates::upgrade_anew(&books).await;
    let saham = books.keeper.get(&books.path("instruments")).await.expect(200).json();
    let saham = saham["items"][0]["id"].as_str().expect("an id").to_owned();
    let maria = books.keeper.get(&books.path("members")).await.expect(200).json();
    let maria = maria["items"][0]["id"].as_str().expect("an id").to_owned();
    books.contribute(&saham, &maria, "1000.00", "2026-03-02").await.expect(201);
    let folder = TempDir::new().expect("a folder");

    in_order(&books, &folder.path().join("pack")).await;
}
