"""What nobody can know stays unknown, whatever another file covers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import boundaries as bd
from boundaries.core.instants import parse_instant
from boundaries.readers.base import Options
from boundaries.readers.blind import blind
from boundaries.readers.rows import Rows
from boundaries.table.log import Coverage, Extract

T0 = parse_instant("2026-03-03T10:00:00Z")
HOUR = 3_600_000_000
BOTH = frozenset({"message", "call"})
CONTRACT = """\
contract: k
relationship: c-1
timezone: Europe/London
agreed: 2026-01-01
consent: [practitioner, client]
packs: [core]
administrative:
  hours: "Mo-Fr 09:00-18:00"
  reply_within: 1 working day
"""
SIGNAL = "[2026-03-03, 10:00] Anna: hello\n[2026-03-20, 10:00] Anna: still here\n"
DIARY = "id,at,kind,by\ns-1,2026-03-01T10:00:00Z,session,both\ns-2,2026-03-30T10:00:00Z,session,both\n"


def extract(format: str, *hours: int | None, shown: tuple[tuple[int, int], ...] = ()) -> Extract:
    """Rows at these hours, None for one that was turned away; what the file covers."""
    rows = Rows(Options(relationship="c-1"), format)
    for i, hour in enumerate(hours):
        if hour is None:
            rows.reject("broken")
        else:
            rows.add(id=f"m-{i}", kind="message", by="client", at_us=T0 + hour * HOUR)
    return rows.extract([Coverage(T0 + a * HOUR, T0 + b * HOUR, BOTH, "c-1") for a, b in shown])


def holes(*extracts: Extract) -> list[tuple[float, float, str | None]]:
    return [
        (round((c.start_us - T0) / HOUR, 3), round((c.end_us - T0) / HOUR, 3), c.relationship) for c in blind(extracts)
    ]


def test_a_chat_is_blind_where_it_does_not_cover_itself() -> None:
    assert holes(extract("signal", 0, 5)) == [(0, 5, "c-1")]
    assert holes(extract("whatsapp", 0, 5, shown=((0, 5),))) == []
    assert holes(extract("whatsapp", 0, 9, shown=((0, 3), (5, 7)))) == [(3, 5, "c-1"), (7, 9, "c-1")]
    assert holes(extract("mail", 0, 5)) == []
    assert holes(replace(extract("whatsapp", 0, 5), coverage=None)) == []


def test_around_a_row_that_could_not_be_read_nothing_is_known() -> None:
    assert holes(extract("sms", 0, None, None, 5, 7, None, shown=((0, 7),))) == [(0, 5, None)]
    assert holes(extract("mail", 0, None, 5, shown=((0, 5),))) == []
    assert holes(extract("sms", None, shown=())) == []


def findings(tmp_path: Path, *logs: str) -> tuple[list[str], list[str]]:
    (tmp_path / "k.yaml").write_text(CONTRACT, "utf-8")
    paths = [tmp_path / f"log{i}" for i in range(len(logs))]
    for path, text in zip(paths, logs, strict=True):
        path.write_text(text, "utf-8")
    log = bd.read(paths, me="Me", relationship="c-1", timezone="Europe/London", client="Anna", format="auto")
    result = bd.check(log, bd.compile(bd.load(tmp_path / "k.yaml")), as_of="2026-03-31")
    unchecked = [n.rule for n in result.summary().not_checked]
    return [f.rule for f in result if f.status == "open"], unchecked


def test_a_diary_beside_a_chat_does_not_make_its_silence_known(tmp_path: Path) -> None:
    chat = SIGNAL.replace("\n", "\n[2026-03-02, 09:00] Me: hello\n", 1)
    found, _ = findings(tmp_path, chat, DIARY)
    assert "reply-overdue" not in found
    alone = "".join(
        f"m-{i},{at},message,client\n" for i, at in enumerate(("2026-03-03T10:00:00Z", "2026-03-20T10:00:00Z"))
    )
    found, _ = findings(tmp_path, DIARY + alone)  # what a log of one's own says is all there was
    assert "reply-overdue" in found
