"""Whether any interaction can match a filter, and whether one filter's matches are all another's.

Filters are three-valued, so four things can be asked of one: that it is true, that it is false, and that it is not.
A search over the branches of the filters looks for facts that agree; it is bounded, and beyond its bound it answers
that there are some. So "impossible" and "implied" are certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from boundaries.analysis.event import NEVER_MISSING, Bound, Fact, Holds, Limit, OneOf, Open, Present, agree
from boundaries.contract.clauses import clause_of
from boundaries.core.columns import CERTAINTIES, PARTIES, UNSURE
from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Comparison,
    Filter,
    Inside,
    Listed,
    Missing,
    Not,
    Ref,
    Registered,
    StillOpen,
)
from boundaries.policy.fields import AROUND, FIELDS, OF_WHOM, THREADED

Wish = Literal["true", "false", "not true", "not false"]
Goal: TypeAlias = "tuple[Wish, Filter] | Fact"
Options: TypeAlias = "list[list[Goal]]"  # one of the lists must hold, all of it

_MOST_BRANCHES = 4_000
_OPPOSITE: dict[Wish, Wish] = {
    "true": "false", "false": "true", "not true": "not false", "not false": "not true",
}  # fmt: skip
_FLIPPED: dict[Comparison, Comparison] = {
    "gt": "le", "le": "gt", "ge": "lt", "lt": "ge", "eq": "ne", "ne": "eq",
}  # fmt: skip
_TALKS = frozenset(("message", "call"))  # what makes threads
_MINUTES = "administrative.sessions.minutes"
_SURE = frozenset(CERTAINTIES) - set(UNSURE)
_MICROS = {"minutes": 60_000_000, "hours": 3_600_000_000}


def possible(*wanted: tuple[Wish, Filter]) -> bool:
    """Whether one interaction can fulfil all that is wanted of some filters; false only where none can."""
    return _Search(_MOST_BRANCHES).find(list(wanted), [], [])


def implies(narrow: Filter, wide: Filter) -> bool:
    """Whether every interaction that matches one filter surely matches the other."""
    return not possible(("true", narrow), ("not true", wide))


def same(one: Filter, other: Filter) -> bool:
    """Whether two filters surely match the same interactions."""
    return one == other or (implies(one, other) and implies(other, one))


@dataclass(slots=True)
class _Search:
    """A depth-first search for facts that agree; `left` branches may still be looked at."""

    left: int

    def find(self, goals: list[Goal], facts: list[Fact], waiting: list[Options]) -> bool:
        """Whether the goals, one option of everything that waits, and the facts so far can hold together."""
        facts, waiting = list(facts), list(waiting)
        while goals:
            goal = goals.pop()
            if not isinstance(goal, tuple):
                facts.append(goal)
                continue
            options = _options(*goal)
            if len(options) == 1:
                goals += options[0]
            else:
                waiting.append(options)
        if not agree(facts):
            return False
        if not waiting:
            return True
        branch = min(waiting, key=len)
        waiting.remove(branch)
        for option in branch:
            self.left -= 1
            if self.left < 0 or self.find(list(option), facts, waiting):
                return True
        return False


# ---- filters ------------------------------------------------------------------------------------------------


def _options(wish: Wish, test: Filter) -> Options:
    match test:
        case AllOf(parts) | AnyOf(parts):
            everyone = isinstance(test, AllOf) == (wish in ("true", "not false"))
            goals: list[Goal] = [(wish, part) for part in parts]
            return [goals] if everyone else [[goal] for goal in goals]
        case Not(part):
            return [[(_OPPOSITE[wish], part)]]
    if wish in ("true", "false"):
        return _leaf(test, wish == "true")
    return [*_leaf(test, wish == "not false"), *_unknown(test)]


def _leaf(test: Filter, truth: bool) -> Options:
    """What makes a single test true, or false."""
    match test:
        case Among():
            return _among(test, truth)
        case Listed(column):
            named = _party_is_known(column)
            held: Fact = Holds((column, test.words), truth != test.negated)
            return [[held, *named, *option] for option in _present(column)]
        case Registered(name, reads):
            certain = [goal for column in reads for goal in _party_is_known(column)] + _sure("at" in reads)
            return _all_of([_present(column) for column in reads], [Holds(name, truth), *certain])
        case Compare():
            return _compare(test, truth)
        case Missing(column, missing):
            return _absent(column) if missing == truth else _present(column)
        case Inside(hours, inside):
            return [[Open(hours, inside == truth), *_sure(True)]]
        case StillOpen(paths):
            return _unsaid(paths, truth)
        case _:
            raise AssertionError(f"{type(test).__name__} is no single test")


def _unknown(test: Filter) -> Options:
    """What makes a single test unknown."""
    match test:
        case Among(column, words):
            if column in OF_WHOM:
                return [] if "unknown" in words else [[OneOf(column, frozenset(("unknown",))), *_thread(column)]]
            return [] if column in AROUND else _absent(column)
        case Listed(column):
            if column in OF_WHOM:
                return [[OneOf(column, frozenset(("unknown",))), *_thread(column)], *_absent(column)]
            return _absent(column)
        case Registered(_, reads):
            unsure: Options = [[OneOf("certainty", frozenset(UNSURE))]] if "at" in reads else []
            nobody: Options = [[OneOf("by", frozenset(("unknown",)))]] if "by" in reads else []
            return [*unsure, *nobody, *(option for column in reads for option in _absent(column))]
        case Compare(column):
            return [] if column in AROUND else _absent(column)
        case Inside():
            return [[OneOf("certainty", frozenset(UNSURE))]]
        case _:
            return []


def _among(test: Among, truth: bool) -> Options:
    column, words = test.column, test.words
    if column == "opens_thread":
        return _opens(words, test.negated == truth, truth)
    if column not in OF_WHOM:
        return [[OneOf(column, words, test.negated == truth), *option] for option in _present(column)]
    # Nobody knows who `unknown` is: only a test that names it knows its answer.
    others = frozenset(PARTIES) - words - {"unknown"}
    found: Options = [[OneOf(column, others if test.negated == truth else words), *_thread(column)]]
    return found if truth or column == "by" else [*found, *_absent(column)]  # in no thread every test is false


def _opens(words: frozenset[str], negated: bool, truth: bool) -> Options:
    """A row that opens a thread has nobody before it there; one that goes on has; one in no thread is neither."""
    said: list[Goal] = [OneOf("opens_thread", words, negated), *_thread("opens_thread")]
    opening: list[Goal] = [OneOf("opens_thread", frozenset(("true",))), Present("previous_by", False)]
    going_on: list[Goal] = [OneOf("opens_thread", frozenset(("false",))), Present("previous_by")]
    found: Options = [[*said, *opening], [*said, *going_on]]
    return found if truth else [*found, *_absent("opens_thread")]


def _compare(test: Compare, truth: bool) -> Options:
    op = test.op if truth else _FLIPPED[test.op]
    limit = _limit(test)
    nowhere = _absent(test.column) if test.column in AROUND and not truth else []  # there, every test is false
    if limit is None:
        return [*_present(test.column), *nowhere]
    column = "minutes" if test.column == "overrun_minutes" else test.column
    above, below = ([Bound(column, upper, op in ("gt", "lt", "ne"), limit)] for upper in (False, True))
    found = {"gt": [above], "ge": [above], "lt": [below], "le": [below], "eq": [above + below], "ne": [above, below]}
    return [*([*option, *bounds] for option in _present(test.column) for bounds in found[op]), *nowhere]


def _unsaid(paths: tuple[str, ...], truth: bool) -> Options:
    """What makes one of some paths open, or none: a field is there, or does not apply, only with its clause."""
    if truth:
        return [[Holds(("open", path), True)] for path in paths]
    return [[Holds(("open", part), False) for path in paths for part in dict.fromkeys((path, clause_of(path)))]]


def _limit(test: Compare) -> Limit | None:
    """What a test compares with; None where that is no number."""
    operand, constant, terms = test.operand, Fraction(0), dict[str, Fraction]()
    if isinstance(operand, Ref):
        terms[operand.path] = operand.factor
    elif isinstance(operand, Fraction):
        constant = operand
    elif operand.months or (unit := FIELDS[test.column].unit) is None:
        return None
    else:
        constant = Fraction(operand.micros, _MICROS[unit])
    if test.column == "overrun_minutes":  # minutes - $sessions.minutes
        terms[_MINUTES] = terms.get(_MINUTES, Fraction(0)) + 1
    return Limit(constant, tuple(terms.items()))


# ---- fields: what makes them present or absent ----------------------------------------------------------------


def _present(column: str) -> Options:
    match column:
        case "thread_by" | "previous_by" | "opens_thread":
            return [[*_thread(column), *((Present(column),) if column == "previous_by" else ())]]
        case "reply_minutes":
            return [[Present("reply_minutes"), OneOf("kind", _TALKS), OneOf("by", frozenset(("practitioner",)))]]
        case "channel_agreed":
            return [[Present("channel")]]
        case "overrun_minutes":
            return [[Present("minutes")]]
        case "notice_hours":  # of the row itself, else of the row its `ref` names
            return [[Present("planned_start")], [Present("planned_start", False), Present("ref")]]
        case "ref_kind":
            return [[Present("ref_kind"), Present("ref")]]
        case _:
            return [[Present(column)]]


def _absent(column: str) -> Options:
    match column:
        case "thread_by" | "opens_thread":
            return [[OneOf("kind", _TALKS, True)], [OneOf("by", frozenset(("system",)))]]
        case "previous_by":
            return [[Present("previous_by", False)]]
        case "channel_agreed":
            return [[Present("channel", False)]]
        case "overrun_minutes":
            return [[Present("minutes", False)]]
        case "notice_hours":
            return [[Present("planned_start", False)]]
        case "reason":  # an exception without one is for a crisis
            return [[Present("reason", False), OneOf("kind", frozenset(("exception",)), True)]]
        case _:
            return [] if column in NEVER_MISSING else [[Present(column, False)]]


def _thread(column: str) -> list[Goal]:
    """What an interaction in a thread is, where the column is the thread's."""
    return [OneOf("kind", _TALKS), OneOf("by", frozenset(("system",)), True)] if column in THREADED else []


def _party_is_known(column: str) -> list[Goal]:
    return [OneOf(column, frozenset(("unknown",)), True)] if column in OF_WHOM else []


def _sure(asked: bool) -> list[Goal]:
    """That the time is known well enough for a civil reading, where one is asked for."""
    return [OneOf("certainty", _SURE)] if asked else []


def _all_of(parts: list[Options], beside: list[Goal]) -> Options:
    """One option of each, together."""
    found: Options = [beside]
    for part in parts:
        found = [[*one, *other] for one in found for other in part]
    return found
