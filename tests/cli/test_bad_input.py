"""Bad input, as systematically as good: the exit code, a message that helps, no traceback, no word of a log."""

from __future__ import annotations

from pathlib import Path

import pytest

from called import call
from practice import CANARY, CHAT, CONTRACT, NAME, ROWS, write

BOMB = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
TEN = CONTRACT.replace("Europe/London", "Europe/Lodnon").replace("country: GB", "country: XX").replace(
    "agreed: 2026-01-12", "agreed: 12.01.2026"
).replace("consent: [practitioner, client]", "consent: [practitioner, cleint]\nhuors: 9-5").replace(
    "09:00-18:00", "25:00-26:00"
).replace("at_most: 20, per: P7D", "at_most: many, per: fortnight").replace("minutes: 50", "minutes: -50").replace(
    "notice: PT48H", "notice: two days, noticee: x"
)  # fmt: skip

LOGS: dict[str, tuple[bytes, int, str]] = {
    "an empty file": (b"", 5, "0 rows seen"),
    "blank lines only": (b"\n\n  \n", 5, "0 rows seen"),
    "a header without rows": (ROWS.splitlines()[0].encode() + b"\n", 5, "0 rows seen"),
    "zeros": (bytes(4096), 3, "log 1"),
    "random bytes": (bytes((i * 197 + 13) % 256 for i in range(4096)), 3, "log 1"),
    "a zip": (b"PK\x03\x04" + CANARY.encode() * 9, 3, "zip"),
    "a zip with a chat in it as it is": (b"PK\x03\x04" + bytes(9) + b"\n" + CHAT.encode(), 3, "zip"),
    "a gzip": (b"\x1f\x8b" + bytes(9) + CANARY.encode(), 3, "gzip"),
    "a table in UTF-16": (ROWS.encode("utf-16"), 3, "UTF-16"),
    "a JSON document of many lines": (f'[\n{{"id": "{CANARY}"}},\n{{"id": 1}}]'.encode(), 3, "one JSON object a line"),
    "a JSON object of many lines": (f'{{\n "id": "{CANARY}"\n}}'.encode(), 3, "one JSON object a line"),
    "a PDF": (b"%PDF-1.7 " + CANARY.encode(), 3, "PDF"),
    "a page": (f"<html>{CANARY}</html>".encode(), 3, "log 1"),
    "a JSON document": (f'[{{"id": "{CANARY}"}}]'.encode(), 3, "one JSON object a line"),
    "prose": (f"Dear {CANARY},\nthank you.\n".encode() * 20, 3, "log 1"),
    "half a Parquet file": (b"PAR1" + CANARY.encode(), 3, "log 1"),
    "a column of content": (ROWS.replace("length", "body").encode(), 3, "`body`"),
    "a column that is none": (ROWS.replace("channel", "chanel").encode(), 3, "`channel`"),
    "a column named by a person": (ROWS.replace("channel", f"{CANARY} said: hello").encode(), 3, "log 1"),
    "ten thousand broken rows": (
        (ROWS.splitlines()[0] + "\n" + f"x,c-207,{CANARY},message,client,sms,1\n" * 10_000).encode(), 5,
        "and 9,980 more",
    ),
    "one good row among broken ones": (
        (ROWS + f"x,c-207,{CANARY},message,client,sms,1\n" * 50).encode(), 0, "53 rows seen = 3 accepted",
    ),
}  # fmt: skip

CONTRACTS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "an empty file": (b"", ("1:1",)),
    "binary": (bytes(64), ("1:1",)),
    "UTF-16": (CONTRACT.encode("utf-16"), ("UTF-16",)),
    "broken YAML": (CONTRACT.replace("{notice: PT48H}", "{notice: PT48H").encode(), ("B001",)),
    "a YAML bomb": ((CONTRACT + BOMB).encode(), ("&a", "*a")),
    "a YAML bomb and nothing else": (BOMB.encode(), ("1:1: B023",)),
    "a very deep file": ("".join(f"{'  ' * n}a:\n" for n in range(1500)).encode(), ("40 levels",)),
    "no mapping": (b"- a\n- b\n", ("1:1",)),
    "something else": (b"scenario: x\n", ("1:1",)),
    "an unknown zone": (
        CONTRACT.replace("Europe/London", "Europe/Lodnon").encode(), ("`Europe/Lodnon`", "`Europe/London`"),
    ),
    "impossible hours": (CONTRACT.replace("09:00-18:00", "25:00-26:00").encode(), ("25:00", "contract.yaml:9:")),
    "an unknown pack": (CONTRACT.replace("agreed:", "packs: [cor]\nagreed:").encode(), ("`cor`", "`core`")),
    "a doubled key": ((CONTRACT + "timezone: UTC\n").encode(), ("timezone", "4")),
    "ten mistakes": (
        TEN.encode(), tuple("Lodnon XX 12.01.2026 cleint huors 25:00 many fortnight -50 noticee problems".split()),
    ),
}  # fmt: skip


