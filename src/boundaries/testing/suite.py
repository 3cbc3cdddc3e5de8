"""Runs every scenario, and every example of a rule, that some files hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from boundaries.core.errors import BoundariesError, Diagnostic, sort_diagnostics
from boundaries.core.location import Location
from boundaries.source.document import compose, read_text
from boundaries.source.node import Node
from boundaries.testing.collect import Found, find_files, may_hold_tests, surely_means_tests, unread_file
from boundaries.testing.judge import run
from boundaries.testing.model import Scenario, ScenarioError, Unread
from boundaries.testing.outcome import Outcome
from boundaries.testing.scenario import BEGINS, lacks_its_key, read_documents, with_faults
from boundaries.testing.shelf import Shelf

_OTHERS = {"contract", "pack"}  # top keys of documents that hold nothing to test
_TESTED = {"scenario", "rule"}
_MEANT = _TESTED | {"timeline", "expect"}  # of documents that are meant to, however they begin


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of the scenarios of one file, in the order in which they stand there."""

    file: str
    results: tuple[Outcome | Unread, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of every scenario of a run, file by file."""

    files: tuple[Ran, ...]

    @property
    def results(self) -> tuple[Outcome | Unread, ...]:
        """Every scenario, with what became of it."""
        return tuple(result for file in self.files for result in file.results)

    @property
    def problems(self) -> tuple[Diagnostic, ...]:
        """Why scenarios could not be evaluated, in order of files and lines; what many of them share is told once."""
        unread = (result for result in self.results if isinstance(result, Unread))
        return sort_diagnostics(dict.fromkeys(problem for result in unread for problem in result.problems))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many scenarios passed, failed, and could not be evaluated."""

    passed: int
    failed: int
    errors: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.passed + self.failed + self.errors

    def __str__(self) -> str:
        said = ((self.passed, "passed"), (self.failed, "failed"), (self.errors, "could not be evaluated"))
        return ", ".join(f"{number:,} {words}" for number, words in said if number) or "nothing to test"


def count(results: Sequence[Outcome | Unread]) -> Counts:
    """What became of some scenarios, in numbers."""
    evaluated = [result for result in results if isinstance(result, Outcome)]
    passed = sum(outcome.passed for outcome in evaluated)
    return Counts(passed, len(evaluated) - passed, len(results) - len(evaluated))


def run_tests(places: Iterable[str | Path], choose: str = "") -> Report:
    """Run the scenarios and rule examples of files, folders and shipped packs.

    `choose` leaves those whose title has this text, large letters or small. A scenario that cannot be evaluated
    stands in the report with its problems; nothing is raised for it.
    """
    shelf, ran = Shelf(), list[Ran]()
    for found in find_files(places):
        if isinstance(found, Unread):
            ran.append(Ran(found.title, (found,)))
        elif results := tuple(_evaluated(_read(found, shelf), choose.casefold(), shelf)):
            ran.append(Ran(found.shown, results))
    return Report(tuple(ran))


def _evaluated(scenarios: Iterable[Scenario | Unread], choose: str, shelf: Shelf) -> Iterator[Outcome | Unread]:
    for scenario in scenarios:
        known = isinstance(scenario, Scenario) or scenario.known
        if known and choose not in scenario.title.casefold():
            continue
        if isinstance(scenario, Unread):
            yield scenario
            continue
        try:
            yield run(scenario, shelf)
        except ScenarioError as error:
            yield Unread(scenario.title, scenario.location, error.diagnostics, True)


# ---- a file ---------------------------------------------------------------------------------------------------


def _read(found: Found, shelf: Shelf) -> Iterator[Scenario | Unread]:
    """The scenarios of a file. One that was not named, and holds none, is passed over, whatever else it holds."""
    if not found.named and not may_hold_tests(found.path):
        return
    try:
        text = read_text(found.path, found.shown)
        nodes, faults = compose(text, found.shown)
    except BoundariesError as error:
        nodes, faults, text = [], list(error.diagnostics), ""
    nodes = [node for node in nodes if node.value is not None]
    if not nodes:
        faults = faults or [Diagnostic("B139", "a file without a scenario", Location(found.shown, 1, 1), BEGINS)]
        if found.named or surely_means_tests(found.path):
            yield unread_file(found.shown, *faults)
        return
    if found.named or any(_keys(node) & _TESTED or lacks_its_key(_keys(node)) for node in nodes):
        for node, own in with_faults(nodes, faults):
            if _keys(node) & _MEANT or not _keys(node) & _OTHERS:
                yield from read_documents([node], text, found.shown, found.path.parent, shelf, own)


def _keys(node: Node) -> set[str]:
    return set(node.value) if isinstance(node.value, dict) else set()
