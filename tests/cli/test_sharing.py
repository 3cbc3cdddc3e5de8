"""`check --view`: what others may see, on stdout, on stderr, in files and in the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest

from called import Outcome, call
from shared_views import CANARIES, files

PAIRS = [f"canary-pair-{n}" for n in range(6)]
FORMS = ["text", "json", "jsonl", "csv"]


def check(folder: Path, *args: str | Path, pairs: list[str] = PAIRS, **changes: object) -> Outcome:
    contract, log = files(folder, pairs, **changes)
    return call("check", log, "--contract", contract, "--key", folder / "key", "--as-of", "2026-04-30", *args)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("view", ["supervisor", "platform"])
def test_nothing_of_anybodys_own_is_on_any_stream(tmp_path: Path, view: str, form: str) -> None:
    done = check(tmp_path, "--view", view, "--purpose", "a look", "--output-format", form)
    assert done.code == 0
    assert done.out
    assert [word for word in CANARIES if word in done.out + done.err] == []
    assert "seen =" not in done.out + done.err


@pytest.mark.parametrize("form", FORMS)
def test_a_platform_has_no_client_no_practitioner_and_no_day(tmp_path: Path, form: str) -> None:
    done = check(tmp_path, "--view", "platform", "--purpose", "a look", "--output-format", form)
    for word in ("client 1", "p-03", "2026-03", "Mar 2026", "2026-01-12"):
        assert word not in done.out + done.err


def test_what_cannot_be_shared_ends_with_2_and_a_way_out(tmp_path: Path) -> None:
    for args, code in [
        (("--view", "supervisor"), "B312"),
        (("--view", "platform", "--purpose", " "), "B312"),
        (("--purpose", "hiring"), "B313"),
        (("--view", "platform", "--purpose", "x", "--fail-on", "notice"), "B315"),
    ]:
        done = check(tmp_path, *args)
        assert (done.code, done.out) == (2, "")
        assert code in done.err
        assert "(" in done.err
    few = check(tmp_path, "--view", "platform", "--purpose", "x", pairs=PAIRS[:4])
    assert (few.code, few.out) == (2, "")
    assert "B314" in few.err


def test_a_view_that_is_none_names_those_there_are(tmp_path: Path) -> None:
    done = check(tmp_path, "--view", "suprvisor", "--purpose", "x")
    assert done.code == 2
    assert "did you mean `supervisor`?" in done.err


def test_fail_on_looks_at_what_is_shared(tmp_path: Path) -> None:
    args = ("--view", "supervisor", "--purpose", "x", "--fail-on", "crossing")
    assert check(tmp_path, *args).code == 1
    assert check(tmp_path, *args, "--until", "2026-02-01").code == 0


def test_the_period_asked_for_stands_in_a_platforms_header(tmp_path: Path) -> None:
    done = check(tmp_path, "--view", "platform", "--purpose", "x", "--since", "2026-03-01", "--until", "2026-03-31")
    assert "period asked for: --as-of 2026-04-30, --since 2026-03-01, --until 2026-03-31" in done.out


def test_asked_twice_a_platform_gets_the_same_numbers(tmp_path: Path) -> None:
    args = ("--view", "platform", "--purpose", "x", "--output-format", "json")
    assert check(tmp_path, *args).out == check(tmp_path, *args).out


def test_warnings_of_files_are_told_without_their_words(tmp_path: Path) -> None:
    late = [{"id": "canary-1", "agreed": "2026-03-01", "agreed_by": ["client"], "set": {"hours": "Mo-Fr 09:00-19:00"}}]
    own = check(tmp_path, amendments=late)
    assert "canary-1" in own.err or "canary.yaml" in own.err
    shared = check(tmp_path, "--view", "supervisor", "--purpose", "x", amendments=late)
    assert "there are warnings about contracts or logs; the own view shows them" in shared.err
    assert "canary" not in shared.err


def test_nothing_read_is_nothing_to_share(tmp_path: Path) -> None:
    contract, _ = files(tmp_path, PAIRS)
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"id": "canary"}\n', "utf-8")
    for view in ("supervisor", "platform"):
        done = call("check", empty, "--contract", contract, "--view", view, "--purpose", "x", "--format", "jsonl",
                    "--key", tmp_path / "key")  # fmt: skip
        assert (done.code, done.out) == (5, "")
        assert "nothing to share" in done.err
        assert "canary" not in done.err


def test_the_own_view_names_who_ran_it_where_that_was_said(tmp_path: Path) -> None:
    assert "run by" not in check(tmp_path).out
    assert "run by: a colleague\n" in check(tmp_path, "--run-by", "a colleague").out
