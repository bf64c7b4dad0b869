use kibm_migrations::{Migrator, MigratorTrait};
use serde_json::{Value, json};

use super::{
    Books, cooperative, cooperative_parts, decision, id_of, issuer_of, part, refusal, refused,
};

/// Two members with the savings and purchases of R39: Susanti's and the others'.
pub(super) async fn susanti(books: &Books) -> (String, String) {
    let pokok = books.principal(false).await;
    let wajib = books.savings("simpanan_wajib").await;
    books.scheme(cooperative_parts()).await.expect(201);
    let susanti = books.member(&pokok, "Susanti").await;
    let others = books.member(&pokok, "Yosefa").await;
    books.bring_in(&wajib, &susanti, "500000.00", "2024-02-01").await;
    books.bring_in(&wajib, &others, "27300000.00", "2024-02-01").await;
    let items = json!([
        { "member_id": susanti, "amount": "8400000.00" },
        { "register_number": 2, "amount": "159600000.00" },
    ]);
    let draft = json!({ "book_year": 2025, "kind": "purchases", "items": items });
    let saved = books.keeper.post(&books.path("patronage"), draft).await.expect(200).json();
    assert_eq!(saved["total"], "168000000.00");
    (susanti, others)
}

#[tokio::test]
async fn r39_susanti_gets_her_share_by_capital_and_by_business_with_its_reasons() {
    let books = cooperative().await;
    let (susanti, _) = susanti(&books).await;
    let run = id_of(&books.draft("56000000.00", "0.00").await.expect(201));

    let computed = books.simulate(&run).await;
    let own = books.lines(&run, &format!("?member_id={susanti}")).await;

    assert_eq!(part(&computed, "jasa_modal")["amount"], "14000000.00");
    assert_eq!(part(&computed, "jasa_modal")["formula"], "25% × 56000000.00");
    let amounts: Vec<&Value> = own.iter().map(|line| &line["amount"]).collect();
    assert_eq!(amounts, [&json!("300000.00"), &json!("840000.00")]);
    assert_eq!(own[0]["base"], "600000.00");
    assert_eq!(own[0]["formula"], "14000000.00 × 120000000 / 5600000000");
    assert_eq!((&own[0]["holder_name"], &own[0]["rounding"]), (&json!("Susanti"), &json!("0.00")));
    assert_eq!(own[1]["measure"], "purchases");
}

#[tokio::test]
async fn r36_a_run_goes_from_draft_to_approval_and_changes_no_more() {
    let books = cooperative().await;
    susanti(&books).await;
    let drafted = books.draft("56000000.00", "0.00").await.expect(201);
    let run = id_of(&drafted);
    let path = format!("/api/v1/surplus-runs/{run}");
    let change = json!({ "book_year": 2025, "member_surplus": "57000000.00" });

    let unsimulated = books.step(&run, "submission", Value::Null).await;
    let early = books.step(&run, "approval", decision("rat")).await;
    books.keeper.put(&path, drafted.header("etag"), change.clone()).await.expect(200);
    let computed = books.simulate(&run).await;
    let submitted = books.step(&run, "submission", Value::Null).await.expect(200);
    let edited = books.keeper.put(&path, submitted.header("etag"), change.clone()).await;
    let resimulated = books.step(&run, "simulation", Value::Null).await;
    let wrong = books.step(&run, "approval", decision("musdes")).await;
    let approved = books.step(&run, "approval", decision("rat")).await.expect(200);
    let deleted =
        books.keeper.send("DELETE", &path, None, &[("if-match", approved.header("etag"))]).await;

    assert_eq!(refusal(&unsimulated), refused(409, "run_not_computed"));
    assert_eq!(refusal(&early), refused(409, "run_status"));
    assert_eq!(refusal(&edited), refused(409, "run_frozen"));
    assert_eq!(refusal(&resimulated), refused(409, "run_frozen"));
    assert_eq!(refusal(&wrong), refused(422, "meeting_unfit"));
    assert_eq!(refusal(&deleted), refused(409, "run_frozen"));
    let approved = approved.json();
    assert_eq!(approved["status"], "disahkan");
    assert_eq!(approved["decision"]["number"], "03/RAT/2026");
    assert_eq!(approved["digest"], computed["digest"]);
}

