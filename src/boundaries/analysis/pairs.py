"""Two rules that always speak together (B141), and two that leave no way to keep both (B142)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from boundaries.analysis import shown
from boundaries.analysis.idle import never_found
from boundaries.analysis.lengths import longest, no_longer, shortest
from boundaries.analysis.reach import implies, possible, same
from boundaries.civil.span import DAY, Calendar, Deadline, Span, in_words
from boundaries.contract.words import number_words
from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.policy import condition as form
from boundaries.policy.condition import AllOf, Each, Filter, MoreThan, NoneFor, Ref, Unanswered
from boundaries.policy.rule import Rule, When

_CALENDAR = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}  # no longer than such windows are on the average


def pairs(rules: Sequence[Rule]) -> Iterator[Diagnostic]:
    """The warnings about any two of the rules of a pack, or of a contract; each stands at the later rule's name."""
    meant = [rule for rule in rules if rule.enabled and not never_found(rule)]
    for first, second in combinations(meant, 2):
        if first.clause != second.clause or first.after_end != second.after_end:
            continue
        where = f"`{first.name}` is at {first.location}"
        if _together(first, second):
            message = f"`{first.name}` and `{second.name}` always speak together: one condition, one clause"
            yield _warning("B141", message, second, f"{where}; one of the two is enough")
        elif first.type == second.type == "breach" and (why := _against(first.when, second.when, first, second)):
            message = f"`{first.name}` and `{second.name}` cannot both be kept: {why}"
            yield _warning("B142", message, second, f"{where}; change one of the two")


def _warning(code: str, message: str, rule: Rule, hint: str) -> Diagnostic:
    place = rule.location or Location(rule.pack, 1, 1)
    return Diagnostic(code, message, place, hint, "warning")


# ---- always together ------------------------------------------------------------------------------------------


def _together(first: Rule, second: Rule) -> bool:
    """Whether two rules of one clause have the same condition and the same excuses."""
    defaults = [{ref.path: rule.defaults.get(ref.path) for ref in rule.needs} for rule in (first, second)]
    return set(first.unless) == set(second.unless) and defaults[0] == defaults[1] and _alike(first.when, second.when)


def _alike(one: When, other: When) -> bool:
    """Whether two conditions of one form come to the same hits."""
    if type(one) is not type(other):
        return False
    for name in one.__dataclass_fields__:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine != theirs and not (isinstance(mine, Filter) and isinstance(theirs, Filter) and same(mine, theirs)):
            return False
    return True


# ---- against each other ---------------------------------------------------------------------------------------


def _against(one: When, other: When, first: Rule, second: Rule) -> str:
    """Why two conditions of one clause leave no way to keep both; empty where they do."""
    match one, other:
        case Each(event), Each(counterpart):
            return _complement(event, counterpart)
        case (Unanswered(), form.Sequence()):
            return _answer(one, other, first, second)
        case (form.Sequence(), Unanswered()):
            return _answer(other, one, second, first)
        case (MoreThan(), NoneFor()):
            return _amount(one, other, first, second)
        case (NoneFor(), MoreThan()):
            return _amount(other, one, second, first)
    return ""


def _complement(one: Filter, other: Filter) -> str:
    """Whether everything that the narrower of two filters' other tests are about is a finding of one of them."""
    mine, theirs = _tests(one), _tests(other)
    for this in mine:
        for that in theirs:
            either = not possible(("false", this), ("false", that))
            if not either or not possible(("false", this)) or not possible(("false", that)):
                continue
            rest, others = (AllOf(tuple(t for t in all_ if t is not x)) for all_, x in ((mine, this), (theirs, that)))
            if implies(rest, others) or implies(others, rest):
                return f"what is not {shown.test(this)} is {shown.test(that)}"
    return ""


def _tests(test: Filter) -> tuple[Filter, ...]:
    """The tests all of which must hold."""
    return tuple(t for part in test.parts for t in _tests(part)) if isinstance(test, AllOf) else (test,)


def _answer(waits: Unanswered, hurries: form.Sequence, waiting: Rule, hurried: Rule) -> str:
    """Whether every answer that comes in time comes too soon."""
    soon = [gap for gap in (hurries.within, hurries.sooner_than) if gap is not None]
    alone = waits.at_least == 1  # else an answer that comes before the last of them is none, and may take its time
    if waits.by_ref or not alone or not all(_at_least(gap, waits.within) for gap in soon):
        return ""
    if not (implies(waits.event, hurries.first) and implies(waits.without, hurries.then)):
        return ""
    least = soon[0] if len(soon) == 1 else min(soon, key=lambda gap: longest(gap) if isinstance(gap, Span) else 0)
    wanted, minded = f"an answer within {_words(waits.within)}", f"every answer within {_words(least)}"
    return f"`{waiting.name}` waits for {wanted}, and `{hurried.name}` speaks of {minded}"


def _amount(cap: MoreThan, gap: NoneFor, capped: Rule, paused: Rule) -> str:
    """Whether as many as have to be there, so that no gap is too long, are more than there may be."""
    if cap.total or cap.apart or cap.among or gap.window:  # not every one counts, or none has to be there
        return ""
    if not isinstance(cap.limit, Fraction) or not isinstance(gap.duration, Span):
        return ""
    if isinstance(cap.window, Ref) or not implies(gap.none, cap.of):
        return ""
    most = longest(gap.duration)
    if isinstance(cap.window, Calendar):
        too_few = cap.limit * most < _CALENDAR[cap.window.unit]
    else:  # a run without a longer gap has so many in (t - window, t]
        too_few = cap.limit < -(-shortest(cap.window) // most)
    if not too_few:
        return ""
    allowed = f"at most {number_words(cap.limit)} in {_words(cap.window)}"
    return f"`{capped.name}` allows {allowed}, and `{paused.name}` wants one every {_words(gap.duration)}"


def _words(value: object) -> str:
    if isinstance(value, Ref):
        return shown.reference(value)
    return in_words(value) if isinstance(value, Span | Deadline | Calendar) else str(value)


def _at_least(gap: object, other: object) -> bool:
    """Whether a gap is surely as long as a waiting time, or longer."""
    if isinstance(gap, Ref) and isinstance(other, Ref):
        return gap.path == other.path and gap.factor >= other.factor
    if gap == other:
        return not isinstance(gap, Deadline)
    return isinstance(gap, Span) and isinstance(other, Span) and no_longer(other, gap)
