"""Generated contract files: plain documents whose every scalar is text, as a person might write them."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import strategies as st

from boundaries.contract.clauses import BY_PATH, CLAUSES, FIELDS, Field
from boundaries.contract.load import load_contracts
from boundaries.contract.model import Contract
from boundaries.contract.versions import Version

Document = dict[str, Any]


def load(document: Document, name: str = "c.json") -> Contract:
    """The contract of a document, by way of its text."""
    return load_contracts(json.dumps(document) if name.endswith("json") else written(document), name)[0]


class _Plain(yaml.SafeDumper):
    """Writes what stands in two places twice."""

    def ignore_aliases(self, _data: object) -> bool:
        return True


def written(document: Document) -> str:
    """A document as YAML, a key a line."""
    text = yaml.dump(document, Dumper=_Plain, sort_keys=False, default_flow_style=False, allow_unicode=True)
    return str(text)


def meaning(version: Version) -> tuple[dict[str, object], frozenset[str]]:
    """What a version says, wherever it is written."""
    terms = {path: (term.value, term.entries, term.words) for path, term in version.terms.items()}
    return terms, version.not_applicable


HEAD: Document = {
    "contract": "c-1", "timezone": "Europe/London", "country": "GB", "agreed": "2026-01-12",
    "consent": ["practitioner", "client"],
}  # fmt: skip
BOTH = ["practitioner", "client"]
NOT_APPLICABLE = {"not_applicable": "agreed aloud"}
SPANS = ("PT48H", "P7D", "P2W", "P1M", "P30D", "24 hours", "2 weeks", "P1Y", "365 days", "90 minutes")
READS: dict[str, st.SearchStrategy[Any]] = {
    "hours": st.sampled_from(
        ("Mo-Fr 09:00-18:00; PH off", "Mo-Fr 09:00-19:00; PH off", "24/7", "Su", "22:00-07:00", "Mo 09:00-12:00")
    ),
    "number": st.sampled_from(("10", "50", "7.5", "0.25", "70")),
    "whole": st.integers(0, 9).map(str),
    "span": st.sampled_from(SPANS),
    "duration": st.sampled_from((*SPANS, "8 open hours", "1 working day", "2 working days")),
    "per": st.sampled_from(("P7D", "P14D", "day", "week", "month", "P1M")),
    "text": st.sampled_from(("none", "off", "no", "9:00", "1e3", "null ties", "in person: a cup of tea #1", "ünïcode")),
    "flag": st.sampled_from(("true", "false")),
    "date": st.sampled_from(("2027-01-01", "2026-12-31")),
    "party": st.sampled_from(("client", "practitioner", "both")),
    "parties": st.sampled_from((["client"], ["practitioner", "client"])),
    "texts": st.lists(st.sampled_from(("room", "video", "phone", "risk to life")), max_size=3, unique=True),
    "channels": st.one_of(
        st.lists(st.sampled_from(("sms", "email", "phone")), max_size=3, unique=True),
        st.dictionaries(
            st.sampled_from(("sms", "email", "phone", "in_person")),
            st.sampled_from(("any", "crisis", ["scheduling"], ["scheduling", "support"])),
        ),
    ),
}


def field_values(field: Field) -> st.SearchStrategy[Any]:
    """What may stand at a field."""
    if field.reads in ("word", "words"):
        one = st.sampled_from(field.words)
        return one if field.reads == "word" else st.lists(one, max_size=3, unique=True)
    if field.reads == "entries":
        needed = {f.name: field_values(f) for f in field.entries if f.required}
        return st.lists(
            st.fixed_dictionaries(needed, optional={f.name: field_values(f) for f in field.entries if not f.required}),
            max_size=3,
        )
    return READS[field.reads]


def path_values(path: str) -> st.SearchStrategy[Any]:
    """What may stand at the path of a clause or a field, null and `not_applicable` included."""
    rare = st.sampled_from((None, NOT_APPLICABLE))
    if path in FIELDS:
        return st.one_of(field_values(FIELDS[path]), field_values(FIELDS[path]), rare)
    fields = {f.name: st.one_of(field_values(f), rare) for f in BY_PATH[path].fields}
    return st.one_of(st.fixed_dictionaries({}, optional=fields), rare)


@st.composite
def contracts(draw: st.DrawFn) -> Document:
    """A valid contract without amendments."""
    document = dict(HEAD)
    for clause in draw(st.lists(st.sampled_from(CLAUSES), unique=True, max_size=8)):
        document.setdefault(clause.part, {})[clause.name] = draw(path_values(clause.path))
    return document


@st.composite
def amended(draw: st.DrawFn) -> Document:
    """A valid contract with amendments both agreed to, in any order, some of which move its end."""
    document = draw(contracts())
    if draw(st.booleans()):
        document["ends"] = draw(days)
    paths = st.sampled_from((*BY_PATH, *FIELDS))
    amendments = []
    for _ in range(draw(st.integers(0, 5))):
        changes = {path: draw(path_values(path)) for path in draw(st.lists(paths, min_size=1, max_size=3, unique=True))}
        if draw(st.integers(0, 3)) == 0:
            changes["ends"] = draw(st.none() | days)
        amendment = {"agreed": draw(days), "agreed_by": BOTH, "set": changes}
        if draw(st.booleans()):
            amendment["effective"] = draw(days)
        amendments.append(amendment)
    return {**document, "amendments": amendments}


days = st.integers(12, 28).map(lambda day: f"2026-01-{day:02}")
