"""The fields a test can look at: columns of a row, what is derived from them, and terms of the contract.

Numbers in comments are those of the project's rulings. The lowest storey of the oracle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from boundaries.civil.span import Deadline, Span, scale
from boundaries.contract.versions import Version
from boundaries.policy.condition import Ref

Row: TypeAlias = Mapping[str, Any]  # column -> value; instants are int microseconds; absent and None mean missing
Defaults: TypeAlias = Mapping[str, object]

CHANNELS = Ref("administrative.channels")
SESSION_MINUTES = Ref("administrative.sessions.minutes")
DAY = 24 * 3_600_000_000
TWELVE_HOURS = 12 * 3_600_000_000


@dataclass(frozen=True)
class Setting:
    """What a test may look at beside the row itself."""

    rows: Sequence[Row]  # every row of the relationship up to as_of, in the order (at, id)
    version: Version  # the one in force at the row (2)
    defaults: Defaults
    zone: str
    country: str | None


# ---- columns, and words derived from them ----------------------------------------------------------------


def column_value(column: str, row: Row) -> Any:
    """A plain column; absent `people` are 2, `certainty` is exact (10), a `reason` of an exception is crisis (66)."""
    value = row.get(column)
    if value is None and column == "reason" and row["kind"] == "exception":
        return "crisis"
    if value is None and column == "people":
        return 2
    if value is None and column == "certainty":
        return "exact"
    return value


def lacking_column(column: str) -> str:
    """The column whose absence makes a field missing (15)."""
    made_of = {"overrun_minutes": "minutes", "notice_hours": "planned_start", "channel_agreed": "channel"}
    return (made_of | {"ref_kind": "ref"}).get(column, column)


def thread_start(row: Row, rows: Sequence[Row]) -> Row | None:
    """The first row of the row's thread: a maximal run of messages and calls less than 12 h apart (SPEC 4, 58)."""
    first: Row | None = None
    before: Row | None = None
    for other in rows:
        if other["kind"] not in ("message", "call") or other["by"] == "system":
            continue
        if before is None or other["at"] - before["at"] >= TWELVE_HOURS:
            first = other
        before = other
        if other["id"] == row["id"]:
            return first
    return None


def previous(row: Row, rows: Sequence[Row]) -> Row | None:
    """The row just before in the row's thread; None for one that opens it or stands in none."""
    thread = [other for other in rows if (first := thread_start(other, rows)) is not None
              and first is thread_start(row, rows)]  # fmt: skip
    place = [other["id"] for other in thread].index(row["id"]) if thread else 0
    return thread[place - 1] if place else None


def opens_thread(row: Row, rows: Sequence[Row]) -> str | None:
    """Whether the row is the first of its thread; None for one that stands in none (57)."""
    first = thread_start(row, rows)
    return None if first is None else "true" if first["id"] == row["id"] else "false"


def reply_minutes(row: Row, rows: Sequence[Row]) -> Fraction | None:
    """From the first of the client's messages and calls that this one of the practitioner's answers.

    They stand directly before it among those of the two, with nobody else's counted; None where there are none.
    """
    if row["kind"] not in ("message", "call") or row["by"] != "practitioner":
        return None
    theirs = [r for r in rows if r["kind"] in ("message", "call") and r["by"] in ("practitioner", "client")]
    before = theirs[: [r["id"] for r in theirs].index(row["id"])]
    first: Row | None = None
    while before and before[-1]["by"] == "client":
        first = before.pop()
    return None if first is None else Fraction(row["at"] - first["at"], 60_000_000)


def channel_agreed(row: Row, setting: Setting) -> str | None:
    """`true` if `channels` names the channel and, where the purpose is known, allows it; else `false` (20)."""
    channel, purpose = row.get("channel"), row.get("purpose")
    if channel is None:
        return None
    channels = resolve(CHANNELS, setting.version, setting.defaults)
    assert isinstance(channels, Mapping)
    if channel not in channels:
        return "false"
    purposes = channels[channel]
    return "true" if purposes is None or purpose is None or purpose in purposes else "false"


def kind_referred_to(row: Row, rows: Sequence[Row]) -> str | None:
    """The kind of the row of the relationship that `ref` names, one step, whenever it was; None without one."""
    named = [other for other in rows if row.get("ref") is not None and other["id"] == row["ref"]]
    return named[0]["kind"] if named else None


def on_leave(row: Row, rows: Sequence[Row]) -> str:
    """`true` where a leave of the relationship's rows spans `at`, as the excuse `cover` does."""
    return "true" if any(other["kind"] == "leave" and spans(other, row["at"]) for other in rows) else "false"


def spans(row: Row, at: int) -> bool:
    """[planned_start or at, planned_end or 24 h later) of a `leave` or `exception` row (32, 45)."""
    start = row["at"] if row.get("planned_start") is None else row["planned_start"]
    end = start + DAY if row.get("planned_end") is None else row["planned_end"]
    return bool(start <= at < end)


# ---- numbers ----------------------------------------------------------------------------------------------


def exact(value: float | Fraction) -> Fraction:
    """A number of a row as the decimal it is written as: 0.1 is a tenth."""
    return value if isinstance(value, Fraction) else Fraction(Decimal(repr(value)))


def number(column: str, row: Row, setting: Setting) -> Fraction | None:
    """A numeric column or derived field of a row; None where a column it needs is missing."""
    if column == "overrun_minutes":
        agreed = resolve(SESSION_MINUTES, setting.version, setting.defaults)
        assert isinstance(agreed, Fraction)
        return None if row.get("minutes") is None else exact(row["minutes"]) - agreed
    if column == "notice_hours":
        planned = planned_start(row, setting.rows)
        return None if planned is None else Fraction(planned - row["at"], 3_600_000_000)
    if column == "reply_minutes":
        return reply_minutes(row, setting.rows)
    value = column_value(column, row)
    return None if value is None else exact(value)


def planned_start(row: Row, rows: Sequence[Row]) -> int | None:
    """Of the row itself, else of the row of the relationship that its `ref` names; one step only (13)."""
    own: int | None = row.get("planned_start")
    if own is not None or row.get("ref") is None:
        return own
    for other in rows:
        if other["id"] == row["ref"]:
            named: int | None = other.get("planned_start")
            return named
    return None


# ---- terms of the contract --------------------------------------------------------------------------------


def resolve(ref: Ref, version: Version, defaults: Defaults) -> object | None:
    """The value a `$` reference has in a version, or None where it has none (1, 63, 64)."""
    value: object | None = None
    if ref.path == "parties":
        value = version.parties
    elif ref.path in version.terms:
        value = version.terms[ref.path].value
    elif clause_of(ref.path) in version.terms and ref.path not in version.not_applicable:
        value = defaults.get(ref.path)
    if isinstance(value, Fraction):
        return value * ref.factor
    if isinstance(value, Span):
        return scale(value, ref.factor)
    return scale(value, ref.factor) if isinstance(value, Deadline) else value


def is_left_open(path: str, version: Version) -> bool:
    """The version neither has the clause or field, nor says that it, or the clause it is of, does not apply."""
    ruled_out = path in version.not_applicable or clause_of(path) in version.not_applicable
    return path not in version.terms and not ruled_out


def clause_of(path: str) -> str:
    """`administrative.sessions` of `administrative.sessions.overrun`."""
    return ".".join(path.split(".")[:2])
