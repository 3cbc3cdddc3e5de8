"""Rules for generated worlds: every form, as compiled values and as the YAML an author would write."""

from __future__ import annotations

from collections.abc import Sequence as Options
from fractions import Fraction
from typing import Any

from boundaries.civil.span import Calendar, Span
from boundaries.policy import document
from boundaries.policy.agreement import ABOUTS, DEFAULTS, keys_that_fit
from boundaries.policy.condition import (
    About,
    Agreement,
    AllOf,
    Compare,
    Duration,
    Each,
    Inside,
    Length,
    MoreThan,
    NoneFor,
    Number,
    Ref,
    Sequence,
    Unanswered,
)
from boundaries.policy.rule import Escalate, Rule, When
from builders import days, has, hours, ref, rule
from world_filters import DEADLINES, EXCUSES, SPANS, Dice, any_filter, mostly_plain

# ---- forms ------------------------------------------------------------------------------------------------

SPAN_REFS: tuple[Ref, ...] = (ref("cancellation.notice"), ref("sessions.every"), ref("sessions.every", 2))
WAITS: tuple[Duration, ...] = (*SPANS, *DEADLINES, ref("reply_within"), ref("fee.due_within"), ref("fee.due_within", 2))
WINDOWS: tuple[Span | Calendar | Ref, ...] = (
    *SPANS, Calendar("day"), Calendar("week"), Calendar("month"), ref("between_sessions.per"),
    ref("between_sessions.per"),
    ref("sessions.per"), ref("sessions.every"),
)  # fmt: skip
PAUSES: tuple[Duration, ...] = (*WAITS, *SPAN_REFS)
LIMITS: tuple[Number, ...] = (
    Fraction(0),
    Fraction(1),
    Fraction(2),
    ref("between_sessions.at_most"),
    ref("sessions.at_most"),
    Ref("parties"),
)
TOTALS = ("minutes", "amount", "length", "people", "overrun_minutes", "notice_hours", "reply_minutes")
SUMS = (Fraction(0), Fraction("0.3"), Fraction("10.1"), Fraction(60))


SHARES = (Fraction(1, 2), Fraction(0), Fraction("0.333333333333333"), Fraction("0.6"))
LENGTHS: tuple[Length, ...] = (*SPANS, *SPAN_REFS, Span(0, 1), hours(1))  # to look back over, or to lie apart
COUNTS: tuple[Number, ...] = (
    Fraction(2), Fraction(2), Fraction(3), Fraction(1), ref("sessions.at_most"),
    ref("sessions.at_most", Fraction(3, 2)),
)  # fmt: skip


def cap(by: Dice) -> MoreThan:
    choice = by.roll(8)
    if choice in (5, 6):
        return share(by)
    of, window = any_filter(by), by.pick(WINDOWS)
    if choice == 7:
        return MoreThan(by.pick(SUMS), of, window, by.pick(TOTALS))
    return MoreThan(by.pick(LIMITS), of, window, apart=by.pick(LENGTHS) if choice > 2 else None)


def share(by: Dice) -> MoreThan:
    of, among = by.pick((has(by="practitioner"), has(by="client"), any_filter(by))), mostly_plain(by)
    least = by.pick(COUNTS) if by.roll(2) else Fraction(1)
    return MoreThan(by.pick(SHARES), of, by.pick(LENGTHS), among=among, at_least=least)


def wait(by: Dice) -> Unanswered:
    event, without, within = mostly_plain(by), mostly_plain(by), by.pick(WAITS)
    choice = by.roll(5)
    if choice < 2:
        return Unanswered(event, without, within, choice == 1)
    least, window = by.pick(COUNTS), by.pick(LENGTHS) if by.roll(2) else None
    return Unanswered(event, without, within, False, least, window, by.pick(LENGTHS) if by.roll(2) else None)


def pause(by: Dice) -> NoneFor:
    none, length = mostly_plain(by), by.pick(PAUSES)
    if not by.roll(2):
        return NoneFor(none, length)
    return NoneFor(none, length, by.pick(COUNTS), by.pick(LENGTHS), by.pick(LENGTHS) if by.roll(2) else None)


def sequence(by: Dice) -> Sequence:
    near = by.roll(3)
    lengths: tuple[Duration, ...] = (*SPANS, *SPANS, *SPAN_REFS)
    within = by.pick(lengths) if near != 1 else None
    first, then = (mostly_plain(by) for _ in range(2))
    return Sequence(first, then, within, by.pick(lengths) if near else None)


LOOKING_BACK = (days(60), days(60), days(30), days(30), days(7), hours(12), Span(1), Span(0, 1))


def agreement(about: About, by: Dice) -> Agreement:
    """A question about the agreement, mostly answered by few findings, rows or clauses."""
    fitting, default = keys_that_fit(about), DEFAULTS[about]
    count = by.pick((1, 1, 1, 2, 2, 3, default.at_least)) if "at_least" in fitting else default.at_least
    return Agreement(about, count, by.pick(LOOKING_BACK) if "in" in fitting else None)


