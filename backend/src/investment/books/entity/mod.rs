//! Tables of imports of books.

pub mod books_import;
