"""Names that tell nobody anything without the key: HMAC-SHA256 under a secret of the user's own.

Sources name their rows by what identifies people: a message-id has an address in it, a calendar's event a host. Such
names become 16 hex digits here. The same key gives the same digits on every run; without it nobody can tell which
name they stand for, nor make them again (RFC 2104; ENISA, Pseudonymisation techniques, 2019, calls it a keyed hash).
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from boundaries.core.errors import Diagnostic, UsageError

_BYTES = 32
_DIGITS = 16
_WAY_OUT = "`--key FILE` names another place for it"


class Key:
    """A secret in a file of its own, mode 0600, made when first needed. Shows nothing of itself."""

    __slots__ = ("_path", "_secret")

    def __init__(self, path: Path | None = None, secret: bytes | None = None) -> None:
        """`path` None is the user's own place, `~/.config/boundaries/key`; a `secret` needs no file."""
        self._path, self._secret = path, secret

    def __repr__(self) -> str:
        return "<Key>"

    def __reduce__(self) -> tuple[type[Key], tuple[Path | None]]:
        return Key, (self._path,)  # a copy reads the file itself: no pickle holds the secret

    def name(self, *parts: str) -> str:
        """16 hex digits for some texts, in this order; raises `UsageError` where there can be no key."""
        text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
        return hmac.digest(self.secret(), text, "sha256").hex()[:_DIGITS]

    def secret(self) -> bytes:
        """The 32 bytes of the secret, made and kept in its file if there is none yet; raises `UsageError`."""
        if self._secret is None:
            self._secret = _kept(self._path or own_place())
        return self._secret


def own_place() -> Path:
    """Where a user's key is kept unless another place is named, apart from every log and report."""
    base = os.environ.get("XDG_CONFIG_HOME") or os.path.join(os.path.expanduser("~"), ".config")
    return Path(base) / "boundaries" / "key"


def _kept(path: Path) -> bytes:
    with suppress(FileNotFoundError):
        return _read(path)
    problem = None
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
    except FileExistsError:
        pass  # another run was quicker
    except OSError:
        problem = _problem("the key for pseudonyms cannot be written", _WAY_OUT)
    if problem:
        raise problem  # outside the handler: the system's own message names the place
    return _read(path)


def _read(path: Path) -> bytes:
    problem = None
    try:
        with path.open("rb") as file:
            open_to_others = stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077
            text = file.read(4 * _BYTES)
    except FileNotFoundError:
        raise
    except OSError:
        problem = _problem("the key for pseudonyms cannot be read", _WAY_OUT)
    if problem:
        raise problem
    if open_to_others:
        raise _problem("the key for pseudonyms can be read by others", "`chmod 600` makes it its owner's alone")
    try:
        found = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        found = b""
    if len(found) != _BYTES:
        hint = "a key is a line of 64 hex digits; name a file that is not there yet and one is made"
        raise _problem("the file of the key holds none", hint)
    return found


def _problem(message: str, hint: str) -> UsageError:
    return UsageError(Diagnostic("B247", message, hint=hint))
