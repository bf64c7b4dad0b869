//! Value chains and supply chains of a cluster: stages, links, participations.
//!
//! A chain is a graph of stages without cycles (R79) that may branch and join.
//! It is complete once it has an origin (input supply or production with
//! nothing before it) and an end market. Organizations take part in a stage as
//! operator, service provider or support institution; what is missing is shown
//! by the chain's gaps, never refused (R92, R125, [`rules::gaps`]).
//!
//! Tables: `chain`, `stage`, `stage_support`, `stage_link`, `participation`,
//! `coverage`.
//!
//! Who sees and who changes a chain: as its cluster. The cluster's row is the
//! lock for all that belongs to its chains.
//!
//! Only members of the cluster take part: an organization that is none on the
//! first day is refused with a fault that says where to record its membership.
//! Joining is not done silently, because membership has a day and a
//! contribution of its own that somebody must answer for. Who leaves the
//! cluster afterwards is shown as a prompt among the gaps.
//!
//! An active pair, the unit of mentoring coverage, is an (organization, stage)
//! with at least one participation as operator or service provider on the day;
//! several roles on one day count once ([`rules::pair_deltas`]). A support
//! institution is the one who helps, not the one helped, and makes no pair.
//!
//! Figures of pairs follow R101: a pair counts as active from its first day to
//! the end of the quarter of its last, and as covered in a quarter once a log
//! of that quarter is verified, for as long as it counts as active there.
//!
//! Spans of days are half-open: `valid_to` is the first day on which the
//! participation no longer holds.
//!
//! Law: none obliges; ValueLinks 2.0 for stages, roles and support functions.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;

pub use routes::router;
