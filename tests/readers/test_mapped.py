"""The exports of the corpus are read right, nothing of what was said passes, and each map goes to its own log."""

from __future__ import annotations

import re
import traceback
from pathlib import Path

import pytest

from boundaries.core.errors import BoundariesError, LogError, UsageError
from boundaries.readers.base import Options
from boundaries.readers.mapped import for_logs, load_map, reader_of
from boundaries.readers.mapped_file import parse_map
from boundaries.readers.open import open_log
from boundaries.table.assemble import assemble
from boundaries.table.log import Coverage
from called import call
from maps import CORPUS, EXPORTS, KEY, corpus, map_of, rejects, rows

# ---- the corpus ---------------------------------------------------------------------------------------------

RIGHT: dict[str, list[tuple[str, str, str, object]]] = {  # at, kind, by, length or minutes
    "cliniko.json": [
        ("2026-03-03T10:00:00", "session", "both", None),
        ("2026-03-09T20:15:00", "cancellation", "unknown", None),
        ("2026-03-17T10:00:00", "no_show", "client", None),
    ],
    "imessage.csv": [
        ("2026-10-24T17:00:05", "message", "client", 10),
        ("2026-10-24T17:00:05", "message", "client", 10),
        ("2026-10-24T17:03:00", "message", "practitioner", 22),
        ("2026-10-25T00:30:00", "message", "client", 20),
        ("2026-10-25T09:01:00", "message", "practitioner", None),
    ],
    "practice.csv": [
        ("2026-03-03T09:00:00", "session", "both", 50),
        ("2026-03-09T19:15:00", "cancellation", "client", None),
        ("2026-03-17T09:00:00", "no_show", "client", None),
        ("2026-03-17T10:00:00", "session", "both", 90),
    ],
    "ringcentral.jsonl": [
        ("2026-03-04T18:20:00", "call", "client", 11),
        ("2026-03-04T19:30:00", "call", "practitioner", 90.5 / 60),
    ],
    "slack.json": [
        ("2026-03-03T10:00:00.000200", "message", "practitioner", 10),
        ("2026-03-03T10:01:00.000300", "message", "client", 8),
        ("2026-03-03T10:01:02.000300", "message", "client", 13),
        ("2026-03-03T10:01:04.000300", "message", "other", 12),
    ],
    "twilio.csv": [
        ("2026-03-09T02:14:05", "message", "client", 30),
        ("2026-03-09T02:16:40", "message", "practitioner", None),
        ("2026-03-09T23:59:59", "message", "client", 8),
    ],
}
TURNED_AWAY: dict[str, list[tuple[int, str | None, str]]] = {
    "cliniko.json": [(7, "planned_end", "not a time as the map's `format` says")],
    "imessage.csv": [
        (8, "at", "not a time as the map's `format` says"),
        (9, "channel", "a word that the map does not list"),
    ],
    "practice.csv": [
        (5, "at", "no such date or time"),
        (6, "kind", "a word that the map does not list"),
        (7, "minutes", "not a number as the map says"),
        (9, "at", "missing"),
    ],
    "ringcentral.jsonl": [
        (5, "minutes", "less than zero"),
        (7, None, "one of the two people is not named"),
        (8, None, "not JSON"),
    ],
    "slack.json": [(5, None, "a list or an object where a single value is expected")],
    "twilio.csv": [(7, "at", "missing")],
}
LEFT_OUT = {
    "cliniko.json": {"by the map": 2, "still ahead": 1, "with nobody who is listed": 1},
    "imessage.csv": {"by the map": 2, "with nobody who is listed": 1},
    "practice.csv": {"by the map": 1},
    "ringcentral.jsonl": {"by the map": 2, "with nobody who is listed": 1},
    "slack.json": {"by the map": 1},
    "twilio.csv": {"by the map": 2, "with nobody who is listed": 1},
}


