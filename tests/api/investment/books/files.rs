//! One file from end to end: booked, checked, sent again.

use kibm::identity::entity::access_grant::Role;
use serde_json::json;

use super::{CSV, found, nik, outcome, sums, three};
use crate::investment::{Books, refusal, refused};
use crate::support::at_once;

#[tokio::test]
async fn r5_a_book_is_booked_so_that_file_and_trial_balance_have_the_same_sums() {
    let books = Books::with_savings().await;
    let stated = "members=3&total=4125500.50&total_simpanan_pokok=300000.00\
                  &total_simpanan_wajib=3750500.50&total_simpanan_sukarela=75000.00";

    let answer = books.import(stated, three()).await.expect(201);

    assert_eq!(outcome(&answer), ("applied".to_owned(), 0), "{}", answer.text);
    let row = |kind: &str, sum: &str| [kind.to_owned(), sum.to_owned(), sum.to_owned()];
    let expected = [
        row("simpanan_pokok", "300000.00"),
        row("simpanan_wajib", "3750500.50"),
        row("simpanan_sukarela", "75000.00"),
    ];
    assert_eq!(sums(&answer), expected);
    let import = &answer.json()["import"];
    assert_eq!(import["total"], "4125500.50");
    let counts = ["rows_read", "persons_created", "members_created", "members_found", "postings"];
    assert_eq!(counts.map(|name| import[name].as_i64()), [3, 3, 3, 0, 6].map(Some));
    assert_eq!(found(&answer, "note"), ["5:null:total_row"]);
    let register = [
        json!([1, "Siti Aminah", "2020-01-02", "2020-01-02", "active"]),
        json!([2, "Budi Rahanubun", "2021-03-04", "2021-03-04", "active"]),
        json!([3, "Yosefa Renyaan", "2025-12-31", "2025-12-31", "active"]),
    ];
    assert_eq!(books.register().await, register);
    let trial = books.trial_totals().await;
    assert_eq!(trial["total_debit"], "4125500.50", "{trial}");
    assert_eq!(trial["total_credit"], "4125500.50");
    let lines = trial["accounts"].as_array().expect("lines");
    let asset = lines.iter().find(|line| line["line"] == "aset_awal").expect("the other side");
    assert_eq!(asset["debit"], "4125500.50");
    assert_eq!(books.verify().await, None);
    let page = books.keeper.get(&books.path("books/imports")).await.expect(200).json();
    assert_eq!(page["items"][0], answer.json()["import"]);
}

#[tokio::test]
async fn a_dry_run_says_what_would_be_booked_and_leaves_only_its_record() {
    let books = Books::with_savings().await;

    let dry = books.import("dry_run=true", three()).await.expect(201);

    assert_eq!(outcome(&dry), ("checked".to_owned(), 0));
    assert_eq!(dry.json()["import"]["total"], "4125500.50");
    assert_eq!(books.register().await, Vec::<serde_json::Value>::new());
    let persons = books.admin.get("/api/v1/persons").await.expect(200).json();
    assert_eq!(persons["items"], json!([]));
    assert_eq!(books.trial_totals().await["total_debit"], "0.00");
    let page = books.keeper.get(&books.path("books/imports")).await.expect(200).json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1));
    let real = books.import("", three()).await.expect(201);
    assert_eq!(outcome(&real).0, "applied");
    assert_eq!(real.json()["sums"], dry.json()["sums"]);
}

#[tokio::test]
async fn the_same_file_again_answers_what_was_kept_and_books_nothing() {
    let books = Books::with_savings().await;
    let first = books.import("", three()).await.expect(201);

    let again = books.import("", three()).await.expect(200);
    let otherwise = books.import("locale=en", three()).await.expect(201);

    assert_eq!(again.header("idempotency-replayed"), "true");
    assert_eq!(again.json(), first.json());
    assert_eq!(outcome(&otherwise).0, "refused", "read otherwise it is another book");
    assert_eq!(books.trial_totals().await["total_debit"], "4125500.50");
    assert_eq!(books.register().await.len(), 3);
}

/// Takes back some of the opening balances that stand, by their number.
async fn take_back(books: &Books, count: usize) {
    let path = books.path("ledger-transactions?limit=200");
    let page = books.keeper.get(&path).await.expect(200).json();
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let stands = |id: &serde_json::Value| items.iter().all(|it| it["reverses"] != *id);
    let openings = items.iter().filter(|it| it["kind"] == "opening_balance" && stands(&it["id"]));
    let ids: Vec<&str> = openings.filter_map(|it| it["id"].as_str()).take(count).collect();
    assert_eq!(ids.len(), count);
    for id in ids {
        books.reverse(id, "impor keliru").await.expect(201);
    }
}

