//! Lists: opaque cursors that stay stable while rows are added (R119).

use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Value};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::codes;
use super::problem::{ApiError, ApiResult};
use super::query::within;
use crate::kernel::fault::Fault;

/// Items of a page when the client names no limit.
pub const LIMIT_DEFAULT: u64 = 50;
/// The most items a page may have.
pub const LIMIT_MAX: u64 = 200;

/// Where a page begins.
#[derive(Debug, Clone, Copy, Default)]
pub struct Start<'a> {
    /// The cursor that a list handed out; absent for the first page.
    pub cursor: Option<&'a str>,
    /// Items of the page whatever limit the client names; absent for JSON.
    pub rows: Option<u64>,
}

impl<'a> From<Option<&'a str>> for Start<'a> {
    fn from(cursor: Option<&'a str>) -> Self {
        Self { cursor, rows: None }
    }
}

/// The query of a list that is asked for nothing but its pages.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// Items a page, 1 to 200.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u64>,
}

/// Which page of a list: at most `limit` items after the key `after`.
///
/// Every list is ordered by one unique key (its id, or a region code), and the
/// cursor is that key, so that rows added meanwhile shift nothing.
#[derive(Debug, Clone)]
pub struct PageRequest<K> {
    /// Key of the last item of the page before.
    pub after: Option<K>,
    /// At most so many items: 1 to [`LIMIT_MAX`], more for a part of a CSV.
    pub limit: u64,
}

impl<K: FromStr> PageRequest<K> {
    /// Reads the query parameters `cursor` and `limit`.
    ///
    /// # Errors
    /// 400 on a cursor that no list handed out or a limit out of bounds.
    pub fn parse<'a>(start: impl Into<Start<'a>>, limit: Option<u64>) -> Result<Self, ApiError> {
        let Start { cursor, rows } = start.into();
        let limit = within("limit", limit.unwrap_or(LIMIT_DEFAULT), &(1..=LIMIT_MAX))?;
        let after =
            cursor.map(|cursor| decode(cursor).ok_or(Fault::at(&codes::BAD_CURSOR, "?cursor")));
        Ok(Self { after: after.transpose()?, limit: rows.unwrap_or(limit) })
    }
}

fn decode<K: FromStr>(cursor: &str) -> Option<K> {
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.parse().ok()
}

impl<K: Clone + Into<Value>> PageRequest<K> {
    /// The rows of this page in the order of `key`, and one more: that there is
    /// one tells of a next page ([`Page::of`]).
    pub fn rows<E: EntityTrait>(&self, query: Select<E>, key: E::Column) -> Select<E> {
        let query = query.order_by_asc(key).limit(self.limit + 1);
        match &self.after {
            Some(after) => query.filter(key.gt(after.clone())),
            None => query,
        }
    }
}

/// One page of a list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// Pass as `cursor` for the next page; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of rows fetched with one more than the limit: the extra
    /// row only tells that there is a next page.
    pub fn of<R, K: ToString>(
        mut rows: Vec<R>,
        limit: u64,
        key: impl Fn(&R) -> K,
        view: impl FnMut(R) -> T,
    ) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().map(|row| URL_SAFE_NO_PAD.encode(key(row).to_string()));
        Self { items: rows.into_iter().map(view).collect(), next_cursor: last.filter(|_| more) }
    }
}

impl<T> Page<ApiResult<T>> {
    /// The page of views that may fail: all of them, or the first failure.
    ///
    /// # Errors
    /// Those of a view.
    pub fn whole(self) -> ApiResult<Page<T>> {
        let items: ApiResult<Vec<T>> = self.items.into_iter().collect();
        Ok(Page { items: items?, next_cursor: self.next_cursor })
    }
}
