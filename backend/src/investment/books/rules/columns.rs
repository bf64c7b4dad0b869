//! Which column of a book holds what: as the caller or the profile says, else
//! by the headings.
//!
//! Source: house rule; the synonyms are those of the members' books (buku daftar
//! anggota, daftar simpanan) of cooperatives and village enterprises.

use std::collections::BTreeMap;

use crate::investment::books::problems;
use crate::investment::entity::instrument::InstrumentKind;
use crate::kernel::fault::Fault;
use crate::kernel::ids::InstrumentId;
use crate::platform::tabular::cell::shown;
use crate::registry::import::mapping::{BookColumn, BookField};
use crate::registry::import::problems::{FIELD_NOT_MAPPED, FIELD_TWICE};
use crate::registry::import::rules::columns::{find, fold};

/// Rows from the top in which the headings are looked for: above them stand the
/// name of the cooperative and the title.
pub const HEADINGS_WITHIN: usize = 20;

/// Columns of amounts of one book: their cells stand in memory, and an issuer
/// may have more instruments than any book has columns.
const AMOUNT_COLUMNS_MAX: usize = 30;

/// Folded headings without blanks, and what they mean.
const SYNONYMS: &[(BookField, &[&str])] = &[
    (
        BookField::Name,
        &["nama", "namaanggota", "namalengkap", "namapemegang", "namapemegangsaham", "name"],
    ),
    (
        BookField::Nik,
        &["nik", "nonik", "nomornik", "noktp", "nomorktp", "nikktp", "nomorindukkependudukan"],
    ),
    (
        BookField::OrganizationNumber,
        &[
            "nib",
            "nomorindukberusaha",
            "npwpbadan",
            "npwplembaga",
            "nomorbadanhukum",
            "nobadanhukum",
            "nikkoperasi",
            "nomorlembaga",
            "nolembaga",
            "organizationnumber",
        ],
    ),
    (
        BookField::RegisterNumber,
        &[
            "noanggota",
            "nomoranggota",
            "nobuku",
            "nomorbuku",
            "nobukuanggota",
            "nomorbukuanggota",
            "noba",
            "nomorregister",
            "nourutanggota",
            "nomorindukanggota",
            "noindukanggota",
            "registernumber",
        ],
    ),
    (BookField::Sex, &["jk", "lp", "jeniskelamin", "kelamin", "gender", "sex"]),
    (
        BookField::JoinedOn,
        &[
            "tglmasuk",
            "tanggalmasuk",
            "tglmenjadianggota",
            "tanggalmenjadianggota",
            "tglbergabung",
            "tanggalbergabung",
            "tgldaftar",
            "tanggaldaftar",
            "joinedon",
        ],
    ),
    (
        BookField::SimpananPokok,
        &["simpananpokok", "simppokok", "simpokok", "pokok", "saldosimpananpokok"],
    ),
    (BookField::SimpananWajib, &["simpananwajib", "simpwajib", "wajib", "saldosimpananwajib"]),
    (
        BookField::SimpananSukarela,
        &[
            "simpanansukarela",
            "simpsukarela",
            "sukarela",
            "saldosimpanansukarela",
            "simpananmanasuka",
            "manasuka",
        ],
    ),
    (BookField::PenyertaanModalDesa, &["penyertaanmodaldesa", "modaldesa"]),
    (
        BookField::PenyertaanModalMasyarakat,
        &["penyertaanmodalmasyarakat", "modalmasyarakat", "penyertaanmasyarakat"],
    ),
    (
        BookField::Saham,
        &["saham", "nilaisaham", "nominalsaham", "jumlahnominalsaham", "modalsaham"],
    ),
    (BookField::ModalPenyertaan, &["modalpenyertaan", "saldomodalpenyertaan"]),
];

/// What names a holder for certain, beside the name.
pub const IDENTITIES: [BookField; 3] =
    [BookField::Nik, BookField::RegisterNumber, BookField::OrganizationNumber];

/// What a heading means, if it is known.
#[must_use]
pub fn guess(heading: &str) -> Option<BookField> {
    let folded = fold(heading);
    let known = SYNONYMS.iter().find(|(_, synonyms)| synonyms.contains(&folded.as_str()));
    known.map(|(field, _)| *field)
}

/// The kind of instrument whose balances a column of this field holds.
#[must_use]
pub fn kind_of(field: BookField) -> Option<InstrumentKind> {
    use InstrumentKind as Kind;
    Some(match field {
        BookField::SimpananPokok => Kind::SimpananPokok,
        BookField::SimpananWajib => Kind::SimpananWajib,
        BookField::SimpananSukarela => Kind::SimpananSukarela,
        BookField::PenyertaanModalDesa => Kind::PenyertaanModalDesa,
        BookField::PenyertaanModalMasyarakat => Kind::PenyertaanModalMasyarakat,
        BookField::Saham => Kind::Saham,
        BookField::ModalPenyertaan => Kind::ModalPenyertaan,
        BookField::Name
        | BookField::Nik
        | BookField::OrganizationNumber
        | BookField::RegisterNumber
        | BookField::Sex
        | BookField::JoinedOn
        | BookField::Ignore => return None,
    })
}

