"""Instruments, members and postings of the demonstration.

A year of the cooperative (November 2025 to October 2026) and the founding
capital of the village enterprises and of the regional company. Amounts are
rupiah with two decimals; everything is invented.
"""

import hashlib

PRINCIPAL, MANDATORY = 100_000, 20_000
MONTHS = [(2025, 11), (2025, 12)] + [(2026, m) for m in range(1, 11)]

# key, issuer, kind, name, terms
INSTRUMENTS = [
    ("kop-pokok", "koperasi", "principal_savings", "Simpanan pokok", {"amount": f"{PRINCIPAL}.00", "amount_from": "2025-11-03"}),
    ("kop-wajib", "koperasi", "mandatory_savings", "Simpanan wajib", {"amount": f"{MANDATORY}.00", "amount_from": "2025-11-03"}),
    ("kop-sukarela", "koperasi", "voluntary_savings", "Simpanan sukarela", {}),
    ("kop-penyertaan", "koperasi", "participating_capital", "Modal penyertaan", {"agreement_number": "01/KOP-LSM/2026 (contoh)"}),
    ("letvuan-desa", "bumdes-letvuan", "village_equity", "Penyertaan modal desa", {}),
    ("letvuan-warga", "bumdes-letvuan", "community_equity", "Penyertaan modal masyarakat desa", {}),
    ("uf-desa", "bumdes-uf", "village_equity", "Penyertaan modal desa", {}),
    ("uf-warga", "bumdes-uf", "community_equity", "Penyertaan modal masyarakat desa", {}),
    ("evav-saham", "perseroda", "shares", "Saham", {"nominal": "100000.00"}),
]

MUSDES_LETVUAN = "Berita Acara Musyawarah Desa Letvuan 03/BA-MD/2025"
MUSDES_UF = "Berita Acara Musyawarah Desa Uf 02/BA-MD/2025"
PERDA = "Perda Kabupaten Maluku Tenggara (contoh) tentang Penyertaan Modal pada PT Evav Bahari"

# Where the capital of a village enterprise comes from (R50), by instrument.
SOURCES = {
    "letvuan-desa": "desa", "uf-desa": "desa",
    "letvuan-warga": "masyarakat", "uf-warga": "masyarakat",
}

# instrument, holder kind, holder, rupiah, date, decision, number of shares or None
CAPITAL = [
    ("letvuan-desa", "organization", "pemdes-letvuan", 150_000_000, "2025-11-12", "Peraturan Desa Letvuan (contoh) 4/2025", None),
    ("letvuan-warga", "organization", "pokdakan-letvuan", 15_000_000, "2025-11-20", MUSDES_LETVUAN, None),
    ("letvuan-warga", "person", "person-08", 6_500_000, "2025-11-21", MUSDES_LETVUAN, None),
    ("letvuan-warga", "person", "person-03", 10_000_000, "2025-12-04", MUSDES_LETVUAN, None),
    ("letvuan-warga", "person", "person-05", 7_500_000, "2026-01-15", MUSDES_LETVUAN, None),
    ("letvuan-warga", "person", "person-07", 12_000_000, "2026-03-09", MUSDES_LETVUAN, None),
    ("letvuan-warga", "organization", "koperasi", 4_000_000, "2026-05-18", MUSDES_LETVUAN, None),
    ("uf-desa", "organization", "pemdes-uf", 60_000_000, "2025-11-18", "Peraturan Desa Uf (contoh) 3/2025", None),
    ("uf-warga", "organization", "jemur-uf", 12_000_000, "2025-12-01", MUSDES_UF, None),
    ("uf-warga", "person", "person-24", 5_000_000, "2025-12-11", MUSDES_UF, None),
    ("uf-warga", "person", "person-25", 8_000_000, "2026-02-02", MUSDES_UF, None),
    ("uf-warga", "person", "person-26", 3_000_000, "2026-04-20", MUSDES_UF, None),
    ("evav-saham", "organization", "pemkab", 400_000_000, "2025-11-10", PERDA, 4000),
    ("evav-saham", "organization", "bumdes-letvuan", 60_000_000, "2026-02-16", "RUPS PT Evav Bahari 1/2026", 600),
    ("evav-saham", "organization", "bumdes-uf", 25_000_000, "2026-02-16", "RUPS PT Evav Bahari 1/2026", 250),
    ("evav-saham", "organization", "koperasi", 15_000_000, "2026-08-24", "RUPS PT Evav Bahari 2/2026", 150),
    ("kop-penyertaan", "organization", "lsm", 20_000_000, "2026-04-06", "Perjanjian modal penyertaan 01/KOP-LSM/2026", None),
]


