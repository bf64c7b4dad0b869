//! Interest of savings and the tax that is withheld of it (R47).

use serde_json::{Value, json};
use tempfile::TempDir;

use super::control::{approve, asked};
use super::pack::{export, independently, replay};
use super::{Books, id_of, key, refusal, refused};
use crate::support::{Answer, at_once};

struct Saver {
    books: Books,
    member: String,
    sukarela: String,
}

impl Saver {
    /// A member in force since 1 February 2026.
    async fn spawn() -> Self {
        let books = Books::cooperative().await;
        let pokok = books.principal(false).await;
        let sukarela = books.savings("simpanan_sukarela").await;
        let member = books.applicant("Maria").await;
        books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
        Self { books, member, sukarela }
    }

    fn draft(&self, amount: &str, on: &str) -> Value {
        json!({ "instrument_id": self.sukarela, "member_id": self.member, "amount": amount,
                "effective_on": on, "reason": "Jasa simpanan" })
    }

    async fn earn(&self, amount: &str, on: &str) -> Answer {
        self.books.act("savings-interest", self.draft(amount, on)).await
    }

    async fn year(&self, year: i64) -> Value {
        let path = format!("/api/v1/members/{}/savings-interest?year={year}", self.member);
        self.books.keeper.get(&path).await.expect(200).json()
    }

    fn payment(&self, amount: &str, on: &str, evidence: &str) -> Value {
        json!({ "tax_kind": "pph_bunga_simpanan", "amount": amount, "effective_on": on,
                "evidence_number": evidence, "bank_reference": "BRI 12/5 no. 3",
                "reason": "PPh jasa simpanan masa April 2026" })
    }

    async fn remit(&self, amount: &str, on: &str, evidence: &str) -> Answer {
        self.books.act("tax-remittances", self.payment(amount, on, evidence)).await
    }

    /// What is owed to the state, by the trial balance.
    async fn tax_owed(&self) -> Value {
        let path = self.books.path("trial-balance");
        let report = self.books.keeper.get(&path).await.expect(200).json();
        let rows = report["accounts"].as_array().expect("accounts").clone();
        let found = rows.into_iter().find(|row| row["code"] == "2.1.02");
        found.map_or(json!("0.00"), |row| row["credit"].clone())
    }
}

#[tokio::test]
async fn r47_interest_of_240_000_a_month_is_free_and_240_001_is_taxed_as_a_whole() {
    let saver = Saver::spawn().await;

    let free = saver.earn("240000.00", "2026-03-31").await.expect(201).json();
    let free_owed = saver.tax_owed().await;
    let taxed = saver.earn("240001.00", "2026-04-30").await.expect(201).json();

    assert_eq!((&free["balance"], &free_owed), (&json!("240000.00"), &json!("0.00")));
    // 10 percent of the whole, 24,000.10, rounded down to the rupiah.
    assert_eq!(taxed["balance"], "456001.00");
    assert_eq!(saver.tax_owed().await, "24000.00");
    let year = saver.year(2026).await;
    assert_eq!(
        year["months"],
        json!([
            { "month": "2026-03", "gross": "240000.00", "tax": "0.00", "net": "240000.00",
              "shortfall": "0.00", "excess": "0.00" },
            { "month": "2026-04", "gross": "240001.00", "tax": "24000.00", "net": "216001.00",
              "shortfall": "0.00", "excess": "0.00" },
        ])
    );
    assert_eq!(
        (&year["gross"], &year["tax"], &year["net"]),
        (&json!("480001.00"), &json!("24000.00"), &json!("456001.00"))
    );
    assert_eq!(saver.year(2025).await["months"], json!([]));
    assert_eq!(saver.books.verify().await, None);
}

#[tokio::test]
async fn r47_interest_in_parts_of_one_month_is_taxed_together_and_what_is_reversed_counts_no_more()
{
    let saver = Saver::spawn().await;

    let first = saver.earn("200000.00", "2026-03-10").await.expect(201);
    let second = saver.earn("100000.00", "2026-03-25").await.expect(201).json();
    assert_eq!(saver.tax_owed().await, "30000.00", "of 300,000, not of the second part");
    assert_eq!(second["balance"], "270000.00");
    saver.books.reverse(&id_of(&first), "salah hitung").await.expect(201);
    let third = saver.earn("150000.00", "2026-03-28").await.expect(201).json();

    // 250,000 is left: 25,000 due, of which 30,000 were withheld already.
    assert_eq!(third["balance"], "220000.00");
    let month = saver.year(2026).await["months"][0].clone();
    assert_eq!((&month["gross"], &month["tax"]), (&json!("250000.00"), &json!("30000.00")));
    assert_eq!(saver.tax_owed().await, "30000.00");
    assert_eq!(saver.books.verify().await, None);
}

