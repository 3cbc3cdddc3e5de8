"""Filters of findings and of amendments: what a conclusion counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import cast, get_args

from boundaries.contract.clauses import PARTS
from boundaries.core.finding import AUDIENCES, BEARERS, DIMENSIONS, SEVERITIES, STATUSES
from boundaries.policy.conclusion import Facts, Said
from boundaries.policy.condition import Direction
from boundaries.policy.escalation import HINTS
from boundaries.policy.operands import resolve_path
from boundaries.policy.rule import EXCUSES, TYPES
from boundaries.source.node import Node
from boundaries.source.reading import Problems, flag_of, items_of, mapping_of, nearest, text_of, tick, word_of

Words = Mapping[str, tuple[str, ...] | None]  # of a key; None: any text
CHANGES = ("looser", "tighter", "both", "changed")  # all that an amendment changes, taken together
FLAGS = ("true", "false")
OF_FINDINGS: Words = {
    "rule": None, "code": None, "type": TYPES, "severity": SEVERITIES, "status": STATUSES, "dimension": DIMENSIONS,
    "bearer": BEARERS, "clause": None, "excused_by": EXCUSES, "pack": None, "audience": AUDIENCES,
    "direction": get_args(Direction),
}  # fmt: skip
OF_AMENDMENTS: Words = {
    "direction": CHANGES, "clause": None, "proposed_by": None, "because": (), "need_of": None, "applied": FLAGS,
    "followed_practice": FLAGS,
}  # fmt: skip
_INNER = ("any", "not")


def read_chosen(node: Node, what: str, keys: Words, problems: Problems) -> Facts:
    """What a mapping lets through; a test that could not be read is noted in `problems` and left out."""
    tests = mapping_of(node, what, problems, _example(keys)) or {}
    said: list[Said] = []
    either: tuple[tuple[Facts, ...], ...] = ()
    never: tuple[Facts, ...] = ()
    for key, value in tests.items():
        if key == "any":
            either = _either(value, what, keys, problems)
        elif key == "not":
            never = (read_chosen(value, what, keys, problems),)
        elif key in keys:
            said += _tests(key, value, keys, problems)
        else:
            problems.add("B112", f"{tick(key)} is nothing that {what} tests", node.key_place(key), _other(key, keys))
    return Facts(tuple(said), either, never)


def _example(keys: Words) -> str:
    return "such as `{rule: session-gap}`" if keys is OF_FINDINGS else "such as `{direction: looser}`"


def _other(key: str, keys: Words) -> str:
    return nearest(key, (*keys, *_INNER))


def _either(node: Node, what: str, keys: Words, problems: Problems) -> tuple[tuple[Facts, ...], ...]:
    if not isinstance(node.value, list) or not node.value:
        problems.add("B103", "`any` is a list of filters", node.location, f"each {_example(keys)}")
        return ()
    return (tuple(read_chosen(item, what, keys, problems) for item in node.value),)


def _tests(key: str, node: Node, keys: Words, problems: Problems) -> Iterator[Said]:
    """The tests of one key: words, or a mapping of `not` and `missing`."""
    if not isinstance(node.value, dict):
        if keys[key] == ():
            hint = f"nobody is held to a reason: `{key}: {{missing: true}}`"
            problems.add("B113", f"`{key}` is only asked for being there", node.location, hint)
        elif words := _words(key, node, keys, problems):
            yield Said(key, words)
        return
    if not node.value:
        problems.add("B103", f"`{key}` is compared with nothing", node.location, "such as `{not: [...]}`")
    for operator, value in node.value.items():
        where = node.key_place(operator)
        if operator == "missing" and may_lack(key, keys):
            if (flag := flag_of(value, "`missing`", problems)) is not None:
                yield Said(key, missing=flag)
        elif operator == "missing":
            problems.add("B113", f"`{key}` is never missing", where, "leave it out")
        elif operator == "not" and may_not_be(key, keys):
            if words := _words(key, value, keys, problems):
                yield Said(key, words, negated=True)
        else:
            ways = {"not": may_not_be(key, keys), "missing": may_lack(key, keys)}
            fits = [way for way, fitting in ways.items() if fitting]
            hint = nearest(operator, fits) if fits else f"write `{key}: true` or `{key}: false`"
            problems.add("B113", f"{tick(operator)} is no test of `{key}`", where, hint)


def may_not_be(key: str, keys: Words) -> bool:
    """Whether a test can say which words something is not."""
    return keys[key] not in ((), FLAGS)


def may_lack(key: str, keys: Words) -> bool:
    """Whether what a test is about can have no such word."""
    lacking = ("clause", "excused_by", "direction") if keys is OF_FINDINGS else ("because", "proposed_by", "need_of")
    return key in lacking


def _words(key: str, node: Node, keys: Words, problems: Problems) -> frozenset[str]:
    """The words of a test; empty, with a problem noted, where there are none."""
    items = items_of(node)
    if not items:
        problems.add("B103", f"`{key}: []` can never be true", node.location, "name a word, or leave it out")
    found: list[str] = []
    for item in items:
        word = _clause(item, problems) if key == "clause" else _word(key, item, keys[key], problems)
        if word in found:
            problems.add("B104", f"{tick(item.value)} stands twice in `{key}`", item.location)
        elif word is not None:
            found.append(word)
    return frozenset(found)


def _word(key: str, node: Node, words: Collection[str] | None, problems: Problems) -> str | None:
    if words is None:
        return text_of(node, f"`{key}`", problems)
    if words is FLAGS:
        flag = flag_of(node, f"`{key}`", problems)
        return None if flag is None else str(flag).lower()
    return word_of(node, key, words, problems, HINTS.get(key, {}).get(str(node.value), ""))


def _clause(node: Node, problems: Problems) -> str | None:
    """The full path of a clause or field, or a part of the contract."""
    text = text_of(node, "`clause`", problems, "it names a clause or a part, such as `rest` or `psychological`")
    if text is None or text in PARTS:
        return text
    if text.startswith("$"):
        hint = f"did you mean `{text[1:]}`?"
        problems.add("B106", f"`clause` names a clause by its path, not {tick(text)}", node.location, hint)
        return None
    return resolve_path(text, node.location, problems)


# ---- written back ---------------------------------------------------------------------------------------------


def chosen_document(facts: Facts) -> dict[str, object]:
    """The mapping of a filter; tests for whose key there is no room stand in a mapping inside it."""
    found: dict[str, object] = {}
    rest: list[Said] = []
    for test in facts.tests:
        value = _value(test)
        earlier = found.get(test.key)
        if test.key not in found:
            found[test.key] = value
        elif isinstance(value, dict) and isinstance(earlier, dict) and not set(value) & set(earlier):
            found[test.key] = cast("dict[str, object]", earlier) | value
        else:
            rest.append(test)
    groups = [[chosen_document(part) for part in either] for either in facts.any]
    groups += [[chosen_document(Facts(tuple(rest)))]] if rest else []
    if groups:
        found["any"] = groups[0]
    never = [chosen_document(part) for part in facts.none]
    never += [{"not": {"any": group}} for group in groups[1:]]
    if never:
        found["not"] = never[0] if len(never) == 1 else {"any": never}
    return found


def _value(test: Said) -> object:
    if test.missing is not None:
        return {"missing": test.missing}
    words: object = sorted(test.words) if len(test.words) > 1 else next(iter(test.words))
    if test.key in ("applied", "followed_practice") and isinstance(words, str):
        words = words == "true"
    return {"not": words} if test.negated else words
