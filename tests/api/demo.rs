//! The demonstration in the database: whole, right and there once. What its
//! data says is computed here from the data, not from what was loaded.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use kibm::identity::entity::access_grant::Role;
use kibm_seed::demo::{self, Demo, HolderKind, Kind, LogStatus, Posting};
use serde_json::{Value, json};

use crate::support::{Caller, NOW, TestApp};

const REGENCY: &str = "81.02";

/// A service with the demonstration loaded.
async fn demonstration() -> TestApp {
    let app = TestApp::spawn().await;
    kibm::cli::demo::load(&app.state).await.expect("the demonstration loads");
    app
}

fn data() -> Demo {
    demo::load().expect("the embedded demonstration can be read")
}

/// The day on which the tests' clock stands, in Kei.
fn today() -> NaiveDate {
    let now: chrono::DateTime<chrono::Utc> = NOW.parse().expect("the test instant is RFC 3339");
    (now + chrono::TimeDelta::hours(9)).date_naive()
}

/// Every list that the demonstration fills.
fn lists() -> Vec<String> {
    let (cluster, cooperative) =
        (demo::id(Kind::Cluster, "klaster-kei"), demo::id(Kind::Organization, "koperasi"));
    let (chain, member) =
        (demo::id(Kind::Chain, "nilai"), demo::id(Kind::Membership, "koperasi/person-04"));
    let mut paths: Vec<String> = [
        "users",
        "audit-events",
        "organizations",
        "persons",
        "clusters",
        "chains",
        "participations",
        "mentors",
        "assignments",
        "mentoring-logs",
        "follow-ups",
        "mentoring/coverage/pairs",
        "partnerships",
        "land-consents",
    ]
    .map(str::to_owned)
    .to_vec();
    for part in ["members", "orchestrators", "evidence", "phase-changes", "published-figures"] {
        paths.push(format!("clusters/{cluster}/{part}"));
    }
    for part in ["gaps", "stages", "links"] {
        paths.push(format!("chains/{chain}/{part}"));
    }
    for part in ["instruments", "members", "ledger-transactions", "balances"] {
        paths.push(format!("organizations/{cooperative}/{part}"));
    }
    for part in ["surplus-schemes", "surplus-runs", "patronage?book_year=2025&kind=purchases"] {
        paths.push(format!("organizations/{cooperative}/{part}"));
    }
    paths.push(format!("members/{member}/statement"));
    paths.into_iter().map(|path| format!("/api/v1/{path}")).collect()
}

async fn dashboard(caller: &Caller) -> Value {
    caller.get(&format!("/api/v1/dashboards/regions/{REGENCY}")).await.expect(200).json()
}

/// All lists and the dashboard as they are answered; a new audit event, which
/// every write leaves, shows too.
async fn everything(caller: &Caller) -> BTreeMap<String, Value> {
    let mut answers = BTreeMap::new();
    for path in lists() {
        let answer = caller.get(&path).await.expect(200).json();
        answers.insert(path, answer);
    }
    let mut board = dashboard(caller).await;
    board["as_of"] = Value::Null;
    answers.insert("dashboard".to_owned(), board);
    answers
}

#[tokio::test]
async fn the_demonstration_fills_every_list() {
    let app = demonstration().await;
    let admin = app.admin().await;

    for path in lists() {
        let answer = admin.get(&path).await.expect(200).json();
        assert!(
            answer["items"].as_array().is_some_and(|rows| !rows.is_empty()),
            "{path}: {answer}"
        );
    }
}

#[tokio::test]
async fn published_figures_are_shown_as_published_with_period_and_source() {
    let app = demonstration().await;
    let demo = data();
    let cluster = demo::id(Kind::Cluster, "klaster-kei");
    let path = format!("/api/v1/clusters/{cluster}/published-figures");
    let mentor = app.officer(Role::Mentor, REGENCY).await;
    let stranger = app.officer(Role::Coordinator, "33").await;

    let prices = mentor.get(&format!("{path}?metric=selling_price")).await.expect(200).json();
    let village = mentor.get(&format!("{path}?region=81.02.16.2003")).await.expect(200).json();
    let csv = mentor.csv(&path).await.expect(200).text;

    for (price, row) in
        prices["items"].as_array().expect("a list").iter().zip(&demo.cluster.margins)
    {
        let published = (row.selling_price.as_str(), row.period.as_str(), row.origin.source());
        let shown = (&price["value"], &price["period"], &price["source"]);
        assert_eq!(shown, (&json!(published.0), &json!(published.1), &json!(published.2)));
        assert_eq!(price["unit"], "rupiah_per_kg");
    }
    assert_eq!(prices["items"].as_array().map(Vec::len), Some(demo.cluster.margins.len()));
    let growers = &village["items"][0];
    assert_eq!((&growers["metric"], &growers["value"]), (&json!("seaweed_growers"), &json!("820")));
    let figures = 7 * demo.cluster.margins.len() + demo.cluster.facts.len();
    assert_eq!(csv.lines().count(), 1 + figures);
    assert_eq!(stranger.get(&path).await.status, 404);
}

