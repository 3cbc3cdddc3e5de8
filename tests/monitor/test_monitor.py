"""The monitor's promises one by one; that it means what `check` means stands in
`tests/properties/test_the_monitor_is_check.py`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from monitored import CONTRACT, message, policy

import boundaries as bd

EVENING, NOON = "03T21:10", "03T12:00"


def test_a_preview_says_what_observing_would_and_keeps_nothing(tmp_path: Path) -> None:
    monitor = bd.Monitor(policy(tmp_path))
    before = monitor.preview(message("m1", EVENING))
    assert [f.rule for f in before.raised] == ["message-outside-hours"]
    assert not monitor.findings()
    assert monitor.as_of is None
    assert monitor.observe(message("m1", EVENING)) == before
    assert not monitor.preview(message("m1", EVENING))


def test_the_same_again_is_no_news_and_the_same_id_with_other_values_is_refused(tmp_path: Path) -> None:
    monitor = bd.Monitor(policy(tmp_path))
    monitor.observe(message("m1", NOON))
    again = monitor.observe(message("m1", NOON, people=2))  # two people is what absent means
    assert (again.duplicates, again.accepted, bool(again)) == (1, 0, False)
    with pytest.raises(bd.LogError, match="B321"):
        monitor.observe(message("m1", EVENING))
    assert monitor.observe(message("m1", EVENING, relationship="c-2")).accepted == 1
    assert monitor.refused() == {"B321": 1}


def test_what_comes_too_late_is_refused_and_counted_and_what_is_just_in_time_is_not(tmp_path: Path) -> None:
    monitor = bd.Monitor(policy(tmp_path))
    monitor.advance("2026-04-02T12:00:00Z")
    assert monitor.observe(message("m1", "2026-03-03T12:00:00Z")).accepted == 1
    changes = monitor.observe_many([message("m2", "2026-03-03T11:59:59.999999Z"), message("m3", EVENING)])
    assert [(one.place, one.id, one.code) for one in changes.refused] == [(0, "m2", "B320")]
    assert changes.accepted == 1
    assert monitor.refused() == {"B320": 1}


def test_time_alone_raises_what_waits_for_it(tmp_path: Path) -> None:
    monitor = bd.Monitor(policy(tmp_path))
    monitor.observe(message("m1", NOON, by="client"))
    quiet = monitor.advance("2026-03-04T11:00:00Z")
    later = monitor.advance(datetime(2026, 3, 5, 18, tzinfo=UTC))
    assert not quiet
    assert [f.rule for f in later.raised] == ["reply-overdue"]
    assert [f.id for f in monitor.observe(message("m2", "05T09:00")).revised] == [later.raised[0].id]  # it came at last
    assert not monitor.advance("2026-03-01T00:00:00Z")  # time does not run backwards
    assert monitor.as_of == datetime(2026, 3, 5, 18, tzinfo=UTC)


def test_a_correction_revises_what_was_found_and_keeps_what_was(tmp_path: Path) -> None:
    monitor = bd.Monitor(policy(tmp_path), tmp_path / "state.db", key=tmp_path / "key")
    (first,) = monitor.observe(message("m1", EVENING)).raised
    gone = monitor.revise(message("m1", NOON), reason="the clock was wrong (Dr M)")
    assert [f.id for f in gone.withdrawn] == [first.id]
    assert monitor.observe(message("m1", EVENING)).duplicates == 1  # delivered again, it stays corrected
    assert not monitor.findings()
    back = monitor.revise(message("m1", EVENING), reason="it was right after all (Dr M)")
    assert back.raised == (first,)
    assert monitor.retract("c-1", "m1", reason="of another client (Dr M)").withdrawn == (first,)
    assert monitor.observe(message("m1", EVENING)).duplicates == 1
    with pytest.raises(bd.LogError, match="B322"):
        monitor.retract("c-1", "m1", reason="again")
    with pytest.raises(bd.UsageError, match="B310"):
        monitor.revise(message("m1", NOON), reason=" ")
    assert monitor.verify() == ()


def test_what_a_person_made_of_a_finding_survives_restarts_and_reimports(tmp_path: Path) -> None:
    judged, place, key = policy(tmp_path), tmp_path / "state.db", tmp_path / "key"
    with bd.Monitor(judged, place, key=key) as monitor:
        (found,) = monitor.observe(message("m1", EVENING)).raised
        monitor.dispose(found.id, "kept in mind", by="Dr M")
        monitor.dispose(found.id, "taken to supervision", by="Dr M", reason="with Dr S on Friday")
    with bd.Monitor(judged, place, key=key) as monitor:
        assert monitor.findings() == (found,)
        assert not monitor.observe(message("m1", EVENING))
        assert [(d.finding, d.word, d.by) for d in monitor.dispositions()] == [
            (found.id, "taken to supervision", "Dr M")
        ]
        why = monitor.why(found.id)
        assert why.finding == found
        assert [one.id for one in why.interactions] == ["m1"]
        assert [d.word for d in why.dispositions] == ["kept in mind", "taken to supervision"]
        assert [entry["op"] for entry in why.history] == ["raised", "dispose", "dispose"]
        with pytest.raises(bd.UsageError, match="B323"):
            monitor.why("0" * 16)


def test_an_amended_agreement_is_judged_from_then_on(tmp_path: Path) -> None:
    monitor = bd.Monitor(policy(tmp_path))
    (found,) = monitor.observe(message("m1", EVENING)).raised
    wider = policy(tmp_path, CONTRACT.replace("09:00-18:00", "09:00-22:00"))
    assert monitor.update(wider).withdrawn == (found,)
    assert monitor.findings() == ()


def test_tenants_of_one_store_do_not_see_each_other(tmp_path: Path) -> None:
    judged, place, key = policy(tmp_path), tmp_path / "state.db", tmp_path / "key"
    one, other = (bd.Monitor(judged, place, key=key, tenant=name) for name in ("clinic-a", "clinic-b"))
    one.observe(message("m1", EVENING))
    assert len(one.findings()) == 1
    assert other.findings() == ()
    assert other.as_of is None
    assert other.observe(message("m1", NOON)).accepted == 1
    assert one.verify() == other.verify() == ()


def test_two_monitors_on_one_store_see_what_the_other_took(tmp_path: Path) -> None:
    judged, place, key = policy(tmp_path), tmp_path / "state.db", tmp_path / "key"
    one, other = (bd.Monitor(judged, place, key=key) for _ in range(2))
    raised = one.observe(message("m1", EVENING)).raised
    assert other.findings() == raised
    assert other.observe(message("m1", EVENING)).duplicates == 1
    other.observe(message("m2", "04T21:10"))
    assert one.findings() == other.findings()
    assert one.verify() == ()


def test_it_takes_a_policy_and_instants_only(tmp_path: Path) -> None:
    with pytest.raises(bd.UsageError, match="B310"):
        bd.Monitor("contract.yaml")  # type: ignore[arg-type]
    monitor = bd.Monitor(policy(tmp_path))
    naive = datetime(2026, 3, 3)  # noqa: DTZ001
    for wrong in ("2026-03-03", naive, 5):
        with pytest.raises(bd.UsageError, match="B302"):
            monitor.advance(wrong)  # type: ignore[arg-type]
    assert monitor.findings() == ()