@pytest.mark.parametrize("export", EXPORTS)
def test_every_export_of_the_corpus_is_read_right(export: str) -> None:
    found = corpus(export)
    told = [
        (row["at"].isoformat().removesuffix("+00:00"), row["kind"], row["by"], row.get("length", row.get("minutes")))
        for row in rows(found)
    ]
    assert told == RIGHT[export]
    assert rejects(found) == TURNED_AWAY[export]
    assert dict(found.left_out) == LEFT_OUT[export]


def test_what_else_the_rows_of_the_corpus_say() -> None:
    cancelled = rows(corpus("cliniko.json"))[1]
    assert cancelled["planned_start"].isoformat() == "2026-03-10T10:00:00+00:00"
    certain = [row.get("certainty", "exact") for row in rows(corpus("imessage.csv"))]
    assert certain == ["zone_assumed", "zone_assumed", "zone_assumed", "ambiguous", "zone_assumed"]
    assert [row["id"] for row in rows(corpus("imessage.csv"))][:2] == [
        "imessage-2026-10-24T17:00:05Z-client-message-001", "imessage-2026-10-24T17:00:05Z-client-message-002",
    ]  # fmt: skip
    assert [row.get("amount") for row in rows(corpus("practice.csv"))] == [90.0, 45.0, 1090.5, None]
    assert [row["relationship"] for row in rows(corpus("practice.csv"))] == ["c-207", "c-207", "c-207", "c-208"]
    first, answer, *_ = rows(corpus("slack.json"))
    assert answer["ref"] == first["id"]
    assert {row["people"] for row in rows(corpus("slack.json"))} == {3}
    assert {row["account"] for row in rows(corpus("twilio.csv"))} == {"work"}


@pytest.mark.parametrize("export", EXPORTS)
def test_an_export_shows_its_kinds_from_its_first_row_to_its_last(export: str) -> None:
    found = corpus(export)
    at = [int(row["at"].timestamp() * 1e6) for row in rows(found)]
    pairs = sorted({row["relationship"] for row in rows(found)})
    kinds = frozenset({kind for _, kind, _, _ in RIGHT[export]})
    assert found.coverage == tuple(Coverage(min(at), max(at), kinds, pair) for pair in pairs)


@pytest.mark.parametrize("export", EXPORTS)
def test_the_same_export_twice_is_read_once(export: str) -> None:
    log = assemble([corpus(export), corpus(export)])
    assert log.summary.duplicates == len(RIGHT[export])
    assert log.summary.accepted == len(RIGHT[export])


# ---- nothing else passes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("export", EXPORTS)
def test_nothing_of_what_was_said_or_who_they_are_leaves_the_reader(
    export: str, capfd: pytest.CaptureFixture[str]
) -> None:
    found = corpus(export)
    shown = repr(found) + repr(found.rejects) + repr(found.table.to_pylist()) + repr(found.coverage)
    for trace in ("anary", "4477009", "U0", "patients", "K-17", "SMx", "notiz"):
        assert trace not in shown
    assert "".join(capfd.readouterr()) == ""


@pytest.mark.parametrize("export", EXPORTS)
@pytest.mark.parametrize(
    "change", [("at: {from: ", "at: {from: nowhere"), ("at: {date: ", "at: {date: nowhere"), ("", "")]
)
def test_a_refusal_says_nothing_of_the_rows(export: str, change: tuple[str, str]) -> None:
    reader = reader_of(
        parse_map(re.sub("timezone: .*", "", map_of(export).read_text("utf-8").replace(*change)), "m.yaml")
    )
    with pytest.raises(BoundariesError) as caught:
        reader.read(CORPUS / export, Options(key=KEY))
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    for trace in ("anary", "4477009", "U0CLIENT", "patients/"):
        assert trace not in shown


# ---- which log a map is for ---------------------------------------------------------------------------------


@pytest.mark.parametrize("map", EXPORTS)
@pytest.mark.parametrize("export", EXPORTS)
def test_a_map_knows_its_own_export_and_no_other(map: str, export: str) -> None:
    reader = reader_of(load_map(map_of(map)))
    assert reader.sniff((CORPUS / export).read_bytes()) is (map == export)


