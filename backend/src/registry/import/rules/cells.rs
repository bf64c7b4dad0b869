//! What the cells of a row say, each in its normal form.
//!
//! Source: house rule: a blank is no data, a change of form is a note, what is
//! unclear is a fault; RULES R5 and R6 for numbers, R19 for the edition of KBLI.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::super::mapping::{Field, Locale};
use super::super::problems;
use super::Found;
use super::columns::Plan;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::{KbliVersion, name_key};
use crate::kernel::money::parse_amount;
use crate::platform::codes as general;
use crate::platform::tabular::{cell, codes};
use crate::registry::drafts::{KbliDraft, Point};
use crate::registry::entity::organization::{LegalForm, OrganizationStatus};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maret",
    "april",
    "mei",
    "juni",
    "juli",
    "agustus",
    "september",
    "oktober",
    "november",
    "desember",
];

/// The texts of a row by field, tidied, without those that stand for no data.
pub type Texts = BTreeMap<Field, String>;

/// The texts of a row, with what was found in its cells.
#[must_use]
pub fn texts(plan: &Plan, cells: &[String]) -> (Texts, Vec<Found>) {
    let mut texts = Texts::new();
    let mut found = Vec::new();
    for (field, text) in &plan.constants {
        texts.insert(*field, cell::tidied(text));
    }
    for (field, raw) in plan.fields.iter().zip(cells) {
        let Some(field) = field.filter(|field| *field != Field::Ignore) else { continue };
        if raw.trim().is_empty() {
            continue;
        }
        match text(field, raw, &mut found) {
            Ok(Some(value)) => {
                texts.insert(field, value);
            }
            Ok(None) => {}
            Err(fault) => found.push(Found::fault(field, fault)),
        }
    }
    (texts, found)
}

fn text(field: Field, raw: &str, found: &mut Vec<Found>) -> Result<Option<String>, Fault> {
    cell::check_characters(raw)?;
    let coordinate = matches!(field, Field::Latitude | Field::Longitude);
    if cell::is_no_data(raw) || (cell::is_zero(raw) && !coordinate) {
        found.push(Found::note(field, Fault::new(&codes::READ_AS_NO_DATA)));
        return Ok(None);
    }
    let one_value = !matches!(
        field,
        Field::Name
            | Field::Address
            | Field::LegalNumber
            | Field::Latitude
            | Field::Longitude
            | Field::FoundedOn
            | Field::ExternalId
            | Field::FounderCount
    );
    let mut value = cell::tidied(raw);
    let number = matches!(
        field,
        Field::Nib
            | Field::NikKoperasi
            | Field::KbliCode
            | Field::KbliVersion
            | Field::FounderCount
            | Field::ExternalId
            | Field::Npwp
            | Field::Phone
            | Field::RegionCode
    );
    // A region code's own reading tells what it changed.
    if number {
        let digits = cell::digits(&value)?;
        value = if field == Field::RegionCode { value } else { digits };
    }
    if one_value {
        cell::single(raw)?;
    }
    if value.chars().count() > length_max(field) {
        let bound = format!("maxLength {}", length_max(field));
        return Err(Fault::new(&general::OUT_OF_BOUNDS).with("bound", bound));
    }
    if value != raw {
        let to = if field.is_personal() { "***".to_owned() } else { cell::shown(&value) };
        found.push(Found::note(field, Fault::new(&codes::CELL_NORMALISED).with("to", to)));
    }
    Ok(Some(value))
}

const fn length_max(field: Field) -> usize {
    match field {
        Field::Name => 200,
        Field::Address => 500,
        Field::ExternalId | Field::LegalNumber => 100,
        Field::Npwp | Field::Nib | Field::NikKoperasi | Field::Phone => 40,
        _ => 200,
    }
}

