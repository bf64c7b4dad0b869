//! Instruments, members and the ledger over HTTP.

use serde_json::{Value, json};

use crate::support::Answer;
use crate::support::books::{Books, VILLAGE, id_of, key, posting, refusal, refused};

mod acts;
mod books;
mod bulk;
mod capital;
mod chain;
mod classes;
mod concurrency;
mod control;
mod exits;
mod heirs;
mod idempotency;
mod in_kind;
mod interest;
mod leaving;
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

impl Books {
    /// Enters a person as an applicant of 5 January 2026.
    async fn applicant(&self, name: &str) -> String {
        self.applicant_of(name, "2026-01-05").await
    }

    /// Enters a holder who is no member.
    async fn holder(&self, field: &str, id: &str) -> String {
        self.enter(field, id, ("holder", "2026-01-05")).await
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
}