def test_with_several_logs_each_map_must_fit_one(tmp_path: Path) -> None:
    maps = [reader_of(load_map(map_of(export))) for export in ("twilio.csv", "slack.json")]
    heads = [(CORPUS / export).read_bytes() for export in ("twilio.csv", "imessage.csv")]
    with pytest.raises(
        UsageError, match=r"B285 map `slack` fits none of the logs \(it names `ts`, in a file of json\)"
    ):
        for_logs(maps, heads)
    assert for_logs(maps[:1], heads) == tuple(maps[:1])


def test_with_one_log_and_one_map_what_does_not_fit_is_told(tmp_path: Path) -> None:
    maps = (reader_of(load_map(map_of("twilio.csv"))),)
    with pytest.raises(LogError) as caught:
        open_log([CORPUS / "practice.csv"], Options(maps=maps, key=KEY))
    assert {problem.code for problem in caught.value.diagnostics} == {"B284"}
    assert "log 1: no column `SentDate`, which map `twilio-console` names" in str(caught.value)
    assert "Klient" not in str(caught.value)


def test_several_logs_are_read_each_in_its_own_way(tmp_path: Path) -> None:
    from boundaries.readers.directory import load_people

    maps = tuple(reader_of(load_map(map_of(export))) for export in EXPORTS)
    options = Options(maps=maps, key=KEY, directory=load_people(CORPUS / "people.yaml"))
    log = open_log([CORPUS / export for export in EXPORTS], options)
    assert [source.format for source in log.sources] == [reader.name for reader in maps]
    assert log.summary.accepted == sum(map(len, RIGHT.values()))


def test_on_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "log.csv"
    options = ("--people", CORPUS / "people.yaml", "--key", tmp_path / "key", "-o", out)
    outcome = call("convert", CORPUS / "twilio.csv", "--map", map_of("twilio.csv"), *options)
    assert outcome.code == 0, outcome.err
    assert (
        "log 1 (map twilio-console): 7 rows seen = 3 accepted + 0 duplicates + 1 rejected + 3"
        in outcome.err + outcome.out
    )
    assert len(out.read_text().splitlines()) == 4
    broken = tmp_path / "broken.yaml"
    broken.write_text("map: a\nexport: csv\n")
    outcome = call("convert", CORPUS / "twilio.csv", "--map", broken, *options)
    assert outcome.code == 2
    assert "B102 a mapping file needs `columns`" in outcome.err


@pytest.mark.parametrize("columns", [frozenset({"at"}), frozenset({"at", "length", "by"})])
def test_no_more_columns_are_kept_than_will_be_looked_at(columns: frozenset[str]) -> None:
    every, few = corpus("twilio.csv"), corpus("twilio.csv", columns=columns)
    assert few.rejects == every.rejects
    assert few.table.equals(every.table.select(few.table.column_names))
    assert "channel" not in few.table.column_names
    assert ("length" in few.table.column_names) is ("length" in columns)


def test_a_large_export_is_read_in_bounded_memory(tmp_path: Path) -> None:
    import tracemalloc

    place = tmp_path / "large.csv"
    with place.open("w") as file:
        file.write("When,Who,Text\n")
        for number in range(3_000):
            file.write(f"2026-03-03T{number % 24:02}:00:00Z,client,{'x' * 20_000}\n")
    reader = reader_of(
        parse_map(
            "map: m\nexport: csv\ncolumns: {at: {from: When}, by: {from: Who}, kind: {is: message}, "
            "length: {length_of: Text}}",
            "m",
        )
    )
    tracemalloc.start()
    found = reader.read(place, Options(relationship="c-1"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.table.num_rows == 3_000
    assert set(found.table["length"].to_pylist()) == {20_000}
    assert peak < 30_000_000, "of 60 MB"
