"""Who the people of a thread are to each other: the one place where a reader learns `by` and `relationship`.

With a file of people, by that alone. Without one, `--me` names the practitioner (unless the device is theirs) and
`--client` the client, else the first other person of a file of one pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.readers.base import Options
from boundaries.readers.directory import Identity, Person, same

NOT_LISTED = "with nobody who is listed"  # why a row is left out
SEVERAL = "people of several relationships"  # why a row is turned away
_EXACTLY = "write the name exactly as the export does, in quotes"

People = Sequence[Sequence[Identity]]


@dataclass(frozen=True, slots=True)
class Sides:
    """What each person of a thread is, in the order given, and the relationship (None: people of several)."""

    relationship: str | None
    by: tuple[str, ...]
    actor: tuple[str | None, ...]
    account: tuple[str | None, ...]


class Circle:
    """Tells the sides of every thread of one file.

    `many`: whether the file is a whole device's or mailbox's, so that somebody else's thread is left out rather than
    an error. Holds, of people who are not listed, only those of the first thread.
    """

    def __init__(self, options: Options, many: bool = False) -> None:
        self._options, self._many = options, many
        self._client: list[Identity] | None = None
        self._me = _named(options.me)
        if options.client is not None:
            self._client = list(_named(options.client))

    def __repr__(self) -> str:
        return "<Circle>"

    def sides(self, people: People, owner: int | None = None, problems: Sequence[Diagnostic] = ()) -> Sides | None:
        """The sides of a thread; None where it is nobody's who is listed, so that its rows are left out.

        `people` are the distinct people of the thread, each with all that the file calls them, the surest first;
        `owner` is the one whose device it is. `problems` are told together with what is wrong here.
        Raises `UsageError` with everything that the caller must add.
        """
        found = self._listed(people, owner) if self._options.directory else self._asked(people, owner, problems)
        if problems:
            raise UsageError(*problems)
        return found

    # ---- with a file of people ----

    def _listed(self, people: People, owner: int | None) -> Sides | None:
        directory = self._options.directory
        assert directory is not None
        persons = [directory.find(*identities) for identities in people]
        if owner is None:
            owner = next((i for i, one in enumerate(people) if self._me and same(self._me, one)), None)
        by = [person.role if person else "other" for person in persons]
        if owner is not None and persons[owner] is not None and by[owner] != "practitioner":
            owner = None  # the export is from somebody else's device
        if owner is not None:
            by[owner] = "practitioner"
            directory.met.update(p.entry for p in directory.persons if p.role == "practitioner")  # a device names none
        of_clients = {self._pair(p) for p, side in zip(persons, by, strict=True) if p and side == "client"}
        of_others = {p.relationship for p in persons if p and p.role == "other" and p.relationship}
        pairs = of_clients or of_others
        if not pairs or "practitioner" not in by:
            return None
        return Sides(
            pairs.pop() if len(pairs) == 1 else None, tuple(by),
            tuple(person.actor if person else None for person in persons),
            tuple(person.account if person else None for person in persons),
        )  # fmt: skip

    def _pair(self, person: Person) -> str:
        """A client's relationship: as listed, else the run's own where there is one such client, else a keyed name."""
        assert self._options.directory is not None
        if person.relationship is not None:
            return person.relationship
        alone = sum(p.role == "client" for p in self._options.directory.persons) == 1
        if alone and self._options.relationship is not None:
            return self._options.relationship
        keys = (key for key, one in self._options.directory.known.items() if one is person)
        return "r-" + self._options.key.name("relationship", *next(keys))

    # ---- without one ----

    def _asked(self, people: People, owner: int | None, more: Sequence[Diagnostic]) -> Sides | None:
        me = owner if owner is not None else _find(people, self._me)
        if self._many:
            return self._of_many(people, me, more)
        client = None if self._options.client is None else _find(people, self._client)
        problems = [
            *self._without_me(people, me),
            *self._wrong_client(people, me, client),
            *self._without_pair(),
            *more,
        ]
        if problems:
            raise UsageError(*problems)
        assert me is not None
        if client is None:
            client = next((i for i in range(len(people)) if i != me), None)
        return self._pair_of(people, me, client)

    def _of_many(self, people: People, me: int | None, more: Sequence[Diagnostic]) -> Sides | None:
        """A thread of a whole device: with the one client there is, or with somebody else."""
        log, problems = self._options.log, list(more)
        if me is None and not self._me:
            hint = "`--me` names the practitioner as the export does, or `--people FILE` says who is whom"
            problems.append(Diagnostic("B234", f"{log} does not say who the practitioner is", hint=hint))
        problems += self._without_pair()
        if problems:
            raise UsageError(*problems)
        others = [i for i in range(len(people)) if i != me]
        if self._client is None and others:
            self._client = list(people[others[0]])
        client = next((i for i in others if same(self._client or (), people[i])), None)
        if self._options.client is None and any(i != client for i in others):
            hint = "`--people FILE` says who is whom, or `--client` names one of them"
            raise UsageError(Diagnostic("B260", f"{log} holds contact with several people", hint=hint))
        return None if client is None or me is None else self._pair_of(people, me, client)

    def _pair_of(self, people: People, me: int, client: int | None) -> Sides:
        by = ["other"] * len(people)
        if client is not None:
            by[client] = "client"
        by[me] = "practitioner"
        nothing: tuple[str | None, ...] = (None,) * len(people)
        return Sides(self._options.relationship, tuple(by), nothing, nothing)

    def _without_me(self, people: People, me: int | None) -> list[Diagnostic]:
        if me is not None:
            return []
        who = _writing(people, self._options.log)
        if self._options.me is None:
            hint = "`--me NAME` names the practitioner, as the export writes the name"
            return [Diagnostic("B234", f"{who}; which of them is the practitioner?", hint=hint)]
        return [Diagnostic("B235", f"{who}; `--me` names none of them", hint=_EXACTLY)]

    def _wrong_client(self, people: People, me: int | None, client: int | None) -> list[Diagnostic]:
        if self._options.client is None or (client is not None and client != me):
            return []
        what = "the practitioner" if client == me and me is not None else "none of them"
        return [Diagnostic("B236", f"{_writing(people, self._options.log)}; `--client` names {what}", hint=_EXACTLY)]

    def _without_pair(self) -> list[Diagnostic]:
        if self._options.relationship is not None:
            return []
        what = f"{self._options.log} has no pseudonym for the pair"
        hint = "`--people FILE` says who is whom" if self._many else "`--relationship` gives it"
        return [Diagnostic("B237", what, hint=f"{hint}; with one client, `--relationship`" if self._many else hint)]


def _named(text: str | None) -> tuple[Identity, ...]:
    """What a name on the command line may be: it is compared as each kind."""
    if text is None:
        return ()
    number: tuple[Identity, ...] = () if any(c.isalpha() for c in text) else (("number", text),)
    return (("name", text), *number, ("address", text))


def _find(people: People, named: Sequence[Identity] | None) -> int | None:
    return next((i for i, one in enumerate(people) if named and same(named, one)), None)


def _writing(people: People, log: str) -> str:
    return f"{len(people)} {'person writes' if len(people) == 1 else 'people write'} in {log}"
