"""A scenario written down as its file has it; read again it is the same scenario."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from boundaries.core.instants import from_datetime
from boundaries.testing.civil_time import civil_time, end_of_world
from boundaries.testing.expect import Expected
from boundaries.testing.given import given_document
from boundaries.testing.model import Scenario


def scenario_document(scenario: Scenario) -> dict[str, Any]:
    """The mapping of a scenario's file, or of an example of its rule; what says no more than its default is left out.

    A contract is named by its path as it was; otherwise it is written out.
    """
    found: dict[str, Any] = {"scenario": scenario.name}
    if not scenario.shared:
        found["contract"] = scenario.named_by or scenario.contract.to_dict()
    if scenario.zone != scenario.contract.timezone:
        found["zone"] = scenario.zone
    found["timeline"] = [line.text for line in scenario.lines]
    if scenario.as_of is not None:
        found["as_of"] = end_of_world(scenario.as_of, scenario.zone)
    if scenario.covers is not None:
        found["covers"] = list(scenario.covers)
    if scenario.given:
        found["given"] = [given_document(one, scenario.zone) for one in scenario.given]
    if scenario.expect:
        found["expect"] = [expected_document(expected, scenario.zone) for expected in scenario.expect]
    if scenario.never:
        found["never"] = list(scenario.never)
    if scenario.exactly:
        found["exactly"] = True
    return found


def expected_document(expected: Expected, zone: str) -> dict[str, Any]:
    """An item of `expect`, its instants on the clock of a zone; `status` only where it is not open."""
    values = {key: value for key, value in expected.values.items() if (key, value) != ("status", "open")}
    return {key: _plain(value, zone) for key, value in values.items()}


def _plain(value: object, zone: str) -> object:
    match value:
        case datetime():
            return civil_time(from_datetime(value), zone)
        case float():
            return int(value) if value.is_integer() else value
        case tuple():
            return [_plain(item, zone) for item in value]
        case _:
            return value
