"""What is agreed with one recipient of `sharing`: on which bases something may be told, and until when.

Entries with the same `with` are one agreement with one recipient: it has one path, and `set` replaces all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from boundaries.contract.clauses import entry_path
from boundaries.core.columns import BASES

Entry = Mapping[str, object]


def recipients(entries: Sequence[Entry]) -> Iterator[tuple[str, tuple[Entry, ...]]]:
    """Each recipient that a path can name, in the order of the list, with everything said of it."""
    for path in dict.fromkeys(entry_path(str(entry["with"])) for entry in entries):
        if path is not None:
            yield path, tuple(entry for entry in entries if entry_path(str(entry["with"])) == path)


def bases(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The bases on which something may be told; an entry without one names all there are."""
    named = {entry.get("basis") for entry in entries}
    return tuple(basis for basis in BASES if basis in named or None in named)


def holds(wide: Iterable[Entry], narrow: Iterable[Entry]) -> bool:
    """Whether whatever the narrow list lets be told, the wide one lets be told for as long."""
    allowed = _until(wide)
    return all(allowed.get(told, "") >= until for told, until in _until(narrow).items())


def _until(entries: Iterable[Entry]) -> dict[tuple[object, str], str]:
    """Who may be told on which basis, and up to which date; `9999` where there is no end."""
    found: dict[tuple[object, str], str] = {}
    for entry in entries:
        for basis in bases((entry,)):
            told = entry["with"], basis
            found[told] = max(found.get(told, ""), str(entry.get("until") or "9999"))
    return found