#[tokio::test]
async fn a_file_whose_import_was_taken_back_is_booked_anew_and_never_answered_as_booked() {
    let books = Books::with_savings().await;
    let first = books.import("", three()).await.expect(201);

    take_back(&books, 1).await;
    let some = books.import("", three()).await.expect(201);
    assert_eq!(outcome(&some), ("refused".to_owned(), 3), "{}", some.text);
    assert_eq!(found(&some, "fault").len(), 5, "what stands is told: {}", some.text);
    take_back(&books, 5).await;
    assert_eq!(books.trial_totals().await["total_debit"], "0.00");
    let dry = books.import("dry_run=true", three()).await.expect(201);
    let anew = books.import("", three()).await.expect(201);
    let again = books.import("", three()).await.expect(200);

    assert_eq!(outcome(&dry).0, "checked");
    assert_eq!(outcome(&anew), ("applied".to_owned(), 0), "{}", anew.text);
    assert_ne!(anew.json()["import"]["id"], first.json()["import"]["id"]);
    assert_eq!(again.json(), anew.json());
    let capital = books.capital("?as_of=2025-12-31").await;
    assert_eq!(
        (&capital["own_capital"], &capital["liabilities"]),
        (&json!("4050500.50"), &json!("75000.00"))
    );
    assert_eq!(books.register().await.len(), 3);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn what_is_stated_of_a_file_is_compared_also_where_it_was_booked_before() {
    let books = Books::with_savings().await;
    books.import("total=4125500.50", three()).await.expect(201);

    let wrong = books.import("total=999.00", three()).await;
    let right = books.import("total=4125500.50&members=3", three()).await;

    assert_eq!(refusal(&wrong), refused(422, "control_total"));
    assert!(wrong.text.contains("4125500.50") && wrong.text.contains("999.00"), "{}", wrong.text);
    assert_eq!(right.status, 200, "{}", right.text);
}

#[tokio::test]
async fn the_same_file_many_times_at_once_is_booked_once() {
    let books = Books::with_savings().await;

    let answers = at_once(4, |_| {
        let (keeper, file) = (books.keeper.clone(), three().into_bytes());
        let path = books.path("books/imports?on=2025-12-31&reason=Neraca&locale=id");
        async move {
            loop {
                let answer = keeper.upload(&path, CSV, file.clone()).await;
                // Two imports of one process at a time; the others come back.
                if answer.status != 503 {
                    return answer;
                }
            }
        }
    })
    .await;

    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 200, 201]);
    assert!(answers.iter().all(|answer| answer.json() == answers[0].json()));
    assert_eq!(books.trial_totals().await["total_debit"], "4125500.50");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_changed_file_is_refused_where_a_member_has_an_opening_balance_already() {
    let books = Books::with_savings().await;
    books.import("", three()).await.expect(201);
    let changed = three().replace("1.500.000;0", "1.500.000;20.000");
    let changed = changed.replace("3.750.500,50;75.000", "3.750.500,50;95.000");

    let answer = books.import("", changed).await.expect(201);

    assert_eq!(outcome(&answer), ("refused".to_owned(), 3));
    let faults = found(&answer, "fault");
    let expected = [
        "2:6:opened_already",
        "2:7:opened_already",
        "3:6:opened_already",
        "3:7:opened_already",
        "3:8:opened_already",
        "4:6:opened_already",
    ];
    assert_eq!(faults, expected);
    assert_eq!(answer.json()["import"]["members_found"], 3);
    assert_eq!(books.trial_totals().await["total_debit"], "4125500.50");
}

