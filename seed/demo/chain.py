"""The cluster, its chains, and the published numbers about Kei seaweed.

Published numbers carry their source; the engine recomputes and shows both.
"""

THESIS = "Ngabalin, tesis IPB 2012, rumput laut Kepulauan Kei, tabel 24"
THESIS_TEXT = "Ngabalin, tesis IPB 2012, rumput laut Kepulauan Kei"
SURVEY_2025 = "Survei lokasi rumput laut Maluku Tenggara, April 2025 (pemberitaan)"

# chain, stage key, kind, name, position, support functions that it needs
STAGES = [
    ("nilai", "bibit", "input_supply", "Penyediaan bibit", 1, ["extension", "research"]),
    ("nilai", "budidaya", "production", "Budidaya tali panjang (long line)", 2, ["extension", "finance", "regulation"]),
    ("nilai", "jemur-kelompok", "primary_processing", "Pengeringan oleh kelompok", 3, ["extension", "quality_assurance"]),
    ("nilai", "jemur-pabrik", "primary_processing", "Pengeringan terpusat di Uf", 3, ["finance", "quality_assurance"]),
    ("nilai", "kumpul-kecil", "collection", "Pengumpulan di ohoi", 4, ["finance"]),
    ("nilai", "kumpul-besar", "trade", "Perdagangan antarpulau", 5, ["finance", "market_information"]),
    ("nilai", "pabrik", "processing", "Pengolahan di Letvuan", 6, ["finance", "research", "quality_assurance"]),
    ("nilai", "pengapalan", "logistics", "Pengapalan ke Makassar dan Surabaya", 6, ["regulation"]),
    ("nilai", "pasar", "end_market", "Pembeli karagenan dan rumput laut kering", 7, ["market_information"]),
    ("pasok", "sarana", "input_supply", "Tali, pelampung dan patok", 1, ["finance"]),
    ("pasok", "gudang", "logistics", "Gudang sarana koperasi", 2, ["extension"]),
    ("pasok", "kebun", "end_market", "Kebun anggota", 3, ["extension"]),
]

LINKS = [
    ("bibit", "budidaya"), ("budidaya", "jemur-kelompok"), ("budidaya", "jemur-pabrik"),
    ("jemur-kelompok", "kumpul-kecil"), ("kumpul-kecil", "kumpul-besar"),
    ("jemur-pabrik", "kumpul-besar"), ("kumpul-besar", "pabrik"), ("kumpul-besar", "pengapalan"),
    ("pabrik", "pasar"), ("pengapalan", "pasar"), ("sarana", "gudang"), ("gudang", "kebun"),
]

