use serde_json::json;

use super::{Books, id_of, refusal, refused};
use crate::support::at_once;

#[tokio::test]
async fn r28_a_reversal_mirrors_with_its_reason_and_happens_once() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let made = books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);

    let reversal = books.reverse(&id_of(&made), "salah anggota").await.expect(201);
    let again = books.reverse(&id_of(&made), "sekali lagi").await;
    let back = books.reverse(&id_of(&reversal), "batal").await;

    let (made, reversal) = (made.json(), reversal.json());
    assert_eq!(reversal["reverses"], made["id"]);
    assert_eq!(
        (&reversal["reason"], &reversal["balance"]),
        (&json!("salah anggota"), &json!("0.00"))
    );
    assert_eq!(reversal["effective_on"], "2026-02-01");
    assert_eq!(reversal["entries"][0]["credit"], made["entries"][0]["debit"]);
    assert_eq!(refusal(&again), refused(409, "reversed_already"));
    assert_eq!(refusal(&back), refused(409, "reversal_of_reversal"));
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r28_of_many_reversals_at_once_one_holds() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    let made = id_of(&books.contribute(&sukarela, &member, "50.00", "2026-02-01").await);

    let answers = at_once(8, |index| {
        let (keeper, made) = (books.keeper.clone(), made.clone());
        async move {
            let path = format!("/api/v1/ledger-transactions/{made}/reversal");
            keeper
                .pay(&path, &format!("reversal-{index}"), json!({ "reason": "ganda" }))
                .await
                .status
        }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 7, "{answers:?}");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r28_what_was_taken_out_since_cannot_be_reversed_from_under_it() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let made = id_of(&books.contribute(&sukarela, &member, "100.00", "2026-02-01").await);
    let taken = id_of(&books.withdraw(&sukarela, &member, "60.00", "2026-03-01").await);

    let refused_first = books.reverse(&made, "salah").await;
    books.reverse(&taken, "tidak jadi").await.expect(201);
    let accepted = books.reverse(&made, "salah").await;

    assert_eq!(refusal(&refused_first), refused(409, "reversal_overdraws"));
    assert_eq!(accepted.status, 201, "{}", accepted.text);
}

#[tokio::test]
async fn r26_reversing_principal_savings_makes_an_applicant_again() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let member = books.applicant("Maria").await;
    let paid = id_of(&books.contribute(&pokok, &member, "100000.00", "2026-02-01").await);

    let reversal = books.reverse(&paid, "cek kosong").await.expect(201);

    assert_eq!(reversal.json()["member_status"], "applicant");
    let capital = books.capital("").await;
    assert_eq!((&capital["members"], &capital["votes"]), (&json!(0), &json!(0)));
    assert_eq!(books.verify().await, None);
}
