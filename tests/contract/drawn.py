"""Generated contract files: plain documents whose every scalar is text, as a person might write them."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import strategies as st

from boundaries.contract.clauses import BY_PATH, CLAUSES, FIELDS, PARTS, RECIPIENTS, Field, clause_of, recipient_of
from boundaries.contract.load import load_contracts
from boundaries.contract.model import Contract
from boundaries.contract.versions import Version
from boundaries.contract.words import words_of

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


def meaning(version: Version) -> tuple[dict[str, object], dict[str, str]]:
    """What a version says, wherever it is written."""
    terms = {path: (term.value, term.entries, words_of(version, path)) for path, term in version.terms.items()}
    return terms, dict(version.not_applicable)


HEAD: Document = {
    "contract": "c-1", "timezone": "Europe/London", "country": "GB", "agreed": "2026-01-12",
    "consent": ["practitioner", "client"],
}  # fmt: skip
BOTH = ["practitioner", "client"]
NOT_APPLICABLE = {"not_applicable": "agreed aloud"}
RARE = st.sampled_from((None, NOT_APPLICABLE))
PATHS = (*BY_PATH, *FIELDS, "administrative.sharing.gp", "administrative.sharing.care team")
WITH = st.sampled_from(("gp", "care team", "until", "Dr. X, by letter"))  # the last two have no path of their own
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
        return st.lists(_entries(field), max_size=3)
    return READS[field.reads]


def _entries(field: Field) -> st.SearchStrategy[Any]:
    needed = {f.name: field_values(f) if f.name != "with" else WITH for f in field.entries if f.required}
    optional = {f.name: st.one_of(field_values(f), RARE) for f in field.entries if not f.required}
    return st.fixed_dictionaries(needed, optional=optional)


def path_values(path: str) -> st.SearchStrategy[Any]:
    """What may stand at the path of a clause or a field, null and `not_applicable` included."""
    if name := recipient_of(path):
        said = {f.name: st.one_of(field_values(f), RARE) for f in RECIPIENTS.entries if not f.required}
        return st.one_of(st.fixed_dictionaries({}, optional={**said, "with": st.just(name)}), st.none())
    if path in FIELDS:
        return st.one_of(field_values(FIELDS[path]), field_values(FIELDS[path]), RARE)
    fields = {f.name: st.one_of(field_values(f), RARE) for f in BY_PATH[path].fields}
    return st.one_of(st.fixed_dictionaries({}, optional=fields), RARE)


@st.composite
def contracts(draw: st.DrawFn) -> Document:
    """A valid contract without amendments."""
    document = dict(HEAD)
    for clause in draw(st.lists(st.sampled_from(CLAUSES), unique=True, max_size=8)):
        document.setdefault(clause.part, {})[clause.name] = draw(path_values(clause.path))
    for part in draw(st.lists(st.sampled_from(PARTS), unique=True, max_size=1)) if draw(st.booleans()) else []:
        document[part] = draw(st.sampled_from((NOT_APPLICABLE, {}, None)))
    return document


@st.composite
def amended(draw: st.DrawFn) -> Document:
    """A valid contract with amendments both agreed to, in any order, some of which move its end."""
    document = draw(contracts())
    if draw(st.booleans()):
        document["ends"] = draw(days)
    return {**document, "amendments": draw(st.lists(amendments(), max_size=5))}


@st.composite
def amendments(draw: st.DrawFn) -> Document:
    """An amendment both agreed to."""
    paths = draw(st.lists(st.sampled_from(PATHS), min_size=1, max_size=3, unique=True))
    apart = [path for path in paths if clause_of(path) == path or clause_of(path) not in paths]
    changes = {path: draw(path_values(path)) for path in apart}
    if draw(st.integers(0, 3)) == 0:
        changes["ends"] = draw(st.none() | days)
    amendment = {"agreed": draw(days), "agreed_by": BOTH, "set": changes}
    if draw(st.booleans()):
        amendment["effective"] = draw(days)
    return amendment


COUPLE = [{"id": "c-1a", "role": "client"}, {"id": "c-1b", "role": "client"}, {"id": "g-1", "role": "guardian"}]
NAMES = st.lists(st.sampled_from(("practitioner", "client", "guardian", "g-1", "p-1")), unique=True, max_size=3)


@st.composite
def whole(draw: st.DrawFn) -> Document:
    """A valid contract with everything a contract may have: parties, exceptions, amendments not all agreed to."""
    document = {**draw(amended()), "parties": COUPLE, "practitioner": "p-1", **draw(HEADS), **draw(PAIRS)}
    for amendment in document["amendments"]:
        amendment |= draw(st.fixed_dictionaries({}, optional={"agreed_by": NAMES, **SAID}))
    document["exceptions"] = draw(st.lists(exceptions(), max_size=3))
    return document


HEADS = st.fixed_dictionaries({}, optional={
    "format": st.just("1"), "currency": st.just("GBP"), "country": st.none(), "consent": NAMES | st.none(),
    "metadata": st.just({"told": "2026-01-12", "basis": "consent"}) | st.none(),
    "starts": st.sampled_from(("2026-01-10", "2026-01-12 09:30", "2026-01-12T09:30:00.25+02:00")),
    "packs": st.sampled_from(([], ["core"], "core")), "consent_required": NAMES,
})  # fmt: skip
PAIRS = st.sampled_from(({}, {"relationship": "c-1"}, {"relationships": ["c-1", "null"]}, {"relationships": []}))
SAID = {name: st.sampled_from(("client", "~", "9:00")) for name in ("proposed_by", "need_of", "because")}
SCOPES = st.sampled_from(("crisis", {"channel": ["sms", "email"], "minutes": {"gt": "5", "missing": "false"}}, None))


def exceptions() -> st.SearchStrategy[Document]:
    """An exception, agreed by all or not, with or without an end and a scope."""
    return st.fixed_dictionaries(
        {"clause": st.sampled_from((*PARTS, *PATHS, "hours", "sharing.gp"))},
        optional={
            "from": st.sampled_from(("2026-01-10", "2026-01-11 08:00")), "until": days, "agreed_by": NAMES,
            "reason": st.sampled_from(("crisis", "illness")), "scope": SCOPES,
        },
    )  # fmt: skip


days = st.integers(12, 28).map(lambda day: f"2026-01-{day:02}")
