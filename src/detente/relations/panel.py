"""All relations of a record by month: what forecasts are made of and judged on.

The target is the month's Goldstein points of cooperation, and those of conflict, between two actors (both directions
together), as log(1 + points): on that scale a relation of ten reports a month and one of a thousand weigh alike, and
proper scores stay proper (Bosse and others 2023, "Scoring epidemiological forecasts on transformed scales").
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.relations.acts import Acts
from detente.relations.series import dated

Numbers = npt.NDArray[np.float64]

#: A relation is forecast when it had so many acts a year on average until then.
ENOUGH = 10.0
#: Relations in a panel, those of most acts.
_MOST = 400


@dataclass(frozen=True, eq=False)
class Panel:
    """``value`` is (2, relations, months): log(1 + points) of cooperation and of conflict; ``reports`` counts acts."""

    pairs: tuple[tuple[str, str], ...]
    month: npt.NDArray[np.datetime64]
    value: Numbers
    reports: Numbers

    def eligible(self, at: int) -> npt.NDArray[np.intp]:
        """The relations with enough acts up to and with month ``at``."""
        return np.flatnonzero(self.reports[:, : at + 1].sum(axis=1) / ((at + 1) / 12) >= ENOUGH)


def panel(acts: Acts, *, until: dt.date | None = None, keep: tuple[str, str] | None = None) -> Panel:
    """The panel of all relations among the acts, the last month being whole; ``keep`` is in it whatever its size."""
    acts = dated(acts, "month")
    if until is not None:
        acts = acts.between(until=until)
    if not len(acts):
        return Panel((), np.array([], "datetime64[M]"), np.zeros((2, 0, 0)), np.zeros((0, 0)))
    month = acts.day.astype("datetime64[M]")
    first = month.min()
    place = (month - first).astype(np.intp)
    size = int(place.max()) + 1
    codes, number = np.unique(np.concatenate([acts.actor, acts.recipient]).astype(str), return_inverse=True)
    one, other = number[: len(acts)], number[len(acts) :]
    low, high = np.minimum(one, other), np.maximum(one, other)
    ids, which, count = np.unique(low * len(codes) + high, return_inverse=True, return_counts=True)
    chosen = list(np.argsort(-count, kind="stable")[:_MOST])
    pairs = [(str(codes[i // len(codes)]), str(codes[i % len(codes)])) for i in ids]
    if keep is not None:
        chosen += [n for n, pair in enumerate(pairs) if set(pair) == set(keep) and n not in chosen]
    chosen.sort()  # by name: what comes later must not even reorder the relations
    seat = np.full(len(ids), -1)
    seat[chosen] = np.arange(len(chosen))
    row = seat[which]
    inside = row >= 0
    value = np.zeros((2, len(chosen), size))
    points = acts.goldstein * acts.weight
    for channel, sign in enumerate((1, -1)):
        np.add.at(value[channel], (row[inside], place[inside]), np.maximum(sign * points[inside], 0.0))
    reports = np.zeros((len(chosen), size))
    np.add.at(reports, (row[inside], place[inside]), 1.0)
    months = first + np.arange(size)
    return Panel(tuple(pairs[n] for n in chosen), months, np.log1p(value), reports)


def rolling(values: Numbers, window: int) -> Numbers:
    """Mean of the last ``window`` months up to each; over fewer at the beginning. The last axis is time."""
    total = np.cumsum(values, axis=-1)
    before = np.zeros_like(total)
    before[..., window:] = total[..., :-window] if window < values.shape[-1] else 0.0
    length = np.minimum(np.arange(values.shape[-1]) + 1, window)
    mean: Numbers = (total - before) / length
    return mean


def decayed(values: Numbers, share: float) -> Numbers:
    """Exponentially weighted mean up to each month: the filter of a local level. The last axis is time."""
    course = np.empty_like(values)
    if not values.shape[-1]:
        return course
    level = values[..., 0].copy()
    for t in range(values.shape[-1]):
        level = level + share * (values[..., t] - level)
        course[..., t] = level
    return course


def features(of: Panel) -> Numbers:
    """(2, relations, months, features): what is known at the end of each month, never anything later.

    Own course at several spans, the other channel, all relations together, and those that share an actor.
    """
    y = of.value
    other, around = y[::-1], _around(of)
    beyond = around[::-1]
    total = np.broadcast_to(np.log1p(np.expm1(y).sum(axis=1, keepdims=True)), y.shape)
    silent = (y == 0).astype(np.float64)
    quick, slow = decayed(y, 0.3), decayed(y, 0.1)
    reports = np.broadcast_to(np.log1p(of.reports), y.shape)
    columns = [
        *(reports, decayed(reports, 0.3), decayed(reports, 0.1)),
        y,
        *(rolling(y, w) for w in (2, 3, 6, 12)),
        decayed(y, 0.5),
        quick,
        slow,
        decayed(y, 0.03),
        *(other, decayed(other, 0.3), decayed(other, 0.1)),
        *(total, decayed(total, 0.3), decayed(total, 0.1) - total),
        *(around, decayed(around, 0.3), decayed(around, 0.1)),
        *(beyond, decayed(beyond, 0.2)),
        *(decayed(silent, 0.2), decayed(silent, 0.05)),
        *(y * slow, quick * quick, slow * slow),
        *(np.abs(y - quick), np.sqrt(decayed((y - quick) ** 2, 0.1))),
        np.ones_like(y),
    ]
    return np.stack(columns, axis=-1)


def _around(of: Panel) -> Numbers:
    """log(1 + points) of the other relations of either actor: (2, relations, months)."""
    actors = sorted({code for pair in of.pairs for code in pair})
    number = {code: n for n, code in enumerate(actors)}
    points = np.expm1(of.value)
    total = np.zeros((2, len(actors), of.value.shape[-1]))
    for n, pair in enumerate(of.pairs):
        for code in pair:
            total[:, number[code]] += points[:, n]
    one = [number[pair[0]] for pair in of.pairs]
    two = [number[pair[1]] for pair in of.pairs]
    near: Numbers = np.log1p(np.maximum(total[:, one] + total[:, two] - 2 * points, 0.0))
    return near
