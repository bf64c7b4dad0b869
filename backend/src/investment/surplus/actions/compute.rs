//! Working a run out: read what is measured, split, write the canonical text.
//!
//! Holders are read in spans of register numbers; of each holder only a claim of
//! 48 bytes is kept until the part is split, and the lines are kept as text of
//! some 90 bytes each.

use sea_orm::{ConnectionTrait, DbBackend};
use sha2::{Digest, Sha256};

use crate::investment::actions::Issuer;
use crate::investment::entity::ledger_account::Line as AccountLine;
use crate::investment::rules::line_of;
use crate::investment::store::{Horizon, capital_lines};
use crate::investment::surplus::entity::{piece, run};
use crate::investment::surplus::holding::Period;
use crate::investment::surplus::outcome::{PartOutcome, RunOutcome, VillageShare};
use crate::investment::surplus::problems;
use crate::investment::surplus::rules::{
    self, CompanyFigures, Heading, Pool, Share, Surplus, Weight,
};
use crate::investment::surplus::scheme::{CapitalBase, Destination, Part, Rounding, SchemeTerms};
use crate::investment::surplus::store::{self, Bought};
use crate::kernel::fault::Fault;
use crate::kernel::money::Money;
use crate::kernel::percent::Percent;
use crate::kernel::ratio::percent_shares;
use crate::platform::problem::ApiResult;
use crate::platform::vault::hex;
use crate::registry::entity::organization::LegalForm;
use crate::registry::parameters::Parameters;

/// Register numbers that are read together: PostgreSQL may read the whole ledger
/// for each span; SQLite goes by the register, and its rows take more memory.
fn span_of(engine: DbBackend) -> i64 {
    match engine {
        DbBackend::Sqlite => 5_000,
        _ => 100_000,
    }
}

/// Lines of one piece.
const LINES_PER_PIECE: usize = 1_000;
/// Villages whose share a run prints as a table.
const VILLAGES_MAX: usize = 500;

/// What came of working a run out.
#[derive(Debug)]
pub struct Computed {
    /// What each part gets.
    pub outcome: RunOutcome,
    /// The lines.
    pub pieces: Vec<piece::Model>,
    /// SHA-256 of the canonical text, hexadecimal.
    pub digest: String,
}

/// Works a run out by the terms of its scheme; writes nothing.
///
/// # Errors
/// 422 where there is no basis (R4), no surplus (R45), a company's reserve is
/// forgotten (R65) or a joint village enterprise has no founders (R56); 409
/// for a dividend out of losses.
pub async fn compute(
    conn: &impl ConnectionTrait,
    issuer: &Issuer,
    row: &run::Model,
    terms: &SchemeTerms,
    parameters: &Parameters,
) -> ApiResult<Computed> {
    let surplus = Surplus { members: row.member_surplus_sen, others: row.non_member_surplus_sen };
    let faults = rules::check_surplus(&surplus);
    if !faults.is_empty() {
        return Err(faults.into());
    }
    let period = Period { start: row.period_start, end: row.period_end };
    let pools = rules::pools(&surplus, terms)?;
    check_reserve(conn, issuer, row, terms, &pools, parameters).await?;
    let heading = Heading {
        issuer: issuer.id,
        form: issuer.legal_form,
        period,
        surplus,
        terms,
        pools: &pools,
    };
    let mut writer = Writer::new(row.id, &rules::header(&heading));
    let mut parts = Vec::with_capacity(terms.parts.len());
    for (position, (part, pool)) in terms.parts.iter().zip(&pools).enumerate() {
        let mut outcome = describe(issuer.legal_form, part, pool, terms, &surplus, &pools);
        let claims = claims(conn, issuer, row, terms, part).await?;
        let shared = !claims.is_empty() || is_by_holder(part);
        if shared && !pool.amount.is_zero() {
            let shares = rules::share(pool.amount, &claims, terms.rounding)
                .map_err(|fault| fault.below(&format!("/parts/{position}")))?;
            let total = rules::total_weight(&claims);
            outcome.measure = Some(measure(part).to_owned());
            outcome.total_weight = Some(total.to_string());
            outcome.lines = i64::try_from(shares.len()).unwrap_or(i64::MAX);
            outcome.first_line = Some(writer.next_line);
            if part.destination == Destination::Government {
                outcome.villages = village_table(&shares);
            }
            writer.part(position, &shares, total);
        }
        parts.push(outcome);
    }
    let lines = writer.next_line - 1;
    let (pieces, digest) = writer.finish();
    let rounding_method = match terms.rounding {
        Rounding::Rupiah => "sisa terbesar, satuan rupiah, seri ke nomor anggota terkecil",
        Rounding::Sen => "sisa terbesar, satuan sen, seri ke nomor anggota terkecil",
    };
    let outcome = RunOutcome { parts, lines, rounding_method: rounding_method.to_owned() };
    Ok(Computed { outcome, pieces, digest })
}

fn is_by_holder(part: &Part) -> bool {
    matches!(part.destination, Destination::MemberCapital | Destination::MemberPatronage)
}