# organization, stage, role, support function or None, from. Nobody operates
# `pengapalan` and nobody assures quality: gaps that the program must list.
PARTICIPATIONS = [
    ("bibit-ohoidertawun", "bibit", "operator", None, "2025-11-03"),
    ("pokdakan-sathean", "bibit", "operator", None, "2026-01-12"),
    ("kampus", "bibit", "support_institution", "research", "2025-11-17"),
    ("pendamping", "bibit", "support_institution", "extension", "2025-11-03"),
    ("pokdakan-letvuan", "budidaya", "operator", None, "2025-11-03"),
    ("pokdakan-sathean", "budidaya", "operator", None, "2025-11-03"),
    ("pokdakan-arso", "budidaya", "operator", None, "2025-11-03"),
    ("koperasi", "budidaya", "service_provider", None, "2025-11-03"),
    ("pendamping", "budidaya", "support_institution", "extension", "2025-11-03"),
    ("bank", "budidaya", "support_institution", "finance", "2025-12-01"),
    ("pemkab", "budidaya", "support_institution", "regulation", "2025-11-03"),
    ("jemur-letman", "jemur-kelompok", "operator", None, "2025-11-03"),
    ("pokdakan-letvuan", "jemur-kelompok", "operator", None, "2025-11-03"),
    ("lsm", "jemur-kelompok", "support_institution", "extension", "2025-11-10"),
    ("jemur-uf", "jemur-pabrik", "operator", None, "2025-11-03"),
    ("bumdes-uf", "jemur-pabrik", "operator", None, "2025-12-15"),
    ("bank", "jemur-pabrik", "support_institution", "finance", "2025-12-01"),
    ("pengumpul-dudunwahan", "kumpul-kecil", "operator", None, "2025-11-03"),
    ("pengumpul-sathean", "kumpul-kecil", "operator", None, "2025-11-03"),
    ("koperasi", "kumpul-kecil", "operator", None, "2026-02-02"),
    ("bank", "kumpul-kecil", "support_institution", "finance", "2025-12-01"),
    ("pengumpul-besar", "kumpul-besar", "operator", None, "2025-11-03"),
    ("pemkot", "kumpul-besar", "support_institution", "market_information", "2025-11-24"),
    ("bumdes-letvuan", "pabrik", "operator", None, "2026-02-16"),
    ("perseroda", "pabrik", "operator", None, "2026-02-16"),
    ("kampus", "pabrik", "support_institution", "research", "2026-02-16"),
    ("pembeli", "pasar", "operator", None, "2025-11-03"),
    ("toko-sarana", "sarana", "operator", None, "2025-11-03"),
    ("koperasi", "gudang", "operator", None, "2025-11-17"),
    ("pendamping", "gudang", "support_institution", "extension", "2025-11-17"),
    ("pokdakan-letvuan", "kebun", "operator", None, "2025-11-17"),
    ("pokdakan-sathean", "kebun", "operator", None, "2025-11-17"),
]

# phase, day, direction, reason, evidence (kind, title)
PHASES = [
    ("perencanaan", "2025-01-15", "forward", "Kesepakatan awal antara dinas, akademisi dan kelompok.", []),
    ("persiapan_masyarakat", "2025-05-05", "forward", "Rencana program disetujui.",
     [("cluster_plan", "Dokumen rencana program klaster"), ("baseline_data", "Data dasar 2025 tiap kelompok")]),
    ("pembangunan_industri", "2026-02-16", "forward", "Koperasi dan dua BUM Desa berbadan hukum.",
     [("legal_entity_deed", "Akta koperasi"), ("capital_decision", "Perdes penyertaan modal Letvuan"),
      ("capital_decision", "Perdes penyertaan modal Uf"), ("site_consent", "Persetujuan pemakaian lahan pabrik")]),
    ("persiapan_masyarakat", "2026-06-08", "back", "Batas petuanan lahan pabrik belum disepakati.", []),
    ("pembangunan_industri", "2026-08-10", "forward", "Batas petuanan disepakati tertulis.",
     [("site_consent", "Berita acara kesepakatan batas petuanan")]),
]

# T1, rupiah per kg dry: actor, stage, bought or produced, operation,
# depreciation, total as published, sold, margin, margin percent of the price.
MARGINS = [
    ("Nelayan pembudidaya", "budidaya", "5505.00", "42.33", "665.00", "6212.33", "6500.00", "287.67", "4.43"),
    ("Pengumpul kecil", "kumpul-kecil", "6500.00", "400.00", "50.00", "6950.00", "7500.00", "550.00", "7.35"),
    ("Pengumpul besar", "kumpul-besar", "7500.00", "600.00", "50.00", "8150.00", "9000.00", "850.00", "9.46"),
]

