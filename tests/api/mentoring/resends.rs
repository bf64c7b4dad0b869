//! A device whose answer got lost sends its creation again, perhaps after
//! others have changed the row: it gets the row as it stands.

use serde_json::{Value, json};

use super::Field;

/// A creation: where it is sent, what is sent, and how the row is changed then.
struct Case {
    path: String,
    draft: Value,
    change: Change,
}

/// How a row is changed after its creation, at the path of the row.
enum Change {
    Put(&'static str, Value),
    Post(&'static str, Value),
}

fn id(number: u64) -> String {
    format!("00000000-0000-7000-8000-0000000c{number:04}")
}

fn cases(field: &Field) -> Vec<Case> {
    let (organization, sender) = (field.organization, field.sender);
    let (cluster, stage) = (&field.cluster, &field.stage);
    let case = |path: &str, draft: Value, change: Change| Case {
        path: format!("/api/v1/{path}"),
        draft,
        change,
    };
    vec![
        case(
            "clusters",
            json!({
                "id": id(1), "name": "Kelapa Kei", "commodity": "kelapa", "goal": "Kopra putih",
                "region_codes": ["81.02"], "lead_organization_id": organization,
            }),
            Change::Put("name", json!("Kelapa Kei Besar")),
        ),
        case(
            &format!("clusters/{cluster}/members"),
            json!({ "id": id(2), "organization_id": sender, "joined_on": "2025-01-01" }),
            Change::Post(
                "cluster-members/{id}/leave",
                json!({ "left_on": "2026-01-01", "reason": "Pindah" }),
            ),
        ),
        case(
            "chains",
            json!({ "id": id(3), "cluster_id": cluster, "kind": "supply_chain", "name": "Rantai" }),
            Change::Put("name", json!("Rantai pasok")),
        ),
        case(
            &format!("chains/{}/stages", id(3)),
            json!({ "id": id(4), "name": "Jemur", "kind": "processing", "position": 2 }),
            Change::Put("position", json!(3)),
        ),
        case(
            &format!("stages/{}/participations", id(4)),
            json!({
                "id": id(5), "organization_id": organization, "role": "operator",
                "valid_from": "2025-01-01",
            }),
            Change::Post("participations/{id}/end", json!({ "valid_to": "2026-10-01" })),
        ),
        case(
            "assignments",
            json!({
                "id": id(6), "mentor_id": field.mentor_id, "organization_id": organization,
                "stage_id": id(4), "valid_from": "2025-02-01",
            }),
            Change::Post(
                "assignments/{id}/end",
                json!({ "valid_to": "2026-09-01", "reason": "rotasi" }),
            ),
        ),
        case(
            "mentoring-logs",
            {
                let mut log = field.draft("2026-11-18T09:00:00+09:00");
                log["id"] = json!(id(7));
                log["stage_id"] = json!(stage);
                log
            },
            Change::Post("mentoring-logs/{id}/return", json!({ "comment": "lengkapi" })),
        ),
    ]
}

#[tokio::test]
async fn an_identical_resend_answers_with_the_present_row_whatever_became_of_it() {
    let field = Field::prepare().await;
    for case in cases(&field) {
        let is_log = case.path.ends_with("mentoring-logs");
        let author = if is_log { &field.mentor } else { &field.coordinator };
        let made = author.post(&case.path, case.draft.clone()).await.expect(201);
        let again = author.post(&case.path, case.draft.clone()).await;
        assert_eq!(again.status, 200, "{}", again.text);

        let id = case.draft["id"].as_str().expect("an id").to_owned();
        match case.change {
            Change::Put(name, value) => {
                let mut draft = case.draft.clone();
                draft[name] = value;
                let base = case.path.rsplit('/').next().expect("a resource");
                let row = format!("/api/v1/{base}/{id}");
                author.put(&row, made.header("etag"), draft).await.expect(200);
            }
            Change::Post(path, draft) => {
                let path = format!("/api/v1/{}", path.replace("{id}", &id));
                field.coordinator.post(&path, draft).await.expect(200);
            }
        }
        let late = author.post(&case.path, case.draft.clone()).await;
        let (name, value) = match case.path.rsplit('/').next() {
            Some("members") => ("contribution", json!("lahan")),
            Some("participations") => ("role", json!("service_provider")),
            Some("assignments") => ("valid_to", json!("2026-12-31")),
            Some("mentoring-logs") => ("topic", json!("Lain")),
            _ => ("name", json!("Lain")),
        };
        let mut other = case.draft.clone();
        other[name] = value;
        let taken = author.post(&case.path, other).await;

        assert_eq!(late.status, 200, "{}: {}", case.path, late.text);
        assert_ne!(late.json(), made.json(), "it is the present row: {}", case.path);
        assert_eq!((taken.status, taken.code().as_str()), (409, "id_taken"), "{}", case.path);
    }
}

#[tokio::test]
async fn a_mentor_is_recognised_after_a_change_and_elsewhere_the_id_is_taken() {
    let field = Field::prepare().await;
    let person = json!({ "full_name": "Pendamping Kirim Ulang", "region_code": "81.02" });
    let person = field.coordinator.post("/api/v1/persons", person).await.expect(201).json();
    let draft = json!({
        "id": id(8), "person_id": person["id"], "organization_id": field.sender,
        "started_on": "2025-01-01",
    });
    let made = field.officer.post("/api/v1/mentors", draft.clone()).await.expect(201);
    let mut changed = draft.clone();
    changed["certificate_number"] = json!("BNSP-1");
    let path = format!("/api/v1/mentors/{}", id(8));
    field.officer.put(&path, made.header("etag"), changed.clone()).await.expect(200);

    let late = field.officer.post("/api/v1/mentors", draft).await;
    let taken = field.officer.post("/api/v1/mentors", changed).await;
    // An id that the service gave was never a client's to resend.
    let chain = json!({ "cluster_id": field.cluster, "kind": "value_chain", "name": "Satu" });
    let chain = field.coordinator.post("/api/v1/chains", chain.clone()).await.expect(201).json();
    let foreign = json!({
        "id": chain["id"], "cluster_id": field.cluster, "kind": "value_chain", "name": "Satu",
    });
    let foreign = field.coordinator.post("/api/v1/chains", foreign).await;

    assert_eq!((late.status, late.json()["certificate_number"].clone()), (200, json!("BNSP-1")));
    assert_eq!((taken.status, taken.code().as_str()), (409, "id_taken"));
    assert_eq!((foreign.status, foreign.code().as_str()), (409, "id_taken"));
}
