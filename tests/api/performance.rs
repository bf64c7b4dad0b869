//! Rankings and periodic reports of village enterprises, and the status of villages.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use crate::support::{Caller, TestApp};

mod rankings;
mod reports;
mod village_index;

const VILLAGE: &str = "81.02.16.2003";
const REGENCY: &str = "81.02";

/// A village enterprise of Letvuan, founded in January 2025, and who deals with it.
struct Desk {
    app: TestApp,
    enterprise: OrganizationId,
    /// The enterprise's own officer.
    keeper: Caller,
    /// The officer of its regency.
    officer: Caller,
}

impl Desk {
    async fn open() -> Self {
        let app = TestApp::spawn().await;
        let enterprise = founded(&app, "bum_desa", "BUM Desa Letvuan", "2025-01-15").await;
        let keeper = app.keeper(Role::EnterpriseOfficer, enterprise).await;
        let officer = app.officer(Role::RegionalOfficer, REGENCY).await;
        Self { app, enterprise, keeper, officer }
    }

    fn path(&self, what: &str) -> String {
        format!("/api/v1/organizations/{}/{what}", self.enterprise)
    }

    /// The names of the acts that a record left in the audit log, and their text.
    async fn audited(&self, id: &str) -> (Vec<String>, String) {
        let path = format!("/api/v1/audit-events?subject_id={id}");
        let events = self.app.admin().await.get(&path).await.expect(200);
        let items = events.json()["items"].as_array().cloned().unwrap_or_default();
        let acts = items.iter().map(|event| text(&event["action"])).collect();
        (acts, events.text)
    }
}

/// An active organization of Letvuan with a day of founding.
async fn founded(app: &TestApp, form: &str, name: &str, founded_on: &str) -> OrganizationId {
    let draft = json!({ "legal_form": form, "name": name, "region_code": VILLAGE,
                        "founded_on": founded_on, "status_since": founded_on });
    let made = app.admin().await.post("/api/v1/organizations", draft).await.expect(201).json();
    text(&made["id"]).parse().expect("the view has its id")
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A new value of a legal parameter from a day on.
async fn set(app: &TestApp, key: &str, value: &str, valid_from: &str) {
    let draft =
        json!({ "key": key, "value": value, "basis": "Keputusan uji", "valid_from": valid_from });
    app.admin().await.post("/api/v1/parameters", draft).await.expect(201);
}