#[tokio::test]
async fn r36_a_returned_run_can_be_changed_and_a_draft_deleted() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = id_of(&books.draft("56000000.00", "0.00").await.expect(201));
    books.simulate(&run).await;
    books.step(&run, "submission", Value::Null).await.expect(200);
    let second = id_of(&books.draft("1000.00", "0.00").await.expect(201));
    books.simulate(&second).await;
    let twice = books.step(&second, "submission", Value::Null).await;

    let back = books.step(&run, "return", json!({ "reason": "angka salah" })).await.expect(200);
    books.simulate(&run).await;
    let path = format!("/api/v1/surplus-runs/{run}");
    let now = books.keeper.get(&path).await.expect(200);
    let tag = [("if-match", now.header("etag"))];
    let gone = books.keeper.send("DELETE", &path, None, &tag).await;

    assert_eq!(refusal(&twice), refused(409, "run_exists"));
    assert_eq!(back.json()["status"], "draft");
    assert_eq!(gone.status, 204, "{}", gone.text);
    assert_eq!(books.keeper.get(&path).await.status, 404);
}

#[tokio::test]
async fn what_changed_since_the_simulation_is_not_submitted_unseen() {
    let books = cooperative().await;
    let (susanti, _) = susanti(&books).await;
    let run = id_of(&books.draft("56000000.00", "0.00").await.expect(201));
    let first = books.simulate(&run).await;
    let again = books.simulate(&run).await;
    let items = json!([{ "member_id": susanti, "amount": "8400001.00" }]);
    let draft = json!({ "book_year": 2025, "kind": "purchases", "items": items });
    books.keeper.post(&books.path("patronage"), draft.clone()).await.expect(200);

    let stale = books.step(&run, "submission", Value::Null).await;
    let anew = books.simulate(&run).await;
    books.step(&run, "submission", Value::Null).await.expect(200);
    let late = books.keeper.post(&books.path("patronage"), draft).await;

    assert_eq!(first["digest"], again["digest"]);
    assert_ne!(first["digest"], anew["digest"]);
    assert_eq!(refusal(&stale), refused(409, "run_changed_underneath"));
    assert_eq!(refusal(&late), refused(409, "patronage_frozen"));
}

#[tokio::test]
async fn r44_surplus_from_others_is_shared_without_business() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = id_of(&books.draft("40000000.00", "10000000.00").await.expect(201));

    let computed = books.simulate(&run).await;

    assert_eq!(part(&computed, "jasa_usaha")["amount"], "12000000.00");
    assert_eq!(part(&computed, "cadangan")["amount"], "25500000.00");
    let formula = &part(&computed, "cadangan")["formula"];
    assert_eq!(formula, "45% × 40000000.00 + 75% × 10000000.00");
}

#[tokio::test]
async fn r45_a_loss_is_not_drafted_and_r4_no_basis_is_named() {
    let books = cooperative().await;
    books.principal(false).await;
    books.scheme(cooperative_parts()).await.expect(201);

    let loss = books.draft("-1.00", "0.00").await;
    let nothing = books.draft("0.00", "0.00").await;
    let run = id_of(&books.draft("100.00", "0.00").await.expect(201));
    let nobody = books.step(&run, "simulation", Value::Null).await;

    assert_eq!(refusal(&loss), refused(422, "surplus_not_positive"));
    assert_eq!(refusal(&nothing), refused(422, "surplus_not_positive"));
    assert_eq!(refusal(&nobody), refused(422, "no_basis_for_distribution"));
    assert_eq!(nobody.json()["errors"][0]["pointer"], "/parts/1");
}

