//! What is asked of the journal.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::book::{Leg, Place, Posted};
use crate::identity::entity::access_grant::Role;
use crate::identity::scope::scope;
use crate::identity::{Access, Scope};
use crate::investment::control::asked::{AskedLine, AskedRefund, AskedView};
use crate::investment::drafts::{
    CapitalConversionDraft, ContributionDraft, ExitPaymentDraft, ExitSettlementDraft,
    OpeningBalanceDraft, RedemptionDraft, ReversalDraft, SavingsInterestDraft, TaxRemittanceDraft,
    TransferDraft, WithdrawalDraft,
};
use crate::investment::entity::ledger_account::Line;
use crate::investment::entity::ledger_transaction::TransactionKind;
use crate::investment::in_kind::drafts::InKindContributionDraft;
use crate::kernel::fault::Language;
use crate::kernel::ids::{
    ExitSettlementId, InstrumentId, LedgerTransactionId, MemberId, OrganizationId, PledgeId, UserId,
};
use crate::kernel::region_code::RegionCode;
use crate::platform::ApiError;
use crate::platform::audit::Author;
use crate::platform::idempotency::{Claim, Replay};
use crate::platform::json::JsonText;
use crate::platform::problem::ApiResult;
use crate::platform::vault::Vault;

/// One business act, as it was asked for; what waits for a second person is
/// kept in this form.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A holder brings capital in.
    Contribution(OrganizationId, ContributionDraft),
    /// A holder brings capital in as goods.
    InKindContribution(OrganizationId, Box<InKindContributionDraft>),
    /// A holder takes capital out.
    Withdrawal(OrganizationId, WithdrawalDraft),
    /// What was there before the ledger began.
    OpeningBalance(OrganizationId, OpeningBalanceDraft),
    /// Capital passes from one holder to another.
    Transfer(OrganizationId, TransferDraft),
    /// The issuer pays capital back by decision.
    Redemption(OrganizationId, RedemptionDraft),
    /// Capital of a holder passes to another instrument.
    Conversion(OrganizationId, CapitalConversionDraft),
    /// A member's savings earn interest, of which tax is withheld.
    SavingsInterest(OrganizationId, SavingsInterestDraft),
    /// Tax that was withheld is paid to the state.
    TaxRemittance(OrganizationId, TaxRemittanceDraft),
    /// A membership ends and is settled.
    ExitSettlement(OrganizationId, MemberId, ExitSettlementDraft),
    /// A settlement is paid out.
    ExitPayment(OrganizationId, ExitSettlementId, ExitPaymentDraft),
    /// Takes a transaction back.
    Reversal(LedgerTransactionId, ReversalDraft),
    /// Moves a surplus or a loss, as the room `surplus` has decided. What a
    /// meeting decided to the rupiah does not wait; what is spent of a part does.
    Surplus(OrganizationId, Box<SurplusMove>),
}

/// What the room `surplus` has decided to post.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SurplusMove {
    /// What it is.
    pub kind: TransactionKind,
    /// Day on which it counts.
    pub effective_on: NaiveDate,
    /// Why: the run and its book year.
    pub reason: String,
    /// The meeting's decision.
    pub decision_number: String,
    /// The holder, where it concerns one.
    pub member: Option<MemberId>,
    /// Its lines.
    pub legs: Vec<Leg>,
    /// What the sub-accounts among them are called.
    pub parts: Vec<(Line, u8, String)>,
    /// What else the transaction keeps, as the text of a JSON object.
    pub details: Option<String>,
}

/// A holder's account of one instrument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Holder {
    /// The holder.
    pub member: MemberId,
    /// The instrument.
    pub instrument: InstrumentId,
}

/// What an act looks at, so that it is read for the whole batch at once.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// The issuer; not needed where `original` names it.
    pub issuer: Option<OrganizationId>,
    /// A transaction that is there already, with all accounts it moved.
    pub original: Option<LedgerTransactionId>,
    /// Holders' accounts that are moved.
    pub holders: Vec<Holder>,
    /// Collective lines that it takes from, or whose state it looks at.
    pub lines: Vec<Line>,
    /// The day on which it counts, if named; else today or that of the original.
    pub day: Option<NaiveDate>,
    /// Whether it may take something out of a holder's account.
    pub takes_out: bool,
    /// Whether it looks at what the holders had before the ledger began.
    pub opens: bool,
    /// Whether it may change what part of a Perseroda regions hold (R62); asked
    /// of no other issuer.
    pub weighs_regions: bool,
    /// Who leaves, all of whose accounts are looked at.
    pub leaves: Option<MemberId>,
    /// Who earns interest, whose earlier interest of the month is looked at.
    pub earns: Option<MemberId>,
    /// Whether it remits tax, for which evidence counts once.
    pub remits: bool,
    /// A settlement that is there already.
    pub settlement: Option<ExitSettlementId>,
    /// Number of the minutes of an annual meeting that it waited for.
    pub meeting: Option<String>,
    /// A pledge that it pays on.
    pub pledge: Option<PledgeId>,
    /// Names that are looked for among the holders.
    pub names: Vec<String>,
    /// Papers that are looked for behind what was brought in as goods.
    pub papers: BTreeSet<String>,
}

