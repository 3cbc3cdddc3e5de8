"""Text with places: the same from libyaml and from PyYAML's own parser, from YAML and from JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.source.document import SourceError, compose, decode, parse_document
from boundaries.source.node import Node, source_line
from contract.drawn import written

CORPUS = Path(__file__).parent.parent / "corpus" / "contracts"
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff\x85"), max_size=12)
DOCUMENTS = st.dictionaries(
    TEXTS.filter(lambda key: key != "<<"),
    st.recursive(
        TEXTS | st.none(), lambda deeper: st.lists(deeper, max_size=3) | st.dictionaries(TEXTS, deeper, max_size=3)
    ),
    max_size=4,
)  # fmt: skip


def pure(text: str, file: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    with monkeypatch.context() as patch:
        patch.delattr(yaml, "CSafeLoader", raising=False)
        return compose(text, file)


@pytest.mark.parametrize(
    "text",
    [
        (CORPUS / "riverside-017.yaml").read_text("utf-8"), (CORPUS / "ten-mistakes.yaml").read_text("utf-8"),
        "é: 'ü # no'\n𝄞x: [𝄞, \"\\x41b\"]\n", "a: |\n  text\n  more\nb: >-\n  folded\n", "a:\r\n  b: c\r\n",
        "\ufeffa: b\n", "---\na: 1\n---\n- x\n...\n", "a: b\u2028c: d\n", "a: &x 1\nb: *x\nc: !t 3\n",
        "a: 1\na: 2\n", "a:\n- b\n-   c: d\n", "a: [1,\n  2]\n", "", "a: ~\nb:\nc: null\nd: 'null'\n",
    ],
)  # fmt: skip
def test_both_parsers_give_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compose(text, "f") == pure(text, "f", monkeypatch)


@settings(max_examples=60)
@given(DOCUMENTS)
def test_what_was_written_is_read(document: dict[str, Any]) -> None:
    (node,) = parse_document(json.dumps(document, ensure_ascii=False), "f.json")
    assert node.plain() == document
    if "<<" not in json.dumps(document):
        assert parse_document(written(document), "f.yaml")[0].plain() == document


@given(st.recursive(st.just("x"), lambda deeper: st.lists(deeper, min_size=1, max_size=3), max_leaves=6))
def test_places_are_those_of_the_text(document: Any) -> None:
    text = json.dumps({"k": document}, indent=1)
    for name in ("f.yaml", "f.json"):
        check(parse_document(text, name)[0], text)


def check(node: Node, text: str) -> None:
    line = source_line(text, node.location.line)
    first = {dict: "{", list: "[", str: '"'}[type(node.value)]
    assert line[node.location.column - 1] == first
    if isinstance(node.value, str):
        assert line[node.place(0).column - 1] == node.value[0]
    for child in node.value if isinstance(node.value, list) else node.value.values() if node.value != "x" else ():
        check(child, text)


def test_plain_nothing_is_none_and_quoted_nothing_is_text() -> None:
    (node,) = parse_document("a: ~\nb:\nc: null\nd: 'null'\ne: ''\nf: nULL\n", "f")
    assert node.plain() == {"a": None, "b": None, "c": None, "d": "null", "e": "", "f": "nULL"}


def test_an_offset_is_placed_only_where_the_text_stands_as_it_is() -> None:
    (node,) = parse_document("a: plain\nb: 'quoted'\nc: \"esc\\x41pe\"\nd: |\n  block\n", "f")
    columns = [(node.get(k).place(2).line, node.get(k).place(2).column) for k in "abcd"]  # type: ignore[union-attr]
    assert columns == [(1, 6), (2, 7), (3, 4), (4, 4)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1 the text ends too early: a value is missing"), ('{"a": 1', "1:8 the text ends too early"),
        ('{"a": 1,}', "1:8 a `,` before `}`"), ('{"a" 1}', "1:6 no `:` after the key `a`"), ("{a: 1}", "1:2 a key"),
        ('{"a": yes}', "1:7 `yes` is no JSON value"), ('{"a": "b}', "1:7 unterminated string"),
        ("[1] 2", "1:5 something"),
        ('{"a": 1, "a": 2}', "1:10 `a` stands here a second time"), ("[NaN]", "1:2 `NaN`"), ("[01]", "1:3 `,` or `]`"),
        ('["\\ud800"]', "1:2 half of a character"), ("[" * 50, "1:42 nested"),
        ('{\n\t"a": [}\n}', "2:8 a value is missing"),
    ],
)  # fmt: skip
def test_bad_json(text: str, expected: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse_document(text, "f.json")
    (problem,) = caught.value.diagnostics
    assert f"{problem.location.line}:{problem.location.column} {problem.message}".startswith(expected)  # type: ignore[union-attr]


def test_json_keeps_numbers_as_text() -> None:
    (node,) = parse_document('{"a": [1e3, 0.10, true, null, "x"]}', "f.json")
    assert node.plain() == {"a": ["1e3", "0.10", "true", None, "x"]}


def test_decoding() -> None:
    assert decode("é\n".encode("utf-8-sig"), "f") == "é\n"
    with pytest.raises(SourceError, match="f:2:3: B009 not UTF-8 text"):
        decode(b"\xef\xbb\xbfa\nbc\xff", "f")


def test_an_alias_stands_for_the_part_it_names() -> None:
    """Programs that write YAML name a list they use twice (`&id001`, `*id001`)."""
    shared = ["practitioner", "client"]
    data = {"consent": shared, "amendments": [{"id": "a1", "agreed_by": shared}, {"id": "a2", "agreed_by": shared}]}
    text = yaml.safe_dump(data, sort_keys=False)
    assert "*id001" in text
    (node,) = parse_document(text, "c.yaml")
    assert node.plain() == data


def test_a_name_is_of_its_document_and_the_last_one_counts() -> None:
    (node,) = parse_document("a: &x 1\nb: &x 2\nc: *x\n", "c.yaml")
    assert node.plain() == {"a": "1", "b": "2", "c": "2"}
    with pytest.raises(SourceError, match="not there"):
        parse_document("a: &x 1\n---\nb: *x\n", "c.yaml")
