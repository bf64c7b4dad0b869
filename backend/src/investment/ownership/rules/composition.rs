//! Of what class the owners are, and whether the law asks for others.
//!
//! Source: issue 3 section 3, ADR-0021; R51, R62, R63.

use num_bigint::BigUint;
use num_traits::Zero;
use rust_decimal::Decimal;

use super::assemble::{Assembly, Party};
use super::look_through::Solution;
use crate::investment::entity::ledger_account::Line;
use crate::investment::ownership::facts::{Facts, OwnerClass};
use crate::investment::ownership::problems;
use crate::investment::rules::check_desa_share;
use crate::kernel::fault::{Code, Fault};
use crate::kernel::ids::OrganizationId;
use crate::kernel::money::Money;
use crate::kernel::ratio::percent;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;

/// The class of an organization whose owners are not recorded: who owns such a
/// form by law or by its purpose.
///
/// Source: house rule, ADR-0021; UU 25/1992 (cooperatives are their members'),
/// PP 11/2021 (village enterprises are the village's for the most part),
/// PP 54/2017 (regional enterprises).
#[must_use]
pub fn class_of_form(form: LegalForm) -> OwnerClass {
    use LegalForm as Form;
    match form {
        Form::KoperasiPrimer | Form::KoperasiSekunder | Form::KelompokUsaha | Form::Komunitas => {
            OwnerClass::Community
        }
        Form::BumDesa | Form::BumDesaBersama | Form::PemerintahDesa => OwnerClass::Village,
        Form::Perumda | Form::Perseroda | Form::PemerintahDaerah => OwnerClass::RegionalGovernment,
        Form::PemerintahPusat => OwnerClass::CentralGovernment,
        Form::Perseroan | Form::LembagaKeuangan => OwnerClass::Company,
        Form::LembagaPendamping
        | Form::Lsm
        | Form::PerguruanTinggi
        | Form::LembagaInternasional => OwnerClass::Other,
    }
}

/// Whether reserves, grants and surplus of such an issuer belong to nobody
/// alone. Those of a company follow its shares (UU 40/2007 Pasal 52, 71).
///
/// Source: UU 25/1992 Pasal 41 (reserves are not shared out), PP 11/2021;
/// ADR-0021.
#[must_use]
pub fn has_collective(form: LegalForm) -> bool {
    matches!(
        form,
        LegalForm::KoperasiPrimer
            | LegalForm::KoperasiSekunder
            | LegalForm::BumDesa
            | LegalForm::BumDesaBersama
    )
}

/// What rests with one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClassSum {
    /// The class.
    pub class: OwnerClass,
    /// Parts of the solution's whole.
    pub parts: BigUint,
    /// What of it belongs to no single member.
    pub collective: BigUint,
}

/// The class of a party, and whether it is what many have together.
fn class_of(party: &Party, facts: &Facts) -> (OwnerClass, bool) {
    let form = |place: usize| facts.organizations[place].legal_form;
    match party {
        Party::Organization(place) => (class_of_form(form(*place)), false),
        Party::Persons { .. } | Party::Person { .. } => (OwnerClass::Community, false),
        Party::Collective { issuer } => (class_of_form(form(*issuer)), true),
        Party::Outside { class, .. } => (*class, false),
        Party::Undeclared { .. } | Party::Together => (OwnerClass::Other, false),
    }
}

impl Party {
    /// Whose capital it is.
    #[must_use]
    pub fn class(&self, facts: &Facts) -> OwnerClass {
        class_of(self, facts).0
    }
}

/// What rests with each class, all six of them.
///
/// Source: issue 3 section 3, ADR-0021.
#[must_use]
pub fn class_sums(assembly: &Assembly, facts: &Facts, solution: &Solution) -> Vec<ClassSum> {
    let none = |class| ClassSum { class, parts: BigUint::zero(), collective: BigUint::zero() };
    let mut sums: Vec<ClassSum> = OwnerClass::ALL.into_iter().map(none).collect();
    for (node, parts) in &solution.shares {
        let (class, collective) = class_of(&assembly.parties[*node as usize], facts);
        let sum = &mut sums[class.place()];
        sum.parts += parts;
        if collective {
            sum.collective += parts;
        }
    }
    for (_, parts) in &solution.unowned {
        sums[OwnerClass::Other.place()].parts += parts;
    }
    sums
}

