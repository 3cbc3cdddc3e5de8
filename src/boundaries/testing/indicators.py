"""What every indicator from Python has to keep to, held against generated logs of one relationship and another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from boundaries.civil.zone import load_zone
from boundaries.core.columns import BY_NAME, KINDS, NAMES, PARTIES
from boundaries.core.errors import Diagnostic, PolicyError, UsageError
from boundaries.core.interaction import Interaction
from boundaries.engine.indicators import answers
from boundaries.engine.interactions import ALWAYS
from boundaries.plugins.indicators import Indicator, find_indicator, indicator_names, registered_as
from boundaries.source.reading import nearest

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

_BEGIN = datetime(2026, 3, 23, 8, 0, tzinfo=UTC)  # a week before the clocks change in Europe
_ZONES = ("Europe/London", "America/New_York", "UTC")
_GAPS = (0, 1, 30, 11 * 60, 12 * 60, 26 * 60, 7 * 24 * 60)  # minutes
_WORDS = {"channel": ("sms", "email", "phone", "in_person"), "place": ("room", "video"), "party": ("gp",)}
_MOST_ROWS = 8
_PAIRS = 100  # so many that what a function remembers of one shows in another
_NEVER_MISSING = ("people", "certainty")
_FIRST = ("at", "by", "kind")  # in the line of a row, before its other columns

Rows = tuple[Interaction, ...]


class _BrokenError(Exception):
    """What an indicator does not keep to, with the rows that show it."""


def check_indicator(which: str | Callable[..., Any], *, examples: int = 200) -> None:
    """Hold an indicator to what the engine relies on; raises `AssertionError` with a small log that shows the first
    thing it does not keep to.

    `which` is its name, or the registered function. On generated logs, of none to a few rows and with the columns it
    reads filled in or missing: it answers, and does so for every interaction, with whole numbers from 0 on (a share:
    pairs `(k, n)`, `0 <= k <= n`); it gives the same answer twice, and after it was asked about another relationship;
    what it says of an interaction does not change with those that come after it; and it changes nothing it is given.
    The logs are the same in every run. Needs Hypothesis (the extra `testing`). Raises `UsageError` for a name nobody
    registered.
    """
    from hypothesis import HealthCheck, Phase, given, settings

    indicator = _found(which)
    seen: list[tuple[int, str]] = []

    def holds(rows: Rows, others: Rows) -> None:
        try:
            _hold(indicator, rows, others)
        except _BrokenError as broken:
            seen.append((len(rows), str(broken)))
            raise

    how = settings(
        max_examples=examples, database=None, deadline=None, derandomize=True, report_multiple_bugs=False,
        phases=(Phase.explicit, Phase.generate, Phase.shrink), suppress_health_check=tuple(HealthCheck),
    )  # fmt: skip
    try:
        how(given(_logs(indicator, 1), _logs(indicator, 1 + _PAIRS))(holds))()
    except Exception:
        if not seen:
            raise
    if seen:  # outside the handler: what Hypothesis adds to an error is about itself
        raise AssertionError(f"indicator `{indicator.name}` {min(seen)[1]}")


def _found(which: object) -> Indicator:
    if not isinstance(which, str):
        return registered_as(which)
    found = find_indicator(which)
    if found is None:
        hint = nearest(which, indicator_names(), "import what registers it first")
        raise UsageError(Diagnostic("B309", f"no indicator is called `{which}`", hint=hint))
    return found


# ---- what it has to keep to ---------------------------------------------------------------------------------


def _hold(indicator: Indicator, rows: Rows, others: Rows) -> None:
    given = tuple(_interaction(_values(row)) for row in rows)
    first = _answers(indicator, given)
    changed = [i for i, (row, was) in enumerate(zip(given, rows, strict=True)) if _values(row) != _values(was)]
    if changed:
        raise _BrokenError(f"changes what it is given, row {changed[0] + 1}:\n{_shown(rows, first)}")
    _same(first, _answers(indicator, rows), rows, "answers differently when it is asked again")
    _answers(indicator, others)
    _same(first, _answers(indicator, rows), rows, "answers differently after it was asked about another relationship")
    for end in range(len(rows)):
        before = _answers(indicator, rows[:end])
        if before != first[:end]:
            late = f"looks ahead: of the first {end} it says something else without those behind them"
            raise _BrokenError(f"{late}:\n{_shown(rows, first, before)}")


def _answers(indicator: Indicator, rows: Rows) -> list[tuple[int, int]]:
    try:
        return answers(indicator, rows)
    except PolicyError as error:
        found = error.diagnostics[0]
        said = found.message.removeprefix(f"indicator `{indicator.name}` ")
        raise _BrokenError(f"{said} ({found.hint}):\n{_shown(rows)}") from None


def _same(first: Sequence[object], second: Sequence[object], rows: Rows, otherwise: str) -> None:
    if list(first) != list(second):
        raise _BrokenError(f"{otherwise}:\n{_shown(rows, first, second)}")


def _shown(rows: Rows, *answered: Sequence[Any]) -> str:
    """The rows, one in a line, with the answers about each."""
    lines = [_line(row) for row in rows]
    for i in range(len(rows)):
        said = (_answer(found[i]) for found in answered if i < len(found))
        lines[i] += "".join(f"  -> {word}" if n == 0 else f", then {word}" for n, word in enumerate(said))
    return "\n".join(f"  {line}" for line in lines) or "  (no interactions)"


def _line(row: Interaction) -> str:
    more = (f"{name}={value}" for name, value in _values(row).items() if name not in (*_FIRST, "id", "relationship"))
    return " ".join((f"{row.at:%Y-%m-%d %H:%M} {row.by} > {row.kind}", *more))


def _answer(pair: tuple[int, int]) -> str:
    k, n = pair
    return str(k) if k == n else f"{k} of {n}"


def _values(row: Interaction) -> dict[str, object]:
    return {name: value for name in NAMES if (value := getattr(row, name)) is not None}


# ---- logs ---------------------------------------------------------------------------------------------------


def _logs(indicator: Indicator, first: int) -> SearchStrategy[Rows]:
    """Rows of one of some relationships in order, as an indicator is given them."""
    from hypothesis import strategies as st

    names = [name for name in indicator.reads if name not in ALWAYS]
    row = st.fixed_dictionaries(
        {"gap": st.sampled_from(_GAPS), "kind": st.sampled_from(("message", "call", "session", *KINDS)),
         "by": st.sampled_from(("client", "practitioner", *PARTIES))}
        | {name: _value_of(name) if name in _NEVER_MISSING else st.none() | _value_of(name) for name in names}
    )  # fmt: skip
    rows = st.lists(row, max_size=_MOST_ROWS)
    relationship = st.integers(first, first + _PAIRS - 1).map("c-{}".format)
    return st.builds(_made, relationship, st.sampled_from(_ZONES), rows)


def _value_of(name: str) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    column = BY_NAME[name]
    if column.type == "number":
        return st.sampled_from((0.0, 1.0, 50.0, 60.5, 10_000.0))
    if column.type == "integer":
        return st.sampled_from((2, 3, 20, 21, 400)) if name == "people" else st.sampled_from((0, 1, 20, 21, 4_000))
    if column.type == "instant":
        return st.integers(-48, 48).map(lambda hours: timedelta(hours=hours))
    return st.sampled_from(_WORDS.get(name, column.words) or ("a-1", "a-2"))


def _made(relationship: str, zone: str, drawn: list[dict[str, Any]]) -> Rows:
    at, found, clock = _BEGIN, [], load_zone(zone)
    for number, values in enumerate(drawn, 1):
        at += timedelta(minutes=values["gap"])
        row = {name: value for name, value in values.items() if name != "gap"}
        row = {n: (at + v).astimezone(clock) if isinstance(v, timedelta) else v for n, v in row.items()}
        always = {"id": f"{relationship}-{number}", "relationship": relationship, "at": at.astimezone(clock)}
        found.append(_interaction(always | row))
    return tuple(found)


def _interaction(values: dict[str, Any]) -> Interaction:
    """An interaction as the engine makes them: its own checks would bring its instants to UTC."""
    row = object.__new__(Interaction)
    for name in NAMES:
        object.__setattr__(row, name, values.get(name))
    return row
