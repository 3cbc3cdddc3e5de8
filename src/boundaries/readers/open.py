"""Files to one log: each gets its name and its reader, then all are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from boundaries.core.columns import KINDS, is_kind
from boundaries.core.errors import BoundariesError, Diagnostic, LogError, UsageError, did_you_mean
from boundaries.readers import empty
from boundaries.readers.annotations import annotate
from boundaries.readers.base import Options, pick
from boundaries.table.assemble import assemble
from boundaries.table.convert import FIRST_US, LAST_US
from boundaries.table.log import Coverage, Extract, Log

_LONGEST_NAME = 200
DATE_ORDERS = ("dmy", "mdy", "ymd")


def open_log(paths: Sequence[Path | str], options: Options, annotations: Path | str | None = None) -> Log:
    """The interactions of all files together, under the names `log 1`, `log 2` ... in the order given.

    A file without rows gives none and is no error. Raises `LogError` with what is wrong with every file that cannot
    be read, or `UsageError` where an option is missing or wrong; neither holds a file's name or a row's text.
    """
    check_options(options)
    extracts: list[Extract] = []
    problems: list[BoundariesError] = []
    for number, path in enumerate(paths, 1):
        try:
            extracts.append(extract(Path(path), replace(options, log=f"log {number}")))
        except BoundariesError as problem:
            problems.append(problem)
    if problems:
        error = UsageError if all(isinstance(p, UsageError) for p in problems) else LogError
        raise error(*(diagnostic for problem in problems for diagnostic in problem.diagnostics))
    log = assemble(extracts)
    return log if annotations is None else annotate(log, Path(annotations), options.relationship)


def is_log(path: Path) -> bool:
    """Whether a reader knows the file for one of its own; an empty one is nobody's."""
    try:
        return pick(path).name != empty.name
    except BoundariesError:
        return False


def extract(path: Path, options: Options) -> Extract:
    """One file's rows and what they can show; an empty file has neither."""
    found = pick(path, options.format, options.log).read(path, options)
    return found if options.covers is None else replace(found, coverage=covering(found.coverage, options.covers))


def covering(coverage: tuple[Coverage, ...] | None, kinds: Sequence[str]) -> tuple[Coverage, ...]:
    """What a log can show if it records only some kinds: `--covers` takes away, it never adds."""
    named = frozenset(kinds)
    if coverage is None:
        return (Coverage(FIRST_US, LAST_US, named),)
    return tuple(replace(c, kinds=named if c.kinds is None else c.kinds & named) for c in coverage)


def check_options(options: Options) -> None:
    """Raises `UsageError` for an option's value that is none of those it can have."""
    problems = []
    if options.date_order is not None and options.date_order not in DATE_ORDERS:
        text = f"`{options.date_order}` is no order of a date"
        problems.append(Diagnostic("B224", text, hint="one of dmy, mdy, ymd"))
    pair = options.relationship
    if pair is not None and not (pair.isprintable() and 0 < len(pair.strip()) <= _LONGEST_NAME):
        text = "the name of a pair is a short word, without control characters"
        problems.append(Diagnostic("B226", text, hint="such as `--relationship c-207`"))
    for kind in options.covers or ():
        if not is_kind(kind):
            hint = did_you_mean(kind, KINDS) or f"kinds are {', '.join(KINDS)}"
            problems.append(Diagnostic("B225", f"`{kind}` is no kind of interaction", hint=hint))
    if problems:
        raise UsageError(*problems)
