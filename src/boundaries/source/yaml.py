"""YAML as nodes with places, read event by event; tags and merge keys are refused.

An alias stands for the part of the file it names, counted in full each time: what a file says is as bounded as what
it holds, so that no few lines can say a billion things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from boundaries.core.errors import Diagnostic
from boundaries.core.location import Location
from boundaries.source.node import MAX_DEPTH, MAX_NODES, Node, with_source

if TYPE_CHECKING:
    from yaml.events import Event

_MERGE = "<<"
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))


def compose_yaml(text: str, file: str) -> tuple[list[Node], list[Diagnostic]]:
    """The documents of a YAML text and the problems met on the way; after a fault of syntax there is none."""
    return _Composer(text, file).run()


class _StopError(Exception):
    """The rest of the file is not worth reading."""


@dataclass(slots=True)
class _Open:
    """A collection that is being read: a mapping's next key, and what an alias of the whole would count."""

    node: Node
    anchor: str | None = None
    before: int = 0  # values read before it
    height: int = 1  # levels it holds, itself included
    key: tuple[str, Location] | None = None


@dataclass(frozen=True, slots=True)
class _Named:
    """A finished part of the file with an anchor: its values and levels."""

    node: Node
    size: int
    height: int


class _Composer:
    """Builds nodes from the events of a YAML parser; keeps no recursion, so depth is a number it can refuse."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.problems: list[Diagnostic] = []
        self.documents: list[Node] = []
        self.open: list[_Open] = []
        self.named: dict[str, _Named] = {}
        self.count = 0

    def run(self) -> tuple[list[Node], list[Diagnostic]]:
        from yaml import YAMLError

        try:
            take = self.steps()
            for event in events(self.text):
                if step := take.get(type(event)):
                    step(event)
        except YAMLError as problem:
            from boundaries.source.syntax import explain_syntax

            self.problems.append(explain_syntax(problem, self.text, self.file))
            self.documents = []
        except _StopError:
            self.documents = []
        return self.documents, [with_source(problem, self.text) for problem in self.problems]

    def steps(self) -> dict[type, Callable[[Any], None]]:
        """What each kind of event asks for; there are many events in a file, and few kinds."""
        from yaml import events as kinds

        return {
            kinds.DocumentStartEvent: self.start, kinds.AliasEvent: self.repeat, kinds.ScalarEvent: self.word,
            kinds.MappingStartEvent: lambda event: self.begin(event, {}), kinds.MappingEndEvent: self.end,
            kinds.SequenceStartEvent: lambda event: self.begin(event, []), kinds.SequenceEndEvent: self.end,
        }  # fmt: skip

    def start(self, _event: Any) -> None:
        self.named = {}

    def word(self, event: Any) -> None:
        self.check(event)
        node = self.scalar(event)
        self.add(node)
        self.name(event.anchor, _Named(node, 1, 0))

    def begin(self, event: Any, empty: dict[str, Node] | list[Node]) -> None:
        """Open a collection."""
        self.check(event)
        node = Node(empty, self.place(event))
        before = self.count
        self.add(node)
        self.open.append(_Open(node, event.anchor, before))
        self.deepen(event, 0)

    def end(self, _event: Any) -> None:
        """Close the collection that was opened last."""
        done = self.open.pop()
        if self.open:
            self.open[-1].height = max(self.open[-1].height, done.height + 1)
        self.name(done.anchor, _Named(done.node, self.count - done.before, done.height))

    def name(self, anchor: str | None, part: _Named) -> None:
        if anchor is not None:
            self.named[anchor] = part

    def repeat(self, event: Any) -> None:
        """What an alias stands for, put where the alias stands."""
        part = self.named.get(event.anchor)
        if part is None or any(container.anchor == event.anchor for container in self.open):
            inside = any(container.anchor == event.anchor for container in self.open)
            message = "holds itself" if inside else "repeats a part that is not there"
            self.refuse(event, f"`*{event.anchor}` {message}", "write it out")
            self.add(Node(None, self.place(event)))
            return
        self.deepen(event, part.height)
        self.count += part.size - 1
        self.add(part.node)
        if self.open:
            self.open[-1].height = max(self.open[-1].height, part.height + 1)

    def deepen(self, event: Any, levels: int) -> None:
        if len(self.open) + levels > MAX_DEPTH:
            self.stop(event, f"nested more than {MAX_DEPTH} levels deep")

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
        container = self.open[-1]
        parent = container.node
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            if container.key is None:
                container.key = self.key(parent, node)
            else:
                (key, place), container.key = container.key, None
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
