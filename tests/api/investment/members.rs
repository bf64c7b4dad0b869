use serde_json::json;

use super::{Books, VILLAGE, id_of, refusal, refused};
use crate::support::at_once;

#[tokio::test]
async fn register_numbers_have_no_gaps_however_many_are_entered_at_once() {
    let books = Books::cooperative().await;
    let mut persons = Vec::new();
    for index in 0..8 {
        persons.push(books.person(&format!("Anggota {index}"), "male").await);
    }

    let mut numbers = at_once(8, |index| {
        let (keeper, path) = (books.keeper.clone(), books.path("members"));
        let draft = json!({ "person_id": persons[index], "standing": "member" });
        async move { keeper.post(&path, draft).await.expect(201).json()["register_number"].clone() }
    })
    .await;

    numbers.sort_by_key(serde_json::Value::as_i64);
    assert_eq!(json!(numbers), json!([1, 2, 3, 4, 5, 6, 7, 8]));
}

#[tokio::test]
async fn a_holder_is_registered_once_and_a_resend_changes_nothing() {
    let books = Books::cooperative().await;
    let person = books.person("Maria", "female").await;
    let draft = json!({
        "id": "00000000-0000-7000-8000-0000000000bb", "person_id": person, "standing": "member",
    });

    let made = books.keeper.post(&books.path("members"), draft.clone()).await.expect(201);
    let resent = books.keeper.post(&books.path("members"), draft.clone()).await;
    let mut other = draft.clone();
    other["standing"] = json!("holder");
    let changed = books.keeper.post(&books.path("members"), other).await;
    let mut anew = draft;
    anew.as_object_mut().unwrap().remove("id");
    let twice = books.keeper.post(&books.path("members"), anew).await;

    assert_eq!((resent.status, resent.json()), (200, made.json()));
    assert_eq!(refusal(&changed), refused(409, "id_taken"));
    assert_eq!(refusal(&twice), refused(409, "already_registered"));
    assert_eq!(made.json()["holder_name"], "Maria");
}

#[tokio::test]
async fn r31_a_member_with_a_hundred_times_the_savings_has_one_vote() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let sukarela = books.savings("simpanan_sukarela").await;
    let (rich, poor) = (books.applicant("Maria").await, books.applicant("Yosefa").await);
    for member in [&rich, &poor] {
        books.contribute(&pokok, member, "100000.00", "2026-02-01").await.expect(201);
    }
    books.contribute(&sukarela, &rich, "10000000.00", "2026-02-01").await.expect(201);
    books.contribute(&sukarela, &poor, "100000.00", "2026-02-01").await.expect(201);
    let person = books.person("Penanam modal", "male").await;
    let investor = books.holder("person_id", &person).await;
    let applicant = books.applicant("Calon").await;

    for (member, votes) in [(rich, 1), (poor, 1), (investor, 0), (applicant, 0)] {
        let view = books.keeper.get(&format!("/api/v1/members/{member}")).await.expect(200).json();
        assert_eq!(view["votes"], votes, "{view}");
    }
    let capital = books.capital("").await;
    assert_eq!((&capital["members"], &capital["votes"]), (&json!(2), &json!(2)));
}

#[tokio::test]
async fn r61_a_perumda_takes_no_community_no_cooperative_and_no_second_region() {
    let books = Books::of("perumda", "Perumda Kei").await;
    let person = books.person("Maria", "female").await;
    let cooperative = books.app.organization("koperasi_primer", "Koperasi Kei", VILLAGE).await;
    let region = books.app.organization("pemerintah_daerah", "Pemkab Malra", "81.02").await;
    let second = books.app.organization("pemerintah_daerah", "Pemkot Tual", "81.72").await;
    let shares = json!({ "kind": "saham", "name": "Saham", "nominal": "1000.00" });
    let enter = async |field: &str, id: String| {
        let draft = json!({ field: id, "standing": "holder" });
        books.keeper.post(&books.path("members"), draft).await
    };

    let citizen = enter("person_id", person).await;
    let by_cooperative = enter("organization_id", cooperative.to_string()).await;
    let owner = enter("organization_id", region.to_string()).await;
    let second_region = enter("organization_id", second.to_string()).await;
    let issued = books.keeper.post(&books.path("instruments"), shares).await;

    assert_eq!(refusal(&citizen), refused(422, "perumda_no_shares"));
    assert_eq!(refusal(&by_cooperative), refused(422, "perumda_no_shares"));
    assert_eq!(owner.status, 201, "{}", owner.text);
    assert_eq!(refusal(&second_region), refused(422, "perumda_no_shares"));
    assert_eq!(refusal(&issued), refused(422, "perumda_no_shares"));
    assert!(issued.json()["legal_basis"].as_str().unwrap().contains("PP 54/2017"));
}

