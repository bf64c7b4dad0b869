//! Who the members of a book are, and under which numbers they stand.
//!
//! Source: house rule, ADR-0026; R14 for the NIK of somebody else.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Found;
use super::cells::BookRow;
use super::columns::Plan;
use crate::investment::books::problems;
use crate::kernel::fault::Fault;
use crate::kernel::identifiers::name_key;
use crate::kernel::ids::{MemberId, OrganizationId, PersonId};
use crate::registry::entity::organization::LegalForm;
use crate::registry::import::mapping::BookField;
use crate::registry::problems::NIK_TAKEN;

/// A person whose NIK is recorded.
#[derive(Debug, Clone)]
pub struct KnownPerson {
    /// Who; nothing where the caller may not know of them.
    pub id: Option<PersonId>,
    /// Folded name.
    pub name_key: String,
}

/// A person in the issuer's register.
#[derive(Debug, Clone)]
pub struct KnownMember {
    /// Which entry.
    pub id: MemberId,
    /// Number in the register.
    pub register_number: i64,
    /// Folded name.
    pub name_key: String,
}

/// What is known of the one whom a row names.
#[derive(Debug, Default)]
pub struct Known {
    /// By the NIK.
    pub person: Option<KnownPerson>,
    /// That person's entry in the register.
    pub by_person: Option<KnownMember>,
    /// The entry under the row's number.
    pub by_number: Option<KnownMember>,
}

/// An organization of the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownOrganization {
    /// Which.
    pub id: OrganizationId,
    /// Its form.
    pub form: LegalForm,
    /// Folded name.
    pub name_key: String,
}

/// Whom a row names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Somebody in the register.
    Member(MemberId),
    /// Somebody who is to be entered.
    Newcomer {
        /// The person, if recorded.
        person: Option<PersonId>,
    },
    /// An organization that is to be entered.
    Organization(OrganizationId, LegalForm),
}

/// Finds out which organization a row names. `known`: those of the registry that
/// have its number; it is never recorded by an import. `member`: its entry in
/// the register; `by_number`: the entry under the row's number.
///
/// Source: house rule, ADR-0031.
#[must_use]
pub fn identify_organization(
    row: &BookRow,
    plan: &Plan,
    known: &[KnownOrganization],
    member: Option<&KnownMember>,
    by_number: Option<&KnownMember>,
) -> (Option<Who>, Vec<Found>) {
    let refuse = |field, fault| (None, vec![Found::fault(plan.column(field), fault)]);
    if row.nik.is_some() {
        return refuse(BookField::OrganizationNumber, Fault::new(&problems::BOOK_HOLDER_UNCLEAR));
    }
    let [organization] = known else {
        let code = match known {
            [] => &problems::BOOK_ORGANIZATION_UNKNOWN,
            _ => &problems::BOOK_ORGANIZATION_UNCLEAR,
        };
        return refuse(BookField::OrganizationNumber, Fault::new(code));
    };
    let mut found = Vec::new();
    let key = name_key(&row.name);
    if !key.is_empty() && key != organization.name_key {
        let fault = Fault::new(&problems::BOOK_NAME_DIFFERS);
        found.push(Found::warning(plan.column(BookField::Name), fault));
    }
    let Some(member) = member else {
        if by_number.is_some() {
            let fault = Fault::new(&problems::REGISTER_NUMBER_TAKEN);
            return refuse(BookField::RegisterNumber, fault);
        }
        return (Some(Who::Organization(organization.id, organization.form)), found);
    };
    if row.register_number.is_some_and(|number| number != member.register_number) {
        let fault = Fault::new(&problems::REGISTER_NUMBER_DIFFERS);
        let fault = fault.with("register_number", member.register_number);
        return refuse(BookField::RegisterNumber, fault);
    }
    (Some(Who::Member(member.id)), found)
}

