"""P6: what goes to supervision names a client by a label, has no content, and no more than the agreement allows."""

from __future__ import annotations

from pathlib import Path

import pytest

import boundaries as bd
from boundaries.core.finding import CONCLUSION_FIELDS, DRIFT_FIELDS
from boundaries.report import supervisor
from shared_views import CANARIES, practice, terms

PAIRS = [f"canary-pair-{n}" for n in range(3)]
BOTH = ["practitioner", "client"]


def labels(folder: Path, identifiable: object = None, **changes: object) -> set[object]:
    said = {} if identifiable is None else {"supervision": {"every": "P14D", "identifiable": identifiable}}
    view = practice(PAIRS, administrative=terms(**said), **changes).view("supervisor", purpose="x", key=folder / "key")
    return {row["relationship"] for row in view}


NUMBERS = {f"client {n}" for n in (1, 2, 3)}


@pytest.mark.parametrize("said", [None, False, {"not_applicable": "no supervision"}])
def test_a_client_is_a_number_unless_both_agreed_otherwise(tmp_path: Path, said: object) -> None:
    assert labels(tmp_path, said) == NUMBERS


def test_a_client_is_a_pseudonym_where_they_did(tmp_path: Path) -> None:
    assert labels(tmp_path, True) == set(PAIRS)


def test_and_a_number_again_once_it_was_taken_back(tmp_path: Path) -> None:
    back = [{"agreed": "2026-03-30", "agreed_by": BOTH, "set": {"supervision.identifiable": False}}]
    assert labels(tmp_path, True, amendments=back) == NUMBERS
    later = [{"agreed": "2026-05-30", "agreed_by": BOTH, "set": {"supervision.identifiable": False}}]
    assert labels(tmp_path, True, amendments=later) == set(PAIRS), "it was not so as of the report"


def test_the_keys_of_a_row_are_these_and_no_word_of_anybodys_own_is_in_one(tmp_path: Path) -> None:
    view = practice(PAIRS).view("supervisor", purpose="x", key=tmp_path / "key")
    assert view.rows
    for row in view:
        beside = (*DRIFT_FIELDS, *CONCLUSION_FIELDS)
        assert tuple(row) == tuple(key for key in supervisor.KEYS if key in row)
        assert set(supervisor.KEYS) - set(beside) <= set(row)
        assert not [word for word in CANARIES if word in repr(row)]
    with pytest.raises(TypeError):
        bd.Finding(**view.rows[0])  # type: ignore[arg-type]  # it is less than a finding
