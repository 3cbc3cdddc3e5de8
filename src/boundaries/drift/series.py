"""Weekly series as a caller gives them, looked over at the door."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from boundaries.core.errors import Diagnostic, UsageError
from boundaries.drift.ladder import Direction

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def counted(counts: ArrayLike, mask: ArrayLike | None) -> tuple[Ints, Bools]:
    """Counts, 0 where a week is masked, and which weeks are known."""
    given = series(counts, "counts")
    seen = known(mask, given.shape)
    x = _whole(given, seen, "counts")
    if np.min(x, initial=0) < 0:
        raise refused("`counts` holds a number below 0", "a week that is not known is False in `mask`")
    return x, seen


def shared(k: ArrayLike, n: ArrayLike, mask: ArrayLike | None) -> tuple[Ints, Ints, Bools]:
    """Parts and wholes, 0 where a week is masked or has no events, and which weeks say something."""
    part, among = series(k, "k"), series(n, "n")
    if part.shape != among.shape:
        raise refused(f"`k` is {size(part.shape)}, `n` is {size(among.shape)}", "both are (series, weeks)")
    seen = known(mask, among.shape)
    part, among = _whole(part, seen, "k"), _whole(among, seen, "n")
    if np.min(part, initial=0) < 0 or np.min(among - part, initial=0) < 0:
        raise refused("`k` is below 0, or more than `n`, in some week", "`k` of `n` events")
    return part, among, seen & (among > 0)


def baselines(weeks: ArrayLike, series: int) -> Ints:
    """How many weeks each series learns from."""
    given = np.asarray(weeks)
    if given.dtype.kind not in "iu" or given.shape not in ((), (series,)) or np.min(given, initial=1) < 1:
        raise refused("`baseline_weeks` is a whole number from 1 on, or one for each series")
    return np.broadcast_to(given.astype(np.int64), (series,))


def directed(direction: str) -> Direction:
    """The direction of a change."""
    if direction not in ("up", "down"):
        raise refused(f"`{direction}` is no direction", "`up` or `down`")
    return "up" if direction == "up" else "down"


def series(values: ArrayLike, name: str) -> NDArray[np.generic]:
    """Numbers in rows of weeks."""
    try:
        given = np.asarray(values)
    except ValueError:
        raise refused(
            f"the rows of `{name}` are not of one length", "a week that is not known is False in `mask`"
        ) from None
    if given.ndim != 2:
        raise refused(f"`{name}` is {size(given.shape)}", "series are (series, weeks): one row for each relationship")
    if given.dtype.kind not in "iufb":
        raise refused(f"`{name}` holds no numbers")
    return given


def _whole(given: NDArray[np.generic], seen: Bools, name: str) -> Ints:
    """Whole numbers, 0 where a week is not known: what stands there is not looked at."""
    values = np.where(seen, given, 0)
    if values.dtype.kind == "f" and not (np.isfinite(values).all() and (values == np.rint(values)).all()):
        raise refused(f"`{name}` holds what is no whole number", "a week that is not known is False in `mask`")
    return np.clip(values.astype(np.float64), -1, 2**52).astype(np.int64)


def known(mask: ArrayLike | None, shape: tuple[int, ...]) -> Bools:
    """Which weeks are known."""
    if mask is None:
        return np.ones(shape, np.bool_)
    given = np.asarray(mask)
    if given.shape != shape or given.dtype.kind != "b":
        hint = f"it is {size(shape)} of True (known) and False (masked)"
        raise refused(f"`mask` is {size(given.shape)} of {given.dtype}", hint)
    return given


def size(shape: tuple[int, ...]) -> str:
    """A shape in words."""
    return " x ".join(map(str, shape)) or "a single number"


def refused(message: str, hint: str = "") -> UsageError:
    """The error of series that are none."""
    return UsageError(Diagnostic("B317", message, hint=hint))
