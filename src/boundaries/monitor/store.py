"""Where a monitor keeps what it was told: one SQLite file, or memory.

Everything but `tenant`, `finding` and `head` is only ever added to. Acknowledged means committed: write-ahead log,
`synchronous=FULL`, one transaction an operation, `BEGIN IMMEDIATE` so that several processes take turns.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from boundaries.core.errors import Diagnostic, StoreError
from boundaries.monitor.chain import Entry, Head
from boundaries.monitor.rows import Row

VERSION = 1  # of the tables
WAIT_S = 30.0  # for another process to finish
_TABLES = """
CREATE TABLE tenant(tenant TEXT PRIMARY KEY, revision INTEGER NOT NULL, advanced INTEGER, engine TEXT NOT NULL)
  WITHOUT ROWID;
CREATE TABLE event(tenant TEXT, owner TEXT, id TEXT, version INTEGER, at INTEGER, row TEXT,
  PRIMARY KEY(tenant, owner, id, version)) WITHOUT ROWID;
CREATE TABLE finding(tenant TEXT, owner TEXT, id TEXT, body TEXT NOT NULL,
  PRIMARY KEY(tenant, owner, id)) WITHOUT ROWID;
CREATE TABLE log(tenant TEXT, owner TEXT, number INTEGER, entry TEXT NOT NULL, link BLOB NOT NULL,
  PRIMARY KEY(tenant, owner, number)) WITHOUT ROWID;
CREATE TABLE head(tenant TEXT, owner TEXT, first INTEGER NOT NULL, base BLOB NOT NULL, last INTEGER NOT NULL,
  link BLOB NOT NULL, seal BLOB NOT NULL, PRIMARY KEY(tenant, owner)) WITHOUT ROWID;
"""
_REASONS = {
    "SQLITE_BUSY": ("another process has it, and did not let go in time", "try again"),
    "SQLITE_FULL": ("the disk is full", "make room; nothing that was acknowledged is lost"),
    "SQLITE_NOTADB": ("it is no store", "name another file, or none that is there yet"),
    "SQLITE_CORRUPT": ("it is damaged", "put back a copy, and feed again what came since: nothing is taken twice"),
    "SQLITE_CANTOPEN": ("it cannot be opened", "name a file in a folder that is there"),
    "SQLITE_READONLY": ("it cannot be written to", "its owner can change that"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an interaction, counted from 1; `row` None: retracted."""

    key: tuple[str, str]
    number: int
    row: Row | None


@dataclass(frozen=True, slots=True)
class Writing:
    """All that one operation adds to a store; findings and their owners by id, a body None where withdrawn."""

    versions: tuple[Version, ...] = ()
    findings: tuple[tuple[str, str, str | None], ...] = ()  # (owner, id, body)
    entries: tuple[Entry, ...] = ()
    heads: tuple[tuple[Head, bytes], ...] = ()
    advanced_us: int | None = None


