//! The access matrix: which role may call which operation (R114).
//!
//! One pure table. A test walks the OpenAPI document and fails when an
//! operation has no row here or a row has no operation; [`super::gate`] refuses
//! whatever has no row.

use super::entity::access_grant::Role;
use Role::{Administrator, Auditor, Coordinator, EnterpriseOfficer, Mentor, RegionalOfficer};

/// Who may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// Anybody, without signing in.
    Public,
    /// Anybody who is signed in; the operation concerns the caller alone or
    /// public reference data.
    SignedIn,
    /// Who holds one of these roles, within the reach of those grants.
    Roles(&'static [Role]),
    /// Who holds one of these roles for the whole nation: users, grants and
    /// legal parameters concern everybody, so that a part of the nation is not enough.
    National(&'static [Role]),
}

/// One operation and who may call it.
#[derive(Debug)]
pub struct Row {
    /// Operation id, the handler's name.
    pub operation: &'static str,
    /// Who may call it.
    pub allowed: Allowed,
}

const fn row(operation: &'static str, allowed: Allowed) -> Row {
    Row { operation, allowed }
}

/// Every role there is.
pub const EVERYBODY: &[Role] =
    &[Administrator, Coordinator, RegionalOfficer, Mentor, EnterpriseOfficer, Auditor];
/// Who keeps the registry.
pub const REGISTRARS: &[Role] = &[Administrator, Coordinator, RegionalOfficer];
/// Who keeps an enterprise's own record.
const KEEPERS: &[Role] = &[Administrator, Coordinator, RegionalOfficer, EnterpriseOfficer];
/// Who writes logs of visits: mentors their own, registrars those of paper.
const LOG_WRITERS: &[Role] = &[Administrator, Coordinator, RegionalOfficer, Mentor];
/// Who closes what was agreed at a visit.
const CLOSERS: &[Role] = &[Administrator, Coordinator, RegionalOfficer, Mentor, EnterpriseOfficer];
/// Who keeps persons: regional offices see aggregates only (R114).
const PERSON_KEEPERS: &[Role] = &[Administrator, Coordinator, EnterpriseOfficer];
/// Who appoints persons to an office of a cluster: those who may see them.
const APPOINTERS: &[Role] = &[Administrator, Coordinator];
/// Who keeps the system.
const ADMINISTRATORS: &[Role] = &[Administrator];
/// Who reads the audit log.
const CONTROLLERS: &[Role] = &[Administrator, Auditor];

/// Operations that change what a credential may do: after them the gate forgets
/// whom it knew. A new operation that changes users, grants, sessions or tokens
/// belongs here; one that only adds a credential need not.
pub const TAKES_RIGHTS: &[&str] = &[
    "delete_current_session",
    "replace_password",
    "delete_token",
    "replace_user",
    "reset_password",
    "create_grant",
    "delete_grant",
    "create_mentor",
    "replace_mentor",
    "create_assignment",
    "end_assignment",
];
/// Who keeps the books of an issuer: savings are specific personal data
/// (UU 27/2022 Pasal 4), of which a regional office sees sums only (R114).
pub const TREASURERS: &[Role] = &[Administrator, EnterpriseOfficer];
/// Who reads the books of an issuer.
const BOOK_READERS: &[Role] = &[Administrator, EnterpriseOfficer, Auditor];

/// Who records the status of villages: the offices of their regions.
const INDEX_KEEPERS: &[Role] = &[Administrator, RegionalOfficer];

/// Who reads who owns what: capital is not for outsiders, such as a mentor
/// (ADR-0014); of persons a regional office sees sums only (R114).
const OWNERSHIP_READERS: &[Role] =
    &[Administrator, Coordinator, RegionalOfficer, EnterpriseOfficer, Auditor];

/// The matrix.
pub static MATRIX: &[Row] = &[
    // identity
    row("create_session", Allowed::Public),
    row("find_current_session", Allowed::SignedIn),
    row("delete_current_session", Allowed::SignedIn),
    row("replace_password", Allowed::SignedIn),
    row("list_tokens", Allowed::SignedIn),
    row("create_token", Allowed::SignedIn),
    row("delete_token", Allowed::SignedIn),
    row("list_users", Allowed::National(ADMINISTRATORS)),
    row("create_user", Allowed::National(ADMINISTRATORS)),
    row("find_user", Allowed::National(ADMINISTRATORS)),
    row("replace_user", Allowed::National(ADMINISTRATORS)),
    row("reset_password", Allowed::National(ADMINISTRATORS)),
    row("create_grant", Allowed::National(ADMINISTRATORS)),
    row("delete_grant", Allowed::National(ADMINISTRATORS)),
    row("list_audit_events", Allowed::Roles(CONTROLLERS)),
    // region
    row("list_regions", Allowed::SignedIn),
    row("find_region", Allowed::SignedIn),
    row("create_region", Allowed::National(ADMINISTRATORS)),
    row("close_region", Allowed::National(ADMINISTRATORS)),
    row("translate_region_code", Allowed::SignedIn),
    // registry
    row("list_organizations", Allowed::Roles(EVERYBODY)),
    row("create_organization", Allowed::Roles(REGISTRARS)),
    row("find_organization", Allowed::Roles(EVERYBODY)),
    row("replace_organization", Allowed::Roles(KEEPERS)),
    row("change_organization_status", Allowed::Roles(REGISTRARS)),
    row("list_persons", Allowed::Roles(PERSON_KEEPERS)),
    row("create_person", Allowed::Roles(PERSON_KEEPERS)),
    row("find_person", Allowed::Roles(PERSON_KEEPERS)),
    row("replace_person", Allowed::Roles(PERSON_KEEPERS)),
    row("search_person", Allowed::Roles(PERSON_KEEPERS)),
    row("reveal_person", Allowed::Roles(PERSON_KEEPERS)),
    row("list_parameters", Allowed::SignedIn),
    row("create_parameter", Allowed::National(ADMINISTRATORS)),
    row("correct_parameter", Allowed::National(ADMINISTRATORS)),
    row("withdraw_parameter", Allowed::National(ADMINISTRATORS)),
    // registry: imports
    row("list_imports", Allowed::Roles(REGISTRARS)),
    row("create_import", Allowed::Roles(REGISTRARS)),
    row("list_import_profiles", Allowed::Roles(REGISTRARS)),
    row("create_import_profile", Allowed::Roles(REGISTRARS)),
    row("find_import_profile", Allowed::Roles(REGISTRARS)),
    row("replace_import_profile", Allowed::Roles(REGISTRARS)),
    // governance: organs
    row("list_organ_positions", Allowed::Roles(EVERYBODY)),
    row("record_organ_position", Allowed::Roles(PERSON_KEEPERS)),
    row("find_organ_position", Allowed::Roles(EVERYBODY)),
    row("end_organ_position", Allowed::Roles(PERSON_KEEPERS)),
    row("record_board", Allowed::Roles(PERSON_KEEPERS)),
    row("check_governance", Allowed::Roles(EVERYBODY)),
    row("list_family_ties", Allowed::Roles(PERSON_KEEPERS)),
    row("declare_family_tie", Allowed::Roles(PERSON_KEEPERS)),
    row("withdraw_family_tie", Allowed::Roles(PERSON_KEEPERS)),
    row("list_served_villages", Allowed::Roles(EVERYBODY)),
    row("record_served_village", Allowed::Roles(REGISTRARS)),
    row("end_served_village", Allowed::Roles(REGISTRARS)),
    // governance: meetings
    row("list_annual_meetings", Allowed::Roles(EVERYBODY)),
    row("record_annual_meeting", Allowed::Roles(TREASURERS)),
    row("find_annual_meeting", Allowed::Roles(EVERYBODY)),
    row("withdraw_annual_meeting", Allowed::Roles(TREASURERS)),
    row("find_meetings_due", Allowed::Roles(EVERYBODY)),
    row("list_overdue_meetings", Allowed::Roles(EVERYBODY)),
    // cluster
    row("list_clusters", Allowed::Roles(EVERYBODY)),
    row("create_cluster", Allowed::Roles(REGISTRARS)),
    row("find_cluster", Allowed::Roles(EVERYBODY)),
    row("replace_cluster", Allowed::Roles(REGISTRARS)),
    row("list_cluster_members", Allowed::Roles(EVERYBODY)),
    row("join_cluster", Allowed::Roles(REGISTRARS)),
    row("leave_cluster", Allowed::Roles(REGISTRARS)),
    row("list_orchestrators", Allowed::Roles(EVERYBODY)),
    row("appoint_orchestrator", Allowed::Roles(APPOINTERS)),
    row("list_programme_phases", Allowed::SignedIn),
    row("list_evidence", Allowed::Roles(EVERYBODY)),
    row("record_evidence", Allowed::Roles(REGISTRARS)),
    row("list_phase_changes", Allowed::Roles(EVERYBODY)),
    row("change_phase", Allowed::Roles(REGISTRARS)),
    row("list_published_figures", Allowed::Roles(EVERYBODY)),
    // performance
    row("list_rankings", Allowed::Roles(EVERYBODY)),
    row("list_ranking_classes", Allowed::Roles(EVERYBODY)),
    row("create_ranking", Allowed::Roles(TREASURERS)),
    row("find_ranking", Allowed::Roles(EVERYBODY)),
    row("replace_ranking", Allowed::Roles(TREASURERS)),
    row("verify_ranking", Allowed::Roles(REGISTRARS)),
    row("list_reports", Allowed::Roles(EVERYBODY)),
    row("create_report", Allowed::Roles(TREASURERS)),
    row("find_report", Allowed::Roles(EVERYBODY)),
    row("replace_report", Allowed::Roles(TREASURERS)),
    row("delete_report", Allowed::Roles(TREASURERS)),
    row("list_due_reports", Allowed::Roles(EVERYBODY)),
    row("list_overdue_reports", Allowed::Roles(EVERYBODY)),
    row("list_village_index", Allowed::SignedIn),
    row("record_village_index", Allowed::Roles(INDEX_KEEPERS)),
    row("find_village_index", Allowed::SignedIn),
    row("replace_village_index", Allowed::Roles(INDEX_KEEPERS)),
    // chain
    row("list_chains", Allowed::Roles(EVERYBODY)),
    row("create_chain", Allowed::Roles(REGISTRARS)),
    row("find_chain", Allowed::Roles(EVERYBODY)),
    row("replace_chain", Allowed::Roles(REGISTRARS)),
    row("list_chain_gaps", Allowed::Roles(EVERYBODY)),
    row("list_stages", Allowed::Roles(EVERYBODY)),
    row("create_stage", Allowed::Roles(REGISTRARS)),
    row("find_stage", Allowed::Roles(EVERYBODY)),
    row("replace_stage", Allowed::Roles(REGISTRARS)),
    row("delete_stage", Allowed::Roles(REGISTRARS)),
    row("list_stage_links", Allowed::Roles(EVERYBODY)),
    row("link_stages", Allowed::Roles(REGISTRARS)),
    row("unlink_stages", Allowed::Roles(REGISTRARS)),
    row("list_participations", Allowed::Roles(EVERYBODY)),
    row("record_participation", Allowed::Roles(REGISTRARS)),
    row("find_participation", Allowed::Roles(EVERYBODY)),
    row("end_participation", Allowed::Roles(REGISTRARS)),
    // mentoring
    row("list_mentors", Allowed::Roles(EVERYBODY)),
    row("create_mentor", Allowed::Roles(REGISTRARS)),
    row("find_mentor", Allowed::Roles(EVERYBODY)),
    row("replace_mentor", Allowed::Roles(REGISTRARS)),
    row("list_assignments", Allowed::Roles(EVERYBODY)),
    row("create_assignment", Allowed::Roles(REGISTRARS)),
    row("find_assignment", Allowed::Roles(EVERYBODY)),
    row("end_assignment", Allowed::Roles(REGISTRARS)),
    row("list_mentoring_logs", Allowed::Roles(EVERYBODY)),
    row("create_mentoring_log", Allowed::Roles(LOG_WRITERS)),
    row("create_mentoring_logs", Allowed::Roles(LOG_WRITERS)),
    row("find_mentoring_log", Allowed::Roles(EVERYBODY)),
    row("replace_mentoring_log", Allowed::Roles(LOG_WRITERS)),
    row("verify_mentoring_log", Allowed::Roles(REGISTRARS)),
    row("return_mentoring_log", Allowed::Roles(REGISTRARS)),
    row("list_follow_ups", Allowed::Roles(EVERYBODY)),
    row("find_follow_up", Allowed::Roles(EVERYBODY)),
    row("close_follow_up", Allowed::Roles(CLOSERS)),
    row("find_follow_up_rates", Allowed::Roles(EVERYBODY)),
    row("find_coverage", Allowed::Roles(EVERYBODY)),
    row("list_coverage_pairs", Allowed::Roles(EVERYBODY)),
    // investment
    row("list_instruments", Allowed::Roles(EVERYBODY)),
    row("create_instrument", Allowed::Roles(KEEPERS)),
    row("find_instrument", Allowed::Roles(EVERYBODY)),
    row("create_instrument_amount", Allowed::Roles(TREASURERS)),
    row("list_members", Allowed::Roles(BOOK_READERS)),
    row("create_member", Allowed::Roles(TREASURERS)),
    row("find_member", Allowed::Roles(BOOK_READERS)),
    row("end_membership", Allowed::Roles(TREASURERS)),
    row("record_savings_interest", Allowed::Roles(TREASURERS)),
    row("find_savings_interest", Allowed::Roles(BOOK_READERS)),
    row("record_tax_remittance", Allowed::Roles(TREASURERS)),
    row("list_statement_entries", Allowed::Roles(BOOK_READERS)),
    row("record_contribution", Allowed::Roles(TREASURERS)),
    row("record_withdrawal", Allowed::Roles(TREASURERS)),
    row("record_opening_balance", Allowed::Roles(TREASURERS)),
    row("record_transfer", Allowed::Roles(TREASURERS)),
    row("record_redemption", Allowed::Roles(TREASURERS)),
    row("record_conversion", Allowed::Roles(TREASURERS)),
    row("list_encumbrances", Allowed::Roles(BOOK_READERS)),
    row("create_encumbrance", Allowed::Roles(TREASURERS)),
    row("release_encumbrance", Allowed::Roles(TREASURERS)),
    row("record_exit_settlement", Allowed::Roles(TREASURERS)),
    row("find_exit_settlement", Allowed::Roles(BOOK_READERS)),
    row("reveal_heirs", Allowed::Roles(TREASURERS)),
    row("record_exit_payment", Allowed::Roles(TREASURERS)),
    row("create_exit_rule", Allowed::Roles(ADMINISTRATORS)),
    row("reverse_ledger_transaction", Allowed::Roles(TREASURERS)),
    row("record_ledger_transactions", Allowed::Roles(TREASURERS)),
    row("list_ledger_transactions", Allowed::Roles(BOOK_READERS)),
    row("find_ledger_transaction", Allowed::Roles(BOOK_READERS)),
    row("list_balances", Allowed::Roles(BOOK_READERS)),
    row("find_capital", Allowed::Roles(BOOK_READERS)),
    row("list_member_register", Allowed::Roles(BOOK_READERS)),
    row("find_trial_balance", Allowed::Roles(BOOK_READERS)),
    row("find_equity", Allowed::Roles(BOOK_READERS)),
    // transition
    row("relocate_organization", Allowed::Roles(REGISTRARS)),
    row("convert_organization", Allowed::Roles(REGISTRARS)),
    row("list_transitions", Allowed::Roles(EVERYBODY)),
    // investment: ownership
    row("list_declared_holdings", Allowed::Roles(OWNERSHIP_READERS)),
    row("create_declared_holding", Allowed::Roles(REGISTRARS)),
    row("find_declared_holding", Allowed::Roles(OWNERSHIP_READERS)),
    row("replace_declared_holding", Allowed::Roles(REGISTRARS)),
    row("withdraw_declared_holding", Allowed::Roles(REGISTRARS)),
    row("list_declared_revisions", Allowed::Roles(OWNERSHIP_READERS)),
    row("find_look_through", Allowed::Roles(OWNERSHIP_READERS)),
    row("find_composition", Allowed::Roles(OWNERSHIP_READERS)),
    row("list_composition_series", Allowed::Roles(OWNERSHIP_READERS)),
    row("simulate_ownership", Allowed::Roles(OWNERSHIP_READERS)),
    row("create_ownership_export", Allowed::Roles(OWNERSHIP_READERS)),
    // investment: surplus
    row("list_surplus_scheme_starters", Allowed::SignedIn),
    row("list_surplus_schemes", Allowed::Roles(EVERYBODY)),
    row("create_surplus_scheme", Allowed::Roles(TREASURERS)),
    row("find_surplus_scheme", Allowed::Roles(EVERYBODY)),
    row("list_patronage", Allowed::Roles(BOOK_READERS)),
    row("save_patronage", Allowed::Roles(TREASURERS)),
    row("import_patronage", Allowed::Roles(TREASURERS)),
    row("list_surplus_runs", Allowed::Roles(BOOK_READERS)),
    row("create_surplus_run", Allowed::Roles(TREASURERS)),
    row("find_surplus_run", Allowed::Roles(BOOK_READERS)),
    row("replace_surplus_run", Allowed::Roles(TREASURERS)),
    row("delete_surplus_run", Allowed::Roles(TREASURERS)),
    row("simulate_surplus_run", Allowed::Roles(TREASURERS)),
    row("submit_surplus_run", Allowed::Roles(TREASURERS)),
    row("return_surplus_run", Allowed::Roles(TREASURERS)),
    row("approve_surplus_run", Allowed::Roles(TREASURERS)),
    row("list_surplus_lines", Allowed::Roles(BOOK_READERS)),
    row("pay_surplus_run", Allowed::Roles(TREASURERS)),
    row("pay_out_surplus_part", Allowed::Roles(TREASURERS)),
    row("pay_out_surplus", Allowed::Roles(TREASURERS)),
    row("list_owed_shares", Allowed::Roles(BOOK_READERS)),
    row("cover_loss", Allowed::Roles(TREASURERS)),
    // investment: agreements
    row("list_agreements", Allowed::Roles(BOOK_READERS)),
    row("create_agreement", Allowed::Roles(TREASURERS)),
    row("find_agreement", Allowed::Roles(BOOK_READERS)),
    row("list_agreement_statements", Allowed::Roles(BOOK_READERS)),
    row("create_agreement_statement", Allowed::Roles(TREASURERS)),
    // investment: partnership contracts
    row("list_partnerships", Allowed::Roles(EVERYBODY)),
    row("create_partnership", Allowed::Roles(TREASURERS)),
    row("find_partnership", Allowed::Roles(EVERYBODY)),
    row("replace_partnership", Allowed::Roles(TREASURERS)),
    row("delete_partnership", Allowed::Roles(TREASURERS)),
    row("activate_partnership", Allowed::Roles(TREASURERS)),
    row("end_partnership", Allowed::Roles(TREASURERS)),
    // investment: consents to the use of land
    row("list_land_consents", Allowed::Roles(EVERYBODY)),
    row("create_land_consent", Allowed::Roles(TREASURERS)),
    row("find_land_consent", Allowed::Roles(EVERYBODY)),
    row("end_land_consent", Allowed::Roles(KEEPERS)),
    // investment: loans of village cooperatives
    row("list_kopdes_loans", Allowed::Roles(EVERYBODY)),
    row("create_kopdes_loan", Allowed::Roles(TREASURERS)),
    row("find_kopdes_loan", Allowed::Roles(EVERYBODY)),
    row("list_kopdes_loan_instalments", Allowed::Roles(EVERYBODY)),
    // investment: securities crowdfunding
    row("list_scf_records", Allowed::Roles(BOOK_READERS)),
    row("record_scf_purchase", Allowed::Roles(TREASURERS)),
    row("record_scf_resale", Allowed::Roles(TREASURERS)),
    // investment: control
    row("find_ledger_settings", Allowed::Roles(BOOK_READERS)),
    row("replace_ledger_settings", Allowed::Roles(TREASURERS)),
    row("list_book_years", Allowed::Roles(BOOK_READERS)),
    row("find_book_year", Allowed::Roles(BOOK_READERS)),
    row("close_book_year", Allowed::Roles(TREASURERS)),
    row("reopen_book_year", Allowed::Roles(ADMINISTRATORS)),
    row("list_approvals", Allowed::Roles(BOOK_READERS)),
    row("find_approval", Allowed::Roles(BOOK_READERS)),
    row("approve_posting", Allowed::Roles(TREASURERS)),
    row("reject_posting", Allowed::Roles(TREASURERS)),
    row("withdraw_posting", Allowed::Roles(TREASURERS)),
    row("find_ledger_proof", Allowed::Roles(BOOK_READERS)),
    // investment: existing books
    row("list_books_imports", Allowed::Roles(BOOK_READERS)),
    row("create_books_import", Allowed::Roles(TREASURERS)),
    // investment: classes
    row("list_instrument_terms", Allowed::Roles(EVERYBODY)),
    row("create_instrument_terms", Allowed::Roles(TREASURERS)),
    row("cancel_instrument_terms", Allowed::Roles(ADMINISTRATORS)),
    row("list_instrument_certificates", Allowed::Roles(BOOK_READERS)),
    row("list_member_certificates", Allowed::Roles(BOOK_READERS)),
    row("find_certificate", Allowed::Roles(BOOK_READERS)),
    row("split_certificate", Allowed::Roles(TREASURERS)),
    row("consolidate_certificates", Allowed::Roles(TREASURERS)),
    row("list_shareholder_register", Allowed::Roles(BOOK_READERS)),
    row("reveal_shareholder_register", Allowed::Roles(TREASURERS)),
    // investment: pledges
    row("list_pledges", Allowed::Roles(BOOK_READERS)),
    row("create_pledge", Allowed::Roles(TREASURERS)),
    row("find_pledge", Allowed::Roles(BOOK_READERS)),
    row("record_pledge_payment", Allowed::Roles(TREASURERS)),
    row("cancel_pledge", Allowed::Roles(TREASURERS)),
    // investment: capital in kind
    row("record_in_kind_contribution", Allowed::Roles(TREASURERS)),
    row("list_in_kind_contributions", Allowed::Roles(BOOK_READERS)),
    row("find_in_kind_valuation", Allowed::Roles(BOOK_READERS)),
    // dashboard
    row("find_region_dashboard", Allowed::SignedIn),
];

/// The row of an operation.
#[must_use]
pub fn find(operation: &str) -> Option<&'static Row> {
    MATRIX.iter().find(|row| row.operation == operation)
}
