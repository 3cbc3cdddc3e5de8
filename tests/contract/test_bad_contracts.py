"""Contracts with mistakes: every one is said, with its code, its place and a way out; nothing ever raises but that."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from boundaries.contract import codes as of_contracts
from boundaries.contract.load import load_contract, load_contracts
from boundaries.core.errors import BoundariesError, ContractError, Diagnostic
from boundaries.source import codes as of_sources
from contract.drawn import HEAD, written

CORPUS = Path(__file__).parent.parent / "corpus" / "contracts"
SOURCES = Path(__file__).parent.parent.parent / "src" / "boundaries"
CODES = of_sources.CODES | of_contracts.CODES
BASE = "contract: c\ntimezone: Europe/London\nagreed: 2026-01-12\nconsent: [practitioner, client]\n"  # four lines
AMENDED = BASE + "amendments: [{agreed: 2026-02-01, "
A = BASE + "administrative:\n"


def places(text: str, name: str = "c.yaml") -> list[str]:
    with pytest.raises(ContractError) as caught:
        load_contracts(text, name)
    return [f"{d.code}:{d.location.line}:{d.location.column}" for d in caught.value.diagnostics if d.location]


WRONG: list[tuple[str, str, str]] = [  # text, the places of its problems, a part of the way out
    ("", "B023:1:1", "boundaries init"),
    ("# nothing agreed yet\n", "B023:1:1", "boundaries init"),
    ("hello", "B023:1:1", "it has no keys"),
    ("- a\n- b\n", "B023:1:1", "it has no keys"),
    ("rule: x\nwhen: {}\n", "B023:1:1", "a rule, not a contract (a contract has the keys `contract`, `timezone`"),
    ("scenaro: x\ncontract: c.yaml\ntimeline: []\n", "B023:3:1", "a scenario, not a contract (a contract has"),
    ("contract: c\ntimezone: UTC\n", "B004:1:1", "such as `2026-01-12`"),
    ("contract: c\nagreed: 2026-01-12\n", "B004:1:1", "such as `Europe/London`"),
    ("contrct: c\ntimezone: UTC\nagreed: 2026-01-12\n", "B002:1:1", "did you mean `contract`?"),
    ("contract: c\ntimezone: UTC\nagreed:\n", "B005:3:8", "such as `2026-01-12`"),
    (BASE.replace("Europe/London", "Europe/Lodnon"), "B014:2:11", "did you mean `Europe/London`?"),
    (BASE.replace("Europe/London", "BST"), "B014:2:11", "did you mean `Europe/London`?"),
    (BASE + "country: XX\n", "B015:5:10", "such as `GB`"),
    (BASE + "country: gb\n", "B015:5:10", "did you mean `GB`?"),
    (BASE + "country: GB-XYZ\n", "B015:5:10", "`GB-SCT`"),
    (BASE + "currency: £\n", "B003:5:11", "did you mean `GBP`?"),
    (BASE + "format: 2\n", "B020:5:9", "format: 1"),
    (BASE + "format: [1]\n", "B005:5:9", "a list where the version of the format is expected"),
    (BASE.replace("2026-01-12", "12.01.2026"), "B013:3:9", "`2026-01-12`"),
    (BASE.replace("2026-01-12", "2026-02-30"), "B013:3:9", "no calendar has a day"),
    (BASE + "ends: 9999-12-31\n", "B013:5:7", "leave the key out"),
    (BASE + "starts: 2026-01-12 25:00\n", "B013:5:9", "no day has a time `25:00`"),
    (BASE + "ends: 2026-01-11\n", "B016:5:7", "a date as end includes that day"),
    (BASE + "hours: Mo-Fr 09:00-18:00\n", "B002:5:1", "it stands under `administrative`"),
    (BASE + "amendements: []\n", "B002:5:1", "did you mean `amendments`?"),
    (A + "  horus: Mo-Fr 09:00-18:00\n", "B002:6:3", "did you mean `hours`?"),
    (A + '  hours: "Mo-Fr 25:00-26:00"\n', "B010:6:17", "22:00-02:00"),
    (A + "  hours: Mo-Fr 25:00-26:00\n", "B010:6:16", "22:00-02:00"),
    (A + "  hours: 'Mo-Fr 09:00-18:00; Xx off'\n", "B010:6:30", "days are `Mo` to `Su`"),
    (A + "  hours: [Mo, Tu]\n", "B005:6:10", 'such as `"Mo-Fr 09:00-18:00"`'),
    (A + "  hours: >\n    Mo 09:00-18:00;\n    Xx off\n", "B010:6:10", "days are"),
    (A + '  hours: "Mo\\x2009:00-18:00; Xx off"\n', "B010:6:10", "days are"),
    (A + "  channels: {sms: [watsapp], email: any}\n", "B003:6:20", "scheduling, support, crisis or other"),
    (A + "  accounts: private\n", "B003:6:13", "`private` is not an account (one of work or personal)"),
    (A + "  channels: {SMS: any}\n", "B003:6:14", "did you mean `sms`?"),
    (A + "  channels: none\n", "B005:6:13", "no channel at all is `[]`"),
    (A + "  channels: {sms: }\n", "B005:6:19", "write `any`"),
    (A + "  channels: {sms: [any, crisis]}\n", "B003:6:20", "write `any` alone"),
    (A + "  sessions: {minutes: 50 min}\n", "B012:6:23", "such as `50`"),
    (A + "  sessions: {minutes: 1e3}\n", "B012:6:23", "minutes alone"),
    (A + "  sessions: {minutes: 0}\n", "B012:6:23", "above zero"),
    (A + "  between_sessions: {at_most: 2.5, per: P7D}\n", "B012:6:31", "such as `2`"),
    (A + "  fee: {amount: -3}\n", "B012:6:17", "zero or more"),
    (A + '  fee: {amount: "1,50"}\n', "B012:6:17", "`1234.50`"),
    (A + "  cancellation: {notice: 48 huors}\n", "B011:6:29", "did you mean `hours`?"),
    (A + "  cancellation: {notice: '48 huors'}\n", "B011:6:30", "did you mean `hours`?"),
    (A + "  cancellation: {notice: 2 working days}\n", "B011:6:26", "elapsed time"),
    (A + "  sessions: {at_most: 1, per: weekly}\n", "B011:6:31", "did you mean `week`?"),
    (A + "  reply_within: 24\n", "B011:6:17", "24 hours"),
    (A + "  sessions: 50\n", "B005:6:13", "such as `{at_most: 1"),
    (A + "  sharing: gp\n", "B005:6:12", "such as `[{with: gp"),
    (A + "  sharing: [gp]\n", "B005:6:13", "with: gp"),
    (A + "  sharing: [{basis: consent}]\n", "B004:6:13", "`with` is missing"),
    (A + "  sharing: [{with: gp, basis: cosnent}]\n", "B003:6:31", "did you mean `consent`?"),
    (A + "  supervision: {identifiable: no}\n", "B003:6:31", "neither `true` nor `false`"),
    (A + "  fee: {not_applicable: }\n", "B005:6:25", "NHS service"),
    (A + "  fee: {not_applicable: x, amount: 3}\n", "B005:6:28", "either applies or not"),
    (BASE + "administrative: hours\n", "B005:5:17", "a mapping is expected"),
    (BASE + "relationship: a\nrelationships: [b]\n", "B006:6:1", "keep one of the two"),
    (BASE + "relationships: [a, b, a]\n", "B006:5:23", "a second time"),
    (BASE + "relationship: [a, b]\n", "B005:5:15", "such as `c-207`"),
    (BASE + "packs: {a: b}\n", "B005:5:8", "such as `core`"),
    (BASE.replace("client]", "clinet]"), "B019:4:25", "did you mean `client`?"),
    (BASE + "exceptions: [{clause: horus}]\n", "B017:5:23", "did you mean `hours`?"),
    (BASE + "exceptions: [{clause: expectations}]\n", "B017:5:23", "`psychological.expectations`"),
    (BASE + "exceptions: [{clause: hours, reason: ill}]\n", "B003:5:38", "did you mean `illness`?"),
    (BASE + "exceptions: [{clause: hours, from: 2026-02-01, until: 2026-01-31}]\n", "B016:5:55", "`from`"),
    (BASE + "exceptions: [{id: e, clause: hours}, {id: e, clause: fee}]\n", "B006:5:43", "an id tells"),
    (BASE + "amendments: [{agreed: 2026-02-01}]\n", "B004:5:14", "`set` is missing"),
    (AMENDED + "set: {}}]\n", "B005:5:40", "a mapping of paths"),
    (AMENDED + "set: {timezone: UTC}}]\n", "B018:5:41", "a new contract"),
    (AMENDED + "set: {hourz: 24/7}}]\n", "B017:5:41", "did you mean `hours`?"),
    (AMENDED + "set: {channels.sms: any}}]\n", "B017:5:41", "as a whole"),
    (AMENDED + "set: {administrative: {fee: 3}}}]\n", "B017:5:41", "administrative.fee"),
    (AMENDED + "set: {hours: Mo 9-26:00}}]\n", "B010:5:51", ""),
    (AMENDED + "set: {sessions: {minuts: 3}}}]\n", "B002:5:52", "did you mean `minutes`?"),
    (AMENDED + "set: {hours: Mo, administrative.hours: Mo}}]\n", "B006:5:52", "set twice"),
    (AMENDED + "set: {sessions: {minutes: 60}, sessions.minutes: 55}}]\n", "B006:5:66",
     "`sessions.minutes` is set twice: `sessions` sets the whole clause (say it inside `sessions`)"),
    (AMENDED + "set: {sharing.gp: {}, administrative.sharing: []}}]\n", "B006:5:41", "inside `administrative.sharing`"),
    (AMENDED + "set: {professional: }}]\n", "B017:5:41", "name a clause: `professional.goals`"),
    (AMENDED + "set: {psychological: {hours: Mo}}}]\n", "B017:5:41", "name a clause: `psychological.commitments`"),
    (AMENDED + "set: {professional: {hours: Mo, tasks: }}}]\n", "B017:5:41", "name a clause: `professional.tasks`"),
    (AMENDED + "agreed_by: both, set: {ends: }}]\n", "B019:5:46", "[practitioner, client]"),
    (BASE + "---\n" + BASE, "B006:6:11", "a second time"),
    (BASE + "---\ncontract: d\nagreed: 2026-01-12\n", "B004:6:1", "`timezone` is missing"),
    (AMENDED + "id: number 2, set: {ends: }}]\n", "B022:5:39", "such as `a1`"),
    (A + "  hours: Mo\n  hours: Tu\n", "B006:7:3", "the first is on line 6"),
    (A + "  hours: *h\n", "B007:6:10", "a part that is not there"),
    (BASE + "currency: &c {a: *c}\n", "B005:5:11 B007:5:18", "such as `GBP`"),
    (A + "  hours: !!str Mo\n", "B007:6:10", "what a value means follows from its key"),
    (A + "  sessions: {<<: {minutes: 3}}\n", "B007:6:14", "write the keys out"),
    ("contract: c\nadministrative:\n\thours: Mo\n", "B001:3:1", "indent with spaces"),
    ("contract: c: d\n", "B001:1:12", "in quotes"),
    ("contract: [a, b\nagreed: 1\n", "B001:1:11", "not closed"),
    ('contract: "abc\nagreed: 2\n', "B001:1:11", "not closed"),
    ("contract: @x\n", "B001:1:11", "needs quotes"),
    ("? [a]\n: 3\n", "B001:1:3", "one word"),
    ("contract: a\x07b\n", "B009:1:12", "U+0007"),
    ("x: " + "[" * 50 + "]" * 50, "B008:1:43", "40 levels"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected", "way_out"), WRONG)
def test_bad_contracts(text: str, expected: str, way_out: str) -> None:
    assert places(text) == expected.split()
    with pytest.raises(ContractError) as caught:
        load_contracts(text, "c.yaml")
    assert way_out in str(caught.value)
    for diagnostic in caught.value.diagnostics:
        assert diagnostic.code in CODES
        assert diagnostic.message[0].islower() or diagnostic.message[0] in "`0123456789"


def test_ten_mistakes_at_once() -> None:
    name = "tests/corpus/contracts/ten-mistakes.yaml"
    with pytest.raises(ContractError) as caught:
        load_contracts((CORPUS / "ten-mistakes.yaml").read_text("utf-8"), name)
    assert str(caught.value) + "\n" == (CORPUS / "ten-mistakes.txt").read_text("utf-8")


def test_every_code_has_one_meaning_and_is_used() -> None:
    used = {
        code
        for room in ("source", "contract")
        for path in (SOURCES / room).glob("*.py")
        if path.name != "codes.py"
        for code in codes_in(path)
    }
    assert used == set(CODES)
    assert len(set(CODES.values())) == len(CODES)


def codes_in(path: Path) -> list[str]:
    return re.findall(r'"(B0\d\d)"', path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"\xff\xfec\x00", "B009 UTF-16 text, not UTF-8 (save it as UTF-8)"),
        (b"contract: c\nagreed: \xe9\n", "2:9: B009 not UTF-8 text"),
        (b"contract: c\n\x00", "2:1: B009 a binary file"),
        (b"PK\x03\x04\x14\x00\x08", "1:3: B009 a character|1:6: B009 a binary file"),
    ],
)
def test_files_that_are_no_text(tmp_path: Path, raw: bytes, expected: str) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(raw)
    with pytest.raises(ContractError) as caught:
        load_contract(path)
    assert any(part in str(caught.value) for part in expected.split("|"))


def test_a_byte_order_mark_shifts_nothing(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BASE.encode() + b"ends: x\n")
    with pytest.raises(ContractError, match=":5:7: B013"):
        load_contract(path)
    path.write_bytes(b"\xef\xbb\xbfcontrct: c\n" + BASE.encode())
    with pytest.raises(ContractError, match=":1:1: B002"):
        load_contract(path)


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.yaml", "no such file"), (tmp_path, "a folder")):
        with pytest.raises(ContractError, match=f"B009 .*{reason}"):
            load_contract(path)


def test_a_bomb_stays_small() -> None:
    levels = ["a: &a [x,x,x,x,x,x,x,x,x]"] + [
        f"{b}: &{b} [{','.join(['*' + a] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert {p.split(":")[0] for p in places(BASE + "\n".join(levels))} == {"B008"}
    towers = ["a: &a " + "[" * 30 + "]" * 30, "b: &b " + "[" * 20 + "*a" + "]" * 20]
    assert {p.split(":")[0] for p in places(BASE + "\n".join(towers))} == {"B008"}
    assert places(BASE + "packs: [" + "a," * 200_001 + "]") == ["B008:5:399983"]
    assert places(BASE + "#" * (4 * 1024 * 1024)) == ["B008:1:1"]


@settings(max_examples=150)
@given(st.data())
@example(None)
def test_no_damage_leads_to_anything_but_diagnostics(data: st.DataObject | None) -> None:
    text = (CORPUS / "riverside-017.yaml").read_text("utf-8")
    if data is not None:
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 20))
        text = text[:at] + data.draw(st.text(":{}[]&*!|>'\"\t\n\\ -#,%@`\x00\ufeffé9", max_size=5)) + text[at + cut :]
    found: tuple[Diagnostic, ...] = ()
    try:
        load_contracts(text, "c.yaml")
    except BoundariesError as problem:
        found = problem.diagnostics
    assert all(d.location and d.location.line <= text.count("\n") + 2 for d in found)


def warnings(extra: dict[str, object]) -> list[tuple[str, str]]:
    text = written({**HEAD, **extra})
    (contract,) = load_contracts(text, "c.yaml")
    return [(d.code, d.hint) for d in contract.diagnostics if d.level == "warning"]


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"consent": ["practitioner"]}, "B034"), ({"consent": None}, "B034"),
        ({"administrative": {"between_sessions": {"at_most": "5"}}}, "B037"),
        ({"administrative": {"hours": "PH off; Mo 09:00-10:00"}, "country": None}, "B038"),
        ({"administrative": {"channels": ["emial"]}}, "B039"), ({"administrative": {"channels": ["fax"]}}, ""),
        ({"administrative": {"calls": {}}}, "B043"), ({"administrative": {"calls": {"minutes": None}}}, "B043"),
        ({"administrative": {"calls": {"minutes": {"not_applicable": "as it comes"}}}}, ""),
        ({"administrative": {"channels": [], "limits": []}, "professional": {"goals": []}}, ""),
    ],
)  # fmt: skip
def test_what_loads_but_is_surely_not_meant(extra: dict[str, object], expected: str) -> None:
    assert [code for code, _ in warnings(extra)] == expected.split()


HALF = """\
administrative:
  between_sessions: {at_most: 5}
  gifts: {per: P1Y, at_most: 3}
