//! The API suite: talks HTTP to the real router, on the engine that
//! `KIBM_TEST_ENGINE` names (`sqlite`, the default, or `postgres`).

mod contract;
mod dashboard;
mod identity;
mod region;
mod registry;
mod seed;
mod support;
mod tidy;
