"""Reads the form `conclude`: premises over findings, interactions, amendments and exceptions, and how they combine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast, get_args

from boundaries.civil.span import Deadline
from boundaries.policy.chosen import OF_AMENDMENTS, OF_FINDINGS, read_chosen
from boundaries.policy.conclusion import (
    Conclude,
    Distinct,
    Facts,
    OfAmendments,
    OfCondition,
    OfEvents,
    OfExceptions,
    OfFindings,
    OfKept,
    Premise,
    Same,
    Several,
    leaves,
)
from boundaries.policy.condition import Length
from boundaries.policy.context import Context
from boundaries.policy.counted import read_counting
from boundaries.policy.filters import read_filter
from boundaries.policy.operands import read_count, read_duration, resolve_path
from boundaries.policy.rule import When
from boundaries.source.node import Node
from boundaries.source.reading import Problems, flag_of, listed, mapping_of, nearest, text_of, tick, word_of

ReadWhen = Callable[[Node, Context, Problems], When | None]

KEYS = ("all", "none", "retract", "after", "in_order", "same", "across")
COUNTING = ("at_least", "more_than", "in", "after")
OF_PREMISE: Mapping[str, tuple[str, ...]] = {  # the keys that tell a premise, and those that may stand beside each
    "findings": (*COUNTING, "distinct", "among", "each_within"),
    "events": (*COUNTING, "distinct", "on_days", "weeks", "beyond"),
    "amendments": (*COUNTING, "distinct"),
    "exceptions": (),
    "kept": ("clause",),
    "when": COUNTING,
    "any": ("at_least",),
    "all": (),
}
DISTINCT: Mapping[str, tuple[Distinct, ...]] = {
    "findings": ("dimension", "rule", "clause", "relationship"),
    "events": ("day", "relationship"),
    "amendments": ("clause",),
}
DEEPEST, MOST_PARTS, MOST_PREMISES = 3, 8, 16
MOST_COMBINED = 6  # parts of an `any` of which more than one has to hold: 20 combinations
_EXAMPLE = "such as `{findings: {severity: crossing}, at_least: 2}`"
_TELLS = listed(f"`{key}`" for key in OF_PREMISE)


def read_conclude(node: Node, context: Context, problems: Problems, read_when: ReadWhen) -> Conclude | None:
    """The condition of the form; None, with its problems noted, if it cannot be read."""
    before = len(problems.found)
    door = _Door(context, problems, read_when)
    keys = cast("dict[str, Node]", node.value)
    across = "across" in keys and word_of(keys["across"], "reach of a conclusion", ("practitioner",), problems)
    door.across = bool(across)
    parts = {name: door.premises(keys[name], f"`{name}`", 1) for name in ("all", "none", "retract") if name in keys}
    same = word_of(keys["same"], "key", get_args(Same), problems) if "same" in keys else None
    found = Conclude(
        all=parts["all"], none=parts.get("none", ()), retract=parts.get("retract", ()),
        after=door.length(keys, "after"), in_order=door.flag(keys, "in_order"), same=cast("Same | None", same),
        practitioner=door.across,
    )  # fmt: skip
    if door.count > MOST_PREMISES:
        hint = "two smaller conclusions are easier to understand"
        problems.add("B110", f"more than {MOST_PREMISES} premises in one rule", node.location, hint)
    if found.in_order and len(found.all) < 2:
        hint = "steps are two premises or more"
        problems.add("B110", "`in_order` does not fit a single premise", node.key_place("in_order"), hint)
    if same and not any(isinstance(leaf, OfFindings | OfAmendments | OfKept) for leaf in leaves(found.all)):
        hint = "findings, amendments, and what was kept, are of a clause"
        problems.add("B110", "`same` does not fit premises that are of no clause", node.key_place("same"), hint)
    return found if len(problems.found) == before else None


def note_beside_conclusion(rule: Node, keys: Mapping[str, Node], problems: Problems) -> None:
    """Note what does not fit in a rule that draws a conclusion, and what fits only there."""
    when = keys.get("when")
    if when is None or when.get("all") is None:
        if "retracts" in keys:
            hint = "it says what would end a conclusion"
            problems.add("B110", "`retracts` fits only a rule with `all`", rule.key_place("retracts"), hint)
        return
    said = {key: str(keys[key].value) for key in ("type", "severity") if key in keys}
    ladder = keys["escalate"].value if "escalate" in keys else None
    unfit = {
        "type": (said.get("type") in ("breach", "drift"), "it finds a conclusion, or a strength"),
        "severity": (
            said.get("type") == "strength" and said.get("severity", "notice") != "notice", "a strength crosses nothing"
        ),
        "unless": ("unless" in keys, "what is excused counts for no conclusion anyway; name others under `none`"),
        "escalate": (
            isinstance(ladder, dict) and not {"at", "in"}.isdisjoint(ladder),
            "it lasts while it holds: `escalate: {to: crossing, beyond: P30D}`",
        ),
    }  # fmt: skip
    for key, (there, hint) in unfit.items():
        if there:
            shown = f"{key}: {said[key]}" if key in said else key
            problems.add("B110", f"`{shown}` does not fit `all`", rule.key_place(key), hint)


def _among(keys: Mapping[str, Node], problems: Problems) -> Facts | None:
    return read_chosen(keys["among"], "a filter of findings", OF_FINDINGS, problems) if "among" in keys else None


class _Door:
    """Reads the premises of one rule."""

    def __init__(self, context: Context, problems: Problems, read_when: ReadWhen) -> None:
        self.context, self.problems, self._read_when = context, problems, read_when
        self.across, self.count = False, 0

    def premises(self, node: Node, what: str, depth: int, least: int = 1) -> tuple[Premise, ...]:
        """A list of premises; of those inside `any` and `all` at least two."""
        if not isinstance(node.value, list):
            self.problems.add("B103", f"{what} is a list of premises", node.location, f"`[...]`, {_EXAMPLE}")
            return ()
        if len(node.value) < least:
            message = f"{what} has no premise" if least == 1 else f"{what} combines two premises or more"
            self.problems.add("B103", message, node.location, _EXAMPLE)
        if depth > 1 and len(node.value) > MOST_PARTS:
            self.problems.add("B110", f"{what} combines at most {MOST_PARTS} premises", node.location)
        found = (self._premise(item, depth) for item in node.value)
        return tuple(premise for premise in found if premise is not None)

    def _premise(self, node: Node, depth: int) -> Premise | None:
        keys = mapping_of(node, "a premise", self.problems, _EXAMPLE)
        told = None if keys is None else self._told(node, keys)
        if keys is None or told is None:
            return None
        if told in ("any", "all"):
            return self._several(node, keys, told, depth)
        self.count += 1
        match told:
            case "exceptions":
                hint = "a word of their ids or reasons, such as `crisis`"
                word = text_of(keys[told], "`exceptions`", self.problems, hint)
                return None if word is None else OfExceptions(word)
            case "kept":
                return self._kept(keys)
            case "findings":
                return self._findings(node, keys)
            case "events":
                return self._events(node, keys)
            case "amendments":
                of = read_chosen(keys[told], "a filter of amendments", OF_AMENDMENTS, self.problems)
                return OfAmendments(of=of, **read_counting(keys, self._distinct(keys, told), self.problems))
            case _:
                return self._condition(keys)

    def _told(self, node: Node, keys: Mapping[str, Node]) -> str | None:
        """The key that tells what a premise is; what may not stand beside it is noted."""
        telling = [key for key in OF_PREMISE if key in keys]
        if not telling:
            near = nearest(next(iter(keys), ""), OF_PREMISE, f"it is told by one of {_TELLS}")
            self.problems.add("B110", "a premise without what it counts", node.location, near)
            return None
        told = telling[0]
        for key in keys:
            if key != told and key not in OF_PREMISE[told]:
                fitting = OF_PREMISE[told]
                others = f"beside it {listed(f'`{k}`' for k in fitting)} may stand" if fitting else "it stands alone"
                hint = "write two premises" if key in telling else nearest(key, fitting, others)
                self.problems.add("B110", f"{tick(key)} does not fit beside `{told}`", node.key_place(key), hint)
        return told

    def _several(self, node: Node, keys: Mapping[str, Node], told: str, depth: int) -> Several | None:
        if depth >= DEEPEST:
            hint = "name the pattern inside in a rule of its own"
            self.problems.add("B110", f"premises nested more than {DEEPEST} deep", node.key_place(told), hint)
            return None
        parts = self.premises(keys[told], f"`{told}` of a premise", depth + 1, 2)
        count = read_count(keys["at_least"], "`at_least`", self.problems) if "at_least" in keys else None
        if count is not None and count > len(parts):
            hint = "every one of them: `all: [...]`"
            message = f"{count} of {len(parts)} premises cannot hold"
            self.problems.add("B107", message, keys["at_least"].location, hint)
            return None
        if count is not None and 1 < count < len(parts) and len(parts) > MOST_COMBINED:
            message = f"`any` of which several have to hold combines at most {MOST_COMBINED} premises"
            self.problems.add("B110", message, node.key_place(told), "put what belongs together into one `any`")
        return Several(parts, len(parts) if told == "all" else count or 1)

    # ---- leaves ---------------------------------------------------------------------------------------------

    def _findings(self, node: Node, keys: dict[str, Node]) -> OfFindings:
        of = read_chosen(keys["findings"], "a filter of findings", OF_FINDINGS, self.problems)
        among = _among(keys, self.problems)
        distinct, within = self._distinct(keys, "findings"), self.length(keys, "each_within")
        if among is not None and "more_than" not in keys:
            hint = "with `among` it is a share: `more_than: 0.5`"
            self.problems.add("B110", "`among` does not fit without `more_than`", node.key_place("among"), hint)
        if among is not None and distinct is not None:
            hint = "a share counts the findings themselves"
            self.problems.add("B110", "`distinct` does not fit beside `among`", node.key_place("distinct"), hint)
        if within is not None and distinct is None:
            hint = "it looks at the first of each: `distinct: dimension`"
            place = node.key_place("each_within")
            self.problems.add("B110", "`each_within` does not fit without `distinct`", place, hint)
        counting = read_counting(keys, distinct, self.problems, among is not None)
        return OfFindings(of=of, among=among, each_within=within, **counting)

    def _events(self, node: Node, keys: dict[str, Node]) -> OfEvents:
        of = read_filter(keys["events"], self.context, self.problems)
        days = read_count(keys["on_days"], "`on_days`", self.problems) if "on_days" in keys else None
        weeks = read_count(keys["weeks"], "`weeks`", self.problems) if "weeks" in keys else 1
        if days is not None and days > 7:
            self.problems.add("B107", "a week has seven days", keys["on_days"].location, "such as `on_days: 6`")
        if "weeks" in keys and "on_days" not in keys:
            hint = "on how many days of each: `on_days: 6`"
            self.problems.add("B110", "`weeks` does not fit without `on_days`", node.key_place("weeks"), hint)
        usual = "beyond" in keys and word_of(keys["beyond"], "measure", ("usual",), self.problems) is not None
        for key in (k for k in ("at_least", "more_than", "distinct", "on_days", "after") if usual and k in keys):
            hint = "it is held to the practitioner's other relationships"
            self.problems.add("B110", f"`{key}` does not fit beside `beyond`", node.key_place(key), hint)
        counting = read_counting(keys, self._distinct(keys, "events"), self.problems)
        return OfEvents(of=of, on_days=days, weeks=weeks or 1, usual=usual, **counting)

    def _kept(self, keys: dict[str, Node]) -> OfKept | None:
        length, clause = self.length(keys, "kept"), None
        if "clause" in keys and (text := text_of(keys["clause"], "`clause`", self.problems)) is not None:
            clause = resolve_path(text, keys["clause"].location, self.problems)
        return None if length is None else OfKept(length, clause)

    def _condition(self, keys: dict[str, Node]) -> OfCondition | None:
        found = self._read_when(keys["when"], self.context, self.problems)
        counting = read_counting(keys, None, self.problems)
        return None if found is None else OfCondition(when=found, **counting)  # type: ignore[arg-type]

    def _distinct(self, keys: Mapping[str, Node], told: str) -> Distinct | None:
        if "distinct" not in keys:
            return None
        found = cast("Distinct | None", word_of(keys["distinct"], "thing to tell apart", DISTINCT[told], self.problems))
        if found == "relationship" and not self.across:
            hint = "`across: practitioner` looks at several"
            self.problems.add("B110", "a rule sees one relationship", keys["distinct"].location, hint)
        return found

    # ---- values ---------------------------------------------------------------------------------------------

    def length(self, keys: Mapping[str, Node], key: str) -> Length | None:
        """A duration that is no working time, where there is one."""
        found = read_duration(keys[key], f"`{key}`", self.problems) if key in keys else None
        assert not isinstance(found, Deadline), "working time is not read here"
        return found

    def flag(self, keys: Mapping[str, Node], key: str) -> bool:
        """`true` or `false`; false where it is not there."""
        return bool(flag_of(keys[key], f"`{key}`", self.problems)) if key in keys else False