/// Finds out whom a row names. By the NIK, else by the number in the register
/// and the same name; a NIK or a number of somebody else is a fault.
///
/// Source: house rule, ADR-0026; R14: nothing is told of whom the NIK belongs to.
#[must_use]
pub fn identify(row: &BookRow, plan: &Plan, known: &Known) -> (Option<Who>, Vec<Found>) {
    let at = |field: BookField| plan.column(field);
    let refuse = |field, fault| (None, vec![Found::fault(at(field), fault)]);
    let key = name_key(&row.name);
    if known.person.as_ref().is_some_and(|person| person.id.is_none()) {
        return refuse(BookField::Nik, Fault::new(&NIK_TAKEN));
    }
    let mut found = Vec::new();
    let other_name = |known: &str| !key.is_empty() && known != key;
    if known.person.as_ref().is_some_and(|person| other_name(&person.name_key)) {
        let fault = Fault::new(&problems::BOOK_NAME_DIFFERS);
        found.push(Found::warning(at(BookField::Name), fault));
    }
    if let Some(member) = &known.by_person {
        let differs = row.register_number.is_some_and(|number| number != member.register_number);
        if differs {
            let fault = Fault::new(&problems::REGISTER_NUMBER_DIFFERS);
            let fault = fault.with("register_number", member.register_number);
            return refuse(BookField::RegisterNumber, fault);
        }
        return (Some(Who::Member(member.id)), found);
    }
    match &known.by_number {
        Some(member) if row.nik.is_none() && !other_name(&member.name_key) => {
            return (Some(Who::Member(member.id)), found);
        }
        Some(_) => {
            let fault = Fault::new(&problems::REGISTER_NUMBER_TAKEN);
            return refuse(BookField::RegisterNumber, fault);
        }
        None => {}
    }
    if row.nik.is_none() && row.register_number.is_none() {
        let faulty = row.found.iter().filter_map(|it| it.column);
        let told = faulty.clone().any(|column| {
            Some(column) == at(BookField::Nik) || Some(column) == at(BookField::RegisterNumber)
        });
        // A NIK that cannot be read was told of already.
        if told {
            return (None, found);
        }
        let place =
            if at(BookField::Nik).is_some() { BookField::Nik } else { BookField::RegisterNumber };
        return refuse(place, Fault::new(&problems::BOOK_IDENTITY_MISSING));
    }
    let person = known.person.as_ref().and_then(|person| person.id);
    (Some(Who::Newcomer { person }), found)
}

/// Rows that name somebody whom an earlier row names: by place in `rows`.
///
/// Source: house rule: one row a member.
#[must_use]
pub fn repeated(rows: &[BookRow], plan: &Plan) -> Vec<(usize, Found)> {
    let (mut by_nik, mut by_number) = (HashMap::new(), BTreeMap::new());
    let mut found = Vec::new();
    for (nth, row) in rows.iter().enumerate() {
        let twice = |first: u64| Fault::new(&problems::BOOK_ROW_TWICE).with("row", first);
        let nik = row.nik.and_then(|nik| by_nik.insert(nik, row.number));
        if let Some(first) = nik {
            found.push((nth, Found::fault(plan.column(BookField::Nik), twice(first))));
        }
        let number = row.register_number.and_then(|number| by_number.insert(number, row.number));
        if let Some(first) = number {
            let column = plan.column(BookField::RegisterNumber);
            found.push((nth, Found::fault(column, twice(first))));
        }
    }
    found
}

/// The numbers of newcomers, in their order. `given`: what the rows say of
/// them; nothing where numbers are to be assigned in the order of the rows.
/// `next`: the first free number of the register.
///
/// Source: house rule: a register's numbers run from 1 without gaps (ADR-0026).
///
/// # Errors
/// By place: [`problems::REGISTER_NUMBER_MISSING`], or
/// [`problems::REGISTER_NUMBER_GAP`] at the first number that leaves a gap.
pub fn numbers(
    given: Option<&[Option<i64>]>,
    count: usize,
    next: i64,
) -> Result<Vec<i64>, Vec<(usize, Fault)>> {
    let Some(given) = given else { return Ok((next..).take(count).collect()) };
    let missing: Vec<(usize, Fault)> = given
        .iter()
        .enumerate()
        .filter(|(_, number)| number.is_none())
        .map(|(nth, _)| (nth, Fault::new(&problems::REGISTER_NUMBER_MISSING)))
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    let numbers: Vec<i64> = given.iter().copied().flatten().collect();
    let sorted: BTreeSet<(i64, usize)> =
        numbers.iter().enumerate().map(|(nth, number)| (*number, nth)).collect();
    let gap = sorted.iter().zip(next..).find(|((number, _), expected)| number != expected);
    match gap {
        None => Ok(numbers),
        Some(((_, nth), expected)) => {
            let fault = Fault::new(&problems::REGISTER_NUMBER_GAP);
            Err(vec![(*nth, fault.with("expected", expected))])
        }
    }
}
