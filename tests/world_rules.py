"""Rules for generated worlds: filters and every form, as compiled values and as the YAML an author would write."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from boundaries.civil.hours import Hours, parse_hours
from boundaries.civil.span import Calendar, Deadline, Span, in_words
from boundaries.policy.rule import (
    AllOf,
    Among,
    AnyOf,
    Compare,
    Each,
    Escalate,
    Filter,
    Inside,
    Missing,
    MoreThan,
    NoneFor,
    Not,
    Ref,
    Rule,
    Sequence,
    Unanswered,
    When,
)  # fmt: skip
from builders import days, has, hours, ref, rule

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
    "channel_agreed": ("true", "false"),
    "actor": ("a-1", "a-2"), "party": ("gp", "family"), "basis": ("consent", "risk"),
}  # fmt: skip
NUMBERS: dict[str, tuple[str, ...]] = {
    "minutes": ("0", "10", "50", "60", "60.1"), "length": ("0", "20", "21", "160"), "amount": ("-5", "0", "0.3", "70"),
    "people": ("2", "3"), "overrun_minutes": ("-10", "0", "10", "10.1"), "notice_hours": ("0", "24", "47.5", "48"),
}  # fmt: skip
NUMBER_REFS = {
    "minutes": (ref("calls.minutes"), ref("sessions.minutes"), ref("sessions.minutes", 2)),
    "overrun_minutes": (ref("sessions.overrun"), ref("sessions.overrun", Fraction(1, 2))),
    "notice_hours": (ref("cancellation.notice"), ref("cancellation.notice", Fraction(1, 2))),
    "amount": (ref("fee.amount"),),
}
SPANS = (hours(12), hours(24), days(7), days(2), Span(0, 90 * 60_000_000), Span(1), Span(1, 2 * 86_400_000_000))
DEADLINES = (
    Deadline("open_hours", Fraction(8)), Deadline("open_hours", Fraction(3, 2)), Deadline("working_days", Fraction(1)),
    Deadline("working_days", Fraction(3)),
)  # fmt: skip

# ---- filters ----------------------------------------------------------------------------------------------

plain_filters = st.sampled_from(
    [
        has(kind="message"), has(kind=("message", "call")), has(kind="session"), has(kind="gift"), has(kind="call"),
        has(kind=("invoice", "waiver")), has(by="client"), has(by="practitioner"), has(kind="message", by="client"),
        has(kind=("message", "call"), by="practitioner"), has(kind="message", by="practitioner"), AllOf(()),
        has(kind=("message", "call"), by="practitioner", thread_by="client"), has(kind="cancellation", by="client"),
    ]
)  # fmt: skip


@st.composite
def word_tests(draw: st.DrawFn) -> Filter:
    column = draw(st.sampled_from(sorted(WORDS)))
    words = draw(st.frozensets(st.sampled_from(WORDS[column]), min_size=1, max_size=3))
    return Among(column, words, draw(st.booleans()))


@st.composite
def number_tests(draw: st.DrawFn) -> Filter:
    column = draw(st.sampled_from(sorted(NUMBERS)))
    op = draw(st.sampled_from(("gt", "ge", "lt", "le", "eq", "ne")))
    if op not in ("eq", "ne") and column in NUMBER_REFS and draw(st.booleans()):
        return Compare(column, op, draw(st.sampled_from(NUMBER_REFS[column])))
    number = Compare(column, op, Fraction(draw(st.sampled_from(NUMBERS[column]))))
    if op != "gt" or draw(st.booleans()):
        return number
    return AllOf((number, Compare(column, "le", Fraction(draw(st.sampled_from(NUMBERS[column]))))))


@st.composite
def hours_tests(draw: st.DrawFn) -> Filter:
    when: Hours | Ref = ref("hours") if draw(st.booleans()) else parse_hours(draw(st.sampled_from(HOURS_TEXTS)))
    return Inside(when, draw(st.booleans()))


missing_tests = st.builds(
    Missing,
    st.sampled_from(
        [*sorted(set(WORDS) - {"kind", "by"}), *sorted(NUMBERS), "planned_start", "ref", "practitioner", "by"]
    ),
    st.booleans(),
)
single_tests = st.one_of(word_tests(), hours_tests(), number_tests(), missing_tests)


@st.composite
def mixed_filters(draw: st.DrawFn, depth: int = 1) -> Filter:
    """A mapping of up to three tests, perhaps with `any` and `not`; no key twice."""
    tests: dict[str, Filter] = {}
    for test in draw(st.lists(single_tests, min_size=0, max_size=3)):
        tests.setdefault(key_of(test), test)
    if depth and draw(st.integers(0, 3)) == 0:
        tests["any"] = AnyOf(tuple(draw(st.lists(mixed_filters(depth - 1), min_size=1, max_size=2))))
    if depth and draw(st.integers(0, 3)) == 0:
        tests["not"] = Not(draw(mixed_filters(depth - 1)))
    parts = tuple(tests.values())
    return parts[0] if len(parts) == 1 else AllOf(parts)


@st.composite
def joined_filters(draw: st.DrawFn) -> Filter:
    """A plain filter with one test more, such as `{kind: message, by: client, outside: $hours}`."""
    plain, extra = draw(plain_filters), draw(st.one_of(hours_tests(), number_tests(), word_tests()))
    parts = plain.parts if isinstance(plain, AllOf) else (plain,)
    return plain if key_of(extra) in {key_of(part) for part in parts} else AllOf((*parts, extra))


filters = st.one_of(*[plain_filters] * 4, *[joined_filters()] * 3, mixed_filters())

# ---- forms ------------------------------------------------------------------------------------------------

spans = st.sampled_from(SPANS)
span_refs = st.sampled_from([ref("cancellation.notice"), ref("sessions.every"), ref("sessions.every", 2)])
due_refs = st.sampled_from([ref("reply_within"), ref("fee.due_within"), ref("fee.due_within", 2)])
waits = st.one_of(spans, due_refs, st.sampled_from(DEADLINES))
windows = st.one_of(
    spans, st.builds(Calendar, st.sampled_from(("day", "week", "month"))),
    st.sampled_from([ref("between_sessions.per"), ref("sessions.per"), ref("sessions.every")]),
)  # fmt: skip
counts = st.one_of(
    st.integers(0, 2).map(Fraction), st.sampled_from([ref("between_sessions.at_most"), ref("sessions.at_most")])
)
sums = st.tuples(
    st.sampled_from(("minutes", "amount", "length", "people", "overrun_minutes", "notice_hours")),
    st.sampled_from([Fraction(0), Fraction("0.3"), Fraction("10.1"), Fraction(60)]),
)


@st.composite
def caps(draw: st.DrawFn) -> MoreThan:
    of, window = draw(filters), draw(windows)
    if draw(st.integers(0, 3)):
        return MoreThan(draw(counts), of, window)
    total, limit = draw(sums)
    return MoreThan(limit, of, window, total)


@st.composite
def sequences(draw: st.DrawFn) -> Sequence:
    within, sooner = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
    length = st.one_of(spans, span_refs)
    return Sequence(draw(filters), draw(filters), draw(length) if within else None, draw(length) if sooner else None)


forms: st.SearchStrategy[When] = st.one_of(
    st.builds(Each, filters), caps(), sequences(), st.builds(Unanswered, filters, filters, waits, st.booleans()),
    st.builds(NoneFor, filters, st.one_of(waits, span_refs)),
)  # fmt: skip
clauses = st.sampled_from(
    (None, None, None, None, "hours", "sessions", "sessions.minutes", "between_sessions", "channels")
)
ladders = st.one_of(st.none(), st.builds(Escalate, st.just("crossing"), st.integers(1, 3), spans))
default_values = st.fixed_dictionaries(
    {},
    optional={
        "administrative.sessions.minutes": st.just(Fraction(50)),
        "administrative.sessions.overrun": st.just(Fraction(10)),
    },
)


@st.composite
def rules(draw: st.DrawFn, name: str) -> Rule:
    """A rule of any form."""
    return rule(
        name, draw(forms), clause=draw(clauses),
        unless=tuple(draw(st.lists(st.sampled_from(EXCUSES), max_size=4, unique=True))), escalate=draw(ladders),
        defaults=draw(st.one_of(st.just({}), default_values)), after_end=draw(st.integers(0, 5)) == 0,
    )  # fmt: skip


# ---- as an author writes them -----------------------------------------------------------------------------


def key_of(test: Filter) -> str:
    """The key of a filter's mapping under which a test stands."""
    if isinstance(test, Inside):
        return "within" if test.inside else "outside"
    if isinstance(test, AllOf):
        return key_of(test.parts[0])
    if isinstance(test, AnyOf | Not):
        return "any" if isinstance(test, AnyOf) else "not"
    return test.column


