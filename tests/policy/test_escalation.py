"""What makes a finding weigh more: both ways as they compile, and every mistake at its place (line 4 has the key)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from boundaries.core.errors import PolicyError
from boundaries.policy.condition import Ref
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules
from builders import Deadline, Escalate, days, ref

EACH = "{event: {kind: message}}"
WAITS = "{event: {by: client}, without: {by: practitioner}, within: P1D}"


def rule(when: str, escalate: str, severity: str = "notice") -> Rule:
    text = f"rule: r\nsays: hello\nwhen: {when}\nescalate: {escalate}\nseverity: {severity}\n"
    return load_rules(text, "r.yaml")[0]


@pytest.mark.parametrize(
    ("when", "said", "meant"),
    [
        (EACH, "{to: crossing, at: 3, in: P7D}", Escalate("crossing", 3, days(7))),
        (WAITS, "{to: crossing, beyond: P14D}", Escalate("crossing", beyond=days(14))),
        (WAITS, "{to: crossing, beyond: $reply_within * 2}", Escalate("crossing", beyond=ref("reply_within", 2))),
        ("{none: {}, for: P7D}", "{to: crossing, at: 2, in: P7D, beyond: 3 working days}",
         Escalate("crossing", 2, days(7), Deadline("working_days", Fraction(3)))),
    ],
)  # fmt: skip
def test_either_way_or_both(when: str, said: str, meant: Escalate) -> None:
    assert rule(when, said).escalate == meant


def test_what_it_refers_to_is_a_need_of_the_rule() -> None:
    reply, hours = Ref("administrative.reply_within"), Ref("administrative.hours")
    assert rule(WAITS, "{to: crossing, beyond: $reply_within * 2}").needs == (reply,)
    assert rule(WAITS, "{to: crossing, beyond: 8 open hours}").needs == (hours,)
    assert rule(WAITS, "{to: crossing, beyond: P14D}").needs == ()


MISTAKES = (
    ("a word", EACH, "crossing", "B103:11", "{to: crossing, at: 3, in: P14D}"),
    ("in no way", EACH, "{to: crossing}", "B102:1 B102:1", "for an absence also `beyond: P14D`"),
    ("to nothing", WAITS, "{beyond: P3D}", "B102:1", "`escalate` needs `to`"),
    ("without its window", EACH, "{to: crossing, at: 3}", "B102:1", "`escalate` needs `in`"),
    ("half of one way", WAITS, "{to: crossing, in: P9D, beyond: P9D}", "B102:1", "needs `at`"),
    ("to a violation", EACH, "{to: violation, at: 3, in: P7D}", "B104:16", "named person"),
    ("at half", EACH, "{to: crossing, at: 2.5, in: P7D}", "B107:30", "`2.5`"),
    ("at nothing", EACH, "{to: crossing, at: , in: P7D}", "B103:30", "is a text, not nothing"),
    ("at a list", EACH, "{to: crossing, at: [3], in: P7D}", "B103:30", "not a list"),
    ("at many digits", EACH, "{to: crossing, at: 1234567, in: P9D}", "B107:30", "six digits"),
    ("in working days", EACH, "{to: crossing, at: 3, in: 2 working days}", "B108:37", "working"),
    ("in a reference", EACH, "{to: crossing, at: 3, in: $sessions.every}", "B108:37", "its own"),
    ("beyond an event", EACH, "{to: crossing, beyond: P3D}", "B110:26", "waits for nothing"),
    (
        "beyond a count",
        "{more_than: 1, of: {}, in: P7D}",
        "{to: crossing, beyond: P3D}",
        "B110:26",
        "or a conclusion lasts",
    ),
    ("beyond an agreement", "{agreement: late}", "{to: crossing, beyond: P3D}", "B110:26", "or a conclusion lasts"),
    ("beyond a number", WAITS, "{to: crossing, beyond: 3}", "B108:34", "`3`"),
    ("beyond hours", WAITS, "{to: crossing, beyond: $hours}", "B106:34", "`$hours` is hours"),
    ("beyond a window", WAITS, "{to: crossing, beyond: week}", "B108:34", "`week`"),
    ("beyond a list", WAITS, "{to: crossing, beyond: [P3D]}", "B103:34", "not a list"),
    ("a key that is none", WAITS, "{to: crossing, at: 2, in: P7D, beyound: P3D}", "B101:42", "did you mean `beyond`?"),
    ("every part wrong", WAITS, "{to: violation, at: 0, in: x, beyond: y}", "B104:16 B107:31 B108:38 B108:49", "named"),
)


@pytest.mark.parametrize(("when", "said", "places", "words"), [m[1:] for m in MISTAKES], ids=[m[0] for m in MISTAKES])
def test_a_mistake_is_named_where_it_stands(when: str, said: str, places: str, words: str) -> None:
    with pytest.raises(PolicyError) as caught:
        rule(when, said)
    found = [(d, d.location) for d in caught.value.diagnostics]
    assert " ".join(f"{d.code}:{place.column}" for d, place in found if place and place.line == 4) == places
    assert words in found[0][0].render()


def test_down_is_no_way() -> None:
    with pytest.raises(PolicyError, match=r"r\.yaml:4:16: B104 `notice` is no step up"):
        rule(EACH, "{to: notice, at: 3, in: P7D}", "crossing")
