"""The temperature of a relation: a latent level seen through few, uneven reports.

In each period the level ``x`` moves a little and drifts back towards a long-run mean ``m``:

    x[t] = m + phi (x[t-1] - m) + N(0, q)            y[t] = x[t] + N(0, r + s / n[t])

``y`` is the mean Goldstein score of the period's acts and ``n`` how many independent reports it rests on; a period
without acts has no observation, so that the interval widens. ``s`` is the spread of acts within a period, ``r`` what
is left however many reports there are: doubling the press narrows the interval a little and moves nothing. Filter and
smoother are those of Kalman (1960) and Rauch, Tung and Striebel (1965). ``phi``, ``q`` and ``r`` are not fixed but
averaged over a grid by their likelihood and a weak prior, so that the interval holds their uncertainty too. A period
more than two deviations off the smoothed level weighs less (the weights of Student's t with four degrees of freedom:
Lange, Little and Taylor 1989), so that one burst is not a new course.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]

#: Degrees of freedom of far observations, from which squared distance (in variances) they weigh less, and the passes.
_FREEDOM, _FAR, _ROUNDS = 4.0, 4.0, 2
#: Where the level may be before anything is known: mean 0, this variance, in squared points of Goldstein's scale.
_PRIOR = 9.0
#: Spread of single acts within a period where the acts are too few to tell it.
_WITHIN = 20.0
#: What is likely before the data speak, as standard deviations: the monthly move, and what is left of the noise.
_MOVE, _REST = 0.7, 0.7
#: Periods times settings times series that are worked on at once: about 250 MB.
_CELLS = 6_000_000
_EDGES = {80: 1.2815515655446004, 95: 1.959963984540054}


@dataclass(frozen=True, eq=False)
class Level:
    """A level over periods, in points of Goldstein's scale (-10 to 10). Arrays of equal length; NaN is "unknown".

    ``variance`` is that of the level given all reports; ``link`` how far the level of a period hangs on that of the
    next (the smoother's gain); ``least`` the lowest value that it can have.
    """

    mean: Numbers
    variance: Numbers
    link: Numbers
    least: float = -10.0

    def interval(self, percent: int = 80) -> tuple[Numbers, Numbers]:
        """Lower and upper edge of the interval that holds the level with 80 or 95 in 100."""
        half = _EDGES[percent] * np.sqrt(self.variance)
        return np.clip(self.mean - half, self.least, 10), np.clip(self.mean + half, self.least, 10)

    def change(self, back: int, at: int = -1) -> tuple[float, float]:
        """Mean and standard deviation of the change over the last ``back`` periods before ``at``."""
        now = at % len(self.mean)
        then = max(now - back, 0)
        covariance = self.variance[now] * float(np.prod(self.link[then:now]))
        spread = self.variance[now] + self.variance[then] - 2 * covariance
        return float(self.mean[now] - self.mean[then]), float(np.sqrt(max(spread, 1e-6)))


@cache
def _grid(days: int) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """phi, q and r for periods of so many days, with the logarithm of their prior.

    By month the level keeps 80 to 99.5 % of its distance from the mean and moves by 0.1 to 2 points.
    """
    monthly_phi = np.array([0.8, 0.9, 0.95, 0.98, 0.995])
    monthly_q = np.array([0.1, 0.2, 0.4, 0.8, 1.4, 2.0]) ** 2
    rest = np.array([0.3, 0.7, 1.2, 2.0]) ** 2
    phi, q, r = (part.ravel() for part in np.meshgrid(monthly_phi, monthly_q, rest, indexing="ij"))
    share = days / 30.44
    prior = (
        -0.5 * ((np.log(np.sqrt(q)) - np.log(_MOVE)) / 0.6) ** 2
        - 0.5 * ((np.log(np.sqrt(r)) - np.log(_REST)) / 0.8) ** 2
    )
    return phi**share, q * (1 - phi ** (2 * share)) / (1 - phi**2), r, prior


def smoothed(mean: Numbers, reports: Numbers, within: float | None = None, days: int = 30) -> Level:
    """The level behind period means: :func:`smoothed_together` for one."""
    return smoothed_together([Reports(mean, reports, within)], days)[0]


@dataclass(frozen=True, eq=False)
class Reports:
    """Period means (NaN where nothing was reported), the effective number of reports (0 there) of equal length, and
    the variance of acts within a period where it is known."""

    mean: Numbers
    number: Numbers
    within: float | None = None


def smoothed_together(several: Sequence[Reports], days: int = 30) -> list[Level]:
    """The levels behind period means of equal length, each for itself; together they cost little more than one.

    ``days`` is the length of a period. Periods before the first report are unknown.
    """
    size = len(several[0].mean) if several else 0
    if not size:
        return [Level(np.zeros(0), np.zeros(0), np.zeros(0)) for _ in several]
    most = max(1, _CELLS // (size * len(_grid(days)[0])))
    levels: list[Level] = []
    for at in range(0, len(several), most):
        levels += _smoothed(several[at : at + most], days)
    return levels


def _smoothed(several: Sequence[Reports], days: int) -> list[Level]:
    """``y``, ``n`` and what is made of them have a row for each period and a column for each of ``several``."""
    y, n = (np.array(rows).T for rows in zip(*((part.mean, part.number) for part in several), strict=True))
    known = np.isfinite(y) & (n > 0)
    told = known.any(axis=0)
    first = np.where(told, known.argmax(axis=0), len(y))
    n = np.where(known, n, 0.0)
    spread = np.array([w if (w := p.within) is not None and np.isfinite(w) else _WITHIN for p in several])
    phi, q, r, prior = _grid(days)
    heed = np.minimum(n, 20.0)  # a month of war is not the long run
    y = np.where(known, y, 0.0)
    centre = (y * heed).sum(axis=0) / (heed.sum(axis=0) + 3)
    trust = np.ones(y.shape)
    within = spread / np.maximum(n, 1e-9)
    level = variance = link = np.full(y.shape, np.nan)
    for _ in range(_ROUNDS):
        noise = (r[None, None, :] + within[:, :, None]) / trust[:, :, None]
        level, variance, link = _average(y, noise, known, first, phi, q, centre, prior)
        distance = ((y - level) ** 2 + variance) / (_REST**2 + within)
        # never above 1: a report near the level must not count as surer than it is
        trust = np.where(known, np.minimum(1.0, (_FREEDOM + _FAR) / (_FREEDOM + distance)), 1.0)
    before = np.arange(len(y))[:, None] < first[None, :]
    mean, wide, tie = (np.where(before, np.nan, part) for part in (level, variance, link))
    return [Level(mean[:, k].copy(), wide[:, k].copy(), tie[:, k].copy()) for k in range(len(several))]


def _average(
    y: Numbers,
    noise: Numbers,
    known: npt.NDArray[np.bool_],
    first: npt.NDArray[np.int64],
    phi: Numbers,
    q: Numbers,
    centre: Numbers,
    prior: Numbers,
) -> tuple[Numbers, Numbers, Numbers]:
    """Filter and smooth under every setting of the grid at once, then average by posterior weight."""
    size, several, settings = noise.shape
    before, wide_before = np.empty(noise.shape), np.empty(noise.shape)
    after, wide_after = np.empty(noise.shape), np.empty(noise.shape)
    middle = np.repeat(centre[:, None], settings, axis=1)
    x, p = middle.copy(), np.full((several, settings), _PRIOR)
    total, gap = np.empty(noise.shape), np.empty(noise.shape)
    square, drift = phi * phi, middle * (1 - phi)
    noise = np.where(known[:, :, None], noise, np.inf)
    for t in range(size):
        begun = first < t
        if begun.all():
            x, p = drift + phi * x, square * p + q
        elif begun.any():
            x[begun], p[begun] = drift[begun] + phi * x[begun], square * p[begun] + q
        before[t], wide_before[t] = x, p
        # without a report the noise is infinite and the gain nothing
        np.add(p, noise[t], out=total[t])
        np.subtract(y[t, :, None], x, out=gap[t])
        gain = p / total[t]
        x, p = x + gain * gap[t], p * (1 - gain)
        after[t], wide_after[t] = x, p
    total = np.where(known[:, :, None], total, 1.0)
    gap[~known] = 0.0
    likelihood = prior - 0.5 * (np.log(total) + gap * gap / total).sum(axis=0)
    weight = np.exp(likelihood - likelihood.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    back = np.ones(noise.shape)
    np.divide(wide_after[:-1] * phi, wide_before[1:], out=back[:-1])
    # from here on ``after`` and ``wide_after`` are what all reports say, no longer only the earlier ones
    for t in range(size - 2, -1, -1):
        after[t] += back[t] * (after[t + 1] - before[t + 1])
        wide_after[t] += back[t] * back[t] * (wide_after[t + 1] - wide_before[t + 1])
    mean = (after * weight).sum(axis=2)
    variance = ((wide_after + (after - mean[:, :, None]) ** 2) * weight).sum(axis=2)
    link = (back * weight).sum(axis=2)
    return mean, variance, link
