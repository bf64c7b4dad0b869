//! The graph of ownership from the facts at one horizon.
//!
//! Source: issue 3 section 3, ADR-0021.

use std::collections::{BTreeMap, HashMap};

use num_integer::Integer;

use super::composition::has_collective;
use super::graph::{Edge, Graph};
use crate::investment::ownership::facts::{DeclaredFact, Facts, OwnerClass};
use crate::investment::ownership::problems;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::{DeclaredHoldingId, MemberId, OrganizationId, PersonId};
use crate::kernel::money::{AmountOverflow, Money};

/// The largest common denominator of declared shares; beyond it they are taken
/// to eighteen places.
const DENOMINATOR_MAX: i128 = 1 << 62;

/// Who a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Party {
    /// An organization: its place in [`Facts::organizations`].
    Organization(usize),
    /// All persons that hold capital of an issuer.
    Persons {
        /// Place of the issuer.
        issuer: usize,
    },
    /// One person, with the entries in registers by which capital is held.
    Person {
        /// Who.
        person: PersonId,
        /// Place of the issuer, the entry and its number.
        entries: Vec<(usize, MemberId, i64)>,
    },
    /// What an issuer's members have together and nobody alone.
    Collective {
        /// Place of the issuer.
        issuer: usize,
    },
    /// What nobody has declared of an issuer whose books are not kept here.
    Undeclared {
        /// Place of the issuer.
        issuer: usize,
    },
    /// A party that is not in the registry.
    Outside {
        /// Its name.
        name: String,
        /// Its class.
        class: OwnerClass,
        /// A declaration that names it.
        holding: DeclaredHoldingId,
    },
    /// Organizations taken together, such as those of a cluster.
    Together,
}

/// By what an issuer's holders are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// By its books: the weights are sen, this many in all.
    Ledger(u64),
    /// By declarations: the weights are parts of a whole.
    Declared,
    /// By nothing.
    Unknown,
}

/// The facts as nodes and holdings.
#[derive(Debug, Clone, Default)]
pub struct Assembly {
    /// Who each node is; organizations come first, in the order of the facts.
    pub parties: Vec<Party>,
    /// The holdings.
    pub edges: Vec<Edge>,
    /// By what each organization's holders are known.
    pub basis: Vec<Basis>,
    /// Node of an organization.
    pub nodes: HashMap<OrganizationId, u32>,
    /// What should be looked at.
    pub warnings: Vec<Fault>,
}

/// Builds the graph of ownership.
///
/// An issuer's holders are those of its books; where it has none here, those
/// that are declared, and what is left of the whole is undeclared. Books beat
/// declarations, with a warning.
///
/// Source: issue 3 section 3, ADR-0021; UU 25/1992 Pasal 41 for what a
/// cooperative has together.
///
/// # Errors
/// [`AmountOverflow`].
pub fn assemble(facts: &Facts) -> Result<Assembly, AmountOverflow> {
    let mut assembly = Assembly::default();
    for (place, organization) in facts.organizations.iter().enumerate() {
        let node = assembly.node(Party::Organization(place));
        assembly.nodes.insert(organization.id, node);
    }
    assembly.basis = vec![Basis::Unknown; facts.organizations.len()];
    assembly.add_books(facts)?;
    assembly.add_declared(facts);
    Ok(assembly)
}

impl Assembly {
    fn node(&mut self, party: Party) -> u32 {
        let node = u32::try_from(self.parties.len()).unwrap_or(u32::MAX);
        self.parties.push(party);
        node
    }

    fn place(&self, id: OrganizationId) -> Option<usize> {
        self.nodes.get(&id).map(|node| *node as usize)
    }

    fn hold(&mut self, issuer: usize, holder: u32, amount: Money) {
        let weight = u64::try_from(amount.sen()).unwrap_or_default();
        let issuer = u32::try_from(issuer).unwrap_or(u32::MAX);
        self.edges.push(Edge { issuer, holder, weight });
    }

    /// Holdings by the ledger, and what belongs to nobody alone.
    fn add_books(&mut self, facts: &Facts) -> Result<(), AmountOverflow> {
        let mut persons: BTreeMap<usize, Money> = BTreeMap::new();
        let mut totals: BTreeMap<usize, Money> = BTreeMap::new();
        for line in &facts.lines {
            let Some(issuer) = self.place(line.issuer) else { continue };
            for sums in [&mut persons, &mut totals] {
                let sum = sums.entry(issuer).or_insert(Money::ZERO);
                *sum = sum.checked_add(line.amount)?;
            }
        }
        let mut held: BTreeMap<(usize, u32), Money> = BTreeMap::new();
        for holding in &facts.holdings {
            let (Some(issuer), Some(holder)) =
                (self.place(holding.issuer), self.nodes.get(&holding.holder))
            else {
                continue;
            };
            let sum = held.entry((issuer, *holder)).or_insert(Money::ZERO);
            *sum = sum.checked_add(holding.amount)?;
            let left = persons.entry(issuer).or_insert(Money::ZERO);
            *left = left.checked_sub(holding.amount)?;
        }
        for ((issuer, holder), amount) in held {
            self.hold(issuer, holder, amount);
        }
        match &facts.persons {
            Some(_) => self.add_persons(facts),
            None => {
                for (issuer, amount) in persons.into_iter().filter(|(_, sum)| sum.is_positive()) {
                    let node = self.node(Party::Persons { issuer });
                    self.hold(issuer, node, amount);
                }
            }
        }
        for collective in &facts.collective {
            let Some(issuer) = self.place(collective.issuer) else { continue };
            let form = facts.organizations[issuer].legal_form;
            if has_collective(form) && collective.amount.is_positive() {
                let node = self.node(Party::Collective { issuer });
                self.hold(issuer, node, collective.amount);
                let sum = totals.entry(issuer).or_insert(Money::ZERO);
                *sum = sum.checked_add(collective.amount)?;
            }
        }
        for (issuer, total) in totals.into_iter().filter(|(_, total)| total.is_positive()) {
            self.basis[issuer] = Basis::Ledger(total.sen().unsigned_abs());
        }
        Ok(())
    }

