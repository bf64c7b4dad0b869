//! Loans of village cooperatives (Koperasi Desa/Kelurahan Merah Putih) at a bank.
//!
//! The check tells what stands against a loan as it is asked for: principal,
//! part for operating costs, term, grace, and the papers, of which the registry
//! knows some. The schedule is worked out to the rupiah, and each line explains
//! itself. A loan is recorded once, with the schedule as it was then. It
//! records, it posts nothing: what is drawn and paid goes through the books of
//! the cooperative (ADR-0039).
//!
//! Table: `kopdes_loan`, append-only. Source: R49; PMK 49/2025.

pub mod actions;
pub mod drafts;
pub mod entity;
pub mod problems;
pub mod routes;
pub mod rules;
pub mod store;
