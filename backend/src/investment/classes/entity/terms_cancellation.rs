//! Terms that were set by mistake; append-only.

use sea_orm::entity::prelude::*;

use crate::kernel::ids::{InstrumentTermsId, UserId};

/// One cancellation.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "instrument_terms_cancellation")]
pub struct Model {
    /// The terms, which are cancelled once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: InstrumentTermsId,
    /// Why.
    pub reason: String,
    /// Who recorded it.
    pub user_id: Option<UserId>,
    /// When it was recorded.
    pub recorded_at: DateTimeUtc,
}

/// No relations: queries join by hand.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
