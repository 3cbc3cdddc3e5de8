"""From the events of one UID to rows: which of them are sessions, which were called off or moved, which are neither."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC as UTC_ZONE
from datetime import datetime, timedelta

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.readers.base import Options
from boundaries.readers.calendar_people import NOBODY, SEVERAL
from boundaries.readers.calendar_plans import (
    A_DAY,
    ALL_DAY,
    CANCELLED,
    DATED,
    DECLINED,
    FREE,
    NONE,
    PART,
    SHOWN_FREE,
    TURNED_DOWN,
    Plan,
    Plans,
)
from boundaries.readers.calendar_scan import CUT_OFF, NOT_CLOSED, TOO_BIG
from boundaries.readers.calendar_series import OLDER, Appointment, Clocks, expand, newest, part, single, stands_for
from boundaries.readers.calendar_times import EventError
from boundaries.readers.calendar_zones import FLOATING
from boundaries.readers.circle import NOT_LISTED
from boundaries.readers.circle import SEVERAL as OF_SEVERAL
from boundaries.readers.rows import Rows, check_zone
from boundaries.table.log import Coverage

KINDS = frozenset({"session", "cancellation", "reschedule"})
LATER = "planned after the calendar was last written"
NO_MOMENT = "called off, nobody knows when"
TAKEN_OUT = "taken out of its series"
_OF_NOBODY_KNOWN = frozenset({CUT_OFF, NOT_CLOSED, TOO_BIG})  # what is wrong where nobody can tell whose it was
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC_ZONE)


class Settling:
    """Turns the events of one file into its rows, and learns what the calendar can show of whom."""

    def __init__(self, options: Options, rows: Rows, plans: Plans, clocks: Clocks) -> None:
        self._options, self._rows, self._plans, self._clocks = options, rows, plans, clocks
        self._first: dict[int, int] = {}
        self._doubtful: dict[int, list[tuple[int, int]]] = {}
        self._blind: set[int] = set()

    def __repr__(self) -> str:
        return f"<Settling: {self._rows!r}>"

    def settle(self, group: Sequence[Plan]) -> None:
        """All events of one UID."""
        pairs = {plan.pair for plan in group} - {NOBODY}
        sound = [plan for plan in group if plan.problem < 0]
        for plan in group:
            if plan.problem >= 0:
                self._refuse(self._plans.problems[plan.problem], plan, pairs)
        if len(pairs) > 1 or SEVERAL in pairs:
            for plan in sound:
                self._reject(OF_SEVERAL, plan, pairs - {SEVERAL})
        elif not pairs:
            self._leave_out(NOT_LISTED, len(sound))
        elif sound:
            people = max(plan.people for plan in sound)
            pair = min(pairs)
            actors = {plan.actor for plan in sound} - {NOBODY}
            actor = actors.pop() if len(actors) == 1 else NOBODY  # a part that names nobody is its series'
            self._events([
                plan._replace(
                    pair=pair, people=plan.people or people, actor=actor if plan.actor == NOBODY else plan.actor
                )
                for plan in sound
            ])  # fmt: skip

    def coverage(self) -> list[Coverage]:
        """What the calendar shows: from a relationship's first appointment to when it was last written.

        Not where an event could not be read (it may have been a session), nor where one was called off after it
        began: nobody can tell whether it was held.
        """
        end = self._clocks.horizon
        found = []
        for pair, first in self._first.items():
            if pair not in self._blind and NOBODY not in self._blind:
                spans = _without(first, end, self._doubtful.get(pair, []))
                found += [Coverage(a, b, KINDS, self._plans.company.pairs[pair]) for a, b in spans]
        return found

    # ---- one UID ----

    def _events(self, plans: Sequence[Plan]) -> None:
        """The versions of a series (or of a single event) and of its changed occurrences."""
        extras = self._plans.extras
        masters = [plan for plan in plans if not plan.flags & PART]
        master = newest(masters, extras) if masters else None
        changed = [plan for plan in plans if plan.flags & PART]
        own = newest(changed or plans, extras) if master is None else master
        versions: dict[int | bytes, list[Plan]] = {}
        for plan in changed:
            versions.setdefault(self._occurrence(plan, own), []).append(plan)
        parts = [newest(same, extras) for same in versions.values()]
        self._leave_out(OLDER, len(plans) - len(parts) - bool(masters))
        if master is not None and master.flags & CANCELLED:
            parts = [_also_cancelled(one, master) for one in parts]
        if master is None or master.flags & ALL_DAY or self._unwanted(master):
            if master is not None:
                self._whole(master)
            self._apart(parts)
        elif master.extra < 0 and not parts:
            self._whole(master)
        else:
            self._series(master, parts)

    def _occurrence(self, plan: Plan, own: Plan) -> int | bytes:
        """What is the same for all versions of one changed occurrence: its instant, in whatever zone it is written.

        `own` is the series, or one of the parts for all of them.
        """
        extra = self._plans.extras[plan.extra]
        try:
            return self._clocks.instant(stands_for(own, extra, self._clocks), own.zone)
        except EventError:
            return extra[b"RECURRENCE-ID"][0].upper()  # it is turned away where it is read for good

    def _whole(self, plan: Plan) -> None:
        """An event that does not recur, or of which no occurrence is a session."""
        if plan.flags & ALL_DAY:
            self._leave_out(A_DAY)
        elif reason := self._unwanted(plan):
            self._leave_out(reason)
        else:
            try:
                found = single(self._ready(plan))
            except EventError as problem:
                self._reject(str(problem), plan)
            else:
                self._appointment(found)

    def _apart(self, parts: Sequence[Plan]) -> None:
        """Changed occurrences of a series that is not in the file or is none of sessions."""
        for one in parts:
            if one.flags & ALL_DAY:
                self._leave_out(A_DAY)
                continue
            try:
                found = part(self._ready(one), self._plans.extras[one.extra], self._clocks)
            except EventError as problem:
                self._reject(str(problem), one)
            else:
                self._appointment(found)

    def _series(self, master: Plan, parts: Sequence[Plan]) -> None:
        timed = [one for one in parts if not one.flags & ALL_DAY]
        try:
            found = expand(self._ready(master), [self._ready(one) for one in timed], self._plans.extras, self._clocks)
        except EventError as problem:
            for one in (master, *parts):
                self._reject(str(problem), one)
            return
        nothing = not (found.appointments or found.later or parts)  # every occurrence was taken out again
        self._leave_out(TAKEN_OUT, found.stale or int(nothing))
        self._leave_out(A_DAY, len(parts) - len(timed))
        for appointment in found.appointments:
            self._appointment(appointment)
        if found.later:
            self._leave_out(LATER)

    # ---- one appointment ----

    def _appointment(self, found: Appointment) -> None:
        plan = found.plan
        if plan.flags & CANCELLED:
            self._cancellation(found)
            return
        if reason := self._unwanted(plan):
            self._leave_out(reason)
            return
        if plan.flags & PART and plan.flags & DATED and found.start != found.original and plan.changed != NONE:
            self._moved(found)
        if found.start > self._clocks.horizon:
            self._leave_out(LATER)
            return
        self._meet(plan.pair, found.start)
        self._add(found, "session", found.start, found.start, found.end, "", _certainty(found))

    def _cancellation(self, found: Appointment) -> None:
        """When LAST-MODIFIED says; the event may have been changed after it was called off, so that is not sure."""
        plan = found.plan
        if found.start <= plan.changed or plan.changed == NONE:
            self._doubtful.setdefault(plan.pair, []).append((found.start, found.end or found.start))
        if plan.changed == NONE:
            self._leave_out(NO_MOMENT)
            return
        self._meet(plan.pair, min(found.start, plan.changed))
        self._add(found, "cancellation", plan.changed, found.start, found.end, "-cancelled", "ambiguous")

    def _moved(self, found: Appointment) -> None:
        """When LAST-MODIFIED says, and nowhere else: many programs write the time of the export as DTSTAMP."""
        plan = found.plan
        self._meet(plan.pair, min(found.original, plan.changed))
        self._add(found, "reschedule", plan.changed, found.original, None, "-moved", "ambiguous")

    def _add(
        self, found: Appointment, kind: str, at: int, start: int, end: int | None, ending: str, certainty: str | None
    ) -> None:
        """A row; whom a cancellation or a move came from, a calendar does not say."""
        plan, by = found.plan, "both" if kind == "session" else "unknown"
        name = f"cal-{plan.uid + (1 << 63):016x}-{_compact(found.original)}"
        self._rows.add(
            id=name + ending, kind=kind, by=by, at_us=at, planned_start_us=start, planned_end_us=end,
            relationship=self._plans.company.pairs[plan.pair], people=plan.people or None, certainty=certainty,
            actor=self._plans.company.actors[plan.actor] if plan.actor >= 0 else None,
            ref=name if kind == "reschedule" else None, line=plan.line,
        )  # fmt: skip

    # ---- what is wanted ----

    def _ready(self, plan: Plan) -> Plan:
        """The event, once it is sure that its clock and the end of what is known are; raises `UsageError`."""
        if FLOATING in (plan.zone, plan.end_zone) and self._clocks.zones.floating is None:
            check_zone(self._options)
        if self._clocks.horizon == NONE:
            hint = "`--as-of` says until when its appointments can be taken for held"
            what = f"{self._options.log} does not say when it was last written"
            raise UsageError(Diagnostic("B270", what, hint=hint))
        return plan

    def _unwanted(self, plan: Plan) -> str:
        """Why an event is no session, if it is none; a cancelled one is a cancellation however it is shown."""
        if plan.flags & CANCELLED:
            return ""
        return SHOWN_FREE if plan.flags & FREE else TURNED_DOWN if plan.flags & DECLINED else ""

    def _leave_out(self, reason: str, count: int = 1) -> None:
        if count:
            self._rows.leave_out(reason, count)

    def _refuse(self, reason: str, plan: Plan, pairs: set[int]) -> None:
        """An event that cannot be read: none of ours where its people are known and nobody of them is listed."""
        if not pairs and reason not in _OF_NOBODY_KNOWN:
            self._leave_out(NOT_LISTED)
        else:
            self._reject(reason, plan, pairs)

    def _reject(self, reason: str, plan: Plan, pairs: set[int] | None = None) -> None:
        self._rows.reject(reason, plan.line)
        self._blind |= {plan.pair} if pairs is None else pairs or {NOBODY}

    def _meet(self, pair: int, at: int) -> None:
        self._first[pair] = min(at, self._first.get(pair, at))


def _also_cancelled(one: Plan, master: Plan) -> Plan:
    if one.flags & CANCELLED:
        return one
    return one._replace(flags=one.flags | CANCELLED, changed=master.changed)


def _certainty(found: Appointment) -> str | None:
    if not found.sure:
        return "ambiguous"
    return "zone_assumed" if found.plan.zone == FLOATING else None


def _compact(at: int) -> str:
    return (_EPOCH + timedelta(microseconds=at)).strftime("%Y%m%dT%H%M%SZ")


def _without(start: int, end: int, holes: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of a closed interval that lie in none of the holes."""
    for low, high in sorted(holes):
        if low > end:
            break
        if start < low:
            yield start, low - 1
        start = max(start, high + 1)
    if start <= end:
        yield start, end
