//! What the cells of one row say, each in its normal form.
//!
//! Source: house rule: a blank is no data, what is unclear is a fault; R5 and
//! R6 for amounts, R8 for dates, R10 to R13 for the NIK.

use chrono::{Datelike, NaiveDate};

use super::Found;
use super::columns::{IDENTITIES, Plan, Target};
use crate::investment::books::entity::books_import::BookLocale;
use crate::investment::books::problems;
use crate::investment::problems::AMOUNT_NOT_POSITIVE;
use crate::investment::rules::check_size;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::{Nik, Sex, name_key};
use crate::kernel::ids::InstrumentId;
use crate::kernel::money::{
    AMBIGUOUS_AMOUNT, AMOUNT_MALFORMED, AMOUNT_UNREADABLE, Money, NumberLocale, parse_amount,
};
use crate::platform::codes as general;
use crate::platform::tabular::{Cell, SheetRow, cell, codes};
use crate::registry::import::mapping::{BookField, Locale};
use crate::registry::import::problems::{DATE_UNREADABLE, VALUE_NOT_KNOWN};
use crate::registry::import::rules::cells::{Day, date};

/// Longest name, in characters.
const NAME_MAX: usize = 200;

/// Folded texts of a row that adds up those above it.
const TOTALS: [&str; 10] = [
    "jumlah",
    "total",
    "grand total",
    "jumlah total",
    "total jumlah",
    "jumlah seluruhnya",
    "jumlah keseluruhan",
    "sub total",
    "subtotal",
    "jml",
];

/// An amount of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Its column, counted from 0.
    pub column: usize,
    /// Whose it is.
    pub instrument: InstrumentId,
    /// Above zero.
    pub amount: Money,
}

/// One row of a book.
#[derive(Debug, Clone, Default)]
pub struct BookRow {
    /// Its number as a spreadsheet shows it.
    pub number: u64,
    /// Name; empty where it has a fault.
    pub name: String,
    /// Identity number.
    pub nik: Option<Nik>,
    /// Number of an organization, without blanks around it.
    pub organization: Option<String>,
    /// Number in the register.
    pub register_number: Option<i64>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Day of entry.
    pub joined_on: Option<NaiveDate>,
    /// What stands to the member's name.
    pub balances: Vec<Balance>,
    /// What was found in its cells.
    pub found: Vec<Found>,
}

/// A row that adds up others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalRow {
    /// Its number as a spreadsheet shows it.
    pub number: u64,
    /// What it says the amounts of a column, counted from 0, add up to.
    pub sums: Vec<(usize, Money)>,
    /// Cells that cannot be read as amounts, and so are not compared.
    pub found: Vec<Found>,
}

/// What a row is.
#[derive(Debug)]
pub enum RowKind {
    /// A member.
    Member(Box<BookRow>),
    /// A sum of other rows.
    Total(TotalRow),
    /// Nothing.
    Blank,
}

/// How cells are read.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// How amounts and days are written.
    pub locale: BookLocale,
    /// The issuer's local day.
    pub today: NaiveDate,
}

/// Reads one row.
///
/// Source: house rule, ADR-0026.
#[must_use]
pub fn read(row: &SheetRow, plan: &Plan, manner: Manner) -> RowKind {
    let at = |column: usize| row.cells.get(column).unwrap_or(&Cell::Blank);
    let targets = || plan.targets.iter().enumerate().filter_map(|(at, it)| Some((at, (*it)?)));
    let meant = targets().filter(|(_, target)| *target != Target::Field(BookField::Ignore));
    if meant.clone().all(|(column, _)| at(column).is_blank()) {
        return RowKind::Blank;
    }
    let named = IDENTITIES.into_iter().any(|field| {
        let has_digits = |column| at(column).shown().bytes().any(|byte| byte.is_ascii_digit());
        plan.column(field).is_some_and(has_digits)
    });
    if !named && is_total(row, plan) {
        return RowKind::Total(total(row, plan, manner));
    }
    let mut read = BookRow { number: row.number, ..BookRow::default() };
    for (column, target) in meant {
        let cell = at(column);
        let result = match target {
            Target::Amount(instrument, _) => amount(cell, manner.locale).map(|found| {
                let balance = |amount| Balance { column, instrument, amount };
                read.balances.extend(found.map(balance));
            }),
            Target::Field(field) => of_person(&mut read, field, cell, manner),
        };
        if let Err(fault) = result {
            let shown = Some(cell.shown().into_owned()).filter(|text| may_show(target, text));
            read.found.push(Found { value: shown, ..Found::fault(Some(column), fault) });
        }
    }
    let column = plan.column(BookField::Name);
    let faulty = read.found.iter().any(|found| found.column == column);
    if read.name.is_empty() && !faulty {
        let fault = Fault::new(&general::FIELD_MISSING).with("field", "name");
        read.found.push(Found::fault(column, fault));
    }
    RowKind::Member(Box::new(read))
}

