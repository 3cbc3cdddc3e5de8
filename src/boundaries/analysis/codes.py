"""The codes of what loads but is surely not meant in rules, packs and their contracts: one meaning each, for good."""

from __future__ import annotations

CODES: dict[str, str] = {
    "B140": "a rule no interaction can match",
    "B141": "two rules that always speak together",
    "B142": "two rules that contradict each other",
    "B143": "rules that are silent for a contract",
    "B144": "clauses that no rule of a contract's packs watches",
    "B145": "a default that is never used",
    "B146": "an escalation that changes nothing",
    "B147": "wording that accuses, diagnoses or commands",
    "B148": "a rule without an example",
    "B149": "a file, or a document of one, whose kind cannot be told",
    "B150": "a parameter, list or macro of a pack that is never used",
    "B151": "a rule that waits for something no interaction can be",
    "B152": "texts that a language of a pack lacks",
    "B153": "a translation that does not fit its English text",
    "B154": "a key of a condition that changes nothing",
    "B155": "a conclusion from findings that no rule of its pack makes",
}
