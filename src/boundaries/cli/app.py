"""The commands, put together. Nothing here loads numpy, pyarrow or pydantic: a command loads what it needs."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any

import typer

from boundaries import __version__
from boundaries.cli import check, convert, demo, init, lint, rules, schema, test, wording

_HELP = """Agreed therapy contracts as rules over interaction metadata: what was crossed, and where it is agreed.

It sees times, channels and counts, never content.
"""
_CODES = (
    "Exit codes: 0 clean; 1 found, or a test failed; 2 usage; 3 an input could not be loaded; 4 internal error; "
    "5 nothing to do"
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"boundaries {__version__}")
        raise typer.Exit


def _boundaries(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="The version, and leave.")
    ] = False,
) -> None:
    """The command without a command: its help, or its version."""


@cache
def command() -> Any:  # a click command; typer carries its own click, whose types are private
    """The command line as one callable."""
    app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=True)
    app.callback(help=_HELP, epilog=_CODES)(_boundaries)
    app.command("init")(init.init)
    app.command("check")(check.check)
    app.command("convert")(convert.convert)
    app.command("lint")(lint.lint)
    app.command("rules")(rules.rules)
    app.command("test")(test.test)
    app.command("wording")(wording.wording)
    app.command("schema")(schema.schema)
    app.command("demo")(demo.demo)
    return typer.main.get_command(app)
