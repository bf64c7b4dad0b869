use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::investment::entity::instrument::InstrumentKind;
use crate::investment::surplus::entity::run::RunStatus;
use crate::investment::surplus::holding::{Holding, Period};
use crate::investment::surplus::scheme::{
    CapitalBase, Destination, ExitedMembers, OtherShare, Part, PatronageKind, Rounding, SchemeTerms,
};
use crate::investment::surplus::starters::starters;
use crate::kernel::fault::Fault;
use crate::kernel::ids::{MemberId, OrganizationId};
use crate::kernel::money::Money;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;

mod guards;
mod parts;
mod split;

fn rupiah(amount: i64) -> Money {
    Money::from_rupiah(amount).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn year() -> Period {
    Period { start: day("2025-01-01"), end: day("2025-12-31") }
}

fn member(number: i64) -> MemberId {
    MemberId::from_uuid(Uuid::from_u128(u128::from(number.unsigned_abs())))
}

fn part(key: &str, percent: &str, destination: Destination) -> Part {
    Part {
        key: key.to_owned(),
        name: key.to_owned(),
        percent: Some(percent.parse().unwrap()),
        amount: None,
        destination,
        base: (destination == Destination::MemberCapital).then_some(CapitalBase::Closing),
        instruments: Vec::new(),
        patronage: (destination == Destination::MemberPatronage)
            .then_some(PatronageKind::Purchases),
        account: None,
    }
}

fn terms(parts: Vec<Part>) -> SchemeTerms {
    SchemeTerms {
        parts,
        non_member_parts: Vec::new(),
        rounding: Rounding::Rupiah,
        exited_members: ExitedMembers::Paid,
        reserve_waiver: None,
    }
}

/// A cooperative's scheme: 45 reserve, 25 capital, 30 business.
fn cooperative() -> SchemeTerms {
    terms(vec![
        part("cadangan", "45", Destination::Reserve),
        part("jasa_modal", "25", Destination::MemberCapital),
        part("jasa_usaha", "30", Destination::MemberPatronage),
    ])
}

fn holding(number: i64, opening: i64, closing: i64) -> Holding {
    Holding {
        member: member(number),
        register_number: number,
        joined_on: Some(day("2020-01-01")),
        left_on: None,
        opening: rupiah(opening),
        closing: rupiah(closing),
        share_days: 0,
    }
}

fn claims(weights: &[i64]) -> Vec<Weight> {
    let claim = |(index, &weight): (usize, &i64)| {
        let number = i64::try_from(index).unwrap() + 1;
        let base = Money::from_sen(weight);
        Weight { member: member(number), register_number: number, base, weight }
    };
    weights.iter().enumerate().map(claim).collect()
}

fn amounts(shares: &[Share]) -> Vec<i64> {
    shares.iter().map(|share| share.amount.sen() / 100).collect()
}

fn codes(faults: &[Fault]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.code.name).collect()
}
