"""Samples of every format that is read, with words planted that must be found nowhere: the one list of them.

Whoever adds a reader adds a sample here; tests/readers/test_samples.py fails until then. Mutations, canaries, memory
and round trips are tested over all of them.
"""

from __future__ import annotations

from exports import calendars, chats, mail, mapped, sms, tables, whatsapp
from exports.archives import archived
from exports.sample import Sample, Written, counts, shown
from exports.words import WORDS, Words, traces

_FORMATS = (tables, whatsapp, sms, mail, calendars, chats, mapped)
_SINGLE = tuple(sample for format in _FORMATS for sample in format.SAMPLES)
SAMPLES: tuple[Sample, ...] = (*_SINGLE, *map(archived, _SINGLE))

__all__ = ["SAMPLES", "WORDS", "Sample", "Words", "Written", "counts", "shown", "traces"]
