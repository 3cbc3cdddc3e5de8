"""The JSON Schema of a rule file: made of the tables the reader itself uses, and true of every shipped rule."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from boundaries.core.errors import PolicyError
from boundaries.policy.fields import FIELDS
from boundaries.policy.packs import find_pack, rule_files
from boundaries.policy.schema import KEYS, WORDING_KEYS, pack_schema, rule_schema, wording_schema
from boundaries.policy.spec import load_rules
from json_schema import faults

SCHEMAS = {"rule": rule_schema(), "pack": pack_schema(), "wording": wording_schema()}


def test_the_schema_knows_the_keys_the_reader_knows() -> None:
    schema = rule_schema()
    assert set(schema["properties"]) == set(KEYS)
    assert schema["required"] == ["rule", "when", "says"]
    _, mapping = schema["$defs"]["filter"]["anyOf"]
    assert set(mapping["properties"]) == {*FIELDS, "within", "outside", "open", "any", "not", "is"}
    assert all(part.get("description") for part in schema["properties"].values())


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=list(SCHEMAS))
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
    "{event: {}, without: {}, within: P1D, at_least: 3, in: P7D, apart: $parameters.apart}",
    "{event: {}, without: {}, within: P1D, apart: PT12H}",
    "{none: {}, for: P1D, at_least: $parameters.n, in: P7D}",
    "{more_than: 0.5, of: {}, among: {kind: task}, in: P7D, at_least: 6}",
    "{more_than: 5, of: {}, in: week, apart: PT12H}",
    "{trend: count, of: {kind: message}, per: week, direction: down, mode: $parameters.mode, at_least: $parameters.n}",
    "{trend: share, of: {by: client}, among: weekend-call, restarts: between_sessions}",
    "{trend: share, of: {reply_minutes: {lt: usual}}, among: {}, otherwise: 30, restarts: [hours, calls]}",
    "{trend: share, of: {by: {not: usual}}, among: {}}",
    "{trend: total, of: {kind: call}, field: minutes}",
    "{trend: count, indicator: evening-words, mode: calibrated}",
    "{event: {open: goals, any: [{open: [hours, $parameters.clause]}], on_leave: true, people: {gt: $parties * 2}}}",
)
BADLY = ("{event: Weekend call}", "{event: {is: {kind: call}}}", "{event: {account: works}}", "{event: {knid: call}}",
         "{event: {}, without: {}, within: P1D, in: P7D}", "{event: {}, without: {}, within: P1D, at_least: 0}",
         "{event: {}, without: {}, within: P1D, at_least: 2, matching: ref}", "{none: {}, for: P1D, at_least: 2}",
         "{none: {}, for: P1D, in: P7D}", "{more_than: 5, of: {}, in: P7D, at_least: 2}",
         "{more_than: 5, of: {}, in: P7D, total: minutes, apart: P1D}",
         "{more_than: 0, of: {}, among: a, in: P7D, apart: P1D}",
         "{more_than: 0, of: {}, among: a, in: P7D, total: minutes}", "{more_than: 0, of: {}, among: 3, in: P7D}",
         "{trend: counts, of: {}}", "{trend: count}", "{trend: share, of: {}}", "{trend: total, of: {}}",
         "{trend: count, of: {}, among: {}}", "{trend: count, of: {}, per: month}",
         "{trend: count, of: {}, at_least: 0}",
         "{trend: share, of: {by: {not: usual}, kind: call}, among: {}}", "{trend: count, of: {}, otherwise: 3}",
         "{trend: share, of: {by: client}, among: {}, otherwise: 3}", "{trend: total, indicator: a}",
         "{trend: count, indicator: a, of: {}}", "{trend: count, of: {}, direction: sideways}",
         "{event: {open: {goals: x}}}", "{event: {open: []}}", "{event: {on_leave: yess}}")  # fmt: skip


def test_the_schema_takes_names_where_the_reader_does() -> None:
    schema = rule_schema()
    for when in WELL:
        assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {when}\n"), schema) == []
    for when in BADLY:
        assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {when}\n"), schema)
    rest = "escalate: {to: crossing, at: $parameters.n, in: $parameters.w}\nseverity: $parameters.s\nunless: $lists.u\n"
    assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {WELL[0]}\n{rest}"), schema) == []
    assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {WELL[0]}\nseverity: $sessions.minutes\n"), schema)


def test_the_schema_knows_both_ways_of_an_escalation() -> None:
    for ladder, right in (
        ("at: 3, in: P7D", True), ("beyond: $reply_within * 2", True), ("at: 3, in: P7D, beyond: P9D", True),
        ("at: 3", False), ("in: P7D, beyond: P9D", False), ("", False), ("beyond: 3", False),
    ):  # fmt: skip
        rule = f"rule: r\nsays: hello\nwhen: {{none: {{}}, for: P1D}}\nescalate: {{to: crossing, {ladder}}}\n"
        assert (faults(yaml.safe_load(rule), rule_schema()) == []) == right


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
        for field in ("kind", "ref_kind"):
            assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {{event: {{{field}: {kind}}}}}\n"), schema) == []
    for kind in NO_KINDS:
        for field in ("kind", "ref_kind"):
            assert faults(yaml.safe_load(f"rule: r\nsays: hello\nwhen: {{event: {{{field}: {kind}}}}}\n"), schema)


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


SAID_WELL = (
    "{many: {title: Viele, says: {one: eins, other: '{count}'}, asks: 'Was war?'}, late: {why: 3}}",
    "{many: {title: , says: {one: , other: }}, late: }",
    "{}",
    "",
)
SAID_BADLY = (
    "[many]",
    "hallo",
    "{many: hallo}",
    "{many: {sais: x}}",
    "{many: {says: {one: x}}}",
    "{many: {says: [x]}}",
)


def test_the_schema_of_a_wording_file_takes_what_the_reader_takes() -> None:
    schema = wording_schema()
    assert set(schema["properties"]) == set(WORDING_KEYS)
    for rules in SAID_WELL:
        assert faults(yaml.safe_load(f"wording: de\nformat: 1\nrules: {rules}\n"), schema) == []
    for rules in SAID_BADLY:
        assert faults(yaml.safe_load(f"wording: de\nrules: {rules}\n"), schema)
    assert faults(yaml.safe_load("wording: German\nrules: {}\n"), schema)
    assert faults(yaml.safe_load("wording: de\n"), schema)
