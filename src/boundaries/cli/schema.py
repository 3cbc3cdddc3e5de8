"""`boundaries schema`: the file formats as JSON Schema, for editors and for other programs."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated, Any

import typer


class Kind(StrEnum):
    """What there is a schema of."""

    contract = "contract"
    rule = "rule"
    interaction = "interaction"
    finding = "finding"


def schema(kind: Annotated[Kind, typer.Argument(help="Of what.")]) -> None:
    """Print the JSON Schema (2020-12) of a contract, a rule, an interaction or a finding."""
    from boundaries.cli.output import deliver

    deliver([schema_text(kind.value)], None)


def schema_text(kind: str) -> str:
    """A schema as the text of a file."""
    return json.dumps(_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _schema(kind: str) -> dict[str, Any]:
    if kind == "contract":
        from boundaries.contract.model import contract_schema

        return contract_schema()
    if kind == "rule":
        from boundaries.policy.schema import rule_schema

        return rule_schema()
    from boundaries.report import schemas

    return schemas.interaction_schema() if kind == "interaction" else schemas.finding_schema()
