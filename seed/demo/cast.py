"""The cast of the demonstration: bodies, people and users.

Villages and regencies are real. Every organization, person and number here is
invented, even where a public body or a village gives the name; the numbers
carry patterns that the registers do not hand out (see `identifiers`).
"""

from pathlib import Path

NAMES = Path(__file__).parents[1] / "data" / "names_id.txt"

LETVUAN, ARSO = "81.02.16.2003", "81.02.16.2013"
SATHEAN, LETMAN, DUDUNWAHAN = "81.02.01.2016", "81.02.01.2052", "81.02.01.2068"
OHOIDERTAWUN, LANGGUR = "81.02.01.2048", "81.02.01.2014"
UF, DANAR_OHOISEB = "81.02.19.2009", "81.02.19.2001"
TUAL, TAAR, FIDITAN = "81.72.02.2001", "81.72.02.2002", "81.72.01.2001"

# key, legal form, name, region, founded, kbli (edition, code) or None, AHU class or None
ORGANIZATIONS = [
    ("koperasi", "koperasi_primer", "Koperasi Produsen Rumput Laut Evav", LETVUAN, "2025-11-03", ("2020", "03217"), "01.29"),
    ("bumdes-letvuan", "bum_desa", "BUM Desa Letvuan", LETVUAN, "2025-11-08", ("2020", "10298"), "01.33"),
    ("bumdes-uf", "bum_desa", "BUM Desa Uf", UF, "2025-11-14", ("2020", "10291"), "01.33"),
    ("perseroda", "perseroda", "PT Evav Bahari (Perseroda)", LANGGUR, "2025-11-07", ("2020", "10298"), "01.01"),
    ("pokdakan-letvuan", "kelompok_usaha", "Pokdakan Agar Jaya Letvuan", LETVUAN, "2019-04-02", ("2020", "03217"), None),
    ("pokdakan-sathean", "kelompok_usaha", "Pokdakan Sinar Laut Sathean", SATHEAN, "2018-08-20", ("2020", "03217"), None),
    ("pokdakan-arso", "kelompok_usaha", "Pokdakan Usaha Bersama Arso", ARSO, "2020-01-15", ("2020", "03217"), None),
    ("bibit-ohoidertawun", "kelompok_usaha", "Kelompok Bibit Ohoidertawun", OHOIDERTAWUN, "2022-07-05", ("2020", "03231"), None),
    ("jemur-uf", "kelompok_usaha", "Kelompok Pengering Para-Para Uf", UF, "2023-05-09", ("2020", "10291"), None),
    ("jemur-letman", "kelompok_usaha", "Kelompok Pengering Perempuan Letman", LETMAN, "2023-09-12", ("2020", "10291"), None),
    ("pengumpul-dudunwahan", "perseroan", "CV Pengumpul Dudunwahan", DUDUNWAHAN, "2016-02-11", ("2020", "46206"), "01.14"),
    ("pengumpul-sathean", "perseroan", "CV Pengumpul Sathean", SATHEAN, "2017-10-03", ("2020", "46206"), "01.14"),
    ("pengumpul-besar", "perseroan", "PT Pengumpul Rumput Laut Tual", TUAL, "2012-05-28", ("2020", "46206"), "01.01"),
    ("pembeli", "perseroan", "PT Pembeli Rumput Laut Nusantara", FIDITAN, "2010-09-17", ("2020", "46206"), "01.01"),
    ("toko-sarana", "perseroan", "CV Sarana Budidaya Langgur", LANGGUR, "2015-01-26", ("2020", "03231"), "01.14"),
    ("pemdes-letvuan", "pemerintah_desa", "Pemerintah Ohoi Letvuan", LETVUAN, None, None, None),
    ("pemdes-uf", "pemerintah_desa", "Pemerintah Ohoi Uf", UF, None, None, None),
    ("pemkab", "pemerintah_daerah", "Pemerintah Kabupaten Maluku Tenggara", "81.02", None, None, None),
    ("pemkot", "pemerintah_daerah", "Pemerintah Kota Tual", "81.72", None, None, None),
    ("pendamping", "lembaga_pendamping", "Lembaga Pendamping Klaster Evav", LANGGUR, "2023-01-09", None, "01.06"),
    ("lsm", "lsm", "Yayasan Pesisir Kei Lestari", TAAR, "2014-03-18", None, "01.04"),
    ("kampus", "perguruan_tinggi", "Sekolah Tinggi Perikanan Contoh Kei", LANGGUR, "2009-08-24", None, None),
    ("bank", "lembaga_keuangan", "Lembaga Keuangan Mikro Evav", LANGGUR, "2018-11-12", None, "01.29"),
    ("adat", "komunitas", "Komunitas Adat Petuanan Hoat Sorbay", LETVUAN, "2010-01-01", None, None),
]

# Codes of the 2025 edition, of bodies that already moved to it.
KBLI_2025 = {"perseroda": "10798", "pembeli": "46324"}

