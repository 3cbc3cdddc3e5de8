"""The meaning of a filter, in plain words: three-valued tests on one row.

Numbers in comments are those of the project's rulings. Nothing here is fast, and nothing here knows an engine.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

from boundaries.civil.holidays import public_holidays
from boundaries.civil.hours import is_open
from boundaries.civil.span import Span
from boundaries.civil.zone import load_zone, to_local
from boundaries.core.columns import BY_NAME
from boundaries.core.interaction import Interaction
from boundaries.plugins.conditions import find_condition
from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Filter,
    Inside,
    Listed,
    Missing,
    Not,
    Ref,
    Registered,
    StillOpen,
)
from oracle_fields import (
    CHANNELS,
    SESSION_MINUTES,
    Row,
    Setting,
    channel_agreed,
    column_value,
    is_left_open,
    kind_referred_to,
    lacking_column,
    number,
    on_leave,
    opens_thread,
    previous,
    resolve,
    thread_start,
)

UNSURE = ("date_only", "ambiguous")


@dataclass(frozen=True)
class Verdict:
    """True, false or unknown (None), and for unknown the columns that make it so."""

    truth: bool | None
    lacking: frozenset[str] = frozenset()


TRUE, FALSE = Verdict(True), Verdict(False)


def unknown(*columns: str) -> Verdict:
    return Verdict(None, frozenset(columns))


def known(truth: bool) -> Verdict:
    return TRUE if truth else FALSE


def judge(test: Filter, row: Row, setting: Setting) -> Verdict:
    """What a filter says of a row (14, 15)."""
    if isinstance(test, AllOf):
        return all_hold([judge(part, row, setting) for part in test.parts])
    if isinstance(test, AnyOf):
        return one_holds([judge(part, row, setting) for part in test.parts])
    if isinstance(test, Not):
        verdict = judge(test.part, row, setting)
        return verdict if verdict.truth is None else known(not verdict.truth)
    if isinstance(test, Missing):
        return known(is_missing(test.column, row, setting) == test.missing)
    if isinstance(test, Among):
        return judge_words(test, row, setting)
    if isinstance(test, Listed):
        return judge_words(Among(test.column, words_listed(test, setting), test.negated), row, setting)
    if isinstance(test, Compare):
        return judge_number(test, row, setting)
    if isinstance(test, Registered):
        return judge_condition(test, row, setting)
    if isinstance(test, StillOpen):
        return known(any(is_left_open(path, setting.version) for path in test.paths))
    return judge_hours(test, row, setting)


def all_hold(verdicts: Sequence[Verdict]) -> Verdict:
    """False if one is false, else unknown if one is unknown; only the unknown ones name their columns (14, 15)."""
    if any(verdict.truth is False for verdict in verdicts):
        return FALSE
    if any(verdict.truth is None for verdict in verdicts):
        return unknown(*(column for verdict in verdicts if verdict.truth is None for column in verdict.lacking))
    return TRUE


def one_holds(verdicts: Sequence[Verdict]) -> Verdict:
    """True if one is true, else unknown if one is unknown (14, 15)."""
    if any(verdict.truth is True for verdict in verdicts):
        return TRUE
    if any(verdict.truth is None for verdict in verdicts):
        return unknown(*(column for verdict in verdicts if verdict.truth is None for column in verdict.lacking))
    return FALSE


# ---- words ------------------------------------------------------------------------------------------------


def judge_words(test: Among, row: Row, setting: Setting) -> Verdict:
    if test.column == "thread_by":
        first = thread_start(row, setting.rows)
        return FALSE if first is None else judge_party(test, first["by"])  # 57, 59
    if test.column == "previous_by":
        before = previous(row, setting.rows)
        return FALSE if before is None else judge_party(test, before["by"])
    if test.column == "by":
        return judge_party(test, row["by"])  # 11
    if test.column == "opens_thread":
        opens = opens_thread(row, setting.rows)
        return FALSE if opens is None else known((opens in test.words) != test.negated)  # 57
    if test.column == "on_leave":
        return known((on_leave(row, setting.rows) in test.words) != test.negated)
    if test.column == "channel_agreed":
        word = channel_agreed(row, setting)
    elif test.column == "ref_kind":
        word = kind_referred_to(row, setting.rows)
    else:
        word = column_value(test.column, row)
    if word is None:
        return unknown(lacking_column(test.column))
    return known((word in test.words) != test.negated)


def words_listed(test: Listed, setting: Setting) -> frozenset[str]:
    """The entries of a list, the names of channels, a word alone; channels in lower case, as logs have them."""
    value = resolve(test.words, setting.version, setting.defaults)
    words = [value] if isinstance(value, str) else list(cast("Mapping[str, object] | tuple[str, ...]", value))
    return frozenset(word.lower() if test.column == "channel" else word for word in words)


def judge_party(test: Among, party: str) -> Verdict:
    """A test on who did it is unknown where nobody knows, unless the test names `unknown` (11, 59)."""
    if party == "unknown" and "unknown" not in test.words:
        return unknown("by")
    return known((party in test.words) != test.negated)


# ---- numbers ----------------------------------------------------------------------------------------------


def judge_number(test: Compare, row: Row, setting: Setting) -> Verdict:
    value = number(test.column, row, setting)
    if value is None and test.column == "reply_minutes":
        return FALSE  # it answers nothing: as in no thread (57)
    if value is None:
        return unknown(lacking_column(test.column))
    operand = test.operand
    if isinstance(operand, Ref):
        operand = resolve(operand, setting.version, setting.defaults)  # type: ignore[assignment]
    if isinstance(operand, Span):  # in the field's unit (18)
        assert operand.months == 0, "a span of months has no length in hours"
        operand = Fraction(operand.micros, 3_600_000_000 if test.column == "notice_hours" else 60_000_000)
    assert isinstance(operand, Fraction)
    return known(getattr(operator, test.op)(value, operand))  # gt, ge, lt, le, eq, ne


# ---- conditions from Python -------------------------------------------------------------------------------


def judge_condition(test: Registered, row: Row, setting: Setting) -> Verdict:
    """Unknown for want of a column it reads, of an unsure `at` (12) or an unknown party (11), else what it says."""
    lacking = {column for column in test.reads if column_value(column, row) is None}
    if "at" in test.reads and column_value("certainty", row) in UNSURE:
        lacking.add("at")
    if "by" in test.reads and row["by"] == "unknown":
        lacking.add("by")
    if lacking:
        return unknown(*lacking)
    condition = find_condition(test.name)
    assert condition is not None
    return known(condition.holds(what_it_is_given(test, row, setting)))


def what_it_is_given(test: Registered, row: Row, setting: Setting) -> Interaction:
    """The columns it reads and those that say which row it is, all others absent; instants on the contract's clock."""
    given: dict[str, Any] = dict.fromkeys(BY_NAME)
    for column in ("id", "relationship", "at", "kind", "by", *test.reads):
        value, kind = column_value(column, row), BY_NAME[column].type
        if kind == "instant":
            value = to_local(value, setting.zone).replace(tzinfo=load_zone(setting.zone))
        given[column] = float(value) if kind == "number" else value
    return cast(Interaction, SimpleNamespace(**given))


