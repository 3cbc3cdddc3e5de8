"""The three parts of a contract as pydantic models, made from the table of clauses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from keyword import iskeyword
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    WrapValidator,
    create_model,
)  # fmt: skip

from boundaries.contract import clauses as table
from boundaries.contract import schema, values
from boundaries.contract.clauses import BY_PATH, CLAUSES, FIELDS, RECIPIENTS, Clause, recipient_of
from boundaries.contract.validate import problems_of
from boundaries.contract.values import NotApplicable, Problem, ValueProblem, not_applicable, tick, wrong_shape


class Frozen(BaseModel):
    """A mapping of a contract file: known keys only, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


def _leaf(field: table.Field) -> Any:
    """The type of a field: its reader, `null`, and `{not_applicable: reason}`."""

    def read(value: object) -> object:
        if value is None:
            return None
        return not_applicable(value) or values.READERS[field.reads](value, field)

    return Annotated[Any, PlainValidator(read), WithJsonSchema(schema.of_field(field))]


def _entry(field: table.Field, name: str) -> type[Frozen]:
    """The model of one entry of a list."""
    definitions: dict[str, Any] = {
        _attribute(entry.name): (
            _required(entry) if entry.required else _leaf(entry),
            Field(default=... if entry.required else None, alias=entry.name, description=entry.about),
        )
        for entry in field.entries
    }
    return cast(type[Frozen], create_model(name, __base__=Frozen, __doc__=field.about, **definitions))


def _required(field: table.Field) -> Any:
    def read(value: object) -> object:
        return values.READERS[field.reads](value, field)

    return Annotated[Any, PlainValidator(read), WithJsonSchema(schema.of_field(field, optional=False))]


def _attribute(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def _applicable(value: object, handler: Callable[[object], object]) -> object:
    return not_applicable(value) or handler(value)


def _clause_type(clause: Clause) -> Any:
    title = schema.title(clause.path)
    wrap = WrapValidator(_applicable)
    if clause.value and clause.value.entries:
        entry = _entry(clause.value, f"{title}Entry")
        return Annotated[list[entry] | None, wrap]  # type: ignore[valid-type]
    if clause.value:
        return _leaf(clause.value)
    definitions: dict[str, Any] = {
        _attribute(f.name): (_leaf(f), Field(default=None, alias=f.name, description=f.about)) for f in clause.fields
    }
    model = create_model(title, __base__=Frozen, __doc__=clause.about, **definitions)
    return Annotated[model | None, wrap]


def _part(name: str, about: str) -> type[Frozen]:
    definitions: dict[str, Any] = {
        clause.name: (
            _clause_type(clause),
            Field(default=None, description=clause.about, examples=[clause.example], json_schema_extra=schema.clause),
        )
        for clause in CLAUSES
        if clause.part == name
    }
    return cast(type[Frozen], create_model(name.title(), __base__=Frozen, __doc__=about, **definitions))


if TYPE_CHECKING:

    class Administrative(Frozen): ...

    class Professional(Frozen): ...

    class Psychological(Frozen): ...

    AdministrativePart = Administrative | NotApplicable | None
    ProfessionalPart = Professional | NotApplicable | None
    PsychologicalPart = Psychological | NotApplicable | None
else:
    Administrative = _part("administrative", "Time, ways of contact, money, information: how the two work together.")
    Professional = _part("professional", "Goals, tasks and what may be expected: what the work is.")
    Psychological = _part("psychological", "What each commits to, hopes for and needs, once said aloud.")
    AdministrativePart = Annotated[Administrative | None, WrapValidator(_applicable)]
    ProfessionalPart = Annotated[Professional | None, WrapValidator(_applicable)]
    PsychologicalPart = Annotated[Psychological | None, WrapValidator(_applicable)]
_PARTS: dict[str, type[BaseModel]] = {
    "administrative": Administrative,
    "professional": Professional,
    "psychological": Psychological,
}
_RECIPIENT = _entry(RECIPIENTS, "Recipient")


def read_path(path: str, value: object) -> object:
    """The value of a clause, a field or an entry given alone, as `set` of an amendment gives it.

    Raises `ValueProblem` with every problem of it.
    """
    if name := recipient_of(path):
        return None if value is None else _read_recipient(name, value)
    if path in FIELDS and path not in BY_PATH:
        field = FIELDS[path]
        return None if value is None else not_applicable(value) or values.READERS[field.reads](value, field)
    clause = BY_PATH[path]
    part = _PARTS[clause.part]
    try:
        return getattr(part.model_validate({clause.name: value}), clause.name)
    except ValidationError as error:
        raise ValueProblem(*(replace(p, at=p.at[1:]) for p in problems_of(error, part))) from None


def _read_recipient(name: str, value: object) -> object:
    """What is agreed with one recipient of `sharing`; its `with` stands in the path, and may be said again."""
    if not isinstance(value, dict):
        raise wrong_shape(value, "a mapping", "`{basis: consent, until: 2027-01-01}`; `null` removes the entry")
    if "not_applicable" in value:
        message, hint = (
            "a recipient is told something or not",
            "`null` removes it; the whole of `sharing` may not apply",
        )
        raise ValueProblem(Problem("B005", message, hint, ("not_applicable",), on_key=True))
    said = value.get("with", name)
    if said != name:
        hint = "leave `with` out; another recipient has a path of its own"
        raise ValueProblem(Problem("B003", f"{tick(said)} is not the recipient `{name}` of the path", hint, ("with",)))
    try:
        return _RECIPIENT.model_validate({**value, "with": name})
    except ValidationError as error:
        raise ValueProblem(*problems_of(error, _RECIPIENT)) from None
