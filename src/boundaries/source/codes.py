"""The codes of problems that any file written by hand can have: one meaning each, for good."""

from __future__ import annotations

CODES: dict[str, str] = {
    "B001": "the file is not the YAML or JSON it should be",
    "B006": "the same key, path or name twice",
    "B007": "tags and merge keys of YAML are not used here, and an alias repeats a part that stands before it",
    "B008": "larger, or nested deeper, than such a file is",
    "B009": "the file cannot be opened, or is not plain text in UTF-8",
}
