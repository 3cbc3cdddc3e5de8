"""Defaults nobody uses, escalations that change nothing, rules without an example, names of a pack nobody needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.written import HEAD, places, rule_text, said

PACK = """\
pack: mine
parameters: {limit: 3, long: PT1H, never: 5}
lists: {writing: [sms], rooms: [room]}
macros:
  typed: {channel: $lists.writing}
  inner: {is: typed}
  talked: {kind: call}
  bare: {kind: gift}
  idle: {by: client}
"""
RULES = "---\n".join(
    [
        rule_text("{more_than: $parameters.limit * 2, of: {is: inner, any: [talked, {place: x}]}, in: P7D}", "a"),
        rule_text("{first: bare, then: {not: bare}, within: $parameters.long}", "b"),
    ]
)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"defaults": "{sessions.overrun: 10}"}, []),
        ({"defaults": "{sessions.minutes: 50}"}, []),
        ({"defaults": "{sessions.overrun: 10, sessions.every: P7D}"}, ["B145 warning rule.yaml:5:34"]),
        ({"defaults": "{administrative.cancellation.fee: 10}"}, ["B145 warning rule.yaml:5:12"]),
        ({"escalate": "{to: crossing, at: 2, in: P7D}"}, []),
        ({"escalate": "{to: crossing, at: 1, in: P7D}"}, ["B146 warning rule.yaml:5:26"]),
    ],
)
def test_keys_of_a_rule_that_change_nothing(keys: dict[str, str], expected: list[str], tmp_path: Path) -> None:
    text = rule_text("{event: {overrun_minutes: {gt: $sessions.overrun}}}", **keys)
    assert places(said(tmp_path, "B145", "B146", rule_yaml=text)) == expected


@pytest.mark.parametrize(
    ("when", "beyond", "expected"),
    [
        ("within: P2D", "P2D", ["B146 warning rule.yaml:5:34"]),
        ("within: P2D", "PT48H", ["B146 warning rule.yaml:5:34"]),
        ("within: P2D", "49 hours", []),
        ("within: P1M", "P2M", []),
        ("within: P1M", "P20D", ["B146 warning rule.yaml:5:34"]),
        ("within: P1M", "P30D", []),
        ("within: $reply_within * 2", "$reply_within", ["B146 warning rule.yaml:5:34"]),
        ("within: $reply_within", "$reply_within * 1.5", []),
        ("within: $reply_within", "$sessions.every", []),
        ("within: 3 working days", "3 working days", ["B146 warning rule.yaml:5:34"]),
        ("within: 3 working days", "20 open hours", []),
        ("within: 3 working days", "P2D", []),
    ],
)
def test_an_escalation_beyond_what_every_finding_is_past(
    when: str, beyond: str, expected: list[str], tmp_path: Path
) -> None:
    for condition in (f"{{event: {{}}, without: {{kind: call}}, {when}}}", f"{{none: {{}}, for{when[6:]}}}"):
        text = rule_text(condition, escalate=f"{{to: crossing, beyond: {beyond}}}")
        found = said(tmp_path, "B146", rule_yaml=text.replace("says", "suggests: x\nsays", 1))
        assert places(found) == [place.replace(":5:34", ":6:26") for place in expected]


def test_keys_of_a_wait_for_a_single_event_that_change_nothing(tmp_path: Path) -> None:
    wait = "{event: {}, without: {kind: call}, within: P1D, "
    for more, expected in (
        ("apart: PT12H}", ["B154 warning rule.yaml:3:55"]), ("at_least: 1, in: P7D}", ["B154 warning rule.yaml:3:68"]),
        ("at_least: 2, in: P7D, apart: P1D}", []), ("at_least: $sessions.at_most, apart: P1D}", []),
    ):  # fmt: skip
        assert places(said(tmp_path, "B154", rule_yaml=rule_text(wait + more))) == expected
    assert said(tmp_path, "B154", rule_yaml=rule_text("{none: {}, for: P1D, at_least: 1, in: P7D}")) == []


def test_a_clause_that_begins_a_trend_anew_anyway(tmp_path: Path) -> None:
    trend = "{trend: count, of: {outside: $rest.night}, restarts: "
    for more, expected in (
        ("[between_sessions, administrative.hours]}", ["B154 warning rule.yaml:3:79"]),
        ("rest.night}", ["B154 warning rule.yaml:3:60"]),
        ("[rest, between_sessions]}", []),
    ):
        assert places(said(tmp_path, "B154", rule_yaml=rule_text(trend + more))) == expected


def test_a_rule_without_an_example_is_remarked_upon(tmp_path: Path) -> None:
    example = "[{timeline: [2026-03-03 10:00 client > call], exactly: true}]"
    found = said(
        tmp_path, "B148", contract_yaml=HEAD, a_yaml=rule_text("{event: {kind: gift}}", "a"),
        b_yaml=rule_text("{event: {kind: gift}}", "b", examples="[]"),
        c_yaml=rule_text("{event: {kind: gift}}", "c", contract="contract.yaml", examples=example),
    )  # fmt: skip
    assert places(found) == ["B148 note a.yaml:1:7", "B148 note b.yaml:1:7"]


def test_names_of_a_pack_that_nothing_uses(tmp_path: Path) -> None:
    found = said(tmp_path, "B150", pack_yaml=PACK, rules_yaml=RULES)
    assert [(d.message, str(d.location).partition(".yaml:")[2]) for d in found] == [
        ("parameter `never` is never used", "2:36"), ("list `rooms` is never used", "3:25"),
        ("macro `idle` is never used", "9:3"),
    ]  # fmt: skip


def test_a_name_may_be_used_in_what_a_pack_changes_and_in_packs_it_extends(tmp_path: Path) -> None:
    base = "pack: base\nparameters: {limit: 3}\n"
    top = (
        "pack: top\nextends: base\nparameters: {limit: 4, since: P7D, limits: 5}\n"
        "rules: {a: {escalate: {to: crossing, at: 2, in: $parameters.since}}}\n"
    )
    rule = rule_text("{more_than: $parameters.limit, of: {kind: call}, in: P7D}", "a")
    (found,) = said(tmp_path, "B150", pack_yaml=top, base__pack_yaml=base, base__a_yaml=rule)
    assert found.message == "parameter `limits` is never used"
    assert found.hint == "did you mean `limit`? `limits` is in none of the packs it extends"


def test_what_a_pack_changes_is_looked_at_too(tmp_path: Path) -> None:
    changes = (
        "  a: {title: Inappropriate calls}\n"
        "  b: {escalate: {to: crossing, at: 1, in: P7D}, defaults: {sessions.minutes: 50}}\n"
    )
    base = "---\n".join(
        rule_text("{event: {kind: call}}", name, unless=f"[{word}]", escalate="{to: crossing, at: 3, in: P7D}")
        for name, word in (("a", "crisis"), ("b", "agreed"))
    )
    found = said(
        tmp_path, "B145", "B146", "B147", pack_yaml=f"pack: top\nextends: base\nrules:\n{changes}",
        base__pack_yaml="pack: base\n", base__rules_yaml=base,
    )  # fmt: skip
    assert places(found) == [
        "B147 warning pack.yaml:4:14", "B146 warning pack.yaml:5:32", "B145 warning pack.yaml:5:60",
    ]  # fmt: skip