def said(
    tmp_path: Path, log: bytes = ROWS.encode(), contract: bytes = CONTRACT.encode(), *args: str
) -> tuple[int, str, str]:
    """The outcome of a check, and all it said; nothing of it may be a traceback or a word of the log."""
    folder = tmp_path / "room"
    folder.mkdir()
    paths = write(folder, contract_yaml=contract, canary_csv=log)
    outcome = call("check", paths["canary_csv"], "--contract", paths["contract_yaml"], *args)
    everything = outcome.out + outcome.err
    assert "Traceback" not in everything
    assert "internal error" not in everything
    assert CANARY not in everything.lower()
    return outcome.code, outcome.out, outcome.err


@pytest.mark.parametrize("name", LOGS)
def test_logs(tmp_path: Path, name: str) -> None:
    log, code, word = LOGS[name]
    found, out, err = said(tmp_path, log)
    assert found == code
    assert word in out + err


@pytest.mark.parametrize("name", LOGS)
def test_logs_in_a_machine_format(tmp_path: Path, name: str) -> None:
    log, code, _ = LOGS[name]
    found, out, err = said(tmp_path, log, CONTRACT.encode(), "--output-format", "jsonl")
    assert found == code
    assert err
    assert not out or code == 0


@pytest.mark.parametrize("name", CONTRACTS)
def test_contracts(tmp_path: Path, name: str) -> None:
    contract, words = CONTRACTS[name]
    code, out, err = said(tmp_path, contract=contract)
    assert (code, out) == (3, "")
    for word in words:
        assert word in err
    assert "contract.yaml" in err or name == "an unknown pack"


def test_ten_mistakes_are_told_at_once(tmp_path: Path) -> None:
    _, _, err = said(tmp_path, contract=TEN.encode())
    assert sum(f"contract.yaml:{line}:" in err for line in range(1, 20)) >= 8
    assert "^" in err


@pytest.mark.parametrize(
    ("args", "code", "word"),
    [
        (["--timezone", "Europe/Lodnon"], 2, "Europe/London"),
        (["--format", "whatsap"], 2, "whatsapp"),
        (["--covers", "mesage"], 2, "message"),
        (["--annotations", "no-such-file.csv"], 3, "annotations"),
        (["--pack", "no-such-pack"], 3, "no-such-pack"),
    ],
)
def test_options_that_do_not_fit(tmp_path: Path, args: list[str], code: int, word: str) -> None:
    found, out, err = said(tmp_path, ROWS.encode(), CONTRACT.encode(), *args)
    assert (found, out) == (code, "")
    assert word in err


@pytest.mark.parametrize("path", ["missing-canary.csv", "."])
def test_a_log_that_is_not_there_or_is_a_folder_is_not_named(tmp_path: Path, path: str) -> None:
    contract = write(tmp_path, contract_yaml=CONTRACT)["contract_yaml"]
    outcome = call("check", tmp_path / path, "-c", contract)
    assert outcome.code == 3
    assert "log 1" in outcome.err
    assert CANARY not in outcome.err


@pytest.mark.parametrize(("path", "word"), [("missing.yaml", "no such file"), (".", "no contract")])
def test_a_contract_that_is_not_there(tmp_path: Path, path: str, word: str) -> None:
    outcome = call("check", "log.csv", "-c", tmp_path / path)
    assert outcome.code == 3
    assert word in outcome.err


def test_a_chat_needs_to_know_who_writes(tmp_path: Path) -> None:
    paths = write(tmp_path, contract_yaml=CONTRACT, chat_txt=CHAT)
    for me, word in ((), "--me"), (("--me", "Nobody Else"), "--me"):
        outcome = call("check", paths["chat_txt"], "-c", paths["contract_yaml"], *me)
        assert outcome.code in (2, 3)
        assert word in outcome.err
        assert "Marsh" not in outcome.err
        assert CANARY not in outcome.err.lower()
    assert call("check", paths["chat_txt"], "-c", paths["contract_yaml"], "--me", NAME).code == 0


def test_two_contracts_for_one_relationship(tmp_path: Path) -> None:
    paths = write(tmp_path, one_yaml=CONTRACT, two_yaml=CONTRACT.replace("riverside-017", "another"), log_csv=ROWS)
    outcome = call("check", paths["log_csv"], "-c", paths["one_yaml"], "-c", paths["two_yaml"])
    assert outcome.code == 3
    assert "c-207" in outcome.err


