use serde_json::json;

use super::{Books, posting, refusal, refused};

#[tokio::test]
async fn a_retry_with_another_body_is_told_which_fields_differ() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let path = books.path("contributions");
    let first = posting(&sukarela, &member, "10.00", "2026-03-01");
    books.keeper.pay(&path, "kuitansi-1", first.clone()).await.expect(201);
    let mut amount = first.clone();
    amount["amount"] = json!("10.01");
    let mut several = amount.clone();
    several["reason"] = json!("setoran");
    let mut elsewhere = first.clone();
    elsewhere["reason"] = json!("tarik");

    let amount = books.keeper.pay(&path, "kuitansi-1", amount).await;
    let several = books.keeper.pay(&path, "kuitansi-1", several).await;
    let elsewhere = books.keeper.pay(&books.path("withdrawals"), "kuitansi-1", elsewhere).await;
    let same = books.keeper.pay(&path, "kuitansi-1", first).await;

    assert_eq!(refusal(&amount), refused(422, "idempotency_key_reused"));
    assert_eq!(amount.json()["errors"][0]["pointer"], "/amount");
    assert!(several.json()["detail"].as_str().unwrap().contains("/amount, /reason"));
    assert!(!several.text.contains("setoran"), "{}", several.text);
    assert!(elsewhere.json()["detail"].as_str().unwrap().contains("/reason, path"));
    assert_eq!((same.status, same.header("idempotency-replayed")), (201, "true"));
}

#[tokio::test]
async fn a_refused_call_is_refused_again_with_the_same_words_though_the_state_has_changed() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "10.00", "2026-02-01").await.expect(201);
    let path = books.path("withdrawals");
    let mut draft = posting(&sukarela, &member, "20.00", "2026-03-01");
    draft["reason"] = json!("tarik");

    let first = books.keeper.pay(&path, "tarik-1", draft.clone()).await;
    books.contribute(&sukarela, &member, "90.00", "2026-02-02").await.expect(201);
    let again = books.keeper.pay(&path, "tarik-1", draft.clone()).await;
    let anew = books.keeper.pay(&path, "tarik-2", draft).await;

    assert_eq!(refusal(&first), refused(422, "insufficient_balance"));
    assert_eq!(first.header("idempotency-replayed"), "");
    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.header("content-type"), "application/problem+json");
    assert_eq!((again.status, again.json()), (422, first.json()));
    assert_eq!(anew.status, 201, "{}", anew.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn whoever_may_not_post_there_leaves_no_key_behind() {
    let books = Books::cooperative().await;
    let other = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let draft = posting(&sukarela, &member, "10.00", "2026-03-01");
    let elsewhere = format!("/api/v1/organizations/{}/contributions", other.issuer);

    let unseen = books.keeper.pay(&elsewhere, "kuitansi-1", draft.clone()).await;
    let own = books.keeper.pay(&books.path("contributions"), "kuitansi-1", draft).await;

    assert_eq!(unseen.status, 404);
    assert_eq!((own.status, own.header("idempotency-replayed")), (201, ""));
}
