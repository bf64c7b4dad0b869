//! The figures as a table and as JSON.

use serde::Serialize;

use super::drive::Figures;

/// Everything measured in one run of the command.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Engine.
    pub engine: String,
    /// From the start of the process to its first answer, milliseconds.
    pub start_up_ms: u128,
    /// Resident memory before the load, kB.
    pub idle_kb: u64,
    /// Most resident memory, kB.
    pub peak_kb: u64,
    /// One a case and number of clients.
    pub lines: Vec<Line>,
}

/// One case with one number of clients.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Case.
    pub case: &'static str,
    /// Clients at once.
    pub clients: u16,
    /// Requests a second through the service.
    pub requests_per_second: u64,
    /// Median latency, microseconds.
    pub p50_us: u32,
    /// 99th percentile of latency, microseconds.
    pub p99_us: u32,
    /// The same work a second straight on the engine.
    pub raw_per_second: u64,
    /// Median of the raw statements, microseconds.
    pub raw_p50_us: u32,
    /// 99th percentile of the raw statements, microseconds.
    pub raw_p99_us: u32,
    /// Service in percent of raw.
    pub percent_of_raw: u64,
}

impl Line {
    /// Puts the two measurements side by side.
    pub fn of(case: &'static str, clients: u16, through: &Figures, straight: &Figures) -> Self {
        Self {
            case,
            clients,
            requests_per_second: through.per_second(),
            p50_us: through.quantile(50),
            p99_us: through.quantile(99),
            raw_per_second: straight.per_second(),
            raw_p50_us: straight.quantile(50),
            raw_p99_us: straight.quantile(99),
            percent_of_raw: through.per_second() * 100 / straight.per_second().max(1),
        }
    }

    /// One line of the table.
    pub fn text(&self) -> String {
        format!(
            "| {:<13} | {:>7} | {:>8} | {:>7} | {:>7} | {:>8} | {:>7} | {:>7} | {:>5}.{:02} |",
            self.case,
            self.clients,
            self.requests_per_second,
            millis(self.p50_us),
            millis(self.p99_us),
            self.raw_per_second,
            millis(self.raw_p50_us),
            millis(self.raw_p99_us),
            self.percent_of_raw / 100,
            self.percent_of_raw % 100,
        )
    }
}

/// Microseconds as milliseconds with two decimals.
fn millis(micros: u32) -> String {
    format!("{}.{:02}", micros / 1_000, micros % 1_000 / 10)
}

impl Report {
    /// The table for people, in Markdown.
    pub fn table(&self) -> String {
        let mut text = format!(
            "\nengine {}; first answer after {} ms; resident {} MB idle, {} MB at most\n\n\
             | case          | clients |    req/s |  p50 ms |  p99 ms |    raw/s | raw p50 | raw p99 |    ratio |\n\
             |---------------|---------|----------|---------|---------|----------|---------|---------|----------|\n",
            self.engine,
            self.start_up_ms,
            self.idle_kb / 1024,
            self.peak_kb / 1024
        );
        for line in &self.lines {
            text.push_str(&line.text());
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_line_sets_the_service_against_the_raw_statements() {
        let through = Figures::of(vec![500; 700], Duration::from_secs(1));
        let straight = Figures::of(vec![400; 1_000], Duration::from_secs(1));

        let line = Line::of("list", 16, &through, &straight);

        assert_eq!((line.requests_per_second, line.percent_of_raw), (700, 70));
        assert!(line.text().contains("0.50"), "{}", line.text());
        assert!(line.text().ends_with("0.70 |"), "{}", line.text());
    }
}
