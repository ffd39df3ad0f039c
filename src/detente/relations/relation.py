"""How two states stand with each other: the course, what it is made of, where it turned, and how it stands now."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from detente.errors import DetenteError
from detente.relations.acts import Acts, Days
from detente.relations.changes import TurningPoint, turning_points
from detente.relations.level import Level
from detente.relations.parts import Part, by_context, by_sector
from detente.relations.series import LENGTH, By, Series, dated, earliest, periods, several

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Word = Literal["hostile", "cool", "neutral", "warm", "unknown"]
Course = Literal["warming", "cooling", "steady", "unknown"]

#: Lower edges of the words for a level, in points of Goldstein's scale.
_WORDS: tuple[tuple[float, Word], ...] = ((1.0, "warm"), (-1.0, "neutral"), (-4.0, "cool"), (-math.inf, "hostile"))
#: A word is said when it is at least so probable, of a level reported on within so many days.
_LIKELY, _STALE = 0.5, 365
#: A course is told when it is at least so probable that it moves by more than half a point in three months.
_SURE, _MOVE, _BACK = 0.8, 0.5, 91


@dataclass(frozen=True)
class Standing:
    """Where a relation stands at the end of its series.

    ``level`` with its 80 % interval in points of Goldstein's scale; ``likely`` the probability of ``word``, or of the
    likeliest word where that is too little and the word is "unknown"; ``change`` over the last three months with its
    standard deviation, ``warming`` and ``cooling`` the probabilities that it moved by more than half a point.
    """

    day: dt.date | None
    word: Word
    likely: float
    level: float
    low: float
    high: float
    course: Course
    change: float
    change_sd: float
    warming: float
    cooling: float
    last_report: dt.date | None


@dataclass(frozen=True, eq=False)
class Relation:
    """The relation of ``one`` and ``other`` over periods.

    ``both`` takes the acts of both directions together, ``forth`` those of ``one``, ``back`` those of ``other``.
    ``undated`` acts are not known to within a period and are in no series. ``acts`` are those that all rests on.
    """

    one: str
    other: str
    by: By
    context: str | None
    both: Series
    forth: Series
    back: Series
    contexts: tuple[Part, ...]
    sectors: tuple[Part, ...]
    turning: tuple[TurningPoint, ...]
    standing: Standing
    undated: int
    acts: Acts

    def to_arrow(self) -> pa.Table:
        """A row for each series and period: series, day, reports, plain, level, low80, high80, low95, high95,
        cooperation, conflict."""
        import pyarrow as pa

        return pa.concat_tables([pa.table(_columns(s)) for s in (self.both, self.forth, self.back)])

    def to_pandas(self) -> pd.DataFrame:
        """The table of :meth:`to_arrow` as a data frame."""
        return self.to_arrow().to_pandas()

    def plot(self, out: Any = None) -> Any:
        """A picture of the course: a matplotlib figure, or with ``out`` a .png, .svg or .html file."""
        from detente.brief.chart import plotted
        from detente.brief.relation import chart_of

        return plotted(chart_of(self), out)

    def _repr_html_(self) -> str:
        from detente.brief.relation import as_fragment

        return as_fragment(self)


def relation(
    acts: Acts,
    one: str,
    other: str,
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    by: str = "month",
    context: str | None = None,
) -> Relation:
    """The relation of two codes from acts (others are passed over). Acts before ``since`` count for where
    the level starts.

    Raises:
        DetenteError: ``by`` is no period, the codes are equal, or ``since`` is later than ``until``.
    """
    step = _period(by)
    if one == other:
        raise DetenteError(f"a relation needs two different codes, not {one} twice; for example: USA RUS")
    if since is not None and until is not None and since > until:
        raise DetenteError(f"--since {since} is later than --until {until}; exchange them")
    mine = acts.relation(one, other)
    if until is not None:
        mine = mine.between(until=until)
    if context is not None:
        mine = mine.where(np.array([context in c for c in mine.contexts], dtype=bool))
    told = dated(mine, step)
    shown = told.between(since=since)
    first = since or (told.day[0].astype(object) if len(told) else None)
    last = until or (told.day[-1].astype(object) if len(told) else first)
    start = first
    if len(told) and first is not None and last is not None:
        # what is told of long ago says little of where the level starts
        start = min(first, max(told.day[0].astype(object), earliest(last, step)))
    day = periods(start, last, step) if start is not None and last is not None else np.array([], "datetime64[D]")
    name = f"{one} and {other}"
    sides = ((told, name), (told.of(one, other), f"{one} → {other}"), (told.of(other, one), f"{other} → {one}"))
    whole = several(sides, day, step)
    cut = int(np.searchsorted(day, np.datetime64(first))) if first is not None and len(day) else 0
    cut = max(cut - 1, 0) if cut and (cut == len(day) or day[cut] > np.datetime64(first)) else cut
    both, forth, back = (_from(s, cut) for s in whole)
    turning = turning_points(told, start, last) if start is not None and last is not None else ()
    return Relation(
        one=one,
        other=other,
        by=step,
        context=context,
        both=both,
        forth=forth,
        back=back,
        contexts=by_context(shown),
        sectors=by_sector(shown),
        turning=tuple(t for t in turning if first is None or t.day >= first),
        standing=standing_of(whole[0].day, whole[0].level, told, step),
        undated=len(mine) - len(told),
        acts=shown,
    )


def _period(by: str) -> By:
    for known in LENGTH:
        if by == known:
            return known  # type: ignore[return-value]
    raise DetenteError(f"no series by {by!r}; choose day, week or month")


def _from(whole: Series, cut: int) -> Series:
    def level(of: Level) -> Level:
        return Level(of.mean[cut:], of.variance[cut:], of.link[cut:], of.least)

    return Series(
        name=whole.name,
        day=whole.day[cut:],
        reports=whole.reports[cut:],
        plain=whole.plain[cut:],
        level=level(whole.level),
        cooperation=level(whole.cooperation),
        conflict=level(whole.conflict),
    )


def standing_of(day: Days, level: Level, acts: Acts, by: By) -> Standing:
    """The standing at the end of a level over the periods that begin at ``day``; ``acts`` are those behind it."""
    nan = math.nan
    nothing = Standing(None, "unknown", 0.0, nan, nan, nan, "unknown", nan, nan, 0.0, 0.0, None)
    if not len(acts) or not len(day) or not np.isfinite(level.mean[-1]):
        return nothing
    low, high = level.interval(80)
    end = day[-1] + np.timedelta64(LENGTH[by] - 1, "D")
    last = acts.day[-1]
    at = float(level.mean[-1])
    silent = (end - last) / np.timedelta64(1, "D") > _STALE
    word, likely = _word(at, float(np.sqrt(level.variance[-1])))
    known = not silent and likely >= _LIKELY
    change, spread = level.change(max(round(_BACK / LENGTH[by]), 1))
    warming, cooling = _above((change - _MOVE) / spread), _above((-change - _MOVE) / spread)
    course: Course = "unknown"
    if known:
        course = "warming" if warming >= _SURE else "cooling" if cooling >= _SURE else "unknown"
        if 1 - warming - cooling >= _SURE:
            course = "steady"
    return Standing(
        day=day[-1].astype(object),
        word=word if known else "unknown",
        likely=likely,
        level=at,
        low=float(low[-1]),
        high=float(high[-1]),
        course=course,
        change=change,
        change_sd=spread,
        warming=warming,
        cooling=cooling,
        last_report=last.astype(object),
    )


def word_for(level: float) -> Word:
    """The word for a level."""
    return next(word for edge, word in _WORDS if level >= edge)


def _word(level: float, spread: float) -> tuple[Word, float]:
    """The likeliest word for a level known with this standard deviation, and its probability."""
    edges = [0.0, *(_above((level - edge) / spread) for edge, _ in _WORDS)]
    chances = {word: edges[n + 1] - edges[n] for n, (_, word) in enumerate(_WORDS)}
    best = max(chances, key=chances.__getitem__)
    return best, chances[best]


def _above(z: float) -> float:
    """Probability that a standard normal is below ``z``."""
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


def _columns(of: Series) -> dict[str, Any]:
    low80, high80 = of.level.interval(80)
    low95, high95 = of.level.interval(95)
    return {
        "series": [of.name] * len(of.day),
        "day": of.day.astype("datetime64[D]"),
        "reports": of.reports,
        "plain": of.plain,
        "level": of.level.mean,
        "low80": low80,
        "high80": high80,
        "low95": low95,
        "high95": high95,
        "cooperation": of.cooperation.mean,
        "conflict": of.conflict.mean,
    }
