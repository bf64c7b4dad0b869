use serde_json::json;

use super::{Books, posting};
use crate::support::at_once;

#[tokio::test]
async fn r29_of_two_withdrawals_at_once_exactly_one_succeeds() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "250000.00", "2026-02-01").await.expect(201);

    let mut answers = at_once(2, |index| {
        let (keeper, path) = (books.keeper.clone(), books.path("withdrawals"));
        let mut draft = posting(&sukarela, &member, "200000.00", "2026-03-01");
        draft["reason"] = json!("tarik");
        async move { keeper.pay(&path, &format!("tarik-{index}"), draft).await.status }
    })
    .await;

    answers.sort_unstable();
    assert_eq!(answers, [201, 422]);
    assert_eq!(books.capital("").await["liabilities"], "50000.00");
}

#[tokio::test]
async fn r29_sixty_four_clients_never_overdraw_one_account() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);

    let answers = at_once(64, |index| {
        let (keeper, path) = (books.keeper.clone(), books.path("withdrawals"));
        let mut draft = posting(&sukarela, &member, "2.50", "2026-03-01");
        draft["reason"] = json!("tarik");
        async move { keeper.pay(&path, &format!("tarik-{index}"), draft).await.status }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 40, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 422).count(), 24, "{answers:?}");
    assert_eq!(books.capital("").await["liabilities"], "0.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn one_key_sent_sixteen_times_at_once_is_posted_once() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;

    let answers = at_once(16, |_| {
        let (keeper, path) = (books.keeper.clone(), books.path("contributions"));
        let draft = posting(&sukarela, &member, "10.00", "2026-03-01");
        async move { keeper.pay(&path, "kuitansi-1", draft).await.expect(201) }
    })
    .await;
    let other = posting(&sukarela, &member, "10.01", "2026-03-01");
    let reused = books.keeper.pay(&books.path("contributions"), "kuitansi-1", other).await;

    let replays =
        answers.iter().filter(|answer| answer.header("idempotency-replayed") == "true").count();
    assert_eq!(replays, 15);
    assert!(answers.iter().all(|answer| answer.json() == answers[0].json()));
    assert_eq!((reused.status, reused.code().as_str()), (422, "idempotency_key_reused"));
    assert_eq!(books.capital("").await["liabilities"], "10.00");
}

#[tokio::test]
async fn the_first_postings_of_many_members_at_once_open_each_account_once() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let other = books.applicant("Yosefa").await;

    let answers = at_once(16, |index| {
        let (keeper, path) = (books.keeper.clone(), books.path("contributions"));
        let of = if index % 2 == 0 { &member } else { &other };
        let draft = posting(&sukarela, of, "1.00", "2026-03-01");
        async move { keeper.pay(&path, &format!("setor-{index}"), draft).await.status }
    })
    .await;

    assert!(answers.iter().all(|status| *status == 201), "{answers:?}");
    let balances = books.keeper.get(&books.path("balances")).await.expect(200).json();
    let of_members =
        balances["items"].as_array().unwrap().iter().filter(|item| item["balance"] == "8.00");
    assert_eq!(of_members.count(), 2, "{balances}");
    assert_eq!(books.verify().await, None);
}