# Rules as a practice has them: what an amendment may come to allow, and an exception excuse.
USUAL: tuple[tuple[str, When], ...] = (
    ("hours", Each(AllOf((has(kind=("message", "call")), Inside(ref("hours"), inside=False))))),
    ("channels", Each(has(kind=("message", "call"), channel_agreed="false"))),
    ("between_sessions", MoreThan(ref("between_sessions.at_most"), has(kind="message"), ref("between_sessions.per"))),
    ("sessions", MoreThan(ref("sessions.at_most"), has(kind="session"), ref("sessions.per"))),
    ("sessions.minutes", Each(AllOf((has(kind="session"), Compare("overrun_minutes", "gt", ref("sessions.overrun")))))),
    ("sessions", NoneFor(has(kind="session"), ref("sessions.every"))),
    ("reply_within", Unanswered(has(by="client"), has(by="practitioner"), ref("reply_within"))),
    ("between_sessions", MoreThan(Fraction(1), has(kind="message"), days(7), apart=hours(2))),
    (
        "between_sessions",
        MoreThan(Fraction(1, 2), has(by="client"), days(7), among=has(kind=("message", "call")), at_least=Fraction(2)),
    ),
    ("between_sessions", Sequence(has(kind=("message", "session")), has(by="client"), days(7))),
    ("between_sessions", Sequence(has(by="practitioner"), has(by="client"), None, days(2))),
    ("sessions", MoreThan(Fraction(60), has(kind="session"), days(7), "minutes")),
    (
        "reply_within",
        Unanswered(
            has(by="client"), has(by="practitioner"), ref("reply_within"), False, Fraction(2), days(7), hours(2)
        ),
    ),
    ("sessions", NoneFor(has(kind="session"), ref("sessions.every"), Fraction(2), days(28))),
    ("sessions", NoneFor(has(kind="message"), days(2), Fraction(2), days(14), hours(6))),
    ("sessions", Unanswered(has(kind="session"), has(kind="invoice"), ref("sessions.every"), True)),
    ("calls", Each(AllOf((has(kind="call"), Compare("minutes", "gt", ref("calls.minutes")))))),
)


def any_form(by: Dice) -> When:
    choice = by.roll(5)
    if choice == 0:
        return Each(any_filter(by))
    if choice == 1:
        return cap(by)
    if choice == 2:
        return sequence(by)
    if choice == 3:
        return wait(by)
    return pause(by)


CLAUSES = (*[None] * 5, "hours", "sessions", "sessions.minutes", "between_sessions", "channels")
FIELD_DEFAULTS = {"administrative.sessions.minutes": Fraction(50), "administrative.sessions.overrun": Fraction(10)}


def any_rule(name: str, by: Dice) -> Rule:
    """A rule of any form: as it comes, as a practice has it, or about the agreement."""
    kind = by.roll(8)
    if kind in (3, 4):
        return usual_rule(name, by)
    if kind > 4:
        return asking_rule(name, by, ABOUTS)
    return ruled(name, by, by.pick(CLAUSES), any_form(by), by.some(EXCUSES, 4) if by.roll(2) else ())


def usual_rule(name: str, by: Dice) -> Rule:
    """A rule that an amendment may come to allow what it looks at, and an exception excuse it."""
    clause, when = by.pick(USUAL)
    return ruled(name, by, clause, when, ("agreed", *by.some(EXCUSES[1:], 2)) if by.roll(2) else ("agreed",))


def asking_rule(name: str, by: Dice, abouts: Options[About] = ("after_practice", "expired_exception")) -> Rule:
    """A rule about the agreement; of few findings, so that there are enough."""
    about = by.pick(abouts)
    unless = by.some(EXCUSES, 2) if by.rarely(3) else ()
    return ruled(name, by, "hours" if by.rarely(6) else None, agreement(about, by), unless)


def ruled(name: str, by: Dice, clause: str | None, when: When, unless: tuple[str, ...]) -> Rule:
    return rule(
        name, when, clause=clause, unless=unless, escalate=escalation(when, by) if by.roll(2) else None,
        defaults={path: value for path, value in FIELD_DEFAULTS.items() if by.rarely(3)},
        after_end=by.rarely(8) and not isinstance(when, Agreement),
    )  # fmt: skip


def escalation(when: When, by: Dice) -> Escalate:
    """What makes a finding weigh more: mostly several of them; for an absence also that it goes on."""
    beyond = by.pick(PAUSES) if isinstance(when, Unanswered | NoneFor) and by.roll(3) else None
    if beyond is not None and by.roll(2):
        return Escalate("crossing", beyond=beyond)
    return Escalate("crossing", 1 + by.roll(3), by.pick(SPANS), beyond)


# ---- as an author writes them -----------------------------------------------------------------------------


def rule_document(given: Rule) -> dict[str, Any]:
    """A rule as its file, with a sentence of its own."""
    return document.rule_document(given) | {"says": "{count} found"}
