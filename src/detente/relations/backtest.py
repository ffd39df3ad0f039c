"""Were forecasts any good? Rolling origins, proper scores, and the model that did best.

At each origin every model is fitted with what was known then and asked for the months ahead; the answers are scored
with the continuous ranked probability score (Gneiting and Raftery 2007; lower is better) on log(1 + points), and the
probabilities of warming, staying and cooling with the Brier score. Coverage is that of the randomised probability
integral transform (Czado, Gneiting and Held 2009), because a month without a report is an outcome of positive
probability, which any interval that holds it covers whole. Intervals of skill come from a bootstrap over blocks of six
origins, so that months that hang together are drawn together (Künsch 1989).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.relations.acts import Acts
from detente.relations.models import MODELS, TAU, Forecaster, Point
from detente.relations.panel import Numbers, panel

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

#: What a model has to beat.
BASELINES = ("persistence", "moving average")
#: Months before the first origin, and in a block of the bootstrap.
_FIRST, _BLOCK = 60, 6


@dataclass(frozen=True)
class Score:
    """One model at one horizon (months). ``crps`` on log(1 + points), ``brier`` from 0 to 2, ``cover80`` a share."""

    model: str
    horizon: int
    crps: float
    crps_cooperation: float
    crps_conflict: float
    brier: float
    cover80: float
    cover90: float
    forecasts: int


@dataclass(frozen=True)
class Skill:
    """How much lower the chosen model's CRPS is than the best baseline's: a share, with its 90 % interval.

    ``vs_persistence`` is the same against persistence alone.
    """

    horizon: int
    chosen: str
    baseline: str
    gain: float
    low: float
    high: float
    vs_persistence: float

    @property
    def better(self) -> bool:
        """Whether the chosen model beats the baselines beyond the play of chance."""
        return self.chosen not in BASELINES and self.low > 0


@dataclass(frozen=True)
class Reliability:
    """How often it warmed (or cooled) where a probability was stated: mean stated, share that came, and how many."""

    horizon: int
    model: str
    stated: float
    came: float
    forecasts: int


@dataclass(frozen=True)
class Backtest:
    """Scores of all models over the origins, which is chosen at each horizon, and how reliable it is."""

    origins: tuple[dt.date, ...]
    relations: int
    scores: tuple[Score, ...]
    skills: tuple[Skill, ...]
    reliability: tuple[Reliability, ...]

    def skill(self, horizon: int) -> Skill | None:
        """The skill at the tested horizon nearest to ``horizon``."""
        return min(self.skills, key=lambda s: abs(s.horizon - horizon), default=None)

    def to_arrow(self) -> pa.Table:
        """A row for each model and horizon."""
        import dataclasses

        import pyarrow as pa

        return pa.Table.from_pylist([dataclasses.asdict(s) for s in self.scores])

    def to_pandas(self) -> pd.DataFrame:
        """The table of :meth:`to_arrow` as a data frame."""
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        return self.to_pandas().to_html(index=False, float_format=lambda value: f"{value:.4f}")


def backtest(
    acts: Acts,
    *,
    horizons: Sequence[int] = (1, 3),
    most: int = 120,
    until: dt.date | None = None,
    step: Callable[[], None] | None = None,
) -> Backtest:
    """Forecast the past from at most ``most`` origins, the latest ones, a month or more apart.

    ``step`` is called after each origin of each horizon. With fewer than six origins there are no scores.
    """
    forecaster = Forecaster(panel(acts, until=until))
    months = len(forecaster.panel.month)
    scores: list[Score] = []
    skills: list[Skill] = []
    reliability: list[Reliability] = []
    used: set[int] = set()
    for ahead in horizons:
        origins = _origins(months, ahead, most)
        if len(origins) < _BLOCK:
            continue
        found = {name: _Tally() for name in MODELS}
        for at in origins:
            for name, tally in found.items():
                _judge(forecaster, forecaster.fit(name, ahead, at), ahead, at, tally)
            if step is not None:
                step()
        used.update(origins)
        scores += [tally.score(name, ahead) for name, tally in found.items()]
        skills.append(_skill(found, ahead))
        reliability += found[skills[-1].chosen].reliability(skills[-1].chosen, ahead)
    days = tuple(forecaster.panel.month[at].astype("datetime64[D]").astype(object) for at in sorted(used))
    relations = len(forecaster.panel.eligible(months - 1)) if months else 0
    return Backtest(days, relations, tuple(scores), tuple(skills), tuple(reliability))


def _origins(months: int, ahead: int, most: int) -> list[int]:
    every = list(range(_FIRST, months - ahead))
    gap = max(1, -(-len(every) // most)) if len(every) > most else 1
    return every[::-gap][::-1] if gap > 1 else every


class _Tally:
    """Scores of one model at one horizon, origin by origin."""

    def __init__(self) -> None:
        self.crps: list[Numbers] = []
        self.brier: list[Numbers] = []
        self.transform: list[Numbers] = []
        self.stated: list[Numbers] = []
        self.came: list[Numbers] = []

    def score(self, name: str, ahead: int) -> Score:
        crps = np.concatenate(self.crps, axis=1)
        u = np.concatenate(self.transform)
        return Score(
            model=name,
            horizon=ahead,
            crps=float(crps.mean()),
            crps_cooperation=float(crps[0].mean()),
            crps_conflict=float(crps[1].mean()),
            brier=float(np.concatenate(self.brier).mean()),
            cover80=float(((u >= 0.1) & (u <= 0.9)).mean()),
            cover90=float(((u >= 0.05) & (u <= 0.95)).mean()),
            forecasts=int(crps.size),
        )

    def by_origin(self) -> Numbers:
        """Sum and number of the scores at each origin: (origins, 2)."""
        return np.array([[c.sum(), c.size] for c in self.crps])

    def reliability(self, name: str, ahead: int) -> list[Reliability]:
        stated, came = np.concatenate(self.stated), np.concatenate(self.came)
        found = []
        for low in np.arange(0.0, 1.0, 0.1):
            inside = (stated >= low) & (stated < low + 0.1)
            if inside.sum() >= 20:
                found.append(
                    Reliability(
                        ahead, name, float(stated[inside].mean()), float(came[inside].mean()), int(inside.sum())
                    )
                )
        return found


def _judge(forecaster: Forecaster, point: Point, ahead: int, at: int, tally: _Tally) -> None:
    import scoringrules

    made = forecaster.forecast(point, ahead, at)
    if not len(made.rows):
        return
    came = forecaster.panel.value[:, made.rows, at + ahead]
    tally.crps.append(np.asarray(scoringrules.crps_quantile(came, made.quantiles, TAU)))
    below = (made.quantiles < came[..., None] - 1e-9).mean(axis=-1)
    upto = (made.quantiles <= came[..., None] + 1e-9).mean(axis=-1)
    chance = np.random.default_rng(at * 64 + ahead)
    wide = np.maximum(upto - below, 1 / len(TAU))
    tally.transform.append(np.clip(below + chance.random(below.shape) * wide, 0, 1).ravel())
    moved = forecaster.moved(made.rows, np.array([at]), ahead, at)[:, 0]
    stated = np.stack([made.cooling, 1 - made.warming - made.cooling, made.warming])
    truth = np.stack([moved == -1, moved == 0, moved == 1]).astype(np.float64)
    tally.brier.append(((stated - truth) ** 2).sum(axis=0))
    tally.stated.append(np.concatenate([made.warming, made.cooling]))
    tally.came.append(np.concatenate([truth[2], truth[0]]))


def _skill(found: dict[str, _Tally], ahead: int) -> Skill:
    sums = {name: tally.by_origin() for name, tally in found.items()}
    mean = {name: float(s[:, 0].sum() / s[:, 1].sum()) for name, s in sums.items()}
    chosen = min(mean, key=lambda name: mean[name])
    baseline = min(BASELINES, key=lambda name: mean[name])
    chance = np.random.default_rng(0)
    size = len(sums[chosen])
    # blocks go round the end (Politis and Romano 1992): else the first and last origins would hardly be drawn
    starts = chance.integers(0, size, (1000, -(-size // _BLOCK)))
    drawn = (starts[..., None] + np.arange(_BLOCK)).reshape(1000, -1)[:, :size] % size
    ratio = 1 - sums[chosen][drawn, 0].sum(axis=1) / sums[baseline][drawn, 0].sum(axis=1)
    low, high = np.quantile(ratio, [0.05, 0.95])
    return Skill(
        horizon=ahead,
        chosen=chosen,
        baseline=baseline,
        gain=1 - mean[chosen] / mean[baseline],
        low=float(low),
        high=float(high),
        vs_persistence=1 - mean[chosen] / mean["persistence"],
    )
