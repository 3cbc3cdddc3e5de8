"""How long a duration or a window surely is, at least and at most, whatever the month and the clock."""

from __future__ import annotations

from boundaries.civil.span import DAY, Calendar, Span

# With what a clock that changes, or a zone that moves across the date line, may take away or add.
_SHORTEST_MONTH, _LONGEST_MONTH = 27 * DAY, 32 * DAY
_LONGEST = {"day": 2 * DAY, "week": 8 * DAY, "month": _LONGEST_MONTH}


def shortest(span: Span) -> int:
    """The microseconds it lasts at least."""
    return span.micros + span.months * _SHORTEST_MONTH


def longest(length: Span | Calendar) -> int:
    """The microseconds it lasts at most."""
    if isinstance(length, Calendar):
        return _LONGEST[length.unit]
    return length.micros + length.months * _LONGEST_MONTH


def no_longer(one: Span, other: Span) -> bool:
    """Whether one duration is surely not longer than another."""
    stepwise = one.months <= other.months and one.micros <= other.micros
    return stepwise or longest(one) <= shortest(other)
