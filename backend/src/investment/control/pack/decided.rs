//! Checks the decisions of a pack against its transactions: what each says was
//! posted stands there so, and what needs a decision has one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::read::{Books, PackTransaction};
use super::{PackError, differs};
use crate::investment::entity::ledger_account::{AccountClass, Line};
use crate::kernel::ids::{BookYearClosingId, LedgerTransactionId, MemberId};

/// One line of the part.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub(super) enum Decision {
    BookYearClosing(Closing),
    Approval(Approval),
    Exit(Exit),
    SurplusRun(Run),
    /// What leads to no transaction, or is compared elsewhere.
    #[serde(other)]
    Other,
}

/// A closing of a book year.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Closing {
    pub id: BookYearClosingId,
    pub book_year: i64,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    pub closed_before: Option<NaiveDate>,
    pub reason: String,
    pub closed_at: chrono::DateTime<chrono::Utc>,
    pub head_sequence: i64,
    pub head_hash: String,
    pub reopened_at: Option<chrono::DateTime<chrono::Utc>>,
    pub reopen_reason: Option<String>,
    pub figures: Vec<ClosingFigure>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct ClosingFigure {
    pub class: AccountClass,
    pub line: Line,
    pub credit_less_debit_sen: i64,
}

/// What a second person decided.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Approval {
    id: Uuid,
    kind: String,
    amount_sen: i64,
    effective_on: NaiveDate,
    status: String,
    decided_by: Option<Uuid>,
    transaction_id: Option<LedgerTransactionId>,
}

/// A settlement with who left.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Exit {
    id: Uuid,
    member_id: MemberId,
    left_on: NaiveDate,
    #[serde(default)]
    counted_from: Option<NaiveDate>,
    #[serde(default)]
    payable_on: Option<NaiveDate>,
    principal_sen: i64,
    mandatory_sen: i64,
    voluntary_sen: i64,
    loans_sen: i64,
    borne_loss_sen: i64,
    refund_sen: i64,
}

impl Exit {
    /// Whether the days are those that the hashed details of the transaction
    /// have; those of an older program have none.
    fn is_hashed(&self, details: &str) -> bool {
        let Ok(details) = serde_json::from_str::<serde_json::Value>(details) else { return false };
        let days = json!([self.left_on, self.counted_from, self.payable_on]);
        details.get("left_on").is_none_or(|left_on| {
            json!([left_on, details["counted_from"], details["payable_on"]]) == days
        })
    }
}

/// A run of a surplus that a meeting decided.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Run {
    meeting: Meeting,
}

#[derive(Debug, Clone, Deserialize)]
struct Meeting {
    number: String,
}

/// Credits less debits by class and line, in sen.
type Sums = BTreeMap<(AccountClass, Line), i128>;

/// What is compared while the transactions are read.
#[derive(Default)]
pub(super) struct Decided {
    closings: Vec<(Closing, Sums)>,
    approvals: BTreeMap<String, Approval>,
    exits: BTreeMap<String, Exit>,
    meetings: BTreeSet<String>,
}

impl Decided {
    /// Takes up the decisions of a pack.
    pub(super) fn of(
        decisions: impl Iterator<Item = Result<Decision, PackError>>,
    ) -> Result<Self, PackError> {
        let mut decided = Self::default();
        for decision in decisions {
            match decision? {
                Decision::BookYearClosing(closing) => {
                    decided.closings.push((closing, Sums::new()));
                }
                Decision::Approval(approval) => decided.approve(approval)?,
                Decision::Exit(exit) => decided.exit(exit)?,
                Decision::SurplusRun(run) => {
                    decided.meetings.insert(run.meeting.number);
                }
                Decision::Other => {}
            }
        }
        Ok(decided)
    }

    fn approve(&mut self, approval: Approval) -> Result<(), PackError> {
        match (approval.status.as_str(), approval.transaction_id) {
            ("approved", Some(id)) => {
                self.approvals.insert(id.to_string(), approval);
                Ok(())
            }
            ("approved", None) | (_, Some(_)) => {
                Err(differs(format!("approval {}: its state and posting differ", approval.id)))
            }
            _ => Ok(()),
        }
    }

