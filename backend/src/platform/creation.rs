//! Creations with an id of the client's: an identical resend is recognised by
//! what was sent, whatever has become of the row since (ADR-0017).
//!
//! One table for the slices that use it. The others (organizations, persons,
//! instruments, logs) compare with the stored row, which for theirs does not change or
//! whose change makes a resend a conflict. What is compared is a digest of kind, id and
//! draft; the id makes it differ from row to row, and the drafts that come here
//! hold nothing that their rows do not hold in clear (those that do, persons
//! and organizations, keep a keyed hash in their own row).

use sea_orm::ConnectionTrait;
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::codes;
use super::db::statement;
use super::problem::{ApiError, ApiResult};

/// Whether the same was sent before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Claim {
    /// No.
    First,
    /// Yes, and accepted.
    Again,
}

impl Claim {
    /// The row that an identical resend is answered with; none where a new one
    /// is to be made.
    ///
    /// # Errors
    /// 409 where the id is that of a row which was not made by such a draft.
    pub fn known<T>(self, row: Option<T>) -> ApiResult<Option<T>> {
        match (self, row) {
            (_, None) => Ok(None),
            (Self::Again, Some(row)) => Ok(Some(row)),
            (Self::First, Some(_)) => Err((&codes::ID_TAKEN).into()),
        }
    }
}

/// A row that was saved, and whether it was made now or only resent.
#[derive(Debug)]
pub struct Saved<T> {
    /// The row.
    pub row: T,
    /// Whether it was made now; false for an identical resend.
    pub fresh: bool,
}

/// Claims the client's `id` for the thing of this `kind` that `draft` makes; of
/// two at once the second waits for the first. `draft` includes what the path
/// says besides the body. Without an id there is nothing to resend.
///
/// # Errors
/// 409 where another draft was sent with this id.
pub async fn claim(
    conn: &impl ConnectionTrait,
    kind: &str,
    id: Option<impl Into<Uuid>>,
    draft: &impl Serialize,
) -> ApiResult<Claim> {
    let Some(id) = id.map(Into::<Uuid>::into) else { return Ok(Claim::First) };
    let text = serde_json::to_vec(&(kind, id, draft)).map_err(ApiError::internal)?;
    let digest = Sha256::digest(&text).to_vec();
    let insert = "INSERT INTO creation (kind, id, digest) VALUES ($1, $2, $3) \
                  ON CONFLICT (kind, id) DO NOTHING";
    let values = vec![kind.into(), id.into(), digest.clone().into()];
    let made = conn.execute_raw(statement(conn, insert, values)).await?.rows_affected();
    if made > 0 {
        return Ok(Claim::First);
    }
    let known = "SELECT digest FROM creation WHERE kind = $1 AND id = $2";
    let row = conn.query_one_raw(statement(conn, known, vec![kind.into(), id.into()])).await?;
    let row = row.ok_or(&codes::CONFLICT)?;
    let same = row.try_get_by_index::<Vec<u8>>(0)? == digest;
    if same { Ok(Claim::Again) } else { Err((&codes::ID_TAKEN).into()) }
}