    /// Persons one by one; who holds of several issuers is one holder.
    fn add_persons(&mut self, facts: &Facts) {
        let mut nodes: HashMap<PersonId, u32> = HashMap::new();
        for holding in facts.persons.iter().flatten().filter(|row| row.amount.is_positive()) {
            let Some(issuer) = self.place(holding.issuer) else { continue };
            let known = nodes.get(&holding.person).copied();
            let node = known.unwrap_or_else(|| {
                self.node(Party::Person { person: holding.person, entries: Vec::new() })
            });
            nodes.insert(holding.person, node);
            if let Party::Person { entries, .. } = &mut self.parties[node as usize] {
                entries.push((issuer, holding.member_id, holding.register_number));
            }
            self.hold(issuer, node, holding.amount);
        }
    }

    fn add_declared(&mut self, facts: &Facts) {
        let mut by_issuer: BTreeMap<usize, Vec<&DeclaredFact>> = BTreeMap::new();
        for fact in &facts.declared {
            if let Some(issuer) = self.place(fact.issuer) {
                by_issuer.entry(issuer).or_default().push(fact);
            }
        }
        let mut outside: HashMap<(String, OwnerClass), u32> = HashMap::new();
        for (issuer, declared) in by_issuer {
            let name = &facts.organizations[issuer].name;
            if matches!(self.basis[issuer], Basis::Ledger(_)) {
                let fault = Fault::new(&problems::DECLARATION_IGNORED);
                self.warnings.push(fault.with("name", name).with("count", declared.len()));
                continue;
            }
            self.basis[issuer] = Basis::Declared;
            let whole = common_denominator(&declared);
            let mut left = whole;
            for fact in declared {
                let holder = match (fact.holder, &fact.outside_name) {
                    (Some(holder), _) => self.nodes.get(&holder).copied(),
                    (None, Some(name)) => Some(self.outside(&mut outside, fact, name)),
                    (None, None) => None,
                };
                let parts = i128::from(fact.numerator) * whole / i128::from(fact.denominator);
                left -= parts;
                if let (Some(holder), Ok(weight)) = (holder, u64::try_from(parts)) {
                    let issuer = u32::try_from(issuer).unwrap_or(u32::MAX);
                    self.edges.push(Edge { issuer, holder, weight });
                }
            }
            if left < 0 {
                let fault = Fault::new(&problems::MORE_THAN_THE_WHOLE);
                self.warnings.push(fault.with("name", name));
            } else if let Ok(weight @ 1..) = u64::try_from(left) {
                let holder = self.node(Party::Undeclared { issuer });
                let issuer = u32::try_from(issuer).unwrap_or(u32::MAX);
                self.edges.push(Edge { issuer, holder, weight });
            }
        }
    }

    fn outside(
        &mut self,
        known: &mut HashMap<(String, OwnerClass), u32>,
        fact: &DeclaredFact,
        name: &str,
    ) -> u32 {
        let class = fact.outside_class.unwrap_or(OwnerClass::Other);
        let key = (name_key(name), class);
        let node = known.get(&key).copied().unwrap_or_else(|| {
            let (name, holding) = (name.to_owned(), fact.holding_id);
            self.node(Party::Outside { name, class, holding })
        });
        known.insert(key, node);
        node
    }

    /// A node for some organizations taken together: what they have of each
    /// other is not counted, since it stands for capital that another of them
    /// has already; the rest is held by whom holds it of any of them.
    ///
    /// Organizations whose books are not here have no amount and are left out;
    /// gives how many were counted.
    ///
    /// # Errors
    /// [`AmountOverflow`].
    pub fn together(&mut self, members: &[OrganizationId]) -> Result<(u32, usize), AmountOverflow> {
        let counted: Vec<u32> = members
            .iter()
            .filter_map(|id| self.nodes.get(id).copied())
            .filter(|node| matches!(self.basis[*node as usize], Basis::Ledger(_)))
            .collect();
        let mut inside = vec![false; self.parties.len()];
        for node in &counted {
            inside[*node as usize] = true;
        }
        let group = self.node(Party::Together);
        let mut sums: BTreeMap<u32, u64> = BTreeMap::new();
        let of_members = self
            .edges
            .iter()
            .filter(|edge| inside[edge.issuer as usize] && !inside[edge.holder as usize]);
        for edge in of_members {
            let sum = sums.entry(edge.holder).or_insert(0);
            *sum = sum.checked_add(edge.weight).ok_or(AmountOverflow)?;
        }
        let add = |(holder, weight)| Edge { issuer: group, holder, weight };
        self.edges.extend(sums.into_iter().map(add));
        Ok((group, counted.len()))
    }

    /// The graph.
    ///
    /// # Errors
    /// [`AmountOverflow`].
    pub fn graph(&self) -> Result<Graph, AmountOverflow> {
        Graph::build(self.parties.len(), &self.edges)
    }
}

/// The least common denominator of declared shares, or eighteen places where
/// it is too long.
fn common_denominator(declared: &[&DeclaredFact]) -> i128 {
    let mut common = 1_i128;
    for fact in declared {
        common = common.lcm(&i128::from(fact.denominator));
        if common > DENOMINATOR_MAX {
            return i128::from(super::fixed::ONE);
        }
    }
    common
}
