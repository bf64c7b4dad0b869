//! Mentors, assignments, logs, follow-ups and coverage over HTTP.

mod assignments;
mod batch;
mod coverage;
mod follow_ups;
mod logs;
mod resends;
mod reviews;

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use kibm::platform::db::statement;
use kibm::platform::rollup;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::books::VILLAGE;
use crate::support::{Caller, TestApp};

const LOGS: &str = "/api/v1/mentoring-logs";

/// A cluster in Kei with one stage, one operator there, and a mentor with a
/// login who is assigned to it since January 2025.
struct Field {
    app: TestApp,
    /// Coordinator of the nation.
    coordinator: Caller,
    /// Officer of the regency.
    officer: Caller,
    /// The mentor's login.
    mentor: Caller,
    mentor_id: String,
    sender: OrganizationId,
    organization: OrganizationId,
    cluster: String,
    stage: String,
    assignment: String,
}

fn id_of(view: &Value) -> String {
    view["id"].as_str().expect("the view has its id").to_owned()
}

impl Field {
    async fn prepare() -> Self {
        let app = TestApp::spawn().await;
        let coordinator = app.user(Role::Coordinator, kibm::identity::Reach::National).await;
        let officer = app.officer(Role::RegionalOfficer, "81.02").await;
        let mentor = app.user_with(vec![]).await;
        let organization = app.organization("kelompok_usaha", "Pokdakan Letvuan", VILLAGE).await;
        let sender = app.organization("lembaga_pendamping", "Lembaga Kei", "81.02").await;
        let cluster = json!({
            "name": "Rumput laut Kei", "commodity": "rumput laut", "region_codes": ["81.02"],
            "lead_organization_id": organization, "goal": "Nilai tambah di ohoi",
            "founded_on": "2024-01-01",
        });
        let cluster =
            id_of(&coordinator.post("/api/v1/clusters", cluster).await.expect(201).json());
        let member = json!({ "organization_id": organization, "joined_on": "2024-01-01" });
        let members = format!("/api/v1/clusters/{cluster}/members");
        coordinator.post(&members, member).await.expect(201);
        let mut field = Self {
            app,
            coordinator,
            officer,
            mentor,
            mentor_id: String::new(),
            sender,
            organization,
            cluster,
            stage: String::new(),
            assignment: String::new(),
        };
        field.stage = field.stage("Budidaya", "2024-06-01").await;
        field.mentor_id = field.new_mentor(json!({ "user_id": field.mentor.id })).await;
        field.assignment = field.assign(&field.stage, "2025-01-01").await;
        field
    }

    /// A stage of a new chain where the organization is operator since a day.
    async fn stage(&self, name: &str, since: &str) -> String {
        let chain = json!({ "cluster_id": self.cluster, "kind": "value_chain", "name": name });
        let chain = id_of(&self.coordinator.post("/api/v1/chains", chain).await.expect(201).json());
        let stage = json!({ "name": name, "kind": "production", "position": 1 });
        let path = format!("/api/v1/chains/{chain}/stages");
        let stage = id_of(&self.coordinator.post(&path, stage).await.expect(201).json());
        let part = json!({ "organization_id": self.organization, "role": "operator", "valid_from": since });
        let path = format!("/api/v1/stages/{stage}/participations");
        self.coordinator.post(&path, part).await.expect(201);
        stage
    }

    /// A mentor of the sender with these fields besides; gives the id.
    async fn new_mentor(&self, fields: Value) -> String {
        let person = json!({ "full_name": "Pendamping Uji", "region_code": "81.02" });
        let person = self.coordinator.post("/api/v1/persons", person).await.expect(201).json();
        let mut draft = json!({
            "person_id": person["id"], "organization_id": self.sender, "started_on": "2024-12-01",
        });
        for (name, value) in fields.as_object().expect("fields") {
            draft[name] = value.clone();
        }
        id_of(&self.officer.post("/api/v1/mentors", draft).await.expect(201).json())
    }

    async fn assign(&self, stage: &str, since: &str) -> String {
        let draft = json!({
            "mentor_id": self.mentor_id, "organization_id": self.organization,
            "stage_id": stage, "valid_from": since,
        });
        id_of(&self.officer.post("/api/v1/assignments", draft).await.expect(201).json())
    }

    /// A log that is right: an hour from this local start.
    fn draft(&self, started_at: &str) -> Value {
        let start: chrono::DateTime<chrono::FixedOffset> = started_at.parse().expect("an instant");
        json!({
            "mentor_id": self.mentor_id, "organization_id": self.organization, "stage_id": self.stage,
            "phase": "pembangunan_industri", "started_at": started_at,
            "ended_at": (start + chrono::TimeDelta::hours(1)).to_rfc3339(),
            "village_code": VILLAGE, "form": "coaching", "topic": "Kalender tanam",
            "participants": { "total": 8, "women": 3, "youth": 2, "with_disability": 0 },
            "problem": "Panen jatuh di musim hujan.", "advice": "Atur siklus 45 hari.",
        })
    }

    /// The mentor's log of an hour from this local start, as it was answered.
    async fn log(&self, started_at: &str) -> Value {
        self.mentor.post(LOGS, self.draft(started_at)).await.expect(201).json()
    }

    async fn verified(&self, started_at: &str) -> Value {
        let log = self.log(started_at).await;
        self.verify(&log).await.expect(200).json()
    }

    async fn verify(&self, log: &Value) -> crate::support::Answer {
        self.coordinator.post(&format!("{LOGS}/{}/verify", id_of(log)), json!({})).await
    }

    fn set_clock(&self, instant: &str) {
        self.app.state.clock.set(instant.parse().expect("an instant"));
    }

    /// The folded figure of the regency: no operation shows it yet below the
    /// dashboards, which stand on a higher level.
    async fn figure(&self, metric: &str, day: &str) -> i64 {
        let state = &self.app.state;
        rollup::fold(&state.db, &state.clock, &state.freshness).await.expect("the deltas fold");
        let sql = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) AS amount FROM rollup \
                   WHERE region_code = $1 AND metric = $2 AND day = $3";
        let values = vec!["81.02".into(), metric.into(), day.into()];
        let conn = state.db.read();
        let row = conn.query_one_raw(statement(conn, sql, values)).await.expect("the sum is read");
        row.expect("a sum is a row").try_get_by_index(0).expect("the sum is a number")
    }

    /// The actions of the audit log on one subject, oldest first.
    async fn audited(&self, subject: &str) -> Vec<String> {
        let admin = self.app.admin().await;
        let events = admin.get(&format!("/api/v1/audit-events?subject_id={subject}")).await;
        let events = events.expect(200).json();
        let items = events["items"].as_array().expect("a list").clone();
        items.iter().map(|event| event["action"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// The codes of the warnings of a view, sorted.
fn warnings(view: &Value) -> Vec<String> {
    let items = view["warnings"].as_array().cloned().unwrap_or_default();
    let mut codes: Vec<String> = items
        .iter()
        .map(|warning| warning["code"].as_str().unwrap_or_default().to_owned())
        .collect();
    codes.sort();
    codes
}
