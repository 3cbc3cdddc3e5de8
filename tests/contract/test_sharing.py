"""What is agreed with one recipient of `sharing` has a path, and can be amended, excepted and watched by itself."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.contract.clauses import clause_of, entry_path, kind_of, known_paths, recipient_of, resolve, short
from boundaries.contract.load import load_contracts
from boundaries.contract.sharing import bases, holds
from boundaries.contract.words import words_of
from boundaries.core.columns import BASES
from boundaries.core.errors import ContractError
from contract.drawn import BOTH, HEAD, Document, load, written

GP, FAMILY = {"with": "gp", "basis": "consent", "until": "2026-12-31"}, {"with": "family"}
PATH = "administrative.sharing"


def life(entries: Any, *changes: Document, **head: Any) -> Any:
    amendments = [
        {"agreed": f"2026-02-{day:02}", "agreed_by": BOTH, "set": change} for day, change in enumerate(changes, 1)
    ]
    return load({**HEAD, "administrative": {"sharing": entries}, "amendments": amendments, **head}).timeline


def entries(version: Any) -> list[dict[str, object]]:
    return [dict(entry) for entry in version.terms[PATH].entries]


# ---- paths ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["gp", "care team", "out-of-hours gp", "kin", "école", "gp_2", "Family"])
def test_a_recipient_has_a_path(name: str) -> None:
    full = f"{PATH}.{name}"
    assert resolve(f"sharing.{name}") == full == resolve(full) == entry_path(name)
    assert (kind_of(full), clause_of(full), short(full), recipient_of(full)) == ("list", PATH, f"sharing.{name}", name)
    assert full not in known_paths()


@pytest.mark.parametrize(
    "path",
    ["sharing.", "sharing.with", "sharing.basis", "sharing.until", "sharing.gp.until", "sharing.dr. x", "sharing. gp",
     "sharing.gp ", "goals.x", "goals.sleep", "sharing.gp,family", "professional.sharing.gp", "gp"],
)  # fmt: skip
def test_other_forms_are_no_paths(path: str) -> None:
    assert resolve(path) is None


def test_only_entries_of_sharing_have_one() -> None:
    for path in known_paths():
        assert recipient_of(resolve(path) or "") is None


# ---- terms ------------------------------------------------------------------------------------------------------


def test_a_recipient_is_a_term_of_its_own() -> None:
    (version,) = life([GP, FAMILY, {"with": "gp", "basis": "legal_duty"}, {"with": "Dr. X"}]).versions
    assert [path for path in version.terms if path.startswith(PATH)] == [PATH, f"{PATH}.gp", f"{PATH}.family"]
    gp, family = version.terms[f"{PATH}.gp"], version.terms[f"{PATH}.family"]
    assert gp.value == ("consent", "legal_duty")
    said = words_of(version, f"{PATH}.gp")
    assert said == "gp on the basis of consent, until 2026-12-31; gp on the basis of legal duty"
    assert (family.value, words_of(version, f"{PATH}.family")) == (BASES, "family on any basis")
    assert version.terms[PATH].value == ("gp", "family", "gp", "Dr. X")


def test_it_stands_where_it_is_written() -> None:
    document = {**HEAD, "administrative": {"sharing": [GP, FAMILY]}}
    amendment = {"agreed": "2026-02-01", "agreed_by": BOTH, "set": {"sharing.family": {"basis": "consent"}}}
    (contract,) = load_contracts(written({**document, "amendments": [amendment]}), "c.yaml")
    lines = written({**document, "amendments": [amendment]}).split("\n")
    first, second = contract.timeline.versions
    shown = [lines[v.terms[f"{PATH}.{name}"].location.line - 1] for v, name in
             ((first, "gp"), (first, "family"), (second, "gp"), (second, "family"))]  # fmt: skip
    assert [line.strip() for line in shown] == ["- with: gp", "- with: family", "- with: gp", "basis: consent"]


def test_there_is_none_where_there_is_no_sharing() -> None:
    for none in (None, [], {"not_applicable": "nobody"}):
        (version,) = life(none).versions
        assert not any(path.startswith(PATH + ".") for path in version.terms)


# ---- amendments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "change", "after"),
    [
        ([GP, FAMILY], {"sharing.gp": {"basis": "risk"}}, [{"with": "gp", "basis": "risk"}, FAMILY]),
        ([GP, FAMILY], {"sharing.gp": {"with": "gp", "basis": "risk"}}, [{"with": "gp", "basis": "risk"}, FAMILY]),
        ([GP], {"sharing.family": {}}, [GP, FAMILY]),
        ([GP, FAMILY], {"administrative.sharing.gp": None}, [FAMILY]),
        ([GP], {"sharing.gp": None}, []),
        ([GP], {"sharing.kin": None}, [GP]),
        ([GP, FAMILY, {"with": "gp"}], {"sharing.gp": {}}, [{"with": "gp"}, FAMILY]),
        (None, {"sharing.gp": {}}, [{"with": "gp"}]),
        ({"not_applicable": "nobody"}, {"sharing.gp": {}}, [{"with": "gp"}]),
    ],
)  # fmt: skip
def test_one_entry_is_replaced_added_or_removed(before: Any, change: Document, after: list[Document]) -> None:
    first, second = life(before, change).versions
    assert entries(second) == after
    assert PATH not in second.not_applicable
    assert [p for p in second.terms if p.startswith(PATH + ".")] == [f"{PATH}.{e['with']}" for e in after]
    if isinstance(before, list):
        assert entries(first) == before


def test_nothing_is_removed_from_what_is_not_there() -> None:
    _, second = life(None, {"sharing.gp": None}).versions
    assert PATH not in second.terms
    _, second = life({"not_applicable": "nobody"}, {"sharing.gp": None}).versions
    assert second.not_applicable == {PATH: "nobody"}


@pytest.mark.parametrize(
    ("change", "applied"),
    [
        ({"sharing.gp": None}, True), ({"sharing.gp": {"basis": "consent", "until": "2026-06-30"}}, True),
        ({"sharing.gp": {"basis": "consent"}}, False), ({"sharing.family": {}}, False),
        ({"sharing.gp": {"basis": "risk", "until": "2026-12-31"}}, False),
    ],
)  # fmt: skip
def test_the_practitioner_alone_may_share_less(change: Document, applied: bool) -> None:
    alone = {"agreed": "2026-02-01", "effective": "2026-02-02", "agreed_by": ["practitioner"], "set": change}
    (amended,) = life([GP], amendments=[alone]).amendments
    assert amended.applied is applied
    assert amended.changes[0][0] == PATH


def test_an_exception_may_name_one_entry() -> None:
    items = [{"clause": "sharing.gp", "from": "2026-02-01", "until": "2026-02-03", "agreed_by": BOTH}]
    (exemption,) = life([GP], exceptions=items).exemptions
    assert exemption.clause == f"{PATH}.gp"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("exceptions: [{clause: sharing.gp.until}]", "5:23: B017 `sharing.gp.until` is no field of `sharing.gp` (name"),
        ("exceptions: [{clause: sharing.until}]", "5:23: B017 `sharing.until` names no recipient (an entry is named"),
        ("exceptions: [{clause: sharing.dr. x}]", "5:23: B017 `sharing.dr. x` is no field of `sharing.dr` (name"),
        ("amendments: [{agreed: 2026-02-01, set: {goals.x: {}}}]", "5:41: B017 `goals.x` is no field of `goals`"),
        ("amendments: [{agreed: 2026-02-01, set: {sharing.gp: consent}}]", "5:53: B005 `consent` where a mapping"),
        ("amendments: [{agreed: 2026-02-01, set: {sharing.gp: {with: kin}}}]",
         "5:60: B003 `kin` is not the recipient `gp` of the path (leave `with` out; another recipient has a path"),
        ("amendments: [{agreed: 2026-02-01, set: {sharing.gp: {basis: cosnent}}}]",
         "5:61: B003 `cosnent` is not a basis (did you mean `consent`?)"),
        ("amendments: [{agreed: 2026-02-01, set: {sharing.gp: {bases: consent}}}]",
         "5:54: B002 `bases` is not a key of a recipient (did you mean `basis`?)"),
        ("amendments: [{agreed: 2026-02-01, set: {sharing.gp: {not_applicable: x}}}]",
         "5:54: B005 a recipient is told something or not (`null` removes it;"),
        ("amendments: [{agreed: 2026-02-01, set: {sharing.gp: {}, administrative.sharing.gp: null}}]",
         "5:57: B006 `administrative.sharing.gp` is set twice"),
    ],
)  # fmt: skip
def test_mistakes_have_a_place_and_a_way_out(line: str, expected: str) -> None:
    text = "contract: c\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n" + line
    with pytest.raises(ContractError) as caught:
        load_contracts(text, "c.yaml")
    assert str(caught.value).startswith(f"c.yaml:{expected}")
    assert len(caught.value.diagnostics) == 1


# ---- what the entries mean --------------------------------------------------------------------------------------

SAID = st.lists(
    st.fixed_dictionaries(
        {"with": st.sampled_from(("gp", "family"))},
        optional={
            "basis": st.sampled_from(BASES),
            "until": st.integers(1, 5).map(lambda day: f"2026-01-0{day}"),
        },
    ),
    max_size=4,
)


def may_be_told(said: list[dict[str, object]]) -> set[tuple[str, str, date]]:
    """Whoever may be told, on each basis, on each day of a week: the plain meaning of a list."""
    days = [date(2026, 1, 1) + timedelta(n) for n in range(8)]
    return {
        (name, basis, day)
        for name, basis, day in product(("gp", "family"), BASES, days)
        if any(
            entry["with"] == name
            and entry.get("basis") in (None, basis)
            and ("until" not in entry or str(day) <= str(entry["until"]))
            for entry in said
        )
    }


@settings(max_examples=200)
@given(SAID, SAID)
def test_a_list_holds_another_where_it_lets_as_much_be_told(wide: Any, narrow: Any) -> None:
    assert holds(wide, narrow) == (may_be_told(narrow) <= may_be_told(wide))


@given(SAID)
def test_the_bases_are_those_on_which_something_may_be_told(said: Any) -> None:
    first = date(2026, 1, 1)
    assert set(bases(said)) == {basis for _, basis, day in may_be_told(said) if day == first}
