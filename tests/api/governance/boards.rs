use serde_json::{Value, json};

use super::{Village, below, codes, id_of, refusal, refused};

/// Seats of a board, in the order of the persons.
fn seats(persons: &[(&str, &str, &str)]) -> Value {
    let seat = |(organ, role, person): &(&str, &str, &str)| json!({ "organ": organ, "role": role, "person_id": person });
    json!(persons.iter().map(seat).collect::<Vec<_>>())
}

fn board(seats: &Value, from: &str) -> Value {
    json!({ "seats": seats, "held_from": from, "decision_number": "RAT 1/2026",
            "decided_on": "2025-12-20" })
}

#[tokio::test]
async fn r48_a_board_is_judged_as_a_whole_and_every_fault_is_named() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let head = village.person("Kepala", "male").await;
    village.head(&head).await;
    let (maria, petrus, agus, yosefa) = (
        village.person("Maria", "female").await,
        village.person("Petrus", "male").await,
        village.person("Agus", "male").await,
        village.person("Yosefa", "female").await,
    );
    let path = below(kopdes, "boards");
    let post = async |persons: &[(&str, &str, &str)]| {
        village.admin.post(&path, board(&seats(persons), "2026-01-01")).await
    };
    let tie = json!({ "person_id": maria, "other_person_id": agus, "relation": "spouse" });
    village.admin.post(&below(kopdes, "family-ties"), tie).await.expect(201);

    let even = post(&[("pengurus", "ketua", &maria), ("pengurus", "sekretaris", &petrus)]).await;
    let many = post(&[
        ("pengurus", "ketua", &maria),
        ("pengurus", "ketua", &head),
        ("pengawas", "ketua", &agus),
    ])
    .await;
    let unfit = post(&[("pengurus", "direktur", &maria), ("penasihat", "penasihat", &agus)]).await;
    let men = post(&[
        ("pengurus", "ketua", &petrus),
        ("pengurus", "sekretaris", &agus),
        ("pengurus", "bendahara", &yosefa),
    ])
    .await
    .expect(201);

    assert_eq!(even.fault_codes(), ["board_size"]);
    assert_eq!(
        many.fault_codes(),
        [
            "board_size",
            "family_on_board",
            "official_on_board",
            "position_taken",
            "supervisor_not_head"
        ]
    );
    let pointers: Vec<Value> = many.json()["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["pointer"].clone())
        .collect();
    assert!(pointers.contains(&json!("/seats/1/role")), "{pointers:?}");
    assert!(pointers.contains(&json!("/seats/2/person_id")), "{pointers:?}");
    assert_eq!(unfit.fault_codes(), ["position_of_form", "position_of_form"]);
    assert_eq!(men.json()["warnings"], json!([]), "a third are women");
    assert_eq!(men.json()["positions"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn r48_a_new_board_ends_the_one_before_and_is_recorded_once() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let mut persons = Vec::new();
    for name in ["Maria", "Petrus", "Agus", "Yosefa"] {
        persons.push(village.person(name, "male").await);
    }
    let of = |order: [usize; 3], from: &str| {
        let seats = seats(&[
            ("pengurus", "ketua", &persons[order[0]]),
            ("pengurus", "sekretaris", &persons[order[1]]),
            ("pengurus", "bendahara", &persons[order[2]]),
        ]);
        board(&seats, from)
    };
    let path = below(kopdes, "boards");
    village.seat(kopdes, ("pengawas", "anggota"), &persons[3]).await.expect(201);
    let mut second = of([1, 0, 2], "2026-06-01");
    second["id"] = json!("00000000-0000-7000-8000-0000000000b1");

    let first = village.admin.post(&path, of([0, 1, 2], "2026-01-01")).await.expect(201);
    let made = village.admin.post(&path, second.clone()).await.expect(201);
    let resent = village.admin.post(&path, second.clone()).await.expect(200);
    let earlier = village.admin.post(&path, of([2, 1, 0], "2026-06-01")).await;
    second["held_from"] = json!("2026-07-01");
    let other = village.admin.post(&path, second).await;

    assert_eq!(codes(&first.json()["warnings"]), ["few_women"]);
    let ids = |answer: &crate::support::Answer| -> Vec<Value> {
        let positions = answer.json()["positions"].as_array().cloned().unwrap();
        positions.iter().map(|position| position["id"].clone()).collect()
    };
    assert_eq!(ids(&resent), ids(&made));
    assert_eq!(id_of(&resent), "00000000-0000-7000-8000-0000000000b1");
    assert_eq!(refusal(&earlier), refused(409, "board_not_later"));
    assert_eq!(refusal(&other), refused(409, "id_taken"));
    let on = async |day: &str| {
        let path = below(kopdes, &format!("positions?as_of={day}"));
        let page = village.admin.get(&path).await.expect(200).json();
        let items = page["items"].as_array().cloned().unwrap();
        let chair = items.iter().find(|item| item["role"] == "ketua").cloned().unwrap();
        (items.len(), chair["person_name"].clone())
    };
    assert_eq!(on("2026-05-31").await, (4, json!("Maria")));
    assert_eq!(on("2026-06-01").await, (4, json!("Petrus")), "the supervisors stay");
    let ended = format!("/api/v1/positions/{}", ids(&first)[0].as_str().unwrap());
    let ended = village.admin.get(&ended).await.expect(200).json();
    assert_eq!(
        (&ended["held_to"], &ended["end_reason"]),
        (&json!("2026-06-01"), &json!("replaced"))
    );
}

#[tokio::test]
async fn r48_a_board_without_a_chair_is_told_and_an_end_on_record_stays() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let mut persons = Vec::new();
    for name in ["Maria", "Petrus", "Agus", "Yosefa"] {
        persons.push(village.person(name, "female").await);
    }
    let left = village.seat(kopdes, ("pengurus", "wakil_ketua"), &persons[3]).await.expect(201);
    let left = format!("/api/v1/positions/{}", id_of(&left));
    let end = json!({ "ended_on": "2026-09-01", "reason": "resigned" });
    village.admin.post(&format!("{left}/end"), end).await.expect(200);
    let of = |role: &str, last: usize| {
        seats(&[
            ("pengurus", role, &persons[0]),
            ("pengurus", "anggota", &persons[1]),
            ("pengurus", "anggota", &persons[last]),
        ])
    };
    let path = below(kopdes, "boards");

    // Yosefa sat on until September: a new board from June cannot seat her anew.
    let both = village.admin.post(&path, board(&of("ketua", 3), "2026-06-01")).await;
    let made = village.admin.post(&path, board(&of("anggota", 2), "2026-06-01")).await.expect(201);
    let seen = village.admin.get(&left).await.expect(200).json();

    assert_eq!(refusal(&both), refused(409, "already_seated"));
    assert_eq!(codes(&made.json()["warnings"]), ["organ_vacant"]);
    assert_eq!(made.json()["warnings"][0]["pointer"], "/seats");
    assert_eq!((&seen["held_to"], &seen["end_reason"]), (&json!("2026-09-01"), &json!("resigned")));
}

#[tokio::test]
async fn r48_a_board_that_is_recorded_one_by_one_is_found_by_the_check() {
    let village = Village::spawn().await;
    let kopdes = village.kopdes().await;
    let head = village.person("Kepala", "male").await;
    let term = village.head(&head).await;
    let (maria, petrus) =
        (village.person("Maria", "female").await, village.person("Petrus", "male").await);

    let nobody = village.check(kopdes, "2026-11-21").await;
    village.seat(kopdes, ("pengurus", "ketua"), &maria).await.expect(201);
    village.seat(kopdes, ("pengurus", "bendahara"), &petrus).await.expect(201);
    village.seat(kopdes, ("pengawas", "ketua"), &head).await.expect(201);
    let two = village.check(kopdes, "2026-11-21").await;
    let third = village.person("Yosefa", "female").await;
    village.seat(kopdes, ("pengurus", "sekretaris"), &third).await.expect(201);
    let three = village.check(kopdes, "2026-11-21").await;
    // The village elects another head; the record of the supervisors is behind.
    village.end(&term, "2026-11-01").await.expect(200);
    let mut next = super::position(("pemerintah_desa", "kepala_desa"), &third);
    next["held_from"] = json!("2026-11-01");
    let elected = village.admin.post(&super::positions(village.government), next).await;
    let behind = village.check(kopdes, "2026-11-21").await;
    let before = village.check(kopdes, "2026-10-31").await;

    assert_eq!(codes(&nobody["faults"]), ["board_size"]);
    assert_eq!(codes(&nobody["warnings"]), ["organ_vacant", "organ_vacant"]);
    assert_eq!(codes(&two["faults"]), ["board_size"]);
    assert_eq!((&three["in_order"], &three["faults"]), (&json!(true), &json!([])));
    assert_eq!(codes(&three["warnings"]), Vec::<String>::new());
    assert_eq!(three["positions"].as_array().unwrap().len(), 4);
    assert_eq!(codes(&elected.expect(201).json()["warnings"]), ["official_sits_on_board"]);
    assert_eq!(codes(&behind["faults"]), ["supervisor_not_head", "official_on_board"]);
    assert_eq!(before["in_order"], true);
}
