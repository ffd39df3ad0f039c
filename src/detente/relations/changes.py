"""Turning points: when the course of a relation changed, and the acts that changed it.

Weekly conflict and weekly cooperation (both as the logarithm of one plus the sum of Goldstein points, so that a war's
hundredfold reports do not drown everything else) are cut together into stretches of constant mean, as PELT does
(Killick, Fearnhead and Eckley 2012, "Optimal detection of changepoints with a linear computational cost"). A cut is
kept when the stretches on its sides differ clearly, by the relation's own spread from week to week; a permutation of
the weeks says how probable that is. Its day is where, within the weeks around the cut, the daily course departs most
from the earlier mean.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from detente.relations.acts import Acts
from detente.relations.series import dated, earliest, period_of, periods

Numbers = npt.NDArray[np.float64]
Direction = Literal["warming", "cooling", "mixed"]
#: Below this share of all that changed, the change of the balance is no direction.
_ONE_WAY = 0.1


@dataclass(frozen=True)
class TurningPoint:
    """A day on which the course changed.

    ``cooperation`` and ``conflict`` are the mean Goldstein points a week (0 or more) of the stretches before and after.
    Their balance gives the ``direction``; it is "mixed" where both rise or both fall and the balance hardly moves.
    ``strength`` is the distance of the weekly means in multiples of the spread from week to week; ``probability``
    (0 to 1) is the share of random divisions of the same weeks that differ less. ``acts`` are the ids of the acts that
    weigh most in the change, the heaviest first.
    """

    day: dt.date
    direction: Direction
    cooperation: tuple[float, float]
    conflict: tuple[float, float]
    strength: float
    probability: float
    acts: tuple[str, ...]


@dataclass(frozen=True)
class Settings:
    """How readily a change is seen. Weeks, and multiples of the weeks' own spread."""

    penalty: float = 6.0
    shortest: int = 4
    least: float = 1.2
    around: int = 3


def turning_points(
    acts: Acts, since: dt.date, until: dt.date, settings: Settings = Settings(), *, shown: int = 5
) -> tuple[TurningPoint, ...]:
    """The turning points of the relation whose acts (of both directions) are given, in order of time.

    Of more than three centuries the last are looked at.
    """
    since = max(since, earliest(until, "week"))
    acts = dated(acts, "week").between(since, until)
    week = periods(since, until, "week")
    if len(acts) < 20 or len(week) < 3 * settings.shortest:
        return ()
    place = np.searchsorted(week, period_of(acts.day, "week"))
    points = np.column_stack([flow(acts, place, len(week), -1), flow(acts, place, len(week), +1)])
    signal = np.log1p(points)
    scaled = signal / _spread(signal)
    cost = settings.penalty * np.log(len(week)) * signal.shape[1] / 2
    cuts = partition(scaled, cost, settings.shortest)
    edges = [0, *cuts]
    found = []
    for left, cut, right in zip(edges, edges[1:], edges[2:], strict=False):
        before, after = scaled[left:cut], scaled[cut:right]
        gap = after.mean(axis=0) - before.mean(axis=0)
        if float(np.hypot(*gap)) < settings.least:
            continue
        (worse, good), (worse_after, good_after) = (part.mean(axis=0) for part in (points[left:cut], points[cut:right]))
        rise, fall = good_after - good, worse_after - worse
        day, ids = _localised(acts, place, week, cut, rise - fall, settings.around, shown)
        found.append(
            TurningPoint(
                day=day,
                direction=_direction(rise, fall),
                cooperation=(float(good), float(good_after)),
                conflict=(float(worse), float(worse_after)),
                strength=float(np.hypot(*gap)),
                probability=_unlike(before, after),
                acts=ids,
            )
        )
    return tuple(found)


