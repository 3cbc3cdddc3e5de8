"""Generated worlds: contracts, rules and a log with instants at, just before and just after every edge.

`worlds()` is the strategy; a failing world prints as a call of `replay` that runs as it stands. `kernel_findings`
is the one place where the tests reach the engine.
"""

from __future__ import annotations

import pprint
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any

import yaml
from hypothesis import strategies as st

import boundaries as bd
import oracle
from boundaries.civil.deadline import due
from boundaries.civil.hours import Hours
from boundaries.civil.span import Deadline, Span, add
from boundaries.civil.zone import from_local, offsets
from boundaries.contract.load import load_contracts
from boundaries.contract.model import Contract
from boundaries.contract.node import Node
from boundaries.core.columns import BY_NAME
from boundaries.core.finding import event_anchor, finding_id
from boundaries.core.instants import from_datetime, to_datetime
from boundaries.policy.compile import compile_policy
from boundaries.policy.filters import parse_filter
from boundaries.policy.rule import Filter, Rule
from boundaries.policy.spec import load_rules
from boundaries.table.assemble import to_log
from boundaries.table.log import Coverage
from builders import DAY, HOUR
from oracle import OracleContract, OracleFinding
from world_contracts import any_contract
from world_rules import KINDS, WORDS, Dice, any_rule, dice, rule_document

Row = dict[str, Any]
NUDGES = (0, 0, 0, -1, 1, -60_000_000, 60_000_000)  # microseconds: at an edge, just before, just after


@dataclass(frozen=True)
class Agreement:
    """A contract as text, the names of the rules that apply to it, and the scopes of its exceptions."""

    text: str
    rules: tuple[str, ...]
    scopes: dict[str, Filter] = field(default_factory=dict)

    @cached_property
    def contract(self) -> Contract:
        (contract,) = load_contracts(self.text, "contract.yaml")
        return contract

    def for_oracle(self) -> OracleContract:
        c = self.contract
        return OracleContract(
            c.contract, c.relationships, c.practitioner, c.timezone, c.country, c.timeline, self.rules, self.scopes
        )


@dataclass(frozen=True)
class World:
    """Everything one run judges."""

    agreements: tuple[Agreement, ...]
    rules: tuple[Rule, ...]
    rows: tuple[Row, ...]
    as_of: int | None
    coverage: tuple[Coverage, ...] | None = None

    def __repr__(self) -> str:
        texts = ",\n".join(f"({agreement.rules!r}, '''\n{agreement.text}''')" for agreement in self.agreements)
        rows = pprint.pformat(list(self.rows), width=160, sort_dicts=False, compact=True)
        ruled = yaml.dump_all(
            map(rule_document, self.rules), Dumper=Plain, sort_keys=False, default_flow_style=None, width=160
        )
        return (
            f"\nfrom boundaries.table.log import Coverage\nfrom worlds import replay\nreplay(contracts=[{texts}],\n"
            f"rules='''\n{ruled}''',\nrows={rows},\nas_of={self.as_of}, coverage={self.coverage})"
        )

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text(repr(self))  # hypothesis would print the fields


def replay(
    contracts: Sequence[tuple[tuple[str, ...], str]], rules: str, rows: Sequence[Row], as_of: int | None,
    coverage: Sequence[Coverage] | None = None,
) -> World:  # fmt: skip
    """A printed world, read back by the real loaders; prints what the oracle and the kernel say differently."""
    agreements = []
    for names, text in contracts:
        found = Agreement(text, names)
        scopes = {e.id: e.scope for e in found.contract.exemptions if isinstance(e.scope, Node)}
        compiled = {name: parse_filter(scope, []) for name, scope in scopes.items()}
        agreements.append(replace(found, scopes={n: test for n, test in compiled.items() if test is not None}))
    covered = None if coverage is None else tuple(coverage)
    world = World(tuple(agreements), load_rules(rules, "rules.yaml"), tuple(rows), as_of, covered)
    said, meant = kernel_findings(world), oracle_findings(world)
    print("only the oracle:", *(f for f in meant if f not in said), sep="\n  ")
    print("only the kernel:", *(f for f in said if f not in meant), sep="\n  ")
    return world


# ---- the two readings of a world --------------------------------------------------------------------------

Line = tuple[Any, ...]  # (relationship, at, rule, id, until, measured, status, severity, excused_by, unknown, evidence)


