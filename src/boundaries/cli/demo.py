"""`boundaries demo`: the sample practice, checked; it comes with the package and its people are invented."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import boundaries
from boundaries.cli import options as o

PRACTICE = "year"  # the folder of the sample that is checked: three relationships over a year


def demo(
    lang: Annotated[str, typer.Option("--lang", metavar="L", help="The language of the rules' sentences.")] = "en",
) -> None:
    """Check the sample practice: an invented year of three relationships against what each of them agreed."""
    from boundaries import api
    from boundaries.cli.check import publish
    from boundaries.cli.output import deliver
    from boundaries.contract.load import load_contracts

    folder = examples_root()
    files = sorted((folder / PRACTICE).glob("*.yaml"))
    # Under the names a reader of the documentation knows, so that the places of clauses are short.
    contracts = [c for f in files for c in load_contracts(f.read_text("utf-8"), f"examples/{PRACTICE}/{f.name}")]
    log = api.read(folder / PRACTICE / "diary.csv")
    policy = api.compile(api.Caseload(tuple(contracts)))
    o.check_language(lang, policy)
    result = api.check(log, policy, language=lang)
    code = publish(result, (None, None), o.OutputFormat.text, None, lang, None, quiet=False)
    deliver([f"\nThe sample is in {folder}; `boundaries init my-practice` makes a folder of your own.\n"], None)
    raise typer.Exit(code)


def examples_root() -> Path:
    """The folder of the sample practice: inside the package, or beside its sources in a checkout."""
    package = Path(boundaries.__file__).parent
    inside = package / "_examples"
    return inside if inside.is_dir() else package.parent.parent / "examples"
