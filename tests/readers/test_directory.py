"""The file of people: who is found by what, and every mistake with its place."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.readers.base import Options
from boundaries.readers.directory import Directory, Identity, Person, digits_of, load_people, read_people, same

WHOLE = """\
format: 1
people:
- role: practitioner
  names: [Dr M, Me]
  numbers: ["+44 7700 900001"]
  addresses: [M@Practice.Example]
  account: work
- {role: practitioner, numbers: "07700 900002", account: personal}
- {role: client, relationship: c-207, id: c-207a, names: ["~ Anna  B"], numbers: [+44 (7700) 900-123, 07700 900123]}
- {role: other, relationship: c-207, id: g-1, addresses: mother@example.org}
"""


def found(*identities: Identity) -> Person | None:
    return read_people(WHOLE, "people.yaml").find(*identities)


@pytest.mark.parametrize(
    ("identity", "person"),
    [
        (("name", "Dr M"), Person("practitioner", account="work", entry=1)),
        (("name", "\u200eDr\u00a0M "), Person("practitioner", account="work", entry=1)),
        (("address", "mailto:m@practice.example"), Person("practitioner", account="work", entry=1)),
        (("number", "0044 7700-900001"), Person("practitioner", account="work", entry=1)),
        (("number", "tel:07700900002"), Person("practitioner", account="personal", entry=2)),
        (("name", "Anna B"), Person("client", "c-207", "c-207a", entry=3)),
        (("number", "whatsapp:+447700900123"), Person("client", "c-207", "c-207a", entry=3)),
        (("address", "MOTHER@example.org"), Person("other", "c-207", "g-1", entry=4)),
        (("name", "anna b"), None),
        (("name", "Anna"), None),
        (("number", "900123"), None),
        (("number", "Dr M"), None),
        (("name", "m@practice.example"), None),
        (("address", ""), None),
    ],
)
def test_people_are_found_by_what_is_listed_and_nothing_else(identity: Identity, person: Person | None) -> None:
    assert found(identity) == person


def test_the_first_identity_that_is_listed_decides() -> None:
    assert found(("number", "555"), ("name", "Dr M"), ("name", "Anna B")) == found(("name", "Dr M"))


def test_what_was_met_and_what_only_looks_alike_is_told() -> None:
    people = read_people(WHOLE, "people.yaml")
    assert people.find(("name", "Me")) is not None
    assert people.find(("number", "+49 7700 900123")) is None
    assert people.find(("number", "+49 7700 900123")) is None
    codes = {d.code: d for d in people.warnings()}
    assert set(codes) == {"B248", "B249"}
    assert "a number ends in the same 7 digits" in codes["B248"].message
    assert "3 of 4" in codes["B249"].message
    assert "(entry 2, 3, 4)" in codes["B249"].message
    assert "900123" not in codes["B248"].message
    assert all(d.level == "warning" for d in codes.values())


@given(st.text("0123456789", min_size=3, max_size=15), st.lists(st.sampled_from(" -()/."), max_size=8))
def test_a_number_is_its_digits(digits: str, signs: list[str]) -> None:
    written = "".join(a + b for a, b in zip(digits, [*signs, *[""] * len(digits)], strict=False))
    assert digits_of(written).lstrip("0") == digits.lstrip("0")
    assert digits_of("+" + digits) == digits
    assert digits_of("00" + digits) == digits
    assert digits_of(digits.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == digits_of(digits)


def test_two_are_one_where_they_share_an_identity() -> None:
    assert same([("name", "A"), ("number", "+44 123")], [("number", "0044123")])
    assert not same([("name", "A")], [("name", "B"), ("address", "a")])
    assert not same([("number", "x")], [("number", "y")])  # nothing is left of either


MISTAKES = {
    "people: []": "1:9: B246",
    "people:": "1:8: B246",
    "{}": "1:1: B102",
    "- a": "1:1: B103",
    "people: [{role: clinet, names: [A]}]": "1:17: B104",
    "people: [{names: [A]}]": "1:10: B102",
    "people: [{role: client}]": "1:10: B246",
    "people: [{role: client, names: []}]": "1:10: B246",
    "people: [{role: client, names: ['']}]": "1:33: B246",
    "people: [{role: client, numbers: [abc]}]": "1:35: B246",
    "people: [{role: client, numbers: [12]}]": "1:35: B246",
    "people: [{role: client, addresses: [anna]}]": "1:37: B246",
    "people: [{role: client, names: [A], nmaes: [B]}]": "1:37: B101",
    "people: [{role: client, names: [A]}, {role: other, names: [A]}]": "1:60: B246",
    "people: [{role: client, account: work, names: [A]}]": "1:25: B246",
    "people: [{role: practitioner, relationship: c-1, names: [A]}]": "1:31: B246",
    "people: [{role: practitioner, account: private, names: [A]}]": "1:40: B104",
    "people: [{role: client, relationship: [a], names: [A]}]": "1:39: B246",
    "people: [{role: client, id: {a: b}, names: [A]}]": "1:29: B246",
    "people: [{role: client, names: {a: b}}]": "1:32: B246",
    "people: [a]": "1:10: B103",
    "people: [{role: client, names: [A]}]\n---\npeople: []": "1:1: B246",
    "people: [{role: client, relationship: Anna, names: [' Anna']}]": "1:39: B246",
    "people: [{role: client, id: a@b.example, names: [A], addresses: [A@b.example]}]": "1:29: B246",
    "people: [": "2:1: B001",
    "format: 2\npeople: [{role: client, names: [A]}]": "1:9: B104",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_its_place(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_people(text, "people.yaml")
    assert str(caught.value).startswith(f"people.yaml:{MISTAKES[text]}")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "people.yaml"
    path.write_text("people:\n- {role: clinet}\n- {role: client, numbers: [x], nam: y}\n- 7\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        load_people(path)
    assert [d.code for d in caught.value.diagnostics] == ["B104", "B246", "B101", "B103"]
    with pytest.raises(UsageError, match="B009"):
        load_people(tmp_path / "none.yaml")


def test_one_value_stands_for_a_list_and_json_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "people.json"
    path.write_text('{"people": [{"role": "client", "names": "A"}]}', "utf-8")
    assert load_people(path).find(("name", "A")) == Person("client", entry=1)


def test_nothing_shows_a_name() -> None:
    people: Directory = read_people(WHOLE, "people.yaml")
    assert repr(people) == "<Directory of 4 entries>"
    assert "Anna" not in repr(people.find(("name", "Anna B")))


def test_a_directory_and_options_are_not_pickled() -> None:
    people = read_people(WHOLE, "people.yaml")
    for one in (people, Options(me="Anna", directory=people)):
        with pytest.raises(TypeError, match="not pickled") as caught:
            pickle.dumps(one)
        assert "Anna" not in str(caught.value)


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_shows_no_line_of_the_file(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_people(text.replace("[A]", "[canaryzeta]").replace("a]", "canaryzeta]"), "people.yaml")
    assert "canaryzeta" not in str(caught.value)
