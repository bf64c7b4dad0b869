//! Where an organization of a file has its seat: by code, else by the names of
//! the columns, else by the village that its own name ends with.
//!
//! Source: house rule: a match is taken only where it is the only one; R20 for
//! codes, R24 for the name of a Merah Putih cooperative.

use chrono::NaiveDate;

use super::super::mapping::Field;
use super::super::problems;
use super::Found;
use super::gazetteer::{Gazetteer, Place};
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::region_code::{CodeSystem, RegionCode, RegionLevel, VillageKind};
use crate::platform::tabular::cell::shown;
use crate::registry::rules::is_kopdes;

/// What a row says of its place.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlaceTexts<'a> {
    /// Code of a region.
    pub code: Option<&'a str>,
    /// Name of the province.
    pub province: Option<&'a str>,
    /// Name of the regency or city.
    pub regency: Option<&'a str>,
    /// Name of the district.
    pub district: Option<&'a str>,
    /// Name of the village.
    pub village: Option<&'a str>,
    /// Name of the organization, which may hold that of its village.
    pub name: Option<&'a str>,
}

impl PlaceTexts<'_> {
    fn by_level(&self) -> [(Field, RegionLevel, Option<&str>); 4] {
        [
            (Field::Province, RegionLevel::Province, self.province),
            (Field::Regency, RegionLevel::Regency, self.regency),
            (Field::District, RegionLevel::District, self.district),
            (Field::Village, RegionLevel::Village, self.village),
        ]
    }
}

/// Where a row lies, and how sure that is.
#[derive(Debug, Default)]
pub struct Located {
    /// The region; absent where it is unclear, or where the row names none.
    pub code: Option<RegionCode>,
    /// How it was found, or why not.
    pub found: Vec<Found>,
}

/// Finds the region of a row. A row without any name or code of a region gives
/// neither a region nor a fault: a known organization keeps its place.
#[must_use]
pub fn locate(
    texts: &PlaceTexts<'_>,
    system: CodeSystem,
    gazetteer: &Gazetteer,
    today: NaiveDate,
) -> Located {
    let mut located = Located::default();
    match (texts.code, system) {
        (Some(code), CodeSystem::Kemendagri) => {
            by_code(code, texts, gazetteer, today, &mut located);
        }
        (Some(code), CodeSystem::Bps) => by_bps(code, texts, gazetteer, today, &mut located),
        (None, _) => by_names(texts, &[], gazetteer, today, &mut located),
    }
    located
}

fn by_code(
    text: &str,
    texts: &PlaceTexts<'_>,
    gazetteer: &Gazetteer,
    today: NaiveDate,
    located: &mut Located,
) {
    let at = Field::RegionCode;
    let code = match RegionCode::normalise(text) {
        Ok((code, changed)) => {
            located.found.extend(changed.into_iter().map(|note| Found::note(at, note)));
            code
        }
        Err(fault) => return located.found.push(Found::fault(at, fault)),
    };
    match gazetteer.find(&code) {
        None => {
            let unknown = Fault::new(&crate::region::problems::REGION_UNKNOWN)
                .with("code", code)
                .with("edition", kibm_seed::regions::EDITION);
            let mut by_name = Located::default();
            by_names(texts, &[], gazetteer, today, &mut by_name);
            let named = by_name.code.map(|code| told(gazetteer, &code)).unwrap_or_default();
            located.found.push(Found::fault(at, unknown).suggest(named));
        }
        Some(place) if place.valid_to.is_some_and(|end| end <= today) => {
            let successor = place.successor.clone().unwrap_or_default();
            let closed = Fault::new(&crate::region::problems::REGION_CLOSED)
                .with("code", code)
                .with("valid_to", place.valid_to.unwrap_or(today))
                .with("successor", if successor.is_empty() { "-" } else { successor.as_str() });
            located.found.push(Found::fault(at, closed).suggest(successor));
        }
        Some(_) => {
            located.found.extend(compare(&code, texts, gazetteer, today));
            located.code = Some(code);
        }
    }
}

/// Names that do not fit the code: the code counts, and somebody should look.
fn compare(
    code: &RegionCode,
    texts: &PlaceTexts<'_>,
    gazetteer: &Gazetteer,
    today: NaiveDate,
) -> Vec<Found> {
    let mut found = Vec::new();
    for (field, level, text) in texts.by_level() {
        let (Some(text), Some(above)) = (text, code.at(level)) else { continue };
        let fits = gazetteer.named(level, text, &[above], today).iter().any(|p| p.code == above);
        if !fits {
            let differs = Fault::new(&problems::PLACE_NAME_DIFFERS)
                .with("code", above)
                .with("path", gazetteer.path(&above));
            found.push(Found::warning(field, differs));
        }
    }
    found
}

