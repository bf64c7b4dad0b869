//! Tables of cases, and a property for each invariant.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::*;
use crate::investment::classes::entity::terms::HolderSort;
use crate::investment::entity::instrument::InstrumentKind;
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::kernel::region_code::RegionCode;

mod certificates;
mod lots;
mod share_book;
mod terms;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn rupiah(amount: i64) -> Money {
    Money::from_sen(amount * 100)
}

fn region(code: &str) -> RegionCode {
    RegionCode::parse(code).expect("a code")
}

fn names(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}

/// Terms from 2026 on without any bound.
fn open() -> ClassTerms {
    ClassTerms {
        valid_from: day("2026-01-01"),
        minimum: None,
        maximum: None,
        sort: HolderSort::Anyone,
        members_only: false,
        regions: Vec::new(),
        issuable: None,
        lock_in: None,
        votes_per_share: None,
    }
}
