//! What a region holds of its Perseroda: at least 51 per cent, whoever acts.

use serde_json::{Value, json};

use super::{Books, id_of, key, posting, refusal, refused};
use crate::support::Answer;

/// A Perseroda of which its region holds 5,100 of 10,000 shares: the bound.
struct Perseroda {
    books: Books,
    saham: String,
    region: String,
    /// What the region brought in.
    brought: String,
    maria: String,
    /// A promise of Maria's from when there was room for it.
    pledge: String,
}

impl Perseroda {
    async fn spawn() -> Self {
        let books = Books::of("perseroda", "Perseroda Kei").await;
        let saham = books.shares("Saham biasa", "1000.00").await;
        let region = books.region("Pemda Maluku Tenggara", &saham, "0.00").await;
        let mut draft = posting(&saham, &region, "5100000.00", "2026-02-01");
        draft["decision_number"] = json!("Perda 2/2026");
        let brought = id_of(&books.act("contributions", draft).await.expect(201));
        let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
        let promise = json!({
            "instrument_id": saham, "member_id": maria, "amount": "100000.00",
            "pledged_on": "2026-02-01", "due_on": "2026-12-31",
        });
        let pledge = id_of(&books.keeper.post(&books.path("pledges"), promise).await.expect(201));
        books.contribute(&saham, &yosefa, "4800000.00", "2026-02-02").await.expect(201);
        books.contribute(&saham, &maria, "100000.00", "2026-02-02").await.expect(201);
        Self { books, saham, region, brought, maria, pledge }
    }

    /// Gives shares back: the holder's, by decision.
    async fn redeem(&self, holder: &str, amount: &str) -> Answer {
        let mut draft = posting(&self.saham, holder, amount, "2026-03-01");
        draft["reason"] = json!("RUPS 2");
        draft["decision_number"] = json!("RUPS 2/2026");
        self.books.act("redemptions", draft).await
    }

    async fn pay(&self, amount: &str) -> Answer {
        let path = format!("/api/v1/pledges/{}/payments", self.pledge);
        let draft = json!({ "amount": amount, "effective_on": "2026-03-01" });
        self.books.keeper.pay(&path, &key(), draft).await
    }

    async fn bring_goods(&self, amount: &str) -> Answer {
        let draft = json!({
            "instrument_id": self.saham, "member_id": self.maria, "amount": amount,
            "effective_on": "2026-11-10", "decision_number": "RUPS 3/2026",
            "decided_on": "2026-11-05",
            "asset": { "kind": "equipment", "description": "Mesin jahit layar" },
            "valuation": {
                "amount": amount, "valued_on": "2026-11-01", "method": "cost",
                "valuer": {
                    "kind": "independent_expert", "name": "Abdul Rahman",
                    "institution": "KJPP Rahman dan Rekan", "licence_number": "MAPPI 1234",
                },
                "document_number": "Lap. 7/2026", "document_sha256": "a".repeat(64),
            },
        });
        self.books.act("in-kind-contributions", draft).await
    }

    /// Maria's shares grow by as much as here.
    async fn contribute(&self, amount: &str) -> Answer {
        self.books.contribute(&self.saham, &self.maria, amount, "2026-03-01").await
    }

    async fn capital(&self) -> Value {
        self.books.capital("").await["own_capital"].clone()
    }
}

fn falls() -> (u16, String) {
    refused(422, "region_share_falls")
}

#[tokio::test]
async fn r62_no_act_of_others_takes_the_region_below_its_part() {
    let company = Perseroda::spawn().await;
    let before = company.capital().await;

    let contributed = company.contribute("1000.00").await;
    let in_goods = company.bring_goods("1000.00").await;
    let paid = company.pay("1000.00").await;

    for answer in [&contributed, &in_goods, &paid] {
        assert_eq!(refusal(answer), falls(), "{}", answer.text);
        assert!(answer.text.contains("50,99"), "{}", answer.text);
        assert_eq!(answer.json()["errors"][0]["pointer"], "/amount");
    }
    assert_eq!(company.capital().await, before);
    assert_eq!(company.books.verify().await, None);
}

