"""What an open finding says of an excuse that could not be judged, for want of a column."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd

CONTRACT = """\
contract: k-1
relationship: c-1
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
administrative:
  hours: "Mo-Fr 09:00-18:00"
  between_sessions: {at_most: 1, per: P7D}
  sessions: {every: P7D}
"""
EACH = "{event: {kind: [message, call], outside: $hours}}"
ALL = "[crisis, agreed, scheduling, cover, incidental]"


def told(folder: Path, when: str, unless: str, *rows: bd.Interaction) -> list[tuple[str, str | None, str]]:
    (folder / "contract.yaml").write_text(CONTRACT, encoding="utf-8")
    rule = f"rule: own\nwhen: {when}\nunless: {unless}\nsays: One thing happened.\n"
    (folder / "own.yaml").write_text(rule, encoding="utf-8")
    policy = bd.compile(bd.load(folder / "contract.yaml"), packs=[folder / "own.yaml"])
    result = bd.check(rows, policy)
    assert result.to_arrow().column("unknown").to_pylist() == [finding.unknown for finding in result]
    return [(finding.status, finding.unknown, finding.says) for finding in result]


def row(id: str = "a", kind: str = "message", minute: int = 0, **more: object) -> bd.Interaction:
    at = f"2026-03-03T20:{minute:02}:00Z"
    columns = {"id": id, "relationship": "c-1", "at": at, "kind": kind, "by": "practitioner"}
    return bd.Interaction.from_mapping(columns | more)


PURPOSE = "The log does not say `purpose`, so whether it was about a crisis or about arranging a session is not known."
LENGTH = "The log does not say `length`, so whether it was a short acknowledgement is not known."


@pytest.mark.parametrize(
    ("unless", "more", "unknown", "sentence"),
    [
        (ALL, {}, "purpose", PURPOSE),
        (ALL, {"purpose": "support"}, "length", LENGTH),
        (ALL, {"purpose": "support", "length": 21}, None, ""),
        ("[incidental, crisis]", {}, "length", LENGTH),
        ("[crisis]", {}, "purpose", PURPOSE.replace(" or about arranging a session", "")),
        ("[agreed, cover, illness]", {}, None, ""),
        ("[]", {}, None, ""),
        ("[incidental]", {"kind": "call"}, None, ""),
    ],
)
def test_the_first_excuse_that_could_not_be_judged_names_its_column(
    unless: str, more: dict[str, object], unknown: str | None, sentence: str, tmp_path: Path
) -> None:
    says = f"One thing happened. {sentence}".strip()
    assert told(tmp_path, EACH, unless, row(**more)) == [("open", unknown, says)]  # type: ignore[arg-type]


def test_what_is_excused_or_undetermined_leaves_no_such_doubt(tmp_path: Path) -> None:
    rows = row("a", length=5), row("b", minute=1, certainty="date_only", length=90)
    assert [said[:2] for said in told(tmp_path, EACH, ALL, *rows)] == [("excused", None), ("undetermined", "at")]


def test_a_window_looks_at_every_row_it_counted(tmp_path: Path) -> None:
    cap = "{more_than: $between_sessions.at_most, of: {kind: message}, in: $between_sessions.per}"
    known = row("a", purpose="support"), row("b", minute=1, purpose="other")
    assert [said[1] for said in told(tmp_path, cap, "[crisis]", *known)] == [None]
    assert [said[1] for said in told(tmp_path, cap, "[crisis]", *known, row("c", minute=2))] == ["purpose"]


def test_a_sequence_looks_at_its_second_event_only(tmp_path: Path) -> None:
    after = "{first: {by: client}, then: {by: practitioner}, within: P1D}"
    first = row("a", by="client")
    assert [said[1] for said in told(tmp_path, after, "[crisis]", first, row("b", minute=1))] == ["purpose"]
    assert [said[1] for said in told(tmp_path, after, "[crisis]", first, row("b", minute=1, purpose="other"))] == [None]


def test_an_absence_since_an_event_hangs_on_no_purpose(tmp_path: Path) -> None:
    gap = "{none: {kind: session}, for: $sessions.every}"
    assert {said[:2] for said in told(tmp_path, gap, "[crisis]", row())} == {("open", None)}
