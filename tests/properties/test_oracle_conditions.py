"""The oracle held to its meaning, by hand: words of the contract in filters, and conditions from Python."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from boundaries.plugins.conditions import CONDITIONS, condition
from builders import (
    AllOf,
    AnyOf,
    Each,
    Exemption,
    Filter,
    Listed,
    NoneFor,
    Not,
    Registered,
    contract,
    days,
    ref,
    row,
    version,
)
from oracle_cases import MESSAGE, SESSION, anchors, statuses, verdicts
from oracle_filters import with_only_kind

PLACES = Listed("place", ref("sessions.places"))
NO_PLACE = Listed("place", ref("sessions.places"), negated=True)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(CONDITIONS, "registered", {})


def agreed(**terms: Any) -> Any:
    return contract(version("01-01 00:00", {path.replace("__", "."): value for path, value in terms.items()}))


# ---- words of the contract ----------------------------------------------------------------------------------


def test_a_column_is_held_to_the_list_in_force() -> None:
    terms = contract(
        version("01-01 00:00", {"sessions.places": ("room", "video")}),
        version("03-10 00:00", {"sessions.places": ("room", "garden")}),
    )
    days_and_places = [(day, place) for place in ("video", "garden") for day in ("09", "10")]
    rows = [row(f"{place}-{day}", f"03-{day} 10:00", place=place) for day, place in days_and_places]
    assert verdicts(PLACES, *rows, agreement=terms) == {"video-09": "true", "garden-10": "true"}
    assert verdicts(NO_PLACE, *rows, agreement=terms) == {"video-10": "true", "garden-09": "true"}


def test_a_missing_column_is_unknown() -> None:
    rows = [row("none", "03-02 10:00"), row("room", "03-02 11:00", place="room")]
    assert verdicts(PLACES, *rows, agreement=agreed(sessions__places=("room",))) == {"none": "place", "room": "true"}
    assert verdicts(NO_PLACE, *rows, agreement=agreed(sessions__places=("room",))) == {"none": "place"}
    assert verdicts(Not(PLACES), *rows, agreement=agreed(sessions__places=("room",))) == {"none": "place"}


def test_without_the_list_the_rule_does_not_speak() -> None:
    rows = [row("garden", "03-02 10:00", place="garden"), row("none", "03-02 11:00")]
    assert verdicts(NO_PLACE, *rows, agreement=agreed(sessions__minutes=50)) == {}
    terms = contract(version("01-01 00:00", {}), version("03-02 10:30", {"sessions.places": ("room",)}))
    assert verdicts(NO_PLACE, *rows, agreement=terms) == {"none": "place"}
    assert verdicts(NO_PLACE, *rows, agreement=agreed(sessions__places=())) == {"garden": "true", "none": "place"}


@pytest.mark.parametrize(
    ("column", "path", "value", "told"),
    [
        ("channel", "channels", {"sms": ("scheduling",), "email": None}, "sms email"),
        ("channel", "after_hours.channels", ("SMS", "Phone"), "sms phone"),
        ("place", "after_hours.support", ("SMS", "phone"), "phone"),
        ("party", "sharing", ("sms", "gp"), "sms"),
        ("place", "social", "sms", "sms"),
    ],
)
def test_channels_by_their_names_lists_by_their_entries_a_word_alone(
    column: str, path: str, value: Any, told: str
) -> None:
    rows = [row(word, "03-02 10:00", **{column: word}) for word in ("sms", "email", "phone", "any")]
    terms = contract(version("01-01 00:00", {path: value}))
    assert verdicts(Listed(column, ref(path)), *rows, agreement=terms) == dict.fromkeys(told.split(), "true")


def test_r11_an_unknown_party_is_unknown_unless_the_contract_names_it() -> None:
    rows = [row("u", "03-02 10:00", "unknown"), row("c", "03-02 11:00", "client"), row("b", "03-02 12:00", "both")]
    of_them = Listed("by", ref("after_hours.support"))
    assert verdicts(of_them, *rows, agreement=agreed(after_hours__support=("client",))) == {"u": "by", "c": "true"}
    named = agreed(after_hours__support=("client", "unknown"))
    assert verdicts(of_them, *rows, agreement=named) == {"u": "true", "c": "true"}
    assert verdicts(Listed("by", ref("after_hours.support"), True), *rows, agreement=named) == {"b": "true"}


def test_r10_r66_what_is_filled_in_is_never_missing() -> None:
    rows = [row("e", "03-02 10:00", kind="exception"), row("l", "03-02 11:00", kind="leave")]
    test = Listed("reason", ref("fee.waiver"))
    assert verdicts(test, *rows, agreement=agreed(fee__waiver=("crisis",))) == {"e": "true", "l": "reason"}


def test_r63_a_default_serves() -> None:
    rows, default = [row("garden", "03-02 10:00", place="garden")], {"administrative.sessions.places": ("room",)}
    assert anchors(Each(NO_PLACE), rows, agreed(sessions__minutes=50), defaults=default) == ["garden"]
    assert anchors(Each(NO_PLACE), rows, agreed(), defaults=default) == []


@pytest.mark.parametrize(
    ("terms", "said"), [({"sessions.places": ("room",)}, ("excused", "agreed")), ({}, ("open", None))]
)
def test_r43_a_list_in_a_scope(terms: dict[str, Any], said: tuple[str, str | None]) -> None:
    exemption = Exemption("e1", "administrative.hours", None, None, None, True, object(), None)  # type: ignore[arg-type]
    for scope in (PLACES, AnyOf((MESSAGE, PLACES))):
        excusing = contract(
            version("01-01 00:00", {"hours": "x"} | terms), exemptions=(exemption,), scopes={"e1": scope}
        )
        rows = [row("m", "03-02 10:00", place="room")]
        fields = {"clause": "hours", "unless": ("agreed",)}
        assert statuses(Each(MESSAGE), rows, excusing, **fields) == [("m", *said)]


# ---- conditions from Python ---------------------------------------------------------------------------------


def asks(name: str, *reads: str, says: Any = True) -> Filter:
    """A test on a condition, registered with what it says: a value, or a function of what it is given."""
    condition(name, reads)(says if callable(says) else lambda _: says)
    return Registered(name, reads)


def test_a_condition_holds_or_does_not() -> None:
    test = asks("long", "length", says=lambda i: i.length > 100)
    rows = [row("short", "03-02 10:00", length=100), row("long", "03-02 11:00", length=101)]
    assert verdicts(test, *rows) == {"long": "true"}
    assert verdicts(Not(test), *rows) == {"short": "true"}
    assert verdicts(AllOf((SESSION, test)), *rows) == {}


def test_it_is_unknown_for_want_of_every_column_it_reads() -> None:
    rows = [row("a", "03-02 10:00"), row("b", "03-02 11:00", place="x"), row("c", "03-02 12:00", minutes=1.0)]
    assert verdicts(asks("x", "place", "minutes"), *rows) == {"a": "minutes place", "b": "minutes", "c": "place"}
    assert verdicts(asks("y", "people", "certainty"), *rows) == dict.fromkeys("abc", "true")


@pytest.mark.parametrize("certainty", ["date_only", "ambiguous"])
def test_r12_it_is_unknown_where_it_reads_an_unsure_instant(certainty: str) -> None:
    rows = [row("m", "03-02 10:00", certainty=certainty), row("z", "03-02 10:00", certainty="zone_assumed")]
    assert verdicts(asks("reads-it", "at"), *rows) == {"m": "at", "z": "true"}
    assert verdicts(asks("does-not", "kind"), *rows) == {"m": "true", "z": "true"}


def test_r11_it_is_unknown_where_it_reads_an_unknown_party() -> None:
    rows = [row("m", "03-02 10:00", "unknown")]
    assert verdicts(asks("reads-it", "by", "kind"), *rows) == {"m": "by"}
    assert verdicts(asks("does-not", "kind"), *rows) == {"m": "true"}


def test_it_is_given_what_it_reads_and_which_row_it_is() -> None:
    seen: list[SimpleNamespace] = []
    asks_for_all = asks("looks", "minutes", "planned_start", says=lambda i: not seen.append(i))
    given = row("m", "07-02 23:30", minutes=5.0, planned_start="12-02 23:30", place="room", length=4, purpose="crisis")
    assert verdicts(asks_for_all, given) == {"m": "true"}
    told = {name: value for name, value in vars(seen[0]).items() if value is not None}
    assert {name: str(value) for name, value in told.items()} == {
        "id": "m", "relationship": "r", "at": "2026-07-03 00:30:00+01:00", "kind": "message", "by": "practitioner",
        "minutes": "5.0", "planned_start": "2026-12-02 23:30:00+00:00",
    }  # fmt: skip


def test_r79_neither_says_anything_of_a_kind() -> None:
    assert with_only_kind(Listed("kind", ref("after_hours.support")), "call") is None
    assert with_only_kind(asks("x", "kind", says=False), "call") is None
    assert with_only_kind(AllOf((MESSAGE, PLACES)), "call") is False
    assert anchors(NoneFor(asks("never", "kind", says=False), days(2)), [row("m", "01-09 10:00")]) == [""]
