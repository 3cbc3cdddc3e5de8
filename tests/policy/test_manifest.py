"""pack.yaml: what it says is what is read, and what was read can be written down again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.policy.manifest import Manifest, manifest_document, read_manifest
from boundaries.policy.schema import CHANGEABLE, PACK_KEYS, pack_schema
from boundaries.source.reading import Problems
from json_schema import faults
from pack_folders import BASE

FULL = """\
pack: riverside
version: "1.10"
title: What we agreed at Riverside
extends: [core, ../base]
parameters: {follow_up: PT24H, repeats: 3, off: no, early: 09:00, half: 1e3, hours: "Mo-Fr 09:00-18:00"}
lists: {writing: [sms, email, portal], talking: phone}
macros:
  wrote: {kind: message, by: practitioner, channel: $lists.writing}
  again: wrote
rules:
  contact-received-outside-hours: {enabled: true}
  session-overrun: {escalate: {to: crossing, at: $parameters.repeats, in: P28D}, says: {en: a, de: b}, asks: null}
"""


def read(text: str) -> Manifest:
    problems = Problems()
    written = read_manifest(text, "pack.yaml", problems)
    assert not problems.found, [str(p) for p in problems.found]
    return written.manifest


def test_every_key_is_read_as_it_is_written() -> None:
    assert read(FULL) == Manifest(
        pack="riverside", version="1.10", title="What we agreed at Riverside", extends=("core", "../base"),
        parameters={
            "follow_up": "PT24H", "repeats": "3", "off": "no", "early": "09:00", "half": "1e3",
            "hours": "Mo-Fr 09:00-18:00",
        },
        lists={"writing": ("sms", "email", "portal"), "talking": ("phone",)},
        macros={"wrote": {"kind": "message", "by": "practitioner", "channel": "$lists.writing"}, "again": "wrote"},
        rules={
            "contact-received-outside-hours": {"enabled": "true"},
            "session-overrun": {
                "escalate": {"to": "crossing", "at": "$parameters.repeats", "in": "P28D"},
                "says": {"en": "a", "de": "b"}, "asks": None,
            },
        },
    )  # fmt: skip
    assert read("title: Only a title\n") == Manifest(title="Only a title")


@pytest.mark.parametrize("text", [FULL, BASE, "title: only\n", "extends: core\n", "version: 0\n"])
def test_a_manifest_is_written_down_as_it_was(text: str) -> None:
    assert read(yaml.safe_dump(manifest_document(read(text)), sort_keys=False)) == read(text)


NAMES = st.from_regex(r"[a-z][a-z0-9]{0,4}([_-][a-z0-9]{1,3}){0,2}", fullmatch=True)
TEXTS = st.text(st.characters(categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12).map(str.strip)
WORDS = TEXTS.filter(lambda text: text != "" and not text.startswith("$"))
FILTERS: st.SearchStrategy[Any] = st.recursive(
    NAMES | st.dictionaries(st.sampled_from(("kind", "by", "place")), WORDS, min_size=1),
    lambda inner: st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=2), "not": inner}),
    max_leaves=4,
)
CHANGES = st.dictionaries(
    st.sampled_from(sorted(set(CHANGEABLE) - {"says"})), st.none() | WORDS | st.lists(WORDS, max_size=2), min_size=1
)


def manifests() -> st.SearchStrategy[Manifest]:
    return st.builds(
        Manifest, pack=WORDS | st.just(""), version=WORDS, title=WORDS | st.just(""),
        extends=st.lists(WORDS, max_size=3, unique=True).map(tuple),
        parameters=st.dictionaries(NAMES, WORDS, max_size=3),
        lists=st.dictionaries(NAMES, st.lists(WORDS, min_size=1, max_size=3).map(tuple), max_size=2),
        macros=st.dictionaries(NAMES, FILTERS, max_size=3), rules=st.dictionaries(NAMES, CHANGES, max_size=2),
    )  # fmt: skip


@settings(max_examples=150)
@given(manifests())
def test_any_manifest_is_read_as_it_is_written(manifest: Manifest) -> None:
    if not manifest_document(manifest):
        manifest = replace(manifest, title="not empty")
    document = manifest_document(manifest)
    assert set(document) <= set(PACK_KEYS)
    assert read(yaml.safe_dump(document, sort_keys=False, allow_unicode=True)) == manifest


def test_the_schema_has_the_keys_of_the_reader_and_takes_what_it_takes() -> None:
    schema = pack_schema()
    assert set(schema["properties"]) == set(PACK_KEYS)
    assert set(schema["$defs"]["changes"]["additionalProperties"]["properties"]) == set(CHANGEABLE)
    assert faults(yaml.safe_load(FULL.replace("09:00,", '"09:00",').replace("off: no, ", "")), schema) == []
    for text in ("packs: x", "lists: {A: [b]}", "rules: {r: {when: {}}}", "rules: {r: {}}", "macros: {m: [a]}"):
        assert faults(yaml.safe_load(text), schema)
