//! Ultimate holders as a caller may see them.

use std::collections::{BTreeMap, HashMap};

use num_bigint::BigUint;
use num_traits::Zero;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::sees_persons;
use crate::identity::Access;
use crate::investment::ownership::facts::{Facts, OwnerClass};
use crate::investment::ownership::rules::{
    Assembly, PERCENT_DIGITS, Party, Precision, SHARE_DIGITS, Solution, class_sums, fraction, shown,
};
use crate::kernel::ids::{OrganizationId, PersonId};

/// What an ultimate holder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// An organization whose own holders are not recorded, such as a government.
    Organization,
    /// One person.
    Person,
    /// Persons together.
    Persons,
    /// What a cooperative's or village enterprise's members have together and
    /// nobody alone: reserves, grants, surplus not yet shared out.
    Collective,
    /// A party outside of the registry, as declared.
    OutsideParty,
    /// What nobody has declared.
    Undeclared,
    /// Organizations that own each other and that nobody else owns.
    UnownedCycle,
}

/// An entry in an issuer's register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RegisterEntryView {
    /// The issuer.
    pub organization_id: OrganizationId,
    /// Number in its register.
    pub register_number: i64,
}

/// Who owns a part in the end.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct UltimateHolderView {
    /// What it is.
    pub kind: HolderKind,
    /// The organization, or the issuer of persons and of what is collective.
    pub organization_id: Option<OrganizationId>,
    /// Name; of a person masked to initials.
    pub name: String,
    /// Whose capital it is.
    pub class: OwnerClass,
    /// How many persons; absent where too few to be told.
    pub persons: Option<i64>,
    /// A person's entries in registers.
    pub registers: Vec<RegisterEntryView>,
    /// Share of one, to ten places; all shares add up to one.
    pub share: Decimal,
    /// Share in per cent, to two places; all shares add up to 100.00 (R9).
    pub percent: Decimal,
    /// The exact share in lowest terms, where it is known and short.
    pub fraction: Option<String>,
}

/// Holders that are too many to list.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct OtherHoldersView {
    /// How many.
    pub count: usize,
    /// Their share of one.
    pub share: Decimal,
    /// Their share in per cent.
    pub percent: Decimal,
}

/// What one class of owners has.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ClassView {
    /// The class.
    pub class: OwnerClass,
    /// Share of one, to ten places.
    pub share: Decimal,
    /// Share in per cent, to two places; all classes add up to 100.00 (R9).
    pub percent: Decimal,
    /// What of `share` belongs to no single member.
    pub collective_share: Decimal,
}

/// The composition of a solution, all six classes.
pub fn classes(assembly: &Assembly, facts: &Facts, solution: &Solution) -> Vec<ClassView> {
    let sums = class_sums(assembly, facts, solution);
    let parts: Vec<BigUint> = sums.iter().map(|sum| sum.parts.clone()).collect();
    let collective: Vec<BigUint> = sums.iter().map(|sum| sum.collective.clone()).collect();
    let shares = shown(&parts, &solution.whole, 1, SHARE_DIGITS);
    let percents = shown(&parts, &solution.whole, 100, PERCENT_DIGITS);
    let collective = shown(&collective, &solution.whole, 1, SHARE_DIGITS);
    let rows = sums.into_iter().zip(shares).zip(percents).zip(collective);
    rows.map(|(((sum, share), percent), collective_share)| ClassView {
        class: sum.class,
        share,
        percent,
        collective_share,
    })
    .collect()
}

/// One row before it is shown.
struct Row {
    kind: HolderKind,
    organization: Option<usize>,
    person: Option<PersonId>,
    name: String,
    class: OwnerClass,
    persons: Option<i64>,
    registers: Vec<RegisterEntryView>,
    parts: BigUint,
}

/// What the caller may see of persons, and how many are too few to be told.
pub struct Sight<'a> {
    /// Who asks.
    pub access: &'a Access,
    /// Counts below this are not told (R113).
    pub small: i64,
}

