use kibm::identity::Reach;
use kibm::identity::entity::access_grant::Role;
use serde_json::{Value, json};

use super::{Desk, REGENCY, founded, set, text};
use crate::support::at_once;

const ASPECTS: [&str; 7] = [
    "institution",
    "management",
    "business",
    "partnership",
    "capital",
    "accountability",
    "benefit",
];
const ID: &str = "00000000-0000-7000-8000-000000000581";

fn scores(score: &str) -> Value {
    ASPECTS.map(|aspect| json!({ "aspect": aspect, "score": score })).to_vec().into()
}

fn draft(score: &str) -> Value {
    json!({ "year": 2025, "scores": scores(score) })
}

#[tokio::test]
async fn r58_the_enterprise_scores_itself_and_another_person_gives_the_class() {
    let desk = Desk::open().await;
    let mut sent = draft("55.00");
    sent["id"] = json!(ID);
    sent["note"] = json!("Dinilai bersama Ibu Maria");

    let made = desk.keeper.post(&desk.path("rankings"), sent.clone()).await.expect(201).json();
    let again = desk.keeper.post(&desk.path("rankings"), sent.clone()).await.expect(200).json();
    sent["scores"] = scores("60");
    let other = desk.keeper.post(&desk.path("rankings"), sent).await;
    let verify = format!("/api/v1/rankings/{ID}/verify");
    let own = desk.keeper.post(&verify, json!({ "version": 1 })).await;
    let mut verified = scores("55.00");
    verified[6]["score"] = json!("54.99");
    let silent = desk.officer.post(&verify, json!({ "version": 1, "scores": verified })).await;
    let told =
        json!({ "version": 1, "scores": verified, "note": "Laba menurut Pak Yosef lebih kecil" });
    let done = desk.officer.post(&verify, told).await.expect(200).json();

    assert_eq!(again["id"], made["id"]);
    assert_eq!((&made["own_score"], &made["own_class"]), (&json!("55.00"), &json!("pemula")));
    assert_eq!((&made["class"], &made["state"]), (&Value::Null, &json!("diajukan")));
    assert_eq!((other.status, other.code().as_str()), (409, "id_taken"));
    assert_eq!((own.status, own.code().as_str()), (403, "not_permitted"));
    assert_eq!((silent.status, silent.code().as_str()), (422, "ranking_note_missing"));
    assert!(silent.json()["detail"].as_str().unwrap().contains("benefit"));
    assert_eq!((&done["score"], &done["class"]), (&json!("54.99"), &json!("perintis")));
    assert_eq!((&done["state"], &done["own_class"]), (&json!("terverifikasi"), &json!("pemula")));
    assert_eq!(
        (&done["formula_version"], &done["reproduced"]),
        (&json!("2022-12-30"), &json!(true))
    );
    let (acts, log) = desk.audited(ID).await;
    assert_eq!(acts, ["create_ranking", "verify_ranking"]);
    assert!(!log.contains("Maria") && !log.contains("Yosef"), "free text is not in the log: {log}");
}

#[tokio::test]
async fn r58_a_missing_aspect_is_refused_and_named_and_so_is_a_year_that_is_not_open() {
    let desk = Desk::open().await;
    let path = desk.path("rankings");
    let mut six = draft("80");
    six["scores"].as_array_mut().unwrap().remove(2);
    let mut both = six.clone();
    both["year"] = json!(2026);
    let mut fine = draft("80");
    fine["scores"][0]["score"] = json!("80.001");
    let mut high = draft("80");
    high["scores"][0]["score"] = json!("100.01");

    let six = desk.keeper.post(&path, six).await.expect(422);
    let both = desk.keeper.post(&path, both).await;
    let none = desk.keeper.post(&path, json!({ "year": 2025, "scores": [] })).await.expect(422);

    assert_eq!(six.code(), "ranking_aspect_missing");
    assert!(six.json()["detail"].as_str().unwrap().contains("business"));
    assert_eq!(both.fault_codes(), ["ranking_aspect_missing", "ranking_not_open"]);
    assert_eq!(none.fault_codes(), ["ranking_aspect_missing"; 7]);
    for draft in [fine, high] {
        assert_eq!(
            desk.keeper.post(&path, draft).await.expect(422).fault_codes(),
            ["wrong_format"]
        );
    }
    let closed = json!({ "year": 2024, "scores": scores("80") });
    let closed = desk.keeper.post(&path, closed).await;
    assert_eq!((closed.status, closed.code().as_str()), (409, "ranking_not_open"));
    let koperasi = founded(&desk.app, "koperasi_primer", "Koperasi Kei", "2025-01-15").await;
    let admin = desk.app.admin().await;
    let koperasi = format!("/api/v1/organizations/{koperasi}/rankings");
    let koperasi = admin.post(&koperasi, draft("80")).await;
    assert_eq!((koperasi.status, koperasi.code().as_str()), (409, "not_a_village_enterprise"));
}