# Users: name, role, reach kind, reach target, person index or None
USERS = [
    ("admin.demo", "administrator", "national", None, None),
    ("koordinator.demo", "coordinator", "national", None, 30),
    ("dinas.demo", "regional_officer", "region", "81.02", 36),
    ("pendamping.demo", "mentor", "own", None, 32),
    ("koperasi.demo", "enterprise_officer", "organization", "koperasi", 0),
    ("bumdes.demo", "enterprise_officer", "organization", "bumdes-letvuan", 8),
    ("auditor.demo", "auditor", "national", None, None),
]

# Where the 42 people live; the first 24 are members of the cooperative.
VILLAGE_OF_PERSON = (
    [LETVUAN] * 9 + [SATHEAN] * 5 + [ARSO] * 4 + [DUDUNWAHAN] * 3 + [OHOIDERTAWUN] * 3
    + [UF] * 4 + [LETMAN] * 2 + [LANGGUR] * 8 + [TUAL, TAAR, FIDITAN, DANAR_OHOISEB]
)

# Which organization keeps the record of a person: the cooperative its members,
# the others their people. An officer sees the persons that the own one keeps.
KEEPER_OF_PERSON = (
    ["koperasi"] * 24 + ["bumdes-uf"] * 4 + ["jemur-letman"] * 2
    + ["pendamping"] * 4 + ["kampus", "pendamping", "pemkab", "pemkab", "pemkot", "lsm"]
    + ["pembeli", "jemur-uf"]
)


def npwp_body(number: int) -> str:
    """NPWP of a body in 16 digits; 99 in front is no real class of taxpayer.

    The check digit weighs the first eight digits 1, 2, 1, 2 ... and adds the
    digits of the products (R15).
    """
    head = f"990{number:05d}"
    total = sum(sum(map(int, str(int(d) * (1 + i % 2)))) for i, d in enumerate(head))
    return f"0{head}{-total % 10}000000"


def identifiers(number: int, row: tuple) -> dict:
    """Numbers of an organization that pass the checks and belong to nobody."""
    form, founded, ahu = row[1], row[4], row[6]
    found = {"npwp": npwp_body(number)}
    if row[5] is not None and form != "kelompok_usaha":
        found["nib"] = f"99900000{number:05d}"
    if form == "koperasi_primer":
        found["nik_koperasi"] = f"99810200{number:05d}"
    if ahu:
        found["legal_number"] = f"AHU-0099{number:04d}.AH.{ahu} TAHUN {founded[:4]}"
    return found


def classes(key: str, kbli: tuple | None) -> list[dict]:
    """Business classes of an organization, each with its edition."""
    found = [kbli] if kbli else []
    if key in KBLI_2025:
        found.append(("2025", KBLI_2025[key]))
    return [{"edition": edition, "code": code} for edition, code in found]


def organizations() -> list[dict]:
    """All bodies; a group of growers has no NIB and no entry as a legal person."""
    result = []
    for number, row in enumerate(ORGANIZATIONS, start=101):
        key, form, name, region, founded, kbli, _ = row
        known = {} if form in ("kelompok_usaha", "komunitas") else identifiers(number, row)
        result.append({
            "key": key, "legal_form": form, "name": name, "region_code": region,
            "status": "active", "founded_on": founded,
            "kbli": classes(key, kbli),
            "phone": f"0812-0000-{number:04d}", **known, "origin": "invented",
        })
    return result


def persons() -> list[dict]:
    """42 people with Indonesian names; their serials start at 9901.

    A registration office counts births and arrivals of one day in one district
    from 0001, so serials of 9900 and more belong to nobody.
    """
    men, women, sires, dames = (b.split() for b in NAMES.read_text().strip().split("\n\n"))
    result = []
    for i, village in enumerate(VILLAGE_OF_PERSON):
        female = i % 5 in (1, 3)
        given, family = (women, dames) if female else (men, sires)
        name = f"{given[(i * 37 + 11) % len(given)]} {family[(i * 17 + 5) % len(family)]}"
        year, month, day = 1962 + (i * 7) % 42, 1 + (i * 5) % 12, 1 + (i * 11) % 28
        stamp = f"{day + 40 * female:02d}{month:02d}{year % 100:02d}"
        result.append({
            "key": f"person-{i:02d}", "name": name, "sex": "female" if female else "male",
            "birth_date": f"{year}-{month:02d}-{day:02d}", "village_code": village,
            "organization": KEEPER_OF_PERSON[i], "nik": village.replace(".", "")[:6] + stamp + f"{9901 + i}",
            "phone": f"0812-0001-{i:04d}", "origin": "invented",
        })
    return result


def users() -> list[dict]:
    """One user for each role, two officers of enterprises; passwords say demo."""
    return [{
        "username": name, "password": f"kibm-demo-{name.partition('.')[0]}-2026", "role": role,
        "reach": {"kind": kind, **({"target": target} if target else {})},
        "person": None if person is None else f"person-{person:02d}", "origin": "invented",
    } for name, role, kind, target, person in USERS]
