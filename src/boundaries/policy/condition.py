"""The compiled forms of `when` and the tests of one interaction in them: frozen, picklable, free of pydantic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from boundaries.civil.hours import Hours
from boundaries.civil.span import Calendar, Deadline, Span

Comparison = Literal["gt", "ge", "lt", "le", "eq", "ne"]


@dataclass(frozen=True, slots=True)
class Ref:
    """`$clause.field`, or `$clause.field * 2`: the value in the contract version in force, scaled."""

    path: str  # full: administrative.sessions.minutes; `parties`, how many people it names
    factor: Fraction = Fraction(1)


Number: TypeAlias = Fraction | Ref
Length: TypeAlias = Span | Ref
Duration: TypeAlias = Span | Deadline | Ref


# ---- tests on one interaction; three-valued: true, false, unknown (Kleene) -------------------------------


@dataclass(frozen=True, slots=True)
class Among:
    """A text or enum column is (negated: is not) one of the words; unknown where the column is missing.

    Derived fields are such columns too: `channel_agreed`, `on_leave` (the words `true` and `false`), `thread_by`,
    `previous_by` and `ref_kind`.
    """

    column: str
    words: frozenset[str]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A text or enum column is (negated: is not) among the words that the contract lists at a reference."""

    column: str
    words: Ref
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """Whether a condition registered from Python holds; unknown where a column it reads is missing."""

    name: str
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """A numeric column against a number, or against a duration in the column's own unit."""

    column: str
    op: Comparison
    operand: Number | Span


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether a column is missing; never unknown."""

    column: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """Whether `at`, read on the contract's clock and floored to the minute, is inside (or outside) the hours."""

    hours: Hours | Ref
    inside: bool


@dataclass(frozen=True, slots=True)
class StillOpen:
    """Whether one of some clauses or fields is neither in the version in force nor said not to apply; never unknown.

    It is no reference, and silences nothing: a rule with it speaks where the contract does not.
    """

    paths: tuple[str, ...]  # full


@dataclass(frozen=True, slots=True)
class AllOf:
    """True if every part is."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True if one part is."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True if the part is false."""

    part: Filter


Filter: TypeAlias = Among | Listed | Compare | Missing | Inside | StillOpen | Registered | AllOf | AnyOf | Not


# ---- forms of `when` --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Each:
    """Every matching event."""

    event: Filter


@dataclass(frozen=True, slots=True)
class MoreThan:
    """More than `limit` matching events (or, with `total`, a sum of a column) in a window.

    `apart`: one less than that after the one before it does not count. With `among` the limit is a share: of at least
    `at_least` events that match `among`, those that match `of` as well.
    """

    limit: Number
    of: Filter
    window: Span | Calendar | Ref
    total: str | None = None
    apart: Length | None = None
    among: Filter | None = None
    at_least: Number = Fraction(1)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A `then` event whose direct predecessor among both matches `first`, close enough behind it."""

    first: Filter
    then: Filter
    within: Duration | None = None
    sooner_than: Duration | None = None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A start that no `without` event answers in time; `by_ref`: answered only by a row whose ref is its id.

    The start is the first event of a run with which at least `at_least` of the run count within `window` (None: in the
    whole run); one less than `apart` after the one before it does not count.
    """

    event: Filter
    without: Filter
    within: Duration
    by_ref: bool = False
    at_least: Number = Fraction(1)
    window: Length | None = None
    apart: Length | None = None


@dataclass(frozen=True, slots=True)
class NoneFor:
    """No matching event for longer than a duration: after the contract's start and each matching event.

    With `window` only after an event with which there were at least `at_least` within it: an established practice. Of
    those one less than `apart` after the one before it does not count.
    """

    none: Filter
    duration: Duration
    at_least: Number = Fraction(1)
    window: Length | None = None
    apart: Length | None = None


About = Literal["incomplete", "late", "one_sided", "after_practice", "expired_exception", "unnamed_practice"]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The contract itself against the log; `at_least` how many it takes, `within` in what time, where they fit."""

    about: About
    at_least: int
    within: Span | None = None


@dataclass(frozen=True, slots=True)
class Usual:
    """A field beside its usual value: the median (numbers) or the most frequent (words) of the rows of the baseline.

    `op` is `lt` or `gt` for numbers, `ne` for words; `otherwise` stands in where the baseline has fewer than 20 rows.
    """

    column: str
    op: Comparison
    otherwise: Fraction | None = None


Measure = Literal["count", "share", "total"]
Direction = Literal["up", "down"]
Mode = Literal["proved", "calibrated"]


@dataclass(frozen=True, slots=True)
class Trend:
    """A weekly indicator that moves one way: events of a week, the share of some among others, or the sum of a column.

    Either `of` (with `among`, of a share; `total`, the column a total sums) or the name of a registered indicator.
    A change of the rule's clause, or of one of `restarts`, begins a new baseline; nothing is said before `at_least`
    events were counted.
    """

    measure: Measure
    of: Filter | Usual | None = None
    among: Filter | None = None
    total: str | None = None
    indicator: str | None = None
    direction: Direction = "up"
    mode: Mode = "proved"
    at_least: int = 20
    restarts: tuple[str, ...] = ()  # full paths
    reads: tuple[str, ...] = ()  # the columns that its indicator reads
