//! Import of the books that an issuer kept before it came here.
//!
//! One file, CSV or XLSX, with a row for each member: who, since when, under
//! which number, and what stands to their name in each instrument on the day of
//! the cut-over. Every amount becomes an opening balance by the journal, against
//! the assets that it stands in (ADR-0026), so that the trial balance is that of
//! the balance sheet the members' meeting has seen.
//!
//! - How amounts and days are written is stated, never guessed (R5, R6). A NIK
//!   is a text: a spreadsheet keeps fifteen digits of a number.
//! - A fault in one cell refuses the whole file and is reported with its cell;
//!   so does a control total that differs. The sum booked is that of the file.
//! - A dry run does everything in a transaction and takes it back.
//! - The same file for the same day is booked once: later ones get the answer
//!   that was kept.
//!
//! Table: `books_import`. Source: house rule, ADR-0026; UU 25/1992 Pasal 41;
//! UU 27/2022 Pasal 16 for keeping personal data out of reports.

pub mod actions;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;
