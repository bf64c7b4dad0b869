//! Who holds which position in which organ, family ties, the villages that a
//! cooperative serves together, and yearly meetings (ADR-0038).

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

use crate::dialect;

/// See the module.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const UP: &str = r#"
CREATE TABLE organ_position (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    organ {text} NOT NULL CHECK (organ IN ('pengurus', 'pengawas', 'penasihat', 'pelaksana_operasional', 'pemerintah_desa')),
    role {text} NOT NULL CHECK (role IN ('ketua', 'wakil_ketua', 'sekretaris', 'bendahara', 'anggota', 'penasihat', 'direktur', 'kepala_desa', 'perangkat_desa')),
    person_id {uuid} NOT NULL REFERENCES person (id),
    held_from {date} NOT NULL,
    held_to {date},
    decision_number text NOT NULL,
    decided_on {date} NOT NULL,
    board_id {uuid},
    end_reason {text} CHECK (end_reason IN ('term_ended', 'resigned', 'dismissed', 'deceased', 'replaced', 'recorded_in_error')),
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (held_to >= held_from)
);
CREATE INDEX organ_position_page ON organ_position (organization_id, id);
CREATE INDEX organ_position_person ON organ_position (person_id);
CREATE INDEX organ_position_board ON organ_position (board_id) WHERE board_id IS NOT NULL;

CREATE TABLE family_tie (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    person_id {uuid} NOT NULL REFERENCES person (id),
    other_person_id {uuid} NOT NULL REFERENCES person (id),
    relation {text} NOT NULL CHECK (relation IN ('spouse', 'parent_child', 'sibling', 'in_law', 'other_relative')),
    declared_on {date} NOT NULL,
    withdrawn_at {instant},
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (person_id < other_person_id)
);
CREATE INDEX family_tie_page ON family_tie (organization_id, id);
CREATE UNIQUE INDEX family_tie_pair ON family_tie (organization_id, person_id, other_person_id)
    WHERE withdrawn_at IS NULL;
CREATE INDEX family_tie_person ON family_tie (person_id, other_person_id);

CREATE TABLE served_village (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL REFERENCES region (code),
    served_from {date} NOT NULL,
    served_to {date},
    decision_number text NOT NULL,
    decided_on {date} NOT NULL,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (served_to >= served_from)
);
CREATE INDEX served_village_page ON served_village (organization_id, id);

CREATE TABLE annual_meeting (
    id {uuid} NOT NULL PRIMARY KEY,
    organization_id {uuid} NOT NULL REFERENCES organization (id),
    region_code {text} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('rat', 'musdes', 'mad', 'rups', 'kpm')),
    book_year {big} NOT NULL,
    book_year_end {date} NOT NULL,
    number text NOT NULL,
    held_on {date} NOT NULL,
    present {big} NOT NULL CHECK (present > 0),
    entitled {big} NOT NULL CHECK (entitled >= present),
    minutes_sha256 {text} NOT NULL,
    surplus_run_id {uuid} REFERENCES surplus_run (id),
    withdrawn_at {instant},
    withdraw_reason text,
    version {big} NOT NULL,
    created_at {instant} NOT NULL,
    CHECK (held_on > book_year_end)
);
CREATE INDEX annual_meeting_page ON annual_meeting (organization_id, id);
CREATE INDEX annual_meeting_year ON annual_meeting (organization_id, book_year_end);
CREATE UNIQUE INDEX annual_meeting_number ON annual_meeting (organization_id, book_year, number)
    WHERE withdrawn_at IS NULL;
"#;

/// The meetings that approved a sharing of surplus before: what was decided then
/// was a meeting held. `{day}` reads a date out of the decision.
const MEETINGS_OF_RUNS: &str = "
INSERT INTO annual_meeting (id, organization_id, region_code, kind, book_year, book_year_end,
    number, held_on, present, entitled, minutes_sha256, surplus_run_id, version, created_at)
SELECT id, organization_id, region_code, decision ->> 'kind', book_year, period_end,
    decision ->> 'number', {day}, CAST(decision ->> 'present' AS bigint),
    CAST(decision ->> 'entitled' AS bigint), decision ->> 'minutes_sha256', id, 1, created_at
FROM surplus_run WHERE decision IS NOT NULL
ON CONFLICT DO NOTHING;
";

const DOWN: &str = r#"
DROP TABLE annual_meeting;
DROP TABLE served_village;
DROP TABLE family_tie;
DROP TABLE organ_position;
"#;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await?;
        let conn = manager.get_connection();
        let day = match conn.get_database_backend() {
            DbBackend::Postgres => "CAST(decision ->> 'held_on' AS date)",
            _ => "decision ->> 'held_on'",
        };
        conn.execute_unprepared(&MEETINGS_OF_RUNS.replace("{day}", day)).await.map(drop)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }
}
