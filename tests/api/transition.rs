//! Seats that move and forms that change, with all that follows.

use kibm::cli::seed;
use kibm::dashboard::verify::first_difference;
use kibm::identity::entity::access_grant::Role;
use kibm::investment;
use kibm::platform::db::statement;
use kibm::platform::rollup;
use kibm_seed::synthetic::Synthetic;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

const SIZE: Synthetic =
    Synthetic { seed: 11, enterprises: 60, members: 400, entries: 1_500, logs: 300 };
const SEAT: &str = "81.02.16.2003";
const REASON: &str = "Keputusan rapat anggota uji";

async fn number(app: &TestApp, sql: &str, values: Vec<sea_orm::Value>) -> i64 {
    let conn = app.state.db.read();
    let row = conn.query_one_raw(statement(conn, sql, values)).await.expect("the query runs");
    let amount = row.and_then(|row| row.try_get_by_index::<Option<i64>>(0).expect("a number"));
    amount.unwrap_or_default()
}

async fn difference(app: &TestApp) -> Option<kibm::dashboard::verify::Difference> {
    first_difference(&app.state.db).await.expect("the check runs")
}

async fn fold(app: &TestApp) {
    let state = &app.state;
    rollup::fold(&state.db, &state.clock, &state.freshness).await.expect("the deltas fold");
}

/// A folded figure of one region.
async fn figure(app: &TestApp, region: &str, metric: &str) -> i64 {
    let sql = "SELECT CAST(SUM(amount) AS BIGINT) FROM rollup \
               WHERE region_code = $1 AND metric LIKE $2";
    number(app, sql, vec![region.into(), metric.into()]).await
}

/// A cooperative of the synthetic nation with capital, covered pairs and open
/// follow-ups, and where it has its seat.
async fn busy_cooperative(app: &TestApp) -> (kibm::kernel::ids::OrganizationId, String) {
    let conn = app.state.db.read();
    let sql = "SELECT o.id, o.region_code FROM organization o WHERE o.legal_form = 'koperasi_primer' \
               AND o.region_code <> '81.02.16.2003' \
               AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.organization_id = o.id) \
               AND EXISTS (SELECT 1 FROM coverage c WHERE c.organization_id = o.id) \
               AND EXISTS (SELECT 1 FROM follow_up f WHERE f.organization_id = o.id AND f.status = 'open') \
               ORDER BY o.id LIMIT 1";
    let row = conn.query_one_raw(statement(conn, sql, vec![])).await.expect("the query runs");
    let row = row.expect("the nation has a busy cooperative");
    (row.try_get_by_index(0).expect("an id"), row.try_get_by_index(1).expect("a code"))
}

async fn relocate(
    caller: &Caller,
    id: impl std::fmt::Display,
    region: &str,
) -> crate::support::Answer {
    let draft = json!({ "region_code": region, "reason": REASON });
    caller.post(&format!("/api/v1/organizations/{id}/relocation"), draft).await
}

#[tokio::test]
async fn a_seat_moves_with_all_its_figures_and_the_verifier_agrees() {
    let app = TestApp::spawn().await;
    let state = &app.state;
    seed::synthetic(&state.db, &state.clock, &state.vault, SIZE).await.expect("the nation loads");
    fold(&app).await;
    let admin = app.admin().await;
    let (id, old) = busy_cooperative(&app).await;
    let stocks = ["enterprises/%", "members/%", "capital/%", "pairs/covered", "follow_ups/open"];
    let mut before = Vec::new();
    for metric in stocks {
        before.push((figure(&app, &old, metric).await, figure(&app, SEAT, metric).await));
    }
    let (logs, nation) = (figure(&app, &old, "logs").await, figure(&app, "ID", "capital/%").await);

    let moved = relocate(&admin, id, SEAT).await.expect(201).json();
    assert_eq!(difference(&app).await, None, "before folding");
    fold(&app).await;
    assert_eq!(difference(&app).await, None, "after folding");

    assert_eq!((&moved["previous"], &moved["present"]), (&json!(old), &json!(SEAT)));
    for (metric, (left, come)) in stocks.iter().zip(before) {
        let gained = figure(&app, SEAT, metric).await - come;
        let lost = left - figure(&app, &old, metric).await;
        assert!(gained > 0, "{metric} came along");
        assert_eq!(gained, lost, "{metric} left one place for the other");
    }
    assert_eq!(figure(&app, &old, "logs").await, logs, "visits stay where they took place");
    assert_eq!(figure(&app, "ID", "capital/%").await, nation, "the nation has what it had");
    let fault = investment::verify::first_fault(&state.db).await.expect("the check runs");
    assert!(fault.is_none(), "{fault:?}");
    let history = admin.get(&format!("/api/v1/organizations/{id}/transitions")).await.expect(200);
    assert_eq!(history.json()["items"][0]["reason"], REASON);
    let changed = state.db.write().execute_unprepared("DELETE FROM organization_transition").await;
    assert!(changed.is_err(), "the history is append-only");
}

