"""Who did it and with whom: by the file of people, or what the command line says, for each way they are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from boundaries.core.errors import UsageError
from boundaries.readers.directory import Directory, read_people
from maps import read, rejects, rows

PEOPLE = read_people(
    """\
people:
- {role: practitioner, names: [Dr M], numbers: ["+44 1"], account: work}
- {role: client, relationship: c-1, id: c-1a, names: [Ann], numbers: ["+44 2"]}
- {role: client, relationship: c-2, names: [Bob], numbers: ["+44 3"]}
- {role: other, relationship: c-1, id: g-1, names: [Gran]}
""",
    "people.yaml",
)
BOTH = "who: {from: {number: A}, to: {number: B}}\n"
ONE = "who: {with: {name: B}}\n"
ALONE = "who: {from: {name: A}}\n"
THREADS = "who: {from: {name: A}, thread: B}\n"


def told(who: str, *people: str, place: Path, directory: Directory | None = PEOPLE, **options: object) -> list[str]:
    """What becomes of each record, whose people are `A,B` or `A,B,By`, in a few words."""
    by = "  by: {from: By}\n" if "with" in who else ""
    map = f"map: m\nexport: csv\n{who}columns:\n  at: {{from: At}}\n  kind: {{is: message}}\n  ref: {{from: At}}\n{by}"
    lines = [f"2026-03-03T10:00:{n:02}Z,{one}{',' * (2 - one.count(','))}" for n, one in enumerate(people)]
    found = read(map, "At,A,B,By\n" + "".join(f"{line}\n" for line in lines), place, directory=directory, **options)
    become = ["left out"] * len(people)
    for row, _, reason in rejects(found):
        become[row - 1] = reason
    for row in rows(found):
        words = [row[name] for name in ("relationship", "by", "actor", "account", "people") if name in row]
        become[row["at"].second] = " ".join(str(word) for word in words)
    return become


def test_both_are_named(tmp_path: Path) -> None:
    assert told(BOTH, "+441,+442", "+442,+441", "+443,+441", "+441,+444", "+442,+443", "+441,", ",+441", "+441,+441",
                place=tmp_path / "x") == [
        "c-1 practitioner work", "c-1 client c-1a work", "c-2 client work", "left out", "left out",
        "one of the two people is not named", "one of the two people is not named", "left out",
    ]  # fmt: skip


def test_only_the_other_one_is_named(tmp_path: Path) -> None:
    assert told(ONE, ",Ann,client", ",Ann,practitioner", ",Gran,client", ",Carl,client", ",,client",
                place=tmp_path / "x") == [
        "c-1 client c-1a", "c-1 practitioner", "c-1 other g-1", "left out", "one of the two people is not named",
    ]  # fmt: skip


def test_only_the_sender_is_named(tmp_path: Path) -> None:
    assert told(ALONE, "Dr M", "Ann", "Gran", "Carl", place=tmp_path / "x") == [
        "c-1 practitioner work 4", "c-1 client c-1a work 4", "c-1 other g-1 work 4", "c-1 other work 4",
    ]  # fmt: skip
    assert told(ALONE, "Dr M", "Ann", "Bob", place=tmp_path / "x") == ["people of several relationships"] * 3


def test_conversations_are_told_apart(tmp_path: Path) -> None:
    assert told(THREADS, "Dr M,1", "Ann,1", "Dr M,2", "Bob,2", "Carl,3", "Dr M,3", "Ann,", place=tmp_path / "x") == [
        "c-1 practitioner work", "c-1 client c-1a work", "c-2 practitioner work", "c-2 client work",
        "left out", "left out", "left out",
    ]  # fmt: skip


def test_without_a_file_of_people_the_command_line_says_it(tmp_path: Path) -> None:
    place = tmp_path / "x"
    say = {"me": "+441", "relationship": "c-9"}
    assert told(BOTH, "+441,+442", "+442,+441", place=place, directory=None, **say) == [
        "c-9 practitioner",
        "c-9 client",
    ]
    assert told(ALONE, "Ann", "Dr M", place=place, directory=None, me="Dr M", relationship="c-9") == [
        "c-9 client", "c-9 practitioner",
    ]  # fmt: skip
    assert told(ONE, ",Ann,client", place=place, directory=None, relationship="c-9") == ["c-9 client"]
    with pytest.raises(UsageError, match="B260"):
        told(BOTH, "+441,+442", "+443,+441", place=place, directory=None, **say)
    assert told(BOTH, "+441,+442", "+443,+441", place=place, directory=None, client="+443", **say) == [
        "left out", "c-9 client",
    ]  # fmt: skip
    with pytest.raises(UsageError, match="B234"):
        told(ALONE, "Ann", "Dr M", place=place, directory=None, relationship="c-9")


def test_a_person_may_have_several_names_and_the_surest_counts(tmp_path: Path) -> None:
    who = "who: {from: {number: A, name: B}, to: {number: By}}\n"
    assert told(who, "+442,Stranger,+441", ",Ann,+441", "+449,Ann,+441", place=tmp_path / "x") == [
        "c-1 client c-1a work"] * 3  # fmt: skip