/// Ultimate holders in order, before they are shown.
pub struct Ranked {
    rows: Vec<Row>,
    rest: Vec<Row>,
}

/// Ultimate holders, the largest first: at most `limit`, and the rest together.
pub fn rank(
    assembly: &Assembly,
    facts: &Facts,
    solution: &Solution,
    sight: &Sight<'_>,
    limit: usize,
) -> Ranked {
    let mut rows = rows(assembly, facts, solution, sight);
    rows.sort_by(|left, right| right.parts.cmp(&left.parts));
    let rest = rows.split_off(rows.len().min(limit));
    Ranked { rows, rest }
}

impl Ranked {
    /// The persons that are listed.
    pub fn persons(&self) -> Vec<PersonId> {
        self.rows.iter().filter_map(|row| row.person).collect()
    }

    /// The holders as they are shown, with the names of the persons listed.
    pub fn views(
        self,
        facts: &Facts,
        solution: &Solution,
        names: &HashMap<PersonId, String>,
    ) -> (Vec<UltimateHolderView>, Option<OtherHoldersView>) {
        let mut parts: Vec<BigUint> = self.rows.iter().map(|row| row.parts.clone()).collect();
        parts.push(self.rest.iter().map(|row| &row.parts).sum());
        let shares = shown(&parts, &solution.whole, 1, SHARE_DIGITS);
        let percents = shown(&parts, &solution.whole, 100, PERCENT_DIGITS);
        let others = (!self.rest.is_empty()).then(|| OtherHoldersView {
            count: self.rest.len(),
            share: shares[self.rows.len()],
            percent: percents[self.rows.len()],
        });
        let exact = solution.precision == Precision::Exact;
        let view = |((row, share), percent): ((Row, Decimal), Decimal)| {
            let name = row.person.and_then(|id| names.get(&id)).map(|name| masked(name));
            UltimateHolderView {
                kind: row.kind,
                organization_id: row.organization.map(|place| facts.organizations[place].id),
                name: name.unwrap_or(row.name),
                class: row.class,
                persons: row.persons,
                registers: row.registers,
                share,
                percent,
                fraction: if exact { fraction(&row.parts, &solution.whole) } else { None },
            }
        };
        (self.rows.into_iter().zip(shares).zip(percents).map(view).collect(), others)
    }
}

fn rows(assembly: &Assembly, facts: &Facts, solution: &Solution, sight: &Sight<'_>) -> Vec<Row> {
    let counts: HashMap<OrganizationId, i64> =
        facts.counts.iter().map(|row| (row.issuer, row.persons)).collect();
    let name = |place: usize| facts.organizations[place].name.clone();
    let mut rows = Vec::new();
    let mut hidden = Hidden::default();
    for (node, parts) in &solution.shares {
        let party = &assembly.parties[*node as usize];
        let (kind, organization, name) = match party {
            Party::Persons { issuer } => {
                let count = counts.get(&facts.organizations[*issuer].id).copied();
                hidden.group(*issuer, count.unwrap_or_default(), parts);
                continue;
            }
            Party::Person { person, entries } => {
                let seen: Vec<_> = entries
                    .iter()
                    .filter(|entry| sees_persons(sight.access, facts, entry.0))
                    .collect();
                if seen.is_empty() {
                    hidden.group(entries.first().map_or(0, |entry| entry.0), 1, parts);
                    continue;
                }
                let register = |entry: &&(usize, _, i64)| RegisterEntryView {
                    organization_id: facts.organizations[entry.0].id,
                    register_number: entry.2,
                };
                rows.push(Row {
                    kind: HolderKind::Person,
                    organization: None,
                    person: Some(*person),
                    name: String::new(),
                    class: OwnerClass::Community,
                    persons: None,
                    registers: seen.iter().map(register).collect(),
                    parts: parts.clone(),
                });
                continue;
            }
            Party::Organization(place) => (HolderKind::Organization, Some(*place), name(*place)),
            Party::Collective { issuer } => {
                let text = format!("Kolektif {}", name(*issuer));
                (HolderKind::Collective, Some(*issuer), text)
            }
            Party::Undeclared { issuer } => {
                let text = format!("Belum dinyatakan: {}", name(*issuer));
                (HolderKind::Undeclared, Some(*issuer), text)
            }
            Party::Outside { name, .. } => (HolderKind::OutsideParty, None, name.clone()),
            Party::Together => continue,
        };
        rows.push(Row {
            kind,
            organization,
            person: None,
            name,
            class: party.class(facts),
            persons: None,
            registers: Vec::new(),
            parts: parts.clone(),
        });
    }
    rows.extend(hidden.rows(facts, sight));
    rows.extend(cycles(facts, solution));
    rows
}

