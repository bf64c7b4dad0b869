//! Many at once: what is scarce is given once.

use super::*;
use crate::support::at_once;

#[tokio::test]
async fn of_two_contributions_for_the_last_issuable_shares_exactly_one_wins() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let twin = books.app.twin().await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    books.terms(&saham, json!({ "issuable_total": "10000.00" })).await.expect(201);
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    books.contribute(&saham, &maria, "7000.00", "2026-02-01").await.expect(201);
    let (keeper, path) = (books.keeper.clone(), books.path("contributions"));

    // One through each of two processes with one database.
    let answers = at_once(2, |nth| {
        let caller = if nth == 0 { keeper.clone() } else { keeper.at(&twin.base) };
        let member = if nth == 0 { &maria } else { &yosefa };
        let draft = posting(&saham, member, "3000.00", "2026-02-02");
        let path = path.clone();
        async move { caller.pay(&path, &key(), draft).await }
    })
    .await;

    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
    let lost = answers.iter().find(|answer| answer.status == 409).expect("one has lost");
    assert_eq!(lost.code(), "issuable_exhausted");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r67_many_at_once_get_numbers_without_gaps_and_shares_once() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    books.contribute(&saham, &maria, "9000.00", "2026-02-01").await.expect(201);
    let whole = books.certificate(&maria, 1).await;
    let keeper = books.keeper.clone();
    let (contributions, transfers) = (books.path("contributions"), books.path("transfers"));

    let answers = at_once(12, |nth| {
        let caller = keeper.clone();
        let (path, draft) = match nth % 3 {
            0 => (contributions.clone(), posting(&saham, &yosefa, "2000.00", "2026-02-02")),
            1 => (transfers.clone(), passing(&saham, &maria, &yosefa, "1000.00")),
            _ => (
                format!("/api/v1/share-certificates/{whole}/split"),
                json!({ "parts": [4, 5], "decision_number": "Permohonan 1" }),
            ),
        };
        async move {
            if nth % 3 == 2 {
                caller.post(&path, draft).await
            } else {
                caller.pay(&path, &key(), draft).await
            }
        }
    })
    .await;

    // The certificate is split once at most: whoever comes later finds it gone.
    let split = answers.iter().skip(2).step_by(3).filter(|answer| answer.status == 201).count();
    assert!(split <= 1, "{answers:?}");
    for (nth, answer) in answers.iter().enumerate().filter(|(nth, _)| nth % 3 != 2) {
        assert_eq!(answer.status, 201, "{nth}: {}", answer.text);
    }
    let shares = |held: Vec<(i64, i64, i64)>| -> i64 {
        held.iter().map(|(_, first, last)| last - first + 1).sum()
    };
    assert_eq!(shares(books.certificates(&maria).await), 5);
    assert_eq!(shares(books.certificates(&yosefa).await), 12);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_total_is_not_lowered_below_what_is_being_issued() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let maria = books.investor("Maria").await;
    let (keeper, contributions) = (books.keeper.clone(), books.path("contributions"));
    let terms = format!("/api/v1/instruments/{saham}/terms");

    let answers = at_once(2, |nth| {
        let (caller, contributions, terms) = (keeper.clone(), contributions.clone(), terms.clone());
        let draft = posting(&saham, &maria, "5000.00", "2026-02-02");
        async move {
            if nth == 0 {
                caller.pay(&contributions, &key(), draft).await
            } else {
                let draft = json!({
                    "valid_from": "2026-01-01", "issuable_total": "4000.00",
                    "decision_number": "RUPS 1/2026",
                });
                caller.post(&terms, draft).await
            }
        }
    })
    .await;

    // Whichever came first stands, and the other is refused.
    let codes: Vec<(u16, String)> = answers.iter().map(refusal).collect();
    let paid_first = [(201, String::new()), refused(409, "total_below_issued")];
    let set_first = [refused(409, "issuable_exhausted"), (201, String::new())];
    assert!(codes == paid_first || codes == set_first, "{codes:?}");
    assert_eq!(books.verify().await, None);
}
