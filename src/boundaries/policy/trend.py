"""The trend form: a weekly indicator that moves one way, and what may not stand beside it in its rule."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import cast, get_args

from boundaries.plugins.indicators import Indicator, find_indicator, indicator_names
from boundaries.policy.condition import Comparison, Direction, Filter, Measure, Mode, Trend, Usual
from boundaries.policy.context import Context
from boundaries.policy.fields import FIELDS, Field, read_summed
from boundaries.policy.filters import read_filter
from boundaries.policy.operands import USUAL, read_count, read_number, resolve_path
from boundaries.source.node import Node
from boundaries.source.reading import Problems, items_of, missing_key, nearest, text_of, tick, word_of

MEASURES: tuple[Measure, ...] = get_args(Measure)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
MODES: tuple[Mode, ...] = get_args(Mode)
OWN_FILTERS = ("of", "among", "field", "otherwise")  # the keys that an indicator from Python stands in for
COMMON = ("per", "direction", "mode", "at_least", "restarts")  # the keys of every trend
NEEDS: dict[Measure, dict[str, str]] = {  # the keys of each measure, and what each is
    "count": {"of": "what it counts, such as `of: {kind: message}`"},
    "share": {"of": "the part, such as `of: {by: client}`", "among": "the whole, such as `among: {kind: message}`"},
    "total": {"of": "what it adds up, such as `of: {kind: call}`", "field": "of it what, such as `field: minutes`"},
}
_BELONGS = {"among": "only a share is a part of something", "field": "only a total adds a field up"}
_ORDER: dict[str, Comparison] = {"lt": "lt", "gt": "gt"}
_ALONE = "it is all that `of` of a share says, as in `of: {reply_minutes: {lt: usual}}`; other tests stand in `among`"
_INSTEAD = "it says itself what every interaction adds"


def read_trend(node: Node, context: Context, problems: Problems) -> Trend | None:
    """The condition of the form; None, with its problems noted, if it cannot be read."""
    keys = cast("dict[str, Node]", node.value)
    before = len(problems.found)
    measure = cast("Measure | None", word_of(keys["trend"], "measure of a trend", MEASURES, problems))
    found = _common(keys, problems)
    if "indicator" in keys:
        if (indicator := _indicator(node, measure, problems)) is not None:
            found = replace(found, indicator=indicator.name, reads=indicator.reads)
    else:
        _check_keys(node, measure, problems)
        of = _of(node, measure, context, problems) if "of" in keys else None
        usual = any(_usuals(keys["among"])) if "among" in keys else True  # which has been told
        among = None if usual else read_filter(keys["among"], context, problems)
        found = replace(found, of=of, among=among, total=_field(keys, problems))
    return None if measure is None or len(problems.found) > before else replace(found, measure=measure)


def _common(keys: Mapping[str, Node], problems: Problems) -> Trend:
    """What every trend may say."""
    if "per" in keys:
        word_of(keys["per"], "step of a trend", ("week",), problems)
    return Trend(
        "count",
        direction=cast(Direction, _word(keys, "direction", DIRECTIONS, problems)),
        mode=cast(Mode, _word(keys, "mode", MODES, problems)),
        at_least=(read_count(keys["at_least"], "`at_least`", problems) if "at_least" in keys else None) or 20,
        restarts=_restarts(keys["restarts"], problems) if "restarts" in keys else (),
    )


def _word(keys: Mapping[str, Node], key: str, words: Collection[str], problems: Problems) -> str:
    """One of some words, the first of which is meant where there is none."""
    first, *_ = words
    return (word_of(keys[key], f"{key} of a trend", words, problems) if key in keys else None) or first


def _restarts(node: Node, problems: Problems) -> tuple[str, ...]:
    """The full paths of the clauses whose amendment begins a new baseline."""
    found: list[str] = []
    for item in items_of(node):
        text = text_of(item, "`restarts`", problems, "it names a clause or a field, such as `between_sessions`")
        if text is not None and text.startswith("$"):
            hint = f"did you mean `{text[1:]}`?"
            problems.add("B106", f"`restarts` names clauses by their paths, not {tick(text)}", item.location, hint)
        elif text is not None and (path := resolve_path(text, item.location, problems)) is not None:
            if path in found:
                problems.add("B104", f"{tick(text)} stands twice in `restarts`", item.location)
            found.append(path)
    return tuple(found)


def _check_keys(node: Node, measure: Measure | None, problems: Problems) -> None:
    """Note the keys that the measure lacks, and those that only another one has."""
    keys = cast("dict[str, Node]", node.value)
    if measure is None:
        return
    for key, meaning in NEEDS[measure].items():
        if key not in keys:
            missing_key(key, f"`trend: {measure}`", node.key_place("trend"), problems, meaning)
    for key, hint in _BELONGS.items():
        if key in keys and key not in NEEDS[measure]:
            problems.add("B110", f"`{key}` does not fit `trend: {measure}`", node.key_place(key), hint)


def _field(keys: Mapping[str, Node], problems: Problems) -> str | None:
    return read_summed(keys["field"], "`field`", problems) if "field" in keys else None


# ---- the usual value ----------------------------------------------------------------------------------------


def _of(node: Node, measure: Measure | None, context: Context, problems: Problems) -> Filter | Usual | None:
    """What is counted: what a filter lets through or, of a share, what is not as usual."""
    keys = cast("dict[str, Node]", node.value)
    named = {key: list(_usuals(keys[key])) for key in ("of", "among") if key in keys}
    alone = measure in ("share", None) and len(named["of"]) == 1 and _is_one_test(keys["of"])
    misplaced = [place for key, places in named.items() for place in places if key == "among" or not alone]
    for _, _, place in misplaced:
        problems.add("B113", f"`{USUAL}` does not fit here", place.location, _ALONE)
    if not named["of"] or not alone:
        if "otherwise" in keys:
            hint = "it stands in for a usual value, `of: {reply_minutes: {lt: usual}}`"
            problems.add("B110", "`otherwise` does not fit without `usual`", node.key_place("otherwise"), hint)
        return None if misplaced else read_filter(keys["of"], context, problems)
    (found,) = named["of"]
    return _usual(keys["of"], found[0], found[1], node, problems)


def _usuals(test: Node) -> Iterator[tuple[Field, str, Node]]:
    """Where a filter names the usual value: the field, the operator (`is` where there is none) and the place."""
    for key, value in test.value.items() if isinstance(test.value, dict) else ():
        if key in FIELDS:
            operators = value.value.items() if isinstance(value.value, dict) else (("is", value),)
            for operator, operand in operators:
                yield from ((FIELDS[key], operator, item) for item in items_of(operand) if item.value == USUAL)
        elif key in ("any", "not"):
            for part in items_of(value):
                yield from _usuals(part)


def _is_one_test(test: Node) -> bool:
    """Whether a filter is one test of one field."""
    if not isinstance(test.value, dict) or len(test.value) != 1:
        return False
    ((key, value),) = test.value.items()
    one = not isinstance(value.value, list) and not (isinstance(value.value, dict) and len(value.value) != 1)
    return key in FIELDS and one and not any(isinstance(part.value, list) for part in _values(value))


def _values(node: Node) -> Collection[Node]:
    return node.value.values() if isinstance(node.value, dict) else ()


def _usual(test: Node, field: Field, operator: str, node: Node, problems: Problems) -> Usual | None:
    """A test of one field against its usual value, with what stands in for it."""
    place = test.value[field.name] if isinstance(test.value, dict) else test
    where = place.key_place(operator) if isinstance(place.value, dict) else place.location
    fits = {"number": tuple(_ORDER), "instant": ()}.get(field.sort, ("not",))
    if operator not in fits:
        ways = f"`{{lt: {USUAL}}}` or `{{gt: {USUAL}}}`" if field.sort == "number" else f"`{{not: {USUAL}}}`"
        hint = f"it is held to it by {ways}" if fits else "no two interactions share an instant"
        problems.add("B113", f"`{field.name}` cannot be compared so with what is usual", where, hint)
        return None
    return Usual(field.name, _ORDER.get(operator, "ne"), _otherwise(field, node, problems))


def _otherwise(field: Field, node: Node, problems: Problems) -> Fraction | None:
    """The number that stands in where too little is known to call anything usual."""
    given = node.get("otherwise")
    if given is None:
        return None
    if field.sort != "number":
        hint = "leave it out: the most frequent word is known from the first row on"
        message = f"`otherwise` does not fit `{field.name}`, which is no number"
        problems.add("B110", message, node.key_place("otherwise"), hint)
        return None
    if isinstance(given.value, str) and given.value.strip().startswith("$"):
        message = f"`otherwise` is a number of its own, not {tick(given.value)}"
        problems.add("B106", message, given.location, "such as `otherwise: 30`")
        return None
    found = read_number(given, "`otherwise`", problems, field.unit)
    return found if isinstance(found, Fraction) else None


# ---- indicators from Python -----------------------------------------------------------------------------------


def _indicator(node: Node, measure: Measure | None, problems: Problems) -> Indicator | None:
    """The indicator of a name, if it gives what the rule measures."""
    keys = cast("dict[str, Node]", node.value)
    for key in OWN_FILTERS:
        if key in keys:
            problems.add("B110", f"`{key}` does not fit beside `indicator`", node.key_place(key), _INSTEAD)
    place = keys["indicator"].location
    name = text_of(keys["indicator"], "`indicator`", problems, "the name of one that is registered from Python")
    found = None if name is None else find_indicator(name)
    if name is not None and found is None:
        hint = nearest(name, indicator_names(), "register it with `@boundaries.indicator`")
        problems.add("B126", f"no indicator is called {tick(name)}", place, hint)
    elif found is not None and measure is not None and found.measure != measure:
        hint = f"write `trend: {found.measure}`"
        problems.add("B127", f"indicator `{found.name}` gives a {found.measure}, and no {measure}", place, hint)
    return found


# ---- what stands beside the condition -------------------------------------------------------------------------


def is_trend(when: Node | None) -> bool:
    """Whether what stands under `when` is meant as a trend."""
    return when is not None and when.get("trend") is not None


def note_beside(rule: Node, keys: Mapping[str, Node], problems: Problems) -> None:
    """Note what does not fit in a rule with a trend: `keys` are those of the rule's document, written out."""
    if not is_trend(keys.get("when")):
        return
    said = {key: str(keys[key].value) for key in ("type", "severity", "after_end") if key in keys}
    unfit = {
        "type": (said.get("type") in ("breach", "conclusion", "strength"), "what it finds is a drift: leave it out"),
        "severity": (said.get("severity") == "crossing", "that something has moved is a `notice`, and crosses no line"),
        "escalate": ("escalate" in keys, "however long it lasts, it is one notice to talk about"),
        "after_end": (said.get("after_end") == "true", "after the end no weeks are counted: leave it out"),
    }  # fmt: skip
    for key, (there, hint) in unfit.items():
        if there:
            shown = f"{key}: {said[key]}" if key in said else key
            problems.add("B110", f"`{shown}` does not fit `trend`", rule.key_place(key), hint)
