"""Mapping files: every mistake at once, with its place and a way out; and no text, however broken, ends otherwise."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from boundaries.core.errors import BoundariesError, Diagnostic, UsageError
from boundaries.readers.base import Options
from boundaries.readers.directory import load_people
from boundaries.readers.mapped import reader_of
from boundaries.readers.mapped_file import load_map, parse_map
from boundaries.readers.mapped_words import FORMS, KEYS, ROW_KEYS, WHO_KEYS, map_schema
from boundaries.source.document import parse_document
from json_schema import faults
from maps import CORPUS, EXPORTS, KEY, map_of

T = TypeVar("T")
GOOD = """\
map: practice
export: csv
columns:
  at: {from: Sent}
  kind: {is: message}
  by: {from: Way, words: {in: client, out: practitioner}}
"""


def problems(text: str) -> list[str]:
    """The problems of a text, as they are shown but for the line below each."""
    with pytest.raises(UsageError) as caught:
        parse_map(text, "m.yaml")
    return [problem.render().splitlines()[0] for problem in caught.value.diagnostics]


@pytest.mark.parametrize("export", EXPORTS)
def test_the_maps_of_the_corpus_keep_to_the_schema(export: str) -> None:
    path = map_of(export)
    (node,) = parse_document(path.read_text("utf-8"), path.name)
    assert faults(node.plain(), map_schema()) == []
    assert load_map(path).name


def test_a_file_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="no such file"):
        load_map(Path("nowhere.yaml"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "m.yaml:1:1: B280 a mapping file is one document"),
        (GOOD + "---\n" + GOOD, "m.yaml:1:1: B280 a mapping file is one document"),
        ("[]", "m.yaml:1:1: B103 a mapping file is a mapping of keys, not a list"),
        ("map: [", "B001"),
        (GOOD.replace("map: practice\n", ""), "m.yaml:1:1: B102 a mapping file needs `map`"),
        (GOOD.replace("practice", "my practice"), "m.yaml:1:6: B105 `my practice` is no name of a map"),
        (GOOD.replace("csv", "xls"), "m.yaml:2:9: B104 `xls` is no export (one of csv, jsonl, json)"),
        (GOOD + "format: 2\n", "B104 `2` is no format of a map (`1`)"),
        (GOOD + "list: a.b\n", "m.yaml:7:1: B280 `list` is of an export in json (leave it out)"),
        (GOOD + "delimiter: x\n", "B104 `x` is no delimiter"),
        (GOOD + "encoding: utf8\n", "B104 `utf8` is no encoding (did you mean `utf-8`?)"),
        (GOOD + "timezone: Europe/Londn\n", "B239 `Europe/Londn` is not a time zone (did you mean `Europe/London`?)"),
        (GOOD + "onyl: {A: b}\n", "m.yaml:7:1: B101 `onyl` is no key of a mapping file (did you mean `only`?)"),
        (GOOD + "only: {}\n", "B103 `only` says nothing"),
        (GOOD + "only: []\n", "B103 `only` says nothing"),
        (GOOD + "only: {A: }\n", "B103 a word of the export is a text, not nothing (`{missing: true}` tests for an"),
        (GOOD + "only: {A: []}\n", "B103 a list of no words"),
        (GOOD + "only: {A: {is: b}}\n", "B101 `is` is no key of a test (one of not, missing)"),
        (GOOD + "only: {A: {not: b, missing: true}}\n", "B103 a test of `A` is one of `not` and `missing`"),
        (GOOD + "only: {A: {missing: yes}}\n", "B103 `missing` is `true` or `false`, not `yes`"),
        (GOOD + "covers: call\n", "m.yaml:7:9: B287 the map gives no `call`, so it cannot tell that there was none"),
        (GOOD + "who: {}\n", "B102 `who` needs `from`"),
        (GOOD + "who: {to: {name: A}}\n", "B102 `who` needs `from`"),
        (GOOD + "who: {from: {}}\n", "B102 a person needs `number`"),
        (GOOD + "who: {from: {nme: A}}\n", "B101 `nme` is no key of a person (did you mean `name`?)"),
        (GOOD + "who: {from: {name: A}, with: {name: B}}\n", "B283 `with` does not stand beside `from`"),
        (GOOD + "who: {from: {name: A}, to: {name: B}, thread: C}\n", "B283 `thread` does not stand beside `to`"),
        (GOOD + "written: {from: Changed}\n", "B283 `written` is for plans, and no rows are"),
        (GOOD + "rows: []\n", "B103 `rows` says nothing"),
        (GOOD + "rows: [{columns: {}}, {when: {A: b}}]\n", "B283 these rows are never made"),
        (GOOD + "rows: [{when: {A: b}, colums: {}}]\n", "B101 `colums` is no key of an item of `rows`"),
        (GOOD + "rows: [{when: {A: b}, planned: maybe}]\n", "B103 `planned` is `true` or `false`, not `maybe`"),
        (GOOD.replace("columns:", "colmns:"), "m.yaml:3:1: B101 `colmns` is no key of a mapping file"),
        (GOOD.replace("  at: {from: Sent}\n", ""), "m.yaml:4:3: B102 every row needs `at`"),
        (GOOD.replace("kind: {is: message}", "kind: message"), "B103 `kind` is a mapping of keys, not `message`"),
        (GOOD.replace("  by:", "  bye:"), "m.yaml:6:3: B101 `bye` is no key of a log (did you mean `by`?)"),
        (GOOD + "map: b\n", "m.yaml:7:1: B006 `map` stands here a second time"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_a_way_out(text: str, expected: str) -> None:
    assert any(expected in problem for problem in problems(text)), problems(text)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("id: {from: Body}", "m.yaml:7:14: B281 `Body` looks like content"),
        ("id: {from: [Sid, Subject]}", "m.yaml:7:20: B281 `Subject` looks like content"),
        ("id: {from: []}", "B103 `from` names no column"),
        ("id: {is: one}", "B101 `is` is no key of `id` (not in `id`, which is made by `from`)"),
        ("id: {from: A, words: {a: b}}", "B101 `words` is no key of `id` (not in `id`, which is made by `from`)"),
        ("id: {from: [A, B], as_is: true}", "B283 `as_is` stands beside one column, without `of`"),
        ("id: {from: A, as_is: true, of: other}", "B283 `as_is` stands beside one column, without `of`"),
        ("relationship: {from: Client name}", "B281 `Client name` looks like content, which no column holds (`who`"),
        ("relationship: {from: A, words: {a: b}, as_is: true}", "B283 `as_is` does not stand beside `words`"),
        ("relationship: {from: A, otherwise: reject}", "B283 `otherwise` stands beside `words`"),
        ("place: {from: Room}", "m.yaml:7:11: B283 `place` needs `words` beside `from`"),
        ("place: {from: Note}", "B281 `Note` looks like content"),
        ("party: {length_of: Text}", "B283 `length_of` cannot make `party`"),
        ("party: {is: a, from: B}", "B283 `party` is made in one way, not by `from` and `is`"),
        ("party: {}", "B102 `party` needs `from` or `is`"),
        ("party: {form: A}", "B101 `form` is no key of `party` (did you mean `from`?)"),
        ("purpose: {is: schedulng}", "B104 `schedulng` is no word of `purpose` (did you mean `scheduling`?)"),
        ("purpose: {from: A, words: {a: b}}", "B104 `b` is no word of `purpose`"),
        ("purpose: {from: A, words: {}}", "B103 `words` says nothing"),
        ("purpose: {from: A, words: {a: crisis}, otherwise: skip}", "B104 `skip` is no word of `purpose`"),
        ('place: {is: "a\\nb"}', "B283 a word of `place` is short and on one line"),
        (
            "length: {from: Body}",
            "B281 `Body` looks like content (`length_of` takes its number",
        ),
        ("minutes: {from: A}", "m.yaml:7:12: B102 `minutes` needs `unit`"),
        ("minutes: {from: A, unit: sec}", "B104 `sec` is no unit"),
        ("minutes: {start: A}", "B102 `minutes` with a `start` needs `end`"),
        ("minutes: {is: long}", "B107 `long` is no number for `minutes`"),
        ("minutes: {is: -5}", "B107 `-5` is no number for `minutes`"),
        ("amount: {from: A, decimal: x}", "B104 `x` is no sign of decimals (one of ., ,)"),
        ("amount: {from: A, unit: s}", "B101 `unit` is no key of `amount`"),
        ("planned_start: {from: A, format: '%d/%m/%Y'}", "B282 `%d/%m/%Y` has no time of day, which `planned_start`"),
        ("planned_start: {date: A}", "B102 `planned_start` with a `date` needs `time`"),
        ("planned_start: {from: A, format: [iso, foo]}", "m.yaml:7:42: B282 `foo` is no format of a time"),
        (
            "planned_end: {from: A, format: ['%d/%m/%Y %H:%M', '%m/%d/%Y %H:%M']}",
            "B282 `%m/%d/%Y %H:%M` is never tried",
        ),
    ],
)
def test_what_may_not_pass_is_refused(cell: str, expected: str) -> None:
    found = problems(GOOD + f"  {cell}\n")
    assert any(expected in problem for problem in found), found
    assert all(re.match(r"m\.yaml:\d+:\d+: B\d{3} \S", problem) for problem in found)


def test_all_mistakes_are_told_at_once() -> None:
    text = GOOD.replace("csv", "cvs").replace("is: message", "is: mesage") + "onyl: {A: b}\ntimezone: Nowhere\n"
    assert [problem.split()[1] for problem in problems(text)] == ["B104", "B104", "B101", "B239"]


def test_what_a_map_says_is_kept() -> None:
    found = parse_map(
        GOOD + "  ref: {from: [A, B], of: other}\nonly: [{C: d}, {E: {not: f}}]\nrows: [{when: {G: h}}, {}]\n", "m.yaml"
    )
    assert found.sources == ("Sent", "Way", "A", "B", "C", "E", "G")
    assert found.needed == {"Sent": "at", "Way": "by"}
    assert found.covers == {"message"}
    assert [shape.when is None for shape in found.shapes] == [False, True]


def test_the_maps_of_the_documentation_can_be_read() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "map-file.md").read_text("utf-8")
    maps = re.findall(r"^```yaml \S+\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert [parse_map(text, "m.yaml").name for text in maps] == ["practice-messages", "appointments"]


WORDS = [
    *KEYS, *WHO_KEYS, *ROW_KEYS, *FORMS, "csv", "json", "is", "from", "words", "true", "message", "iso", "%d/%m/%Y",
    "[", "]", "{", "}", ":", ",", "'", '"', "-", "\n", "  ", "\t", "&a", "*a", "!!str", "<<", "|", "#", "null", "~",
    "[]", "{}", "\u202e", "\x00", "é", "0", "Sent", "---",
]  # fmt: skip


def mutant(text: str, number: int) -> str:
    """The text with a few words changed, lost, doubled or swapped: always the same for a number."""
    rng = random.Random(number)
    parts = re.findall(r"\w+|\s+|[^\w\s]", text)
    for _ in range(rng.choice((1, 1, 2, 3, 8))):
        place = rng.randrange(len(parts))
        kind = rng.randrange(5)
        if kind == 0:
            parts[place] = rng.choice(WORDS)
        elif kind == 1:
            del parts[place : place + rng.choice((1, 2, 9))]
        elif kind == 2:
            parts.insert(place, rng.choice(WORDS))
        elif kind == 3:
            other = rng.randrange(len(parts))
            parts[place], parts[other] = parts[other], parts[place]
        else:
            parts[place:place] = parts[place : place + rng.choice((1, 5, 40))]
        parts = parts or ["x"]
    return "".join(parts)


@pytest.mark.parametrize("export", EXPORTS)
def test_a_broken_map_ends_in_diagnostics_or_counted_rows(export: str) -> None:
    text = map_of(export).read_text("utf-8")
    options = Options(key=KEY, directory=load_people(CORPUS / "people.yaml"), timezone="Europe/London")
    loaded = 0
    for number in range(100):
        found, told = outcome(lambda: parse_map(mutant(text, number), "m.yaml"))  # noqa: B023
        assert all(problem.location and problem.location.line for problem in told), number
        if found is None:
            continue
        loaded += 1
        extract, told = outcome(lambda: reader_of(found).read(CORPUS / export, options))  # noqa: B023
        assert "anary" not in "".join(problem.render() for problem in told)
        if extract is not None:
            assert extract.rows_seen == extract.table.num_rows + len(extract.rejects) + extract.system
    assert 5 < loaded < 95, "some are maps, and some are none"


def outcome(call: Callable[[], T]) -> tuple[T | None, tuple[Diagnostic, ...]]:
    """What a call gives, or the problems it ends with."""
    try:
        return call(), ()
    except BoundariesError as error:
        return None, error.diagnostics
