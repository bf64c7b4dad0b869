//! Instruments, members and the ledger over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use crate::support::{Answer, Caller, TestApp};

mod acts;
mod books;
mod bulk;
mod capital;
mod chain;
mod classes;
mod concurrency;
mod control;
mod exits;
mod idempotency;
mod in_kind;
mod interest;
mod members;
mod model;
mod pack;
mod papers;
mod pledges;
mod postings;
mod regions;
mod reversals;
mod signing;
mod statements;
mod verify;
mod waiting;
mod writer;

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
    /// A primary cooperative without instruments and members.
    async fn cooperative() -> Self {
        Self::of("koperasi_primer", "Koperasi Samudra Kei").await
    }

    async fn of(form: &str, name: &str) -> Self {
        let app = TestApp::spawn().await;
        let issuer = app.organization(form, name, VILLAGE).await;
        let keeper = app.keeper(Role::EnterpriseOfficer, issuer).await;
        let admin = app.admin().await;
        Self { app, issuer, keeper, admin }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/v1/organizations/{}/{rest}", self.issuer)
    }

    /// Makes an instrument; gives its id.
    async fn instrument(&self, draft: Value) -> String {
        let made = self.keeper.post(&self.path("instruments"), draft).await.expect(201);
        id_of(&made)
    }

    /// Principal savings of 100,000 from 2020 on.
    async fn principal(&self, instalments: bool) -> String {
        self.instrument(json!({
            "kind": "simpanan_pokok", "name": "Simpanan pokok", "fixed_amount": "100000.00",
            "fixed_amount_from": "2020-01-01", "instalments": instalments,
        }))
        .await
    }

    /// Savings that need no terms: `simpanan_wajib`, `simpanan_sukarela`.
    async fn savings(&self, kind: &str) -> String {
        self.instrument(json!({ "kind": kind, "name": kind })).await
    }

    /// Records a person that this issuer keeps.
    async fn person(&self, name: &str, sex: &str) -> String {
        let draft = json!({
            "full_name": name, "sex": sex, "region_code": VILLAGE,
            "organization_id": self.issuer,
        });
        id_of(&self.admin.post("/api/v1/persons", draft).await.expect(201))
    }

    /// Enters a person as an applicant of 5 January 2026.
    async fn applicant(&self, name: &str) -> String {
        let person = self.person(name, "female").await;
        let draft =
            json!({ "person_id": person, "standing": "member", "applied_on": "2026-01-05" });
        id_of(&self.keeper.post(&self.path("members"), draft).await.expect(201))
    }

    /// Enters a holder who is no member.
    async fn holder(&self, field: &str, id: &str) -> String {
        let draft = json!({ field: id, "standing": "holder", "applied_on": "2026-01-05" });
        id_of(&self.keeper.post(&self.path("members"), draft).await.expect(201))
    }

    /// Tries a contribution with a key of its own.
    async fn contribute(&self, instrument: &str, member: &str, amount: &str, on: &str) -> Answer {
        let draft = posting(instrument, member, amount, on);
        self.keeper.pay(&self.path("contributions"), &key(), draft).await
    }

    /// Tries a withdrawal with a key of its own.
    async fn withdraw(&self, instrument: &str, member: &str, amount: &str, on: &str) -> Answer {
        let mut draft = posting(instrument, member, amount, on);
        draft["reason"] = json!("permintaan anggota");
        self.keeper.pay(&self.path("withdrawals"), &key(), draft).await
    }

    /// Tries to take a transaction back.
    async fn reverse(&self, transaction: &str, reason: &str) -> Answer {
        let path = format!("/api/v1/ledger-transactions/{transaction}/reversal");
        self.keeper.pay(&path, &key(), json!({ "reason": reason })).await
    }

    /// Records that the person behind a row of the register has died.
    async fn died(&self, member: &str, on: &str) {
        let row = self.keeper.get(&format!("/api/v1/members/{member}")).await.expect(200).json();
        let person = row["holder_person_id"].as_str().expect("a person").to_owned();
        let path = format!("/api/v1/persons/{person}");
        let seen = self.admin.get(&path).await.expect(200);
        let draft = json!({
            "full_name": seen.json()["full_name"], "sex": "female", "region_code": VILLAGE,
            "organization_id": self.issuer, "deceased_on": on,
        });
        self.admin.put(&path, seen.header("etag"), draft).await.expect(200);
    }

    async fn capital(&self, query: &str) -> Value {
        self.keeper.get(&self.path(&format!("capital{query}"))).await.expect(200).json()
    }

    /// The first fault that the verifier finds; after it the figures are folded.
    async fn verify(&self) -> Option<String> {
        let fault = kibm::investment::verify::first_fault(&self.app.state.db).await;
        fault.expect("the verifier reads").map(|fault| fault.check.to_owned())
    }
}

fn posting(instrument: &str, member: &str, amount: &str, on: &str) -> Value {
    json!({ "instrument_id": instrument, "member_id": member, "amount": amount, "effective_on": on })
}

fn key() -> String {
    uuid::Uuid::now_v7().to_string()
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
