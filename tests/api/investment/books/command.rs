//! `kibm import books`.

use std::fmt::Write as _;
use std::process::{Command, Output};

use kibm::config::DEMO_SECRET;

use super::{nik, three};
use crate::investment::Books;
use crate::support::program;

/// Members of a larger book.
const MEMBERS: u32 = 1_200;

impl Books {
    fn command(&self, file: &str, more: &[&str]) -> Output {
        let book = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(book.path(), file).expect("the file is written");
        Command::new(program())
            .args(["import", "books"])
            .arg(book.path())
            .args(["--database", &self.app.url, "--organization", &self.issuer.to_string()])
            .args(["--on", "2025-12-31", "--reason", "Neraca 2025", "--english"])
            .args(more)
            .env("KIBM_SECRET_KEY", DEMO_SECRET)
            .output()
            .expect("the program starts")
    }
}

fn told(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!("{}{}", String::from_utf8_lossy(out), String::from_utf8_lossy(err))
}

#[tokio::test]
async fn r5_the_command_line_books_what_the_service_books_and_names_the_faults() {
    let books = Books::with_savings().await;
    // The database is first served with the secret of the tests.
    books.app.state.vault.check(&books.app.state.db).await.expect("the secret is kept");

    let unstated = books.command(&three(), &[]);
    let faulty = books.command(&three().replace("1.500.000;0", "1,500;0"), &["--locale", "id"]);
    let off = books.command(&three(), &["--locale", "id", "--total", "simpanan_wajib=1.00"]);
    let named = ["--locale", "id", "--total", "Simpanan_Wajib Lain=1.00"];
    let unknown = books.command(&three(), &named);
    let dry = books.command(&three(), &["--locale", "id", "--dry-run", "--members", "3"]);
    let real = books.command(&three(), &["--locale", "id", "--total", "4125500.50"]);
    let again = books.command(&three(), &["--locale", "id"]);

    assert!(
        !unstated.status.success() && told(&unstated).contains("--locale"),
        "{}",
        told(&unstated)
    );
    assert!(!faulty.status.success());
    assert!(told(&faulty).contains("row 2 column 7"), "{}", told(&faulty));
    assert!(!off.status.success());
    assert!(told(&off).contains("1.00 was stated, the file has 3750500.50"), "{}", told(&off));
    assert!(!unknown.status.success());
    assert!(told(&unknown).contains("Simpanan_Wajib Lain"), "{}", told(&unknown));
    assert!(dry.status.success() && told(&dry).contains("Checked: 3 read"), "{}", told(&dry));
    assert!(real.status.success() && told(&real).contains("Applied: 3 read"), "{}", told(&real));
    assert!(again.status.success() && told(&again).contains("booked before"), "{}", told(&again));
    assert_eq!(books.trial_totals().await["total_debit"], "4125500.50");
    assert_eq!(books.register().await.len(), 3);
    assert_eq!(books.verify().await, None);
}

#[tokio::test]
async fn a_larger_book_goes_in_by_many_chunks_and_its_sum_is_that_of_the_file() {
    let books = Books::with_savings().await;
    books.app.state.vault.check(&books.app.state.db).await.expect("the secret is kept");
    let mut file = String::from("No Anggota;Nama;NIK;Tgl Masuk;Simpanan Pokok;Simpanan Wajib\n");
    for serial in 1..=MEMBERS {
        writeln!(file, "{serial};Anggota {serial};{};02/01/2020;100.000;{serial},05", nik(serial))
            .expect("a string");
    }
    let sen: u64 = (1..=u64::from(MEMBERS)).map(|serial| 10_000_000 + serial * 100 + 5).sum();
    let total = format!("{}.{:02}", sen / 100, sen % 100);

    let output = books.command(&file, &["--locale", "id", "--total", &total]);

    assert!(output.status.success(), "{}", told(&output));
    assert_eq!(books.trial_totals().await["total_credit"], total);
    assert_eq!(books.verify().await, None);
}
