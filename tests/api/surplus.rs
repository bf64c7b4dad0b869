//! Sharing of a year's surplus over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp};

mod parts;
mod payments;
mod runs;
mod schemes;

/// Region of every issuer of these tests.
const VILLAGE: &str = "81.02.16.2003";

/// An issuer with the officer who keeps its books.
struct Books {
    app: TestApp,
    issuer: OrganizationId,
    keeper: Caller,
    admin: Caller,
}

impl Books {
    async fn of(form: &str, name: &str) -> Self {
        let app = TestApp::spawn().await;
        let issuer = app.organization(form, name, VILLAGE).await;
        let keeper = app.keeper(Role::EnterpriseOfficer, issuer).await;
        let admin = app.admin().await;
        let books = Self { app, issuer, keeper, admin };
        books.may_date_back().await;
        books
    }

    /// Books of past years are entered without a second person.
    async fn may_date_back(&self) {
        let path = self.path("ledger-settings");
        let seen = self.admin.get(&path).await.expect(200);
        let draft = json!({
            "year_begins": 1, "back_dating_days": 3660, "approval_days": 14,
            "reason": "Buku lama dimasukkan",
        });
        self.admin.put(&path, seen.header("etag"), draft).await.expect(200);
    }

    async fn cooperative() -> Self {
        Self::of("koperasi_primer", "Koperasi Samudra Kei").await
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/organizations/{}/{rest}", self.issuer)
    }

    async fn instrument(&self, draft: Value) -> String {
        id_of(&self.keeper.post(&self.path("instruments"), draft).await.expect(201))
    }

    /// Principal savings of 100,000 from 2020 on.
    async fn principal(&self) -> String {
        self.instrument(json!({
            "kind": "simpanan_pokok", "name": "Simpanan pokok", "fixed_amount": "100000.00",
            "fixed_amount_from": "2020-01-01",
        }))
        .await
    }

    async fn savings(&self, kind: &str) -> String {
        self.instrument(json!({ "kind": kind, "name": kind })).await
    }

    async fn person(&self, name: &str) -> String {
        let draft = json!({
            "full_name": name, "sex": "female", "region_code": VILLAGE,
            "organization_id": self.issuer,
        });
        id_of(&self.admin.post("/api/v1/persons", draft).await.expect(201))
    }

    /// A member in force since 5 January 2024.
    async fn member(&self, pokok: &str, name: &str) -> String {
        let person = self.person(name).await;
        let draft =
            json!({ "person_id": person, "standing": "member", "applied_on": "2024-01-05" });
        let member = id_of(&self.keeper.post(&self.path("members"), draft).await.expect(201));
        self.contribute(pokok, &member, "100000.00", "2024-01-05").await;
        member
    }

    /// A holder who is no member.
    async fn holder(&self, field: &str, id: &str) -> String {
        let draft = json!({ field: id, "standing": "holder", "applied_on": "2024-01-05" });
        id_of(&self.keeper.post(&self.path("members"), draft).await.expect(201))
    }

    async fn contribute(&self, instrument: &str, member: &str, amount: &str, on: &str) {
        let draft = json!({
            "instrument_id": instrument, "member_id": member, "amount": amount, "effective_on": on,
        });
        self.keeper.pay(&self.path("contributions"), &key(), draft).await.expect(201);
    }

    /// Records a scheme of these parts, in force from 2020.
    async fn scheme(&self, parts: Value) -> Answer {
        self.scheme_from("2020-01-01", json!({ "parts": parts })).await
    }

    async fn scheme_from(&self, day: &str, terms: Value) -> Answer {
        let draft = json!({
            "valid_from": day, "decision_number": "ART Pasal 40", "decided_on": "2019-12-01",
            "terms": terms,
        });
        self.keeper.post(&self.path("surplus-schemes"), draft).await
    }

    /// Drafts the sharing of 2025.
    async fn draft(&self, members: &str, others: &str) -> Answer {
        let draft = json!({
            "book_year": 2025, "member_surplus": members, "non_member_surplus": others,
        });
        self.keeper.post(&self.path("surplus-runs"), draft).await
    }

    /// A step of a run.
    async fn step(&self, run: &str, step: &str, body: Value) -> Answer {
        self.keeper.post(&format!("/api/v1/surplus-runs/{run}/{step}"), body).await
    }

    async fn simulate(&self, run: &str) -> Value {
        self.step(run, "simulation", Value::Null).await.expect(200).json()
    }

    /// Drafts, simulates, submits and approves; gives the run.
    async fn approved(&self, members: &str, others: &str, meeting: &str) -> String {
        let run = id_of(&self.draft(members, others).await.expect(201));
        self.simulate(&run).await;
        self.step(&run, "submission", Value::Null).await.expect(200);
        self.step(&run, "approval", decision(meeting)).await.expect(200);
        run
    }

    /// Tries to pay a run with a key of its own.
    async fn pay(&self, run: &str, body: Value) -> Answer {
        self.keeper.pay(&format!("/api/v1/surplus-runs/{run}/payment"), &key(), body).await
    }

    /// A line of the capital statement.
    async fn line(&self, line: &str) -> String {
        let capital = self.keeper.get(&self.path("capital")).await.expect(200).json();
        let lines = capital["lines"].as_array().cloned().unwrap_or_default();
        let found = lines.iter().find(|row| row["line"] == line);
        found.map_or("0.00", |row| row["amount"].as_str().unwrap_or_default()).to_owned()
    }

    /// The first fault that the verifier finds.
    async fn verify(&self) -> Option<String> {
        let fault = kibm::investment::verify::first_fault(&self.app.state.db).await;
        fault.expect("the verifier reads").map(|fault| fault.check.to_owned())
    }

    async fn lines(&self, run: &str, query: &str) -> Vec<Value> {
        let path = format!("/api/v1/surplus-runs/{run}/lines{query}");
        let page = self.keeper.get(&path).await.expect(200).json();
        page["items"].as_array().cloned().unwrap_or_default()
    }
}

fn decision(kind: &str) -> Value {
    json!({
        "kind": kind, "number": "03/RAT/2026", "held_on": "2026-03-20", "present": 60,
        "entitled": 100, "minutes_sha256": "ab".repeat(32),
    })
}

/// Parts of a cooperative: 45 reserve, 25 capital, 30 business.
fn cooperative_parts() -> Value {
    json!([
        { "key": "cadangan", "name": "Cadangan", "percent": "45", "destination": "reserve" },
        { "key": "jasa_modal", "name": "Jasa modal", "percent": "25",
          "destination": "member_capital", "base": "closing" },
        { "key": "jasa_usaha", "name": "Jasa usaha", "percent": "30",
          "destination": "member_patronage", "patronage": "purchases" },
    ])
}

fn part<'a>(run: &'a Value, key: &str) -> &'a Value {
    let parts = run["outcome"]["parts"].as_array().expect("the parts of a run");
    parts.iter().find(|part| part["key"] == key).expect("a part of this key")
}

fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn id_of(answer: &Answer) -> String {
    answer.json()["id"].as_str().expect("a view has its id").to_owned()
}

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
