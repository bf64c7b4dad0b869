//! Ranges of numbered shares: taken, joined, split and consolidated.
//!
//! Source: R67; UU 40/2007 Pasal 50 and 51.

use crate::investment::classes::problems;
use crate::kernel::fault::Fault;

/// Shares of one class with consecutive numbers, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Range {
    /// Number of the first share.
    pub first: i64,
    /// Number of the last share, not below the first.
    pub last: i64,
}

impl Range {
    /// `count` shares from a number on; none where they are not one at least,
    /// or beyond the numbers there are.
    ///
    /// Source: R67.
    #[must_use]
    pub fn of(first: i64, count: i64) -> Option<Self> {
        let last = first.checked_add(count.checked_sub(1)?)?;
        (first >= 1 && last >= first).then_some(Self { first, last })
    }

    /// How many shares.
    ///
    /// Source: R67.
    #[must_use]
    pub fn count(self) -> i64 {
        self.last - self.first + 1
    }
}

/// The same shares in as few ranges as can be, by number.
///
/// Source: R67 (contiguous per certificate).
#[must_use]
pub fn joined(mut ranges: Vec<Range>) -> Vec<Range> {
    ranges.sort_unstable();
    let mut joined: Vec<Range> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut() {
            Some(before) if before.last + 1 == range.first => before.last = range.last,
            _ => joined.push(range),
        }
    }
    joined
}

/// What taking shares does to the certificates of a holder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// How many of the certificates, from the first on, are given up.
    pub certificates: usize,
    /// The shares that go.
    pub gone: Vec<Range>,
    /// What is left of the last certificate given up.
    pub rest: Option<Range>,
}

/// Takes `count` shares from certificates in their order; `None` where they
/// have fewer. The last one is cut: its lower numbers go.
///
/// Source: R67 (the total stays); the order is a house rule, ADR-0025.
#[must_use]
pub fn take(held: &[Range], count: i64) -> Option<Taken> {
    let (mut taken, mut left) = (Taken::default(), count);
    for range in held {
        if left <= 0 {
            break;
        }
        taken.certificates += 1;
        if range.count() <= left {
            left -= range.count();
            taken.gone.push(*range);
        } else {
            taken.gone.push(Range { first: range.first, last: range.first + left - 1 });
            taken.rest = Some(Range { first: range.first + left, last: range.last });
            left = 0;
        }
    }
    (left == 0).then_some(taken)
}

/// Splits a certificate into parts of so many shares each, in their order.
///
/// Source: R67 (a split keeps the total).
///
/// # Errors
/// [`problems::SPLIT_TOTAL`] where the parts are fewer than two, one is nothing,
/// or their sum is another.
pub fn split(whole: Range, parts: &[i64]) -> Result<Vec<Range>, Fault> {
    let refused = || Fault::at(&problems::SPLIT_TOTAL, "/parts").with("shares", whole.count());
    let mut ranges: Vec<Range> = Vec::with_capacity(parts.len());
    let mut first = whole.first;
    for count in parts {
        let range = Range::of(first, *count).filter(|range| range.last <= whole.last);
        let range = range.ok_or_else(refused)?;
        first = range.last + 1;
        ranges.push(range);
    }
    if ranges.len() < 2 || first != whole.last + 1 {
        return Err(refused());
    }
    Ok(ranges)
}

/// The one range that some certificates make together.
///
/// Source: R67 (a merge keeps the total, and the numbers are contiguous).
///
/// # Errors
/// [`problems::CERTIFICATES_APART`] where their numbers are not consecutive or
/// they are fewer than two.
pub fn consolidate(ranges: &[Range]) -> Result<Range, Fault> {
    match joined(ranges.to_vec()).as_slice() {
        [whole] if ranges.len() > 1 => Ok(*whole),
        _ => Err(Fault::at(&problems::CERTIFICATES_APART, "/certificates")),
    }
}
