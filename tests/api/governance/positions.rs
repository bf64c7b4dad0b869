use serde_json::json;

use kibm::identity::entity::access_grant::Role;

use super::{READERS, Village, below, codes, id_of, position, positions, refusal, refused};
use crate::support::at_once;

#[tokio::test]
async fn r52_one_person_serves_in_one_organ_of_a_bum_desa() {
    let village = Village::spawn().await;
    let bum_desa = village.bum_desa().await;
    let (maria, yosefa) =
        (village.person("Maria", "female").await, village.person("Yosefa", "female").await);
    let director = ("pelaksana_operasional", "direktur");

    let first = id_of(&village.seat(bum_desa, director, &maria).await.expect(201));
    let both = village.seat(bum_desa, ("pengawas", "ketua"), &maria).await;
    let unfit = village.seat(bum_desa, ("pengurus", "ketua"), &yosefa).await;
    village.seat(bum_desa, ("pengawas", "ketua"), &yosefa).await.expect(201);
    village.end(&first, "2026-06-01").await.expect(200);
    let mut later = position(("pengawas", "anggota"), &maria);
    later["held_from"] = json!("2026-06-01");
    village.admin.post(&positions(bum_desa), later).await.expect(201);

    assert_eq!(refusal(&both), refused(422, "two_organs"));
    assert_eq!(both.json()["errors"][0]["pointer"], "/person_id");
    assert_eq!(both.json()["legal_basis"], "PP 11/2021");
    assert_eq!(refusal(&unfit), refused(422, "position_of_form"));
}

#[tokio::test]
async fn r52_the_adviser_of_a_bum_desa_is_the_sitting_village_head() {
    let village = Village::spawn().await;
    let bum_desa = village.bum_desa().await;
    let (head, other) =
        (village.person("Kepala", "male").await, village.person("Orang Lain", "male").await);
    let adviser = ("penasihat", "penasihat");
    let by_office = |mut body: serde_json::Value| {
        body["person_id"] = json!(null);
        body["ex_officio"] = json!(true);
        body
    };
    let path = positions(bum_desa);

    let nobody = village.admin.post(&path, by_office(position(adviser, ""))).await;
    let warned = village.seat(bum_desa, adviser, &other).await.expect(201);
    let ended = json!({ "ended_on": "2026-01-01", "reason": "recorded_in_error" });
    let wrong = format!("/api/v1/positions/{}/end", id_of(&warned));
    village.admin.post(&wrong, ended).await.expect(200);
    village.head(&head).await;
    let another = village.seat(bum_desa, adviser, &other).await;
    let mut both = position(adviser, &head);
    both["ex_officio"] = json!(true);
    let both = village.admin.post(&path, both).await;
    // The officer of the BUM Desa need not see the record of the head.
    let officer = village.app.keeper(Role::EnterpriseOfficer, bum_desa).await;
    let unseen = officer.post(&path, position(adviser, &head)).await;
    let made = officer.post(&path, by_office(position(adviser, ""))).await.expect(201);

    assert_eq!(refusal(&nobody), refused(422, "no_village_head"));
    assert_eq!(codes(&warned.json()["warnings"]), ["village_head_unknown"]);
    assert_eq!(refusal(&another), refused(422, "adviser_not_head"));
    assert_eq!(refusal(&both), refused(422, "holder_of_position"));
    assert_eq!(refusal(&unseen), refused(422, "reference_unknown"));
    let made = made.json();
    assert_eq!((&made["person_name"], made["warnings"].is_null()), (&json!("Kepala"), true));
}

#[tokio::test]
async fn r48_the_chief_supervisor_of_a_kopdes_is_the_village_head_who_is_not_on_its_board() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let (head, official, other) = (
        village.person("Kepala", "male").await,
        village.person("Kaur", "female").await,
        village.person("Warga", "female").await,
    );
    village.head(&head).await;
    let office = ("pemerintah_desa", "perangkat_desa");
    village.seat(village.government, office, &official).await.expect(201);

    let another = village.seat(kopdes, ("pengawas", "ketua"), &other).await;
    let on_board = village.seat(kopdes, ("pengurus", "ketua"), &head).await;
    let secretary = village.seat(kopdes, ("pengurus", "sekretaris"), &official).await;
    let chief = village.seat(kopdes, ("pengawas", "ketua"), &head).await.expect(201);
    village.seat(kopdes, ("pengurus", "bendahara"), &other).await.expect(201);
    let late = village.seat(village.government, office, &other).await.expect(201);
    let check = village.check(kopdes, "2026-11-21").await;

    assert_eq!(refusal(&another), refused(422, "supervisor_not_head"));
    assert_eq!(refusal(&on_board), refused(422, "official_on_board"));
    assert_eq!(refusal(&secretary), refused(422, "official_on_board"));
    assert!(chief.json()["warnings"].is_null(), "{}", chief.text);
    assert_eq!(codes(&late.json()["warnings"]), ["official_sits_on_board"]);
    assert_eq!(codes(&check["faults"]), ["official_on_board", "board_size"]);
    assert_eq!(check["in_order"], false);
}

