"""What each form of `when` means: a case in, hits out; the upper middle storey of the oracle.

Numbers in comments are those of the project's rulings. `oracle_agreement` has the one form that looks at contracts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from boundaries.civil.span import Calendar, Span, add, subtract
from boundaries.civil.zone import to_local
from boundaries.policy import rule as form
from boundaries.policy.rule import Ref
from oracle_case import (
    DAY,
    Case,
    Hit,
    after,
    covers,
    duration,
    excuse,
    matches,
    order,
    setting,
    speaks,
    version_at,
    visible,
    world_end,
)  # fmt: skip
from oracle_filters import Row, number, resolve

START = ""  # the anchor of what is counted from the contract's start; sorts before every id


def each(case: Case, when: form.Each) -> list[Hit]:
    """One hit for every matching event (27)."""
    events = [row for row in visible(case) if matches(when.event, row, case)]
    return [Hit(row["id"], row["at"], None, None, (row["id"],), row) for row in events]


def more_than(case: Case, when: form.MoreThan) -> list[Hit]:
    """Episodes of rolling windows and one hit for each calendar window over the limit (22-25, 31, 44, 45)."""
    events = [row for row in visible(case) if matches(when.of, row, case) and amount(row, case, when) is not None]
    events = [row for row in events if excuse(row, row["at"], case) is None]  # 31
    return [*episodes(events, case, when), *windows(events, case, when)]


def amount(row: Row, case: Case, when: form.MoreThan) -> Fraction | None:
    """What an event adds: one, or with `total` a column, unknown where it is missing (16)."""
    return Fraction(1) if when.total is None else number(when.total, row, setting(row, case))


def total(events: Sequence[Row], case: Case, when: form.MoreThan) -> Fraction:
    """Sums are exact decimals (25)."""
    return sum((value for row in events if (value := amount(row, case, when)) is not None), Fraction(0))


def window_at(row: Row, case: Case, when: form.MoreThan) -> Span | Calendar:
    window = when.window
    found = resolve(window, version_at(row["at"], case), case.rule.defaults) if isinstance(window, Ref) else window
    assert isinstance(found, Span | Calendar)
    return found


def limit_at(row: Row, case: Case, when: form.MoreThan) -> Fraction:
    limit = when.limit
    found = resolve(limit, version_at(row["at"], case), case.rule.defaults) if isinstance(limit, Ref) else limit
    assert isinstance(found, Fraction)
    return found


def counted(place: int, events: Sequence[Row], case: Case, when: form.MoreThan) -> list[Row] | None:
    """The events a rolling window counts: the event itself and those before it, younger than P (22); else None (24)."""
    window = window_at(events[place], case, when)
    if not isinstance(window, Span):
        return None
    edge = subtract(events[place]["at"], window, case.contract.timezone)
    return [row for row in events[: place + 1] if row["at"] > edge]


def episodes(events: Sequence[Row], case: Case, when: form.MoreThan) -> list[Hit]:
    """Maximal runs of consecutive matching events that are over (25, 45)."""
    runs: list[list[tuple[Row, list[Row], Fraction]]] = [[]]
    for place, row in enumerate(events):
        window = counted(place, events, case, when)
        if window is not None and (count := total(window, case, when)) > limit_at(row, case, when):
            runs[-1].append((row, window, count))
        else:
            runs.append([])
    found = []
    for run_ in (run_ for run_ in runs if run_):
        ids = {row["id"] for _, window, _ in run_ for row in window}
        evidence = tuple(row["id"] for row in events if row["id"] in ids)
        first, last, most = run_[0][0], run_[-1][0], max(count for _, _, count in run_)
        found.append(Hit(first["id"], first["at"], last["at"], most, evidence))
    return found


def windows(events: Sequence[Row], case: Case, when: form.MoreThan) -> list[Hit]:
    """The first event of a calendar window at which the running total is over what is agreed then (23, 24, 44)."""
    found: dict[tuple[str, str], Hit] = {}
    for row in events:
        kind = window_at(row, case, when)
        if not isinstance(kind, Calendar):
            continue
        label = calendar_label(row["at"], kind, case)
        mates = [other for other in events if calendar_label(other["at"], kind, case) == label]
        running = total(mates[: mates.index(row) + 1], case, when)
        if running > limit_at(row, case, when) and (kind.unit, label) not in found:
            evidence = tuple(mate["id"] for mate in mates)
            hit = Hit(row["id"], row["at"], mates[-1]["at"], total(mates, case, when), evidence)
            found[kind.unit, label] = hit
    return list(found.values())


def calendar_label(at: int, kind: Calendar, case: Case) -> str:
    """The local day, ISO week or month an instant lies in (SPEC 4)."""
    local: datetime = to_local(at, case.contract.timezone)
    year, week, _ = local.isocalendar()
    return {"day": f"{local:%Y-%m-%d}", "week": f"{year}-W{week}", "month": f"{local:%Y-%m}"}[kind.unit]


def sequence(case: Case, when: form.Sequence) -> list[Hit]:
    """A `then` whose direct predecessor in the merge is a `first`; matching both is `then` only (26)."""
    found = []
    before: Row | None = None  # the predecessor, if it is a `first`
    for row in visible(case):
        if matches(when.then, row, case):
            if before is not None and near(before["at"], row["at"], case, when):
                gap = Fraction(row["at"] - before["at"], 60_000_000)
                found.append(Hit(row["id"], row["at"], None, gap, (before["id"], row["id"]), row))
            before = None
        elif matches(when.first, row, case):
            before = row
    return found


def near(first: int, then: int, case: Case, when: form.Sequence) -> bool:
    """gap <= within and gap < sooner_than, durations being those in force at `then` (2, 26)."""
    for value, inclusive in ((when.within, True), (when.sooner_than, False)):
        if value is not None:
            length = duration(value, version_at(then, case), case.rule)
            assert isinstance(length, Span)  # 77
            edge = add(first, length, case.contract.timezone)
            if then > edge or (then == edge and not inclusive):
                return False
    return True


def unanswered(case: Case, when: form.Unanswered) -> list[Hit]:
    """The first event of a run that no `without` event answers in time (26, 27)."""
    rows = visible(case)
    answers = [row for row in rows if matches(when.without, row, case)]
    found: list[Hit] = []
    waiting = False  # inside a run of events
    for row in rows:
        if row in answers:
            waiting = False
        elif matches(when.event, row, case):
            if not waiting:
                found += missed(row, [a for a in answers if order(a) > order(row)], case, when)
            waiting = True
    return found


def answered_by_ref(case: Case, when: form.Unanswered) -> list[Hit]:
    """Every event is a start, answered by rows whose `ref` is its id, also by earlier ones (48, 60-62)."""
    rows = visible(case)
    answers = [row for row in rows if matches(when.without, row, case)]
    found: list[Hit] = []
    for row in rows:
        if row not in answers and matches(when.event, row, case):
            found += missed(row, [a for a in answers if a.get("ref") == row["id"]], case, when)
    return found


def missed(start: Row, answers: Sequence[Row], case: Case, when: form.Unanswered) -> list[Hit]:
    """A hit if no answer comes up to the due instant, and that lies in the world and in the log (27, 52)."""
    until = after(start["at"], when.within, case)
    if until is None or until >= world_end(case) or any(answer["at"] <= until for answer in answers):
        return []
    if not covers(when.without, start["at"], until, case):
        return []
    late = answers[0]["at"] if answers else None
    return [Hit(start["id"], until, late, None, (start["id"],), start)]


def none_for(case: Case, when: form.NoneFor) -> list[Hit]:
    """From the contract's start and from each matching event: none comes for longer than D (28, 29)."""
    start = case.contract.timeline.start_us
    events = [row for row in visible(case) if matches(when.none, row, case)]
    anchors: list[tuple[str, int, tuple[str, ...]]] = [(row["id"], row["at"], (row["id"],)) for row in events]
    if not case.rule.after_end and speaks(version_at(start, case), case.rule):
        anchors.insert(0, (START, start, ()))
    found = []
    for place, (anchor, at, evidence) in enumerate(anchors):
        following = anchors[place + 1][1] if place + 1 < len(anchors) else None
        until = world_end(case) if following is None else following
        edge = after(at, when.duration, case)
        if edge is not None and until > edge and covers(when.none, at, edge, case):
            found.append(Hit(anchor, edge, following, Fraction(until - at, DAY), evidence))
    return found