#[tokio::test]
async fn r68_a_village_enterprise_cannot_take_savings() {
    let books = Books::of("bum_desa", "BUM Desa Letvuan").await;

    let savings = json!({ "kind": "simpanan_sukarela", "name": "Tabungan" });
    let answer = books.keeper.post(&books.path("instruments"), savings).await;

    assert_eq!(refusal(&answer), refused(422, "instrument_form"));
}

#[tokio::test]
async fn an_exit_ends_a_membership_once_and_not_in_the_future() {
    let books = Books::cooperative().await;
    let member = books.applicant("Maria").await;
    let path = format!("/api/v1/members/{member}/exit");
    let on = |day: &str| json!({ "left_on": day, "reason": "diberhentikan" });

    let future = books.keeper.post(&path, on("2026-11-22")).await;
    let before = books.keeper.post(&path, on("2026-01-04")).await;
    let ended = books.keeper.post(&path, on("2026-06-30")).await.expect(200);
    let again = books.keeper.post(&path, on("2026-07-01")).await;

    assert_eq!(refusal(&future), refused(422, "date_in_future"));
    assert_eq!(refusal(&before), refused(422, "date_too_early"));
    assert_eq!(ended.json()["status"], "former");
    assert_eq!(refusal(&again), refused(409, "membership_not_in_force"));
}

#[tokio::test]
async fn members_are_listed_with_their_names_by_status_and_as_csv() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let member = books.applicant("Maria").await;
    books.applicant("Yosefa").await;
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);

    let active = books.keeper.get(&books.path("members?status=active")).await.expect(200).json();
    let csv = books.keeper.csv(&books.path("members")).await.expect(200);

    assert_eq!(active["items"].as_array().unwrap().len(), 1);
    assert_eq!(active["items"][0]["holder_name"], "Maria");
    assert!(csv.text.contains("Yosefa"), "{}", csv.text);
    let id = id_of(&books.keeper.get(&format!("/api/v1/members/{member}")).await);
    assert_eq!(id, member);
}

#[tokio::test]
async fn the_register_of_a_day_has_who_had_joined_and_not_left() {
    let books = Books::cooperative().await;
    let pokok = books.principal(false).await;
    let member = books.applicant("Maria").await;
    books.applicant("Yosefa").await;
    books.contribute(&pokok, &member, "100000.00", "2026-02-01").await.expect(201);
    let exit = json!({ "left_on": "2026-06-30", "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{member}/exit"), exit).await.expect(200);

    for (day, count) in [("2026-01-31", 0), ("2026-02-01", 1), ("2026-06-29", 1), ("2026-06-30", 0)]
    {
        let listed = books.keeper.get(&books.path(&format!("members?as_of={day}"))).await;
        let items = listed.expect(200).json()["items"].as_array().map(Vec::len);
        assert_eq!(items, Some(count), "{day}");
    }
}

#[tokio::test]
async fn a_resend_of_an_entry_is_recognised_after_the_member_has_left() {
    let books = Books::cooperative().await;
    let person = books.person("Maria", "female").await;
    let draft = json!({
        "id": "00000000-0000-7000-8000-0000000000bc", "person_id": person, "standing": "member",
        "applied_on": "2026-01-05",
    });
    let made = books.keeper.post(&books.path("members"), draft.clone()).await.expect(201);
    let exit = json!({ "left_on": "2026-06-01", "reason": "sukarela" });
    books.keeper.post(&format!("/api/v1/members/{}/exit", id_of(&made)), exit).await.expect(200);

    let late = books.keeper.post(&books.path("members"), draft.clone()).await;
    let mut other = draft;
    other["applied_on"] = json!("2026-01-06");
    let taken = books.keeper.post(&books.path("members"), other).await;

    assert_eq!((late.status, late.json()["status"].clone()), (200, json!("former")));
    assert_eq!(refusal(&taken), refused(409, "id_taken"));
}