amendments:
- {agreed: 2026-02-01, agreed_by: [practitioner, client], set: {sessions.per: week, gifts.at_most: }}
- {agreed: 2026-02-02, agreed_by: [practitioner, client], set: {administrative.after_hours: {at_most: 2}}}
"""


def test_half_a_cap_is_told_at_the_key_that_lacks_the_other_half() -> None:
    (contract,) = load_contracts(BASE + HALF, "c.yaml")
    found = [(d.message, str(d.location)) for d in contract.diagnostics if d.code == "B037"]
    assert found == [
        ("`administrative.between_sessions` says only half a cap: `per` is missing", "c.yaml:6:3"),
        ("`administrative.gifts` says only half a cap: `at_most` is missing", "c.yaml:7:3"),
        ("`administrative.sessions` says only half a cap: `at_most` is missing", "c.yaml:9:65"),
        ("`administrative.after_hours` says only half a cap: `per` is missing", "c.yaml:10:65"),
    ]


def test_a_clause_that_an_amendment_empties_is_told_with_the_day() -> None:
    text = """\
administrative: {calls: {minutes: 10}}
amendments: [{agreed: 2026-02-01, agreed_by: [practitioner, client], set: {calls.minutes: }}]
"""
    (contract,) = load_contracts(BASE + text, "c.yaml")
    assert [(d.message, str(d.location)) for d in contract.diagnostics if d.code == "B043"] == [
        ("`calls` stands there without a word of what was agreed from 2026-02-01 on", "c.yaml:5:25")
    ]


def test_open_parts_are_noted() -> None:
    (contract,) = load_contracts(A + "  hours: 24/7\n", "c.yaml")
    notes = [d for d in contract.diagnostics if d.level == "note"]
    assert [(d.code, str(d.location)) for d in notes] == [
        ("B040", "c.yaml:1:1"), ("B040", "c.yaml:1:1"), ("B040", "c.yaml:5:1"),
    ]  # fmt: skip
    assert notes[1].message == (
        "still open in the psychological part: commitments, voiced expectations (`expectations`), needs"
    )
    assert "administrative part: channels, accounts, reply (`reply_within`), " in notes[2].message
    assert "hours, " not in notes[2].message.replace("after hours", "")
