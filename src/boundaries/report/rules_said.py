"""The rules that watch over a contract, by the clause they watch; and those that have nothing to look at, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from boundaries.civil.day_words import joined, ordinal
from boundaries.civil.span import Deadline, Span, in_words, scale
from boundaries.contract.clauses import BY_PATH, clause_of, label_of, short
from boundaries.contract.phrases import REASONS, capital, one_line
from boundaries.contract.versions import Version
from boundaries.contract.words import value_words
from boundaries.core.catalogue import catalogue
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Agreement, Duration, Ref, Trend
from boundaries.policy.rule import Rule
from boundaries.policy.silence import lacking, takes_default, value_of
from boundaries.report.clauses_said import clause_name
from boundaries.report.line import Line

EXCUSES = REASONS | {
    "agreed": "an agreed exception", "scheduling": "contact about arranging a session", "cover": "leave",
    "incidental": "a message that is automatic or very short",
}  # fmt: skip
_AGREEMENT, _ANYTHING = "The agreement itself", "Whatever is agreed"


def rules_said(rules: Iterable[Rule], version: Version, language: str, *, ended: bool, ends: bool) -> Iterator[Line]:
    """What watches over a version; after the end (`ended`) only the rules about that time do.

    `ends` says whether the contract has an end at all.
    """
    speaking: dict[str, list[Rule]] = {}
    silent: list[tuple[Rule, str]] = []
    for rule in rules:
        why = silence(rule, version, ended=ended, ends=ends) if rule.enabled else "switched off in the pack"
        if why:
            silent.append((rule, why))
        else:
            speaking.setdefault(_group(rule), []).append(rule)
    if speaking:
        yield Line("")
        yield Line("What watches over it", 0, "heading")
        yield Line(catalogue().form("header.words"), 2, "quiet")
    for group in (*map(label_of, BY_PATH), _ANYTHING, _AGREEMENT):
        if found := speaking.get(group):
            yield Line(group, 2, "title")
            for rule in found:
                yield from _rule(rule, version, language)
    if silent:
        yield Line("")
        yield Line("Rules that are silent here", 0, "heading")
        yield from _silent(silent, language)


def _silent(rules: Iterable[tuple[Rule, str]], language: str) -> Iterator[Line]:
    """The rules by why they are silent; a reason that several have is said once."""
    by_reason: dict[str, list[Rule]] = {}
    for rule, why in rules:
        by_reason.setdefault(why, []).append(rule)
    for why, found in by_reason.items():
        if len(found) > 1:
            yield Line(f"{capital(why)}:", 2)
        for rule in found:
            title = rule.title.pick(language)
            line = Line(title, 4) if len(found) > 1 else Line(f"{title}: {why}.", 2)
            yield line._replace(place=_names(rule))


def silence(rule: Rule, version: Version, *, ended: bool, ends: bool) -> str:
    """Why a rule has nothing to say under a version, on one line; an empty text where it speaks."""
    if ended and not rule.after_end:
        return "the contract has ended"
    if rule.after_end and not ends:
        return "it looks at the time after the end, and no end is set"
    if (path := lacking(rule, version)) is None:
        return ""
    said = (version.not_applicable[p] for p in (path, clause_of(path)) if p in version.not_applicable)
    reason = one_line(next(said, ""))
    if path == rule.clause and clause_of(path) == path:
        name = clause_name(path)
        return f"what it watches, {name}, does not apply ({reason})" if reason else f"nothing is agreed about {name}"
    return f"it needs `{short(path)}`, which {f'does not apply ({reason})' if reason else 'is not agreed'}"


def _group(rule: Rule) -> str:
    if rule.clause is not None:
        return label_of(rule.clause)
    return _AGREEMENT if isinstance(rule.when, Agreement) else _ANYTHING


def _rule(rule: Rule, version: Version, language: str) -> Iterator[Line]:
    """One rule: its title, why there is such a rule, how heavy its findings are, what excuses, what it asks."""
    yield Line(f"{rule.title.pick(language)}", 4, "plain", _names(rule))
    if why := rule.why.pick(language):
        yield Line(why, 6)
    yield Line(" ".join(_weight(rule, version)), 6)
    yield from (Line(text, 6) for text in _defaults(rule, version))
    if ends := rule.retracts.pick(language):
        yield Line(f"What would end it: {ends}", 6)
    if asks := rule.asks.pick(language):
        yield Line(f"It asks: {asks}", 6)


def _names(rule: Rule) -> str:
    return rule.name if rule.code == rule.name else f"{rule.name}, {rule.code}"


def _weight(rule: Rule, version: Version) -> Iterator[str]:
    if isinstance(rule.when, Trend):
        yield from _movement(rule.when)
    elif rule.type == "strength":
        yield "What it finds is a strength."
    elif isinstance(rule.when, Conclude):
        yield f"What it finds is a conclusion from what other rules find, {_heavier(rule, version)}."
    else:
        yield f"What it finds is {_heavier(rule, version)}."
    if rule.review_soon:
        yield "It is best looked at before the next session."
    if rule.audience == "own":
        yield "It is for you alone: no shared view shows it."
    if rule.after_end:
        yield "It looks only at the time after the end of the contract."
    if isinstance(rule.when, Conclude):
        yield "It rests on what nothing covers."
    elif rule.unless:
        yield f"Covered by: {joined([EXCUSES[word] for word in rule.unless], 'or')}."
    else:
        yield "Nothing covers it."


def _movement(trend: Trend) -> Iterator[str]:
    """What of a trend makes a finding, and how often chance alone would."""
    way = "rises" if trend.direction == "up" else "falls"
    yield f"What it finds is a notice: a weekly {trend.measure} {way}, beside what the first weeks were like."
    measured = "" if trend.mode == "proved" else " (measured, not proved)"
    yield f"By chance at most one of twenty series of the kinds it allows for gives one within a year{measured}."
    if trend.restarts:
        yield f"It begins anew with an amendment of {joined([clause_name(path) for path in trend.restarts], 'or')}."


def _heavier(rule: Rule, version: Version) -> str:
    ladder, severity = rule.escalate, rule.severity
    if ladder is None or ladder.to == severity:
        return f"a {severity}"
    if ladder.at_count == 1:
        return f"a {ladder.to}"
    if isinstance(rule.when, Conclude) and ladder.beyond is not None:
        return f"a {severity}; where it lasts longer than {_length(ladder.beyond, rule, version)}, a {ladder.to}"
    ways = []
    if ladder.at_count is not None and ladder.within is not None:
        ways.append(f"from the {ordinal(ladder.at_count)} within {in_words(ladder.within)} on")
    if ladder.beyond is not None:
        ways.append(f"after {_length(ladder.beyond, rule, version)} of waiting")
    return f"a {severity}; {joined(ways, 'or')}, it is a {ladder.to}"


def _length(duration: Duration, rule: Rule, version: Version) -> str:
    """A duration as it is under a version in which the rule speaks."""
    if not isinstance(duration, Ref):
        return in_words(duration)
    found = value_of(rule, version, duration.path)
    if isinstance(found, Deadline):
        return in_words(scale(found, duration.factor))
    assert isinstance(found, Span), "references are held to the kinds of their fields"
    return in_words(scale(found, duration.factor))


def _defaults(rule: Rule, version: Version) -> Iterator[str]:
    """The rule's own values where the agreement is silent."""
    paths: Sequence[str] = list(dict.fromkeys(need.path for need in rule.needs))
    taken = [path for path in paths if takes_default(rule, version, path)]
    for path in taken:
        yield f"`{short(path)}` is not agreed, so the rule takes {value_words(rule.defaults[path])}."
