//! Organizations, persons and legal parameters over HTTP.

mod names;
mod organizations;
mod parameters;
mod persons;
