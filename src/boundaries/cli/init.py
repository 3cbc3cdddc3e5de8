"""`boundaries init`: a folder to start from."""

from __future__ import annotations

from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from boundaries.core.errors import Diagnostic, UsageError

STARTER = ("contract.yaml", "evening-reply.scenario.yaml", "README.md")
SCHEMAS = ("contract", "rule")


def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to; made if it is not there.")] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Into a folder with files, too; replaces files of the same name.")
    ] = False,
) -> None:
    """Write a starter contract, an example of what it means, and a page that says how to go on."""
    from boundaries.cli.output import deliver
    from boundaries.cli.schema import schema_text
    from boundaries.core.files import write_private

    _make(directory, force)
    texts = {name: (files("boundaries.cli") / "starter" / name).read_bytes() for name in STARTER}
    texts |= {f"{kind}.schema.json": schema_text(kind).encode() for kind in SCHEMAS}
    for name, text in texts.items():
        write_private(directory / name, partial(_fill, text=text))
    deliver([f"{directory / name}\n" for name in texts], None)


def _fill(path: Path, text: bytes) -> None:
    path.write_bytes(text)


def _make(directory: Path, force: bool) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        occupied = any(directory.iterdir())
    except OSError as problem:
        reason = (problem.strerror or type(problem).__name__).lower()
        raise UsageError(Diagnostic("B301", f"`{directory}` cannot be made: {reason}")) from None
    if occupied and not force:
        hint = "name an empty folder, or say --force"
        raise UsageError(Diagnostic("B303", f"`{directory}` has files in it already", hint=hint))
