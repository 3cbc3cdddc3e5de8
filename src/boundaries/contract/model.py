"""The contract file as pydantic models: what the two agreed, and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, PlainValidator, PrivateAttr, WithJsonSchema

from boundaries.contract import clauses as table
from boundaries.contract import names, schema, values
from boundaries.contract.completeness import Completeness, completeness
from boundaries.contract.document import document
from boundaries.contract.moments import Moment, moment_of
from boundaries.contract.parts import AdministrativePart, Frozen, ProfessionalPart, PsychologicalPart, read_path
from boundaries.contract.setting import read_set
from boundaries.contract.versions import Exemption, Timeline, Version
from boundaries.core.columns import REASONS
from boundaries.core.errors import Diagnostic
from boundaries.source.node import Node


def _type(reader: Callable[[Any], object], json_schema: dict[str, Any], optional: bool = True) -> tuple[Any, Any]:
    def read(value: object) -> object:
        return None if optional and value is None else reader(value)

    return PlainValidator(read), WithJsonSchema(schema.optional(json_schema) if optional else json_schema)


def _reason(value: object) -> str:
    return values.read_word(value, table.Field("reason", "text", "word", "changed", "", words=REASONS))


def _node(value: object) -> object:
    if not isinstance(value, dict | str):
        raise values.wrong_shape(value, "a filter", "`{channel: sms}`")
    return value


Name = Annotated[str, *_type(values.read_name, schema.TEXT, optional=False)]
OptionalName = Annotated[str | None, *_type(values.read_name, schema.TEXT)]
Basis = Annotated[str, *_type(lambda v: values.plain_text(v, "text"), schema.TEXT, optional=False)]
Text = Annotated[str | None, *_type(lambda v: values.plain_text(v, "text"), schema.TEXT)]
When = Annotated[Moment, *_type(values.read_moment, schema.MOMENT, optional=False)]
OptionalWhen = Annotated[Moment | None, *_type(values.read_moment, schema.MOMENT)]
Names = Annotated[tuple[str, ...] | None, *_type(names.read_names, schema.TEXTS)]
Zone = Annotated[str, *_type(names.read_zone, schema.STRING, optional=False)]
Country = Annotated[str | None, *_type(names.read_country, schema.STRING)]
Currency = Annotated[str | None, *_type(names.read_currency, schema.CURRENCY)]
Packs = Annotated[tuple[str, ...] | None, *_type(names.read_packs, schema.TEXTS)]
Format = Annotated[str | None, *_type(names.read_format, schema.FORMAT)]
ClausePath = Annotated[str, *_type(names.read_path, schema.PATH, optional=False)]
Reason = Annotated[str | None, *_type(_reason, schema.words(REASONS))]
Scope = Annotated[Any, *_type(_node, schema.FILTER)]
Setting = Annotated[dict[str, Any], *_type(lambda value: read_set(value, read_path), schema.SETTING, optional=False)]


def _part(about: str) -> Any:
    return Field(None, description=about, json_schema_extra=schema.clause)


class Party(Frozen):
    """Somebody who is part of the agreement, by pseudonym."""

    id: Name = Field(description="pseudonym")
    role: Name = Field(description="client, practitioner, guardian, interpreter ...")


class Metadata(Frozen):
    """That the client was told, with the agreement, that times and channels of contact may be looked at, and why."""

    told: When = Field(description="the day the client was told", examples=["2026-01-12"])
    basis: Basis = Field(description="on what legal ground, in a few words", examples=["consent"])


class AgreedException(Frozen):
    """A dated, scoped agreement to leave a clause aside; what it covers stays visible."""

    id: OptionalName = Field(None, description="to tell it from the others")
    clause: ClausePath = Field(description="the clause, or one field of it", examples=["administrative.hours"])
    from_: OptionalWhen = Field(None, alias="from", description="first day or instant; open if absent")
    until: OptionalWhen = Field(None, description="last day, or the instant at which it is over; open if absent")
    reason: Reason = Field(None, description="why; it also excuses under this word")
    agreed_by: Names = Field(None, description="who agreed: both, or it covers nothing")
    scope: Scope = Field(None, description="a filter: only interactions that match are covered")


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
    metadata: Metadata | None = Field(
        None, description="that the client knows that times and channels may be looked at; shared views ask for it"
    )
    currency: Currency = Field(None, description="of all amounts: ISO 4217", examples=["GBP"])
    pack_list: Packs = Field(None, alias="packs", description="rule packs that apply; [core] if absent")
    administrative: AdministrativePart = _part("how the two work together")
    professional: ProfessionalPart = _part("what the work is")
    psychological: PsychologicalPart = _part("what each brings, said aloud")
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
    def client_knows(self) -> bool:
        """Whether it records that the client was told that times and channels of contact may be looked at."""
        return self.metadata is not None

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

    def in_force(self, moment: Moment | date | datetime | str) -> Version | None:
        """The version in force at a moment, None before the contract starts and from its end on.

        A date is its first instant, a reading without an offset is one of the contract's clock. Raises `UsageError`
        for text that is neither.
        """
        return self._timeline.at(moment_of(moment).start(self.timezone))

    def completeness(self, version: Version | None = None) -> Mapping[str, Completeness]:
        """What of each part is agreed, said not to apply, or still open: in a version, else in the last one."""
        return completeness(version or self._timeline.versions[-1])

    def to_dict(self) -> dict[str, Any]:
        """The contract as a plain mapping, complete: written out as YAML or JSON it is read as the same contract."""
        return document(self)

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
