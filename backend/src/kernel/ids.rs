//! Ids as types: `UserId` is not `ClusterId`, though both are a UUID.
//!
//! Ids are UUIDv7 made by the app, or by the client for offline work, so that
//! they sort by the time they were made. The kernel reads no clock: the time
//! is an argument. The marker of an id is never built; it only names the kind.
//!
//! Source: RFC 9562 section 5.7 (UUIDv7); house rule for typed ids.

use std::any::type_name;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{
    ActiveValue, ColIdx, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError, TryGetable,
    Value,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use uuid::Uuid;

use super::fault::{Code, Fault, Text};
use super::refused::{Refused, deserialize_text};

mod performance;

pub use performance::{
    PeriodicReport, PeriodicReportId, Ranking, RankingId, VillageIndex, VillageIndexId,
};

/// A text that should be an id is no UUID.
pub static ID_MALFORMED: Code = Code {
    name: "id_malformed",
    status: 400,
    title: Text { id: "ID tidak terbaca", en: "Id not readable" },
    detail: Text {
        id: "ID harus berupa UUID seperti 01990000-0000-7000-8000-000000000000; salin dari jawaban API.",
        en: "An id is a UUID such as 01990000-0000-7000-8000-000000000000; copy it from an answer of the API.",
    },
    basis: "",
};

/// The id of one thing of kind `K`. On the wire a UUID string, in the database a UUID.
pub struct Id<K>(Uuid, PhantomData<fn() -> K>);

impl<K> Id<K> {
    /// The id with this UUID, wherever it came from.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }

    /// A new UUIDv7 for a thing made at `millis` (Unix time in milliseconds, of
    /// which 48 bits are kept), told apart from others by ten random bytes.
    #[must_use]
    pub const fn new_v7_at(millis: u64, random: &[u8; 10]) -> Self {
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid())
    }

    /// The UUID.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.0
    }

    /// `K` without its path, such as `Cluster`.
    fn kind() -> &'static str {
        let path = type_name::<K>();
        path.rsplit("::").next().unwrap_or(path)
    }
}

// By hand instead of derived: a derive would demand the same of the marker `K`.
impl<K> Copy for Id<K> {}

impl<K> Clone for Id<K> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K> PartialEq for Id<K> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<K> Eq for Id<K> {}

impl<K> PartialOrd for Id<K> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<K> Ord for Id<K> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

impl<K> Hash for Id<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}Id({})", Self::kind(), self.0)
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(out)
    }
}

impl<K> FromStr for Id<K> {
    type Err = Refused;

    fn from_str(text: &str) -> Result<Self, Refused> {
        // `Uuid` also reads braces and URNs; the wire has one form.
        uuid::fmt::Hyphenated::from_str(text)
            .map(|uuid| Self::from_uuid(uuid.into_uuid()))
            .map_err(|_| Refused(Fault::new(&ID_MALFORMED)))
    }
}

impl<K> From<Uuid> for Id<K> {
    fn from(uuid: Uuid) -> Self {
        Self::from_uuid(uuid)
    }
}

impl<K> From<Id<K>> for Uuid {
    fn from(id: Id<K>) -> Self {
        id.0
    }
}

impl<K> Serialize for Id<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K> Deserialize<'de> for Id<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_text(deserializer)
    }
}

impl<K> utoipa::PartialSchema for Id<K> {
    fn schema() -> utoipa::openapi::RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
            .description(Some(format!("Id ({}), UUID", Self::kind())))
            .into()
    }
}

impl<K> utoipa::ToSchema for Id<K> {
    fn name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Id", Self::kind()))
    }
}

impl<K> From<Id<K>> for Value {
    fn from(id: Id<K>) -> Self {
        Self::from(id.0)
    }
}

impl<K> TryGetable for Id<K> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        Uuid::try_get_by(row, index).map(Self::from_uuid)
    }
}

impl<K> ValueType for Id<K> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <Uuid as ValueType>::try_from(value).map(Self::from_uuid)
    }

    fn type_name() -> String {
        format!("{}Id", Self::kind())
    }

    fn array_type() -> ArrayType {
        ArrayType::Uuid
    }

    fn column_type() -> ColumnType {
        ColumnType::Uuid
    }
}

impl<K> Nullable for Id<K> {
    fn null() -> Value {
        <Uuid as Nullable>::null()
    }
}

impl<K> IntoActiveValue<Self> for Id<K> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}

impl<K> TryFromU64 for Id<K> {
    // No database makes our ids by counting.
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("Id"))
    }
}

/// Kind of id: someone who can sign in.
pub enum User {}
/// Id of someone who can sign in.
pub type UserId = Id<User>;

/// Kind of id: a signed-in browser.
pub enum Session {}
/// Id of a signed-in browser.
pub type SessionId = Id<Session>;

/// Kind of id: a token for programs.
pub enum ApiToken {}
/// Id of a token for programs.
pub type ApiTokenId = Id<ApiToken>;