/// The values of a row.
#[derive(Debug, Clone, Default)]
pub struct Values {
    /// Number by which the source knows the organization.
    pub external_id: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Legal form.
    pub legal_form: Option<LegalForm>,
    /// Status.
    pub status: Option<OrganizationStatus>,
    /// Street address.
    pub address: Option<String>,
    /// Place on the map.
    pub point: Option<Point>,
    /// Day of founding.
    pub founded_on: Option<NaiveDate>,
    /// Founders.
    pub founder_count: Option<i32>,
    /// Tax number.
    pub npwp: Option<String>,
    /// Business number.
    pub nib: Option<String>,
    /// Cooperative's number.
    pub nik_koperasi: Option<String>,
    /// Legal number.
    pub legal_number: Option<String>,
    /// Business class.
    pub kbli: Option<KbliDraft>,
    /// Phone.
    pub phone: Option<String>,
}

/// The values that the texts of a row stand for.
#[must_use]
pub fn values(texts: &Texts, locale: Locale) -> (Values, Vec<Found>) {
    let mut found = Vec::new();
    let plain = |field: Field| texts.get(&field).cloned();
    let mut values = Values {
        external_id: plain(Field::ExternalId),
        name: plain(Field::Name),
        address: plain(Field::Address),
        npwp: plain(Field::Npwp),
        nib: plain(Field::Nib),
        nik_koperasi: plain(Field::NikKoperasi),
        legal_number: plain(Field::LegalNumber),
        phone: plain(Field::Phone),
        ..Values::default()
    };
    let mut read = |field: Field, result: Result<(), Fault>| {
        if let Err(fault) = result {
            found.push(Found::fault(field, fault));
        }
    };
    if let Some(text) = texts.get(&Field::LegalForm) {
        read(Field::LegalForm, legal_form(text).map(|form| values.legal_form = Some(form)));
    }
    if let Some(text) = texts.get(&Field::Status) {
        read(Field::Status, status(text).map(|status| values.status = Some(status)));
    }
    if let Some(text) = texts.get(&Field::FounderCount) {
        read(Field::FounderCount, count(text, locale).map(|n| values.founder_count = Some(n)));
    }
    if let Some(code) = texts.get(&Field::KbliCode) {
        read(Field::KbliCode, kbli(code, texts).map(|class| values.kbli = Some(class)));
    }
    if let Some(text) = texts.get(&Field::FoundedOn) {
        match date(text, locale) {
            Ok(Day::Known(day)) => values.founded_on = Some(day),
            Ok(Day::OnlyYear(year)) => {
                let fault = Fault::new(&problems::DATE_YEAR_ONLY).with("year", year);
                found.push(Found::warning(Field::FoundedOn, fault));
            }
            Err(fault) => found.push(Found::fault(Field::FoundedOn, fault)),
        }
    }
    values.point = point(texts, &mut found);
    (values, found)
}

fn unknown(field: Field, options: &str) -> Fault {
    Fault::new(&problems::VALUE_NOT_KNOWN).with("field", field.as_str()).with("options", options)
}

/// The legal form that a text names.
///
/// # Errors
/// [`problems::VALUE_NOT_KNOWN`], also for "koperasi" alone, which may be
/// primary or secondary.
pub fn legal_form(text: &str) -> Result<LegalForm, Fault> {
    use LegalForm as Form;
    let key = name_key(text).replace(' ', "");
    let form = match key.as_str() {
        "bumdes" | "bumdesa" | "badanusahamilikdesa" => Form::BumDesa,
        "bumdesabersama" | "bumdesma" | "bumdesmalkd" => Form::BumDesaBersama,
        "koperasiprimer"
        | "kdmp"
        | "kkmp"
        | "koperasidesamerahputih"
        | "koperasikelurahanmerahputih" => Form::KoperasiPrimer,
        "koperasisekunder" => Form::KoperasiSekunder,
        "perumda" | "perusahaanumumdaerah" => Form::Perumda,
        "perseroda" | "perusahaanperseroandaerah" => Form::Perseroda,
        "kelompokusaha"
        | "kub"
        | "kelompoktani"
        | "poktan"
        | "gapoktan"
        | "kelompoknelayan"
        | "kelompokusahabersama" => Form::KelompokUsaha,
        "perseroan" | "perseroanterbatas" | "pt" => Form::Perseroan,
        "pemerintahdesa" => Form::PemerintahDesa,
        "pemerintahdaerah" => Form::PemerintahDaerah,
        "pemerintahpusat" => Form::PemerintahPusat,
        "lembagapendamping" => Form::LembagaPendamping,
        "lsm" | "ngo" => Form::Lsm,
        "komunitas" => Form::Komunitas,
        "perguruantinggi" | "universitas" => Form::PerguruanTinggi,
        "lembagakeuangan" | "bank" => Form::LembagaKeuangan,
        "lembagainternasional" => Form::LembagaInternasional,
        _ => {
            let options = "bum_desa, bum_desa_bersama, koperasi_primer, koperasi_sekunder, perumda, perseroda, kelompok_usaha, perseroan, …";
            return Err(unknown(Field::LegalForm, options));
        }
    };
    Ok(form)
}

