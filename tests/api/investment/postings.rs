use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{Books, VILLAGE, id_of, key, posting, refusal, refused};

#[tokio::test]
async fn r1_three_postings_of_thirty_three_point_three_three_sum_exactly() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;

    for _ in 0..3 {
        books.contribute(&sukarela, &member, "33.33", "2026-02-01").await.expect(201);
    }

    let statement = books.keeper.get(&format!("/api/v1/members/{member}/statement")).await;
    let items = statement.expect(200).json()["items"].clone();
    let balances: Vec<_> =
        items.as_array().unwrap().iter().map(|item| item["balance"].clone()).collect();
    assert_eq!(balances, [json!("33.33"), json!("66.66"), json!("99.99")]);
    let capital = books.capital("").await;
    assert_eq!(capital["liabilities"], "99.99");
}

#[tokio::test]
async fn r26_another_amount_is_refused_and_the_right_one_makes_the_member() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let member = books.applicant("Maria").await;

    let less = books.contribute(&pokok, &member, "99999.99", "2026-02-01").await;
    let right = books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    let again = books.contribute(&pokok, &member, "100000.00", "2026-02-02").await;

    assert_eq!(refusal(&less), refused(422, "principal_amount"));
    assert!(less.json()["legal_basis"].as_str().unwrap().contains("UU 25/1992"));
    assert_eq!(right.json()["member_status"], "active");
    assert_eq!(refusal(&again), refused(422, "principal_amount"));
    let view = books.keeper.get(&format!("/api/v1/members/{member}")).await.expect(200).json();
    assert_eq!((&view["status"], &view["joined_on"]), (&json!("active"), &json!("2026-02-01")));
}

#[tokio::test]
async fn r26_with_instalments_the_member_is_in_force_when_all_is_paid() {
    let books = Books::cooperative().await;
    let pokok = books.principal(true).await;
    let member = books.applicant("Maria").await;

    let first = books.contribute(&pokok, &member, "40000.00", "2026-02-01").await.expect(201);
    let over = books.contribute(&pokok, &member, "60000.01", "2026-03-01").await;
    let last = books.contribute(&pokok, &member, "60000.00", "2026-03-01").await.expect(201);

    assert_eq!(first.json()["member_status"], "applicant");
    assert_eq!(refusal(&over), refused(422, "principal_amount"));
    assert_eq!(last.json()["member_status"], "active");
}

