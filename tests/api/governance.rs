//! Who sits in which organ, and yearly meetings, over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp};

mod boards;
mod meetings;
mod positions;
mod residence;
mod ties;

/// The village of every organization of these tests, and its name.
const VILLAGE: &str = "81.02.16.2003";

/// A village with its government, and somebody who may record everything.
struct Village {
    app: TestApp,
    admin: Caller,
    government: OrganizationId,
}

impl Village {
    async fn spawn() -> Self {
        let app = TestApp::spawn().await;
        let admin = app.admin().await;
        let government = app.organization("pemerintah_desa", "Ohoi Letvuan", VILLAGE).await;
        Self { app, admin, government }
    }

    /// A Merah Putih cooperative of the village.
    async fn kopdes(&self) -> OrganizationId {
        let name = "Koperasi Desa Merah Putih Letvuan";
        self.app.organization("koperasi_primer", name, VILLAGE).await
    }

    /// The village's BUM Desa.
    async fn bum_desa(&self) -> OrganizationId {
        self.app.organization("bum_desa", "BUM Desa Letvuan", VILLAGE).await
    }

    /// A person of the village; gives the id.
    async fn person(&self, name: &str, sex: &str) -> String {
        self.person_of(name, sex, VILLAGE).await
    }

    async fn person_of(&self, name: &str, sex: &str, region: &str) -> String {
        let body = json!({ "full_name": name, "sex": sex, "region_code": region });
        id_of(&self.admin.post("/api/v1/persons", body).await.expect(201))
    }

    /// Records a position from 2026 on.
    async fn seat(&self, of: OrganizationId, seat: (&str, &str), person: &str) -> Answer {
        self.admin.post(&positions(of), position(seat, person)).await
    }

    /// Makes somebody head of the village from 2024 on.
    async fn head(&self, person: &str) -> String {
        let mut body = position(("pemerintah_desa", "kepala_desa"), person);
        body["held_from"] = json!("2024-01-01");
        id_of(&self.admin.post(&positions(self.government), body).await.expect(201))
    }

    /// Ends a position on a day.
    async fn end(&self, position: &str, day: &str) -> Answer {
        let body = json!({ "ended_on": day, "reason": "term_ended" });
        self.admin.post(&format!("/api/v1/positions/{position}/end"), body).await
    }

    async fn check(&self, of: OrganizationId, as_of: &str) -> Value {
        let path = format!("/api/v1/organizations/{of}/governance/check?as_of={as_of}");
        self.admin.get(&path).await.expect(200).json()
    }
}

/// Path of an organization's positions.
fn positions(of: OrganizationId) -> String {
    format!("/api/v1/organizations/{of}/positions")
}

/// A position from 2026 on.
fn position((organ, role): (&str, &str), person: &str) -> Value {
    json!({
        "organ": organ, "role": role, "person_id": person, "held_from": "2026-01-01",
        "decision_number": "SK 1/2025", "decided_on": "2023-12-20",
    })
}

/// Path of what belongs to an organization.
fn below(of: OrganizationId, part: &str) -> String {
    format!("/api/v1/organizations/{of}/{part}")
}

fn id_of(answer: &Answer) -> String {
    answer.json()["id"].as_str().expect("a view has its id").to_owned()
}

/// Status and code of a refusal.
fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// The codes of a list of findings.
fn codes(findings: &Value) -> Vec<String> {
    let items = findings.as_array().cloned().unwrap_or_default();
    items.iter().filter_map(|item| item["code"].as_str().map(str::to_owned)).collect()
}

/// The roles that read what is recorded, and those that write it not.
const READERS: [Role; 2] = [Role::RegionalOfficer, Role::Auditor];
