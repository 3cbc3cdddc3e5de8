"""Wording files: what the rules of a pack say in another language than that of their own files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from boundaries.core.location import Location
from boundaries.core.sentence import OF_DRIFT, placeholders
from boundaries.policy.conclusion import Conclude
from boundaries.policy.condition import Trend
from boundaries.policy.lineage import Opened
from boundaries.policy.pack_files import MANIFEST, Source
from boundaries.policy.reads import columns_read
from boundaries.policy.rule import Rule, Wording
from boundaries.policy.schema import WORDING_KEYS
from boundaries.policy.told import is_wording
from boundaries.policy.wording import COUNTS, ONLY_DRIFT, TEXTS, Forms, is_language, read_forms, values_of
from boundaries.source.document import compose
from boundaries.source.node import Node
from boundaries.source.reading import (
    Problems,
    known_format,
    known_keys,
    mapping_of,
    missing_key,
    nearest,
    text_of,
    tick,
)

_EXAMPLE = "such as `{session-gap: {asks: ...}}`"
_LANGUAGES = "a language such as `de`, `pt-BR`"


@dataclass(frozen=True, slots=True)
class Translation:
    """One text of a rule in a language, and where it stands."""

    forms: Forms
    place: Location


@dataclass(frozen=True, slots=True)
class Translations:
    """What the wording files of one pack say, by rule, key and language; and every place that names a rule."""

    texts: Mapping[str, Mapping[str, Mapping[str, Translation]]] = field(default_factory=dict)
    named: tuple[tuple[str, Location], ...] = ()


# ---- reading ------------------------------------------------------------------------------------------------


def read_translations(sources: Iterable[Source], problems: Problems) -> Translations:
    """What the wording files of a pack say; documents of other kinds are left out."""
    reader = Reader(problems)
    for source in sources:
        nodes, faults = compose(source.text, source.name)
        problems.found += faults
        for node in nodes:
            if is_wording(node):
                reader.read(node)
    return reader.translations()


class Reader:
    """Reads the wording files of one pack; what cannot be read is noted in `problems` and left out."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems
        self._texts: dict[str, dict[str, dict[str, Translation]]] = {}
        self._named: list[tuple[str, Location]] = []

    def translations(self) -> Translations:
        """What was read so far."""
        return Translations(self._texts, tuple(self._named))

    def read(self, node: Node) -> str | None:
        """One document, and the language it is in; None where that cannot be told."""
        keys = mapping_of(node, "a wording file", self.problems, "it begins with `wording: de`")
        if keys is None:
            return None
        known_keys(node, WORDING_KEYS, "a wording file", self.problems)
        known_format(keys, "a wording file", self.problems)
        if "rules" not in keys:
            missing_key("rules", "a wording file", node.document or node.location, self.problems, _EXAMPLE)
        language = self._language(keys["wording"]) if "wording" in keys else None
        rules = keys.get("rules")
        if rules is not None and not _is_empty(rules):
            for rule, texts in (mapping_of(rules, "`rules`", self.problems, _EXAMPLE) or {}).items():
                self._named.append((rule, rules.key_place(rule)))
                if not _is_empty(texts):
                    self._rule(rule, texts, language)
        return language

    def _language(self, node: Node) -> str | None:
        text = text_of(node, "`wording`", self.problems, _LANGUAGES)
        if text is None:
            return None
        if not is_language(text):
            self.problems.add("B115", f"{tick(text)} is no language", node.location, _LANGUAGES)
            return None
        if text == "en":
            hint = f"a pack that extends another says it in its own words under `rules` of {MANIFEST}"
            self.problems.add("B115", "English stands in the rule's own file", node.location, hint)
            return None
        return text

    def _rule(self, rule: str, node: Node, language: str | None) -> None:
        keys = mapping_of(node, f"what rule {tick(rule)} says", self.problems, "such as `{title: ..., says: ...}`")
        for key, text in (keys or {}).items():
            place = node.key_place(key)
            if key not in TEXTS:
                self.problems.add("B101", f"{tick(key)} is no text of a rule", place, nearest(key, TEXTS))
            elif not _is_empty(text):
                what = f"`{key}` of rule {tick(rule)}"
                forms = read_forms(
                    text, what, self.problems, values_of(key, of_trend=True)
                )  # which it is, is not known
                if forms is not None and language is not None:
                    self._keep(what, (rule, key, language), Translation(forms, place))

    def _keep(self, what: str, said: tuple[str, str, str], text: Translation) -> None:
        rule, key, language = said
        earlier = self._texts.setdefault(rule, {}).setdefault(key, {}).setdefault(language, text)
        if earlier is not text:
            hint = f"the first is at {earlier.place}"
            self.problems.add("B128", f"{what} is given twice in `{language}`", text.place, hint)


