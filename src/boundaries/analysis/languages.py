"""The languages of a pack: what it does not say in one of them, and translations that do not fit their English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from boundaries.core.errors import Diagnostic
from boundaries.core.language import ENGLISH, answering
from boundaries.core.location import Location
from boundaries.core.sentence import placeholders
from boundaries.policy.lineage import Opened
from boundaries.policy.packs import Pack
from boundaries.policy.rule import Rule, Wording
from boundaries.policy.said import Said, forms_of, texts_of
from boundaries.source.reading import Problems

_SHOWN = 8  # rules and texts named one by one


def languages(opened: Opened, pack: Pack) -> Iterator[Diagnostic]:
    """The notes and warnings about the languages of a pack that loads: its own texts, and those it changes."""
    own = list(texts_of(opened))
    rules = {rule.name: rule for rule in pack.rules}
    yield from _gaps(own, rules)
    for said in own:
        if said.language != ENGLISH and said.rule in rules:
            problems = Problems(texts={source.name: source.text for source in (*opened.sources, *opened.wordings)})
            problems.texts |= opened.texts
            _compare(said, getattr(rules[said.rule], said.key), problems)
            yield from (replace(problem, level="warning") for problem in problems.found)


# ---- what is lacking ----------------------------------------------------------------------------------------


def _gaps(own: list[Said], rules: Mapping[str, Rule]) -> Iterator[Diagnostic]:
    """A note for each language the pack speaks itself in which not all is said that it says itself."""
    first: dict[str, Location] = {}
    for said in own:
        if said.language != ENGLISH:
            first.setdefault(said.language, said.place)
    texts = list(dict.fromkeys((said.rule, said.key) for said in own if not said.translated and said.rule in rules))
    for language, place in first.items():
        lacking: dict[str, list[str]] = {}
        for rule, key in texts:
            if not _speaks(getattr(rules[rule], key), language):
                lacking.setdefault(rule, []).append(key)
        if lacking:
            whole = {rule: [key for of, key in texts if of == rule] for rule in lacking}
            yield _gap(language, place, lacking, whole)


def _speaks(wording: Wording, language: str) -> bool:
    return any(word in wording.texts for word in answering(language) if word != ENGLISH)


def _gap(language: str, place: Location, lacking: dict[str, list[str]], whole: dict[str, list[str]]) -> Diagnostic:
    named = [
        f"all of `{rule}`" if keys == whole[rule] else f"{', '.join(f'`{key}`' for key in keys)} of `{rule}`"
        for rule, keys in lacking.items()
    ]
    count = sum(map(len, lacking.values()))
    more = f" and {len(named) - _SHOWN} more rules" if len(named) > _SHOWN else ""
    texts = "1 text is" if count == 1 else f"{count} texts are"
    message = f"{texts} not said in `{language}`: {'; '.join(named[:_SHOWN])}{more}"
    hint = f"`boundaries wording PACK {language}` prints what there is to translate"
    return Diagnostic("B152", message, place, hint, "note")


# ---- what does not fit --------------------------------------------------------------------------------------


def _compare(said: Said, wording: Wording, problems: Problems) -> None:
    """Note what a translation names that its English does not, or the count that it leaves out."""
    what = f"`{said.key}` of rule `{said.rule}`"
    english = wording.texts.get(ENGLISH)
    if english is None:
        return
    if not any(english):
        problems.add("B153", f"{what} has no English text", said.place, "say it in the rule's own file, too")
        return
    known = {name for text in english for name in placeholders(text)}
    forms = forms_of(said.node)
    for node in forms:
        text = str(node.value or "")
        for name in placeholders(text):
            if name not in known:
                hint = f"it has {', '.join(f'`{{{one}}}`' for one in sorted(known)) or 'none'}"
                problems.add_inside(
                    "B153", f"the English of {what} has no `{{{name}}}`", node, text.index(f"{{{name}}}"), hint
                )
    if forms and forms[-1].value and "count" in placeholders(english[1]):
        other = said.node.get("other") or said.node
        if "count" not in placeholders(str(other.value)):
            hint = "say how often, as the English does"
            problems.add("B153", f"{what} leaves out `{{count}}` in `{said.language}`", other.location, hint)