/// Whether a row that names nobody by a number adds up others: the word for it
/// stands at its head or in a column that is read, and no name beside it. In a
/// column of remarks it says nothing.
fn is_total(row: &SheetRow, plan: &Plan) -> bool {
    let says = |cell: &Cell| TOTALS.contains(&name_key(&cell.shown()).as_str());
    let is_read = |column: usize| {
        let target = plan.targets.get(column).copied().flatten();
        target.is_some_and(|target| target != Target::Field(BookField::Ignore))
    };
    let name = plan.column(BookField::Name).and_then(|column| row.cells.get(column));
    let named = name.is_some_and(|cell| match cell {
        Cell::Formula => true,
        cell => !cell.shown().trim().is_empty() && !says(cell),
    });
    let head = row.cells.iter().position(|cell| !cell.shown().trim().is_empty());
    let tells =
        |(column, cell): (usize, &Cell)| (Some(column) == head || is_read(column)) && says(cell);
    !named && row.cells.iter().enumerate().any(tells)
}

/// What a row of totals says, column by column.
fn total(row: &SheetRow, plan: &Plan, manner: Manner) -> TotalRow {
    let mut total = TotalRow { number: row.number, sums: Vec::new(), found: Vec::new() };
    for (column, cell) in row.cells.iter().enumerate() {
        if let Some(Some(Target::Amount(..))) = plan.targets.get(column) {
            match figure(cell, manner.locale) {
                Ok(sum) => total.sums.extend(sum.map(|sum| (column, sum))),
                Err(fault) => total.found.push(Found::warning(Some(column), fault)),
            }
        }
    }
    total
}

/// Whether a report may show a cell: amounts, days and numbers that look like
/// such; where columns are shifted, a name may stand in any of them.
fn may_show(target: Target, text: &str) -> bool {
    let letters: String = text.chars().filter(|c| c.is_alphabetic()).collect();
    !target.is_personal() && ["", "rp", "idr"].contains(&letters.to_lowercase().as_str())
}

fn of_person(
    read: &mut BookRow,
    field: BookField,
    cell: &Cell,
    manner: Manner,
) -> Result<(), Fault> {
    match field {
        BookField::Name => read.name = name(cell)?,
        BookField::Nik => read.nik = nik(cell, manner.today)?,
        BookField::OrganizationNumber => read.organization = organization_number(cell)?,
        BookField::RegisterNumber => read.register_number = register_number(cell)?,
        BookField::Sex => read.sex = sex(cell)?,
        BookField::JoinedOn => read.joined_on = day(cell, manner.locale)?,
        _ => {}
    }
    Ok(())
}

/// The text of a cell, tidied; nothing for a blank or what stands for no data.
fn text(cell: &Cell) -> Result<Option<String>, Fault> {
    match cell {
        Cell::Blank => Ok(None),
        Cell::Formula => Err(Fault::new(&codes::FORMULA_CELL)),
        Cell::Broken(error) => Err(Fault::new(&codes::CELL_BROKEN).with("error", error)),
        Cell::Merged(_) => Err(Fault::new(&codes::CELL_MERGED)),
        Cell::Number(text) => Ok(Some(text.clone())),
        Cell::Day(day) => Ok(Some(day.to_string())),
        Cell::Text(text) => {
            cell::check_characters(text)?;
            let tidied = cell::tidied(text);
            Ok(Some(tidied).filter(|tidied| !cell::is_no_data(tidied)))
        }
    }
}

fn name(cell: &Cell) -> Result<String, Fault> {
    let Some(text) = text(cell)? else { return Ok(String::new()) };
    if text.chars().count() > NAME_MAX {
        let bound = format!("maxLength {NAME_MAX}");
        return Err(Fault::new(&general::OUT_OF_BOUNDS).with("bound", bound));
    }
    if !text.chars().any(char::is_alphabetic) {
        return Err(Fault::new(&problems::BOOK_NAME_UNREADABLE));
    }
    Ok(text)
}

/// A NIK, which is a text: of a number a spreadsheet keeps fifteen digits.
///
/// Source: R10 to R12; IEEE 754 and ISO/IEC 29500 for the digits of a number.
///
/// # Errors
/// [`problems::NIK_AS_NUMBER`], [`codes::DIGITS_LOST`], or what the NIK refuses.
pub fn nik(cell: &Cell, today: NaiveDate) -> Result<Option<Nik>, Fault> {
    if matches!(cell, Cell::Number(_) | Cell::Day(_)) {
        return Err(Fault::new(&problems::NIK_AS_NUMBER));
    }
    let Some(text) = text(cell)? else { return Ok(None) };
    // An apostrophe is how people keep a number a text.
    let digits = cell::digits(text.trim_start_matches(['\'', '\u{2019}']))?;
    Nik::parse(&digits, today).map(Some)
}

