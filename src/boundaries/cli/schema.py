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
    pack = "pack"
    wording = "wording"
    map = "map"
    scenario = "scenario"
    interaction = "interaction"
    finding = "finding"


def schema(kind: Annotated[Kind, typer.Argument(help="Of what.")]) -> None:
    """Print the JSON Schema (2020-12) of a file of one kind, of an interaction, or of a finding."""
    from boundaries.cli.output import deliver

    deliver([schema_text(kind.value)], None)


def schema_text(kind: str) -> str:
    """A schema as the text of a file."""
    return json.dumps(_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _schema(kind: str) -> dict[str, Any]:
    if kind == "contract":
        from boundaries.contract.model import contract_schema

        return contract_schema()
    if kind in ("rule", "pack", "wording", "scenario"):
        from boundaries.policy.schema import pack_schema, rule_schema, wording_schema
        from boundaries.testing.schema import scenario_schema, with_examples

        if kind == "scenario":
            return scenario_schema()
        if kind == "wording":
            return wording_schema()
        return with_examples(rule_schema()) if kind == "rule" else pack_schema()
    if kind == "map":
        from boundaries.readers.mapped_words import map_schema

        return map_schema()
    from boundaries.report import schemas

    return schemas.interaction_schema() if kind == "interaction" else schemas.finding_schema()
