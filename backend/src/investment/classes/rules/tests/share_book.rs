use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::investment::journal::Holder;
use crate::kernel::ids::{Id, InstrumentId, OrganizationId, ShareCertificateId};

/// One class of one issuer with three holders.
struct Company {
    issuer: OrganizationId,
    holders: [Holder; 3],
    book: ShareBook,
}

impl Company {
    fn new() -> Self {
        let issuer = Id::from_uuid(Uuid::from_u128(1));
        let class: InstrumentId = Id::from_uuid(Uuid::from_u128(2));
        let member = |number| Id::from_uuid(Uuid::from_u128(number));
        let holders = [3, 4, 5].map(|number| Holder { member: member(number), instrument: class });
        let mut book = ShareBook::default();
        book.begin(issuer, 0, class, 0);
        Self { issuer, holders, book }
    }

    /// Moves shares by place of the holder: number, and first and last share of
    /// what is issued; the number of what ends.
    fn follow(&mut self, on: &str, shifts: &[(usize, i64)]) -> Result<Vec<Told>, &'static str> {
        let shifts: Vec<Shift> = shifts
            .iter()
            .map(|(holder, count)| Shift { holder: self.holders[*holder], count: *count })
            .collect();
        let id = |number: i64| -> ShareCertificateId {
            Id::from_uuid(Uuid::from_u128(u128::try_from(number).expect("a number")))
        };
        let changes = self.book.follow(self.issuer, day(on), &shifts, &mut |number| id(number))?;
        Ok(changes.into_iter().map(Told::of).collect())
    }
}

#[derive(Debug, PartialEq)]
enum Told {
    Issued(i64, i64, i64, NaiveDate, NaiveDate),
    Ended(u128, NaiveDate),
}

impl Told {
    fn of(change: Change) -> Self {
        match change {
            Change::Issued(it) => {
                Self::Issued(it.number, it.range.first, it.range.last, it.acquired_on, it.issued_on)
            }
            Change::Ended(id, on) => Self::Ended(id.uuid().as_u128(), on),
        }
    }
}

#[test]
fn r67_whoever_gives_gives_up_the_oldest_and_whoever_gets_has_the_same_numbers() {
    let mut company = Company::new();
    let (first, later) = (day("2026-02-01"), day("2026-03-01"));

    let issued = company.follow("2026-02-01", &[(0, 100)]).unwrap();
    let passed = company.follow("2026-03-01", &[(1, 40), (0, -40)]).unwrap();
    let redeemed = company.follow("2026-03-01", &[(1, -40)]).unwrap();
    let fresh = company.follow("2026-03-01", &[(2, 5)]).unwrap();
    let too_many = company.follow("2026-03-01", &[(2, -6)]);

    assert_eq!(issued, [Told::Issued(1, 1, 100, first, first)]);
    assert_eq!(
        passed,
        [
            Told::Ended(1, later),
            Told::Issued(2, 41, 100, first, later),
            Told::Issued(3, 1, 40, later, later),
        ]
    );
    assert_eq!(redeemed, [Told::Ended(3, later)]);
    // Numbers of shares and certificates that are gone are not used again.
    assert_eq!(fresh, [Told::Issued(4, 101, 105, later, later)]);
    assert!(too_many.is_err());
}

#[test]
fn r67_a_certificate_under_a_claim_stays_and_an_entry_dated_back_ends_none_before_its_day() {
    let mut company = Company::new();
    company.follow("2026-02-01", &[(0, 10)]).unwrap();
    company.follow("2026-02-05", &[(0, 10)]).unwrap();
    let holder = company.holders[0];
    let held = company.book.dismiss(holder, 1).unwrap();
    company.book.keep(Held { pledged: true, ..held });

    assert_eq!((company.book.count(holder), company.book.free(holder)), (20, 10));
    let passed = company.follow("2026-02-03", &[(0, -4), (1, 4)]).unwrap();
    let more = company.follow("2026-02-06", &[(0, -7), (1, 7)]);

    assert_eq!(passed[0], Told::Ended(2, day("2026-02-05")));
    assert_eq!(passed[1], Told::Issued(3, 15, 20, day("2026-02-05"), day("2026-02-05")));
    assert_eq!(passed[2], Told::Issued(4, 11, 14, day("2026-02-03"), day("2026-02-03")));
    assert!(more.is_err());
    assert_eq!(company.book.dismiss(holder, 9), None);
}

#[test]
fn r67_what_was_issued_otherwise_is_counted_on_from() {
    let mut company = Company::new();
    company.book.admit(
        company.issuer,
        Held {
            id: Id::from_uuid(Uuid::from_u128(7)),
            holder: company.holders[0],
            number: 7,
            range: Range { first: 31, last: 40 },
            acquired_on: day("2026-02-01"),
            issued_on: day("2026-02-01"),
            pledged: false,
        },
    );

    let issued = company.follow("2026-02-02", &[(1, 2)]).unwrap();

    let on = day("2026-02-02");
    assert_eq!(issued, [Told::Issued(8, 41, 42, on, on)]);
    assert!(!company.book.is_empty() && ShareBook::default().is_empty());
}

proptest! {
    #[test]
    fn r67_each_share_stands_once_and_numbers_have_no_gap_after_any_moves(
        moves in proptest::collection::vec((0_usize..3, 0_usize..3, 1_i64..60, 1_u32..28), 1..60),
    ) {
        let mut company = Company::new();
        let mut shares: [BTreeSet<i64>; 3] = Default::default();
        let mut numbers: Vec<i64> = Vec::new();
        for (from, to, count, on) in moves {
            let on = format!("2026-02-{on:02}");
            // To oneself: new shares; else they pass, as far as there are so many.
            let shifts = if from == to { vec![(to, count)] } else { vec![(from, -count), (to, count)] };
            let before = company.holders.map(|holder| company.book.count(holder));
            let mark = company.book.clone();
            let Ok(changes) = company.follow(&on, &shifts) else {
                prop_assert!(from != to && before[from] < count);
                company.book = mark;
                continue;
            };
            numbers.extend(changes.iter().filter_map(|it| match it {
                Told::Issued(number, ..) => Some(*number),
                Told::Ended(..) => None,
            }));
            for (place, holder) in company.holders.iter().enumerate() {
                let moved: i64 =
                    shifts.iter().filter(|(of, _)| *of == place).map(|(_, count)| count).sum();
                prop_assert_eq!(company.book.count(*holder), before[place] + moved);
            }
        }
        for (place, holder) in company.holders.iter().enumerate() {
            for number in &numbers {
                if let Some(held) = company.book.dismiss(*holder, *number) {
                    shares[place].extend(held.range.first..=held.range.last);
                }
            }
        }
        let all: usize = shares.iter().map(BTreeSet::len).sum();
        let once: BTreeSet<i64> = shares.into_iter().flatten().collect();
        prop_assert_eq!(all, once.len(), "a share stands on two certificates");
        prop_assert_eq!(&numbers, &(1..).take(numbers.len()).collect::<Vec<i64>>());
    }
}
