//! Invented data of a whole nation, for load tests and benchmarks.
//!
//! Deterministic: the same [`Synthetic`] and the same villages give the same
//! rows on every machine. Each value is drawn from the seed, a stream and the
//! row's index, never from the row before, so that a member finds its
//! organization without a table and rows may be made in any order.
//!
//! The rows keep the rules that a ledger would refuse otherwise: one BUM Desa
//! a village (R51) and only in a desa, nine founders for a cooperative while
//! there are members enough (R25), one principal saving for all members of a
//! cooperative (R26), no balance below zero (R29), and NIK that are sound,
//! unique up to 18 million members, and belong to nobody.

mod draw;
mod names;
mod places;
mod rows;

pub use rows::{Direction, Entry, EntryKind, LegalForm, Log, Member, Organization, Sex};

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::regions::Region;
use draw::{Draw, Stream};
use places::Places;

/// Size of the data and the seed it grows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Synthetic {
    /// Another seed gives other data of the same kind.
    pub seed: u64,
    /// Organizations.
    pub enterprises: u32,
    /// Members of cooperatives and BUM Desa, over all organizations.
    pub members: u32,
    /// Ledger entries, spread evenly over the members.
    pub entries: u32,
    /// Mentoring logs.
    pub logs: u32,
}

/// Days after which nothing happens: 31 October 2026.
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a calendar date");
const FIRST_FOUNDING: NaiveDate = NaiveDate::from_ymd_opt(2015, 1, 1).expect("a calendar date");
const FIRST_LOG: NaiveDate = NaiveDate::from_ymd_opt(2025, 11, 1).expect("a calendar date");
const FIRST_BIRTH: NaiveDate = NaiveDate::from_ymd_opt(1955, 1, 1).expect("a calendar date");
/// Days of birth in use, 50 years less some days; no multiple of 7919.
const BIRTH_DAYS: u32 = 18_250;
/// Founders of a cooperative that every issuer gets before it grows.
const FOUNDERS: u32 = 9;
/// Organizations that one mentor looks after.
const ORGANIZATIONS_PER_MENTOR: u32 = 8;
/// Legal forms by the last digit of the index: 30 percent BUM Desa, 40
/// cooperatives, 20 groups, 10 others.
const SLOTS: u32 = 10;
/// Digits whose organizations have members.
const ISSUER_SLOTS: [u32; 7] = [0, 1, 3, 4, 6, 7, 8];
const BUM_DESA_SLOTS: [u32; 3] = [0, 4, 7];
const GROUP_SLOTS: [u32; 2] = [2, 5];

impl Synthetic {
    /// Prepares the data for these regions; only the villages among them
    /// count, so the whole list of regions will do. Without any village
    /// there are no rows at all.
    pub fn plan(self, regions: &[Region]) -> Plan<'_> {
        let places = Places::new(regions);
        let size = if places.is_empty() || self.enterprises == 0 {
            Self { enterprises: 0, members: 0, entries: 0, logs: 0, ..self }
        } else if self.members == 0 {
            Self { entries: 0, ..self }
        } else {
            self
        };
        Plan { size, draw: Draw::new(self.seed), places }
    }
}

/// The data for one list of villages; every row can be asked for by index.
#[derive(Debug)]
pub struct Plan<'a> {
    size: Synthetic,
    draw: Draw,
    places: Places<'a>,
}

impl<'a> Plan<'a> {
    /// All organizations by index.
    pub fn organizations(&self) -> impl Iterator<Item = Organization<'a>> + '_ {
        (0..self.size.enterprises).map(|index| self.organization(index))
    }

