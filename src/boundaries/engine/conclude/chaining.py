"""The same program through durable-rules, inside what of it was measured to be exact.

durable-rules matches messages of one `sid` against rules; ids and sids are to it bare hashes of 32 bits. What keeps it
exact: flat messages of small integers, joins by equality, what is denied told first and under a type of its own, one
fact at a time, one fresh sid a pass, no thread. Nothing a user wrote comes here.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import durable_rules_engine
from durable import engine

from boundaries.engine.conclude.program import Clause, Fact, Program, in_order

RULES = 64  # of a ruleset
PATTERNS = 200  # of a ruleset, so that no bucket brings more facts than a pass takes
WIDE = 8  # premises and denials each of a rule; a match of the library holds 16
FACTS = 200  # of a pass
BUCKETS = 32  # of a pass
KEPT = 32  # programs compiled at a time
SALTS = 64
NAME = "conclude"
SENTINEL = 0  # the type of the message that opens a pass; predicates have those after it

_lock = threading.RLock()
_compiled: OrderedDict[Program, tuple[Part, ...]] = OrderedDict()


def derive(program: Program, facts: Collection[Fact]) -> set[Fact]:
    """What `fixpoint.derive` derives. Buckets in which the same holds are chained once."""
    program.given(facts)
    held: dict[int, set[int]] = defaultdict(set)
    for predicate, bucket in facts:
        held[bucket].add(predicate)
    worlds = {holds: set(holds) for holds in map(frozenset, held.values())}
    with _lock:
        for part in _parts(program):
            part.extend(list(worlds.values()))
    derived = range(program.inputs, program.inputs + program.derived)
    follows = {holds: [p for p in world if p in derived] for holds, world in worlds.items()}
    return {(predicate, bucket) for bucket, holds in held.items() for predicate in follows[frozenset(holds)]}


def _parts(program: Program) -> tuple[Part, ...]:
    """The rulesets of a program, the later ones resting on the earlier; those used last are kept."""
    if program not in _compiled:
        _compiled[program] = tuple(Part(clauses) for clauses in _split(program))
        while len(_compiled) > KEPT:
            for part in _compiled.popitem(last=False)[1]:
                part.close()
    _compiled.move_to_end(program)
    return _compiled[program]


def _split(program: Program) -> Iterator[tuple[Clause, ...]]:
    """The clauses in an order in which they can be chained, so many at a time as a ruleset takes."""
    fresh = count(program.inputs + program.derived)
    taken: list[Clause] = []
    for clause in in_order(narrow for wide in program.clauses for narrow in _narrowed(wide, fresh)):
        patterns = sum(len(c.all) + len(c.none) for c in (*taken, clause))
        if taken and (len(taken) == RULES or patterns > PATTERNS):
            yield tuple(taken)
            taken = []
        taken.append(clause)
    if taken:
        yield tuple(taken)


def _narrowed(clause: Clause, fresh: Iterator[int]) -> Iterator[Clause]:
    """A clause without doubles, as several (each resting on the one before) where it is wider than a rule may be."""
    every, none = sorted(set(clause.all)), sorted(set(clause.none))
    while len(every) > WIDE or len(none) > WIDE:
        so_far = next(fresh)
        yield Clause(so_far, tuple(every[:WIDE]), tuple(none[:WIDE]))
        every, none = [so_far, *every[WIDE:]], none[WIDE:]
    yield Clause(clause.head, tuple(every), tuple(none))


class Host(engine.Host):  # type: ignore[misc] # without types
    """The library's host without the threads of its own, which would never end."""

    def _run(self) -> None:
        pass


@dataclass(slots=True)
class Pass:
    """What one pass was given and has derived, in each of its buckets."""

    sid: str
    budget: int
    given: Sequence[Collection[int]]
    derived: list[set[int]]
    opened: bool = False
    failed: BaseException | None = None  # the library would keep what an action raises to itself
    fired: int = 0


