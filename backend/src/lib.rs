//! kibm: value-chain manager for community-based industry clusters.
//!
//! The slices, from low to high; a file imports only lower levels and its own
//! slice (`docs/ARCHITECTURE.md`):
//!
//! 1. [`kernel`]: pure values, which import nothing of ours.
//! 2. [`platform`]: HTTP and database machinery that knows no domain.
//! 3. [`identity`], and above it [`region`]: who may do what, and where.
//! 4. [`registry`]: organizations, persons, legal parameters.
//! 4. [`governance`], above it: who sits in which organ, yearly meetings.
//! 5. [`cluster`]: clusters, phases, orchestrators.
//! 5. [`performance`]: rankings and reports of village enterprises, status of villages.
//! 6. [`chain`]: value chains and supply chains.
//! 7. [`investment`]: instruments, members, the ledger.
//! 7. [`mentoring`]: mentors, assignments, logs, follow-ups, coverage.
//! 8. [`dashboard`]: figures of every region, read across the slices.
//! 8. [`transition`]: acts that several slices follow: a seat moves, a form changes.
//! 9. [`openapi`], [`web`], [`app`]: the service put together.
//! 10. `cli`: one file a subcommand.

pub mod app;
pub mod chain;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod dashboard;
pub mod governance;
pub mod identity;
pub mod investment;
pub mod kernel;
pub mod mentoring;
pub mod openapi;
pub mod performance;
pub mod platform;
pub mod region;
pub mod registry;
pub mod telemetry;
pub mod transition;
pub mod web;
