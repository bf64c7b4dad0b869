use std::collections::HashSet;

use proptest::prelude::*;
use sea_orm::sea_query::{ColumnDef, Table};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, Database, EntityTrait, QueryFilter, Set,
};

use super::*;
use crate::kernel::money::Money;
use crate::kernel::period::{Month, Quarter};
use crate::kernel::region_code::{CodeSystem, RegionCode, RegionLevel};

/// A table with every kind of value that the kernel stores.
mod shelf {
    use sea_orm::entity::prelude::*;

    use super::{
        ClusterId, CodeSystem, Money, Month, OrganizationId, Quarter, RegionCode, RegionLevel,
    };

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "shelf")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: ClusterId,
        pub parent_id: Option<ClusterId>,
        pub organization_id: OrganizationId,
        pub balance: Money,
        pub pledge: Option<Money>,
        pub region_code: RegionCode,
        pub other_region_code: Option<RegionCode>,
        pub level: RegionLevel,
        pub code_system: CodeSystem,
        pub month: Month,
        pub quarter: Option<Quarter>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(belongs_to = "Entity", from = "Column::ParentId", to = "Column::Id")]
        Parent,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn id<K>(last: u8) -> Id<K> {
    Id::new_v7_at(1_795_000_000_000, &[0, 0, 0, 0, 0, 0, 0, 0, 0, last])
}

async fn shelves() -> sea_orm::DatabaseConnection {
    let db = Database::connect("sqlite::memory:").await.unwrap();
    let mut table = Table::create();
    table.table(shelf::Entity);
    for (name, nullable, kind) in [
        ("id", false, <ClusterId as ValueType>::column_type()),
        ("parent_id", true, <ClusterId as ValueType>::column_type()),
        ("organization_id", false, <OrganizationId as ValueType>::column_type()),
        ("balance", false, <Money as ValueType>::column_type()),
        ("pledge", true, <Money as ValueType>::column_type()),
        ("region_code", false, <RegionCode as ValueType>::column_type()),
        ("other_region_code", true, <RegionCode as ValueType>::column_type()),
        ("level", false, <RegionLevel as ValueType>::column_type()),
        ("code_system", false, <CodeSystem as ValueType>::column_type()),
        ("month", false, <Month as ValueType>::column_type()),
        ("quarter", true, <Quarter as ValueType>::column_type()),
    ] {
        let mut column = ColumnDef::new_with_type(name, kind);
        if nullable {
            column.null();
        } else {
            column.not_null();
        }
        table.col(&mut column);
    }
    db.execute(&table).await.unwrap();
    db
}

fn full_shelf() -> shelf::Model {
    shelf::Model {
        id: id(1),
        parent_id: None,
        organization_id: id(9),
        balance: Money::MIN,
        pledge: Some(Money::from_sen(900_719_925_474_099_301)),
        region_code: RegionCode::parse("81.02.16.2003").unwrap(),
        other_region_code: Some(RegionCode::parse("81").unwrap()),
        level: RegionLevel::Village,
        code_system: CodeSystem::Kemendagri,
        month: "2026-01".parse().unwrap(),
        quarter: Some("2026-Q1".parse().unwrap()),
    }
}

#[tokio::test]
async fn kernel_values_survive_the_database() {
    let db = shelves().await;
    let full = full_shelf();
    let empty = shelf::Model {
        id: id(2),
        parent_id: Some(full.id),
        pledge: None,
        other_region_code: None,
        quarter: None,
        ..full.clone()
    };
    for model in [&full, &empty] {
        let row: shelf::ActiveModel = model.clone().into();
        // `From<Model>` marks every field unchanged; an insert needs them set.
        row.reset_all().insert(&db).await.unwrap();
    }

    let found = shelf::Entity::find_by_id(full.id).one(&db).await.unwrap();
    assert_eq!(found, Some(full.clone()));
    let found = shelf::Entity::find_by_id(empty.id).one(&db).await.unwrap();
    assert_eq!(found, Some(empty.clone()));
    let children =
        shelf::Entity::find().filter(shelf::Column::ParentId.eq(full.id)).all(&db).await.unwrap();
    assert_eq!(children, [empty]);
    let rich =
        shelf::Entity::find().filter(shelf::Column::Balance.gt(Money::MIN)).one(&db).await.unwrap();
    assert_eq!(rich, None);
    let missing = shelf::Entity::find_by_id(id(3)).one(&db).await.unwrap();
    assert_eq!(missing, None);
}

