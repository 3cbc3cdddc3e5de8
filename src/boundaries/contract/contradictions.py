"""Clauses that contradict each other: what was agreed in one place cannot be kept beside what stands in another.

Only what is sure is told; each contradiction once, at the clause that gives way, in the first version that has it.
Hours are looked at over all the time they stand unchanged, whatever else is amended meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from boundaries.civil.span import DAY, WEEK, Calendar, Deadline, Span
from boundaries.civil.zone import first_instant
from boundaries.contract.clauses import FIELDS, short
from boundaries.contract.looser import bounds
from boundaries.contract.meeting import always_open, meeting, never_open, would_open
from boundaries.contract.stretches import Lived
from boundaries.contract.values import listed, tick
from boundaries.contract.versions import Term, Timeline, Version
from boundaries.contract.words import words_of
from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location

_A = "administrative."
_HOURS, _SLOT, _CHANNELS, _AFTER = _A + "hours", _A + "sessions.slot", _A + "channels", _A + "after_hours"
_SILENT = frozenset(("sms", "email", "post"))  # nobody calls on these
_WINDOWS = {"day": Span(0, DAY), "week": Span(0, WEEK), "month": Span(1)}


@dataclass(frozen=True, slots=True)
class _Frame:
    """A version that is ever in force, the one before it, and the clock of the contract."""

    version: Version
    before: Version | None
    zone: str

    @property
    def terms(self) -> Mapping[str, Term]:
        return self.version.terms


def contradictions(life: Timeline, zone: str, country: str | None) -> Iterator[Diagnostic]:
    """Every contradiction between the clauses of a version that is ever in force."""
    lived = Lived(life, zone, country)
    versions = lived.versions
    frames = [_Frame(version, before, zone) for before, version in zip([None, *versions], versions, strict=False)]
    for over_time in _OVER_TIME:
        yield from _once(over_time(lived))
    for check in _CHECKS:
        yield from _once(found for frame in frames for found in check(frame))


def _once(found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """What one check finds, each place once."""
    seen: set[Location | None] = set()
    for one in found:
        if one.location not in seen:
            seen.add(one.location)
            yield one


def _told(message: str, term: Term, way_out: str) -> Diagnostic:
    return Diagnostic("B041", message, term.location, way_out, "warning")


# ---- hours ------------------------------------------------------------------------------------------------------


def _never_open(lived: Lived) -> Iterator[Diagnostic]:
    """Hours that would be open, and never are; `off` says that there are none, and is meant."""
    for path in (_HOURS, _SLOT):
        for stretch in lived.stretches(path):
            term = stretch.terms.get(path)
            if term and would_open(term.value) and never_open(term.value, stretch.long):
                message = f"`{short(path)}` is open at no time while it is in force"
                yield _told(message, term, "look at its years, months and holidays")


def _nothing_after_hours(lived: Lived) -> Iterator[Diagnostic]:
    for stretch in lived.stretches(_HOURS):
        hours = stretch.terms.get(_HOURS)
        if hours is None:
            message = "`after_hours` is what holds outside `hours`, and no `hours` are agreed"
            way_out = "agree `hours`, or leave `after_hours` out"
        elif always_open(hours.value, stretch.long):
            message = "`after_hours` is what holds outside `hours`, and they are open all the time: it never applies"
            way_out = "leave `after_hours` out, or let `hours` end"
        else:
            continue
        yield from (_told(message, v.terms[_AFTER], way_out) for v in stretch.versions if _AFTER in v.terms)


def _rest_in_hours(lived: Lived) -> Iterator[Diagnostic]:
    for path in (_A + "rest.night", _A + "rest.days_off"):
        for other in (_HOURS, _SLOT):
            for stretch in lived.stretches(path, other):
                rest, open_then = stretch.terms.get(path), stretch.terms.get(other)
                if rest and open_then and (moment := meeting(rest.value, open_then.value, stretch.days)):
                    message = f"`{short(path)}` and `{short(other)}` overlap, such as on {moment}"
                    yield _told(message, rest, "the same time cannot be both; change one of the two")


def _no_working_time(lived: Lived) -> Iterator[Diagnostic]:
    for stretch in lived.stretches(_HOURS):
        hours = stretch.terms.get(_HOURS)
        if hours and not never_open(hours.value, stretch.long):
            continue
        lacking = "`hours` are never open" if hours else "no `hours` are agreed"
        for path, term in (item for version in stretch.versions for item in version.terms.items()):
            if path in FIELDS and isinstance(term.value, Deadline):
                message = f"`{short(path)}` counts working time, and {lacking}: it is never due"
                yield _told(message, term, "agree `hours`, or write elapsed time, such as `PT24H`")


# ---- channels ---------------------------------------------------------------------------------------------------


def _ways(frame: _Frame) -> Mapping[str, tuple[str, ...] | None] | None:
    """The agreed channels with their purposes, None where the clause is absent."""
    term = frame.terms.get(_CHANNELS)
    return term.value if term and isinstance(term.value, dict) else None


def _words(frame: _Frame, path: str) -> tuple[str, ...]:
    term = frame.terms.get(path)
    return term.value if term and isinstance(term.value, tuple) else ()


def _unnamed(frame: _Frame) -> Iterator[Diagnostic]:
    ways, term = _ways(frame), frame.terms.get(_AFTER + ".channels")
    lacking = [c for c in _words(frame, _AFTER + ".channels") if ways is not None and c not in ways]
    if term and lacking:
        message = f"`after_hours` agrees on {_ticked(lacking)}, and `channels` does not"
        yield _told(message, term, "name the same in both")


def _excluded(frame: _Frame) -> Iterator[Diagnostic]:
    ways, term = _ways(frame) or {}, frame.terms.get(_AFTER + ".channels")
    purposes = _words(frame, _AFTER + ".purposes")
    for channel in _words(frame, _AFTER + ".channels"):
        allowed = ways.get(channel)
        if term and purposes and allowed is not None and not set(allowed) & set(purposes):
            message = f"`channels` keeps `{channel}` for {listed(allowed)}, and `after_hours` is for {listed(purposes)}"
            yield _told(message, term, f"widen the purposes of `{channel}`, or take it out of `after_hours`")


def _no_way(frame: _Frame) -> Iterator[Diagnostic]:
    """Purposes for which no agreed channel may be used."""
    ways = _ways(frame)
    if ways is None:
        return
    after = _words(frame, _AFTER + ".channels")
    told_already = any(True for check in (_unnamed, _excluded) for _ in check(frame))
    usable = {channel: ways[channel] for channel in ways if not after or channel in after}
    if not told_already:
        yield from _purposes_without(frame, _AFTER + ".purposes", usable)
    yield from _purposes_without(frame, _A + "ending.contact", ways)


def _purposes_without(frame: _Frame, path: str, ways: Mapping[str, tuple[str, ...] | None]) -> Iterator[Diagnostic]:
    term = frame.terms.get(path)
    open_to = {purpose for purposes in ways.values() for purpose in purposes or _words(frame, path)}
    lacking = [purpose for purpose in _words(frame, path) if purpose not in open_to]
    if term and lacking:
        message = f"`{short(path)}` is for {_ticked(lacking)}, and no agreed channel is"
        yield _told(message, term, "give a channel that purpose in `channels`, or take it out here")


def _no_calls(frame: _Frame) -> Iterator[Diagnostic]:
    ways, calls = _ways(frame), frame.terms.get(_A + "calls")
    if calls and ways is not None and set(ways) <= _SILENT:
        message = "`calls` are agreed, and no channel on which one could call"
        yield _told(message, calls, "name one in `channels`, such as `phone`, or leave `calls` out")


def _ticked(words: list[str]) -> str:
    return " and ".join(map(tick, words))


# ---- sessions, sharing, records ---------------------------------------------------------------------------------


def _more_sessions_than_the_cap(frame: _Frame) -> Iterator[Diagnostic]:
    at_most, per, every = (frame.terms.get(f"{_A}sessions.{name}") for name in ("at_most", "per", "every"))
    if not (at_most and per and every):
        return
    assert isinstance(at_most.value, Fraction)
    assert isinstance(per.value, Span | Calendar)
    assert isinstance(every.value, Span)
    if _exceeds(every.value, at_most.value, per.value):
        agreed, cap = (words_of(frame.version, f"{_A}sessions.{name}") for name in ("every", "at_most"))
        message = f"sessions are agreed {agreed}, and {cap}: the cap cannot be kept"
        yield _told(message, every, "make `every` longer, or raise `at_most`")


def _exceeds(every: Span, at_most: Fraction, per: Span | Calendar) -> bool:
    """Whether sessions at that interval are surely more than the cap: its window is longer than so many intervals."""
    window = _WINDOWS[per.unit] if isinstance(per, Calendar) else per
    if not window.micros and not every.micros:
        return window.months > at_most * every.months
    return bounds(window)[0] > at_most * bounds(every)[1]


def _over_before_it_began(frame: _Frame) -> Iterator[Diagnostic]:
    """Entries of `sharing` that had run out when they came into force."""
    whole = frame.terms.get(_A + "sharing")
    old = frame.before.terms.get(_A + "sharing") if frame.before else None
    for entry in whole.entries if whole else ():
        until = entry.get("until")
        if whole is None or until is None or (old and entry in old.entries):
            continue
        if first_instant(date.fromisoformat(str(until)) + timedelta(1), frame.zone) <= frame.version.start_us:
            message = f"what {tick(entry['with'])} may be told ended with {until}, before it came into force"
            place = frame.terms.get(f"{_A}sharing.{entry['with']}", whole)
            yield _told(message, place, "correct `until`, or take the entry out")


def _gone_before_written(frame: _Frame) -> Iterator[Diagnostic]:
    keep, within = (frame.terms.get(f"{_A}records.{name}") for name in ("keep", "within"))
    if not (keep and within and isinstance(keep.value, Span) and isinstance(within.value, Span)):
        return
    if bounds(keep.value)[1] < bounds(within.value)[0]:
        kept, written = (words_of(frame.version, f"{_A}records.{name}") for name in ("keep", "within"))
        message = f"records are {kept}, and {written}: they may be gone before they are written"
        yield _told(message, keep, "make `keep` longer")


_OVER_TIME: tuple[Callable[[Lived], Iterator[Diagnostic]], ...] = (
    _never_open, _nothing_after_hours, _rest_in_hours, _no_working_time,
)  # fmt: skip
_CHECKS: tuple[Callable[[_Frame], Iterator[Diagnostic]], ...] = (
    _unnamed, _excluded, _no_way, _no_calls, _more_sessions_than_the_cap, _over_before_it_began, _gone_before_written,
)  # fmt: skip
