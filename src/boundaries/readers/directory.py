"""Who is who: the names, numbers and addresses of people, each given to one person by hand and by nothing else.

The file of people (`--people`) lists identities; two of them are one person's only where one entry has both. Names
are compared whole, numbers by their digits, addresses in any case. Nothing of it leaves a reader but pseudonyms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NoReturn

from boundaries.core.columns import ACCOUNTS
from boundaries.core.errors import Diagnostic, UsageError
from boundaries.readers.hand_written import load, one_document
from boundaries.readers.privacy import clean_name
from boundaries.source.node import Node
from boundaries.source.reading import (
    Problems,
    items_of,
    known_format,
    known_keys,
    mapping_of,
    missing_key,
    word_of,
    wordless,
)

IdentityKind = Literal["name", "number", "address"]
Identity = tuple[IdentityKind, str]
Role = Literal["practitioner", "client", "other"]

ROLES: tuple[Role, ...] = ("practitioner", "client", "other")
KEYS = ("people", "format")
LISTS: dict[str, IdentityKind] = {"names": "name", "numbers": "number", "addresses": "address"}
PERSON_KEYS = ("role", "relationship", "id", "account", *LISTS)
_WORDS = frozenset((*KEYS, *PERSON_KEYS, *ROLES, *ACCOUNTS, "1"))  # what a mistake may be told with
_TAIL = 7  # digits at the end by which a national and an international number are alike
_EXAMPLE = "such as `- {role: client, relationship: c-207, numbers: ['+44 7700 900123']}`"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Person:
    """One entry of the file: only what may leave a reader. `entry` counts from 1."""

    role: Role
    relationship: str | None = None
    actor: str | None = None
    account: str | None = None
    entry: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class Directory:
    """The people of a file, found by what an export calls them. Shows nobody in its repr.

    `met` collects the entries that were found in a log, and the ends of numbers that only look like a listed one.
    """

    persons: tuple[Person, ...]
    known: dict[Identity, Person]
    tails: frozenset[str]
    met: set[int] = field(default_factory=set)
    alike: set[str] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"<Directory of {len(self.persons)} entries>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a directory holds names, and is not pickled: read its file again")

    def find(self, *identities: Identity) -> Person | None:
        """The person of the first identity that is listed; None where none is."""
        for identity in identities:
            key = settled(identity)
            if key is None:
                continue
            person = self.known.get(key)
            if person is not None:
                self.met.add(person.entry)
                return person
            if key[0] == "number" and key[1][-_TAIL:] in self.tails and len(self.alike) < _LONGEST:
                self.alike.add(key[1])
        return None

    def warnings(self) -> Iterator[Diagnostic]:
        """What the readers met on the way: numbers written in another form, and people who were in no log."""
        if self.alike:
            count = "a number ends" if len(self.alike) == 1 else f"{len(self.alike)} numbers end"
            what = f"{count} in the same {_TAIL} digits as one of the people's and is not listed"
            hint = "a person's number is listed in each form that occurs, such as `07700 900123` and `+44 7700 900123`"
            yield Diagnostic("B248", what, None, hint, "warning")
        missed = [person.entry for person in self.persons if person.entry not in self.met]
        if missed:
            number = ", ".join(map(str, missed[:10])) + (" ..." if len(missed) > 10 else "")
            what = f"of the people listed, {len(missed)} of {len(self.persons)} were met in no log (entry {number})"
            yield Diagnostic("B249", what, None, "are they written exactly as the export writes them?", "warning")


def settled(identity: Identity) -> Identity | None:
    """An identity as it is compared; None where nothing is left of it."""
    kind, text = identity
    if kind == "number":
        key = digits_of(text)
    elif kind == "address":
        key = text.strip().removeprefix("mailto:").lower()
    else:
        key = clean_name(text)
    return (kind, key) if key else None


def digits_of(number: str) -> str:
    """The digits of a telephone number, without a `+` or a `00` before them."""
    plain = "".join(str(unicodedata.digit(c, "")) for c in number)
    return plain.removeprefix("00") if not number.lstrip().startswith("+") else plain


# ---- the file -----------------------------------------------------------------------------------------------


def load_people(path: Path, shown: str | None = None) -> Directory:
    """The people of a YAML or JSON file; raises `UsageError` with every problem of it, each with its place."""
    return load(path, shown, read_people)


def read_people(text: str, file: str) -> Directory:
    """The people that a text lists; raises `UsageError` with every problem, told by its place: no name is in it."""
    problems = Problems(text=text)
    node = one_document(text, file, problems, "B246", "a file of people is one document", _EXAMPLE)
    reader = _Reader(problems)
    if node is not None:
        reader.read(node)
    if problems.found:
        raise UsageError(*(wordless(problem, _WORDS) for problem in problems.found))
    numbers = (key[1] for key in reader.known if key[0] == "number")
    tails = frozenset(number[-_TAIL:] for number in numbers if len(number) >= _TAIL)
    return Directory(tuple(reader.persons), reader.known, tails)


class _Reader:
    """Reads the entries of one file."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self.persons: list[Person] = []
        self.pseudonyms: list[Node] = []
        self.known: dict[Identity, Person] = {}

    def read(self, node: Node) -> None:
        keys = mapping_of(node, "a file of people", self.problems, _EXAMPLE)
        if keys is None:
            return
        known_keys(node, KEYS, "a file of people", self.problems)
        known_format(keys, "people", self.problems)
        if "people" not in keys:
            missing_key("people", "a file of people", node.location, self.problems, _EXAMPLE)
            return
        entries = keys["people"]
        for entry in items_of(entries) if entries.value is not None else ():
            self._entry(entry)
        if not self.persons and not self.problems.found:
            self.problems.add("B246", "a file of people that lists nobody", entries.location, _EXAMPLE)
        for pseudonym in self.pseudonyms:
            if any(settled((kind, str(pseudonym.value))) in self.known for kind in LISTS.values()):
                self.problems.add("B246", "a pseudonym that is somebody's name", pseudonym.location, "such as `c-207`")

    def _entry(self, node: Node) -> None:
        keys = mapping_of(node, "a person", self.problems, _EXAMPLE)
        if keys is None:
            return
        known_keys(node, PERSON_KEYS, "a person", self.problems)
        if "role" not in keys:
            missing_key("role", "a person", node.location, self.problems, f"one of {', '.join(ROLES)}")
            return
        role = word_of(keys["role"], "role", ROLES, self.problems)
        account = word_of(keys["account"], "account", ACCOUNTS, self.problems) if "account" in keys else None
        for key in ("account",) if role != "practitioner" else ("relationship",):
            if key in keys:
                whose = "a practitioner" if key == "account" else "a client, or of another person"
                self.problems.add("B246", f"`{key}` is of {whose}", node.key_place(key), "leave it out")
        if role is None:
            return
        person = Person(
            next(r for r in ROLES if r == role), self._word(keys, "relationship"), self._word(keys, "id"), account,
            len(self.persons) + 1,
        )  # fmt: skip
        self.persons.append(person)
        self._identities(node, keys, person)

    def _word(self, keys: dict[str, Node], key: str) -> str | None:
        """A pseudonym: a short printable text."""
        if key not in keys or keys[key].value is None:
            return None
        value = keys[key].value
        if isinstance(value, str) and value.strip() and value.isprintable() and len(value) <= _LONGEST:
            self.pseudonyms.append(keys[key])
            return value.strip()
        self.problems.add("B246", f"`{key}` is a short pseudonym", keys[key].location, "such as `c-207`")
        return None

    def _identities(self, node: Node, keys: dict[str, Node], person: Person) -> None:
        listed = [(kind, item) for key, kind in LISTS.items() if key in keys for item in items_of(keys[key])]
        if not listed:
            where = f"one of {', '.join(LISTS)}"
            self.problems.add("B246", "a person without a name, number or address", node.location, where)
        for kind, item in listed:
            key = settled((kind, item.value)) if isinstance(item.value, str) else None
            if key is None or not fits(key):
                self.problems.add("B246", f"that is no {kind}", item.location, _HINTS[kind])
            elif self.known.setdefault(key, person) is not person:
                what = f"that {kind} is two people's, entries {self.known[key].entry} and {person.entry}"
                self.problems.add("B246", what, item.location, "an identity is one person's; take it from one of them")


_HINTS = {
    "name": "write it as the export does",
    "number": "digits, such as `+44 7700 900123`",
    "address": "such as `anna@example.org`",
}
_ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")


def fits(key: Identity) -> bool:
    """Whether a settled identity can be one of its kind."""
    kind, text = key
    if kind == "number":
        return 3 <= len(text) <= 20
    return _ADDRESS.fullmatch(text) is not None if kind == "address" else len(text) <= _LONGEST


def same(one: Sequence[Identity], other: Iterable[Identity]) -> bool:
    """Whether two people have an identity in common."""
    keys = {settled(identity) for identity in one} - {None}
    return any(settled(identity) in keys for identity in other)
