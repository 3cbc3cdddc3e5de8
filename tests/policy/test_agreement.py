"""The agreement form as an author writes it: what fits which question, and what is said where it does not."""

from __future__ import annotations

from typing import get_args

import pytest
import yaml

from boundaries.civil.span import Span
from boundaries.contract.load import load_contracts
from boundaries.core.errors import PolicyError
from boundaries.policy.agreement import ABOUTS, DEFAULTS, keys_that_fit
from boundaries.policy.compile import compile_policy
from boundaries.policy.condition import About, Agreement
from boundaries.policy.document import when_document
from boundaries.policy.inside import filters_of, needs_of
from boundaries.policy.schema import rule_schema
from boundaries.policy.spec import load_rules
from builders import DAY, days


def read(when: str, more: str = "") -> Agreement:
    (rule,) = load_rules(f"rule: own\nwhen: {{agreement: {when}}}\nsays: x\n{more}", "own.yaml")
    assert isinstance(rule.when, Agreement)
    return rule.when


def refused(when: str, more: str = "") -> list[str]:
    with pytest.raises(PolicyError) as problem:
        read(when, more)
    return [str(found).splitlines()[0].removeprefix("own.yaml:") for found in map(shown, problem.value.diagnostics)]


def shown(problem: object) -> str:
    return f"{problem.location}: {problem.code} {problem.message} ({problem.hint})"  # type: ignore[attr-defined]


def test_every_question_has_what_it_takes_where_a_rule_says_nothing() -> None:
    assert ABOUTS == get_args(About) == tuple(DEFAULTS)
    assert [(read(about).at_least, read(about).within) for about in ABOUTS] == [
        (1, None), (1, None), (1, None), (2, days(60)), (1, days(30)), (4, days(60)),
    ]  # fmt: skip


def test_what_a_rule_says_is_what_it_takes() -> None:
    assert read("after_practice, at_least: 3, in: 2 weeks") == Agreement("after_practice", 3, days(14))
    assert read("unnamed_practice, in: P2M") == Agreement("unnamed_practice", 4, Span(2))
    assert read("incomplete, at_least: 2") == Agreement("incomplete", 2)


@pytest.mark.parametrize("about", ABOUTS)
def test_what_is_written_is_what_was_read(about: About) -> None:
    default, fitting = DEFAULTS[about], keys_that_fit(about)
    assert when_document(default) == {"agreement": about}
    own = Agreement(about, 7 if "at_least" in fitting else 1, Span(1, DAY) if "in" in fitting else None)
    written = when_document(own)
    assert set(written) == {"agreement", *fitting}
    assert read(", ".join([about, *(f"{key}: {written[key]}" for key in fitting)])) == own


@pytest.mark.parametrize("about", ABOUTS)
def test_it_refers_to_nothing_and_has_no_filter(about: About) -> None:
    assert filters_of(DEFAULTS[about]) == needs_of(DEFAULTS[about]) == ()
    (rule,) = load_rules(f"rule: own\nwhen: {{agreement: {about}}}\nunless: [crisis]\nsays: x\n", "own.yaml")
    assert rule.after_end is False


@pytest.mark.parametrize(
    ("when", "problem"),
    [
        ("late, in: P3D", "2:25: B110 `in` does not fit `agreement: late` (beside it `at_least` may stand)"),
        (
            "incomplete, in: P3D",
            "2:31: B110 `in` does not fit `agreement: incomplete` (beside it `at_least` may stand)",
        ),
        ("one_sided, at_least: 2", "2:30: B110 `at_least` does not fit `agreement: one_sided` (it stands alone)"),
        ("one_sided, in: P3D", "2:30: B110 `in` does not fit `agreement: one_sided` (it stands alone)"),
        ("late, at_least: 0", "2:35: B107 `at_least` is a count from 1 on, not `0` (`3`: from the third on)"),
        ("late, at_least: x", "2:35: B107 `at_least` is a count from 1 on, not `x` (`3`: from the third on)"),
        ("late, at_least: -1", "2:35: B107 `at_least` is a count from 1 on, not `-1` (`3`: from the third on)"),
        (
            "late, at_least: $sessions.at_most",
            "2:35: B107 `at_least` is a count from 1 on, not `$sessions.at_most` (`3`: from the third on)",
        ),
        ("after_practice, in: P0D", "2:39: B108 `P0D` is no time at all (a duration is longer than zero)"),
        (
            "after_practice, in: $sessions.every",
            "2:39: B108 `in` is a duration of its own, not `$sessions.every` (such as `P14D`)",
        ),
        (
            "after-practice",
            "2:19: B104 `after-practice` is no question about the agreement (did you mean `after_practice`?)",
        ),
        (
            "late, of: {kind: session}",
            "2:25: B110 `of` does not fit beside `agreement` (it looks at the contract itself, and has no filter)",
        ),
        (
            "late, kind: session",
            "2:25: B110 `kind` does not fit beside `agreement` (it looks at the contract itself, and has no filter)",
        ),
        ("late, at_laest: 2", "2:25: B110 `at_laest` does not fit beside `agreement` (did you mean `at_least`?)"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_a_way_out(when: str, problem: str) -> None:
    assert refused(when) == [problem]


def test_working_time_is_not_looked_back_over() -> None:
    (problem,) = refused("after_practice, in: 3 working days")
    assert problem.startswith("2:39: B108 `in` cannot be working time: `3 working days` ")


def test_all_problems_of_a_rule_are_told_at_once() -> None:
    places = [problem.split()[:2] for problem in refused("late, in: P0D, at_least: x", "after_end: true\n")]
    assert sorted(places) == [["2:25:", "B110"], ["2:29:", "B108"], ["2:44:", "B107"], ["4:12:", "B110"]]


@pytest.mark.parametrize("about", ABOUTS)
def test_after_the_end_nothing_is_agreed(about: About) -> None:
    hint = "leave it out: it looks at the contract while it lasts"
    assert refused(about, "after_end: true\n") == [f"4:12: B110 `after_end` does not fit `agreement` ({hint})"]
    assert read(about, "after_end: false\n") == DEFAULTS[about]


def test_the_schema_of_a_rule_knows_the_form() -> None:
    forms = rule_schema()["$defs"]["when"]["anyOf"]
    (own,) = [form for form in forms if form["required"] == ["agreement"]]
    assert own["properties"]["agreement"] == {"enum": list(ABOUTS)}
    assert set(own["properties"]) == {"agreement", "at_least", "in"}


TWICE = """\
contract: c
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
packs: []
administrative: {reply_within: P3D}
amendments:
- {agreed: 2026-03-02, agreed_by: [practitioner, client], set: {reply_within: 2 working days}}
- {agreed: 2026-03-02, agreed_by: [practitioner, client], set: {reply_within: P2D}}
- {agreed: 2026-04-02, agreed_by: [practitioner, client], set: {calls: {minutes: 10}}}
"""


def test_a_term_that_is_replaced_at_once_has_to_fit_its_rules_all_the_same() -> None:
    text = yaml.safe_dump({
        "rule": "quick", "says": "x",
        "when": {"first": {"by": "client"}, "then": {"by": "practitioner"}, "within": "$reply_within"},
    })  # fmt: skip
    with pytest.raises(PolicyError) as problem:
        compile_policy(load_contracts(TWICE, "c.yaml"), [], load_rules(text, "own.yaml"))
    assert [(d.code, str(d.location)) for d in problem.value.diagnostics] == [("B121", "c.yaml:8:79")]