    /// All members by index.
    pub fn members(&self) -> impl Iterator<Item = Member> + '_ {
        (0..self.size.members).map(|index| self.member(index))
    }

    /// All ledger entries, member by member and by day within a member.
    pub fn entries(&self) -> impl Iterator<Item = Entry> + '_ {
        (0..self.size.members).flat_map(|member| self.entries_of(member))
    }

    /// All mentoring logs by index.
    pub fn logs(&self) -> impl Iterator<Item = Log<'a>> + '_ {
        (0..self.size.logs).map(|index| self.log(index))
    }

    /// Mentors that the logs name, from 0.
    pub fn mentor_count(&self) -> u32 {
        self.size.enterprises.div_ceil(ORGANIZATIONS_PER_MENTOR)
    }

    /// The organization of an index below `enterprises`.
    pub fn organization(&self, index: u32) -> Organization<'a> {
        let legal_form = self.legal_form(index);
        let village = self.village(index);
        let word = names::ORGANIZATION_WORDS.pick(self.draw.below(
            Stream::Word,
            index,
            names::ORGANIZATION_WORDS.len(),
        ));
        Organization {
            index,
            legal_form,
            name: legal_form.name(word, &village.name),
            village_code: &village.code,
            founded_on: self.founded_on(index),
            is_active: self.draw.below(Stream::Status, index, 100) >= 6,
            founding_capital_sen: legal_form.is_public().then(|| {
                // Rp150 million to Rp640 million in steps of ten million.
                i64::from(15 + self.draw.below(Stream::Capital, index, 50)) * 1_000_000_000
            }),
        }
    }

    /// The member of an index below `members`.
    pub fn member(&self, index: u32) -> Member {
        let organization = self.issuer_of(index);
        let sex = if self.draw.below(Stream::Sex, index, 2) == 0 { Sex::Female } else { Sex::Male };
        // 7919 is prime to the number of days: all days once before any twice.
        let day = u64::from(index) * 7919 % u64::from(BIRTH_DAYS);
        let birth_date = FIRST_BIRTH + Days::new(day);
        let serial = 9_000 + index / BIRTH_DAYS % 1_000;
        Member {
            index,
            organization,
            name: names::person(sex, self.draw.bits(Stream::Name, index)),
            sex,
            birth_date,
            nik: rows::nik(&self.village(organization).code, sex, birth_date, serial),
            joined_on: self.joined_on(index, organization),
        }
    }

    /// The log of an index below `logs`. Visits of one mentor do not overlap
    /// while there are no more than four a day.
    pub fn log(&self, index: u32) -> Log<'a> {
        let mentors = self.mentor_count();
        let (mentor, visit) = (index % mentors, index / mentors);
        let choices = (self.size.enterprises - mentor).div_ceil(mentors);
        let organization = mentor + mentors * self.draw.below(Stream::Visited, index, choices);
        let days = self.size.logs.div_ceil(mentors).div_ceil(4);
        let day = u64::from(visit / 4) * 365 / u64::from(days);
        let hour = [8, 10, 13, 15][(visit % 4) as usize];
        let held = FIRST_LOG + Days::new(day);
        let participants = 1 + self.draw.below(Stream::Heads, index, 20);
        Log {
            index,
            mentor,
            organization,
            village_code: &self.village(organization).code,
            stage: self.draw.below(Stream::Stage, index, 6),
            started_at: held.and_hms_opt(hour, 0, 0).unwrap_or(NaiveDateTime::from(held)),
            minutes: 30 + self.draw.below(Stream::Minutes, index, 81),
            participants,
            women: self.draw.below(Stream::Women, index, participants + 1),
            is_verified: self.draw.below(Stream::Verified, index, 10) < 8,
        }
    }

    /// Entries of one member; the cooperative's kinds or the BUM Desa's.
    fn entries_of(&self, member: u32) -> impl Iterator<Item = Entry> + '_ {
        let (share, rest) =
            (self.size.entries / self.size.members, self.size.entries % self.size.members);
        let count = share + u32::from(member < rest);
        let first = member * share + member.min(rest);
        let organization = self.issuer_of(member);
        let is_cooperative = self.legal_form(organization) == LegalForm::KoperasiPrimer;
        let joined_on = self.joined_on(member, organization);
        let span = (LAST_DAY - joined_on).num_days().unsigned_abs();
        let step = (span / u64::from(count.max(1))).min(30);
        let mut voluntary_sen = 0;
        (0..count).map(move |nth| {
            let index = first + nth;
            let (kind, direction, amount_sen) = if is_cooperative {
                self.savings(organization, index, nth, &mut voluntary_sen)
            } else {
                let hundreds = i64::from(1 + self.draw.below(Stream::Amount, index, 10));
                (EntryKind::CommunityEquity, Direction::Contribution, hundreds * 10_000_000)
            };
            Entry {
                index,
                member,
                organization,
                kind,
                direction,
                amount_sen,
                effective_on: joined_on + Days::new(step * u64::from(nth)),
            }
        })
    }

    /// The nth entry of a member of a cooperative: the principal saving first,
    /// then mandatory savings and, each third time, a voluntary movement.
    fn savings(
        &self,
        organization: u32,
        index: u32,
        nth: u32,
        voluntary_sen: &mut i64,
    ) -> (EntryKind, Direction, i64) {
        let terms = |stream, choices| i64::from(1 + self.draw.below(stream, organization, choices));
        if nth == 0 {
            // Rp50,000 to Rp250,000, the same for all members.
            let amount = terms(Stream::Principal, 5) * 5_000_000;
            return (EntryKind::PrincipalSavings, Direction::Contribution, amount);
        }
        if nth % 3 != 2 {
            let amount = terms(Stream::Mandatory, 5) * 1_000_000;
            return (EntryKind::MandatorySavings, Direction::Contribution, amount);
        }
        let amount = i64::from(1 + self.draw.below(Stream::Amount, index, 20)) * 2_500_000;
        if self.draw.below(Stream::Direction, index, 3) == 0 && *voluntary_sen >= amount {
            *voluntary_sen -= amount;
            (EntryKind::VoluntarySavings, Direction::Withdrawal, amount)
        } else {
            *voluntary_sen += amount;
            (EntryKind::VoluntarySavings, Direction::Contribution, amount)
        }
    }

    fn legal_form(&self, index: u32) -> LegalForm {
        let slot = index % SLOTS;
        if GROUP_SLOTS.contains(&slot) {
            LegalForm::KelompokUsaha
        } else if self.bum_desa_rank(index).is_some() {
            LegalForm::BumDesa
        } else if ISSUER_SLOTS.contains(&slot) {
            LegalForm::KoperasiPrimer
        } else {
            LegalForm::rare(self.draw.below(Stream::Form, index, 20))
        }
    }

    /// Rank among the BUM Desa, `None` for other forms and when every desa has
    /// its BUM Desa already.
    fn bum_desa_rank(&self, index: u32) -> Option<u32> {
        let place = BUM_DESA_SLOTS.iter().position(|slot| *slot == index % SLOTS)?;
        let rank = index / SLOTS * 3 + u32::try_from(place).ok()?;
        (rank < self.places.desa_count()).then_some(rank)
    }

    fn village(&self, organization: u32) -> &'a Region {
        match self.bum_desa_rank(organization) {
            Some(rank) => self.places.desa_by_rank(rank, self.draw.bits(Stream::Offset, 0)),
            None => self.places.by_population(
                self.draw.bits(Stream::Province, organization),
                self.draw.bits(Stream::Village, organization),
            ),
        }
    }

    /// Organization that a member belongs to: founders in turn, later ones
    /// where there are many already.
    fn issuer_of(&self, member: u32) -> u32 {
        let issuers = self.issuer_count();
        let nth = if u64::from(member) < u64::from(issuers) * u64::from(FOUNDERS) {
            member % issuers
        } else {
            draw::skewed(self.draw.bits(Stream::Issuer, member), issuers)
        };
        nth / 7 * SLOTS + ISSUER_SLOTS[(nth % 7) as usize]
    }

    fn issuer_count(&self) -> u32 {
        let last = self.size.enterprises % SLOTS;
        let partial: u32 = ISSUER_SLOTS.iter().map(|slot| u32::from(*slot < last)).sum();
        self.size.enterprises / SLOTS * 7 + partial
    }

    fn founded_on(&self, organization: u32) -> NaiveDate {
        FIRST_FOUNDING + Days::new(self.draw.below(Stream::Founded, organization, 2_900).into())
    }

    fn joined_on(&self, member: u32, organization: u32) -> NaiveDate {
        let founded_on = self.founded_on(organization);
        if member < self.issuer_count().saturating_mul(FOUNDERS) {
            return founded_on;
        }
        founded_on + Days::new(self.draw.below(Stream::Joined, member, 1_000).into())
    }
}
