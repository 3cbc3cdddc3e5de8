"""Which change makes a contract looser: permits more, or demands less (RULINGS A7, A8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from boundaries.civil.span import DAY, Calendar, Deadline, Span
from boundaries.contract.clauses import BY_PATH, FIELDS, Field, clause_of, recipient_of
from boundaries.contract.sharing import holds
from boundaries.contract.versions import Direction, Term, Version
from boundaries.contract.words import words_of

_OPPOSITE: dict[Direction, Direction] = {"looser": "tighter", "tighter": "looser"}
# The most calendar windows of the first unit that one of the second can touch.
_TOUCHED = {
    ("day", "day"): 1, ("day", "week"): 7, ("day", "month"): 31, ("week", "day"): 1, ("week", "week"): 1,
    ("week", "month"): 6, ("month", "day"): 1, ("month", "week"): 2, ("month", "month"): 1,
}  # fmt: skip


class Changed(NamedTuple):
    """A clause that changed between two versions: which way, and what it says in each."""

    path: str
    direction: Direction
    old: str
    new: str


def changes(old: Version, new: Version, country: str | None = None) -> tuple[Changed, ...]:
    """The clauses whose meaning changed between any two versions, in the order of a contract.

    What is only written in another way has not changed; `country` is whose public holidays count in hours.
    """
    paths = changed_clauses(old.terms, new.terms)
    found = ((path, clause_direction(path, old.terms, new.terms, country)) for path in paths)
    return tuple(Changed(path, way, _said(path, old), _said(path, new)) for path, way in found if way != "equal")


def direction_of(old: Version, new: Version, country: str | None = None) -> Direction:
    """Which way a whole contract changed between two versions."""
    return combine(change.direction for change in changes(old, new, country))


def _said(path: str, version: Version) -> str:
    """What a version says of a clause, also where it says nothing."""
    if path in version.terms:
        return words_of(version, path)
    return "does not apply" if path in version.not_applicable else "not agreed"


def direction(path: str, old: Term | None, new: Term | None, country: str | None = None) -> Direction:
    """How one value changed: the term at a full path before and after, None where there is none.

    For a clause that is a mapping this sees only that it came or went: `clause_direction` compares its fields.
    """
    field = FIELDS.get(path)
    if recipient_of(path):
        return _told(old, new)
    if field is not None and field.grants:
        return _granted(old, new)
    if old is None or new is None:
        undirected = field is not None and field.looser == "changed" and path not in BY_PATH
        return "changed" if undirected and old is not new else _presence(old is not None, new is not None)
    return _value(field, old, new, country) if field else "equal"


def clause_direction(
    path: str, old: Mapping[str, Term], new: Mapping[str, Term], country: str | None = None
) -> Direction:
    """How a whole clause changed between the terms of two versions; a cap is compared as one promise (A8)."""
    clause = BY_PATH[path]
    if clause.value or path not in old or path not in new:
        return direction(path, old.get(path), new.get(path), country)
    capped = {"at_most", "per"} if clause.has_cap and _complete_somewhere(path, old, new) else set()
    found = [
        direction(f"{path}.{f.name}", old.get(f"{path}.{f.name}"), new.get(f"{path}.{f.name}"), country)
        for f in clause.fields
        if f.name not in capped
    ]
    if capped:
        found.append(_cap_direction(_cap(path, old), _cap(path, new)))
    return combine(found)


def combine(directions: Iterable[Direction]) -> Direction:
    """The direction of several changes together."""
    found = set(directions) - {"equal"}
    if not found:
        return "equal"
    if "both" in found or {"looser", "tighter"} <= found:
        return "both"
    return "changed" if "changed" in found else found.pop()


def changed_clauses(old: Mapping[str, Term], new: Mapping[str, Term]) -> tuple[str, ...]:
    """The full paths of the clauses in which two versions differ, in the order of a contract."""
    paths = {clause_of(p) for p in {*old, *new} if _content(old.get(p)) != _content(new.get(p))}
    return tuple(path for path in BY_PATH if path in paths)


def _content(term: Term | None) -> object:
    return None if term is None else (term.value, term.entries, True)


def _presence(before: bool, after: bool) -> Direction:
    if before == after:
        return "equal"
    return "looser" if before else "tighter"


# ---- values ---------------------------------------------------------------------------------------------------


def _value(field: Field, old: Term, new: Term, country: str | None) -> Direction:
    if _content(old) == _content(new):
        return "equal"
    if field.looser == "changed":
        return "equal" if _unordered(old) == _unordered(new) else "changed"
    if field.looser in ("larger", "smaller"):
        found = _sets(field, old, new, country)
        return _turned(found) if field.looser == "smaller" else found
    found = _order(old.value, new.value)
    return _turned(found) if field.looser == "lower" else found


def _turned(found: Direction) -> Direction:
    return _OPPOSITE.get(found, found)


def _by_inclusion(more: bool, less: bool) -> Direction:
    """`more`: the new holds all of the old; `less`: the old holds all of the new."""
    if more and less:
        return "equal"
    return "looser" if more else "tighter" if less else "both"


def _sets(field: Field, old: Term, new: Term, country: str | None) -> Direction:
    if field.kind == "hours":
        from boundaries.civil.hours import Hours, includes

        assert isinstance(old.value, Hours)
        assert isinstance(new.value, Hours)
        return _by_inclusion(includes(new.value, old.value, country), includes(old.value, new.value, country))
    if field.kind == "channels":
        assert isinstance(old.value, dict)
        assert isinstance(new.value, dict)
        return _by_inclusion(_channels_hold(new.value, old.value), _channels_hold(old.value, new.value))
    if field.entries:
        return _told(old, new)
    before, after = set(_words(old)), set(_words(new))
    return _by_inclusion(after >= before, before >= after)


def _words(term: Term) -> tuple[str, ...]:
    assert isinstance(term.value, tuple)
    return term.value


def _channels_hold(wide: Mapping[str, tuple[str, ...] | None], narrow: Mapping[str, tuple[str, ...] | None]) -> bool:
    def holds(channel: str, purposes: tuple[str, ...] | None) -> bool:
        if channel not in wide:
            return False
        allowed = wide[channel]
        return allowed is None or (purposes is not None and set(purposes) <= set(allowed))

    return all(holds(channel, purposes) for channel, purposes in narrow.items())


def _told(old: Term | None, new: Term | None) -> Direction:
    """What may be told, to everybody or to one recipient, who is told nothing where there is no term."""
    before, after = (term.entries if term else () for term in (old, new))
    return _by_inclusion(holds(after, before), holds(before, after))


def _granted(old: Term | None, new: Term | None) -> Direction:
    """What is permitted by a field that only permits: nothing, where there is no term."""
    before, after = (set(_words(term)) if term else set() for term in (old, new))
    return _by_inclusion(after >= before, before >= after)


def _unordered(term: Term) -> object:
    """A value in which the order of a list says nothing."""
    if term.entries:
        return sorted(repr(sorted(entry.items())) for entry in term.entries)
    return sorted(term.value) if isinstance(term.value, tuple) else term.value


def _order(old: Any, new: Any) -> Direction:
    """Looser if the new value is longer or higher, whichever way the two have to be read."""
    if isinstance(old, Fraction) and isinstance(new, Fraction):
        return "looser" if new > old else "tighter" if new < old else "equal"
    if isinstance(old, str) and isinstance(new, str):  # `false` before `true`, and dates
        return "looser" if new > old else "tighter" if new < old else "equal"
    if isinstance(old, Deadline) and isinstance(new, Deadline) and old.kind == new.kind:
        return _order(old.amount, new.amount)
    if isinstance(old, Calendar) and isinstance(new, Calendar):
        units = ("day", "week", "month")
        return _order(Fraction(units.index(old.unit)), Fraction(units.index(new.unit)))
    if isinstance(old, Span) and isinstance(new, Span):
        if old == new:
            return "equal"
        (low, high), (new_low, new_high) = bounds(old), bounds(new)
        if old.months == new.months:
            return _order(Fraction(old.micros), Fraction(new.micros))
        return "looser" if new_low > high else "tighter" if new_high < low else "both"
    return "both"


@lru_cache(maxsize=256)
def _month_days(months: int) -> tuple[int, int]:
    """The fewest and the most days that so many calendar months have."""
    if not months:
        return 0, 0
    from datetime import date

    starts = [date(1996 + m // 12, m % 12 + 1, 1).toordinal() for m in range(96)]
    whole, rest = divmod(months, 48)  # 48 months of the Julian cycle have 1461 days, save for a skipped leap day
    lengths = [starts[m + rest] - starts[m] + whole * 1461 for m in range(48)]
    return min(lengths) - (1 if whole else 0), max(lengths)


def bounds(span: Span) -> tuple[int, int]:
    """The shortest and the longest that a span can be, in microseconds."""
    low, high = _month_days(span.months)
    return low * DAY + span.micros, high * DAY + span.micros


# ---- caps -------------------------------------------------------------------------------------------------------


class _Cap(NamedTuple):
    at_most: Fraction
    per: Span | Calendar


def _cap(path: str, terms: Mapping[str, Term]) -> _Cap | None:
    at_most, per = terms.get(f"{path}.at_most"), terms.get(f"{path}.per")
    if at_most is None or per is None:
        return None
    assert isinstance(at_most.value, Fraction)
    assert isinstance(per.value, Span | Calendar)
    return _Cap(at_most.value, per.value)


def _complete_somewhere(path: str, old: Mapping[str, Term], new: Mapping[str, Term]) -> bool:
    return _cap(path, old) is not None or _cap(path, new) is not None


def _cap_direction(old: _Cap | None, new: _Cap | None) -> Direction:
    if old is None or new is None:
        return _presence(old is not None, new is not None)
    return _by_inclusion(implies(*old, *new), implies(*new, *old))


def implies(n: Fraction, per: Span | Calendar, m: Fraction, other: Span | Calendar) -> bool:
    """Whether at most `n` in every `per` means at most `m` in every `other`: m >= n * ceil(other / per) (A8).

    A rolling and a calendar window imply nothing about each other, unless nothing at all is allowed.
    """
    if n == 0:
        return True
    if isinstance(per, Calendar) and isinstance(other, Calendar):
        return m >= n * _TOUCHED[per.unit, other.unit]
    if isinstance(per, Calendar) or isinstance(other, Calendar):
        return False
    return m >= n * _windows(per, other)


def _windows(per: Span, other: Span) -> int:
    """How many windows of `per` it takes to cover one of `other`, at the most."""
    if not per.micros and not other.micros:
        return ceil(Fraction(other.months, per.months))
    return ceil(Fraction(bounds(other)[1], bounds(per)[0]))
