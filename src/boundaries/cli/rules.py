"""`boundaries rules`: what was agreed, and what watches over it, in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from boundaries.cli import options as o
from boundaries.cli.exits import complain_of


def rules(
    contract: Annotated[list[Path], typer.Argument(metavar="C", help="Contract files, or folders of them.")],
    pack: o.Packs = None,
    lang: Annotated[str, typer.Option("--lang", metavar="L", help="The language of the rules' titles.")] = "en",
) -> None:
    """Say a contract in plain words, with every rule that applies to it and the place of its clause."""
    from boundaries import api
    from boundaries.cli.paint import paint
    from boundaries.report.agreement import agreement

    policy = api.compile(api.load_all(contract), packs=pack)
    paint(line for bound in policy.contracts for line in agreement(bound, policy, lang))
    complain_of((d for bound in policy.contracts for d in bound.timeline.diagnostics), "warning", "note")
