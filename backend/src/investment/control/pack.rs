//! The proof pack of one issuer: its ledger as a folder of JSON lines, or the
//! same in one file, that anybody can check without this program
//! (docs/LEDGER-PROOF.md).
//!
//! Members stand in it by number, without names. The texts of transactions are
//! part of what is hashed, and so are in it. The same state of the books gives
//! the same bytes.

use std::fmt;
use std::io;

use sea_orm::DbErr;
use serde::{Deserialize, Serialize};

mod archive;
mod certificates;
mod decided;
mod decisions;
mod evidence;
mod export;
mod figures;
mod followed;
mod part;
mod promised;
mod read;
mod replay;
mod rows;
mod seal;
mod terms;

pub use archive::{Pack, bundle, is_bundle};
pub use export::export;
pub use read::check;
pub use replay::replay;
pub use seal::{require, seal_of};

use crate::kernel::ids::OrganizationId;

/// Name of the pack's form.
pub const FORM: &str = "kibm-ledger-pack/3";

/// Parts of a pack, each a file of JSON lines, in the order in which they are
/// written and checked.
pub const PARTS: [&str; 9] = [
    "issuer",
    "instruments",
    "members",
    "accounts",
    "transactions",
    "certificates",
    "decisions",
    "balances",
    "figures",
];

/// What a pack begins with, and names all else.
pub const MANIFEST: &str = "manifest.json";

/// What a pack holds, and the hash of each part.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    /// Name of the form.
    pub form: String,
    /// Name of the canonical form of its transactions.
    pub transaction_form: String,
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Place of the last transaction.
    pub head_sequence: i64,
    /// Its hash, hexadecimal.
    pub head_hash: String,
    /// The parts in their order.
    pub parts: Vec<PartSeal>,
}

/// One part as the manifest has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartSeal {
    /// Its file.
    pub file: String,
    /// Lines of it.
    pub lines: u64,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// Why a pack cannot be written, or is not in order.
#[derive(Debug)]
pub enum PackError {
    /// The first difference found, told for people.
    Difference(String),
    /// The database failed.
    Database(DbErr),
    /// A file failed.
    File(io::Error),
}

impl fmt::Display for PackError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Difference(what) => out.write_str(what),
            Self::Database(error) => write!(out, "the database failed: {error}"),
            Self::File(error) => write!(out, "a file of the pack failed: {error}"),
        }
    }
}

impl std::error::Error for PackError {}

impl From<DbErr> for PackError {
    fn from(error: DbErr) -> Self {
        Self::Database(error)
    }
}

impl From<io::Error> for PackError {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

fn differs(what: impl Into<String>) -> PackError {
    PackError::Difference(what.into())
}
