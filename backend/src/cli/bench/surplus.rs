//! `kibm bench surplus`: one cooperative with many members shares the surplus of
//! a year, over HTTP: worked out, submitted, approved, and paid to savings that
//! nobody has yet, so that each member's account is opened as well.
//!
//! Each run of the command loads a cooperative of its own, which stays.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::books::{self, Account, Books, Contribution, Instrument, Member};
use super::caller;
use super::client::{Call, Connection, Template};
use super::service::Service;
use crate::cli::{Failure, migrate};
use crate::config::{DatabaseOptions, SecretOptions};
use crate::platform::Page;
use crate::platform::clock::Clock;
use crate::platform::db::Database;

/// Options of `kibm bench surplus`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    #[command(flatten)]
    secret: SecretOptions,
    /// Members of the cooperative.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    members: u32,
    /// Also write the figures as JSON to this file.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// The year that is shared.
const BOOK_YEAR: i64 = 2025;

/// The figures of one run.
#[derive(Debug, Serialize)]
struct Report {
    engine: String,
    members: u32,
    /// Resident memory of the service before the first step, kB.
    idle_kb: u64,
    /// Most resident memory of the service, kB.
    peak_kb: u64,
    steps: Vec<Step>,
}

/// One step of the run.
#[derive(Debug, Serialize)]
struct Step {
    step: &'static str,
    millis: u128,
    /// Most resident memory of the service up to its end, kB.
    peak_kb: u64,
}

impl Report {
    /// The table for people, in Markdown.
    fn table(&self) -> String {
        let mut text = format!(
            "\nengine {}; {} members; resident {} MB idle, {} MB at most\n\n\
             | step       |         s | peak MB |\n|------------|-----------|---------|\n",
            self.engine,
            self.members,
            self.idle_kb / 1024,
            self.peak_kb / 1024
        );
        for step in &self.steps {
            text.push_str(&format!(
                "| {:<10} | {:>5}.{:03} | {:>7} |\n",
                step.step,
                step.millis / 1_000,
                step.millis % 1_000,
                step.peak_kb / 1024
            ));
        }
        text
    }
}

/// Runs the command.
///
/// # Errors
/// When the service does not start or any answer is not the one expected.
pub async fn run(options: Options) -> Result<(), Failure> {
    drop(options.secret.vault(None)?);
    let db = options.database.open_or_create().await?;
    migrate::up(&db, &Clock::system()).await?;
    let cooperative = load(&db, options.members).await?;
    let outcome = measure(&options, &db, cooperative).await;
    db.close().await?;
    let (report, ended) = outcome?;
    print!("{}", report.table());
    if let Some(file) = &options.json {
        std::fs::write(file, serde_json::to_string_pretty(&report)?)?;
    }
    // The figures first: they took minutes.
    ended
}

/// The cooperative with the savings that take the shares.
struct Cooperative {
    issuer: Uuid,
    voluntary: Uuid,
}

/// Loads a cooperative: members with principal and mandatory savings, which
/// differ from one to the next, and purchases of the year.
async fn load(db: &Database, members: u32) -> Result<Cooperative, Failure> {
    let now = Clock::system().now().timestamp_micros();
    let own = u64::try_from(now)?;
    let id = |kind, number| books::id(own, kind, number);
    let issuer = id(b'O', 0);
    let day = NaiveDate::from_ymd_opt(2024, 6, 1).ok_or("no such day")?;
    let mut books = Books::begin(db, day).await?;
    let name = format!("Koperasi Ukur {own}");
    books.organization(issuer, "koperasi_primer", &name, "kibm bench surplus");
    let kinds = [
        ("simpanan_pokok", "3.1.11", "equity"),
        ("simpanan_wajib", "3.1.12", "equity"),
        ("simpanan_sukarela", "2.1.01", "liability"),
    ];
    for (number, (kind, _, _)) in (1_u8..).zip(kinds) {
        let instrument = id(b'I', number.into());
        let number = number.into();
        books.instrument(Instrument { id: instrument, issuer, number, kind, nominal_sen: None });
    }
    let asset = id(b'C', 0);
    let (code, line) = ("1.1.01".to_owned(), "kas");
    books.account(Account { id: asset, issuer, code, class: "asset", line, holder: None });
    for register in 1..=members {
        let (number, person) = (u64::from(register), id(b'P', register.into()));
        let member = id(b'M', number);
        books.person(person, &format!("Anggota Ukur {register:07}"));
        let (organization, standing) = (None, "member");
        books.member(Member {
            id: member,
            issuer,
            register,
            person: Some(person),
            organization,
            standing,
        });
        for (nth, (line, prefix, class)) in (1_u8..).zip(kinds).take(2) {
            let account = id(b'A', number * 2 + u64::from(nth));
            let instrument = id(b'I', nth.into());
            let code = format!("{prefix}.{nth:02}.{register:06}");
            let holder = Some((instrument, member));
            books.account(Account { id: account, issuer, code, class, line, holder });
            let transaction = number * 2 + u64::from(nth);
            books.contribution(&Contribution {
                id: id(b'T', transaction),
                lines: [id(b'E', transaction * 2), id(b'E', transaction * 2 + 1)],
                issuer,
                instrument,
                member,
                asset,
                account,
                sen: if nth == 1 { 10_000_000 } else { uneven(number, 7_919, 300_000_000) },
            });
        }
        books.purchases(issuer, member, BOOK_YEAR, uneven(number, 104_729, 900_000_000));
        books.breathe().await?;
    }
    books.close(issuer);
    books.finish(db).await?;
    Ok(Cooperative { issuer, voluntary: id(b'I', 3) })
}