/// Circles that nobody outside owns: never a division by nothing, but a row.
fn cycles(facts: &Facts, solution: &Solution) -> Vec<Row> {
    let row = |(group, parts): &(Vec<u32>, BigUint)| {
        let mut names: Vec<&str> = group
            .iter()
            .filter_map(|node| facts.organizations.get(*node as usize))
            .map(|organization| organization.name.as_str())
            .collect();
        names.sort_unstable();
        Row {
            kind: HolderKind::UnownedCycle,
            organization: None,
            person: None,
            name: format!("Tanpa pemilik di luar lingkaran: {}", names.join(", ")),
            class: OwnerClass::Other,
            persons: None,
            registers: Vec::new(),
            parts: parts.clone(),
        }
    };
    solution.unowned.iter().map(row).collect()
}

/// Persons who are not shown one by one, by issuer.
#[derive(Default)]
struct Hidden {
    groups: BTreeMap<usize, (i64, BigUint)>,
}

impl Hidden {
    fn group(&mut self, issuer: usize, count: i64, parts: &BigUint) {
        let group = self.groups.entry(issuer).or_default();
        group.0 += count;
        group.1 += parts;
    }

    /// A row an issuer. Where the caller may not see the persons and there are
    /// too few of them, they are told together with those of other issuers,
    /// the fewest first, until they are enough (R113).
    fn rows(self, facts: &Facts, sight: &Sight<'_>) -> Vec<Row> {
        let row = |issuer: Option<usize>, count: Option<i64>, parts: BigUint| Row {
            kind: HolderKind::Persons,
            organization: issuer,
            person: None,
            name: issuer.map_or_else(
                || "Perorangan".to_owned(),
                |place| format!("Perorangan di {}", facts.organizations[place].name),
            ),
            class: OwnerClass::Community,
            persons: count,
            registers: Vec::new(),
            parts,
        };
        let (open, mut closed): (Vec<_>, Vec<_>) = self
            .groups
            .into_iter()
            .partition(|(issuer, _)| sees_persons(sight.access, facts, *issuer));
        closed.sort_by_key(|(issuer, (count, _))| (*count, *issuer));
        let (mut count, mut parts) = (0, BigUint::zero());
        let mut rows: Vec<Row> = open
            .into_iter()
            .map(|(issuer, (count, parts))| row(Some(issuer), Some(count), parts))
            .collect();
        for (issuer, (own, own_parts)) in closed {
            if own < sight.small || (count > 0 && count < sight.small) {
                count += own;
                parts += own_parts;
            } else {
                rows.push(row(Some(issuer), Some(own), own_parts));
            }
        }
        if !parts.is_zero() {
            rows.push(row(None, (count >= sight.small).then_some(count), parts));
        }
        rows
    }
}

/// A person's name by the first letter of each word.
pub fn masked(name: &str) -> String {
    let word = |word: &str| word.chars().next().map(|first| format!("{first}***"));
    name.split_whitespace().filter_map(word).collect::<Vec<_>>().join(" ")
}
