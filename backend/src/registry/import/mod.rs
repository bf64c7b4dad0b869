//! Imports of organizations from files that other people wrote.
//!
//! A file is read as it is (`platform::tabular`), its columns are mapped to
//! fields by their headings or by a named profile, its places are found by
//! code or by name, and every row goes through the rules of the registry. What
//! is certain is normalised and noted, what is unclear is a fault, and nothing
//! is guessed: a match is taken only where it is the only one.
//!
//! - A row with a fault refuses the whole file, unless `only_valid` is asked
//!   for: half an import is harder to mend than none.
//! - A dry run decides like a real one and writes nothing but its own record.
//! - Blanks erase nothing; a field is overwritten only by another value.
//! - An organization is known again by the number that the source gives it,
//!   else by legal form, place and folded name: a file twice changes nothing.
//!
//! Tables: `import_profile`, `import_run`, `organization_identifier`. Source:
//! house rule; UU 27/2022 Pasal 16 for keeping personal data out of reports.

pub mod actions;
pub mod entity;
pub mod mapping;
pub mod problems;
pub mod remembered;
pub mod routes;
pub mod rules;
pub mod store;
