//! A file as the rows of a book.

use chrono::NaiveDate;
use tokio::fs::File;

use super::Settings;
use crate::investment::books::problems;
use crate::investment::books::rules::Found;
use crate::investment::books::rules::cells::{self, BookRow, Manner, RowKind};
use crate::investment::books::rules::columns::{self, HEADINGS_WITHIN, Offered, Plan, Target};
use crate::investment::books::rules::totals::Running;
use crate::kernel::fault::Fault;
use crate::platform::problem::ApiResult;
use crate::platform::tabular::{Cell, Severity, Sheet, SheetRow, Wanted, codes};
use crate::registry::import::mapping::BookField;

/// Members of one file: their rows stand in memory, at some 300 bytes each.
const MEMBERS_MAX: usize = 50_000;

/// Faults that are kept with all that they say; beyond that one a row.
const FAULTS_MAX: usize = 10_000;

/// A file that was read.
pub(super) struct Book {
    pub(super) plan: Plan,
    pub(super) rows: Vec<BookRow>,
    /// Numbers of the rows that add up others.
    pub(super) totals: Vec<u64>,
    /// What was found in those, by their numbers.
    pub(super) of_totals: Vec<(u64, Found)>,
    running: Running,
    /// Faults that are kept, but for those of identities.
    kept: usize,
    /// Faults that are not kept.
    pub(super) untold: usize,
    pub(super) sha256: String,
    pub(super) bytes: u64,
    /// The encoding that nothing in the file proves.
    pub(super) assumed: Option<&'static str>,
}

impl Book {
    /// Reads a whole file.
    pub(super) async fn read(
        file: File,
        settings: &Settings,
        offered: &[Offered],
        today: NaiveDate,
    ) -> ApiResult<Self> {
        let wanted = Wanted {
            sheet: settings.sheet.clone(),
            encoding: settings.mapping.encoding,
            separator: settings.mapping.separator,
        };
        let mut sheet = Sheet::open(file, &wanted).await?;
        let mut top: Vec<SheetRow> = Vec::new();
        // One more than the headings may take, for a second row of them.
        while top.len() <= HEADINGS_WITHIN {
            match sheet.next().await? {
                Some(row) => top.push(row),
                None => break,
            }
        }
        if top.is_empty() {
            return Err(Fault::new(&codes::FILE_EMPTY).into());
        }
        let texts: Vec<Vec<String>> = top.iter().map(texts).collect();
        let mapping = &settings.mapping;
        let mut plan = columns::plan(&texts, &mapping.books, mapping.has_header, offered)?;
        if settings.assigned {
            plan.leave_out(BookField::RegisterNumber);
        }
        let mut book = Self {
            rows: Vec::new(),
            totals: Vec::new(),
            of_totals: Vec::new(),
            running: Running::default(),
            kept: 0,
            untold: 0,
            sha256: std::mem::take(&mut sheet.sha256),
            bytes: sheet.bytes,
            assumed: sheet.assumed,
            plan,
        };
        let manner = Manner { locale: settings.locale, today };
        for row in top.into_iter().skip(book.plan.skip) {
            book.take(&row, manner)?;
        }
        while let Some(row) = sheet.next().await? {
            book.take(&row, manner)?;
        }
        let off = std::mem::take(&mut book.running).differences();
        book.of_totals.extend(off);
        if book.rows.is_empty() {
            return Err(Fault::new(&codes::FILE_EMPTY).into());
        }
        Ok(book)
    }

    fn take(&mut self, row: &SheetRow, manner: Manner) -> ApiResult<()> {
        match cells::read(row, &self.plan, manner) {
            RowKind::Blank => {}
            RowKind::Total(total) => {
                self.running.total(&total);
                self.totals.push(total.number);
                if self.of_totals.len() < FAULTS_MAX {
                    self.of_totals.extend(total.found.into_iter().map(|it| (total.number, it)));
                }
            }
            RowKind::Member(_) if self.rows.len() >= MEMBERS_MAX => {
                let fault = Fault::new(&problems::BOOK_TOO_LONG);
                return Err(fault.with("maximum", MEMBERS_MAX).into());
            }
            RowKind::Member(mut read) => {
                self.running.member(&read).map_err(Fault::from)?;
                let found = std::mem::take(&mut read.found);
                self.rows.push(*read);
                self.find(self.rows.len() - 1, found);
            }
        }
        Ok(())
    }
}

impl Book {
    /// Keeps what was found in the cells of a row; where there is much of it
    /// already, one fault a row, and rather one by which nobody is named.
    pub(super) fn find(&mut self, place: usize, mut found: Vec<Found>) {
        let row = &mut self.rows[place];
        if self.kept + found.len() > FAULTS_MAX {
            let targets = &self.plan.targets;
            let of_amount = |it: &Found| it.column.is_some_and(|at| is_amount(targets, at));
            let faulty = row.found.iter().any(|it| it.severity == Severity::Fault);
            let all = found.len();
            found.sort_by_key(of_amount);
            found.truncate(usize::from(!faulty));
            self.untold += all - found.len();
        }
        self.kept += found.len();
        row.found.append(&mut found);
    }
}

/// Whether a column holds amounts.
pub(super) fn is_amount(targets: &[Option<Target>], column: usize) -> bool {
    matches!(targets.get(column), Some(Some(Target::Amount(..))))
}

fn texts(row: &SheetRow) -> Vec<String> {
    let text = |cell: &Cell| cell.shown().trim().to_owned();
    row.cells.iter().map(text).collect()
}