/// What the law asks of an issuer's direct holders, and is not so: the
/// village's part of a village enterprise, the largest region's part of a
/// Perseroda.
///
/// Source: R51 (PP 11/2021, parameter `min_desa_share_percent`); R62, R63
/// (UU 23/2014 Pasal 339, PP 54/2017, `perseroda_largest_region_min_percent`).
///
/// # Errors
/// [`crate::registry::problems::PARAMETER_MISSING`].
pub fn check_thresholds(
    facts: &Facts,
    assembly: &Assembly,
    issuer: OrganizationId,
    parameters: &Parameters,
    day: chrono::NaiveDate,
) -> Result<Vec<Fault>, Fault> {
    let Some(node) = assembly.nodes.get(&issuer) else { return Ok(Vec::new()) };
    match facts.organizations[*node as usize].legal_form {
        LegalForm::BumDesa | LegalForm::BumDesaBersama => {
            let of = |wanted: Line| {
                let own =
                    facts.lines.iter().filter(|row| row.issuer == issuer && row.line == wanted);
                Money::checked_sum(own.map(|row| row.amount)).map_err(Fault::from)
            };
            let desa = of(Line::PenyertaanModalDesa)?;
            let masyarakat = of(Line::PenyertaanModalMasyarakat)?;
            let found = check_desa_share(desa, masyarakat, parameters, day)?;
            Ok(found.into_iter().collect())
        }
        LegalForm::Perseroda => {
            let found = check_regions(facts, assembly, *node, parameters, day)?;
            Ok(found.into_iter().collect())
        }
        _ => Ok(Vec::new()),
    }
}

/// R62 and R63: one region must have the bound by itself; several that have it
/// together are not enough.
fn check_regions(
    facts: &Facts,
    assembly: &Assembly,
    issuer: u32,
    parameters: &Parameters,
    day: chrono::NaiveDate,
) -> Result<Option<Fault>, Fault> {
    let held = assembly.edges.iter().filter(|edge| edge.issuer == issuer).map(|edge| {
        let is_region = matches!(
            &assembly.parties[edge.holder as usize],
            Party::Organization(place)
                if facts.organizations[*place].legal_form == LegalForm::PemerintahDaerah
        );
        (is_region, u128::from(edge.weight))
    });
    let parts = RegionParts::of(held);
    if parts.total == 0 {
        return Ok(None);
    }
    let minimum = region_minimum(parameters, day)?;
    Ok(parts.check(minimum, &problems::REGION_SHARE))
}

/// What part of a Perseroda the largest region must hold by itself, in percent.
///
/// Source: R62 (UU 23/2014 Pasal 339, PP 54/2017).
///
/// # Errors
/// [`crate::registry::problems::PARAMETER_MISSING`].
pub fn region_minimum(parameters: &Parameters, day: chrono::NaiveDate) -> Result<Decimal, Fault> {
    parameters.decimal("perseroda_largest_region_min_percent", day)
}

/// What regions hold of a Perseroda, in any one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionParts {
    total: u128,
    together: u128,
    largest: u128,
}

impl RegionParts {
    /// Sums what is held: whether by a region, and how much.
    #[must_use]
    pub fn of(held: impl Iterator<Item = (bool, u128)>) -> Self {
        let mut parts = Self { total: 0, together: 0, largest: 0 };
        for (is_region, weight) in held {
            parts.total += weight;
            if is_region {
                parts.together += weight;
                parts.largest = parts.largest.max(weight);
            }
        }
        parts
    }

    /// Whether the largest region has a smaller part here than there.
    #[must_use]
    pub fn is_less_than(&self, other: &Self) -> bool {
        // Amounts of sen below 2^63: the products do not overflow.
        self.largest * other.total < other.largest * self.total
    }

    /// R62 and R63: one region must have the bound by itself; what several have
    /// together is not enough. `code` takes `percent`, `together`, `minimum`.
    #[must_use]
    pub fn check(&self, minimum: Decimal, code: &'static Code) -> Option<Fault> {
        let decimal = |weight: u128| Decimal::from(u64::try_from(weight).unwrap_or(u64::MAX));
        let total = decimal(self.total);
        let hundredfold = decimal(self.largest).checked_mul(Decimal::ONE_HUNDRED);
        let bound = total.checked_mul(minimum);
        // Exactly, not as shown: 50.999 percent is shown as 51.00 and too little.
        let enough = matches!((hundredfold, bound), (Some(held), Some(bound)) if held >= bound);
        let shown = |weight| percent(decimal(weight), total).unwrap_or_default();
        (!enough).then(|| {
            Fault::new(code)
                .with_percent("percent", shown(self.largest))
                .with_percent("together", shown(self.together))
                .with_percent("minimum", minimum)
        })
    }
}
