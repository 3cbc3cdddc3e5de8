"""ZIP archives: exports beside their media, and what somebody could make of the format."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from exports import tables, whatsapp
from exports.sample import Sample
from exports.words import WORDS, Words

DEFLATED = zipfile.ZIP_DEFLATED


def zipped(files: dict[str, bytes], compression: int = DEFLATED, comment: str = "") -> bytes:
    """An archive of some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 3, 10, 0, 0)), data, compression)
        archive.comment = comment.encode()
    return out.getvalue()


def beside_media(sample: Sample) -> Callable[[Words], bytes]:
    """An archive of a sample and of what exports put beside it."""

    def make(words: Words) -> bytes:
        return zipped({
            f"{words.folder}/": b"",
            f"{words.folder}/{words.attachment}": b"\xff\xd8\xff\xe0" + bytes(range(256)),
            f"{words.folder}/{words.file} with {words.client}{sample.suffix}": sample.make(words),
            f"{words.folder}/{words.title}.txt": words.body.encode(),
            f"{words.folder}/empty {words.subject}": b"",
        }, comment=f"{words.description} {words.body}")  # fmt: skip

    return make


def archived(sample: Sample) -> Sample:
    """A sample as it stands in an archive."""
    return Sample("zip", repr(sample), ".zip", beside_media(sample), sample.rows, sample.counts, sample.asked,
                  sample.people, sample.told, sample.as_of, sample.mapped)  # fmt: skip


# ---- archives that nobody makes by accident -----------------------------------------------------------------

_CHAT = whatsapp.SAMPLES[0].make(WORDS)
_ROWS = tables.SAMPLES[0].make(WORDS)
_INSIDE = f"{WORDS.folder}/{WORDS.file}.txt"


def _bomb() -> bytes:
    return zipped({_INSIDE: bytes(100 << 20)})


def _bomb_beside_a_chat() -> bytes:
    return zipped({"chat.txt": _CHAT, _INSIDE: bytes(100 << 20)})


def _many() -> bytes:
    """100,001 entries for one file of a few bytes."""
    return _entries([(_INSIDE.encode(), 0)] * 100_001, b"id")


def _overlapping() -> bytes:
    """Ten thousand entries that share one stream of 10 MiB."""
    return _entries([(f"{_INSIDE}{i}".encode(), 0) for i in range(10_000)], b"x" * (10 << 20))


def _entries(names: list[tuple[bytes, int]], data: bytes) -> bytes:
    """An archive with one stream and as many entries for it as are named."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    sizes = struct.pack("<LLL", zlib.crc32(data), len(packed), len(data))
    first = names[0][0]
    body = (
        struct.pack("<4sHHHHH", b"PK\3\4", 20, 0, 8, 0, 0) + sizes + struct.pack("<HH", len(first), 0) + first + packed
    )
    central = b"".join(
        struct.pack("<4sHHHHHH", b"PK\1\2", 20, 20, 0, 8, 0, 0) + sizes
        + struct.pack("<HHHHHLL", len(name), 0, 0, 0, 0, 0, place) + name
        for name, place in names
    )  # fmt: skip
    count = min(len(names), 0xFFFF)
    end = struct.pack("<4sHHHHLLH", b"PK\5\6", 0, 0, count, count, len(central), len(body), 0)
    if len(names) > 0xFFFF:
        record = struct.pack(
            "<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, len(names), len(names), len(central), len(body)
        )
        end = record + struct.pack("<4sLQL", b"PK\6\7", 0, len(body) + len(central), 1) + end
    return body + central + end


def _patched(field: str, value: int, both: bool = True) -> bytes:
    """A sound archive of one chat, with one field of its directory changed; `both`: of its local header too."""
    data = bytearray(zipped({_INSIDE: _CHAT}))
    size = {"flags": "<H", "method": "<H", "crc": "<L", "packed": "<L", "size": "<L"}[field]
    local = {"flags": 6, "method": 8, "crc": 14, "packed": 18, "size": 22}[field]
    central = data.rfind(b"PK\1\2") + local + 2
    for place in (central, local)[: 1 + both]:
        struct.pack_into(size, data, place, value)
    return bytes(data)


def _named(name: str) -> bytes:
    return zipped({name: _CHAT})


def _link() -> bytes:
    """A member that is a symbolic link to a file outside."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo(_INSIDE)
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
        archive.writestr("chat.txt", _CHAT)
    return out.getvalue()


def _zip64() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", DEFLATED) as archive, archive.open(_INSIDE, "w", force_zip64=True) as member:
        member.write(_CHAT)
    return out.getvalue()


def _nested() -> bytes:
    data = zipped({_INSIDE: _CHAT})
    for depth in range(40):
        data = zipped({f"{WORDS.folder}{depth}.zip": data})
    return data


def _twice() -> bytes:
    first = zipped({_INSIDE: _CHAT})
    return first + zipped({_INSIDE: _ROWS})


# What each must give: rows accepted, or the code of the error.
ARCHIVES: dict[str, tuple[Callable[[], bytes], int | str]] = {
    "a bomb": (_bomb, "B251"),
    "a bomb beside a chat": (_bomb_beside_a_chat, "B251"),
    "very many members": (_many, "B251"),
    "members that overlap": (_overlapping, "B251"),
    "archives in archives": (_nested, "B252"),
    "no member": (lambda: zipped({}), "B252"),
    "only media": (lambda: zipped({WORDS.attachment: b"\xff\xd8\xff"}), "B252"),
    "a member without a name": (lambda: _entries([(b"", 0)], _CHAT), 5),
    "names that climb": (lambda: _named(f"../../../{WORDS.file}.txt"), 5),
    "absolute names": (lambda: _named(f"/tmp/{WORDS.file}.txt"), 5),  # noqa: S108
    "a drive's name": (lambda: _named(f"C:\\{WORDS.file}.txt"), 5),
    "a device's name": (lambda: _named("/dev/stdin"), 5),
    "a name of odd characters": (lambda: _named(f"{WORDS.file}\n\x1b[31m\u202e.txt"), 5),
    "a member that is a link": (_link, 5),
    "zip64": (_zip64, 5),
    "stored, not packed": (lambda: zipped({_INSIDE: _CHAT}, zipfile.ZIP_STORED), 5),
    "packed with bzip2": (lambda: zipped({_INSIDE: _CHAT}, zipfile.ZIP_BZIP2), 5),
    "packed with LZMA": (lambda: zipped({_INSIDE: _CHAT}, zipfile.ZIP_LZMA), 5),
    "a wrong checksum": (lambda: _patched("crc", 1), "B250"),
    "a size too small": (lambda: _patched("size", 10), "B250"),
    "a size too large": (lambda: _patched("size", 60_000_000), 5),
    "a size far too large": (lambda: _patched("size", 0xFFFFFFF0), "B251"),
    "a packed size too small": (lambda: _patched("packed", 10), "B250"),
    "a locked member": (lambda: _patched("flags", 1), "B250"),
    "locked in one of two places": (lambda: _patched("flags", 1, both=False), "B250"),
    "a packing that is not known": (lambda: _patched("method", 99), "B250"),
    "two packings": (lambda: _patched("method", 0, both=False), "B250"),
    "cut short": (lambda: zipped({_INSIDE: _CHAT})[:-30], "B250"),
    "only a beginning": (lambda: b"PK\3\4" + WORDS.body.encode(), "B250"),
    "only an end": (lambda: b"PK\5\6" + bytes(18), "B252"),
    "two archives in a row": (_twice, 4),
}  # fmt: skip
