#!/usr/bin/env python3
"""Judge exports of beneficial owners by the public validator, libcovebods.

Each file of the folder must be BODS 0.4: no fault against the schema, none of
the additional checks (records that are spoken of are there, in order, once),
no field that the standard does not know. The list of known schemes of
identifiers, which the validator would download, is empty here: our exports name
no scheme, and one that they named would be a fault.

    python3 tests/bods.py FOLDER
"""

import json
import pathlib
import sys

from libcovebods.additionalfields import AdditionalFields
from libcovebods.config import LibCoveBODSConfig
from libcovebods.data_reader import DataReader
from libcovebods.jsonschemavalidate import JSONSchemaValidator
from libcovebods.run_tasks import TASK_CLASSES, process_additional_checks
from libcovebods.schema import SchemaBODS
from libcovebods.tasks.checks import legacy_checks, record_based_checks

for checks in (legacy_checks, record_based_checks):
    checks.get_orgids_prefixes = lambda: []

VERSION = "0.4"


def faults_of(path):
    """Every complaint about one file, as text."""
    statements = json.loads(path.read_text())
    if not statements:
        return ["the export is empty"]
    reader = DataReader(str(path))
    config = LibCoveBODSConfig()
    schema = SchemaBODS(reader, config)
    faults = []
    if schema.schema_version != VERSION:
        faults.append(f"read as version {schema.schema_version}")
    for fault in JSONSchemaValidator(schema).validate(reader):
        faults.append(f"schema: {fault.json()}")
    checked = process_additional_checks(reader, config, schema, TASK_CLASSES)
    faults += [f"check: {fault}" for fault in checked["additional_checks"]]
    unknown = AdditionalFields(schema).process(reader)
    faults += [f"unknown field: {field}" for field in unknown]
    return faults


def main():
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.json"))
    # The circle, the named persons, the declared holdings, an export with the
    # changes after it, the demonstration.
    if len(files) < 7:
        sys.exit(f"{len(files)} exports are too few: the tests leave seven at least")
    bad = 0
    for path in files:
        faults = faults_of(path)
        bad += bool(faults)
        count = len(json.loads(path.read_text()))
        print(f"{path.name}: {count} statements, {len(faults)} faults")
        for fault in faults[:20]:
            print(f"  {fault}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