#[tokio::test]
async fn r47_a_bulk_and_requests_at_once_see_what_was_earned_before_them() {
    let saver = Saver::spawn().await;
    let item = |amount: &str| json!({ "savings_interest": saver.draft(amount, "2026-05-31") });
    let bulk = saver.books.path("ledger-transactions/bulk");
    let items = json!({ "items": [item("240000.00"), item("30000.00")] });

    saver.books.keeper.pay(&bulk, &key(), items).await.expect(201);
    let in_bulk = saver.tax_owed().await;
    let answers = at_once(8, |_| {
        let draft = saver.draft("30000.00", "2026-06-30");
        let (keeper, path) = (saver.books.keeper.clone(), saver.books.path("savings-interest"));
        async move { keeper.pay(&path, &key(), draft).await.status }
    })
    .await;

    assert_eq!(in_bulk, "27000.00");
    // Eight times 30,000 are 240,000: none of it is taxed; one more is.
    assert_eq!(answers, [201; 8]);
    assert_eq!(saver.tax_owed().await, "27000.00");
    saver.earn("10.00", "2026-06-30").await.expect(201);
    let june = saver.year(2026).await["months"][1].clone();
    // What is due, 24,001, is more than this part: never more is withheld than earned.
    assert_eq!((&june["gross"], &june["tax"]), (&json!("240010.00"), &json!("10.00")));
    saver.earn("100000.00", "2026-06-30").await.expect(201);
    let june = saver.year(2026).await["months"][1].clone();
    assert_eq!((&june["gross"], &june["tax"]), (&json!("340010.00"), &json!("34001.00")));
    assert_eq!(saver.books.verify().await, None);
}

#[tokio::test]
async fn r47_what_could_not_be_withheld_is_told_until_it_is() {
    let saver = Saver::spawn().await;
    let free = saver.earn("240000.00", "2026-06-10").await.expect(201).json();

    let short = saver.earn("1000.00", "2026-06-20").await.expect(201).json();
    let told = saver.year(2026).await;
    let item = json!({ "savings_interest": saver.draft("1.00", "2026-06-25") });
    let bulk = saver.books.path("ledger-transactions/bulk?dry_run=true");
    let dry = saver.books.keeper.pay(&bulk, &key(), json!({ "items": [item] })).await;
    let enough = saver.earn("100000.00", "2026-06-30").await.expect(201).json();

    assert_eq!(free.get("warnings"), None, "{free}");
    let warning = &short["warnings"][0];
    assert_eq!(warning["code"], "tax_not_withheld", "{short}");
    for amount in ["Rp24.100", "Rp1.000", "Rp23.100"] {
        assert!(warning["detail"].as_str().is_some_and(|text| text.contains(amount)), "{warning}");
    }
    assert_eq!(told["shortfall"], "23100.00");
    assert_eq!(told["months"][0]["shortfall"], "23100.00");
    let dry = dry.json();
    let warned = &dry["items"][0]["transaction"]["warnings"][0]["code"];
    assert_eq!(warned, "tax_not_withheld", "{dry}");
    assert_eq!(enough.get("warnings"), None, "{enough}");
    assert_eq!(saver.year(2026).await["shortfall"], "0.00");
    assert_eq!(saver.tax_owed().await, "34100.00");
}

