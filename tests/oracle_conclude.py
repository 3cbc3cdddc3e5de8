"""What the conclude form means: what follows from findings, amendments, exceptions, interactions and kept clauses.

At every instant at which something begins or ceases to count everything is asked anew. `oracle_premises` has the facts,
`oracle_counting` what of them counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from boundaries.civil.span import Span, add, subtract
from boundaries.contract.clauses import PARTS
from boundaries.core.finding import finding_id
from boundaries.core.instants import format_instant
from boundaries.policy.conclusion import Conclude, OfEvents, Premise, Several
from boundaries.policy.condition import Length, Ref
from oracle_case import Case, OracleFinding, covers, order, speaks, version_at
from oracle_counting import Node, View, counted, counting, holds, keys_of, number, of_key
from oracle_facts import USUAL_WINDOW, Fact, Found, Judge, Side, key_of, of_oracle, span_at
from oracle_premises import facts_of

# ---- a rule at one instant --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """A rule's premises with their facts."""

    when: Conclude
    all: tuple[Node, ...]
    none: tuple[Node, ...]
    retract: tuple[Node, ...]
    side: Side

    def case_at(self, at: int) -> Case:
        """Whose contract counts at an instant: of the facts due last the first relationship by name."""
        if len(self.side.cases) == 1:
            return self.side.cases[0]
        facts = [fact for node in self.all for fact in node.every() if fact.due <= at]
        last = max((fact.due for fact in facts), default=None)
        scopes = {fact.scope for fact in facts if fact.due == last}
        return next((case for case in self.side.cases if case.relationship in scopes), self.side.cases[0])

    def view(self, at: int, key: str | None, cut: int | None = None, since: int | None = None) -> View:
        before = None if since is None else self.case_at(since)
        return View(at, key, self.case_at(at), self.when.same, cut, since, before)

    def last_retract(self, at: int, key: str | None) -> int | None:
        """The last instant up to another at which a premise of `retract` got a fact and holds."""
        found = [
            fact.due
            for node in self.retract
            for fact in node.every()
            if fact.due <= at and self.view(fact.due, key).counts(fact) and holds(node, self.view(fact.due, key))
        ]
        return max(found, default=None)

    def chains(self, at: int, key: str | None, cut: int | None) -> list[tuple[int, ...]]:
        """The instants of the steps of every way in which the last still holds; before each step the nearest to it."""
        ends: list[tuple[int, ...]] = [()]
        for node in self.all[:-1]:
            found: dict[int, tuple[int, ...]] = {}
            for chain in sorted(ends, key=lambda c: c[-1:]):  # of two ways to an instant the one from later on stays
                for t in self.step(node, chain[-1] if chain else None, at, key, cut):
                    found[t] = (*chain, t)
            ends = list(found.values())
        last = self.all[-1]
        return [
            (*chain, t)
            for chain in ends
            for t in self.step(last, chain[-1] if chain else None, at, key, cut)
            if holds(last, self.view(at, key, cut, chain[-1] if chain else None))
        ]

    def step(self, node: Node, since: int | None, at: int, key: str | None, cut: int | None) -> list[int]:
        """The instants up to another at which a step holds: those of its facts after the step before, or, by what
        still lasts then, that of the step before itself.
        """
        dues = {fact.due for leaf in node.leaves() for fact in leaf.facts if of_key(fact, key, self.when.same)}
        instants = dues if since is None else {since, *(due for due in dues if due > since)}
        return sorted(t for t in instants if t <= at and self.is_met(node, t, since, key, cut))

    def is_met(self, node: Node, t: int, since: int | None, key: str | None, cut: int | None) -> bool:
        view = self.view(t, key, cut, since)
        soon = since is None or any(t <= (view.latest(leaf.premise) or t) for leaf in node.leaves())
        return soon and holds(node, view)

    def steps_at(self, at: int, key: str | None) -> list[tuple[Node, View]] | None:
        """Each premise with what counts for it, where all hold; of a chain each at the instant of its step."""
        cut = self.last_retract(at, key)
        if not self.when.in_order:
            views = [(node, self.view(at, key, cut)) for node in self.all]
            return views if all(holds(node, view) for node, view in views) else None
        chain = max(self.chains(at, key, cut), key=lambda instants: instants[::-1], default=None)
        if chain is None:
            return None
        befores = (None, *chain)
        return [(node, self.view(t, key, cut, b)) for node, t, b in zip(self.all, chain, befores, strict=False)]

    def begins(self, at: int, steps: Sequence[tuple[Node, View]]) -> list[str]:
        """The relationships whose facts, due at an instant, complete the premises; of steps those of the last one.

        Where the last step was there before they are all those of what counts for it.
        """
        if not self.when.in_order:
            return sorted({f.scope for node, view in steps for f in facts_in(node, view) if f.part and f.due == at})
        last, view = steps[-1]
        if view.at != at:
            return []
        found = facts_in(last, view)
        return sorted({fact.scope for fact in found if fact.due == at} or {fact.scope for fact in found})

    def is_against(self, at: int, key: str | None) -> bool:
        return any(holds(node, self.view(at, key)) for node in self.none)

    def is_shown(self, at: int, since: int) -> bool:
        """Whether the log tells, of all that may not be, that it was not."""
        return all(
            covers(leaf.premise.of, max(begin, case.contract.timeline.start_us), at if end is None else end, case)
            for nodes, begins in ((self.none, None), (self.retract, since))
            for node in nodes
            for leaf in node.leaves()
            if isinstance(leaf.premise, OfEvents)
            for case in self.side.cases
            for begin, end in [(begins, None) if begins is not None else looked_at(leaf.premise, at, case)]
        )


