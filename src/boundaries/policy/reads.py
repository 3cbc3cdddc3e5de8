"""The columns of a log that a rule reads: what it judges by, what may excuse it, and what its sentence tells.

A rule declares them by being written as it is; nothing else of a log is loaded for it (see `Policy.columns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from boundaries.core.columns import NAMES, REASONS
from boundaries.core.sentence import placeholders
from boundaries.policy import agreement
from boundaries.policy.condition import (
    Agreement,
    Among,
    Compare,
    Listed,
    Missing,
    NoneFor,
    StillOpen,
    Trend,
    Unanswered,
)
from boundaries.policy.fields import FIELDS, Leaf, columns_of, leaves
from boundaries.policy.inside import conditions_in, filters_of, summed_of
from boundaries.policy.rule import When, Wording

_SPAN = ("kind", "planned_start", "planned_end")  # the time that an exception or a leave covers
_ON_THE_ROW = {"crisis": ("purpose",), "scheduling": ("purpose",), "incidental": ("by", "length")}


def columns_read(when: When, unless: Iterable[str] = (), texts: Iterable[Wording] = ()) -> frozenset[str]:
    """The columns of a log behind a condition, its excuses, and the values that its texts name.

    Not those of what an exception of a contract covers: these are the contract's.
    """
    names = {*_judged(when), *_told(texts)}
    for word in unless:
        names |= {*_around(word), *(_ON_THE_ROW.get(word, ()) if _carries(when) else ())}
    return frozenset(names & set(NAMES))


def _judged(when: When) -> Iterator[str]:
    if isinstance(when, Agreement):
        yield from agreement.COLUMNS.get(when.about, ())
    for test in filters_of(when):
        yield from columns_of(test)
    for name in summed_of(when):
        yield from FIELDS[name].reads
    if isinstance(when, Trend):  # and when the practitioner is away: such weeks say nothing
        yield from (*when.reads, *_SPAN)
    if isinstance(when, Unanswered) and when.by_ref:
        yield from ("id", "ref")
    for inner in conditions_in(when):
        yield from _judged(inner)


def _told(texts: Iterable[Wording]) -> Iterator[str]:
    """What is behind the values that texts name in any of their languages."""
    for text in (text for wording in texts for forms in wording.texts.values() for text in forms):
        for name in placeholders(text):
            yield from FIELDS[name].reads if name in FIELDS else ()


def _around(word: str) -> Iterator[str]:
    """What an excuse reads of other rows: of exceptions that were recorded, of leaves."""
    if word in REASONS:
        yield from ("reason", *_SPAN)
    elif word == "cover":
        yield from _SPAN


def _carries(when: When) -> bool:
    """Whether a row can carry an excuse: of an absence only one that a filter cannot tell, of the agreement itself
    only one of a practice.
    """
    match when:
        case Agreement(about):
            return about == "unnamed_practice"
        case NoneFor(none):
            return not all(map(_is_told, leaves(none)))
        case _:
            return True


def _is_told(test: Leaf) -> bool:
    """Whether a test is true or false on every row: of what no row lacks, and nothing makes doubtful."""
    match test:
        case Among(column) | Listed(column):
            return column in ("kind", "certainty", "on_leave")
        case Compare(column):
            return column == "people"
        case Missing() | StillOpen():
            return True
        case _:
            return False
