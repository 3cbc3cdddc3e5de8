"""One column of a mapping file: what of the export it may be made of, and what may not pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from boundaries.core.columns import BY_NAME, is_kind, looks_like_content
from boundaries.readers.mapped_clocks import Format, FormatError, compile_format
from boundaries.readers.mapped_model import (
    REJECT,
    Between,
    Constant,
    Length,
    Moment,
    Named,
    Number,
    Recipe,
    Words,
)
from boundaries.readers.mapped_words import (
    CELL_KEYS,
    DECIMALS,
    FORMAT_HINT,
    FORMS,
    LISTED,
    MOMENTS,
    NAMED,
    NUMBERS,
    UNITS,
    UNLISTED,
    beside,
    cell_keys,
)
from boundaries.source.node import Node
from boundaries.source.reading import (
    NUMBER,
    Problems,
    flag_of,
    items_of,
    known_keys,
    listed,
    mapping_of,
    missing_key,
    nearest,
    text_of,
    tick,
    word_of,
)

_LONGEST = 80  # characters of a word that the map gives
_IDS = frozenset("id ids guid uuid sid key number no nr ref uri url link self".split())
_INSTEAD = {
    "length": "`length_of` takes its number of characters",
    "relationship": "`who` finds the pair in the file of people, `words` lists it",
    "actor": "`who` finds the person in the file of people, `words` lists them",
}


def read_cell(column: str, node: Node, name: str, problems: Problems) -> Recipe | None:
    """The recipe of one column in the map of that name; None, and the problems, where it cannot be one."""
    before = len(problems.found)
    what = f"`{column}`"
    hint = "`{is: word}` is a word of the log, `{from: Column}` a column of the export"
    keys = mapping_of(node, what, problems, hint)
    if keys is None:
        return None
    forms = FORMS[column]
    chosen = [form for form in forms if form in keys]
    if len(chosen) != 1:
        _not_one(node, keys, column, chosen, problems)
        return None
    form = chosen[0]
    known_keys(node, (form, *beside(form, column)), what, problems, _strays(column))
    recipe = _FORMS[form](column, node, keys, name, problems)
    return recipe if len(problems.found) == before else None


def _strays(column: str) -> dict[str, str]:
    """Why a key that other columns have does not stand in this one."""
    forms = ", ".join(f"`{form}`" for form in FORMS[column])
    others = (key for key in CELL_KEYS if key not in cell_keys(column))
    return dict.fromkeys(others, f"not in `{column}`, which is made by {forms}")


def _not_one(node: Node, keys: Mapping[str, Node], column: str, chosen: list[str], problems: Problems) -> None:
    forms = FORMS[column]
    if chosen:
        both = " and ".join(f"`{form}`" for form in chosen)
        problems.add("B283", f"`{column}` is made in one way, not by {both}", node.key_place(chosen[1]), "choose one")
    elif "length_of" in keys:
        hint = "of a text nothing but its length may pass, and into `length` only"
        problems.add("B283", f"`length_of` cannot make `{column}`", node.key_place("length_of"), hint)
    elif known_keys(node, cell_keys(column), f"`{column}`", problems, _strays(column)):
        problems.add("B102", f"`{column}` needs {' or '.join(f'`{form}`' for form in forms)}", node.location)


# ---- the forms ----------------------------------------------------------------------------------------------


def _constant(column: str, _node: Node, keys: Mapping[str, Node], _name: str, problems: Problems) -> Recipe | None:
    if column not in NUMBERS:
        word = _word(column, keys["is"], problems)
        return None if word is None else Constant(word)
    text = text_of(keys["is"], f"`{column}`", problems)
    if text is None:
        return None
    if not NUMBER.fullmatch(text) or (text.startswith("-") and column != "amount"):
        problems.add("B107", f"{tick(text)} is no number for `{column}`", keys["is"].location, "such as `50`")
        return None
    return Constant(float(text))


def _word(column: str, node: Node, problems: Problems) -> str | None:
    """A word of the log for a column."""
    text = text_of(node, f"`{column}`", problems)
    if text is None or (column == "kind" and is_kind(text)):
        return text
    words = BY_NAME[column].words
    if words and text not in words:
        problems.add("B104", f"{tick(text)} is no word of `{column}`", node.location, nearest(text, words))
        return None
    if not text.isprintable() or len(text) > _LONGEST:
        problems.add("B283", f"a word of `{column}` is short and on one line", node.location)
        return None
    return text.lower() if column == "channel" else text


def _from(column: str, node: Node, keys: Mapping[str, Node], name: str, problems: Problems) -> Recipe | None:
    if column in NAMED and "words" not in keys:
        return _named(column, keys, name, problems)
    source = text_of(keys["from"], "`from`", problems)
    if source is None:
        return None
    if column in MOMENTS:
        return Moment((source,), _formats(column, keys, problems))
    if column in NUMBERS:
        return _number(column, node, source, keys, problems)
    return _words(column, node, source, keys, problems)


def _words(column: str, node: Node, source: str, keys: Mapping[str, Node], problems: Problems) -> Recipe | None:
    otherwise = _otherwise(column, keys["otherwise"], problems) if "otherwise" in keys else REJECT
    if "words" not in keys:
        if column in LISTED:
            _content(source, column, keys["from"], problems)
            hint = "`words: {Text Message: sms, ...}` lists what may pass, `is` gives every row the same"
            problems.add("B283", f"`{column}` needs `words` beside `from`", node.key_place("from"), hint)
            return None
        words = {word: word for word in BY_NAME[column].words}
        return Words(source, words, otherwise or REJECT)
    given = mapping_of(keys["words"], "`words`", problems, "such as `{inbound: client, outbound: practitioner}`")
    if given is None:
        return None
    if not given:
        problems.add("B103", "`words` says nothing", keys["words"].location, "`{their word: ours}`")
    for key in ("as_is", "of"):
        if key in keys:
            problems.add("B283", f"`{key}` does not stand beside `words`", node.key_place(key), "leave it out")
    meant = {" ".join(theirs.split()): _word(column, ours, problems) for theirs, ours in given.items()}
    return Words(source, {theirs: ours for theirs, ours in meant.items() if ours is not None}, otherwise or REJECT)


def _otherwise(column: str, node: Node, problems: Problems) -> str | None:
    return str(node.value) if node.value in UNLISTED else _word(column, node, problems)


def _named(column: str, keys: Mapping[str, Node], name: str, problems: Problems) -> Recipe | None:
    sources = [text_of(item, "`from`", problems) for item in items_of(keys["from"])]
    if not sources:
        problems.add("B103", "`from` names no column", keys["from"].location)
    for item, source in zip(items_of(keys["from"]), sources, strict=True):
        if source is not None:
            _content(source, column, item, problems)
    as_is = "as_is" in keys and bool(flag_of(keys["as_is"], "`as_is`", problems))
    space = text_of(keys["of"], "`of`", problems, "the name of a map") if "of" in keys else name
    if as_is and ("of" in keys or len(sources) > 1):
        hint = "`as_is` keeps one name as it stands"
        problems.add("B283", "`as_is` stands beside one column, without `of`", keys["as_is"].location, hint)
    if "otherwise" in keys:
        problems.add("B283", "`otherwise` stands beside `words`", keys["otherwise"].location, "leave it out")
    return Named(tuple(source for source in sources if source is not None), space or "", as_is)


def _content(source: str, column: str, node: Node, problems: Problems) -> None:
    """Refuse to make a name of what may be what was said, or who said it."""
    parts = [part for part in re.split(r"[^a-z]+", source.lower()) if part]
    if looks_like_content(source) and parts[-1] not in _IDS:
        hint = _INSTEAD.get(column, "`length: {length_of: ...}` is all that is ever taken of a text")
        problems.add("B281", f"{tick(source)} looks like content, which no column holds", node.location, hint)


def _number(column: str, node: Node, source: str, keys: Mapping[str, Node], problems: Problems) -> Recipe | None:
    if column == "length" and looks_like_content(source):
        hint = f"{_INSTEAD['length']}: `{{length_of: {source[:_LONGEST]}}}`"
        problems.add("B281", f"{tick(source)} looks like content", keys["from"].location, hint)
    decimal = word_of(keys["decimal"], "sign of decimals", DECIMALS, problems) if "decimal" in keys else None
    if column != "minutes":
        return Number(source, None, decimal)
    if "unit" not in keys:
        missing_key("unit", "`minutes`", node.location, problems, f"what the export counts in: {listed(UNITS)}")
        return None
    return Number(source, word_of(keys["unit"], "unit", UNITS, problems), decimal)


def _length(_column: str, _node: Node, keys: Mapping[str, Node], _name: str, problems: Problems) -> Recipe | None:
    source = text_of(keys["length_of"], "`length_of`", problems)
    return None if source is None else Length(source)


def _date(column: str, node: Node, keys: Mapping[str, Node], _name: str, problems: Problems) -> Recipe | None:
    if "time" not in keys:
        hint = "the column of the time of day; `{from: Column}` where there is none"
        missing_key("time", f"`{column}` with a `date`", node.location, problems, hint)
        return None
    sources = [text_of(keys[key], f"`{key}`", problems) for key in ("date", "time")]
    return Moment(tuple(source for source in sources if source), _formats(column, keys, problems))


def _between(_column: str, node: Node, keys: Mapping[str, Node], _name: str, problems: Problems) -> Recipe | None:
    if "end" not in keys:
        missing_key("end", "`minutes` with a `start`", node.location, problems)
        return None
    sources = [text_of(keys[key], f"`{key}`", problems) for key in ("start", "end")]
    formats = _formats("planned_start", keys, problems)  # a day is no moment here either
    start, end = (Moment((source or "",), formats) for source in sources)
    return Between(start, end)


_FORMS: dict[str, Callable[[str, Node, Mapping[str, Node], str, Problems], Recipe | None]] = {
    "is": _constant, "from": _from, "length_of": _length, "date": _date, "start": _between,
}  # fmt: skip


def _formats(column: str, keys: Mapping[str, Node], problems: Problems) -> tuple[Format, ...]:
    """The formats of a time, `iso` where none is given. A plan needs its hour: notice is not counted from midnight."""
    if "format" not in keys:
        return (compile_format("iso"),)
    found: dict[str, Format] = {}
    for item in items_of(keys["format"]):
        text = text_of(item, "`format`", problems, FORMAT_HINT)
        try:
            one = None if text is None else compile_format(text)
        except FormatError as problem:
            problems.add("B282", problem.message, item.location, problem.hint)
            continue
        if one is None:
            continue
        if one.shape in found:
            message = f"{tick(one.text)} is never tried: {tick(found[one.shape].text)} before it takes the same times"
            problems.add("B282", message, item.location, "which number is the day is never guessed")
        if not one.has_time and column != "at":
            hint = "a plan without its hour cannot tell how long before it something happened"
            problems.add("B282", f"{tick(one.text)} has no time of day, which `{column}` needs", item.location, hint)
        found.setdefault(one.shape, one)
    return tuple(found.values())
