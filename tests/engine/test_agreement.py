"""Rules about the agreement through the public way: the six that are shipped, what they say and point to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import boundaries as bd
from boundaries.policy.agreement import ABOUTS
from boundaries.policy.condition import Agreement
from boundaries.policy.packs import load_pack
from boundaries.report.text import text_report

RULES = {rule.code: rule for rule in load_pack("core").rules if isinstance(rule.when, Agreement)}
CONTRACT = Path(__file__).parent / "agreement.contract.yaml"


def message(id: str, at: str, **more: Any) -> bd.Interaction:
    columns = {"id": id, "relationship": "c-1", "at": at, "kind": "message", "by": "practitioner", "length": 140}
    return bd.Interaction.from_mapping(columns | more)


def session(id: str, at: str) -> bd.Interaction:
    return message(id, at, kind="session", by="both", length=None)


def gifts(*days: str) -> list[bd.Interaction]:
    return [message(f"g{n}", f"2026-{day}T10:00:00Z", kind="gift", by="client") for n, day in enumerate(days)]


ROWS = [
    session("s", "2026-01-08T10:00:00Z"),
    message("a", "2026-03-10T19:00:00Z"), message("b", "2026-03-17T19:00:00Z"),
    message("c", "2026-04-15T20:00:00Z"), message("d", "2026-04-21T20:00:00Z"),
    *gifts("02-03", "02-10", "02-17", "02-24"),
    session("z", "2026-08-03T09:00:00Z"),
]  # fmt: skip


def result(rows: list[bd.Interaction] = ROWS, contract: Path = CONTRACT) -> bd.Result:
    policy = bd.compile(bd.load(contract), packs=["core"]) if contract == CONTRACT else alone(contract)
    return bd.check(rows, policy)


def alone(contract: Path) -> bd.Policy:
    """A policy of the six rules, without any that they could look at."""
    return bd.compile(bd.load(contract), packs=[], rules=tuple(RULES.values()))


def told(found: bd.Result) -> dict[str, list[bd.Finding]]:
    said: dict[str, list[bd.Finding]] = {}
    for finding in found:
        said.setdefault(finding.code, []).append(finding)
    return said


# ---- the six rules ------------------------------------------------------------------------------------------------


def test_every_question_about_the_agreement_has_its_shipped_rule() -> None:
    assert sorted(rule.when.about for rule in RULES.values() if isinstance(rule.when, Agreement)) == sorted(ABOUTS)


SAYS = {
    "CON-FIRST": "The agreement was noted on Mon 12 Jan 2026 00:00, after the work had begun; sessions held before "
                 "that day: 1. There may be a good reason.",
    "AMD-ONESIDED": "A change to hours, calls was noted on Mon 6 Jul 2026 00:00, and not everyone is recorded as "
                    "agreeing yet. Until then, what was agreed before stays in force.",
    "AMD-AFTER": "The change to hours agreed on Mon 30 Mar 2026 00:00 followed the practice: 2 times in the weeks "
                 "before, something had already happened that the agreement allows now. Each may have been right in "
                 "the moment.",
    "EXC-EXPIRED": "The exception agreed for hours has ended, and what it covered went on, the last time on Tue 21 "
                   "Apr 2026 21:00 (2 in all). This may have been right in the moment.",
    "CON-GAP": "The agreement does not speak of gifts, and by Tue 24 Feb 2026 10:00 they had come to 4 in one period. "
               "There may be good reasons.",
}  # fmt: skip


@pytest.mark.parametrize("code", SAYS)
def test_a_rule_says_what_it_found(code: str) -> None:
    assert [finding.says for finding in told(result())[code]] == [SAYS[code]]


def test_an_open_part_is_said_with_what_is_open() -> None:
    (finding,) = told(result())["CON-COMPLETE"]
    since = "Still open in this part of the agreement since Mon 12 Jan 2026 00:00"
    begins = f"{since} (14 in all): accounts, reply, between sessions, calls, after hours, fee, gifts, "
    assert finding.says.startswith(begins)
    assert finding.measured == len(str(finding.params["terms"]).split(", "))
    assert finding.params["until"] == "Mon 3 Aug 2026 10:00"  # it goes on to the end of the world


# ---- what a finding points to -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "clause", "place", "version", "measured", "unit", "agreed", "evidence"),
    [
        ("CON-COMPLETE", "administrative", "9:1", "2026-01-12", 14, "count", None, ()),
        ("CON-FIRST", None, "6:1", "2026-01-12", 1, "count", None, ("s",)),
        ("AMD-ONESIDED", "administrative.hours", "27:3", "2026-03-30", None, None, "Mo-Fr 09:00-20:00", ()),
        ("AMD-AFTER", "administrative.hours", "26:3", "2026-03-30", 2, "count", "Mo-Fr 09:00-20:00", ("a", "b")),
        ("EXC-EXPIRED", "administrative.hours", "24:3", "2026-03-30", 2, "count", "Mo-Fr 09:00-20:00", ("c", "d")),
        ("CON-GAP", "administrative.gifts", "9:1", "2026-01-12", 4, "count", None, ("g0", "g1", "g2", "g3")),
    ],
)
def test_a_finding_points_to_what_it_is_about(
    code: str, clause: str | None, place: str, version: str, measured: float | None, unit: str | None,
    agreed: str | None, evidence: tuple[str, ...],
) -> None:  # fmt: skip
    (finding,) = told(result())[code]
    assert (finding.clause, finding.version, finding.evidence) == (clause, version, evidence)
    assert str(finding.location) == f"{CONTRACT}:{place}"
    assert (finding.measured, finding.unit, finding.agreed) == (measured, unit, agreed)
    assert (finding.status, finding.unknown, finding.type) == ("open", None, "breach")
    assert finding.params["limit"] == RULES[code].when.at_least  # type: ignore[union-attr]


def test_only_findings_about_the_agreement_have_terms() -> None:
    with_terms = {finding.code for finding in result() if "terms" in finding.params}
    assert with_terms == set(RULES)


SMALL = (
    "contract: small\nrelationship: c-1\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"
)


def small(folder: Path, *lines: str) -> Path:
    path = folder / "contract.yaml"
    path.write_text(f"# a comment\n{SMALL}" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_part_that_is_not_there_points_to_the_contract(tmp_path: Path) -> None:
    path = small(tmp_path, "administrative: {hours: 24/7}")
    places = {str(f.clause): str(f.location) for f in told(result(ROWS, path))["CON-COMPLETE"]}
    start = str(bd.load(path).source.document)
    assert places == {"administrative": f"{path}:7:1", "professional": start, "psychological": start}
    gap = [str(f.location) for f in told(result(ROWS, small(tmp_path, "psychological: {needs: []}")))["CON-GAP"]]
    assert gap
    assert set(gap) == {start}


def test_the_version_is_the_one_that_begins_at_the_instant(tmp_path: Path) -> None:
    needs = "psychological: {commitments: [], expectations: [], needs: [{of: client, says: quiet}]}"
    gone = "- {id: a1, agreed: 2026-03-02, agreed_by: [practitioner, client], set: {psychological.needs: null}}"
    found = told(result(ROWS, small(tmp_path, needs, "amendments:", gone)))["CON-COMPLETE"]
    assert [(f.version, f.params["from"]) for f in found if f.clause == "psychological"] == [
        ("2026-03-02", "Mon 2 Mar 2026 00:00")
    ]


def test_a_table_of_findings_says_the_same() -> None:
    found = result()
    table = found.to_arrow()
    for name in ("id", "clause", "unit", "measured", "version", "rule"):
        assert table.column(name).to_pylist() == [getattr(finding, name) for finding in found], name
    assert len(set(table.column("id").to_pylist())) == len(found)


def test_the_report_has_each_clause_by_itself() -> None:
    found = result()
    lines = [line.text for line in text_report(found.findings, found.policy, found.summary())]
    headings = [
        f"no single clause (examples, {CONTRACT}:6:1)", f"administrative (examples, {CONTRACT}:9:1)",
        f"administrative.gifts (examples, {CONTRACT}:9:1)",
        f"administrative.hours: Mo-Fr 09:00-20:00 (examples, {CONTRACT}:26:3)",
        f"administrative.hours: Mo-Fr 09:00-20:00 (examples, {CONTRACT}:24:3)",
        f"administrative.hours: Mo-Fr 09:00-20:00 (examples, {CONTRACT}:27:3)",
    ]  # fmt: skip
    places = [lines.index(heading) for heading in headings]
    assert places == sorted(places)
    assert lines[places[3] + 1] == f"notice: {SAYS['AMD-AFTER']} [agree-first-then-change]"


# ---- who is judged, and by what -----------------------------------------------------------------------------------


STANDARD = """\
contract: standard
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
administrative: {hours: "Mo-Fr 09:00-18:00", gifts: {at_most: 1, per: P1Y}}
amendments:
- {id: a1, agreed: 2026-03-30, agreed_by: [practitioner, client], set: {hours: "Mo-Fr 09:00-20:00"}}
"""


def test_a_standard_contract_is_asked_for_each_relationship_it_judges(tmp_path: Path) -> None:
    (tmp_path / "standard.yaml").write_text(STANDARD, encoding="utf-8")
    days = {"c-1": ("10", "17"), "c-2": ("10",), "c-3": ("16", "18")}
    rows = [message(day, f"2026-03-{day}T19:00:00Z", relationship=pair) for pair in days for day in days[pair]]
    rows.append(message("z", "2026-05-03T09:00:00Z"))
    policy = bd.compile(bd.load(tmp_path / "standard.yaml"), packs=["core"])
    found = [f for f in bd.check(rows, policy) if f.code == "AMD-AFTER"]
    assert [(f.relationship, f.evidence) for f in found] == [("c-1", ("10", "17")), ("c-3", ("16", "18"))]
    assert len({f.id for f in found}) == 2
    # One that writes in May only is in time; the part that is open is so for everybody.
    assert {f.relationship for f in bd.check(rows, policy) if f.code == "CON-COMPLETE"} == {"c-1", "c-2", "c-3"}


def test_without_rules_to_look_at_nothing_is_found(tmp_path: Path) -> None:
    (tmp_path / "standard.yaml").write_text(STANDARD, encoding="utf-8")
    rows = [
        message("a", "2026-03-10T19:00:00Z"),
        message("b", "2026-03-17T19:00:00Z"),
        message("z", "2026-05-03T09:00:00Z"),
    ]
    policy = alone(tmp_path / "standard.yaml")
    assert [f.code for f in bd.check(rows, policy) if f.code in ("AMD-AFTER", "EXC-EXPIRED")] == []


def test_a_relationship_without_rows_is_not_asked_about(tmp_path: Path) -> None:
    (tmp_path / "standard.yaml").write_text(
        STANDARD.replace("timezone", "relationship: c-9\ntimezone"), encoding="utf-8"
    )
    assert len(bd.check(ROWS, alone(tmp_path / "standard.yaml"))) == 0