# ---- missing, hours, references ---------------------------------------------------------------------------


def is_missing(column: str, row: Row, setting: Setting) -> bool:
    """Never unknown (14); a row in no thread has no `thread_by` (57)."""
    if column == "thread_by":
        return thread_start(row, setting.rows) is None
    if column == "previous_by":
        return previous(row, setting.rows) is None
    if column == "opens_thread":
        return opens_thread(row, setting.rows) is None
    if column in ("overrun_minutes", "notice_hours", "reply_minutes"):
        return number(column, row, setting) is None
    if column == "ref_kind":
        return kind_referred_to(row, setting.rows) is None
    if column == "on_leave":
        return False
    return column_value(lacking_column(column), row) is None


def judge_hours(test: Inside, row: Row, setting: Setting) -> Verdict:
    """The local reading of `at`, floored to the minute, is open or not (21); unknown for an unsure `at` (12)."""
    if column_value("certainty", row) in UNSURE:
        return unknown("at")
    hours = test.hours
    if isinstance(hours, Ref):
        hours = resolve(hours, setting.version, setting.defaults)  # type: ignore[assignment]
    local = to_local(row["at"], setting.zone).replace(second=0, microsecond=0)
    return known(is_open(hours, local, public_holidays(setting.country)) == test.inside)  # type: ignore[arg-type]


def references(test: Filter) -> tuple[Ref, ...]:
    """Every `$` reference a filter makes, also those inside derived fields (1)."""
    if isinstance(test, AllOf | AnyOf):
        return tuple(ref for part in test.parts for ref in references(part))
    if isinstance(test, Not):
        return references(test.part)
    if isinstance(test, Inside):
        return (test.hours,) if isinstance(test.hours, Ref) else ()
    if isinstance(test, Listed):
        return (test.words,)
    if isinstance(test, Registered | StillOpen):
        return ()
    hidden = {"overrun_minutes": (SESSION_MINUTES,), "channel_agreed": (CHANNELS,)}.get(test.column, ())
    return (*hidden, test.operand) if isinstance(test, Compare) and isinstance(test.operand, Ref) else hidden


# ---- what a filter waits for (79) -------------------------------------------------------------------------


def with_only_kind(test: Filter, kind: str) -> bool | None:
    """What a filter says of a row of which nothing but its kind is known."""
    if isinstance(test, AllOf):
        return all_hold([Verdict(with_only_kind(part, kind)) for part in test.parts]).truth
    if isinstance(test, AnyOf):
        return one_holds([Verdict(with_only_kind(part, kind)) for part in test.parts]).truth
    if isinstance(test, Not):
        truth = with_only_kind(test.part, kind)
        return None if truth is None else not truth
    if isinstance(test, Among) and test.column == "kind":
        return (kind in test.words) != test.negated
    return None


def named_kinds(test: Filter) -> frozenset[str]:
    """The kinds a filter names."""
    if isinstance(test, AllOf | AnyOf):
        return frozenset(kind for part in test.parts for kind in named_kinds(part))
    if isinstance(test, Not):
        return named_kinds(test.part)
    return test.words if isinstance(test, Among) and test.column == "kind" else frozenset()
