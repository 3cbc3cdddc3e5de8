"""What an export cannot know, joined by relationship and id."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from boundaries.core.columns import ACCOUNTS, PURPOSES, REASONS
from boundaries.core.errors import LogError
from boundaries.readers.annotations import annotate, load
from boundaries.readers.open import open_log
from boundaries.table.log import Log
from chats import CANARIES, FOLDER, OPTIONS, codes

IDS = ["2023-03-04T09:06-practitioner-001", "2023-03-04T12:10-client-001", "2023-03-05T00:08-client-001"]


@pytest.fixture(scope="module")
def log() -> Log:
    return open_log([FOLDER / "sv-android.txt"], OPTIONS)


def given_file(folder: Path, text: str, name: str = "annotations.csv") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def values(log: Log, id: str) -> dict[str, object]:
    (row,) = (row for row in log.table.to_pylist() if row["id"] == id)
    return {key: row.get(key) for key in ("purpose", "reason", "account", "amount", "ref") if row.get(key) is not None}


CSV = (
    "relationship,id,purpose,account,amount,ref,reason\r\n"
    f"c-1,{IDS[0]},scheduling,work,12.5,s-1,\r\n\r\n"
    f'"c-1","{IDS[1]}",,personal,,,illness\r\n'
)


def test_csv_and_jsonl_say_the_same(log: Log, tmp_path: Path) -> None:
    lines = (
        {"relationship": "c-1", "id": IDS[0], "purpose": "scheduling", "account": "work", "amount": 12.5, "ref": "s-1"},
        {"relationship": "c-1", "id": IDS[1], "account": "personal", "reason": "illness", "purpose": None},
    )
    from_csv = annotate(log, given_file(tmp_path, CSV))
    from_jsonl = annotate(log, given_file(tmp_path, "\n".join(map(json.dumps, lines)), "a.jsonl"))
    assert from_csv.table.equals(from_jsonl.table)
    assert values(from_csv, IDS[0]) == {"purpose": "scheduling", "account": "work", "amount": 12.5, "ref": "s-1"}
    assert values(from_csv, IDS[1]) == {"account": "personal", "reason": "illness"}
    assert values(from_csv, IDS[2]) == {}
    assert from_csv.rejects == log.rejects
    assert from_csv.summary == log.summary
    assert from_csv.table.drop_columns(["purpose", "reason", "account", "amount", "ref"]).equals(log.table)


def test_a_later_value_replaces_and_an_empty_one_keeps(log: Log, tmp_path: Path) -> None:
    first = annotate(log, given_file(tmp_path, CSV))
    second = annotate(first, given_file(tmp_path, f"id,purpose,account\n{IDS[0]},,personal\n"), "c-1")
    assert values(second, IDS[0]) == values(first, IDS[0]) | {"account": "personal"}
    assert second.table.schema.field("account").type == pa.dictionary(pa.int32(), pa.string())
    assert second.table["account"].chunk(0).dictionary.to_pylist() == ["personal"]


def test_what_does_not_fit_is_rejected_with_its_place(log: Log, tmp_path: Path) -> None:
    text = (
        "relationship,id,purpose,amount\n"
        f"c-1,{IDS[0]},canaryzeta,\n"
        f"c-1,{IDS[0]},,canaryzeta\n"
        "c-1,canaryzeta,crisis,\n"
        f",{IDS[0]},crisis,\n"
        f"c-1,{IDS[0]}\n"
        f"c-2,{IDS[0]},crisis,\n"
        f"c-1,{IDS[1]},crisis,nan\n"
        f'c-1,"{IDS[1]}"x,crisis,\n'
        f"c-1,{IDS[2]},crisis,1\n"
        f"c-1,{IDS[2]},support,1\n"
        f"c-1,{'x' * 2_000_000},support,1\n"
    )
    found = annotate(log, given_file(tmp_path, text))
    new = [reject for reject in found.rejects if reject.log == "annotations"]
    assert [(r.row, r.line, r.column) for r in new] == [
        (1, 2, "purpose"), (2, 3, "amount"), (3, 4, "id"), (4, 5, "relationship"), (5, 6, None), (6, 7, "id"),
        (7, 8, "amount"), (8, 9, None), (10, 11, "id"), (11, 12, None),
    ]  # fmt: skip
    assert values(found, IDS[2]) == {"purpose": "crisis", "amount": 1.0}
    assert found.summary == log.summary
    assert not [canary for canary in CANARIES if canary in repr(new) + str(new[0])]


@pytest.mark.parametrize(
    "line", ["[1]", "{", '{"id": 7, "relationship": "c-1"}', '{"id": "a", "relationship": "c-1", "canaryzeta x": 1}',
             '{"id": "a", "relationship": "c-1", "amount": true}', '{"id": "\\ud800", "relationship": "c-1"}',
             "[" * 100_000],
)  # fmt: skip
def test_bad_json_is_a_reject(line: str, tmp_path: Path) -> None:
    annotations, rejects = load(given_file(tmp_path, '{"id": "a", "relationship": "c"}\n' + line, "a.jsonl"))
    assert (len(annotations), [r.row for r in rejects]) == (1, [2])
    assert "canaryzeta" not in repr(rejects)


@pytest.mark.parametrize(
    ("header", "code"),
    [("", "B240"), ("relationship,purpose", "B240"), ("id,id", "B240"), ("id,purpse", "B241"), ("id,note", "B241"),
     ("id,Wrenna said so", "B241")],
)  # fmt: skip
def test_a_header_that_is_none_stops_the_file(header: str, code: str, tmp_path: Path) -> None:
    with pytest.raises(LogError) as caught:
        load(given_file(tmp_path, f"{header}\nx,y\n"))
    assert codes(caught.value) == [code]
    assert not [canary for canary in CANARIES if canary in str(caught.value)]
    assert caught.value.diagnostics[0].hint


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(LogError) as caught:
        load(tmp_path / "Wrenna.csv")
    assert codes(caught.value) == ["B223"]
    assert "Wrenna" not in str(caught.value)


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.sampled_from([*IDS, "no such row"]),
        st.fixed_dictionaries(
            {},
            optional={
                "purpose": st.sampled_from(PURPOSES), "reason": st.sampled_from(REASONS),
                "account": st.sampled_from(ACCOUNTS), "amount": st.floats(-1e9, 1e9),
                "ref": st.sampled_from(["s-1", "säsong"]),
            },
        ),
    )
)  # fmt: skip
def test_exactly_the_values_given_arrive(
    tmp_path_factory: pytest.TempPathFactory, wanted: dict[str, dict[str, object]]
) -> None:
    log = open_log([FOLDER / "sv-android.txt"], OPTIONS)
    lines = [json.dumps({"relationship": "c-1", "id": id} | cells) for id, cells in wanted.items()]
    file = given_file(tmp_path_factory.mktemp("a"), "\n".join(["{}", *lines]), "a.jsonl")
    found = annotate(log, file)
    for row in log.table["id"].to_pylist():
        assert values(found, row) == wanted.get(row, {})
    strays = [r for r in found.rejects if r.log == "annotations"]
    assert len(strays) == 1 + ("no such row" in wanted)  # the record `{}` names no row