fn measure(part: &Part) -> &'static str {
    match (part.base, part.patronage) {
        (Some(base), _) => base.as_str(),
        (None, Some(kind)) => kind.as_str(),
        (None, None) => CapitalBase::Closing.as_str(),
    }
}

/// What a part gets and how it was worked out.
fn describe(
    form: LegalForm,
    part: &Part,
    pool: &Pool,
    terms: &SchemeTerms,
    surplus: &Surplus,
    pools: &[Pool],
) -> PartOutcome {
    let fixed = rules::pay_from(form, part.destination).code;
    PartOutcome {
        key: part.key.clone(),
        name: part.name.clone(),
        destination: part.destination,
        percent: part.percent,
        from_members: pool.from_members,
        from_others: pool.from_others,
        amount: pool.amount,
        account: part.account.clone().unwrap_or_else(|| fixed.to_owned()),
        formula: formula(part, terms, surplus, pools),
        measure: None,
        total_weight: None,
        first_line: None,
        lines: 0,
        villages: Vec::new(),
    }
}

/// `25% × 40000000.00 + 55% × 10000000.00`: what is left of each source after
/// the fixed amounts.
fn formula(part: &Part, terms: &SchemeTerms, surplus: &Surplus, pools: &[Pool]) -> String {
    let Some(percent) = part.percent else {
        return part.amount.map(|amount| format!("= {amount}")).unwrap_or_default();
    };
    let (mut members, mut others) = (surplus.members.sen(), surplus.others.sen());
    for (other, pool) in terms.parts.iter().zip(pools) {
        if other.amount.is_some() {
            members -= pool.from_members.sen();
            others -= pool.from_others.sen();
        }
    }
    let mut text = format!("{percent}% × {}", Money::from_sen(members));
    if others > 0 {
        let steps = rules::other_percents(terms);
        let whole: u128 = steps.iter().sum();
        let position = terms.find(&part.key).map_or(0, |(position, _)| position);
        let own = Percent::of_steps(steps[position]);
        let others = Money::from_sen(others);
        if whole == Percent::WHOLE.steps() {
            text.push_str(&format!(" + {own}% × {others}"));
        } else {
            text.push_str(&format!(" + {own}/{} × {others}", Percent::of_steps(whole)));
        }
    }
    text
}

/// The claims of the holders on a part; none where it is not shared by holder.
async fn claims(
    conn: &impl ConnectionTrait,
    issuer: &Issuer,
    row: &run::Model,
    terms: &SchemeTerms,
    part: &Part,
) -> ApiResult<Vec<Weight>> {
    let period = Period { start: row.period_start, end: row.period_end };
    let kinds = rules::capital_instruments(issuer.legal_form, part);
    let lines: Vec<AccountLine> = kinds.into_iter().map(line_of).collect();
    let business = part.patronage.map(|kind| Bought {
        issuer: issuer.id,
        book_year: row.book_year,
        kind: kind.as_str(),
    });
    if lines.is_empty() && business.is_none() {
        return Ok(Vec::new());
    }
    let last = store::last_register_number(conn, issuer.id).await?;
    let mut claims = Vec::new();
    let (mut from, length) = (1, span_of(conn.get_database_backend()));
    while from <= last {
        let span = (from, from + length - 1);
        match &business {
            Some(which) => {
                let done = store::patronage_of(conn, which, span).await?;
                claims.extend(rules::patronage_weights(terms.exited_members, &period, &done));
            }
            None => {
                let base = part.base.unwrap_or(CapitalBase::Closing);
                let measured = (&period, base == CapitalBase::ShareDays);
                let held = store::holdings(conn, issuer.id, &lines, measured, span).await?;
                claims.extend(rules::capital_weights(base, terms.exited_members, &period, &held)?);
            }
        }
        from += length;
    }
    let joint = issuer.legal_form == LegalForm::BumDesaBersama;
    if joint && part.destination == Destination::Government && claims.len() < 2 {
        return Err(Fault::at(&problems::FOUNDERS_TOO_FEW, "/parts").into());
    }
    Ok(claims)
}

fn village_table(shares: &[Share]) -> Vec<VillageShare> {
    let capital: Vec<Money> = shares.iter().map(|share| share.claim.base).collect();
    let Some(percents) = percent_shares(&capital).filter(|_| shares.len() <= VILLAGES_MAX) else {
        return Vec::new();
    };
    let row = |(share, percent): (&Share, rust_decimal::Decimal)| VillageShare {
        member_id: share.claim.member,
        register_number: share.claim.register_number,
        capital: share.claim.base,
        percent: percent.to_string(),
        amount: share.amount,
    };
    shares.iter().zip(percents).map(row).collect()
}