/// A number of an organization. Of a number a spreadsheet keeps fifteen digits,
/// which are those of a NIB.
fn organization_number(cell: &Cell) -> Result<Option<String>, Fault> {
    let Some(text) = text(cell)? else { return Ok(None) };
    let text = text.trim_start_matches(['\'', '\u{2019}']);
    let text = if matches!(cell, Cell::Number(_)) { cell::digits(text)? } else { text.to_owned() };
    if text.chars().count() > NAME_MAX {
        let bound = format!("maxLength {NAME_MAX}");
        return Err(Fault::new(&general::OUT_OF_BOUNDS).with("bound", bound));
    }
    Ok(Some(text))
}

fn register_number(cell: &Cell) -> Result<Option<i64>, Fault> {
    let unreadable = || Fault::new(&problems::REGISTER_NUMBER_UNREADABLE);
    if matches!(cell, Cell::Day(_)) {
        return Err(unreadable());
    }
    let Some(text) = text(cell)? else { return Ok(None) };
    let digits = cell::digits(text.trim_start_matches('\''))?;
    let plain = (1..=12).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
    let number = digits.parse::<i64>().ok().filter(|number| plain && *number > 0);
    number.map(Some).ok_or_else(unreadable)
}

fn sex(cell: &Cell) -> Result<Option<Sex>, Fault> {
    let Some(text) = text(cell)? else { return Ok(None) };
    match name_key(&text).replace(' ', "").as_str() {
        "l" | "lk" | "pria" | "lakilaki" | "lelaki" | "m" | "male" => Ok(Some(Sex::Male)),
        "p" | "pr" | "wanita" | "perempuan" | "f" | "female" => Ok(Some(Sex::Female)),
        _ => {
            let fault = Fault::new(&VALUE_NOT_KNOWN).with("field", "sex");
            Err(fault.with("options", "L, P"))
        }
    }
}

/// The day of a cell, as the locale writes it.
///
/// Source: R8; house rule: the locale is stated, never guessed.
///
/// # Errors
/// That it cannot be read, or in two ways.
pub fn day(cell: &Cell, locale: BookLocale) -> Result<Option<NaiveDate>, Fault> {
    let unreadable = || Fault::new(&DATE_UNREADABLE);
    if let Cell::Day(day) = cell {
        return Ok(Some(*day));
    }
    if matches!(cell, Cell::Number(_)) {
        // A day without the form of one: 45000 may be a day or anything.
        return Err(unreadable());
    }
    let Some(text) = text(cell)? else { return Ok(None) };
    let day = match locale {
        BookLocale::Iso => {
            let day: NaiveDate = text.parse().map_err(|_| unreadable())?;
            // A year of two digits, or a slip of the finger.
            if !(1900..=2100).contains(&day.year()) {
                return Err(unreadable());
            }
            day
        }
        BookLocale::Id | BookLocale::En => {
            let locale = if locale == BookLocale::Id { Locale::Id } else { Locale::International };
            match date(&text, locale)? {
                Day::Known(day) => day,
                Day::OnlyYear(_) => return Err(unreadable()),
            }
        }
    };
    Ok(Some(day))
}

/// The amount of a cell, above zero; nothing for a blank, a dash or a zero.
///
/// Source: R5, R6; house rule: the locale is stated, never guessed.
///
/// # Errors
/// That it cannot be read, or in two ways; [`AMOUNT_NOT_POSITIVE`] below zero.
pub fn amount(cell: &Cell, locale: BookLocale) -> Result<Option<Money>, Fault> {
    let Some(amount) = figure(cell, locale)? else { return Ok(None) };
    if amount.is_negative() {
        return Err(Fault::new(&AMOUNT_NOT_POSITIVE));
    }
    match check_size(amount) {
        Some(fault) => Err(fault),
        None => Ok(Some(amount).filter(|amount| amount.is_positive())),
    }
}

/// The amount of a cell, whatever its sign; nothing for a blank or a dash.
fn figure(cell: &Cell, locale: BookLocale) -> Result<Option<Money>, Fault> {
    match cell {
        Cell::Day(_) => Err(Fault::new(&AMOUNT_UNREADABLE)),
        // A workbook's own number has one reading, whatever the locale.
        Cell::Number(number) => machine_amount(number).map(Some),
        _ => {
            let Some(text) = text(cell)? else { return Ok(None) };
            let amount = match locale {
                BookLocale::Id => parse_amount(&text, NumberLocale::Indonesian)?,
                BookLocale::En => parse_amount(&text, NumberLocale::International)?,
                BookLocale::Iso => iso_amount(&text)?,
            };
            Ok(Some(amount))
        }
    }
}

/// `1234567.89`, with at most two decimals: three could be thousands.
fn iso_amount(text: &str) -> Result<Money, Fault> {
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if text.contains(',') || decimals > 2 {
        return Err(Fault::new(&AMBIGUOUS_AMOUNT).with("value", cell::shown(text)));
    }
    machine_amount(text)
}

/// Plain decimal notation with a point, which is also the form of the wire.
fn machine_amount(text: &str) -> Result<Money, Fault> {
    text.parse::<Money>().map_err(|refused| match refused.0.code.name {
        name if name == AMOUNT_MALFORMED.name => Fault::new(&AMOUNT_UNREADABLE),
        _ => refused.0,
    })
}
