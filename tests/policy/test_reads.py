"""The columns that a rule declares by being written as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd
from boundaries.core.columns import NAMES
from boundaries.core.sentence import PLACEHOLDERS
from boundaries.policy.agreement import ABOUTS, DEFAULTS
from boundaries.policy.condition import About
from boundaries.policy.fields import FIELDS
from boundaries.policy.policy import ALWAYS
from boundaries.policy.reads import columns_read
from boundaries.policy.rule import EXCUSES, Rule
from boundaries.policy.spec import load_rules

SPAN = {"kind", "planned_start", "planned_end"}
CONTRACT = """\
contract: c
relationship: c-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
packs: [rules]
administrative: {hours: "Mo-Fr 09:00-18:00"}
"""


def rule(when: str, *more: str) -> Rule:
    (found,) = load_rules("\n".join(["rule: r", f"when: {when}", *more, *(() if more else ["says: x"])]), "r.yaml")
    return found


@pytest.mark.parametrize(
    ("when", "columns"),
    [
        ("{event: {kind: message}}", {"kind"}),
        ("{event: {outside: $hours}}", {"at", "certainty"}),
        ("{event: {any: [{by: client}, {not: {place: room}}]}}", {"by", "place"}),
        ("{event: {notice_hours: {lt: 24}}}", {"at", "planned_start", "ref"}),
        ("{event: {overrun_minutes: {gt: 5}}}", {"minutes"}),
        ("{event: {channel_agreed: false}}", {"channel", "purpose"}),
        ("{event: {thread_by: client, previous_by: client}}", {"at", "kind", "by"}),
        ("{event: {ref_kind: session}}", {"id", "kind", "ref"}),
        ("{event: {on_leave: true}}", {"at", *SPAN}),
        ("{more_than: 5, of: {}, in: P7D, total: amount}", {"amount"}),
        ("{more_than: 0, of: {by: client}, among: {place: room}, in: P7D}", {"by", "place"}),
        ("{first: {length: {gt: 3}}, then: {party: gp}, within: P1D}", {"length", "party"}),
        ("{event: {kind: session}, without: {}, within: P1D, matching: ref}", {"id", "kind", "ref"}),
        ("{event: {kind: session}, without: {account: work}, within: P1D}", {"kind", "account"}),
        ("{none: {kind: review}, for: P90D}", {"kind"}),
        ("{agreement: late}", {"at", "kind"}),
        ("{agreement: unnamed_practice}", {"at", "kind", "by", "channel"}),
        ("{agreement: one_sided}", set()),
    ],
)
def test_a_condition_reads_the_columns_behind_its_tests(when: str, columns: set[str]) -> None:
    assert rule(when).columns == columns


@pytest.mark.parametrize(
    ("excuse", "columns"),
    [
        ("scheduling", {"purpose"}),
        ("incidental", {"by", "length"}),
        ("crisis", {"purpose", "reason", *SPAN}),
        ("illness", {"reason", *SPAN}),
        ("cover", SPAN),
        ("agreed", set()),
    ],
)
def test_an_excuse_reads_the_row_or_the_rows_of_others(excuse: str, columns: set[str]) -> None:
    assert rule("{event: {kind: gift}}", f"unless: [{excuse}]", "says: x").columns == {"kind", *columns}


@pytest.mark.parametrize("about", ABOUTS)
def test_no_row_carries_an_excuse_of_the_agreement_itself_but_a_practice(about: About) -> None:
    more = columns_read(DEFAULTS[about], EXCUSES) - columns_read(DEFAULTS[about])
    assert ("purpose" in more) == ("length" in more) == (about == "unnamed_practice")


@pytest.mark.parametrize("name", sorted(PLACEHOLDERS))
def test_a_sentence_reads_what_it_tells(name: str) -> None:
    behind = set(FIELDS[name].reads) if name in FIELDS else set()
    for says in (f'"{{{name}}}"', f'{{en: "x", de: "{{{name}}}"}}', f'{{one: "x", other: "{{{name}}}"}}'):
        assert rule("{event: {kind: gift}}", f"says: {says}").columns == {"kind", *behind}


def test_a_translation_reads_what_it_tells(tmp_path: Path) -> None:
    (tmp_path / "rules/wording").mkdir(parents=True)
    (tmp_path / "rules/gift.yaml").write_text("rule: gift\nwhen: {event: {kind: gift}}\nsays: a gift\n")
    (tmp_path / "c.yaml").write_text(CONTRACT)
    assert bd.compile(bd.load(tmp_path / "c.yaml")).columns == ALWAYS
    (tmp_path / "rules/wording/de.yaml").write_text('wording: de\nrules: {gift: {says: "ein Geschenk, {place}"}}\n')
    assert bd.compile(bd.load(tmp_path / "c.yaml")).columns == {*ALWAYS, "place"}


def test_every_column_is_one_of_a_log_and_none_that_is_derived() -> None:
    everything = {word for field in FIELDS.values() for word in field.reads}
    assert everything <= set(NAMES)
    assert rule("{event: {notice_hours: {lt: 1}, thread_by: client}}").columns <= set(NAMES)
