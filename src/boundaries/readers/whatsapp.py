"""WhatsApp's text export (`Export chat`), of Android and iOS, in the shapes of many languages.

What an export does not say is asked for or refused, never guessed: who the practitioner is (`--me`), the clock it
was written on (`--timezone`), and the order of day and month where the file leaves it open (`--date-order`).
"""

from __future__ import annotations

import re
from typing import IO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from boundaries.core.errors import Diagnostic, LogError
from boundaries.readers import whatsapp_dates as dates
from boundaries.readers.base import File, Options, read_head
from boundaries.readers.circle import NOT_LISTED, Circle, Sides
from boundaries.readers.directory import Identity
from boundaries.readers.lines import encoding_of, text_lines
from boundaries.readers.rows import zone_problems
from boundaries.readers.tabular import sealed
from boundaries.readers.whatsapp_rows import nothing_of, to_extract, writers
from boundaries.readers.whatsapp_scan import Scan
from boundaries.readers.whatsapp_stamps import Shape, looks_like_chat, unpack
from boundaries.table.log import Extract

name = "whatsapp"


def sniff(head: bytes) -> bool:
    """Whether one of the first lines begins as a row of an export does."""
    return looks_like_chat(head, encoding_of(head))


@sealed
def read(file: File, options: Options) -> Extract:
    """The chat's messages and calls; the rows of WhatsApp itself are counted as system.

    Raises `UsageError` for what only the caller can say, `LogError` where the file cannot be read or leaves dates
    or times open.
    """
    encoding = encoding_of(read_head(file, options.log))
    try:
        with file.open("rb") as stream:
            scan: Scan | None = scan_chat(stream, encoding, options)
    except (OSError, UnicodeError):
        scan = None  # what went wrong names the file
    if scan is None:
        raise _refusal("B223", f"{options.log} cannot be read to its end", "check its place and its rights")
    return settle(scan, options)


def scan_chat(file: IO[bytes], encoding: str, options: Options) -> Scan:
    """One pass over a file, in bounded memory beside a few numbers a row."""
    listed = (text for kind, text in (options.directory.known if options.directory else ()) if kind == "name")
    scan = Scan(name for name in (options.me, options.client, *listed) if name)
    scan.feed(text_lines(file, encoding))
    return scan


def settle(scan: Scan, options: Options) -> Extract:
    """The rows of a pass, once it is known who is who and which number is the day; raises as `read` does."""
    shape = scan.shape
    if shape is None:
        if not len(scan):
            return nothing_of(scan, None)
        hint = "is it WhatsApp's text export?"
        raise _refusal("B230", f"{options.log}: no line begins as a row of a chat does", hint)
    if max(scan.person) < 0:  # nobody writes: whoever was named, and whatever the dates mean, there is nothing to read
        return to_extract(scan, np.ones(len(scan), np.int64), Sides(options.relationship, (), (), ()), options)
    if options.directory is None:
        _refuse_words(scan, options)
    drop_quoted(scan, _runs(scan), shape)
    sides = _sides(scan, options)
    if sides is None:  # somebody else's chat: what is wrong with it is nobody's business
        return nothing_of(scan, NOT_LISTED)
    _refuse_words(scan, options)
    runs = _runs(scan)
    order = dates.decide(runs.dates, shape, options.date_order)
    _refuse_open(order, runs, shape, options)
    assert order is not None
    return to_extract(scan, _days(runs, order), sides, options)


def _refuse_words(scan: Scan, options: Options) -> None:
    """Refuse a file with a word beside the time of which nobody here knows what it says of the day."""
    if scan.unknown_words:
        what = f"{options.log}: {scan.unknown_words} times stand beside a word for a part of the day that is not known"
        raise _refusal("B231", what, "export the chat from a phone set to 24 hours, or to another language")


def _refusal(code: str, message: str, hint: str) -> LogError:
    return LogError(Diagnostic(code, message, hint=hint))


# ---- dates --------------------------------------------------------------------------------------------------


class _Runs(NamedTuple):
    """Rows one after the other with the same date: the date as written, and which rows have it.

    `of_row` is the place of each row's run, -1 for rows without a date.
    """

    dates: list[dates.Triple]
    of_row: NDArray[np.int64]


def _runs(scan: Scan) -> _Runs:
    date = np.array(scan.date, np.int64)
    dated = np.flatnonzero(date)
    starts = np.flatnonzero(np.diff(date[dated], prepend=0))
    of_row = np.full(len(date), -1, np.int64)
    of_row[dated] = np.searchsorted(starts, np.arange(len(dated)), side="right") - 1
    return _Runs([unpack(d) for d in date[dated][starts].tolist()], of_row)


def drop_quoted(scan: Scan, runs: _Runs, shape: Shape) -> None:
    """Give rows that are quoted from another chat back to the message that quotes them.

    A row is one of those if it lies more than a day back and the person it names wrote no other. Everything else
    that looks like a row is one: a late delivery or a wrong clock must not cost a row.
    """
    places = dates.going_back(runs.dates, shape)
    if not places:
        return
    back = np.isin(runs.of_row, places)
    person = np.array(scan.person, np.int64)
    scan.merge(set(np.flatnonzero(back & (person >= 0) & ~np.isin(person, person[~back])).tolist()))


def _refuse_open(order: str | None, runs: _Runs, shape: Shape, options: Options) -> None:
    """Refuse a file whose dates stay open, or one read under an order that its dates speak against."""
    if order is None or (options.date_order and dates.contradicts(order, runs.dates, shape)):
        counted = "; ".join(r.words() for r in dates.readings(runs.dates, shape))
        what = "the order of day and month is open" if order is None else "the dates speak against that order"
        code = "B232" if order is None else "B233"
        raise _refusal(code, f"{options.log}: {what} ({counted})", "`--date-order dmy|mdy|ymd` says which it is")


def _days(runs: _Runs, order: str) -> NDArray[np.int64]:
    """The day of each row, as an ordinal; 0 where it has none."""
    days = [dates.day_under(order, date) or 0 for date in runs.dates]
    return np.array([*days, 0], np.int64)[runs.of_row]  # the last is for rows of no run


# ---- people -------------------------------------------------------------------------------------------------


_NUMBER = re.compile(
    r"[+(]?\d[\d\s()./\u2010-\u2015-]{4,}"
)  # people who are not in the address book go by their number


def _sides(scan: Scan, options: Options) -> Sides | None:
    """Who is the practitioner and who the client, of all who write; None where nobody is listed.

    Raises `UsageError` with everything that the caller must add.
    """
    names = scan.people.names()
    people = [_identities(names[number]) for number in writers(scan)]
    if options.directory is None:
        return Circle(options).sides(people, None, zone_problems(options))
    persons = [options.directory.find(*identities) for identities in people]
    if all(person is not None and person.role != "practitioner" for person in persons):
        # Everybody is listed, and the one whose phone it is has not written yet.
        return Circle(options).sides([*people, []], len(people), zone_problems(options))
    return Circle(options).sides(people, None, zone_problems(options))


def _identities(name: str) -> list[Identity]:
    return [("name", name), *([("number", name)] if _NUMBER.fullmatch(name) else [])]  # type: ignore[list-item]
