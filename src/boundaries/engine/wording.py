"""The values a finding's sentence can name, in the contract's civil time and words."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from boundaries.civil.zone import to_local
from boundaries.contract.words import words_of
from boundaries.core.catalogue import Catalogue, catalogue
from boundaries.core.columns import NAMES
from boundaries.core.finding import Unit
from boundaries.core.sentence import calm, civil_words, day_words
from boundaries.engine.about import Drift
from boundaries.engine.columns import MINUTES_PATH, UNIT_US
from boundaries.engine.findings import Findings
from boundaries.engine.params import Params
from boundaries.engine.primitives import NOTHING
from boundaries.engine.world import World
from boundaries.policy.conclusion import Conclude, Facts, OfFindings
from boundaries.policy.condition import Agreement, MoreThan, NoneFor, Ref, Sequence, Trend
from boundaries.policy.fields import FIELDS
from boundaries.policy.policy import ALWAYS
from boundaries.policy.rule import Rule, When

if TYPE_CHECKING:
    from boundaries.contract.versions import Version

_TOTAL_UNITS: dict[str, Unit] = {
    "minutes": "minutes",
    "overrun_minutes": "minutes",
    "reply_minutes": "minutes",
    "notice_hours": "hours",
    "amount": "money",
}
PARAMETERS = ("channel", "kind", "by", "place")


def unit_of(when: When) -> Unit | None:
    """The unit of what a form measures; None where it measures nothing."""
    match when:
        case MoreThan(total=None, among=among):
            return "count" if among is None else "share"
        case MoreThan(total=total):
            return _TOTAL_UNITS.get(total or "")
        case Sequence():
            return "minutes"
        case NoneFor():
            return "days"
        case Agreement(about=about):
            return None if about == "one_sided" else "count"
        case Conclude(all=(OfFindings(among=among), *_)) if among is not None:
            return "share"
        case Conclude():
            return "count"
        case Trend(measure="total", total=total):
            return _TOTAL_UNITS.get(total or "")
        case Trend(measure=measure):
            return "share" if measure == "share" else "count"
        case Conclude(all=(OfFindings(among=Facts()), *_)):
            return "share"
        case Conclude():
            return "count"
        case _:
            return None


def parameters(found: Findings, i: int, language: str) -> dict[str, object]:
    """The values of finding i's sentence; None where there is none. `unknown` is there where a
    column was missing."""
    rule, hits = found.world.policy.rules[int(found.rule[i])], found.hits
    zone, version = found.contract(i).zone, found.version(i)
    undetermined = hits.lacking[i] >= 0
    language = rule.says.spoken(language)  # values speak as the sentence does
    spoken = catalogue(language)
    at = int(hits.at[i])
    until = _until(found, i)
    measured = float(hits.measured[i])
    rows = found.evidence(i)
    unit = "count" if undetermined else unit_of(rule.when)
    out: dict[str, object] = {
        "count": _count(found, i),
        "from": civil_words(to_local(at, zone), language),
        "until": civil_words(to_local(until, zone), language),
        "measured": None if np.isnan(measured) else plain_number(measured),
        "agreed": agreed(rule, version, found.clause(i), language),
        "limit": _limit(rule, version, found),
        "unit": None if unit is None else spoken.word("unit", unit),
        "days": plain_number(measured) if isinstance(rule.when, NoneFor) and not undetermined else None,
    }
    if (drift := found.drift(i)) is not None:
        out.update(_of_drift(drift, unit, zone, language))
    if (about := found.about(i)) is not None:
        out["terms"] = ", ".join(map(spoken.form, about.terms)) or None
    out.update(_of_event(found, i, version, rule, spoken) if hits.anchor[i] >= 0 and len(rows) else {})
    if found.unknown[i] >= 0:
        out["unknown"] = NAMES[int(found.unknown[i])]
    return out


def _of_drift(drift: Drift, unit: Unit | None, zone: str, language: str) -> Iterator[tuple[str, object]]:
    """Since when, from what to what, how many times that: in as few digits as say something."""
    instants = (drift.since, *drift.since_interval)
    for name, at in zip(("since", "since_from", "since_until"), instants, strict=True):
        yield name, day_words(to_local(at, zone), language)
    yield "before", calm(drift.before, unit, language)
    yield "after", calm(drift.after, unit, language)
    yield "factor", calm(drift.factor, None, language)


def _until(found: Findings, i: int) -> int:
    """When it ended: an event that goes on is its own end, what is still lacking reaches to the end of the world."""
    hits, world = found.hits, found.world
    if hits.until[i] != NOTHING:
        return int(hits.until[i])
    rule, pair = world.policy.rules[int(found.rule[i])], int(hits.pair[i])
    goes_on = isinstance(rule.when, NoneFor | Conclude) or (
        isinstance(rule.when, Agreement) and rule.when.about == "incomplete"
    )
    if not goes_on or hits.lacking[i] >= 0:
        return int(hits.at[i])
    return int(world.as_of[pair] if rule.after_end else min(world.as_of[pair], world.end[pair]))


def _count(found: Findings, i: int) -> int:
    """One: an episode or a window is one occasion. Of undetermined findings, the rows."""
    return len(found.evidence(i)) if found.hits.lacking[i] >= 0 else 1


def agreed(rule: Rule, version: Version, clause: str | None, language: str) -> str | None:
    """What was agreed, in words: the terms the rule's limit refers to, else the clause of the finding."""
    paths = [ref.path for ref in rule.needs if ref.path in version.terms]
    if clause is not None and not paths:
        paths = [clause] if clause in version.terms else []
    words = dict.fromkeys(words_of(version, path, language) for path in paths)
    return ", ".join(word for word in words if word) or None


