"""Three relations at once: their signs, whether they balance, and who moved.

A triad is balanced when the product of its signs is positive: all friends, or two friends with a common enemy (Heider
1946; Cartwright and Harary 1956). Signs are not given here but probable, so balance is a probability too.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from detente.errors import DetenteError
from detente.relations.acts import Acts
from detente.relations.level import Level
from detente.relations.series import LENGTH, By, dated, periods, several

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Sign = Literal["+", "-", "?"]
Balance = Literal["balanced", "unbalanced", "undecided"]
#: A sign, or balance, is told when it is at least so probable.
_SURE = 0.8
#: Months of a step.
_STEPS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Side:
    """One relation of a triad in one step: its level (Goldstein points) with its 80 % interval, the probability that
    it is positive, its sign and the number of acts in the step."""

    pair: tuple[str, str]
    level: float
    interval: tuple[float, float]
    positive: float
    sign: Sign
    reports: int


@dataclass(frozen=True)
class Step:
    """A triad in one step of time, which begins at ``day``; ``chance`` is the probability that it is balanced."""

    day: dt.date
    sides: tuple[Side, Side, Side]
    balance: Balance
    chance: float


@dataclass(frozen=True)
class Move:
    """A step in which balance came or went: the relation whose sign turned, and the actor whose conduct moved more."""

    day: dt.date
    balance: Balance
    pair: tuple[str, str]
    sign: Sign
    mover: str
    moved: float


@dataclass(frozen=True)
class Triad:
    """Three relations over time. ``steps`` are in order; ``moves`` name when balance changed and who moved."""

    codes: tuple[str, str, str]
    by: str
    steps: tuple[Step, ...]
    moves: tuple[Move, ...]

    def to_arrow(self) -> pa.Table:
        """A row for each step and relation: day, one, other, level, low, high, positive, sign, reports,
        balance, chance."""
        import pyarrow as pa

        rows = [
            {
                "day": step.day,
                "one": side.pair[0],
                "other": side.pair[1],
                **{
                    name: None if math.isnan(value) else value
                    for name, value in zip(("level", "low", "high"), (side.level, *side.interval), strict=True)
                },
                "positive": side.positive,
                "sign": side.sign,
                "reports": side.reports,
                "balance": step.balance,
                "chance": step.chance,
            }
            for step in self.steps
            for side in step.sides
        ]
        return pa.Table.from_pylist(rows)

    def to_pandas(self) -> pd.DataFrame:
        """The table of :meth:`to_arrow` as a data frame."""
        return self.to_arrow().to_pandas()

    def plot(self, out: Any = None) -> Any:
        """A picture of the three levels: a matplotlib figure, or with ``out`` a .png, .svg or .html file."""
        from detente.brief.chart import plotted
        from detente.brief.triad import chart_of

        return plotted(chart_of(self), out)

    def _repr_html_(self) -> str:
        from detente.brief.triad import as_fragment

        return as_fragment(self)


def triad(
    acts: Acts,
    one: str,
    other: str,
    third: str,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    by: str = "quarter",
) -> Triad:
    """Signs and balance of the three relations, by month, quarter or year.

    The level of each relation is the smoothed temperature at the end of the step; a relation without reports in the
    two years up to it has no sign.

    Raises:
        DetenteError: ``by`` is none of them, or two codes are equal.
    """
    if by not in _STEPS:
        raise DetenteError(f"no triad by {by!r}; choose month, quarter or year")
    codes = (one, other, third)
    if len(set(codes)) < 3:
        raise DetenteError(f"a triad needs three different codes, not {', '.join(codes)}; for example: USA RUS CHN")
    pairs = ((one, other), (one, third), (other, third))
    step: By = "month"
    mine = dated(acts, step).between(until=until)
    both = [mine.relation(*pair) for pair in pairs]
    known = [part.day for part in both if len(part)]
    if not known:
        return Triad(codes, by, (), ())
    first, last = min(day[0] for day in known).astype(object), max(day[-1] for day in known).astype(object)
    month = periods(first, max(last, until or last), step)
    ways_of = [(way, part.of(*way)) for pair, part in zip(pairs, both, strict=True) for way in (pair, pair[::-1])]
    found = several([(part, "") for part in (*both, *(part for _, part in ways_of))], month, step)
    whole = found[: len(both)]
    ways = {way: one.level for (way, _), one in zip(ways_of, found[len(both) :], strict=True)}
    size = _STEPS[by]
    lead = int((month[0].astype("datetime64[M]") - np.datetime64("1970-01", "M")).astype(int)) % size
    ends = [n for n in range(len(month)) if (n + lead) % size == size - 1 or n == len(month) - 1]
    steps: list[Step] = []
    places: list[int] = []
    for end in ends:
        begin = max(end - (end + lead) % size, 0)
        day = month[begin].astype(object)
        if since is not None and month[end].astype(object) < since:
            continue
        sides = tuple(_side(pair, whole[n].level, whole[n].reports, begin, end) for n, pair in enumerate(pairs))
        chance = _balanced([s.positive for s in sides])
        balance: Balance = "undecided"
        if all(s.sign != "?" for s in sides):
            balance = "balanced" if chance >= 0.5 else "unbalanced"
        steps.append(Step(day, (sides[0], sides[1], sides[2]), balance, chance))
        places.append(end)
    return Triad(codes, by, tuple(steps), _moves(steps, places, ways))


def _side(pair: tuple[str, str], level: Level, reports: np.ndarray, begin: int, end: int) -> Side:
    mean, variance = float(level.mean[end]), float(level.variance[end])
    lately = int(reports[max(end - 730 // LENGTH["month"], 0) : end + 1].sum())
    if not math.isfinite(mean) or not lately:
        return Side(pair, math.nan, (math.nan, math.nan), 0.5, "?", int(reports[begin : end + 1].sum()))
    positive = 0.5 * (1 + math.erf(mean / math.sqrt(2 * variance)))
    sign: Sign = "+" if positive >= _SURE else "-" if positive <= 1 - _SURE else "?"
    low, high = level.interval(80)
    return Side(pair, mean, (float(low[end]), float(high[end])), positive, sign, int(reports[begin : end + 1].sum()))


def _balanced(positive: list[float]) -> float:
    """Probability that the product of three independent signs is positive: the signs' means multiply."""
    product = math.prod(2 * p - 1 for p in positive)
    return (1 + product) / 2


def _moves(steps: list[Step], places: list[int], ways: dict[tuple[str, str], Level]) -> tuple[Move, ...]:
    """Steps at which a decided balance turned into the other, told by the side whose sign turned the most."""
    moves: list[Move] = []
    before: tuple[Step, int] | None = None
    for step, place in zip(steps, places, strict=True):
        if step.balance == "undecided":
            continue
        if before is not None and before[0].balance != step.balance:
            turned = [
                (abs(new.level - old.level), new)
                for old, new in zip(before[0].sides, step.sides, strict=True)
                if old.sign != new.sign
            ]
            side = max(turned, key=lambda t: t[0])[1]
            change = {way[0]: _change(ways[way], before[1], place) for way in (side.pair, (side.pair[1], side.pair[0]))}
            mover = max(change, key=lambda code: (abs(change[code]), code))
            moves.append(Move(step.day, step.balance, side.pair, side.sign, mover, change[mover]))
        before = (step, place)
    return tuple(moves)


def _change(level: Level, then: int, now: int) -> float:
    change = float(level.mean[now] - level.mean[then])
    return change if math.isfinite(change) else 0.0
