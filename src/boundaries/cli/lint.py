"""`boundaries lint`: every problem of contracts, packs, rules and scenarios, with its place and a way out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from boundaries.cli import options as o
from boundaries.cli.exits import FOUND, OK, UNREADABLE

if TYPE_CHECKING:
    from boundaries.analysis.lint import Survey
    from boundaries.core.errors import Diagnostic


class LintFormat(StrEnum):
    """How problems are written."""

    text = "text"
    json = "json"


def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="Contracts, packs, rules, scenarios; or folders."),
    ] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Print the page of a code, such as B003, and leave.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings, too.")] = False,
    output_format: Annotated[
        LintFormat, typer.Option("--output-format", rich_help_panel=o.OUTPUT, help="How problems are written.")
    ] = LintFormat.text,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", rich_help_panel=o.OUTPUT, help="Errors and warnings only.")
    ] = False,
) -> None:  # fmt: skip
    """Say every problem of contracts, packs, rules and scenarios: where it is, and a way out.

    A warning loads, but is surely not meant; a note is for your information. Exit 1 for an error, 3 where a path is
    not there or is no text.
    """
    from boundaries.cli.output import deliver

    if explain is not None:
        deliver([_page(explain)], None)
        raise typer.Exit(OK)
    if not paths:
        raise typer.BadParameter("name a file or a folder, or a code with --explain", param_hint="FILE")
    from boundaries.analysis.lint import survey

    found = survey(paths)
    shown = [d for d in found.diagnostics if not quiet or d.level != "note"]
    deliver(_text(shown, found.files) if output_format is LintFormat.text else _json(shown, found.files), None)
    raise typer.Exit(_code(found, strict))


def _page(code: str) -> str:
    from boundaries.analysis.explain import codes, page
    from boundaries.core.errors import did_you_mean

    known = code.strip().upper()
    if known not in codes():
        near = did_you_mean(known, codes())
        hint = f"; {near}" if near else ""
        raise typer.BadParameter(f"`{code[:40]}` is no code of a problem{hint}", param_hint="--explain")
    return page(known)


def _code(found: Survey, strict: bool) -> int:
    if found.unread:
        return UNREADABLE
    levels = {diagnostic.level for diagnostic in found.diagnostics}
    return FOUND if "error" in levels or (strict and "warning" in levels) else OK


def _text(shown: Sequence[Diagnostic], files: int) -> Iterator[str]:
    """Every problem with its line, and how many there are."""
    yield from (f"{diagnostic.render()}\n" for diagnostic in shown)
    counts = ", ".join(_counted(number, level) for level, number in _levels(shown).items() if number)
    yield f"{counts} in {_counted(files, 'file')}\n" if counts else f"{_counted(files, 'file')}: nothing to remark\n"


def _levels(shown: Sequence[Diagnostic]) -> dict[str, int]:
    counts = Counter(diagnostic.level for diagnostic in shown)
    return {level: counts[level] for level in ("error", "warning", "note")}


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _json(shown: Sequence[Diagnostic], files: int) -> Iterator[str]:
    summary = {"files": files} | {f"{level}s": number for level, number in _levels(shown).items()}
    found = {"problems": [_as_dict(diagnostic) for diagnostic in shown], "summary": summary}
    yield json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _as_dict(diagnostic: Diagnostic) -> dict[str, object]:
    place = diagnostic.location
    where = {key: getattr(place, key) if place else None for key in ("file", "line", "column")}
    return {
        "code": diagnostic.code, "level": diagnostic.level, "message": diagnostic.message, "hint": diagnostic.hint,
        **where, "source": diagnostic.source,
    }  # fmt: skip