    fn exit(&mut self, exit: Exit) -> Result<(), PackError> {
        let given = [exit.principal_sen, exit.mandatory_sen, exit.voluntary_sen];
        let taken = [exit.loans_sen, exit.borne_loss_sen];
        let sum = |of: &[i64]| of.iter().copied().map(i128::from).sum::<i128>();
        if sum(&given) - sum(&taken) != i128::from(exit.refund_sen) {
            return Err(differs(format!("exit {}: the refund is not its sum", exit.id)));
        }
        self.exits.insert(exit.id.to_string(), exit);
        Ok(())
    }

    /// Compares one transaction, whose hash is right.
    pub(super) fn follow(&mut self, row: &PackTransaction, books: &Books) -> Result<(), PackError> {
        let of = |what: &str| differs(format!("transaction {}: {what}", row.sequence));
        let field = |name: &str| row.field(name).unwrap_or_default();
        let day: NaiveDate =
            field("effective_on").parse().map_err(|_| of("effective_on is not readable"))?;
        for (closing, sums) in &mut self.closings {
            if closing.head_sequence == row.sequence && closing.head_hash != row.hash {
                let id = closing.id;
                return Err(differs(format!("book_year_closing {id}: it names another head")));
            }
            if day > closing.last_on {
                continue;
            }
            for entry in &row.entries {
                let account = books.accounts.get(&entry.account_id);
                let account = account.ok_or_else(|| of("an account is not in accounts.jsonl"))?;
                *sums.entry((account.class, account.line)).or_default() +=
                    i128::from(entry.credit_sen) - i128::from(entry.debit_sen);
            }
        }
        let approval = self.approvals.remove(field("id"));
        let agrees = approval.as_ref().is_none_or(|it| {
            it.kind == field("kind")
                && it.amount_sen.to_string() == field("amount_sen")
                && it.effective_on == day
        });
        let by = approval.and_then(|it| it.decided_by).map(|by| by.to_string());
        if !agrees || by.as_deref() != row.field("approved_by") {
            return Err(of("its approval is not that of decisions.jsonl"));
        }
        if field("kind") == "exit_settlement" {
            let exit = self.exits.remove(field("settlement_id"));
            let agrees = |it: &Exit| {
                it.member_id.to_string() == field("member_id")
                    && it.left_on <= day
                    && it.is_hashed(field("details"))
            };
            if !exit.as_ref().is_some_and(agrees) {
                return Err(of("its exit is not that of decisions.jsonl"));
            }
        }
        let shared = field("kind") == "surplus_distribution";
        if shared && !self.meetings.contains(field("decision_number")) {
            return Err(of("the meeting that decided it is not in decisions.jsonl"));
        }
        Ok(())
    }

    /// Whether nothing is left over, and the figures of closed years are sums.
    pub(super) fn finish(self, last: i64) -> Result<(), PackError> {
        if let Some(approval) = self.approvals.into_values().next() {
            return Err(differs(format!("approval {}: it was not posted", approval.id)));
        }
        if let Some(exit) = self.exits.into_values().next() {
            return Err(differs(format!("exit {}: it was not posted", exit.id)));
        }
        for (closing, mut sums) in self.closings {
            if closing.head_sequence > last {
                let id = closing.id;
                return Err(differs(format!("book_year_closing {id}: it names another head")));
            }
            if closing.reopened_at.is_some() {
                continue;
            }
            for figure in &closing.figures {
                let sum = sums.entry((figure.class, figure.line)).or_default();
                *sum -= i128::from(figure.credit_less_debit_sen);
            }
            if let Some(((_, line), rest)) = sums.into_iter().find(|(_, rest)| *rest != 0) {
                return Err(differs(format!(
                    "book_year_closing {}: {} differs by {rest} sen from its entries",
                    closing.id,
                    line.as_str()
                )));
            }
        }
        Ok(())
    }
}
