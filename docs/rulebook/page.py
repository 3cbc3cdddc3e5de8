"""The page of a rule, in Markdown: all its file says, in words first, and each of its examples drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import escape

from boundaries.civil.day_words import joined, ordinal
from boundaries.contract.clauses import BY_PATH, clause_of
from boundaries.contract.phrases import capital
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Trend
from boundaries.policy.rule import Rule, Wording
from boundaries.report.rules_said import EXCUSES
from boundaries.report.text import group_sentence
from boundaries.testing.model import Unread
from boundaries.testing.outcome import Outcome
from rulebook.drawn import legend
from rulebook.layout import draw
from rulebook.packs import Entry, Example, Shelf, changes_of
from rulebook.scene import Agreed, agreed_hours, scene_of
from rulebook.svg import svg
from rulebook.values import plain, sentence, table_of_values, value_words
from rulebook.words import condition_words, literal

TO_REFERENCE = "../../"  # from the page of a rule to the other pages of the reference
BEARERS = {
    "practitioner": "the practitioner", "both": "both together", "frame": "the frame the two agreed on; neither alone",
    "service": "the service the practitioner works for",
}  # fmt: skip
MOST_DRAWN = 60  # rows of an example up to which it is drawn
_LANGUAGES = {"en": "English", "de": "Deutsch"}
_TEXTS = {"title": "title", "says": "sentence", "asks": "question", "suggests": "step", "retracts": "end", "why": "why"}
_SAID_ALREADY = ("title", "why")  # at the top of the page
_LITERAL = ("when", "unless", "escalate", "defaults", "after_end", "enabled", "review_soon", "audience")


def page(entry: Entry, shelf: Shelf) -> str:
    """The whole page."""
    return "\n".join((*_head(entry), *_wording(entry.rule), *_condition(entry), *_elsewhere(entry, shelf),
                      *_sources(entry), *_examples(entry)))  # fmt: skip


# ---- what it is -----------------------------------------------------------------------------------------------


def _head(entry: Entry) -> Iterator[str]:
    rule = entry.rule
    yield f"# {plain(rule.title.pick('en'))}\n"
    if not rule.enabled:
        yield "```{admonition} Switched off\nA pack of your own, or a copy of this rule, switches it on with"
        yield f"`rules: {{{rule.name}: {{enabled: true}}}}`: [how](../../pack-file.md#rules).\n```\n"
    if why := rule.why.pick("en"):
        yield f"{plain(why)}\n"
    yield "```{container} rule-facts"
    yield from (f"{name}\n: {text}\n" for name, text in _facts(entry))
    yield "```\n"


def _rests_on(entry: Entry) -> str:
    """What a conclusion looks at, with the numbers of the pack that decide."""
    named = re.findall(r"\$(?:parameters|lists)\.([a-z_]+)", repr(entry.node.value["when"].plain()))  # type: ignore
    numbers = f" (by {', '.join(f'`{name}`' for name in dict.fromkeys(named))})" if named else ""
    return f"What other rules found, what was agreed and what happened, as its condition says{numbers}."


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    rule = entry.rule
    watched = condition_words(entry.node.value["when"].plain(), partial(value_words, entry=entry))  # type: ignore
    yield "watches", watched or _rests_on(entry)
    yield "clause", _clause(rule)
    yield "a finding is", " ".join(severity(entry))
    yield (
        "excused by",
        joined([f"{EXCUSES[word]} (`{word}`)" for word in rule.unless], "or") if rule.unless else "nothing",
    )
    yield "who bears it", BEARERS[rule.bearer]
    yield "dimension", f"`{rule.dimension}`"
    yield "name, code", f"`{rule.name}`, `{rule.code}`"
    yield (
        "pack",
        f"[{plain(entry.pack.name)}]({TO_REFERENCE}rules.md#{entry.pack.name}), file `rules/{entry.source.name}`",
    )


def _clause(rule: Rule) -> str:
    if rule.clause is None:
        return "none: it always speaks"
    return f"{clause_link(rule.clause, TO_REFERENCE)}: {plain(BY_PATH[clause_of(rule.clause)].about)}"


def clause_link(path: str, above: str) -> str:
    """A path of the contract, linked to its clause in the reference; `above` leads there."""
    clause = clause_of(path)
    return (
        f"[`{path}`]({above}contract.md#{clause.replace('.', '-').replace('_', '-')})"
        if clause in BY_PATH
        else f"`{path}`"
    )


def severity(entry: Entry) -> Iterator[str]:
    """How heavy what it finds is, and from when on it is heavier."""
    rule, ladder = entry.rule, entry.said("escalate")
    yield "a strength." if rule.type == "strength" else f"a {rule.severity}."
    if ladder is not None and isinstance(ladder.value, dict):
        said = {key: value_words(str(node.value), entry=entry) for key, node in ladder.value.items()}
        to = f"a {said.get('to', 'crossing')}"
        if "at" in said:
            number, _, name = said["at"].partition(" ")
            nth = f"{ordinal(int(number))} {name}".strip() if number.isdigit() else said["at"]
            yield f"From the {nth} open one within {said.get('in', '')} on it is {to}."
        if "beyond" in said:
            yield f"Where that is still so after {said['beyond']}, it is {to}."
    if rule.review_soon:
        yield "It is best looked at before the next session."
    if rule.audience == "own":
        yield "It is the practitioner's alone: no [shared view](../../views.md) shows it."
    if rule.after_end:
        yield "It looks only at the time after the end of the contract."


# ---- what it says ---------------------------------------------------------------------------------------------


def _wording(rule: Rule) -> Iterator[str]:
    """Its texts in every language, side by side."""
    yield "## What it says\n"
    for key, name in _TEXTS.items():
        wording: Wording = getattr(rule, key)
        languages = sorted(wording.texts, key=lambda language: (language != "en", language))
        if (key in _SAID_ALREADY and len(languages) < 2) or not wording.pick("en"):
            continue
        yield f'```{{raw}} html\n<div class="wording"><p class="wording-name">{name}</p>'
        for language in languages:
            yield f'<div lang="{escape(language)}" title="{escape(_LANGUAGES.get(language, language))}">'
            yield from _forms(*wording.texts[language])
            yield "</div>"
        yield "</div>\n```\n"


def _forms(one: str, other: str) -> Iterator[str]:
    """A text for one finding, and the one for several where it is another."""
    if one == other:
        yield f"<p>{_filled(one)}</p>"
    else:
        for count, text in (("1", one), ("2+", other)):
            yield f'<p><small class="count">{count}</small>{_filled(text)}</p>'


def _filled(text: str) -> str:
    """A text in HTML, its placeholders set apart."""
    return escape(text, quote=False).replace("{", "<var>{").replace("}", "}</var>")


# ---- what it goes by ------------------------------------------------------------------------------------------


def _condition(entry: Entry) -> Iterator[str]:
    yield "## The condition\n"
    yield "```yaml"
    yield from (entry.written(key) for key in _LITERAL if entry.said(key) is not None)
    yield "```\n"
    yield from table_of_values(entry, TO_REFERENCE)


def _elsewhere(entry: Entry, shelf: Shelf) -> Iterator[str]:
    """What packs that extend this one have different in the rule."""
    found = [(pack, changes) for pack in shelf.packs if (changes := changes_of(pack, entry))]
    if not found:
        return
    yield "## In other packs\n"
    for pack, changes in found:
        said = (
            f"`{key}` is {'as it is by default' if here is None else literal(here)}"
            for key, (_, here) in changes.items()
        )
        yield f"- [{plain(pack.name)}]({TO_REFERENCE}rules.md#{pack.name}): {'; '.join(said)}"
    yield ""


def _sources(entry: Entry) -> Iterator[str]:
    node = entry.said("sources")
    value = None if node is None else node.plain()
    sources = [] if value is None else value if isinstance(value, list) else [value]
    yield "## Sources\n"
    yield from (f"- {plain(str(source))}" for source in sources or ["local choice"])
    yield ""


# ---- examples -------------------------------------------------------------------------------------------------


def _examples(entry: Entry) -> Iterator[str]:
    yield "## Examples\n"
    yield "They are the rule's tests. What was found is what the rule, run on the lines of the example, finds.\n"
    if any(map(_drawn, entry.examples)):
        yield from ("```{raw} html", legend(_shaded(entry)), "```\n")
    for number, example in enumerate(entry.examples, 1):
        yield f"### {plain(_name(example, number))}\n"
        yield from _drawing(entry, example, f"example-{number}")
        yield f"```yaml\n{example.text}\n```\n"


def _drawn(example: Example) -> bool:
    """Whether an example is drawn: the months of a trend or a conclusion are too long for a line."""
    if isinstance(example.result, Unread):
        return False
    scenario = example.result.scenario
    undrawn = scenario.rule is not None and isinstance(scenario.rule.when, Trend | Conclude)
    return not undrawn and len(scenario.lines) <= MOST_DRAWN


def _shaded(entry: Entry) -> Agreed | None:
    """The hours that are shaded in its drawings, if any are."""
    contracts = (each.result.scenario.contract for each in entry.examples if isinstance(each.result, Outcome))
    return next((found for contract in contracts if (found := agreed_hours(entry.rule, contract))), None)


def _name(example: Example, number: int) -> str:
    return example.result.scenario.name if isinstance(example.result, Outcome) else f"Example {number}"


def _drawing(entry: Entry, example: Example, name: str) -> Iterator[str]:
    result = example.result
    if isinstance(result, Unread):
        yield "It could not be evaluated:\n"
        yield from (f"- {plain(problem.message)}" for problem in result.problems)
        yield ""
        return
    if _drawn(example):
        yield "```{raw} html"
        yield f'<figure class="timeline">\n{svg(draw(scene_of(result, entry.rule)), name)}\n</figure>'
        yield "```\n"
    yield from (f"> {said}\n" for said in _found(result))


def _nothing(result: Outcome) -> str:
    rule = result.scenario.rule
    reason = result.silent.get(rule.name) if rule else None
    return f"Nothing is found: {plain(str(reason))}." if reason else "Nothing is found."


def _found(result: Outcome) -> Iterator[str]:
    """What was found: in a word or two, then its sentence; what is open in one sentence together."""
    opened = [finding for finding in result.findings if finding.status == "open"]
    if opened:
        words = joined([f"a {finding.severity}" for finding in opened])
        yield f"**{capital(words)}.** {sentence(group_sentence(opened, result.policy))}"
    for finding in result.findings:
        if finding.status == "excused":
            excuse = finding.excused_by or ""
            yield f"**Excused: {EXCUSES.get(excuse, excuse)}.** {sentence(finding.says)}"
        elif finding.status == "undetermined":
            yield f"**Not known, for want of `{finding.unknown}`.** {sentence(finding.says)}"
    if not result.findings:
        yield _nothing(result)