#[tokio::test]
async fn r26_a_withdrawal_is_not_taken_back_where_all_that_is_due_was_paid_since() {
    let books = Books::cooperative().await;
    let pokok = books.principal(true).await;
    let member = books.applicant("Maria").await;
    books.contribute(&pokok, &member, "60000.00", "2026-02-01").await.expect(201);
    let taken = books.withdraw(&pokok, &member, "60000.00", "2026-02-02").await.expect(201);
    let paid = books.contribute(&pokok, &member, "100000.00", "2026-03-01").await.expect(201);

    let above = books.reverse(&id_of(&taken), "salah").await;
    books.reverse(&id_of(&paid), "salah").await.expect(201);
    let within = books.reverse(&id_of(&taken), "salah").await;

    assert_eq!(refusal(&above), refused(409, "reversal_beyond_principal"));
    assert_eq!(within.status, 201, "{}", within.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn r26_a_new_amount_holds_for_those_who_apply_from_its_day_on() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let early = books.applicant("Maria").await;
    let amounts = format!("/api/v1/instruments/{pokok}/amounts");
    let next = json!({ "amount": "150000.00", "valid_from": "2026-11-22", "reason": "RAT 2026" });
    let stale = json!({ "amount": "1.00", "valid_from": "2026-11-22", "reason": "RAT" });
    for day in ["2026-11-20", "2026-11-21"] {
        let past = json!({ "amount": "1.00", "valid_from": day, "reason": "RAT" });
        let past = books.keeper.post(&amounts, past).await;
        assert_eq!(refusal(&past), refused(422, "date_too_early"));
    }

    books.keeper.post(&amounts, next).await.expect(201);
    let overlapping = books.keeper.post(&amounts, stale).await;
    let person = books.person("Yosefa", "female").await;
    let clock = &books.app.state.clock;
    clock.set(clock.now() + chrono::TimeDelta::days(1));
    let keeper = books.app.keeper(Role::EnterpriseOfficer, books.issuer).await;
    let books = Books { keeper, ..books };
    let draft = json!({ "person_id": person, "standing": "member", "applied_on": "2026-11-22" });
    let late = id_of(&books.keeper.post(&books.path("members"), draft).await.expect(201));

    assert_eq!(refusal(&overlapping), refused(409, "amount_period"));
    let old = books.contribute(&pokok, &late, "100000.00", "2026-11-22").await;
    assert_eq!(refusal(&old), refused(422, "principal_amount"));
    books.contribute(&pokok, &late, "150000.00", "2026-11-22").await.expect(201);
    books.contribute(&pokok, &early, "100000.00", "2026-07-01").await.expect(201);
}

#[tokio::test]
async fn r26_who_joined_today_stays_a_member_whatever_the_amount_is_raised_to() {
    let books = Books::cooperative().await;
    let (pokok, wajib) = (books.principal(false).await, books.savings("simpanan_wajib").await);
    let member = books.applicant_of("Maria", "2026-11-21").await;
    let paid = books.contribute(&pokok, &member, "100000.00", "2026-11-21").await.expect(201);
    books.contribute(&wajib, &member, "5000000.00", "2026-11-21").await.expect(201);
    let amounts = format!("/api/v1/instruments/{pokok}/amounts");

    let raised = json!({ "amount": "200000.00", "valid_from": "2026-11-21", "reason": "RAT" });
    let raised = books.keeper.post(&amounts, raised).await;
    books.reverse(&id_of(&paid), "salah").await.expect(201);
    let drawn = books.withdraw(&wajib, &member, "5000000.00", "2026-11-21").await;

    assert_eq!(refusal(&raised), refused(422, "date_too_early"));
    assert_eq!(refusal(&drawn), refused(409, "exit_settlement_first"));
}

#[tokio::test]
async fn r27_a_member_in_force_keeps_principal_and_mandatory_savings_until_the_exit() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let wajib = books.savings("simpanan_wajib").await;
    let member = books.applicant("Maria").await;
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    books.contribute(&wajib, &member, "20000.00", "2026-02-01").await.expect(201);

    let early = books.withdraw(&wajib, &member, "20000.00", "2026-03-01").await;
    let exit = json!({ "left_on": "2026-06-30", "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{member}/exit"), exit).await.expect(200);
    let before_exit = books.withdraw(&wajib, &member, "20000.00", "2026-06-29").await;
    let after = books.withdraw(&wajib, &member, "20000.00", "2026-06-30").await;

    assert_eq!(refusal(&early), refused(409, "member_still_active"));
    assert_eq!(refusal(&before_exit), refused(409, "member_still_active"));
    // R33: what pays it then is the exit settlement alone.
    assert_eq!(refusal(&after), refused(409, "exit_settlement_first"));
    let late = books.contribute(&wajib, &member, "1.00", "2026-07-01").await;
    assert_eq!(refusal(&late), refused(422, "not_a_member"));
}

#[tokio::test]
async fn r29_a_withdrawal_takes_the_balance_and_not_a_rupiah_more() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "250000.00", "2026-02-01").await.expect(201);

    let more = books.withdraw(&sukarela, &member, "250001.00", "2026-03-01").await;
    let all = books.withdraw(&sukarela, &member, "250000.00", "2026-03-01").await.expect(201);

    assert_eq!(refusal(&more), refused(422, "insufficient_balance"));
    assert_eq!(all.json()["balance"], "0.00");
}

#[tokio::test]
async fn r29_a_back_dated_withdrawal_may_leave_no_later_day_below_zero() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    books.withdraw(&sukarela, &member, "80.00", "2026-04-01").await.expect(201);
    books.contribute(&sukarela, &member, "500.00", "2026-05-01").await.expect(201);

    let too_much = books.withdraw(&sukarela, &member, "21.00", "2026-03-01").await;
    let before_any = books.withdraw(&sukarela, &member, "1.00", "2026-01-31").await;
    let fits = books.withdraw(&sukarela, &member, "20.00", "2026-03-01").await;

    assert_eq!(refusal(&too_much), refused(422, "insufficient_balance"));
    assert_eq!(refusal(&before_any), refused(422, "insufficient_balance"));
    assert_eq!(fits.status, 201, "{}", fits.text);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_posting_counts_by_the_issuers_own_day_and_never_in_the_future() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    // 23:30 in Jakarta is 01:30 of the next day in Kei.
    books.app.state.clock.set("2026-11-21T16:30:00Z".parse().unwrap());

    let today = books.contribute(&sukarela, &member, "1.00", "2026-11-22").await;
    let tomorrow = books.contribute(&sukarela, &member, "1.00", "2026-11-23").await;
    let too_early = books.contribute(&sukarela, &member, "1.00", "2026-01-04").await;
    let nothing = books.contribute(&sukarela, &member, "0.00", "2026-02-01").await;

    assert_eq!(today.status, 201, "{}", today.text);
    assert_eq!(refusal(&tomorrow), refused(422, "date_in_future"));
    assert_eq!(refusal(&too_early), refused(422, "date_too_early"));
    assert_eq!(refusal(&nothing), refused(422, "amount_not_positive"));
}

