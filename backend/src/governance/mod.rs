//! Who governs an organization, and whether its members meet.
//!
//! Two rooms: [`organs`] holds who sits in which organ from when to when, family
//! ties between them, and the villages that a cooperative serves together;
//! [`meetings`] holds the yearly meetings in which the members are told how the
//! year went. Both are facts that other slices ask about: investment asks where
//! a member lives and which meeting approved a surplus.
//!
//! Source: R35, R48, R52; UU 25/1992, PP 11/2021, Inpres 9/2025 and SE Menteri
//! Koperasi 1/2025; readings and bounds in ADR-0038.

pub mod meetings;
pub mod organs;
