"""`boundaries rules`: what was agreed, and what watches over it, in plain words."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from boundaries.cli import options as o
from boundaries.cli.exits import complain_of


class RulesFormat(StrEnum):
    """How the rules are written."""

    text = "text"
    yaml = "yaml"


def rules(
    contract: Annotated[list[Path], typer.Argument(metavar="C", help="Contract files, or folders of them.")],
    pack: o.Packs = None,
    lang: Annotated[str, typer.Option("--lang", metavar="L", help="The language of the rules' titles.")] = "en",
    output_format: Annotated[
        RulesFormat,
        typer.Option("--output-format", help="text, or yaml: the rules with the contract's own values in them."),
    ] = RulesFormat.text,
) -> None:
    """Say a contract in plain words, with every rule that applies to it and the place of its clause."""
    from boundaries import api
    from boundaries.cli.output import deliver
    from boundaries.cli.paint import paint
    from boundaries.report.agreement import agreement
    from boundaries.report.bound_rules import bound_rules

    policy = api.compile(api.load_all(contract), packs=pack)
    o.check_language(lang, policy)
    if output_format is RulesFormat.yaml:
        deliver((text for bound in policy.contracts for text in bound_rules(bound, policy)), None)
    else:
        paint(line for bound in policy.contracts for line in agreement(bound, policy, lang))
    complain_of((d for bound in policy.contracts for d in bound.timeline.diagnostics), "warning", "note")
