"""The store: its owner's alone, whole or not at all, and in words where it cannot be used."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from monitored import message, policy

import boundaries as bd
from boundaries.monitor import store as stores


@pytest.fixture
def monitor(tmp_path: Path) -> bd.Monitor:
    made = bd.Monitor(policy(tmp_path), tmp_path / "state.db", key=tmp_path / "key")
    made.observe(message("m1", "03T21:10"))
    made.observe(message("m2", "04T21:10"))
    return made


def test_its_files_are_for_their_owner_only(monitor: bd.Monitor, tmp_path: Path) -> None:
    files = sorted(tmp_path.glob("state.db*"))
    assert len(files) > 1  # the log of what is written, too
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    (tmp_path / "state.db").chmod(0o644)
    with pytest.raises(bd.StoreError, match="others can read it"):
        bd.Monitor(policy(tmp_path), tmp_path / "state.db", key=tmp_path / "key")


def test_what_is_no_store_is_left_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("not a database, and long enough to be read as the head of one" * 20)
    place.chmod(0o600)
    with pytest.raises(bd.StoreError, match="it is no store"):
        bd.Monitor(policy(tmp_path), place, key=tmp_path / "key")
    assert place.read_text().startswith("not a database")
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE mine(x)")
    other.chmod(0o600)
    with pytest.raises(bd.StoreError, match="another program"):
        bd.Monitor(policy(tmp_path), other, key=tmp_path / "key")


def test_a_store_that_another_process_holds_is_waited_for_and_then_told(
    monitor: bd.Monitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "WAIT_S", 0.05)
    impatient = bd.Monitor(policy(tmp_path), tmp_path / "state.db", key=tmp_path / "key")
    other = sqlite3.connect(tmp_path / "state.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(bd.StoreError, match="another process has it"):
        impatient.observe(message("m3", "05T21:10"))
    other.execute("ROLLBACK")
    other.close()
    assert impatient.observe(message("m3", "05T21:10")).accepted == 1
    assert monitor.verify() == ()


def test_a_full_disk_is_told_and_nothing_half_written_stays(monitor: bd.Monitor) -> None:
    connection = monitor._store._connection
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count={pages}")
    before = monitor.findings()
    room = "a room with a long name " * 20
    many = [message(f"n{n}", f"05T21:{n % 60:02d}", place=room, by="client") for n in range(200)]
    with pytest.raises(bd.StoreError, match="the disk is full"):
        monitor.observe_many(many)
    assert monitor.findings() == before
    connection.execute("PRAGMA max_page_count=1000000")
    assert monitor.observe_many(many).accepted == len(many)
    assert monitor.verify() == ()


TAMPERING = {
    "an edited entry": "UPDATE log SET entry=replace(entry, 'observe', 'revise') WHERE number=1",
    "a deleted entry": "DELETE FROM log WHERE number=2",
    "a truncated log": "DELETE FROM log WHERE number>1",
    "a truncated log and head": "DELETE FROM log WHERE number>1; UPDATE head SET last=1",
    "no head": "DELETE FROM head",
    "an edited interaction": "UPDATE event SET row=replace(row, '21:10', '12:10') WHERE id='m1'",
    "an interaction at another instant": "UPDATE event SET at=at+1 WHERE id='m1'",
    "a deleted interaction": "DELETE FROM event WHERE id='m2'",
    "an added interaction": "INSERT INTO event SELECT tenant, owner, 'm9', version, at, row FROM event WHERE id='m1'",
    "an edited finding": "UPDATE finding SET body=replace(body, 'crossing', 'notice')||' '",
    "a deleted finding": "DELETE FROM finding",
}  # fmt: skip


@pytest.mark.parametrize("how", TAMPERING)
def test_tampering_is_found(how: str, monitor: bd.Monitor) -> None:
    assert monitor.verify() == ()
    monitor._store._connection.executescript(TAMPERING[how])
    assert monitor.verify() != ()
