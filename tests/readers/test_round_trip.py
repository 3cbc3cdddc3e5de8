"""What a reader took from an export is written as an interaction log and read back: same table, same findings."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd
from boundaries.table.log import Log
from boundaries.table.write import WRITERS, write_log
from called import call
from exports import SAMPLES, Sample, counts
from practice import CONTRACT

PLAIN = tuple(sample for sample in SAMPLES if sample.format != "zip")


@pytest.mark.parametrize("suffix", WRITERS)
@pytest.mark.parametrize("sample", PLAIN, ids=repr)
def test_a_converted_log_reads_back_the_same(sample: Sample, suffix: str, tmp_path: Path) -> None:
    log = sample.write(tmp_path).read()
    write_log(log, tmp_path / f"one{suffix}")
    back = bd.read(tmp_path / f"one{suffix}")
    assert back.table.equals(log.table)
    assert counts(back) == (len(log), len(log), 0, 0, 0)
    write_log(back, tmp_path / f"two{suffix}")
    assert (tmp_path / f"two{suffix}").read_bytes() == (tmp_path / f"one{suffix}").read_bytes()


@pytest.mark.parametrize("sample", PLAIN, ids=repr)
def test_the_command_writes_what_the_library_reads(sample: Sample, tmp_path: Path) -> None:
    written = sample.write(tmp_path)
    for suffix in WRITERS:
        arguments = written.arguments(command="convert")
        assert call("convert", *arguments, "-o", tmp_path / f"out{suffix}").code == 0
        back = bd.read(tmp_path / f"out{suffix}").table
        if sample.as_of is None:  # convert knows no moment up to which a calendar's plans were held
            assert back.equals(written.read().table)


def test_logs_of_every_format_are_one_log(tmp_path: Path) -> None:
    """All samples joined, written, and read back."""
    pairs = [sample for sample in PLAIN if sample.people and sample.mapped is None]
    logs = []
    for number, sample in enumerate(pairs):
        (tmp_path / str(number)).mkdir()
        logs.append(sample.write(tmp_path / str(number)))
    together = bd.read([one.log for one in logs], **logs[0].said() | {"as_of": "2026-04-25"})
    assert len({row for row in together.table["channel"].to_pylist() if row}) >= 5
    for suffix in WRITERS:
        write_log(together, tmp_path / f"all{suffix}")
        assert bd.read(tmp_path / f"all{suffix}").table.equals(together.table)


@pytest.mark.parametrize("sample", PLAIN, ids=repr)
def test_the_findings_are_the_same_where_both_can_judge(sample: Sample, tmp_path: Path) -> None:
    """An export does not show everything, an interaction log says it does: what only one can judge is left out."""
    (tmp_path / "contract.yaml").write_text(CONTRACT)
    policy = bd.compile(bd.load(tmp_path / "contract.yaml"))
    log = sample.write(tmp_path).read()
    write_log(log, tmp_path / "log.parquet")
    results = [bd.check(one, policy, as_of="2026-04-30") for one in (log, bd.read(tmp_path / "log.parquet"))]
    open_to_one = {rule.rule for result in results for rule in result.summary().not_checked}
    first, second = ([found for found in result if found.rule not in open_to_one] for result in results)
    assert first == second


def test_coverage_is_not_written(tmp_path: Path) -> None:
    """So a converted log covers everything, or what `--covers` says."""
    sample = next(sample for sample in PLAIN if sample.format == "whatsapp")
    log = sample.write(tmp_path).read()
    assert log.coverage
    write_log(log, tmp_path / "log.csv")
    back: Log = bd.read(tmp_path / "log.csv", covers="message,call")
    assert back.coverage is not None
    assert {frozenset(one.kinds or ()) for one in back.coverage} == {frozenset({"message", "call"})}
