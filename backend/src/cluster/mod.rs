//! Community-based industry clusters (klaster industri berbasis masyarakat).
//!
//! A cluster joins organizations of one or several regencies around one
//! commodity: community enterprises, governments, companies, non-governmental
//! organizations and universities. It goes through the phases of the programme
//! by gates that ask for evidence (R93, [`rules::GATES`]), and has one
//! orchestrator with a term and a deputy (R124).
//!
//! Tables: `cluster`, `cluster_region`, `cluster_member`, `orchestrator`,
//! `evidence`, `phase_change`, `phase_change_evidence`, `published_figure`.
//!
//! Published figures (prices, costs, harvests) are for reference: each is kept as
//! its publication has it, slips included, and no rule reads them.
//!
//! Spans of days are half-open: `left_on` and `term_to` are the first day on
//! which the membership or the term no longer holds.
//!
//! Who sees a cluster: whoever reaches one of its regions, its lead or one of
//! its present members. Who changes it: an administrator, coordinator or
//! regional officer whose reach covers all its regions (the function `reach`). A partner
//! may have its seat anywhere; of it only name, form and region are shown.
//! Orchestrator and deputy hold an office of the programme: whoever sees the
//! cluster sees their names, and nothing else of them.
//!
//! Law: none obliges; the programme text of KIBM and house rules.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
mod reach;
pub mod routes;
pub mod rules;
pub mod store;

pub use reach::{Located, reach, require_regions};
pub use routes::router;
