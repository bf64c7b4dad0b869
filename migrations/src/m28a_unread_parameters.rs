//! Legal parameters that no rule reads: they go, and come back with the rule that
//! does (ADR-0035). What an administrator recorded of them stays in the audit log.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
DELETE FROM parameter WHERE key IN (
    'access_request_hours', 'agreement_review_months', 'annual_meeting_breach_after_months',
    'annual_meeting_warning_after_months', 'breach_notice_hours', 'bum_desa_class_berkembang_from',
    'bum_desa_class_maju_from', 'bum_desa_class_pemula_from', 'consent_withdrawal_hours',
    'cooperative_certificate_required_meetings', 'duplicate_assistance_days',
    'financial_record_retention_years', 'kopdes_loan_interest_percent_per_year',
    'max_active_bum_desa_per_village', 'max_kopdes_loan', 'max_kopdes_loan_grace_months',
    'max_kopdes_loan_operating_part', 'max_kopdes_loan_tenor_months', 'max_organs_per_person',
    'members_women_min_percent', 'min_kopdes_board_members', 'min_kopdes_loan_grace_months'
);
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    /// Nothing: the program of before writes its defaults by `kibm migrate` itself.
    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Ok(())
    }
}