# metric, place, period, value, unit, source
FACTS = [
    ("seaweed_production", "81.02", "2007", "44.1", "tonne", THESIS_TEXT),
    ("seaweed_production", "81.02", "2008", "381.12", "tonne", THESIS_TEXT),
    ("seaweed_production", "81.02", "2009", "3285", "tonne", THESIS_TEXT),
    ("seaweed_production", "81.02", "2010", "4872.9", "tonne", THESIS_TEXT),
    ("seaweed_production_value", "81.02", "2007", "220500000.00", "rupiah", THESIS_TEXT),
    ("seaweed_production_value", "81.02", "2008", "3811200000.00", "rupiah", THESIS_TEXT),
    ("seaweed_production_value", "81.02", "2009", "32850000000.00", "rupiah", THESIS_TEXT),
    ("seaweed_production_value", "81.02", "2010", "48729090000.00", "rupiah", THESIS_TEXT),
    ("seaweed_growers", "81.02.16.2003", "2012", "820", "person", THESIS_TEXT),
    ("seaweed_growers", "81.02.01.2016", "2012", "485", "person", THESIS_TEXT),
    ("farmer_share", "81.02", "2012", "72.22", "percent", THESIS_TEXT),
    ("seaweed_drying_groups", "81.02.19.2009", "2025", "7", "group", "jendelamaluku.com, Desember 2025"),
    ("seaweed_site", "81.02.16.2003", "2025", "1", "site", SURVEY_2025),
    ("seaweed_site", "81.02.16.2013", "2025", "1", "site", SURVEY_2025),
    ("seaweed_site", "81.02.01.2016", "2025", "1", "site", SURVEY_2025),
    ("seaweed_site", "81.02.01.2052", "2025", "1", "site", SURVEY_2025),
    ("seaweed_site", "81.02.19.2009", "2025", "1", "site", SURVEY_2025),
]


def published(source: str) -> dict:
    """Origin of a number that somebody published."""
    return {"published": {"source": source}}


def cluster(organizations: list[dict]) -> dict:
    """The Kei cluster: phases, orchestrator, member organizations."""
    return {
        "key": "klaster-kei", "name": "Klaster Rumput Laut Kei", "commodity": "rumput laut",
        "regions": ["81.02", "81.72"], "lead_organization": "koperasi", "founded_on": "2025-01-15",
        "shared_goal": "Pembudi daya memiliki pengeringan dan pengolahan, dan menjual bersama "
        "dengan mutu yang sama.",
        "orchestrators": [{
            "orchestrator": "person-30", "deputy": "person-31",
            "from": "2025-01-15", "until": "2028-01-14",
        }],
        "phases": [{
            "phase": phase, "entered_on": day, "direction": direction, "reason": reason,
            "evidence": [{"kind": kind, "title": title} for kind, title in evidence],
        } for phase, day, direction, reason, evidence in PHASES],
        "members": [{
            "organization": o["key"], "joined_on": max(o["founded_on"] or "", "2025-05-05"),
        } for o in organizations],
        "origin": "invented",
    }


def chains() -> list[dict]:
    """The value chain of dried seaweed and the supply chain of its inputs."""
    names = {
        "nilai": ("value", "Rantai nilai rumput laut kering"),
        "pasok": ("supply", "Rantai pasok sarana budidaya"),
    }
    home = {stage: chain for chain, stage, *_ in STAGES}
    return [{
        "key": key, "cluster": "klaster-kei", "kind": kind, "name": name,
        "stages": [{
            "key": stage, "kind": stage_kind, "name": title, "position": position,
            "needed_support": support,
        } for chain, stage, stage_kind, title, position, support in STAGES if chain == key],
        "links": [{"from": a, "to": b} for a, b in LINKS if home[a] == key],
        "participations": [{
            "organization": organization, "stage": stage, "role": role,
            "support_function": function, "from": day, "until": None,
        } for organization, stage, role, function, day in PARTICIPATIONS if home[stage] == key],
        "origin": "invented",
    } for key, (kind, name) in names.items()]


def margins() -> list[dict]:
    """Cost and price table T1 as published, slips included."""
    fields = ("actor", "stage", "acquisition", "operation", "depreciation", "total", "selling_price",
              "margin", "margin_percent")
    return [dict(zip(fields, row)) | {
        "unit": "kg", "form": "kering", "period": "2012", "region_code": "81.02",
        "origin": published(THESIS),
    } for row in MARGINS]


def facts() -> list[dict]:
    """Other published numbers."""
    return [{
        "metric": metric, "region_code": region, "period": period, "value": value, "unit": unit,
        "origin": published(source),
    } for metric, region, period, value, unit, source in FACTS]
