"""A scenario written down and read again is the same scenario, whatever it tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.columns import BASES, KINDS, PARTIES, PURPOSES, REASONS
from boundaries.testing.document import scenario_document
from boundaries.testing.model import Scenario
from boundaries.testing.scenario import load_scenarios, read_scenarios
from boundaries.testing.timeline import LASTING
from scenarios import CONTRACT, CONTRACT_FILE, EVENING, RULE

RULES = ("reply-outside-hours", "contact-outside-hours", "session-gap", "contact-volume")
ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe")
day = datetime.fromisoformat
START, END = day("2026-01-13"), day("2026-12-01")
ODD = (day("2026-11-01T01:30"), day("2026-03-29T01:30"))  # shown twice in New York, never in London
CONTRACTS = tuple(
    yaml.load(text, yaml.BaseLoader)["contract"]  # noqa: S506 (every scalar stays text)
    for text in (
        CONTRACT,
        f"{CONTRACT}  packs: [core]\n",
        f"{CONTRACT}  exceptions:\n  - {{clause: hours, until: 2026-02-01, agreed_by: [practitioner, client]}}\n"
        "  amendments:\n  - {agreed: 2026-03-01, agreed_by: [practitioner, client], set: {hours: Mo-Su 10:00-12:00}}\n",
    )
)
WORDS = st.text("ab é部#:,'{}[]&*!|>%@`-", min_size=1, max_size=8).map(str.strip).filter(bool)
COLUMNS = {
    "length": st.integers(0, 999).map(str), "people": st.integers(0, 9).map(str),
    "amount": st.sampled_from(("-1.5", "70")),
    "purpose": st.sampled_from(PURPOSES), "reason": st.sampled_from(REASONS), "basis": st.sampled_from(BASES),
    "place": WORDS | st.just("a  b"), "actor": WORDS, "party": WORDS, "ref": st.sampled_from(("e1", "a b")),
    "planned": st.sampled_from(("10:00-10:50", "2026-03-05T10:00", "23:30-00:20")),
    "certainty": st.sampled_from(("exact", "date_only", "ambiguous")),
}  # fmt: skip


@st.composite
def moments(draw: st.DrawFn, least: datetime = START, most: datetime = END) -> str:
    """A local time, at times with seconds or an offset; the hours that clocks show twice or never among them."""
    local = draw(st.datetimes(least, most) | st.sampled_from(ODD))
    clock = draw(st.sampled_from(("%H:%M", "%H:%M:%S", "%H:%M:%S.%f")))
    return f"{local:%Y-%m-%d} {local:{clock}}" + draw(st.sampled_from(("", "", "+01:00", "Z")))


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A line of a timeline, with any of the columns it can have."""
    kind = draw(st.sampled_from((*KINDS, "x-walk")))
    moment = draw(moments())
    if kind in LASTING and draw(st.booleans()):
        start = draw(st.datetimes(START, END)).replace(second=0, microsecond=0)
        moment = f"{start:%Y-%m-%d %H:%M}-{start + timedelta(minutes=draw(st.integers(1, 1439))):%H:%M}"
    words = [moment, draw(st.sampled_from(PARTIES)), ">", kind]
    words += [draw(st.sampled_from(("sms", "Email", "in_person")))] if draw(st.booleans()) else []
    for name in draw(st.lists(st.sampled_from(sorted(COLUMNS)), unique=True, max_size=4)):
        value = draw(COLUMNS[name])
        words.append(f'{name}="{value}"' if " " in value or draw(st.booleans()) else f"{name}={value}")
    return draw(st.sampled_from((" ", "  "))).join(words)


