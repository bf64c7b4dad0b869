//! An issuer with somebody who keeps its books, and what tests do with them.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use super::{Answer, Caller, TestApp};

/// Region of every issuer of these tests.
pub const VILLAGE: &str = "81.02.16.2003";

/// An issuer with the officer who keeps its books.
pub struct Books {
    /// The service.
    pub app: TestApp,
    /// The issuer.
    pub issuer: OrganizationId,
    /// Its officer.
    pub keeper: Caller,
    /// An administrator of the nation.
    pub admin: Caller,
}

impl Books {
    /// A primary cooperative without instruments and members.
    pub async fn cooperative() -> Self {
        Self::of("koperasi_primer", "Koperasi Samudra Kei").await
    }

    /// An issuer of some legal form.
    pub async fn of(form: &str, name: &str) -> Self {
        let app = TestApp::spawn().await;
        let issuer = app.organization(form, name, VILLAGE).await;
        let keeper = app.keeper(Role::EnterpriseOfficer, issuer).await;
        let admin = app.admin().await;
        Self { app, issuer, keeper, admin }
    }

    /// A path below the issuer.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/organizations/{}/{rest}", self.issuer)
    }

    /// Makes an instrument; gives its id.
    pub async fn instrument(&self, draft: Value) -> String {
        id_of(&self.keeper.post(&self.path("instruments"), draft).await.expect(201))
    }

    /// Principal savings of 100,000 from 2020 on.
    pub async fn principal(&self, instalments: bool) -> String {
        self.instrument(json!({
            "kind": "simpanan_pokok", "name": "Simpanan pokok", "fixed_amount": "100000.00",
            "fixed_amount_from": "2020-01-01", "instalments": instalments,
        }))
        .await
    }

    /// Savings that need no terms: `simpanan_wajib`, `simpanan_sukarela`.
    pub async fn savings(&self, kind: &str) -> String {
        self.instrument(json!({ "kind": kind, "name": kind })).await
    }

    /// Records a person that this issuer keeps.
    pub async fn person(&self, name: &str, sex: &str) -> String {
        let draft = json!({
            "full_name": name, "sex": sex, "region_code": VILLAGE,
            "organization_id": self.issuer,
        });
        id_of(&self.admin.post("/api/v1/persons", draft).await.expect(201))
    }

    /// Enters a person as an applicant of some day.
    pub async fn applicant_of(&self, name: &str, day: &str) -> String {
        let person = self.person(name, "female").await;
        self.enter("person_id", &person, ("member", day)).await
    }

    /// Enters somebody, a person or an organization by the field, in the register.
    pub async fn enter(&self, field: &str, id: &str, (standing, day): (&str, &str)) -> String {
        let draft = json!({ field: id, "standing": standing, "applied_on": day });
        id_of(&self.keeper.post(&self.path("members"), draft).await.expect(201))
    }

    /// Tries a contribution with a key of its own.
    pub async fn contribute(
        &self,
        instrument: &str,
        member: &str,
        amount: &str,
        on: &str,
    ) -> Answer {
        let draft = posting(instrument, member, amount, on);
        self.keeper.pay(&self.path("contributions"), &key(), draft).await
    }

    /// The first fault that the verifier finds; after it the figures are folded.
    pub async fn verify(&self) -> Option<String> {
        let fault = kibm::investment::verify::first_fault(&self.app.state.db).await;
        fault.expect("the verifier reads").map(|fault| fault.check.to_owned())
    }
}

/// What every posting on a holder's account says.
pub fn posting(instrument: &str, member: &str, amount: &str, on: &str) -> Value {
    json!({ "instrument_id": instrument, "member_id": member, "amount": amount, "effective_on": on })
}

/// An idempotency key that nobody has used.
pub fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// The identity of what was made.
pub fn id_of(answer: &Answer) -> String {
    answer.json()["id"].as_str().expect("a view has its id").to_owned()
}

/// Status and code of a refusal.
pub fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

/// The same as it is expected.
pub fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