@dataclass(slots=True)
class Store:
    """One file (or none: memory) with what the monitors of some tenants were told."""

    path: Path | None
    _connection: sqlite3.Connection = field(init=False)

    def __post_init__(self) -> None:
        if self.path is not None:
            _private(self.path)
        with _told():
            self._connection = sqlite3.connect(
                ":memory:" if self.path is None else self.path,
                timeout=WAIT_S,
                isolation_level=None,
                check_same_thread=False,
            )
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._connection.execute("PRAGMA secure_delete=ON")
        with self.transaction():
            self._make()

    def _make(self) -> None:
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            return
        (tables,) = self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if version or tables:
            raise _problem("it was written by a later version, or is another program's", "name another file")
        for statement in _TABLES.split(";\n"):
            self._connection.execute(statement)
        self._connection.execute(f"PRAGMA user_version={VERSION}")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def __del__(self) -> None:
        """One in memory is seldom closed by hand."""
        with suppress(AttributeError):  # it was never opened
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One at a time, over all processes: what is written in it is there as a whole, or not at all."""
        with _told():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk may have rolled it back already
                    self._connection.execute("ROLLBACK")
                raise

    # ---- reading ------------------------------------------------------------------------------------------

    def standing(self, tenant: str) -> tuple[int, int | None, str | None]:
        """How often a tenant's part was written, up to when it was advanced, and by which engine."""
        found = self._connection.execute(
            "SELECT revision, advanced, engine FROM tenant WHERE tenant=?", (tenant,)
        ).fetchone()
        return found or (0, None, None)

    def versions(self, tenant: str) -> Iterator[Version]:
        """Every version of every interaction, in order."""
        found = self._connection.execute(
            "SELECT owner, id, version, at, row FROM event WHERE tenant=? ORDER BY owner, id, version", (tenant,)
        )
        for owner, id, number, at, text in found:
            yield Version((owner, id), number, None if text is None else Row(owner, id, at, text))

    def findings(self, tenant: str) -> Iterator[tuple[str, str, str]]:
        """The findings as they stand: owner, id and body."""
        yield from self._connection.execute("SELECT owner, id, body FROM finding WHERE tenant=?", (tenant,))

    def heads(self, tenant: str, owners: Iterable[str] | None = None) -> dict[str, tuple[Head, bytes]]:
        """Where the logs of some owners (None: of all) stand, each with its seal."""
        query = "SELECT owner, first, base, last, link, seal FROM head WHERE tenant=?"
        found: Iterable[tuple[str, int, bytes, int, bytes, bytes]]
        if owners is None:
            found = self._connection.execute(query, (tenant,))
        else:
            one = (self._connection.execute(f"{query} AND owner=?", (tenant, owner)).fetchone() for owner in owners)
            found = (row for row in one if row)
        return {owner: (Head(owner, *rest), seal) for owner, *rest, seal in found}

    def entries(self, tenant: str, owner: str) -> Iterator[Entry]:
        """The decision log of an owner, in order."""
        found = self._connection.execute(
            "SELECT number, entry, link FROM log WHERE tenant=? AND owner=? ORDER BY number", (tenant, owner)
        )
        for number, text, link in found:
            yield Entry(owner, number, text, link)

    def owners(self, tenant: str) -> list[str]:
        """Everyone of whom there is an event, a finding or an entry."""
        query = (
            "SELECT owner FROM event WHERE tenant=:t UNION SELECT owner FROM finding WHERE tenant=:t "
            "UNION SELECT owner FROM log WHERE tenant=:t UNION SELECT owner FROM head WHERE tenant=:t"
        )
        return sorted(owner for (owner,) in self._connection.execute(query, {"t": tenant}))

    def tenants(self) -> list[str]:
        """Every tenant of the store."""
        return sorted(tenant for (tenant,) in self._connection.execute("SELECT tenant FROM tenant"))

    # ---- writing ------------------------------------------------------------------------------------------

    def write(self, tenant: str, revision: int, engine: str, added: Writing) -> None:
        """Add what an operation made; to be called in a transaction."""
        run = self._connection.executemany
        run("INSERT INTO event VALUES(?,?,?,?,?,?)", (
            (tenant, *v.key, v.number, v.row and v.row.at_us, v.row and v.row.text) for v in added.versions
        ))  # fmt: skip
        run("DELETE FROM finding WHERE tenant=? AND owner=? AND id=?",
            ((tenant, owner, id) for owner, id, body in added.findings if body is None))  # fmt: skip
        run("INSERT INTO finding VALUES(?,?,?,?) ON CONFLICT DO UPDATE SET body=excluded.body",
            ((tenant, owner, id, body) for owner, id, body in added.findings if body is not None))  # fmt: skip
        run("INSERT INTO log VALUES(?,?,?,?,?)", ((tenant, e.owner, e.number, e.text, e.link) for e in added.entries))
        run("INSERT OR REPLACE INTO head VALUES(?,?,?,?,?,?,?)", (
            (tenant, h.owner, h.first, h.base, h.last, h.link, seal) for h, seal in added.heads
        ))  # fmt: skip
        self._connection.execute(
            "INSERT OR REPLACE INTO tenant VALUES(?,?,?,?)", (tenant, revision, added.advanced_us, engine)
        )


def _private(path: Path) -> None:
    """Make the file, for its owner only; refuse one that others can read."""
    try:
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        open_to_others = stat.S_IMODE(path.stat().st_mode) & 0o077
    except OSError as problem:
        reason = (problem.strerror or type(problem).__name__).lower()
        raise _problem(f"it cannot be opened: {reason}", "name a file in a folder that is there") from None
    if open_to_others:
        raise _problem("others can read it", "`chmod 600` makes it its owner's alone")


@contextmanager
def _told() -> Iterator[None]:
    """Problems of the database in words for the person who named it, without the data it was at."""
    problem = None
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or type(error).__name__
        known = next((words for begin, words in _REASONS.items() if name.startswith(begin)), None)
        problem = _problem(*(known or (f"it failed: {name}", "nothing that was acknowledged is lost")))
    if problem is not None:
        raise problem


def _problem(message: str, hint: str) -> StoreError:
    return StoreError(Diagnostic("B325", f"the store: {message}", hint=hint))
