//! The opening balance of one holder, by itself.

use serde_json::json;

use crate::investment::{Books, key, refusal, refused};

#[tokio::test]
async fn r26_an_opening_balance_of_one_holder_makes_the_member_on_the_day_of_entry() {
    let books = Books::cooperative().await;
    let (pokok, member) = (books.principal(true).await, books.applicant("Siti").await);
    let open = |amount: &str, on: &str| {
        let draft = json!({
            "member_id": member, "instrument_id": pokok, "amount": amount, "effective_on": on,
            "reason": "Neraca 2025",
        });
        let (keeper, path) = (books.keeper.clone(), books.path("opening-balances"));
        async move { keeper.pay(&path, &key(), draft).await }
    };

    let early = open("100000.00", "2026-01-04").await;
    let posted = open("60000.00", "2026-06-30").await.expect(201).json();
    let twice = open("40000.00", "2026-07-01").await;
    let rest = books.contribute(&pokok, &member, "40000.00", "2026-08-01").await.expect(201).json();

    assert_eq!(refusal(&early), refused(422, "date_too_early"));
    assert_eq!(posted["kind"], "opening_balance");
    assert_eq!(posted["member_status"], "applicant");
    assert_eq!(refusal(&twice), refused(409, "opened_already"));
    assert_eq!(rest["member_status"], "active");
    let path = format!("/api/v1/members/{member}");
    assert_eq!(books.keeper.get(&path).await.json()["joined_on"], "2026-08-01");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn an_opening_balance_is_of_a_line_or_of_a_holder() {
    let books = Books::cooperative().await;
    let (wajib, member) = (books.savings("simpanan_wajib").await, books.applicant("Siti").await);
    let path = books.path("opening-balances");
    let base = json!({ "amount": "1.00", "effective_on": "2026-06-30", "reason": "Neraca" });
    let with = |more: serde_json::Value| {
        let mut draft = base.clone();
        let fields = more.as_object().cloned().expect("an object");
        draft.as_object_mut().expect("an object").extend(fields);
        draft
    };
    let unclear = [
        json!({}),
        json!({ "line": "cadangan", "member_id": member }),
        json!({ "member_id": member }),
        json!({ "line": "cadangan", "share_count": 3 }),
    ];
    for more in unclear {
        let answer = books.keeper.pay(&path, &key(), with(more.clone())).await;
        assert_eq!(refusal(&answer), refused(422, "opening_target"), "{more}");
    }

    let mine = json!({ "member_id": member, "instrument_id": wajib });
    books.keeper.pay(&path, &key(), with(mine)).await.expect(201);
    books.keeper.pay(&path, &key(), with(json!({ "line": "cadangan" }))).await.expect(201);
    assert_eq!(books.verify().await, None);
}
