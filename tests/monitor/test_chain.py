"""Whoever has no key can change nothing in a decision log without its being found."""

from __future__ import annotations

from dataclasses import replace

from boundaries.monitor.chain import Chain, Entry, Head

CHAIN = Chain(b"k" * 32, "clinic-a")
HEAD, ENTRIES = CHAIN.extended(Head("r:c-1"), [f'{{"n": {n}}}' for n in range(5)])
SEAL = CHAIN.seal(HEAD)


def wrong(entries: list[Entry], head: Head = HEAD, chain: Chain = CHAIN, seal: bytes = SEAL) -> bool:
    return bool(list(chain.problems(head, seal, entries)))


def test_a_log_as_it_was_written_is_whole_however_often_it_was_added_to() -> None:
    assert not wrong(ENTRIES)
    head = Head("r:c-1")
    for n in range(5):
        head, _ = CHAIN.extended(head, [f'{{"n": {n}}}'])
    assert head == HEAD


def test_every_edit_removal_and_cut_is_found() -> None:
    for i, entry in enumerate(ENTRIES):
        assert wrong([*ENTRIES[:i], replace(entry, text='{"n": 9}'), *ENTRIES[i + 1 :]])
        assert wrong([*ENTRIES[:i], *ENTRIES[i + 1 :]])
        assert wrong([*ENTRIES[:i], *(replace(e, number=e.number - 1) for e in ENTRIES[i + 1 :])])
        cut = Head("r:c-1", last=i, link=ENTRIES[i - 1].link if i else b"\0" * 32)
        assert wrong(ENTRIES[:i], head=cut)  # with the old seal; a new one needs the key
        assert wrong(ENTRIES[:i], head=cut, seal=Chain(b"x" * 32, "clinic-a").seal(cut))


def test_another_key_and_another_tenant_are_found() -> None:
    assert wrong(ENTRIES, chain=Chain(b"x" * 32, "clinic-a"))
    assert wrong(ENTRIES, chain=Chain(b"k" * 32, "clinic-b"))
    assert wrong(ENTRIES, head=replace(HEAD, owner="r:c-2"))
