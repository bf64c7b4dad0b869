//! Organizations, persons and legal parameters over HTTP.

mod organizations;
mod parameters;
mod persons;
