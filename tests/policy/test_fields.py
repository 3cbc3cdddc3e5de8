"""What filters may test, and what a filter reads and refers to."""

from __future__ import annotations

import json

from hypothesis import given, settings

from boundaries.core.columns import BY_NAME, PARTIES
from boundaries.policy.condition import AllOf, AnyOf, Filter, Listed, Not, Registered
from boundaries.policy.fields import FIELDS, columns_of, every_part, leaves, other_kind, references_of, watched_in
from policy.test_filters import FILTERS, NUMBERS, OPEN, REFERENCES, WORDS, Written, read


def test_whatever_is_derived_names_columns_of_the_log() -> None:
    assert set(BY_NAME) < set(FIELDS)
    for field in FIELDS.values():
        assert set(field.reads) <= set(BY_NAME)
        assert field.name in field.reads or field.name not in BY_NAME
        assert field.of_kinds == (field.name in ("kind", "ref_kind"))


@settings(max_examples=60)
@given(FILTERS)
def test_every_field_a_filter_names_is_among_its_columns(written: Written) -> None:
    plain, compiled = written
    named = {key for key in json.dumps(plain).split('"') if key in (*WORDS, *NUMBERS)}
    assert named - {"true"} <= columns_of(compiled) | set(PARTIES)
    assert {ref.path for ref in references_of(compiled)} >= {
        ref.path for text, ref in REFERENCES.items() if f'"{text}"' in json.dumps(plain)
    }


def test_derived_fields_read_columns_and_refer_to_clauses() -> None:
    test = read(
        "{overrun_minutes: {gt: 0}, channel_agreed: true, notice_hours: {lt: 2}, thread_by: client, within: $hours, "
        "open: goals}"
    )
    assert columns_of(test) == {
        "overrun_minutes", "minutes", "channel_agreed", "channel", "purpose", "notice_hours", "planned_start", "ref",
        "at", "thread_by", "kind", "by", "certainty",
    }  # fmt: skip
    assert [ref.path for ref in references_of(test)] == [
        "administrative.sessions.minutes", "administrative.channels", "administrative.hours",
    ]  # fmt: skip


def test_a_condition_reads_its_columns_and_refers_to_nothing() -> None:
    test = read("{is: [on-a-weekend, in-a-room], place: $sessions.places}")
    assert columns_of(test) == {"at", "certainty", "place"}
    assert [ref.path for ref in references_of(test)] == ["administrative.sessions.places"]
    assert [type(leaf) for leaf in leaves(test)] == [Registered, Registered, Listed]


@settings(max_examples=60)
@given(FILTERS)
def test_every_part_of_a_filter_is_counted(written: Written) -> None:
    def parts(test: Filter) -> list[Filter]:
        inner = test.parts if isinstance(test, AllOf | AnyOf) else (test.part,) if isinstance(test, Not) else ()
        return [test, *(p for one in inner for p in parts(one))]

    found = list(every_part(written[1]))
    assert sorted(map(repr, parts(written[1]))) == sorted(repr(part) for part, _ in found)
    assert min(level for _, level in found) == 1


def test_what_a_row_refers_to_and_leave_read_the_columns_behind_them() -> None:
    assert columns_of(read("{ref_kind: session}")) == {"ref_kind", "id", "kind", "ref"}
    assert columns_of(read("{on_leave: false}")) == {"on_leave", "at", "kind", "planned_start", "planned_end"}


def test_what_is_open_reads_nothing_refers_to_nothing_and_is_looked_at() -> None:
    test = read("{any: [{open: goals}, {not: {open: [hours, sessions.overrun]}}]}")
    assert columns_of(test) == frozenset()
    assert list(references_of(test)) == []
    assert list(watched_in(test)) == [OPEN[name] for name in ("goals", "hours", "sessions.overrun")]


def test_the_way_out_for_a_word_that_is_no_kind() -> None:
    assert other_kind("mesage") == "did you mean `message`?"
    assert other_kind("walk in the park") == "a kind of your own begins with `x-`"
    assert other_kind("X-Long Walk").endswith("did you mean `x-long-walk`?")
    assert other_kind("x-").endswith("such as `x-letter`")


def test_what_a_row_has_by_those_before_it_reads_when_what_and_by_whom() -> None:
    for text in ("{opens_thread: true}", "{reply_minutes: {lt: 30}}"):
        assert columns_of(read(text)) - {"opens_thread", "reply_minutes"} == {"at", "kind", "by"}
        assert list(references_of(read(text))) == []