def text_of(value: object) -> str:
    """A number, duration, window, hours or reference as text."""
    if isinstance(value, Ref):
        short = value.path.removeprefix("administrative.")
        return f"${short}" if value.factor == 1 else f"${short} * {text_of(value.factor)}"
    if isinstance(value, Calendar):
        return value.unit
    if isinstance(value, Hours):
        return value.text
    if isinstance(value, Span | Deadline):
        return in_words(value)
    assert isinstance(value, Fraction)
    return str(value) if value.denominator == 1 else str(float(value))


def filter_document(test: Filter) -> dict[str, Any]:
    """A filter as the mapping an author writes."""
    parts = test.parts if isinstance(test, AllOf) and not _one_column(test) else (test,)
    return {key_of(part): _test_document(part) for part in parts}


def _one_column(test: AllOf) -> bool:
    return len(test.parts) > 1 and all(isinstance(p, Compare) and p.column == key_of(test) for p in test.parts)


def _test_document(test: Filter) -> Any:
    if isinstance(test, Among):
        words: Any = sorted(test.words) if len(test.words) > 1 else next(iter(test.words))
        return {"not": words} if test.negated else words
    if isinstance(test, Compare):
        if test.op == "eq":
            return text_of(test.operand)
        return {"not" if test.op == "ne" else test.op: text_of(test.operand)}
    if isinstance(test, Missing):
        return {"missing": "true" if test.missing else "false"}
    if isinstance(test, Inside):
        return text_of(test.hours)
    if isinstance(test, AnyOf):
        return [filter_document(part) for part in test.parts]
    if isinstance(test, Not):
        return filter_document(test.part)
    return {key: value for part in test.parts for key, value in _test_document(part).items()}


