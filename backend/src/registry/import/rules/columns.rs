//! Which column holds what: by the profile, else by the headings.
//!
//! Source: house rule; the synonyms are those of the files of
//! village offices, SIMKOPDES and open-data portals.

use super::super::mapping::{Field, Mapping};
use super::super::problems;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::platform::tabular::cell::shown;

/// Folded headings without blanks, and the field that they mean.
const SYNONYMS: &[(Field, &[&str])] = &[
    (
        Field::ExternalId,
        &["id", "externalid", "nomorid", "idkoperasi", "idbumdes", "koperasiid", "cooperativeid"],
    ),
    (
        Field::Name,
        &[
            "nama",
            "name",
            "namabumdesa",
            "namabumdes",
            "namabadanusaha",
            "namakoperasi",
            "namausaha",
            "namalembaga",
            "namaorganisasi",
            "namakelompok",
            "bumdes",
            "bumdesa",
            "koperasi",
            "organizationname",
            "enterprise",
            "enterprisename",
        ],
    ),
    (
        Field::LegalForm,
        &[
            "bentukhukum",
            "bentukbadanhukum",
            "bentukusaha",
            "legalform",
            "jenisbadanusaha",
            "jenislembaga",
        ],
    ),
    (
        Field::Status,
        &[
            "status",
            "statuskeaktifan",
            "statusbumdes",
            "statusbumdesa",
            "statuskoperasi",
            "keaktifan",
        ],
    ),
    (
        Field::RegionCode,
        &[
            "kodedesa",
            "kodewilayah",
            "kodekelurahan",
            "kodedesakelurahan",
            "regioncode",
            "villagecode",
            "kodekemendagri",
            "kodekecamatan",
            "kodekabupaten",
        ],
    ),
    (Field::Province, &["provinsi", "propinsi", "province", "namaprovinsi"]),
    (
        Field::Regency,
        &[
            "kabupaten",
            "kabupatenkota",
            "kabkota",
            "kota",
            "regency",
            "namakabupaten",
            "namakabupatenkota",
            "kab",
            "bpsnamakabupatenkota",
        ],
    ),
    (Field::District, &["kecamatan", "district", "subdistrict", "namakecamatan", "kec", "distrik"]),
    (
        Field::Village,
        &[
            "desa",
            "kelurahan",
            "desakelurahan",
            "kelurahandesa",
            "village",
            "namadesa",
            "namakelurahan",
            "namadesakelurahan",
        ],
    ),
    (Field::Address, &["alamat", "address", "alamatkantor", "alamatlengkap"]),
    (Field::Latitude, &["latitude", "lat", "lintang", "garislintang"]),
    (Field::Longitude, &["longitude", "long", "lng", "lon", "bujur", "garisbujur"]),
    (
        Field::FoundedOn,
        &[
            "tanggalpendirian",
            "tanggalberdiri",
            "tahunpendirian",
            "tahunberdiri",
            "tglpendirian",
            "tglberdiri",
            "foundedon",
            "founded",
            "tanggalakta",
        ],
    ),
    (Field::FounderCount, &["jumlahpendiri", "pendiri", "foundercount", "founders"]),
    (Field::Npwp, &["npwp", "nomornpwp", "nonpwp", "taxnumber"]),
    (Field::Nib, &["nib", "nomornib", "nonib", "nomorindukberusaha"]),
    (Field::NikKoperasi, &["nikkoperasi", "nomorindukkoperasi"]),
    (
        Field::LegalNumber,
        &[
            "nomorbadanhukum",
            "nobadanhukum",
            "nomorsertifikatbadanhukum",
            "nomorsk",
            "nosk",
            "nomorahu",
            "noahu",
            "legalnumber",
        ],
    ),
    (Field::KbliCode, &["kbli", "kodekbli", "kblicode"]),
    (Field::KbliVersion, &["versikbli", "edisikbli", "tahunkbli", "kbliversion"]),
    (
        Field::Phone,
        &["telepon", "notelepon", "nomortelepon", "telp", "notelp", "phone", "teleponkantor"],
    ),
];

/// The field that a heading means, if it is known.
#[must_use]
pub fn guess(heading: &str) -> Option<Field> {
    let folded = fold(heading);
    let known = SYNONYMS.iter().find(|(_, synonyms)| synonyms.contains(&folded.as_str()));
    known.map(|(field, _)| *field)
}

/// A heading as it is compared: without capitals, blanks and punctuation.
#[must_use]
pub fn fold(heading: &str) -> String {
    name_key(heading).replace(' ', "")
}

