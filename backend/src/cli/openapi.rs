//! `kibm openapi`: print the document that the service serves.

use clap::Args;

use super::Failure;
use crate::openapi;

/// Options of `kibm openapi`.
#[derive(Debug, Args)]
pub struct Options {
    /// Print the register of problems (Markdown) instead.
    #[arg(long)]
    problems: bool,
}

/// Runs the command.
///
/// # Errors
/// When the document cannot be written as JSON.
pub fn run(options: &Options) -> Result<(), Failure> {
    if options.problems {
        print!("{}", openapi::problems_markdown());
    } else {
        let (_, document) = openapi::routes_and_document();
        println!("{}", serde_json::to_string_pretty(&document)?);
    }
    Ok(())
}
