"""YAML as nodes with places, read event by event; anchors, aliases, tags and merge keys are refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from boundaries.contract.node import MAX_DEPTH, MAX_NODES, Node, with_source
from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location

if TYPE_CHECKING:
    from yaml.events import Event

_MERGE = "<<"
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


def compose_yaml(text: str, file: str) -> tuple[list[Node], list[Diagnostic]]:
    """The documents of a YAML text and the problems met on the way; after a fault of syntax there is none."""
    return _Composer(text, file).run()


class _StopError(Exception):
    """The rest of the file is not worth reading."""


class _Composer:
    """Builds nodes from the events of a YAML parser; keeps no recursion, so depth is a number it can refuse."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Diagnostic] = []
        self.documents: list[Node] = []
        self.open: list[tuple[Node, list[tuple[str, Location] | None]]] = []  # containers, and a mapping's next key
        self.count = 0

    def run(self) -> tuple[list[Node], list[Diagnostic]]:
        from yaml import YAMLError

        try:
            for event in events(self.text):
                self.take(event)
        except YAMLError as problem:
            from boundaries.contract.syntax import explain_syntax

            self.problems.append(explain_syntax(problem, self.text, self.file))
            self.documents = []
        except _StopError:
            self.documents = []
        return self.documents, [with_source(problem, self.text) for problem in self.problems]

    def take(self, event: Event) -> None:
        from yaml import events as kinds

        if isinstance(event, kinds.AliasEvent):
            self.refuse(event, f"`*{event.anchor}` repeats another part of the file", "write it out")
            self.add(Node(None, self.place(event)))
        elif isinstance(event, kinds.ScalarEvent):
            self.check(event)
            self.add(self.scalar(event))
        elif isinstance(event, kinds.CollectionStartEvent):
            self.check(event)
            mapping = isinstance(event, kinds.MappingStartEvent)
            node = Node({} if mapping else [], self.place(event))
            self.add(node)
            self.open.append((node, [None]))
            if len(self.open) > MAX_DEPTH:
                self.stop(event, f"nested more than {MAX_DEPTH} levels deep")
        elif isinstance(event, kinds.CollectionEndEvent):
            self.open.pop()

    def add(self, node: Node) -> None:
        """Put a finished or just opened node where it belongs: document, item, key or value."""
        self.count += 1
        if self.count > MAX_NODES:
            self.problems.append(Diagnostic("B008", f"more than {MAX_NODES:,} values", node.location))
            raise _StopError
        if not self.open:
            start = node.location if self.documents else Location(self.file, 1, 1)
            self.documents.append(replace(node, document=start))
            return
        parent, pending = self.open[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            if pending[0] is None:
                pending[0] = self.key(parent, node)
            else:
                (key, place), pending[0] = pending[0], None
                if key not in parent.value and key != _MERGE:
                    parent.value[key] = node
                    parent.key_locations[key] = place

    def key(self, parent: Node, node: Node) -> tuple[str, Location]:
        """The text of a key; a key that cannot be one is a problem and stands under a name of its own."""
        assert isinstance(parent.value, dict)
        if not isinstance(node.value, str):
            self.problems.append(Diagnostic("B001", "a key is one word, followed by `:`", node.location))
            raise _StopError
        if node.value == _MERGE:
            self.problems.append(Diagnostic("B007", "`<<` merges another mapping", node.location, "write the keys out"))
        elif node.value in parent.value:
            first = parent.key_locations[node.value]
            message = f"`{node.value}` stands here a second time"
            self.problems.append(Diagnostic("B006", message, node.location, f"the first is on line {first.line}"))
        return node.value, node.location

    def scalar(self, event: Any) -> Node:
        place, value, plain = self.place(event), str(event.value), not event.style
        if plain and value in _NULLS:
            return Node(None, place)
        if event.style in ("|", ">"):
            return Node(value, place)
        inset = 0 if plain else 1
        start = event.start_mark.index + inset
        exact = self.text[start : start + len(value)] == value
        return Node(value, place, {}, inset if exact else None)

    def check(self, event: Any) -> None:
        if event.anchor is not None:
            self.refuse(event, f"`&{event.anchor}` names a part of the file for repeating", "delete it")
        if event.tag is not None:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self.refuse(event, f"`{tag}` gives a value a type", "delete it: what a value means follows from its key")

    def place(self, event: Any) -> Location:
        mark = event.start_mark
        return Location(self.file, mark.line + 1, mark.column + 1)

    def refuse(self, event: Event, message: str, hint: str) -> None:
        self.problems.append(Diagnostic("B007", message, self.place(event), hint))
        if len(self.problems) > 100:
            raise _StopError

    def stop(self, event: Event, message: str) -> None:
        self.problems.append(Diagnostic("B008", message, self.place(event)))
        raise _StopError


def events(text: str, pure: bool = False) -> Iterator[Event]:
    """The events of a YAML text, from libyaml where PyYAML has it (`pure`: from PyYAML's own parser)."""
    import yaml

    fast = None if pure else getattr(yaml, "CSafeLoader", None)
    return yaml.parse(text, Loader=fast or yaml.SafeLoader)
