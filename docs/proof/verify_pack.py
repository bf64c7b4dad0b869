#!/usr/bin/env python3
"""Checks a proof pack of `kibm ledger export` without kibm.

Usage: verify_pack.py PACK [SEAL], a folder or a .tar file, and the seal that was
kept. Exits with 1 and the first difference. The form is described in
docs/LEDGER-PROOF.md.
"""

import collections
import hashlib
import json
import pathlib
import sys
import tarfile

from share_register import Register, fail

PACK = "kibm-ledger-pack/3"
FORM = "kibm-ledger-transaction/1"
PARTS = [
    "issuer",
    "instruments",
    "members",
    "accounts",
    "transactions",
    "certificates",
    "decisions",
    "balances",
    "figures",
]


def netstrings(parts):
    texts = [str(part).encode() for part in parts]
    return b"".join(b"%d:%s," % (len(text), text) for text in texts)


class Folder:
    def __init__(self, path):
        self.path = path

    def open(self, name):
        return open(self.path / name, "rb")


class Bundle:
    def __init__(self, path):
        self.tar = tarfile.open(path, "r:")
        expected = ["manifest.json"] + [f"{part}.jsonl" for part in PARTS]
        if sorted(self.tar.getnames()) != sorted(expected):
            fail("the file does not hold each part of a pack once")

    def open(self, name):
        return self.tar.extractfile(name) or fail(f"{name} is no file")


def lines(pack, part):
    with pack.open(f"{part}.jsonl") as file:
        for line in file:
            yield json.loads(line)


def check_parts(pack, kept):
    with pack.open("manifest.json") as file:
        text = file.read()
    seal = hashlib.sha256(text).hexdigest()
    if kept is not None and kept.strip().lower() != seal:
        fail(f"manifest.json: the seal is {seal}, not the one that was kept")
    manifest = json.loads(text)
    if (manifest["form"], manifest["transaction_form"]) != (PACK, FORM):
        fail("the form is not known")
    if [part["file"] for part in manifest["parts"]] != [f"{part}.jsonl" for part in PARTS]:
        fail("manifest.json: a part is missing or there are too many")
    for part in manifest["parts"]:
        seal = hashlib.sha256()
        with pack.open(part["file"]) as file:
            while piece := file.read(1 << 20):
                seal.update(piece)
        if seal.hexdigest() != part["sha256"]:
            fail(f"{part['file']}: its bytes are not those of the manifest")
    issuers = list(lines(pack, "issuer"))
    if len(issuers) != 1 or issuers[0]["id"] != manifest["organization_id"]:
        fail("issuer.jsonl: it is another issuer")
    return manifest


class Books:
    """Instruments, members and accounts by their ids."""

    def __init__(self, pack):
        self.instruments = {row["id"]: row for row in lines(pack, "instruments")}
        self.members = {}
        for number, row in enumerate(lines(pack, "members"), 1):
            if row["register_number"] != number:
                fail(f"members.jsonl: number {number} is missing")
            self.members[row["id"]] = row
        self.accounts = {row["id"]: row for row in lines(pack, "accounts")}
        for row in self.accounts.values():
            held = row["member_id"] in self.members and row["instrument_id"] in self.instruments
            if row["member_id"] is not None and not held:
                fail(f"account {row['id']}: its holder is not there")

    def share_of(self, account):
        """Member and class of an account of shares, and the nominal of one."""
        row = self.accounts[account]
        if row["member_id"] is None:
            return None
        holder = row["member_id"], row["instrument_id"]
        nominal = self.nominal(holder)
        return nominal and (holder, nominal)

    def nominal(self, holder):
        instrument = self.instruments.get(holder[1])
        if holder[0] in self.members and instrument and instrument["kind"] == "saham":
            return instrument["nominal_sen"]
        return None

    def check_terms(self, sums):
        issued = collections.Counter()
        for account, amount in sums.items():
            row = self.accounts[account]
            if row["member_id"] is not None:
                issued[row["instrument_id"]] += amount
        for row in self.instruments.values():
            terms, of = row["terms"], f"the terms of {row['id']}"
            if [version["version"] for version in terms] != list(range(1, len(terms) + 1)):
                fail(f"instruments.jsonl: {of}: a version is missing")
            # Terms that were cancelled never held.
            held = [version for version in terms if version["cancellation"] is None]
            days = [version["valid_from"] for version in held]
            if days != sorted(set(days)):
                fail(f"instruments.jsonl: {of}: their first days do not follow each other")
            for it in terms:
                least, most, total = (
                    it[name] for name in ("minimum_sen", "maximum_sen", "issuable_sen")
                )
                bounds = [sen for sen in (least, most, total) if sen is not None]
                if any(sen <= 0 or sen % (row["nominal_sen"] or 1) for sen in bounds):
                    fail(f"instruments.jsonl: {of}: a bound is not above zero in whole shares")
                if least and any(bound and least > bound for bound in (most, total)):
                    fail(f"instruments.jsonl: {of}: the minimum is above a maximum")
                if it["lock_in_months"] and it["lock_in_days"]:
                    fail(f"instruments.jsonl: {of}: there are two lock-ins")
            total = held[-1]["issuable_sen"] if held else None
            if total is not None and issued[row["id"]] > total:
                fail(
                    f"instruments.jsonl: {of}: {issued[row['id']]} sen are issued,"
                    f" and the total is {total}"
                )

    def figures(self, sums):
        figures = collections.Counter()
        for account, amount in sums.items():
            row = self.accounts[account]
            if row["member_id"] is not None:
                member = self.members[row["member_id"]]
                kind = self.instruments[row["instrument_id"]]["kind"]
                metric = f"capital/{member['holder_class']}/{kind}"
                figures[member["region_code"], metric] += amount
        for member in self.members.values():
            if (member["standing"], member["status"]) == ("member", "active"):
                figures[member["region_code"], "members"] += 1
        return {key: amount for key, amount in figures.items() if amount}