#[tokio::test]
async fn r48_the_dead_are_not_seated_and_who_has_died_since_is_found_by_the_check() {
    let village = Village::spawn().await;
    let (kopdes, bum_desa) = (village.kopdes().await, village.bum_desa().await);
    let dead = async |name: &str, day: &str| {
        let body = json!({ "full_name": name, "sex": "male", "region_code": super::VILLAGE,
                           "deceased_on": day });
        id_of(&village.admin.post("/api/v1/persons", body).await.expect(201))
    };
    let (late, head) =
        (dead("Almarhum", "2026-03-01").await, village.person("Kepala", "male").await);
    village.head(&head).await;
    village.seat(kopdes, ("pengawas", "ketua"), &head).await.expect(201);
    let seen = village.admin.get(&format!("/api/v1/persons/{head}")).await.expect(200);
    let died = json!({ "full_name": "Kepala", "sex": "male", "region_code": super::VILLAGE,
                       "deceased_on": "2026-05-01" });
    let path = format!("/api/v1/persons/{head}");
    village.admin.put(&path, seen.header("etag"), died).await.expect(200);
    let of = |from: &str, to: &str| {
        let mut body = position(("pengurus", "bendahara"), &late);
        body["held_from"] = json!(from);
        body["held_to"] = if to.is_empty() { json!(null) } else { json!(to) };
        body
    };
    let by_office = |from: &str| {
        let mut body = position(("penasihat", "penasihat"), "");
        body["person_id"] = json!(null);
        body["ex_officio"] = json!(true);
        body["held_from"] = json!(from);
        body
    };

    let open = village.admin.post(&positions(kopdes), of("2025-12-01", "")).await;
    let beyond = village.admin.post(&positions(kopdes), of("2025-12-01", "2026-03-03")).await;
    village.admin.post(&positions(kopdes), of("2025-12-01", "2026-03-02")).await.expect(201);
    let office = village.admin.post(&positions(bum_desa), by_office("2026-11-01")).await;
    let lasting = village.admin.post(&positions(bum_desa), by_office("2026-01-01")).await;
    let on_the_day = village.check(kopdes, "2026-05-01").await;
    let after = village.check(kopdes, "2026-05-02").await;

    for refused_one in [&open, &beyond, &lasting] {
        assert_eq!(refusal(refused_one), refused(422, "holder_deceased"));
    }
    assert_eq!(refusal(&office), refused(422, "no_village_head"));
    assert!(!codes(&on_the_day["faults"]).contains(&"holder_deceased".to_owned()));
    assert!(codes(&after["faults"]).contains(&"holder_deceased".to_owned()), "{after}");
    assert!(codes(&after["warnings"]).contains(&"village_head_unknown".to_owned()), "{after}");
}

#[tokio::test]
async fn r48_an_ordinary_cooperative_chooses_whom_it_likes() {
    let village = Village::spawn().await;
    let name = "Koperasi Samudra Kei";
    let ordinary = village.app.organization("koperasi_primer", name, super::VILLAGE).await;
    let head = village.person("Kepala", "male").await;
    village.head(&head).await;

    let chair = village.seat(ordinary, ("pengurus", "ketua"), &head).await.expect(201);
    let also = village.seat(ordinary, ("pengawas", "anggota"), &head).await.expect(201);

    assert!(chair.json()["warnings"].is_null());
    assert_eq!(codes(&also.json()["warnings"]), ["manages_and_supervises"]);
}

#[tokio::test]
async fn r52_of_two_who_are_made_director_at_once_one_is() {
    let village = Village::spawn().await;
    let bum_desa = village.bum_desa().await;
    let mut persons = Vec::new();
    for name in ["Maria", "Yosefa", "Petrus", "Agus"] {
        persons.push(village.person(name, "male").await);
    }

    let answers = at_once(4, |index| {
        let (admin, path) = (village.admin.clone(), positions(bum_desa));
        let body = position(("pelaksana_operasional", "direktur"), &persons[index]);
        async move { admin.post(&path, body).await }
    })
    .await;

    let made = answers.iter().filter(|answer| answer.status == 201).count();
    let taken = answers.iter().filter(|answer| refusal(answer) == refused(409, "position_taken"));
    assert_eq!((made, taken.count()), (1, 3));
}