# The first book year of the cooperative, shared by its meeting; and the draft
# that the village enterprise brings to its own. Starters are those of the API.
def sharings() -> list[dict]:
    """Results of 2025, one in each state that a guide needs."""
    purchases = [
        {"membership": f"koperasi/person-{i:02d}", "amount": rupiah(300_000 + 25_000 * (i * 7 % 13))}
        for i in range(16)
    ]
    minutes = "Berita acara RAT tahun buku 2025 (contoh)"
    return [
        {
            "issuer": "koperasi", "scheme_valid_from": "2025-11-03",
            "scheme_decision": "Anggaran Rumah Tangga Pasal 40 (contoh)",
            "book_year": 2025, "member_surplus": "12000000.00", "other_surplus": "3000000.00",
            "patronage_kind": "purchases", "patronage": purchases,
            "drafted_on": "2026-02-27",
            "meeting": {
                "kind": "rat", "number": "01/RAT/2026 (contoh)", "held_on": "2026-03-14",
                "present": 14, "entitled": 16,
                "minutes_sha256": hashlib.sha256(minutes.encode()).hexdigest(),
            },
            "paid_on": "2026-03-20", "origin": "invented",
        },
        {
            "issuer": "bumdes-letvuan", "scheme_valid_from": "2025-11-08",
            "scheme_decision": "Anggaran Dasar BUM Desa Letvuan Pasal 30 (contoh)",
            "book_year": 2025, "member_surplus": "61234567.00", "other_surplus": "0.00",
            "patronage_kind": None, "patronage": [], "drafted_on": "2026-11-16",
            "meeting": None, "paid_on": None, "origin": "invented",
        },
    ]


def rupiah(amount: int) -> str:
    """Whole rupiah as the wire writes money."""
    return f"{amount}.00"


def holder_key(issuer: str, holder: str) -> str:
    """Key of the membership of one holder with one issuer."""
    return f"{issuer}/{holder}"


def memberships() -> list[dict]:
    """24 members of the cooperative, then the holders of capital elsewhere."""
    rows = []
    for i in range(24):
        joined = "2025-11-03" if i < 16 else f"2026-{i - 14:02d}-09"
        rows.append(("koperasi", "person", f"person-{i:02d}", joined, True))
    issuer_of = {key: issuer for key, issuer, *_ in INSTRUMENTS}
    for instrument, kind, holder, _, date, _, _ in CAPITAL:
        # Capital makes a holder; only a cooperative has members.
        rows.append((issuer_of[instrument], kind, holder, date, False))
    numbers: dict[str, int] = {}
    result = []
    for issuer, kind, holder, joined, member in rows:
        numbers[issuer] = numbers.get(issuer, 0) + 1
        result.append({
            "key": holder_key(issuer, holder), "issuer": issuer, "number": numbers[issuer],
            "holder": {"kind": kind, "key": holder}, "joined_on": joined,
            "is_member": member, "origin": "invented",
        })
    return result


def posting(kind: str, instrument: str, member: str, amount: int, date: str, **more) -> dict:
    """One posting; its key tells the instrument, the day and the holder."""
    return {
        "key": f"{instrument}/{member.partition('/')[2]}/{date}/{kind}", "kind": kind,
        "instrument": instrument, "membership": member, "amount": rupiah(amount),
        "effective_on": date, **more, "origin": "invented",
    }


def cooperative_postings() -> list[dict]:
    """Savings of the members: principal once, mandatory monthly, voluntary at times."""
    rows = []
    for number, member in enumerate(m for m in memberships() if m["issuer"] == "koperasi"):
        if not member["is_member"]:
            continue
        key, joined, balance = member["key"], member["joined_on"], 0
        rows.append(posting("contribution", "kop-pokok", key, PRINCIPAL, joined))
        for step, (year, month) in enumerate(MONTHS):
            paid = f"{year}-{month:02d}-{10 + number % 12:02d}"
            # Two members fell behind with the last months: an officer sees it.
            if paid < joined or (number in (6, 13) and step > 8):
                continue
            rows.append(posting("contribution", "kop-wajib", key, MANDATORY, paid))
            if (number + step) % 3 == 0:
                amount = 25_000 * (1 + (number * 3 + step) % 6)
                balance += amount
                rows.append(posting("contribution", "kop-sukarela", key, amount, paid))
            if balance >= 200_000 and (number + step) % 5 == 0:
                taken = balance // 2 // 1000 * 1000
                balance -= taken
                rows.append(posting("withdrawal", "kop-sukarela", key, taken, f"{paid[:8]}27",
                                    reason="Penarikan atas permintaan anggota."))
    return rows


def reversal(rows: list[dict]) -> list[dict]:
    """A mandatory saving that the clerk entered twice, and its correction."""
    first = next(r for r in rows if r["instrument"] == "kop-wajib" and "person-04" in r["key"])
    twice = {**first, "key": first["key"] + "-twice"}
    back = {
        **first, "key": first["key"] + "-reversed", "kind": "reversal", "reverses": twice["key"],
        "effective_on": first["effective_on"], "reason": "Setoran yang sama tercatat dua kali.",
    }
    return [twice, back]


def postings() -> list[dict]:
    """All postings by day, a reversal after what it reverses."""
    rows = cooperative_postings()
    rows += reversal(rows)
    issuer_of = {key: issuer for key, issuer, *_ in INSTRUMENTS}
    for instrument, _, holder, amount, date, decision, shares in CAPITAL:
        more = {"decision": decision} | ({"shares": shares} if shares else {})
        if instrument in SOURCES:
            more["source_class"] = SOURCES[instrument]
        member = holder_key(issuer_of[instrument], holder)
        rows.append(posting("contribution", instrument, member, amount, date, **more))
    return sorted(rows, key=lambda r: (r["effective_on"], r["kind"] == "reversal"))


def instruments() -> list[dict]:
    """What the issuers offer."""
    return [{
        "key": key, "issuer": issuer, "kind": kind, "name": name, **terms, "origin": "invented",
    } for key, issuer, kind, name, terms in INSTRUMENTS]
