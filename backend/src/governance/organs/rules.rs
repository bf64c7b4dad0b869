//! Who may sit where: pure decisions.
//!
//! Source: R48, R52; each rule names its law.

mod kopdes;
mod seats;

pub use kopdes::{BoardMember, check_board, check_official, check_residence, check_ties};
pub use seats::{
    Body, EARLIEST, Head, Sitting, Span, check_alive, check_end, check_ex_officio, check_role,
    check_seat, check_term, ex_officio, other_office, vacancies,
};

#[cfg(test)]
mod tests;
