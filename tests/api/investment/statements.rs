//! Members' statements: balances that run from page to page.

use std::time::{Duration, Instant};

use kibm::investment::drafts::ContributionDraft;
use kibm::investment::journal::{Act, Intent, post_batch};
use kibm::platform::audit::Author;
use serde_json::{Value, json};

use super::{Books, refusal, refused};

/// Posts contributions of 1.00 each through the journal, oldest first.
async fn post_many(books: &Books, instrument: &str, member: &str, count: u64) {
    let author = Author::system("test", books.app.state.clock.now());
    let first: chrono::NaiveDate = "2026-02-01".parse().expect("a date");
    let draft = |place: u64| ContributionDraft {
        instrument_id: instrument.parse().expect("an id"),
        member_id: member.parse().expect("an id"),
        amount: "1.00".parse().expect("an amount"),
        effective_on: Some(first + chrono::Days::new(place % 200)),
        reason: None,
        form: Default::default(),
        decision_number: None,
        source_class: None,
        share_count: None,
        pledge_id: None,
    };
    let all: Vec<Intent> = (0..count)
        .map(|place| {
            let act = Act::Contribution(books.issuer, draft(place));
            Intent::of_system(act, author.clone(), None)
        })
        .collect();
    for part in all.chunks(1_000) {
        let tx = books.app.state.db.begin_write().await.expect("a write begins");
        for outcome in post_batch(&tx, part).await.expect("the batch is posted") {
            outcome.expect("the rules allow it");
        }
        tx.commit().await.expect("it is committed");
    }
}

/// All pages of a statement, `limit` lines each.
async fn pages(books: &Books, member: &str, limit: usize) -> Vec<Value> {
    let mut lines = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/v1/members/{member}/statement?limit={limit}{cursor}");
        let page = books.keeper.get(&path).await.expect(200).json();
        lines.extend(page["items"].as_array().expect("a page has items").clone());
        let Some(next) = page["next_cursor"].as_str() else { return lines };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test]
async fn balances_run_on_from_page_to_page_for_each_instrument() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let wajib = books.savings("simpanan_wajib").await;
    let member = books.applicant("Maria").await;
    for (instrument, amount, on) in [
        (&sukarela, "10.00", "2026-02-01"),
        (&wajib, "1.00", "2026-02-02"),
        (&sukarela, "20.00", "2026-02-03"),
        (&wajib, "2.00", "2026-02-04"),
        (&sukarela, "30.00", "2026-02-05"),
    ] {
        books.contribute(instrument, &member, amount, on).await.expect(201);
    }
    books.withdraw(&sukarela, &member, "15.00", "2026-02-06").await.expect(201);

    let one_by_one = pages(&books, &member, 1).await;
    let in_pairs = pages(&books, &member, 2).await;

    let balances: Vec<_> = one_by_one.iter().map(|line| line["balance"].clone()).collect();
    assert_eq!(json!(balances), json!(["10.00", "1.00", "30.00", "3.00", "60.00", "45.00"]));
    assert_eq!(one_by_one, in_pairs);
    let csv = books.keeper.csv(&format!("/api/v1/members/{member}/statement")).await.expect(200);
    assert_eq!(csv.text.lines().count(), 7);
    assert!(csv.text.lines().last().unwrap().contains("45.00"), "{}", csv.text);
}

#[tokio::test]
async fn a_cursor_of_another_statement_or_a_changed_one_is_refused() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let (member, other) = (books.applicant("Maria").await, books.applicant("Yosefa").await);
    for who in [&member, &other] {
        for on in ["2026-02-01", "2026-02-02", "2026-02-03"] {
            books.contribute(&sukarela, who, "10.00", on).await.expect(201);
        }
    }
    let path = |who: &str, rest: &str| format!("/api/v1/members/{who}/statement?limit=1{rest}");
    let first = books.keeper.get(&path(&member, "&as_of=2026-03-01")).await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let mut forged = cursor.to_owned();
    let middle = forged.len() / 2;
    let letter = if &forged[middle..=middle] == "A" { "B" } else { "A" };
    forged.replace_range(middle..=middle, letter);

    for bad in [
        path(&other, &format!("&cursor={cursor}")),
        path(&member, &format!("&cursor={forged}")),
        path(&member, &format!("&cursor={cursor}&as_of=2026-03-02")),
        path(&member, &format!("&cursor={cursor}&known_at=2026-11-21T03:00:00Z")),
        path(&member, "&cursor=MjAyNi0wMi0wMXwx"),
    ] {
        let answer = books.keeper.get(&bad).await;
        assert_eq!(refusal(&answer), refused(400, "bad_cursor"), "{bad}");
    }
    // The cursor keeps the day that it was made for.
    let second = books.keeper.get(&path(&member, &format!("&cursor={cursor}"))).await.expect(200);
    assert_eq!(second.json()["items"][0]["balance"], "20.00");
    assert!(!cursor.contains("10.00"));
}

#[tokio::test]
async fn a_long_statement_costs_no_more_at_its_end_than_at_its_beginning() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let wajib = books.savings("simpanan_wajib").await;
    let member = books.applicant("Maria").await;
    post_many(&books, &sukarela, &member, 9_000).await;
    post_many(&books, &wajib, &member, 1_000).await;
    let path = format!("/api/v1/members/{member}/statement");

    let mut fastest = Duration::MAX;
    for _ in 0..5 {
        let begun = Instant::now();
        books.keeper.get(&path).await.expect(200);
        fastest = fastest.min(begun.elapsed());
    }
    let csv = books.keeper.csv(&path).await.expect(200);

    eprintln!("first page of 10,000 entries: {fastest:?}");
    assert!(fastest < Duration::from_millis(200), "{fastest:?} without optimisation");
    let lines: Vec<&str> = csv.text.lines().collect();
    assert_eq!(lines.len(), 10_001);
    assert!(lines.iter().any(|line| line.contains("9000.00")));
    assert!(lines.iter().any(|line| line.contains("1000.00")));
}
