//! Terms of instruments and certificates of shares.

use serde_json::{Value, json};

use super::{Books, VILLAGE, id_of, key, posting, refusal, refused};
use crate::support::Answer;

mod certificates;
mod concurrency;
mod guards;
mod judged;
mod lock_in;
mod pack;
mod shareholders;
mod terms;

impl Books {
    /// Tries to set terms of an instrument.
    async fn terms(&self, instrument: &str, mut draft: Value) -> Answer {
        if draft.get("valid_from").is_none() {
            draft["valid_from"] = json!("2026-01-01");
        }
        draft["decision_number"] = json!("RUPS 1/2026");
        self.keeper.post(&format!("/api/v1/instruments/{instrument}/terms"), draft).await
    }

    /// A person of some village who holds capital.
    async fn resident(&self, name: &str, village: &str) -> String {
        let draft = json!({
            "full_name": name, "sex": "female", "region_code": village,
            "organization_id": self.issuer,
        });
        let person = id_of(&self.admin.post("/api/v1/persons", draft).await.expect(201));
        self.holder("person_id", &person).await
    }

    /// Certificates in force of a holder: number, first and last share.
    async fn certificates(&self, member: &str) -> Vec<(i64, i64, i64)> {
        let path = format!("/api/v1/members/{member}/certificates?in_force=true");
        let page = self.keeper.get(&path).await.expect(200).json();
        let number = |row: &Value, name: &str| row[name].as_i64().expect("a number");
        let rows = page["items"].as_array().expect("a page has items");
        rows.iter()
            .map(|row| {
                (number(row, "number"), number(row, "first_share"), number(row, "last_share"))
            })
            .collect()
    }

    /// Id of the certificate in force with a number.
    async fn certificate(&self, member: &str, number: i64) -> String {
        let path = format!("/api/v1/members/{member}/certificates?in_force=true");
        let page = self.keeper.get(&path).await.expect(200).json();
        let rows = page["items"].as_array().expect("a page has items");
        let row = rows.iter().find(|row| row["number"] == json!(number));
        row.and_then(|row| row["id"].as_str()).expect("the certificate is in force").to_owned()
    }
}

fn passing(instrument: &str, from: &str, to: &str, amount: &str) -> Value {
    json!({
        "instrument_id": instrument, "from_member_id": from, "to_member_id": to,
        "amount": amount, "effective_on": "2026-03-01", "reason": "akta 7",
    })
}

fn redemption(instrument: &str, member: &str, amount: &str) -> Value {
    let mut draft = posting(instrument, member, amount, "2026-03-01");
    draft["reason"] = json!("keputusan RUPS");
    draft["decision_number"] = json!("RUPS 2/2026");
    draft
}