/// Kind of id: a role with its reach.
pub enum Grant {}
/// Id of a role with its reach.
pub type GrantId = Id<Grant>;

/// Kind of id: a village enterprise or a partner.
pub enum Organization {}
/// Id of a village enterprise or a partner.
pub type OrganizationId = Id<Organization>;

/// Kind of id: a change of an organization's status.
pub enum OrganizationStatus {}
/// Id of a change of an organization's status.
pub type OrganizationStatusId = Id<OrganizationStatus>;

/// Kind of id: a change of an organization's seat or legal form.
pub enum OrganizationTransition {}
/// Id of a change of an organization's seat or legal form.
pub type OrganizationTransitionId = Id<OrganizationTransition>;

/// Kind of id: a natural person.
pub enum Person {}
/// Id of a natural person.
pub type PersonId = Id<Person>;

/// Kind of id: a legal number with its dates.
pub enum Parameter {}
/// Id of a legal number with its dates.
pub type ParameterId = Id<Parameter>;

/// Kind of id: who holds a position in an organ of an organization.
pub enum OrganPosition {}
/// Id of who holds a position in an organ of an organization.
pub type OrganPositionId = Id<OrganPosition>;

/// Kind of id: a board that was recorded as a whole.
pub enum Board {}
/// Id of a board that was recorded as a whole.
pub type BoardId = Id<Board>;

/// Kind of id: a family tie between two persons.
pub enum FamilyTie {}
/// Id of a family tie between two persons.
pub type FamilyTieId = Id<FamilyTie>;

/// Kind of id: a village that a cooperative serves beside its own.
pub enum ServedVillage {}
/// Id of a village that a cooperative serves beside its own.
pub type ServedVillageId = Id<ServedVillage>;

/// Kind of id: a yearly meeting of an organization.
pub enum AnnualMeeting {}
/// Id of a yearly meeting of an organization.
pub type AnnualMeetingId = Id<AnnualMeeting>;

/// Kind of id: a named column mapping.
pub enum ImportProfile {}
/// Id of a named column mapping.
pub type ImportProfileId = Id<ImportProfile>;

/// Kind of id: one import of a file.
pub enum Import {}
/// Id of one import of a file.
pub type ImportId = Id<Import>;

/// Kind of id: a KIBM cluster.
pub enum Cluster {}
/// Id of a KIBM cluster.
pub type ClusterId = Id<Cluster>;

/// Kind of id: an organization in a cluster.
pub enum ClusterMember {}
/// Id of an organization in a cluster.
pub type ClusterMemberId = Id<ClusterMember>;

/// Kind of id: a term of a cluster's orchestrator.
pub enum Orchestrator {}
/// Id of a term of a cluster's orchestrator.
pub type OrchestratorId = Id<Orchestrator>;

/// Kind of id: a step of a cluster between phases.
pub enum PhaseChange {}
/// Id of a step of a cluster between phases.
pub type PhaseChangeId = Id<PhaseChange>;

/// Kind of id: a proof shown at a phase gate.
pub enum Evidence {}
/// Id of a proof shown at a phase gate.
pub type EvidenceId = Id<Evidence>;

/// Kind of id: a figure that somebody published.
pub enum PublishedFigure {}
/// Id of a figure that somebody published.
pub type PublishedFigureId = Id<PublishedFigure>;

/// Kind of id: a value or supply chain.
pub enum Chain {}
/// Id of a value or supply chain.
pub type ChainId = Id<Chain>;

/// Kind of id: a stage of a chain.
pub enum Stage {}
/// Id of a stage of a chain.
pub type StageId = Id<Stage>;

/// Kind of id: a link between two stages.
pub enum StageLink {}
/// Id of a link between two stages.
pub type StageLinkId = Id<StageLink>;

/// Kind of id: an organization's role in a stage.
pub enum Participation {}
/// Id of an organization's role in a stage.
pub type ParticipationId = Id<Participation>;

/// Kind of id: a mentor (pendamping).
pub enum Mentor {}
/// Id of a mentor (pendamping).
pub type MentorId = Id<Mentor>;

/// Kind of id: a mentor's assignment to an organization and stage.
pub enum Assignment {}
/// Id of a mentor's assignment to an organization and stage.
pub type AssignmentId = Id<Assignment>;

/// Kind of id: a log of a mentoring visit.
pub enum MentoringLog {}
/// Id of a log of a mentoring visit.
pub type MentoringLogId = Id<MentoringLog>;

/// Kind of id: an earlier text of a corrected log.
pub enum LogRevision {}
/// Id of an earlier text of a corrected log.
pub type LogRevisionId = Id<LogRevision>;

/// Kind of id: an agreed action after a visit.
pub enum FollowUp {}
/// Id of an agreed action after a visit.
pub type FollowUpId = Id<FollowUp>;

/// Kind of id: an investment instrument of an issuer.
pub enum Instrument {}
/// Id of an investment instrument of an issuer.
pub type InstrumentId = Id<Instrument>;

