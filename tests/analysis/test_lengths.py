"""The bounds of a length hold on every clock, at every moment tried."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from boundaries.analysis.lengths import longest, no_longer, shortest
from boundaries.civil.span import DAY, Calendar, Span, add
from boundaries.civil.zone import from_local, to_local

ZONES = ("Europe/London", "Pacific/Apia", "America/New_York", "Asia/Kolkata", "Africa/Monrovia", "Pacific/Kwajalein")
MOMENTS = st.integers(0, 25_000 * DAY)
SPANS = st.builds(Span, st.integers(0, 30), st.integers(0, 400 * DAY))


@given(st.sampled_from(ZONES), MOMENTS, SPANS)
def test_a_span_is_as_long_as_its_bounds_say(zone: str, at: int, span: Span) -> None:
    assert shortest(span) <= add(at, span, zone) - at <= longest(span)


@given(st.sampled_from(ZONES), MOMENTS)
def test_a_window_is_no_longer_than_its_bound(zone: str, at: int) -> None:
    begins = to_local(at, zone).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, fold=0)
    for unit, steps in (("day", Span(0, DAY)), ("week", Span(0, 7 * DAY)), ("month", Span(1))):
        length = add(from_local(begins, zone), steps, zone) - from_local(begins, zone)
        assert length <= longest(Calendar(unit))  # type: ignore[arg-type]


@given(st.sampled_from(ZONES), MOMENTS, SPANS, SPANS)
def test_what_is_called_no_longer_is_so(zone: str, at: int, one: Span, other: Span) -> None:
    assert no_longer(one, one)
    if no_longer(one, other):
        assert add(at, one, zone) <= add(at, other, zone)
