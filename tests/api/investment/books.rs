//! Imports of the books that an issuer kept before.

use serde_json::{Value, json};

use super::Books;
use crate::support::{Answer, Caller};

mod bounds;
mod command;
mod files;
mod holders;
mod opening;
mod rows;
mod workbooks;

const CSV: &str = "text/csv";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A valid NIK of a man born on 1 January 1990.
fn nik(serial: u32) -> String {
    format!("810201010190{serial:04}")
}

/// A book of three members, as a treasurer writes it.
fn three() -> String {
    format!(
        "No. Anggota;Nama Anggota;NIK;JK;Tgl Masuk;Simpanan Pokok;Simpanan Wajib;Simpanan Sukarela\n\
         2;Budi Rahanubun;{};L;04/03/2021;100.000;1.500.000;0\n\
         1;Siti Aminah;{};P;02/01/2020;100.000;2.250.500,50;75.000\n\
         3;Yosefa Renyaan;{};P;31/12/2025;100.000;-;\n\
         ;JUMLAH;;;;300.000;3.750.500,50;75.000\n",
        nik(1),
        nik(2),
        nik(3),
    )
}

impl Books {
    /// A cooperative with the three kinds of savings.
    async fn with_savings() -> Self {
        let books = Self::cooperative().await;
        books.principal(false).await;
        books.savings("simpanan_wajib").await;
        books.savings("simpanan_sukarela").await;
        books
    }

    /// Imports a file as of 31 December 2025; `query` without the question mark.
    async fn import(&self, query: &str, file: impl AsRef<[u8]>) -> Answer {
        self.import_by(&self.keeper, query, CSV, file).await
    }

    async fn import_by(
        &self,
        caller: &Caller,
        query: &str,
        kind: &str,
        file: impl AsRef<[u8]>,
    ) -> Answer {
        let fixed = "on=2025-12-31&reason=Neraca%202025%20(RAT)";
        let locale = if query.contains("locale=") { "" } else { "&locale=id" };
        let path = self.path(&format!("books/imports?{fixed}{locale}&{query}"));
        caller.upload(path.trim_end_matches('&'), kind, file.as_ref().to_vec()).await
    }

    /// Members by number: name, entry, first day in force, status.
    async fn register(&self) -> Vec<Value> {
        let page = self.keeper.get(&self.path("members?limit=200")).await.expect(200).json();
        let mut items = page["items"].as_array().cloned().unwrap_or_default();
        items.sort_by_key(|item| item["register_number"].as_i64());
        let of = |item: &Value| {
            json!([
                item["register_number"],
                item["holder_name"],
                item["applied_on"],
                item["joined_on"],
                item["status"]
            ])
        };
        items.iter().map(of).collect()
    }

    /// The trial balance on the day of the balances.
    async fn trial_totals(&self) -> Value {
        self.keeper.get(&self.path("trial-balance?as_of=2025-12-31")).await.expect(200).json()
    }
}

/// Outcome, and rows refused.
fn outcome(answer: &Answer) -> (String, i64) {
    let import = &answer.json()["import"];
    let outcome = import["outcome"].as_str().unwrap_or_default().to_owned();
    (outcome, import["rows_refused"].as_i64().unwrap_or(-1))
}

/// `row:column:code` of the findings of a severity, in their order.
fn found(answer: &Answer, severity: &str) -> Vec<String> {
    let report = answer.json();
    let remarks = report["remarks"].as_array().cloned().unwrap_or_default();
    let of = remarks.iter().filter(|remark| remark["severity"] == severity);
    let text = |remark: &Value| {
        let code = remark["code"].as_str().unwrap_or_default();
        format!("{}:{}:{code}", remark["row"], remark["column"])
    };
    of.map(text).collect()
}

/// File and booked sums by kind.
fn sums(answer: &Answer) -> Vec<[String; 3]> {
    let report = answer.json();
    let sums = report["sums"].as_array().cloned().unwrap_or_default();
    let text = |sum: &Value, name: &str| sum[name].as_str().unwrap_or_default().to_owned();
    sums.iter().map(|sum| ["kind", "file", "booked"].map(|name| text(sum, name))).collect()
}
