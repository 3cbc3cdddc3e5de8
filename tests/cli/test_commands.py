"""The commands around the main job: init, schema, convert, demo."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

import boundaries as bd
from called import call
from practice import CANARY, CHAT, CONTRACT, NAME, ROWS, write

STARTER = {
    "contract.yaml", "evening-reply.scenario.yaml", "rules", "README.md", "contract.schema.json",
    "scenario.schema.json", "rule.schema.json",
}  # fmt: skip


def test_init_makes_a_folder_that_works(tmp_path: Path) -> None:
    folder = tmp_path / "my" / "practice"
    assert call("init", folder).code == 0
    assert {path.name for path in folder.iterdir()} == STARTER
    for schema in ("contract", "scenario", "rule"):
        assert json.loads((folder / f"{schema}.schema.json").read_text()) == json.loads(call("schema", schema).out)
    (contract,) = bd.load_all(folder).contracts
    assert contract.relationships == ("client-1",)
    assert not [d for d in contract.diagnostics if d.level == "error"]
    assert call("rules", folder).code == 0
    log = write(tmp_path, log_csv=ROWS.replace("c-207", "client-1"))["log_csv"]
    assert "[reply-outside-hours]" in call("check", log, "--contract", folder).out


def test_init_keeps_what_is_there_unless_forced(tmp_path: Path) -> None:
    kept = write(tmp_path, contract_yaml="mine", other_txt="mine")
    outcome = call("init", tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "--force" in outcome.err
    assert kept["contract_yaml"].read_text() == "mine"
    assert call("init", tmp_path, "--force").code == 0
    assert kept["contract_yaml"].read_text() != "mine"
    assert kept["other_txt"].read_text() == "mine"


def test_init_where_no_folder_can_be(tmp_path: Path) -> None:
    file = write(tmp_path, a_txt="")["a_txt"]
    for place in (file, file / "below"):
        outcome = call("init", place)
        assert outcome.code == 2
        assert "cannot be made" in outcome.err


def test_the_starter_contract_names_every_clause_the_rules_watch(tmp_path: Path) -> None:
    call("init", tmp_path)
    report = call("rules", tmp_path / "contract.yaml").out
    silent = report[report.index("Rules that are silent here") :]
    lines = [line.strip() for line in silent.splitlines()[1:] if line.startswith("  ") and not line.startswith("   ")]
    assert lines == ["Switched off in the pack:", "It looks at the time after the end, and no end is set:"]


@pytest.mark.parametrize("kind", ["contract", "rule", "pack", "map", "scenario", "interaction", "finding"])
def test_schemas_are_json_schemas(kind: str) -> None:
    outcome = call("schema", kind)
    assert outcome.code == 0
    schema = json.loads(outcome.out)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["type"] == "object"


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_a_chat_becomes_a_log_that_reads_the_same(tmp_path: Path, suffix: str) -> None:
    chat = write(tmp_path, chat_txt=CHAT)["chat_txt"]
    options = {"me": NAME, "relationship": "c-207", "timezone": "Europe/London"}
    target = tmp_path / f"log.{suffix}"
    outcome = call("convert", chat, "-o", target, *(f"--{name}={value}" for name, value in options.items()))
    assert (outcome.code, outcome.out) == (0, "")
    assert "log 1 (whatsapp): 5 rows seen = 4 accepted" in outcome.err
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert CANARY.encode() not in target.read_bytes().lower()
    assert bd.read(target).table.to_pylist() == bd.read(chat, **options).table.to_pylist()


def test_convert_is_quiet_when_asked_and_5_for_nothing(tmp_path: Path) -> None:
    log = write(tmp_path, log_csv=ROWS, empty_csv=ROWS.splitlines()[0])
    assert call("convert", log["log_csv"], "-o", tmp_path / "a.jsonl", "-q").err == ""
    assert call("convert", log["empty_csv"], "-o", tmp_path / "b.jsonl").code == 5
    assert not (tmp_path / "b.jsonl").exists()


def test_an_empty_file_is_told_in_a_line_even_quietly(tmp_path: Path) -> None:
    files = write(tmp_path, contract_yaml=CONTRACT, log_csv=ROWS, empty_csv="\n")
    told = "warning: B221 log {} is an empty file (nothing was read from it; is it the right one?)\n"
    outcome = call("check", files["empty_csv"], "--contract", files["contract_yaml"], "-q")
    assert (outcome.code, outcome.err) == (5, told.format(1))
    outcome = call("convert", files["empty_csv"], "-o", tmp_path / "b.csv", "-q")
    assert (outcome.code, outcome.err) == (5, told.format(1))
    outcome = call("convert", files["log_csv"], files["empty_csv"], "-o", tmp_path / "c.csv", "-q")
    assert (outcome.code, outcome.err) == (0, told.format(2))


@pytest.mark.parametrize(("name", "ending"), [("log.xlsx", ".xlsx"), ("log", "log"), (".csv", ".csv")])
def test_a_log_is_converted_to_a_format_there_is(name: str, ending: str, tmp_path: Path) -> None:
    log = write(tmp_path, log_csv=ROWS)["log_csv"]
    outcome = call("convert", log, "-o", tmp_path / name)
    said = f"B209 a log cannot be written as `{ending}` (known: `.jsonl`, `.csv`, `.parquet`)\n1 problem\n"
    assert (outcome.code, outcome.out, outcome.err) == (2, "", said)


def test_the_demo_runs_from_anywhere_and_shows_each_kind_of_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = call("demo")
    assert outcome.code == 0
    assert outcome.err == ""
    for part in (
        "reply-outside-hours",
        "contact-outside-hours",
        "session-overrun",
        "were covered",
        "examples/year/riverside-025.yaml:",
    ):
        assert part in outcome.out
    for secret in ("Amara", "Robin", "diary on Tuesday", "hospital"):
        assert secret not in outcome.out
    assert list(tmp_path.iterdir()) == []


SCHEMAS = "`contract`, `rule`, `pack`, `wording`, `map`, `scenario`, `interaction`, `finding`"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("schema", "contrct"), f"`contrct` is none of {SCHEMAS}; did you mean `contract`?"),
        (("schema", "foo"), f"`foo` is none of {SCHEMAS}"),
        (("schema", "it's"), f"`it's` is none of {SCHEMAS}"),
        (("lint", ".", "--output-format", "jsn"), "`jsn` is none of `text`, `json`; did you mean `json`?"),
    ],
)  # fmt: skip
def test_a_word_that_is_none_of_an_options_is_told_in_our_words(args: tuple[str, ...], said: str) -> None:
    outcome = call(*args)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines()[0].endswith(f": {said}")
