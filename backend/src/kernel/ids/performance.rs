//! Ids of how enterprises and villages stand.
//!
//! Source: as the module above.

use super::Id;

/// Kind of id: the ranking of a village enterprise for a year.
pub enum Ranking {}
/// Id of the ranking of a village enterprise for a year.
pub type RankingId = Id<Ranking>;

/// Kind of id: a periodic report of a village enterprise.
pub enum PeriodicReport {}
/// Id of a periodic report of a village enterprise.
pub type PeriodicReportId = Id<PeriodicReport>;

/// Kind of id: the status of a village in a year by an index.
pub enum VillageIndex {}
/// Id of the status of a village in a year by an index.
pub type VillageIndexId = Id<VillageIndex>;