#[tokio::test]
async fn a_position_is_recorded_once_and_ended_once() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let maria = village.person("Maria", "female").await;
    let mut body = position(("pengurus", "bendahara"), &maria);
    body["id"] = json!("00000000-0000-7000-8000-0000000000d1");
    let path = positions(kopdes);

    let made = village.admin.post(&path, body.clone()).await.expect(201);
    let resent = village.admin.post(&path, body.clone()).await.expect(200);
    body["role"] = json!("sekretaris");
    let other = village.admin.post(&path, body).await;
    let second = village.seat(kopdes, ("pengurus", "sekretaris"), &maria).await;
    let id = id_of(&made);
    let early = village.end(&id, "2026-01-01").await;
    let late = village.end(&id, "2026-11-22").await;
    village.end(&id, "2026-11-21").await.expect(200);
    let twice = village.end(&id, "2026-11-20").await;
    let nothing = village.end("00000000-0000-7000-8000-0000000000ff", "2026-11-20").await;

    assert_eq!(resent.json()["id"], made.json()["id"]);
    assert_eq!(refusal(&other), refused(409, "id_taken"));
    assert_eq!(refusal(&second), refused(409, "already_seated"));
    assert_eq!(refusal(&early), refused(422, "position_reversed"));
    assert_eq!(refusal(&late), refused(422, "date_in_future"));
    assert_eq!(refusal(&twice), refused(409, "position_ended"));
    assert_eq!(nothing.status, 404);
    let seen = village.admin.get(&format!("/api/v1/positions/{id}")).await.expect(200).json();
    assert_eq!(
        (&seen["held_to"], &seen["end_reason"]),
        (&json!("2026-11-21"), &json!("term_ended"))
    );
    let events = format!("/api/v1/audit-events?subject_id={id}");
    let events = village.admin.get(&events).await.expect(200);
    assert_eq!(events.json()["items"].as_array().unwrap().len(), 2);
    assert!(!events.text.contains("Maria"), "no names in the audit log");
}

#[tokio::test]
async fn positions_are_listed_by_day_and_organ_in_pages_and_as_csv() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    for (number, seat) in [
        ("pengurus", "ketua"),
        ("pengurus", "sekretaris"),
        ("pengurus", "bendahara"),
        ("pengawas", "anggota"),
    ]
    .into_iter()
    .enumerate()
    {
        let person = village.person(&format!("Orang {number}"), "female").await;
        let made = village.seat(kopdes, seat, &person).await.expect(201);
        if number == 0 {
            village.end(&id_of(&made), "2026-06-01").await.expect(200);
        }
    }
    let path = positions(kopdes);
    let count = async |query: &str| {
        let page = village.admin.get(&format!("{path}?{query}")).await.expect(200).json();
        page["items"].as_array().unwrap().len()
    };

    assert_eq!(count("limit=200").await, 4);
    assert_eq!(count("as_of=2026-05-31").await, 4);
    assert_eq!(count("as_of=2026-06-01").await, 3);
    assert_eq!(count("organ=pengawas").await, 1);
    assert_eq!(count("as_of=2025-12-31").await, 0);
    let page = village.admin.get(&format!("{path}?limit=3")).await.expect(200).json();
    let cursor = page["next_cursor"].as_str().unwrap();
    assert_eq!(count(&format!("limit=3&cursor={cursor}")).await, 1);
    let csv = village.admin.csv(&path).await.expect(200);
    assert_eq!(csv.text.lines().count(), 5, "{}", csv.text);
    assert!(csv.text.starts_with("id,organization_id,organ,role,person_id,person_name,"));
}

#[tokio::test]
async fn r114_positions_are_read_by_those_who_reach_them_and_written_by_the_enterprise() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let other = "Koperasi Samudra Jawa";
    let other = village.app.organization("koperasi_primer", other, "33.01.01.2001").await;
    let maria = village.person("Maria", "female").await;
    let body = || position(("pengurus", "bendahara"), &maria);
    let made = village.admin.post(&positions(kopdes), body()).await.expect(201);
    let one = format!("/api/v1/positions/{}", id_of(&made));
    let paths = [
        positions(kopdes),
        below(kopdes, "served-villages"),
        below(kopdes, "governance/check"),
        one.clone(),
    ];

    for role in READERS {
        let (near, far) =
            (village.app.officer(role, "81.02").await, village.app.officer(role, "33.01").await);
        for path in &paths {
            assert_eq!(near.get(path).await.status, 200, "{role:?} {path}");
            assert_eq!(far.get(path).await.status, 404, "{role:?} {path}");
        }
        assert_eq!(near.post(&positions(kopdes), body()).await.status, 403, "{role:?}");
        assert_eq!(near.get(&below(kopdes, "family-ties")).await.status, 403, "{role:?}");
        let end = json!({ "ended_on": "2026-11-21", "reason": "resigned" });
        assert_eq!(near.post(&format!("{one}/end"), end.clone()).await.status, 403);
        assert_eq!(far.post(&format!("{one}/end"), end).await.status, 403);
    }
    let stranger = village.app.keeper(Role::EnterpriseOfficer, other).await;
    assert_eq!(stranger.get(&positions(kopdes)).await.status, 404);
    assert_eq!(stranger.post(&positions(kopdes), body()).await.status, 404);
    assert_eq!(stranger.get(&one).await.status, 404);
    let own = village.app.keeper(Role::EnterpriseOfficer, kopdes).await;
    assert_eq!(own.get(&one).await.status, 200);
    let mentor = village.app.keeper(Role::Mentor, kopdes).await;
    assert_eq!(mentor.get(&positions(kopdes)).await.status, 200);
    assert_eq!(mentor.post(&positions(kopdes), body()).await.status, 403);
}
