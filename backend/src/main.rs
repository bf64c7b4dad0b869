//! The program: parse the command line, dispatch, exit code.

use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    match kibm::cli::run(kibm::cli::CommandLine::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kibm: {error}");
            ExitCode::FAILURE
        }
    }
}
