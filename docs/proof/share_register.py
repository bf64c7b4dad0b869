"""The register of shares of a proof pack, found anew by its transactions.

Part of verify_pack.py. The rules are those of docs/LEDGER-PROOF.md: whoever
gives shares gives up certificates, the oldest acquired first, without those
that somebody has a claim on; the rest of the last one gets a new certificate.
Whoever gets shares gets the same numbers, and beyond them new ones.
"""

import collections
import datetime
import sys


def fail(what):
    sys.exit(f"DIFFERENT: {what}")


CAUSES = {
    "opening_balance": "opening",
    "transfer": "transfer",
    "redemption": "redemption",
    "conversion": "conversion",
    "reversal": "reversal",
}


def micros(text):
    since = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    since -= datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return str(since // datetime.timedelta(microseconds=1))


def joined(ranges):
    found = []
    for first, last in sorted(ranges):
        if found and found[-1][1] + 1 == first:
            found[-1] = found[-1][0], last
        else:
            found.append((first, last))
    return found


def take(ranges, count):
    """The first `count` shares of ranges, and the rest."""
    gone, left = [], []
    for first, last in ranges:
        cut = min(last, first + count - 1)
        if cut >= first:
            gone.append((first, cut))
            count -= cut - first + 1
        if cut < last:
            left.append((max(first, cut + 1), last))
    return gone, left, count


class Register:
    """The register of shares, found anew by the transactions."""

    def __init__(self, certificates, decisions, books):
        self.told, self.ids = {}, {}
        for number, row in enumerate(certificates, 1):
            if row["number"] != number:
                fail(f"certificates.jsonl: number {number} is missing")
            if not books.nominal(self.holder(row)):
                fail(f"certificate {number}: its holder is not there")
            self.told[number], self.ids[row["id"]] = row, number
        self.books, self.before, self.issued = books, 0, 0
        # Numbers in force by holder.
        self.force = collections.defaultdict(set)
        self.pledged, self.ended = set(), set()
        self.last_share, self.held = collections.Counter(), collections.Counter()
        self.exchanges, self.begun, self.released = {}, {}, {}
        self.note_exchanges()
        for row in decisions:
            if row["decision"] == "certificate_claim":
                self.note_claim(row)

    @staticmethod
    def holder(row):
        return row["member_id"], row["instrument_id"]

    def note_exchanges(self):
        changes = {}
        for number, row in self.told.items():
            after = row["recorded_after"]
            if after is None:
                continue
            change = changes.setdefault(row["change_id"], (after, [], []))
            if change[0] != after:
                fail(f"certificate {number}: its change came after another transaction")
            change[2].append(number)
            if row["cause"] == "opening":
                self.before = max(self.before, after)
        for number, row in self.told.items():
            if row["end"] and row["end"]["change_id"] in changes:
                changes[row["end"]["change_id"]][1].append(number)
        for after, old, new in sorted(changes.values(), key=lambda it: it[2][0]):
            self.exchanges.setdefault(after, []).append((old, new))

    def note_claim(self, row):
        number, after = self.ids.get(row["certificate_id"]), row["recorded_after"]
        if number is None:
            fail(f"certificate_claim {row['id']}: its certificate is not there")
        if (row["released_after"] is None) != (row["released_on"] is None):
            fail(f"certificate_claim {row['id']}: its end is half")
        if row["released_after"] != after:
            self.begun.setdefault(after, []).append(number)
            if row["released_after"] is not None:
                self.released.setdefault(row["released_after"], []).append(number)

    def same(self, number, told, found):
        for name in sorted(found):
            if told[name] != found[name]:
                fail(
                    f"certificate {number}: {name} is {told[name]},"
                    f" the transactions give {found[name]}"
                )

    def in_force(self, number):
        row = self.told[number]
        if number not in self.force[self.holder(row)]:
            fail(f"certificate {number}: it is not in force where it is claimed or exchanged")
        return row

    def between(self, after):
        for number in self.released.pop(after, []):
            self.in_force(number)
            if number not in self.pledged:
                fail(f"certificate {number}: its claims do not follow each other")
            self.pledged.remove(number)
        exchanges = self.exchanges.pop(after, [])
        for old, new in exchanges:
            self.exchange(old, new)
        for number in self.begun.pop(after, []):
            self.in_force(number)
            if number in self.pledged:
                fail(f"certificate {number}: its claims do not follow each other")
            self.pledged.add(number)
        if any(not old for old, _ in exchanges):
            self.all_have_theirs()

    def exchange(self, old, new):
        before = [self.in_force(number) for number in old]
        acquired = max((row["acquired_on"] for row in before), default=None)
        free = not any(number in self.pledged for number in old)
        for row in before:
            self.force[self.holder(row)].remove(row["number"])
        shares = []
        for number in new:
            row = self.told[number]
            shapes = {
                "opening": not old and len(new) == 1,
                "split": len(old) == 1 and len(new) > 1,
                "consolidation": len(old) > 1 and len(new) == 1,
            }
            if row["cause"] not in shapes:
                fail(f"certificate {number}: no transaction issued it")
            whole = (
                number == self.issued + 1
                and shapes[row["cause"]]
                and free
                and all(self.holder(it) == self.holder(row) for it in before)
                and all(it["issued_on"] <= row["issued_on"] for it in before)
                and acquired in (None, row["acquired_on"])
                and row["acquired_on"] <= row["issued_on"]
                and 1 <= row["first_share"] <= row["last_share"]
            )
            if not whole:
                fail(f"certificate {number}: it does not take the place of those that it ended")
            shares.append((row["first_share"], row["last_share"]))
            end = {
                "cause": row["cause"],
                "change_id": row["change_id"],
                "ended_on": row["issued_on"],
                "recorded_at": row["recorded_at"],
            }
            for of in old:
                self.same(of, self.told[of]["end"], end)
                self.ended.add(of)
            self.put(number)
        if old and joined(shares) != joined((it["first_share"], it["last_share"]) for it in before):
            fail(f"certificate {new[0]}: the shares of its change are not those of before")

    def put(self, number):
        row = self.told[number]
        self.issued = number
        self.force[self.holder(row)].add(number)
        of = row["instrument_id"]
        self.last_share[of] = max(self.last_share[of], row["last_share"])

    def free(self, holder):
        held = [self.told[number] for number in self.force[holder] - self.pledged]
        return sorted(held, key=lambda row: (row["acquired_on"], row["number"]))

    def follow(self, row, fields):
        self.between(row["sequence"] - 1)
        place, shifts = row["sequence"], {}
        for entry in row["entries"]:
            share = self.books.share_of(entry["account_id"])
            if share:
                holder, nominal = share
                change = entry["credit_sen"] - entry["debit_sen"]
                if change % nominal:
                    fail(f"transaction {place}: a part of a share moves")
                shifts[holder] = shifts.get(holder, 0) + change // nominal
                self.held[holder] += change // nominal
        if not shifts or place <= self.before:
            return
        pools = collections.defaultdict(list)
        for holder, count in shifts.items():
            if count < 0:
                pools[holder[1]] += self.give_up(fields, place, holder, -count)
        for holder, count in shifts.items():
            if count > 0:
                got, pools[holder[1]], rest = take(joined(pools[holder[1]]), count)
                if rest:
                    last = self.last_share[holder[1]]
                    self.last_share[holder[1]] = last + rest
                    got.append((last + 1, last + rest))
                for shares in joined(got):
                    self.issue(fields, holder, shares, fields["effective_on"])

    def give_up(self, fields, place, holder, count):
        gone = []
        for row in self.free(holder):
            if not count:
                break
            parts, left, count = take([(row["first_share"], row["last_share"])], count)
            gone += parts
            number, kind = row["number"], fields["kind"]
            self.force[holder].remove(number)
            if not row["end"]:
                fail(f"certificate {number}: the transactions end it")
            cause = CAUSES.get(kind, "redemption")
            end = {
                "cause": "redemption" if cause == "opening" else cause,
                "change_id": fields["id"],
                "ended_on": max(fields["effective_on"], row["issued_on"]),
                "recorded_at": fields["recorded_at"],
            }
            told = dict(row["end"], recorded_at=micros(row["end"]["recorded_at"]))
            self.same(number, told, end)
            self.ended.add(number)
            rests = [(shares, row["acquired_on"]) for shares in left]
        if count:
            fail(f"transaction {place}: certificate: shares without their certificate")
        for shares, acquired in rests:
            self.issue(fields, holder, shares, acquired)
        return gone

    def issue(self, fields, holder, shares, acquired):
        number = self.issued + 1
        if number not in self.told:
            fail(f"certificate {number}: it is missing")
        row = self.told[number]
        found = {
            "instrument_id": holder[1],
            "member_id": holder[0],
            "first_share": shares[0],
            "last_share": shares[1],
            "cause": CAUSES.get(fields["kind"], "contribution"),
            "change_id": fields["id"],
            "acquired_on": acquired,
            "issued_on": max(fields["effective_on"], acquired),
            "region_code": fields["region_code"],
            "decision_number": fields.get("decision_number"),
            "recorded_at": fields["recorded_at"],
            "recorded_after": None,
        }
        self.same(number, dict(row, recorded_at=micros(row["recorded_at"])), found)
        self.put(number)

    def all_have_theirs(self):
        found = collections.Counter()
        for holder, numbers in self.force.items():
            shares = [self.told[number] for number in numbers]
            found[holder] = sum(row["last_share"] - row["first_share"] + 1 for row in shares)
        for holder, count in self.held.items():
            if found[holder] != count:
                fail(
                    f"certificates.jsonl: member {holder[0]} has {count} shares,"
                    f" and certificates of {found[holder]}"
                )

    def finish(self, last):
        self.between(last)
        later = [new[0] for some in self.exchanges.values() for _, new in some]
        for some in list(self.begun.values()) + list(self.released.values()):
            later += some
        if later:
            fail(f"certificate {later[0]}: its change came after a transaction that is not there")
        for number, row in self.told.items():
            if number > self.issued:
                fail(f"certificate {number}: no transaction issued it")
            if (row["end"] is not None) != (number in self.ended):
                fail(f"certificate {number}: no transaction ended it")
        self.all_have_theirs()
