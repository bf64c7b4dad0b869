//! Looking through to the owners over HTTP.

use kibm::identity::entity::access_grant::Role;
use kibm::kernel::ids::OrganizationId;
use serde_json::{Value, json};

use crate::support::books::{VILLAGE, id_of, key, posting};
use crate::support::{Caller, TestApp};

mod composition;
mod declared;
mod export;
mod look_through;
mod simulation;

const REGENCY: &str = "81.02";

/// A cooperative that holds of a village enterprise, that of a Perseroda, and
/// that and a company hold each other:
///
/// | issuer | holders |
/// |---|---|
/// | cooperative | three persons 300,000, reserve 200,000 |
/// | BUM Desa | village 600,000, cooperative 400,000 |
/// | Perseroda | regency 510,000, BUM Desa 290,000, company 200,000 |
/// | company | Perseroda 500,000, cooperative 500,000 |
struct Nest {
    app: TestApp,
    admin: Caller,
    cooperative: OrganizationId,
    bum_desa: OrganizationId,
    perseroda: OrganizationId,
    company: OrganizationId,
    village: OrganizationId,
    regency: OrganizationId,
}

impl Nest {
    async fn spawn() -> Self {
        let app = TestApp::spawn().await;
        let nest = Self {
            admin: app.admin().await,
            cooperative: app.organization("koperasi_primer", "Koperasi Samudra", VILLAGE).await,
            bum_desa: app.organization("bum_desa", "BUM Desa Letvuan", VILLAGE).await,
            perseroda: app.organization("perseroda", "Perseroda Kei", REGENCY).await,
            company: app.organization("perseroan", "PT Rumput Laut", REGENCY).await,
            village: app.organization("pemerintah_desa", "Ohoi Letvuan", VILLAGE).await,
            regency: app.organization("pemerintah_daerah", "Pemda Maluku Tenggara", REGENCY).await,
            app,
        };
        nest.fill().await;
        nest
    }

    async fn fill(&self) {
        let pokok = self
            .instrument(
                self.cooperative,
                json!({
                    "kind": "simpanan_pokok", "name": "Pokok", "fixed_amount": "100000.00",
                    "fixed_amount_from": "2020-01-01",
                }),
            )
            .await;
        for name in ["Maria Rahayaan", "Yosep Renyaan", "Siti Latuconsina"] {
            let person = self.person(name).await;
            let member = self.enter(self.cooperative, "person_id", &person, "member").await;
            self.pay_in(self.cooperative, &pokok, &member, "100000.00").await;
        }
        let reserve = json!({
            "line": "cadangan", "amount": "200000.00", "effective_on": "2026-01-01", "reason": "Neraca",
        });
        let path = format!("/api/v1/organizations/{}/opening-balances", self.cooperative);
        self.admin.pay(&path, &key(), reserve).await.expect(201);

        let desa = json!({ "kind": "penyertaan_modal_desa", "name": "Desa" });
        let desa = self.instrument(self.bum_desa, desa).await;
        let masyarakat = json!({ "kind": "penyertaan_modal_masyarakat", "name": "Masyarakat" });
        let masyarakat = self.instrument(self.bum_desa, masyarakat).await;
        self.stake(self.bum_desa, &desa, self.village, "600000.00", "desa").await;
        self.stake(self.bum_desa, &masyarakat, self.cooperative, "400000.00", "masyarakat").await;

        let shares = json!({ "kind": "saham", "name": "Saham", "nominal": "1000.00" });
        let of_perseroda = self.instrument(self.perseroda, shares.clone()).await;
        for (holder, amount) in
            [(self.regency, "510000.00"), (self.bum_desa, "290000.00"), (self.company, "200000.00")]
        {
            self.stake(self.perseroda, &of_perseroda, holder, amount, "").await;
        }
        let of_company = self.instrument(self.company, shares).await;
        for holder in [self.perseroda, self.cooperative] {
            self.stake(self.company, &of_company, holder, "500000.00", "").await;
        }
    }

    async fn instrument(&self, issuer: OrganizationId, draft: Value) -> String {
        let path = format!("/api/v1/organizations/{issuer}/instruments");
        id_of(&self.admin.post(&path, draft).await.expect(201))
    }

    async fn person(&self, name: &str) -> String {
        let draft = json!({
            "full_name": name, "sex": "female", "region_code": VILLAGE,
            "organization_id": self.cooperative,
        });
        id_of(&self.admin.post("/api/v1/persons", draft).await.expect(201))
    }

    async fn enter(&self, issuer: OrganizationId, field: &str, id: &str, standing: &str) -> String {
        let draft = json!({ field: id, "standing": standing, "applied_on": "2026-01-05" });
        let path = format!("/api/v1/organizations/{issuer}/members");
        id_of(&self.admin.post(&path, draft).await.expect(201))
    }

    /// Enters an organization as holder and posts what it brings in.
    async fn stake(
        &self,
        issuer: OrganizationId,
        instrument: &str,
        holder: OrganizationId,
        amount: &str,
        source: &str,
    ) {
        let member = self.enter(issuer, "organization_id", &holder.to_string(), "holder").await;
        let mut draft = posting(instrument, &member, amount, "2026-02-01");
        draft["decision_number"] = json!("Keputusan 3/2026");
        if !source.is_empty() {
            draft["source_class"] = json!(source);
        }
        let path = format!("/api/v1/organizations/{issuer}/contributions");
        self.admin.pay(&path, &key(), draft).await.expect(201);
    }

    async fn pay_in(&self, issuer: OrganizationId, instrument: &str, member: &str, amount: &str) {
        let draft = posting(instrument, member, amount, "2026-02-01");
        let path = format!("/api/v1/organizations/{issuer}/contributions");
        self.admin.pay(&path, &key(), draft).await.expect(201);
    }

    fn look(&self, organization: OrganizationId, more: &str) -> String {
        format!("/api/v1/ownership/look-through?organization={organization}{more}")
    }
}

/// Kind, name, percentage and fraction of each ultimate holder.
fn holders(view: &Value) -> Vec<(String, String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let of = |row: &Value| {
        (text(&row["kind"]), text(&row["name"]), text(&row["percent"]), text(&row["fraction"]))
    };
    view["holders"].as_array().expect("a view has holders").iter().map(of).collect()
}

/// Percentages of the six classes.
fn percents(classes: &Value) -> Vec<String> {
    let rows = classes.as_array().expect("a view has classes");
    rows.iter().map(|row| row["percent"].as_str().unwrap_or_default().to_owned()).collect()
}

/// Codes of warnings.
fn codes(warnings: &Value) -> Vec<String> {
    let rows = warnings.as_array().expect("a view has warnings");
    rows.iter().map(|row| row["code"].as_str().unwrap_or_default().to_owned()).collect()
}

/// A regional officer of the regency.
async fn officer(app: &TestApp) -> Caller {
    app.officer(Role::RegionalOfficer, REGENCY).await
}
