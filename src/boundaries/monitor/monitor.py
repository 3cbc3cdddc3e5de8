"""The monitor: a policy over interactions as they come, and before they do.

It means what `check` means: whatever came in whatever order, its findings are those of a check of the interactions it
has, as of the later of the newest of them and the last `advance`.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import boundaries
from boundaries.core.errors import Diagnostic, LogError, UsageError
from boundaries.core.finding import Finding
from boundaries.core.instants import format_instant, from_datetime, parse_instant, to_datetime
from boundaries.core.interaction import Interaction
from boundaries.engine.objects import finding
from boundaries.engine.run import run
from boundaries.monitor.chain import Chain, Entry, Head
from boundaries.monitor.changes import Changes, Held, difference, held, held_from
from boundaries.monitor.disposition import Disposition, disposition, said
from boundaries.monitor.draft import Draft, correct, take
from boundaries.monitor.rows import Row, at_the_door
from boundaries.monitor.store import Store, Version, Writing
from boundaries.monitor.verify import problems
from boundaries.policy.policy import Policy
from boundaries.readers.pseudonyms import Key
from boundaries.table.assemble import to_log

LATENESS = timedelta(days=30)
_ENGINE = f"boundaries {boundaries.__version__}"


@dataclass(frozen=True, slots=True)
class Why:
    """What a finding rests on: its interactions, its premises, what people made of it, and what was decided when."""

    finding: Finding
    interactions: tuple[Interaction, ...]
    premises: tuple[Finding, ...]
    dispositions: tuple[Disposition, ...]
    history: tuple[Mapping[str, object], ...]


class Monitor:
    """Judges interactions as they come; safe to be called by several threads, and by several processes on one store.

    `store` is the path of a file, made if it is not there; None keeps everything in memory. `tenant` keeps what
    several practices put into one store apart. An interaction that happened longer than `lateness` before the
    monitor's own time is refused. `key` is the file of the secret that binds the decision log. Raises `StoreError`
    where the store cannot be used.
    """

    def __init__(
        self, policy: Policy, store: str | Path | None = None, *, tenant: str = "", lateness: timedelta = LATENESS,
        key: str | Path | None = None, language: str = "en",
    ) -> None:  # fmt: skip
        """Open the store, or make one; nothing is judged yet."""
        self._policy, self._tenant, self._language = _policy(policy), tenant, language
        self._lateness_us = lateness // timedelta(microseconds=1)
        self._store = Store(None if store is None else Path(store))
        secret = Key(secret=b"\x00" * 32) if store is None else Key(None if key is None else Path(key))
        self._chain = Chain(secret.secret(), tenant)
        self._lock = threading.RLock()
        self._revision = 0
        self._engine: str | None = None
        self._advanced_us: int | None = None
        self._histories: dict[tuple[str, str], tuple[Version, ...]] = {}
        self._held: dict[str, Held] = {}

    def __repr__(self) -> str:
        return f"<Monitor: {len(self._histories)} interactions, {len(self._held)} findings>"

    def __enter__(self) -> Monitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        with self._lock:
            self._store.close()

    # ---- what happens -------------------------------------------------------------------------------------

    def observe(self, interaction: Interaction) -> Changes:
        """Take one interaction; the changes it makes, once they are kept.

        The same interaction again changes nothing. Raises `LogError` for one that came too late, or whose id is known
        with other values; that is counted, too.
        """
        changes = self.observe_many([interaction])
        _raise_refused(changes)
        return changes

    def observe_many(self, interactions: Iterable[Interaction]) -> Changes:
        """Take some interactions at once, in any order; those that cannot be taken are in `refused`, and counted."""
        given = list(interactions)
        return self._carried_out(lambda draft: take(draft, given, self._lateness_us))

    def advance(self, to: datetime | str) -> Changes:
        """Let time pass up to an instant, with nothing more happening before it; an earlier one changes nothing."""
        to_us = _instant(to)

        def pass_time(draft: Draft) -> Changes:
            draft.advanced_us = to_us if draft.advanced_us is None else max(to_us, draft.advanced_us)
            return Changes()

        return self._carried_out(pass_time)

    def preview(self, interaction: Interaction) -> Changes:
        """What `observe` would change, with nothing taken, kept or counted; raises `LogError` where it would."""
        with self._lock, self._store.transaction():
            self._catch_up()
            draft = self._draft()
            outcome = take(draft, [interaction], self._lateness_us)
            _raise_refused(outcome)
            return _with(difference(self._held, self._judged(draft, self._policy)), outcome)

    def update(self, policy: Policy) -> Changes:
        """Judge by another policy from now on: an amended contract, other rules."""
        return self._carried_out(lambda _draft: Changes(), _policy(policy))

    # ---- corrections, and what people make of findings ------------------------------------------------------

    def revise(self, interaction: Interaction, *, reason: str) -> Changes:
        """Correct an interaction that was taken: it is judged as if it had always been so. What it was stays kept.

        Raises `LogError` for one that is not there.
        """
        (row,), rejects = at_the_door([interaction])
        if row is None:
            raise LogError(Diagnostic("B201", rejects[0].reason))
        entry: dict[str, object] = {"op": "revise", "id": row.id, "reason": _reason(reason)}
        return self._carried_out(lambda draft: correct(draft, row.key, row, entry))

    def retract(self, relationship: str | None, id: str, *, reason: str, practitioner: str | None = None) -> Changes:
        """Take an interaction back: it is judged as if it had never been. What it was stays kept.

        A practitioner's own row has no relationship, and `practitioner` instead. Raises `LogError` for one that is
        not there.
        """
        owner = f"r:{relationship}" if relationship is not None else f"p:{practitioner}"
        entry: dict[str, object] = {"op": "retract", "id": id, "reason": _reason(reason)}
        return self._carried_out(lambda draft: correct(draft, (owner, id), None, entry))

    def dispose(self, finding_id: str, word: str, *, by: str, reason: str | None = None) -> Disposition:
        """Keep what a named person made of a finding; the last of several counts, and all stay kept."""
        made = disposition(finding_id, word, by, reason)

        def note(draft: Draft) -> Changes:
            nonlocal made
            as_of = draft.as_of()
            made = replace(made, at=None if as_of is None else to_datetime(as_of))
            owner = f"r:{self._known(finding_id).relationship}"
            draft.entries.append((owner, {"op": "dispose"} | made.to_dict()))
            return Changes()

        self._carried_out(note)
        return made

    # ---- what there is --------------------------------------------------------------------------------------

    @property
    def as_of(self) -> datetime | None:
        """The monitor's own time: the later of the newest interaction and the last `advance`."""
        with self._lock, self._store.transaction():
            self._catch_up()
            as_of = self._draft().as_of()
        return None if as_of is None else to_datetime(as_of)

    def findings(self, relationship: str | None = None) -> tuple[Finding, ...]:
        """The findings as they stand, of one relationship or of all, sorted as those of a check."""
        with self._lock, self._store.transaction():
            self._catch_up()
            every = difference({}, self._held).raised
        return tuple(f for f in every if relationship is None or f.relationship == relationship)

    def interactions(self) -> tuple[Interaction, ...]:
        """The interactions as they stand, corrected ones as they were corrected, retracted ones left out."""
        with self._lock, self._store.transaction():
            self._catch_up()
            return tuple(row.interaction for row in self._draft().rows())

    def dispositions(self) -> tuple[Disposition, ...]:
        """What people made of findings, each as it was last said."""
        with self._lock, self._store.transaction():
            owners = self._store.heads(self._tenant)
            every = [one for owner in owners for one in said(self._store.entries(self._tenant, owner))]
        return tuple({one.finding: one for one in every}.values())

    def refused(self) -> Mapping[str, int]:
        """How many interactions were refused so far, by the code of the reason."""
        with self._lock, self._store.transaction():
            owners = self._store.heads(self._tenant)
            every = (json.loads(e.text) for owner in owners for e in self._store.entries(self._tenant, owner))
            return dict(Counter(str(entry["code"]) for entry in every if entry["op"] == "refused"))

    def why(self, finding_id: str) -> Why:
        """What a finding rests on; raises `UsageError` for one that does not stand."""
        with self._lock, self._store.transaction():
            self._catch_up()
            found = self._known(finding_id)
            entries = list(self._store.entries(self._tenant, f"r:{found.relationship}"))
            rows = {row.id: row.interaction for row in reversed(self._rows_of(found))}
        history = [entry for e in entries if (entry := json.loads(e.text)).get("finding") == finding_id]
        premises = [self._held[id].finding for id in found.premises or () if id in self._held]
        return Why(
            found, tuple(rows[id] for id in found.evidence if id in rows), tuple(premises),
            tuple(one for one in said(entries) if one.finding == finding_id), tuple(history),
        )  # fmt: skip

    def verify(self) -> tuple[str, ...]:
        """What is not in the store as it was written: entries of the decision log that were changed, taken out or cut
        off, and interactions or findings that are not those the log tells of. Nothing where all is whole.
        """
        with self._lock, self._store.transaction():
            return tuple(problems(self._store, self._chain, self._tenant))

    def _rows_of(self, found: Finding) -> list[Row]:
        """The rows a finding may rest on: its relationship's own, then its practitioner's."""
        owners = (f"r:{found.relationship}", f"p:{found.practitioner}")
        rows = [row for row in self._draft().rows() if row.owner in owners]
        return sorted(rows, key=lambda row: owners.index(row.owner))

    def _known(self, finding_id: str) -> Finding:
        one = self._held.get(finding_id)
        if one is None:
            hint = "it may have been withdrawn; `findings()` has those that stand"
            raise UsageError(Diagnostic("B323", "there is no such finding", hint=hint))
        return one.finding

    # ---- one operation --------------------------------------------------------------------------------------

    def _carried_out(self, act: Callable[[Draft], Changes], policy: Policy | None = None) -> Changes:
        """Draft, judge, compare, write, and only then hold it; what fails on the way has not been."""
        with self._lock:
            with self._store.transaction():
                self._catch_up()
                draft = self._draft()
                outcome = act(draft)
                after = self._judged(draft, policy or self._policy)
                changes = difference(self._held, after)
                written = self._write(draft, changes, after)
            self._policy = policy or self._policy
            self._histories, self._advanced_us, self._held = draft.histories, draft.advanced_us, after
            self._revision, self._engine = written, _ENGINE
        return _with(changes, outcome)

    def _draft(self) -> Draft:
        return Draft(dict(self._histories), self._advanced_us)

    def _judged(self, draft: Draft, policy: Policy) -> dict[str, Held]:
        as_of = draft.as_of()
        if as_of is None:
            return {}
        found = run(to_log([row.interaction for row in draft.rows()]), policy, as_of)
        return held(finding(found, i, self._language) for i in range(len(found)))

    def _catch_up(self) -> None:
        """Take what other monitors have written to the store since this one last looked."""
        revision, advanced_us, engine = self._store.standing(self._tenant)
        if revision == self._revision:
            return
        histories: dict[tuple[str, str], tuple[Version, ...]] = {}
        for version in self._store.versions(self._tenant):
            histories[version.key] = (*histories.get(version.key, ()), version)
        self._histories, self._advanced_us, self._revision, self._engine = histories, advanced_us, revision, engine
        self._held = {id: held_from(body) for _, id, body in self._store.findings(self._tenant)}

    def _write(self, draft: Draft, changes: Changes, after: Mapping[str, Held]) -> int:
        """Write what an operation did; the revision of the store from then on."""
        still = not draft.entries and draft.advanced_us == self._advanced_us and self._engine == _ENGINE
        if still and not changes:
            return self._revision
        findings: list[tuple[str, str, str | None]] = []
        as_of = draft.as_of()
        at = None if as_of is None else format_instant(as_of)
        for change in ("raised", "revised", "withdrawn"):
            for one in getattr(changes, change):
                owner, body = f"r:{one.relationship}", None if change == "withdrawn" else after[one.id].text
                findings.append((owner, one.id, body))
                digest = None if body is None else self._chain.digest(owner, body)
                draft.entries.append((owner, {"op": change, "finding": one.id, "as_of": at, "digest": digest}))
        heads, entries = self._linked(draft)
        writing = Writing(tuple(draft.added), tuple(findings), entries, heads, draft.advanced_us)
        self._store.write(self._tenant, self._revision + 1, _ENGINE, writing)
        return self._revision + 1

    def _linked(self, draft: Draft) -> tuple[tuple[tuple[Head, bytes], ...], tuple[Entry, ...]]:
        """The entries of an operation, linked to those before them, and the new heads with their seals."""
        texts: dict[str, list[str]] = {}
        digests = {
            (v.key, v.number): None if v.row is None else self._chain.digest(v.key[0], v.row.sealed)
            for v in draft.added
        }
        versions = {v.key: v.number for v in draft.added}
        for owner, entry in draft.entries:
            if entry["op"] in ("observe", "revise", "retract"):
                key = (owner, str(entry["id"]))
                entry = entry | {"version": versions[key], "digest": digests[key, versions[key]]}
            texts.setdefault(owner, []).append(json.dumps(entry, sort_keys=True))
        before = self._store.heads(self._tenant, texts)
        heads: list[tuple[Head, bytes]] = []
        entries: list[Entry] = []
        for owner, those in texts.items():
            start = before[owner][0] if owner in before else Head(owner)
            head, more = self._chain.extended(start, those)
            heads.append((head, self._chain.seal(head)))
            entries += more
        return tuple(heads), tuple(entries)


def _with(changes: Changes, outcome: Changes) -> Changes:
    return replace(
        changes, accepted=outcome.accepted, duplicates=outcome.duplicates, refused=outcome.refused
    )  # fmt: skip


def _raise_refused(changes: Changes) -> None:
    for one in changes.refused:
        raise LogError(Diagnostic(one.code, one.reason))


def _policy(policy: Policy) -> Policy:
    if not isinstance(policy, Policy):
        hint = "make one of a contract: `bd.compile(contract)`"
        raise UsageError(Diagnostic("B310", f"a monitor takes a policy, not `{type(policy).__name__}`", None, hint))
    return policy


def _instant(value: datetime | str) -> int:
    try:
        return parse_instant(value) if isinstance(value, str) else from_datetime(value)
    except (ValueError, AttributeError):
        hint = "an aware datetime, or RFC 3339 text such as `2026-03-03T21:10:00Z`"
        raise UsageError(Diagnostic("B302", "`to` is not an instant", hint=hint)) from None


def _reason(text: str) -> str:
    if not text.strip():
        hint = "say in a sentence why it is corrected, and by whom"
        raise UsageError(Diagnostic("B310", "a correction needs a reason", hint=hint))
    return text.strip()
