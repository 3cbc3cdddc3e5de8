"""Lint: every problem of contracts, packs, rules and scenarios, each once, in the order of the files."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from boundaries.analysis.caseload import caseload
from boundaries.analysis.documents import File, a_log, gather
from boundaries.analysis.packs import Shelves, of_folders, of_packs
from boundaries.analysis.single import one_file
from boundaries.contract.folder import identity
from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.source.node import with_source


@dataclass(frozen=True, slots=True)
class Survey:
    """What lint found: the problems, in how many files it looked, and whether one of them could not be read."""

    diagnostics: tuple[Diagnostic, ...]
    files: int
    unread: bool


def lint(paths: str | Path | Iterable[str | Path]) -> tuple[Diagnostic, ...]:
    """Every problem of the files that are written by hand, in files and folders, sorted by place.

    Those are contracts, packs, rules, wordings, scenarios, maps and files of people. A file is told by its top key
    (`contract`, `rule`, `scenario`, `pack`, `wording`, `map`, `people`), never by its name; in a folder, others are
    passed over. Errors are what cannot be loaded or evaluated, warnings what loads but is surely not meant, notes for
    information. Contracts are held to their packs and to each other. Nothing is run, and nothing raised.
    """
    return survey([paths] if isinstance(paths, str | Path) else paths).diagnostics


def survey(paths: Iterable[str | Path]) -> Survey:
    """The same, with how many files there are and whether each could be read."""
    files = list(gather(map(Path, paths), _is_log))
    shelves = Shelves()
    found = [problem for file in files for problem in one_file(file, shelves)]
    found += [*of_folders(files, shelves), *of_packs(files, shelves), *caseload(shelves)]
    return Survey(tuple(_told(files, found)), len(files), not all(file.read for file in files))


def _is_log(path: Path) -> bool:
    from boundaries.readers.open import is_log  # it loads the columns of logs, which most runs do without

    return is_log(path)


def _told(files: list[File], found: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """The problems of each file in turn, each once and with its line; then those that stand in no file looked at."""
    names = {identity(file.path): file.name for file in files}
    texts = {file.name: file.text for file in files}
    by_file: dict[str, dict[tuple[str, str, Location | None], Diagnostic]] = {file.name: {} for file in files}
    for problem in found:
        known = _renamed(problem, names)
        home = known.location.file if known.location else ""
        shown = with_source(known, texts[home]) if home in texts else known
        by_file.setdefault(home, {}).setdefault((shown.code, shown.message, shown.location), shown)
    for file in files:
        its = [*(with_source(problem, file.text) for problem in file.problems), *by_file[file.name].values()]
        if any(problem.level == "error" for problem in its) and file.documents and _is_log(file.path):
            its = a_log(file).problems
        yield from sorted(its, key=_place)
    for home in [home for home in by_file if home not in texts]:
        elsewhere = File(Path(home), home)
        chat = bool(home) and os.path.isfile(home) and _is_log(elsewhere.path)
        yield from a_log(elsewhere).problems if chat else sorted(by_file[home].values(), key=_place)


def _renamed(problem: Diagnostic, names: dict[object, str]) -> Diagnostic:
    """The same problem, its file called what it was called when it was asked for."""
    place = problem.location
    name = names.get(identity(Path(place.file))) if place else None
    if place is None or name is None or name == place.file:
        return problem
    return replace(problem, location=Location(name, place.line, place.column))


def _place(problem: Diagnostic) -> tuple[int, int]:
    return (problem.location.line, problem.location.column) if problem.location else (0, 0)