#[tokio::test]
async fn r58_a_year_before_the_founding_is_not_ranked() {
    let desk = Desk::open().await;
    let young = founded(&desk.app, "bum_desa_bersama", "BUM Desa Bersama Kei", "2026-01-01").await;
    let admin = desk.app.admin().await;

    let refused = admin.post(&format!("/api/v1/organizations/{young}/rankings"), draft("80")).await;

    assert_eq!((refused.status, refused.code().as_str()), (422, "date_too_early"));
    assert_eq!(refused.json()["errors"][0]["pointer"], "/year");
}

#[tokio::test]
async fn r58_the_year_before_opens_in_february() {
    let desk = Desk::open().await;
    let path = desk.path("rankings");
    let next = json!({ "year": 2026, "scores": scores("72.5") });
    let at = |instant: &str| desk.app.state.clock.set(instant.parse().unwrap());

    // In Kei the day begins two hours before Jakarta's.
    at("2027-01-31T14:59:59Z");
    let keeper = desk.app.keeper(Role::EnterpriseOfficer, desk.enterprise).await;
    let early = keeper.post(&path, next.clone()).await;
    at("2027-01-31T15:00:00Z");
    let opened = keeper.post(&path, next).await.expect(201).json();

    assert_eq!((early.status, early.code().as_str()), (409, "ranking_not_open"));
    assert!(early.json()["detail"].as_str().unwrap().contains("2025"));
    assert_eq!(
        (&opened["own_class"], &opened["submitted_on"]),
        (&json!("berkembang"), &json!("2027-02-01"))
    );
}

#[tokio::test]
async fn r59_a_new_formula_never_rewrites_a_year_and_names_its_version() {
    let desk = Desk::open().await;
    let twin = founded(&desk.app, "bum_desa_bersama", "BUM Desa Bersama Kei", "2025-01-15").await;
    let late = founded(&desk.app, "bum_desa_bersama", "BUM Desa Bersama Ohoi", "2025-01-15").await;
    let rank = async |organization: String| {
        let admin = desk.app.admin().await;
        let path = format!("/api/v1/organizations/{organization}/rankings");
        let made = admin.post(&path, draft("54.99")).await.expect(201).json();
        format!("/api/v1/rankings/{}", text(&made["id"]))
    };
    let verify = async |path: &str| {
        let read = json!({ "version": 1 });
        desk.officer.post(&format!("{path}/verify"), read).await.expect(200).json()
    };
    let (first, second) = (rank(desk.enterprise.to_string()).await, rank(twin.to_string()).await);
    let before = verify(&first).await;

    set(&desk.app, "bum_desa_ranking_pemula_min", "50", "2026-11-01").await;

    let read = desk.officer.get(&first).await.expect(200).json();
    assert_eq!(read, before);
    assert_eq!((&read["class"], &read["reproduced"]), (&json!("perintis"), &json!(true)));
    // Handed in before, verified after: the same year has one formula.
    let second = verify(&second).await;
    assert_eq!((&second["class"], &second["formula"]), (&json!("perintis"), &before["formula"]));
    // A ranking that opens under the new formula is ranked by it.
    set(&desk.app, "bum_desa_ranking_opens_month", "11", "2026-11-01").await;
    let third = verify(&rank(late.to_string()).await).await;
    assert_eq!(
        (&third["class"], &third["formula_version"]),
        (&json!("pemula"), &json!("2026-11-01"))
    );
    assert_eq!((&third["formula"]["pemula_min"], &third["score"]), (&json!("50"), &json!("54.99")));
}

#[tokio::test]
async fn r59_what_is_verified_is_never_changed_and_what_is_not_may_be() {
    let desk = Desk::open().await;
    let made = desk.keeper.post(&desk.path("rankings"), draft("70")).await.expect(201);
    let path = format!("/api/v1/rankings/{}", text(&made.json()["id"]));
    let tag = made.header("etag").to_owned();

    let second = desk.keeper.post(&desk.path("rankings"), draft("71")).await;
    let replaced = desk.keeper.put(&path, &tag, draft("85")).await.expect(200);
    let stale = desk.keeper.put(&path, &tag, draft("86")).await;
    let tag = replaced.header("etag").to_owned();
    let mut other_year = draft("85");
    other_year["year"] = json!(2024);
    let other_year = desk.keeper.put(&path, &tag, other_year).await;
    let old = desk.officer.post(&format!("{path}/verify"), json!({ "version": 1 })).await;
    let unread = desk.officer.post(&format!("{path}/verify"), json!({})).await;
    let version = desk.officer.get(&path).await.expect(200).json()["version"].clone();
    let read = json!({ "version": version });
    let verified = desk.officer.post(&format!("{path}/verify"), read).await.expect(200);
    let read = json!({ "version": verified.json()["version"] });
    let twice = desk.officer.post(&format!("{path}/verify"), read).await;
    let after = desk.keeper.put(&path, "\"v3\"", draft("90")).await;

    assert_eq!((second.status, second.code().as_str()), (409, "ranking_known"));
    assert_eq!(replaced.json()["own_class"], "maju");
    assert_eq!((stale.status, stale.code().as_str()), (412, "stale"));
    assert_eq!((other_year.status, other_year.code().as_str()), (422, "not_changed_here"));
    assert_eq!((old.status, old.code().as_str()), (412, "stale"));
    assert_eq!((unread.status, unread.code().as_str()), (422, "field_missing"));
    assert_eq!(version, json!(2));
    assert_eq!((twice.status, twice.code().as_str()), (409, "ranking_verified"));
    assert_eq!((after.status, after.code().as_str()), (409, "ranking_verified"));
}

