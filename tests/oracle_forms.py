"""What each form of `when` means: a case in, hits out; the upper middle storey of the oracle.

Numbers in comments are those of the project's rulings. `oracle_agreement` has the one form that looks at contracts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from boundaries.civil.span import Calendar, Span, add, subtract
from boundaries.civil.zone import to_local
from boundaries.policy import condition as form
from boundaries.policy.condition import Length, Number, Ref
from oracle_case import (
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
)
from oracle_fields import DAY, Row, number, resolve

START = ""  # the anchor of what is counted from the contract's start; sorts before every id


def each(case: Case, when: form.Each) -> list[Hit]:
    """One hit for every matching event (27)."""
    events = [row for row in visible(case) if matches(when.event, row, case)]
    return [Hit(row["id"], row["at"], None, None, (row["id"],), row) for row in events]


def more_than(case: Case, when: form.MoreThan) -> list[Hit]:
    """Episodes of rolling windows and one hit for each calendar window over the limit (22-25, 31, 44, 45)."""
    events = [row for row in visible(case) if matches(when.of, row, case) and amount(row, case, when) is not None]
    events = [row for row in events if excuse(row, row["at"], case) is None]  # 31
    if when.among is not None:
        population = [row for row in visible(case) if matches(when.among, row, case)]
        population = [row for row in population if excuse(row, row["at"], case) is None]
        return shares([row for row in events if row in population], population, case, when)
    events = occasions(events, when.apart, case)
    return [*episodes(events, case, when), *windows(events, case, when)]


def occasions(events: Sequence[Row], apart: Length | None, case: Case) -> list[Row]:
    """The events that count: not those less than `apart` after the one just before them, whether that counts or not."""
    if apart is None:
        return list(events)
    found = list(events[:1])
    for before, row in pairwise(events):
        length = duration(apart, version_at(row["at"], case), case.rule)
        assert isinstance(length, Span)
        if row["at"] >= add(before["at"], length, case.contract.timezone):
            found.append(row)
    return found


def recent(row: Row, events: Sequence[Row], window: Length | None, case: Case) -> list[Row]:
    """Of events in order, those up to one of them and in (its at - window, its at]; without a window all up to it."""
    up_to = [other for other in events if order(other) <= order(row)]
    if window is None:
        return up_to
    length = duration(window, version_at(row["at"], case), case.rule)
    assert isinstance(length, Span)
    edge = subtract(row["at"], length, case.contract.timezone)
    return [other for other in up_to if other["at"] > edge]


def at_least(row: Row, value: Number, case: Case) -> Fraction:
    """How many it takes, by the version in force at an event (2)."""
    found = resolve(value, version_at(row["at"], case), case.rule.defaults) if isinstance(value, Ref) else value
    assert isinstance(found, Fraction)
    return found


def shares(events: Sequence[Row], population: Sequence[Row], case: Case, when: form.MoreThan) -> list[Hit]:
    """Episodes of events that are more than a share of the population, where that is large enough."""
    runs: list[list[tuple[Row, list[Row], Fraction]]] = [[]]
    assert isinstance(when.window, Span | Ref)
    for row in events:
        counted_, everyone = (recent(row, rows, when.window, case) for rows in (events, population))
        enough = len(everyone) >= at_least(row, when.at_least, case)
        if enough and len(counted_) > limit_at(row, case, when) * len(everyone):
            runs[-1].append((row, counted_, Fraction(len(counted_), len(everyone))))
        else:
            runs.append([])
    return [episode(run_, events) for run_ in runs if run_]


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
    return [episode(run_, events) for run_ in runs if run_]


def episode(run_: Sequence[tuple[Row, list[Row], Fraction]], events: Sequence[Row]) -> Hit:
    """The hit of a run of events that are over, each with what its window counts and how much that is (25, 45)."""
    ids = {row["id"] for _, window, _ in run_ for row in window}
    evidence = tuple(row["id"] for row in events if row["id"] in ids)
    first, last, most = run_[0][0], run_[-1][0], max(count for _, _, count in run_)
    return Hit(first["id"], first["at"], last["at"], most, evidence)


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
    """The first event of a run with which enough of it count, and that no `without` event answers in time (26, 27)."""
    rows = visible(case)
    answers = [row for row in rows if matches(when.without, row, case)]
    found: list[Hit] = []
    run_: list[Row] = []  # the events since the last answer
    waiting = False  # the clock has started in this run
    for row in rows:
        if row in answers:
            run_, waiting = [], False
        elif matches(when.event, row, case):
            run_.append(row)
            if not waiting and (evidence := enough(row, run_, case, when)):
                found += missed(row, [a for a in answers if order(a) > order(row)], case, when, evidence)
                waiting = True
    return found


def enough(row: Row, run_: Sequence[Row], case: Case, when: form.Unanswered) -> list[Row]:
    """The events of a run that start the clock at the last of it; none if they are too few, or that does not count."""
    counting = occasions(run_, when.apart, case)
    found = recent(row, counting, when.window, case)
    return found if row in counting and len(found) >= at_least(row, when.at_least, case) else []


def answered_by_ref(case: Case, when: form.Unanswered) -> list[Hit]:
    """Every event is a start, answered by rows whose `ref` is its id, also by earlier ones (48, 60-62)."""
    rows = visible(case)
    answers = [row for row in rows if matches(when.without, row, case)]
    found: list[Hit] = []
    for row in rows:
        if row not in answers and matches(when.event, row, case):
            found += missed(row, [a for a in answers if a.get("ref") == row["id"]], case, when, [row])
    return found


def missed(start: Row, answers: Sequence[Row], case: Case, when: form.Unanswered, evidence: Sequence[Row]) -> list[Hit]:
    """A hit if no answer comes up to the due instant, and that lies in the world and in the log (27, 52)."""
    until = after(start["at"], when.within, case)
    if until is None or until >= world_end(case) or any(answer["at"] <= until for answer in answers):
        return []
    if not covers(when.without, start["at"], until, case):
        return []
    late = answers[0]["at"] if answers else None
    far = beyond(start["at"], case)
    lasted = far is not None and far < world_end(case) and not any(answer["at"] <= far for answer in answers)
    if far is None or not covers(when.without, start["at"], far, case):
        far, lasted = None, False
    ids = tuple(row["id"] for row in evidence)
    return [Hit(start["id"], until, late, None, ids, start, lasted=far if lasted else None)]


def beyond(at: int, case: Case) -> int | None:
    """The instant from which on a finding weighs more, for what is absent since another; None: never."""
    ladder = case.rule.escalate
    return None if ladder is None or ladder.beyond is None else after(at, ladder.beyond, case)


def none_for(case: Case, when: form.NoneFor) -> list[Hit]:
    """From the contract's start and from each matching event: none comes for longer than D (28, 29)."""
    start = case.contract.timeline.start_us
    events = [row for row in visible(case) if matches(when.none, row, case)]
    anchors: list[tuple[str, int, tuple[str, ...]]] = [(row["id"], row["at"], (row["id"],)) for row in events]
    if when.window is None and not case.rule.after_end and speaks(version_at(start, case), case.rule):
        anchors.insert(0, (START, start, ()))
    found = []
    for place, (anchor, at, evidence) in enumerate(anchors):
        if when.window is not None and not established(anchor, events, case, when):
            continue
        following = anchors[place + 1][1] if place + 1 < len(anchors) else None
        until = world_end(case) if following is None else following
        edge, far = after(at, when.duration, case), beyond(at, case)
        if edge is not None and until > edge and covers(when.none, at, edge, case):
            lasted = far is not None and until > far and covers(when.none, at, far, case)
            found.append(
                Hit(anchor, edge, following, Fraction(until - at, DAY), evidence, lasted=far if lasted else None)
            )
    return found


def established(anchor: str, events: Sequence[Row], case: Case, when: form.NoneFor) -> bool:
    """Whether with an event there are enough of them in the time before it."""
    (row,) = [row for row in events if row["id"] == anchor]
    counted = {other["id"] for other in occasions(events, when.apart, case)}
    found = [other for other in recent(row, events, when.window, case) if other["id"] in counted]
    return len(found) >= at_least(row, when.at_least, case)
