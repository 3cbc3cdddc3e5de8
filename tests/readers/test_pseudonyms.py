"""Keyed names: the same under one key, others under another, and the key is its owner's alone."""

from __future__ import annotations

import hashlib
import hmac
import pickle
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boundaries.core.errors import UsageError
from boundaries.readers.pseudonyms import Key, own_place

ONE, OTHER = Key(secret=b"1" * 32), Key(secret=b"2" * 32)
TEXTS = st.lists(st.text(st.characters(codec=None, categories=None)), min_size=1, max_size=3)


@given(TEXTS)
def test_a_name_is_the_keyed_hash_that_everybody_can_check(parts: list[str]) -> None:
    name = ONE.name(*parts)
    whole = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    assert name == hmac.new(b"1" * 32, whole, hashlib.sha256).hexdigest()[:16]
    assert name == Key(secret=b"1" * 32).name(*parts)
    assert name != OTHER.name(*parts)


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    place = tmp_path / "deep" / "down" / "key"
    first = Key(place).name("a")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert Key(place).name("a") == first
    place.unlink()
    assert Key(place).name("a") != first  # without the key nobody makes the old names again


def test_the_own_place_is_apart_from_logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert own_place() == tmp_path / "boundaries" / "key"
    Key().name("a")
    assert own_place().is_file()
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert own_place() == Path.home() / ".config" / "boundaries" / "key"


@pytest.mark.parametrize("text", ["", "not hex", "ab" * 31, "ab" * 33, "\xff" * 64, "0" * 10_000])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, text: str) -> None:
    place = tmp_path / "key"
    place.write_text(text, "latin-1")
    place.chmod(0o600)
    with pytest.raises(UsageError, match="B247") as caught:
        Key(place).name("a")
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    place = tmp_path / "key"
    Key(place).name("a")
    place.chmod(mode)
    with pytest.raises(UsageError, match="can be read by others"):
        Key(place).name("a")


def test_a_place_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file" / "key", tmp_path):
        with pytest.raises(UsageError, match="B247"):
            Key(place).name("a")


def test_neither_a_pickle_nor_a_repr_holds_the_secret(tmp_path: Path) -> None:
    key = Key(tmp_path / "key")
    name = key.name("a")
    kept = pickle.dumps(key)
    assert key.secret() not in kept
    assert key.secret().hex().encode() not in kept
    assert pickle.loads(kept).name("a") == name  # noqa: S301 (our own)
    assert repr(key) == "<Key>"