def _is_empty(node: Node) -> bool:
    """Whether nothing is there yet: a translator fills it in when he comes to it."""
    if isinstance(node.value, dict):
        return bool(node.value) and set(node.value) <= set(COUNTS) and any(map(_is_empty, node.value.values()))
    return node.value is None or (isinstance(node.value, str) and not node.value.strip())


# ---- what a rule says with them -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shelf:
    """The translations of a pack and of all it rests on, for the rules as that pack has them."""

    top: Opened
    of_packs: Mapping[Opened, Translations]

    def translated(self, rule: Rule, home: Opened, changes: Mapping[str, tuple[Opened, Any]], found: Problems) -> Rule:
        """A rule with its texts in every language.

        A text that a pack changes is another text: what was said below of the one before is not said of it.
        """
        texts = {key: self._texts(rule, key, changes[key][0] if key in changes else home, found) for key in TEXTS}
        new: dict[str, Any] = {key: Wording(getattr(rule, key).texts | more) for key, more in texts.items() if more}
        if not new:
            return rule
        rule = replace(rule, **new)
        columns = columns_read(rule.when, rule.unless, (getattr(rule, key) for key in TEXTS))
        return replace(rule, columns=columns)

    def _texts(self, rule: Rule, key: str, origin: Opened, problems: Problems) -> dict[str, Forms]:
        """One text by language, from the packs that know it: the one whose text it is, and those that rest on it."""
        said: dict[str, dict[Opened, Translation]] = {}
        for pack, translations in self.of_packs.items():
            if pack is origin or origin in pack.rests_on:
                for language, text in translations.texts.get(rule.name, {}).get(key, {}).items():
                    said.setdefault(language, {})[pack] = text
        if not isinstance(rule.when, Trend):
            _note_values_of_drift([t for by_pack in said.values() for t in by_pack.values()], rule, key, problems)
        if key == "retracts" and not isinstance(rule.when, Conclude):
            for text in (text for by_pack in said.values() for text in by_pack.values()):
                message = f"rule {tick(rule.name)} concludes nothing, and has no `retracts`"
                problems.add("B128", message, text.place, "leave it out")
            return {}
        for language, by_pack in said.items():
            if origin in by_pack and language in getattr(rule, key).texts:
                message = f"`{key}` of rule {tick(rule.name)} is given twice in `{language}`"
                hint = "once in the rule's own words, and once here"
                problems.add("B128", message, by_pack[origin].place, hint)
        return {
            language: self._last((rule.name, key, language), by_pack, problems) for language, by_pack in said.items()
        }

    def _last(self, what: tuple[str, str, str], by_pack: Mapping[Opened, Translation], problems: Problems) -> Forms:
        """The text of the pack that rests on the others; where they are several, they have to agree."""
        last = [pack for pack in by_pack if not any(pack in other.rests_on for other in by_pack)]
        if any(by_pack[pack].forms != by_pack[last[0]].forms for pack in last[1:]):
            self._note_difference(what, last, problems)
        return by_pack[last[0]].forms

    def _note_difference(self, what: tuple[str, str, str], packs: list[Opened], problems: Problems) -> None:
        """Note it where the entry of `extends` brings the second, unless one of the packs extended knows both."""
        if any(set(packs) <= set(base.lineage) for base, _ in self.top.bases):
            return
        entry = next(entry for base, entry in self.top.bases if packs[1] in base.lineage)
        rule, key, language = what
        names = f"packs {tick(packs[0].name)} and {tick(packs[1].name)}"
        message = f"{names} give `{key}` of rule {tick(rule)} differently in `{language}`"
        problems.add("B128", message, entry.location, "give it in a wording file of this pack")


def _note_values_of_drift(texts: Iterable[Translation], rule: Rule, key: str, problems: Problems) -> None:
    """Note the values that only a drift has, in texts of another rule."""
    for text in texts:
        for name in sorted(OF_DRIFT & {name for form in text.forms for name in placeholders(form)}):
            message = f"no value of rule {tick(rule.name)} is called `{{{name}}}`, in `{key}`"
            problems.add("B114", message, text.place, ONLY_DRIFT)