def looked_at(premise: OfEvents, at: int, case: Case) -> tuple[int, int]:
    """The first and the last instant of the time that a premise of `none` asks about."""
    zone = case.contract.timezone
    later, window = span_at(premise.after, at, case), span_at(premise.window or USUAL_WINDOW, at, case)
    end = at if later is None else subtract(at, later, zone)
    return end if window is None else subtract(end, window, zone) + 1, end


def facts_in(node: Node, view: View) -> list[Fact]:
    """All that counts for a premise."""
    return [fact for leaf in node.leaves() for fact in counting(leaf, view)]


# ---- what is found ----------------------------------------------------------------------------------------


def asked(side: Side) -> Asked:
    when = side.rule.when
    assert isinstance(when, Conclude)

    def node(premise: Premise, delay: Length | None, against: bool) -> Node:
        if isinstance(premise, Several):
            return Node(premise, parts=tuple(node(part, delay, against) for part in premise.parts))
        return Node(premise, tuple(facts_of(premise, side, delay, against)))

    every = tuple(node(premise, when.after, False) for premise in when.all)
    none, retract = (tuple(node(p, None, True) for p in premises) for premises in (when.none, when.retract))
    return Asked(when, every, none, retract, side)


def instants_of(question: Asked) -> list[int]:
    """Whenever something begins or ceases to count, or a version comes into force."""
    nodes = (*question.all, *question.none, *question.retract)
    facts = [fact for node in nodes for leaf in node.leaves() for fact in leaf.facts]
    found = {at for fact in facts for at in (fact.due, fact.gone) if at is not None}
    for case in question.side.cases:
        found |= {version.start_us for version in case.contract.timeline.versions}
    return sorted(found)


def is_in(at: int, case: Case) -> bool:
    """Whether an instant lies in the world of a relationship."""
    life = case.contract.timeline
    over = life.end_us is not None and at >= life.end_us and not case.rule.after_end
    return life.start_us <= at <= case.as_of and not over


def concluded(side: Side) -> Iterator[Found]:
    """What one rule concludes of the relationships of one side."""
    question = asked(side)
    same = question.when.same
    keys: list[str | None] = [None]
    if same is not None:
        keys = sorted({key for node in question.all for fact in node.every() for key in keys_of(fact, same)})  # type: ignore[assignment]
    instants = instants_of(question)
    for key in keys:
        held: tuple[Case, int, list[tuple[Node, View]]] | None = None
        for at in instants:
            steps = None if question.is_against(at, key) else question.steps_at(at, key)
            if held is not None and steps is None:
                yield finding(*held, at, key)
                held = None
            elif held is None and steps is not None and (case := completed(question, at, key, steps)) is not None:
                held = case, at, steps
        if held is not None:
            yield finding(*held, None, key)


