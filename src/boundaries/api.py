"""The public functions: contracts and logs in, a policy between them, findings out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import boundaries
from boundaries import drift
from boundaries.civil.zone import UnknownZone, tzdata_version
from boundaries.contract.folder import load_files
from boundaries.contract.load import load_contract
from boundaries.contract.model import Contract
from boundaries.contract.moments import Moment, MomentError, parse_day, parse_moment
from boundaries.core.errors import ContractError, Diagnostic, UsageError, raised_anew
from boundaries.core.files import write_private
from boundaries.core.finding import Finding
from boundaries.core.instants import from_datetime
from boundaries.core.interaction import Interaction
from boundaries.engine.armed import averages
from boundaries.engine.arrow import to_arrow
from boundaries.engine.findings import Findings
from boundaries.engine.objects import finding
from boundaries.engine.run import run
from boundaries.policy.added import Added, read_added
from boundaries.policy.compile import compile_policy
from boundaries.policy.policy import Policy
from boundaries.readers.assignments import read_assignments
from boundaries.readers.base import Options, Reader
from boundaries.readers.directory import load_people
from boundaries.readers.open import is_log, open_log
from boundaries.readers.pseudonyms import Key
from boundaries.report import machine
from boundaries.report.asked import Asked, asked
from boundaries.report.caseload import CaseloadDrift, Standing, statement
from boundaries.report.summary import ContractUse, NotChecked, PackUse, RunSummary
from boundaries.report.view import Run, View, shared_view
from boundaries.table.assemble import to_log
from boundaries.table.log import Log

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Caseload:
    """Several contracts that are judged together.

    `assigned` gives relationships that no contract names itself the name of theirs.
    """

    contracts: tuple[Contract, ...]
    assigned: Mapping[str, str] = field(default_factory=dict)


def load(path: str | Path) -> Contract:
    """The contract of a file; raises `ContractError` with every problem of it, each with its place."""
    return load_contract(path)


def load_all(paths: str | Path | Iterable[str | Path], assign: str | Path | None = None) -> Caseload:
    """The contracts of files and folders: of a folder every YAML or JSON document whose top key is `contract`.

    `assign` is a file of assignments, CSV or Parquet with the columns `relationship` and `contract`, where a contract
    goes by its own name. Raises `ContractError` with every problem of every file.
    """
    listed = [paths] if isinstance(paths, str | Path) else paths
    contracts, problems = load_files(map(Path, listed), is_log)
    assigned: dict[str, str] = {}
    if assign is not None:  # which contracts there are is not known while one of them cannot be read
        named = None if problems else {contract.name: contract.relationships for contract in contracts}
        assigned, wrong = read_assignments(Path(assign), named)
        problems += wrong
    if problems:
        raise ContractError(*problems)
    return Caseload(contracts, assigned)


def compile(
    contracts: Contract | Caseload, packs: str | Path | Sequence[str | Path] | None = None,
    rules: Added | Iterable[Added] = (),
) -> Policy:  # fmt: skip
    """The policy of a contract or a caseload; `packs` replaces the contracts' own lists, `rules` are added.

    `rules` is one or several of: a rule file, by its path; a rule as a plain mapping, with the keys of a rule file; a
    compiled rule of another policy. Raises `PolicyError` with every problem of the packs and rules, and `UsageError`
    for anything that is no contract, or no rule.
    """
    caseload = contracts if isinstance(contracts, Caseload) else Caseload((contracts,))
    for contract in caseload.contracts:
        if not isinstance(contract, Contract):
            hint = "read it first: `bd.compile(bd.load(...))`, or `bd.load_all(...)` for several"
            raise _another("compile", "contracts", contract, hint)
    listed = [packs] if isinstance(packs, str | Path) else packs
    return compile_policy(caseload.contracts, listed, read_added(rules), caseload.assigned)


def _another(verb: str, wanted: str, given: object, hint: str) -> UsageError:
    return UsageError(Diagnostic("B310", f"`{verb}` takes {wanted}, not `{type(given).__name__}`", None, hint))


@raised_anew
def read(
    paths: str | Path | Sequence[str | Path], *, format: str = "auto", me: str | None = None, client: str | None = None,
    relationship: str | None = None, timezone: str | None = None, date_order: str | None = None,
    covers: Sequence[str] | str | None = None, annotations: str | Path | None = None,
    people: str | Path | None = None, maps: Sequence[str | Path] = (), key: str | Path | None = None,
    as_of: Moment | str | date | datetime | None = None, columns: Collection[str] | None = None,
) -> Log:  # fmt: skip
    """The interactions of one or several files, without their content.

    `me` says who of a chat is the practitioner, `relationship` which pair a one-pair file belongs to, `timezone` the
    clock of a file that names none. `people` is a file that says who is who, `maps` are mapping files for exports of
    other programs, `key` is the file of the secret that pseudonyms are made with. `as_of` says up to when a
    calendar's sessions have been; of `columns` (those a policy reads, `Policy.columns`) the log keeps no others.
    Raises `LogError` where a file cannot be read; bad rows are `Log.rejects`.
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    kinds = ([] if covers == "none" else covers.split(",")) if isinstance(covers, str) else covers
    options = Options(
        me=me, client=client, relationship=relationship, timezone=timezone, date_order=date_order,
        covers=None if kinds is None else tuple(k.strip() for k in kinds), format=format,
        directory=None if people is None else load_people(Path(people)), maps=_maps(maps),
        key=Key(None if key is None else Path(key)), known_until_us=_known_until(as_of, timezone),
        columns=None if columns is None else frozenset(columns),
    )  # fmt: skip
    return open_log(listed, options, annotations)


