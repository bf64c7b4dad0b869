#!/usr/bin/env python3
"""Checks a proof pack of `kibm ledger export` without kibm.

Usage: verify_pack.py FOLDER. Exits with 1 and the first difference.
The form is described in docs/LEDGER-PROOF.md.
"""

import collections
import hashlib
import json
import pathlib
import sys

PACK = "kibm-ledger-pack/1"
FORM = "kibm-ledger-transaction/1"


def netstrings(parts):
    texts = [str(part).encode() for part in parts]
    return b"".join(b"%d:%s," % (len(text), text) for text in texts)


def fail(what):
    sys.exit(f"DIFFERENT: {what}")


def lines(folder, part):
    with open(folder / f"{part}.jsonl", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def check(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if (manifest["form"], manifest["transaction_form"]) != (PACK, FORM):
        fail("the form is not known")
    for part in manifest["parts"]:
        data = (folder / part["file"]).read_bytes()
        if hashlib.sha256(data).hexdigest() != part["sha256"]:
            fail(f"{part['file']}: its bytes are not those of the manifest")

    sealed = {}
    sequence, previous = 0, "0" * 64
    sums = collections.Counter()
    for row in lines(folder, "transactions"):
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
        valuation = json.loads(fields.get("details", "{}")).get("valuation_sha256")
        if valuation:
            sealed[fields["id"]] = valuation
        previous = row["hash"]
    for row in lines(folder, "decisions"):
        if row["decision"] == "in_kind_valuation":
            found = hashlib.sha256(row["content"].encode()).hexdigest()
            if sealed.pop(row["id"], found) != found:
                fail(f"the valuation of {row['id']} is not the one that its transaction seals")
    if sealed:
        fail(f"the valuation of {min(sealed)} is missing")
    if (sequence, previous) != (manifest["head_sequence"], manifest["head_hash"]):
        fail("the chain does not end as the manifest says")
    balances = {row["account_id"]: row["balance_sen"] for row in lines(folder, "balances")}
    if balances != dict(sums):
        fail("the balances are not the sums of the entries")
    print(f"EQUAL: {sequence} transactions, head {previous}")


if __name__ == "__main__":
    check(pathlib.Path(sys.argv[1]))
