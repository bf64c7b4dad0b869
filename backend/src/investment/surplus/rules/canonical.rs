//! The canonical text of a run: what its digest covers.
//!
//! Version 1, UTF-8, lines end with LF, fields are parted by tabs:
//!
//! ```text
//! kibm-surplus/1
//! issuer <uuid> <legal form>
//! period <first day> <last day>
//! surplus <members, sen> <others, sen>
//! rounding <rupiah|sen> largest_remainder register_number
//! exited <paid|excluded>
//! part <position> <key> <destination> <per cent or ""> <fixed sen or ""> <base, business or ""> <pool, sen>
//! heading <position> <number of lines> <sum of weights>
//! <register number> <member uuid> <base, sen> <weight> <share, sen> <rounding, sen>
//! ```
//!
//! A part that is shared among holders has one heading followed by its lines
//! in the order of the register. Parts stand in the order of the scheme. A
//! later version gets another first line; this one is never changed.
//!
//! Source: house rule: the same inputs give the same bytes years later.

use std::fmt::Write;

use super::split::{Pool, Share, Surplus};
use crate::investment::surplus::holding::Period;
use crate::investment::surplus::scheme::{Part, SchemeTerms};
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::registry::entity::organization::LegalForm;

/// What stands before the lines.
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// The issuer.
    pub issuer: OrganizationId,
    /// Its legal form.
    pub form: LegalForm,
    /// The period.
    pub period: Period,
    /// The surplus.
    pub surplus: Surplus,
    /// The terms.
    pub terms: &'a SchemeTerms,
    /// What each part gets.
    pub pools: &'a [Pool],
}

/// The first lines of the canonical text.
///
/// Source: house rule, see the module.
#[must_use]
pub fn header(of: &Heading<'_>) -> String {
    let mut text = String::from("kibm-surplus/1\n");
    // Writing to a String cannot fail.
    let _ = writeln!(text, "issuer\t{}\t{}", of.issuer, of.form.as_str());
    let _ = writeln!(text, "period\t{}\t{}", of.period.start, of.period.end);
    let _ = writeln!(text, "surplus\t{}\t{}", of.surplus.members.sen(), of.surplus.others.sen());
    let rounding = of.terms.rounding.as_str();
    let _ = writeln!(text, "rounding\t{rounding}\tlargest_remainder\tregister_number");
    let _ = writeln!(text, "exited\t{}", of.terms.exited_members.as_str());
    for (position, (part, pool)) in of.terms.parts.iter().zip(of.pools).enumerate() {
        let _ = writeln!(
            text,
            "part\t{position}\t{}\t{}\t{}\t{}\t{}\t{}",
            part.key,
            part.destination.as_str(),
            part.percent.map(|percent| percent.to_string()).unwrap_or_default(),
            part.amount.map(|amount| amount.sen().to_string()).unwrap_or_default(),
            measure(part),
            pool.amount.sen()
        );
    }
    text
}

fn measure(part: &Part) -> &'static str {
    match (part.base, part.patronage) {
        (Some(base), _) => base.as_str(),
        (None, Some(kind)) => kind.as_str(),
        (None, None) => "",
    }
}

/// What stands before the lines of one part.
///
/// Source: house rule, see the module.
#[must_use]
pub fn heading(position: usize, lines: usize, total_weight: i128) -> String {
    format!("heading\t{position}\t{lines}\t{total_weight}\n")
}

/// Appends the line of one share.
///
/// Source: house rule, see the module.
pub fn line(text: &mut String, share: &Share) {
    let claim = &share.claim;
    let _ = writeln!(
        text,
        "{}\t{}\t{}\t{}\t{}\t{}",
        claim.register_number,
        claim.member,
        claim.base.sen(),
        claim.weight,
        share.amount.sen(),
        share.rounding.sen()
    );
}

/// A line as it was read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Number in the register.
    pub register_number: i64,
    /// Who.
    pub member: MemberId,
    /// What the claim rests on.
    pub base: Money,
    /// The claim.
    pub weight: i64,
    /// The share.
    pub amount: Money,
    /// What of it is rounding.
    pub rounding: Money,
}

/// Reads one line without its end; `None` for anything else.
///
/// Source: house rule, see the module.
#[must_use]
pub fn read_line(text: &str) -> Option<Line> {
    let mut fields = text.split('\t');
    let mut sen = || -> Option<i64> { fields.next()?.parse().ok() };
    let register_number = sen()?;
    let member = fields.next()?.parse().ok()?;
    let mut sen = || -> Option<i64> { fields.next()?.parse().ok() };
    let line = Line {
        register_number,
        member,
        base: Money::from_sen(sen()?),
        weight: sen()?,
        amount: Money::from_sen(sen()?),
        rounding: Money::from_sen(sen()?),
    };
    fields.next().is_none().then_some(line)
}
