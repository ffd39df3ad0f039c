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
    """The level behind period means.

    ``mean`` (NaN where nothing was reported) and ``reports`` (effective number, 0 there) are of equal length,
    ``within`` is the variance of acts within a period, ``days`` the length of a period. Periods before the first
    report are unknown.
    """
    seen = np.isfinite(mean) & (reports > 0)
    size = len(mean)
    unknown = np.full(size, np.nan)
    if not seen.any():
        return Level(unknown, unknown.copy(), unknown.copy())
    first = int(np.argmax(seen))
    y, n = mean[first:], np.where(seen, reports, 0.0)[first:]
    spread = within if within is not None and np.isfinite(within) else _WITHIN
    phi, q, r, prior = _grid(days)
    known = seen[first:]
    heed = np.minimum(n[known], 20.0)  # a month of war is not the long run
    centre = float(y[known] @ heed / (heed.sum() + 3))
    trust = np.ones(len(y))
    for _ in range(_ROUNDS):
        noise = np.full((len(y), len(phi)), np.inf)
        noise[known] = (r[None, :] + spread / n[known, None]) / trust[known, None]
        level, variance, link = _average(y, noise, phi, q, centre, prior)
        usual = (_REST**2 + spread / np.maximum(n, 1e-9))[known]
        distance = ((y[known] - level[known]) ** 2 + variance[known]) / usual
        # never above 1: a report near the level must not count as surer than it is
        trust[known] = np.minimum(1.0, (_FREEDOM + _FAR) / (_FREEDOM + distance))
    before = np.full(first, np.nan)
    mean, variance, link = (np.concatenate([before, part]) for part in (level, variance, link))
    return Level(mean, variance, link)


def _average(
    y: Numbers, noise: Numbers, phi: Numbers, q: Numbers, centre: float, prior: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """Filter and smooth under every setting of the grid at once, then average by posterior weight."""
    size, settings = noise.shape
    before, wide_before = np.empty((size, settings)), np.empty((size, settings))
    after, wide_after = np.empty((size, settings)), np.empty((size, settings))
    x, p = np.full(settings, centre), np.full(settings, _PRIOR)
    likelihood = prior.copy()
    for t in range(size):
        if t:
            x, p = centre + phi * (x - centre), phi * phi * p + q
        before[t], wide_before[t] = x, p
        if np.isfinite(noise[t, 0]):
            total = p + noise[t]
            gap = y[t] - x
            likelihood -= 0.5 * (np.log(total) + gap * gap / total)
            gain = p / total
            x, p = x + gain * gap, p * (1 - gain)
        after[t], wide_after[t] = x, p
    weight = np.exp(likelihood - likelihood.max())
    weight /= weight.sum()
    mean, variance, link = np.empty(size), np.empty(size), np.ones(size)
    for t in range(size - 1, -1, -1):
        if t < size - 1:
            back = wide_after[t] * phi / wide_before[t + 1]
            x = after[t] + back * (x - before[t + 1])
            p = wide_after[t] + back * back * (p - wide_before[t + 1])
            link[t] = float(weight @ back)
        else:
            x, p = after[t], wide_after[t]
        mean[t] = float(weight @ x)
        variance[t] = float(weight @ (p + (x - mean[t]) ** 2))
    return mean, variance, link
