"""The panel's own model: whether anything is reported, and how much if so, pooled over all relations.

Two parts, as of Cragg (1971) and Mullahy (1986): a logistic ridge regression for the probability of a month with any
points, and a ridge regression for log(1 + points) of such months, with another for the size of its errors. The
distribution of the second part is that of past errors, in multiples of their expected size, where the expected value
was nearest: no shape is assumed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.relations.panel import Numbers

Rows = npt.NDArray[np.intp]
#: (cases, features) -> (cases,).
Fit = Callable[[Numbers], Numbers]

#: Strength of the two ridges, past errors of a distribution, and the least size of an error.
_RIDGE, _LOGIT, _LIKE, _LEAST = 1000.0, 10.0, 600, 0.15


@dataclass(frozen=True, eq=False)
class Hurdle:
    """A fitted model of one channel. ``level`` and ``spread`` speak of months with points only."""

    chance: Fit
    level: Fit
    spread: Fit

    def mean(self, features: Numbers) -> Numbers:
        """What is expected of a month, with or without points: (cases,)."""
        made: Numbers = self.chance(features) * np.maximum(self.level(features), 0.0)
        return made

    def quantiles(self, features: Numbers, past: Numbers, came: Numbers, tau: Numbers) -> Numbers:
        """(cases, quantiles) for ``features``; ``past`` and ``came`` are earlier cases with their outcomes."""
        made = np.zeros((len(features), len(tau)))
        some = came > 0
        if not some.any():
            return made
        past, came = past[some], came[some]
        level, size = self.level(past), np.maximum(self.spread(past), _LEAST)
        order = np.argsort(level, kind="stable")
        error = ((came - level) / size)[order]
        now, wide = self.level(features), np.maximum(self.spread(features), _LEAST)
        chance = np.clip(self.chance(features), 0.001, 0.999)
        count = min(_LIKE, len(error))
        start = np.clip(np.searchsorted(level[order], now) - count // 2, 0, len(error) - count)
        for n, first in enumerate(start):
            share = (tau - (1 - chance[n])) / chance[n]
            some = share > 0
            errors = np.quantile(error[first : first + count], np.minimum(share[some], 1.0))
            made[n, some] = np.maximum(now[n] + wide[n] * errors, 0.01)
        return made


def fitted(features: Numbers, came: Numbers) -> Hurdle:
    """The model of cases (cases, features), the last feature being 1, with outcomes (cases,)."""
    some = came > 0
    if some.sum() <= features.shape[1]:
        share = float(some.mean()) if len(some) else 0.0
        usual = float(came[some].mean()) if some.any() else 0.0
        return Hurdle(*(_always(value) for value in (share, usual, _LEAST)))
    level = _ridge(features[some], came[some])
    return Hurdle(_logistic(features, some), level, _ridge(features[some], np.abs(came[some] - level(features[some]))))


def _always(value: float) -> Fit:
    return lambda features: np.full(len(features), value)


def _scaled(features: Numbers) -> tuple[Numbers, Numbers]:
    """Middle and spread by which features are scaled; the last, which is 1, stays."""
    middle, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    middle[-1], spread[-1] = 0.0, 1.0
    return middle, spread


def _penalty(size: int, strength: float) -> Numbers:
    return np.diag([strength] * (size - 1) + [1e-6])


def _ridge(features: Numbers, came: Numbers) -> Fit:
    middle, spread = _scaled(features)
    scaled = (features - middle) / spread
    weight = np.linalg.solve(scaled.T @ scaled + _penalty(features.shape[1], _RIDGE), scaled.T @ came)
    return lambda asked: ((asked - middle) / spread) @ weight


def _logistic(features: Numbers, came: npt.NDArray[np.bool_]) -> Fit:
    """Logistic ridge regression by Newton's steps."""
    middle, spread = _scaled(features)
    scaled, penalty = (features - middle) / spread, _penalty(features.shape[1], _LOGIT)
    weight = np.zeros(features.shape[1])
    for _ in range(8):
        chance = _share(scaled @ weight)
        slope = scaled.T @ (came - chance) - penalty @ weight
        curve = (scaled * np.maximum(chance * (1 - chance), 1e-4)[:, None]).T @ scaled + penalty
        weight = weight + np.linalg.solve(curve, slope)
    return lambda asked: _share(((asked - middle) / spread) @ weight)


def _share(log_odds: Numbers) -> Numbers:
    share: Numbers = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
    return share
