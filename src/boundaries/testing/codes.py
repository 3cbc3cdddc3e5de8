"""The codes of problems in scenario files, beside those of rule files that scenarios share: one meaning each."""

from __future__ import annotations

CODES: dict[str, str] = {
    "B130": "a line of a timeline that is not date, time, who, `>`, what",
    "B131": "a word of a line that is no `column=value`, or a column that cannot stand there",
    "B132": "a value that its column cannot hold",
    "B133": "a date or a time that cannot be read, or does not exist",
    "B134": "something expected of a finding that a finding does not have",
    "B135": "a rule the scenario names and nobody judges",
    "B136": "something expected outside the period that is judged",
    "B137": "a scenario without its contract",
    "B138": "rows that cannot stand beside each other in one log",
    "B139": "a file without a scenario",
}