def oracle_findings(world: World) -> list[Line]:
    """What the oracle says, as comparable lines, sorted as findings are."""
    contracts = [agreement.for_oracle() for agreement in world.agreements]
    found = oracle.run(world.rules, contracts, world.rows, world.as_of, world.coverage)
    return sorted((_line(f, contracts) for f in found), key=lambda line: line[:4])


def _line(f: OracleFinding, contracts: Sequence[OracleContract]) -> Line:
    contract = oracle.contract_of(f.relationship, contracts)
    assert contract is not None
    anchor = f.anchor if f.status == "undetermined" else event_anchor(f.anchor)
    key = finding_id(f.rule, f.relationship, contract.name, anchor)
    return (
        f.relationship, f.at, f.rule, key, f.until, f.measured, f.status, f.severity, f.excused_by, f.unknown,
        f.evidence,
    )  # fmt: skip


def kernel_findings(world: World) -> list[Line]:
    """THE ADAPTER: what the engine says, in the order it says it, through the public way in."""
    contracts = [agreement.contract for agreement in world.agreements]
    policy = compile_policy(contracts, packs=[], rules=world.rules)
    index = {rule.name: place for place, rule in enumerate(policy.rules)}
    bound = tuple(
        replace(contract, rules=tuple(index[name] for name in agreement.rules if name in index))
        for contract, agreement in zip(policy.contracts, world.agreements, strict=True)
    )
    log = replace(to_log(map(interaction, world.rows)), coverage=world.coverage)
    as_of = None if world.as_of is None else to_datetime(world.as_of)
    return [
        (
            f.relationship, from_datetime(f.at), f.rule, f.id, None if f.until is None else from_datetime(f.until),
            f.measured, f.status, f.severity, f.excused_by, f.unknown, f.evidence,
        )
        for f in bd.check(log, replace(policy, contracts=bound), as_of=as_of)
    ]  # fmt: skip


def interaction(row: Row) -> bd.Interaction:
    """A row as the public value; its instants are microseconds here."""
    instants = {name for name in row if BY_NAME[name].type == "instant"}
    return bd.Interaction.from_mapping({k: to_datetime(v) if k in instants else v for k, v in row.items()})


# ---- instants worth trying --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Clockwork:
    """What decides when things happen in a world."""

    zone: str
    country: str | None
    hours: Hours | None
    edges: tuple[int, ...]  # instants at which something changes
    lengths: tuple[Span | Deadline, ...]  # durations and windows that something is measured by
    first: int
    last: int

    def after(self, at: int, length: Span | Deadline) -> int:
        """The instant a length after another; itself where working time has no end."""
        if isinstance(length, Span):
            return add(at, length, self.zone)
        found = None if self.hours is None else due(at, length, self.hours, self.country, self.zone)
        return at if found is None else found


def clockwork(agreement: Agreement, focus: date, ruled: Sequence[Rule]) -> Clockwork:
    """The edges and lengths of a contract and of the rules."""
    contract = agreement.contract
    life = contract.timeline
    middle = from_local(datetime(focus.year, focus.month, focus.day, 12), contract.timezone)  # noqa: DTZ001
    first, last = middle - 20 * DAY, middle + 20 * DAY
    edges = [life.start_us, *(v.start_us for v in life.versions)]
    edges += [] if life.end_us is None else [life.end_us]
    for exemption in life.exemptions:
        edges += [at for at in (exemption.from_us, exemption.until_us) if at is not None]
    edges += [at for at, _ in offsets(contract.timezone, first, last)[1:]]
    values = [term.value for version in life.versions for term in version.terms.values()]
    opening = [value for value in values if isinstance(value, Hours)]
    for hours in opening[:2]:
        edges += _hours_edges(hours, focus, contract.timezone)
    found = [value for value in values if isinstance(value, Span | Deadline)]
    for each in ruled:
        operands = [getattr(each.when, name) for name in each.when.__dataclass_fields__]
        found += [value for value in operands if isinstance(value, Span | Deadline)]
        found += [each.escalate.within] if each.escalate else []
    found += [Span(0, 12 * HOUR), Span(0, DAY)]
    return Clockwork(
        contract.timezone, contract.country, opening[0] if opening else None, tuple(sorted(set(edges))),
        tuple(dict.fromkeys(found)), first, last,
    )  # fmt: skip


