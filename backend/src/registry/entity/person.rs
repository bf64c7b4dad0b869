//! Persons; what identifies them is sealed.

use sea_orm::entity::prelude::*;

use crate::kernel::identifiers::Sex;
use crate::kernel::ids::{OrganizationId, PersonId};

/// One person.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    /// Identity.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: PersonId,
    /// Name.
    pub full_name: String,
    /// Name for search: folded.
    pub name_key: String,
    /// NIK, sealed for this row.
    pub nik_sealed: Option<Vec<u8>>,
    /// NIK, keyed hash.
    pub nik_index: Option<Vec<u8>>,
    /// NIK, masked.
    pub nik_masked: Option<String>,
    /// Phone, sealed for this row.
    pub phone_sealed: Option<Vec<u8>>,
    /// Phone, masked.
    pub phone_masked: Option<String>,
    /// Address, sealed for this row.
    pub address_sealed: Option<Vec<u8>>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Day of birth.
    pub birth_date: Option<Date>,
    /// Region where the person lives.
    pub region_code: String,
    /// The organization that keeps this record; absent for a regional office.
    pub organization_id: Option<OrganizationId>,
    /// Day of death.
    pub deceased_on: Option<Date>,
    /// Where the record comes from, if nobody typed it in.
    pub source: Option<String>,
    /// Keyed hash of the draft that made it, by which a resend is recognised.
    pub creation_hash: Vec<u8>,
    /// Version for `If-Match`.
    pub version: i64,
    /// When it was recorded.
    pub created_at: DateTimeUtc,
}

/// No relations.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
