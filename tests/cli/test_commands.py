"""The commands around the main job: init, rules, schema, convert, demo."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

import boundaries as bd
from called import call
from practice import CANARY, CHAT, CONTRACT, NAME, ROWS, practice, write

STARTER = {
    "contract.yaml", "evening-reply.scenario.yaml", "README.md", "contract.schema.json", "rule.schema.json",
}  # fmt: skip


def test_init_makes_a_folder_that_works(tmp_path: Path) -> None:
    folder = tmp_path / "my" / "practice"
    assert call("init", folder).code == 0
    assert {path.name for path in folder.iterdir()} == STARTER
    for schema in ("contract", "rule"):
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
    assert "silent" not in call("rules", tmp_path / "contract.yaml").out


def test_bound_rules_are_a_pack_that_finds_the_same(tmp_path: Path) -> None:
    contract, log = practice(tmp_path)
    outcome = call("rules", contract, "--output-format", "yaml")
    assert outcome.code == 0
    assert "$" not in outcome.out
    pack = write(tmp_path, bound_yaml=outcome.out)["bound_yaml"]
    found = [
        [(f["rule"], f["at"], f["severity"], f["says"]) for f in map(json.loads, lines.out.splitlines())]
        for lines in (
            call("check", log, "--contract", contract, "--output-format", "jsonl"),
            call("check", log, "--contract", contract, "--output-format", "jsonl", "--pack", pack),
        )
    ]
    assert found[0] == found[1] != []


def test_rules_say_the_contract_in_plain_words(tmp_path: Path) -> None:
    contract, _ = practice(tmp_path)
    outcome = call("rules", contract)
    assert outcome.code == 0
    for part in (
        "riverside-017: c-207", "Europe/London", "in force since 2026-01-12", f"({contract}:9:", "reply-outside-hours",
        "COM-REPLY-HOURS", "Mo-Fr 09:00-18:00; PH off", "crossing from the 3rd on",
        "session-gap (SES-GAP)",
    ):  # fmt: skip
        assert part in outcome.out


def test_rules_say_what_an_amendment_changed(tmp_path: Path) -> None:
    amended = CONTRACT + (
        "amendments:\n- {id: a1, agreed: 2026-03-01, effective: 2026-04-01, agreed_by: [practitioner, client],\n"
        '   set: {administrative.hours: "Mo-Fr 09:00-19:00", cancellation: null}}\n'
        "exceptions:\n- {id: e1, clause: hours, from: 2026-02-01, until: 2026-02-03, agreed_by: [practitioner]}\n"
    )
    out = call("rules", write(tmp_path, contract_yaml=amended)["contract_yaml"]).out
    later = out.partition("in force since 2026-04-01")[2]
    assert "administrative.hours: Mo-Fr 09:00-19:00" in later
    assert "administrative.cancellation: no longer agreed" in later
    assert "administrative.channels" not in later.partition("rules")[0]
    assert "exception e1" in out
    assert "not agreed by both" in out


def test_rules_of_a_broken_contract_are_3(tmp_path: Path) -> None:
    outcome = call("rules", write(tmp_path, contract_yaml="contract: x\n")["contract_yaml"])
    assert outcome.code == 3
    assert "contract.yaml:1:1" in outcome.err


@pytest.mark.parametrize("kind", ["contract", "rule", "interaction", "finding"])
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
        "examples/contract.yaml:",
    ):
        assert part in outcome.out
    for secret in ("Amara", "Robin", "diary on Tuesday", "hospital"):
        assert secret not in outcome.out
    assert list(tmp_path.iterdir()) == []
