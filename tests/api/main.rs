//! One test binary: the API over HTTP, and the data crate.

mod seed;
