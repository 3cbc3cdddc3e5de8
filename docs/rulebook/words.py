"""The condition of a rule in plain words, from what its file says under `when`.

Whatever the language of rules comes to have that is not told here is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml

from boundaries.civil.day_words import joined, ordinal
from boundaries.civil.span import SpanError, in_words, parse_duration

Value = Callable[[str], str]  # a text of a rule file, such as `$reply_within * 2`, as words

_WHO = {
    "practitioner": "the practitioner", "client": "the client", "both": "both", "other": "somebody else",
    "system": "the system", "unknown": "somebody unknown",
}  # fmt: skip
_NAMES = {
    "notice_hours": "with hours of notice", "overrun_minutes": "with minutes over the agreed length",
    "reply_minutes": "with minutes to the answer",
    "length": "with letters", "party": "with a recipient", "ref_kind": "about a", "ref": "with what it is about",
}  # fmt: skip
_SPECIAL = {
    ("overrun_minutes", "gt"): "over its agreed length by more minutes than",
    ("reply_minutes", "gt"): "that answers after more minutes than",
    ("reply_minutes", "lt"): "that answers after fewer minutes than",
    ("notice_hours", "lt"): "with less notice than",
    ("people", "gt"): "with more people than",
    ("minutes", "gt"): "of more minutes than",
    ("amount", "gt"): "of a greater amount than",
}
_COMPARED = {"gt": "more than", "ge": "at least", "lt": "less than", "le": "at most", "not": "other than"}
_FLAGS = {
    ("channel_agreed", "false"): "by a channel that is not agreed for it",
    ("channel_agreed", "true"): "by a channel that is agreed for it",
    ("on_leave", "true"): "during a leave",
    ("on_leave", "false"): "outside any leave",
}
_AGREEMENT = {
    "incomplete": "A part of the agreement in which clauses are still open",
    "late": "An agreement noted on a later day than sessions were held",
    "one_sided": "A change that is not in force because somebody's agreement is wanting",
    "after_practice": "A change that allows what had already been happening before it",
    "expired_exception": "An exception that is still in use after its end",
    "unnamed_practice": "Something that happens regularly and that no clause speaks of",
}
_MEASURES = {"count": "The weekly number", "share": "The weekly share", "total": "The weekly sum"}
_DIRECTIONS = {"up": "going up", "down": "going down"}
_MODES = {
    "proved": "proved: of every twenty series a year at most one by chance",
    "calibrated": "calibrated: of every twenty series a year at most one by chance, as measured",
}
_TOLD = {
    "trend", "field", "otherwise", "indicator", "per", "direction", "mode", "restarts",
    "event", "without", "within", "matching", "at_least", "in", "apart", "more_than", "of", "total", "among", "first",
    "then", "sooner_than", "none", "for", "agreement",
}  # fmt: skip
_WINDOWS = ("day", "week", "month")
_FACTORS = {"2": "twice", "3": "three times"}
REFERENCE = re.compile(r"\$([A-Za-z_.]+)(?:\s*\*\s*(\S+))?")


def condition_words(when: Mapping[str, Any], value: Value) -> str | None:
    """What a rule looks for, as one sentence in Markdown; None for a form that is not told here."""
    if not set(when) <= _TOLD:
        return None
    said = {key: value(word) for key, word in when.items() if isinstance(word, str)}
    if "without" in when:
        text = _unanswered(when, said, value)
    elif "trend" in when:
        text = _trend(when, value)
    elif "event" in when:
        text = f"Each {filter_words(when['event'], value)}"
    elif "more_than" in when:
        text = _more_than(when, said, value)
    elif "none" in when:
        practice = f", where there were at least {said['at_least']} within {said['in']}" if "in" in when else ""
        text = f"No {filter_words(when['none'], value)} for longer than {said['for']}{practice}{_apart(said)}"
    elif "then" in when:
        near = said.get("within") or f"less than {said.get('sooner_than')}"
        text = f"{_a(when['then'], value)}, directly after {_a(when['first'], value, small=True)} and within {near}"
    elif when.get("agreement") in _AGREEMENT:
        text = _AGREEMENT[when["agreement"]] + _counted(said)
    else:
        return None
    return f"{text}."


def window_words(text: str) -> str:
    """A duration or a window of a rule file in words; anything else as it is."""
    if text in _WINDOWS:
        return f"one {text}"
    try:
        return in_words(parse_duration(text)) if re.match(r"P|\d+ [a-z]", text) else text
    except SpanError:
        return text


def scaled(words: str, factor: str | None) -> str:
    """A reference in words, with what it is multiplied by."""
    return words if factor is None else f"{_FACTORS.get(factor, f'{factor} times')} {words}"


def literal(written: Any) -> str:
    """A piece of a rule file as it would be written on one line, in code."""
    if isinstance(written, str):
        return f"`{' '.join(written.split())}`"
    text = yaml.safe_dump(written, default_flow_style=True, width=10_000, sort_keys=False, allow_unicode=True)
    plain = text.removesuffix("...\n").strip()
    return f"`{plain}`"


# ---- forms ----------------------------------------------------------------------------------------------------


def _unanswered(when: Mapping[str, Any], said: Mapping[str, str], value: Value) -> str:
    start, many = filter_words(when["event"], value), said.get("at_least", "1")
    window = f" within {said['in']}" if "in" in said else ""
    begin = f"{_article(start)} {start}" if many == "1" else f"The {_nth(many)} {start}{window}"
    answer = filter_words(when["without"], value)
    tie = " that names it" if when.get("matching") == "ref" else ""
    return f"{begin}{_apart(said)}, where no {answer}{tie} follows within {said['within']}"


def _more_than(when: Mapping[str, Any], said: Mapping[str, str], value: Value) -> str:
    counted = filter_words(when["of"], value)
    period = f"in {said['in']}" if said["in"].startswith("one ") else f"within {said['in']}"
    if "among" in when:
        least = f", of at least {said['at_least']}" if "at_least" in said else ""
        everything = filter_words(when["among"], value)
        return f"A share of more than {said['more_than']} {period}{least}: {counted}, among every {everything}"
    total = f" of {when['total']} in all" if "total" in when else ""
    return f"More than {said['more_than']}{total} {period}: {counted}{_apart(said)}"


def _trend(when: Mapping[str, Any], value: Value) -> str:
    summed = f" of {str(when.get('field')).replace('_', ' ')}" if when["trend"] == "total" else ""
    way = _told_as(_DIRECTIONS, value(str(when.get("direction", "up"))))
    if "indicator" in when:
        what = f"what “{when['indicator']}” says"
    elif (usual := _beside_usual(when.get("of"))) is not None:
        what = usual + (f" ({value(str(when['otherwise']))}, where too little is known)" if "otherwise" in when else "")
    else:
        what = filter_words(when.get("of"), value)
    among = f", among every {filter_words(when['among'], value)}" if "among" in when else ""
    again = [f"`{path}`" for path in _listed(when.get("restarts", []))]
    anew = f"; a change of {joined(again, 'or')} begins anew" if again else ""
    sure = _told_as(_MODES, value(str(when.get("mode", "proved"))))
    least = f"after {value(str(when.get('at_least', 20)))} events"
    measure = f"{_MEASURES.get(when['trend'], 'The week')}{summed} {way}, beside its first weeks"
    return f"{measure}: {what}{among} ({sure}; {least}{anew})"


def _told_as(words: Mapping[str, str], said: str) -> str:
    """A word as a table tells it, with the name of the parameter that it comes from, if it does."""
    word, space, name = said.partition(" ")
    return f"{words.get(word, word)}{space}{name}"


def _beside_usual(test: Any) -> str | None:
    """What is not as usual, where a trend asks for that; else None."""
    if not isinstance(test, dict) or len(test) != 1 or not isinstance(next(iter(test.values())), dict):
        return None
    ((key, signs),) = test.items()
    said = {"lt": "less than usual", "gt": "more than usual", "not": "other than usual"}
    found = [said[sign] for sign, word in signs.items() if word == "usual" and sign in said]
    return f"row with {key.replace('_', ' ')} {found[0]}" if found else None


def _counted(said: Mapping[str, str]) -> str:
    least = f": {said['at_least']} times or more" if "at_least" in said else ""
    return f"{least}{' within ' if least else ': within '}{said['in']}" if "in" in said else least


def _apart(said: Mapping[str, str]) -> str:
    return (
        f" (what comes less than {said['apart']} after the one before is not counted again)" if "apart" in said else ""
    )


def _nth(many: str) -> str:
    """`third (`crisis_occasions`)` of `3 (`crisis_occasions`)`."""
    number, rest = re.fullmatch(r"(\d*)(.*)", many, re.DOTALL).groups()  # type: ignore[union-attr]
    return f"{ordinal(int(number))}{rest}" if number else f"{rest}th"


def _a(test: Any, value: Value, small: bool = False) -> str:
    words = filter_words(test, value)
    article = _article(words)
    return f"{article.lower() if small else article} {words}"


def _article(words: str) -> str:
    return "An" if words[:1] in "aeiou" and not words.startswith("anything") else "A"


# ---- filters --------------------------------------------------------------------------------------------------


def filter_words(test: Any, value: Value) -> str:
    """What a filter lets through, as a noun with what is asked of it."""
    if isinstance(test, str):
        return f"“{test}”"
    if not isinstance(test, dict):
        return literal(test)
    kinds, rest = _kinds(test, value)
    if not kinds and all(isinstance(each, dict) and "kind" in each for each in _listed(rest.get("any", "none"))):
        kinds = _one_of([filter_words(each, value) for each in _listed(rest.pop("any"))])
    return ", ".join([kinds or "row", *_tests(rest, value)]).replace(", by ", " by ", 1)


def _one_of(nouns: list[str]) -> str:
    """Nouns of which one will do, apart where one says more than a word."""
    return joined(nouns, "or") if all(" " not in noun for noun in nouns) else "; or ".join(nouns)


def _kinds(test: Mapping[str, Any], value: Value) -> tuple[str, dict[str, Any]]:
    """The kinds a filter names, and its other tests."""
    kind, rest = test.get("kind"), {key: operand for key, operand in test.items() if key != "kind"}
    if kind is None:
        return "", rest
    if isinstance(kind, dict):
        return f"row of a kind {joined(list(_operand(kind, value)))}", rest
    return joined([value(word).replace("_", " ") for word in _listed(kind)], "or"), rest


def _tests(tests: Mapping[str, Any], value: Value) -> Iterator[str]:
    for key, operand in tests.items():
        yield _test(key, operand, value)


def _test(key: str, operand: Any, value: Value) -> str:
    match key, operand:
        case (("channel_agreed" | "on_leave"), str()):
            return _FLAGS.get((key, operand), literal({key: operand}))
        case "by", (str() | list()):
            return f"by {_people(operand)}"
        case "by", {"not": other, **nothing} if not nothing:
            return f"by anybody but {_people(other)}"
        case "thread_by", (str() | list()):
            return f"in a thread that {_people(operand)} opened"
        case "opens_thread", str():
            return f"that {'opens' if operand == 'true' else 'goes on in'} a thread"
        case "previous_by", (str() | list()):
            return f"right after {_people(operand)} in a thread"
        case (("outside" | "within"), str()):
            return f"{'outside' if key == 'outside' else 'inside'} {value(operand)}"
        case "open", _:
            return f"while {joined([f'`{path}`' for path in _listed(operand)], 'or')} is still open"
        case "is", _:
            return f"that is {joined([f'“{name}”' for name in _listed(operand)], 'or')}"
        case _, dict() if len(operand) == 1 and (key, next(iter(operand))) in _SPECIAL:
            ((sign, limit),) = operand.items()
            return f"{_SPECIAL[key, sign]} {value(str(limit))}"
        case "not", _:
            return f"but not ({_inner(operand, value)})"
        case "any", _:
            return f"either ({') or ('.join(_inner(each, value) for each in _listed(operand))})"
        case _:
            return f"{_NAMES.get(key, 'with ' + key.replace('_', ' '))} {joined(list(_operand(operand, value)))}"


def _inner(test: Any, value: Value) -> str:
    """A filter inside another one, which need not say again what kind of row it is about."""
    if isinstance(test, dict) and "kind" not in test:
        return ", ".join(_tests(test, value))
    return filter_words(test, value)


def _operand(operand: Any, value: Value) -> Iterator[str]:
    """What a column is held to."""
    if not isinstance(operand, dict):
        words = [value(word) if "$" in word else word.replace("_", " ") for word in map(str, _listed(operand))]
        yield f"{'among ' if str(operand).startswith('$') else ''}{joined(words, 'or')}"
        return
    for sign, other in operand.items():
        if sign == "missing":
            yield "not noted" if str(other) == "true" else "noted"
        else:
            yield f"{_COMPARED.get(sign, sign)} {joined([value(str(word)) for word in _listed(other)], 'or')}"


def _people(who: Any) -> str:
    return joined([_WHO.get(str(word), str(word)) for word in _listed(who)], "or")


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]
