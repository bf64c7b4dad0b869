//! Ids of what stands beside the ledger: agreements, contracts, consents, loans
//! and records of crowdfunding.
//!
//! Source: as the module above.

use super::Id;

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