/// A BPS code: the crosswalk knows regencies, names do the rest.
fn by_bps(
    text: &str,
    texts: &PlaceTexts<'_>,
    gazetteer: &Gazetteer,
    today: NaiveDate,
    located: &mut Located,
) {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let whole = text
        .strip_suffix(".0")
        .map_or(digits.as_str(), |_| digits.strip_suffix('0').unwrap_or(&digits));
    let regencies = whole.get(..4).map_or(&[][..], |code| gazetteer.of_bps_regency(code));
    let at = Field::RegionCode;
    if regencies.is_empty() {
        let fault = Fault::new(&crate::region::problems::CODE_NOT_IN_CROSSWALK);
        return located.found.push(Found::fault(at, fault));
    }
    if whole.len() == 4 && texts.district.is_none() && texts.village.is_none() {
        return match regencies {
            [only] => {
                located.found.push(Found::note(at, by_name_note(gazetteer, only)));
                located.code = Some(*only);
            }
            several => located.found.push(ambiguous(at, several.iter(), gazetteer)),
        };
    }
    if texts.village.is_none() {
        let fault = Fault::new(&problems::CODE_NEEDS_NAMES).with("value", shown(text));
        return located.found.push(Found::fault(at, fault));
    }
    let names = PlaceTexts { province: None, regency: None, ..*texts };
    by_names(&names, regencies, gazetteer, today, located);
}

fn by_names(
    texts: &PlaceTexts<'_>,
    within: &[RegionCode],
    gazetteer: &Gazetteer,
    today: NaiveDate,
    located: &mut Located,
) {
    let mut within = within.to_vec();
    let mut deepest = None;
    for (field, level, text) in texts.by_level() {
        let Some(text) = text else { continue };
        let found = gazetteer.named(level, text, &within, today);
        if found.is_empty() {
            let area: Vec<String> = within.iter().take(3).map(|c| gazetteer.path(c)).collect();
            let fault = Fault::new(&problems::PLACE_NOT_FOUND)
                .with("level", level)
                .with("within", if area.is_empty() { "Indonesia".into() } else { area.join("; ") });
            let similar = gazetteer.similar(level, text, &within);
            let suggestion = candidates(similar.iter().map(|place| &place.code), gazetteer);
            return located.found.push(Found::fault(field, fault).suggest(suggestion));
        }
        within = found.iter().map(|place| place.code).collect();
        deepest = Some((field, level));
    }
    let Some((field, level)) = deepest else { return };
    if level < RegionLevel::Village
        && let Some(name) = texts.name
    {
        let villages = villages_in_name(name, &within, texts, gazetteer, today);
        if villages.is_empty() && is_kopdes(&name_key(name)) {
            return located.found.push(no_village(name, &within, gazetteer));
        }
        return settle_in_name(&villages, field, &within, gazetteer, located);
    }
    match within.as_slice() {
        [only] => {
            located.found.push(Found::note(field, by_name_note(gazetteer, only)));
            located.code = Some(*only);
        }
        several => located.found.push(ambiguous(field, several.iter(), gazetteer)),
    }
}

/// R24: a Merah Putih cooperative is one of a village, so that its district is no seat.
fn no_village(name: &str, within: &[RegionCode], gazetteer: &Gazetteer) -> Found {
    let key = name_key(name);
    let area: Vec<String> = within.iter().take(3).map(|code| gazetteer.path(code)).collect();
    let fault = Fault::new(&problems::PLACE_NOT_FOUND)
        .with("level", RegionLevel::Village)
        .with("within", area.join("; "));
    let similar = gazetteer.similar(RegionLevel::Village, after_prefix(&key).0, within);
    let suggestion = candidates(similar.iter().map(|place| &place.code), gazetteer);
    Found::fault(Field::Name, fault).suggest(suggestion)
}

/// One village in the name is taken; several are a fault; where the name holds
/// none, the seat is the area itself if that is one.
fn settle_in_name(
    villages: &[RegionCode],
    field: Field,
    within: &[RegionCode],
    gazetteer: &Gazetteer,
    located: &mut Located,
) {
    match (villages, within) {
        ([only], _) => {
            let note = Fault::new(&problems::PLACE_IN_NAME)
                .with("code", only)
                .with("path", gazetteer.path(only));
            located.found.push(Found::note(Field::Name, note));
            located.code = Some(*only);
        }
        ([], [area]) => {
            located.found.push(Found::note(field, by_name_note(gazetteer, area)));
            located.code = Some(*area);
        }
        ([], several) => located.found.push(ambiguous(field, several.iter(), gazetteer)),
        (several, _) => located.found.push(ambiguous(Field::Name, several.iter(), gazetteer)),
    }
}