#[tokio::test]
async fn r58_nobody_who_wrote_any_version_verifies_it() {
    let desk = Desk::open().await;
    let regency = Reach::Region(REGENCY.parse().unwrap());
    let both = vec![
        (Role::EnterpriseOfficer, Reach::Organization(desk.enterprise)),
        (Role::RegionalOfficer, regency),
    ];
    let both = desk.app.user_with(both).await;
    let made = both.post(&desk.path("rankings"), draft("70")).await.expect(201);
    let path = format!("/api/v1/rankings/{}", text(&made.json()["id"]));
    desk.keeper.put(&path, made.header("etag"), draft("71")).await.expect(200);

    let read = json!({ "version": 2 });
    let refused = both.post(&format!("{path}/verify"), read.clone()).await;
    let done = desk.officer.post(&format!("{path}/verify"), read).await;

    assert_eq!((refused.status, refused.code().as_str()), (403, "ranking_self_verified"));
    assert_eq!(done.expect(200).json()["class"], "berkembang");
}

#[tokio::test]
async fn r58_of_two_at_once_one_ranks_the_year() {
    let desk = Desk::open().await;
    let (keeper, path) = (desk.keeper.clone(), desk.path("rankings"));

    let answers = at_once(4, |_| {
        let (keeper, path) = (keeper.clone(), path.clone());
        async move { keeper.post(&path, draft("70")).await.status }
    })
    .await;

    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 3, "{answers:?}");
}

#[tokio::test]
async fn r114_rankings_are_listed_by_class_within_reach_and_written_by_the_enterprise_alone() {
    let desk = Desk::open().await;
    let twin = founded(&desk.app, "bum_desa_bersama", "BUM Desa Bersama Kei", "2025-01-15").await;
    let admin = desk.app.admin().await;
    let made = desk.keeper.post(&desk.path("rankings"), draft("90")).await.expect(201).json();
    let path = format!("/api/v1/organizations/{twin}/rankings");
    admin.post(&path, draft("60")).await.expect(201);
    let one = format!("/api/v1/rankings/{}", text(&made["id"]));
    let read = json!({ "version": 1 });
    desk.officer.post(&format!("{one}/verify"), read.clone()).await.expect(200);
    let stranger = desk.app.officer(Role::RegionalOfficer, "33.02").await;
    let mentor = desk.app.keeper(Role::Mentor, desk.enterprise).await;
    let count = |body: Value| body["items"].as_array().map_or(0, Vec::len);

    let all = desk.officer.get("/api/v1/rankings?year=2025").await.expect(200).json();
    let maju =
        desk.officer.get("/api/v1/rankings?class=maju&region=81.02").await.expect(200).json();
    let page = desk.officer.get("/api/v1/rankings?limit=1").await.expect(200).json();
    let rest = format!("/api/v1/rankings?limit=1&cursor={}", text(&page["next_cursor"]));

    assert_eq!((count(all), count(maju)), (2, 1));
    assert_eq!(count(desk.officer.get(&rest).await.expect(200).json()), 1);
    assert_eq!(desk.officer.csv("/api/v1/rankings").await.expect(200).text.lines().count(), 3);
    assert_eq!(count(desk.keeper.get("/api/v1/rankings").await.expect(200).json()), 1);
    assert_eq!(count(mentor.get("/api/v1/rankings").await.expect(200).json()), 1);
    assert_eq!(count(stranger.get("/api/v1/rankings").await.expect(200).json()), 0);
    let classes = "/api/v1/rankings/classes?year=2025&region=81.02";
    let classes = desk.officer.csv(classes).await.expect(200).text;
    let told: Vec<&str> = classes.lines().skip(1).collect();
    assert_eq!(told, ["2025,perintis,0", "2025,pemula,0", "2025,berkembang,0", "2025,maju,1"]);
    assert_eq!(stranger.get(&one).await.status, 404);
    assert_eq!(stranger.post(&format!("{one}/verify"), read).await.status, 404);
    assert_eq!(desk.officer.put(&one, "\"v2\"", draft("80")).await.status, 403);
    assert_eq!(desk.officer.post(&desk.path("rankings"), draft("80")).await.status, 403);
    assert_eq!(stranger.post(&desk.path("rankings"), draft("80")).await.status, 403);
}
