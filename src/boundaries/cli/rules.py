"""`boundaries rules`: what was agreed, and what watches over it, in plain words."""

from __future__ import annotations

from enum import StrEnum
from itertools import chain, islice
from pathlib import Path
from typing import Annotated

import typer

from boundaries.cli import options as o
from boundaries.cli.exits import complain_of
from boundaries.cli.moments import moment


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
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="T", help="The contract as in force at an instant, or at the end of a date."
                                                  " Default: the newest version."),
    ] = None,
) -> None:  # fmt: skip
    """Say a contract in plain words: what was agreed, what changed, which rules watch over it."""
    from boundaries import api
    from boundaries.cli.output import deliver
    from boundaries.cli.paint import paint
    from boundaries.report.agreement import agreement
    from boundaries.report.bound_rules import bound_rules
    from boundaries.report.line import Line

    at = moment(as_of, "--as-of")
    caseload = api.load_all(contract)
    policy = api.compile(caseload, packs=pack)
    o.check_language(lang, policy)
    if output_format is RulesFormat.yaml:
        deliver((text for bound in policy.contracts for text in bound_rules(bound, policy, at)), None)
    else:
        pairs = zip(caseload.contracts, policy.contracts, strict=True)
        pages = ((Line(""), *agreement(one, bound, policy, lang, at)) for one, bound in pairs)
        paint(islice(chain.from_iterable(pages), 1, None))  # a blank line between two contracts
    complain_of((d for bound in policy.contracts for d in bound.timeline.diagnostics), "warning", "note")
