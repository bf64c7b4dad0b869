//! SQL of ownership.

mod declared;
mod facts;
mod names;

pub use declared::{
    DeclaredFilter, first_of, latest_of as latest, list as list_declared, revisions, standing_of,
};
pub use facts::{Roots, list_roots, read_facts};
pub use names::{member_capital, person_names};
