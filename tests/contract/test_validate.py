"""Any model can be read from a node: problems come back in the words of the file, with their places."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from boundaries.contract.validate import validate
from boundaries.source.document import parse_document


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid")
    at: str
    minutes: int = 0


class Plan(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    steps: list[Step] = []


def problems(text: str, codes: dict[str, str] | None = None) -> list[str]:
    found = validate(Plan, parse_document(text, "p.yaml")[0], text, codes)
    assert isinstance(found, tuple)
    return [d.render().split("\n")[0] for d in found]


def test_a_model_comes_back() -> None:
    text = "name: n\nsteps:\n- {at: '9:00', minutes: 3}\n"
    plan = validate(Plan, parse_document(text, "p.yaml")[0], text)
    assert plan == Plan(name="n", steps=[Step(at="9:00", minutes=3)])


def test_problems_come_back_with_places() -> None:
    assert problems("steps:\n- {at: x, minuts: 3}\n- {minutes: x}\n- y\n") == [
        "p.yaml:1:1: B004 `name` is missing",
        "p.yaml:2:11: B002 `minuts` is not a key of `steps` (did you mean `minutes`?)",
        "p.yaml:3:3: B004 `at` is missing in `steps`",
        "p.yaml:3:13: B005 `x`: input should be a valid integer, unable to parse string as an integer",
        "p.yaml:4:3: B005 `y` where a mapping is expected",
    ]
    assert problems("name: n\nsteps: {}\n") == ["p.yaml:2:8: B005 an empty mapping where a list is expected"]


def test_codes_can_be_those_of_another_kind_of_file() -> None:
    assert problems("name: n\nstep: []\n", {"B002": "B301"}) == [
        "p.yaml:2:1: B301 `step` is not a key of a plan (did you mean `steps`?)"
    ]