#[tokio::test]
async fn r62_what_was_there_before_the_ledger_is_told_where_no_region_has_its_part() {
    let books = Books::of("perseroda", "Perseroda Kei").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let region = books.region("Pemda Maluku Tenggara", &saham, "0.00").await;
    let maria = books.investor("Maria").await;
    let open = |member: &str, amount: &str| {
        let draft = json!({
            "instrument_id": saham, "member_id": member, "amount": amount,
            "effective_on": "2026-01-31", "reason": "Neraca awal", "decision_number": "Perda 2",
        });
        let path = books.path("opening-balances");
        let keeper = books.keeper.clone();
        async move { keeper.pay(&path, &key(), draft).await.expect(201).json() }
    };

    let enough = open(&region, "4000000.00").await;
    let short = open(&maria, "6000000.00").await;

    assert_eq!(enough.get("warnings"), None, "{enough}");
    assert_eq!(short["warnings"][0]["code"], "region_share", "{short}");
    let told = short["warnings"][0]["detail"].as_str().unwrap_or_default();
    assert!(told.contains("40,00"), "{told}");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r62_the_region_itself_gives_nothing_back_below_its_part() {
    let company = Perseroda::spawn().await;
    let before = company.capital().await;

    let redeemed = company.redeem(&company.region, "1000.00").await;
    let undone = company.books.reverse(&company.brought, "salah catat").await;

    assert_eq!(refusal(&redeemed), falls());
    assert_eq!(refusal(&undone), falls());
    assert_eq!(company.capital().await, before);
}

#[tokio::test]
async fn r62_the_bound_itself_is_enough_and_what_raises_the_part_is_free() {
    let company = Perseroda::spawn().await;

    let less = company.redeem(&company.maria, "1000.00").await.expect(201);
    let back_at_the_bound = company.contribute("1000.00").await;
    let undone = company.books.reverse(&id_of(&less), "keliru").await;
    let more = {
        let mut draft = posting(&company.saham, &company.region, "51000.00", "2026-03-01");
        draft["decision_number"] = json!("Perda 3/2026");
        company.books.act("contributions", draft).await
    };
    // 5,151 of 10,051: 49 shares of others lead to 5,151 of 10,100, the bound.
    let one_too_many = company.pay("50000.00").await;
    let paid = company.pay("49000.00").await;

    assert_eq!(back_at_the_bound.status, 201, "{}", back_at_the_bound.text);
    assert_eq!(refusal(&undone), falls());
    assert_eq!(more.status, 201, "{}", more.text);
    assert_eq!(refusal(&one_too_many), falls());
    assert_eq!(paid.status, 201, "{}", paid.text);
    assert_eq!(company.books.verify().await, None);
}

#[tokio::test]
async fn r62_items_of_a_bulk_see_what_those_before_them_left_of_the_regions_part() {
    let company = Perseroda::spawn().await;
    let mut regions = posting(&company.saham, &company.region, "51000.00", "2026-03-01");
    regions["decision_number"] = json!("Perda 3/2026");
    let marias = posting(&company.saham, &company.maria, "49000.00", "2026-03-01");
    let item = |draft: &Value| json!({ "contribution": draft });
    let path = company.books.path("ledger-transactions/bulk");
    let send = |items: Value| {
        let (keeper, path) = (company.books.keeper.clone(), path.clone());
        async move { keeper.pay(&path, &key(), json!({ "items": items })).await }
    };

    let too_early = send(json!([item(&marias), item(&regions)])).await;
    let in_order = send(json!([item(&regions), item(&marias)])).await;

    assert_eq!(refusal(&too_early), falls());
    assert_eq!(in_order.status, 201, "{}", in_order.text);
    assert_eq!(company.books.verify().await, None);
}

#[tokio::test]
async fn r62_where_no_region_holds_anything_there_is_no_part_to_fall() {
    let books = Books::of("perseroda", "Perseroda Baru").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let maria = books.investor("Maria").await;

    let first = books.contribute(&saham, &maria, "1000.00", "2026-02-02").await;
    let region = books.region("Pemda Maluku Tenggara", &saham, "2000.00").await;
    let then = books.contribute(&saham, &maria, "1000.00", "2026-02-03").await;

    assert_eq!(first.status, 201, "{}", first.text);
    assert!(!region.is_empty());
    // Two of three shares would become two of four.
    assert_eq!(refusal(&then), falls());
}

#[tokio::test]
async fn r62_promises_that_together_take_the_region_below_its_part_are_not_taken() {
    let books = Books::of("perseroda", "Perseroda Kei").await;
    let saham = books.shares("Saham biasa", "1000.00").await;
    let other_class = books.shares("Saham seri B", "1000.00").await;
    let region = books.region("Pemda Maluku Tenggara", &saham, "0.00").await;
    let mut draft = posting(&saham, &region, "400000.00", "2026-02-01");
    draft["decision_number"] = json!("Perda 2/2026");
    books.act("contributions", draft).await.expect(201);
    let (maria, yosefa) = (books.investor("Maria").await, books.investor("Yosefa").await);
    let promise = |saham: &str, member: &str, amount: &str| {
        let draft = json!({
            "instrument_id": saham, "member_id": member, "amount": amount,
            "pledged_on": "2026-02-01", "due_on": "2026-12-31",
        });
        let (keeper, path) = (books.keeper.clone(), books.path("pledges"));
        async move { keeper.post(&path, draft).await }
    };

    let first = promise(&saham, &maria, "200000.00").await;
    let second = promise(&saham, &yosefa, "200000.00").await;
    let of_other_class = promise(&other_class, &yosefa, "200000.00").await;
    // 400 of 784 are 51.02 percent, 400 of 785 are 50.96.
    let above = promise(&other_class, &yosefa, "185000.00").await;
    let fits = promise(&other_class, &yosefa, "184000.00").await;
    let of_region = promise(&saham, &region, "200000.00").await;
    let then = promise(&saham, &maria, "190000.00").await;

    assert_eq!(first.status, 201, "{}", first.text);
    assert_eq!(
        [second, of_other_class, above].each_ref().map(refusal),
        [falls(), falls(), falls()]
    );
    for answer in [&fits, &of_region, &then] {
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    assert_eq!(books.verify().await, None);
}