impl Needs {
    /// Those of an act on one holder's account of one instrument.
    fn of(
        issuer: OrganizationId,
        (member, instrument): (MemberId, InstrumentId),
        day: Option<NaiveDate>,
    ) -> Self {
        Self::by(issuer, [Holder { member, instrument }], day)
    }

    /// Those of an act on any number of holders' accounts.
    fn by(
        issuer: OrganizationId,
        holders: impl IntoIterator<Item = Holder>,
        day: Option<NaiveDate>,
    ) -> Self {
        let holders = holders.into_iter().collect();
        Self { issuer: Some(issuer), holders, day, ..Self::default() }
    }

    /// The same of an act by which a holder may give something up, shares as well.
    fn of_giving_up(self) -> Self {
        Self { takes_out: true, weighs_regions: true, ..self }
    }
}

impl Act {
    /// The issuer; none of a reversal, which its original names.
    #[must_use]
    pub fn issuer(&self) -> Option<OrganizationId> {
        match self {
            Self::Contribution(issuer, _)
            | Self::InKindContribution(issuer, _)
            | Self::Withdrawal(issuer, _)
            | Self::OpeningBalance(issuer, _)
            | Self::Transfer(issuer, _)
            | Self::Redemption(issuer, _)
            | Self::Conversion(issuer, _)
            | Self::SavingsInterest(issuer, _)
            | Self::TaxRemittance(issuer, _)
            | Self::ExitSettlement(issuer, ..)
            | Self::ExitPayment(issuer, ..)
            | Self::Surplus(issuer, _) => Some(*issuer),
            Self::Reversal(..) => None,
        }
    }

    /// What this act looks at.
    #[must_use]
    pub fn needs(&self) -> Needs {
        match self {
            Self::Contribution(issuer, draft) => Needs {
                weighs_regions: true,
                pledge: draft.pledge_id,
                ..Needs::of(*issuer, (draft.member_id, draft.instrument_id), draft.effective_on)
            },
            Self::InKindContribution(issuer, draft) => Needs {
                weighs_regions: true,
                pledge: draft.pledge_id,
                names: draft.valuation.valuer.name_keys(),
                papers: draft.valued().papers(),
                ..Needs::of(*issuer, (draft.member_id, draft.instrument_id), draft.effective_on)
            },
            Self::Withdrawal(issuer, draft) => Needs {
                takes_out: true,
                ..Needs::of(*issuer, (draft.member_id, draft.instrument_id), draft.effective_on)
            },
            Self::Transfer(issuer, draft) => {
                let holders = [draft.from_member_id, draft.to_member_id]
                    .map(|member| Holder { member, instrument: draft.instrument_id });
                Needs::by(*issuer, holders, draft.effective_on).of_giving_up()
            }
            Self::Redemption(issuer, draft) => {
                let holder = (draft.member_id, draft.instrument_id);
                Needs::of(*issuer, holder, draft.effective_on).of_giving_up()
            }
            Self::Conversion(issuer, draft) => {
                let holders = [draft.from_instrument_id, draft.to_instrument_id]
                    .map(|instrument| Holder { member: draft.member_id, instrument });
                Needs::by(*issuer, holders, draft.effective_on).of_giving_up()
            }
            Self::SavingsInterest(issuer, draft) => Needs {
                earns: Some(draft.member_id),
                ..Needs::of(*issuer, (draft.member_id, draft.instrument_id), draft.effective_on)
            },
            Self::TaxRemittance(issuer, draft) => Needs {
                lines: vec![Line::UtangPajak],
                remits: true,
                ..Needs::by(*issuer, [], draft.effective_on)
            },
            Self::ExitSettlement(issuer, member, draft) => Needs {
                takes_out: true,
                leaves: Some(*member),
                ..Needs::by(*issuer, [], Some(draft.counted_on()))
            },
            Self::ExitPayment(issuer, id, draft) => {
                let meeting = draft.meeting.as_ref().map(|it| it.number.trim().to_owned());
                let settlement = Some(*id);
                Needs { settlement, meeting, ..Needs::by(*issuer, [], draft.effective_on) }
            }
            Self::Surplus(issuer, surplus) => Needs {
                lines: surplus.lines(),
                ..Needs::by(*issuer, surplus.holders(), Some(surplus.effective_on))
            },
            Self::OpeningBalance(issuer, draft) => {
                let holder = draft.member_id.zip(draft.instrument_id);
                let holder = holder.map(|(member, instrument)| Holder { member, instrument });
                let weighs_regions = holder.is_some();
                Needs {
                    opens: true,
                    weighs_regions,
                    ..Needs::by(*issuer, holder, Some(draft.effective_on))
                }
            }
            Self::Reversal(original, draft) => {
                let (original, day) = (Some(*original), draft.effective_on);
                Needs { original, day, ..Needs::default() }.of_giving_up()
            }
        }
    }
}

