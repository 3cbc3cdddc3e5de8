"""Who the people of a thread are: by the file of people alone, or by what the command line names."""

from __future__ import annotations

import pytest

from boundaries.core.errors import UsageError
from boundaries.readers.base import Options
from boundaries.readers.circle import Circle, Sides
from boundaries.readers.directory import Identity, read_people
from boundaries.readers.pseudonyms import Key

KEY = Key(secret=b"k" * 32)
PEOPLE = """\
people:
- {role: practitioner, names: [Dr M], addresses: [m@work.example], account: work}
- {role: practitioner, addresses: [m@home.example], account: personal}
- {role: client, relationship: c-1, id: c-1a, names: [Anna], numbers: ["+44 7700 900123"]}
- {role: client, relationship: c-1, id: c-1b, names: [Ben]}
- {role: client, relationship: c-2, names: [Cleo]}
- {role: client, names: [Dora]}
- {role: other, relationship: c-2, id: g-1, names: [Guardian]}
- {role: other, names: [Receptionist]}
"""
Thread = list[list[Identity]]


def named(*names: str) -> Thread:
    return [[("name", name)] for name in names]


def listed(people: Thread, owner: int | None = None, text: str = PEOPLE, **more: str) -> Sides | None:
    options = Options(directory=read_people(text, "people.yaml"), key=KEY, **more)  # type: ignore[arg-type]
    return Circle(options).sides(people, owner)


def test_the_listed_people_of_a_thread() -> None:
    assert listed(named("Anna", "Dr M")) == Sides("c-1", ("client", "practitioner"), ("c-1a", None), (None, "work"))
    assert listed([*named("Anna", "Ben"), [("address", "M@HOME.example")], *named("Nobody")]) == Sides(
        "c-1", ("client", "client", "practitioner", "other"), ("c-1a", "c-1b", None, None),
        (None, None, "personal", None),
    )  # fmt: skip


def test_the_owner_of_the_device_is_the_practitioner_whatever_is_listed() -> None:
    thread = [[("name", "(own phone)")], *named("Anna")]
    assert listed(thread) is None
    assert listed(thread, owner=0) == Sides("c-1", ("practitioner", "client"), (None, "c-1a"), (None, None))
    assert listed(thread, me="(own phone)") == listed(thread, owner=0)


def test_the_owner_of_a_device_is_met_though_it_never_names_them() -> None:
    people = read_people(PEOPLE, "people.yaml")
    Circle(Options(directory=people, key=KEY)).sides([[], *named("Anna")], owner=0)
    assert people.met == {1, 2, 3}


def test_others_of_a_relationship_count_where_no_client_is_there() -> None:
    sides = listed(named("Dr M", "Guardian"))
    assert sides is not None
    assert (sides.relationship, sides.by, sides.actor) == ("c-2", ("practitioner", "other"), (None, "g-1"))
    with_client = listed(named("Dr M", "Guardian", "Anna"))
    assert with_client is not None
    assert with_client.relationship == "c-1"


def test_threads_of_nobody_and_of_several() -> None:
    assert listed(named("Dr M", "Stranger")) is None
    assert listed(named("Dr M", "Receptionist")) is None
    assert listed(named("Anna", "Ben")) is None  # the practitioner is not in it
    several = listed(named("Dr M", "Anna", "Cleo"))
    assert several is not None
    assert several.relationship is None


def test_a_client_without_a_relationship_gets_the_run_s_own_or_a_keyed_name() -> None:
    keyed = listed(named("Dr M", "Dora"), relationship="c-9")
    assert keyed is not None
    assert keyed.relationship == f"r-{KEY.name('relationship', 'name', 'Dora')}"
    alone = "people: [{role: practitioner, names: [M]}, {role: client, names: [Dora]}]"
    own = listed(named("M", "Dora"), text=alone, relationship="c-9")
    assert own is not None
    assert own.relationship == "c-9"


# ---- without a file of people --------------------------------------------------------------------------------


def codes(people: Thread, owner: int | None = None, many: bool = False, **more: str) -> list[str]:
    with pytest.raises(UsageError) as caught:
        Circle(Options(**more), many).sides(people, owner)  # type: ignore[arg-type]
    return [d.code for d in caught.value.diagnostics]


def test_a_pair_by_the_command_line() -> None:
    circle = Circle(Options(me="Dr M", relationship="c-1"))
    assert circle.sides(named("Anna", "Dr M", "Ben")) == Sides(
        "c-1", ("client", "practitioner", "other"), (None,) * 3, (None,) * 3
    )
    named_client = Circle(Options(me="Dr M", client="Ben", relationship="c-1")).sides(named("Anna", "Dr M", "Ben"))
    assert named_client is not None
    assert named_client.by == ("other", "practitioner", "client")


def test_all_that_is_missing_is_told_at_once() -> None:
    assert codes(named("A", "B")) == ["B234", "B237"]
    assert codes(named("A", "B"), me="C", client="D") == ["B235", "B236", "B237"]
    assert codes(named("A", "B"), me="A", client="A", relationship="c-1") == ["B236"]
    assert codes(named("A"), many=True) == ["B234", "B237"]


def test_a_device_with_one_client_needs_no_file_of_people() -> None:
    circle = Circle(Options(relationship="c-1"), many=True)
    me: list[Identity] = []
    once = circle.sides([me, [("number", "+44 1"), ("name", "Anna")]], owner=0)
    again = circle.sides([me, [("number", "+44 9999"), ("name", "Anna")]], owner=0)
    assert once == again == Sides("c-1", ("practitioner", "client"), (None, None), (None, None))
    with pytest.raises(UsageError, match="B260"):
        circle.sides([me, [("name", "Ben")]], owner=0)


def test_a_named_client_leaves_others_out() -> None:
    circle = Circle(Options(relationship="c-1", client="+44 123"), many=True)
    assert circle.sides([[], [("number", "0044 123")]], owner=0) is not None
    assert circle.sides([[], [("number", "0044 124")]], owner=0) is None


def test_the_practitioner_of_a_mailbox_is_named() -> None:
    circle = Circle(Options(me="m@work.example", relationship="c-1"), many=True)
    mail: Thread = [[("address", "M@work.example"), ("name", "Dr M")], [("address", "anna@example.org")]]
    sides = circle.sides(mail)
    assert sides is not None
    assert sides.by == ("practitioner", "client")
    assert circle.sides(mail[1:]) is None


def test_a_name_that_is_all_digits_is_no_number_by_chance() -> None:
    circle = Circle(Options(relationship="c-1", client="Room 123"), many=True)
    assert circle.sides([[], [("number", "123")]], owner=0) is None


def test_the_client_s_own_device_does_not_make_the_client_the_practitioner() -> None:
    sides = listed(named("Anna", "Dr M"), owner=0)
    assert sides is not None
    assert sides.by == ("client", "practitioner")
    assert listed(named("Anna", "Stranger"), owner=0) is None
    guardian = listed(named("Guardian", "Dr M"), owner=0)
    assert guardian is not None
    assert guardian.by == ("other", "practitioner")
