"""A rule that wants open what it needs: it never speaks there, and its author is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.written import places, rule_of, rule_text, said
from boundaries.analysis.idle import never_found


@pytest.mark.parametrize(
    ("when", "keys"),
    [
        ("{event: {kind: session, open: hours}}", {}),
        ("{event: {open: sessions}}", {"clause": "sessions.minutes"}),
        ("{event: {open: sessions.minutes}}", {"clause": "sessions.minutes"}),
        ("{event: {open: [sessions, sessions.minutes], minutes: {gt: $sessions.minutes}}}", {}),
        ("{event: {open: sessions, overrun_minutes: {gt: 0}}}", {}),
        ("{event: {open: sessions, overrun_minutes: {gt: $sessions.overrun}}}",
         {"defaults": "{sessions.overrun: 5}"}),
        ("{more_than: $between_sessions.at_most, of: {open: between_sessions}, in: P7D}", {}),
        ("{event: {kind: gift}, without: {}, within: 8 open hours}", {"clause": "goals", "extra": "open"}),
    ],
)  # fmt: skip
def test_where_that_is_open_the_rule_is_silent(when: str, keys: dict[str, str]) -> None:
    keys = dict(keys)
    if keys.pop("extra", ""):
        when = when.replace("kind: gift", "kind: gift, open: hours")
    assert never_found(rule_of(when, **keys))


@pytest.mark.parametrize(
    ("when", "keys"),
    [
        ("{event: {kind: session, open: goals}}", {}),
        ("{event: {open: [goals, hours]}}", {}),
        ("{event: {any: [{open: hours}, {kind: session}]}}", {}),
        ("{event: {not: {open: hours}}}", {}),
        ("{event: {open: sessions.overrun, minutes: {gt: $sessions.overrun}}}", {"defaults": "{sessions.overrun: 5}"}),
        ("{event: {open: sessions.minutes}}", {"clause": "sessions"}),
        ("{event: {open: goals, people: {gt: $parties}}}", {}),
    ],
)
def test_where_it_may_be_open_there_may_be_findings(when: str, keys: dict[str, str]) -> None:
    assert not never_found(rule_of(when, **keys))


def test_its_author_is_told_which_path_it_is(tmp_path: Path) -> None:
    text = rule_text("{event: {kind: session, open: [hours]}}")
    (found,) = said(tmp_path, "B140", rule_yaml=text)
    assert places([found]) == ["B140 warning rule.yaml:3:8"]
    assert found.message == "no interaction can match: the rule is silent where `hours` is open"
