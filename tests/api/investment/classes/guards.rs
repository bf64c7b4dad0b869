//! What nobody may change, and what the verifier finds where somebody did.

use sea_orm::DbBackend;

use super::*;
use crate::investment::verify::tamper;

/// A company with terms and certificates, one of them cancelled.
async fn company() -> Books {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    books.terms(&saham, json!({ "issuable_total": "900000.00" })).await.expect(201);
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    books.contribute(&saham, &maria, "9000.00", "2026-02-01").await.expect(201);
    books.act("transfers", passing(&saham, &maria, &yosefa, "4000.00")).await.expect(201);
    books
}

#[tokio::test]
async fn r67_terms_and_certificates_are_neither_changed_nor_deleted_by_anybody() {
    let books = company().await;
    let other = books.shares("Saham B", "1000.00").await;
    let slip = id_of(&books.terms(&other, json!({})).await.expect(201));
    super::judged::cancel(&books.admin, &slip).await.expect(201);

    for sql in [
        "UPDATE instrument_terms SET issuable_sen = 1",
        "DELETE FROM instrument_terms",
        "UPDATE instrument_terms_cancellation SET reason = 'x'",
        "DELETE FROM instrument_terms_cancellation",
        "UPDATE share_certificate SET last_share = last_share + 1",
        "DELETE FROM share_certificate WHERE number = 3",
        "UPDATE share_certificate_end SET ended_on = '2026-02-01'",
        "DELETE FROM share_certificate_end",
    ] {
        assert!(tamper(&books, sql).await.is_err(), "{sql}");
    }
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r67_the_verifier_names_each_kind_of_tampering_with_shares() {
    for (sql, check) in [
        ("UPDATE instrument_issued SET issued_sen = issued_sen - 100000", "issued_is_sum"),
        ("UPDATE instrument_terms SET issuable_sen = 800000", "issued_within_total"),
        ("DELETE FROM share_certificate_end", "certificates_are_shares"),
        (
            "UPDATE share_certificate SET last_share = last_share + 1 WHERE number = 3",
            "certificates_are_shares",
        ),
        (
            "UPDATE share_certificate SET first_share = first_share - 1, \
             last_share = last_share - 1 WHERE first_share = 5",
            "shares_are_unique",
        ),
        ("UPDATE share_certificate SET number = 7 WHERE number = 3", "certificates_without_gaps"),
        (
            "UPDATE share_certificate SET cause = 'contribution' WHERE number = 3",
            "shares_are_unique",
        ),
        ("UPDATE share_certificate SET change_id = id WHERE number = 3", "certificates_are_shares"),
    ] {
        let books = company().await;
        assert_eq!(books.verify().await, None);
        let unguard = match books.app.state.db.engine() {
            DbBackend::Postgres => {
                "ALTER TABLE share_certificate DISABLE TRIGGER USER; \
                 ALTER TABLE share_certificate_end DISABLE TRIGGER USER; \
                 ALTER TABLE instrument_terms DISABLE TRIGGER USER;"
            }
            _ => {
                "DROP TRIGGER share_certificate_no_update; \
                 DROP TRIGGER share_certificate_end_no_delete; \
                 DROP TRIGGER instrument_terms_no_update;"
            }
        };
        tamper(&books, unguard).await.expect("the owner of the tables may");
        tamper(&books, sql).await.expect("without guards it is possible");

        assert_eq!(books.verify().await.as_deref(), Some(check), "{sql}");
    }
}
