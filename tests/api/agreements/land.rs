//! Consents to the use of land over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use super::fishers;
use crate::support::books::{Books, VILLAGE, id_of, refusal};
use crate::support::{Answer, at_once};

const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/// A consent of a customary community to the use of two hectares.
fn consent(parcel: &str, from: &str, to: &str) -> Value {
    json!({
        "land_region_code": VILLAGE, "parcel_reference": parcel, "area_square_metres": 20_000,
        "holder_community": "Ohoi Letvuan", "basis": "adat", "right": "use",
        "document": { "reference": "Berita acara 4/2026", "sha256": HASH },
        "consented_on": "2026-01-05", "valid_from": from, "valid_to": to,
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut draft = consent("NIB 00123", "2026-02-01", "2031-02-01");
    draft[field] = value;
    draft
}

fn path(organization: OrganizationId) -> String {
    format!("/api/v1/organizations/{organization}/land-consents")
}

async fn record(books: &Books, body: Value) -> Answer {
    books.keeper.post(&path(books.issuer), body).await
}

#[tokio::test]
async fn r78_land_is_made_available_by_consent_and_is_no_capital() {
    let books = fishers().await;
    let capital = format!("/api/v1/organizations/{}/capital", books.issuer);
    let before = books.keeper.get(&capital).await.expect(200).json();
    let mut body = with("point", json!({ "latitude": "-5.675300", "longitude": "132.743100" }));
    body["id"] = json!("01990000-0000-7000-8000-0000000000ac");

    let made = record(&books, body.clone()).await.expect(201);
    let again = record(&books, body.clone()).await;
    body["area_square_metres"] = json!(30_000);
    let other = record(&books, body).await;
    let one = format!("/api/v1/land-consents/{}", id_of(&made));
    let seen = books.keeper.get(&one).await.expect(200).json();
    let ledger = format!("/api/v1/organizations/{}/ledger-transactions", books.issuer);

    assert_eq!((seen["status"].clone(), seen["granted"].clone()), (json!("active"), json!("use")));
    assert_eq!(seen["point"]["latitude"], "-5.675300");
    assert_eq!(seen["parcel_key"], "nib00123");
    assert_eq!(again.status, 200, "{}", again.text);
    assert_eq!(refusal(&other), (409, "id_taken".to_owned()));
    assert_eq!(books.keeper.get(&capital).await.expect(200).json(), before);
    assert_eq!(books.keeper.get(&ledger).await.expect(200).json()["items"], json!([]));
}

#[tokio::test]
async fn r78_nobody_binds_far_land_or_land_for_ever_and_the_regions_office_frees_it() {
    let books = fishers().await;
    let mut far = consent("PERSIL 7", "2026-02-01", "2031-02-01");
    far["land_region_code"] = json!("81.72.01.2001");
    let mut ever = consent("PERSIL 7", "0001-01-01", "9999-12-31");
    ever["consented_on"] = json!("0001-01-01");
    let long = consent("PERSIL 7", "2026-02-01", "2106-01-06");
    let admin = books.app.admin().await;
    let (seat, land) = (
        books.app.officer(Role::RegionalOfficer, "81.02").await,
        books.app.officer(Role::RegionalOfficer, "81.72").await,
    );

    let elsewhere = record(&books, far.clone()).await;
    let ever = record(&books, ever).await;
    let long = record(&books, long).await;
    let made = admin.post(&path(books.issuer), far).await.expect(201);
    let end = json!({ "ended_on": "2026-06-01", "reason": "Bukan bidang lembaga ini" });
    let end_path = format!("/api/v1/land-consents/{}/end", id_of(&made));
    let by_seat = seat.post(&end_path, end.clone()).await;
    let by_land = land.post(&end_path, end).await;

    assert_eq!(refusal(&elsewhere), (403, "land_elsewhere".to_owned()));
    assert!(elsewhere.json()["detail"].as_str().unwrap().contains("(81.02)"));
    assert_eq!(ever.fault_codes(), ["date_too_early", "date_too_early"]);
    assert_eq!(refusal(&long), (422, "date_too_late".to_owned()));
    assert!(long.json()["detail"].as_str().unwrap().contains("2106-01-05"));
    assert_eq!(refusal(&by_seat), (403, "not_permitted".to_owned()));
    assert_eq!(by_land.expect(200).json()["status"], "ended");
}

#[tokio::test]
async fn r78_a_transfer_of_title_and_every_other_gap_is_refused() {
    let books = fishers().await;
    let mut many = with("basis", json!("izin"));
    many["holder_community"] = Value::Null;
    many["land_region_code"] = json!("81.02");
    many["valid_to"] = json!("2026-01-01");

    let title = record(&books, with("right", json!("title"))).await;
    let many = record(&books, many).await;
    let nowhere = record(&books, with("land_region_code", json!("81.02.16.2999"))).await;
    let at_sea = json!({ "latitude": "51.500000", "longitude": "0.100000" });
    let at_sea = record(&books, with("point", at_sea)).await;

    assert_eq!(refusal(&title), (422, "land_title".to_owned()));
    assert_eq!(title.json()["errors"][0]["pointer"], "/right");
    assert!(title.json()["legal_basis"].as_str().unwrap().contains("PP 11/2021"));
    assert_eq!(
        many.fault_codes(),
        ["date_too_early", "land_basis_number", "land_not_in_village", "right_holder_unclear"]
    );
    assert_eq!(nowhere.status, 422, "{}", nowhere.text);
    assert_eq!(refusal(&at_sea), (422, "point_outside".to_owned()));
    assert_eq!(at_sea.json()["errors"][0]["pointer"], "/point");
}

#[tokio::test]
async fn r78_a_parcel_bound_by_another_consent_is_refused_on_the_same_days_alone() {
    let books = fishers().await;
    let neighbour = books.app.organization("koperasi_primer", "Koperasi Ngilngof", VILLAGE).await;
    let other = books.app.keeper(Role::EnterpriseOfficer, neighbour).await;
    let first = consent("NIB 00123", "2026-02-01", "2028-02-01");
    let first = record(&books, first).await.expect(201);
    let take = |parcel: &str, from: &str, to: &str| {
        let (other, body) = (other.clone(), consent(parcel, from, to));
        async move { other.post(&path(neighbour), body).await }
    };

    let same = take("nib-00123", "2027-01-01", "2029-01-01").await;
    let last_day = take("NIB 00123", "2028-01-31", "2030-01-01").await;
    let first_day = take("NIB 00123", "2025-01-01", "2026-02-02").await;
    let own = record(&books, consent("NIB 00123", "2027-01-01", "2027-02-01")).await;
    take("NIB 00124", "2027-01-01", "2029-01-01").await.expect(201);
    let mut elsewhere = consent("NIB 00123", "2027-01-01", "2029-01-01");
    elsewhere["land_region_code"] = json!("81.02.16.2004");
    other.post(&path(neighbour), elsewhere).await.expect(201);
    take("NIB 00123", "2025-01-01", "2026-02-01").await.expect(201);
    take("NIB 00123", "2028-02-01", "2029-02-01").await.expect(201);

    for refused in [same, last_day, first_day, own] {
        assert_eq!(refusal(&refused), (409, "land_overlap".to_owned()), "{}", refused.text);
        assert_eq!(refused.json()["errors"][0]["pointer"], "/parcel_reference");
    }
    let end = json!({ "ended_on": "2026-06-01", "reason": "Pak Yopi minta kembali" });
    let end_path = format!("/api/v1/land-consents/{}/end", id_of(&first));
    assert_eq!(other.post(&end_path, end.clone()).await.status, 404);
    let ended = books.keeper.post(&end_path, end.clone()).await.expect(200).json();
    let twice = books.keeper.post(&end_path, end).await;
    assert_eq!((&ended["status"], &ended["ended_on"]), (&json!("ended"), &json!("2026-06-01")));
    assert_eq!(refusal(&twice), (409, "land_consent_ended".to_owned()));
    // From the day of the end on the parcel is free.
    let early = take("NIB 00123", "2026-05-31", "2027-01-01").await;
    assert_eq!(refusal(&early), (409, "land_overlap".to_owned()));
    take("NIB 00123", "2026-06-01", "2027-01-01").await.expect(201);
    let audit = books.app.admin().await.get("/api/v1/audit-events?limit=200").await.expect(200);
    assert!(!audit.text.contains("Pak Yopi"), "a free text stays out of the audit log");
}

#[tokio::test]
async fn r7_a_consent_stands_by_the_day_of_the_land_not_of_the_capital() {
    let books = fishers().await;
    let made = record(&books, consent("NIB 1", "2026-12-01", "2028-02-01")).await.expect(201);
    // In Kei the first of December has begun, in Jakarta it has not.
    books.app.state.clock.set("2026-11-30T16:00:00Z".parse().unwrap());
    let keeper = books.app.keeper(Role::EnterpriseOfficer, books.issuer).await;

    let seen = keeper.get(&format!("/api/v1/land-consents/{}", id_of(&made))).await;
    let listed = keeper.get("/api/v1/land-consents").await.expect(200).json();

    for seen in [&seen.expect(200).json(), &listed["items"][0]] {
        assert_eq!((&seen["as_of"], &seen["status"]), (&json!("2026-12-01"), &json!("active")));
    }
}

#[tokio::test]
async fn r78_a_consent_that_ended_on_its_first_day_never_bound() {
    let books = fishers().await;
    let first = consent("Persil 7", "2026-02-01", "2028-02-01");
    let first = record(&books, first).await.expect(201);
    let path = format!("/api/v1/land-consents/{}/end", id_of(&first));
    let end = |day: &str| json!({ "ended_on": day, "reason": "Salah bidang" });

    let before = books.keeper.post(&path, end("2026-01-31")).await;
    books.keeper.post(&path, end("2026-02-01")).await.expect(200);
    let anew = record(&books, consent("Persil 7", "2026-01-01", "2028-02-01")).await;

    assert_eq!(refusal(&before), (422, "land_end_outside_term".to_owned()));
    assert_eq!(anew.status, 201, "{}", anew.text);
}

#[tokio::test]
async fn r78_of_two_consents_at_once_on_one_parcel_one_is_taken() {
    let books = fishers().await;
    let mut keepers = vec![(books.issuer, books.keeper.clone())];
    for name in ["Koperasi Ngilngof", "Koperasi Debut", "Koperasi Namar"] {
        let id = books.app.organization("koperasi_primer", name, VILLAGE).await;
        keepers.push((id, books.app.keeper(Role::EnterpriseOfficer, id).await));
    }

    let answers = at_once(4, |number| {
        let (organization, keeper) = keepers[number].clone();
        async move {
            let body = consent("NIB 9", "2026-02-01", "2028-02-01");
            let answer = keeper.post(&path(organization), body).await;
            (answer.status, answer.text)
        }
    })
    .await;

    let taken = answers.iter().filter(|(status, _)| *status == 201).count();
    assert_eq!(taken, 1, "{answers:?}");
    let bound = |(status, text): &&(u16, String)| *status == 409 && text.contains("land_overlap");
    assert_eq!(answers.iter().filter(bound).count(), 3, "{answers:?}");
}

#[tokio::test]
async fn r78_consents_are_seen_where_the_land_lies_and_where_it_is_used() {
    let books = fishers().await;
    let mut far = consent("NIB 5", "2026-02-01", "2028-02-01");
    far["land_region_code"] = json!("81.72.01.2001");
    let person = json!({ "full_name": "Yosep", "sex": "male", "region_code": VILLAGE,
                         "organization_id": books.issuer });
    let admin = books.app.admin().await;
    let person = id_of(&admin.post("/api/v1/persons", person).await.expect(201));
    let mut own = with("holder_person_id", json!(person));
    own["holder_community"] = Value::Null;
    own["basis"] = json!("shm");
    own["basis_number"] = json!("M.12");
    let made = record(&books, own.clone()).await.expect(201);
    let distant = admin.post(&path(books.issuer), far).await.expect(201);
    let seat = books.app.officer(Role::RegionalOfficer, "81.02").await;
    let land = books.app.officer(Role::Auditor, "81.72").await;
    let mentor = books.app.keeper(Role::Mentor, books.issuer).await;
    let stranger = books.app.officer(Role::RegionalOfficer, "33").await;
    let elsewhere =
        books.app.organization("koperasi_primer", "Koperasi Jauh", "33.01.01.2001").await;
    let outsider = books.app.keeper(Role::EnterpriseOfficer, elsewhere).await;

    own["land_region_code"] = json!("33.01.01.2001");
    let unknown_person = outsider.post(&path(elsewhere), own).await;
    let one = |made: &Answer| format!("/api/v1/land-consents/{}", id_of(made));
    for (caller, near, far, listed) in [
        (&books.keeper, 200, 200, 2),
        (&seat, 200, 200, 2),
        (&mentor, 200, 200, 2),
        (&land, 404, 200, 1),
        (&stranger, 404, 404, 0),
    ] {
        assert_eq!(caller.get(&one(&made)).await.status, near);
        assert_eq!(caller.get(&one(&distant)).await.status, far);
        let list = caller.get("/api/v1/land-consents").await.expect(200).json();
        assert_eq!(list["items"].as_array().unwrap().len(), listed);
    }
    for caller in [&seat, &mentor] {
        assert_eq!(
            caller.post(&path(books.issuer), with("basis", json!("adat"))).await.status,
            403
        );
    }
    assert_eq!(refusal(&unknown_person), (422, "reference_unknown".to_owned()));
    let count = |query: &str| {
        let (keeper, path) = (books.keeper.clone(), format!("/api/v1/land-consents?{query}"));
        async move { keeper.get(&path).await.expect(200).json()["items"].as_array().unwrap().len() }
    };
    assert_eq!(count("parcel=nib%20123").await, 0);
    assert_eq!(count("parcel=nib-00123").await, 1);
    assert_eq!(count("region=81.72").await, 1);
    assert_eq!(count("basis=shm").await, 1);
    assert_eq!(count("on=2026-01-31").await, 0);
    assert_eq!(count("on=2026-02-01").await, 2);
    let csv = seat.csv("/api/v1/land-consents").await.expect(200);
    assert!(csv.text.starts_with("id,organization_id,land_region_code,parcel_reference,"));
    assert_eq!(csv.text.lines().count(), 3);
}