#[tokio::test]
async fn r43_and_r46_the_base_follows_the_scheme_and_the_dates_of_members() {
    let books = cooperative().await;
    let pokok = books.principal(false).await;
    let wajib = books.savings("simpanan_wajib").await;
    let of = |base: &str| {
        json!({ "parts": [
            { "key": "cadangan", "name": "Cadangan", "percent": "50", "destination": "reserve" },
            { "key": "jasa_modal", "name": "Jasa modal", "percent": "50",
              "destination": "member_capital", "base": base },
        ] })
    };
    let whole = books.member(&pokok, "Maria").await;
    books.bring_in(&wajib, &whole, "900000.00", "2024-02-01").await;
    books.bring_in(&wajib, &whole, "2000000.00", "2025-07-01").await;
    let person = books.person("Yosefa", "female").await;
    let draft = json!({ "person_id": person, "standing": "member", "applied_on": "2025-03-01" });
    let late = id_of(&books.keeper.post(&books.path("members"), draft).await.expect(201));
    books.bring_in(&pokok, &late, "100000.00", "2025-03-01").await;
    books.scheme_from("2020-01-01", of("closing")).await.expect(201);
    let closing = id_of(&books.draft("1000000.00", "0.00").await.expect(201));
    books.simulate(&closing).await;
    books.scheme_from("2021-01-01", of("average")).await.expect(201);
    let average = id_of(&books.draft("1000000.00", "0.00").await.expect(201));
    books.simulate(&average).await;
    books.scheme_from("2022-01-01", of("share_days")).await.expect(201);
    let days = id_of(&books.draft("1000000.00", "0.00").await.expect(201));
    books.simulate(&days).await;

    let bases = async |run: &str| {
        let lines = books.lines(run, "").await;
        lines.iter().map(|line| line["base"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };

    // Opening 1,000,000, closing 3,000,000; who joined in March counts by the average.
    assert_eq!(bases(&closing).await, ["3000000.00", "50000.00"]);
    assert_eq!(bases(&average).await, ["2000000.00", "50000.00"]);
    // 1,000,000 for 365 days and 2,000,000 for 184; 100,000 for 306.
    let shares = books.lines(&days, "").await;
    assert_eq!(shares[0]["weight"], (100_000_000_i64 * 365 + 200_000_000 * 184).to_string());
    assert_eq!(shares[1]["weight"], (10_000_000_i64 * 306).to_string());
}

#[tokio::test]
async fn r53_and_r54_a_village_result_goes_to_village_and_community_by_capital() {
    let books = issuer_of("bum_desa", "BUM Desa Letvuan").await;
    let desa = books.instrument(json!({ "kind": "penyertaan_modal_desa", "name": "Desa" })).await;
    let warga =
        books.instrument(json!({ "kind": "penyertaan_modal_masyarakat", "name": "Warga" })).await;
    let government =
        books.app.organization("pemerintah_desa", "Desa Letvuan", super::VILLAGE).await;
    let village = books.old_holder("organization_id", &government.to_string()).await;
    invest(&books, &desa, &village, "60000000.00", "desa").await;
    for name in ["Ana", "Bela", "Cici"] {
        let person = books.person(name, "female").await;
        let holder = books.old_holder("person_id", &person).await;
        invest(&books, &warga, &holder, "5000000.00", "masyarakat").await;
    }
    let starters = books.keeper.get("/api/v1/surplus-scheme-starters").await.expect(200).json();
    let starter =
        starters["items"].as_array().unwrap().iter().find(|one| one["legal_form"] == "bum_desa");
    books.scheme_from("2021-02-02", starter.unwrap()["terms"].clone()).await.expect(201);
    let run = id_of(&books.draft("61234567.00", "0.00").await.expect(201));

    let computed = books.simulate(&run).await;
    let lines = books.lines(&run, "").await;

    let keys = ["pades", "modal", "masyarakat", "pengurus", "sosial", "pendidikan"];
    let amounts: Vec<&str> =
        keys.iter().map(|key| part(&computed, key)["amount"].as_str().unwrap()).collect();
    let expected =
        ["18370370.00", "18370370.00", "12246914.00", "6123457.00", "3061728.00", "3061728.00"];
    assert_eq!(amounts, expected);
    let shares: Vec<&str> = lines.iter().map(|line| line["amount"].as_str().unwrap()).collect();
    assert_eq!(shares, ["18370370.00", "4082305.00", "4082305.00", "4082304.00"]);
    assert_eq!(part(&computed, "pades")["account"], "3.2.01");
    assert_eq!(part(&computed, "masyarakat")["account"], "3.2.02");
}

pub(super) async fn invest(
    books: &Books,
    instrument: &str,
    holder: &str,
    amount: &str,
    source: &str,
) {
    let draft = json!({
        "instrument_id": instrument, "member_id": holder, "amount": amount,
        "effective_on": "2024-03-01", "source_class": source, "decision_number": "Perdes 2/2024",
    });
    books.keeper.pay(&books.path("contributions"), &super::key(), draft).await.expect(201);
}

#[tokio::test]
async fn r56_each_founding_village_gets_its_part_by_its_capital() {
    let books = issuer_of("bum_desa_bersama", "BUM Desa Bersama Kei").await;
    let desa = books.instrument(json!({ "kind": "penyertaan_modal_desa", "name": "Desa" })).await;
    let parts = json!([
        { "key": "pades", "name": "PADes", "percent": "30", "destination": "government" },
        { "key": "modal", "name": "Modal", "percent": "70", "destination": "reserve" },
    ]);
    books.scheme(parts).await.expect(201);
    let run = id_of(&books.draft("1000000.00", "0.00").await.expect(201));
    let mut refusals = Vec::new();
    for (name, code, amount) in [
        ("Desa Letvuan", "81.02.16.2003", "150000000.00"),
        ("Desa Satu", "81.02.16.2001", "100000000.00"),
        ("Desa Dua", "81.02.16.2002", "75000000.00"),
    ] {
        refusals.push(refusal(&books.step(&run, "simulation", Value::Null).await));
        let government = books.app.organization("pemerintah_desa", name, code).await;
        let holder = books.old_holder("organization_id", &government.to_string()).await;
        invest(&books, &desa, &holder, amount, "desa").await;
    }

    let computed = books.simulate(&run).await;

    assert_eq!(refusals[0], refused(422, "founders_too_few"));
    assert_eq!(refusals[1], refused(422, "founders_too_few"));
    assert_eq!(refusals[2].0, 200);
    let villages = part(&computed, "pades")["villages"].as_array().unwrap();
    let shown: Vec<(&str, &str)> = villages
        .iter()
        .map(|row| (row["percent"].as_str().unwrap(), row["amount"].as_str().unwrap()))
        .collect();
    // R9: the percents total 100.00, the amounts 300,000.
    assert_eq!(shown, [("46.15", "138461.00"), ("30.77", "92308.00"), ("23.08", "69231.00")]);
}

#[tokio::test]
async fn r65_a_company_shares_no_profit_past_its_reserve_and_no_losses() {
    let books = issuer_of("perseroda", "Perseroda Maju").await;
    let saham =
        books.instrument(json!({ "kind": "saham", "name": "Saham", "nominal": "1000.00" })).await;
    let person = books.person("Ana", "female").await;
    let holder = books.old_holder("person_id", &person).await;
    books.bring_in(&saham, &holder, "1000000.00", "2024-03-01").await;
    let dividend = json!({ "key": "dividen", "name": "Dividen", "percent": "100",
                           "destination": "member_capital", "base": "closing" });
    books.scheme(json!([dividend])).await.expect(201);
    let run = id_of(&books.draft("100000.00", "0.00").await.expect(201));

    let bare = books.step(&run, "simulation", Value::Null).await;
    let reserve = json!({ "line": "cadangan", "amount": "200000.00",
                          "effective_on": "2024-12-31", "reason": "neraca 2024" });
    books.keeper.pay(&books.path("opening-balances"), &super::key(), reserve).await.expect(201);
    let full = books.step(&run, "simulation", Value::Null).await;
    let losses = json!({ "book_year": 2025, "member_surplus": "100000.00",
                         "retained_before": "-100000.00" });
    let losses = books.keeper.post(&books.path("surplus-runs"), losses).await.expect(201);
    let losses = books.step(&id_of(&losses), "simulation", Value::Null).await;

    assert_eq!(refusal(&bare), refused(422, "reserve_duty"));
    assert_eq!(full.status, 200, "{}", full.text);
    assert_eq!(refusal(&losses), refused(409, "no_retained_earnings"));
}

#[tokio::test]
async fn business_is_imported_from_a_table_or_every_cell_at_fault_is_named() {
    let books = cooperative().await;
    let pokok = books.principal(false).await;
    for name in ["Ana", "Bela", "Cici"] {
        books.member(&pokok, name).await;
    }
    let path = books.path("patronage/import?book_year=2025&kind=deliveries");
    let file = |text: &str| text.as_bytes().to_vec();

    let faulty = "Nomor Anggota;Jumlah\n1;Rp 1.250.000\n9;100\n2;abc\n1;5\n3;-5\n";
    let faulty = books.keeper.upload(&path, "text/csv", file(faulty)).await.expect(200).json();
    let good = "Nomor Anggota;Jumlah\n1;Rp 1.250.000\n2;2.000.000,50\n";
    let dry = format!("{path}&dry_run=true");
    let dry = books.keeper.upload(&dry, "text/csv", file(good)).await.expect(200).json();
    let none = books.keeper.get(&books.path("patronage?book_year=2025&kind=deliveries")).await;
    let saved = books.keeper.upload(&path, "text/csv", file(good)).await.expect(200).json();
    let listed = books.keeper.get(&books.path("patronage?book_year=2025&kind=deliveries")).await;
    let headless = books.keeper.upload(&path, "text/csv", file("a,b\n1,2\n")).await;

    let remarks: Vec<(u64, &str)> = faulty["remarks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|remark| (remark["row"].as_u64().unwrap(), remark["code"].as_str().unwrap()))
        .collect();
    assert_eq!(faulty["applied"], false);
    assert_eq!(
        remarks,
        [
            (3, "patronage_member"),
            (4, "amount_unreadable"),
            (5, "patronage_twice"),
            (6, "amount_not_positive")
        ]
    );
    assert_eq!((&dry["applied"], &dry["total"]), (&json!(false), &json!("3250000.50")));
    assert_eq!(none.json()["items"], json!([]));
    assert_eq!((&saved["applied"], &saved["rows"]), (&json!(true), &json!(2)));
    assert_eq!(listed.json()["items"][1]["amount"], "2000000.50");
    assert_eq!(refusal(&headless), refused(422, "patronage_headings"));
}

#[tokio::test]
async fn lines_are_paged_and_given_as_csv_with_their_sum() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = id_of(&books.draft("56000000.00", "0.00").await.expect(201));
    let before = books.keeper.get(&format!("/api/v1/surplus-runs/{run}/lines")).await;
    books.simulate(&run).await;
    let path = format!("/api/v1/surplus-runs/{run}/lines");

    let first = books.keeper.get(&format!("{path}?limit=3")).await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = books.keeper.get(&format!("{path}?limit=3&cursor={cursor}")).await.expect(200);
    let csv = books.keeper.csv(&path).await.expect(200);

    assert_eq!(refusal(&before), refused(409, "run_not_computed"));
    assert_eq!(first["items"].as_array().unwrap().len(), 3);
    assert_eq!(rest.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(csv.text.lines().count(), 5, "{}", csv.text);
    assert!(csv.text.contains("14000000.00 × 120000000 / 5600000000"), "{}", csv.text);
}

#[tokio::test]
async fn a_year_out_of_its_bounds_is_refused_and_names_them() {
    let books = cooperative().await;
    for rest in [
        "surplus-runs?book_year=1949",
        "surplus-runs?book_year=2201",
        "patronage?book_year=0&kind=purchases",
    ] {
        let answer = books.keeper.get(&books.path(rest)).await;

        assert_eq!((answer.status, answer.code().as_str()), (400, "bad_parameter"), "{rest}");
        assert!(answer.text.contains("1950 sampai 2200"), "{}", answer.text);
    }
}

#[tokio::test]
async fn r36_the_meeting_that_approves_is_recorded_once_and_says_the_same() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = id_of(&books.draft("56000000.00", "0.00").await.expect(201));
    books.simulate(&run).await;
    books.step(&run, "submission", Value::Null).await.expect(200);
    let recorded = json!({ "book_year": 2025, "meeting": decision("rat") });
    let meeting = books.keeper.post(&books.path("meetings"), recorded).await.expect(201);
    let mut other = decision("rat");
    other["present"] = json!(61);
    other["held_on"] = json!("2026-03-21");

    let differs = books.step(&run, "approval", other).await;
    books.step(&run, "approval", decision("rat")).await.expect(200);
    let path = format!("/api/v1/meetings/{}", id_of(&meeting));
    let reason = json!({ "reason": "salah" });
    let bound = books.keeper.post(&format!("{path}/withdraw"), reason).await;

    assert_eq!(differs.fault_codes(), ["meeting_differs", "meeting_differs"]);
    assert_eq!(differs.json()["errors"][0]["pointer"], "/held_on");
    let seen = books.keeper.get(&path).await.expect(200).json();
    assert_eq!(seen["surplus_run_id"], json!(run));
    assert_eq!(refusal(&bound), refused(409, "meeting_binds"));
    let listed = books.keeper.get(&books.path("meetings")).await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn r35_an_approval_records_its_meeting_also_one_of_before_there_were_records() {
    let books = cooperative().await;
    susanti(&books).await;
    let run = books.approved("56000000.00", "0.00", "rat").await;
    let due = books.path("meetings/due?as_of=2026-11-21");
    let listed = books.path("meetings");
    let made = books.keeper.get(&listed).await.expect(200).json();
    let database = books.app.state.db.write();
    let steps = crate::migrations::steps_before("m31_governance");

    Migrator::down(database, Some(steps)).await.expect("the steps can be taken back");
    Migrator::up(database, None).await.expect("and applied again");

    let moved = books.keeper.get(&listed).await.expect(200).json();
    for page in [&made, &moved] {
        let meeting = &page["items"][0];
        assert_eq!(
            (&meeting["number"], &meeting["surplus_run_id"]),
            (&json!("03/RAT/2026"), &json!(run))
        );
        assert_eq!((&meeting["held_on"], &meeting["present"]), (&json!("2026-03-20"), &json!(60)));
        assert_eq!(
            (&meeting["book_year"], &meeting["book_year_end"]),
            (&json!(2025), &json!("2025-12-31"))
        );
    }
    let due = books.keeper.get(&due).await.expect(200).json();
    assert_eq!((&due["state"], &due["last_book_year"]), (&json!("in_order"), &json!(2025)));
}