def _limit(rule: Rule, version: Version, found: Findings) -> object:
    if isinstance(rule.when, Agreement):
        return rule.when.at_least
    if not isinstance(rule.when, MoreThan):
        return None
    limit = rule.when.limit
    value = Params(found.world, rule).value(version, limit.path) if isinstance(limit, Ref) else limit
    if isinstance(limit, Ref) and isinstance(value, Fraction):
        value = value * limit.factor
    return plain_number(float(value)) if isinstance(value, Fraction) else None


def _of_event(found: Findings, i: int, version: Version, rule: Rule, spoken: Catalogue) -> dict[str, object]:
    """What is known of the event finding i hangs on: of what the rule reads; columns it lacks are left out."""
    world, row = found.world, int(found.hits.anchor[i])
    out: dict[str, object] = {}
    for name in (name for name in PARAMETERS if _reads(rule, name)):
        column = world.coded(name)
        code = int(column.codes[row])
        out[name] = spoken.word(name, column.words[code]) if code >= 0 else None
    if _reads(rule, "minutes"):
        out.update(_lasted(world, row, Params(world, rule).value(version, MINUTES_PATH)))
    if _reads(rule, "notice_hours") and (notice := found.notice(i)) is not None:
        out["notice_hours"] = plain_number(max(notice, 0) / UNIT_US["notice_hours"])  # after the start there was none
    return out


def _reads(rule: Rule, name: str) -> bool:
    """Whether a rule reads all that a value is made of."""
    return rule.columns | ALWAYS >= set(FIELDS[name].reads)


def _lasted(world: World, row: int, planned: object) -> Iterator[tuple[str, object]]:
    """How long an event lasted, and how much longer than agreed."""
    minutes, there = world.numbers("minutes")
    if there[row]:
        yield "minutes", plain_number(float(minutes[row]))
        if isinstance(planned, Fraction):
            yield "overrun_minutes", plain_number(float(Fraction(repr(float(minutes[row]))) - planned))


def plain_number(value: float) -> float:
    """A number as people write it: whole where it is whole."""
    return int(value) if value.is_integer() else value
