"""What a report says of conclusions and strengths: what each rests on, what would end it, what has been kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from boundaries.civil.span import Span, in_words
from boundaries.contract.clauses import BY_PATH, clause_of, name_of
from boundaries.core.catalogue import Catalogue, catalogue
from boundaries.core.finding import Finding
from boundaries.policy.conclusion import Conclude, OfKept
from boundaries.report.line import Line
from boundaries.report.withheld import day_of

if TYPE_CHECKING:
    from boundaries.policy.policy import Policy

SHOWN_PREMISES = 5  # rules whose findings a conclusion rests on, named one by one
_PLACES = {path: place for place, path in enumerate(BY_PATH)}  # of clauses in an agreement
Shown = Mapping[str, Finding]  # the findings of a report by id


def is_drawn(finding: Finding) -> bool:
    """Whether a finding stands among the conclusions or the strengths."""
    return finding.type in ("conclusion", "strength") and finding.status == "open"


def conclusion_lines(findings: Sequence[Finding], shown: Shown, language: str, asked: set[str]) -> Iterator[Line]:
    """The conclusions of one relationship: first what is to be reviewed soon, then crossings; last what is over.

    `asked` are the questions and steps that stand above already.
    """
    drawn = [finding for finding in findings if is_drawn(finding) and finding.type == "conclusion"]
    say = catalogue(language)
    if drawn:
        yield Line(say.form("report.conclusions"), 2, "heading")
    for finding in sorted(drawn, key=_rank):  # stable: what is alike stays in order of time
        key = "report.crossing" if finding.severity == "crossing" else "report.notice"
        yield Line(say.say(key, says=finding.says, rule=finding.rule), 4, finding.severity)
        yield from _beside(finding, _about([finding]), shown, say, asked)


def _rank(finding: Finding) -> tuple[bool, bool, bool]:
    """What carries the most comes first."""
    return finding.until is not None, not _soon(finding), finding.severity != "crossing"


def _soon(finding: Finding) -> bool:
    return finding.review_soon and finding.severity == "crossing" and finding.until is None


def _about(findings: Sequence[Finding]) -> list[str]:
    """The clauses that some findings are about, in the order of the agreement; a part is none."""
    clauses = {finding.clause for finding in findings if finding.clause and clause_of(finding.clause) in _PLACES}
    return sorted(clauses, key=lambda clause: (_PLACES[clause_of(clause)], clause))


def _beside(
    finding: Finding, clauses: Sequence[str], shown: Shown, say: Catalogue, asked: set[str]
) -> Iterator[Line]:  # fmt: skip
    """What stands below a conclusion or a strength: what it rests on, what would end it, what it asks."""
    if _soon(finding):
        yield Line(say.form("report.soon"), 6)
    if clauses:
        yield Line(say.say("report.about", clauses=", ".join(_name(one, say.language) for one in clauses)), 6, "quiet")
    if finding.premises:
        findings = rests_on(finding, shown, say)
        yield Line(say.say("report.rests_on", findings=findings), 6, "quiet")
    if finding.evidence:
        yield Line(say.say("report.evidence", count=len(finding.evidence)), 6, "quiet")
    if finding.type == "conclusion":  # what went well is not undone, though it be long ago
        yield from _ending(finding, say)
    for text in dict.fromkeys((finding.asks, finding.suggests)):
        if text and text not in asked:
            asked.add(text)
            yield Line(text, 6)


def _ending(finding: Finding, say: Catalogue) -> Iterator[Line]:
    """When it was over, else what would end it."""
    if finding.until is not None:
        yield Line(say.say("report.no_longer", until=day_of(str(finding.params["until"]))), 6)
    elif finding.retracts:
        yield Line(say.say("report.would_end", retracts=finding.retracts), 6)


# ---- what it rests on -----------------------------------------------------------------------------------------------


def rests_on(finding: Finding, shown: Shown, say: Catalogue) -> str:
    """The findings a conclusion rests on, rule by rule with their days, and how many are not in this report."""
    premises = finding.premises or ()
    groups: dict[tuple[str, str], list[Finding]] = {}
    known = sorted((shown[id] for id in premises if id in shown), key=lambda premise: premise.at)
    for premise in known:
        groups.setdefault((premise.relationship, premise.rule), []).append(premise)
    said = [_premise(group, finding.relationship, say) for group in groups.values()]
    told = "; ".join(said[:SHOWN_PREMISES])
    if (more := len(said) - SHOWN_PREMISES) > 0:
        told = say.say("list.and_more", shown=told, more=more)
    outside = len(premises) - len(known)
    absent = say.say("report.premises_outside", count=outside) if outside else ""
    return "; ".join(part for part in (told, absent) if part)


def _premise(group: Sequence[Finding], relationship: str, say: Catalogue) -> str:
    """What one rule found: when, or how many times from when to when; of another relationship also of which."""
    first, last = (day_of(str(premise.params["from"])) for premise in (group[0], group[-1]))
    key = "report.premise_day" if first == last and len(group) > 1 else "report.premise"
    words = say.say(key, rule=group[0].rule, count=len(group), **{"from": first, "until": last})
    if group[0].relationship == relationship:
        return words
    return say.say("report.premise_of", relationship=group[0].relationship, premise=words)


# ---- strengths ------------------------------------------------------------------------------------------------------


def strength_lines(
    findings: Sequence[Finding], policy: Policy, shown: Shown, language: str, asked: set[str]
) -> Iterator[Line]:  # fmt: skip
    """The strengths of one relationship: each sentence once, with all it is said of; of what has been kept one line."""
    drawn = [finding for finding in findings if is_drawn(finding) and finding.type == "strength"]
    say, kept, told = catalogue(language), dict[str, list[Finding]](), dict[tuple[str, str], list[Finding]]()
    if drawn:
        yield Line(say.form("report.strengths"), 2, "heading")
    for finding in drawn:
        if _kept_for(finding.rule, policy) is not None and finding.clause is not None:
            kept.setdefault(finding.rule, []).append(finding)
        else:
            told.setdefault((finding.rule, finding.says), []).append(finding)
    for (rule, sentence), group in told.items():
        yield Line(say.say("report.strength", says=sentence, rule=rule), 4)
        yield from _beside(_merged(group), _about(group), shown, say, asked)
    for rule, group in kept.items():
        span = _kept_for(rule, policy)
        assert span is not None, "only such rules are grouped"
        yield Line(_kept(rule, span, group, say), 4)


def _merged(findings: Sequence[Finding]) -> Finding:
    """One finding that rests on all that some rest on."""
    premises = dict.fromkeys(id for finding in findings for id in finding.premises or ())
    evidence = dict.fromkeys(id for finding in findings for id in finding.evidence)
    return replace(findings[0], premises=tuple(premises), evidence=tuple(evidence))


def _kept_for(name: str, policy: Policy) -> Span | None:
    """For how long a clause is kept by a rule that looks at nothing else; None of another rule."""
    when = next((rule.when for rule in policy.rules if rule.name == name), None)
    if not isinstance(when, Conclude) or len(when.all) != 1:
        return None
    (premise,) = when.all
    return premise.length if isinstance(premise, OfKept) and isinstance(premise.length, Span) else None


def _kept(rule: str, span: Span, findings: Sequence[Finding], say: Catalogue) -> str:
    """The clauses that have been kept for so long, in the order of the agreement, those first that still are."""
    findings = sorted(findings, key=lambda f: (_PLACES[clause_of(str(f.clause))], str(f.clause)))
    standing = dict.fromkeys(finding.clause for finding in findings if finding.until is None)
    over = {finding.clause: finding for finding in findings if finding.clause not in standing}
    clauses = [_name(str(clause), say.language) for clause in standing]
    clauses += [
        say.say("report.kept_until", clause=_name(str(clause), say.language),
                until=day_of(str(finding.params["until"])))
        for clause, finding in over.items()
    ]  # fmt: skip
    forms = ("", *sorted(say.forms))
    lengths = {f"duration:{form}".removesuffix(":"): in_words(span, say.language, form) for form in forms}
    return say.say("report.kept", clauses=", ".join(clauses), rule=rule, **lengths)


def _name(clause: str, language: str) -> str:
    """What a clause is called; of a field of it also which: `after hours (support)`."""
    tail = clause.removeprefix(clause_of(clause)).lstrip(".").replace("_", " ")
    name = name_of(clause, language)
    return f"{name} ({tail})" if tail else name
