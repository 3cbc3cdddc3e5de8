"""Several exports of one chat, each with a window of its rows: the ids of the same row are made the same.

An id counts the rows of a minute from the first that the export has. Where an export begins inside a minute, another
that begins earlier tells how many rows stand before. What is in both is then dropped as a duplicate when the log is
put together; a row that reads otherwise in a later export (it was deleted, say) is turned away there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.readers.base import Options
from boundaries.readers.whatsapp_rows import FORMAT
from boundaries.table.log import Extract

_MINUTE = 16  # letters of an id that tell the minute
_ALIKE = 0.5  # of the rows in the time of both: two exports of one chat agree in nearly all, two chats in hardly any


@dataclass(frozen=True, slots=True)
class Window:
    """One export of a chat: its place among the extracts, its first and last minute, how many rows the first has."""

    place: int
    table: pa.Table
    first: str
    last: str
    begun: int

    def within(self, minute: str) -> list[tuple[object, ...]]:
        """The rows of a minute, by what can be compared: who, when, what, how long."""
        rows = self.table.filter(pc.starts_with(self.table["id"], minute))
        names = [name for name in ("by", "at", "kind", "length") if name in rows.column_names]
        return [tuple(row.values()) for row in rows.select(names).to_pylist()]


def aligned(extracts: Sequence[Extract], options: Options) -> list[Extract]:
    """The extracts, exports of one chat with the ids of the one that knows a minute from its beginning.

    Raises `UsageError` where it is open who of a group is the client in all of them.
    """
    out = list(extracts)
    for windows in _by_relationship(out):
        if len(windows) < 2:
            continue
        _refuse_groups(windows, options)
        for chat in _chats(windows):
            people = max(map(_people, chat))
            for window in chat:
                out[window.place] = replace(out[window.place], table=_for(people, window.table))
    return out


def _chats(windows: Sequence[Window]) -> list[list[Window]]:
    """The windows of each chat, settled; those of different chats have hardly a row in common."""
    chats: list[list[Window]] = []
    for window in sorted(windows, key=lambda w: (w.first, w.first == w.last, -w.begun, w.place)):
        of_one = ((base, chat) for chat in chats for base in _that_reach(window, chat) if _of_one_chat(base, window))
        base, chat = next(of_one, (None, None))
        if base is None or chat is None:
            chats.append([window])
        else:
            chat.append(replace(window, table=_numbered_on(window, base)))
    return chats


def _by_relationship(extracts: Sequence[Extract]) -> Iterator[list[Window]]:
    found: dict[str, list[Window]] = {}
    for place, extract in enumerate(extracts):
        if extract.format == FORMAT and extract.table.num_rows:
            minutes = pc.utf8_slice_codeunits(extract.table["id"], 0, _MINUTE)
            first, last = minutes[0].as_py(), pc.max(minutes).as_py()
            begun = int(pc.sum(pc.equal(minutes, first)).as_py())
            pair = extract.table["relationship"][0].as_py()
            found.setdefault(pair, []).append(Window(place, extract.table, first, last, begun))
    yield from found.values()


def _refuse_groups(windows: Sequence[Window], options: Options) -> None:
    """Without a name each export's first other person is taken for the client: not the same one in all of them."""
    if options.directory is None and options.client is None and any("people" in w.table.column_names for w in windows):
        what = f"{len(windows)} exports are of one relationship, and more than two people write in them"
        hint = "`--client NAME` says who the client is, or `--people FILE` who is whom"
        raise UsageError(Diagnostic("B268", what, hint=hint))


def _that_reach(window: Window, settled: Sequence[Window]) -> list[Window]:
    """The windows that know more of another's first minute than itself, the one that reaches furthest first."""
    reach = [w for w in settled if w.first <= window.first <= w.last]
    return sorted(reach, key=lambda w: (w.first == window.first, w.last == window.first, w.place))


def _of_one_chat(base: Window, window: Window) -> bool:
    """Whether the rows in the time of both are the same; where there are none but of one minute, that one tells."""
    theirs, own = (_between(w.table, window.first, min(base.last, window.last)) for w in (base, window))
    fewer = min(theirs.num_rows, own.num_rows)
    if not fewer:
        before = base.within(window.first)
        return any(row in before for row in window.within(window.first))
    met = pc.index_in(own["id"], value_set=theirs["id"].combine_chunks()).combine_chunks()
    mine, other = own.filter(met.is_valid()), theirs.take(met.drop_null())
    alike: int = pc.sum(pc.equal(mine["at"], other["at"])).as_py() or 0
    return bool(alike >= _ALIKE * fewer)


def _between(table: pa.Table, after: str, until: str) -> pa.Table:
    """The rows of the minutes after one and up to another."""
    minutes = pc.utf8_slice_codeunits(table["id"], 0, _MINUTE)
    return table.filter(pc.and_(pc.greater(minutes, after), pc.less_equal(minutes, until)))


def _numbered_on(window: Window, base: Window) -> pa.Table:
    """A window's rows, those of its first minute counted from where the base has them."""
    ids = window.table["id"].combine_chunks()
    mask = pc.starts_with(ids, window.first)
    before = _before(base, window)
    if not before:
        return window.table
    renamed = pa.array([_counted_on(id, before) for id in ids.filter(mask).to_pylist()])
    place = window.table.column_names.index("id")
    return window.table.set_column(place, "id", pc.replace_with_mask(ids, mask, renamed))


def _before(base: Window, window: Window) -> Counter[object]:
    """How many rows of each party stand in a window's first minute before those it has.

    Where both have the minute to its end, a window's rows are the last of the base's, whatever became of them since.
    Where one ends in it, too, they are where they are alike for as long as they can be.
    """
    theirs, own = base.within(window.first), window.within(window.first)
    if window.first not in (base.last, window.last):
        return Counter(row[0] for row in theirs) - Counter(row[0] for row in own)
    fitting = (at for at in range(len(theirs)) if _fits(theirs[at:], own, base.last == window.first))
    start = next(fitting, len(theirs) if base.last == window.first else 0)
    return Counter(row[0] for row in theirs[:start])


def _fits(theirs: list[tuple[object, ...]], own: list[tuple[object, ...]], cut: bool) -> bool:
    """Whether rows begin alike; those of the window may go on where the base was cut."""
    both = min(len(theirs), len(own))
    return theirs[:both] == own[:both] and (cut or len(own) <= len(theirs))


def _counted_on(id: str, before: Counter[object]) -> str:
    minute_and_by, _, number = id.rpartition("-")
    return f"{minute_and_by}-{int(number) + before[minute_and_by[_MINUTE + 1 :]]:03}"


def _people(window: Window) -> int:
    return int(pc.max(window.table["people"]).as_py()) if "people" in window.table.column_names else 2


def _for(people: int, table: pa.Table) -> pa.Table:
    """A window's rows with the number of people who write in the chat, of whom not all may write in the window."""
    if people <= 2:
        return table
    column = pa.array([people] * table.num_rows)
    if "people" in table.column_names:
        return table.set_column(table.column_names.index("people"), "people", column)
    return table.append_column("people", column)
