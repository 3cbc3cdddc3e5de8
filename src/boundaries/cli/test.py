"""`boundaries test`: what a contract and its rules mean, held to the examples that somebody wrote down."""

# ruff: noqa: PT028 (a command called test, not a test)

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.cli import options as o
from boundaries.cli.exits import FOUND, NOTHING, OK, UNREADABLE, complain, complain_of_number
from boundaries.cli.output import check_place

if TYPE_CHECKING:
    from boundaries.testing.suite import Ran, Report


class ResultFormat(StrEnum):
    """How results are written."""

    text = "text"
    json = "json"
    junit = "junit"


def test(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[PATHS]",
            help="Scenario and rule files, folders of them, or a shipped pack by its name. Default: this folder.",
        ),
    ] = None,
    choose: Annotated[
        str, typer.Option("-k", metavar="TEXT", help="Only those with this text in their name, or their rule's.")
    ] = "",
    output_format: Annotated[
        ResultFormat, typer.Option("--output-format", rich_help_panel=o.OUTPUT, help="How results are written.")
    ] = ResultFormat.text,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", rich_help_panel=o.OUTPUT,
                                  help="Write to a file, readable by its owner only, instead of stdout."),
    ] = None,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", rich_help_panel=o.OUTPUT, help="A line for each scenario that passed.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", rich_help_panel=o.OUTPUT, help="Only failures, and the last line.")
    ] = False,
) -> None:  # fmt: skip
    """Run scenarios, and the examples in rules.

    A failure shows what happened, what was expected and what was found on one timeline. A scenario that cannot be
    evaluated is told with its place, ends with 3, and is never a pass.
    """
    check_place(output, paths or [])
    if verbose and quiet:
        raise typer.BadParameter("--verbose and --quiet exclude each other", param_hint="--verbose")
    from boundaries.cli.output import deliver
    from boundaries.testing.machine import as_json, as_junit
    from boundaries.testing.suite import count, run_tests

    report = run_tests(paths or ["."], choose)
    for problem in report.problems:
        complain(problem.render())
    complain_of_number(len(report.problems))
    counts = count(report.results)
    if output_format is ResultFormat.text:
        deliver(_text(report, verbose, quiet), output)
    else:
        deliver(as_json(report) if output_format is ResultFormat.json else as_junit(report), output)
    if not counts.total:
        complain(_nothing(choose))
    elif output is not None or output_format is not ResultFormat.text:
        complain(str(counts))
    raise typer.Exit(UNREADABLE if counts.errors else FOUND if counts.failed else OK if counts.total else NOTHING)


def _text(report: Report, verbose: bool, quiet: bool) -> Iterator[str]:
    """The files, or each scenario; then the failures, each as a timeline; then the counts."""
    from boundaries.testing.outcome import Outcome
    from boundaries.testing.suite import count

    if not report.results:
        return
    lines = [] if quiet else list(_each(report) if verbose else _files(report.files))
    yield from (f"{line}\n" for line in lines)
    failed = [result for result in report.results if isinstance(result, Outcome) and not result.passed]
    for i, outcome in enumerate(failed):
        yield "\n" if lines or i else ""
        yield f"{outcome.render()}\n"
    yield "\n" if lines or failed else ""
    yield f"{count(report.results)}\n"


def _files(files: tuple[Ran, ...]) -> Iterator[str]:
    from boundaries.testing.suite import count
    from boundaries.testing.timetable import padded, width

    widest = max(width(ran.file) for ran in files)
    yield from (f"{padded(ran.file, widest)}  {count(ran.results)}" for ran in files)


def _each(report: Report) -> Iterator[str]:
    from boundaries.testing.model import Unread

    for result in report.results:
        if isinstance(result, Unread):
            yield f"{result.location}: {result.title}: could not be evaluated"
        elif result.passed:
            yield result.render()


def _nothing(choose: str) -> str:
    if choose:
        return f"nothing to test: no scenario's name has `{choose[:60]}`"
    return "nothing to test: a scenario begins with `scenario: its name`, a rule has its `examples`"