/// Kind of id: a member or investor of an issuer.
pub enum Member {}
/// Id of a member or investor of an issuer.
pub type MemberId = Id<Member>;

/// Kind of id: an account of the ledger.
pub enum LedgerAccount {}
/// Id of an account of the ledger.
pub type LedgerAccountId = Id<LedgerAccount>;

/// Kind of id: a balanced transaction of the ledger.
pub enum LedgerTransaction {}
/// Id of a balanced transaction of the ledger.
pub type LedgerTransactionId = Id<LedgerTransaction>;

/// Kind of id: one line of a transaction.
pub enum LedgerEntry {}
/// Id of one line of a transaction.
pub type LedgerEntryId = Id<LedgerEntry>;

/// Kind of id: the terms of an instrument from a day on.
pub enum InstrumentTerms {}
/// Id of the terms of an instrument from a day on.
pub type InstrumentTermsId = Id<InstrumentTerms>;

/// Kind of id: a numbered certificate of shares.
pub enum ShareCertificate {}
/// Id of a numbered certificate of shares.
pub type ShareCertificateId = Id<ShareCertificate>;

/// Kind of id: a change by which certificates are issued and cancelled.
pub enum CertificateChange {}
/// Id of a change by which certificates are issued and cancelled: that of its
/// transaction, where one is behind it.
pub type CertificateChangeId = Id<CertificateChange>;

/// Kind of id: a claim that somebody has on what a holder has.
pub enum Encumbrance {}
/// Id of a claim that somebody has on what a holder has.
pub type EncumbranceId = Id<Encumbrance>;

/// Kind of id: a promise to bring capital in.
pub enum Pledge {}
/// Id of a promise to bring capital in.
pub type PledgeId = Id<Pledge>;

/// Kind of id: a paper behind a contribution in kind.
pub enum InKindPaper {}
/// Id of a paper behind a contribution in kind.
pub type InKindPaperId = Id<InKindPaper>;

/// Kind of id: what is settled with a member who leaves.
pub enum ExitSettlement {}
/// Id of what is settled with a member who leaves.
pub type ExitSettlementId = Id<ExitSettlement>;

/// Kind of id: a declared holding of a company.
pub enum DeclaredHolding {}
/// Id of a declared holding of a company.
pub type DeclaredHoldingId = Id<DeclaredHolding>;

/// Kind of id: one statement about a declared holding.
pub enum DeclaredRevision {}
/// Id of one statement about a declared holding.
pub type DeclaredRevisionId = Id<DeclaredRevision>;

/// Kind of id: a version of an issuer's rule for sharing its surplus.
pub enum SurplusScheme {}
/// Id of a version of an issuer's rule for sharing its surplus.
pub type SurplusSchemeId = Id<SurplusScheme>;

/// Kind of id: the sharing of one book year's surplus.
pub enum SurplusRun {}
/// Id of the sharing of one book year's surplus.
pub type SurplusRunId = Id<SurplusRun>;

/// Kind of id: an agreement with its own arithmetic of sharing.
pub enum Agreement {}
/// Id of an agreement with its own arithmetic of sharing.
pub type AgreementId = Id<Agreement>;

/// Kind of id: one reckoning under an agreement.
pub enum AgreementStatement {}
/// Id of one reckoning under an agreement.
pub type AgreementStatementId = Id<AgreementStatement>;

/// Kind of id: a partnership contract (kemitraan).
pub enum Partnership {}
/// Id of a partnership contract (kemitraan).
pub type PartnershipId = Id<Partnership>;

/// Kind of id: a consent to the use of land.
pub enum LandConsent {}
/// Id of a consent to the use of land.
pub type LandConsentId = Id<LandConsent>;

/// Kind of id: a loan of a village cooperative.
pub enum KopdesLoan {}
/// Id of a loan of a village cooperative.
pub type KopdesLoanId = Id<KopdesLoan>;

/// Kind of id: a purchase through securities crowdfunding.
pub enum ScfRecord {}
/// Id of a purchase through securities crowdfunding.
pub type ScfRecordId = Id<ScfRecord>;

/// Kind of id: the closing of an issuer's book year.
pub enum BookYearClosing {}
/// Id of the closing of an issuer's book year.
pub type BookYearClosingId = Id<BookYearClosing>;

/// Kind of id: a posting that waits for a second person.
pub enum PostingRequest {}
/// Id of a posting that waits for a second person.
pub type PostingRequestId = Id<PostingRequest>;

/// Kind of id: the import of an issuer's existing books.
pub enum BooksImport {}
/// Id of the import of an issuer's existing books.
pub type BooksImportId = Id<BooksImport>;

/// Kind of id: an event of the audit trail.
pub enum AuditEvent {}
/// Id of an event of the audit trail.
pub type AuditEventId = Id<AuditEvent>;

#[cfg(test)]
mod tests;