#[tokio::test]
async fn r47_what_was_withheld_too_much_is_told_until_it_is_even() {
    let saver = Saver::spawn().await;
    let first = saver.earn("240000.00", "2026-06-10").await.expect(201);
    for amount in ["1.00", "10000.00", "10000.00"] {
        saver.earn(amount, "2026-06-11").await.expect(201);
    }
    let last = saver.earn("300000.00", "2026-06-12").await.expect(201).json();

    let undone = saver.books.reverse(&id_of(&first), "salah").await.expect(201).json();
    let more = saver.earn("1000.00", "2026-06-13").await.expect(201).json();
    let told = saver.year(2026).await;
    let again = saver.books.reverse(last["id"].as_str().expect("an id"), "salah").await;
    let even = saver.year(2026).await;

    assert_eq!(last.get("warnings"), None, "{last}");
    for (answer, due) in [(&undone, "Rp32.000"), (&more, "Rp32.100")] {
        let warning = &answer["warnings"][0];
        assert_eq!(warning["code"], "tax_over_withheld", "{answer}");
        let told = warning["detail"].as_str().unwrap_or_default();
        assert!(told.contains(due) && told.contains("Rp56.000"), "{warning}");
    }
    let sums = |year: &Value| (year["excess"].clone(), year["shortfall"].clone());
    assert_eq!(sums(&told), (json!("23900.00"), json!("0.00")));
    assert_eq!(told["months"][0]["excess"], "23900.00");
    // What is left of the month is free of tax: all that was withheld is theirs.
    assert_eq!(again.expect(201).json()["warnings"][0]["code"], "tax_over_withheld");
    assert_eq!(sums(&even), (json!("20001.00"), json!("0.00")));
    assert_eq!(saver.books.verify().await, None);
}

#[tokio::test]
async fn r47_interest_is_for_voluntary_savings_of_members_in_force() {
    let saver = Saver::spawn().await;
    let wajib = saver.books.savings("simpanan_wajib").await;
    let applicant = saver.books.applicant("Yosefa").await;
    let mut of_wajib = saver.draft("10.00", "2026-03-01");
    of_wajib["instrument_id"] = json!(wajib);
    let mut of_applicant = saver.draft("10.00", "2026-03-01");
    of_applicant["member_id"] = json!(applicant);

    let of_wajib = saver.books.act("savings-interest", of_wajib).await;
    let of_applicant = saver.books.act("savings-interest", of_applicant).await;
    let nothing = saver.earn("0.00", "2026-03-01").await;
    let tomorrow = saver.earn("1.00", "2026-11-22").await;

    assert_eq!(refusal(&of_wajib), refused(422, "savings_unfit"));
    assert_eq!(refusal(&of_applicant), refused(422, "not_a_member"));
    assert_eq!(refusal(&nothing), refused(422, "amount_not_positive"));
    assert_eq!(refusal(&tomorrow), refused(422, "date_in_future"));
    assert_eq!(saver.tax_owed().await, "0.00");
}

#[tokio::test]
async fn r47_tax_is_remitted_up_to_what_is_owed_on_the_day_and_ever_after() {
    let saver = Saver::spawn().await;
    let nothing_yet = saver.remit("1.00", "2026-04-30", "A1").await;
    saver.earn("240001.00", "2026-04-30").await.expect(201);

    let before_it = saver.remit("1.00", "2026-04-29", "A1").await;
    let too_much = saver.remit("24000.01", "2026-05-10", "A1").await;
    let part = saver.remit("20000.00", "2026-05-10", "A1").await.expect(201).json();
    let from_under_it = saver.remit("4000.01", "2026-05-01", "A2").await;
    let earlier = saver.remit("4000.00", "2026-05-01", "A2").await;
    let once_more = saver.remit("0.01", "2026-05-11", "A3").await;

    for answer in [&nothing_yet, &before_it, &too_much, &from_under_it, &once_more] {
        assert_eq!(refusal(answer), refused(422, "tax_not_owed"), "{}", answer.text);
    }
    assert_eq!(earlier.status, 201, "{}", earlier.text);
    assert_eq!((&part["kind"], &part["amount"]), (&json!("tax_remittance"), &json!("20000.00")));
    let details: Value = serde_json::from_str(part["details"].as_str().expect("a text")).unwrap();
    assert_eq!(details["evidence_number"], "A1");
    assert_eq!(details["bank_reference"], "BRI 12/5 no. 3");
    assert_eq!(saver.tax_owed().await, "0.00");
    for (amount, on, code) in
        [("0.00", "2026-05-12", "amount_not_positive"), ("1.00", "2026-11-22", "date_in_future")]
    {
        assert_eq!(refusal(&saver.remit(amount, on, "A4").await), refused(422, code));
    }
    assert_eq!(refusal(&saver.remit("1.00", "2026-05-12", "  ").await), refused(422, "blank_text"));
    assert_eq!(saver.books.verify().await, None);
}

