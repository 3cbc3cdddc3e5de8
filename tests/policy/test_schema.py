"""The JSON Schema of a rule file: made of the tables the reader itself uses, and true of every shipped rule."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from boundaries.core.errors import PolicyError
from boundaries.policy.filters import FIELDS
from boundaries.policy.packs import find_pack, rule_files
from boundaries.policy.schema import KEYS, pack_schema, rule_schema
from boundaries.policy.spec import load_rules
from json_schema import faults


def test_the_schema_knows_the_keys_the_reader_knows() -> None:
    schema = rule_schema()
    assert set(schema["properties"]) == set(KEYS)
    assert schema["required"] == ["rule", "when", "says"]
    _, mapping = schema["$defs"]["filter"]["anyOf"]
    assert set(mapping["properties"]) == {*FIELDS, "within", "outside", "any", "not", "is"}
    assert all(part.get("description") for part in schema["properties"].values())


@pytest.mark.parametrize("schema", [rule_schema(), pack_schema()], ids=["rule", "pack"])
def test_every_reference_of_the_schema_leads_somewhere(schema: dict[str, Any]) -> None:
    named = set(re.findall(r"'\$ref': '#/\$defs/(\w+)'", str(schema)))
    assert named == set(schema["$defs"])


def test_shipped_rules_keep_to_the_schema() -> None:
    schema = rule_schema()
    for source in rule_files(*find_pack("core")[:1], "core"):
        assert faults(yaml.safe_load(source.text), schema) == []


WELL = (
    "{event: weekend-call}",
    "{event: {is: [a, b], not: c, any: [d, {kind: $lists.kinds}]}}",
    "{event: {place: $sessions.places, channel: {not: $channels}, account: $accounts, by: [$parameters.who, both]}}",
    "{more_than: $parameters.most, of: {minutes: {gt: $parameters.long * 2}}, in: $parameters.window}",
    "{event: {outside: $parameters.hours}, without: {}, within: $parameters.wait * 2}",
)
BADLY = ("{event: Weekend call}", "{event: {is: {kind: call}}}", "{event: {account: works}}", "{event: {knid: call}}")


def test_the_schema_takes_names_where_the_reader_does() -> None:
    schema = rule_schema()
    for when in WELL:
        assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {when}\n"), schema) == []
    for when in BADLY:
        assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {when}\n"), schema)
    rest = "escalate: {to: crossing, at: $parameters.n, in: $parameters.w}\nseverity: $parameters.s\nunless: $lists.u\n"
    assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {WELL[0]}\n{rest}"), schema) == []
    assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {WELL[0]}\nseverity: $sessions.minutes\n"), schema)


KINDS = (
    "message",
    "x-letter",
    "[call, x-letter]",
    "{not: [call, message]}",
    "$sessions.places",
    "[$parameters.k, call]",
)
NO_KINDS = ("mesage", "X-letter", "x-", "[call, mesage]", "{not: mesage}")


def test_the_schema_knows_the_kinds() -> None:
    schema = rule_schema()
    for kind in KINDS:
        assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {{event: {{kind: {kind}}}}}\n"), schema) == []
    for kind in NO_KINDS:
        assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {{event: {{kind: {kind}}}}}\n"), schema)


@pytest.mark.parametrize(
    "line", ["title: 180.5", "code: -1", "why: 3", "sources: 3", "sources: []", "unless: []", "says: {en: 3}",
             "clause: 3", "unless: [ill]", "sources: {a: b}", "title: null"],
)  # fmt: skip
def test_the_schema_takes_what_the_reader_takes(line: str) -> None:
    says = "" if line.startswith("says") else "says: hello\n"
    text = f"rule: r\nwhen: {{event: {{}}}}\n{says}{line}\n"
    try:
        read = bool(load_rules(text, "r.yaml"))
    except PolicyError:
        read = False
    assert (faults(yaml.safe_load(text), rule_schema()) == []) == read
