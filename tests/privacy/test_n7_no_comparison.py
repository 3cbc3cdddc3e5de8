"""N7: nobody but the practitioner is shown one client beside another: what a supervisor sees of a relationship is the
same whether or not there are others. Rules whose findings are the practitioner's alone are in no shared view; the
rules that compare (C7, C12) are such rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import boundaries as bd
from boundaries.policy.packs import load_pack, shipped_packs
from shared_views import contract, platform_tells, practice, rows, terms

PAIRS = tuple(f"c-{n}" for n in range(5))
SAID = {"administrative": terms(supervision={"identifiable": True}), "psychological": {"needs": [{"says": "rest"}]}}


def seen(pairs: frozenset[str], folder: Path) -> dict[str, list[dict[str, object]]]:
    policy = bd.compile(contract(PAIRS, **SAID))
    log = [row for pair in sorted(pairs) for row in rows(pair, pair != "c-3")]
    view = bd.check(log, policy, as_of="2026-04-30").view("supervisor", purpose="x", key=folder / "key")
    found: dict[str, list[dict[str, object]]] = {}
    every = [dict(row) for row in view]
    for row in every:
        places: Any = row.get("premises") or ()  # in the report; what stands there is compared
        said = row | ({"premises": [every[place - 1]["says"] for place in places]} if "premises" in row else {})
        found.setdefault(str(row["relationship"]), []).append(said)
    return found


@settings(max_examples=15)
@given(chosen=st.frozensets(st.sampled_from(PAIRS), min_size=1))
def test_a_relationship_looks_the_same_whoever_else_there_is(
    chosen: frozenset[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("views")
    every = seen(frozenset(PAIRS), folder)
    assert seen(chosen, folder) == {pair: found for pair, found in every.items() if pair in chosen}


def test_what_is_own_is_in_no_shared_view(tmp_path: Path) -> None:
    pairs = [f"c-{n}" for n in range(6)]
    result = practice(pairs)
    found = {finding.rule for finding in result if finding.audience == "own"}
    named = {rule.name for rule in result.policy.rules if rule.audience == "own"}
    assert "night-contact" in found & named
    # What is own only for what it rests on is of a shared rule, which a platform hears of: that it found nothing.
    assert found - named
    assert all(platform_tells(result, pairs, rule, 0) for rule in found - named)
    for name, own in (("supervisor", found), ("platform", found & named)):
        view = result.view(name, purpose="x", key=tmp_path / "key")
        everything = "".join([*view.as_text("json"), *view.as_text("csv"), *(line.text for line in view.lines)])
        assert not [rule for rule in own if rule in everything]


def test_every_shipped_rule_on_the_practitioners_rest_is_own() -> None:
    rules = {rule.name: rule.audience for pack in shipped_packs() for rule in load_pack(pack).rules}
    assert {name for name, audience in rules.items() if audience == "own"} == {
        "care-for-the-carer", "care-for-the-carer-caseload", "day-off-contact", "differs-from-your-usual",
        "drift-night", "leave-contact", "night-contact", "night-contact-unagreed",
        "no-leave-for-long", "short-rest-after-night",
    }  # fmt: skip