def _known_until(as_of: Moment | str | date | datetime | None, timezone: str | None) -> int | None:
    if as_of is None:
        return None
    try:
        return _moment(as_of).last(timezone or "UTC")
    except UnknownZone as problem:
        raise UsageError(Diagnostic("B239", problem.message, hint=problem.hint)) from None


def _maps(paths: Sequence[str | Path]) -> tuple[Reader, ...]:
    if not paths:
        return ()
    from boundaries.readers.mapped import load_map, reader_of

    return tuple(reader_of(load_map(Path(path))) for path in paths)


def check(
    log: Log | Iterable[Interaction] | Any, policy: Policy, as_of: Moment | str | date | datetime | None = None,
    language: str = "en",
) -> Result:  # fmt: skip
    """The findings of a policy on a log.

    `log` is a `Log`, an iterable of `Interaction`, or anything that speaks the Arrow C stream protocol (Polars,
    pandas, DuckDB, PyArrow). `as_of` ends the log's world: a date (its day included), a local date-time on each
    contract's clock, or an instant; by default the last interaction's instant.
    """
    if not isinstance(policy, Policy):
        raise _another("check", "a log, then a policy", policy, "make one of a contract: `bd.compile(contract)`")
    read_log = log if isinstance(log, Log) else to_log(log)
    return Result(policy, read_log, run(read_log, policy, _ends(policy, as_of)), language)


def _ends(policy: Policy, as_of: Moment | str | date | datetime | None) -> Mapping[int, int] | None:
    """The last instant of each contract's world."""
    if as_of is None:
        return None
    moment = _moment(as_of)
    return {i: moment.last(contract.zone) for i, contract in enumerate(policy.contracts)}


