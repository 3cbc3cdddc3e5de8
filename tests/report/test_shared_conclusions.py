"""What others see of conclusions: none that rests on what is the practitioner's own, and no id of a finding."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import boundaries as bd
from boundaries.report.view import View
from shared_views import CANARIES, contract, platform_tells, rows

PAIRS = tuple(f"canary-pair-{n}" for n in range(6))


def drawn(name: str, *premises: dict[str, object], **more: Any) -> dict[str, object]:
    """A rule that concludes `name`."""
    asks = {key: more.pop(key) for key in ("same", "none", "retract") if key in more}
    asks |= {"across": "practitioner"} if more.pop("across", False) else {}
    return {
        "rule": name, "code": name.upper(), "title": name.capitalize(), "says": "So it is by {from}.",
        "asks": "What now?", "why": "It is tried.", "bearer": "both", "dimension": "role",
        "when": {"all": list(premises), **asks}, **more,
    }  # fmt: skip


HOURS, NIGHT = ({"findings": {"rule": rule}} for rule in ("contact-outside-hours", "night-contact"))
AROUND = {"rule": ["contact-outside-hours", "night-contact"]}
OF_NIGHT = {"unless-at-night", "till-night", "day-or-night", "one-by-day", "rested", "unless-mixed"}
RULES = (
    drawn("in-places", {"findings": {"rule": ["contact-outside-hours", "channel-not-agreed"]}, "at_least": 2},
          retracts="A supervision."),
    drawn("mixed", {"findings": {"rule": "contact-outside-hours"}}, {"findings": {"rule": "night-contact"}}),
    drawn("on-mixed", {"findings": {"rule": "mixed"}}),
    drawn("on-places", {"findings": {"rule": "in-places"}}),
    drawn("mine", {"findings": {"rule": "contact-outside-hours"}}, audience="own"),
    drawn("together", {"findings": {"rule": "contact-outside-hours"}, "distinct": "relationship"}, across=True),
    drawn("held", {"kept": "P14D"}, same="clause", type="strength"),
    drawn("unless-at-night", HOURS, none=[NIGHT]),
    drawn("till-night", HOURS, retract=[NIGHT]),
    drawn("day-or-night", {"any": [HOURS, NIGHT]}),
    drawn("one-by-day", {"findings": {"rule": "contact-outside-hours"}, "among": AROUND, "more_than": "0.01"}),
    drawn("rested", {"kept": "P14D", "clause": "administrative.rest"}),
    drawn("unless-mixed", HOURS, none=[{"findings": {"rule": "mixed"}}]),
)  # fmt: skip
NAMES = {str(rule["rule"]) for rule in RULES}


@cache
def result() -> bd.Result:
    log = [row for pair in PAIRS for row in rows(pair)]
    return bd.check(log, bd.compile(contract(PAIRS), rules=RULES), as_of="2026-04-30")


@pytest.fixture(scope="module")
def views(tmp_path_factory: pytest.TempPathFactory) -> dict[str, View]:
    key = tmp_path_factory.mktemp("key") / "key"
    return {name: result().view(name, purpose="x", key=key) for name in ("supervisor", "platform")}


def audiences(rule: str) -> set[str]:
    return {finding.audience for finding in result() if finding.rule == rule}


def test_a_conclusion_that_rests_on_the_practitioners_own_is_own_and_so_is_what_rests_on_it() -> None:
    assert audiences("mixed") == audiences("on-mixed") == audiences("mine") == {"own"}
    assert audiences("in-places") == audiences("on-places") == {"shared"}


@pytest.mark.parametrize("rule", sorted(OF_NIGHT))
def test_when_something_of_the_practitioners_own_ended_or_prolonged_it_it_is_own(rule: str) -> None:
    """From when to when it held would tell when that was."""
    found = [finding for finding in result() if finding.rule == rule]
    assert found
    assert {finding.audience for finding in found} == {"own"}


def test_one_that_compares_relationships_is_own_whatever_its_rule_says() -> None:
    assert audiences("together") == {"own"}
    assert next(rule for rule in result().policy.rules if rule.name == "together").audience == "shared"


def test_what_was_kept_of_rest_is_own() -> None:
    held = {f.clause: f.audience for f in result() if f.rule == "held"}
    assert held["administrative.rest"] == "own"
    assert held["administrative.hours"] == "shared"


def test_none_of_it_is_in_the_supervisors_view(views: dict[str, View]) -> None:
    view = views["supervisor"]
    told = {str(row["rule"]) for row in view} & NAMES
    assert told == {"in-places", "on-places", "held"}
    assert "administrative.rest" not in {row["clause"] for row in view if row["rule"] == "held"}
    text = "\n".join(line.text for line in view.lines)
    assert not [name for name in ("mixed", "mine", "together") if f"[{name}]" in text]
    (kept,) = {line.text for line in view.lines if "[held]" in line.text}
    assert "rest" not in kept


def test_what_one_rests_on_is_told_by_its_place_in_the_report(views: dict[str, View]) -> None:
    listed = list(views["supervisor"])
    for row in listed:
        assert ("premises" in row) is (row["type"] in ("conclusion", "strength"))
        if row["rule"] == "in-places":
            assert row["retracts"] == "A supervision."
            premises = row["premises"]
            assert isinstance(premises, list)
            assert premises
            rested = [listed[place - 1] for place in premises]
            assert {one["rule"] for one in rested} <= {"contact-outside-hours", "channel-not-agreed"}
            assert {one["relationship"] for one in rested} == {row["relationship"]}


def test_no_id_of_a_finding_leaves_with_it(views: dict[str, View]) -> None:
    whole = "".join(views["supervisor"].as_text("json")) + repr(views["supervisor"].lines)
    assert not [finding.id for finding in result() if finding.id in whole]
    assert not [word for word in CANARIES if word in whole]
    (csv,) = {line.rpartition(",")[2].strip() for line in views["supervisor"].as_text("csv") if ",in-places," in line}
    assert csv == "A supervision."


def test_what_is_outside_the_period_has_no_place(tmp_path: Path) -> None:
    from boundaries.api import share
    from boundaries.readers.pseudonyms import Key
    from boundaries.report.asked import asked

    some = [finding for finding in result() if finding.type == "conclusion"]
    view = share(result(), asked("supervisor", "x"), some, {}, Key(tmp_path / "key"))
    assert {str(row["premises"]) for row in view if row["rule"] == "in-places"} == {"[]"}
    assert any("rests on: 2 findings outside the period asked for" in line.text for line in view.lines)


def test_a_platform_counts_conclusions_that_are_shared_and_no_strengths(views: dict[str, View]) -> None:
    shared = {"in-places", "mixed", "on-mixed", "on-places"} | OF_NIGHT
    assert {str(row["rule"]) for row in views["platform"]} & NAMES == shared


def test_a_platforms_count_of_what_rests_on_the_own_is_that_of_nothing() -> None:
    """Of `mixed` no relationship is counted, though each has one: chance alone makes a number of five."""
    for name in ("mixed", *OF_NIGHT):
        assert platform_tells(result(), PAIRS, name, 0)
    assert platform_tells(result(), PAIRS, "in-places", 6)
    assert not platform_tells(result(), PAIRS, "in-places", 0)


# ---- the same finding in a table, and as an object -----------------------------------------------------------------


def test_a_table_and_objects_have_the_same_premises() -> None:
    column = result().to_arrow().column("premises").to_pylist()
    assert column == [None if f.premises is None else list(f.premises) for f in result()]
    assert any(column)


def test_the_summary_names_what_drew_them(views: dict[str, View]) -> None:
    name = result().summary().conclusions
    assert name is not None
    assert name == views["supervisor"].summary["conclusions"] == views["platform"].summary["conclusions"]
    assert json.loads("".join(views["platform"].as_text("json")))["summary"]["conclusions"] == name
