"""Filters for generated worlds, and the chance they are drawn by."""

from __future__ import annotations

from collections.abc import Sequence as Options
from fractions import Fraction
from typing import TypeVar

from hypothesis import strategies as st

from boundaries.civil.hours import Hours, parse_hours
from boundaries.civil.span import Deadline, Span
from boundaries.policy import document
from boundaries.policy.condition import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Comparison,
    Filter,
    Inside,
    Listed,
    Missing,
    Not,
    Ref,
    StillOpen,
)
from builders import days, has, hours, ref
from world_conditions import CONDITIONS

T = TypeVar("T")

HOURS_TEXTS = (
    "Mo-Fr 09:00-18:00; PH off", "Mo-Fr 09:00-18:00", "24/7", "22:00-07:00",
    "Mo-Sa 08:00-12:30,13:30-20:00; Su 10:00-12:00", "Mar-Oct Mo-Fr 08:00-20:00; Nov-Feb Mo-Fr 09:00-17:00",
    "Mo-Fr 00:00-03:00,21:00-26:00", "week 1-53/2 Mo-Fr 09:00-17:00", "Mo-Fr 01:00-02:30; Sa,Su 02:00-04:00; We off",
)  # fmt: skip
KINDS = ("message", "call", "session", "cancellation", "invoice", "gift", "leave", "exception", "supervision", "x-walk")
PARTIES = ("practitioner", "client", "both", "other", "system", "unknown")
CHANNELS = ("sms", "email", "phone", "in_person", "signal")
PURPOSES = ("scheduling", "support", "crisis", "other")
REASONS = ("crisis", "illness", "technical", "other")
CERTAINTIES = ("exact", "zone_assumed", "date_only", "ambiguous")
EXCUSES = ("agreed", "crisis", "scheduling", "cover", "incidental", "illness", "technical")
WORDS: dict[str, tuple[str, ...]] = {
    "kind": KINDS, "by": PARTIES, "channel": CHANNELS, "purpose": PURPOSES, "account": ("work", "personal"),
    "place": ("room", "video"), "reason": REASONS, "certainty": CERTAINTIES, "thread_by": PARTIES,
    "previous_by": PARTIES, "opens_thread": ("true", "false"),
    "channel_agreed": ("true", "false"), "ref_kind": (*KINDS, "message", "message", "session"),
    "on_leave": ("true", "false"),
    "actor": ("a-1", "a-2"), "party": ("gp", "family"), "basis": ("consent", "risk"),
}  # fmt: skip
NUMBERS: dict[str, tuple[str, ...]] = {
    "minutes": ("0", "10", "50", "60", "60.1"), "length": ("0", "20", "21", "160"), "amount": ("-5", "0", "0.3", "70"),
    "people": ("2", "3", "4"), "overrun_minutes": ("-10", "0", "10", "10.1"), "notice_hours": ("0", "24", "47.5", "48"),
    "reply_minutes": ("0", "10", "60.1", "720"),
}  # fmt: skip
NUMBER_REFS = {
    "minutes": (ref("calls.minutes"), ref("sessions.minutes"), ref("sessions.minutes", 2)),
    "overrun_minutes": (ref("sessions.overrun"), ref("sessions.overrun", Fraction(1, 2))),
    "reply_minutes": (ref("sessions.minutes"), ref("cancellation.notice")),
    "notice_hours": (ref("cancellation.notice"), ref("cancellation.notice", Fraction(1, 2))),
    "amount": (ref("fee.amount"),),
    "people": (Ref("parties"), Ref("parties"), Ref("parties", Fraction(1, 2))),
}
LISTS: tuple[tuple[str, str], ...] = (
    ("account", "accounts"), ("by", "after_hours.support"), ("by", "after_hours.support"), ("basis", "sharing.gp"),
    ("basis", "sharing.family"), ("channel", "channels"), ("channel", "after_hours.channels"),
    ("channel", "after_hours.channels"), ("party", "sharing"), ("place", "sessions.places"), ("place", "social"),
    ("purpose", "after_hours.purposes"), ("purpose", "ending.contact"), ("reason", "fee.waiver"),
)  # fmt: skip
OPEN = (  # what may be open: whole clauses, fields, an entry
    "administrative.hours", "administrative.channels", "administrative.sessions", "administrative.sessions.overrun",
    "administrative.fee.amount", "administrative.sharing.gp", "professional.goals", "psychological.needs",
    "administrative.after_hours.purposes", "professional.review_every",
)  # fmt: skip
SPANS: tuple[Span, ...] = (
    hours(12),
    hours(24),
    days(7),
    days(2),
    Span(0, 90 * 60_000_000),
    Span(1),
    Span(1, 2 * 86_400_000_000),
)
DEADLINES: tuple[Deadline, ...] = (
    Deadline("open_hours", Fraction(8)), Deadline("open_hours", Fraction(3, 2)), Deadline("working_days", Fraction(1)),
    Deadline("working_days", Fraction(3)),
)  # fmt: skip

