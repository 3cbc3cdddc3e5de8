"""Archives: read as they are, named by nobody, and refused where they would swell or cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from boundaries.core.errors import LogError
from boundaries.readers.archive import SURE_BYTES, members
from boundaries.readers.base import File, Options
from boundaries.readers.open import open_log

ROWS = "id,relationship,at,kind,by\n"
CANARY = "canaryzeta"


def packed(folder: Path, files: dict[str, bytes], **how: int) -> Path:
    path = folder / f"{CANARY}.bin"
    with zipfile.ZipFile(path, "w", **{"compression": zipfile.ZIP_DEFLATED, **how}) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def rows(*ids: str) -> bytes:
    return (ROWS + "".join(f"{id},c-1,2026-03-03T10:00:00Z,message,client\n" for id in ids)).encode()


def problem(path: Path) -> str:
    with pytest.raises(LogError) as caught:
        open_log([path], Options())
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert CANARY not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_the_one_export_of_an_archive_is_read_as_if_it_stood_alone(tmp_path: Path, method: int) -> None:
    plain = tmp_path / "plain.csv"
    plain.write_bytes(rows("a", "b"))
    files = {
        f"{CANARY}/": b"",
        f"../../{CANARY}.txt": rows("a", "b"),
        "photo.jpg": b"\xff\xd8\xff\x00" * 99,
        "empty": b"",
    }
    log = open_log([packed(tmp_path, files, compression=method)], Options())
    assert log.table.equals(open_log([plain], Options()).table)
    assert [(s.log, s.format) for s in log.sources] == [("log 1", "csv")]
    assert sorted(p.name for p in tmp_path.iterdir()) == [f"{CANARY}.bin", "plain.csv"]


def test_several_exports_of_one_archive_have_numbers_of_their_own(tmp_path: Path) -> None:
    broken = rows("c") + b"d,c-1,never,message,client\n"
    log = open_log([packed(tmp_path, {"x": rows("a"), "y": broken}), packed(tmp_path, {"z": rows("a")})], Options())
    assert [s.log for s in log.sources] == ["log 1", "log 2"]
    log = open_log([packed(tmp_path, {"x": rows("a"), "y": broken})], Options())
    assert [s.log for s in log.sources] == ["log 1.1", "log 1.2"]
    assert [str(r).split(":")[0] for r in log.rejects] == ["log 1.2"]
    assert log.summary.rows_seen == 3


def test_parquet_in_an_archive(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import csv, parquet

    out = io.BytesIO()
    text = csv.read_csv(
        pa.BufferReader(rows("a", "b")), convert_options=csv.ConvertOptions(column_types={"at": "string"})
    )
    parquet.write_table(text, out)
    assert len(open_log([packed(tmp_path, {"x": out.getvalue()})], Options())) == 2


def test_an_archive_of_nothing_that_is_read(tmp_path: Path) -> None:
    assert "B252" in problem(packed(tmp_path, {f"{CANARY}.jpg": b"\xff\xd8" * 9}))
    assert "B252" in problem(packed(tmp_path, {}))
    inner = packed(tmp_path, {CANARY: rows("a")}).read_bytes()
    assert "B252" in problem(packed(tmp_path, {"inner.zip": inner}))


def test_an_archive_that_swells_is_refused_before_it_is_read(tmp_path: Path) -> None:
    bomb = packed(tmp_path, {"x": rows("a") + b"\n" * (SURE_BYTES + 1)})
    assert bomb.stat().st_size < SURE_BYTES // 150
    assert "B251" in problem(bomb)


def test_an_archive_that_lies_about_its_size_gives_no_more_than_it_says(tmp_path: Path) -> None:
    path = packed(tmp_path, {"x": rows(*(f"r{i}" for i in range(2_000)))})
    data = path.read_bytes()
    true = len(rows(*(f"r{i}" for i in range(2_000)))).to_bytes(4, "little")
    assert data.count(true) == 2
    path.write_bytes(data.replace(true, (100).to_bytes(4, "little")))
    assert "B250" in problem(path)  # its sum is not that of a hundred bytes


def test_a_damaged_or_locked_archive_is_told(tmp_path: Path) -> None:
    path = packed(tmp_path, {CANARY: rows("a", "b")}, compression=zipfile.ZIP_STORED)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"message", b"massage"))
    assert "damaged" in problem(path)
    path.write_bytes(data[:-30])
    assert "damaged" in problem(path)
    locked = bytearray(data)
    locked[6] |= 1
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(locked))
    assert "password" in problem(path)


def test_a_member_shows_no_name(tmp_path: Path) -> None:
    with members(packed(tmp_path, {CANARY: rows("a")}), "log 1") as (member,):
        assert isinstance(member, File)
        assert CANARY not in repr(member)
        with member.open("rb") as stream:
            assert stream.read(3) == b"id,"
        with member.open("rb") as stream:
            assert stream.read() == rows("a")


def test_an_archive_of_very_many_logs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("boundaries.readers.open.MOST_LOGS", 2)
    assert len(open_log([packed(tmp_path, {"x": rows("a"), "y": rows("b")})], Options())) == 2
    assert "B251" in problem(packed(tmp_path, {name: rows(name) for name in "xyz"}))


def test_an_office_document_is_called_one(tmp_path: Path) -> None:
    found = problem(packed(tmp_path, {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}))
    assert "office document" in found
    assert "CSV" in found