class Decided:
    """What was decided, compared with what was posted."""

    def __init__(self, pack):
        rows = collections.defaultdict(list)
        for row in lines(pack, "decisions"):
            rows[row["decision"]].append(row)
        self.closings = [(row, collections.Counter()) for row in rows["book_year_closing"]]
        self.approvals = {}
        for row in rows["approval"]:
            if (row["status"] == "approved") != (row["transaction_id"] is not None):
                fail(f"approval {row['id']}: its state and posting differ")
            if row["transaction_id"] is not None:
                self.approvals[row["transaction_id"]] = row
        self.exits = {}
        for row in rows["exit"]:
            given = row["principal_sen"] + row["mandatory_sen"] + row["voluntary_sen"]
            if given - row["loans_sen"] - row["borne_loss_sen"] != row["refund_sen"]:
                fail(f"exit {row['id']}: the refund is not its sum")
            self.exits[row["id"]] = row
        self.meetings = {row["meeting"]["number"] for row in rows["surplus_run"]}
        self.valuations = {
            row["id"]: hashlib.sha256(row["content"].encode()).hexdigest()
            for row in rows["in_kind_valuation"]
        }

        self.pledges = {row["id"]: [row, 0] for row in rows["pledge"]}
        self.paid = set()

    def pay(self, place, fields):
        """Payments on a pledge: its holder's, in its time, not above its sum."""
        found = self.pledges.get(fields["pledge_id"])
        if not found:
            fail(f"transaction {place}: its pledge is not in decisions.jsonl")
        pledge, amount = found[0], int(fields["amount_sen"])
        if (pledge["member_id"], pledge["instrument_id"]) != (
            fields.get("member_id"),
            fields.get("instrument_id"),
        ):
            fail(f"transaction {place}: its pledge is another holder's")
        if fields.get("reverses") in self.paid:
            found[1] -= amount
        else:
            ended = pledge["cancellation"]
            last = ended["cancelled_on"] if ended else pledge["due_on"]
            if not pledge["pledged_on"] <= fields["effective_on"] <= last:
                fail(f"transaction {place}: its pledge is not in force on its day")
            found[1] += amount
            self.paid.add(fields["id"])
        if found[1] > pledge["amount_sen"]:
            fail(f"transaction {place}: more is paid than its pledge promises")

    def follow(self, row, fields, accounts):
        place, day = row["sequence"], fields["effective_on"]
        if "pledge_id" in fields:
            self.pay(place, fields)
        for closing, sums in self.closings:
            if closing["head_sequence"] == place and closing["head_hash"] != row["hash"]:
                fail(f"book_year_closing {closing['id']}: it names another head")
            if day <= closing["last_on"]:
                for entry in row["entries"]:
                    account = accounts[entry["account_id"]]
                    of = account["class"], account["line"]
                    sums[of] += entry["credit_sen"] - entry["debit_sen"]
        approval = self.approvals.pop(fields["id"], None)
        told = approval and (
            approval["kind"],
            str(approval["amount_sen"]),
            approval["effective_on"],
            approval["decided_by"],
        )
        stands = fields["kind"], fields["amount_sen"], day, fields.get("approved_by")
        if told != (stands if "approved_by" in fields else None):
            fail(f"transaction {place}: its approval is not that of decisions.jsonl")
        if fields["kind"] == "exit_settlement":
            found = self.exits.pop(fields["settlement_id"], None)
            # Who left before may be settled on a later day.
            if not found or found["member_id"] != fields["member_id"] or found["left_on"] > day:
                fail(f"transaction {place}: its exit is not that of decisions.jsonl")
        sealed = json.loads(fields.get("details", "{}")).get("valuation_sha256")
        if sealed and fields["id"] not in self.valuations:
            fail(f"the valuation of {fields['id']} is missing")
        if sealed and self.valuations[fields["id"]] != sealed:
            fail(f"the valuation of {fields['id']} is not the one that its transaction seals")
        if fields["kind"] == "surplus_distribution":
            if fields.get("decision_number") not in self.meetings:
                fail(f"transaction {place}: the meeting that decided it is not in decisions.jsonl")

    def finish(self, last):
        for row in list(self.approvals.values()) + list(self.exits.values()):
            fail(f"{row['decision']} {row['id']}: it was not posted")
        for closing, sums in self.closings:
            if closing["head_sequence"] > last:
                fail(f"book_year_closing {closing['id']}: it names another head")
            if closing["reopened_at"] is None:
                for figure in closing["figures"]:
                    of = figure["class"], figure["line"]
                    sums[of] -= figure["credit_less_debit_sen"]
                for (_, line), rest in sums.items():
                    if rest:
                        fail(
                            f"book_year_closing {closing['id']}: {line} differs by"
                            f" {rest} sen from its entries"
                        )


