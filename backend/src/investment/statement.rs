//! Members' statements: lines with the balance that runs along with them.
//!
//! A page goes on where the one before ended, with the balances that stood
//! there: they travel in the cursor, so that no page adds up again what came
//! before it. The cursor is encrypted and authenticated by the vault for one
//! member: balances are personal data that no URL may show, and a cursor that
//! was changed, or belongs to another statement, does not open. The balance of
//! a line therefore is always the sum of the lines handed out up to it.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};

use super::store::{self, Horizon, StatementKey, StatementRow};
use crate::kernel::fault::Fault;
use crate::kernel::ids::{LedgerAccountId, LedgerEntryId, MemberId};
use crate::kernel::money::Money;
use crate::platform::codes;
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;
use crate::platform::{ApiError, PageRequest};

/// Where a page of a statement ended, and how the accounts stood there.
#[derive(Debug, Serialize, Deserialize)]
struct Bookmark {
    as_of: NaiveDate,
    known_at: Option<DateTime<Utc>>,
    day: NaiveDate,
    entry: LedgerEntryId,
    balances: BTreeMap<LedgerAccountId, Money>,
}

/// How far a reader asks a statement to look; what is left out is taken from
/// the cursor, or else `today` and all that is known.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// What counts on or before this day.
    pub as_of: Option<NaiveDate>,
    /// What was recorded at or before this instant.
    pub known_at: Option<DateTime<Utc>>,
    /// The issuer's local day.
    pub today: NaiveDate,
}

/// Some lines of a statement.
#[derive(Debug)]
pub struct Part {
    /// Lines with the balance of their account after each, and one more line
    /// than the limit where there is a next page.
    pub lines: Vec<(StatementRow, Money)>,
    /// Where the next page begins; of no meaning on the last page.
    pub next: String,
    /// How far it looks.
    pub horizon: Horizon,
}

/// Lines of one member's statement after a cursor; at most `page.limit + 1`.
///
/// # Errors
/// 400 for a cursor that this statement did not hand out.
pub async fn read(
    conn: &impl ConnectionTrait,
    vault: &Vault,
    member: MemberId,
    asked: &Asked,
    page: &PageRequest<String>,
) -> ApiResult<Part> {
    let bookmark = page.after.as_deref().map(|cursor| open(vault, member, asked, cursor));
    let bookmark = bookmark.transpose()?;
    let known = bookmark.as_ref();
    let horizon = Horizon {
        as_of: asked.as_of.or(known.map(|it| it.as_of)).unwrap_or(asked.today),
        known_at: asked.known_at.or(known.and_then(|it| it.known_at)),
    };
    let after = known.map(|it| StatementKey { day: it.day, id: it.entry });
    let rows = store::list_statement(conn, member, &horizon, after, page.limit + 1).await?;
    let mut balances = bookmark.map(|it| it.balances).unwrap_or_default();
    let limit = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let mut lines = Vec::with_capacity(rows.len());
    let mut next = String::new();
    for row in rows {
        let key = StatementKey { day: row.effective_on, id: row.id };
        let balance = balances.entry(row.account_id).or_default();
        *balance = balance
            .checked_add(row.credit_sen)
            .and_then(|sum| sum.checked_sub(row.debit_sen))
            .map_err(Fault::from)?;
        lines.push((row, *balance));
        if lines.len() == limit {
            next = close(vault, member, &horizon, key, &balances)?;
        }
    }
    Ok(Part { lines, next, horizon })
}

/// Where a cursor is at home: one that was moved to another member does not open.
fn place(member: MemberId) -> String {
    format!("statement/cursor/{member}")
}

fn close(
    vault: &Vault,
    member: MemberId,
    horizon: &Horizon,
    key: StatementKey,
    balances: &BTreeMap<LedgerAccountId, Money>,
) -> ApiResult<String> {
    let bookmark = Bookmark {
        as_of: horizon.as_of,
        known_at: horizon.known_at,
        day: key.day,
        entry: key.id,
        balances: balances.clone(),
    };
    let text = serde_json::to_string(&bookmark).map_err(ApiError::internal)?;
    let sealed = vault.seal(&place(member), &text).map_err(ApiError::internal)?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

fn open(vault: &Vault, member: MemberId, asked: &Asked, cursor: &str) -> Result<Bookmark, Fault> {
    let sealed = URL_SAFE_NO_PAD.decode(cursor).ok();
    let text = sealed.and_then(|sealed| vault.open(&place(member), &sealed).ok());
    let bookmark = text.and_then(|text| serde_json::from_str::<Bookmark>(&text).ok());
    // Balances of another day or another state of knowledge would be wrong here.
    let fits = |it: &Bookmark| {
        asked.as_of.is_none_or(|day| day == it.as_of)
            && (asked.known_at.is_none() || asked.known_at == it.known_at)
    };
    bookmark.filter(fits).ok_or(Fault::at(&codes::BAD_CURSOR, "?cursor"))
}