def _moment(value: Moment | str | date | datetime) -> Moment:
    if isinstance(value, Moment):
        return value
    try:
        if not isinstance(value, date):
            return parse_moment(value)
        parse_day(value.isoformat()[:10])  # a year beyond the calendar's reach is refused as it is in text
    except MomentError as problem:
        raise UsageError(Diagnostic("B302", f"as_of: {problem.message}", None, problem.hint)) from None
    if not isinstance(value, datetime):
        return Moment(str(value), day=value)
    aware = value.utcoffset() is not None
    return Moment(str(value), at_us=from_datetime(value)) if aware else Moment(str(value), local=value)


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """What a run found: iterate over it for `Finding`s, sorted by relationship, instant, rule and id."""

    policy: Policy
    log: Log
    found: Findings
    language: str = "en"

    def __repr__(self) -> str:
        return f"<Result: {len(self)} findings in {len(self.found.world.names)} relationships>"

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding as an object."""
        return tuple(finding(self.found, i, self.language) for i in range(len(self.found)))

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.found)

    def to_arrow(self) -> pa.Table:
        """The findings as a table, evidence as lists of interaction ids; made without building any object."""
        return to_arrow(self.found)

    def write(self, path: str | Path) -> None:
        """Write the findings to a `.json`, `.jsonl`, `.csv` or `.parquet` file, whole and for its owner only.

        Raises `UsageError` for another ending, or a place that cannot be written.
        """
        path = Path(path)
        lines = {
            ".json": lambda: machine.as_json(self.findings, self.summary(), self.log.rejects),
            ".jsonl": lambda: machine.as_jsonl(self.findings),
            ".csv": lambda: machine.as_csv(self.findings),
        }.get(path.suffix.lower())
        if lines is not None:
            text = "".join(lines()).encode("utf-8", "backslashreplace")
            write_private(path, lambda scratch: scratch.write_bytes(text))
        elif path.suffix.lower() == ".parquet":
            from pyarrow import parquet

            write_private(path, lambda scratch: parquet.write_table(self.to_arrow(), scratch))
        else:
            hint = "known: `.json`, `.jsonl`, `.csv`, `.parquet`; a page to look at comes with a later version"
            raise UsageError(Diagnostic("B308", f"findings cannot be written as `{path.suffix}`", None, hint))

    def view(
        self, name: str, *, purpose: str | None = None, run_by: str | None = None, key: str | Path | None = None
    ) -> View:
        """What others may see of it: `supervisor` or `platform`, with a purpose, which stands at its top.

        The result itself is the practitioner's own view. `key` is the file of the user's key: it decides which number
        a client has in a supervisor's view, and how chance changes a platform's counts. Raises `UsageError` where the
        purpose is missing, and for a platform's view of fewer than five relationships.
        """
        if name == "own":
            hint = "use the result itself: iterate over it, `write` it"
            raise UsageError(Diagnostic("B311", "`own` is no view to be shared", hint=hint))
        return share(self, asked(name, purpose, run_by), self.findings, {}, Key(None if key is None else Path(key)))

    def caseload(self, q: float = 0.1) -> CaseloadDrift:
        """Which relationships stand out by what all their trends say now, at a rate of false discoveries `q`.

        By e-BH over the averages of each relationship's e-values (Wang & Ramdas 2022); what that promises, and where
        it holds, is its `statement`. It is the practitioner's own, and part of no shared view. Raises `UsageError`
        for a `q` that is not between 0 and 1.
        """
        if not 0 < q < 1:
            hint = "the share of false ones among those that stand out: `q=0.1`"
            raise UsageError(Diagnostic("B310", f"`caseload` takes a q between 0 and 1, not `{q}`", None, hint))
        names = self.found.world.names
        counts, values = averages(self.found.armed, len(names))
        watched = np.flatnonzero(counts)
        chosen = set(watched[drift.e_bh(values[watched], q)].tolist()) if len(watched) else set()
        standings = (Standing(names[p], int(counts[p]), float(values[p]), p in chosen) for p in watched.tolist())
        return CaseloadDrift(q, tuple(standings), statement(q, self.language))

    def summary(self) -> RunSummary:
        """What was read, by what it was judged, what was found, and what could not be checked."""
        return _summary(self)


def share(result: Result, question: Asked, chosen: Sequence[Finding], period: Mapping[str, str], key: Key) -> View:
    """A shared view of the findings of a period; `period` is what was asked for, by option."""
    world = result.found.world
    judged = dict(zip(world.names, world.contract.tolist(), strict=True))
    run = Run(result.policy, result.summary(), result.findings, chosen, judged, period, result.language)
    return shared_view(question, run, key)


def _summary(result: Result) -> RunSummary:
    found, policy, world = result.found, result.policy, result.found.world
    used = sorted(set(world.contract.tolist()))
    contracts = [policy.contracts[i] for i in used]
    practitioners = {c.practitioner for c in contracts}
    severities, statuses = found.counts()
    inside, outside = world.inside_and_outside
    return RunSummary(
        rows=result.log.summary, sources=result.log.sources, period=world.period,
        as_of=int(np.max(world.as_of)) if len(world.as_of) else None,
        contracts=tuple(ContractUse(c.name, tuple(v.effective for v in c.timeline.versions)) for c in contracts),
        packs=tuple(PackUse(p.name, p.version, p.hash) for p in policy.packs),
        engine=f"boundaries {boundaries.__version__} kernel", conclusions=found.engine, tzdata=tzdata_version(),
        relationships_judged=len(world.names), relationships_without_contract=world.unjudged_relationships,
        rows_without_contract=world.unjudged_rows, rows_inside_contract=inside,
        rows_outside_contract=outside,
        not_checked=tuple(
            NotChecked(u.rule, u.relationships[0] if len(u.relationships) == 1 else len(u.relationships), u.reason)
            for u in found.unchecked
        ),
        severities=severities, statuses=statuses,
        practitioner=practitioners.pop() if len(practitioners) == 1 else None,
    )  # fmt: skip
