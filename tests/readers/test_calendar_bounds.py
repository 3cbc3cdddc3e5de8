"""What one file may ask for is bounded: days gone through, occurrences, lists; and a value is found behind any head."""

from __future__ import annotations

from functools import partial

import pytest

from boundaries.readers import calendar_plans
from boundaries.readers.calendar_rules import Budget
from boundaries.readers.calendar_series import Clocks
from boundaries.readers.calendar_times import EventError
from calendars import adds_up, event, read_events, rows_of, starts


def test_a_quoted_parameter_hides_no_value() -> None:
    off = event("RRULE:FREQ=WEEKLY;COUNT=2", 'STATUS;X-P="a:b":CANCELLED', 'LAST-MODIFIED;X-P="a:b":20260101T000000Z')
    assert [row[1:3] for row in rows_of(read_events(off))] == [["cancellation", "2026-01-01T00:00:00Z"]] * 2
    weekly = event(
        'RRULE;X-P="a:b":FREQ=WEEKLY;COUNT=3', 'EXDATE;X-P="a:b":20260113T100000Z', 'RDATE;X-P="c:":20260114T100000Z'
    )
    assert starts(read_events(weekly)) == ["2026-01-06T10:00:00Z", "2026-01-14T10:00:00Z", "2026-01-20T10:00:00Z"]


@pytest.mark.parametrize(("days", "times", "held"), [(1_000, 12, 4), (1_000, 11, 3), (60, 1_000, 2), (20, 1_000, 0)])
def test_a_series_spends_from_what_all_of_a_file_may_come_to(
    monkeypatch: pytest.MonkeyPatch, days: int, times: int, held: int
) -> None:
    made = partial(Clocks, budget=Budget(days=days, times=times))
    monkeypatch.setattr("boundaries.readers.calendar.Clocks", made)
    weekly = [event("RRULE:FREQ=WEEKLY;UNTIL=20260126T000000Z", uid=str(n)) for n in range(4)]  # 3 times in 3 weeks
    found = read_events(*weekly)
    assert (len(starts(found)), len(found.rejects), adds_up(found)) == (3 * held, 4 - held, True)
    assert {reject.reason for reject in found.rejects} <= {"more recurrences than one calendar has"}


def test_what_is_refused_is_not_spent() -> None:
    budget = Budget(days=10, times=10)
    for amount in ({"days": 11}, {"times": 11}):
        with pytest.raises(EventError):
            budget.spend(**amount)
    budget.spend(days=10, times=10)
    assert (budget.days, budget.times) == (0, 0)


def test_a_long_list_of_parameters_is_read_once_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    real, heads = calendar_plans.parameters_of, []
    monkeypatch.setattr(calendar_plans, "parameters_of", lambda head: heads.append(head) or real(head))
    gone = ",".join(["20260113T100000Z"] * 500)
    assert len(starts(read_events(event("RRULE:FREQ=WEEKLY;COUNT=3", f"EXDATE;{'X-P=1;' * 500}X-Q=2:{gone}")))) == 2
    assert len([head for head in heads if head.startswith(b"EXDATE")]) == 1
