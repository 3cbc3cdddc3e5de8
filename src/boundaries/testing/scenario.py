"""Reads scenarios: `*.scenario.yaml`, and the `examples:` of rules. Every problem is found, each with its place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from boundaries.contract.folder import PACK_CONTRACT
from boundaries.contract.load import read_contract
from boundaries.contract.model import Contract
from boundaries.core.columns import is_kind
from boundaries.core.errors import BoundariesError, Diagnostic, PolicyError, did_you_mean
from boundaries.core.location import Location
from boundaries.policy.context import Context
from boundaries.policy.fields import other_kind
from boundaries.policy.packs import context_of
from boundaries.policy.rule import Rule
from boundaries.policy.spec import read_rule
from boundaries.source.document import compose, read_text
from boundaries.source.node import Node
from boundaries.source.reading import (
    Problems,
    flag_of,
    items_of,
    known_format,
    known_keys,
    mapping_of,
    missing_key,
    text_of,
    tick,
)
from boundaries.testing.clock import read_as_of, read_zone
from boundaries.testing.expansion import read_timeline
from boundaries.testing.expect import read_expected
from boundaries.testing.given import read_given
from boundaries.testing.judged import note_what_nobody_judges
from boundaries.testing.model import Scenario, ScenarioError, Unread, titled
from boundaries.testing.schema import KEYS
from boundaries.testing.shelf import Shelf, Shelved, pack_contract
from boundaries.testing.timeline import EXAMPLE, Pair

_OF_ONE = frozenset(("expect", "never", "exactly", "contract"))  # of a scenario, beside its timeline
_OF_OTHERS = frozenset(("scenario", "rule", "pack", "timezone", "agreed"))
_RELATIONSHIP = "c-1"  # of a timeline under a contract that names none
BEGINS = "it begins with `scenario: its name`"


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
    """The scenarios a text holds; paths of contracts are taken from `folder`, without one they are refused.

    Raises `ScenarioError` with every problem of the text.
    """
    nodes, faults = compose(text, file)
    nodes = [node for node in nodes if node.value is not None]
    found = list(read_documents(nodes, text, file, folder, Shelf(), ()))
    problems = faults + [p for scenario in found if isinstance(scenario, Unread) for p in scenario.problems]
    if not nodes and not faults:
        problems.append(Diagnostic("B139", "a file without a scenario", Location(file, 1, 1), BEGINS))
    if problems:
        raise ScenarioError(*dict.fromkeys(problems))
    return tuple(scenario for scenario in found if isinstance(scenario, Scenario))


def read_documents(
    nodes: Sequence[Node], text: str, file: str, folder: Path | None, shelf: Shelf, faults: Iterable[Diagnostic]
) -> Iterator[Scenario | Unread]:
    """Every scenario of a file's documents; each stands or falls by itself.

    `faults` are problems met on the way to the documents: a document that has some of them holds no scenario.
    """
    door = _Door(text, file, folder, shelf)
    for node, own in with_faults(nodes, faults):
        yield from door.document(node, own)


def lacks_its_key(keys: Collection[str]) -> bool:
    """Whether a document with these top keys is surely a scenario, though it has no key `scenario`."""
    return "timeline" in keys and not _OF_ONE.isdisjoint(keys) and _OF_OTHERS.isdisjoint(keys)


def with_faults(nodes: Sequence[Node], faults: Iterable[Diagnostic]) -> list[tuple[Node, list[Diagnostic]]]:
    """The documents of a file, each with the faults that lie in it."""
    starts = [(node.document or node.location).line for node in nodes]
    found: list[tuple[Node, list[Diagnostic]]] = [(node, []) for node in nodes]
    for fault in faults:
        line = fault.location.line if fault.location else 1
        found[max(bisect_right(starts, line) - 1, 0)][1].append(fault)
    return found


@dataclass(frozen=True, slots=True)
class _Door:
    """Reads the documents of one file, which is called `file` and stands in `folder`."""

    text: str
    file: str
    folder: Path | None
    shelf: Shelf

    def document(self, node: Node, faults: list[Diagnostic]) -> Iterator[Scenario | Unread]:
        """The scenario of a document, or the examples of its rule."""
        keys, problems = node.value, Problems(faults, self.text)
        if faults:
            yield Unread(self.file, node.location, tuple(faults))
        elif isinstance(keys, dict) and "rule" in keys:
            yield from self._examples(node, keys, problems)
        elif isinstance(keys, dict) and "scenario" in keys:
            yield self._scenario(node, None, {}, 0)
        else:
            if mapping_of(node, "a scenario", problems, BEGINS) is not None:
                _note_no_scenario(node, problems)
            yield Unread(self.file, node.location, tuple(problems.found))

    def _examples(self, node: Node, keys: Mapping[str, Node], problems: Problems) -> Iterator[Scenario | Unread]:
        """The examples of a rule; where it cannot be read, none of them can, but each is looked at all the same."""
        rule = self._rule(node, problems)
        examples = items_of(keys["examples"]) if "examples" in keys else []
        if rule is None:
            title = keys["rule"].value if isinstance(keys["rule"].value, str) else self.file
            if not examples:
                yield Unread(title, node.key_place("rule"), tuple(problems.found))
            for number, example in enumerate(examples, 1):
                own = self._scenario(example, None, keys, number) if isinstance(example.value, dict) else None
                its = own.problems if isinstance(own, Unread) else ()
                yield Unread(title, example.location, (*problems.found, *its))
            return
        rule = replace(rule, enabled=True)
        for number, example in enumerate(examples, 1):
            yield self._scenario(example, rule, keys, number)

    def _rule(self, node: Node, problems: Problems) -> Rule | None:
        """The rule of a document, read with what its pack gives its rules."""
        try:
            context = context_of(self.folder / Path(self.file).name) if self.folder else Context()
        except PolicyError as error:
            problems.found.extend(error.diagnostics)
            return None
        return read_rule(node, context, problems)

    def _scenario(self, node: Node, rule: Rule | None, around: Mapping[str, Node], number: int) -> Scenario | Unread:
        """One scenario; `around` are the keys of the rule whose example `number` it is.

        `rule` is None for an example, too, where its rule cannot be read.
        """
        problems = Problems(text=self.text)
        keys, what = cast("dict[str, Node]", node.value), "an example" if around else "a scenario"
        known_keys(node, KEYS, what, problems)
        known_format(keys, "a scenario", problems)
        said = text_of(keys["scenario"], "`scenario`", problems) if "scenario" in keys else None
        name = said or (f"{rule.name} {number}" if rule else self.file)
        contract = self._contract_of(node, keys, around, what, problems)
        _note_missing(node, keys, what, problems)
        default = str(around["rule"].value) if around else None
        scenario = self._read(node, keys, (name, default), rule, contract, problems)
        if scenario is not None and not problems.found and (rule or not around):
            note_what_nobody_judges(scenario, node, self.shelf, problems)
        if scenario is not None and not problems.found:
            return scenario
        return Unread(titled(name, rule), node.key_place("scenario"), tuple(problems.found), said is not None)

    def _read(
        self, node: Node, keys: Mapping[str, Node], names: tuple[str, str | None], rule: Rule | None,
        contract: Contract | None, problems: Problems,
    ) -> Scenario | None:  # fmt: skip
        """What a scenario says under its contract; without one only its problems are found.

        `names` are its own, and that of the rule which those expectations are about that name none.
        """
        name, named = names
        zone = read_zone(keys.get("zone"), contract.timezone if contract else "UTC", problems)
        pair = Pair(next(iter(contract.relationships if contract else ()), _RELATIONSHIP), zone)
        lines = read_timeline(keys["timeline"], pair, problems) if "timeline" in keys else ()
        as_of = read_as_of(keys.get("as_of"), zone, problems)
        covers = _covers(keys["covers"], problems) if "covers" in keys else None
        expect = [read_expected(item, named, zone, problems) for item in _items("expect", keys)]
        never = [text_of(item, "`never`", problems) for item in _items("never", keys)]
        exactly = flag_of(keys["exactly"], "`exactly`", problems) if "exactly" in keys else False
        given = [read_given(item, zone, problems) for item in _items("given", keys)]
        if contract is None:
            return None
        path = keys["contract"].value if "contract" in keys else None
        return Scenario(
            name=name, contract=contract, zone=zone, lines=lines, as_of=as_of, rule=rule,
            expect=tuple(item for item in expect if item), never=tuple(item for item in never if item),
            exactly=bool(exactly), location=node.key_place("scenario"),
            named_by=path if isinstance(path, str) else None, shared="contract" not in keys,
            covers=covers, given=tuple(item for item in given if item),
        )  # fmt: skip

    # ---- its contract -----------------------------------------------------------------------------------------

    def _contract_of(
        self, node: Node, keys: Mapping[str, Node], around: Mapping[str, Node], what: str, problems: Problems
    ) -> Contract | None:
        """A scenario's own contract, else that of the pack's examples, else the one beside the examples."""
        if "contract" in keys:
            return self._contract(keys["contract"], problems)
        shared = pack_contract(self.folder, Path(self.file).parent) if around and self.folder else None
        if shared is not None:
            return self._taken(self.shelf.contract(*shared), None, problems)
        if "contract" in around:
            return self._contract(around["contract"], problems)
        hint = f"name a file or write it here; the examples of a pack share its `{PACK_CONTRACT}`"
        problems.add("B137", f"{what} has no contract", node.document or node.location, hint)
        return None

    def _contract(self, node: Node, problems: Problems) -> Contract | None:
        """A contract written out, or named by its path."""
        if isinstance(node.value, dict):
            contract, faults = read_contract(node, self.text)
            problems.found.extend(faults)
            return contract
        path = text_of(node, "`contract`", problems, "the path of a file, or the contract itself")
        if path is None:
            return None
        if self.folder is None:
            problems.add("B137", f"no folder to look for {tick(path)} in", node.location, "write the contract here")
            return None
        found = self.shelf.contract(self.folder / path, str(Path(self.file).parent / path))
        return self._taken(found, node.location, problems)

    def _taken(self, found: Shelved, named_at: Location | None, problems: Problems) -> Contract | None:
        """A contract of a file; its problems stand at their own places, or where the file is named."""
        place = named_at or Location(found.path, 1, 1)
        for problem in found.problems:
            # A file that is no contract is most often what it should be, and named where another was meant.
            named = f"named as one at {named_at}; " if problem.code == "B023" and named_at else ""
            problems.found.append(replace(problem, location=problem.location or place, hint=named + problem.hint))
        return found.contract


def _note_no_scenario(node: Node, problems: Problems) -> None:
    """Note a document that is neither scenario nor rule, at the key that may have been meant to say which it is."""
    near = {key: hint for key in node.key_locations if (hint := did_you_mean(key, ("scenario", "rule")))}
    key, hint = next(iter(near.items()), ("", BEGINS))
    place = node.key_place(key) if key else node.document or node.location
    problems.add("B139", "neither a scenario nor a rule", place, hint)


def _covers(node: Node, problems: Problems) -> tuple[str, ...]:
    """The kinds that a scenario's log can show."""
    if not items_of(node):
        hint = "name the kinds that the log records completely, or leave it out: all of them"
        problems.add("B103", "`covers: []` is a log that shows nothing", node.location, hint)
    kinds: list[str] = []
    for item in items_of(node):
        kind = text_of(item, "`covers`", problems, "a list of kinds, such as `[message, call]`")
        if kind in kinds:
            problems.add("B104", f"{tick(kind)} stands twice in `covers`", item.location)
        elif kind is not None and not is_kind(kind):
            problems.add("B104", f"{tick(kind)} is no kind of interaction", item.location, other_kind(kind))
        elif kind is not None:
            kinds.append(kind)
    return tuple(kinds)


def _items(key: str, keys: Mapping[str, Node]) -> list[Node]:
    return items_of(keys[key]) if key in keys and keys[key].value is not None else []


def _note_missing(node: Node, keys: Mapping[str, Node], what: str, problems: Problems) -> None:
    """Note what a scenario lacks: a timeline, anything that it expects."""
    where = node.document or node.location
    if "timeline" not in keys:
        missing_key("timeline", what, where, problems, EXAMPLE)
    exactly = "exactly" in keys and keys["exactly"].value != "false"
    if not (exactly or _items("expect", keys) or _items("never", keys)):
        hint = "`expect: [...]`, `never: [...]`, or `exactly: true`: no rule speaks but those expected to"
        problems.add("B102", f"{what} expects nothing", where, hint)
