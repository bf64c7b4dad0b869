//! `kibm bench import`: imports of a large file, with their peak of memory.
//!
//! Each is `kibm import` as a process of its own: a first one, the same file
//! again, and one that changes every row. The rows stay in the database.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use clap::Args;

use super::service::memory_kb;
use crate::cli::Failure;
use crate::config::DatabaseOptions;
use crate::platform::clock::Clock;
use crate::platform::db::Database;

/// Options of `kibm bench import`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    database: DatabaseOptions,
    /// Rows of the file.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..=5_000_000))]
    rows: u64,
}

/// One import as it was measured.
struct Measured {
    name: &'static str,
    took: Duration,
    peak_kb: u64,
}

/// Runs the command.
///
/// # Errors
/// When the database has no regions, or an import fails.
pub async fn run(options: Options) -> Result<(), Failure> {
    let db = options.database.open().await?;
    let villages = villages(&db).await?;
    let engine = format!("{:?}", db.engine()).to_lowercase();
    db.close().await?;
    let source = format!("bench-{}", Clock::system().now().timestamp_millis());
    let phases = [
        ("first", "Jl. Melati"),
        ("again, nothing new", "Jl. Melati"),
        ("every row changed", "Jl. Mawar"),
    ];
    println!("engine {engine}; {} rows a file\n", options.rows);
    println!("| import | s | rows/s | peak resident MB |\n|---|---|---|---|");
    for (name, street) in phases {
        let mut file = tempfile::NamedTempFile::new()?;
        write_rows(&mut file, options.rows, &villages, street)?;
        let measured = measure(name, file.path(), &source, &options.database).await?;
        println!("{}", line(&measured, options.rows));
    }
    Ok(())
}

fn line(measured: &Measured, rows: u64) -> String {
    let millis = measured.took.as_millis().max(1);
    format!(
        "| {} | {}.{:03} | {} | {} |",
        measured.name,
        millis / 1_000,
        millis % 1_000,
        u128::from(rows) * 1_000 / millis,
        measured.peak_kb / 1_024
    )
}

async fn villages(db: &Database) -> Result<Vec<String>, Failure> {
    let sql = "SELECT code FROM region WHERE level = 'village' AND valid_to IS NULL ORDER BY code LIMIT 20000";
    super::cases::codes(db, sql).await
}

/// A made-up file: heading and rows of groups spread over the villages.
fn write_rows(
    file: &mut impl Write,
    rows: u64,
    villages: &[String],
    street: &str,
) -> Result<(), Failure> {
    let mut file = std::io::BufWriter::new(file);
    writeln!(file, "id,kode_desa,nama,status,alamat")?;
    for (row, village) in (0..rows).zip(villages.iter().cycle()) {
        writeln!(file, "{row},{village},Kelompok Uji {row},aktif,\"{street} {row}\"")?;
    }
    Ok(file.flush()?)
}

async fn measure(
    name: &'static str,
    file: &Path,
    source: &str,
    database: &DatabaseOptions,
) -> Result<Measured, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .arg("import")
        .arg(file)
        .args(["--legal-form", "kelompok_usaha", "--source", source])
        .env("KIBM_DATABASE", database.address()?)
        .env("KIBM_CONNECTIONS", database.connections.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn()?;
    let peak_kb = watch(&mut child).await?;
    Ok(Measured { name, took: begun.elapsed(), peak_kb })
}

/// Waits for the end of the process and gives its peak of resident memory, kB.
async fn watch(child: &mut Child) -> Result<u64, Failure> {
    let mut peak = 0;
    loop {
        if let Some(status) = child.try_wait()? {
            return if status.success() { Ok(peak) } else { Err("an import failed".into()) };
        }
        // A process that is just ending tells nothing more.
        peak = memory_kb(child, "VmHWM:").unwrap_or(peak);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_a_heading_and_a_row_for_each_number_over_all_villages() {
        let mut file = Vec::new();
        let villages = ["11.01.01.2001".to_owned(), "11.01.01.2002".to_owned()];

        write_rows(&mut file, 3, &villages, "Jl. Melati").expect("a vector takes all");

        let text = String::from_utf8(file).expect("the file is text");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 4);
        assert!(lines[3].starts_with("2,11.01.01.2001,Kelompok Uji 2,"), "{text}");
    }

    #[test]
    fn a_line_tells_rows_a_second() {
        let measured =
            Measured { name: "first", took: Duration::from_millis(2_500), peak_kb: 104_448 };

        assert_eq!(line(&measured, 100_000), "| first | 2.500 | 40000 | 102 |");
    }
}