#[tokio::test]
async fn an_optional_id_can_be_set_and_unset() {
    let db = shelves().await;
    let full = full_shelf();
    let row: shelf::ActiveModel = full.clone().into();
    row.reset_all().insert(&db).await.unwrap();

    let change = shelf::ActiveModel {
        id: Set(full.id),
        parent_id: Set(Some(full.id)),
        ..Default::default()
    };
    let changed = change.update(&db).await.unwrap();

    assert_eq!(changed.parent_id, Some(full.id));
    let change =
        shelf::ActiveModel { id: Set(full.id), parent_id: Set(None), ..Default::default() };
    assert_eq!(change.update(&db).await.unwrap().parent_id, None);
}

#[tokio::test]
async fn raw_statements_take_and_give_kernel_values() {
    let db = shelves().await;
    let row: shelf::ActiveModel = full_shelf().into();
    row.reset_all().insert(&db).await.unwrap();

    let statement = sea_orm::Statement::from_sql_and_values(
        sea_orm::DatabaseBackend::Sqlite,
        "SELECT id, parent_id, CAST(SUM(balance) AS BIGINT) AS total, region_code FROM shelf \
         WHERE region_code >= $1 AND region_code < $2 AND organization_id = $3 GROUP BY id",
        {
            let (lower, upper) = RegionCode::parse("81.02").unwrap().subtree_bounds();
            [lower.into(), upper.into(), id::<Organization>(9).into()]
        },
    );
    let row = db.query_one_raw(statement).await.unwrap().unwrap();

    assert_eq!(row.try_get::<ClusterId>("", "id").unwrap(), id(1));
    assert_eq!(row.try_get::<Option<ClusterId>>("", "parent_id").unwrap(), None);
    assert_eq!(row.try_get::<Money>("", "total").unwrap(), Money::MIN);
    let code = row.try_get::<RegionCode>("", "region_code").unwrap();
    assert_eq!(code.as_str(), "81.02.16.2003");
}

#[tokio::test]
async fn a_malformed_code_in_the_database_is_an_error() {
    let db = shelves().await;
    let statement = "SELECT '81.2' AS region_code, 12 AS id";
    let row = db
        .query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), statement))
        .await
        .unwrap()
        .unwrap();

    assert!(row.try_get::<RegionCode>("", "region_code").is_err());
    assert!(row.try_get::<ClusterId>("", "id").is_err());
}

#[test]
fn an_id_is_a_uuid_string_on_the_wire() {
    let text = "019a0000-0000-7000-8000-00000000002a";
    let json = format!("\"{text}\"");

    let id: UserId = serde_json::from_str(&json).unwrap();

    assert_eq!(serde_json::to_string(&id).unwrap(), json);
    assert_eq!(id.to_string(), text);
    assert_eq!(text.parse::<UserId>().unwrap(), id);
    assert_eq!(id.uuid(), Uuid::from(id));
    assert_eq!(format!("{id:?}"), format!("UserId({text})"));
    for refused in
        ["", "42", "{019a0000-0000-7000-8000-00000000002a}", "019a0000000070008000000000000002a"]
    {
        let error = refused.parse::<UserId>().unwrap_err();
        assert_eq!(error.0.code.name, "id_malformed", "{refused}");
    }
    assert!(serde_json::from_str::<UserId>("7").is_err());
}

#[test]
fn an_id_is_described_in_openapi_by_its_kind() {
    let schema = serde_json::to_value(<ChainId as utoipa::PartialSchema>::schema()).unwrap();

    assert_eq!((&schema["type"], &schema["format"]), (&"string".into(), &"uuid".into()));
    assert_eq!(<ChainId as utoipa::ToSchema>::name(), "ChainId");
    assert_eq!(<LedgerAccountId as utoipa::ToSchema>::name(), "LedgerAccountId");
}

#[test]
fn a_counting_database_cannot_make_our_ids() {
    assert!(<UserId as TryFromU64>::try_from_u64(1).is_err());
}

proptest! {
    #[test]
    fn ids_sort_by_the_time_they_were_made(
        earlier in 0..(1_u64 << 48) - 1,
        random in any::<[u8; 10]>(),
        other in any::<[u8; 10]>(),
    ) {
        let first = UserId::new_v7_at(earlier, &random);
        let second = UserId::new_v7_at(earlier + 1, &other);

        prop_assert!(first < second);
        prop_assert!(first.to_string() < second.to_string());
        prop_assert_eq!(first.uuid().get_version_num(), 7);
        prop_assert_eq!(first.to_string().parse::<UserId>(), Ok(first));
        prop_assert_eq!(HashSet::from([first, second, first]).len(), 2);
        prop_assert_eq!(<UserId as ValueType>::try_from(Value::from(first)).ok(), Some(first));
    }
}