#[tokio::test]
async fn invented_people_and_organizations_say_so_and_users_are_their_persons() {
    let app = demonstration().await;
    let demo = data();
    let admin = app.admin().await;

    for list in ["organizations", "persons"] {
        let rows = admin.get(&format!("/api/v1/{list}?limit=200")).await.expect(200).json();
        let rows = rows["items"].as_array().expect("a list").clone();
        assert!(!rows.is_empty());
        for row in rows {
            let source = row["source"].as_str().unwrap_or_default();
            assert!(source.contains("invented"), "{row}");
        }
    }
    let users = admin.get("/api/v1/users?limit=200").await.expect(200).json();
    let users = users["items"].as_array().expect("a list");
    for user in &demo.registry.users {
        let shown = users.iter().find(|row| row["username"] == user.username.as_str());
        let shown = shown.expect("the user is listed");
        let person = user.person.as_ref().map(|key| demo::id(Kind::Person, key));
        assert_eq!(shown["person_id"], json!(person), "{shown}");
        assert_eq!(shown["full_name"] == user.username.as_str(), person.is_none(), "{shown}");
    }
}

#[tokio::test]
async fn a_second_load_changes_nothing() {
    let app = demonstration().await;
    let admin = app.admin().await;
    let first = everything(&admin).await;

    kibm::cli::demo::load(&app.state).await.expect("the demonstration is there already");

    assert_eq!(everything(&admin).await, first);
}

#[tokio::test]
async fn both_verifiers_pass_on_the_demonstration() {
    let app = demonstration().await;
    let db = &app.state.db;

    let fault = kibm::investment::verify::first_fault(db).await.expect("the check runs");
    let difference = kibm::dashboard::verify::first_difference(db).await.expect("the check runs");

    assert_eq!(fault, None);
    assert_eq!(difference, None);
}

#[tokio::test]
async fn the_dashboard_of_the_regency_says_what_the_demonstration_says() {
    let app = demonstration().await;
    let demo = data();
    let officer = app.officer(Role::RegionalOfficer, REGENCY).await;

    let board = dashboard(&officer).await;

    let region = &board["region"];
    assert_eq!(board["day"], today().to_string());
    assert_eq!(region["enterprises"], counts(&demo, true));
    assert_eq!(region["partners"], counts(&demo, false));
    assert_eq!(region["members"], members(&demo));
    assert_eq!(region["capital"], capital(&demo));
    let phase = demo.cluster.cluster.phases.last().map(|step| step.phase.as_str());
    assert_eq!(region["clusters"], json!([{ "phase": phase, "count": 1 }]));
    let (active, covered) = pairs(&demo);
    assert!(0 < covered && covered < active, "{covered} of {active}");
    assert_eq!(region["coverage"]["active_pairs"], active);
    assert_eq!(region["coverage"]["covered_pairs"], covered);
    assert_eq!(region["mentoring"], mentoring(&demo));
    assert_eq!(region["follow_ups"], follow_ups(&demo));
}

/// Keys of the organizations of the regency, with their forms.
fn of_regency(demo: &Demo) -> BTreeMap<&str, &str> {
    let all = demo.registry.organizations.iter();
    let inside = all.filter(|one| one.region_code.starts_with(REGENCY));
    inside.map(|one| (one.key.as_str(), one.legal_form.as_str())).collect()
}

/// Forms of organizations that do business of their own.
const ENTERPRISES: [&str; 8] = [
    "bum_desa",
    "bum_desa_bersama",
    "koperasi_primer",
    "koperasi_sekunder",
    "perumda",
    "perseroda",
    "kelompok_usaha",
    "perseroan",
];

