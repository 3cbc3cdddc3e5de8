"""The pages of the shipped rules, made from their files each time the documentation is built.

They are written below `reference/rules/`, which is kept out of the repository; what is there already and says the
same is left alone, so that only what has changed is built again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util import logging

from boundaries.testing.model import Unread
from rulebook.overview import overview
from rulebook.packs import Shelf, shelf
from rulebook.page import page

FOLDER = Path("reference") / "rules"
_LOG = logging.getLogger(__name__)


@cache
def read() -> Shelf:
    """The shipped packs, read once a build."""
    return shelf()


def rules() -> Iterable[str]:
    """The overview of the shipped rules."""
    return overview(read())


def write_pages(app: Sphinx) -> None:
    """Write the page of every rule, and take away those of rules that are gone."""
    shown, folder = read(), Path(app.srcdir) / FOLDER
    pages = {folder / f"{entry.page}.md": page(entry, shown) for entry in shown.entries}
    for path, text in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8", newline="\n")
    for path in set(folder.rglob("*.md")) - set(pages):
        path.unlink()
    for entry in shown.entries:
        for example in entry.examples:
            if isinstance(example.result, Unread):
                _LOG.warning("an example of rule %s could not be evaluated: %s", entry.rule.name, example.result.title)


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the pages before Sphinx looks which there are."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
