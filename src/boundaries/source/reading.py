"""What the readers of hand-written files share: problems with their places, and the plain shapes of YAML."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from boundaries.core.errors import Diagnostic, did_you_mean
from boundaries.core.location import Location
from boundaries.source.node import Node, source_line, with_source

NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")  # in plain digits, and not more than a double can tell
_DIGITS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


@dataclass(slots=True)
class Problems:
    """The problems found so far in one file; `text` is the file's text, where it is at hand.

    `texts` are those of other files, by name: a problem may stand in the value that a rule takes from its pack.
    """

    found: list[Diagnostic] = field(default_factory=list)
    text: str = ""
    texts: dict[str, str] = field(default_factory=dict)

    def add(self, code: str, message: str, where: Location, hint: str = "") -> None:
        """Note one problem and go on reading."""
        self.found.append(with_source(Diagnostic(code, message, where, hint), self._text_of(where.file)))

    def add_inside(self, code: str, message: str, node: Node, offset: int, hint: str = "") -> None:
        """Note a problem at character number `offset` (from 0) of a scalar."""
        self.add(code, message, node.place(offset) if node.inset is not None else self._search(node, offset), hint)

    def _search(self, node: Node, offset: int) -> Location:
        """Where a text of several lines shows the word at an offset; the text's own place if nowhere."""
        word = str(node.value)[offset:].split(None, 1)[:1]
        here, text = node.location, self._text_of(node.location.file)
        for number in range(here.line, here.line + str(node.value).count("\n") + 3) if word and text else ():
            column = source_line(text, number).find(word[0], here.column - 1 if number == here.line else 0)
            if column >= 0:
                return Location(here.file, number, column + 1)
        return here

    def _text_of(self, file: str) -> str:
        return self.texts.get(file, self.text)


def tick(text: object, width: int = 60) -> str:
    """The user's own text in backticks, on one line, cut where it is long."""
    shown = " ".join(str(text).split())
    return f"`{shown if len(shown) <= width else shown[: width - 1] + '…'}`"


def wordless(problem: Diagnostic, words: Collection[str]) -> Diagnostic:
    """The same problem without a word of its file but these: people's names stand in it, or it is a chat by mistake."""
    before, _, rest = problem.message.partition("`")
    quoted, _, after = rest.rpartition("`")
    shown = quoted if quoted in words or not re.search(r"\w", quoted) else "…"
    return replace(problem, message=f"{before}`{shown}`{after}" if rest else before, source="")


def listed(words: Iterable[str]) -> str:
    """`a, b, c` for a hint."""
    return ", ".join(words)


def nearest(word: str, known: Collection[str], otherwise: str = "") -> str:
    """A did-you-mean, else the words there are (or `otherwise`)."""
    return did_you_mean(word, known) or otherwise or f"one of {listed(known)}"


def mapping_of(node: Node, what: str, problems: Problems, hint: str = "") -> dict[str, Node] | None:
    """The keys of a mapping; None, and a problem, for any other shape."""
    if isinstance(node.value, dict):
        return node.value
    problems.add("B103", f"{what} is a mapping of keys, not {_shape(node)}", node.location, hint)
    return None


def text_of(node: Node, what: str, problems: Problems, hint: str = "") -> str | None:
    """The text of a scalar; None, and a problem, for nothing or any other shape."""
    if isinstance(node.value, str) and node.value.strip():
        return node.value.strip()
    problems.add("B103", f"{what} is a text, not {_shape(node)}", node.location, hint)
    return None


def items_of(node: Node) -> list[Node]:
    """The items of a list, or the one value that stands for a list of one."""
    return node.value if isinstance(node.value, list) else [node]


def word_of(node: Node, what: str, words: Collection[str], problems: Problems, hint: str = "") -> str | None:
    """A scalar that is one of the words; None, and a problem with the nearest one, for any other."""
    text = text_of(node, what, problems)
    if text is None or text in words:
        return text
    problems.add("B104", f"{tick(text)} is no {what}", node.location, hint or nearest(text, words))
    return None


def flag_of(node: Node, what: str, problems: Problems) -> bool | None:
    """`true` or `false`, and no other word for them."""
    if node.value in ("true", "false"):
        return node.value == "true"
    shown = tick(node.value) if isinstance(node.value, str) else _shape(node)
    problems.add("B103", f"{what} is `true` or `false`, not {shown}", node.location)
    return None


def is_too_long(text: str) -> bool:
    """Whether a text is a number, but one of more digits than can be told apart."""
    return _DIGITS.fullmatch(text) is not None and not NUMBER.fullmatch(text)


def note_too_long(node: Node, what: str, text: str, problems: Problems) -> None:
    """Note a number that is too long."""
    hint = "up to 15 digits before the point, and 15 behind it"
    problems.add("B107", f"{what} is too long a number: {tick(text)}", node.location, hint)


def known_keys(
    node: Node, known: Collection[str], what: str, problems: Problems, hints: Mapping[str, str] | None = None
) -> bool:
    """Whether a mapping has known keys only; a problem at each other one."""
    assert isinstance(node.value, dict)
    unknown = [key for key in node.value if key not in known]
    for key in unknown:
        hint = (hints or {}).get(key) or nearest(key, known)
        problems.add("B101", f"{tick(key)} is no key of {what}", node.key_place(key), hint)
    return not unknown


def known_format(keys: Mapping[str, Node], what: str, problems: Problems) -> None:
    """Note a `format` that is not the one there is."""
    node = keys.get("format")
    if node is not None and node.value != "1":
        problems.add("B104", f"{_shape(node)} is no format of {what}", node.location, "`1`")


def missing_key(key: str, what: str, where: Location, problems: Problems, hint: str = "") -> None:
    """Note that a mapping lacks a key it needs."""
    problems.add("B102", f"{what} needs `{key}`", where, hint)


def _shape(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a mapping"
    if isinstance(node.value, list):
        return "a list"
    return tick(node.value) if node.value else "nothing"
