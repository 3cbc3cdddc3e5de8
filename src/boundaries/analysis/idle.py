"""Rules no interaction can match (B140), and rules that wait for what no interaction can be (B151)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from boundaries.analysis import shown
from boundaries.analysis.lengths import longest, shortest
from boundaries.analysis.opens import never_open
from boundaries.analysis.reach import implies, possible
from boundaries.civil.span import Calendar, Span
from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.policy.condition import (
    AllOf,
    Each,
    Filter,
    Missing,
    MoreThan,
    NoneFor,
    Sequence,
    Trend,
    Unanswered,
    Usual,
)
from boundaries.policy.fields import THREADED
from boundaries.policy.rule import Rule, When
from boundaries.source.node import Node

_FOUND_BY: dict[type, tuple[str, ...]] = {  # the keys of each form without whose events nothing is found
    Each: ("event",), MoreThan: ("of",), Sequence: ("first", "then"), Unanswered: ("event",), Trend: ("of", "among"),
}  # fmt: skip
_DIFFER = "let the two differ; `more_than` counts what is alike"
_CLOSER = "say a shorter `apart`, a longer `in`, or a smaller number"
_SILENT = "leave out `open`, or what the rule needs of that clause"
_PART = "`among` is the whole of which `of` counts a part"
_WHOLE = "count it instead, or let `of` ask for more than `among` does"
_THREADS = "only messages and calls are in threads, and none is opened by the system"


@dataclass(frozen=True, slots=True)
class _Idle:
    """Why a condition comes to nothing: the key of `when` it is said of, and (`waits`) whether it waits in vain."""

    key: str
    why: str = ""  # empty: the filter under the key matches nothing
    hint: str = ""
    waits: bool = False


def never_found(rule: Rule) -> bool:
    """Whether a rule surely never comes to a hit."""
    return (found := _idle(rule)) is not None and not found.waits


def idle(rule: Rule, node: Node) -> Iterator[Diagnostic]:
    """The warning about a rule that can find nothing, or only ever what is not there; `node` is its document."""
    found = _idle(rule)
    if found is None:
        return
    when = node.get("when")
    place = when.key_place(found.key) if when else node.location
    if found.why:
        yield _warning("B140", f"no interaction can match: {found.why}", place, found.hint)
        return
    message, place, hint = _never(_filter(rule.when, found.key), when.get(found.key) if when else None, place)
    if found.waits:
        message = f"the rule waits for what no interaction can be, under `{found.key}`: {message}"
        yield _warning("B151", message, place, hint)
    else:
        yield _warning("B140", f"no interaction can match `{found.key}`: {message}", place, hint)


def _warning(code: str, message: str, place: Location, hint: str) -> Diagnostic:
    return Diagnostic(code, message, place, hint, "warning")


def _idle(rule: Rule) -> _Idle | None:
    when = rule.when
    for key in _FOUND_BY.get(type(when), ()):
        if not isinstance(getattr(when, key), Filter):
            continue  # a trend may have none, or ask for more than a filter can
        if not possible(("true", _filter(when, key))):
            return _Idle(key)
        if path := never_open(rule, _filter(when, key)):
            return _Idle(key, f"the rule is silent where `{path}` is open", _SILENT)
    match when:
        case Sequence(first, then) if implies(first, then):
            return _Idle("then", "all that `first` is about is `then` as well, and counts as `then` only", _DIFFER)
        case Unanswered(event, without) if implies(event, without):
            return _Idle("without", "all that `event` is about answers as well, and waits for nothing", _DIFFER)
        case (Unanswered() | NoneFor()) as wait if isinstance(wait.at_least, Fraction) and _no_room(
            wait.at_least - 1, wait.apart, wait.window
        ):
            return _Idle("apart", "so far apart, there are never so many in that time", _CLOSER)
        case MoreThan(limit=Fraction() as limit, window=window, apart=apart) if _no_room(floor(limit), apart, window):
            return _Idle("apart", "so far apart, there are never so many in that time", _CLOSER)
        case MoreThan() | Trend() if _no_part(when):
            return _Idle("among", "nothing that `among` is about is what `of` counts", _PART)
        case Trend(of=of, among=among) if among and isinstance(of, Filter) and implies(among, of):
            return _Idle(
                "of", "all that `among` is about is what `of` counts, and the share is always the whole", _WHOLE
            )
        case Unanswered(without=without) if not possible(("true", without)):
            return _Idle("without", waits=True)
        case NoneFor(none, window=window) if not possible(("true", none)):
            return _Idle("none", waits=window is None)  # what has to be established never is
    return None


def _no_part(when: MoreThan | Trend) -> bool:
    """Whether no interaction is of the whole of a share and can be of its part."""
    if when.among is None or when.of is None:
        return False
    of = Missing(when.of.column, False) if isinstance(when.of, Usual) else when.of
    return not possible(("true", of), ("true", when.among))


def _no_room(more: Fraction | int, apart: object, window: object) -> bool:
    """Whether after one event so many more, each so far from the one before it, never lie in one window."""
    if not isinstance(apart, Span) or not isinstance(window, Span | Calendar):
        return False
    return more * shortest(apart) >= longest(window)


def _filter(when: When, key: str) -> Filter:
    found: Filter = getattr(when, key)  # the parts of a form are called as its keys are
    return found


def _never(test: Filter, node: Node | None, place: Location) -> tuple[str, Location, str]:
    """Which tests of a filter never hold together, where the last of them stands, and a way out."""
    keys = list(node.value) if node is not None and isinstance(node.value, dict) else []
    parts = test.parts if isinstance(test, AllOf) and len(keys) > 1 else (test,)
    if node is None or len(parts) != len(keys):
        return f"{shown.test(test)} never holds", place, "leave it out, or say it otherwise"
    core = list(zip(keys, parts, strict=True))
    for pair in list(core):
        less = [other for other in core if other is not pair]
        if less and not possible(*(("true", part) for _, part in less)):
            core = less
    said = [shown.entry(key, found) for key, _ in core if (found := node.get(key)) is not None]
    hint = _THREADS if any(key in THREADED for key, _ in core) else "leave one out, or say it otherwise"
    never = "never hold together" if len(core) > 1 else "never holds"
    return f"{shown.together(said)} {never}", node.key_place(core[-1][0]), hint
