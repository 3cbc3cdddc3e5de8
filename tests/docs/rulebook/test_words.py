"""A condition in plain words: every form, the usual tests, and nothing that is passed over in silence."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from boundaries.policy.document import when_document
from rulebook.values import plain
from rulebook.words import condition_words, filter_words, window_words
from worlds import World, worlds


def said(when: str) -> str | None:
    """The words of a condition; references and parameters as they are written, durations in words."""
    return condition_words(yaml.load(when, yaml.BaseLoader), window_words)  # noqa: S506 - it makes texts only


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (
            "event: {kind: [message, call], by: practitioner, thread_by: client, outside: $hours}",
            "Each message or call by the practitioner, in a thread that the client opened, outside $hours.",
        ),
        ("event: {kind: session, overrun_minutes: {gt: 10}}",
         "Each session, over its agreed length by more minutes than 10."),
        (
            "{event: {kind: no_show}, without: {kind: [message, call]}, within: PT24H}",
            "A no show, where no message or call follows within 24 hours.",
        ),
        (
            "{event: {kind: cancellation}, without: {kind: invoice}, within: P14D, matching: ref}",
            "A cancellation, where no invoice that names it follows within 2 weeks.",
        ),
        (
            "{event: {kind: call}, at_least: 3, in: P30D, apart: PT12H, without: {kind: signpost}, within: P7D}",
            "The third call within 30 days (what comes less than 12 hours after the one before is not counted again), "
            "where no signpost follows within 7 days.",
        ),
        ("{more_than: 5, of: {kind: message}, in: week}", "More than 5 in one week: message."),
        ("{more_than: 50, of: {kind: gift}, total: amount, in: P1Y}",
         "More than 50 of amount in all within 1 year: gift."),
        (
            "{more_than: 0.5, of: {kind: task, by: practitioner}, among: {kind: task}, in: P8W, at_least: 6}",
            "A share of more than 0.5 within 8 weeks, of at least 6: task by the practitioner, among every task.",
        ),
        ("{none: {kind: session}, for: P14D}", "No session for longer than 2 weeks."),
        (
            "{none: {kind: session}, for: P21D, at_least: 4, in: P28D}",
            "No session for longer than 3 weeks, where there were at least 4 within 4 weeks.",
        ),
        (
            "{first: {kind: message}, then: {kind: call}, within: PT1H}",
            "A call, directly after a message and within 1 hour.",
        ),
        (
            "{agreement: unnamed_practice, at_least: 4, in: P60D}",
            "Something that happens regularly and that no clause speaks of: 4 times or more within 60 days.",
        ),
        (
            "event: {any: [{kind: session}, {kind: call, by: [client, both]}]}",
            "Each session; or call by the client or both.",
        ),
        (
            "event: {kind: [x-a, session], place: {not: $sessions.places}, "
            "any: [{channel: {missing: true}}, {on_leave: true}]}",
            "Each x-a or session, with place other than $sessions.places, "
            "either (with channel not noted) or (during a leave).",
        ),
        (
            "{trend: share, of: {by: client, opens_thread: true}, among: {kind: [message, call]}, restarts: [hours]}",
            "The weekly share going up, beside its first weeks: row by the client, that opens a thread, among every "
            "message or call (proved: of every twenty series a year at most one by chance; after 20 events; a change "
            "of `hours` begins anew).",
        ),
        (
            "{trend: total, of: {kind: call}, field: minutes, direction: down, mode: calibrated, at_least: 6}",
            "The weekly sum of minutes going down, beside its first weeks: call (calibrated: of every twenty series a "
            "year at most one by chance, as measured; after 6 events).",
        ),
        (
            "{trend: share, of: {reply_minutes: {lt: usual}}, among: {by: practitioner}, otherwise: 30}",
            "The weekly share going up, beside its first weeks: row with reply minutes less than usual (30, where too "
            "little is known), among every row by the practitioner (proved: of every twenty series a year at most one "
            "by chance; after 20 events).",
        ),
        (
            "{trend: count, indicator: evening-words}",
            "The weekly number going up, beside its first weeks: what “evening-words” says (proved: of every twenty "
            "series a year at most one by chance; after 20 events).",
        ),
        ("{event: {reply_minutes: {gt: 60}, opens_thread: false}}",
         "Each row, that answers after more minutes than 60, that goes on in a thread."),
        ("event: weekend-call", "Each “weekend-call”."),
        ("event: {kind: session, is: [late, long], not: {purpose: crisis}}",
         "Each session, that is “late” or “long”, but not (with purpose crisis)."),
    ],
)  # fmt: skip
def test_a_condition_in_words(when: str, words: str) -> None:
    assert said(when if when.startswith("{") else f"{{{when}}}") == words


def test_a_form_that_nobody_taught_the_pages_is_left_to_its_own_words() -> None:
    assert said("{conclude: [one, other], from: P1D}") is None
    assert said("{event: {kind: call}, until: P1D}") is None


@given(worlds())
def test_every_condition_there_can_be_has_words(world: World) -> None:
    for rule in world.rules:
        document = yaml.load(yaml.safe_dump(when_document(rule.when)), yaml.BaseLoader)  # noqa: S506
        words = condition_words(document, window_words)
        assert words
        assert words.endswith(".")
        assert "None" not in words


@pytest.mark.parametrize(
    "test", [{"kind": {"not": "call"}}, {"people": {"gt": "2", "lt": "5"}}, ["a"], {"x": {"odd": "1"}}]
)
def test_what_is_not_foreseen_is_still_told(test: object) -> None:
    assert filter_words(test, str)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"))))
def test_a_plain_text_is_what_markdown_shows(text: str) -> None:
    from markdown_it import MarkdownIt

    shown = MarkdownIt("commonmark").renderInline(f"a{plain(text)}b")
    assert "<em>" not in shown
    assert "<code>" not in shown
    assert "<a " not in shown
