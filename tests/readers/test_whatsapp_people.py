"""Who is who in a chat where a file of people says it."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.readers import whatsapp
from boundaries.readers.base import Options
from boundaries.readers.circle import NOT_LISTED, SEVERAL
from boundaries.readers.directory import read_people
from boundaries.table.log import Extract
from chats import EXPECTED, FILES, FOLDER, ME, expected_rows, rows_of

PEOPLE = """\
people:
- {role: practitioner, names: [Dr M], account: work}
- {role: practitioner, numbers: ["+44 7700 900001"], account: personal}
- {role: client, relationship: c-207, id: c-207a, names: [Anna]}
- {role: client, relationship: c-207, id: c-207b, names: [Ben], numbers: ["+44 7700 900123"]}
- {role: other, relationship: c-207, id: g-1, names: ["Gran: home"]}
- {role: client, relationship: c-300, names: [Cleo]}
"""


def read(*rows: str, people: str = PEOPLE, **more: object) -> Extract:
    text = "".join(f"{13 + day}/01/2024, 10:00 - {row}\n" for day, row in enumerate(rows))
    options = Options(timezone="UTC", directory=read_people(people, "people.yaml"), **more)  # type: ignore[arg-type]
    extract = whatsapp.settle(whatsapp.scan_chat(io.BytesIO(text.encode()), "utf-8", options), options)
    assert extract.rows_seen == len(rows) == extract.table.num_rows + len(extract.rejects) + extract.system
    return extract


def column(extract: Extract, name: str) -> list[object]:
    return extract.table[name].to_pylist() if name in extract.table.column_names else [None] * extract.table.num_rows


def test_names_and_numbers_tell_party_relationship_actor_and_account() -> None:
    extract = read("Anna: a", "Dr M: b", "+44 7700 900123: c", "Gran: home: d", "+44 7700 900001: e", "Zoe: f")
    assert column(extract, "by") == ["client", "practitioner", "client", "other", "practitioner", "other"]
    assert column(extract, "relationship") == ["c-207"] * 6
    assert column(extract, "actor") == ["c-207a", None, "c-207b", "g-1", None, None]
    assert column(extract, "account") == [None, "work", None, None, "personal", None]
    assert [(c.relationship, c.kinds) for c in extract.coverage or ()] == [("c-207", {"message", "call"})]


def test_a_chat_with_nobody_who_is_listed_is_left_out_and_counted_whatever_is_wrong_with_it() -> None:
    extract = read("Zoe: a", "Yan: b", "Dr M: c")
    assert (extract.table.num_rows, extract.coverage, extract.left_out) == (0, (), ((NOT_LISTED, 3),))
    open_dates = "01/02/24, 10:00 - Zoe: a\n02/03/24, 10:00 - Yan: b\n"
    options = Options(directory=read_people(PEOPLE, "people.yaml"), timezone="UTC")
    assert whatsapp.settle(whatsapp.scan_chat(io.BytesIO(open_dates.encode()), "utf-8", options), options).system == 2


def test_a_chat_of_clients_of_two_relationships_is_turned_away() -> None:
    extract = read("Anna: a", "Cleo: b", "Dr M: c")
    assert [(reject.row, reject.reason) for reject in extract.rejects] == [(n, SEVERAL) for n in (1, 2, 3)]
    assert (extract.table.num_rows, extract.coverage) == (0, ())


def test_a_client_to_whom_nobody_has_written_yet_is_read() -> None:
    extract = read("Anna: a", "Anna: b")
    assert column(extract, "by") == ["client", "client"]
    assert extract.left_out == ()


@pytest.mark.parametrize("file", FILES)
def test_a_fixture_is_read_the_same_with_its_people_listed(file: str) -> None:
    people = f"people:\n- {{role: practitioner, names: ['{ME}']}}\n"
    people += f"- {{role: client, relationship: c-1, names: ['{EXPECTED['client']}']}}\n"
    options = Options(timezone="UTC", directory=read_people(people, "people.yaml"))
    assert rows_of(whatsapp.read(FOLDER / file, options)) == expected_rows(file)


@given(st.lists(st.sampled_from(["Anna", "Ben", "Dr M", "Zoe", "Gran: home"]), min_size=1, max_size=8))
def test_no_name_gets_into_the_rows(names: list[str]) -> None:
    extract = read(*(f"{name}: x" for name in names))
    seen = str((extract, extract.table.to_pydict(), extract.rejects, extract.left_out, extract.coverage))
    assert not [name for name in ("Anna", "Ben", "Dr M", "Zoe", "Gran") if name in seen]