@st.composite
def expectations(draw: st.DrawFn, rows: int) -> dict[str, Any]:
    """Something expected, by any keys of a finding."""
    keys: dict[str, st.SearchStrategy[Any]] = {
        "at": moments(day("2026-01-14"), day("2026-11-30")), "until": st.none() | moments(),
        "status": st.sampled_from(("open", "excused", "undetermined")),
        "severity": st.sampled_from(("notice", "crossing")),
        "measured": st.none() | st.integers(-3, 99) | st.decimals(0, 9, places=3).map(float),
        "evidence": st.lists(st.integers(1, rows).map("e{}".format), max_size=4), "review_soon": st.booleans(),
        "unit": st.none() | st.sampled_from(("days", "count")), "says": WORDS,
        "excused_by": st.none() | st.sampled_from(REASONS),
        "since": st.none() | moments(), "since_interval": st.none() | st.lists(moments(), min_size=2, max_size=2),
        "factor": st.none() | st.integers(0, 9),
        "after_interval": st.none() | st.lists(st.integers(0, 9), min_size=2, max_size=2),
        "second_opinion": st.none() | st.sampled_from(("agrees", "does not see it")),
    }  # fmt: skip
    chosen = draw(st.lists(st.sampled_from(sorted(keys)), unique=True))
    return {"rule": draw(st.sampled_from(RULES))} | {key: draw(keys[key]) for key in chosen}


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A scenario as its file has it."""
    timeline = draw(st.lists(lines(), min_size=1, max_size=6))
    found: dict[str, Any] = {
        "scenario": draw(WORDS),
        "contract": draw(st.sampled_from(CONTRACTS)),
        "timeline": timeline,
    }
    if draw(st.booleans()):
        found["zone"] = draw(st.sampled_from(ZONES))
    found["as_of"] = draw(st.sampled_from(("2026-12-31", "2026-12-31 09:00", "2026-12-31T09:00:00.5Z")))
    if draw(st.booleans()):
        found["covers"] = draw(st.lists(st.sampled_from((*KINDS, "x-walk")), min_size=1, max_size=4, unique=True))
    found["expect"] = draw(st.lists(expectations(len(timeline)), max_size=3))
    found["never"] = draw(st.lists(st.sampled_from(RULES), max_size=2))
    found["exactly"] = draw(st.booleans()) if found["expect"] or found["never"] else True
    return found


def written(document: Any) -> str:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def assert_same(again: Scenario, first: Scenario) -> None:
    assert again.contract.to_dict() == first.contract.to_dict()
    assert replace(again, contract=first.contract, rule=first.rule) == first


@settings(max_examples=80)
@given(documents())
def test_a_scenario_is_read_again_as_the_same(document: dict[str, Any]) -> None:
    (first,) = read_scenarios(written(document), "s.yaml")
    text = written(scenario_document(first))
    (again,) = read_scenarios(text, "again.yaml")
    assert_same(again, first)
    assert written(scenario_document(again)) == text


def test_what_says_no_more_than_its_default_is_left_out() -> None:
    rest = "never: [session-gap]\nexactly: false\ngiven: []\nexpect: []\n"
    (scenario,) = read_scenarios(f"scenario: s\n{CONTRACT}zone: Europe/London\n{EVENING}{rest}", "s.yaml")
    assert list(scenario_document(scenario)) == ["scenario", "contract", "timeline", "never"]


def test_a_contract_that_is_named_by_its_path_stays_so(tmp_path: Path) -> None:
    (tmp_path / "contract.yaml").write_text(CONTRACT_FILE, encoding="utf-8")
    (tmp_path / "below").mkdir()
    document = {
        "scenario": "s", "contract": "../contract.yaml", "timeline": ["2026-03-03 21:10 client > message"],
        "as_of": "2026-03-20", "expect": [{"rule": "reply-outside-hours", "at": "2026-03-03 21:10"}],
    }  # fmt: skip
    path = tmp_path / "below" / "s.yaml"
    path.write_text(written(document), encoding="utf-8")
    (scenario,) = load_scenarios(path)
    assert scenario_document(scenario) == document


def test_the_examples_of_a_rule_are_written_without_what_they_share(tmp_path: Path) -> None:
    examples = [
        {"scenario": "one", "timeline": ["2026-03-03 21:10 practitioner > message sms"],
         "expect": [{"rule": "evening-message", "at": "2026-03-03 21:10"}]},
        {"scenario": "two", "contract": "own.yaml", "timeline": ["2026-03-03 10:10 client > message sms"],
         "never": ["evening-message"]},
    ]  # fmt: skip
    for name in ("examples.contract.yaml", "own.yaml"):
        (tmp_path / name).write_text(CONTRACT_FILE, encoding="utf-8")
    path = tmp_path / "rule.yaml"
    path.write_text(RULE + written({"examples": examples}), encoding="utf-8")
    found = load_scenarios(path)
    assert [scenario_document(scenario) for scenario in found] == examples
