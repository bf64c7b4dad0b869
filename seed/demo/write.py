#!/usr/bin/env python3
"""Write seed/data/demo/*.json, the demonstration cluster, from the tables here.

    python3 seed/demo/write.py

The result is committed; run this after a change of the tables. The same tables
always give the same files.
"""

import json
from pathlib import Path

import cast
import chain
import contracts
import money
import visits

TARGET = Path(__file__).parents[1] / "data" / "demo"


def main() -> None:
    """Writes one file a topic."""
    organizations = cast.organizations()
    files = {
        "registry": {
            "organizations": organizations, "persons": cast.persons(), "users": cast.users(),
        },
        "investment": {
            "instruments": money.instruments(), "memberships": money.memberships(),
            "postings": money.postings(), "sharings": money.sharings(),
        },
        "cluster": {
            "cluster": chain.cluster(organizations), "chains": chain.chains(),
            "margins": chain.margins(), "facts": chain.facts(),
        },
        "contracts": {
            "partnerships": contracts.partnerships(),
            "land_consents": contracts.land_consents(),
        },
        "mentoring": visits.mentoring(organizations),
    }
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (TARGET / f"{name}.json").write_text(text + "\n")
        print(name, {k: len(v) for k, v in content.items() if isinstance(v, list)})


if __name__ == "__main__":
    main()