impl SurplusMove {
    /// Operation id, for the audit log.
    #[must_use]
    pub fn action(&self) -> &'static str {
        match (self.kind, self.member) {
            (TransactionKind::SurplusPayout, Some(_)) => "pay_out_surplus",
            (TransactionKind::SurplusPayout, None) => "pay_out_surplus_part",
            (TransactionKind::LossCovering, _) => "cover_loss",
            _ => "pay_surplus_run",
        }
    }

    /// Holders' accounts that it credits; it debits none.
    fn holders(&self) -> Vec<Holder> {
        let holder = |leg: &Leg| match leg.place {
            Place::Holder(holder) => Some(holder),
            Place::Account(_) | Place::Issuer(_) | Place::Part(..) => None,
        };
        self.legs.iter().filter_map(holder).collect()
    }

    /// The issuer's lines that it debits; of a loss also where it stands.
    fn lines(&self) -> Vec<Line> {
        let line = |leg: &Leg| match leg.place {
            Place::Issuer(line) | Place::Part(line, _) if leg.debit.is_positive() => Some(line),
            Place::Account(_) | Place::Holder(_) | Place::Issuer(_) | Place::Part(..) => None,
        };
        let loss = (self.kind == TransactionKind::LossCovering).then_some(Line::ShuBelumDibagi);
        self.legs.iter().filter_map(line).chain(loss).collect()
    }
}

/// What the one who asks reaches.
#[derive(Debug, Clone)]
pub struct Reach {
    /// With the roles allowed for this operation.
    pub scope: Scope,
    /// With any role.
    pub visible: Scope,
    /// As an administrator, who may post further back than others.
    pub senior: Scope,
}

impl Reach {
    /// That of a request.
    #[must_use]
    pub fn of(access: &Access) -> Self {
        let senior = scope(&access.actor, &[Role::Administrator], access.today());
        Self { scope: access.scope.clone(), visible: access.visible.clone(), senior }
    }

    /// That of the system itself.
    #[must_use]
    pub fn everything() -> Self {
        let all = Scope::everything;
        Self { scope: all(), visible: all(), senior: all() }
    }

    /// Refuses an issuer beyond the reach.
    ///
    /// # Errors
    /// 404 where the caller may not know of it, else 403.
    pub fn require(&self, code: &RegionCode, issuer: OrganizationId) -> ApiResult<()> {
        if self.scope.covers(code, issuer) {
            Ok(())
        } else if self.visible.covers(code, issuer) {
            Err((&crate::identity::problems::NOT_PERMITTED).into())
        } else {
            Err(ApiError::not_found())
        }
    }
}

/// How the answer of a request is kept for its retries.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The key.
    pub claim: Claim,
    /// The language of the answer.
    pub language: Language,
    /// Writes the answer.
    pub view: fn(&Posted, Language) -> ApiResult<JsonText>,
}

/// Why an act does not wait for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Approval {
    /// A meeting or the system itself decided it.
    Decided,
    /// Somebody approved it who is not its maker.
    By(Signed),
}

/// What a second person has signed; nothing else is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub checker: UserId,
    /// The day on which it is to count.
    pub effective_on: NaiveDate,
    /// The lines that it came to when it was asked.
    pub lines: Vec<AskedLine>,
    /// When a refund would be paid, of an exit.
    pub refund: Option<AskedRefund>,
}

impl Approval {
    /// The second person.
    #[must_use]
    pub fn checker(&self) -> Option<UserId> {
        match self {
            Self::Decided => None,
            Self::By(signed) => Some(signed.checker),
        }
    }
}

/// One act to be posted.
#[derive(Debug, Clone)]
pub struct Intent {
    /// What.
    pub act: Act,
    /// On whose behalf.
    pub author: Author,
    /// What they reach.
    pub reach: Reach,
    /// Identity of the transaction, if it is given.
    pub id: Option<LedgerTransactionId>,
    /// Key of the request that the transaction keeps.
    pub request_key: Option<String>,
    /// For a request: the key under which its answer is kept.
    pub receipt: Option<Receipt>,
    /// Whether somebody decided it besides its author.
    pub approval: Option<Approval>,
    /// Whether it may be left waiting for a second person: not what is posted
    /// together with others or not at all.
    pub may_wait: bool,
    /// Seals the heirs that it names, and the act if it has to wait.
    pub vault: Option<Arc<Vault>>,
}

impl Intent {
    /// An act of the system itself, without a request behind it.
    #[must_use]
    pub fn of_system(act: Act, author: Author, request_key: Option<String>) -> Self {
        let approval = Some(Approval::Decided);
        let reach = Reach::everything();
        let (id, receipt, vault, may_wait) = (None, None, None, false);
        Self { act, author, reach, id, request_key, receipt, approval, may_wait, vault }
    }
}

/// What became of an intent that was not refused.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was posted, with the answer of its receipt.
    Posted(Box<Posted>, Option<JsonText>),
    /// Nothing was posted: it waits for a second person, says the answer.
    Asked(AskedView),
    /// The request was carried out or refused before: that answer again.
    Replayed(Replay),
}
