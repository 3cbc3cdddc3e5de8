"""The contract file as pydantic models, made from the table of clauses; what the two agreed, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING, Annotated, Any, cast

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    PrivateAttr,
    ValidationError,
    WithJsonSchema,
    WrapValidator,
    create_model,
)  # fmt: skip

from boundaries.contract import clauses as table
from boundaries.contract import names, schema, values
from boundaries.contract.clauses import BY_PATH, CLAUSES, FIELDS, Clause
from boundaries.contract.moments import Moment
from boundaries.contract.node import Node
from boundaries.contract.setting import read_set
from boundaries.contract.validate import problems_of
from boundaries.contract.values import ValueProblem, not_applicable
from boundaries.contract.versions import Exemption, Timeline
from boundaries.core.columns import REASONS
from boundaries.core.errors import Diagnostic


class Frozen(BaseModel):
    """A mapping of a contract file: known keys only, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)


# ---- clauses, from the table --------------------------------------------------------------------------------


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
    title = "".join(word.title() for word in clause.path.replace(".", "_").split("_"))
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

else:
    Administrative = _part("administrative", "Time, ways of contact, money, information: how the two work together.")
    Professional = _part("professional", "Goals, tasks and what may be expected: what the work is.")
    Psychological = _part("psychological", "What each commits to, hopes for and needs, once said aloud.")
_PARTS: dict[str, type[BaseModel]] = {
    "administrative": Administrative,
    "professional": Professional,
    "psychological": Psychological,
}


def read_path(path: str, value: object) -> object:
    """The value of a clause or a field given alone, as `set` of an amendment gives it; raises `ValueProblem`."""
    if path in FIELDS and path not in BY_PATH:
        field = FIELDS[path]
        return None if value is None else not_applicable(value) or values.READERS[field.reads](value, field)
    clause = BY_PATH[path]
    part = _PARTS[clause.part]
    try:
        return getattr(part.model_validate({clause.name: value}), clause.name)
    except ValidationError as error:
        raise ValueProblem(*(replace(p, at=p.at[1:]) for p in problems_of(error, part))) from None


# ---- the whole -----------------------------------------------------------------------------------------------


def _type(reader: Callable[[Any], object], json_schema: dict[str, Any], optional: bool = True) -> tuple[Any, Any]:
    def read(value: object) -> object:
        return None if optional and value is None else reader(value)

    return PlainValidator(read), WithJsonSchema(json_schema)


def _reason(value: object) -> str:
    return values.read_word(value, table.Field("reason", "text", "word", "changed", "", words=REASONS))


def _node(value: object) -> object:
    if not isinstance(value, dict | str):
        raise values.wrong_shape(value, "a filter", "`{channel: sms}`")
    return value


Name = Annotated[str, *_type(values.read_name, schema.TEXT, optional=False)]
OptionalName = Annotated[str | None, *_type(values.read_name, schema.TEXT)]
Text = Annotated[str | None, *_type(lambda v: values.plain_text(v, "text"), schema.TEXT)]
When = Annotated[Moment, *_type(values.read_moment, schema.MOMENT, optional=False)]
OptionalWhen = Annotated[Moment | None, *_type(values.read_moment, schema.MOMENT)]
Names = Annotated[tuple[str, ...] | None, *_type(names.read_names, schema.TEXTS)]
Zone = Annotated[str, *_type(names.read_zone, schema.TEXT, optional=False)]
Country = Annotated[str | None, *_type(names.read_country, schema.TEXT)]
Currency = Annotated[str | None, *_type(names.read_currency, schema.CURRENCY)]
Packs = Annotated[tuple[str, ...] | None, *_type(names.read_packs, schema.TEXTS)]
Format = Annotated[str | None, *_type(names.read_format, schema.FORMAT)]
ClausePath = Annotated[str, *_type(names.read_path, schema.PATH, optional=False)]
Reason = Annotated[str | None, *_type(_reason, schema.words(REASONS))]
Scope = Annotated[Any, *_type(_node, schema.FILTER)]
Setting = Annotated[dict[str, Any], *_type(lambda value: read_set(value, read_path), schema.SETTING, optional=False)]


class Party(Frozen):
    """Somebody who is part of the agreement, by pseudonym."""

    id: Name = Field(description="pseudonym")
    role: Name = Field(description="client, practitioner, guardian, interpreter ...")