/// An amount above zero and up to a bound that differs from one to the next.
fn uneven(number: u64, step: u64, bound: u64) -> i64 {
    i64::try_from(1 + number.wrapping_mul(step).wrapping_mul(1_009) % bound).unwrap_or(1)
}

/// Takes the sharing through its steps by one client; gives the figures, and
/// how the end of the caller went.
async fn measure(
    options: &Options,
    db: &Database,
    cooperative: Cooperative,
) -> Result<(Report, Result<(), Failure>), Failure> {
    let service = Service::start(&options.database, &options.secret).await?;
    let caller = caller::make(db).await?;
    let template =
        Template { authority: service.address.to_string(), bearer: caller.secret.clone() };
    let idle_kb = service.resident_kb()?;
    let outcome = steps(&service, template, &cooperative).await;
    let peak_kb = service.peak_kb()?;
    let ended = caller::end(db, &caller).await;
    service.stop();
    let engine = format!("{:?}", db.engine()).to_lowercase();
    let report = Report { engine, members: options.members, idle_kb, peak_kb, steps: outcome? };
    Ok((report, ended))
}

async fn steps(
    service: &Service,
    template: Template,
    cooperative: &Cooperative,
) -> Result<Vec<Step>, Failure> {
    let mut client = Connection::open(service.address, template).await?;
    let own = format!("/api/v1/organizations/{}", cooperative.issuer);
    let starters = client.call(Call::get("/api/v1/surplus-scheme-starters".to_owned())).await?;
    let starters: Page<Value> = serde_json::from_slice(&starters)?;
    let starter = starters.items.iter().find(|it| it["legal_form"] == "koperasi_primer");
    let scheme = json!({
        "valid_from": "2024-06-01", "decided_on": "2024-06-01", "decision_number": "ART ukur",
        "terms": starter.ok_or("there is no scheme to start from")?["terms"],
    });
    client.call(Call::post(format!("{own}/surplus-schemes"), &scheme, None)).await?;
    let run = json!({
        "book_year": BOOK_YEAR, "member_surplus": "40000000000.00",
        "non_member_surplus": "10000000000.00",
    });
    let run = client.call(Call::post(format!("{own}/surplus-runs"), &run, None)).await?;
    let run: Value = serde_json::from_slice(&run)?;
    let run = run["id"].as_str().ok_or("a run has its id")?;
    let decision = json!({
        "kind": "rat", "number": "RAT ukur", "held_on": "2026-03-14", "present": 1,
        "entitled": 1, "minutes_sha256": "ab".repeat(32),
    });
    let payment = json!({
        "to": "savings", "instrument_id": cooperative.voluntary, "surplus_in_books": false,
        "effective_on": "2026-03-20",
    });
    let mut done = Vec::new();
    for (step, body) in [
        ("simulation", Value::Null),
        ("submission", Value::Null),
        ("approval", decision),
        ("payment", payment),
    ] {
        let path = format!("/api/v1/surplus-runs/{run}/{step}");
        let call = if body.is_null() {
            Call { method: hyper::Method::POST, ..Call::get(path) }
        } else {
            Call::post(path, &body, (step == "payment").then(|| format!("ukur-{run}")))
        };
        let started = Instant::now();
        client.call(call).await?;
        let took: Duration = started.elapsed();
        done.push(Step { step, millis: took.as_millis(), peak_kb: service.peak_kb()? });
    }
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_seconds_and_megabytes_of_each_step() {
        let report = Report {
            engine: "sqlite".to_owned(),
            members: 5_000,
            idle_kb: 20_480,
            peak_kb: 102_400,
            steps: vec![Step { step: "payment", millis: 9_042, peak_kb: 102_400 }],
        };

        let table = report.table();

        assert!(table.contains("5000 members; resident 20 MB idle, 100 MB at most"), "{table}");
        assert!(table.contains("| payment    |     9.042 |     100 |"), "{table}");
    }

    #[test]
    fn uneven_amounts_are_above_zero_and_differ() {
        let amounts: std::collections::BTreeSet<i64> =
            (1..=1_000).map(|number| uneven(number, 7_919, 300_000_000)).collect();

        assert_eq!(amounts.len(), 1_000);
        assert!(amounts.iter().all(|amount| (1..=300_000_000).contains(amount)));
    }
}