/// An instrument of the issuer, as columns are mapped to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Identity.
    pub id: InstrumentId,
    /// Kind.
    pub kind: InstrumentKind,
    /// Name.
    pub name: String,
}

/// What one column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Something about the person or the membership.
    Field(BookField),
    /// Balances of an instrument.
    Amount(InstrumentId, InstrumentKind),
}

impl Target {
    /// Whether its cells point at a person, so that no report shows them.
    #[must_use]
    pub fn is_personal(self) -> bool {
        matches!(self, Self::Field(BookField::Name | BookField::Nik | BookField::Sex))
    }
}

/// The columns of one book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Rows from the top that hold titles and headings.
    pub skip: usize,
    /// What each column holds.
    pub targets: Vec<Option<Target>>,
    /// Heading of each column.
    pub headings: Vec<String>,
}

impl Plan {
    /// The column of a field, counted from 0.
    #[must_use]
    pub fn column(&self, field: BookField) -> Option<usize> {
        self.targets.iter().position(|known| *known == Some(Target::Field(field)))
    }

    /// Takes nothing from the column of a field.
    pub fn leave_out(&mut self, field: BookField) {
        let column = self.targets.iter_mut().find(|it| **it == Some(Target::Field(field)));
        if let Some(target) = column {
            *target = Some(Target::Field(BookField::Ignore));
        }
    }

    /// The heading of a column.
    #[must_use]
    pub fn heading(&self, column: usize) -> Option<&str> {
        self.headings.get(column).map(String::as_str)
    }
}

/// The columns of a book whose first rows are `top`. `stated`: what the caller
/// or the profile says of columns; it goes before the headings. Headings in two
/// rows, such as `Simpanan` above `Pokok` and `Wajib`, are read together.
///
/// # Errors
/// Everything that makes the columns unclear: no row of headings, a stated
/// column that the file lacks, two columns for one thing, an instrument that
/// the issuer has not, or several of its kind and none named.
pub fn plan(
    top: &[Vec<String>],
    stated: &[BookColumn],
    has_header: Option<bool>,
    offered: &[Offered],
) -> Result<Plan, Vec<Fault>> {
    let headed = has_header.unwrap_or(true);
    let place =
        if headed { Some(find_headings(top, stated).map_err(|it| vec![it])?) } else { None };
    let width = top.iter().map(Vec::len).max().unwrap_or_default();
    let mut headings = place.and_then(|place| top.get(place).cloned()).unwrap_or_default();
    let mut skip = place.map_or(0, |place| place + 1);
    if let Some(below) = place.and_then(|place| top.get(place + 1)) {
        skip += usize::from(join_headings(&mut headings, below, offered));
    }
    headings.resize(width, String::new());
    let (mut targets, mut faults) = (vec![None; width], Vec::new());
    for column in stated {
        let named = (column.heading.as_deref(), column.position);
        match find(named, &headings, headed).and_then(|at| Ok((at, target(column, offered)?))) {
            Ok((at, target)) => targets[at] = Some(target),
            Err(fault) => faults.push(fault),
        }
    }
    let taken: Vec<Target> = targets.iter().flatten().copied().collect();
    for (at, heading) in headings.iter().enumerate().filter(|_| headed) {
        if targets[at].is_some() {
            continue;
        }
        match guessed(heading, offered) {
            Ok(found) => targets[at] = found.filter(|found| !taken.contains(found)),
            Err(fault) => faults.push(fault),
        }
    }
    let plan = Plan { skip, targets, headings };
    faults.extend(unclear(&plan));
    if faults.is_empty() { Ok(plan) } else { Err(faults) }
}

/// The row of headings: the first one that names the members and something else.
fn find_headings(top: &[Vec<String>], stated: &[BookColumn]) -> Result<usize, Fault> {
    let named: Vec<String> =
        stated.iter().filter_map(|it| it.heading.as_deref()).map(fold).collect();
    let known = |cell: &&String| guess(cell).is_some() || named.contains(&fold(cell));
    let found = top.iter().take(HEADINGS_WITHIN).position(|row| {
        let filled = || row.iter().filter(|cell| !cell.trim().is_empty());
        filled().filter(known).count() >= 2
    });
    found.ok_or_else(|| Fault::new(&problems::BOOK_HEADINGS).with("rows", HEADINGS_WITHIN))
}

