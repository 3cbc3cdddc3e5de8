"""Rules that conclude, drawn as they are compiled, over a handful of plain ones; and how to ask for less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

from boundaries.civil.span import Span
from boundaries.core.columns import NAMES
from boundaries.policy.conclusion import (
    Conclude,
    Facts,
    OfAmendments,
    OfCondition,
    OfEvents,
    OfExceptions,
    OfFindings,
    OfKept,
    Premise,
    Said,
    Several,
    leaves,
)
from boundaries.policy.condition import Agreement as Looking
from boundaries.policy.condition import Ref, Trend
from boundaries.policy.rule import Escalate, Rule
from builders import AllOf, Each, Inside, MoreThan, NoneFor, Unanswered, days, has, ref, rule
from worlds import World

MINE, CLIENT = has(kind="message", by="practitioner"), has(kind="message", by="client")
OUTSIDE = AllOf((MINE, Inside(ref("hours"), inside=False)))
LENGTHS = (days(7), days(14), days(30), days(60), Span(1, 0), None)
EVERY = ref("sessions.every")


# ---- what the others find -----------------------------------------------------------------------------------


def plain(name: str, when: Any, clause: str | None, dimension: str, severity: str = "notice", **more: Any) -> Rule:
    return replace(rule(name, when, clause=clause, severity=severity, **more), dimension=dimension)


BASE = (
    plain("late", Each(OUTSIDE), "hours", "time", unless=("crisis", "agreed")),
    plain("calls", Each(has(kind="call")), "calls", "contact", "crossing"),
    plain("signal", Each(has(channel="signal")), "channels", "channel", unless=("crisis",)),
    plain("gifts", Each(has(kind="gift")), "gifts", "gifts", bearer="both"),
    plain("both", Each(has(kind=("gift", "call"))), "gifts.at_most", "role", "crossing"),
    plain("many", MoreThan(Fraction(2), MINE, days(7)), "between_sessions", "contact", audience="own"),
    plain("unpaid", Unanswered(has(kind="invoice"), has(kind="payment"), days(14)), "fee", "money"),
    plain("pause", NoneFor(has(kind="session"), days(45)), "sessions", "time", bearer="frame"),
    plain("support", Each(has(kind="message", purpose="support")), None, "role"),
    plain("allowed", Looking("after_practice", 1, days(60)), None, "time", code="AMD-AFTER"),
    plain("open", Looking("incomplete", 3), None, "information"),
    plain("more", Trend("count", CLIENT, mode="calibrated", at_least=1), "hours", "contact", type="drift"),
)  # fmt: skip


# ---- filters ------------------------------------------------------------------------------------------------

TESTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("rule", tuple(r.name for r in BASE)),
    ("rule", ("conclusion-0", "conclusion-1", "late", "calls")),
    ("code", ("LATE", "AMD-AFTER", "CONCLUSION-0", "CONCLUSION-1")),
    ("type", ("breach", "drift", "conclusion", "strength")),
    ("severity", ("notice", "crossing")),
    ("status", ("open", "excused", "undetermined")),
    ("dimension", ("time", "contact", "channel", "gifts", "role")),
    ("bearer", ("practitioner", "both", "frame")),
    ("clause", ("administrative.hours", "administrative.gifts", "administrative", "professional")),
    ("excused_by", ("crisis", "agreed")),
    ("audience", ("own", "shared")),
    ("direction", ("up", "down")),
)
CHANGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("direction", ("looser", "tighter", "both", "changed")),
    ("clause", ("administrative.hours", "administrative.gifts", "administrative")),
    ("proposed_by", ("practitioner", "client")),
    ("need_of", ("practitioner", "client")),
    ("applied", ("true", "false")),
    ("followed_practice", ("true", "false")),
)


def said(tests: Sequence[tuple[str, tuple[str, ...]]], chance: Random) -> Said:
    key, words = chance.choice(tests)
    if key in ("clause", "excused_by", "direction") and chance.random() < 0.2 and tests is TESTS:
        return Said(key, missing=chance.random() < 0.5)
    if tests is CHANGES and chance.random() < 0.1:
        return Said("because", missing=chance.random() < 0.5)
    some = frozenset(chance.sample(words, chance.randint(1, max(1, len(words) // 2))))
    return Said(key, some, negated=chance.random() < 0.15 and key not in ("applied", "followed_practice"))


def chosen(tests: Sequence[tuple[str, tuple[str, ...]]], chance: Random, deep: int = 0) -> Facts:
    """Mostly one test, or none; sometimes alternatives and what must not be."""
    some = tuple(said(tests, chance) for _ in range(chance.choice((0, 0, 0, 1, 1, 1, 2))))
    either = (tuple(chosen(tests, chance, deep + 1) for _ in range(2)),) if not deep and chance.random() < 0.1 else ()
    never = (chosen(tests, chance, deep + 1),) if not deep and chance.random() < 0.1 else ()
    return Facts(some, either, never)


FILTERS = (
    has(kind=("supervision", "session")), has(kind="supervision"), has(kind="review", by="both"), CLIENT, MINE,
    has(kind="call"), has(kind=("message", "call")), has(purpose="support"),
    has(kind="message", purpose=("support", "crisis")), OUTSIDE,
)  # fmt: skip


# ---- premises -----------------------------------------------------------------------------------------------


def length(chance: Random) -> Any:
    return EVERY if chance.random() < 0.05 else chance.choice(LENGTHS)


def common(chance: Random, distinct: Sequence[str]) -> dict[str, Any]:
    """The keys that most premises have."""
    found: dict[str, Any] = {"window": length(chance)}
    if chance.random() < 0.15:
        found["after"] = chance.choice((days(7), days(14), Span(1, 0), EVERY))
    if chance.random() < 0.3 and distinct:
        found["distinct"] = chance.choice(distinct)
    if chance.random() < 0.15:
        found["more_than"] = chance.choice((Fraction(1), Fraction(0), ref("between_sessions.at_most")))
    else:
        found["at_least"] = chance.choice((1, 1, 1, 1, 1, 2, 2, 3))
    return found


def of_findings(chance: Random, practitioner: bool) -> OfFindings:
    distinct = ("dimension", "dimension", "rule", "clause", *(["relationship"] * 3 if practitioner else []))
    given, which = common(chance, distinct), chance.random()
    if which < 0.1:
        given = {"window": given["window"], "more_than": Fraction(chance.choice((0, 1, 1)), chance.choice((2, 3)))}
        return OfFindings(of=chosen(TESTS, chance), among=chosen(TESTS, chance), **given)
    if which < 0.25:
        given["distinct"] = given.get("distinct", "dimension")
        return OfFindings(
            of=chosen(TESTS, chance), each_within=chance.choice((days(14), days(60), Span(1, 0))), **given
        )
    return OfFindings(of=chosen(TESTS, chance), **given)


def of_events(chance: Random, practitioner: bool) -> OfEvents:
    which = chance.random()
    if which < 0.12:
        some = {"on_days": chance.choice((1, 2, 3)), "weeks": chance.choice((1, 2))}
        return OfEvents(of=chance.choice(FILTERS[3:7]), window=length(chance), **some)
    if which < (0.3 if practitioner else 0.17):
        return OfEvents(of=chance.choice(FILTERS[3:7]), window=chance.choice(LENGTHS), usual=True)
    distinct = ("day", *(["relationship"] * 2 if practitioner else []))
    return OfEvents(of=chance.choice(FILTERS), **common(chance, distinct))


def of_condition(chance: Random) -> OfCondition:
    when = chance.choice(
        (Each(has(kind="call")), MoreThan(Fraction(1), MINE, days(7)), NoneFor(has(kind="session"), days(30)),
         Unanswered(CLIENT, MINE, days(3)), Trend("count", CLIENT, mode="calibrated", at_least=1))
    )  # fmt: skip
    return OfCondition(when=when, **common(chance, ()))


def premise(chance: Random, practitioner: bool, deep: int = 0) -> Premise:
    which = chance.random()
    if which < 0.12 and deep < 2:
        parts = tuple(premise(chance, practitioner, deep + 1) for _ in range(chance.choice((2, 2, 3))))
        return Several(parts, chance.choice((1, 1, 2, len(parts))))
    if which < 0.55:
        return of_findings(chance, practitioner)
    if which < 0.75:
        return of_events(chance, practitioner)
    if which < 0.85:
        return OfAmendments(of=chosen(CHANGES, chance), **common(chance, ("clause",)))
    if which < 0.89:
        return OfExceptions(chance.choice(("crisis", "E0", "trip")))
    if which < 0.94:
        return OfKept(chance.choice((days(30), days(60), EVERY)), chance.choice((None, None, "administrative.hours")))
    return of_condition(chance)


def any_conclude(number: int, chance: Random, caseload: bool = False) -> Rule:
    """`caseload`: mostly what is more in one of many relationships than in the others."""
    across = chance.random() < 0.2
    some = [premise(chance, across) for _ in range(chance.choice((1, 1, 2, 2, 3)))]
    if caseload and chance.random() < 0.7:
        some[0] = OfEvents(of=chance.choice(FILTERS[3:7]), window=chance.choice(LENGTHS), usual=True)
        some = some if chance.random() < 0.3 else some[:1]
    speaks_against = chance.choice((premise, of_events))
    none = [speaks_against(chance, across) for _ in range(chance.choice((0, 0, 1)))]
    ends = [premise(chance, across) for _ in range(chance.choice((0, 0, 1)))]
    same = chance.choice(("clause", "part")) if chance.random() < 0.2 else None
    if not any(isinstance(leaf, OfFindings | OfAmendments | OfKept) for leaf in leaves(some)):
        same = None  # nothing of it is of a clause
    delay = chance.choice((days(14), days(30), EVERY)) if chance.random() < 0.15 else None
    in_order = len(some) > 1 and chance.random() < 0.7
    when = stratified(Conclude(tuple(some), tuple(none), tuple(ends), delay, in_order, same, across), number)
    strength = chance.random() < 0.2
    ladder = Escalate("crossing", beyond=chance.choice((days(20), EVERY))) if chance.random() < 0.3 else None
    return concluding(
        f"conclusion-{number}", when, clause=chance.choice(("administrative.hours", None, None, None)),
        type="strength" if strength else "conclusion", escalate=None if strength else ladder,
        dimension=chance.choice(("time", "role", "information")), after_end=chance.random() < 0.06,
    )  # fmt: skip


def concluding(name: str, when: Conclude, **given: Any) -> Rule:
    """A rule that concludes, with what it needs of a contract and reads of a log."""
    made = replace(rule(name, Each(AllOf(()))), when=when, columns=frozenset(NAMES))
    made = replace(made, **({"type": "conclusion", "dimension": "role"} | given))
    paths = dict.fromkeys(found.path for found in references(when))
    needs = [*paths, *(found.path for found in references(made.escalate) if found.path not in paths)]
    return replace(made, needs=tuple(Ref(path) for path in needs))


def references(value: Any) -> Iterator[Ref]:
    """Every reference anywhere inside."""
    if isinstance(value, Ref):
        yield value
    elif is_dataclass(value):
        for each in fields(value):
            yield from references(getattr(value, each.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from references(part)


def stratified(value: Any, number: int) -> Any:
    """A condition in which every filter of findings asks for what the rules before it find, at most."""
    if isinstance(value, OfFindings):
        return replace(value, of=narrowed(value.of, number), among=value.among and narrowed(value.among, number))
    if isinstance(value, Conclude | Several):
        kept = {name: getattr(value, name) for name in ("all", "none", "retract", "parts") if hasattr(value, name)}
        return replace(value, **{name: tuple(stratified(part, number) for part in kept[name]) for name in kept})
    return value


def narrowed(filter_: Facts, number: int) -> Facts:
    """Whatever it asks for: not what this rule, or one after it, concludes."""
    later = frozenset(f"conclusion-{n}" for n in range(number, 4))
    kinds = frozenset({"conclusion", "strength"})
    others = Said("rule", later, negated=True)
    if asks(filter_):
        return replace(filter_, tests=(*filter_.tests, others))
    return (
        filter_ if not filter_.tests or number else replace(filter_, tests=(*filter_.tests, Said("type", kinds, True)))
    )


def asks(filter_: Facts) -> bool:
    parts = [*(part for either in filter_.any for part in either), *filter_.none]
    return any(test.key in ("type", "rule", "code") for test in filter_.tests) or any(map(asks, parts))


# ---- smaller ones -------------------------------------------------------------------------------------------


def with_less(world: World) -> Iterator[World]:
    """Worlds in which one of the rules that conclude asks for less."""
    for place, one in enumerate(world.rules):
        if isinstance(one.when, Conclude):
            for when in less(one.when):
                made = replace(one, when=when)
                yield replace(world, rules=(*world.rules[:place], made, *world.rules[place + 1 :]))
            for bare in (replace(one, escalate=None), replace(one, clause=None), replace(one, after_end=False)):
                if bare != one:
                    yield replace(world, rules=(*world.rules[:place], bare, *world.rules[place + 1 :]))


def less(when: Conclude) -> Iterator[Conclude]:
    for name in ("all", "none", "retract"):
        parts = getattr(when, name)
        for place, part in enumerate(parts):
            rest = (*parts[:place], *parts[place + 1 :])
            if rest or name != "all":
                yield replace(when, **{name: rest})
            for simpler in less_of(part):
                yield replace(when, **{name: (*parts[:place], simpler, *parts[place + 1 :])})
    for name, value in (("after", None), ("in_order", False), ("same", None), ("practitioner", False)):
        if getattr(when, name) != value:
            yield replace(when, **{name: value})


def less_of(part: Premise) -> Iterator[Premise]:
    if isinstance(part, Several):
        yield from part.parts
        for place, inner in enumerate(part.parts):
            for simpler in less_of(inner):
                yield replace(part, parts=(*part.parts[:place], simpler, *part.parts[place + 1 :]))
        return
    plainer = {"after": None, "distinct": None, "window": None, "at_least": 1, "more_than": None, "each_within": None}
    for name, value in plainer.items():
        held = bool(getattr(part, {"distinct": "each_within", "more_than": "among"}.get(name, ""), None))
        if getattr(part, name, value) != value and not held:
            yield replace(part, **{name: value})
    if isinstance(part, OfFindings):
        for test in part.of.tests:
            yield replace(part, of=replace(part.of, tests=tuple(x for x in part.of.tests if x is not test)))
        if part.of.any or part.of.none:
            yield replace(part, of=Facts(part.of.tests))
