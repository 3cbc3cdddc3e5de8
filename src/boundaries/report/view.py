"""Reports for others: the supervisor's view and the platform's, as rows for machines and as lines for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.core.catalogue import Catalogue, catalogue
from boundaries.core.errors import Diagnostic, UsageError
from boundaries.core.files import write_private
from boundaries.core.finding import Finding
from boundaries.core.instants import format_instant
from boundaries.engine.audiences import compares
from boundaries.report import machine, platform, supervisor
from boundaries.report.asked import Asked
from boundaries.report.closing import closing
from boundaries.report.header import SHOWN, day_words, engines, only_zone
from boundaries.report.line import Line
from boundaries.report.summary import NotChecked, RunSummary, recounted
from boundaries.report.text import Heading, relationship_lines

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy
    from boundaries.readers.pseudonyms import Key

Row = Mapping[str, object]
ENDINGS = (".json", ".jsonl", ".csv")


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """What others may see of a run: iterate over it for its rows, plain mappings.

    A supervisor's rows are findings without what would tell who it is about; a platform's are counts, one a rule.
    `summary` is what stands at the top, `lines` the whole as people read it.
    """

    name: str
    purpose: str
    rows: tuple[Row, ...]
    summary: Row
    lines: tuple[Line, ...]

    def __repr__(self) -> str:
        return f"<View: {self.name}, {len(self.rows)} rows>"

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def as_text(self, form: str) -> Iterator[str]:
        """The rows as `json`, `jsonl` or `csv`; every row says which view it is of, and what for."""
        if form == "json":
            return machine.rows_as_json(_NAMES[self.name], self.rows, self.summary)
        marked = [{"view": self.name, "purpose": self.purpose, **row} for row in self.rows]
        columns = ("view", "purpose", *_COLUMNS[self.name])
        return machine.rows_as_jsonl(marked) if form == "jsonl" else machine.rows_as_csv(columns, marked)

    def write(self, path: str | Path) -> None:
        """Write the rows to a `.json`, `.jsonl` or `.csv` file, whole and for its owner only.

        Raises `UsageError` for another ending, or a place that cannot be written.
        """
        path = Path(path)
        if path.suffix.lower() not in ENDINGS:
            hint = f"known: {', '.join(f'`{ending}`' for ending in ENDINGS)}"
            raise UsageError(Diagnostic("B308", f"a shared view cannot be written as `{path.suffix}`", hint=hint))
        text = "".join(self.as_text(path.suffix.lower()[1:])).encode("utf-8", "backslashreplace")
        write_private(path, lambda scratch: scratch.write_bytes(text))


_NAMES = {"supervisor": "findings", "platform": "counts"}
_COUNTED = ("rule", "code", "title", "dimension", "relationships", "fewer_than")
_COLUMNS: Mapping[str, tuple[str, ...]] = {"supervisor": supervisor.KEYS, "platform": _COUNTED}


@dataclass(frozen=True, slots=True)
class Run:
    """What a shared view is made of. `chosen` are the findings of the period asked for, `every` all of them; `judged`
    gives each relationship the index of its contract; `period` is what was asked for, by option."""

    policy: Policy
    summary: RunSummary
    every: Sequence[Finding]
    chosen: Sequence[Finding]
    judged: Mapping[str, int]
    period: Mapping[str, str]
    language: str


def shared_view(asked: Asked, run: Run, key: Key) -> View:
    """The view that was asked for; raises `UsageError` where there are too few relationships to count."""
    return _supervisors(asked, run, key) if asked.view == "supervisor" else _platforms(asked, run, key)


# ---- the supervisor's -----------------------------------------------------------------------------------------------


def _supervisors(asked: Asked, run: Run, key: Key) -> View:
    say, as_of = catalogue(run.language), run.summary.as_of
    client = say.form("view.client")
    findings = supervisor.shared(run.chosen, run.judged, run.policy, as_of, key, client, run.language)
    left = sum(finding.audience == "shared" for finding in run.every) - len(findings)
    summary = replace(
        recounted(run.summary, findings), outside_period=left, asked=asked, relationships_without_contract=0,
        rows_outside_contract=0, not_checked=tuple(_not_checked(run)),
    )  # fmt: skip
    zone = only_zone(run.policy)
    days = [day_words(at, zone, run.language) for at in summary.period or ()]
    kinds = ", ".join(_kinds(summary))
    read = say.say("header.period", logs=kinds, **{"from": days[0], "until": days[1]}) if days else kinds
    lines = [
        *_head(asked, say, "view.shown"), (say.form("header.read"), read),
        (say.form("header.contracts"), say.say("view.contracts", count=len(summary.contracts))),
        (say.form("header.packs"), _packs(summary, None, say)),
    ]  # fmt: skip
    if summary.practitioner:
        lines.append((say.form("header.practitioner"), summary.practitioner))
    lines.append(_run_by(asked.run_by or summary.practitioner, say))
    if as_of is not None:
        lines.append((say.form("header.as_of"), day_words(as_of, zone, run.language)))
    lines += [(say.form("header.engine"), say.say("view.engine", engine=engines(summary, say), tzdata=summary.tzdata)),
              ("", say.form("header.records"))]  # fmt: skip
    shown = {finding.id: finding for finding in findings}
    body = [
        line for label, group in groupby(findings, key=lambda finding: finding.relationship)
        for line in (
            Line(""), Line(label, 0, "title"),
            *relationship_lines(tuple(group), shown, run.policy, run.language, _heading(say)),
        )
    ]  # fmt: skip
    end = (Line(""), *closing(findings, summary, run.language))
    rows = tuple(map(supervisor.row, findings))
    return View(asked.view, asked.purpose, rows, _supervisors_summary(summary), (*_written(lines), *body, *end))


def _supervisors_summary(summary: RunSummary) -> Row:
    plain = summary.as_dict()
    kept = (
        "as_of", "period", "rows", "packs", "engine", "conclusions", "tzdata", "relationships_judged", "not_checked",
        "findings_by_severity", "findings_by_status", "findings_outside_period", "practitioner", "run_by", "limits",
    )  # fmt: skip
    out = {name: plain[name] for name in kept}
    out["period"] = [format_instant(at)[:10] for at in summary.period] if summary.period else None
    out["as_of"] = None if summary.as_of is None else format_instant(summary.as_of)[:10]
    return {**_about(summary.asked), **out, "sources": _kinds(summary), "contracts": len(summary.contracts)}


def _heading(say: Catalogue) -> Heading:
    return lambda group: group[0].clause or say.form("report.no_clause")


def _not_checked(run: Run) -> Iterator[NotChecked]:
    """The shared rules that were not checked, each with a number of relationships and no name."""
    own = {rule.name for rule in run.policy.rules if rule.audience == "own" or compares(rule)}
    many: Counter[tuple[str, object]] = Counter()
    for entry in run.summary.not_checked:
        if entry.rule not in own:
            many[entry.rule, entry.reason] += entry.relationships if isinstance(entry.relationships, int) else 1
    return (NotChecked(rule, number, reason) for (rule, reason), number in many.items())  # type: ignore[arg-type]


# ---- the platform's -------------------------------------------------------------------------------------------------


def _platforms(asked: Asked, run: Run, key: Key) -> View:
    say, summary = catalogue(run.language), run.summary
    question = (run.period, summary.period, summary.as_of, summary.rows.accepted)
    found = platform.counted(run.chosen, run.judged, run.policy, key, question)
    packs = {count.rule.pack for count in found.counts}
    rows = tuple(_count_row(count, run.language) for count in found.counts)
    period = ", ".join(f"{option} {text}" for option, text in run.period.items()) or say.form("view.no_period")
    lines = [
        *_head(asked, say, "view.counted"), (say.form("header.read"), ", ".join(_kinds(summary))),
        (say.form("view.period"), period), (say.form("header.packs"), _packs(summary, packs, say)),
        _run_by(asked.run_by, say),
        (say.form("header.engine"), say.say("view.engine", engine=engines(summary, say), tzdata=summary.tzdata)),
        ("", say.form("header.records")),
    ]  # fmt: skip
    about = {
        **_about(asked), "run_by": asked.run_by, "sources": _kinds(summary), "period_asked_for": dict(run.period),
        "packs": [{"pack": p.name, "version": p.version, "hash": p.hash} for p in summary.packs if p.name in packs],
        "engine": summary.engine, "conclusions": summary.conclusions, "tzdata": summary.tzdata,
        "relationships_judged": found.relationships,
        "fewer_than": platform.FEWEST, "epsilon": platform.EPSILON, "limits": summary.as_dict()["limits"],
    }  # fmt: skip
    return View(asked.view, asked.purpose, rows, about, (*_written(lines), *_counted(found, say)))


def _count_row(count: platform.Count, language: str) -> Row:
    rule, number = count
    return {
        "rule": rule.name, "code": rule.code, "title": rule.title.pick(language), "dimension": rule.dimension,
        "relationships": number, "fewer_than": platform.FEWEST if number is None else None,
    }  # fmt: skip


def _counted(found: platform.Counts, say: Catalogue) -> Iterator[Line]:
    """The counts, the largest first; then the names of the rules with fewer than five."""
    yield Line("")
    yield Line(say.say("view.judged", count=found.relationships), 0, "title")
    told = sorted((c for c in found.counts if c.relationships is not None), key=lambda c: -(c.relationships or 0))
    for rule, number in told:
        yield Line(say.say("view.count", count=number, title=rule.title.pick(say.language), rule=rule.name), 2)
    fewer = [count.rule.name for count in found.counts if count.relationships is None]
    if fewer:
        yield Line(say.say("view.fewer", rules=", ".join(fewer)), 2, "quiet")


# ---- both -----------------------------------------------------------------------------------------------------------


def _about(asked: Asked) -> dict[str, object]:
    return {"view": asked.view, "purpose": asked.purpose, "not_for": catalogue().form("view.not_for")}


def _head(asked: Asked, say: Catalogue, key: str) -> list[tuple[str, str]]:
    """What it is and what for; what it cannot see; how it was changed before it was shown; what it is not for."""
    return [
        (say.form("header.boundaries"), say.say(f"view.{asked.view}", purpose=asked.purpose)),
        ("", say.form("header.limits")), ("", say.form(key)), ("", say.form("view.not_for")),
    ]  # fmt: skip


def _run_by(who: str | None, say: Catalogue) -> tuple[str, str]:
    return say.form("header.run_by"), who or say.form("view.not_said")


def _kinds(summary: RunSummary) -> list[str]:
    """The formats that were read; a mapping file's own name may be a person's, so it is not said."""
    return sorted({"map" if source.format.startswith("map ") else source.format for source in summary.sources})


def _packs(summary: RunSummary, names: set[str] | None, say: Catalogue) -> str:
    packs = [p for p in summary.packs if names is None or p.name in names]
    return say.shown([f"{name} {version} ({digest[:12]})" for name, version, digest in packs], SHOWN)


def _written(lines: Iterable[tuple[str, str]]) -> Iterator[Line]:
    for number, (label, text) in enumerate(lines):
        yield Line(f"{label}: {text}" if label else text, 0, "quiet" if number else "title")