# ---- chance -----------------------------------------------------------------------------------------------


class Dice:
    """Choices from a few drawn bytes: cheap to draw, and zeros, to which examples shrink, choose what is simplest."""

    def __init__(self, drawn: bytes) -> None:
        self._left = iter(drawn)

    def roll(self, sides: int) -> int:
        """A number from 0 up to, not including, `sides`; 0 when the bytes are used up."""
        return next(self._left, 0) % sides

    def pick(self, options: Options[T]) -> T:
        return options[self.roll(len(options))]

    def some(self, options: Options[T], most: int) -> tuple[T, ...]:
        """One to `most` of the options, none twice."""
        return tuple(dict.fromkeys(self.pick(options) for _ in range(1 + self.roll(most))))

    def rarely(self, of: int) -> bool:
        """True once in `of` times."""
        return self.roll(of) == of - 1


def dice(size: int) -> st.SearchStrategy[Dice]:
    """Dice that last for `size` choices."""
    return st.binary(min_size=size, max_size=size).map(Dice)


# ---- filters ----------------------------------------------------------------------------------------------

PLAIN: tuple[Filter, ...] = (
    has(kind="message"), has(kind=("message", "call")), has(kind="session"), has(kind="gift"), has(kind="call"),
    has(kind=("invoice", "waiver")), has(by="client"), has(by="practitioner"), has(kind="message", by="client"),
    has(kind=("message", "call"), by="practitioner"), has(kind="message", by="practitioner"), AllOf(()),
    has(kind=("message", "call"), by="practitioner", thread_by="client"), has(kind="cancellation", by="client"),
    has(by=("client", "practitioner")),
)  # fmt: skip
TESTABLE = (*sorted(set(WORDS) - {"kind"}), *sorted(NUMBERS), "planned_start", "ref", "practitioner")


def word_test(by: Dice) -> Filter:
    column = by.pick(sorted(WORDS))
    return Among(column, frozenset(by.some(WORDS[column], 3)), by.rarely(3))


def listed_test(by: Dice) -> Filter:
    column, path = by.pick(LISTS)
    return Listed(column, ref(path), by.rarely(2))


def open_test(by: Dice) -> Filter:
    return StillOpen(by.some(OPEN, 2))


def condition_test(by: Dice) -> Filter:
    """One condition from Python, or any of two."""
    found = by.some(CONDITIONS, 2) if by.rarely(4) else (by.pick(CONDITIONS),)
    return found[0] if len(found) == 1 else AnyOf(found)


def number_test(by: Dice) -> Filter:
    column = by.pick(sorted(NUMBERS))
    ops: tuple[Comparison, ...] = ("gt", "ge", "lt", "le", "eq", "ne")
    op = by.pick(ops)
    if op not in ("eq", "ne") and column in NUMBER_REFS and by.roll(2):
        return Compare(column, op, by.pick(NUMBER_REFS[column]))
    number = Compare(column, op, Fraction(by.pick(NUMBERS[column])))
    if op == "gt" and by.roll(2):
        return AllOf((number, Compare(column, "le", Fraction(by.pick(NUMBERS[column])))))
    return number


def hours_test(by: Dice) -> Filter:
    when: Hours | Ref = ref("hours") if by.roll(2) == 0 else parse_hours(by.pick(HOURS_TEXTS))
    return Inside(when, by.rarely(3))


def missing_test(by: Dice) -> Filter:
    return Missing(by.pick(TESTABLE), bool(by.roll(2)))


TESTS = (word_test, number_test, hours_test, missing_test, listed_test, condition_test, open_test)


def mixed_filter(by: Dice, depth: int = 1) -> Filter:
    """A mapping of up to three tests, perhaps with `any` and `not`; no key twice."""
    tests: dict[str, Filter] = {}
    for _ in range(by.roll(4)):
        test = by.pick(TESTS)(by)
        tests.setdefault(document.key_of(test), test)
    if depth and by.rarely(3):
        tests["any"] = AnyOf(tuple(mixed_filter(by, depth - 1) for _ in range(1 + by.roll(2))))
    if depth and by.rarely(3):
        tests["not"] = Not(mixed_filter(by, depth - 1))
    parts = tuple(tests.values())
    return parts[0] if len(parts) == 1 else AllOf(parts)


def joined_filter(by: Dice) -> Filter:
    """A plain filter with one test more, such as `{kind: message, by: client, outside: $hours}`."""
    plain, extra = by.pick(PLAIN), by.pick([test for test in TESTS if test is not missing_test])(by)
    parts = plain.parts if isinstance(plain, AllOf) else (plain,)
    return plain if document.key_of(extra) in {document.key_of(part) for part in parts} else AllOf((*parts, extra))


def any_filter(by: Dice) -> Filter:
    choice = by.roll(10)
    return by.pick(PLAIN) if choice < 4 else joined_filter(by) if choice < 8 else mixed_filter(by)


def mostly_plain(by: Dice) -> Filter:
    return by.pick(PLAIN) if by.roll(3) else any_filter(by)
