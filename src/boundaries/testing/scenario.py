"""Scenarios: a timeline of interactions and what the rules are to say about it. `*.scenario.yaml`, and `examples:`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import cast

from boundaries.civil.zone import UnknownZone, load_zone
from boundaries.contract.load import load_contracts, read_contract
from boundaries.contract.model import Contract
from boundaries.contract.moments import MomentError, parse_moment
from boundaries.contract.node import Node
from boundaries.contract.source import compose, read_text
from boundaries.core.errors import BoundariesError, PolicyError
from boundaries.core.instants import from_datetime
from boundaries.core.location import Location
from boundaries.policy.packs import load_pack
from boundaries.policy.reading import (
    Problems,
    flag_of,
    items_of,
    known_keys,
    mapping_of,
    missing_key,
    nearest,
    text_of,
    tick,
)
from boundaries.policy.rule import Rule
from boundaries.policy.spec import read_rule
from boundaries.testing.expect import Expected, read_expected
from boundaries.testing.timeline import EXAMPLE, Line, Pair, read_line

KEYS = ("scenario", "contract", "zone", "timeline", "as_of", "given", "expect", "never", "exactly", "format")
PACK_CONTRACT = "examples.contract.yaml"
_RELATIONSHIP = "c-1"  # of a timeline under a contract that names none
_LEVELS = 6  # how far above a rule's file the contract of its pack's examples is looked for


class ScenarioError(BoundariesError):
    """A scenario that cannot be read, or could not be evaluated; never a failure, and never a pass."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A timeline and what is expected of it.

    `rule` is the one rule an example is judged by; where it is None, the packs of the contract judge.
    """

    name: str
    contract: Contract
    zone: str
    lines: tuple[Line, ...]
    as_of: int | None
    expect: tuple[Expected, ...]
    never: tuple[str, ...]
    exactly: bool
    rule: Rule | None
    location: Location


def load_scenarios(path: str | Path, name: str = "") -> tuple[Scenario, ...]:
    """The scenarios of a file: of a `*.scenario.yaml`, or the examples of a rule file.

    `name` is what the file is called in errors. Raises `ScenarioError` with every problem of the file.
    """
    path = Path(path)
    try:
        text = read_text(path, name or str(path))
    except BoundariesError as error:
        raise ScenarioError(*error.diagnostics) from None
    return read_scenarios(text, name or str(path), path.parent)


def read_scenarios(text: str, file: str, folder: Path | None = None) -> tuple[Scenario, ...]:
    """The scenarios a text holds; paths of contracts are taken from `folder`, without one they are refused."""
    nodes, faults = compose(text, file)
    problems = Problems(list(faults), text)
    door = _Door(problems, folder)
    scenarios = [s for node in nodes if node.value is not None for s in door.document(node)]
    if not nodes and not faults:
        problems.add("B139", "a file without a scenario", Location(file, 1, 1), "it begins with `scenario: its name`")
    if problems.found:
        raise ScenarioError(*problems.found)
    return tuple(scenarios)


@dataclass(slots=True)
class _Door:
    """Reads the documents of one file; the contracts it has read stay at hand."""

    problems: Problems
    folder: Path | None

    def document(self, node: Node) -> Iterable[Scenario]:
        """The scenario of a document, or the examples of its rule."""
        keys = mapping_of(node, "a scenario", self.problems, "it begins with `scenario: its name`")
        if keys is None:
            return ()
        if "rule" not in keys:
            return self._kept([self._scenario(node, None, None)])
        rule = read_rule(node, "", self.problems)
        examples = keys.get("examples")
        if rule is None or examples is None or not isinstance(examples.value, list):
            return ()
        rule = replace(rule, enabled=True)
        shared = self._pack_contract() or (self._contract(keys["contract"]) if "contract" in keys else None)
        return self._kept([self._scenario(item, rule, shared, i) for i, item in enumerate(examples.value, 1)])

    @staticmethod
    def _kept(scenarios: list[Scenario | None]) -> list[Scenario]:
        return [scenario for scenario in scenarios if scenario is not None]

    def _scenario(self, node: Node, rule: Rule | None, shared: Contract | None, number: int = 0) -> Scenario | None:
        before = len(self.problems.found)
        what = "an example" if rule else "a scenario"
        keys = mapping_of(node, what, self.problems)
        if keys is None:
            return None
        known_keys(node, KEYS, what, self.problems)
        self._needed(node, keys, what, shared is not None)
        contract = self._contract(keys["contract"]) if "contract" in keys else shared
        if contract is None:
            return None
        zone = self._zone(keys, contract)
        lines, as_of = self._timeline(keys, contract, zone), self._as_of(keys, zone)
        named = rule.name if rule else None
        expect = self._items("expect", keys)
        found = [read_expected(item, named, zone, self.problems) for item in expect]
        never = [t for item in self._items("never", keys) if (t := text_of(item, "`never`", self.problems)) is not None]
        exactly = flag_of(keys["exactly"], "`exactly`", self.problems) if "exactly" in keys else False
        name = text_of(keys["scenario"], "`scenario`", self.problems) if "scenario" in keys else None
        self._given(node, keys)
        scenario = Scenario(
            name=name or f"{named} {number}", contract=contract, zone=zone, lines=lines, as_of=as_of,
            expect=tuple(e for e in found if e is not None), never=tuple(never), exactly=bool(exactly), rule=rule,
            location=node.key_place("scenario"),
        )  # fmt: skip
        if len(self.problems.found) == before:
            self._check(scenario, node)
        return scenario if len(self.problems.found) == before else None

    def _needed(self, node: Node, keys: dict[str, Node], what: str, contract: bool) -> None:
        """Note what a scenario lacks: a timeline, a contract, anything it expects."""
        where = node.document or node.location
        if "timeline" not in keys:
            missing_key("timeline", what, where, self.problems, EXAMPLE)
        if "contract" not in keys and not contract:
            hint = f"name a file or write it here; the examples of a pack share its `{PACK_CONTRACT}`"
            self.problems.add("B137", f"{what} has no contract", where, hint)
        if not keys.keys() & {"expect", "never", "exactly"}:
            hint = "`expect: [...]`, `never: [...]` or `exactly: true`"
            self.problems.add("B102", f"{what} expects nothing", where, hint)

    def _items(self, key: str, keys: dict[str, Node]) -> list[Node]:
        return items_of(keys[key]) if key in keys else []

    def _given(self, node: Node, keys: dict[str, Node]) -> None:
        if "given" in keys and keys["given"].value not in ([], None):
            self.problems.add("B111", "`given` comes with a later version", node.key_place("given"))

    # ---- contract, clock, timeline ----------------------------------------------------------------------------

    def _pack_contract(self) -> Contract | None:
        """The contract of a pack's examples: in the folder of the rule, or the nearest one above it in the pack."""
        folder = self.folder.resolve() if self.folder else None
        for here in (folder, *folder.parents)[:_LEVELS] if folder else ():
            if (here / PACK_CONTRACT).is_file():
                return self._contract_file(here / PACK_CONTRACT, PACK_CONTRACT)
            if (here / "pack.yaml").is_file():
                return None
        return None

    def _contract(self, node: Node) -> Contract | None:
        """A contract written out in the scenario, or named by its path."""
        if isinstance(node.value, dict):
            contract, faults = read_contract(node, self.problems.text)
            self.problems.found.extend(faults)
            return contract
        path = text_of(node, "`contract`", self.problems, "the path of a file, or the contract itself")
        if path is None:
            return None
        if self.folder is None:
            self.problems.add(
                "B137", f"no folder to look for {tick(path)} in", node.location, "write the contract here"
            )
            return None
        return self._contract_file(self.folder / path, path, node.location)

    def _contract_file(self, path: Path, shown: str, where: Location | None = None) -> Contract | None:
        """The one contract of a file; its problems stand at their own places."""
        try:
            contracts = load_contracts(read_text(path, shown), shown)
        except BoundariesError as error:
            self.problems.found.extend(replace(d, location=d.location or where) for d in error.diagnostics)
            return None
        if len(contracts) != 1:
            place = where or Location(shown, 1, 1)
            self.problems.add("B137", f"{tick(shown)} holds {len(contracts)} contracts", place, "a scenario has one")
            return None
        return contracts[0]

    def _zone(self, keys: dict[str, Node], contract: Contract) -> str:
        zone = text_of(keys["zone"], "`zone`", self.problems) if "zone" in keys else None
        if zone is not None:
            try:
                load_zone(zone)
            except UnknownZone as problem:
                self.problems.add("B133", problem.message, keys["zone"].location, problem.hint)
                zone = None
        return zone or contract.timezone

    def _timeline(self, keys: dict[str, Node], contract: Contract, zone: str) -> tuple[Line, ...]:
        nodes = self._items("timeline", keys)
        pair = Pair(next(iter(contract.relationships), _RELATIONSHIP), zone)
        lines = [read_line(node, number, pair, self.problems) for number, node in enumerate(nodes, 1)]
        if "timeline" in keys and not nodes:
            where = keys["timeline"].location
            self.problems.add("B103", "a timeline without a line: nobody is judged", where, EXAMPLE)
        seen: dict[tuple[str | None, str], int] = {}
        for number, (node, line) in enumerate(zip(nodes, lines, strict=True), 1):
            row = line.interaction if line else None
            if row and seen.setdefault((row.relationship, row.id), number) != number:
                first = seen[row.relationship, row.id]
                self.problems.add(
                    "B138", f"id {tick(row.id)} is that of line {first}", node.location, "give it another"
                )
        return tuple(line for line in lines if line is not None)

    def _as_of(self, keys: dict[str, Node], zone: str) -> int | None:
        text = text_of(keys["as_of"], "`as_of`", self.problems) if "as_of" in keys else None
        if text is None:
            return None
        try:
            moment = parse_moment(text)
        except MomentError as problem:
            self.problems.add("B133", problem.message, keys["as_of"].location, problem.hint)
            return None
        return moment.end(zone) - (moment.day is not None)  # a date includes its day

    # ---- can it be evaluated? ---------------------------------------------------------------------------------

    def _check(self, scenario: Scenario, node: Node) -> None:
        """Note rules nobody judges, and what is expected outside the period judged."""
        known, off = self._rules(scenario)
        for named, where in self._named(scenario, node):
            if named in off:
                self.problems.add("B135", f"rule {tick(named)} is switched off", where)
            elif named not in known:
                self.problems.add("B135", f"no rule {tick(named)} judges here", where, nearest(named, sorted(known)))
        starts = [from_datetime(line.interaction.at) for line in scenario.lines]
        world_end = max(starts) if scenario.as_of is None else scenario.as_of
        if min(starts) > world_end:
            self.problems.add("B136", "every line is after `as_of`: nobody is judged", node.key_place("as_of"))
        missing = "; `as_of` is missing, so it is the last line's time" if scenario.as_of is None else ""
        for expected in scenario.expect:
            moment = expected.values.get("at")
            at = from_datetime(moment) if isinstance(moment, datetime) else None
            if at is not None and at > world_end:
                message = f"expected after the end of the period judged{missing}"
                self.problems.add("B136", message, expected.location, "give `as_of` a later time")
            elif at is not None and at < scenario.contract.timeline.start_us:
                self.problems.add("B136", "expected before the contract starts", expected.location)

    def _named(self, scenario: Scenario, node: Node) -> list[tuple[str, Location]]:
        named = [(name, expected.location) for expected in scenario.expect for name in expected.names]
        keys = cast("dict[str, Node]", node.value)
        return named + [(str(item.value), item.location) for item in self._items("never", keys)]

    def _rules(self, scenario: Scenario) -> tuple[set[str], set[str]]:
        """The names and codes of the rules that judge a scenario, and of those switched off."""
        if scenario.rule is not None:
            return {scenario.rule.name, scenario.rule.code}, set()
        try:
            rules = [rule for pack in scenario.contract.packs for rule in load_pack(pack).rules]
        except PolicyError as error:
            self.problems.found.extend(error.diagnostics)
            return set(), set()
        on = {word for rule in rules if rule.enabled for word in (rule.name, rule.code)}
        return on, {word for rule in rules for word in (rule.name, rule.code)} - on
