"""N4: nothing emits `violation`, and nothing tells anybody but the caller."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings

import boundaries
import boundaries as bd
from boundaries.core.errors import PolicyError
from boundaries.core.finding import BEARERS, SEVERITIES, STATUSES, Severity, Type
from boundaries.policy.schema import TYPES
from boundaries.policy.spec import load_rules
from worlds import World, end_of, log_of, policy_of, worlds

SOURCES = sorted(Path(boundaries.__file__).parent.rglob("*.py"))


def test_there_is_no_such_word_to_be_had() -> None:
    assert get_args(Severity) == SEVERITIES == ("notice", "crossing")
    assert set(TYPES) == set(get_args(Type)) == {"breach", "drift", "conclusion", "strength"}
    assert "violation" not in {*SEVERITIES, *STATUSES, *BEARERS, *TYPES}


def test_no_rule_can_ask_for_one() -> None:
    for line in ("severity: violation", "escalate: {to: violation, at: 2, in: P7D}", "type: violation"):
        with pytest.raises(PolicyError, match="violation"):
            load_rules(f"rule: r\nsays: hello\nwhen: {{event: {{kind: session}}}}\n{line}", "r.yaml")


def test_the_word_stands_in_the_library_only_where_it_is_refused_or_explained() -> None:
    """Reachability: as a value of the program it is nowhere but among the hints for those who wrote it, and among the
    words that a person, by name and with a reason, may choose from (`tests/monitor/test_disposition.py`)."""
    found = {
        path.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value == "violation"
    }
    assert found <= {"escalation.py", "expect.py", "disposition.py"}


@settings(max_examples=60)
@given(worlds())
def test_whatever_happened_a_finding_is_a_notice_or_a_crossing(world: World) -> None:
    result = bd.check(log_of(world), policy_of(world), as_of=end_of(world))
    for finding in result:
        assert finding.severity in ("notice", "crossing")
        assert finding.status in STATUSES
        assert "violation" not in repr(finding)
