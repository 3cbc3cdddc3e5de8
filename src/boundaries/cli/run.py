"""Runs a command; every problem becomes an exit code and a message, never a traceback, never a log's text."""

from __future__ import annotations

import os
import re
import sys
import traceback
from collections.abc import Sequence

from boundaries.cli.exits import INTERNAL, INTERRUPTED, OK, UNREADABLE, USAGE, complain, complain_of_number
from boundaries.core.errors import BoundariesError, UsageError, did_you_mean

_NO_WORD = re.compile(r"(?<=: )(?:Value error, )?['\"](.*)['\"] is not one of ('[^']*'(?:, '[^']*')*)\.$", re.DOTALL)
SHOWN_PROBLEMS = 100  # a page can have many mistakes; more than this is a file of another kind


def run(args: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    from boundaries.cli.app import command

    _stand_in_for_closed_streams()
    try:
        code = command()(args=None if args is None else list(args), prog_name="boundaries", standalone_mode=False)
        return code if isinstance(code, int) else OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit:
        return OK  # how the parser answers a reader of the help who has left
    except BoundariesError as problem:
        return _problems(problem)
    except MemoryError:
        complain("there is not enough memory for this input")
        return UNREADABLE
    except Exception as problem:  # noqa: BLE001 (the last door: nothing of the input may leave through it)
        if type(problem).__name__ == "Abort":  # what the parser makes of an interrupt
            return INTERRUPTED
        return _usage(problem) if hasattr(problem, "format_message") else _internal(problem)


def _stand_in_for_closed_streams() -> None:
    """Python has no stream where the caller closed one (`>&-`): what is written there goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (open as long as the process)


def _problems(problem: BoundariesError) -> int:
    """Every diagnostic of an error, and how many there are."""
    told = dict.fromkeys(problem.diagnostics)  # what two checks found alike is one problem
    for diagnostic in list(told)[:SHOWN_PROBLEMS]:
        complain(diagnostic.render())
    if len(told) > SHOWN_PROBLEMS:
        complain(f"... and {len(told) - SHOWN_PROBLEMS:,} more")
    complain_of_number(sum(diagnostic.level == "error" for diagnostic in told))
    return USAGE if isinstance(problem, UsageError) else UNREADABLE


def _usage(problem: Exception) -> int:
    """A mistake on the command line, as the parser words it."""
    context = getattr(problem, "ctx", None)
    message = _in_our_words(problem.format_message().rstrip())  # type: ignore[attr-defined]
    if type(problem).__name__ == "NoArgsIsHelpError":
        complain(message)  # the help itself
        return USAGE
    complain(f"error: {message}")
    if context is not None:
        complain(f"`{context.command_path} --help` lists what there is")
    return int(getattr(problem, "exit_code", USAGE))


def _in_our_words(message: str) -> str:
    """The parser's message; that of a word that is none of an option's, with the one that was meant."""
    found = _NO_WORD.search(message)
    if found is None:
        return message
    words = re.findall(r"'([^']*)'", found[2])
    near = did_you_mean(found[1], words)
    said = f"`{found[1][:40]}` is none of {', '.join(f'`{word}`' for word in words)}"
    return f"{message[: found.start()]}{said}{near and f'; {near}'}"


def _internal(problem: Exception) -> int:
    """A mistake of ours. Its text may quote the input, so only its kind and place in the library are shown."""
    if os.environ.get("BOUNDARIES_DEBUG") == "1":
        complain("".join(traceback.format_exception(problem)))
    frames = [f for f in traceback.extract_tb(problem.__traceback__) if f"{os.sep}boundaries{os.sep}" in f.filename]
    place = f" in {frames[-1].name} ({os.path.basename(frames[-1].filename)}:{frames[-1].lineno})" if frames else ""
    complain(f"internal error: {type(problem).__name__}{place}; nothing was concluded")
    complain("this is a mistake of the program, not of your files; BOUNDARIES_DEBUG=1 shows more, your data included")
    return INTERNAL
