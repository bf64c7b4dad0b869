use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use kibm::identity::Reach;
use kibm::identity::entity::access_grant::Role;
use kibm::investment::journal::writer;
use kibm::platform::db::statement;
use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{Books, VILLAGE, posting};
use crate::support::at_once;
use crate::support::database::on_postgres;

#[tokio::test]
async fn two_services_on_one_database_post_to_one_issuer_without_a_gap_in_its_chain() {
    let books = Books::cooperative().await;
    let twin = books.app.twin().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let members = [books.applicant("Maria").await, books.applicant("Yosefa").await];
    books.contribute(&sukarela, &members[0], "100.00", "2026-02-01").await.expect(201);

    let answers = at_once(64, |index| {
        let base = if index % 2 == 0 { &books.app.base } else { &twin.base };
        let keeper = books.keeper.at(base);
        let takes = index % 4 < 2;
        let member = &members[usize::from(!takes)];
        let mut draft = posting(&sukarela, member, "10.00", "2026-03-01");
        draft["reason"] = json!("bersamaan");
        let path = books.path(if takes { "withdrawals" } else { "contributions" });
        async move {
            let answer = keeper.pay(&path, &format!("kunci-{index}"), draft).await;
            (takes, answer.status, answer.json()["sequence"].as_i64())
        }
    })
    .await;

    let accepted = |kind: bool| {
        answers.iter().filter(|(takes, status, _)| *takes == kind && *status == 201).count()
    };
    assert_eq!((accepted(true), accepted(false)), (10, 32), "{answers:?}");
    assert!(answers.iter().all(|(_, status, _)| matches!(status, 201 | 422)), "{answers:?}");
    let places: BTreeSet<i64> = answers.iter().filter_map(|(_, _, place)| *place).collect();
    assert_eq!(places, (2..=43).collect());
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn one_key_at_two_services_at_once_is_posted_once() {
    let books = Books::cooperative().await;
    let twin = books.app.twin().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;

    let answers = at_once(16, |index| {
        let base = if index % 2 == 0 { &books.app.base } else { &twin.base };
        let keeper = books.keeper.at(base);
        let draft = posting(&sukarela, &member, "10.00", "2026-03-01");
        let path = books.path("contributions");
        async move { keeper.pay(&path, &format!("kunci-{}", index % 4 / 2), draft).await }
    })
    .await;

    assert!(answers.iter().all(|answer| answer.status == 201));
    let fresh =
        answers.iter().filter(|answer| answer.header("idempotency-replayed").is_empty()).count();
    assert_eq!(fresh, 2);
    assert_eq!(books.capital("").await["liabilities"], "20.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_key_that_collides_at_the_database_does_not_hurt_those_it_waited_with() {
    let books = Books::cooperative().await;
    let twin = books.app.twin().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let other = books.app.organization("koperasi_primer", "Koperasi Lain", VILLAGE).await;
    let both = [books.issuer, other].map(|id| (Role::EnterpriseOfficer, Reach::Organization(id)));
    let keeper = books.app.user_with(both.to_vec()).await;
    let elsewhere = format!("/api/v1/organizations/{other}/opening-balances");

    // Eight keys are sent to one service for one issuer and to the other
    // service for another, whose chains do not wait for each other.
    let answers = at_once(32, |index| {
        let crossed = !(8..24).contains(&index);
        let key = if crossed { format!("silang-{}", index % 8) } else { format!("biasa-{index}") };
        let (path, draft) = if index >= 24 {
            let opening = json!({
                "line": "hibah", "amount": "5.00", "effective_on": "2026-01-01", "reason": "neraca",
            });
            (elsewhere.clone(), opening)
        } else {
            (books.path("contributions"), posting(&sukarela, &member, "1.00", "2026-03-01"))
        };
        let keeper = keeper.at(if index >= 24 { &twin.base } else { &books.app.base });
        async move { (crossed, key.clone(), keeper.pay(&path, &key, draft).await) }
    })
    .await;

    let plain = answers.iter().filter(|(crossed, _, _)| !crossed);
    assert!(plain.clone().all(|(_, _, answer)| answer.status == 201));
    for key in (0..8).map(|index| format!("silang-{index}")) {
        let mut pair: Vec<u16> = answers
            .iter()
            .filter(|(_, of, _)| *of == key)
            .map(|(_, _, answer)| answer.status)
            .collect();
        pair.sort_unstable();
        assert_eq!(pair, [201, 422], "{key}");
    }
    assert_eq!(books.verify().await, None);
}

/// Reversals do not name their issuer, so that they meet its other acts only at
/// the lock of its chain.
#[tokio::test]
async fn acts_of_many_issuers_and_their_reversals_go_on_side_by_side() {
    let books = Books::cooperative().await;
    let mut issuers = vec![books.issuer];
    for name in ["Koperasi Timur", "Koperasi Barat", "Koperasi Utara", "Koperasi Selatan"] {
        issuers.push(books.app.organization("koperasi_primer", name, VILLAGE).await);
    }
    let grants = issuers.iter().map(|id| (Role::EnterpriseOfficer, Reach::Organization(*id)));
    let keeper = books.app.user_with(grants.collect()).await;
    let opening = json!({
        "line": "hibah", "amount": "5.00", "effective_on": "2026-01-01", "reason": "neraca",
    });
    let open = |round: usize, index: usize| {
        let issuer = issuers[index % issuers.len()];
        let path = format!("/api/v1/organizations/{issuer}/opening-balances");
        let (keeper, opening) = (keeper.clone(), opening.clone());
        async move { keeper.pay(&path, &format!("buka-{round}-{index}"), opening).await }
    };

    let first = at_once(20, |index| open(1, index)).await;
    let ids: Vec<String> =
        first.iter().map(|it| it.json()["id"].as_str().unwrap().to_owned()).collect();
    let both = at_once(40, |index| {
        let path = format!("/api/v1/ledger-transactions/{}/reversal", ids[index % 20]);
        let (keeper, again) = (keeper.clone(), open(2, index));
        async move {
            if index >= 20 {
                return again.await;
            }
            keeper.pay(&path, &format!("batal-{index}"), json!({ "reason": "salah" })).await
        }
    })
    .await;

    assert!(both.iter().all(|answer| answer.status == 201), "{both:?}");
    for issuer in &issuers {
        let path = format!("/api/v1/organizations/{issuer}/capital");
        let capital = keeper.get(&path).await.json();
        assert_eq!(capital["own_capital"], "20.00", "{capital}");
    }
    assert_eq!(books.verify().await, None);
}

/// On SQLite whoever writes holds all books.
#[tokio::test]
async fn who_holds_the_books_of_one_issuer_holds_up_no_other() {
    if !on_postgres() {
        return;
    }
    let books = Books::cooperative().await;
    let mut issuers = vec![books.issuer];
    for name in ["Koperasi Timur", "Koperasi Barat", "Koperasi Utara", "Koperasi Selatan"] {
        issuers.push(books.app.organization("koperasi_primer", name, VILLAGE).await);
    }
    let grants = issuers.iter().map(|id| (Role::EnterpriseOfficer, Reach::Organization(*id)));
    let keeper = books.app.user_with(grants.collect()).await;
    let post = |round: &'static str, index: usize| {
        let opening = json!({
            "line": "hibah", "amount": "5.00", "effective_on": "2026-01-01", "reason": "neraca",
        });
        let issuer = issuers[index % issuers.len()];
        let path = format!("/api/v1/organizations/{issuer}/opening-balances");
        let keeper = keeper.clone();
        async move { keeper.pay(&path, &format!("{round}-{index}"), opening).await }
    };
    at_once(5, |index| post("mula", index)).await;
    let held = books.app.state.db.begin_write().await.expect("it begins");
    let chain = "SELECT sequence FROM ledger_chain WHERE organization_id = $1 FOR UPDATE";
    let of = vec![books.issuer.into()];
    held.query_one_raw(statement(&held, chain, of)).await.expect("it locks");

    let begun = Instant::now();
    let mut answers = Vec::new();
    for round in ["satu", "dua", "tiga"] {
        answers.extend(at_once(20, |index| post(round, index)).await.into_iter().enumerate());
    }
    let took = begun.elapsed();
    held.rollback().await.expect("it ends");
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let after = post("satu", 0).await;

    for (index, answer) in answers {
        if index % 5 > 0 {
            assert_eq!(answer.status, 201, "{index}: {}", answer.text);
            continue;
        }
        let got = (answer.status, answer.code(), answer.header("retry-after"));
        assert_eq!(got, (503, "held".to_owned(), "1"), "{}", answer.text);
    }
    // One by one each of the twelve would have waited, and all behind them.
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(after.status, 201, "{}", after.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_service_that_stops_takes_no_posting_and_says_when_to_come_back() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "1.00", "2026-03-01").await.expect(201);

    writer::stop(&books.app.state).await;
    let late = books.contribute(&sukarela, &member, "1.00", "2026-03-01").await;

    assert_eq!((late.status, late.header("retry-after")), (503, "1"));
    assert_eq!(books.capital("").await["liabilities"], "1.00");
}
