"""Rules given from Python: by path, as a mapping, compiled, and mixed; whatever else is given is told."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from boundaries.core.errors import PolicyError, UsageError
from boundaries.policy.added import read_added
from boundaries.policy.spec import load_rules
from pack_folders import OF_BASE, a_rule, write

PLAIN: Mapping[str, Any] = {
    "rule": "calls", "title": 180.5, "enabled": True, "when": {"event": {"kind": "call", "minutes": {"gt": 10}}},
    "says": {"en": "A call.", "de": "Ein Anruf, über {minutes} Minuten."},
}  # fmt: skip


def names(given: Any) -> list[str]:
    return [rule.name for rule in read_added(given)]


def test_rules_are_given_in_every_way_and_mixed(tmp_path: Path) -> None:
    file = write(tmp_path, {"two.yaml": a_rule("one") + "---\n" + a_rule("two")}) / "two.yaml"
    (rule,) = load_rules(a_rule("made"), "made.yaml")
    assert names(file) == names(str(file)) == ["one", "two"]
    assert names(rule) == ["made"]
    assert names(PLAIN) == names(MappingProxyType(PLAIN)) == ["calls"]
    assert (
        names([rule, PLAIN, file]) == names(one for one in (rule, PLAIN, str(file))) == ["made", "calls", "one", "two"]
    )
    assert names(()) == []


def test_a_mapping_says_what_the_same_file_says() -> None:
    text = (
        "rule: calls\ntitle: 180.5\nenabled: true\nwhen: {event: {kind: call, minutes: {gt: 10}}}\n"
        "says: {en: A call., de: 'Ein Anruf, über {minutes} Minuten.'}\n"
    )
    (read,), (given,) = load_rules(text, "rules"), read_added(PLAIN)
    assert (given.when, given.says, given.title, given.enabled) == (read.when, read.says, read.title, read.enabled)
    assert given.location is not None
    assert given.location.file == "rules"


def test_a_file_is_read_with_its_pack(tmp_path: Path) -> None:
    write(tmp_path, OF_BASE)
    (rule,) = read_added(tmp_path / "base" / "many.yaml")
    assert (rule.name, rule.pack) == ("many", "base")


def test_every_problem_of_every_rule_is_told_at_once(tmp_path: Path) -> None:
    bad = write(tmp_path, {"bad.yaml": a_rule("bad", "{kind: mesage}")}) / "bad.yaml"
    with pytest.raises(PolicyError) as caught:
        read_added([bad, tmp_path / "nowhere.yaml", {**PLAIN, "sevrity": "notice"}])
    assert sorted(d.code for d in caught.value.diagnostics) == ["B009", "B101", "B104"]
    (told,) = (d for d in caught.value.diagnostics if d.code == "B101")
    assert told.location is not None
    assert (told.location.file, told.source.strip()) == ("rules", '"sevrity": "notice"')


@pytest.mark.parametrize("odd", [3, None, b"x.yaml", [[PLAIN]], [3], {"rule": object()}, {"rule": {1, 2}}, "."])
def test_what_is_no_rule_is_a_slip_of_the_call(odd: Any) -> None:
    with pytest.raises(UsageError, match="B310"):
        read_added(odd)


def test_a_file_without_a_rule_is_told_without_its_words(tmp_path: Path) -> None:
    chat = write(tmp_path, {"chat.txt": "[01/02/2026, 10:00] Dr M: a secret\n"}) / "chat.txt"
    with pytest.raises(PolicyError) as caught:
        read_added(chat)
    assert [d.code for d in caught.value.diagnostics] == ["B119"]
    assert "secret" not in str(caught.value)
