"""The JSON Schema of a rule file: made of the tables the reader itself uses, and true of every shipped rule."""

from __future__ import annotations

import re

import yaml

from boundaries.policy.filters import FIELDS
from boundaries.policy.packs import find_pack, rule_files
from boundaries.policy.schema import KEYS, rule_schema


def test_the_schema_knows_the_keys_the_reader_knows() -> None:
    schema = rule_schema()
    assert set(schema["properties"]) == set(KEYS)
    assert schema["required"] == ["rule", "when", "says"]
    assert set(schema["$defs"]["filter"]["properties"]) == {*FIELDS, "within", "outside", "any", "not"}
    assert all(part.get("description") for part in schema["properties"].values())


def test_every_reference_of_the_schema_leads_somewhere() -> None:
    schema = rule_schema()
    named = set(re.findall(r"'\$ref': '#/\$defs/(\w+)'", str(schema)))
    assert named == set(schema["$defs"])


def test_shipped_rules_keep_to_the_schema() -> None:
    schema = rule_schema()
    forms = schema["$defs"]["when"]["anyOf"]
    for source in rule_files(*find_pack("core")[:1], "core"):
        rule = yaml.safe_load(source.text)
        assert set(rule) <= set(schema["properties"])
        assert rule["severity"] in schema["properties"]["severity"]["enum"]
        fits = [f for f in forms if set(f["required"]) <= set(rule["when"]) <= set(f["properties"])]
        assert len(fits) == 1
