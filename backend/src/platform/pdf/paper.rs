//! The layout of a paper: from top to bottom, page after page.

use super::canvas::{self, PdfError};
use super::ruler::{width, wrap_spoken};
use super::structure::{Part, Role, Structure};
use super::{
    BOTTOM, MARGIN, Mark, PAGE_HEIGHT, PAGE_WIDTH, SMALL_SIZE, TEXT_SIZE, TITLE_SIZE, Text,
};

/// Width between the margins.
const INSIDE: i32 = PAGE_WIDTH - 2 * MARGIN;
/// Blank between two columns.
const GUTTER: i32 = 60;
/// Width of the labels of facts.
const LABEL: i32 = 1_400;

/// A column of a table.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its heading.
    pub heading: &'static str,
    /// Its part of the width, in any unit: all parts together fill the page.
    pub part: i32,
    /// Whether its cells stand at the right, as amounts do.
    pub right: bool,
}

impl Column {
    /// A column of words.
    #[must_use]
    pub const fn words(heading: &'static str, part: i32) -> Self {
        Self { heading, part, right: false }
    }

    /// A column of amounts.
    #[must_use]
    pub const fn amounts(heading: &'static str, part: i32) -> Self {
        Self { heading, part, right: true }
    }
}

/// A paper that is being written.
#[derive(Debug)]
pub struct Paper {
    title: String,
    pages: Vec<Vec<Mark>>,
    y: i32,
    structure: Structure,
    /// The list of facts that is being written; anything else ends it.
    facts: Option<Part>,
}

impl Paper {
    /// A paper with the letterhead of who issues it and a title; the first line
    /// of the letterhead is the name.
    #[must_use]
    pub fn new(letterhead: &[String], title: &str) -> Self {
        let mut paper = Self {
            title: title.to_owned(),
            pages: vec![Vec::new()],
            y: MARGIN,
            structure: Structure::default(),
            facts: None,
        };
        for (place, line) in letterhead.iter().enumerate() {
            let size = if place == 0 { TITLE_SIZE } else { SMALL_SIZE };
            let part = paper.structure.add(Role::Paragraph);
            paper.centred(part, line, size, place == 0);
        }
        paper.y += 40;
        paper.rule();
        paper.y += 120;
        let part = paper.structure.add(Role::Heading);
        paper.centred(part, title, TITLE_SIZE, true);
        paper.y += 80;
        paper
    }

    /// A fact with its label.
    pub fn fact(&mut self, label: &str, value: &str) {
        let list = match self.facts {
            Some(list) => list,
            None => *self.facts.insert(self.structure.add(Role::List)),
        };
        let item = self.structure.within(list, Role::Item);
        let label_part = self.structure.within(item, Role::Label);
        let body = self.structure.within(item, Role::Body);
        let lines = wrap_spoken(value, INSIDE - LABEL, TEXT_SIZE, false);
        for (place, line) in lines.iter().enumerate() {
            self.need(leading(TEXT_SIZE));
            self.y += leading(TEXT_SIZE);
            if place == 0 {
                self.put(Some(label_part), MARGIN, TEXT_SIZE, false, label);
                self.put(Some(label_part), MARGIN + LABEL - GUTTER, TEXT_SIZE, false, ":");
            }
            self.put(Some(body), MARGIN + LABEL, TEXT_SIZE, false, line);
        }
    }

    /// A paragraph in small print.
    pub fn note(&mut self, text: &str) {
        self.facts = None;
        let part = self.structure.add(Role::Paragraph);
        for line in wrap_spoken(text, INSIDE, SMALL_SIZE, false) {
            self.need(leading(SMALL_SIZE));
            self.y += leading(SMALL_SIZE);
            self.put(Some(part), MARGIN, SMALL_SIZE, false, &line);
        }
    }

    /// A blank of one line.
    pub fn gap(&mut self) {
        self.y += leading(TEXT_SIZE);
    }

    /// A table; its headings stand on every page that it reaches. The last
    /// `totals` rows are set apart.
    pub fn table(&mut self, columns: &[Column], rows: &[Vec<String>], totals: usize) {
        self.facts = None;
        let places = places(columns);
        let table = self.structure.add(Role::Table);
        let head = self.structure.within(table, Role::Head);
        let head = self.structure.within(head, Role::Row);
        let cells: Vec<Part> =
            columns.iter().map(|_| self.structure.within(head, Role::HeadCell)).collect();
        self.headings(columns, &places, &cells);
        let apart = rows.len().saturating_sub(totals);
        let mut holder = self.structure.within(table, Role::Rows);
        for (number, row) in rows.iter().enumerate() {
            let bold = number >= apart;
            if bold && number == apart {
                self.y += 30;
                self.rule();
                holder = self.structure.within(table, Role::Foot);
            }
            self.row(columns, &places, row, (holder, bold));
        }
        self.y += 40;
        self.rule();
    }

