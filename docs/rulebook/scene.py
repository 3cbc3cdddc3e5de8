"""What a drawing of an example shows: what happened, what its rule found there, and what the time around was like."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import pairwise
from typing import Literal

from boundaries.civil.hours import Hours
from boundaries.civil.span import Deadline
from boundaries.civil.zone import offsets
from boundaries.contract.model import Contract
from boundaries.contract.versions import Term, Timeline
from boundaries.core.finding import Finding
from boundaries.core.instants import from_datetime
from boundaries.core.interaction import Interaction
from boundaries.policy.condition import Agreement, Inside, Ref
from boundaries.policy.rule import Rule
from boundaries.testing.outcome import Outcome
from rulebook.open_hours import Stretch, merged, open_stretches

Lane = Literal["practitioner", "client", "both", "other"]
HOURS = "administrative.hours"
_PLANS = ("cancellation", "reschedule", "no_show")  # kinds that are about a session planned for another time
_ABSENT = ("leave", "exception")  # kinds whose plan is the time they cover
_LANES: dict[str, Lane] = {"practitioner": "practitioner", "client": "client", "both": "both"}
_HOUR = 3_600_000_000
_NEAR = 12 * _HOUR  # an edge of the hours is shown where something stands this near to it
_NEVER = 2**62
_FEW = 8  # stops up to which edges are shown
_CLOCKS = 8 * 24 * _HOUR  # a change of the clocks is shown in a drawing of no longer a time
_QUALITIES = (
    "channel", "purpose", "minutes", "length", "account", "amount", "people", "place", "party", "basis", "reason",
    "certainty",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dot:
    """Something that happened; `until` where how long it took matters to the rule. Instants are microseconds UTC."""

    at: int
    lane: Lane
    kind: str
    detail: str = ""  # what else of it the rule looks at
    evidence: bool = False
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A finding where it stands; `until` where it covers a stretch of time."""

    at: int
    status: str
    text: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant at which nothing happened between the two, and what it is."""

    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Cover:
    """A stretch of time that a leave or an exception covers."""

    at: int
    until: int
    lane: Lane


@dataclass(frozen=True, slots=True)
class Agreed:
    """The hours a rule looks at as they were in force: each version's, with the stretch of time in which it held."""

    path: str
    zone: str
    country: str | None
    versions: tuple[tuple[Stretch, Hours], ...]

    def open(self, within: Stretch) -> tuple[Stretch, ...]:
        """The stretches of time inside another that lie inside the hours."""
        low, high = within
        return merged(
            stretch
            for (start, end), hours in self.versions
            if max(start, low) < min(end, high)
            for stretch in open_stretches(hours, self.country, self.zone, (max(start, low), min(end, high)))
        )

    def edge_near(self, at: int) -> int | None:
        """The nearest instant at which the hours begin or end, if one is near."""
        low, high = at - _NEAR, at + _NEAR
        edges = {edge for stretch in self.open((low, high)) for edge in stretch} - {low, high}
        return min(edges, key=lambda edge: (abs(edge - at), edge), default=None)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a drawing shows. `as_of` is where the world of the example ends, if it says so."""

    title: str
    description: str
    zone: str
    dots: tuple[Dot, ...]
    flags: tuple[Flag, ...] = ()
    marks: tuple[Mark, ...] = ()
    covers: tuple[Cover, ...] = ()
    edges: tuple[int, ...] = ()
    agreed: Agreed | None = None
    as_of: int | None = None

    @property
    def instants(self) -> set[int]:
        """Every instant that has a place of its own on the axis."""
        spans: tuple[Dot | Flag | Cover, ...] = (*self.dots, *self.flags, *self.covers)
        found = {thing.at for thing in spans} | {thing.until for thing in spans if thing.until is not None}
        found |= {mark.at for mark in self.marks}
        return found | set(self.edges) | ({self.as_of} if self.as_of is not None else set())


def scene_of(outcome: Outcome, rule: Rule) -> Scene:
    """The scene of an example of a rule that was run."""
    scenario = outcome.scenario
    evidence = {row for finding in outcome.findings for row in finding.evidence}
    rows = [line.interaction for line in scenario.lines]
    dots = tuple(_dot(row, rule, row.id in evidence) for row in rows)
    flags = tuple(map(_flag, outcome.findings))
    covers = tuple(cover for row in rows if (cover := _cover(row)))
    marks = tuple(_planned(rows))
    bare = Scene(scenario.title, "", scenario.zone, dots, flags, marks, covers, as_of=scenario.as_of)
    agreed = agreed_hours(rule, scenario.contract)
    return Scene(
        title=scenario.title, description=_description(outcome), zone=scenario.zone, dots=dots, flags=flags,
        marks=(*marks, *_of_contract(rule, scenario.contract.timeline, bare), *_clocks(bare)), covers=covers,
        edges=_edges(agreed, bare), agreed=agreed, as_of=scenario.as_of,
    )  # fmt: skip


# ---- what happened, and what was found ------------------------------------------------------------------------


def _dot(row: Interaction, rule: Rule, evidence: bool) -> Dot:
    lasting = row.minutes and {"minutes", "overrun_minutes"} & rule.columns
    at = from_datetime(row.at)
    said = (_quality(name, getattr(row, name)) for name in _QUALITIES if name in rule.columns)
    detail = " · ".join(filter(None, said))
    until = at + round(row.minutes * 60_000_000) if lasting and row.minutes else None
    return Dot(at, _LANES.get(row.by, "other"), row.kind.replace("_", " "), detail, evidence, until)


def _quality(name: str, value: object) -> str:
    """What a column of a row says, in as few words as can be."""
    match name, value:
        case _, None:
            return ""
        case "minutes", float() | int():
            return f"{value:g} min"
        case "length", _:
            return f"{value} letters"
        case "people", _:
            return f"{value} people"
        case "amount", float() | int():
            return f"{value:g}"
        case _:
            return str(value).replace("_", " ")


def _flag(finding: Finding) -> Flag:
    text = {"excused": f"excused: {finding.excused_by}", "undetermined": f"not known: {finding.unknown}"}
    until = None if finding.until is None else from_datetime(finding.until)
    at = from_datetime(finding.at)
    said = text.get(finding.status, finding.severity).replace("_", " ")
    return Flag(at, finding.status, said, until if until and until > at else None)


def _description(outcome: Outcome) -> str:
    """The same in words, for those who do not see the drawing."""
    happened = "; ".join(line.text for line in outcome.scenario.lines)
    found = "; ".join(f"{flag.text} at {finding.at.isoformat()}" for finding, flag in _flags(outcome))
    return f"What happened: {happened}. What was found: {found or 'nothing'}."


def _flags(outcome: Outcome) -> Iterator[tuple[Finding, Flag]]:
    yield from ((finding, _flag(finding)) for finding in outcome.findings)


# ---- the time around ------------------------------------------------------------------------------------------


def _cover(row: Interaction) -> Cover | None:
    if row.kind not in _ABSENT or row.planned_start is None or row.planned_end is None:
        return None
    start, end = from_datetime(row.planned_start), from_datetime(row.planned_end)
    return Cover(start, end, _LANES.get(row.by, "other")) if start < end else None


def _planned(rows: list[Interaction]) -> Iterator[Mark]:
    for row in rows:
        if row.kind in _PLANS and row.planned_start is not None:
            yield Mark(from_datetime(row.planned_start), "planned session")


def _of_contract(rule: Rule, life: Timeline, scene: Scene) -> Iterator[Mark]:
    """What the agreement itself goes through in the time that is drawn."""
    first, last = min(scene.instants), max(scene.instants)
    turns = [(life.start_us, "agreed"), *((version.start_us, "amended") for version in life.versions[1:])]
    if life.end_us is not None:
        turns.append((life.end_us, "agreement ended"))
    if isinstance(rule.when, Agreement):
        turns += [(each.until_us, "exception ended") for each in life.exemptions if each.until_us is not None]
    yield from (Mark(at, text) for at, text in turns if first <= at <= last)


def _clocks(scene: Scene) -> Iterator[Mark]:
    first, last = min(scene.instants), max(scene.instants)
    if last - first <= _CLOCKS:
        for (_, before), (at, after) in pairwise(offsets(scene.zone, first, last)):
            yield Mark(at, f"clocks {'+' if after > before else '−'}{abs(after - before) / _HOUR:g} h")


def _edges(agreed: Agreed | None, scene: Scene) -> tuple[int, ...]:
    if agreed is None or len(scene.instants) > _FEW:
        return ()
    ats = {dot.at for dot in scene.dots} | {flag.at for flag in scene.flags}
    found = {agreed.edge_near(at) for at in ats}
    return tuple(sorted(edge for edge in found if edge is not None))


def agreed_hours(rule: Rule, contract: Contract) -> Agreed | None:
    """The hours a rule looks at, if it does, on the contract's clock; of working time those of the contract."""
    life, zone, country = contract.timeline, contract.timezone, contract.country
    tested = [part.hours for part in _parts(rule.when) if isinstance(part, Inside)]
    if fixed := [hours for hours in tested if isinstance(hours, Hours)]:
        return Agreed(fixed[0].text, zone, country, (((life.start_us, life.end_us or _NEVER), fixed[0]),))
    paths = [reference.path for reference in tested if isinstance(reference, Ref)]
    if not paths and not _in_working_time(rule, life):
        return None
    path = next(iter(paths), HOURS)
    ends = [version.start_us for version in life.versions[1:]] + [life.end_us or _NEVER]
    versions = tuple(
        ((version.start_us, end), hours)
        for version, end in zip(life.versions, ends, strict=True)
        if isinstance(hours := _value(version.terms.get(path)) or rule.defaults.get(path), Hours)
    )
    return Agreed(path, zone, country, versions) if versions else None


def _value(term: Term | None) -> object:
    return None if term is None else term.value


def _in_working_time(rule: Rule, life: Timeline) -> bool:
    agreed = [_value(version.terms.get(need.path)) for version in life.versions for need in rule.needs]
    return any(isinstance(value, Deadline) for value in (*agreed, *_parts(rule.when)))


def _parts(value: object) -> Iterator[object]:
    """A condition and everything in it, whatever its form."""
    yield value
    if isinstance(value, tuple):
        for item in value:
            yield from _parts(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _parts(getattr(value, field.name))
