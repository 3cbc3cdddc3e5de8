"""The last lines of a report: what was not checked, rows no contract is about, and how many findings there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from boundaries.core.catalogue import Catalogue, catalogue, said_together
from boundaries.core.finding import Finding
from boundaries.report.drifting import promises
from boundaries.report.line import SHOWN_RULES, Line
from boundaries.report.summary import NotChecked, RunSummary

SHOWN_NOT_CHECKED = 20
_WEIGHTS = (
    ("conclusion", "count.conclusions"),
    ("crossing", "count.crossings"), ("notice", "count.notices"), ("excused", "count.covered"),
    ("undetermined", "count.not_known"), ("strength", "count.strengths"),
)  # fmt: skip


def closing(findings: Sequence[Finding], summary: RunSummary, language: str) -> Iterator[Line]:
    """What stands below the relationships."""
    say = catalogue(language)
    yield from (Line(text, 0, "quiet") for text in promises(findings))
    yield from (Line(text, 0, "quiet") for text in _not_checked(summary.not_checked, say))
    if summary.relationships_without_contract:
        pairs = say.say("count.relationships", count=summary.relationships_without_contract)
        rows = say.say("count.rows", count=summary.rows_without_contract)
        yield Line(say.say("report.without_contract", relationships=pairs, rows=rows), 0, "quiet")
    if summary.rows_outside_contract:
        rows = say.say("count.rows", count=summary.rows_outside_contract)
        yield Line(say.say("report.outside", rows=rows), 0, "quiet")
    yield Line(counted(findings, summary, language), 0, "title")


def _not_checked(entries: Iterable[NotChecked], say: Catalogue) -> Iterator[str]:
    """A line for the rules that were not checked in the same place for the same kind of reason."""
    groups: dict[tuple[str | int, str], list[NotChecked]] = {}
    for entry in entries:
        groups.setdefault((entry.relationships, entry.reason.key), []).append(entry)
    for (where, _), group in list(groups.items())[:SHOWN_NOT_CHECKED]:
        rules = list(dict.fromkeys(entry.rule for entry in group))
        reason = said_together([entry.reason for entry in group], len(rules), say.language)
        place = where if isinstance(where, str) else say.say("count.relationships", count=where)
        yield say.say("report.not_checked", rules=say.shown(rules, SHOWN_RULES), where=place, reason=reason)
    if left := sum(map(len, list(groups.values())[SHOWN_NOT_CHECKED:])):
        yield say.say("report.more_not_checked", count=left)


def _kind(finding: Finding) -> str:
    """What a finding counts as in the last line."""
    drawn = finding.type in ("conclusion", "strength")
    return finding.status if finding.status != "open" else finding.type if drawn else finding.severity


def counted(findings: Iterable[Finding], summary: RunSummary, language: str) -> str:
    """The last line: how many findings of each weight, or that nothing was crossed as far as these rows show."""
    say = catalogue(language)
    kinds: Counter[str] = Counter(map(_kind, findings))
    judged = say.say("count.relationships", count=summary.relationships_judged)
    weights = ", ".join(say.say(key, count=kinds[kind]) for kind, key in _WEIGHTS if kinds[kind])
    if not summary.relationships_judged or not (kinds or summary.rows_inside_contract):
        return say.say("report.nothing_to_judge", relationships=judged)
    if summary.outside_period:
        more = say.say("count.findings", count=summary.outside_period)
        weights = weights or say.form("report.none_in_period")
        return say.say("report.outside_period", relationships=judged, weights=weights, findings=more)
    if kinds.keys() == {"strength"}:
        return say.say("report.clean_strengths", relationships=judged, strengths=weights)
    return say.say("report.judged" if kinds else "report.clean", relationships=judged, weights=weights)
