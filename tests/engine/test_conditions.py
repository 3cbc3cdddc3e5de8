"""Conditions registered from Python, as the engine asks them: of which rows, what they are given, what goes wrong."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import boundaries as bd
from boundaries.contract.load import load_contracts
from boundaries.plugins.conditions import CONDITIONS, condition
from boundaries.policy.compile import compile_policy
from boundaries.policy.rule import Rule
from builders import AllOf, AnyOf, Each, Filter, MoreThan, Not, Registered, Sequence, days, has, hours, rule
from oracle_fields import Row
from two_clocks import LONDON, NEW_YORK
from world_conditions import everything

CANARY = "canary-zeta"
AT = "2026-07-02T23:30:00Z"


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(CONDITIONS, "registered", {})


class Asked(list[bd.Interaction]):
    """A condition that notes what it is asked about, and says yes."""

    def __call__(self, interaction: bd.Interaction) -> bool:
        self.append(interaction)
        return True

    @property
    def ids(self) -> list[str]:
        return [interaction.id for interaction in self]

    def test(self, *reads: str, name: str = "noting") -> Registered:
        condition(name, reads)(self)
        return Registered(name, reads)


def policy(*rules: Rule, contracts: tuple[str, ...] = (LONDON,)) -> bd.Policy:
    loaded = [c for text in contracts for c in load_contracts(text, "contract.yaml")]
    return compile_policy(loaded, packs=[], rules=rules)


def row(id: str = "m", **columns: object) -> bd.Interaction:
    given: dict[str, object] = {"relationship": "c-1", "at": AT, "kind": "message", "by": "client"}
    return bd.Interaction.from_mapping({"id": id} | given | columns)


def found(test: Filter, *rows: bd.Interaction) -> list[tuple[str, ...]]:
    """What is said of which rows, by their ids: `open`, or the column that is missing."""
    told = bd.check(rows, policy(rule("own", Each(test))))
    return sorted(((f.unknown or f.status, *f.evidence) for f in told), key=lambda line: line[1:])


# ---- what it is given ---------------------------------------------------------------------------------------


def test_it_is_given_the_row_as_it_stands_in_the_log() -> None:
    asked = Asked()
    columns: Row = {
        "channel": "sms", "minutes": 50, "length": 9_007_199_254_740_991, "planned_start": "2026-12-02T23:30:00Z",
        "planned_end": "2026-12-03T00:30:00Z", "ref": "é", "purpose": "crisis", "account": "work", "amount": -5,
        "place": "room", "people": 3, "actor": "a-1", "party": "gp", "basis": "risk", "reason": "illness",
        "practitioner": "p-1", "certainty": "zone_assumed",
    }  # fmt: skip
    assert found(asked.test(*columns, "at"), row(**columns)) == [("open", "m")]
    (given,) = asked
    assert isinstance(given, bd.Interaction)
    assert given == row(**columns)  # instants are equal whatever the clock they are read on
    assert {name: str(getattr(given, name)) for name in ("at", "planned_start", "planned_end")} == {
        "at": "2026-07-03 00:30:00+01:00", "planned_start": "2026-12-02 23:30:00+00:00",
        "planned_end": "2026-12-03 00:30:00+00:00",
    }  # fmt: skip
    assert [type(value) for value in (given.minutes, given.amount)] == [float, float]
    assert [type(value) for value in (given.length, given.people)] == [int, int]
    with pytest.raises(AttributeError):
        given.kind = "call"  # type: ignore[misc]


def test_what_it_does_not_read_is_withheld() -> None:
    asked = Asked()
    found(asked.test("place"), row(place="room", minutes=5, purpose="crisis", people=4, reason="crisis"))
    assert dict(asked[0].values()).keys() == {"id", "relationship", "at", "kind", "by", "place"}
    assert everything(asked[0]).count("None") == len(asked[0].__dataclass_fields__) - 6


def test_instants_are_read_on_the_clock_of_each_contract() -> None:
    asked = Asked()
    rows = [row("a", relationship="c-1"), row("b", relationship="c-2")]
    bd.check(rows, policy(rule("own", Each(asked.test("at"))), contracts=(LONDON, NEW_YORK))).to_arrow()
    assert [interaction.at.strftime("%a %H:%M %z") for interaction in asked] == ["Fri 00:30 +0100", "Thu 19:30 -0400"]


def test_the_repeated_hour_is_told_by_its_fold() -> None:
    asked = Asked()
    found(asked.test("at"), *(row(str(n), at=f"2026-10-25T0{n}:30:00Z") for n in range(3)))
    assert [(i.at.hour, i.at.fold) for i in asked] == [(1, 0), (1, 1), (2, 0)]


def test_what_is_filled_in_is_there() -> None:
    asked = Asked()
    test = asked.test("people", "certainty", "reason")
    assert found(test, row("e", kind="exception"), row("m")) == [("open", "e"), ("reason", "m")]
    assert [(i.people, i.certainty, i.reason) for i in asked] == [(2, "exact", "crisis")]


def test_a_row_of_the_practitioner_is_asked_about_in_every_pair_on_its_clock() -> None:
    asked = Asked()
    leave = row("leave", relationship=None, practitioner="p-1", kind="leave", by="practitioner")
    rows = [leave, row("a"), row("b", relationship="c-2")]
    given = rule("own", Each(AllOf((has(kind="leave"), asked.test("at")))))
    bd.check(rows, policy(given, contracts=(LONDON, NEW_YORK))).to_arrow()
    assert [(i.id, i.relationship, i.at.hour) for i in asked] == [("leave", None, 0), ("leave", None, 19)]


def test_many_rows_are_asked_about_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boundaries.engine.conditions._AT_ONCE", 7)
    rows = [row(f"{n:03}", length=n) for n in range(40)]
    condition("odd", reads=("length",))(lambda i: i.length % 2 == 1)
    assert found(Registered("odd", ("length",)), *rows) == [("open", f"{n:03}") for n in range(1, 40, 2)]


# ---- when it is asked ---------------------------------------------------------------------------------------


def test_no_row_is_asked_about_twice_whichever_rules_and_filters_ask() -> None:
    asked = Asked()
    test = asked.test("kind")
    calls = AllOf((has(kind="call"), test))
    rules = [
        rule("a", Each(calls)), rule("b", Each(Not(test))), rule("c", Sequence(test, test, hours(1))),
        rule("d", MoreThan(Fraction(1), AnyOf((has(by="both"), test)), days(1))),
    ]  # fmt: skip
    bd.check([row("a", kind="call"), row("b"), row("c", by="both")], policy(*rules)).to_arrow()
    assert sorted(asked.ids) == ["a", "b", "c"]
    bd.check([row("a")], policy(*rules)).to_arrow()
    assert sorted(asked.ids) == ["a", "a", "b", "c"]  # another run knows nothing of the one before


def test_it_is_asked_only_where_no_other_test_decides() -> None:
    asked = Asked()
    test = asked.test("length")
    rows = [
        row("call", kind="call", length=1), row("client", length=1, purpose="crisis"), row("short"),
        row("early", length=1, at="2026-01-11T10:00:00Z"), row("asked", by="practitioner", length=1, purpose="crisis"),
        row("purpose", by="practitioner", length=1),
    ]  # fmt: skip
    chosen = AllOf((test, AnyOf((test, has(purpose="crisis"))), has(kind="message"), has(by="practitioner")))
    assert found(chosen, *rows) == [("open", "asked"), ("open", "purpose")]
    assert asked.ids == ["asked", "purpose"]
    asked.clear()
    either = AllOf((has(kind="message"), AnyOf((test, has(by="practitioner")))))
    assert [f[1:] for f in found(either, *rows) if f[0] == "open"] == [("asked",), ("client",), ("purpose",)]
    assert asked.ids == ["client"]


def test_it_is_asked_only_where_the_rule_speaks() -> None:
    asked = Asked()
    later = "{agreed: 2026-03-01, agreed_by: [practitioner, client], set: {cancellation: {notice: PT24H}}}"
    text = f"{LONDON}ends: 2026-03-31\namendments:\n- {later}\n"
    rows = [row(str(month), at=f"2026-0{month}-15T10:00:00Z") for month in (1, 2, 3, 4)]
    given = rule("own", Each(asked.test("kind")), clause="cancellation")
    bd.check(rows, policy(given, contracts=(text,))).to_arrow()
    assert asked.ids == ["3"]
    asked.clear()
    bd.check(rows, policy(rule("own", Each(asked.test("kind")), after_end=True), contracts=(text,))).to_arrow()
    assert asked.ids == ["4"]


def test_it_is_unknown_for_want_of_what_it_reads_and_not_asked() -> None:
    asked = Asked()
    test = asked.test("at", "by", "place")
    rows = [row("d", certainty="date_only", place="x"), row("u", by="unknown", place="x"), row("k", place="x")]
    assert found(test, *rows, row("p")) == [("at", "d"), ("open", "k"), ("place", "p"), ("by", "u")]
    assert asked.ids == ["k"]


def test_it_may_stand_in_the_scope_of_an_exception() -> None:
    condition("short", reads=("length",))(lambda i: i.length < 10)
    text = LONDON + "exceptions:\n- {clause: hours, agreed_by: [practitioner, client], scope: {is: short}}\n"
    given = rule("own", Each(has(kind="message")), clause="hours", unless=("agreed",))
    rows = [row("a", length=5), row("b", length=15), row("c")]
    told = sorted((f.evidence, f.status) for f in bd.check(rows, policy(given, contracts=(text,))))
    assert told == [(("a",), "excused"), (("b",), "open"), (("c",), "open")]


def test_a_compiled_policy_travels_without_its_functions() -> None:
    condition("short", reads=("length",))(lambda i: i.length < 10)
    travelled = pickle.loads(pickle.dumps(policy(rule("own", Each(Registered("short", ("length",)))))))  # noqa: S301
    assert [f.evidence for f in bd.check([row("a", length=5), row("b", length=15)], travelled)] == [("a",)]


# ---- what can go wrong --------------------------------------------------------------------------------------


def failure(holds: Callable[..., Any], **columns: Any) -> bd.PolicyError:
    """The error of a run in which a condition fails on a row with a place nobody may see."""
    condition("failing", reads=("place",))(holds)
    with pytest.raises(bd.PolicyError) as caught:
        found(Registered("failing", ("place",)), row(place=CANARY))
    shown = "".join(traceback.format_exception(caught.value))
    assert CANARY not in shown
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)
    return caught.value


def raising(problem: type[BaseException]) -> Callable[[bd.Interaction], bool]:
    def holds(interaction: bd.Interaction) -> bool:
        raise problem(interaction.place)

    return holds


@pytest.mark.parametrize("problem", [ValueError, KeyError, RecursionError, SystemExit, bd.LogError, MemoryError])
def test_a_condition_that_fails_is_named_and_nothing_of_the_row(problem: type[BaseException]) -> None:
    holds = raising(problem)
    kind = (
        "AttributeError" if problem is bd.LogError else problem.__name__
    )  # it carries diagnostics, and no place is one
    (told,) = failure(holds).diagnostics
    assert (told.code, told.message) == ("B127", f"condition `failing` failed: {kind}")
    assert told.hint == "it has to answer for every interaction that has `place`"
    line = holds.__code__.co_firstlineno + 1
    assert str(told.location) == f"{__file__}:{line}:1"


def test_a_condition_that_fails_further_down_is_shown_where_it_called() -> None:
    def holds(interaction: bd.Interaction) -> bool:
        return bool(datetime.fromisoformat(interaction.place or ""))

    (told,) = failure(holds).diagnostics
    assert told.message == "condition `failing` failed: ValueError"
    assert told.location is not None
    assert told.location.line == holds.__code__.co_firstlineno + 1


def test_a_condition_that_is_no_plain_function_has_no_place() -> None:
    class Failing:
        def __call__(self, interaction: bd.Interaction) -> bool:
            return len(interaction.place) > 3 and 1 / 0  # type: ignore[arg-type, return-value]

    (told,) = failure(Failing()).diagnostics
    assert (told.message, told.location) == ("condition `failing` failed: ZeroDivisionError", None)


@pytest.mark.parametrize(
    ("answer", "kind"), [(None, "NoneType"), (1, "int"), (CANARY, "str"), (np.True_, type(np.True_).__name__)]
)
def test_a_condition_answers_true_or_false(answer: object, kind: str) -> None:
    def holds(_: bd.Interaction) -> object:
        return answer

    (told,) = failure(holds).diagnostics
    assert told.code == "B127"
    assert told.message == f"condition `failing` answered with `{kind}`, not with True or False"
    assert told.hint == "such as `return bool(...)`"
    assert str(told.location) == f"{__file__}:{holds.__code__.co_firstlineno}:1"


def test_an_interrupt_is_no_failure_of_the_condition() -> None:
    condition("failing", reads=("kind",))(raising(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        found(Registered("failing", ("kind",)), row())


def test_a_condition_that_is_not_registered_where_the_policy_runs() -> None:
    with pytest.raises(bd.PolicyError) as caught:
        found(Registered("elsewhere", ("kind",)), row())
    assert str(caught.value) == (
        "B126 condition `elsewhere` is not registered here (import what registers it, or install the package whose "
        "entry point does, before the log is checked)"
    )
    assert found(AllOf((has(kind="call"), Registered("elsewhere", ("kind",)))), row()) == []  # nobody has to be asked


def test_a_condition_that_reads_other_columns_than_when_the_policy_was_compiled() -> None:
    asked = Asked()
    asked.test("kind", "by")
    with pytest.raises(bd.PolicyError) as caught:
        found(Registered("noting", ("kind",)), row())
    assert str(caught.value) == (
        "B127 condition `noting` reads other columns than when the policy was compiled (compile the policy again)"
    )
    assert not asked
