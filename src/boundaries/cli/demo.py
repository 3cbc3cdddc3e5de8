"""`boundaries demo`: a sample practice, checked; it comes with the package and its people are invented."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Annotated

import typer

from boundaries.cli import options as o

PRACTITIONER = "Dr Mara Lind"  # as the sample chat writes the name


def demo(
    lang: Annotated[str, typer.Option("--lang", metavar="L", help="The language of the rules' sentences.")] = "en",
) -> None:
    """Check a sample practice: an invented chat against an invented contract."""
    from boundaries import api
    from boundaries.cli.check import publish
    from boundaries.cli.output import deliver
    from boundaries.contract.load import load_contracts

    with as_file(files("boundaries.cli") / "sample") as folder:
        text = (folder / "contract.yaml").read_text("utf-8")
        contracts = api.Caseload(load_contracts(text, "sample/contract.yaml"))  # a short place for the report to name
        log = api.read(
            folder / "chat.txt", me=PRACTITIONER, relationship="c-101", timezone="Europe/London",
            annotations=folder / "annotations.csv",
        )  # fmt: skip
        result = api.check(log, api.compile(contracts), language=lang)
        where = folder
    code = publish(result, (None, None), o.OutputFormat.text, None, lang, None, quiet=False)
    deliver([f"\nThe sample is in {where}; `boundaries init my-practice` makes a folder of your own.\n"], None)
    raise typer.Exit(code)
