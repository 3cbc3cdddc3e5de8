"""`check --view supervisor|platform`: what others may see, on every stream."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from boundaries.cli import options as o
from boundaries.cli.exits import FOUND, OK, complain, complain_of
from boundaries.core.errors import Diagnostic, UsageError

if TYPE_CHECKING:
    from boundaries.api import Caseload
    from boundaries.report.asked import Asked
    from boundaries.report.view import View


def check_shared(question: Asked, fail_on: o.Severity | None) -> None:
    """Raises `UsageError` for an exit code that would tell what a platform's numbers are changed to hide."""
    if question.view == "platform" and fail_on is not None:
        hint = "the exit code would say exactly whether there is one; the own view and the supervisor's have it"
        raise UsageError(Diagnostic("B315", "`--fail-on` does not go with `--view platform`", hint=hint))


def tell(diagnostics: Iterable[Diagnostic], question: Asked) -> None:
    """Warnings on stderr: in the own view as they are, else that there are some."""
    if question.view == "own":
        complain_of(diagnostics, "warning")
    elif any(diagnostic.level == "warning" for diagnostic in diagnostics):
        complain("there are warnings about contracts or logs; the own view shows them")


def check_notice(question: Asked, contracts: Caseload) -> None:
    """Warn where somebody else is to see what a client may not have been told of (BACP 2018, Good Practice 31c)."""
    if question.view != "own" and not all(contract.client_knows for contract in contracts.contracts):
        what = "not every contract says that the client was told that times and channels of contact may be looked at"
        hint = "write `metadata: {told: 2026-01-12, basis: consent}` into each, once that is so"
        complain(Diagnostic("B316", what, hint=hint, level="warning").render())


def publish_shared(view: View, form: o.OutputFormat, output: Path | None, fail_on: o.Severity | None) -> int:
    """Write a shared view out; the exit code."""
    from boundaries.cli.output import deliver
    from boundaries.cli.paint import paint

    if form is o.OutputFormat.text:
        paint(view.lines, output)
    else:
        deliver(view.as_text(form), output)
    return FOUND if any(counts(r.get("severity"), r.get("status"), r.get("type"), fail_on) for r in view) else OK


def counts(severity: object, status: object, kind: object, fail_on: o.Severity | None) -> bool:
    """Whether a finding counts for --fail-on: open, no strength, and heavy enough."""
    heavy = severity == "crossing" or fail_on is o.Severity.notice
    return fail_on is not None and heavy and status == "open" and kind in ("breach", "drift", "conclusion")
