//! Writes of control: load, decide, save, audit.

mod book_years;
mod requests;
mod settings;

pub use book_years::{close_book_year, reopen_book_year};
pub use requests::{Decided, approve, decline};
pub use settings::replace_settings;
