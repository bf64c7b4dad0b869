//! Who may hold an instrument, and how much.

use super::*;

#[tokio::test]
async fn terms_are_versions_by_their_first_day_and_the_old_ones_stay() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let path = format!("/api/v1/instruments/{saham}/terms");
    let draft = json!({
        "id": uuid::Uuid::now_v7(), "minimum": "2000.00", "issuable_total": "900000.00",
        "holders": "individuals", "votes_per_share": 2,
    });

    let first = books.terms(&saham, draft.clone()).await.expect(201);
    let again = books.terms(&saham, draft).await;
    let same_day = books.terms(&saham, json!({})).await;
    let past = books.terms(&saham, json!({ "valid_from": "2026-02-01" })).await;
    let next = books.terms(&saham, json!({ "valid_from": "2030-01-01" })).await;

    assert_eq!((again.status, id_of(&again)), (200, id_of(&first)));
    assert_eq!(refusal(&same_day), refused(409, "terms_period"));
    assert_eq!(refusal(&past), refused(422, "date_too_early"));
    assert_eq!(next.status, 201, "{}", next.text);
    let listed = books.keeper.get(&path).await.expect(200).json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
    assert_eq!(listed["items"][0]["minimum"], "2000.00");
    assert_eq!(listed["items"][0]["decision_number"], "RUPS 1/2026");
    let paged = books.keeper.get(&format!("{path}?limit=1")).await.expect(200).json();
    let cursor = paged["next_cursor"].as_str().expect("there is another page");
    let rest = books.keeper.get(&format!("{path}?cursor={cursor}")).await.expect(200).json();
    assert_eq!(rest["items"][0]["valid_from"], "2030-01-01");
    let csv = books.keeper.csv(&path).await.expect(200);
    assert_eq!(csv.text.lines().count(), 3, "{}", csv.text);
    assert!(csv.text.contains("individuals"), "{}", csv.text);
}

#[tokio::test]
async fn terms_that_do_not_go_together_are_named_all_at_once() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;

    let principal = books.terms(&pokok, json!({ "maximum": "9.00", "lock_in_months": 1 })).await;
    let unclear = json!({ "lock_in_months": 1, "lock_in_days": 1 });
    let unclear = books.terms(&sukarela, unclear).await;
    let wrong = json!({ "minimum": "9.00", "maximum": "8.00", "regions": ["99.99.99.2999"] });
    let wrong = books.terms(&sukarela, wrong).await;
    let malformed = books.terms(&sukarela, json!({ "lock_in_days": 0 })).await;

    assert_eq!(principal.fault_codes(), ["instrument_terms", "instrument_terms"]);
    assert_eq!(refusal(&unclear), refused(422, "lock_in_unclear"));
    assert_eq!(wrong.fault_codes(), ["region_unknown", "terms_contradict"]);
    assert_eq!(malformed.status, 422, "{}", malformed.text);
}

