//! All regions in memory, found by code and by name.
//!
//! Source: R20 for codes; house rule for the folding of names (`KAB.`,
//! `Kabupaten`, `KOTA ADM.`, `DKI`).

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::kernel::identifiers::name_key;
use crate::kernel::region_code::{RegionCode, RegionLevel};

/// One region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its code.
    pub code: RegionCode,
    /// Its official name.
    pub name: String,
    /// Its folded name.
    pub key: String,
    /// Day after the last day of its code.
    pub valid_to: Option<NaiveDate>,
    /// The code that took its place.
    pub successor: Option<String>,
}

/// All regions.
#[derive(Debug, Default)]
pub struct Gazetteer {
    /// In order of code.
    places: Vec<Place>,
    by_name: HashMap<String, Vec<u32>>,
    bps_regencies: HashMap<String, Vec<RegionCode>>,
}

impl Gazetteer {
    /// Arranges the regions, and the pairs of BPS and Kemendagri regency codes.
    #[must_use]
    pub fn new(mut places: Vec<Place>, pairs: Vec<(String, RegionCode)>) -> Self {
        places.sort_by_key(|place| place.code);
        let mut by_name: HashMap<String, Vec<u32>> = HashMap::with_capacity(places.len());
        for (index, place) in (0_u32..).zip(&places) {
            let (key, _) = folded(place.code.level(), &place.key);
            by_name.entry(key).or_default().push(index);
        }
        let mut bps_regencies: HashMap<String, Vec<RegionCode>> = HashMap::new();
        for (foreign, code) in pairs {
            bps_regencies.entry(foreign).or_default().push(code);
        }
        Self { places, by_name, bps_regencies }
    }

    /// The region with this code, whether it still holds or not.
    #[must_use]
    pub fn find(&self, code: &RegionCode) -> Option<&Place> {
        let index = self.places.binary_search_by_key(code, |place| place.code).ok()?;
        self.places.get(index)
    }

    /// The Kemendagri regencies that a BPS regency code stands for.
    #[must_use]
    pub fn of_bps_regency(&self, code: &str) -> &[RegionCode] {
        self.bps_regencies.get(code).map_or(&[], Vec::as_slice)
    }

    /// The regions of `level` within any of `within` (everywhere if empty)
    /// that are called `name` and hold on `today`.
    #[must_use]
    pub fn named(
        &self,
        level: RegionLevel,
        name: &str,
        within: &[RegionCode],
        today: NaiveDate,
    ) -> Vec<&Place> {
        let mut found = self.exactly(folded(level, &name_key(name)), level, within, today);
        if found.is_empty()
            && let Some(bare) = without_kind(level, name)
        {
            found = self.exactly(folded(level, &bare), level, within, today);
        }
        found
    }

    fn exactly(
        &self,
        (key, city): (String, Option<bool>),
        level: RegionLevel,
        within: &[RegionCode],
        today: NaiveDate,
    ) -> Vec<&Place> {
        let places = self.by_name.get(&key).into_iter().flatten();
        places
            .filter_map(|index| self.places.get(usize::try_from(*index).ok()?))
            .filter(|place| {
                place.code.level() == level
                    && place.valid_to.is_none_or(|end| today < end)
                    && (within.is_empty() || within.iter().any(|above| above.contains(&place.code)))
                    && city.is_none_or(|city| place.code.is_city() == Some(city))
            })
            .collect()
    }

    /// Regions of `level` within `within` whose names begin alike, at most five:
    /// what a misspelt name could mean.
    #[must_use]
    pub fn similar(&self, level: RegionLevel, name: &str, within: &[RegionCode]) -> Vec<&Place> {
        let bare = without_kind(level, name).unwrap_or_else(|| name_key(name));
        let (key, _) = folded(level, &bare);
        let start: String = key.chars().take(3).collect();
        let inside = within.iter().flat_map(|above| self.below(above));
        inside
            .filter(|place| {
                place.code.level() == level
                    && !start.is_empty()
                    && folded(level, &place.key).0.starts_with(&start)
            })
            .take(5)
            .collect()
    }

    fn below(&self, code: &RegionCode) -> impl Iterator<Item = &Place> {
        let start = self.places.partition_point(|place| place.code < *code);
        let code = *code;
        self.places.iter().skip(start).take_while(move |place| code.contains(&place.code))
    }

    /// Code and names from the village up: `Letvuan, Hoat Sorbay, Kabupaten Maluku Tenggara`.
    #[must_use]
    pub fn path(&self, code: &RegionCode) -> String {
        let above = code.ancestors().into_iter().rev();
        let codes = [*code].into_iter().chain(above);
        let names: Vec<&str> = codes
            .filter_map(|code| self.find(&code).map(|place| place.name.as_str()))
            .take(3)
            .collect();
        names.join(", ")
    }
}

/// Whether a text names the region of `level` that is officially called `name`:
/// `Kec. Hoat Sorbay`, `Maluku Tenggara`.
#[must_use]
pub fn is_called(level: RegionLevel, text: &str, name: &str) -> bool {
    let (official, official_city) = folded(level, &name_key(name));
    let fits = |key: &str| {
        let (key, city) = folded(level, key);
        key == official && (city.is_none() || city == official_city)
    };
    fits(&name_key(text)) || without_kind(level, text).is_some_and(|bare| fits(&bare))
}

/// A folded name without blanks, for comparison; for a regency also whether it
/// is a city, where the name says so.
fn folded(level: RegionLevel, key: &str) -> (String, Option<bool>) {
    let mut words: Vec<&str> = key.split(' ').collect();
    let mut city = None;
    match level {
        RegionLevel::Province => {
            let fill = [
                "provinsi",
                "propinsi",
                "prov",
                "daerah",
                "khusus",
                "istimewa",
                "ibukota",
                "ibu",
                "kota",
                "dki",
                "di",
                "d",
                "i",
                "nanggroe",
                "darussalam",
            ];
            words.retain(|word| !fill.contains(word));
        }
        RegionLevel::Regency => {
            city = match words.first() {
                Some(&("kab" | "kabupaten")) => Some(false),
                Some(&"kota") => Some(true),
                _ => None,
            };
            if city.is_some() {
                words.remove(0);
            }
            words.retain(|word| !matches!(*word, "adm" | "administrasi"));
        }
        RegionLevel::District | RegionLevel::Village => {}
    }
    let spelt = words.into_iter().map(|word| if word == "kep" { "kepulauan" } else { word });
    (spelt.collect(), city)
}

/// The name without the word for what it is (`Desa Ciherang`), if it has one.
fn without_kind(level: RegionLevel, name: &str) -> Option<String> {
    let kinds: &[&str] = match level {
        RegionLevel::District => &["kec", "kecamatan", "distrik", "kapanewon", "kemantren"],
        RegionLevel::Village => &["desa", "ds", "kelurahan", "kel", "kalurahan", "ohoi"],
        RegionLevel::Province | RegionLevel::Regency => &[],
    };
    let key = name_key(name);
    let (first, rest) = key.split_once(' ')?;
    kinds.contains(&first).then(|| rest.to_owned())
}
