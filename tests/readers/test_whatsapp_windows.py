"""Exports of one chat that overlap are, read together, the chat: wherever each of them begins and ends."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.readers.base import Options
from boundaries.readers.directory import read_people
from boundaries.readers.open import open_log
from boundaries.table.log import Log
from chats import codes

PEOPLE = """\
people:
- {role: practitioner, names: [A]}
- {role: client, relationship: c-1, names: [B]}
- {role: other, relationship: c-1, names: [C]}
"""
Said = tuple[int, str, int]  # the minute, who, and how long


def export(rows: list[Said]) -> str:
    """A chat as a phone writes it; the day after the 12th leaves no order open."""
    return "".join(f"13/01/2024, {m // 60:02}:{m % 60:02} - {who}: {'x' * length}\n" for m, who, length in rows)


def read(*exports: str, columns: frozenset[str] | None = None, **more: object) -> Log:
    people = read_people(PEOPLE, "people.yaml") if not more else None
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.txt" for number in range(len(exports))]
        for path, text in zip(paths, exports, strict=True):
            path.write_text(text)
        return open_log(paths, Options(timezone="UTC", directory=people, columns=columns, **more))  # type: ignore[arg-type]


@st.composite
def chats(draw: st.DrawFn, lengths: st.SearchStrategy[int] | None = None) -> list[Said]:
    """A chat in order; unless told otherwise no two texts are as long as each other."""
    steps = draw(st.lists(st.tuples(st.sampled_from([0, 0, 0, 1, 7]), st.sampled_from("ABC")), min_size=2, max_size=16))
    minute, rows = 540, []
    for number, (step, who) in enumerate(steps, 1):
        minute += step
        rows.append((minute, who, number if lengths is None else draw(lengths)))
    return rows


def windows(rows: list[Said]) -> st.SearchStrategy[tuple[slice, slice]]:
    """Two windows that have a row in common, either of which begins first."""
    cuts = st.lists(st.integers(0, len(rows)), min_size=4, max_size=4).map(sorted)
    # Of two that begin in one minute, one of which ends in it, too, nobody can tell which begins first.
    begins = {row: minute for row, (minute, _, _) in enumerate(rows)}
    cuts = cuts.filter(lambda c: c[1] < c[2] and (begins[c[0]] != begins[c[1]] or begins[c[1]] != begins[c[2] - 1]))
    return cuts.flatmap(
        lambda c: st.sampled_from(
            [(slice(c[0], c[2]), slice(c[1], c[3])), (slice(c[1], c[3]), slice(c[0], c[2])),
             (slice(c[0], c[3]), slice(c[1], c[2])), (slice(c[1], c[2]), slice(c[0], c[3]))]
        )
    )  # fmt: skip


def found(log: Log) -> Counter[tuple[object, ...]]:
    names = [name for name in log.table.column_names if name != "id"]
    return Counter(tuple(row[name] for name in names) for row in log.table.to_pylist())


@settings(max_examples=60)
@given(st.data())
def test_two_exports_of_a_chat_are_the_chat(data: st.DataObject) -> None:
    rows = data.draw(chats())
    one, other = data.draw(windows(rows))
    assume(all(any(who != "A" for _, who, _ in rows[window]) for window in (one, other)))
    whole = read(export(rows[min(one.start, other.start) : max(one.stop, other.stop)]))
    both = read(export(rows[one]), export(rows[other]))
    assert both.table.equals(whole.table)
    assert both.summary.duplicates == len(rows[one]) + len(rows[other]) - len(whole)
    assert both.summary.rejected == 0
    narrow = read(export(rows[one]), export(rows[other]), columns=frozenset())
    assert narrow.table.equals(whole.table.select(narrow.table.column_names))


@settings(max_examples=60)
@given(st.data())
def test_where_rows_are_alike_none_is_doubled_and_none_made_up(data: st.DataObject) -> None:
    rows = data.draw(chats(st.integers(1, 2)))
    one, other = data.draw(windows(rows))
    assume(all(any(who != "A" for _, who, _ in rows[window]) for window in (one, other)))
    whole = read(export(rows[min(one.start, other.start) : max(one.stop, other.stop)]))
    both = read(export(rows[one]), export(rows[other]))
    assert found(both) <= found(whole)
    lost = found(whole) - found(both)
    met = {minute for minute, _, _ in rows[max(one.start, other.start) : min(one.stop, other.stop)]}
    assert not lost or len(met) == 1, "only where all that both have lies in one minute can rows that look alike be one"
    assert not both.summary.rejected


def test_a_message_deleted_since_the_first_export_is_turned_away_in_the_second() -> None:
    before = export([(540, "A", 5), (541, "B", 6), (542, "A", 7)])
    after = before.replace("xxxxxx\n", "This message was deleted\n", 1)
    log = read(before, after)
    assert [(reject.log, reject.row, reject.column) for reject in log.rejects] == [("log 2", 2, "id")]
    assert log.table["length"].to_pylist() == [5, 6, 7]


def test_two_chats_of_one_relationship_are_not_taken_for_one() -> None:
    pair = export([(m, "AB"[m % 2], m) for m in range(540, 560)])
    group = export([(m, "ABC"[m % 3], 2 * m) for m in range(541, 561)])
    log = read(pair, group)
    assert "people" in log.table.column_names
    assert log.table["people"].null_count == 20


def test_of_a_group_somebody_has_to_say_who_the_client_is() -> None:
    text = export([(540, "A", 1), (541, "B", 2), (542, "C", 3)])
    assert len(read(text, me="A", relationship="c-1")) == 3
    with pytest.raises(UsageError) as caught:
        read(text, text, me="A", relationship="c-1")
    assert codes(caught.value) == ["B268"]
    assert read(text, text, me="A", relationship="c-1", client="C").summary.duplicates == 3