/// What the dashboard says of enterprises, or of their partners.
fn counts(demo: &Demo, enterprises: bool) -> Value {
    let mut inside = of_regency(demo);
    inside.retain(|_, form| ENTERPRISES.contains(form) == enterprises);
    let mut forms: BTreeMap<&str, i64> = BTreeMap::new();
    for form in inside.values() {
        *forms.entry(form).or_default() += 1;
    }
    let by_form: Vec<Value> = forms
        .into_iter()
        .map(|(form, count)| json!({ "legal_form": form, "status": "active", "count": count }))
        .collect();
    json!({ "total": inside.len(), "by_form": by_form })
}

fn members(demo: &Demo) -> Value {
    let inside = of_regency(demo);
    let sexes: BTreeMap<&str, &str> =
        demo.registry.persons.iter().map(|one| (one.key.as_str(), one.sex.as_str())).collect();
    let all = demo.investment.memberships.iter();
    let sexes: Vec<&str> = all
        .filter(|one| one.is_member && inside.contains_key(one.issuer.as_str()))
        .map(|one| sexes[one.holder.key.as_str()])
        .collect();
    let women = sexes.iter().filter(|sex| **sex == "female").count();
    json!({ "total": sexes.len(), "female": women, "male": sexes.len() - women, "unknown": 0 })
}

/// Sen that a posting adds to its holding.
fn signed(posting: &Posting) -> i64 {
    let sen: i64 = posting.amount.replace('.', "").parse().expect("an amount with two decimals");
    if posting.kind == "contribution" { sen } else { -sen }
}

fn rupiah(sen: i64) -> String {
    format!("{}.{:02}", sen / 100, sen % 100)
}

fn kind_in_law(kind: &str) -> &str {
    match kind {
        "principal_savings" => "simpanan_pokok",
        "mandatory_savings" => "simpanan_wajib",
        "voluntary_savings" => "simpanan_sukarela",
        "participating_capital" => "modal_penyertaan",
        "village_equity" => "penyertaan_modal_desa",
        "community_equity" => "penyertaan_modal_masyarakat",
        "shares" => "saham",
        other => panic!("unknown kind {other}"),
    }
}

fn class_of(demo: &Demo, membership: &str) -> &'static str {
    let all = &mut demo.investment.memberships.iter();
    let holder = &all.find(|one| one.key == membership).expect("a membership").holder;
    if holder.kind == HolderKind::Person {
        return "community";
    }
    let all = &mut demo.registry.organizations.iter();
    let body = all.find(|one| one.key == holder.key).expect("an organization");
    match body.legal_form.as_str() {
        "bum_desa" | "koperasi_primer" | "kelompok_usaha" | "komunitas" => "community",
        "pemerintah_desa" | "pemerintah_daerah" => "government",
        _ => "company",
    }
}

fn capital(demo: &Demo) -> Value {
    let inside = of_regency(demo);
    let (mut kinds, mut classes) = (BTreeMap::new(), BTreeMap::new());
    let mut total = 0;
    for posting in &demo.investment.postings {
        let all = &mut demo.investment.instruments.iter();
        let instrument = all.find(|one| one.key == posting.instrument).expect("an instrument");
        if !inside.contains_key(instrument.issuer.as_str()) {
            continue;
        }
        let sen = signed(posting);
        total += sen;
        *kinds.entry(kind_in_law(&instrument.kind)).or_insert(0) += sen;
        *classes.entry(class_of(demo, &posting.membership)).or_insert(0) += sen;
    }
    let class = |name: &str| rupiah(classes.get(name).copied().unwrap_or(0));
    let by_kind: Vec<Value> =
        kinds.iter().map(|(kind, sen)| json!({ "kind": kind, "amount": rupiah(*sen) })).collect();
    json!({
        "total": rupiah(total), "community": class("community"),
        "government": class("government"), "company": class("company"), "by_kind": by_kind,
    })
}

