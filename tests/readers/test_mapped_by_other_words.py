"""Any log, written as another program would and read by a map of that, is the same log."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.table.rows import extract

from boundaries.core.columns import ACCOUNTS, BASES, CERTAINTIES, KINDS, NAMES, PARTIES, PURPOSES, REASONS
from boundaries.core.instants import format_instant
from boundaries.table.assemble import assemble
from maps import read

ENUMS: dict[str, Sequence[str]] = {
    "kind": (*KINDS, "x-own"), "by": PARTIES, "purpose": PURPOSES, "account": ACCOUNTS, "basis": BASES,
    "reason": REASONS, "certainty": CERTAINTIES,
}  # fmt: skip
IDS = st.text("abcxyz0189-_.:", min_size=1, max_size=8).filter(lambda text: text[0] not in "-_.:")
SECONDS = st.integers(1, 4_000_000_000)
FREE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=6)


def instants(column: str) -> dict[str, Any]:
    return {f"{column}": SECONDS.map(lambda s: format_instant(s * 1_000_000))}


LOG_ROWS = st.fixed_dictionaries(
    {"id": IDS, "relationship": IDS, "kind": st.sampled_from(ENUMS["kind"]), "by": st.sampled_from(PARTIES)}
    | instants("at"),
    optional={
        "channel": st.sampled_from(["sms", "e-mail", "телефон"]),
        "minutes": st.integers(0, 10_000).map(lambda n: n / 8),
        "length": st.integers(1, 60),
        "ref": IDS,
        "amount": st.integers(-(10**6), 10**9).map(lambda n: n / 4),
        "place": FREE,
        "people": st.integers(0, 40),
        "actor": IDS,
        "party": FREE,
        "practitioner": IDS,
    }
    | {name: st.sampled_from(words) for name, words in ENUMS.items() if name not in ("kind", "by")}
    | instants("planned_start") | instants("planned_end"),
)  # fmt: skip
CLOCKS = {
    "iso": lambda at: at.isoformat(),
    "rfc2822": format_datetime,
    "unix": lambda at: str(int(at.timestamp())),
    "unix_ms": lambda at: str(int(at.timestamp()) * 1000),
    "%d.%m.%Y um %H:%M:%S %z": lambda at: at.strftime("%d.%m.%Y um %H:%M:%S %z"),
    "%b %d %Y %I:%M:%S %p %z": lambda at: at.strftime("%b %d %Y %I:%M:%S %p %z"),
}


class Foreign:
    """How another program would say a log: names of columns, words, a clock, a sign before decimals."""

    def __init__(self, clock: str, decimal: str | None, seed: int) -> None:
        numbers = random.Random(seed).sample(range(100), len(NAMES))
        self.names = {name: f"Column {number}" for name, number in zip(NAMES, numbers, strict=True)}
        self.clock, self.decimal = clock, decimal
        self.words: dict[str, dict[str, str]] = {}

    def cell(self, column: str, value: object) -> str:
        """A value as the other program writes it."""
        if column in ("at", "planned_start", "planned_end"):
            at = datetime.fromisoformat(str(value)).astimezone(UTC)
            return str(CLOCKS[self.clock](at))
        if column == "length":
            return "x" * int(str(value))
        if column in ("minutes", "amount"):
            return str(value) if self.decimal is None else str(value).replace(".", self.decimal)
        if column in (*ENUMS, "channel", "place", "party"):
            known = self.words.setdefault(column, {})
            return known.setdefault(str(value), f"w {len(known)}")
        return str(value)

    def columns(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """What the map says of each column."""
        for column, source in self.names.items():
            if column in ("at", "planned_start", "planned_end"):
                yield column, {"from": source, "format": self.clock}
            elif column == "length":
                yield column, {"length_of": source}
            elif column in ("minutes", "amount", "people"):
                decimal = {} if self.decimal is None or column == "people" else {"decimal": self.decimal}
                yield column, {"from": source} | decimal | ({"unit": "min"} if column == "minutes" else {})
            elif column in (*ENUMS, "channel", "place", "party"):
                words = self.words.get(column, {ENUMS.get(column, ["it"])[0]: "nothing"})
                yield column, {"from": source, "words": {theirs: ours for ours, theirs in words.items()}}
            else:
                yield column, {"from": source, "as_is": "true"}


def as_csv(records: Sequence[Mapping[str, str]], names: Sequence[str], delimiter: str) -> str:
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, names, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records)
    return file.getvalue()


FOREIGN = st.builds(Foreign, st.sampled_from(sorted(CLOCKS)), st.sampled_from([None, ".", ","]), st.integers(0, 9))
FORMS = st.sampled_from(["csv;", "csv,", "csv\t", "jsonl", "json"])


@given(FOREIGN, st.lists(LOG_ROWS, max_size=4), FORMS)
@settings(max_examples=60, deadline=None)
def test_a_log_by_other_words_is_the_same_log(
    tmp_path_factory: pytest.TempPathFactory, foreign: Foreign, found: list[dict[str, Any]], form: str
) -> None:
    place = tmp_path_factory.getbasetemp() / "export"
    records = [{foreign.names[c]: foreign.cell(c, v) for c, v in row.items()} for row in found]
    map: dict[str, Any] = {"map": "foreign", "export": form[:3] if form[:3] == "csv" else form}
    if form[:3] == "csv":
        text = as_csv(records, list(foreign.names.values()), form[3])
    elif form == "jsonl":
        text = "".join(json.dumps(record) + "\n" for record in records)
    else:
        map["list"] = "all.of them"
        text = json.dumps({"all": {"other": 1, "of them": records}}, ensure_ascii=False)
    document = yaml.safe_dump(map | {"columns": dict(foreign.columns())}, allow_unicode=True)
    ours = read(document, text, place)
    assert assemble([ours]).table.equals(assemble([extract(found)]).table), ours.rejects