#[tokio::test]
async fn only_who_keeps_the_books_sets_terms_and_others_may_read_them() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let path = format!("/api/v1/instruments/{sukarela}/terms");
    let draft = json!({ "valid_from": "2026-01-01", "decision_number": "ART 5" });
    let officer = books
        .app
        .officer(kibm::identity::entity::access_grant::Role::RegionalOfficer, "81.02")
        .await;
    let outsider = books
        .app
        .officer(kibm::identity::entity::access_grant::Role::RegionalOfficer, "33.02")
        .await;

    let denied = officer.post(&path, draft.clone()).await;
    let unseen = outsider.post(&path, draft).await;
    let read = officer.get(&path).await;

    assert_eq!((denied.status, unseen.status), (403, 403));
    assert_eq!(read.status, 200, "{}", read.text);
    assert_eq!(outsider.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_holder_has_the_least_at_least_and_the_most_at_most() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let bounds = json!({ "minimum": "100.00", "maximum": "500.00" });
    books.terms(&penyertaan, bounds).await.expect(201);
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);

    let little = books.contribute(&penyertaan, &maria, "99.99", "2026-02-01").await;
    let much = books.contribute(&penyertaan, &maria, "500.01", "2026-02-01").await;
    books.contribute(&penyertaan, &maria, "500.00", "2026-02-01").await.expect(201);
    let more = books.contribute(&penyertaan, &maria, "0.01", "2026-02-01").await;
    books.contribute(&penyertaan, &yosefa, "450.00", "2026-02-01").await.expect(201);
    let over = books.act("transfers", passing(&penyertaan, &maria, &yosefa, "51.00")).await;
    let rest = books.act("redemptions", redemption(&penyertaan, &maria, "450.00")).await;
    let all = books.act("redemptions", redemption(&penyertaan, &maria, "500.00")).await;

    assert_eq!(refusal(&little), refused(422, "below_minimum"));
    assert_eq!(refusal(&much), refused(409, "above_maximum"));
    assert_eq!(refusal(&more), refused(409, "above_maximum"));
    assert_eq!(refusal(&over), refused(409, "above_maximum"));
    assert_eq!(refusal(&rest), refused(422, "below_minimum"));
    assert_eq!(all.status, 201, "{}", all.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn bounds_of_shares_are_given_in_rupiah_or_in_shares() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let maria = books.investor("Maria").await;

    let both = json!({ "minimum": "5000.00", "minimum_shares": 5, "maximum_shares": 0 });
    let malformed = books.terms(&saham, both.clone()).await;
    let both = books.terms(&saham, json!({ "minimum": "5000.00", "minimum_shares": 5 })).await;
    let reversed = json!({ "minimum_shares": 9, "maximum_shares": 8 });
    let reversed = books.terms(&saham, reversed).await;
    let beyond = books.terms(&saham, json!({ "maximum_shares": i64::MAX })).await;
    let set = json!({ "minimum_shares": 5, "maximum_shares": 8 });
    let set = books.terms(&saham, set).await.expect(201).json();
    let few = books.contribute(&saham, &maria, "4000.00", "2026-02-01").await;
    let many = books.contribute(&saham, &maria, "9000.00", "2026-02-01").await;
    let right = books.contribute(&saham, &maria, "8000.00", "2026-02-01").await;

    assert_eq!(malformed.status, 422, "{}", malformed.text);
    assert_eq!(refusal(&both), refused(422, "bound_unclear"));
    assert_eq!(refusal(&reversed), refused(422, "terms_contradict"));
    assert_eq!(beyond.status, 422, "{}", beyond.text);
    assert_eq!((&set["minimum"], &set["maximum"]), (&json!("5000.00"), &json!("8000.00")));
    assert_eq!((&set["minimum_shares"], &set["maximum_shares"]), (&json!(5), &json!(8)));
    assert_eq!(refusal(&few), refused(422, "below_minimum"));
    assert_eq!(refusal(&many), refused(409, "above_maximum"));
    assert_eq!(right.status, 201, "{}", right.text);
    let cooperative = Books::cooperative().await;
    let sukarela = cooperative.savings("simpanan_sukarela").await;
    let none = cooperative.terms(&sukarela, json!({ "minimum_shares": 1 })).await;
    assert_eq!(refusal(&none), refused(422, "bound_unclear"));
}