#[tokio::test]
async fn r47_each_evidence_counts_once_until_its_remittance_is_reversed() {
    let saver = Saver::spawn().await;
    let earned = saver.earn("240001.00", "2026-04-30").await.expect(201);
    let path = saver.books.path("tax-remittances");
    let draft = saver.payment("10000.00", "2026-05-10", "1a2b 3c4d 5e6f 7g8h");

    let first = saver.books.keeper.pay(&path, "setor-1", draft.clone()).await.expect(201);
    let resent = saver.books.keeper.pay(&path, "setor-1", draft.clone()).await;
    let again = saver.remit("14000.00", "2026-05-11", "1A2B3C4D5E6F7G8H").await;
    assert_eq!((resent.header("idempotency-replayed"), resent.json()), ("true", first.json()));
    assert_eq!(refusal(&again), refused(409, "evidence_used"));
    assert_eq!(saver.tax_owed().await, "14000.00");

    // Of what the state has got nothing is taken back with the interest.
    let interest = saver.books.reverse(&id_of(&earned), "salah hitung").await;
    assert_eq!(refusal(&interest), refused(409, "reversal_overdraws"));
    assert!(interest.text.contains("Balik penyetorannya"), "{}", interest.text);
    saver.books.reverse(&id_of(&first), "salah nomor").await.expect(201);
    assert_eq!(saver.tax_owed().await, "24000.00");
    saver.remit("24000.00", "2026-05-11", "1A2B3C4D5E6F7G8H").await.expect(201);
    assert_eq!(saver.tax_owed().await, "0.00");
    assert_eq!(saver.books.verify().await, None);
}

#[tokio::test]
async fn r47_remittances_at_once_and_in_a_bulk_never_pay_more_than_is_owed() {
    let saver = Saver::spawn().await;
    saver.earn("240001.00", "2026-04-30").await.expect(201);
    let item = |amount: &str, evidence: &str| json!({ "tax_remittance": saver.payment(amount, "2026-05-10", evidence) });
    let bulk = saver.books.path("ledger-transactions/bulk?mode=each");
    let items = json!({ "items": [
        item("4000.00", "B1"), item("1.00", "b1"), item("20000.01", "B2"), item("10000.00", "B3"),
    ] });

    let long = item("1.00", &"9".repeat(65));
    let long = saver.books.keeper.pay(&bulk, &key(), json!({ "items": [long] })).await.json();
    let fault = &long["errors"][0];
    assert_eq!(fault["pointer"], "/items/0/tax_remittance/evidence_number", "{long}");
    assert_eq!(fault["code"], "out_of_bounds");
    let told = saver.books.keeper.pay(&bulk, &key(), items).await.expect(200).json();
    let statuses: Vec<&Value> =
        told["items"].as_array().expect("items").iter().map(|item| &item["status"]).collect();
    let mut answers = at_once(4, |nth| {
        let draft = saver.payment("4000.00", "2026-05-11", &format!("C{nth}"));
        let (keeper, path) = (saver.books.keeper.clone(), saver.books.path("tax-remittances"));
        async move { keeper.pay(&path, &key(), draft).await.status }
    })
    .await;
    answers.sort_unstable();

    assert_eq!(statuses, [201, 409, 422, 201]);
    // 10,000 are left: two of four fit.
    assert_eq!(answers, [201, 201, 422, 422]);
    assert_eq!(saver.tax_owed().await, "2000.00");
    assert_eq!(saver.books.verify().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn r117_a_remittance_waits_for_a_second_person_and_stands_in_the_proof_pack() {
    let saver = Saver::spawn().await;
    let books = &saver.books;
    saver.earn("240001.00", "2026-04-30").await.expect(201);
    books.settings(&books.keeper, json!({ "approval_limit": "1000.00" })).await.expect(200);

    let request = asked(saver.remit("24000.00", "2026-05-10", "D1").await);
    let waiting = saver.tax_owed().await;
    let approved = approve(&books.second().await, &request, &key()).await.expect(201).json();

    assert_eq!(waiting, "24000.00");
    assert_eq!(approved["transaction"]["kind"], "tax_remittance");
    assert_eq!(saver.tax_owed().await, "0.00");
    let listed = books.keeper.get(&books.path("ledger-transactions?kind=tax_remittance")).await;
    assert_eq!(listed.expect(200).json()["items"].as_array().map(Vec::len), Some(1));
    let folder = TempDir::new().expect("a folder");
    let pack = folder.path().join("pack");
    let exported = export(books, &pack);
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let replayed = replay(&pack).await;
    assert!(replayed.status.success(), "{}", String::from_utf8_lossy(&replayed.stderr));
    let (content, said) = independently(&pack);
    assert!(content, "{said}");
}