def when_document(when: When) -> dict[str, Any]:
    """The mapping under `when`."""
    if isinstance(when, Each):
        return {"event": filter_document(when.event)}
    if isinstance(when, MoreThan):
        total = {"total": when.total} if when.total else {}
        limit, window = text_of(when.limit), text_of(when.window)
        return {"more_than": limit, "of": filter_document(when.of), "in": window, **total}
    if isinstance(when, Sequence):
        near = {k: text_of(v) for k, v in (("within", when.within), ("sooner_than", when.sooner_than)) if v is not None}
        return {"first": filter_document(when.first), "then": filter_document(when.then), **near}
    if isinstance(when, Unanswered):
        matching = {"matching": "ref"} if when.by_ref else {}
        answers = {"without": filter_document(when.without), "within": text_of(when.within)}
        return {"event": filter_document(when.event), **answers, **matching}
    return {"none": filter_document(when.none), "for": text_of(when.duration)}


def rule_document(given: Rule) -> dict[str, Any]:
    """A rule as its file."""
    document: dict[str, Any] = {"rule": given.name, "says": "{count} found"}
    if given.clause:
        document["clause"] = given.clause
    document["when"] = when_document(given.when)
    if given.unless:
        document["unless"] = list(given.unless)
    if given.escalate:
        ladder = given.escalate
        document["escalate"] = {"to": ladder.to, "at": str(ladder.at_count), "in": text_of(ladder.within)}
    if given.after_end:
        document["after_end"] = "true"
    if given.defaults:
        document["defaults"] = {path: text_of(value) for path, value in given.defaults.items()}
    return document