def completed(question: Asked, at: int, key: str | None, steps: Sequence[tuple[Node, View]]) -> Case | None:
    """The relationship that a conclusion hangs on which begins at an instant; None where none does."""
    names = question.begins(at, steps)
    cases = [case for case in question.side.cases if case.relationship in names]
    cases = [case for case in cases if is_in(at, case) and speaks(version_at(at, case), case.rule)]
    if not cases:
        return None
    since = min(fact.at for leaf, view in telling(steps) for fact in counted(leaf, view) if fact.part)
    return cases[0] if question.is_shown(at, since) else None


def finding(case: Case, at: int, steps: Sequence[tuple[Node, View]], end: int | None, key: str | None) -> Found:
    rule = case.rule
    when = rule.when
    assert isinstance(when, Conclude)
    until = end if end is not None and is_in(end, case) else None
    facts = [(leaf.premise, fact) for leaf, view in telling(steps) for fact in counted(leaf, view) if fact.part]
    premises = sorted({fact.found.id for _, fact in facts if fact.found is not None})
    events = [(f.scope, f.row) for premise, f in facts if isinstance(premise, OfEvents) and f.row is not None]
    rows = {key_of(row): row for _, row in sorted(events, key=lambda event: (event[0], *order(event[1])))}
    first, view = steps[0]
    measured = (
        Fraction(sum(holds(part, view) for part in first.parts))
        if isinstance(first.premise, Several)
        else number(first, view)
    )
    since = crossed(case, at, until)
    severity = rule.severity if since is None or rule.escalate is None else rule.escalate.to
    anchor = f"conclusion:{format_instant(at)}" + ("" if key is None else f" {key}")
    made = OracleFinding(
        rule.name, case.relationship, anchor, at, until, float(measured), "open", severity, None, None,
        tuple(row["id"] for row in rows.values()), True,
        rule.clause if key is None or key in PARTS else key, premises=tuple(premises), crossed=since,
    )  # fmt: skip
    name = finding_id(rule.name, case.relationship, case.contract.name, anchor)
    return Found(made, rule, name, frozenset(rows))


def telling(steps: Sequence[tuple[Node, View]]) -> list[tuple[Node, View]]:
    """The leaves that hold by themselves: what a conclusion rests on."""
    return [(leaf, view) for node, view in steps for leaf in node.leaves() if holds(leaf, view)]


def crossed(case: Case, at: int, until: int | None) -> int | None:
    """From when on it weighs more, where it has held for longer than `beyond` of the rule's `escalate`."""
    ladder = case.rule.escalate
    if ladder is None or not isinstance(ladder.beyond, Span | Ref):
        return None
    length, end = span_at(ladder.beyond, at, case), case.contract.timeline.end_us
    over = case.as_of if end is None or case.rule.after_end else min(case.as_of, end)
    far = None if length is None else add(at, length, case.contract.timezone)
    return far if far is not None and (over if until is None else until) > far else None


# ---- all rules of the form --------------------------------------------------------------------------------


def conclusions(
    cases: Mapping[str, Mapping[str, Case]], found: Sequence[OracleFinding], judge: Judge
) -> list[OracleFinding]:
    """What the rules of the form find, `cases` by rule and relationship, given what all other rules found.

    They are judged again and again, each time given what was concluded the time before, until nothing changes.
    """
    every = [case for of_rule in cases.values() for case in of_rule.values()]
    rules = {rule.name: rule for case in every for rule in case.rules}
    by_pair = {case.relationship: case for case in every}
    base = [of_oracle(f, rules[f.rule], by_pair[f.relationship]) for f in found if f.relationship in by_pair]
    drawn: list[Found] = []
    for _ in cases:
        told = {name: [one for one in (*base, *drawn) if one.finding.relationship == name] for name in by_pair}
        before, drawn = drawn, []
        for of_rule in cases.values():
            drawn += [one for side in sides(of_rule, told, judge) for one in concluded(side)]
        if drawn == before:
            break
    return [one.finding for one in drawn]


def sides(cases: Mapping[str, Case], told: Mapping[str, Sequence[Found]], judge: Judge) -> Iterator[Side]:
    """Each relationship by itself, or with `across` all those of a practitioner together."""
    groups: dict[str | None, list[Case]] = {}
    for name in sorted(cases):
        groups.setdefault(cases[name].contract.practitioner, []).append(cases[name])
    for group in groups.values():
        when = group[0].rule.when
        assert isinstance(when, Conclude)
        for mine in [group] if when.practitioner else [[case] for case in group]:
            yield Side(tuple(mine), tuple(group), told, judge)
