//! The accounts of the parts of a shared surplus, and what is paid out of them.

use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use super::runs::{invest, susanti};
use super::{Books, cooperative, decision, decision_on, id_of, issuer_of, key, refusal, refused};
use crate::support::Answer;

/// A village enterprise whose village government holds no capital: the founding
/// capital came from the community, and the law gives the village its part.
async fn village_without_capital(books: &Books) -> String {
    let warga =
        books.instrument(json!({ "kind": "penyertaan_modal_masyarakat", "name": "Warga" })).await;
    let person = books.person("Ana", "female").await;
    let citizen = books.old_holder("person_id", &person).await;
    invest(books, &warga, &citizen, "5000000.00", "masyarakat").await;
    let starters = books.keeper.get("/api/v1/surplus-scheme-starters").await.expect(200).json();
    let starter = starters["items"].as_array().expect("starters").iter();
    let starter = starter.clone().find(|one| one["legal_form"] == "bum_desa");
    books.scheme_from("2021-02-02", starter.expect("a starter")["terms"].clone()).await.expect(201);
    books.approved("61234567.00", "0.00", "musdes").await
}

impl Books {
    async fn pay_part(&self, run: &str, draft: Value) -> Answer {
        let path = format!("/api/v1/surplus-runs/{run}/part-payouts");
        self.keeper.pay(&path, &key(), draft).await
    }

    /// Code, name, debit and credit of the trial balance where the code begins so.
    async fn accounts(&self, report: &str, prefix: &str) -> Vec<(String, String, String)> {
        let report = self.keeper.get(&self.path(report)).await.expect(200).json();
        let lines = report["lines"].as_array().or_else(|| report["accounts"].as_array());
        let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
        let amount = |row: &Value| match row.get("amount") {
            Some(amount) => amount.as_str().unwrap_or_default().to_owned(),
            None if row["debit"] == "0.00" => text(row, "credit"),
            None => format!("-{}", text(row, "debit")),
        };
        let rows = lines.expect("a report has its lines").iter();
        rows.filter(|row| row["code"].as_str().is_some_and(|code| code.starts_with(prefix)))
            .map(|row| (text(row, "code"), text(row, "name"), amount(row)))
            .collect()
    }
}

fn payable() -> Value {
    json!({ "to": "payable", "surplus_in_books": false })
}

fn named(rows: &[(String, String, String)]) -> Vec<(&str, &str, &str)> {
    rows.iter().map(|(code, name, sum)| (code.as_str(), name.as_str(), sum.as_str())).collect()
}