/// The columns of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Whether the first row holds headings.
    pub has_header: bool,
    /// Field of each column.
    pub fields: Vec<Option<Field>>,
    /// Heading of each column; empty without a header.
    pub headings: Vec<String>,
    /// Values that every row has.
    pub constants: Vec<(Field, String)>,
}

impl Plan {
    /// The column of a field, counted from 0.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|known| *known == Some(field))
    }

    /// The heading of a column.
    #[must_use]
    pub fn heading(&self, column: usize) -> Option<&str> {
        self.headings.get(column).map(String::as_str)
    }

    fn has(&self, field: Field) -> bool {
        self.column(field).is_some() || self.constants.iter().any(|(known, _)| *known == field)
    }
}

/// The plan of a file whose first row is `first`.
///
/// # Errors
/// Everything that makes the columns unclear: a column of the profile that the
/// file lacks, two columns for one field, none for name or place.
pub fn plan(first: &[String], mapping: &Mapping) -> Result<Plan, Vec<Fault>> {
    let known = |cell: &String| guess(cell).is_some();
    let by_heading =
        mapping.columns.iter().filter_map(|column| column.heading.as_deref()).any(|heading| {
            first.iter().any(|cell| !fold(heading).is_empty() && fold(cell) == fold(heading))
        });
    let has_header = mapping.has_header.unwrap_or(by_heading || first.iter().any(known));
    let mut faults = Vec::new();
    let mut fields: Vec<Option<Field>> = vec![None; first.len()];
    for column in &mapping.columns {
        match find((column.heading.as_deref(), column.position), first, has_header) {
            Ok(place) => fields[place] = Some(column.field),
            Err(fault) => faults.push(fault),
        }
    }
    let constants: Vec<(Field, String)> =
        mapping.constants.iter().map(|one| (one.field, one.value.clone())).collect();
    if has_header {
        let taken: Vec<Field> =
            fields.iter().flatten().copied().chain(constants.iter().map(|one| one.0)).collect();
        for (field, heading) in fields.iter_mut().zip(first) {
            if field.is_none() {
                // What the profile says of a field goes before the headings.
                *field = guess(heading).filter(|guessed| !taken.contains(guessed));
            }
        }
    }
    let headings = if has_header { first.to_vec() } else { Vec::new() };
    let plan = Plan { has_header, fields, headings, constants };
    faults.extend(unclear(&plan));
    if faults.is_empty() { Ok(plan) } else { Err(faults) }
}

/// The place of a column that is named by its heading or its position,
/// counted from 0.
///
/// # Errors
/// [`problems::HEADING_NOT_FOUND`], or [`problems::COLUMN_UNCLEAR`] where it is
/// named by both or neither.
pub fn find(
    named: (Option<&str>, Option<u16>),
    first: &[String],
    has_header: bool,
) -> Result<usize, Fault> {
    let missing = |name: String| Fault::new(&problems::HEADING_NOT_FOUND).with("column", name);
    match named {
        (Some(heading), None) if has_header => {
            let place = first.iter().position(|cell| fold(cell) == fold(heading));
            place.ok_or_else(|| missing(shown(heading)))
        }
        (Some(heading), None) => Err(missing(shown(heading))),
        (None, Some(position)) => {
            let place = usize::from(position).checked_sub(1).filter(|place| *place < first.len());
            place.ok_or_else(|| missing(position.to_string()))
        }
        _ => Err(Fault::new(&problems::COLUMN_UNCLEAR)),
    }
}

fn unclear(plan: &Plan) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fields: Vec<Field> = plan.fields.iter().flatten().copied().collect();
    fields.sort_unstable();
    let twice: Vec<Field> =
        fields.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    for field in twice.into_iter().filter(|field| *field != Field::Ignore) {
        let columns = plan.fields.iter().enumerate().filter(|(_, known)| **known == Some(field));
        let names = columns
            .map(|(place, _)| plan.heading(place).map_or_else(|| (place + 1).to_string(), shown));
        let names: Vec<String> = names.collect();
        let fault = Fault::new(&problems::FIELD_TWICE).with("field", field.as_str());
        faults.push(fault.with("columns", names.join(", ")));
    }
    let needed =
        |field: Field| Fault::new(&problems::FIELD_NOT_MAPPED).with("field", field.as_str());
    if !plan.has(Field::Name) {
        faults.push(needed(Field::Name));
    }
    let places =
        [Field::RegionCode, Field::Regency, Field::District, Field::Village, Field::Province];
    // A number that the source gives is enough for organizations that are known.
    if !places.into_iter().any(|field| plan.has(field)) && !plan.has(Field::ExternalId) {
        faults.push(needed(Field::RegionCode));
    }
    faults
}