/// Villages that the organization's name ends with, read with and without the
/// names of district and regency behind them (`… PAMUTUH LEBAKBARANG PEKALONGAN`).
fn villages_in_name(
    name: &str,
    within: &[RegionCode],
    texts: &PlaceTexts<'_>,
    gazetteer: &Gazetteer,
    today: NaiveDate,
) -> Vec<RegionCode> {
    let key = name_key(name);
    let (rest, kind) = after_prefix(&key);
    let mut readings = vec![rest.to_owned()];
    for area in [texts.province, texts.regency, texts.district].into_iter().flatten() {
        let shorter: Vec<String> =
            readings.iter().filter_map(|reading| without_suffix(reading, area)).collect();
        readings.extend(shorter);
    }
    let whole = |reading: &String| gazetteer.named(RegionLevel::Village, reading, within, today);
    let mut found: Vec<&Place> = readings.iter().flat_map(whole).collect();
    if found.is_empty() {
        // A BUM Desa's name ends with its village (R23): "maju bersama cidokom".
        let ends = readings.iter().flat_map(|reading| {
            let starts = reading.match_indices(' ').map(|(space, _)| space + 1);
            starts.map(|start| reading[start..].to_owned()).collect::<Vec<_>>()
        });
        found = ends.collect::<Vec<_>>().iter().flat_map(whole).collect();
    }
    let fitting = |place: &&&Place| kind.is_none_or(|urban| is_urban(&place.code) == urban);
    let fits: Vec<&Place> = found.iter().filter(fitting).copied().collect();
    let chosen = if fits.is_empty() { found } else { fits };
    let mut codes: Vec<RegionCode> = chosen.into_iter().map(|place| place.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn is_urban(code: &RegionCode) -> bool {
    code.village_kind() == Some(VillageKind::UrbanVillage)
}

/// What stands behind the words for the kind of organization, and whether
/// those words say that the village is a kelurahan.
fn after_prefix(key: &str) -> (&str, Option<bool>) {
    for (prefix, urban) in [
        ("koperasi kelurahan merah putih ", Some(true)),
        ("koperasi desa merah putih ", Some(false)),
        ("bum desa ", None),
        ("bumdesa ", None),
        ("bumdes ", None),
        ("koperasi ", None),
    ] {
        if let Some(rest) = key.strip_prefix(prefix) {
            return (rest, urban);
        }
    }
    (key, None)
}

/// A reading without the name of an area at its end, if something is left.
fn without_suffix(reading: &str, area: &str) -> Option<String> {
    let area = name_key(area);
    let kinds = ["kabupaten", "kab", "kota", "administrasi", "adm", "provinsi", "kecamatan", "kec"];
    let mut bare = area.as_str();
    while let Some((_, rest)) = bare.split_once(' ').filter(|(first, _)| kinds.contains(first)) {
        bare = rest;
    }
    let mut left = reading.strip_suffix(bare)?.strip_suffix(' ')?;
    while let Some((before, _)) = left.rsplit_once(' ').filter(|(_, last)| kinds.contains(last)) {
        left = before;
    }
    (!left.is_empty()).then(|| left.to_owned())
}

fn by_name_note(gazetteer: &Gazetteer, code: &RegionCode) -> Fault {
    Fault::new(&problems::PLACE_BY_NAME).with("code", code).with("path", gazetteer.path(code))
}

fn ambiguous<'a>(
    field: Field,
    codes: impl Iterator<Item = &'a RegionCode>,
    gazetteer: &Gazetteer,
) -> Found {
    let fault = Fault::new(&problems::PLACE_AMBIGUOUS);
    Found::fault(field, fault).suggest(candidates(codes, gazetteer))
}

/// At most five regions with their paths.
fn candidates<'a>(codes: impl Iterator<Item = &'a RegionCode>, gazetteer: &Gazetteer) -> String {
    codes.take(5).map(|code| told(gazetteer, code)).collect::<Vec<_>>().join("; ")
}

fn told(gazetteer: &Gazetteer, code: &RegionCode) -> String {
    format!("{code} {}", gazetteer.path(code))
}
