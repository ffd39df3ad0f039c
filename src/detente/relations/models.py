"""Forecasts of a month's cooperation and conflict: four ways to a point, and a model pooled over all relations.

The points are those of persistence (the last month), a moving average, the same month of earlier years and a local
level (exponential smoothing: the state-space model of Muth 1960). The distribution around a point is the same for
these, so that none wins by its spread: what came of the past forecasts that were nearest in level, moved to the point
(analogues: a conformal predictive distribution by level, after Vovk and others 2017). Months without a report stay
what they are: their share is kept as it was. The pooled model (`detente.relations.hurdle`) tells both by itself.

Everything fitted at a month uses that month and earlier ones only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.relations.hurdle import Hurdle, fitted
from detente.relations.panel import Numbers, Panel, decayed, features, rolling

MODELS = ("persistence", "moving average", "seasonal", "state space", "panel")
#: Probabilities of the quantiles that stand for a distribution.
TAU = np.arange(1, 100) / 100
#: Months of warm-up, of training and of analogues; analogues of a distribution.
_WARM, _TRAIN, _RECALL, _LIKE = 24, 240, 120, 150
_WINDOWS = (3, 4, 6, 9, 12)
_SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.7)

Rows = npt.NDArray[np.intp]
#: (channel, relations, months) -> points made at the end of those months: (relations, months).
Point = Callable[[int, Rows, Rows], Numbers]


@dataclass(frozen=True, eq=False)
class Made:
    """What was forecast at a month for the relations ``rows``.

    ``quantiles`` is (2, relations, 99), ``warming`` and ``cooling`` are (relations,) probabilities.
    """

    rows: Rows
    quantiles: Numbers
    warming: Numbers
    cooling: Numbers


@dataclass(frozen=True, eq=False)
class Pooled:
    """The pooled model as points: its expected value. ``parts`` are the models of cooperation and of conflict."""

    features: Numbers
    parts: tuple[Hurdle, Hurdle]

    def __call__(self, channel: int, rows: Rows, times: Rows) -> Numbers:
        made = self.parts[channel].mean(self.at(channel, rows, times))
        return made.reshape(len(rows), len(times))

    def at(self, channel: int, rows: Rows, times: Rows) -> Numbers:
        """Features of all cases, relation by relation: (relations * months, features)."""
        cases: Numbers = self.features[channel][rows][:, times].reshape(-1, self.features.shape[-1])
        return cases


class Forecaster:
    """Makes forecasts over one panel; the points of all models are computed once."""

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        y = panel.value
        self._features = features(panel)
        self._means = {w: rolling(y, w) for w in _WINDOWS}
        self._levels = {a: decayed(y, a) for a in _SHARES}
        #: Where a relation stands: cooperation less conflict, smoothed.
        self.balance = decayed(y[0] - y[1], 0.3)

    def fit(self, name: str, ahead: int, at: int) -> Point:
        """The points of a model whose settings are chosen with what was known at the end of month ``at``."""
        if name == "persistence":
            return lambda c, rows, t: self.panel.value[c][np.ix_(rows, t)]
        if name == "moving average":
            return self._of(self._best(self._means, ahead, at))
        if name == "seasonal":
            return self._of(self._seasonal(ahead))
        if name == "state space":
            return self._of(self._best(self._levels, ahead, at))
        return self._pooled(ahead, at)

    def forecast(self, point: Point, ahead: int, at: int, rows: Rows | None = None) -> Made:
        """Distributions for ``ahead`` months after ``at``; ``rows`` are the relations, without them all eligible."""
        known = self.panel.eligible(at)
        asked = known if rows is None else rows
        past, now = np.arange(max(_WARM, at - ahead - _RECALL), at - ahead + 1), np.array([at])
        made = np.empty((2, len(asked), len(TAU)))
        points_now, points_past = np.empty((2, len(asked))), np.empty((2, len(known), len(past)))
        for c in (0, 1):
            points_now[c] = point(c, asked, now)[:, 0]
            points_past[c] = point(c, known, past)
            came = self.panel.value[c][np.ix_(known, past + ahead)]
            if isinstance(point, Pooled):
                asks, told = point.at(c, asked, now), point.at(c, known, past)
                made[c] = point.parts[c].quantiles(asks, told, came.ravel(), TAU)
            else:
                made[c] = _analogues(points_past[c].ravel(), came.ravel(), points_now[c])
        return Made(asked, made, *self._directions(points_now, points_past, known, asked, past, ahead, at))

    def moved(self, rows: Rows, times: Rows, ahead: int, at: int) -> npt.NDArray[np.int64]:
        """+1, 0 or -1 where the balance ``ahead`` months after ``times`` is warmer, much the same or cooler.

        Much the same: within half the relation's usual month-to-month change, as known at ``at``.
        """
        y = self.panel.value
        after = (y[0] - y[1])[np.ix_(rows, times + ahead)] - self.balance[np.ix_(rows, times)]
        edge = self._edge(rows, at)[:, None]
        signs: npt.NDArray[np.int64] = (after > edge).astype(np.int64) - (after < -edge)
        return signs

    def _edge(self, rows: Rows, at: int) -> Numbers:
        y = self.panel.value
        steps = np.diff((y[0] - y[1])[rows, : at + 1], axis=1)
        edge: Numbers = np.maximum(0.5 * np.abs(steps).mean(axis=1), 0.2)
        return edge

    def _directions(
        self, now: Numbers, past: Numbers, known: Rows, asked: Rows, times: Rows, ahead: int, at: int
    ) -> tuple[Numbers, Numbers]:
        """Shares of warming and cooling after the past forecasts whose expected change was most alike."""
        expected = (past[0] - past[1] - self.balance[np.ix_(known, times)]) / self._edge(known, at)[:, None]
        came = self.moved(known, times, ahead, at)
        asks = (now[0] - now[1] - self.balance[asked, at]) / self._edge(asked, at)
        order = np.argsort(expected.ravel(), kind="stable")
        level, moved = expected.ravel()[order], came.ravel()[order]
        start, count = _near(level, asks)
        sums = [np.concatenate([[0], np.cumsum(moved == sign)]) for sign in (1, -1)]
        up, down = ((total[start + count] - total[start]) / max(count, 1) for total in sums)
        return up, down

    def _of(self, course: Numbers) -> Point:
        return lambda c, rows, t: course[c][np.ix_(rows, t)]

    def _best(self, choices: dict[float, Numbers] | dict[int, Numbers], ahead: int, at: int) -> Numbers:
        rows, past = self.panel.eligible(at), np.arange(_WARM, at - ahead + 1)[-_TRAIN:]
        came = self.panel.value[:, rows][:, :, past + ahead]
        return min(choices.values(), key=lambda v: float(np.abs(v[:, rows][:, :, past] - came).mean()))

    def _seasonal(self, ahead: int) -> Numbers:
        """The mean of the last year, and half of what the target's month was off it in the last three years."""
        y = self.panel.value
        year = rolling(y, 12)
        course = year.copy()
        for t in range(y.shape[-1]):
            same = [t + ahead - 12 * k for k in (1, 2, 3) if 0 <= t + ahead - 12 * k <= t]
            if same:
                course[..., t] += 0.5 * (y[..., same] - year[..., same]).mean(axis=-1)
        return np.maximum(course, 0.0)

    def _pooled(self, ahead: int, at: int) -> Pooled:
        rows, past = self.panel.eligible(at), np.arange(_WARM, at - ahead + 1)[-_TRAIN:]
        parts = []
        for c in (0, 1):
            cases = self._features[c][rows][:, past].reshape(-1, self._features.shape[-1])
            parts.append(fitted(cases, self.panel.value[c][np.ix_(rows, past + ahead)].ravel()))
        return Pooled(self._features, (parts[0], parts[1]))


def _analogues(points: Numbers, came: Numbers, now: Numbers) -> Numbers:
    """Quantiles (asked, 99) of what came of the past points nearest to each of ``now``, moved by the difference."""
    order = np.argsort(points, kind="stable")
    level, outcome = points[order], came[order]
    start, count = _near(level, now)
    made = np.zeros((len(now), len(TAU)))
    if not count:
        return made
    for n, first in enumerate(start):
        seen = outcome[first : first + count]
        shift = now[n] - float(level[first : first + count].mean())
        moved = np.where(seen > 0, np.maximum(seen + shift, 0.01), 0.0)
        made[n] = np.quantile(moved, TAU, method="inverted_cdf")
    return made


def _near(level: Numbers, now: Numbers) -> tuple[Rows, int]:
    """Where the stretch of levels nearest to each of ``now`` begins, and its length."""
    count = min(max(_LIKE, len(level) // 50), len(level))
    start = np.clip(np.searchsorted(level, now) - count // 2, 0, len(level) - count)
    return start.astype(np.intp), count
