//! Which meeting, by when, and what follows from it: pure decisions.
//!
//! Source: R35, R36; each rule names its law.

mod due;
mod record;

pub use due::{
    Certificate, Cut, Due, DueState, Duty, certificate, cut, due, duty_of, months_after, required,
};
pub use record::{
    BookYear, check_book_year, check_founded, check_meeting, check_minutes, differences,
    is_same_number, meeting_of,
};

#[cfg(test)]
mod tests;
