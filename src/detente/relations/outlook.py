"""What is to be expected of a relation, with how sure, and how far such forecasts have carried."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.errors import DetenteError
from detente.relations.acts import Acts
from detente.relations.backtest import Backtest, Skill, backtest
from detente.relations.models import TAU, Forecaster
from detente.relations.panel import ENOUGH, panel

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_HORIZON = re.compile(r"(\d{1,2})\s*(?:m|months?)?", re.IGNORECASE)
_LONGEST = 12
#: Months of history that a forecast needs.
_LEAST = 36
#: Months without a report after which nothing is foretold.
_SILENT = 36
#: Origins of the backtest that goes with a forecast.
_ORIGINS = 48


@dataclass(frozen=True)
class Ahead:
    """One month ahead: medians and 80 % intervals of the Goldstein points of cooperation and of conflict."""

    month: dt.date
    cooperation: float
    cooperation_low: float
    cooperation_high: float
    conflict: float
    conflict_low: float
    conflict_high: float


@dataclass(frozen=True)
class Forecast:
    """The outlook of a relation from the end of the month ``as_of``.

    ``warming``, ``staying`` and ``cooling`` are probabilities for the last month ahead, and None where too little is
    known; ``sentence`` says all of it in words, with how such forecasts did in the past.
    """

    one: str
    other: str
    as_of: dt.date | None
    horizon: int
    model: str | None
    warming: float | None
    staying: float | None
    cooling: float | None
    months: tuple[Ahead, ...]
    skill: Skill | None
    sentence: str

    def to_arrow(self) -> pa.Table:
        """A row for each month ahead."""
        import dataclasses

        import pyarrow as pa

        return pa.Table.from_pylist([dataclasses.asdict(m) for m in self.months])

    def to_pandas(self) -> pd.DataFrame:
        """The table of :meth:`to_arrow` as a data frame."""
        return self.to_arrow().to_pandas()

    def plot(self, out: Any = None) -> Any:
        """A picture of the months ahead: a matplotlib figure, or with ``out`` a .png, .svg or .html file."""
        from detente.brief.chart import plotted
        from detente.brief.outlook import chart_of

        return plotted(chart_of(self), out)

    def _repr_html_(self) -> str:
        from detente.brief.outlook import as_fragment

        return as_fragment(self)


def months_of(horizon: str) -> int:
    """The number of months in "3m" or "3".

    Raises:
        DetenteError: it is no number of months from 1 to 12.
    """
    match = _HORIZON.fullmatch(horizon.strip())
    if match is None or not 1 <= int(match[1]) <= _LONGEST:
        raise DetenteError(f"no horizon {horizon!r}; give months from 1m to {_LONGEST}m, for example 3m")
    return int(match[1])


def outlook(
    acts: Acts,
    one: str,
    other: str,
    *,
    horizon: str = "3m",
    as_of: dt.date | None = None,
    tested: Backtest | Callable[[], Backtest] | None = None,
    names: Mapping[str, str] | None = None,
) -> Forecast:
    """The outlook of a relation, made from all the acts of a record by the model that did best at this horizon.

    ``tested`` is a backtest made before on the same acts, or what gives one; without it one is made now.
    ``names`` stand for the codes in the sentence.

    Raises:
        DetenteError: the horizon is no number of months, or the codes are equal.
    """
    ahead = months_of(horizon)
    if one == other:
        raise DetenteError(f"an outlook needs two different codes, not {one} twice; for example: USA RUS")
    pair = " and ".join((names or {}).get(code, code) for code in (one, other))
    known = acts if as_of is None else acts.between(until=as_of)
    forecaster = Forecaster(panel(known, keep=(one, other)))
    at = len(forecaster.panel.month) - 1
    row = next((n for n, pair in enumerate(forecaster.panel.pairs) if set(pair) == {one, other}), None)
    if row is None or at < _LEAST or row not in forecaster.panel.eligible(at):
        why = f"fewer than {ENOUGH:.0f} acts a year" if at >= _LEAST else f"fewer than {_LEAST} months of record"
        said = f"The outlook of {pair} is unknown: {why}."
        return Forecast(one, other, _day(forecaster, at), ahead, None, None, None, None, (), None, said)
    told = np.flatnonzero(forecaster.panel.reports[row])
    if not len(told) or at - told[-1] >= _SILENT:
        last = f" since {forecaster.panel.month[told[-1]].astype(object):%B %Y}" if len(told) else ""
        said = f"The outlook of {pair} is unknown: nothing is reported{last}."
        return Forecast(one, other, _day(forecaster, at), ahead, None, None, None, None, (), None, said)
    if tested is None:
        tested = on_the_past(known, ahead)
    skill = (tested() if callable(tested) else tested).skill(ahead)
    model = skill.chosen if skill is not None else "state space"
    rows = np.array([row])
    months, warming, cooling = [], 0.0, 0.0
    for step in range(1, ahead + 1):
        made = forecaster.forecast(forecaster.fit(model, step, at), step, at, rows)
        month = (forecaster.panel.month[at] + step).astype("datetime64[D]").astype(object)
        months.append(Ahead(month, *_edges(made.quantiles[0, 0]), *_edges(made.quantiles[1, 0])))
        warming, cooling = float(made.warming[0]), float(made.cooling[0])
    staying = 1 - warming - cooling
    said = _sentence(pair, ahead, warming, staying, cooling, model, skill)
    day = _day(forecaster, at)
    return Forecast(one, other, day, ahead, model, warming, staying, cooling, tuple(months), skill, said)


def on_the_past(acts: Acts, ahead: int) -> Backtest:
    """The test that an outlook of so many months rests on: the same for every relation among the acts."""
    return backtest(acts, horizons=(ahead,), most=_ORIGINS)


def _edges(quantiles: np.ndarray) -> tuple[float, float, float]:
    """Median, lower and upper edge of 80 %, in Goldstein points."""
    middle, low, high = np.expm1(quantiles[np.searchsorted(TAU, [0.5, 0.1, 0.9])])
    return float(middle), float(low), float(high)


def _day(forecaster: Forecaster, at: int) -> dt.date | None:
    """The last day of the month ``at``."""
    if at < 0:
        return None
    last = (forecaster.panel.month[at] + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    day: dt.date = last.astype(object)
    return day


def _sentence(
    pair: str, ahead: int, warming: float, staying: float, cooling: float, model: str, skill: Skill | None
) -> str:
    span = "next month" if ahead == 1 else f"in {ahead} months"
    chances = f"warmer {span} with probability {warming:.2f}, much the same {staying:.2f}, cooler {cooling:.2f}"
    said = f"{pair[0].upper()}{pair[1:]}: {chances} ({model})."
    if skill is None:
        return said + " How good such forecasts are cannot be told: the record is too short to test them."
    tested = f"between {skill.low:.0%} and {skill.high:.0%}"
    if skill.better:
        return said + f" In the past this was {skill.gain:.0%} better than the {skill.baseline} ({tested})."
    if skill.vs_persistence > 0.02:
        return said + f" Nothing beat a simple {skill.baseline} in the past beyond chance ({skill.gain:.0%}, {tested})."
    return said + " Nothing beat persistence in the past: expect what was, with the intervals above."