#[tokio::test]
async fn a_second_file_adds_members_and_instruments_and_blanks_erase_nothing() {
    let books = Books::with_savings().await;
    let first = format!(
        "No Anggota,Nama,NIK,Tgl Masuk,Simpanan Pokok\n1,Siti,{},2020-01-02,100000\n",
        nik(1)
    );
    books.import("locale=iso", first).await.expect(201);
    let second = format!(
        "No Anggota,Nama,NIK,Tgl Masuk,Simpanan Pokok,Simpanan Wajib\n\
         1,Siti,,,,5000.25\n2,Budi,{},2021-02-03,100000,\n",
        nik(2),
    );

    let answer = books.import("locale=iso", second).await.expect(201);

    assert_eq!(outcome(&answer), ("applied".to_owned(), 0), "{}", answer.text);
    assert_eq!(answer.json()["import"]["members_found"], 1);
    let register = [
        json!([1, "Siti", "2020-01-02", "2020-01-02", "active"]),
        json!([2, "Budi", "2021-02-03", "2021-02-03", "active"]),
    ];
    assert_eq!(books.register().await, register);
    assert_eq!(books.trial_totals().await["total_debit"], "205000.25");
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_control_total_that_differs_refuses_the_whole_file_and_names_both_sums() {
    let books = Books::with_savings().await;
    let query = "members=4&total=4125500.00&total_simpanan_wajib=1.00&total_saham=5.00";

    let answer = books.import(query, three()).await.expect(201);

    assert_eq!(outcome(&answer), ("refused".to_owned(), 0));
    assert_eq!(found(&answer, "fault"), vec!["0:null:control_total"; 4]);
    let told = |what: &str| answer.text.contains(what);
    assert!(told("members: dinyatakan 4, berkas berjumlah 3"), "{}", answer.text);
    assert!(told("simpanan_wajib: dinyatakan 1.00, berkas berjumlah 3750500.50"));
    assert!(told("saham: dinyatakan 5.00, berkas berjumlah 0.00"));
    assert!(told("total: dinyatakan 4125500.00, berkas berjumlah 4125500.50"));
    assert_eq!(books.register().await.len(), 0);
    assert_eq!(books.trial_totals().await["total_debit"], "0.00");
}

#[tokio::test]
async fn r114_whoever_keeps_the_books_imports_them_and_nobody_else() {
    let books = Books::with_savings().await;
    let auditor = books.app.keeper(Role::Auditor, books.issuer).await;
    let regional = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let other = books.app.organization("koperasi_primer", "Koperasi Lain", super::super::VILLAGE);
    let other = books.app.keeper(Role::EnterpriseOfficer, other.await).await;

    for (caller, status) in [(&auditor, 403), (&regional, 403), (&other, 404)] {
        assert_eq!(books.import_by(caller, "", CSV, three()).await.status, status);
    }
    let page = auditor.get(&books.path("books/imports")).await;
    assert_eq!(page.status, 200);
    assert_eq!(regional.get(&books.path("books/imports")).await.status, 403);
    assert_eq!(other.get(&books.path("books/imports")).await.status, 404);
    let applied = books.import_by(&books.admin, "", CSV, three()).await.expect(201);
    assert_eq!(outcome(&applied).0, "applied");
}

#[tokio::test]
async fn what_is_no_book_is_refused_as_a_whole() {
    let books = Books::with_savings().await;
    let kind = books.import_by(&books.keeper, "", "application/json", "{}").await;
    assert_eq!(refusal(&kind), refused(415, "unsupported_media_type"));
    let path = books.path("books/imports?on=2025-12-31&reason=Neraca");
    let unstated = books.keeper.upload(&path, CSV, three().into_bytes()).await;
    assert_eq!(refusal(&unstated), refused(422, "locale_not_stated"));
    let path = books.path("books/imports?on=2026-12-31&reason=Neraca&locale=id");
    let future = books.keeper.upload(&path, CSV, three().into_bytes()).await;
    assert_eq!(refusal(&future), refused(422, "date_in_future"));
    assert_eq!(refusal(&books.import("", "").await), refused(422, "file_empty"));
    assert_eq!(refusal(&books.import("", "Nama;NIK\n").await), refused(422, "file_empty"));
    assert_eq!(refusal(&books.import("", "a;b\n1;2\n").await), refused(422, "book_headings"));
    let shares = books.import("", "Nama;NIK;Saham\n").await;
    assert_eq!(refusal(&shares), refused(422, "book_instrument_missing"));
    assert_eq!(refusal(&books.import("profile=tiada", three()).await).1, "profile_unknown");
}

#[tokio::test]
async fn a_profile_and_the_caller_name_columns_that_no_heading_tells() {
    let books = Books::with_savings().await;
    let profile = json!({ "name": "buku-kas", "mapping": {
        "locale": "id",
        "books": [
            { "heading": "Uraian", "field": "name" }, { "heading": "KTP", "field": "nik" },
            { "position": 3, "field": "simpanan_sukarela" },
        ],
    }});
    books.admin.post("/api/v1/import-profiles", profile).await.expect(201);
    let file = format!("Uraian;KTP;A;B\nSiti;{};1.000;2.000\n", nik(1));
    let path = |more: &str| {
        books.path(&format!("books/imports?on=2025-12-31&reason=Neraca&profile=buku-kas{more}"))
    };

    let own = books.keeper.upload(&path("&dry_run=true"), CSV, file.clone().into_bytes()).await;
    let named = "&column_simpanan_sukarela=B&column_simpanan_wajib=3";
    let other = books.keeper.upload(&path(named), CSV, file.into_bytes()).await;

    assert_eq!(outcome(&own.expect(201)).0, "checked");
    let other = other.expect(201);
    assert_eq!(outcome(&other).0, "applied", "{}", other.text);
    let expected =
        [["simpanan_wajib", "1000.00", "1000.00"], ["simpanan_sukarela", "2000.00", "2000.00"]];
    assert_eq!(sums(&other), expected.map(|row| row.map(str::to_owned)));
    assert_eq!(other.json()["import"]["locale"], "id");
}