class Part:
    """One compiled ruleset. Used under the lock of this module."""

    def __init__(self, clauses: Sequence[Clause]) -> None:
        self.clauses = tuple(clauses)
        self.types = {p: SENTINEL + 1 + i for i, p in enumerate(sorted({p for c in clauses for p in c.all}))}
        after = SENTINEL + 1 + len(self.types)
        self.denials = {p: after + i for i, p in enumerate(sorted({p for c in clauses for p in c.none}))}
        self.salt, self.hashes = salted(range(after + len(self.denials)))
        self.sids = count()
        self.running: Pass | None = None
        self.host: Any = Host()
        self.host.register_rulesets({NAME: self._rules()})

    def close(self) -> None:
        durable_rules_engine.delete_ruleset(self.host.get_ruleset(NAME)._handle)

    def extend(self, worlds: Collection[set[int]]) -> None:
        """Adds to each world what follows from it."""
        alike: dict[frozenset[int], list[set[int]]] = defaultdict(list)
        for world in worlds:
            alike[frozenset(p for p in world if p in self.types or p in self.denials)].append(world)
        alike.pop(frozenset(), None)
        for together in _passes(list(alike)):
            for holds, derived in zip(together, self.run(together), strict=True):
                for world in alike[holds]:
                    world |= derived

    def run(self, buckets: Sequence[Collection[int]]) -> list[set[int]]:
        """One pass: what follows in each of some buckets."""
        job = Pass(self._sid(), len(self.clauses) * len(buckets), buckets, [set() for _ in buckets])
        self.running = job
        try:
            # A state is safe to delete only after an action has run in it: the first message is there to run one.
            self.host.post(NAME, self._message(job.sid, SENTINEL, 0))
            if not job.opened:
                raise RuntimeError("durable-rules did not open the pass")
            try:
                self._tell_all(job)
            finally:
                self.host.delete_state(NAME, job.sid)
        finally:
            self.running = None
        return job.derived

    def _tell_all(self, job: Pass) -> None:
        for numbers in (self.denials, self.types):  # a denial, then what it would have to undo
            for bucket, holds in enumerate(job.given):
                for predicate in sorted(holds):
                    if predicate in numbers:
                        self._tell(job, numbers[predicate], bucket)

    def _tell(self, job: Pass, number: int, bucket: int) -> None:
        with suppress(engine.MessageNotHandledException):  # no rule waits for it: nothing follows
            self.host.assert_fact(NAME, self._message(job.sid, number, bucket))
        if job.failed is not None:
            raise job.failed

    def _message(self, sid: str, number: int, bucket: int) -> dict[str, str | int]:
        return {"sid": sid, "id": fact_id(self.salt, number, bucket), "p": number, "b": bucket}

    def _sid(self) -> str:
        """A fresh one; the library itself keeps a message with the id `sid-...` in each state."""
        return next(sid for sid in map(str, self.sids) if fnv1a(f"sid-{sid}") not in self.hashes)

    # ---- the rules ----

    def _rules(self) -> dict[str, Any]:
        rules: dict[str, Any] = {"open": {"all": [{"m0": {"p": SENTINEL}}], "run": self._open}}
        for i, clause in enumerate(self.clauses):
            first, *others = clause.all
            patterns: list[dict[str, Any]] = [{"m0": {"p": self.types[first]}}]
            patterns += [{f"m{n}": _joined(self.types[p])} for n, p in enumerate(others, 1)]
            patterns += [{f"n{n}$not": _joined(self.denials[p])} for n, p in enumerate(clause.none)]
            rules[f"r{i}"] = {"all": patterns, "run": self._action(clause.head)}
        return rules

    def _open(self, closure: Any) -> None:
        assert self.running
        _unhurried(closure)
        self.running.opened = True

    def _action(self, head: int) -> Callable[[Any], None]:
        def fire(closure: Any) -> None:
            job = self.running
            assert job
            _unhurried(closure)
            if job.failed is None:
                try:
                    self._conclude(job, head, closure._m["m0"]["b"])
                except BaseException as e:  # noqa: BLE001 (raised again, by the pass)
                    job.failed = e

        return fire

    def _conclude(self, job: Pass, head: int, bucket: int) -> None:
        job.fired += 1
        if job.fired > job.budget:
            raise RuntimeError(f"more than {job.budget} conclusions of one pass")
        if head in job.derived[bucket] or head in job.given[bucket]:  # an earlier part may have concluded it too
            return
        job.derived[bucket].add(head)
        if head in self.types:
            self.host.get_ruleset(NAME).assert_fact(self._message(job.sid, self.types[head], bucket))


def _unhurried(closure: Any) -> None:
    """The library drops in silence what ends 10 s of the wall's clock after it began; nothing here does."""
    closure._start_time = float("inf")


def _joined(number: int) -> dict[str, Any]:
    """A message of a type, in the bucket of the first one."""
    return {"$and": [{"p": number}, {"b": {"m0": "b"}}]}


def _passes(buckets: Sequence[frozenset[int]]) -> Iterator[list[frozenset[int]]]:
    taken: list[frozenset[int]] = []
    facts = 0
    for holds in buckets:
        if taken and (len(taken) == BUCKETS or facts + len(holds) > FACTS):
            yield taken
            taken, facts = [], 0
        taken.append(holds)
        facts += len(holds)
    if taken:
        yield taken


# ---- ids ----


def fact_id(salt: str, number: int, bucket: int) -> str:
    return f"{salt}{number}.{bucket}"


def salted(numbers: Collection[int]) -> tuple[str, frozenset[int]]:
    """A salt with which no two ids of a part have one hash, and the hashes."""
    for salt in islice(salts(), SALTS):
        ids = [fact_id(salt, number, bucket) for number in numbers for bucket in range(BUCKETS)]
        hashes = frozenset(map(fnv1a, ids))
        if len(hashes) == len(ids):
            return salt, hashes
    raise RuntimeError("every salt gives two facts one hash")


def salts() -> Iterator[str]:
    yield ""
    yield from (f"{i}-" for i in count(1))


def fnv1a(text: str) -> int:
    """The library's own hash of ids, sids and names."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value
