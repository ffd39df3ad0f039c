"""The ledger: what was expected, by whom, by when, and whether it came true.

Expectations are those found in articles and our own forecasts. One is settled only when its time has come and enough
was reported: the level of the relation at the end of its time against the level when it was said.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.relations.acts import Acts
from detente.relations.horizons import Direction
from detente.relations.series import dated, periods, series

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Outcome = Literal["open", "came true", "did not", "cannot be told"]

#: Points that the level must move by to have moved; acts needed on either side; months looked at on either side.
_MOVE, _ACTS, _MONTHS = 0.75, 4, 6


@dataclass(frozen=True)
class Expectation:
    """What ``holder`` expected of a relation on the day ``made``, to come true in ``[made, due]``.

    ``due`` is None where the words fix no time. ``chances`` are probabilities of warming, staying and cooling where
    they were stated (ours always state them). ``id`` walks back to the words (``article#n``) or to our forecast.
    """

    id: str
    holder: str
    made: dt.date | None
    due: dt.date | None
    pair: tuple[str, str] | None
    direction: Direction
    chances: tuple[float, float, float] | None
    text: str


@dataclass(frozen=True)
class Entry:
    """An expectation and what became of it.

    ``change`` is the measured change of the level in Goldstein points, with its standard deviation; ``brier`` the score
    of the stated chances (0 to 2, lower is better); ``acts`` how many acts the verdict rests on; ``why`` says it in
    words.
    """

    expectation: Expectation
    outcome: Outcome
    why: str
    change: float | None = None
    change_sd: float | None = None
    brier: float | None = None
    acts: int = 0


@dataclass(frozen=True)
class Holder:
    """How one holder did: expectations settled and come true, and the mean Brier score where chances were stated."""

    name: str
    made: int
    settled: int
    true: int
    brier: float | None


@dataclass(frozen=True)
class Ledger:
    """All expectations with their verdicts, oldest first, and the holders' scores, most settled first."""

    entries: tuple[Entry, ...]
    holders: tuple[Holder, ...]

    def to_arrow(self) -> pa.Table:
        """A row for each expectation."""
        import pyarrow as pa

        rows = [
            {
                "id": e.expectation.id,
                "holder": e.expectation.holder,
                "made": e.expectation.made,
                "due": e.expectation.due,
                "one": e.expectation.pair[0] if e.expectation.pair else None,
                "other": e.expectation.pair[1] if e.expectation.pair else None,
                "direction": e.expectation.direction,
                "outcome": e.outcome,
                "why": e.why,
                "change": e.change,
                "brier": e.brier,
                "acts": e.acts,
                "text": e.expectation.text,
            }
            for e in self.entries
        ]
        return pa.Table.from_pylist(rows)

    def to_pandas(self) -> pd.DataFrame:
        """The table of :meth:`to_arrow` as a data frame."""
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        return self.to_pandas().to_html(index=False, escape=True)


def ledger(expectations: Iterable[Expectation], acts: Acts, today: dt.date) -> Ledger:
    """Settle every expectation whose time has come by ``today``."""
    ordered = sorted(expectations, key=lambda e: (e.made or dt.date.max, e.id))
    entries = tuple(settle(e, acts, today) for e in ordered)
    names = sorted({e.holder for e in ordered})
    holders = [_holder(name, [e for e in entries if e.expectation.holder == name]) for name in names]
    return Ledger(entries, tuple(sorted(holders, key=lambda h: (-h.settled, -h.made, h.name))))


def settle(expectation: Expectation, acts: Acts, today: dt.date) -> Entry:
    """The verdict on one expectation as known on ``today``; acts after its time are not looked at."""
    made, due, pair = expectation.made, expectation.due, expectation.pair
    if made is None or due is None:
        return Entry(expectation, "cannot be told", "its words fix no time")
    if due > today:
        return Entry(expectation, "open", f"due by {due}")
    if pair is None:
        return Entry(expectation, "cannot be told", "its words name no two sides")
    if expectation.direction == "unclear" and expectation.chances is None:
        return Entry(expectation, "cannot be told", "its words fix no direction")
    mine = dated(acts.relation(*pair), "month").between(until=due)
    start = max(made - dt.timedelta(days=30 * _MONTHS), dt.date.min)
    before = len(mine.between(start, made))
    after = len(mine.between(made + dt.timedelta(days=1), due))
    if before < _ACTS or after < _ACTS:
        return Entry(expectation, "cannot be told", f"{before} acts before and {after} after it are too few")
    month = periods(mine.day[0].astype(object), due, "month")
    level = series(mine, "", month, "month").level
    then = int(np.searchsorted(month, np.datetime64(made), side="right")) - 1
    if then < 0 or not math.isfinite(level.mean[then]):
        return Entry(expectation, "cannot be told", "the relation was unknown when it was said")
    change, spread = level.change(len(month) - 1 - then)
    came: Direction = "warming" if change > _MOVE else "cooling" if change < -_MOVE else "steady"
    brier = None
    if expectation.chances is not None:
        truth = tuple(float(came == way) for way in ("warming", "steady", "cooling"))
        brier = sum((p - t) ** 2 for p, t in zip(expectation.chances, truth, strict=True))
    outcome: Outcome = "came true" if came == expectation.direction else "did not"
    why = f"{came}: {change:+.1f} points from {made} to {due}"
    return Entry(expectation, outcome, why, change, spread, brier, before + after)


def _holder(name: str, entries: list[Entry]) -> Holder:
    settled = [e for e in entries if e.outcome in ("came true", "did not")]
    scores = [e.brier for e in settled if e.brier is not None]
    true = sum(e.outcome == "came true" for e in settled)
    return Holder(name, len(entries), len(settled), true, sum(scores) / len(scores) if scores else None)