def check_chain(pack, manifest, books):
    sequence, previous = 0, "0" * 64
    sums = collections.Counter()
    decided = Decided(pack)
    certificates = Register(lines(pack, "certificates"), lines(pack, "decisions"), books)
    for row in lines(pack, "transactions"):
        sequence += 1
        fields = dict(row["fields"])
        parts = [FORM, row["previous_hash"]]
        parts += [text for field in row["fields"] for text in field]
        debits = credits = 0
        for entry in row["entries"]:
            debit, credit = entry["debit_sen"], entry["credit_sen"]
            parts += ["entry", entry["id"], entry["account_id"], debit, credit]
            debits, credits = debits + debit, credits + credit
            sums[entry["account_id"]] += credit - debit
        if row["sequence"] != sequence or fields["sequence"] != str(sequence):
            fail(f"transaction {sequence}: it has another place in the chain")
        if fields["organization_id"] != manifest["organization_id"]:
            fail(f"transaction {sequence}: it is of another issuer")
        if row["previous_hash"] != previous:
            fail(f"transaction {sequence}: it does not follow the one before it")
        if hashlib.sha256(netstrings(parts)).hexdigest() != row["hash"]:
            fail(f"transaction {sequence}: its hash is not that of its content")
        if debits != credits or str(debits) != fields["amount_sen"]:
            fail(f"transaction {sequence}: its lines do not balance")
        if any(entry["account_id"] not in books.accounts for entry in row["entries"]):
            fail(f"transaction {sequence}: an account is not in accounts.jsonl")
        decided.follow(row, fields, books.accounts)
        certificates.follow(row, fields)
        previous = row["hash"]
    if (sequence, previous) != (manifest["head_sequence"], manifest["head_hash"]):
        fail("the chain does not end as the manifest says")
    decided.finish(sequence)
    certificates.finish(sequence)
    return sums


def check(path, seal=None):
    pack = Folder(path) if path.is_dir() else Bundle(path)
    manifest = check_parts(pack, seal)
    books = Books(pack)
    sums = check_chain(pack, manifest, books)
    books.check_terms(sums)
    if {row["account_id"]: row["balance_sen"] for row in lines(pack, "balances")} != dict(sums):
        fail("the balances are not the sums of the entries")
    told = {(row["region_code"], row["metric"]): row["amount"] for row in lines(pack, "figures")}
    if told != books.figures(sums):
        fail("the figures are not those of the balances and the register")
    print(f"EQUAL: {manifest['head_sequence']} transactions, head {manifest['head_hash']}")


if __name__ == "__main__":
    check(pathlib.Path(sys.argv[1]), *sys.argv[2:3])
