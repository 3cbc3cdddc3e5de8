"""What a YAML file of a pack is: told by the keys of its documents, never by its name."""

from __future__ import annotations

import re

from boundaries.core.errors import did_you_mean
from boundaries.source.document import compose
from boundaries.source.node import Node

_OTHERS = ("scenario", "contract", "pack", "wording")  # what else a file may be of
_BESIDE = ("when", "says")  # a rule has both, and nothing else has either
_AT_MARGIN = re.compile(r"""^["']?(rule|scenario|contract|pack|wording|when|says)["']?[ \t]*:""", re.MULTILINE)
_MAY_BEGIN = re.compile(r"""^[ \t{]*["']?(rule|scenario|contract|pack)["']?[ \t]*:""", re.MULTILINE)
_WORDING = re.compile(r"""^[ \t]*["']?wording["']?[ \t]*:""", re.MULTILINE)
_NOT_PLAIN = re.compile(r"^(?:---[ \t]*\S|[{\[?])", re.MULTILINE)  # keys at the margin may be keys inside another


def is_rule(node: Node) -> bool:
    """Whether a document is a rule: it has the key `rule`, or one that is nearly so beside `when` or `says`."""
    keys = node.value if isinstance(node.value, dict) else {}
    return "rule" in keys or is_nearly_rule(node)


def is_nearly_rule(node: Node) -> bool:
    """Whether a document without the key `rule` has one that was meant as it."""
    keys = node.value if isinstance(node.value, dict) else {}
    if "rule" in keys or not any(key in keys for key in _BESIDE):
        return False
    return any(did_you_mean(key, ("rule",)) for key in keys)


def is_another(node: Node) -> bool:
    """Whether a document of a file is a scenario, a contract or a manifest: its business is not a rule's."""
    keys = node.value if isinstance(node.value, dict) else {}
    return any(key in keys for key in _OTHERS) and not is_rule(node)


def is_wording(node: Node) -> bool:
    """Whether a document has the texts of rules in another language, whatever else it was meant as."""
    keys = node.value if isinstance(node.value, dict) else {}
    return "wording" in keys and "rule" not in keys


def holds_rules(text: str, file: str) -> bool:
    """Whether a document of a file is a rule; of a file that cannot be read, whether it begins as one.

    Most files tell by their lines, without being parsed.
    """
    told = _by_lines(text)
    if told is not None:
        return told
    nodes, _ = compose(text, file)
    if nodes:
        return any(is_rule(node) for node in nodes)
    begins = _MAY_BEGIN.search(text)
    return begins is not None and begins[1] == "rule"


def holds_wordings(text: str, file: str) -> bool:
    """Whether a document of a file is a wording; of a file that cannot be read, whether it begins as one."""
    if "wording" not in text:
        return False
    begins, plain = _WORDING.search(text) is not None, not _NOT_PLAIN.search(text)
    if plain and (not begins or {found[1] for found in _AT_MARGIN.finditer(text)} == {"wording"}):
        return begins
    nodes, _ = compose(text, file)
    return any(is_wording(node) for node in nodes) if nodes else begins


def _by_lines(text: str) -> bool | None:
    """What the lines of a file leave no doubt about; None where it has to be parsed."""
    if "rule" not in text and not any(key in text for key in _BESIDE):
        return False
    if _NOT_PLAIN.search(text):
        return None
    keys = {found[1] for found in _AT_MARGIN.finditer(text)}
    if "rule" in keys:
        return True
    return False if keys and keys.isdisjoint(_BESIDE) and "\n---" not in text else None
