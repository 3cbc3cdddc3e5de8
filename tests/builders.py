"""Small builders that tests share: rules, rows and contracts from a few words, without any file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from boundaries.civil.span import Deadline, Span
from boundaries.contract.versions import Exemption, Term, Timeline, Version
from boundaries.core.location import Location
from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Each,
    Filter,
    Inside,
    Listed,
    Missing,
    MoreThan,
    NoneFor,
    Not,
    Ref,
    Registered,
    Sequence,
    StillOpen,
    Unanswered,
    Usual,
)
from boundaries.policy.reads import columns_read
from boundaries.policy.rule import Escalate, Rule, When, Wording
from oracle import OracleContract
from oracle_filters import references

__all__ = [
    "DAY", "HERE", "HOUR", "LONDON", "AllOf", "Among", "AnyOf", "Compare", "Deadline", "Each", "Escalate", "Exemption",
    "Inside", "Listed", "Missing", "MoreThan", "NoneFor", "Not", "OracleContract", "Registered", "Sequence",
    "StillOpen", "Unanswered", "compare", "contract", "days", "has", "hours", "needs_of", "ref", "row",
    "rule", "shown", "t", "version",
]  # fmt: skip

LONDON = "Europe/London"
HERE = Location("contract.yaml", 1, 1)
NO_WORDS = Wording({"en": ("", "")})
DAY, HOUR = 86_400_000_000, 3_600_000_000


def t(text: str) -> int:
    """Microseconds of `03-02 17:59` (2026, UTC; seconds and decimals may follow) or of a full `2026-03-02 17:59`."""
    full = text if text[4:5] == "-" else f"2026-{text}"
    return (datetime.fromisoformat(full).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(
        microseconds=1
    )


def shown(at_us: int | None) -> str | None:
    """The inverse of `t`, for reading: minutes, and seconds only where there are some."""
    if at_us is None:
        return None
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us)
    text = at.strftime("%m-%d %H:%M") if at.year == 2026 else at.strftime("%Y-%m-%d %H:%M")
    return text if at_us % 60_000_000 == 0 else at.isoformat()[5:-6].replace("T", " ")


def row(id: str, at: str, by: str = "practitioner", kind: str = "message", **columns: Any) -> dict[str, Any]:
    """A row of relationship `r`; instants among the columns as text for `t`."""
    instants = {name: t(columns[name]) for name in ("planned_start", "planned_end") if columns.get(name)}
    return {"id": id, "relationship": "r", "at": t(at), "kind": kind, "by": by, **columns, **instants}


# ---- filters ----------------------------------------------------------------------------------------------


def has(**tests: str | tuple[str, ...]) -> Filter:
    """Every column has its word, or one of its words."""
    parts = tuple(Among(c, frozenset((w,) if isinstance(w, str) else w)) for c, w in tests.items())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def ref(path: str, factor: int | Fraction = 1) -> Ref:
    return Ref(f"administrative.{path}", Fraction(factor))


def compare(column: str, op: str, operand: Any) -> Compare:
    """A comparison; plain numbers are taken exactly."""
    value = Fraction(str(operand)) if isinstance(operand, int | float) else operand
    return Compare(column, op, value)  # type: ignore[arg-type]


def days(count: float) -> Span:
    return Span(0, int(count * DAY))


def hours(count: float) -> Span:
    return Span(0, int(count * HOUR))


_DERIVED_WITH = {"overrun_minutes": ref("sessions.minutes"), "channel_agreed": ref("channels")}


# ---- rules ------------------------------------------------------------------------------------------------


def needs_of(when: When, escalate: Escalate | None = None) -> tuple[Ref, ...]:
    """Every path a form refers to, unscaled: those inside filters and derived fields, and hours for working time.

    And what the rule's escalation waits for.
    """
    found: list[Ref] = []
    values = [(name, getattr(when, name)) for name in when.__dataclass_fields__]
    for name, value in (*values, ("beyond", None if escalate is None else escalate.beyond)):
        if isinstance(value, Ref):
            found.append(value)
        elif isinstance(value, Deadline):
            found.append(ref("hours"))
        elif isinstance(value, Filter):
            found += references(value)
        elif (value.column if isinstance(value, Usual) else name == "total" and value) in _DERIVED_WITH:
            found.append(_DERIVED_WITH[value.column if isinstance(value, Usual) else value])
    return tuple(dict.fromkeys(Ref(each.path) for each in found))


def rule(name: str, when: When, **fields: Any) -> Rule:
    """A rule of that form, open-ended otherwise: notice, time, practitioner, always speaking."""
    clause = fields.pop("clause", None)
    given = {"code": name.upper(), "pack": "core", "type": "breach", "severity": "notice", "bearer": "practitioner"}
    words = dict.fromkeys(("title", "says", "asks", "suggests", "why"), NO_WORDS)
    return Rule(
        name=name, when=when, dimension="time", clause=f"administrative.{clause}" if clause else None,
        needs=needs_of(when, fields.get("escalate")),
        columns=columns_read(when, fields.get("unless", ())), **(given | words | fields),
    )  # fmt: skip


# ---- contracts --------------------------------------------------------------------------------------------


def version(start: str, terms: Mapping[str, Any], not_applicable: tuple[str, ...] = ()) -> Version:
    """A version in force from an instant; terms by their path without the part, plain numbers exactly."""
    kept: dict[str, Term] = {}
    for path, value in terms.items():
        clause, _, field = path.partition(".")
        if field:
            kept.setdefault(f"administrative.{clause}", Term(None, HERE))
        exactly = Fraction(str(value)) if isinstance(value, int | float) else value
        kept[f"administrative.{path}"] = Term(exactly, HERE)
    gone = frozenset(f"administrative.{path}" for path in not_applicable)
    return Version(start_us=t(start), effective=start, terms=kept, not_applicable=gone)


def contract(
    *versions: Version,
    end: str | None = None,
    exemptions: tuple[Exemption, ...] = (),
    scopes: Mapping[str, Filter] | None = None,
    rules: tuple[str, ...] = ("x",),
    **fields: Any,
) -> OracleContract:
    """A contract of relationship `r` in London, without practitioner or holidays, unless told otherwise."""
    timeline = Timeline(
        start_us=versions[0].start_us,
        end_us=None if end is None else t(end),
        versions=versions,
        exemptions=exemptions,
        diagnostics=(),
    )
    given: dict[str, Any] = {
        "name": "c", "relationships": ("r",), "practitioner": None, "timezone": LONDON, "country": None,
    }  # fmt: skip
    return OracleContract(timeline=timeline, rules=rules, scopes=scopes or {}, **(given | fields))
