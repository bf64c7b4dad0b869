//! Sharing of a year's surplus over HTTP.

use serde_json::{Value, json};

use crate::support::Answer;
use crate::support::books::{Books, VILLAGE, id_of, key, refusal, refused};

mod parts;
mod payments;
mod runs;
mod schemes;

/// An issuer whose books of past years are entered.
async fn issuer_of(form: &str, name: &str) -> Books {
    let books = Books::of(form, name).await;
    books.may_date_back().await;
    books
}

/// A primary cooperative of that sort.
async fn cooperative() -> Books {
    issuer_of("koperasi_primer", "Koperasi Samudra Kei").await
}

impl Books {
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

    /// A member in force since 5 January 2024.
    async fn member(&self, pokok: &str, name: &str) -> String {
        let member = self.applicant_of(name, "2024-01-05").await;
        self.bring_in(pokok, &member, "100000.00", "2024-01-05").await;
        member
    }

    /// A holder of long ago who is no member.
    async fn old_holder(&self, field: &str, id: &str) -> String {
        self.enter(field, id, ("holder", "2024-01-05")).await
    }

    /// Capital comes in.
    async fn bring_in(&self, instrument: &str, member: &str, amount: &str, on: &str) {
        self.contribute(instrument, member, amount, on).await.expect(201);
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

/// The same, heard of by minutes of this book year.
fn decision_on(kind: &str, book_year: i64) -> Value {
    let mut said = decision(kind);
    said["minutes_sha256"] = json!(format!("{book_year:064x}"));
    said
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