/// Takes headings of the row below where the row above says nothing known.
fn join_headings(headings: &mut Vec<String>, below: &[String], offered: &[Offered]) -> bool {
    let known = |cell: &str| guess(cell).is_some() || by_name(cell, offered).is_some();
    let mut joined = false;
    for (at, cell) in below.iter().enumerate() {
        let above = headings.get(at).map(String::as_str).unwrap_or_default();
        if known(cell) && !known(above) {
            if headings.len() <= at {
                headings.resize(at + 1, String::new());
            }
            headings[at].clone_from(cell);
            joined = true;
        }
    }
    joined
}

/// The instrument of a name, whose folded form is that of no other.
///
/// Source: house rule.
#[must_use]
pub fn by_name<'a>(name: &str, offered: &'a [Offered]) -> Option<&'a Offered> {
    let folded = fold(name);
    let mut same = offered.iter().filter(|it| !folded.is_empty() && fold(&it.name) == folded);
    same.next().filter(|_| same.next().is_none())
}

/// What a heading stands for: an instrument by its name, else what it means.
fn guessed(heading: &str, offered: &[Offered]) -> Result<Option<Target>, Fault> {
    if let Some(found) = by_name(heading, offered) {
        return Ok(Some(Target::Amount(found.id, found.kind)));
    }
    let Some(field) = guess(heading) else { return Ok(None) };
    match kind_of(field) {
        None => Ok(Some(Target::Field(field))),
        Some(kind) => sole(kind, heading, offered).map(Some),
    }
}

fn target(column: &BookColumn, offered: &[Offered]) -> Result<Target, Fault> {
    let Some(kind) = kind_of(column.field) else { return Ok(Target::Field(column.field)) };
    let position = column.position.map(|position| position.to_string());
    let heading = column.heading.clone().or(position).unwrap_or_default();
    let Some(name) = &column.instrument else { return sole(kind, &heading, offered) };
    let named = offered.iter().find(|it| it.kind == kind && fold(&it.name) == fold(name));
    match named {
        Some(found) => Ok(Target::Amount(found.id, found.kind)),
        None => Err(missing(kind, &heading)),
    }
}

fn missing(kind: InstrumentKind, heading: &str) -> Fault {
    let fault = Fault::new(&problems::BOOK_INSTRUMENT_MISSING);
    fault.with("kind", kind.as_str()).with("column", shown(heading))
}

/// The only instrument of a kind.
fn sole(kind: InstrumentKind, heading: &str, offered: &[Offered]) -> Result<Target, Fault> {
    let of_kind: Vec<&Offered> = offered.iter().filter(|it| it.kind == kind).collect();
    match of_kind.as_slice() {
        [] => Err(missing(kind, heading)),
        [only] => Ok(Target::Amount(only.id, only.kind)),
        several => {
            let names: Vec<&str> = several.iter().map(|it| it.name.as_str()).collect();
            let fault = Fault::new(&problems::BOOK_INSTRUMENT_UNCLEAR);
            let fault = fault.with("kind", kind.as_str()).with("column", shown(heading));
            Err(fault.with("names", names.join(", ")))
        }
    }
}

fn unclear(plan: &Plan) -> Vec<Fault> {
    let mut places: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, target) in plan.targets.iter().enumerate() {
        let name = match target {
            None | Some(Target::Field(BookField::Ignore)) => continue,
            Some(Target::Field(field)) => field.as_str(),
            Some(Target::Amount(id, kind)) => format!("{} {id}", kind.as_str()),
        };
        places.entry(name).or_default().push(at);
    }
    let twice = places.iter().filter(|(_, places)| places.len() > 1);
    let mut faults: Vec<Fault> = twice
        .map(|(name, places)| {
            let columns: Vec<String> = places
                .iter()
                .map(|at| match plan.heading(*at).map(shown) {
                    Some(heading) if !heading.is_empty() => heading,
                    _ => (at + 1).to_string(),
                })
                .collect();
            let fault = Fault::new(&FIELD_TWICE).with("field", name);
            fault.with("columns", columns.join(", "))
        })
        .collect();
    let amounts = plan.targets.iter().filter(|it| matches!(it, Some(Target::Amount(..))));
    if amounts.count() > AMOUNT_COLUMNS_MAX {
        let fault = Fault::new(&problems::BOOK_TOO_WIDE);
        faults.push(fault.with("maximum", AMOUNT_COLUMNS_MAX));
    }
    if plan.column(BookField::Name).is_none() {
        faults.push(Fault::new(&FIELD_NOT_MAPPED).with("field", "name"));
    }
    if IDENTITIES.into_iter().all(|field| plan.column(field).is_none()) {
        let names = IDENTITIES.map(BookField::as_str).join(", ");
        faults.push(Fault::new(&FIELD_NOT_MAPPED).with("field", names));
    }
    faults
}