    fn row(
        &mut self,
        columns: &[Column],
        places: &[(i32, i32)],
        row: &[String],
        (holder, bold): (Part, bool),
    ) {
        let cells: Vec<Vec<String>> = row
            .iter()
            .zip(places)
            .map(|(text, (_, wide))| wrap_spoken(text, *wide, SMALL_SIZE, bold))
            .collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or_default();
        let height = leading(SMALL_SIZE) * i32::try_from(lines).unwrap_or(1);
        if self.y + height > BOTTOM {
            self.turn();
            self.headings(columns, places, &[]);
        }
        let within = self.structure.within(holder, Role::Row);
        let top = self.y;
        for ((lines, place), column) in cells.iter().zip(places).zip(columns) {
            let part = Some(self.structure.within(within, Role::Cell));
            self.y = top;
            for line in lines {
                self.y += leading(SMALL_SIZE);
                // A cell without a text would not be there to be counted: a
                // blank keeps what follows below its heading.
                let text = if line.is_empty() { " " } else { line };
                self.cell(part, *place, (column.right, bold), text);
            }
        }
        self.y = top + height;
    }

    /// Places for signatures, side by side, each with its caption.
    pub fn signatures(&mut self, captions: &[&str]) {
        self.facts = None;
        self.need(leading(TEXT_SIZE) * 7);
        self.y += leading(TEXT_SIZE) * 2;
        let count = i32::try_from(captions.len()).unwrap_or(1).max(1);
        let wide = INSIDE / count;
        for (place, caption) in (0..).zip(captions) {
            let part = self.structure.add(Role::Paragraph);
            self.put(Some(part), MARGIN + wide * place, TEXT_SIZE, false, caption);
        }
        self.y += leading(TEXT_SIZE) * 4;
        for place in 0..count {
            let (x, y) = (MARGIN + wide * place, self.y);
            self.mark(Mark::Rule { x, y, length: wide - 4 * GUTTER });
        }
    }

    /// The paper as PDF, with `footer` and the number of the page on each.
    ///
    /// # Errors
    /// Where the library refuses.
    pub fn finish(mut self, footer: &str) -> Result<Vec<u8>, PdfError> {
        let count = self.pages.len();
        for (number, page) in self.pages.iter_mut().enumerate() {
            let text = format!("Halaman {} dari {count}", number + 1);
            let y = PAGE_HEIGHT - MARGIN;
            let right = PAGE_WIDTH - MARGIN - width(&text, SMALL_SIZE, false);
            let size = SMALL_SIZE;
            page.push(Mark::Rule { x: MARGIN, y: y - 120, length: INSIDE });
            let part = None;
            page.push(Mark::Text(Text { x: right, y, size, bold: false, text, part }));
            let text = footer.to_owned();
            page.push(Mark::Text(Text { x: MARGIN, y, size, bold: false, text, part }));
        }
        canvas::draw(&self.pages, &self.structure, &self.title)
    }

    /// The headings of a table; `cells` are their parts, and there are none where
    /// they are only repeated.
    fn headings(&mut self, columns: &[Column], places: &[(i32, i32)], cells: &[Part]) {
        self.need(leading(SMALL_SIZE) * 3);
        self.rule();
        let top = self.y;
        let mut lowest = top;
        for (number, (column, place)) in columns.iter().zip(places).enumerate() {
            self.y = top;
            for line in wrap_spoken(column.heading, place.1, SMALL_SIZE, true) {
                self.y += leading(SMALL_SIZE);
                self.cell(cells.get(number).copied(), *place, (column.right, true), &line);
            }
            lowest = lowest.max(self.y);
        }
        self.y = lowest + 40;
        self.rule();
    }

    fn cell(
        &mut self,
        part: Option<Part>,
        (x, wide): (i32, i32),
        (right, bold): (bool, bool),
        text: &str,
    ) {
        let shift = if right { wide - width(text.trim_end(), SMALL_SIZE, bold) } else { 0 };
        self.put(part, x + shift.max(0), SMALL_SIZE, bold, text);
    }

    fn centred(&mut self, part: Part, text: &str, size: i32, bold: bool) {
        for line in wrap_spoken(text, INSIDE, size, bold) {
            self.y += leading(size);
            let x = MARGIN + (INSIDE - width(line.trim_end(), size, bold)) / 2;
            self.put(Some(part), x, size, bold, &line);
        }
    }

    fn put(&mut self, part: Option<Part>, x: i32, size: i32, bold: bool, text: &str) {
        if text.is_empty() {
            return;
        }
        let (y, text) = (self.y, text.to_owned());
        self.mark(Mark::Text(Text { x, y, size, bold, text, part }));
    }

    fn rule(&mut self) {
        let y = self.y;
        self.mark(Mark::Rule { x: MARGIN, y, length: INSIDE });
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    fn need(&mut self, height: i32) {
        if self.y + height > BOTTOM {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = MARGIN;
    }
}

fn leading(size: i32) -> i32 {
    size * 14 / 10
}

/// Left edge and width of each column.
fn places(columns: &[Column]) -> Vec<(i32, i32)> {
    let whole = columns.iter().map(|column| column.part).sum::<i32>().max(1);
    let mut before = 0;
    let place = |column: &Column| {
        let left = INSIDE * before / whole;
        before += column.part;
        (MARGIN + left, INSIDE * before / whole - left - GUTTER)
    };
    columns.iter().map(place).collect()
}
