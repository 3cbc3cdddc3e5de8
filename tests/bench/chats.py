"""The WhatsApp reader beside chat-miner and whatstk: the same file, the rows each gets right, and the CPU time.

Run it with `make bench-chats` (the two live in an environment of their own; whatstk is GPL-3, and neither is used by
the library). Every figure is CPU time of one process, the three in turn, round by round, so that a ratio holds when
the machine's speed drifts. Ours goes from the file to the log that is judged; theirs to their data frame.
"""

from __future__ import annotations

import logging
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import boundaries as bd

ROUNDS = 3
SEED = 20261123
NAMES = ("Anna Berg", "Dr Morgan Hale")
WORDS = (
    "could we move the session to next week I will be away on that day thank you for letting me know see you then "
    "how are you yes no of course that works I was thinking about what we said 😀 🙏 naïve café Gespräch später"
).split()
PLACEHOLDERS = ("<Media omitted>", "This message was deleted")


class Sent(NamedTuple):
    """A row as it was written: when (to the minute), by whom, and how many lines it has."""

    at: datetime
    name: str


SHAPES: dict[str, Callable[[datetime], str]] = {
    "Android, 24 hours, day first": lambda at: f"{at:%d/%m/%Y, %H:%M} - ",
    "Android, US, 12 hours": lambda at: f"{at.month}/{at.day}/{at:%y}, {at.hour % 12 or 12}:{at:%M}\u202f{at:%p} - ",
    "iOS, brackets, seconds": lambda at: f"[{at:%d/%m/%Y, %H:%M:%S}] ",
    "Android, year first": lambda at: f"{at:%Y/%m/%d, %H:%M} - ",
    "Android, Spanish, 12 hours": lambda at: (
        f"{at.day}/{at.month}/{at:%y}, {at.hour % 12 or 12}:{at:%M} {'ap'[at.hour > 11]}. m. - "
    ),
    "iOS, Finnish": lambda at: f"[{at.day}.{at.month}.{at:%Y} klo {at.hour}.{at:%M.%S}] ",
}


def write_chat(path: Path, rows: int, stamp: Callable[[datetime], str]) -> list[Sent]:
    """A chat of two people over some years; one row in eight has several lines, some stand for a picture."""
    chance = random.Random(SEED)
    at, sent = datetime(2023, 1, 2, 8, 0), []  # noqa: DTZ001
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f"{stamp(at)}Messages and calls are end-to-end encrypted. Only people in this chat can read them.\n")
        for _ in range(rows):
            at += timedelta(seconds=int(chance.expovariate(1 / 3000)))
            name = NAMES[chance.random() < 0.45]
            lines = [_line(chance) for _ in range(chance.randint(2, 5) if chance.random() < 0.125 else 1)]
            text = chance.choice(PLACEHOLDERS) if chance.random() < 0.02 else "\n".join(lines)
            file.write(f"{stamp(at)}{name}: {text}\n")
            sent.append(Sent(at.replace(second=0), name))
    return sent


def _line(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=min(40, 1 + int(chance.expovariate(1 / 9)))))


# ---- the three, each from the path to its rows --------------------------------------------------------------


def ours(path: Path) -> bd.Log:
    return bd.read(path, me=NAMES[1], relationship="c-1", timezone="UTC")


def chat_miner(path: Path) -> object:
    from chatminer.chatparsers import WhatsAppParser

    parser = WhatsAppParser(str(path))
    parser.parse_file()
    return parser.parsed_messages.get_df()


def whatstk(path: Path) -> object:
    from whatstk import WhatsAppChat

    return WhatsAppChat.from_source(str(path)).df


def _minute(at: datetime) -> datetime:
    return datetime(at.year, at.month, at.day, at.hour, at.minute)  # noqa: DTZ001 (a pandas timestamp or Python's own)


def found_by_us(log: bd.Log) -> list[Sent]:
    names = {"practitioner": NAMES[1], "client": NAMES[0]}
    rows = zip(log.table["at"].to_pylist(), log.table["by"].to_pylist(), strict=True)
    return [Sent(at.replace(tzinfo=None, second=0), names[by]) for at, by in rows]


def found_by_chat_miner(df: object) -> list[Sent]:
    rows = zip(df["timestamp"], df["author"], strict=True)  # type: ignore[index]
    return [Sent(_minute(at), name) for at, name in rows if name != "System"]


def found_by_whatstk(df: object) -> list[Sent]:
    rows = zip(df["date"], df["username"], strict=True)  # type: ignore[index]
    return [Sent(_minute(at), name) for at, name in rows]


READERS: dict[str, tuple[Callable[[Path], object], Callable[..., list[Sent]]]] = {
    "boundaries": (ours, found_by_us),
    "chat-miner": (chat_miner, found_by_chat_miner),
    "whatstk": (whatstk, found_by_whatstk),
}


def right(found: Sequence[Sent], sent: Sequence[Sent]) -> int:
    """How many of the rows sent were found, each with its minute and its sender."""
    from collections import Counter

    return (Counter(found) & Counter(sent)).total()


def cpu(work: Callable[[], object]) -> tuple[float, object]:
    """CPU seconds of one call, and its result; no seconds where it fails."""
    begin = time.process_time()
    try:
        result = work()
    except Exception:  # noqa: BLE001 (somebody else's library: whatever it raises, it did not read the file)
        return float("nan"), None
    return time.process_time() - begin, result


def measure(rows: int, folder: Path) -> None:
    """Print the table for one size."""
    for shape, stamp in SHAPES.items():
        path = folder / "chat.txt"
        sent = write_chat(path, rows, stamp)
        samples: dict[str, list[float]] = {name: [] for name in READERS}
        correct: dict[str, int] = {}
        for turn in range(ROUNDS + 1):  # the first warms up
            for name, (read, found) in READERS.items():
                seconds, result = cpu(lambda read=read, path=path: read(path))  # type: ignore[misc]
                if turn:
                    samples[name].append(seconds)
                else:
                    correct[name] = 0 if result is None else right(found(result), sent)
        for name in READERS:
            median = statistics.median(samples[name])
            ratio = statistics.median(a / b for a, b in zip(samples[name], samples["boundaries"], strict=True))
            print(
                f"| {shape} | {rows:,} | {name} | {correct[name]:,} | {len(sent) - correct[name]:,} | {median:.3f} "
                f"| {rows / median:,.0f} | {ratio:.1f} |"
            )


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)  # chat-miner reports its progress
    print(f"Python {platform.python_version()}, {platform.machine()}, " + ", ".join(
        f"{name} {version(name)}" for name in READERS))  # fmt: skip
    print("| shape | rows | reader | right | wrong or lost | CPU s (median) | rows a second | of ours |")
    print("|---|---:|---|---:|---:|---:|---:|---:|")
    for size in [int(argument) for argument in sys.argv[1:]] or [10_000, 200_000]:
        with tempfile.TemporaryDirectory() as scratch:
            measure(size, Path(scratch))
