//! The API suite: talks HTTP to the real router, on the engine that
//! `KIBM_TEST_ENGINE` names (`sqlite`, the default, or `postgres`).

mod agreements;
mod audit;
mod chain;
mod cluster;
mod command_line;
mod contract;
mod crash;
mod crowdfunding;
mod dashboard;
mod demo;
mod edge;
mod governance;
mod identity;
mod imports;
mod investment;
mod mentoring;
mod migrations;
mod ownership;
mod performance;
mod region;
mod registry;
mod seed;
mod support;
mod surplus;
mod tidy;
mod tour;
mod transition;