#[tokio::test]
async fn postings_reversals_reviews_and_participations_after_a_move_keep_the_figures_in_order() {
    let app = TestApp::spawn().await;
    let state = &app.state;
    seed::synthetic(&state.db, &state.clock, &state.vault, SIZE).await.expect("the nation loads");
    let admin = app.admin().await;
    let (id, old) = busy_cooperative(&app).await;
    let sql = "SELECT CAST(COUNT(*) AS BIGINT) FROM ledger_transaction WHERE organization_id = $1 \
               AND kind = 'contribution'";
    assert!(number(&app, sql, vec![id.into()]).await > 0);
    let list = format!("/api/v1/organizations/{id}/ledger-transactions?limit=200");
    let page = admin.get(&list).await.expect(200).json();
    let postings = page["items"].as_array().expect("items").clone();
    relocate(&admin, id, SEAT).await.expect(201);

    let mut reversed = 0;
    for posting in postings.iter().filter(|posting| posting["kind"] == "contribution").take(4) {
        let path =
            format!("/api/v1/ledger-transactions/{}/reversal", posting["id"].as_str().unwrap());
        let draft = json!({ "reason": "salah catat uji" });
        let answer = admin.pay(&path, &format!("balik-{reversed}"), draft).await;
        reversed += i32::from(answer.status == 201);
    }
    let of_it = "SELECT CAST(COUNT(*) AS BIGINT) FROM participation WHERE organization_id = $1 AND";
    let mut pairs = Vec::new();
    for where_now in ["region_code = $2", "region_code <> $2"] {
        let sql = format!("{of_it} {where_now}");
        pairs.push(number(&app, &sql, vec![id.into(), SEAT.into()]).await);
    }
    let back = relocate(&admin, id, &old).await.expect(201);

    assert!(reversed > 0, "{postings:?}");
    assert!(pairs[0] > 0 && pairs[1] == 0, "the pairs went along: {pairs:?}");
    assert_eq!(back.json()["previous"], SEAT);
    assert_eq!(difference(&app).await, None, "after there and back");
}

#[tokio::test]
async fn r114_a_move_needs_the_reach_of_both_places_and_a_region_that_fits() {
    let app = TestApp::spawn().await;
    let id = app.organization("bum_desa", "BUM Desa Maju Letvuan", SEAT).await;
    app.organization("bum_desa", "BUM Desa Lama", "81.02.16.2002").await;
    let officer = app.officer(Role::RegionalOfficer, "81.02").await;
    let keeper = app.keeper(Role::EnterpriseOfficer, id).await;
    let stranger = app.officer(Role::RegionalOfficer, "33").await;

    let outside = relocate(&officer, id, "81.01.01.2005").await;
    let same = relocate(&officer, id, SEAT).await;
    let district = relocate(&officer, id, "81.02.16").await;
    let taken = relocate(&officer, id, "81.02.16.2002").await;
    let own = relocate(&keeper, id, "81.02.16.2001").await;
    let unseen = relocate(&stranger, id, "33.01.01.2001").await;
    let late =
        json!({ "region_code": "81.02.16.2001", "reason": REASON, "effective_on": "2026-11-22" });
    let late = officer.post(&format!("/api/v1/organizations/{id}/relocation"), late).await;

    assert_eq!(outside.status, 403, "{}", outside.text);
    assert_eq!((same.status, same.code().as_str()), (409, "nothing_changes"));
    assert_eq!((district.status, district.code().as_str()), (422, "region_level_of_form"));
    assert_eq!((taken.status, taken.code().as_str()), (409, "second_bum_desa"));
    assert_eq!((own.status, unseen.status), (403, 404));
    assert_eq!((late.status, late.code().as_str()), (422, "date_in_future"));
    assert_eq!(difference(&app).await, None, "what was refused moved nothing");
}

#[tokio::test]
async fn r61_a_legal_form_changes_only_if_the_books_fit_the_new_one() {
    let app = TestApp::spawn().await;
    let admin = app.admin().await;
    let id = app.organization("koperasi_primer", "Koperasi Samudra", SEAT).await;
    let free = app.organization("kelompok_usaha", "Kelompok Laut", SEAT).await;
    let saving = json!({ "kind": "simpanan_sukarela", "name": "Simpanan sukarela" });
    admin.post(&format!("/api/v1/organizations/{id}/instruments"), saving).await.expect(201);
    let draft = |form: &str| json!({ "legal_form": form, "reason": REASON });
    let path = |id| format!("/api/v1/organizations/{id}/legal-form");

    let bound = admin.post(&path(id), draft("perseroan")).await;
    let within = admin.post(&path(id), draft("koperasi_sekunder")).await;
    let changed = admin.post(&path(free), draft("koperasi_primer")).await.expect(201);
    let put = json!({ "legal_form": "lsm", "name": "Kelompok Laut", "region_code": SEAT });
    let put = admin.put(&format!("/api/v1/organizations/{free}"), "\"v2\"", put).await;

    assert_eq!((bound.status, bound.code().as_str()), (409, "books_bind_form"));
    assert!(bound.text.contains("simpanan_sukarela"), "{}", bound.text);
    assert_eq!(within.status, 201, "{}", within.text);
    assert_eq!(changed.json()["present"], "koperasi_primer");
    assert_eq!((put.status, put.code().as_str()), (422, "not_changed_here"));
    assert_eq!(difference(&app).await, None);
}