/// Pairs of enterprise and stage: at work today, and visited and verified in
/// the present quarter.
fn pairs(demo: &Demo) -> (usize, usize) {
    let (inside, today) = (of_regency(demo), today());
    let quarter: NaiveDate = "2026-10-01".parse().expect("a date");
    let parts = demo.cluster.chains.iter().flat_map(|chain| &chain.participations);
    let active: BTreeSet<(&str, &str)> = parts
        .filter(|part| part.role != "support_institution" && part.from <= today)
        .filter(|part| part.until.is_none_or(|last| last >= today))
        .map(|part| (part.organization.as_str(), part.stage.as_str()))
        .filter(|(key, _)| inside.contains_key(key))
        .collect();
    let logs = demo.mentoring.logs.iter();
    let covered: BTreeSet<(&str, &str)> = logs
        .filter(|log| log.status == LogStatus::Verified && log.started_at.date_naive() >= quarter)
        .map(|log| (log.organization.as_str(), log.stage.as_str()))
        .filter(|(key, _)| inside.contains_key(key))
        .collect();
    (active.len(), covered.len())
}

fn mentoring(demo: &Demo) -> Value {
    let inside = of_regency(demo);
    let after = today() - Days::new(90);
    let logs: Vec<_> = demo
        .mentoring
        .logs
        .iter()
        .filter(|log| log.started_at.date_naive() > after)
        .filter(|log| inside.contains_key(log.organization.as_str()))
        .collect();
    let minutes: i64 = logs.iter().map(|log| (log.ended_at - log.started_at).num_minutes()).sum();
    assert!(minutes > 0, "nobody was visited for 90 days");
    let hundredths = (minutes * 100 + 30) / 60;
    json!({ "logs": logs.len(), "hours": rupiah(hundredths) })
}

fn follow_ups(demo: &Demo) -> Value {
    let inside = of_regency(demo);
    let logs = demo.mentoring.logs.iter();
    let open: Vec<_> = logs
        .filter(|log| inside.contains_key(log.organization.as_str()))
        .flat_map(|log| &log.actions)
        .filter(|action| action.closed_on.is_none())
        .collect();
    let overdue = open.iter().filter(|action| action.due_on < today()).count();
    json!({ "open": open.len(), "overdue": overdue })
}

/// The ids in a whole list of less than a page, as a demo user sees it.
async fn seen(app: &TestApp, user: &str, path: &str) -> BTreeSet<String> {
    let demo = data();
    let all = &mut demo.registry.users.iter();
    let user = all.find(|one| one.username == user).expect("a user of the demonstration");
    let session = app.sign_in_as(&user.username, &user.password).await;
    let list = session.send("GET", &format!("/api/v1/{path}?limit=200"), None).await;
    let list = list.expect(200).json();
    assert_eq!(list["next_cursor"], Value::Null, "{path} has more than a page");
    let rows = list["items"].as_array().cloned().unwrap_or_default();
    rows.iter().filter_map(|row| row["id"].as_str().map(str::to_owned)).collect()
}

#[tokio::test]
async fn the_officer_of_the_cooperative_sees_its_members_and_nobody_else() {
    let app = demonstration().await;
    let all = data().investment.memberships;
    let members = all.iter().filter(|one| one.issuer == "koperasi" && one.is_member);
    let expected: BTreeSet<String> =
        members.map(|one| demo::id(Kind::Person, &one.holder.key).to_string()).collect();

    let persons = seen(&app, "koperasi.demo", "persons").await;

    assert_eq!(persons.len(), 24);
    assert_eq!(persons, expected);
}

#[tokio::test]
async fn the_mentor_sees_the_own_assignments_and_the_logs_of_the_assisted() {
    let app = demonstration().await;
    let demo = data();
    let all = demo.mentoring.assignments.iter();
    let own: BTreeSet<String> = all
        .filter(|one| one.mentor == "mentor-1")
        .map(|one| format!("{}/{}/{}", one.mentor, one.organization, one.stage))
        .map(|key| demo::id(Kind::Assignment, &key).to_string())
        .collect();
    let logs = demo.mentoring.logs.iter().filter(|log| log.mentor == "mentor-1");
    let written: BTreeSet<String> =
        logs.map(|log| demo::id(Kind::MentoringLog, &log.key).to_string()).collect();

    let assignments = seen(&app, "pendamping.demo", "assignments").await;
    let visible = seen(&app, "pendamping.demo", "mentoring-logs").await;

    assert!(!own.is_empty() && !written.is_empty());
    assert!(assignments.is_superset(&own), "{assignments:?}");
    assert!(visible.is_superset(&written), "{} of {}", visible.len(), written.len());
    assert!(visible.len() < demo.mentoring.logs.len(), "the mentor sees the logs of all");
}