def partition(signal: Numbers, penalty: float, shortest: int) -> list[int]:
    """Ends of the stretches of constant mean that cost least: squared error plus ``penalty`` for each stretch.

    ``signal`` is (size, channels); no stretch is shorter than ``shortest``. Optimal partitioning (Jackson and others
    2005), which PELT prunes without another result; at the size of a relation's weeks it needs no pruning, and written
    here it spares the second that loading a library of change points takes. The tests hold it to one.
    """
    size = len(signal)
    # a row for each channel, and slices of them instead of picking: four times as fast
    total = np.concatenate([np.zeros((1, signal.shape[1])), np.cumsum(signal, axis=0)]).T.copy()
    square = np.concatenate([[0.0], np.cumsum((signal**2).sum(axis=1))])
    best, start = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=np.intp)
    best[0] = -penalty
    down = np.arange(size, -1, -1, dtype=np.float64)
    for end in range(shortest, size + 1):
        count = end - shortest + 1
        gap = total[:, end, None] - total[:, :count]
        error = square[end] - square[:count] - (gap * gap).sum(axis=0) / down[size - end : size - end + count]
        cost = best[:count] + error
        start[end] = int(cost.argmin())
        best[end] = cost[start[end]] + penalty
    ends = [size]
    while start[ends[-1]] > 0:
        ends.append(int(start[ends[-1]]))
    return ends[::-1]


def flow(acts: Acts, place: npt.NDArray[np.int64], size: int, sign: int) -> Numbers:
    """Goldstein points of cooperation (+1) or conflict (-1) in each week: shape (size,)."""
    points = np.maximum(sign * acts.goldstein, 0.0) * acts.weight
    weekly: Numbers = np.bincount(place, points, minlength=size).astype(np.float64)
    return weekly


def _spread(signal: Numbers) -> Numbers:
    """The spread of each signal from week to week, which a change of level hardly touches."""
    steps = np.diff(signal, axis=0)
    spread: Numbers = np.maximum(steps.std(axis=0) / np.sqrt(2), 0.2)
    return spread


def _direction(rise: float, fall: float) -> Direction:
    """The way of a change of cooperation (``rise``) and of conflict (``fall``), in points a week."""
    balance = rise - fall
    if abs(balance) < _ONE_WAY * (abs(rise) + abs(fall)):
        return "mixed"
    return "warming" if balance > 0 else "cooling"


def _unlike(before: Numbers, after: Numbers, draws: int = 400) -> float:
    """Share of random divisions of the weeks whose means differ less than those of the two stretches."""
    chance = np.random.default_rng(0)
    both, size = np.vstack([before, after]), len(before)
    order = chance.permuted(np.tile(np.arange(len(both)), (draws, 1)), axis=1)
    gaps = both[order[:, :size]].mean(axis=1) - both[order[:, size:]].mean(axis=1)
    gap = before.mean(axis=0) - after.mean(axis=0)
    return float((np.hypot(*gaps.T) < np.hypot(*gap)).mean())


def _localised(
    acts: Acts,
    place: npt.NDArray[np.int64],
    week: npt.NDArray[np.datetime64],
    cut: int,
    balance: float,
    around: int,
    shown: int,
) -> tuple[dt.date, tuple[str, ...]]:
    """The day near a cut on which the course turned, and the acts there that pull its way, the heaviest first."""
    near = np.flatnonzero((place >= cut - around) & (place < cut + around))
    pull = acts.goldstein[near] * acts.weight[near] * np.sign(balance)
    ids = acts.id[near]
    if not len(near):
        return week[cut].astype(object), ()
    day = acts.day[near]
    days = np.arange(day.min(), day.max() + np.timedelta64(1, "D"))
    daily = np.bincount((day - days[0]).astype(int), np.sign(pull) * np.log1p(np.abs(pull)), minlength=len(days))
    # the sum of departures from the mean is lowest on the eve of the turn (Page's cumulative sum)
    course = np.concatenate([[0.0], np.cumsum(daily - daily.mean())])
    turn = days[min(int(np.argmin(course)), len(days) - 1)]
    with_turn = np.flatnonzero((day >= turn) & (pull > 0))
    heaviest = with_turn[np.argsort(-pull[with_turn], kind="stable")][:shown]
    return turn.astype(object), tuple(str(i) for i in ids[heaviest])