/// Tables with an organization and a region: what follows a seat, and what stays
/// where it happened. A new table has to be decided on (ADR-0020).
const DECIDED: &[&str] = &[
    "access_grant",
    "agreement",
    "agreement_statement",
    "annual_meeting",
    "assignment",
    "books_import",
    "coverage",
    "encumbrance",
    "exit_settlement",
    "family_tie",
    "follow_up",
    "in_kind_valuation",
    "kopdes_loan",
    "land_consent",
    "ledger_entry",
    "ledger_transaction",
    "member",
    "mentor",
    "mentoring_log",
    "organ_position",
    "participation",
    "partnership",
    "periodic_report",
    "person",
    "pledge",
    "posting_request",
    "ranking",
    "scf_record",
    "served_village",
    "share_certificate",
    "surplus_run",
];

#[tokio::test]
async fn every_table_with_an_organization_and_a_region_is_decided_to_follow_or_to_stay() {
    let app = TestApp::spawn().await;
    let conn = app.state.db.read();
    let sql = match app.state.db.engine() {
        sea_orm::DbBackend::Postgres => {
            "SELECT CAST(table_name AS TEXT) FROM information_schema.columns \
            WHERE table_schema = 'public' AND column_name IN ('organization_id', 'region_code') \
            GROUP BY table_name HAVING COUNT(*) = 2 ORDER BY table_name"
        }
        _ => {
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c \
            WHERE m.type = 'table' AND c.name IN ('organization_id', 'region_code') \
            GROUP BY m.name HAVING COUNT(*) = 2 ORDER BY m.name"
        }
    };
    let rows = conn.query_all_raw(statement(conn, sql, vec![])).await.expect("the schema reads");

    let found: Vec<String> =
        rows.iter().map(|row| row.try_get_by_index(0).expect("a name")).collect();

    assert_eq!(found, DECIDED);
}

#[tokio::test]
async fn r29_a_move_and_postings_at_once_lose_no_sen_of_the_figures() {
    let app = TestApp::spawn().await;
    let state = &app.state;
    seed::synthetic(&state.db, &state.clock, &state.vault, SIZE).await.expect("the nation loads");
    let admin = app.admin().await;
    let (id, old) = busy_cooperative(&app).await;
    let conn = state.db.read();
    let sql = "SELECT m.id, i.id FROM member m JOIN instrument i ON i.organization_id = m.organization_id \
               WHERE m.organization_id = $1 AND i.kind = 'simpanan_sukarela' AND m.status = 'active' \
               ORDER BY m.id LIMIT 1";
    let row = conn.query_one_raw(statement(conn, sql, vec![id.into()])).await.expect("it runs");
    let row = row.expect("an active member");
    let member: kibm::kernel::ids::MemberId = row.try_get_by_index(0).expect("an id");
    let instrument: kibm::kernel::ids::InstrumentId = row.try_get_by_index(1).expect("an id");
    let pay = format!("/api/v1/organizations/{id}/contributions");

    let statuses = crate::support::at_once(12, |turn| {
        let (admin, pay, old) = (admin.clone(), pay.clone(), old.clone());
        async move {
            if turn % 4 == 0 {
                let region = if turn % 8 == 0 { SEAT } else { old.as_str() };
                return relocate(&admin, id, region).await.status;
            }
            let draft =
                json!({ "member_id": member, "instrument_id": instrument, "amount": "1000.00" });
            admin.pay(&pay, &format!("serentak-{turn}"), draft).await.status
        }
    })
    .await;

    for moves in [true, false] {
        let of_kind = statuses.iter().enumerate().filter(|(turn, _)| (turn % 4 == 0) == moves);
        assert!(of_kind.map(|(_, status)| status).any(|status| *status == 201), "{statuses:?}");
    }
    assert!(statuses.iter().all(|status| [201, 409, 503].contains(status)), "{statuses:?}");
    assert_eq!(difference(&app).await, None);
    let _: Value = admin.get(&format!("/api/v1/organizations/{id}")).await.expect(200).json();
}
