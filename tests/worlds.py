"""Generated worlds: contracts, rules and a log with instants at, just before and just after every edge.

`worlds()` is the strategy; a failing world prints as a call of `replay` that runs as it stands. `kernel_findings`
is the one place where the tests reach the engine.
"""

from __future__ import annotations

import pprint
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import pairwise
from typing import Any

import yaml
from hypothesis import strategies as st

import boundaries as bd
import oracle
from boundaries.contract.load import load_contracts
from boundaries.contract.model import Contract
from boundaries.core.columns import BY_NAME
from boundaries.core.finding import event_anchor, finding_id
from boundaries.core.instants import from_datetime, to_datetime
from boundaries.policy.compile import compile_policy
from boundaries.policy.condition import Agreement as Looking
from boundaries.policy.condition import Filter
from boundaries.policy.filters import parse_filter
from boundaries.policy.policy import Policy
from boundaries.policy.rule import Rule
from boundaries.policy.spec import load_rules
from boundaries.source.node import Node
from boundaries.table.assemble import to_log
from boundaries.table.log import Coverage, Log
from builders import DAY
from oracle import OracleContract, OracleFinding
from world_contracts import Story, any_contract
from world_filters import KINDS, Dice, dice
from world_logs import PAIRS, Clockwork, Row, clockwork, instant, log
from world_rules import any_rule, asking_rule, rule_document, usual_rule


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
    agreements = [agreement_of(text, names) for names, text in contracts]
    covered = None if coverage is None else tuple(coverage)
    world = World(tuple(agreements), load_rules(rules, "rules.yaml"), tuple(rows), as_of, covered)
    said, meant = kernel_findings(world), oracle_findings(world)
    print("only the oracle:", *(f for f in meant if f not in said), sep="\n  ")
    print("only the kernel:", *(f for f in said if f not in meant), sep="\n  ")
    return world


def agreement_of(text: str, rules: tuple[str, ...]) -> Agreement:
    """A contract as text with the scopes of its exceptions read."""
    found = Agreement(text, rules)
    scopes = {e.id: e.scope for e in found.contract.timeline.exemptions if isinstance(e.scope, Node)}
    compiled = {name: parse_filter(scope, []) for name, scope in scopes.items()}
    return replace(found, scopes={n: test for n, test in compiled.items() if test is not None})


# ---- the two readings of a world --------------------------------------------------------------------------

# (relationship, at, rule, id, until, measured, status, severity, excused_by, unknown, evidence, clause, terms, moved)
Line = tuple[Any, ...]


def oracle_findings(world: World) -> list[Line]:
    """What the oracle says, as comparable lines, sorted as findings are."""
    contracts = [agreement.for_oracle() for agreement in world.agreements]
    found = oracle.run(world.rules, contracts, world.rows, world.as_of, world.coverage)
    return sorted((_line(f, contracts) for f in found), key=lambda line: line[:4])


def _line(f: OracleFinding, contracts: Sequence[OracleContract]) -> Line:
    contract = oracle.contract_of(f.relationship, contracts)
    assert contract is not None
    anchor = f.anchor if f.named or f.status == "undetermined" else event_anchor(f.anchor)
    key = finding_id(f.rule, f.relationship, contract.name, anchor)
    return (
        f.relationship, f.at, f.rule, key, f.until, f.measured, f.status, f.severity, f.excused_by, f.unknown,
        f.evidence, f.clause, f.terms, f.moved,
    )  # fmt: skip


def kernel_findings(world: World) -> list[Line]:
    """THE ADAPTER: what the engine says, in the order it says it, through the public way in."""
    return lines_of(bd.check(log_of(world), policy_of(world), as_of=end_of(world)))


