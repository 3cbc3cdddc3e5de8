"""A conclusion written down as a rule file has it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from boundaries.policy.chosen import chosen_document
from boundaries.policy.conclusion import (
    Conclude,
    Counting,
    Facts,
    OfAmendments,
    OfCondition,
    OfEvents,
    OfExceptions,
    OfFindings,
    OfKept,
    Premise,
    Several,
)

Write = Callable[[object], Any]  # a filter, a condition, a number or a duration as it is written


def conclude_document(when: Conclude, write: Write) -> dict[str, Any]:
    """The mapping under `when`; keys that say no more than their default are left out."""
    lists = {"all": when.all, "none": when.none, "retract": when.retract}
    found: dict[str, Any] = {key: [_premise(part, write) for part in parts] for key, parts in lists.items() if parts}
    found |= {} if when.after is None else {"after": write(when.after)}
    found |= {"in_order": True} if when.in_order else {}
    found |= {} if when.same is None else {"same": when.same}
    return found | ({"across": "practitioner"} if when.practitioner else {})


def said_of(chosen: Facts) -> str:
    """A filter of findings on one line."""
    return json.dumps(chosen_document(chosen), ensure_ascii=False).replace('"', "")


def _premise(premise: Premise, write: Write) -> dict[str, Any]:
    match premise:
        case Several(parts, at_least):
            inner = [_premise(part, write) for part in parts]
            if at_least == len(parts):
                return {"all": inner}
            return {"any": inner} if at_least == 1 else {"any": inner, "at_least": at_least}
        case OfExceptions(naming):
            return {"exceptions": naming}
        case OfKept(length, clause):
            return {"kept": write(length), **({} if clause is None else {"clause": clause})}
        case OfFindings():
            among = {} if premise.among is None else {"among": chosen_document(premise.among)}
            near = {} if premise.each_within is None else {"each_within": write(premise.each_within)}
            return {"findings": chosen_document(premise.of), **among, **_counting(premise, write), **near}
        case OfEvents():
            days = {} if premise.on_days is None else {"on_days": premise.on_days}
            weeks = {} if premise.weeks == 1 else {"weeks": premise.weeks}
            usual = {"beyond": "usual"} if premise.usual else {}
            return {"events": write(premise.of), **_counting(premise, write), **days, **weeks, **usual}
        case OfAmendments():
            return {"amendments": chosen_document(premise.of), **_counting(premise, write)}
        case OfCondition():
            return {"when": write(premise.when), **_counting(premise, write)}


def _counting(premise: Counting, write: Write) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if premise.more_than is not None:
        found["more_than"] = write(premise.more_than)
    elif premise.at_least != 1:
        found["at_least"] = premise.at_least
    found |= {} if premise.distinct is None else {"distinct": premise.distinct}
    found |= {} if premise.window is None else {"in": write(premise.window)}
    return found | ({} if premise.after is None else {"after": write(premise.after)})
