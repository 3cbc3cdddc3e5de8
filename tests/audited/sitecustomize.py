"""Put before everything else on the path of a process under test: writes down what it opens, makes and starts."""

import atexit
import os
import sys

_REPORT = os.environ["BOUNDARIES_WATCHED"]
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_EVENTS = (
    "os.mkdir", "os.rename", "os.link", "os.symlink", "tempfile.", "subprocess.", "os.system", "os.exec", "os.fork",
    "os.posix_spawn", "socket.", "sqlite3.",
)  # fmt: skip
_seen = []


def _hook(event, args):
    if event == "open" and not isinstance(args[0], int) and int(args[2] or 0) & _WRITING:
        _seen.append(f"wrote\t{os.fsdecode(args[0])}")
    elif event.startswith(_EVENTS) and event != "socket.__new__":
        _seen.append(f"{event}\t{args[0]!r}")


def _write():
    seen = list(_seen)
    with open(_REPORT, "w", encoding="utf-8", errors="backslashreplace") as file:
        file.write("\n".join(seen))


sys.addaudithook(_hook)
atexit.register(_write)