def _hours_edges(hours: Hours, focus: date, zone: str) -> list[int]:
    """Openings and closings of the days around the focus."""
    edges = []
    for shift in (-2, -1, 0, 1):
        day = focus + timedelta(days=shift)
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
        for span in hours.spans(day, lambda _: False):
            edges += [from_local(midnight + timedelta(minutes=minute), zone) for minute in span]
    return edges


def instant(clock: Clockwork, earlier: Sequence[int], by: Dice) -> int:
    """An edge, a length after an earlier event, the same instant again, or any minute; give or take a moment."""
    nudge, choice = by.pick(NUDGES), by.roll(8)
    if choice == 7:
        return clock.first + (by.roll(256) * 256 + by.roll(256)) * (clock.last - clock.first) // 65_536
    if choice < 3 or not earlier:
        return by.pick(clock.edges) + nudge
    at = by.pick(earlier)
    if choice == 3:
        return at + by.pick((0, 0, 1, 60_000_000, HOUR))
    return clock.after(at, by.pick(clock.lengths)) + nudge


# ---- rows -------------------------------------------------------------------------------------------------

EXTRAS: dict[str, tuple[Any, ...]] = {
    **{name: WORDS[name] for name in ("channel", "purpose", "account", "place", "actor", "party", "basis", "reason")},
    "certainty": ("exact", "exact", *WORDS["certainty"]),
    "minutes": (50.0, 0.0, 10.0, 20.0, 60.0, 60.1, 69.9, 10.1, 0.1), "length": (21, 0, 5, 20, 160),
    "amount": (5.0, -9.0, 0.0, 0.1, 0.2, 70.0), "people": (2, 3),
}  # fmt: skip
EVENTS = (*["message"] * 10, *["session"] * 5, *["call"] * 3, *KINDS)
ACTORS = (*["practitioner"] * 6, *["client"] * 5, "both", "other", "system", "unknown")
PAIRS = (["r-1"], ["r-2", "r-3"], ["r-4", "r-5"])  # of each contract; the third is a standard one


def any_row(number: int, clocks: Sequence[Clockwork], rows: Sequence[Row], by: Dice) -> Row:
    """A row at, before or after an edge of its contract, or near an earlier row; of a pair or a practitioner."""
    which = by.pick([0, 0, 0, *range(len(clocks))])
    pair = by.pick([*PAIRS[which] * 5, None, "r-5"])
    at = instant(clocks[which], [row["at"] for row in rows], by)
    kind = by.pick(EVENTS if pair else ("leave", "leave", "supervision", "message", "exception"))
    name = f"{by.pick('bBzaé0')}{number}"
    if rows and by.rarely(8):
        name = by.pick(rows)["id"]  # another pair's id, or one's own met by a practitioner's row
    row: Row = {"id": name, "relationship": pair, "at": at, "kind": kind, "by": by.pick(ACTORS)}
    row |= {column: by.pick(values) for column, values in EXTRAS.items() if by.roll(5) > 2}
    if pair is None or by.rarely(10):
        row["practitioner"] = by.pick(("p-1", "p-2"))
    if rows and by.roll(3):
        row["ref"] = by.pick([*(other["id"] for other in rows), name, "nothing"])
    return row | plan(clocks[which], at, by)


def plan(clock: Clockwork, at: int, by: Dice) -> Row:
    """A plan near the row itself, near an edge, or none."""
    choice = by.roll(6)
    found: Row = {}
    if choice in (3, 5):
        ahead = by.pick((0, 24 * HOUR, 48 * HOUR, 48 * HOUR - 1, 48 * HOUR + 1, -HOUR, -3 * DAY))
        found["planned_start"] = by.pick(clock.edges) if by.rarely(4) else at + ahead
    if choice in (4, 5):
        found["planned_end"] = found.get("planned_start", at) + by.pick((HOUR, DAY, 3 * DAY, 0, 7 * DAY))
    return found


def log(clocks: Sequence[Clockwork], thrown: Sequence[Dice]) -> tuple[Row, ...]:
    """Rows in no particular order; an id twice in one pair (or twice among practitioners' rows) is left out."""
    rows: list[Row] = []
    for number, by in enumerate(thrown):
        row = any_row(number, clocks, rows, by)
        if all((row["relationship"], row["id"]) != (other["relationship"], other["id"]) for other in rows):
            rows.append(row)
    return tuple(rows)


