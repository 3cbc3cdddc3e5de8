"""Findings that are taken as found, so that conclusions can be tested alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a conclusion can see of a finding; instants are microseconds, `clause` a full path."""

    relationship: str
    at: int
    rule: str
    code: str
    type: str = "breach"
    severity: str = "notice"
    status: str = "open"
    dimension: str = "contact"
    bearer: str = "practitioner"
    clause: str | None = None
    direction: str | None = None
    excused_by: str | None = None
    until: int | None = None
