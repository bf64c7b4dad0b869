//! Whether two visits of one mentor can both be true (R98).
//!
//! Source: R98, house rule; `log_distance_km`, `log_distance_minutes`.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

/// A point in millionths of a degree, WGS 84.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapPoint {
    /// North, negative south.
    pub latitude: i64,
    /// East.
    pub longitude: i64,
}

/// A visit with its point, if one was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// Start, UTC.
    pub started_at: DateTime<Utc>,
    /// End, UTC.
    pub ended_at: DateTime<Utc>,
    /// Where.
    pub point: Option<MapPoint>,
}

/// Whether two visits share time; one that begins when the other ends does not.
///
/// Source: R98, house rule.
#[must_use]
pub fn overlaps(one: Neighbour, other: Neighbour) -> bool {
    one.started_at < other.ended_at && other.started_at < one.ended_at
}

/// Whether two visits lie more than `km` kilometres apart with less than
/// `minutes` between. Without both points nothing is known, and nothing doubted.
///
/// Source: R98, house rule.
#[must_use]
pub fn is_too_far(one: Neighbour, other: Neighbour, km: Decimal, minutes: i64) -> bool {
    let (Some(here), Some(there)) = (one.point, other.point) else { return false };
    let between = (other.started_at - one.ended_at).max(one.started_at - other.ended_at);
    between < TimeDelta::minutes(minutes) && is_farther_than(here, there, km)
}

/// Whether two points are more than `km` kilometres apart.
///
/// On the flat map of the middle latitude of a sphere of 6371.0088 km; in
/// Indonesia, within 12 degrees of the equator, the error at 50 km is below
/// 0.1 km. Squares are compared, so that no root is needed.
///
/// Source: R98, house rule; IUGG mean radius of the Earth.
#[must_use]
pub fn is_farther_than(one: MapPoint, other: MapPoint, km: Decimal) -> bool {
    // 6371.0088 km × π / 180 for each degree.
    let km_of = |microdegrees: i64| Decimal::from(microdegrees) * Decimal::new(111_195_080, 12);
    let north = km_of(one.latitude - other.latitude);
    let middle = (one.latitude + other.latitude) / 2;
    let east = km_of(one.longitude - other.longitude) * cosine(middle);
    north * north + east * east > km * km
}

/// Cosine by the first terms of its series: below 12 degrees exact to 1e-7.
fn cosine(microdegrees: i64) -> Decimal {
    // π / 180 for each degree.
    let angle = Decimal::from(microdegrees) * Decimal::new(17_453_292_520, 18);
    let square = angle * angle;
    Decimal::ONE - square / Decimal::TWO + square * square / Decimal::from(24)
}
