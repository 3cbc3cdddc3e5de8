"""The schemas name what is really written."""

from __future__ import annotations

from dataclasses import fields

from boundaries.core.columns import COLUMNS, NAMES
from boundaries.core.finding import CONCLUSION_FIELDS, DRIFT_FIELDS, Finding
from boundaries.core.interaction import Interaction
from boundaries.report.schemas import finding_schema, interaction_schema
from made_result import conclusion, drift, finding


def test_an_interaction_has_the_columns_and_no_other() -> None:
    schema = interaction_schema()
    assert tuple(schema["properties"]) == NAMES
    assert set(NAMES) == {f.name for f in fields(Interaction)}
    assert schema["additionalProperties"] is False
    assert schema["required"] == [column.name for column in COLUMNS if column.required]


def test_a_finding_has_the_keys_that_are_written() -> None:
    schema = finding_schema()
    assert list(schema["properties"]) == [f.name for f in fields(Finding)]
    assert list(finding().to_dict()) == schema["required"]
    assert set(schema["properties"]) - set(schema["required"]) == {*DRIFT_FIELDS, *CONCLUSION_FIELDS}
    drawn = [*schema["required"], *CONCLUSION_FIELDS]
    assert list(drift().to_dict()) == [name for name in schema["properties"] if name not in CONCLUSION_FIELDS]
    assert list(conclusion().to_dict()) == [name for name in schema["properties"] if name in drawn]
    for name, value in finding().to_dict().items():
        if value is None:
            assert {"type": "null"} in schema["properties"][name]["anyOf"]


def test_no_schema_names_a_violation_or_a_client_as_bearer() -> None:
    shown = str(finding_schema())
    assert "violation" not in shown
    assert "'client'" not in str(finding_schema()["properties"]["bearer"])