#[tokio::test]
async fn r68_savings_of_a_non_member_are_refused_with_another_way() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let penyertaan = books
        .instrument(json!({ "kind": "modal_penyertaan", "name": "Modal penyertaan", "agreement_number": "001/MP/2026" }))
        .await;
    let company = books.app.organization("perseroan", "PT Agar Tual", "81.72").await;
    let investor = books.holder("organization_id", &company.to_string()).await;
    let stranger = uuid::Uuid::now_v7().to_string();

    let deposit = books.contribute(&sukarela, &investor, "1000.00", "2026-02-01").await;
    let unknown = books.contribute(&sukarela, &stranger, "1000.00", "2026-02-01").await;
    let capital = books.contribute(&penyertaan, &investor, "1000.00", "2026-02-01").await;

    assert_eq!(refusal(&deposit), refused(422, "not_a_member"));
    assert!(deposit.json()["detail"].as_str().unwrap().contains("modal_penyertaan"));
    assert_eq!(refusal(&unknown), refused(422, "not_a_member"));
    assert_eq!(capital.status, 201, "{}", capital.text);
}

#[tokio::test]
async fn r114_only_the_issuers_own_officers_post_and_read_the_books() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let regional = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let outsider = books.app.officer(Role::RegionalOfficer, "33.01").await;
    let other = books.app.organization("koperasi_primer", "Koperasi Lain", VILLAGE).await;
    let rival = books.app.keeper(Role::EnterpriseOfficer, other).await;
    let auditor = books.app.officer(Role::Auditor, "81").await;
    let draft = posting(&sukarela, &member, "1.00", "2026-02-01");

    let by_rival = rival.pay(&books.path("contributions"), &key(), draft.clone()).await;
    let by_regional = regional.pay(&books.path("contributions"), &key(), draft).await;

    assert_eq!(by_rival.status, 404);
    assert_eq!(by_regional.status, 403);
    let statement = format!("/api/v1/members/{member}/statement");
    assert_eq!(rival.get(&statement).await.status, 404);
    assert_eq!(regional.get(&statement).await.status, 403);
    assert_eq!(auditor.get(&statement).await.status, 200);
    assert_eq!(regional.get(&books.path("capital")).await.status, 403);
    assert_eq!(auditor.get(&books.path("capital")).await.status, 200);
    assert_eq!(outsider.get(&books.path("capital")).await.status, 403);
}

#[tokio::test]
async fn r116_every_posting_leaves_who_when_why_and_the_balance_before_and_after() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    let taken = id_of(&books.withdraw(&sukarela, &member, "30.00", "2026-03-01").await.expect(201));
    books.reverse(&taken, "salah anggota").await.expect(201);

    let events = books
        .admin
        .get("/api/v1/audit-events?subject_kind=ledger_transaction")
        .await
        .expect(200)
        .json();

    let events = events["items"].as_array().unwrap().clone();
    let told: Vec<_> = events
        .iter()
        .map(|event| {
            let balances = (&event["before"]["balance"], &event["after"]["balance"]);
            (event["action"].as_str().unwrap(), event["reason"].as_str().unwrap(), balances)
        })
        .collect();
    let (zero, full, rest) = (json!("0.00"), json!("100.00"), json!("70.00"));
    assert_eq!(
        told,
        [
            ("record_contribution", "contribution", (&zero, &full)),
            ("record_withdrawal", "permintaan anggota", (&full, &rest)),
            ("reverse_ledger_transaction", "salah anggota", (&rest, &full)),
        ]
    );
    assert!(events.iter().all(|event| event["region_code"] == VILLAGE));
    assert!(events.iter().all(|event| event["user_id"] == json!(books.keeper.id)));
}

#[tokio::test]
async fn a_statement_pages_by_day_looks_back_in_both_times_and_comes_as_csv() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "10.00", "2026-03-01").await.expect(201);
    books.contribute(&sukarela, &member, "20.00", "2026-05-01").await.expect(201);
    books.app.state.clock.set("2026-11-21T13:00:00Z".parse().unwrap());
    // Learned of ten hours later, counts in between.
    books.contribute(&sukarela, &member, "5.00", "2026-04-01").await.expect(201);
    let path = format!("/api/v1/members/{member}/statement");
    let balances = |answer: crate::support::Answer| -> Vec<String> {
        let items = answer.expect(200).json()["items"].clone();
        let balance = |item: &serde_json::Value| item["balance"].as_str().unwrap().to_owned();
        items.as_array().unwrap().iter().map(balance).collect()
    };

    let first = books.keeper.get(&format!("{path}?limit=2")).await.expect(200).json();
    let cursor = first["next_cursor"].as_str().unwrap().to_owned();

    assert_eq!(first["items"][1]["balance"], "15.00");
    let rest = books.keeper.get(&format!("{path}?limit=2&cursor={cursor}")).await;
    assert_eq!(balances(rest), ["35.00"]);
    let as_of = books.keeper.get(&format!("{path}?as_of=2026-04-30")).await;
    assert_eq!(balances(as_of), ["10.00", "15.00"]);
    let known = books.keeper.get(&format!("{path}?known_at=2026-11-21T12:00:00Z")).await;
    assert_eq!(balances(known), ["10.00", "30.00"]);
    let csv = books.keeper.csv(&path).await.expect(200);
    assert_eq!(csv.text.lines().count(), 4, "{}", csv.text);
    for (query, count) in [("", 3), ("?known_at=2026-11-21T12:00:00Z", 2), ("?to=2026-04-30", 2)] {
        let listed = books.keeper.get(&books.path(&format!("ledger-transactions{query}"))).await;
        assert_eq!(listed.expect(200).json()["items"].as_array().map(Vec::len), Some(count));
    }
}

