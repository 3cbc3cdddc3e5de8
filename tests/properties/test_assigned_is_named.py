"""To assign a relationship by a file is to write its name into the contract: the same findings, to the last word."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import boundaries as bd
from boundaries.policy.spec import load_rules

PAIRS = tuple(f"r-{n}" for n in range(6))
CONTRACT = """\
contract: k-{i}
{pairs}
practitioner: {practitioner}
timezone: Europe/London
agreed: 2026-01-12
consent: [practitioner, client]
packs: []
administrative:
  hours: "Mo-Fr {hours}"
  between_sessions: {{at_most: {at_most}, per: P7D}}
"""
RULES = load_rules(
    """\
rule: late
clause: administrative.hours
when: {event: {kind: message, by: practitioner, outside: $hours}}
unless: [cover]
says: "{from}"
---
rule: often
clause: administrative.between_sessions
when: {more_than: $between_sessions.at_most, of: {kind: message}, in: $between_sessions.per}
says: "{count}"
---
rule: away
when: {event: {kind: leave}}
says: away
""",
    "rules.yaml",
)
HOURS = ("09:00-18:00", "12:00-22:00", "00:00-24:00")

Row = tuple[str | None, int, int, str, str]
ROWS = st.lists(
    st.tuples(
        st.sampled_from((None, *PAIRS)), st.integers(1, 28), st.integers(0, 23), st.sampled_from(["p-1", "p-2"]),
        st.sampled_from(["practitioner", "client"]),
    ),
    max_size=25,
)  # fmt: skip


def interactions(rows: Sequence[Row]) -> list[bd.Interaction]:
    """Messages of pairs, and where there is no pair, leave of a practitioner."""
    return [
        bd.Interaction(
            id=f"e{n}", relationship=pair, at=f"2026-02-{day:02}T{hour:02}:30:00Z", kind="message" if pair else "leave",
            by=by if pair else "practitioner", practitioner=None if pair else who, channel="sms" if pair else None,
        )
        for n, (pair, day, hour, who, by) in enumerate(rows)
    ]  # fmt: skip


def written(folder: Path, pairs: Sequence[Sequence[str]], practitioners: Sequence[str]) -> None:
    """A contract for each list of pairs; the line that names them is there in any case, so that places stay."""
    for i, (its, who) in enumerate(zip(pairs, practitioners, strict=True)):
        line = f"relationships: [{', '.join(its)}]" if its else "format: 1"
        text = CONTRACT.format(i=i, pairs=line, practitioner=who, hours=HOURS[i], at_most=i + 1)
        (folder / f"k-{i}.yaml").write_text(text)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from((None, 0, 1, 2)), min_size=len(PAIRS), max_size=len(PAIRS)),
    st.sets(st.sampled_from(PAIRS)), st.lists(st.sampled_from(["p-1", "p-2"]), min_size=3, max_size=3), ROWS,
    st.booleans(),
)  # fmt: skip
def test_assigned_by_a_file_is_named_in_the_contract(
    tmp_path_factory: pytest.TempPathFactory, owners: list[int | None], moved: set[str], practitioners: list[str],
    rows: list[Row], as_parquet: bool,
) -> None:  # fmt: skip
    folder, log = tmp_path_factory.mktemp("practice"), interactions(rows)
    owned = dict(zip(PAIRS, owners, strict=True))
    named = [[pair for pair in PAIRS if owned[pair] == i] for i in range(3)]
    assume(sum(not its for its in named) < 2)  # of two standard contracts neither is
    written(folder, named, practitioners)
    expected = bd.check(log, bd.compile(bd.load_all(folder), rules=RULES), as_of="2026-03-10")

    written(folder, [[pair for pair in its if pair not in moved] for its in named], practitioners)
    rest = [(pair, f"k-{owned[pair]}") for pair in sorted(moved) if owned[pair] is not None]
    table = pl.DataFrame(rest, schema=["relationship", "contract"], orient="row")
    table = table.with_columns(pl.all().cast(pl.String))
    assign = folder / "assign"
    table.write_parquet(assign) if as_parquet else table.write_csv(assign)
    result = bd.check(log, bd.compile(bd.load_all(folder, assign), rules=RULES), as_of="2026-03-10")

    assert result.findings == expected.findings
    ours, theirs = result.summary(), expected.summary()
    assert ours == theirs
    assert ours.relationships_without_contract + ours.relationships_judged == len({pair for pair, *_ in rows if pair})
