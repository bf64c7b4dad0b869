//! Codes of regencies and cities in the two systems that Indonesia uses: the
//! statistics office's (BPS, four digits) and the interior ministry's
//! (Kemendagri, dotted). They differ for 190 of the 503 rows and collide in
//! Papua, so that a bare number says nothing without its system.

/// `bps_code,kemendagri_code,name` with a heading line; no cell holds a comma.
const ROWS: &str = include_str!("../data/regencies_bps.csv");

/// Number of rows of [`bps_regencies`]; 11 of the 514 regencies have none,
/// because their names did not match one to one.
pub const BPS_REGENCY_ROWS: usize = 503;

/// One regency or city under both codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BpsRegency {
    /// BPS code, four digits: `8102`.
    pub bps_code: &'static str,
    /// Kemendagri code, dotted: `81.02`.
    pub kemendagri_code: &'static str,
    /// Name on which the two lists were joined.
    pub name: &'static str,
}

/// The crosswalk in the order of the BPS codes.
///
/// A code that is not listed has no known counterpart: refuse it, never guess.
///
/// Source: public code lists of BPS and Kemendagri, joined on the name; facts.
pub fn bps_regencies() -> impl Iterator<Item = BpsRegency> {
    ROWS.lines().skip(1).filter_map(|line| {
        let mut cells = line.splitn(3, ',');
        Some(BpsRegency {
            bps_code: cells.next()?,
            kemendagri_code: cells.next()?,
            name: cells.next()?,
        })
    })
}
