"""The clock of a scenario: the zone its times are read in, and the instant at which its world ends."""

from __future__ import annotations

from boundaries.civil.zone import UnknownZone, load_zone
from boundaries.contract.moments import MomentError, parse_moment
from boundaries.source.node import Node
from boundaries.source.reading import Problems, text_of


def read_zone(node: Node | None, default: str, problems: Problems) -> str:
    """The zone a scenario names, else the default."""
    zone = text_of(node, "`zone`", problems, "such as `Europe/London`") if node is not None else None
    if node is None or zone is None:
        return default
    try:
        load_zone(zone)
    except UnknownZone as problem:
        problems.add("B133", problem.message, node.location, problem.hint)
        return default
    return zone


def read_as_of(node: Node | None, zone: str, problems: Problems) -> int | None:
    """The last instant of a scenario's world; a date includes its day."""
    text = text_of(node, "`as_of`", problems, "such as `2026-03-20 09:00`") if node is not None else None
    if node is None or text is None:
        return None
    try:
        moment = parse_moment(text)
    except MomentError as problem:
        problems.add("B133", problem.message, node.location, problem.hint)
        return None
    return moment.last(zone)