#[tokio::test]
async fn eligibility_is_asked_of_who_gets_and_not_of_who_gives() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let pokok = books.principal(false).await;
    let company = books.app.organization("perseroan", "PT Rumput Laut", "81.02").await;
    let company = books.holder("organization_id", &company.to_string()).await;
    books.contribute(&penyertaan, &company, "900.00", "2026-02-01").await.expect(201);
    books
        .terms(&penyertaan, json!({ "holders": "individuals", "valid_from": "2026-02-02" }))
        .await
        .expect(201);
    let (maria, member) = (books.investor("Maria").await, books.applicant("Yosefa").await);

    let refused_more = books.contribute(&penyertaan, &company, "1.00", "2026-02-02").await;
    let passed = books.act("transfers", passing(&penyertaan, &company, &maria, "400.00")).await;
    let back = books.act("transfers", passing(&penyertaan, &maria, &company, "400.00")).await;

    assert_eq!(refusal(&refused_more), refused(422, "not_eligible"));
    assert_eq!(passed.status, 201, "{}", passed.text);
    assert_eq!(refusal(&back), refused(422, "not_eligible"));
    assert_eq!(back.json()["errors"][0]["pointer"], "/to_member_id");
    let closed = json!({ "members_only": true, "valid_from": "2030-01-01" });
    books.terms(&penyertaan, closed).await.expect(201);
    // Terms of a later day bind nobody yet.
    let now = books.contribute(&penyertaan, &maria, "1.00", "2026-02-03").await;
    assert_eq!(now.status, 201, "{}", now.text);
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    let joined = books.contribute(&penyertaan, &member, "5.00", "2026-02-03").await;
    assert_eq!(joined.status, 201, "{}", joined.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn members_only_means_members_in_force() {
    let books = Books::cooperative().await;
    let penyertaan = books.participating().await;
    let pokok = books.principal(false).await;
    books.terms(&penyertaan, json!({ "members_only": true })).await.expect(201);
    let (holder, member) = (books.investor("Maria").await, books.applicant("Yosefa").await);

    let outside = books.contribute(&penyertaan, &holder, "5.00", "2026-02-03").await;
    let applicant = books.contribute(&penyertaan, &member, "5.00", "2026-02-03").await;
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    let inside = books.contribute(&penyertaan, &member, "5.00", "2026-02-03").await;

    assert_eq!(refusal(&outside), refused(422, "not_eligible"));
    assert_eq!(refusal(&applicant), refused(422, "not_eligible"));
    assert_eq!(inside.status, 201, "{}", inside.text);
}

#[tokio::test]
async fn residents_are_judged_by_where_they_live_or_have_their_seat() {
    let books = Books::of("bum_desa", "BUM Desa Letvuan").await;
    let instrument = books
        .instrument(json!({ "kind": "penyertaan_modal_masyarakat", "name": "Penyertaan warga" }))
        .await;
    books.terms(&instrument, json!({ "regions": [VILLAGE] })).await.expect(201);
    let villager = books.resident("Maria", VILLAGE).await;
    let neighbour = books.resident("Yosefa", "81.02.16.2004").await;
    let group = books.app.organization("kelompok_usaha", "Kelompok Tani", VILLAGE).await;
    let group = books.holder("organization_id", &group.to_string()).await;
    let draft = |member: &str| {
        let mut draft = posting(&instrument, member, "5.00", "2026-02-03");
        draft["decision_number"] = json!("Perdes 3/2026");
        draft["source_class"] = json!("masyarakat");
        draft
    };

    let inside = books.act("contributions", draft(&villager)).await;
    let seated = books.act("contributions", draft(&group)).await;
    let outside = books.act("contributions", draft(&neighbour)).await;

    assert_eq!((inside.status, seated.status), (201, 201), "{} {}", inside.text, seated.text);
    assert_eq!(refusal(&outside), refused(422, "not_eligible"));
    assert!(outside.text.contains(VILLAGE), "{}", outside.text);
    let mut passed = passing(&instrument, &villager, &neighbour, "5.00");
    passed["decision_number"] = json!("Perdes 3/2026");
    let passed = books.act("transfers", passed).await;
    assert_eq!(refusal(&passed), refused(422, "not_eligible"));
}

#[tokio::test]
async fn the_issuable_total_is_counted_through_all_acts_and_never_set_below_what_is_issued() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let other = books.shares("Saham preferen", "1000.00").await;
    let maria = books.investor("Maria").await;
    books.contribute(&saham, &maria, "5000.00", "2026-02-01").await.expect(201);

    let below = books.terms(&saham, json!({ "issuable_total": "4000.00" })).await;
    books.terms(&saham, json!({ "issuable_total": "8000.00" })).await.expect(201);
    let beyond = books.contribute(&saham, &maria, "4000.00", "2026-02-02").await;
    books.contribute(&saham, &maria, "3000.00", "2026-02-02").await.expect(201);
    let lower = json!({ "issuable_total": "7000.00", "valid_from": "2030-01-01" });
    let lower = books.terms(&saham, lower).await;
    let redeemed =
        books.act("redemptions", redemption(&saham, &maria, "2000.00")).await.expect(201);
    books.contribute(&saham, &maria, "1000.00", "2026-03-02").await.expect(201);
    let reversed = books.reverse(&id_of(&redeemed), "batal").await;
    books.contribute(&other, &maria, "2000.00", "2026-03-02").await.expect(201);
    let draft = json!({
        "member_id": maria, "from_instrument_id": other, "to_instrument_id": saham,
        "amount": "2000.00", "effective_on": "2026-03-03", "reason": "RUPS",
    });
    let converted = books.act("conversions", draft.clone()).await;
    let mut fitting = draft;
    fitting["amount"] = json!("1000.00");
    let fitting = books.act("conversions", fitting).await;

    assert_eq!(refusal(&below), refused(409, "total_below_issued"));
    assert_eq!(refusal(&beyond), refused(409, "issuable_exhausted"));
    assert_eq!(refusal(&lower), refused(409, "total_below_issued"));
    assert_eq!(refusal(&reversed), refused(409, "reversal_beyond_terms"));
    assert_eq!(refusal(&converted), refused(409, "issuable_exhausted"));
    assert_eq!(fitting.status, 201, "{}", fitting.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn items_of_a_bulk_see_what_those_before_them_took() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    let bounds = json!({ "issuable_total": "5000.00", "maximum": "3000.00" });
    books.terms(&saham, bounds).await.expect(201);
    let item = |member: &str, amount: &str, link: Option<&str>| json!({ "link": link, "contribution": posting(&saham, member, amount, "2026-02-01") });
    let items = json!({ "items": [
        item(&maria, "2000.00", None),
        item(&maria, "2000.00", None),
        // Both fail together: the second is too much, and the first is taken back.
        item(&yosefa, "1000.00", Some("a")),
        item(&maria, "3000.00", Some("a")),
        item(&yosefa, "3000.00", None),
        item(&maria, "1000.00", None),
    ] });

    let path = books.path("ledger-transactions/bulk?mode=each");
    let answer = books.keeper.pay(&path, &key(), items).await.expect(200).json();

    let outcome = |nth: usize| answer["items"][nth]["status"].clone();
    let statuses: Vec<Value> = (0..6).map(outcome).collect();
    assert_eq!(statuses, [201, 409, 409, 409, 201, 409].map(|it| json!(it)), "{answer}");
    assert_eq!(books.certificates(&maria).await, [(1, 1, 2)]);
    assert_eq!(books.certificates(&yosefa).await, [(2, 3, 5)]);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn what_was_there_before_counts_in_the_total_and_is_asked_nothing_else() {
    let books = Books::of("perseroan", "PT Rumput Laut").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let bounds = json!({
        "issuable_total": "9000.00", "maximum": "2000.00", "holders": "organizations",
    });
    books.terms(&saham, bounds).await.expect(201);
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    let opening = |member: &str, amount: &str| {
        let mut draft = posting(&saham, member, amount, "2026-01-05");
        draft["reason"] = json!("neraca 2025");
        draft
    };

    let first = books.act("opening-balances", opening(&maria, "7000.00")).await;
    let beyond = books.act("opening-balances", opening(&yosefa, "3000.00")).await;
    let rest = books.act("opening-balances", opening(&yosefa, "2000.00")).await;

    assert_eq!((first.status, rest.status), (201, 201), "{} {}", first.text, rest.text);
    assert_eq!(refusal(&beyond), refused(409, "issuable_exhausted"));
    assert_eq!(books.certificates(&maria).await, [(1, 1, 7)]);
    assert_eq!(books.certificates(&yosefa).await, [(2, 8, 9)]);
    assert_eq!(books.verify().await, None);
}
