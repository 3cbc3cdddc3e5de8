"""The contracts of several files and folders, each once, whatever else lies beside it; every problem of every file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from boundaries.contract.load import contracts_of, load_contracts
from boundaries.contract.model import Contract
from boundaries.contract.values import tick
from boundaries.core.errors import BoundariesError, Diagnostic
from boundaries.core.location import Location
from boundaries.source.document import compose, read_text
from boundaries.source.node import Node, with_source

SUFFIXES = (".yaml", ".yml", ".json")
PACK_CONTRACT = "examples.contract.yaml"  # of the examples in a pack's rules: nobody's agreement
_OTHERS = ("scenario", "rule", "pack")  # these may have a key `contract`, too


@dataclass(slots=True)
class Found:
    """What is read so far. `is_log` knows a log by its first bytes: of its text nothing is shown."""

    is_log: Callable[[Path], bool]
    contracts: list[Contract] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    seen: set[object] = field(default_factory=set)

    def file(self, path: Path) -> None:
        """Take the contracts of a file that is said to hold some."""
        if identity(path) in self.seen:
            return
        self.seen.add(identity(path))
        try:
            self.contracts += load_contracts(read_text(path), str(path))
        except BoundariesError as error:
            self.problems += [_a_log(path)] if self.is_log(path) else error.diagnostics

    def folder(self, path: Path) -> None:
        """Take the contracts below a folder, in the order of their paths; everything else in it is passed over."""
        before = len(self.problems)
        files = (file for file in files_below(path, self.problems) if file.name != PACK_CONTRACT)
        held = [self._perhaps(file) for file in files]
        if not any(held) and before == len(self.problems):
            hint = "a contract has a top key `contract`"
            self.problems.append(Diagnostic("B009", f"`{path}` holds no contract", None, hint))

    def _perhaps(self, path: Path) -> bool:
        """Take the contracts of a file that may be anything; whether it has some, good or bad."""
        if identity(path) in self.seen:
            return True
        try:
            text = read_text(path)
            nodes, problems = compose(text, str(path)) if "contract" in text else ([], [])
            if not problems and not any(map(_is_contract, nodes)):
                return False
            self.seen.add(identity(path))
            self.contracts += contracts_of(nodes, problems, text, str(path))
        except BoundariesError as error:
            if self.is_log(path):
                return False
            self.problems += error.diagnostics
        return True


def load_files(paths: Iterable[Path], is_log: Callable[[Path], bool]) -> tuple[tuple[Contract, ...], list[Diagnostic]]:
    """The contracts of files and folders, and every problem met, two contracts of one name among them."""
    found = Found(is_log)
    for path in paths:
        if os.path.isdir(path):  # never raises, as `Path.is_dir` does for a name that is too long
            found.folder(path)
        else:
            found.file(path)
    return tuple(found.contracts), [*found.problems, *namesakes(found.contracts)]


def namesakes(contracts: Sequence[Contract]) -> Iterator[Diagnostic]:
    """The contracts whose name an earlier one has: a finding, a report and an assignment name it by that alone."""
    first: dict[str, Contract] = {}
    for contract in contracts:
        if (other := first.get(contract.name)) is None:
            first[contract.name] = contract
            continue
        what, hint = f"a second contract is called {tick(contract.name)}", "give each a name of its own"
        problem = Diagnostic("B024", what, _named_at(contract), f"the first is at {_named_at(other)}; {hint}")
        yield with_source(problem, contract.text)


def _named_at(contract: Contract) -> Location:
    name = contract.source.get("contract")
    assert name is not None, "a contract has a name"
    return name.location


def _a_log(path: Path) -> Diagnostic:
    """A log where a contract is expected: its text is on no account shown."""
    hint = "the log stands first: `boundaries check LOG --contract CONTRACT`"
    return Diagnostic("B023", "a log, not a contract", Location(str(path), 1, 1), hint)


def _is_contract(node: Node) -> bool:
    """Whether a document's top key is `contract`: a scenario, a rule or a schema may stand beside the contracts."""
    keys = node.value if isinstance(node.value, dict) else {}
    return "contract" in keys and not any(other in keys for other in _OTHERS)


def files_below(folder: Path, problems: list[Diagnostic]) -> Iterator[Path]:
    """The files below a folder that may be contracts, sorted by the parts of their paths.

    What is hidden (a name that begins with a point) is left out. A link to a file is followed and one to a folder
    is not, so no circle of links is walked.
    """
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        if path is not folder and not os.path.isdir(path):
            yield path
            continue
        try:
            with os.scandir(path) as entries:
                found = sorted((e.name for e in entries if _is_wanted(e)), reverse=True)
        except OSError:
            problems.append(Diagnostic("B009", f"`{path}`: cannot be opened", None, "check its rights"))
        else:
            waiting += [path / name for name in found]


def _is_wanted(entry: os.DirEntry[str]) -> bool:
    """Whether an entry of a folder is a folder, or a file that may be a contract; a pipe is neither."""
    if entry.name.startswith("."):
        return False
    if entry.is_dir(follow_symlinks=False):
        return True
    named = entry.name.lower().endswith(SUFFIXES)
    if named and entry.is_symlink():  # one that leads nowhere is told when it is opened
        return os.path.isfile(entry) or not os.path.exists(entry)
    return named and entry.is_file(follow_symlinks=False)


def identity(path: Path) -> object:
    """What tells a file from every other one, however it is named."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return path
    return found.st_dev, found.st_ino
