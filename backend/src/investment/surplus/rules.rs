//! How a surplus is shared: pure decisions.
//!
//! Source: R36 to R47, R53 to R56, R65; each rule names its law.

mod canonical;
mod guards;
mod parts;
mod scheme;
mod split;
mod tax;

pub use canonical::{Heading, Line, header, heading, line, read_line};
pub use guards::{
    CompanyFigures, PayFrom, Step, calendar_year, check_period, check_reserve_duty, check_step,
    check_surplus, pay_from,
};
pub use parts::{ChartedAccount, OwnAccount, PartAccounts, PartNeed, check_given, part_accounts};
pub use scheme::{capital_instruments, check_scheme};
pub use split::{
    Pool, Share, Surplus, Weight, capital_weights, other_percents, patronage_weights, pools, share,
    total_weight,
};
pub use tax::savings_interest_tax;

#[cfg(test)]
mod tests;
