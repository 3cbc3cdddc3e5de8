"""A failed scenario as its reader sees it: what happened, what was expected and what was found, on one timeline."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from boundaries.core.finding import Finding
from boundaries.core.instants import from_datetime
from boundaries.testing.civil_time import civil_time, end_of_world
from boundaries.testing.differences import Difference
from boundaries.testing.expect import Expected
from boundaries.testing.model import Scenario

_NOTHING = "nothing"
_MANY_ROWS = 30  # a timeline up to here is shown whole
_AROUND = 2  # rows shown on either side of a finding in a longer one
_MANY_ITEMS = 6  # a list up to here is shown whole
_FEW = 3  # items shown of a longer one, and rows of its evidence
_WIDEST = 60  # what is wider than this widens no column


@dataclass(frozen=True, slots=True)
class Seen:
    """What a timetable shows: a scenario, and each of its findings in its place.

    `aside` are findings that make no difference but may explain one; `waits` are rules whose findings lie at the
    instant something was due.
    """

    scenario: Scenario
    matched: Sequence[tuple[Expected, Finding]]
    differences: Sequence[Difference]
    aside: Sequence[Finding]
    waits: frozenset[str]


class _Row(NamedTuple):
    """One row: an instant (None: at the end), what stands there, and for a finding what was expected and got."""

    at: int | None
    what: str
    expected: str = ""
    got: str = ""
    differs: bool = False
    keep: frozenset[str] = frozenset()  # of a line its id; of a finding the first rows of its evidence


def timetable(seen: Seen) -> Iterator[str]:
    """The lines of the table; the first difference is marked `>`, each further one `!`."""
    rows = _rows(seen)
    times = [_time(row, seen.scenario) for row in rows]
    findings = [row for row in rows if row.got]
    at = max(map(width, times))
    what = _column("what happened", [row.what for row in findings])
    expected = _column("expected", [row.expected for row in findings])
    yield f"    {'':{at}}  {padded('what happened', what)}  {padded('expected', expected)}  got"
    first = next((row for row in rows if row.differs), None)
    for place, hidden in _shown(rows):
        if hidden:
            yield f"    {'':{at}}  ... {hidden} lines"
        row = rows[place]
        cells = [padded(times[place], at), row.what]
        if row.got:
            cells = [cells[0], padded(row.what, what), padded(row.expected, expected), row.got]
        yield f"  {'>' if row is first else '!' if row.differs else ' '} {'  '.join(cells)}".rstrip()


def width(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters two, marks that combine none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.category(c) in ("Mn", "Me", "Cf") for c in text)


def padded(text: str, columns: int) -> str:
    """A text with blanks behind it up to a number of columns."""
    return text + " " * (columns - width(text))


def _column(head: str, cells: Sequence[str]) -> int:
    """The width of a column: that of its widest cell, but for those that are wider than a column should be."""
    return max(width(head), *(w for cell in cells if (w := width(cell)) <= _WIDEST), 0)


# ---- rows -----------------------------------------------------------------------------------------------------


def _rows(seen: Seen) -> list[_Row]:
    """Every row in order of time; of one instant: what happened, what was found, the end of the world."""
    scenario = seen.scenario
    rows = [*_lines(scenario), *_findings(seen)]
    if scenario.as_of is not None:
        rows.append(_Row(scenario.as_of, "as_of: nothing later is known"))
    return sorted(rows, key=lambda row: (row.at is None, row.at or 0))


def _lines(scenario: Scenario) -> Iterator[_Row]:
    ids = max((width(line.interaction.id) for line in scenario.lines), default=0)
    for line in scenario.lines:
        row = line.interaction
        said = line.text[line.text.index(f" {row.by} > ") + 1 :]
        yield _Row(from_datetime(row.at), f"{padded(row.id, min(ids, 12))}  {said}", keep=frozenset((row.id,)))


def _findings(seen: Seen) -> Iterator[_Row]:
    for expected, finding in seen.matched:
        status = str(expected.values["status"])
        yield _Row(from_datetime(finding.at), _name(finding.rule, seen), status, _status(finding))
    for finding in seen.aside:
        yield _Row(from_datetime(finding.at), _name(finding.rule, seen), "", _status(finding))
    for difference in seen.differences:
        said, got = _cells(difference, seen.scenario)
        keep = frozenset(difference.found.evidence[:_FEW]) if difference.found else frozenset[str]()
        yield _Row(difference.at, _name(difference.rule, seen), said, got, True, keep)


def _cells(difference: Difference, scenario: Scenario) -> tuple[str, str]:
    """What was expected, and what was found instead."""
    expected, found = difference.expected, difference.found
    if expected is None:
        assert found is not None, "a difference has one side at least"
        return "never" if {found.rule, found.code} & set(scenario.never) else _NOTHING, _in_short(found)
    if found is None:
        return _whole(expected, scenario.zone), _NOTHING
    return _apart(expected, found, difference.keys, scenario.zone)


def _name(rule: str, seen: Seen) -> str:
    return f"  {rule}{' is due' if rule in seen.waits else ''}"


def _time(row: _Row, scenario: Scenario) -> str:
    if row.at is None:
        return ""
    if row.at != scenario.as_of or row.got or row.keep:
        return civil_time(row.at, scenario.zone)
    end = end_of_world(row.at, scenario.zone)
    return end if " " in end else f"{end} 24:00"


def _shown(rows: Sequence[_Row]) -> Iterator[tuple[int, int]]:
    """The rows that are shown, each with the number of those left out before it: of a long timeline the ends, what
    stands around the findings, and the first of their evidence."""
    evidence = {id for row in rows if row.differs for id in row.keep}
    kept = {i for i, row in enumerate(rows) if row.got or row.keep & evidence or len(rows) <= _MANY_ROWS}
    kept |= {i + step for i in kept if rows[i].got for step in range(-_AROUND, _AROUND + 1)} | {0, len(rows) - 1}
    kept |= {i for i in range(len(rows)) if {i - 1, i + 1} <= kept}  # one row takes no more room than to say so
    last = -1
    for i in sorted(kept & set(range(len(rows)))):
        yield i, i - last - 1
        last = i


# ---- cells ----------------------------------------------------------------------------------------------------


def _whole(expected: Expected, zone: str) -> str:
    """Something expected: its status, and the keys it names beside rule and instant."""
    keys = [key for key in expected.values if key not in ("rule", "code", "status", "at")]
    return ", ".join([str(expected.values["status"]), *(_said(key, expected.values[key], zone) for key in keys)])


def _in_short(finding: Finding) -> str:
    """A finding nobody expected: its status and severity, and the rows it rests on."""
    rows = f"evidence={_several(finding.evidence)}" if finding.evidence else ""
    return ", ".join(filter(None, (_status(finding), finding.severity, rows)))


def _status(finding: Finding) -> str:
    """The status, with what excused a finding or could not be known of it."""
    if finding.status == "excused":
        return f"excused by {finding.excused_by}"
    return f"undetermined, `{finding.unknown}` is not known" if finding.status == "undetermined" else finding.status


def _apart(expected: Expected, finding: Finding, keys: Sequence[str], zone: str) -> tuple[str, str]:
    """The two by the keys that differ, and by nothing else."""
    said, got = list[str](), list[str]()
    for key in keys:
        wanted, found = expected.values[key], getattr(finding, key)
        if key == "status":
            said.append(str(wanted))
            got.append(_status(finding))
        elif key == "evidence" and isinstance(wanted, tuple):
            said.append(f"{key}={_several(wanted, found)}")
            got.append(f"{key}={_several(found, wanted)}")
        else:
            said.append(_said(key, wanted, zone))
            got.append(_said(key, found, zone))
    return ", ".join(said), ", ".join(got)


def _said(key: str, value: object, zone: str) -> str:
    return f"{key}={_value(value, zone)}"


def _value(value: object, zone: str) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case float():
            return f"{value:.9g}"  # as close as a measure is compared
        case datetime():
            return civil_time(from_datetime(value), zone)
        case tuple():
            return _several([_value(item, zone) for item in value])
        case _:
            return str(value)


def _several(items: Sequence[str], other: Sequence[str] = ()) -> str:
    """A list; a long one as its length, and the first of what another list has not."""
    if len(items) <= _MANY_ITEMS:
        return ",".join(items) or "none"
    own = [item for item in items if item not in set(other)]
    more = f" and {len(own) - _FEW} more" if len(own) > _FEW else ""
    return f"{len(items)} rows" + (f": {','.join(own[:_FEW])}{more}" if own else "")
