"""Acts to series: periods, what was reported in each, and the level behind the reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.errors import DetenteError
from detente.relations.acts import Acts, Days
from detente.relations.level import Level, Numbers, Reports, smoothed_together

By = Literal["day", "week", "month"]
#: Length of a period in days.
LENGTH: dict[str, int] = {"day": 1, "week": 7, "month": 30}
#: Periods of a series at most: 46 years of days, 325 of weeks. A date may be any, and memory is not.
MOST = 17_000
#: A Monday: weeks are those of ISO 8601.
_MONDAY = np.datetime64("1970-01-05")


@dataclass(frozen=True, eq=False)
class Series:
    """One direction, or both together, over periods. Arrays of equal length; NaN is "unknown".

    ``day`` is the first day of each period, ``reports`` the number of acts in it, ``plain`` their mean Goldstein score
    (the series that everyone uses), ``level`` the temperature. ``cooperation`` and ``conflict`` are the levels of the
    mean cooperative and the mean conflictual part of the acts: their difference is about the temperature.
    """

    name: str
    day: Days
    reports: npt.NDArray[np.int64]
    plain: Numbers
    level: Level
    cooperation: Level
    conflict: Level


def period_of(day: Days, by: By) -> Days:
    """The first day of the period of each day."""
    if by == "day":
        return day.astype("datetime64[D]")
    if by == "week":
        return _MONDAY + (day.astype("datetime64[D]") - _MONDAY) // np.timedelta64(7, "D") * np.timedelta64(7, "D")
    return day.astype("datetime64[M]").astype("datetime64[D]")


def periods(since: dt.date, until: dt.date, by: By) -> Days:
    """The first days of all periods that ``[since, until]`` touches.

    Raises:
        DetenteError: they are more than :data:`MOST`.
    """
    if since < earliest(until, by):
        raise DetenteError(
            f"{since} to {until} are too many {by}s for one series; ask for fewer years or longer periods"
        )
    first, last = period_of(np.array([since, until], dtype="datetime64[D]"), by)
    if by == "month":
        return np.arange(first.astype("datetime64[M]"), last.astype("datetime64[M]") + 1).astype("datetime64[D]")
    return np.arange(first, last + np.timedelta64(1, "D"), np.timedelta64(LENGTH[by], "D"))


def earliest(until: dt.date, by: By) -> dt.date:
    """The earliest day from which a series may go to ``until``."""
    return until - dt.timedelta(days=min(MOST * LENGTH[by], (until - dt.date.min).days))


def dated(acts: Acts, by: By) -> Acts:
    """The acts that are told to within a period; "in 2017" says nothing of a month."""
    return acts.where(acts.span <= max(LENGTH[by], 1) - (by != "day"))


def series(acts: Acts, name: str, day: Days, by: By) -> Series:
    """The series of ``acts`` (already :func:`dated`) over the periods that begin at ``day``."""
    return several([(acts, name)], day, by)[0]


def several(parts: Sequence[tuple[Acts, str]], day: Days, by: By) -> list[Series]:
    """The series of several sets of acts over the same periods, their levels found together."""
    counted = [_counted(acts, day, by) for acts, _ in parts]
    levels = iter(smoothed_together([means for part in counted for means in part.means], LENGTH[by]))
    return [
        Series(
            name=name,
            day=day,
            reports=part.reports,
            plain=part.plain,
            level=next(levels),
            cooperation=replace(next(levels), least=0.0),
            conflict=replace(next(levels), least=0.0),
        )
        for (_, name), part in zip(parts, counted, strict=True)
    ]


def levels(parts: Sequence[Acts], day: Days, by: By) -> list[tuple[npt.NDArray[np.int64], Level]]:
    """For each set of acts its number of reports a period and its temperature: :func:`several` without the rest."""
    counted = [_counted(acts, day, by) for acts in parts]
    found = smoothed_together([part.means[0] for part in counted], LENGTH[by])
    return [(part.reports, level) for part, level in zip(counted, found, strict=True)]


@dataclass(frozen=True, eq=False)
class _Counted:
    """Acts by period: their number, their plain mean, and the means of score, cooperation and conflict."""

    reports: npt.NDArray[np.int64]
    plain: Numbers
    means: tuple[Reports, Reports, Reports]


def _counted(acts: Acts, day: Days, by: By) -> _Counted:
    where = np.searchsorted(day, period_of(acts.day, by))
    inside = (where < len(day)) & (acts.day >= day[0]) if len(day) else np.zeros(len(acts), dtype=bool)
    acts, where = acts.where(inside), where[inside]
    counts = np.bincount(where, minlength=len(day)).astype(np.int64)
    weight = acts.weight * _thinned(acts.day)
    total = np.bincount(where, weight, minlength=len(day)).astype(np.float64)

    def mean(values: Numbers) -> Numbers:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.bincount(where, weight * values, minlength=len(day)) / np.where(total > 0, total, np.nan)

    def told(values: Numbers) -> Reports:
        means = mean(values)
        spread = weight @ (values - means[where]) ** 2 if len(values) else 0.0
        free = float(total.sum() - np.count_nonzero(total))
        # shrunk towards what acts between states show elsewhere: a few acts do not tell how much acts differ
        within = (float(spread) + 10 * 20.0) / (free + 10) if free > 0 else None
        return Reports(means, total, within)

    with np.errstate(invalid="ignore", divide="ignore"):
        plain = np.bincount(where, acts.goldstein, minlength=len(day)) / np.where(counts > 0, counts, np.nan)
    score = acts.goldstein
    return _Counted(counts, plain, (told(score), told(np.maximum(score, 0.0)), told(np.maximum(-score, 0.0))))


def _thinned(day: Days) -> Numbers:
    """A weight for each act so that ``k`` acts of one day count as the square root of ``k``.

    Many reports of one day are seldom independent: a battle is coded shot by shot, a summit speech by speech.
    """
    if not len(day):
        return np.zeros(0)
    _, place, count = np.unique(day, return_inverse=True, return_counts=True)
    return 1.0 / np.sqrt(count[place])
