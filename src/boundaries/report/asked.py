"""Who asks for a report, and what for: a view with its purpose, checked before a long log is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from boundaries.core.errors import Diagnostic, UsageError, did_you_mean, printable

View = Literal["own", "supervisor", "platform"]
VIEWS: tuple[str, ...] = get_args(View)
SHARED_VIEWS = VIEWS[1:]
OWN_REFLECTION = "own reflection"
LONGEST = 200  # characters of a purpose, or of who ran it: they stand in a header, not in a letter


@dataclass(frozen=True, slots=True)
class Asked:
    """A view, what it is for, and who asks; a run that says none of it is the practitioner's own reflection."""

    view: str = "own"
    purpose: str = OWN_REFLECTION
    run_by: str | None = None


OWN = Asked()


def asked(view: str, purpose: str | None, run_by: str | None = None) -> Asked:
    """What was asked for; raises `UsageError` for a view there is none of, and for a purpose that is missing or that
    the view is not for."""
    if view not in VIEWS:
        hint = did_you_mean(view, VIEWS) or f"there are {', '.join(f'`{word}`' for word in VIEWS)}"
        raise _problem("B311", f"`{_short(view)}` is no view", hint)
    what_for, who = _said(purpose), _said(run_by)
    if view == "own":
        if what_for and what_for.lower() != OWN_REFLECTION:
            hint = f"leave it out, or ask for a shared view: {', '.join(f'`{word}`' for word in SHARED_VIEWS)}"
            raise _problem("B313", f"the own view has one purpose, `{OWN_REFLECTION}`", hint)
        return Asked(run_by=who or None)
    if not what_for:
        hint = "say what the report is for in a few words; it stands at the top of it: `supervision of 14 March`"
        raise _problem("B312", f"the view `{view}` is shown to others, so it needs a purpose", hint)
    return Asked(view, what_for, who or None)


def _said(text: str | None) -> str:
    return printable(" ".join((text or "").split()))[:LONGEST]


def _short(text: str) -> str:
    return printable(text[:40])


def _problem(code: str, message: str, hint: str) -> UsageError:
    return UsageError(Diagnostic(code, message, hint=hint))
