"""Every text of rules that the files of a pack say, by language, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boundaries.core.language import ENGLISH
from boundaries.core.location import Location
from boundaries.policy.lineage import Opened
from boundaries.policy.told import is_rule, is_wording
from boundaries.policy.wording import COUNTS, TEXTS
from boundaries.source.document import compose
from boundaries.source.node import Node


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a rule in a language, as a file of the pack says it; `translated`: in a wording file."""

    rule: str
    key: str
    language: str
    node: Node
    place: Location
    translated: bool = False


def texts_of(opened: Opened) -> Iterator[Said]:
    """The texts of a pack's own rules, those it changes in others, and its wording files; only of what can be read."""
    for source in opened.sources:
        for node in filter(is_rule, compose(source.text, source.name)[0]):
            name = node.get("rule")
            yield from _of_rule(str(name.value).strip() if name else "", node)
    for (kind, *rest), node in opened.written.said.items():
        if kind == "rules" and rest[1] in TEXTS:
            yield from _by_language(rest[0], rest[1], node, opened.written.places[kind, *rest])
    for source in opened.wordings:
        for node in filter(is_wording, compose(source.text, source.name)[0]):
            language = node.get("wording")
            for rule, texts in _items(node.get("rules")):
                for key, text in _items(texts):
                    yield Said(rule, key, str(language and language.value), text, texts.key_place(key), translated=True)


def forms_of(node: Node) -> list[Node]:
    """The single texts of one: itself, or that for a count of one and that for the rest."""
    return [node] if isinstance(node.value, str) else [text for _, text in _items(node)]


def _of_rule(rule: str, document: Node) -> Iterator[Said]:
    for key in TEXTS:
        if (text := document.get(key)) is not None:
            yield from _by_language(rule, key, text, document.key_place(key))


def _by_language(rule: str, key: str, node: Node, place: Location) -> Iterator[Said]:
    if not isinstance(node.value, dict) or set(node.value) & set(COUNTS):
        yield Said(rule, key, ENGLISH, node, place)
        return
    for language, text in node.value.items():
        yield Said(rule, key, language, text, node.key_place(language))


def _items(node: Node | None) -> list[tuple[str, Node]]:
    return list(node.value.items()) if node is not None and isinstance(node.value, dict) else []
