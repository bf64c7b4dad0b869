//! Which accounts of the issuer's chart a shared surplus moves.

use std::collections::BTreeSet;

use crate::investment::entity::ledger_account::Line;
use crate::investment::rules::part_of;
use crate::investment::surplus::problems;
use crate::investment::surplus::scheme::{Destination, Part};
use crate::kernel::fault::Fault;
use crate::registry::entity::organization::LegalForm;

/// An account of the issuer's own: its line, and the number of a part or 0.
pub type OwnAccount = (Line, u8);

/// One of the issuer's own accounts, as it stands in the chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChartedAccount {
    /// Which.
    pub account: OwnAccount,
    /// Its name.
    pub name: String,
    /// What its money is meant for, of a part that no holder shares.
    pub destination: Option<Destination>,
}

/// What is looked at of a part to find its accounts.
#[derive(Debug, Clone, Copy)]
pub struct PartNeed<'a> {
    /// Its name, as the by-laws give it.
    pub name: &'a str,
    /// Where it goes.
    pub destination: Destination,
    /// The account that the scheme takes it from.
    pub account: &'a str,
    /// Whether holders share it, each by an account of their own.
    pub by_holder: bool,
}

impl<'a> PartNeed<'a> {
    /// Of a part of a scheme, before it is known who holds what.
    ///
    /// Source: house rule, ADR-0029.
    #[must_use]
    pub fn of(part: &'a Part) -> Self {
        let account = part.account.as_deref().unwrap_or_default();
        Self { name: &part.name, destination: part.destination, account, by_holder: false }
    }
}

/// The accounts of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartAccounts {
    /// What is debited.
    pub from: OwnAccount,
    /// What is credited; none where holders share it or it stays where it is.
    pub to: Option<OwnAccount>,
}

