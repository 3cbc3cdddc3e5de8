"""Results for programs: JSON, and JUnit XML as build servers read it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from xml.etree import ElementTree

from boundaries.core.errors import Diagnostic, printable
from boundaries.core.instants import format_instant, from_datetime
from boundaries.testing.differences import Difference
from boundaries.testing.model import Unread
from boundaries.testing.outcome import Outcome
from boundaries.testing.suite import Counts, Report, count

# ---- JSON -----------------------------------------------------------------------------------------------------


def as_json(report: Report) -> Iterator[str]:
    """`{"results": [...], "counts": {...}}`: a result for every scenario, instants as RFC 3339 text."""
    results = [{"file": ran.file, **_result(result)} for ran in report.files for result in ran.results]
    yield json.dumps({"results": results, "counts": asdict(count(report.results))}, indent=2, ensure_ascii=False)
    yield "\n"


def _result(result: Outcome | Unread) -> dict[str, object]:
    if isinstance(result, Unread):
        problems = [_problem(problem) for problem in result.problems]
        verdict, rule, place = "error", None, result.location
        return _named(result.title, place, rule, verdict) | {"differences": [], "reasons": [], "problems": problems}
    scenario = result.scenario
    rule = scenario.rule.name if scenario.rule else None
    differences = [_difference(difference) for difference in result.differences]
    said = _named(scenario.title, scenario.location, rule, "passed" if result.passed else "failed")
    return said | {"differences": differences, "reasons": list(result.reasons), "problems": []}


def _named(name: str, place: object, rule: str | None, outcome: str) -> dict[str, object]:
    return {"place": str(place), "name": name, "rule": rule, "outcome": outcome}


def _difference(difference: Difference) -> dict[str, object]:
    expected, found = difference.expected, difference.found
    return {
        "rule": difference.rule,
        "at": None if difference.at is None else format_instant(difference.at),
        "keys": list(difference.keys),
        "expected": {key: _plain(value) for key, value in expected.values.items()} if expected else None,
        "found": found.to_dict() if found else None,
    }


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return format_instant(from_datetime(value))
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def _problem(problem: Diagnostic) -> dict[str, object]:
    place = str(problem.location) if problem.location else None
    return {"code": problem.code, "message": problem.message, "place": place, "hint": problem.hint}


# ---- JUnit ----------------------------------------------------------------------------------------------------


def as_junit(report: Report) -> Iterator[str]:
    """JUnit XML: a suite for every file, a case for every scenario. Nothing was measured, so there are no times."""
    whole = count(report.results)
    root = ElementTree.Element("testsuites", {"name": "boundaries", **_counted(whole)})
    for ran in report.files:
        named = {"name": _text(ran.file), **_counted(count(ran.results))}
        suite = ElementTree.SubElement(root, "testsuite", named)
        for result in ran.results:
            _case(suite, ran.file, result)
    ElementTree.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield ElementTree.tostring(root, "unicode") + "\n"


def _counted(counts: Counts) -> dict[str, str]:
    numbers = {"tests": counts.total, "failures": counts.failed, "errors": counts.errors, "skipped": 0}
    return {name: str(number) for name, number in numbers.items()}


def _case(suite: ElementTree.Element, file: str, result: Outcome | Unread) -> None:
    place, title = (
        (result.location, result.title) if isinstance(result, Unread)
        else (result.scenario.location, result.scenario.title)
    )  # fmt: skip
    case = ElementTree.SubElement(
        suite, "testcase", classname=_text(file), name=_text(title), file=_text(file), line=str(place.line)
    )
    if isinstance(result, Unread):
        said = "\n".join(problem.render() for problem in result.problems)
        error = ElementTree.SubElement(case, "error", type=result.problems[0].code, message=_text(said.split("\n")[0]))
        error.text = _lines(said)
    elif not result.passed:
        rules = dict.fromkeys(difference.rule for difference in result.differences)
        message = f"expected and got differ: {', '.join(rules)}"
        failure = ElementTree.SubElement(case, "failure", type="difference", message=_text(message))
        failure.text = _lines(result.render())


def _text(text: str) -> str:
    """A text that XML can hold: it knows no control characters and no halves of characters."""
    return printable(text)


def _lines(text: str) -> str:
    return "\n".join(map(_text, text.split("\n")))
