"""The stretches of a contract's life over which some of its terms stand unchanged, whatever else is amended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from boundaries.civil.span import DAY
from boundaries.contract.meeting import Period, period
from boundaries.contract.versions import Term, Timeline, Version

_YEAR_US = 366 * DAY


@dataclass(frozen=True, slots=True)
class Stretch:
    """Consecutive versions in which the terms asked for are the same.

    `days` are those on which they are in force; `long` is the same, but at least a year where the terms came or went
    within the contract's life: of a few days one cannot say that hours are never, or always, open.
    """

    versions: tuple[Version, ...]
    days: Period
    long: Period

    @property
    def terms(self) -> Mapping[str, Term]:
        """The terms of its first version, among them those asked for."""
        return self.versions[0].terms


@dataclass(frozen=True, slots=True)
class Lived:
    """A contract's life with the clock and the holidays of the contract."""

    life: Timeline
    zone: str
    country: str | None

    @property
    def versions(self) -> tuple[Version, ...]:
        """The versions that are ever in force."""
        end_us = self.life.end_us
        return tuple(v for v in self.life.versions if end_us is None or v.start_us < end_us)

    def stretches(self, *paths: str) -> Iterator[Stretch]:
        """The stretches over which the terms at these full paths stand unchanged, in order, the whole life together."""
        runs = [tuple(run) for _, run in groupby(self.versions, lambda version: _values(version, paths))]
        ends = [*(run[0].start_us for run in runs[1:]), self.life.end_us]  # one too many of a life without a day
        for run, end_us in zip(runs, ends, strict=False):
            start_us, alone = run[0].start_us, len(runs) == 1
            long_us = end_us if end_us is None or alone else max(end_us, start_us + _YEAR_US)
            yield Stretch(run, self._period(start_us, end_us), self._period(start_us, long_us))

    def _period(self, start_us: int, end_us: int | None) -> Period:
        return period(start_us, end_us, self.zone, self.country)


def _values(version: Version, paths: tuple[str, ...]) -> list[object]:
    found = (version.terms.get(path) for path in paths)
    return [term and (term.value, term.entries) for term in found]