/// R65: what a company must add to its reserve, and pays its dividend from.
async fn check_reserve(
    conn: &impl ConnectionTrait,
    issuer: &Issuer,
    row: &run::Model,
    terms: &SchemeTerms,
    pools: &[Pool],
    parameters: &Parameters,
) -> ApiResult<()> {
    if !matches!(issuer.legal_form, LegalForm::Perseroda | LegalForm::Perseroan) {
        return Ok(());
    }
    let horizon = Horizon { as_of: row.period_end, known_at: None };
    let sums = capital_lines(conn, issuer.id, &horizon).await?;
    let line = |wanted: AccountLine| {
        sums.iter().find(|(line, _)| *line == wanted).map_or(Money::ZERO, |(_, amount)| *amount)
    };
    let to = |wanted: &[Destination]| {
        let parts = terms.parts.iter().zip(pools);
        let of = parts.filter(|(part, _)| wanted.contains(&part.destination));
        Money::checked_sum(of.map(|(_, pool)| pool.amount)).map_err(Fault::from)
    };
    let figures = CompanyFigures {
        reserve: line(AccountLine::Cadangan),
        paid_up: line(AccountLine::Saham),
        retained_before: row.retained_before_sen,
        profit: row
            .member_surplus_sen
            .checked_add(row.non_member_surplus_sen)
            .map_err(Fault::from)?,
        addition: to(&[Destination::Reserve])?,
        dividend: to(&[Destination::MemberCapital, Destination::Government])?,
    };
    Ok(rules::check_reserve_duty(issuer.legal_form, &figures, parameters, row.period_end)?)
}

/// Reads the stored lines of a run once, gives each piece with the position of
/// its part to `each`, and tells whether they still give its digest. What `each`
/// has kept is good only where this answers `Ok`.
///
/// # Errors
/// 409 where they do not; 500 where the scheme does not read; those of `each`.
pub async fn verify_digest(
    conn: &impl ConnectionTrait,
    issuer: &Issuer,
    row: &run::Model,
    terms: &SchemeTerms,
    mut each: impl FnMut(usize, &piece::Model) -> ApiResult<()>,
) -> ApiResult<()> {
    let surplus = Surplus { members: row.member_surplus_sen, others: row.non_member_surplus_sen };
    let period = Period { start: row.period_start, end: row.period_end };
    let pools = rules::pools(&surplus, terms)?;
    let form = issuer.legal_form;
    let heading = Heading { issuer: issuer.id, form, period, surplus, terms, pools: &pools };
    let mut hash = Sha256::new();
    hash.update(rules::header(&heading));
    let outcome = outcome_of(row)?;
    let mut after = 0;
    loop {
        let pieces = store::pieces_after(conn, row.id, after, 32).await?;
        let Some(last) = pieces.last() else { break };
        after = last.last_line;
        for piece in &pieces {
            let position = usize::try_from(piece.part).unwrap_or(usize::MAX);
            let part = outcome.parts.get(position);
            if let Some(part) = part.filter(|part| part.first_line == Some(piece.first_line)) {
                let lines = usize::try_from(part.lines).unwrap_or_default();
                let total = part.total_weight.as_deref().and_then(|text| text.parse().ok());
                hash.update(rules::heading(position, lines, total.unwrap_or_default()));
            }
            hash.update(&piece.lines);
            each(position, piece)?;
        }
    }
    if row.digest.as_deref() == Some(hex(&hash.finalize()).as_str()) {
        return Ok(());
    }
    Err((&problems::RUN_TAMPERED).into())
}

/// What came of a run that was worked out.
///
/// # Errors
/// 409 before its first simulation.
pub fn outcome_of(row: &run::Model) -> ApiResult<RunOutcome> {
    let outcome = row.result.clone().and_then(|value| serde_json::from_value(value).ok());
    outcome.ok_or_else(|| (&problems::RUN_NOT_COMPUTED).into())
}

/// Writes lines into pieces, and the digest with them.
struct Writer {
    run: crate::kernel::ids::SurplusRunId,
    hash: Sha256,
    pieces: Vec<piece::Model>,
    next_line: i64,
}

impl Writer {
    fn new(run: crate::kernel::ids::SurplusRunId, header: &str) -> Self {
        let mut hash = Sha256::new();
        hash.update(header);
        Self { run, hash, pieces: Vec::new(), next_line: 1 }
    }

    fn part(&mut self, position: usize, shares: &[Share], total: i128) {
        self.hash.update(rules::heading(position, shares.len(), total));
        for some in shares.chunks(LINES_PER_PIECE) {
            let mut lines = String::with_capacity(some.len() * 96);
            for share in some {
                rules::line(&mut lines, share);
            }
            self.hash.update(&lines);
            let register =
                |share: Option<&Share>| share.map_or(0, |share| share.claim.register_number);
            let count = i64::try_from(some.len()).unwrap_or(i64::MAX);
            self.pieces.push(piece::Model {
                run_id: self.run,
                first_line: self.next_line,
                last_line: self.next_line + count - 1,
                part: i64::try_from(position).unwrap_or(i64::MAX),
                first_register: register(some.first()),
                last_register: register(some.last()),
                lines,
            });
            self.next_line += count;
        }
    }

    fn finish(self) -> (Vec<piece::Model>, String) {
        (self.pieces, hex(&self.hash.finalize()))
    }
}
