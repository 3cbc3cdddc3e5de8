"""`boundaries init`: a folder to start from."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from boundaries.core.errors import Diagnostic, UsageError

STARTER = ("contract.yaml", "evening-reply.scenario.yaml", "rules/weekend-message.yaml", "README.md")
SCHEMAS = ("contract", "scenario", "rule")


def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to; made if it is not there.")] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Into a folder with files, too; replaces files of the same name.")
    ] = False,
) -> None:
    """Write a starter contract, an example of what it means, a rule of your own, and a page that says how to go on."""
    from boundaries.cli.output import deliver
    from boundaries.cli.schema import schema_text
    from boundaries.core.files import write_private

    _make(directory)
    _check_empty(directory, force)
    _make(directory / "rules")
    texts = {name: (files("boundaries.cli") / "starter" / name).read_bytes() for name in STARTER}
    texts |= {f"{kind}.schema.json": schema_text(kind).encode() for kind in SCHEMAS}
    for name, text in texts.items():
        write_private(directory / name, partial(_fill, text=text))
    deliver([f"{directory / name}\n" for name in texts], None)


def _fill(path: Path, text: bytes) -> None:
    path.write_bytes(text)


def _make(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise _cannot_be_made(directory, problem) from None


def _check_empty(directory: Path, force: bool) -> None:
    try:
        occupied = any(directory.iterdir())
    except OSError as problem:
        raise _cannot_be_made(directory, problem) from None
    if occupied and not force:
        hint = "name an empty folder, or say --force"
        raise UsageError(Diagnostic("B303", f"`{directory}` has files in it already", hint=hint))


def _cannot_be_made(directory: Path, problem: OSError) -> UsageError:
    reason = (problem.strerror or type(problem).__name__).lower()
    return UsageError(Diagnostic("B301", f"`{directory}` cannot be made: {reason}"))