class AgreedException(Frozen):
    """A dated, scoped agreement to leave a clause aside; what it excuses stays visible."""

    id: OptionalName = Field(None, description="to tell it from the others")
    clause: ClausePath = Field(description="the clause, or one field of it", examples=["administrative.hours"])
    from_: OptionalWhen = Field(None, alias="from", description="first day or instant; open if absent")
    until: OptionalWhen = Field(None, description="last day, or the instant at which it is over; open if absent")
    reason: Reason = Field(None, description="why; it also excuses under this word")
    agreed_by: Names = Field(None, description="who agreed: both, or it excuses nothing")
    scope: Scope = Field(None, description="a filter: only interactions that match are excused")


class Amendment(Frozen):
    """A change the two agreed to; earlier interactions are judged by what was in force then."""

    id: OptionalName = Field(None, description="to tell it from the others")
    agreed: When = Field(description="the day it was agreed", examples=["2026-03-30"])
    effective: OptionalWhen = Field(None, description="from when it is in force; the day it was agreed if absent")
    proposed_by: OptionalName = Field(None, description="who proposed it")
    need_of: OptionalName = Field(None, description="whose need it answers")
    because: Text = Field(None, description="why, in a few words")
    agreed_by: Names = Field(None, description="who agreed: both, or it is not applied")
    set: Setting = Field(
        description="new values by path of a clause, a field, or `ends`; null removes",
        examples=['{administrative.hours: "Mo-Fr 09:00-19:00"}'],
    )


class Contract(Frozen):
    """What a practitioner and a client agreed: its clauses, its life, its amendments and exceptions."""

    format: Format = Field(None, description="the format of the file")
    contract: Name = Field(description="the contract's own name", examples=["riverside-017"])
    relationship: OptionalName = Field(None, description="pseudonym of the pair it is for")
    pairs: Names = Field(None, alias="relationships", description="pseudonyms of several pairs; neither: every pair")
    practitioner: OptionalName = Field(None, description="pseudonym of the practitioner")
    timezone: Zone = Field(description="the clock of every civil-time clause", examples=["Europe/London"])
    country: Country = Field(None, description="whose public holidays `PH` are: ISO 3166, such as GB or GB-SCT")
    agreed: When = Field(description="the day it was agreed", examples=["2026-01-12"])
    starts: OptionalWhen = Field(None, description="first day or instant; the day it was agreed if absent")
    ends: OptionalWhen = Field(None, description="last day, or the instant at which it is over")
    consent: Names = Field(None, description="who agreed", examples=["[practitioner, client]"])
    parties: list[Party] | None = Field(None, description="who is part of it, where it is not just the two")
    consent_required: Names = Field(None, description="whose agreement a change needs, where it is not just the two")
    currency: Currency = Field(None, description="of all amounts: ISO 4217", examples=["GBP"])
    pack_list: Packs = Field(None, alias="packs", description="rule packs that apply; [core] if absent")
    administrative: Administrative | None = Field(None, description="how the two work together")
    professional: Professional | None = Field(None, description="what the work is")
    psychological: Psychological | None = Field(None, description="what each brings, said aloud")
    exceptions: list[AgreedException] | None = Field(
        None, description="dated, scoped agreements to leave a clause aside"
    )
    amendments: list[Amendment] | None = Field(None, description="changes, append-only")

    _root: Node = PrivateAttr()
    _text: str = PrivateAttr("")
    _timeline: Timeline = PrivateAttr()

    @property
    def name(self) -> str:
        """The contract's own name."""
        return self.contract

    @property
    def relationships(self) -> tuple[str, ...]:
        """The pairs it is for; none: a standard contract, for every pair without one of its own."""
        return (self.relationship,) if self.relationship is not None else self.pairs or ()

    @property
    def packs(self) -> tuple[str, ...]:
        """The rule packs that apply."""
        return ("core",) if self.pack_list is None else self.pack_list

    @property
    def timeline(self) -> Timeline:
        """Its versions as plain values."""
        return self._timeline

    @property
    def exemptions(self) -> tuple[Exemption, ...]:
        """Its exceptions as plain values."""
        return self._timeline.exemptions

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Warnings and notes, with their places."""
        return self._timeline.diagnostics

    @property
    def text(self) -> str:
        """The file's text, so that a problem found later can still show its line."""
        return self._text

    @property
    def source(self) -> Node:
        """The file's values with their places."""
        return self._root


@lru_cache(maxsize=1)
def contract_schema() -> dict[str, Any]:
    """The JSON Schema of a contract file, for editors and other programs."""
    return schema.whole(Contract.model_json_schema(by_alias=True))
