//! The cases that write.

use super::caller::Caller;
use super::cases::Case;
use crate::cli::Failure;
use crate::platform::db::Database;

pub async fn posting(_: &Database, caller: &Caller) -> Result<Case, Failure> {
    Err(format!("{}: not yet", caller.user_id()).into())
}

pub async fn visit(_: &Database, _: &Caller) -> Result<Case, Failure> {
    Err("not yet".into())
}
