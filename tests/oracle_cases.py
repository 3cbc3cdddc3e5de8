"""Short ways to ask the oracle one question. In London; 2 March 2026 is a Monday."""

from __future__ import annotations

from collections.abc import Sequence as Listed
from typing import Any

import oracle
from boundaries.civil.hours import parse_hours
from boundaries.policy.condition import Filter
from builders import AllOf, Each, Inside, OracleContract, contract, has, ref, rule, shown, t, version
from oracle import OracleFinding

OFFICE = parse_hours("Mo-Fr 09:00-18:00")
PLAIN = contract(version("01-01 00:00", {"hours": OFFICE}))
MESSAGE, SESSION = has(kind="message"), has(kind="session")
EACH = Each(MESSAGE)
OUTSIDE = Each(AllOf((MESSAGE, Inside(ref("hours"), inside=False))))
CLIENT, PRACTITIONER = has(by="client"), has(by="practitioner")
Rows = Listed[dict[str, Any]]


def judged(
    when: Any, rows: Rows, agreement: OracleContract = PLAIN, as_of: str | None = None, **fields: Any
) -> list[OracleFinding]:
    """The findings of one rule `x`."""
    return oracle.run([rule("x", when, **fields)], [agreement], rows, None if as_of is None else t(as_of))


def anchors(*args: Any, **fields: Any) -> list[str]:
    return [f.anchor for f in judged(*args, **fields)]


def lines(*args: Any, **fields: Any) -> list[tuple[str, str | None, str | None, float | None]]:
    """(anchor, at, until, measured) of each finding."""
    return [(f.anchor, shown(f.at), shown(f.until), f.measured) for f in judged(*args, **fields)]


def statuses(*args: Any, **fields: Any) -> list[tuple[str, str, str | None]]:
    """(anchor, status, excused_by) of each finding."""
    return [(f.anchor, f.status, f.excused_by) for f in judged(*args, **fields)]


def verdicts(test: Filter, *rows: dict[str, Any], **fields: Any) -> dict[str, str]:
    """For each row what a filter said of it: `true`, or the columns that make it unknown; nothing for false."""
    said: dict[str, str] = {}
    for finding in judged(Each(test), rows, **fields):
        for id in finding.evidence:
            said[id] = " ".join(filter(None, (said.get(id), finding.unknown or "true")))
    return said