# ---- worlds -----------------------------------------------------------------------------------------------


def any_as_of(clocks: Sequence[Clockwork], rows: Sequence[Row], by: Dice) -> int | None:
    """None, long after, or an instant at, before or after an edge, a row, or a length after a row."""
    choice, clock = by.roll(5), by.pick(clocks)
    if choice < 4:
        return None if choice < 2 else clock.last + 40 * DAY
    return instant(clock, [row["at"] for row in rows], by)


def any_coverage(clocks: Sequence[Clockwork], by: Dice) -> tuple[Coverage, ...] | None:
    """Mostly everything; else up to three pieces, some of which meet."""
    if not by.rarely(4):
        return None
    clock = by.pick(clocks)
    cuts = sorted({clock.first - 30 * DAY, clock.last + 50 * DAY, by.pick(clock.edges), by.pick(clock.edges)})
    return tuple(
        Coverage(
            a + by.pick((0, 0, 1, 2)), b, frozenset(by.some(KINDS, 6)) if by.roll(2) else None,
            by.pick((None, None, "r-1", "r-2")),
        )
        for a, b in pairwise(cuts) if not by.rarely(5)
    )  # fmt: skip


def made(throw: Callable[[int], Dice], rule_count: int, contract_count: int, row_count: int) -> World:
    """A world of so many rules, contracts and rows (an id met twice leaves one out)."""
    ruled = tuple(any_rule(f"rule-{n}", throw(40)) for n in range(rule_count))
    agreements, clocks = [], []
    for number, pairs in enumerate([*map(tuple, PAIRS[:2]), ()][:contract_count]):
        by = throw(160)
        apply = tuple(rule.name for rule in ruled if not by.rarely(5))
        document, scopes, focus = any_contract(f"c-{number}", pairs, by)
        agreement = Agreement(contract_text(document), apply, scopes)
        agreements.append(agreement)
        clocks.append(clockwork(agreement, focus, ruled))
    rows = log(clocks, [throw(56) for _ in range(row_count)])
    last = throw(40)
    return World(tuple(agreements), ruled, rows, any_as_of(clocks, rows, last), any_coverage(clocks, last))


@st.composite
def worlds(draw: st.DrawFn, size: int = 40) -> World:
    """One to three contracts, one to six rules, up to `size` rows; hypothesis shrinks it."""
    counts = st.tuples(st.integers(1, 6), st.integers(1, 3), st.sampled_from([n for n in SIZES if n <= size]))
    return made(lambda n: draw(dice(n)), *draw(counts))


def seeded(seed: int) -> World:
    """The world of a seed: as many-coloured as they come, the same on every machine."""
    chance = random.Random(seed)
    counts = chance.randint(1, 6), chance.randint(1, 3), chance.randint(0, 40)
    return made(lambda n: Dice(chance.randbytes(n)), *counts)


def smaller(world: World, fails: Callable[[World], bool]) -> World:
    """A world that still fails and of which no contract, rule, row or column can be left out."""
    for other in _with_less(world):
        if fails(other):
            return smaller(other, fails)
    return world


def _with_less(world: World) -> Iterator[World]:
    for name in ("agreements", "rules", "rows"):
        parts = getattr(world, name)
        for place in reversed(range(len(parts))):
            yield replace(world, **{name: parts[:place] + parts[place + 1 :]})
    for place, row in enumerate(world.rows):
        for column in [c for c in row if c not in ("id", "relationship", "at", "kind", "by")]:
            less = {c: v for c, v in row.items() if c != column}
            yield replace(world, rows=(*world.rows[:place], less, *world.rows[place + 1 :]))
    if world.coverage is not None:
        yield replace(world, coverage=None)
    if world.as_of is not None:
        yield replace(world, as_of=None)


SIZES = (3, 0, 1, 2, 4, 6, 9, 13, 18, 24, 30, 40)


class Plain(yaml.SafeDumper):
    """YAML without anchors, which the loader refuses."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def contract_text(document: dict[str, Any]) -> str:
    """A document as the YAML of a contract file."""
    return yaml.dump(document, Dumper=Plain, sort_keys=False, default_flow_style=None, allow_unicode=True, width=160)


__all__ = ["Agreement", "World", "kernel_findings", "oracle_findings", "replay", "seeded", "smaller", "worlds"]
