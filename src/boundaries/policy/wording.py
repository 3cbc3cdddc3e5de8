"""The texts of a rule: one text, a text by language, and for a count of one a form of its own."""

from __future__ import annotations

import re
from typing import TypeAlias, cast

from boundaries.core.sentence import OF_DRIFT, PLACEHOLDERS
from boundaries.policy.rule import Wording
from boundaries.source.node import Node
from boundaries.source.reading import Problems, nearest, text_of, tick

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_BRACE = re.compile(r"\{([^{}]*)\}|[{}]")
_NAMED = re.compile(r"\$(?:parameters|lists)\.[^\s.,;:!?]*")  # what a pack gives the conditions of its rules
ONLY_DRIFT = "only `says` of a rule with `trend` has it"
COUNTS = ("one", "other")  # the forms of a text
TEXTS = ("title", "says", "asks", "suggests", "why", "retracts")  # the texts of a rule
Forms: TypeAlias = tuple[str, str]  # of a text: for a count of one, and for any other
NO_VALUES: frozenset[str] = frozenset()


def plain(text: str) -> Wording:
    """The wording that is one English text, whatever the count."""
    return Wording({"en": (text, text)})


def read_wording(node: Node, what: str, problems: Problems, values: frozenset[str] = PLACEHOLDERS) -> Wording | None:
    """A text; a mapping of languages to texts; or `{one: .., other: ..}` in the place of any text.

    Placeholders are checked against the values that it is filled from; a title has none.
    """
    if not isinstance(node.value, dict) or set(node.value) & set(COUNTS):
        forms = read_forms(node, what, problems, values)
        return None if forms is None else Wording({"en": forms})
    if not node.value:
        problems.add("B103", f"{what} says nothing", node.location, 'a text, or texts by language: {en: "..."}')
        return None
    texts: dict[str, Forms] = {}
    for language, text in node.value.items():
        if not is_language(language):
            hint = "a language such as `en`, `de`, `pt-BR`, or `one` and `other`"
            problems.add("B115", f"{tick(language)} is no language", node.key_place(language), hint)
        elif (forms := read_forms(text, f"{what} in `{language}`", problems, values)) is not None:
            texts[language] = forms
    return Wording(texts) if texts else None


def values_of(key: str, of_trend: bool) -> frozenset[str]:
    """The values of a finding that a text of a rule is filled in with."""
    if key in ("title", "why", "retracts"):
        return NO_VALUES
    return PLACEHOLDERS | OF_DRIFT if of_trend and key == "says" else PLACEHOLDERS


def is_language(text: str) -> bool:
    """Whether a text is the name of a language, such as `de` or `pt-BR`."""
    return _LANGUAGE.fullmatch(text) is not None


def read_forms(node: Node, what: str, problems: Problems, values: frozenset[str]) -> Forms | None:
    """The text for a count of one, and for any other."""
    if not isinstance(node.value, dict):
        text = _text(node, what, problems, values)
        return None if text is None else (text, text)
    for key in node.value:
        if key not in COUNTS:
            problems.add("B101", f"{tick(key)} is no key of {what}", node.key_place(key), nearest(key, COUNTS))
    if lacking := [key for key in COUNTS if key not in node.value]:
        problems.add(
            "B102", f"{what} needs `{lacking[0]}`", node.location, "`one` for a count of one, `other` for the rest"
        )
        return None
    one, other = (_text(node.value[k], what, problems, values) for k in COUNTS)
    return None if one is None or other is None else (one, other)


def _text(node: Node, what: str, problems: Problems, values: frozenset[str]) -> str | None:
    text = text_of(node, what, problems)
    if text is None:
        return None
    raw = cast(str, node.value)
    if named := _NAMED.search(raw):
        hint = "a sentence is filled in with placeholders such as `{count}`"
        problems.add_inside("B114", f"{what} is said as it stands: {tick(named[0])}", node, named.start(), hint)
    for brace in _BRACE.finditer(raw):
        name = brace[1]
        if name is None:
            hint = "a placeholder is written `{count}`"
            problems.add_inside("B114", f"a brace without its other half in {what}", node, brace.start(), hint)
        elif not values:
            problems.add_inside("B114", f"{what} has no placeholders: {tick(brace[0])}", node, brace.start())
        elif name not in values:
            hint = ONLY_DRIFT if name in OF_DRIFT else nearest(name, sorted(values))
            problems.add_inside("B114", f"no value is called {tick(brace[0])}", node, brace.start(), hint)
    return " ".join(text.split())