/// The legal form that a name begins with, where only one is possible.
#[must_use]
pub fn form_in_name(name: &str) -> Option<LegalForm> {
    let key = name_key(name);
    let begins = |words: &[&str]| {
        words.iter().any(|word| key.strip_prefix(word).is_some_and(|rest| rest.starts_with(' ')))
    };
    if begins(&["bum desa bersama", "bumdesma"]) {
        Some(LegalForm::BumDesaBersama)
    } else if begins(&["bum desa", "bumdes", "bumdesa"]) {
        Some(LegalForm::BumDesa)
    } else if begins(&["koperasi desa merah putih", "koperasi kelurahan merah putih"]) {
        Some(LegalForm::KoperasiPrimer)
    } else if begins(&["perumda"]) {
        Some(LegalForm::Perumda)
    } else {
        None
    }
}

/// The status that a text names.
///
/// # Errors
/// [`problems::VALUE_NOT_KNOWN`].
pub fn status(text: &str) -> Result<OrganizationStatus, Fault> {
    use OrganizationStatus as Status;
    match name_key(text).replace(' ', "").as_str() {
        "aktif" | "active" | "beroperasi" => Ok(Status::Active),
        "tidakaktif" | "nonaktif" | "taktif" | "tdkaktif" | "inactive" | "vakum" => {
            Ok(Status::Inactive)
        }
        "bubar" | "dibubarkan" | "dissolved" => Ok(Status::Dissolved),
        "rencana" | "direncanakan" | "planned" => Ok(Status::Planned),
        _ => Err(unknown(Field::Status, "aktif, tidak aktif, bubar, rencana")),
    }
}

/// A count of people, as the locale writes numbers (`1.250` in Indonesian).
///
/// # Errors
/// [`problems::NUMBER_UNREADABLE`], or what the notation of numbers refuses (R5, R6).
pub fn count(text: &str, locale: Locale) -> Result<i32, Fault> {
    if !text.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(Fault::new(&problems::NUMBER_UNREADABLE));
    }
    // Counts are written like amounts: the same separators, the same doubts.
    let amount = parse_amount(text, locale.into())?.to_decimal();
    let whole = amount.is_integer().then(|| i32::try_from(amount).ok()).flatten();
    whole
        .filter(|count| (0..=1_000_000).contains(count))
        .ok_or_else(|| Fault::new(&problems::NUMBER_UNREADABLE))
}

fn kbli(code: &str, texts: &Texts) -> Result<KbliDraft, Fault> {
    let version = match texts.get(&Field::KbliVersion).map(String::as_str) {
        Some("2025") => KbliVersion::V2025,
        Some("2020") => KbliVersion::V2020,
        // R19: codes of one edition mean other things in the next; it is never guessed.
        _ => return Err(unknown(Field::KbliVersion, "2020, 2025")),
    };
    Ok(KbliDraft { code: code.to_owned(), version })
}

/// A day, or only its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// The day.
    Known(NaiveDate),
    /// The year alone.
    OnlyYear(i32),
}

