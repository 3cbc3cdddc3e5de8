"""The codes of problems in rule files and packs: one meaning each, for good."""

from __future__ import annotations

CODES: dict[str, str] = {
    "B101": "a key that is not known here",
    "B102": "a key that has to be there is missing",
    "B103": "a value of the wrong shape: text, a list, a mapping, or true and false, where another is expected",
    "B104": "a word that is not on the list of words possible here",
    "B105": "a name or a code that cannot be one",
    "B106": "a reference, or a clause, that no contract has, or that does not fit where it stands",
    "B107": "a number that cannot be read, or is out of range",
    "B108": "a duration, or a window, that cannot be read or does not fit where it stands",
    "B109": "hours that are not opening_hours",
    "B110": "a condition whose keys are those of no form",
    "B112": "a field that no filter can test",
    "B113": "a test that does not fit its field",
    "B114": "a placeholder that no sentence has a value for",
    "B115": "a language that cannot be one",
    "B116": "two rules of one name",
    "B117": "a default that cannot be one",
    "B118": "a pack that is not there",
    "B119": "a pack without a rule, or whose manifest cannot be read",
    "B120": "two contracts that judge the same relationship",
    "B121": "a term of the contract that does not fit where a rule refers to it",
    "B122": "packs that extend each other in a circle, or in too long a row",
    "B123": "a rule that shadows one of a pack that is extended",
    "B124": "a parameter, list or macro that is not there, cannot be one, or that two packs say differently",
    "B125": "a change of a rule that is not there, of what cannot be changed, or that two packs say differently",
    "B126": "a name that is neither a macro nor anything registered from Python",
    "B127": "a condition or an indicator registered from Python that cannot be used, or failed",
    "B128": "a translation of a rule that is not there, or one that is given twice or that two packs give differently",
    "B129": "conclusions that rest on each other",
}