#[tokio::test]
async fn an_amount_that_no_village_has_is_refused() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;

    let over = books.contribute(&sukarela, &member, "1000000000000.01", "2026-02-01").await;
    let at = books.contribute(&sukarela, &member, "1000000000000.00", "2026-02-01").await;

    assert_eq!(refusal(&over), refused(422, "posting_too_large"));
    assert_eq!(at.status, 201, "{}", at.text);
}

#[tokio::test]
async fn an_organization_that_is_not_active_takes_no_capital_and_gives_it_back() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-02-01").await.expect(201);
    let status = json!({ "status": "dissolved", "reason": "RAT" });
    books.admin.post(&books.path("status"), status).await.expect(200);

    let more = books.contribute(&sukarela, &member, "1.00", "2026-02-02").await;
    let back = books.withdraw(&sukarela, &member, "100.00", "2026-02-03").await;

    assert_eq!(refusal(&more), refused(409, "issuer_not_active"));
    assert_eq!(back.status, 201, "{}", back.text);
}

#[tokio::test]
async fn r61_a_form_that_does_not_have_the_instrument_takes_no_more_of_it() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    let draft = json!({ "legal_form": "perumda", "reason": "Keputusan rapat uji" });
    let bound = books.admin.post(&books.path("legal-form"), draft).await;
    // Before the act there was, a form could change under open books.
    let conn = books.app.state.db.write();
    let changed = "UPDATE organization SET legal_form = 'perumda'";
    sea_orm::ConnectionTrait::execute_unprepared(conn, changed).await.expect("the form changes");

    let more = books.contribute(&sukarela, &member, "1.00", "2026-02-02").await;

    assert_eq!(refusal(&bound), refused(409, "books_bind_form"));
    assert_eq!(refusal(&more), refused(409, "instrument_of_form_ended"));
}

#[tokio::test]
async fn r68_nobody_leaves_before_their_last_posting() {
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-06-01").await.expect(201);
    let exit = |day: &str| json!({ "left_on": day, "reason": "sukarela" });
    let path = format!("/api/v1/members/{member}/exit");

    let early = books.keeper.post(&path, exit("2026-05-31")).await;
    let late = books.keeper.post(&path, exit("2026-06-01")).await;

    assert_eq!(refusal(&early), refused(422, "date_too_early"));
    assert_eq!(late.status, 200, "{}", late.text);
}

#[tokio::test]
async fn an_append_only_row_is_not_replaced_either() {
    use sea_orm::ConnectionTrait;
    let books = Books::cooperative().await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let member = books.applicant("Maria").await;
    books.contribute(&sukarela, &member, "100.00", "2026-06-01").await.expect(201);
    let conn = books.app.state.db.write();
    let replace = match conn.get_database_backend() {
        sea_orm::DbBackend::Sqlite => {
            "INSERT OR REPLACE INTO ledger_entry SELECT * FROM ledger_entry"
        }
        _ => "UPDATE ledger_entry SET debit_sen = debit_sen + 1",
    };

    assert!(conn.execute_unprepared(replace).await.is_err());
}

#[tokio::test]
async fn an_odd_instant_or_cursor_is_refused_not_a_failure_of_ours() {
    let books = Books::cooperative().await;
    let member = books.applicant("Maria").await;
    let capital = format!("{}?known_at=-5000-01-01T00:00:00Z", books.path("capital"));

    assert_eq!(books.keeper.get(&capital).await.code(), "bad_parameter");
    // "-5000-01-01|00000000-0000-7000-8000-000000000001" in base64.
    let cursor = "LTUwMDAtMDEtMDF8MDAwMDAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAx";
    let statement = format!("/api/v1/members/{member}/statement?cursor={cursor}");
    assert_eq!(books.keeper.get(&statement).await.code(), "bad_cursor");
}