/// The day that a text names: `2026-12-31`, `31/12/2026`, `31 Desember 2026`,
/// or a year alone.
///
/// # Errors
/// [`problems::DATE_UNREADABLE`], or [`problems::DATE_AMBIGUOUS`] where day and
/// month cannot be told apart in the international locale.
pub fn date(text: &str, locale: Locale) -> Result<Day, Fault> {
    let unreadable = || Fault::new(&problems::DATE_UNREADABLE);
    let text = text.strip_suffix(" 00:00:00").unwrap_or(text);
    let day_text = text.split_once('T').map_or(text, |(day, _)| day);
    if let Ok(year) = cell::digits(day_text)?.parse::<i32>() {
        return if (1900..=2100).contains(&year) {
            Ok(Day::OnlyYear(year))
        } else {
            Err(unreadable())
        };
    }
    let key = name_key(day_text);
    let parts: Vec<&str> = key.split(' ').collect();
    let [first, second, third] = parts.as_slice() else { return Err(unreadable()) };
    let number = |part: &str| part.parse::<u32>().ok();
    let (year, month, day) = match (number(first), number(second), number(third)) {
        (Some(year), Some(month), Some(day)) if first.len() == 4 => (year, month, day),
        (Some(day), Some(month), Some(year)) if third.len() == 4 => {
            let either = day <= 12 && month <= 12 && day != month;
            match locale {
                Locale::International if either => {
                    return Err(Fault::new(&problems::DATE_AMBIGUOUS));
                }
                Locale::International if month > 12 => (year, day, month),
                _ => (year, month, day),
            }
        }
        (Some(day), None, Some(year)) if third.len() == 4 => {
            let month = MONTHS.iter().zip(1_u32..).find(|(name, _)| *name == second);
            (year, month.map(|(_, number)| number).ok_or_else(unreadable)?, day)
        }
        _ => return Err(unreadable()),
    };
    let year = i32::try_from(year).ok().filter(|year| (1900..=2100).contains(year));
    let day = year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    day.map(Day::Known).ok_or_else(unreadable)
}

fn point(texts: &Texts, found: &mut Vec<Found>) -> Option<Point> {
    let (latitude, longitude) = (texts.get(&Field::Latitude), texts.get(&Field::Longitude));
    let (latitude, longitude) = match (latitude, longitude) {
        (None, None) => return None,
        (Some(latitude), Some(longitude)) => (latitude, longitude),
        (only, _) => {
            let field = if only.is_some() { Field::Latitude } else { Field::Longitude };
            let fault = Fault::new(&problems::COORDINATE_INCOMPLETE);
            found.push(Found::warning(field, fault));
            return None;
        }
    };
    if cell::is_zero(latitude) && cell::is_zero(longitude) {
        let note = Fault::new(&codes::READ_AS_NO_DATA);
        found.push(Found::note(Field::Latitude, note.clone()));
        found.push(Found::note(Field::Longitude, note));
        return None;
    }
    let read = |field: Field, text: &str, found: &mut Vec<Found>| {
        let read = degrees(text);
        if read.is_none() {
            found.push(Found::fault(field, Fault::new(&problems::COORDINATE_UNREADABLE)));
        }
        read
    };
    let north = read(Field::Latitude, latitude, found);
    let east = read(Field::Longitude, longitude, found);
    let (north, east) = (north?, east?);
    if is_swapped(&north, &east) {
        let fault = Fault::new(&problems::COORDINATES_SWAPPED);
        found.push(Found::fault(Field::Latitude, fault).suggest(format!("{east}, {north}")));
        return None;
    }
    Some(Point { latitude: north, longitude: east })
}

/// Decimal degrees with a point and at most eight decimals.
fn degrees(text: &str) -> Option<String> {
    let text = text.replace(',', ".");
    let (sign, number) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let well_formed = (1..=12).contains(&whole.len()) && digits(whole) && digits(decimals);
    let decimals = decimals.get(..decimals.len().min(8))?;
    well_formed.then(|| match decimals {
        "" => format!("{sign}{whole}"),
        decimals => format!("{sign}{whole}.{decimals}"),
    })
}

/// Whether a pair lies in Indonesia only the other way round: no longitude of
/// Indonesia is below 90 and no latitude above.
fn is_swapped(latitude: &str, longitude: &str) -> bool {
    let whole = |text: &str| {
        let digits = text.trim_start_matches('-').split('.').next().unwrap_or_default();
        digits.parse::<u64>().unwrap_or(u64::MAX)
    };
    let looks_east = |text: &str| !text.starts_with('-') && (94..=141).contains(&whole(text));
    looks_east(latitude) && whole(longitude) <= 11
}