def policy_of(world: World) -> Policy:
    """The world's contracts bound to those of its rules that apply to them."""
    policy = compile_policy([agreement.contract for agreement in world.agreements], packs=[], rules=world.rules)
    index = {rule.name: place for place, rule in enumerate(policy.rules)}
    bound = tuple(
        replace(contract, rules=tuple(index[name] for name in agreement.rules if name in index))
        for contract, agreement in zip(policy.contracts, world.agreements, strict=True)
    )
    return replace(policy, contracts=bound)


def log_of(world: World) -> Log:
    """The world's rows as a log."""
    return replace(to_log(map(interaction, world.rows)), coverage=world.coverage)


def end_of(world: World) -> datetime | None:
    """The end of the world."""
    return None if world.as_of is None else to_datetime(world.as_of)


def lines_of(result: bd.Result) -> list[Line]:
    """The findings of a result as comparable lines, in the order it has them."""
    table = result.to_arrow()
    for name in ("id", "clause", "evidence", "since", "before_interval", "second_opinion"):
        assert [*map(tuple_of, table.column(name).to_pylist())] == [getattr(finding, name) for finding in result]
    return [
        (
            f.relationship, from_datetime(f.at), f.rule, f.id, None if f.until is None else from_datetime(f.until),
            f.measured, f.status, f.severity, f.excused_by, f.unknown, f.evidence, f.clause, f.params.get("terms"),
            moved(f),
        )
        for f in result
    ]  # fmt: skip


def moved(f: bd.Finding) -> tuple[Any, ...] | None:
    """What only a drift has, as the oracle has it."""
    if f.since is None:
        return None
    intervals = (f.before, f.before_interval), (f.after, f.after_interval), (f.factor, f.factor_interval)
    numbers = [number for value, interval in intervals for number in (value, *(interval or ()))]
    since = tuple(from_datetime(at) for at in (f.since, *(f.since_interval or ())))
    return since, *numbers, f.evidence_factor, f.second_opinion == "agrees"


def tuple_of(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def interaction(row: Row) -> bd.Interaction:
    """A row as the public value; its instants are microseconds here."""
    instants = {name for name in row if BY_NAME[name].type == "instant"}
    return bd.Interaction.from_mapping({k: to_datetime(v) if k in instants else v for k, v in row.items()})


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
    """A world of so many rules, contracts and rows (an id met twice leaves one out).

    One in two has a story: the first contract tells it, the first rule watches over it, the second asks about it.
    """
    told = rule_count > 1 and throw(1).roll(2) == 1
    makers = [*([usual_rule, asking_rule] if told else []), *[any_rule] * rule_count]
    ruled = tuple(make(f"rule-{n}", throw(40)) for n, make in enumerate(makers[:rule_count]))
    story = story_of(ruled[0], ruled[1]) if told else None
    agreements, clocks = [], []
    for number, pairs in enumerate([*map(tuple, PAIRS[:2]), ()][:contract_count]):
        by = throw(320)
        apply = tuple(r.name for r in ruled if not by.rarely(5) or (story and r in ruled[:2]))
        document, scopes, focus = any_contract(f"c-{number}", pairs, by, None if number else story)
        agreement = Agreement(contract_text(document), apply, scopes)
        agreements.append(agreement)
        clocks.append(clockwork(agreement.contract, focus, ruled))
    rows = log(clocks, story, [throw(56) for _ in range(row_count)])
    last = throw(40)
    return World(tuple(agreements), ruled, rows, any_as_of(clocks, rows, last), any_coverage(clocks, last))


def story_of(watches: Rule, asks: Rule) -> Story:
    """The story that two rules are about."""
    assert watches.clause is not None
    assert isinstance(asks.when, Looking)
    return Story(watches.clause.split(".")[1], asks.when.about == "after_practice")


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


__all__ = [
    "Agreement",
    "Line",
    "World",
    "agreement_of",
    "end_of",
    "kernel_findings",
    "lines_of",
    "log_of",
    "oracle_findings",
    "policy_of",
    "replay",
    "seeded",
    "smaller",
    "worlds",
]
