"""Exports as a broken disk, a bad transfer or somebody clever leaves them: one number, one mutant, always the same.

`python tests/mutations.py 'sms: NAME' 17` makes the mutant of that number again and reads it.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from exports.words import WORDS

MIB = 1 << 20
HUGE_IN = 40  # one mutant of so many has something huge in it
_DIGITS = re.compile(rb"\d{1,20}")
_TOKEN = re.compile(rb"\w{1,40}")
_NUMBERS = (
    b"9" * 30, b"9" * 5000, b"-1", b"0", b"-0", b"1e400", b"-1e30", b"NaN", b"Infinity", b"18446744073709551616",
    b"9223372036854775807", b"253402300800", b"253402300799999", b"-62135596800", b"0x10", b"1_000", b"1.5", b"",
    "٣٤٥".encode(), "１２".encode(), "²".encode(), b"+7", b"00000000000000000001",
)  # fmt: skip
_ODD = (
    b"\0", b"\0" * 40, b"\xed\xa0\x80", b"\xff", b"\xc0\x80", b"\\ud800", b"\\udfff\\ud800", b"&#55357;", b"&#0;",
    b"&#xFFFFFFFF;", b"&#99999999999999;", b"&unknown;", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\x1a", b"\x85", b"\x0b",
    b"\r", b"\n\n", b'"', b"'", b"\\", b"<", b">", b"]]>", b"<![CDATA[", b"-->", b"<!--", b"{", b"}", b"[", b"]", b",",
    b":", b";", b"=?utf-8?b?////?=", b"\xf0\x9f\x98\x80", b"\xe2\x80\xae", b"%s%n", b"../../x", b"\nFrom ",
    b"\nBEGIN:VEVENT\r\n", b"\nEND:VCALENDAR\r\n", b"\nRRULE:FREQ=SECONDLY\r\n", b"\nRRULE:FREQ=YEARLY;BYDAY=99MO\r\n",
    b"\nDTSTART:99999999T999999Z\r\n", b"\nDTSTART;TZID=Nowhere/None:20260301T100000\r\n",
)  # fmt: skip
_OPENERS = (
    b"[",
    b'{"a":',
    b"<a>",
    b"(",
    b"BEGIN:VEVENT\r\n",
    b"BEGIN:VCALENDAR\r\n",
    b'[{"messages":',
    b"<mms>",
    b">",
    b"&#55357;",
    b"<!---->",
    b"<??>",
    b"<!DOCTYPE>",
    b"<![CDATA[]]>",
    b"From x\n",
    b" \n",
    b"\t",
    b'\\"',
    b'""',
    b"{}",
    b"[],",
    b"()",
    b"<>",
    b"a@b,",
)
_BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9)
) + b'<!ENTITY file SYSTEM "file:///etc/passwd">]>'  # fmt: skip
_FILLERS = (
    b"x",
    b"9",
    b" ",
    b"\n",
    b'"',
    b"a,",
    b"<a>",
    b"\\",
    b"&amp;",
    "ä".encode(),
    b"[",
    b"\0",
    b"=C3=A4",
    b"]",
    b"a:",
)

Change = Callable[[random.Random, bytes], bytes]


def _spot(rng: random.Random, data: bytes) -> int:
    return rng.randrange(len(data) + 1)


def _chunk(rng: random.Random, data: bytes) -> tuple[int, int]:
    start = _spot(rng, data)
    return start, min(len(data), start + rng.choice((1, 2, 7, 60, 400)))


def flip(rng: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 8, 40)) if data else 0):
        out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    return bytes(out)


def cut(rng: random.Random, data: bytes) -> bytes:
    place = _spot(rng, data)
    return data[:place] if rng.random() < 0.8 else data[place:]


def drop(rng: random.Random, data: bytes) -> bytes:
    start, end = _chunk(rng, data)
    return data[:start] + data[end:]


def double(rng: random.Random, data: bytes) -> bytes:
    start, end = _chunk(rng, data)
    return data[:start] + data[start:end] * rng.choice((2, 2, 3, 50)) + data[end:]


def swap(rng: random.Random, data: bytes) -> bytes:
    (a, b), (c, d) = sorted((_chunk(rng, data), _chunk(rng, data)))
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def swap_lines(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    a, b = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def repeat_line(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    at, what = rng.randrange(len(lines) + 1), rng.randrange(len(lines))
    return b"\n".join(lines[:at] + [lines[what]] * rng.choice((1, 2, 30)) + lines[at:])


def drop_line(rng: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    del lines[rng.randrange(len(lines))]
    return b"\n".join(lines)


def head_again(rng: random.Random, data: bytes) -> bytes:
    place = _spot(rng, data)
    return data[:place] + data[: rng.choice((20, 200, len(data)))] + data[place:]


def odd(rng: random.Random, data: bytes) -> bytes:
    for _ in range(rng.choice((1, 1, 3))):
        place = _spot(rng, data)
        data = data[:place] + rng.choice(_ODD) + data[place:]
    return data


def number(rng: random.Random, data: bytes) -> bytes:
    return _replace(rng, data, _DIGITS, lambda: rng.choice(_NUMBERS))


def token(rng: random.Random, data: bytes) -> bytes:
    found = _TOKEN.findall(data)
    return _replace(rng, data, _TOKEN, lambda: rng.choice(found))


def _replace(rng: random.Random, data: bytes, pattern: re.Pattern[bytes], by: Callable[[], bytes]) -> bytes:
    spans = [found.span() for found in pattern.finditer(data)]
    if not spans:
        return data
    start, end = rng.choice(spans)
    return data[:start] + by() + data[end:]


def noise(rng: random.Random, data: bytes) -> bytes:
    start, end = _chunk(rng, data)
    return data[:start] + rng.randbytes(rng.choice((1, 4, 100))) + data[end:]


def mark(rng: random.Random, data: bytes) -> bytes:
    return rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf\xef\xbb\xbf", b"\n", b" ")) + data


def recode(rng: random.Random, data: bytes) -> bytes:
    encoding = rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp037", "utf-7"))
    return data.decode("utf-8", "replace").encode(encoding, "replace")


def line_ends(rng: random.Random, data: bytes) -> bytes:
    end = rng.choice((b"\r\n", b"\r", b"\n\r", b"\r\r\n", "\u2028".encode(), b"\n\n", b""))
    return data.replace(b"\r\n", b"\n").replace(b"\n", end)


def nest(rng: random.Random, data: bytes) -> bytes:
    place = rng.choice((0, _spot(rng, data)))
    return data[:place] + rng.choice(_OPENERS) * rng.choice((3, 200, 20_000)) + data[place:]


def bomb(rng: random.Random, data: bytes) -> bytes:
    place = rng.choice((0, data.find(b"?>") + 2, _spot(rng, data)))
    return data[:place] + _BOMB + rng.choice((b"", b"&j;", b"&file;")) + data[place:]


def huge(rng: random.Random, data: bytes) -> bytes:
    """Something of one to three MiB inside a field."""
    filler, size = rng.choice(_FILLERS), rng.choice((MIB, MIB + 1, 3 * MIB))
    place = rng.choice([found.start() for found in _TOKEN.finditer(data)] or [0])
    return data[:place] + filler * (size // len(filler)) + WORDS.body.encode() + data[place:]


CHANGES: tuple[Change, ...] = (
    flip, cut, drop, double, swap, swap_lines, repeat_line, drop_line, head_again, odd, number, number, token, noise,
    mark, recode, line_ends, nest, bomb,
)  # fmt: skip


def mutant(data: bytes, name: str, seed: int) -> tuple[bytes, str]:
    """The mutant of a number, and what was done to it."""
    rng = random.Random(f"{name}#{seed}")
    done = [huge] if seed % HUGE_IN == 0 else []
    done += [rng.choice(CHANGES) for _ in range(rng.choice((1, 1, 2, 4)) - len(done))]
    for change in done:
        data = change(rng, data)
    return data, ", ".join(change.__name__ for change in done)


def smaller(data: bytes, fails: Callable[[bytes], bool], tries: int = 200) -> bytes:
    """A part of some bytes that still fails, found by leaving out ever smaller pieces."""
    size = len(data) // 2
    while size and tries:
        at = 0
        while at < len(data) and tries:
            tries -= 1
            less = data[:at] + data[at + size :]
            if fails(less):
                data = less
            else:
                at += size
        size //= 2
    return data


def main() -> None:
    """Make one mutant again, say what was done to it, and read it."""
    from exports import SAMPLES, counts
    from exports.reading import read_bytes

    sample = next(sample for sample in SAMPLES if repr(sample) == sys.argv[1])
    data, done = mutant(sample.make(WORDS), repr(sample), int(sys.argv[2]))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "mutant"
        print(f"{sample}: {done}; {len(data):,} bytes")
        log = read_bytes(data, sample, place)
        print(log, counts(log), *log.rejects, sep="\n")


if __name__ == "__main__":
    main()