#[tokio::test]
async fn r55_each_part_of_a_village_result_stands_on_its_own_account() {
    let books = issuer_of("bum_desa", "BUM Desa Letvuan").await;
    let run = village_without_capital(&books).await;

    books.pay(&run, payable()).await.expect(201);

    let trial = books.accounts("trial-balance", "").await;
    let of = |prefix: &str| -> Vec<(&str, &str, &str)> {
        named(&trial).into_iter().filter(|(code, ..)| code.starts_with(prefix)).collect()
    };
    assert_eq!(
        of("3.2"),
        [
            ("3.2.01.01", "Pendapatan asli desa (PADes)", "-18370370.00"),
            ("3.2.02.01", "Bagian penyertaan masyarakat", "-12246914.00"),
        ]
    );
    assert_eq!(of("3.3"), [("3.3.01", "Cadangan", "18370370.00")]);
    assert_eq!(
        of("2.2"),
        [
            ("2.2.01.01", "Pendapatan asli desa (PADes)", "18370370.00"),
            ("2.2.01.02", "Pengurus", "6123457.00"),
            ("2.2.01.03", "Sosial", "3061728.00"),
            ("2.2.01.04", "Pendidikan dan pelatihan", "3061728.00"),
            ("2.2.02", "Bagian hasil yang belum dibayar", "12246914.00"),
        ]
    );
    let equity = books.accounts("equity", "3.2").await;
    assert_eq!(
        named(&equity),
        [
            (
                "3.2.01.01",
                "Bagi Hasil Penyertaan Modal Desa – Pendapatan asli desa (PADes)",
                "18370370.00"
            ),
            (
                "3.2.02.01",
                "Bagi Hasil Penyertaan Modal Masyarakat – Bagian penyertaan masyarakat",
                "12246914.00"
            ),
        ]
    );
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_village_without_capital_gets_its_part_and_no_more() {
    let books = issuer_of("bum_desa", "BUM Desa Letvuan").await;
    let run = village_without_capital(&books).await;
    let app = &books.app;
    let government = app.organization("pemerintah_desa", "Desa Letvuan", super::VILLAGE).await;
    let other = app.organization("lsm", "Lembaga", super::VILLAGE).await;
    let pades = |amount: &str, to: Value| {
        json!({ "part": "pades", "amount": amount, "recipient_organization_id": to,
                "reason": "Setoran ke rekening kas desa" })
    };
    let to = json!(government);

    let early = books.pay_part(&run, pades("1.00", to.clone())).await;
    books.pay(&run, payable()).await.expect(201);
    let elsewhere = books.pay_part(&run, pades("1.00", json!(other))).await;
    let too_much = books.pay_part(&run, pades("18370370.01", to.clone())).await;
    let of_members = json!({ "part": "masyarakat", "amount": "1.00", "reason": "x" });
    let of_members = books.pay_part(&run, of_members).await;
    let nothing = books.pay_part(&run, pades("0.00", to.clone())).await;
    let first = books.pay_part(&run, pades("18000000.00", to.clone())).await.expect(201).json();
    let rest = books.pay_part(&run, pades("370370.00", to.clone())).await;
    let again = books.pay_part(&run, pades("0.01", to)).await;

    assert_eq!(refusal(&early), refused(409, "run_status"));
    assert_eq!(refusal(&elsewhere), refused(422, "part_recipient_unfit"));
    assert_eq!(refusal(&too_much), refused(422, "insufficient_balance"));
    assert_eq!(refusal(&of_members), refused(422, "part_not_paid_out"));
    assert_eq!(refusal(&nothing), refused(422, "amount_not_positive"));
    assert_eq!(rest.status, 201, "{}", rest.text);
    assert_eq!(refusal(&again), refused(422, "insufficient_balance"));
    let posted = first["transaction_id"].as_str().expect("a transaction");
    let posted = format!("/api/v1/ledger-transactions/{posted}");
    let posted = books.keeper.get(&posted).await.expect(200).json();
    assert_eq!(posted["kind"], "surplus_payout");
    assert!(posted["details"].as_str().is_some_and(|it| it.contains(&government.to_string())));
    let funds = books.accounts("trial-balance", "2.2.01").await;
    assert_eq!(
        funds[0],
        ("2.2.01.01".into(), "Pendapatan asli desa (PADes)".into(), "0.00".into())
    );
    assert_eq!(funds[1].2, "6123457.00", "the other parts are not touched");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r117_cash_leaves_a_part_above_the_limit_only_with_a_second_person() {
    let books = issuer_of("bum_desa", "BUM Desa Letvuan").await;
    let run = village_without_capital(&books).await;
    books.pay(&run, payable()).await.expect(201);
    let path = books.path("ledger-settings");
    let seen = books.keeper.get(&path).await.expect(200);
    let limit = json!({
        "year_begins": 1, "back_dating_days": 3660, "approval_days": 14,
        "approval_limit": "1000000.00", "reason": "Rapat",
    });
    books.keeper.put(&path, seen.header("etag"), limit).await.expect(200);
    let staff =
        |amount: &str| json!({ "part": "pengurus", "amount": amount, "reason": "Honor 2025" });
    let part_payouts = format!("/api/v1/surplus-runs/{run}/part-payouts");

    let small = books.pay_part(&run, staff("1000000.00")).await;
    let asked = books.keeper.pay(&part_payouts, "honor-1", staff("1400000.00")).await.expect(202);
    let retry = books.keeper.pay(&part_payouts, "honor-1", staff("1400000.00")).await.expect(202);
    let before = books.accounts("trial-balance", "2.2.01.02").await;
    let request = asked.json()["approval_id"].as_str().expect("a request").to_owned();
    let checker = books.app.keeper(Role::EnterpriseOfficer, books.issuer).await;
    let seen = checker.get(&format!("/api/v1/approvals/{request}")).await.expect(200).json();
    let approve = format!("/api/v1/approvals/{request}/approve");
    let own = books.keeper.pay(&approve, &key(), json!({})).await;
    let done = checker.pay(&approve, &key(), json!({})).await.expect(201).json();

    assert_eq!(small.status, 201, "{}", small.text);
    assert_eq!(retry.json(), asked.json());
    assert_eq!(before[0].2, "5123457.00", "nothing was paid yet");
    assert_eq!(seen["act"]["part_payout"]["reason"], "Honor 2025", "{seen}");
    let details = seen["act"]["part_payout"]["details"].as_str().unwrap_or_default();
    assert!(details.contains("pengurus"), "{details}");
    assert_eq!(refusal(&own), refused(403, "maker_is_checker"));
    assert_eq!(done["transaction"]["kind"], "surplus_payout");
    assert_eq!(done["transaction"]["approved_by"], json!(checker.id));
    let after = books.accounts("trial-balance", "2.2.01.02").await;
    assert_eq!(after[0].2, "3723457.00");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_part_keeps_its_account_from_year_to_year_and_a_new_one_gets_the_next() {
    let books = cooperative().await;
    susanti(&books).await;
    let parts = |third: &str| {
        json!([
            { "key": "cadangan", "name": "Dana cadangan", "percent": "40", "destination": "reserve" },
            { "key": "risiko", "name": "Cadangan risiko", "percent": "10", "destination": "reserve" },
            { "key": "sosial", "name": "Dana sosial", "percent": "25", "destination": "funds" },
            { "key": "lain", "name": third, "percent": "25", "destination": "staff" },
        ])
    };
    books.scheme_from("2024-06-01", json!({ "parts": parts("Dana pengurus") })).await.expect(201);
    let share = |year: i64| {
        let books = &books;
        async move {
            let draft = json!({ "book_year": year, "member_surplus": "1000.00" });
            let run = books.keeper.post(&books.path("surplus-runs"), draft).await.expect(201);
            let run = id_of(&run);
            books.simulate(&run).await;
            books.step(&run, "submission", Value::Null).await.expect(200);
            books.step(&run, "approval", decision_on("rat", year)).await.expect(200);
            books.pay(&run, payable()).await.expect(201);
            run
        }
    };

    share(2024).await;
    books.scheme_from("2025-01-01", json!({ "parts": parts("Dana karyawan") })).await.expect(201);
    let second = share(2025).await;

    let trial = books.accounts("trial-balance", "").await;
    let of = |prefix: &str| -> Vec<(&str, &str, &str)> {
        named(&trial).into_iter().filter(|(code, ..)| code.starts_with(prefix)).collect()
    };
    assert_eq!(
        of("2.2.01"),
        [
            ("2.2.01.01", "Dana sosial", "500.00"),
            ("2.2.01.02", "Dana pengurus", "250.00"),
            ("2.2.01.03", "Dana karyawan", "250.00"),
        ]
    );
    assert_eq!(
        of("3.3.01"),
        [("3.3.01", "Cadangan", "800.00"), ("3.3.01.01", "Cadangan risiko", "200.00")]
    );
    // What is left of the year before is there to be paid as well.
    let draft = json!({ "part": "sosial", "amount": "500.00", "reason": "Santunan" });
    books.pay_part(&second, draft).await.expect(201);
    // A loss is covered by the first reserve alone.
    let loss = |amount: &str| {
        json!({ "book_year": 2025, "amount": amount, "decision": decision("rat"),
                "loss_in_books": false })
    };
    let path = books.path("loss-coverings");
    let above = books.keeper.pay(&path, &key(), loss("800.01")).await;
    assert_eq!(refusal(&above), refused(422, "reserve_too_low"));
    books.keeper.pay(&path, &key(), loss("800.00")).await.expect(201);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r36_what_a_meeting_gave_to_a_fund_is_not_paid_to_staff_of_a_later_year() {
    let books = cooperative().await;
    susanti(&books).await;
    let parts = |name: &str, percent: &str, rest: &str, to: &str| {
        json!({ "parts": [
            { "key": "cadangan", "name": "Dana cadangan", "percent": rest, "destination": "reserve" },
            { "key": "lain", "name": name, "percent": percent, "destination": to },
        ] })
    };
    let sharing = |day: &'static str, terms: Value, year: i64, surplus: &'static str| {
        let books = &books;
        async move {
            books.scheme_from(day, terms).await.expect(201);
            let draft = json!({ "book_year": year, "member_surplus": surplus });
            let run = id_of(&books.keeper.post(&books.path("surplus-runs"), draft).await);
            books.simulate(&run).await;
            books.step(&run, "submission", Value::Null).await.expect(200);
            books.step(&run, "approval", decision_on("rat", year)).await.expect(200);
            books.pay(&run, payable()).await.expect(201);
            run
        }
    };
    let social = parts("Dana sosial", "40", "60", "funds");
    let fund = sharing("2023-01-01", social, 2024, "10000000.00").await;
    let honoraria = parts("DANA  SOSIAL", "10", "90", "staff");
    let staff = sharing("2025-01-01", honoraria, 2025, "1000000.00").await;
    let pay = |amount: &str| json!({ "part": "lain", "amount": amount, "reason": "Honor" });

    let all = books.pay_part(&staff, pay("4100000.00")).await;
    let above = books.pay_part(&staff, pay("100000.01")).await;
    let own = books.pay_part(&staff, pay("100000.00")).await;
    let of_fund = books.pay_part(&fund, pay("4000000.01")).await;
    let social = books.pay_part(&fund, pay("1500000.00")).await;

    assert_eq!(refusal(&all), refused(422, "insufficient_balance"));
    assert_eq!(refusal(&above), refused(422, "insufficient_balance"));
    assert_eq!(own.status, 201, "{}", own.text);
    assert_eq!(refusal(&of_fund), refused(422, "insufficient_balance"));
    assert_eq!(social.status, 201, "{}", social.text);
    let funds = books.accounts("trial-balance", "2.2.01").await;
    assert_eq!(
        named(&funds),
        [
            ("2.2.01.01", "Dana sosial", "2500000.00"),
            ("2.2.01.02", "DANA  SOSIAL (pengurus dan karyawan)", "0.00"),
        ]
    );
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r55_no_two_parts_stand_on_one_account() {
    let books = cooperative().await;
    let part = |key: &str, name: &str, percent: &str, destination: &str| json!({ "key": key, "name": name, "percent": percent, "destination": destination });
    let scheme = |name: &str, destination: &str| {
        json!([
            part("cadangan", "Dana cadangan", "40", "reserve"),
            part("sosial", "Dana X", "30", "funds"),
            part("pengurus", name, "30", destination),
        ])
    };

    let spelled = books.scheme(scheme(" dana   x", "staff")).await;
    let other_line = books.scheme(scheme("Dana X", "reserve")).await;

    assert_eq!(refusal(&spelled), refused(422, "part_name_taken"));
    assert_eq!(spelled.json()["errors"][0]["pointer"], "/terms/parts/2/name");
    assert_eq!(other_line.status, 201, "{}", other_line.text);
}

#[tokio::test]
async fn r55_a_number_that_bears_another_name_is_not_given_to_a_part() {
    let books = issuer_of("bum_desa", "BUM Desa Evav").await;
    let run = village_without_capital(&books).await;
    books.pay(&run, payable()).await.expect(201);
    let named = |name: &str, account: &str| {
        json!({ "parts": [
            { "key": "pades", "name": name, "percent": "100", "destination": "government",
              "account": account },
        ] })
    };

    let taken = books.scheme_from("2027-01-01", named("Dana lain", "3.2.01.01")).await;
    let both = json!({ "parts": [
        { "key": "a", "name": "Satu", "percent": "50", "destination": "government",
          "account": "3.2.01.07" },
        { "key": "b", "name": "Dua", "percent": "50", "destination": "government",
          "account": "3.2.01.07" },
    ] });
    let both = books.scheme_from("2027-01-01", both).await;
    let own = named("pendapatan asli  Desa (PADes)", "3.2.01.01");
    let own = books.scheme_from("2027-01-01", own).await;

    assert_eq!(refusal(&taken), refused(409, "part_account_named"));
    assert!(taken.text.contains("PADes"), "{}", taken.text);
    assert_eq!(refusal(&both), refused(422, "part_name_taken"));
    assert_eq!(own.status, 201, "{}", own.text);
}