def test_mistakes_in_several_contracts_are_told_at_once(tmp_path: Path) -> None:
    one, two = CONTRACT.replace("Europe/London", "Nowhere"), CONTRACT.replace("country: GB", "country: XX")
    paths = write(tmp_path, one_yaml=one, two_yaml=two.replace("c-207", "c-208"), log_csv=ROWS)
    outcome = call("check", paths["log_csv"], "-c", paths["one_yaml"], "-c", paths["two_yaml"])
    assert outcome.code == 3
    assert "one.yaml:" in outcome.err
    assert "two.yaml:" in outcome.err
    assert outcome.err.strip().endswith("2 problems")


@pytest.mark.parametrize("name", ["chat", "jsonl", "csv", "letter", "bold", "words"])
@pytest.mark.parametrize("place", ["contract", "pack"])
def test_a_log_or_a_letter_named_by_mistake_is_not_shown(tmp_path: Path, name: str, place: str) -> None:
    text = {
        "chat": CHAT, "jsonl": f'{{"id": "{CANARY}", "kind": "message"}}\n' * 2,
        "csv": f'id,relationship,at,kind,by\n"{CANARY}: hi",c,2026-03-03T21:10:00Z,message,client\n',
        "letter": f"Dear {CANARY}: I write: because\n- {CANARY}\n", "bold": f"*{CANARY}* &{CANARY}\n",
        "words": f"{CANARY}\n",
    }[name]  # fmt: skip
    paths = write(tmp_path, contract_yaml=CONTRACT, log_csv=ROWS, mistaken_txt=text)
    args = ["-c", paths["mistaken_txt"]]
    if place == "pack":
        args = ["-c", paths["contract_yaml"], "--pack", paths["mistaken_txt"]]
    outcome = call("check", paths["log_csv"], *args)
    assert (outcome.code, outcome.out) == (3, "")
    assert "mistaken.txt" in outcome.err
    assert CANARY not in outcome.err.lower()


def test_a_log_beside_the_contracts_of_a_folder_is_none_of_them(tmp_path: Path) -> None:
    rows = f'{{"id": "{CANARY} contract", "kind": "message"}}\n' * 2
    write(tmp_path, contract_yaml=CONTRACT, log_json=rows)
    outcome = call("check", write(tmp_path, log_csv=ROWS)["log_csv"], "-c", tmp_path)
    assert outcome.code == 0
    assert CANARY not in (outcome.out + outcome.err).lower()


@pytest.mark.parametrize("option", ["-c", "--pack", "--annotations", "--as-of", "--format", "--covers"])
@pytest.mark.parametrize("text", ["x" * 5000, "\x1b[31m\x07", "\udcff", ""])
def test_no_text_on_the_command_line_makes_a_mistake_of_the_program(tmp_path: Path, option: str, text: str) -> None:
    code, _, err = said(tmp_path, ROWS.encode(), CONTRACT.encode(), option, text)
    assert code in (2, 3)
    assert err.strip()
    assert "\x1b" not in err


@pytest.mark.parametrize("name", ["", " ", "c\x1b[31m", "c\x00", "c\udcff", "c" * 1000])
def test_a_name_that_no_pair_can_have(tmp_path: Path, name: str) -> None:
    log = write(tmp_path, log_csv=ROWS)["log_csv"]
    outcome = call("convert", log, "-o", tmp_path / "out.csv", "--relationship", name)
    assert outcome.code == 2
    assert "--relationship c-207" in outcome.err


def test_an_input_is_never_written_over(tmp_path: Path) -> None:
    paths = write(tmp_path, contract_yaml=CONTRACT, log_csv=ROWS)
    for path in paths.values():
        assert call("check", paths["log_csv"], "-c", paths["contract_yaml"], "-o", path).code == 2
    assert call("convert", paths["log_csv"], "-o", paths["log_csv"]).code == 2
    assert (paths["contract_yaml"].read_text(), paths["log_csv"].read_text()) == (CONTRACT, ROWS)


def test_a_clean_report_of_nothing_says_so(tmp_path: Path) -> None:
    code, out, _ = said(tmp_path, ROWS.encode(), CONTRACT.encode(), "--as-of", "1900-01-01")
    assert code == 0
    assert "there was nothing to judge" in out
    assert "nothing agreed was crossed" not in out


def test_a_language_that_no_rule_speaks_is_told(tmp_path: Path) -> None:
    code, out, err = said(tmp_path, ROWS.encode(), CONTRACT.encode(), "--lang", "xx")
    assert (code, bool(out)) == (0, True)
    assert "B307 no rule speaks `xx`" in err


def test_of_very_many_problems_the_first_are_told(tmp_path: Path) -> None:
    header = ",".join(f"c{n}" for n in range(500)) + ",id,at,kind,by\n"
    code, _, err = said(tmp_path, header.encode())
    assert code == 3
    assert len(err.splitlines()) == 102
    assert err.endswith("... and 400 more\n500 problems\n")