/// The accounts of the parts, in their order, and those that are to be opened.
///
/// A part has the account that bears its name, however it is spelled in case and
/// blanks, from year to year; a new name gets the next number, and so does a name
/// whose account is meant for another destination: what a meeting gave to a fund
/// is not staff's because a later part is called the same. The first reserve is
/// the line's own account, which covers losses. A number that the scheme gives
/// for 3.2 stands.
///
/// Source: Kepmendesa 136/2022 (3.2.01.xx, 3.2.02.xx), R36, R55; house rule for
/// the other numbers, ADR-0029 and ADR-0042.
///
/// # Errors
/// [`problems::PART_ACCOUNTS_FULL`] where a line has 99 of them.
pub fn part_accounts(
    form: LegalForm,
    parts: &[PartNeed<'_>],
    charted: &[ChartedAccount],
) -> Result<(Vec<PartAccounts>, Vec<ChartedAccount>), Fault> {
    let given: BTreeSet<OwnAccount> =
        parts.iter().filter_map(|part| given_number(form, part)).collect();
    let mut chart = Chart { known: charted.to_vec(), opened: Vec::new(), given };
    let mut accounts = Vec::with_capacity(parts.len());
    let mut reserves = 0;
    for part in parts {
        let line = super::pay_from(form, part.destination).line;
        let from = match (given_number(form, part), line) {
            (Some(account), _) => chart.keep(account, part.name.trim(), part.destination),
            (None, Line::BagiHasilDesa | Line::BagiHasilMasyarakat) => chart.of(line, part)?,
            (None, _) => (line, 0),
        };
        let to = match part.destination {
            _ if part.by_holder => None,
            Destination::Reserve => {
                reserves += 1;
                let known = chart.find(Line::Cadangan, part);
                Some(match known {
                    Some(account) => account,
                    None if reserves == 1 => (Line::Cadangan, 0),
                    None => chart.of(Line::Cadangan, part)?,
                })
            }
            Destination::Funds | Destination::Staff | Destination::Government => {
                Some(chart.of(Line::DanaShu, part)?)
            }
            Destination::Unallocated
            | Destination::MemberCapital
            | Destination::MemberPatronage => None,
        };
        accounts.push(PartAccounts { from, to });
    }
    Ok((accounts, chart.opened))
}

/// Whether two names are one to who reads them: case and blanks do not tell.
///
/// Source: house rule, ADR-0034.
#[must_use]
pub fn same_name(a: &str, b: &str) -> bool {
    let words = |name: &str| name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    words(a) == words(b)
}

/// Whether two parts of one scheme would stand on one account: staff would be
/// paid what is left of the social fund.
///
/// Source: house rule, ADR-0029 and ADR-0034.
#[must_use]
pub fn share_an_account(form: LegalForm, a: &PartNeed<'_>, b: &PartNeed<'_>) -> bool {
    let (of_a, of_b) = (named_lines(form, a.destination), named_lines(form, b.destination));
    of_a.iter().filter(|line| of_b.contains(line)).any(|line| {
        let number = |part| given_number(form, part).filter(|account| account.0 == *line);
        match (number(a), number(b)) {
            (Some(a), Some(b)) => a == b,
            _ => same_name(a.name, b.name),
        }
    })
}

/// The lines on which a part has an account by its name.
fn named_lines(form: LegalForm, destination: Destination) -> Vec<Line> {
    let from = super::pay_from(form, destination).line;
    let from = matches!(from, Line::BagiHasilDesa | Line::BagiHasilMasyarakat).then_some(from);
    let to = match destination {
        Destination::Reserve => Some(Line::Cadangan),
        Destination::Funds | Destination::Staff | Destination::Government => Some(Line::DanaShu),
        Destination::Unallocated | Destination::MemberCapital | Destination::MemberPatronage => {
            None
        }
    };
    from.into_iter().chain(to).collect()
}

/// Refuses a number that a scheme gives where it bears another part's name: two
/// purposes would stand on one account.
///
/// Source: house rule, ADR-0034.
///
/// # Errors
/// [`problems::PART_ACCOUNT_NAMED`].
pub fn check_given(
    form: LegalForm,
    parts: &[Part],
    charted: &[ChartedAccount],
) -> Result<(), Fault> {
    for (position, part) in parts.iter().enumerate() {
        let part = PartNeed::of(part);
        let Some(account) = given_number(form, &part) else { continue };
        let known = charted.iter().find(|it| it.account == account);
        if let Some(known) = known.filter(|it| !same_name(&it.name, part.name)) {
            let pointer = format!("/terms/parts/{position}/account");
            let fault = Fault::at(&problems::PART_ACCOUNT_NAMED, pointer);
            let fault = fault.with("account", part.account);
            return Err(fault.with("name", &known.name).with("part", part.name));
        }
    }
    Ok(())
}

/// The sub-account of 3.2 that a scheme names.
fn given_number(form: LegalForm, part: &PartNeed<'_>) -> Option<OwnAccount> {
    let line = super::pay_from(form, part.destination).line;
    matches!(line, Line::BagiHasilDesa | Line::BagiHasilMasyarakat)
        .then(|| part_of(line, part.account).map(|number| (line, number)))
        .flatten()
}

/// The chart while accounts are being found.
struct Chart {
    known: Vec<ChartedAccount>,
    opened: Vec<ChartedAccount>,
    given: BTreeSet<OwnAccount>,
}

impl Chart {
    /// The account that bears the name of a part and has its destination.
    fn find(&self, line: Line, part: &PartNeed<'_>) -> Option<OwnAccount> {
        let of_part = || {
            let numbered = |it: &&ChartedAccount| it.account.0 == line && it.account.1 > 0;
            let fits =
                |it: &&ChartedAccount| it.destination.is_none_or(|to| to == part.destination);
            self.known.iter().filter(numbered).filter(fits)
        };
        let told_apart = told_apart(part);
        // Charts from before have accounts apart whose names differ by a blank.
        let exact = of_part().find(|it| it.name.trim() == part.name.trim());
        let alike = || of_part().find(|it| same_name(&it.name, part.name));
        let apart = || of_part().find(|it| same_name(&it.name, &told_apart));
        exact.or_else(alike).or_else(apart).map(|it| it.account)
    }

    /// The account of this number, opened under this name if it is not there.
    fn keep(&mut self, account: OwnAccount, name: &str, to: Destination) -> OwnAccount {
        if self.known.iter().all(|it| it.account != account) {
            let destination = Some(to).filter(|_| account.0 == Line::DanaShu);
            let opened = ChartedAccount { account, name: name.to_owned(), destination };
            self.known.push(opened.clone());
            self.opened.push(opened);
        }
        account
    }

    /// The account of a part, or the next number.
    fn of(&mut self, line: Line, part: &PartNeed<'_>) -> Result<OwnAccount, Fault> {
        if let Some(account) = self.find(line, part) {
            return Ok(account);
        }
        let taken = |number: &u8| {
            let account = (line, *number);
            self.given.contains(&account) || self.known.iter().any(|it| it.account == account)
        };
        let free = (1..=99).find(|number| !taken(number));
        let free = free.ok_or_else(|| Fault::new(&problems::PART_ACCOUNTS_FULL))?;
        let bears = |it: &ChartedAccount| it.account.0 == line && same_name(&it.name, part.name);
        let name = if self.known.iter().any(bears) {
            told_apart(part)
        } else {
            part.name.trim().to_owned()
        };
        Ok(self.keep((line, free), &name, part.destination))
    }
}

/// The name of an account beside which another destination has the part's name.
fn told_apart(part: &PartNeed<'_>) -> String {
    let meant_for = match part.destination {
        Destination::Funds => "dana",
        Destination::Staff => "pengurus dan karyawan",
        Destination::Government => "pemerintah",
        Destination::Reserve => "cadangan",
        Destination::MemberCapital => "jasa modal",
        Destination::MemberPatronage => "jasa usaha",
        Destination::Unallocated => "ditahan",
    };
    format!("{} ({meant_for})", part.name.trim())
}
