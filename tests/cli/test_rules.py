"""`boundaries rules`: a contract in plain words, at any moment of its life; its rules as YAML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from called import call
from practice import CONTRACT, practice, write

AMENDED = (
    CONTRACT
    + """\
ends: 2026-06-30
amendments:
- {id: a1, agreed: 2026-03-01, effective: 2026-04-01, agreed_by: [practitioner, client],
   set: {administrative.hours: "Mo-Fr 09:00-19:00", cancellation: null}}
exceptions:
- {id: e1, clause: hours, from: 2026-02-01, until: 2026-02-03, agreed_by: [practitioner]}
"""
)


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
        "riverside-017\n  For relationship c-207; the practitioner is p-03.\n  Agreed on 12 January 2026 by the",
        "  Hours: Contact takes place Monday to Friday from 09:00 to 18:00, not on public holidays."
        f" [{contract}:9:10]\n",
        "    Replies wait for the agreed hours [reply-outside-hours, COM-REPLY-HOURS]\n",
        "  A pause between sessions is spoken about: it needs `sessions.every`, which is not agreed. [session-gap,",
    ):
        assert part in outcome.out
    assert outcome.err == ""
    left_open = CONTRACT.replace("psychological: {not_applicable: not in this story}\n", "")
    assert "note: B040" in call("rules", write(tmp_path, open_yaml=left_open)["open_yaml"]).err


def test_rules_say_what_an_amendment_changed(tmp_path: Path) -> None:
    outcome = call("rules", write(tmp_path, contract_yaml=AMENDED)["contract_yaml"])
    changed = outcome.out.partition("What changed\n")[2]
    assert (
        "Amendment a1: agreed on 1 March 2026 by the practitioner and the client. It is in force from 1 April"
        in changed
    )
    assert "Cancellation (looser). Before: To cancel a session" in changed
    assert (
        "Exception e1, about hours: from 1 February 2026 until the end of 3 February 2026. It covers nothing:"
        in changed
    )
    assert "warning: B033 exception `e1` covers nothing" in outcome.err


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2026-01-11", "On 11 January 2026 it was not in force yet: it starts on 12 January 2026."),
        ("2026-03-31", "What follows is in force on 31 March 2026, unchanged since 12 January 2026."),
        (
            "2026-03-31T22:59:59Z",
            "What follows is in force on 31 March 2026 at 23:59, unchanged since 12 January 2026.",
        ),
        ("2026-03-31T23:00:00Z", "What follows is in force on 1 April 2026."),  # midnight on the contract's own clock
        ("2026-04-01 00:00", "What follows is in force on 1 April 2026."),
        ("2026-07-01", "On 1 July 2026 it was over: it was in force until the end of 30 June 2026."),
    ],
)
def test_the_contract_at_a_moment(tmp_path: Path, as_of: str, said: str) -> None:
    outcome = call("rules", write(tmp_path, contract_yaml=AMENDED)["contract_yaml"], "--as-of", as_of)
    assert outcome.code == 0
    assert f"  {said}" in outcome.out


def test_each_contract_has_its_own_clock(tmp_path: Path) -> None:
    far = AMENDED.replace("Europe/London", "Pacific/Auckland").replace("riverside-017", "far").replace("c-207", "c-1")
    paths = write(tmp_path, a_yaml=AMENDED, b_yaml=far).values()
    out = call("rules", *paths, "--as-of", "2026-03-31T12:00:00Z").out
    near, _, other = out.partition("\n\nfar\n")
    assert "What follows is in force on 31 March 2026 at 13:00, unchanged since 12 January 2026." in near
    assert "What follows is in force on 1 April 2026 at 01:00, unchanged since 1 April 2026." in other


def test_a_date_includes_its_day(tmp_path: Path) -> None:
    text = AMENDED.replace("2026-04-01", "2026-04-01 09:00")
    assert text != AMENDED
    contract = write(tmp_path, contract_yaml=text)["contract_yaml"]
    yaml = ("--output-format", "yaml")
    for day, hours in (("2026-03-31", "18:00"), ("2026-04-01 08:59", "18:00"), ("2026-04-01", "19:00")):
        assert f"outside: Mo-Fr 09:00-{hours}" in call("rules", contract, *yaml, "--as-of", day).out, day
    said = "What follows is in force on 1 April 2026, unchanged since 1 April 2026 at 09:00."
    assert said in call("rules", contract, "--as-of", "2026-04-01").out


def test_the_rules_at_a_moment_as_yaml(tmp_path: Path) -> None:
    contract = write(tmp_path, contract_yaml=AMENDED)["contract_yaml"]
    before, since = (
        call("rules", contract, "--output-format", "yaml", "--as-of", day).out for day in ("2026-03-31", "2026-04-01")
    )
    assert "outside: Mo-Fr 09:00-18:00; PH off\n" in before
    assert "rule: late-cancellation\n" in before
    assert "outside: Mo-Fr 09:00-19:00\n" in since
    assert "# late-cancellation: silent, nothing is agreed about cancellation\n" in since


def test_what_is_no_moment_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    outcome = call("rules", write(tmp_path, contract_yaml=AMENDED)["contract_yaml"], "--as-of", "31/03/2026")
    assert (outcome.code, outcome.out) == (2, "")
    assert "B302 --as-of: `31/03/2026` is not a date" in outcome.err


def test_rules_in_a_language_and_in_one_that_no_rule_speaks(tmp_path: Path) -> None:
    contract, _ = practice(tmp_path)
    pack = Path(__file__).parents[1] / "report/pages/rules.yaml"
    assert (
        "Antworten warten auf die vereinbarten Zeiten [" in call("rules", contract, "--pack", pack, "--lang", "de").out
    )
    outcome = call("rules", contract, "--lang", "fr")
    assert outcome.code == 0
    assert "B307 no rule speaks `fr`" in outcome.err


def test_rules_of_a_broken_contract_are_3(tmp_path: Path) -> None:
    outcome = call("rules", write(tmp_path, contract_yaml="contract: x\n")["contract_yaml"])
    assert outcome.code == 3
    assert "contract.yaml:1:1" in outcome.err


def test_the_language_that_answers_for_one_that_no_rule_speaks_is_named(tmp_path: Path) -> None:
    contract, _ = practice(tmp_path)
    rule = "rule: {}\nwhen: {{event: {{kind: call}}}}\nsays: {}\n"
    file = write(tmp_path, own_yaml=rule.format("only-german", "{de: Ein Anruf.}"))["own_yaml"]
    said = call("rules", contract, "--pack", file, "--lang", "fr").err
    assert "B307 no rule speaks `fr`, so its sentences are in `de` (languages: de)" in said
    file = write(tmp_path, own_yaml="---\n".join((rule.format("a", "{de: Ja.}"), rule.format("b", "Yes."))))["own_yaml"]
    said = call("rules", contract, "--pack", file, "--lang", "fr").err
    assert "B307 no rule speaks `fr`, so its sentences are in English or `de` (languages: de, en)" in said
