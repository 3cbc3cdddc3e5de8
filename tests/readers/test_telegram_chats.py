"""Which chats of an export count, who is who in them, and what they can show."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.readers import telegram
from boundaries.readers.telegram import without
from telegrams import (
    ANNA,
    BEN,
    KEY,
    ME,
    T0,
    account,
    chat,
    listed,
    message,
    options,
    read,
    rows_of,
    service,
)  # fmt: skip

# ---- who is who ---------------------------------------------------------------------------------------------


def test_a_chat_of_two_is_called_by_the_other_one() -> None:
    assert rows_of(read(chat(message(1, ME), message(2, ANNA))), "by") == ["practitioner", "client"]
    assert rows_of(read(chat(message(1, ANNA))), "by") == ["client"]
    assert rows_of(read(chat(message(1, ME))), "by") == ["practitioner"]
    names = chat(message(1, ME, from_id=None), message(2, ANNA, from_id=None))
    assert rows_of(read(names), "by") == ["practitioner", "client"]
    numbers = chat(message(1, ME, from_id=11), message(2, ANNA, from_id=22))
    assert rows_of(read(numbers, listed()), "by") == ["practitioner", "client"]


def test_a_deleted_account_is_known_by_its_number() -> None:
    gone = chat(message(1, BEN) | {"from": None}, message(2, ME), name=None, id=33)
    assert rows_of(read(gone, listed()), "by", "relationship") == [("client", "c-2"), ("practitioner", "c-2")]


def test_a_third_person_in_a_chat_of_two_is_nobodys() -> None:
    extract = read(chat(message(1, ME), message(2, ANNA), message(3, BEN), message(4, ANNA)))
    assert rows_of(extract, "by") == ["practitioner", "client", "client"]
    assert [(reject.row, reject.reason) for reject in extract.rejects] == [(3, telegram.STRANGER)]


def test_with_the_people_listed_every_chat_finds_its_pair() -> None:
    group = chat(message(1, ANNA), message(2, "user44"), message(3, ME), type="private_group", name="G", id=5)
    both = chat(message(4, ANNA), message(5, BEN), message(6, ME), type="private_group", name="H", id=6)
    export = account(
        chat(message(7, ANNA), message(8, ME)),
        chat(message(9, BEN), name="Ben", id=33),
        group,
        both,
        chat(message(10, "user99") | {"from": "Zed"}, name="Zed", id=99),
    )
    extract = read(export, listed())
    assert rows_of(extract, "id", "relationship", "by", "actor", "account", "people") == [
        ("telegram-000000000007", "c-1", "client", "c-1a", None, None),
        ("telegram-000000000008", "c-1", "practitioner", None, "work", None),
        ("telegram-000000000009", "c-2", "client", None, None, None),
        ("telegram-000000000001", "c-1", "client", "c-1a", None, 3),
        ("telegram-000000000002", "c-1", "other", "g-1", None, 3),
        ("telegram-000000000003", "c-1", "practitioner", None, "work", 3),
    ]
    assert {reject.reason for reject in extract.rejects} == {"people of several relationships"}
    assert dict(extract.left_out or ()) == {"with nobody who is listed": 1}


def test_an_account_of_one_pair_needs_nobody_listed_and_one_of_several_does() -> None:
    one = account(chat(message(1, ANNA), message(2, ME)), user=None)
    assert rows_of(read(one), "by") == ["client", "practitioner"]
    with pytest.raises(UsageError) as caught:
        read(account(chat(message(1, ANNA), message(2, ME)), chat(message(3, BEN), name="Ben", id=33)))
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["B260"]


def test_a_group_needs_to_know_who_the_practitioner_is_unless_the_account_says() -> None:
    group = chat(message(1, ANNA), message(2, ME), type="private_group", name="G", id=5)
    with pytest.raises(UsageError) as caught:
        read(group)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["B234"]
    assert rows_of(read(group, options(me="Dr M")), "by") == ["client", "practitioner"]
    assert rows_of(read(account(group)), "by") == ["client", "practitioner"]


@pytest.mark.parametrize("type", ["saved_messages", "replies", "bot_chat", "private_channel", "public_channel", "new"])
def test_other_chats_are_left_out_and_counted(type: str) -> None:
    extract = read(account(chat(message(1), message(2), type=type), chat(message(3))))
    assert rows_of(extract, "id") == ["telegram-000000000003"]
    reason = telegram.UNKNOWN_CHAT if type == "new" else telegram.NO_PERSON
    assert dict(extract.left_out or ()) == {reason: 2}


def test_a_supergroup_counts_its_own_rows_and_keeps_those_of_the_group_it_was() -> None:
    group = chat(
        message(2, ANNA), message(-999_999_998, ME, reply_to_message_id=-1_000_000_000), type="private_supergroup"
    )
    name = KEY.name("telegram", "user22")
    assert rows_of(read(account(group)), "id", "ref") == [
        (f"telegram-{name}-000000000002", None),
        ("telegram-000000000002", None),
    ]


# ---- what is shown ------------------------------------------------------------------------------------------


def spans(extract: Any) -> list[tuple[int, int]]:
    """What is covered, in seconds after T0."""
    return [(c.start_us // 10**6 - T0, c.end_us // 10**6 - T0) for c in extract.coverage]


def test_a_timer_ends_what_is_covered_until_it_is_ended() -> None:
    rows = [message(1), service(2, "set_messages_ttl", T0 + 10, period=86400), message(3, at=T0 + 20)]
    assert spans(read(chat(*rows))) == [(0, 10)]
    ended = [*rows, service(4, "set_messages_ttl", T0 + 30, period=0), message(5, at=T0 + 40)]
    assert spans(read(chat(*ended))) == [(0, 10), (30, 40)]
    unknown = [message(1), service(2, "set_messages_ttl", T0 + 10), message(3, at=T0 + 20)]
    assert spans(read(chat(*unknown))) == [(0, 10)]


def test_a_cleared_history_shows_nothing_of_what_was_before() -> None:
    rows = [message(1), service(2, "clear_history", T0 + 10), message(3, at=T0 + 20)]
    assert spans(read(chat(*rows))) == [(10, 20)]


def test_a_timer_in_one_chat_is_a_gap_in_what_another_shows_of_the_same_pair() -> None:
    own = chat(message(1), service(2, "set_messages_ttl", T0 + 10, period=5), message(3, at=T0 + 50))
    group = chat(message(4), message(5, ME, T0 + 99), type="private_group", name="G", id=5)
    assert spans(read(account(own, group), listed())) == [(0, 10)]


def test_spans_are_merged_and_gaps_taken_out_of_them_once() -> None:
    assert list(without([(0, 10), (5, 20), (30, 40)], [(8, 9), (9, 12), (35, 99)])) == [(0, 8), (12, 20), (30, 35)]
    assert list(without([(0, 10), (20, 30)], [(5, 25)])) == [(0, 5), (25, 30)]
    assert list(without([(0, 10)], [(10, 99)])) == [(0, 10)]
    assert list(without([(0, 10), (20, 30)], [(-5, 0), (10, 20)])) == [(0, 10), (20, 30)]
    assert list(without([(7, 7)], [])) == [(7, 7)]


SECONDS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(SECONDS, max_size=6), st.lists(SECONDS, max_size=6))
def test_what_is_shown_is_what_no_gap_hides(shown: list[tuple[int, int]], gaps: list[tuple[int, int]]) -> None:
    def inside(spans: list[tuple[int, int]], moment: float) -> bool:
        return any(start < moment < end for start, end in spans)

    left = list(without(shown, gaps))
    for half in range(40):
        moment = half + 0.5
        assert inside(left, moment) == (inside(shown, moment) and not inside(gaps, moment))
    assert left == sorted(left)
    assert len(left) <= len(shown) + len(gaps)


def test_many_chats_with_timers_make_few_spans() -> None:
    timers = [
        [
            service(2 * n, "set_messages_ttl", T0 + 10 * n, period=5),
            service(2 * n + 1, "set_messages_ttl", T0 + 10 * n + 5),
        ]
        for n in range(1, 4)
    ]
    rows = [message(1), *(row for pair in timers for row in pair), message(99, at=T0 + 1000)]
    group = chat(*rows, type="private_group", name="G", id=5)
    assert len(read(account(*[group] * 300), listed()).coverage or ()) <= 4


CLIENTS_OWN = [message(1, ME), message(2, ANNA)]


@pytest.mark.parametrize("user", [22, None])
def test_a_clients_own_export_of_a_chat_of_two_has_the_same_sides(user: int | None) -> None:
    two = chat(*CLIENTS_OWN, name="Dr M", id=11)
    for export in (two, account(two, user=user)):
        assert rows_of(read(export, listed()), "by", "relationship") == [("practitioner", "c-1"), ("client", "c-1")]


def test_a_clients_own_account_has_the_same_sides_in_a_group() -> None:
    group = chat(*CLIENTS_OWN, message(3, "user44"), type="private_group", name="G", id=5)
    assert rows_of(read(account(group, user=22), listed()), "by") == ["practitioner", "client", "other"]


@pytest.mark.parametrize("type", ["personal_chat", "private_group"])
def test_whose_account_it_is_follows_from_its_name_where_that_one_wrote_nothing(type: str) -> None:
    export = account(chat(message(1, ME), name="Dr M", id=11, type=type), user=22)
    export["personal_information"] |= {"first_name": "Anna", "last_name": "Ng"}
    assert rows_of(read(export, listed()), "by", "relationship") == [("practitioner", "c-1")]
