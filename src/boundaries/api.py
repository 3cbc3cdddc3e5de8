"""The public functions: contracts and logs in, a policy between them, findings out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

import boundaries
from boundaries.civil.zone import tzdata_version
from boundaries.contract.load import load_contract
from boundaries.contract.model import Contract
from boundaries.contract.moments import Moment, MomentError, parse_day, parse_moment
from boundaries.contract.source import parse_document, read_text
from boundaries.core.errors import BoundariesError, ContractError, Diagnostic, UsageError
from boundaries.core.files import write_private
from boundaries.core.finding import Finding
from boundaries.core.instants import from_datetime
from boundaries.core.interaction import Interaction
from boundaries.core.location import Location
from boundaries.engine.arrow import to_arrow
from boundaries.engine.findings import Findings
from boundaries.engine.objects import finding
from boundaries.engine.run import run
from boundaries.policy.compile import compile_policy
from boundaries.policy.policy import Policy
from boundaries.policy.rule import Rule
from boundaries.readers.base import Options
from boundaries.readers.open import is_log, open_log
from boundaries.report import machine
from boundaries.report.summary import ContractUse, NotChecked, PackUse, RunSummary
from boundaries.table.assemble import to_log
from boundaries.table.log import Log

if TYPE_CHECKING:
    import pyarrow as pa

CONTRACT_FILES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Caseload:
    """Several contracts that are judged together."""

    contracts: tuple[Contract, ...]


def load(path: str | Path) -> Contract:
    """The contract of a file; raises `ContractError` with every problem of it, each with its place."""
    return load_contract(path)


def load_all(paths: str | Path | Iterable[str | Path]) -> Caseload:
    """The contracts of files and folders (every YAML or JSON file in them whose top key is `contract`).

    Raises `ContractError` with every problem of every file.
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    problems: list[Diagnostic] = []
    contracts: list[Contract] = []
    for file in [file for path in listed for file in _contract_files(Path(path), problems)]:
        try:
            contracts.append(load_contract(file))
        except BoundariesError as error:
            problems += [_no_contract(file)] if is_log(file) else error.diagnostics
    if problems:
        raise ContractError(*problems)
    return Caseload(tuple(contracts))


def _no_contract(path: Path) -> Diagnostic:
    """A log where a contract is expected: its text is on no account shown."""
    hint = "the log stands first: `boundaries check LOG --contract CONTRACT`"
    return Diagnostic("B023", "a log, not a contract", Location(str(path), 1, 1), hint)


def _contract_files(path: Path, problems: list[Diagnostic]) -> list[Path]:
    """The file itself, or the contracts below a folder in the order of their paths."""
    if not os.path.isdir(path):  # never raises, as `Path.is_dir` does for a name that is too long
        return [path]
    below = sorted(f for f in path.rglob("*") if f.suffix.lower() in CONTRACT_FILES and f.is_file())
    files = [f for f in below if _is_contract(f, problems)]
    if not files:
        problems.append(Diagnostic("B009", f"`{path}` holds no contract", None, "a contract has a top key `contract`"))
    return files


def _is_contract(path: Path, problems: list[Diagnostic]) -> bool:
    """Whether a file's top key is `contract`: a scenario, a rule or a schema may stand beside the contracts."""
    try:
        text = read_text(path)
        nodes = parse_document(text, str(path)) if "contract" in text else []
    except BoundariesError as error:
        problems += () if is_log(path) else error.diagnostics
        return False
    keys = {key for node in nodes if isinstance(node.value, dict) for key in node.value}
    return "contract" in keys and not keys & {"scenario", "rule", "pack"}


def compile(
    contracts: Contract | Caseload, packs: Sequence[str | Path] | None = None, rules: Iterable[Rule] = ()
) -> Policy:
    """The policy of a contract or a caseload; `packs` replaces the contracts' own lists, `rules` are added.

    Raises `PolicyError` with every problem of the packs.
    """
    return compile_policy(contracts.contracts if isinstance(contracts, Caseload) else (contracts,), packs, rules)


def read(
    paths: str | Path | Sequence[str | Path], *, format: str = "auto", me: str | None = None, client: str | None = None,
    relationship: str | None = None, timezone: str | None = None, date_order: str | None = None,
    covers: Sequence[str] | str | None = None, annotations: str | Path | None = None,
) -> Log:  # fmt: skip
    """The interactions of one or several files, without their content.

    `me` says who of a chat is the practitioner, `relationship` which pair a one-pair file belongs to, `timezone` the
    clock of a file that names none. Raises `LogError` where a file cannot be read; bad rows are `Log.rejects`.
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    kinds = covers.split(",") if isinstance(covers, str) else covers
    options = Options(
        me=me, client=client, relationship=relationship, timezone=timezone, date_order=date_order,
        covers=None if kinds is None else tuple(k.strip() for k in kinds), format=format,
    )  # fmt: skip
    return open_log(listed, options, annotations)


def check(
    log: Log | Iterable[Interaction] | Any, policy: Policy, as_of: Moment | str | date | datetime | None = None,
    language: str = "en",
) -> Result:  # fmt: skip
    """The findings of a policy on a log.

    `log` is a `Log`, an iterable of `Interaction`, or anything that speaks the Arrow C stream protocol (Polars,
    pandas, DuckDB, PyArrow). `as_of` ends the log's world: a date (its day included), a local date-time on each
    contract's clock, or an instant; by default the last interaction's instant.
    """
    read_log = log if isinstance(log, Log) else to_log(log)
    return Result(policy, read_log, run(read_log, policy, _ends(policy, as_of)), language)


def _ends(policy: Policy, as_of: Moment | str | date | datetime | None) -> Mapping[int, int] | None:
    """The last instant of each contract's world."""
    if as_of is None:
        return None
    moment = _moment(as_of)
    # A date's world ends with its last microsecond, an instant's with the instant itself.
    return {
        i: moment.end(c.zone) - 1 if moment.day is not None else moment.start(c.zone)
        for i, c in enumerate(policy.contracts)
    }


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

    def summary(self) -> RunSummary:
        """What was read, by what it was judged, what was found, and what could not be checked."""
        return _summary(self)


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
        engine=f"boundaries {boundaries.__version__} kernel", tzdata=tzdata_version(),
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
