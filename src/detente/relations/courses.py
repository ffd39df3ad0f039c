"""Many relations at one scale and over one time, as small pictures want them: temperature and standing alone."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from detente.relations.acts import Acts, Days
from detente.relations.level import Level
from detente.relations.relation import Standing, standing_of
from detente.relations.series import By, dated, earliest, levels, periods


@dataclass(frozen=True, eq=False)
class Course:
    """The temperature of ``one`` and ``other`` over the periods that begin at ``day``; ``acts`` are those of both.

    Periods before the first report are NaN. ``standing`` is at the end of the time that all courses share.
    """

    one: str
    other: str
    day: Days
    reports: npt.NDArray[np.int64]
    level: Level
    standing: Standing
    acts: Acts


def courses(
    acts: Acts,
    pairs: Sequence[tuple[str, str]],
    *,
    since: dt.date | None = None,
    until: dt.date | None = None,
    by: By = "month",
) -> tuple[Course, ...]:
    """The courses of ``pairs`` up to ``until`` (the latest of their acts, where it is None), found together.

    Acts before ``since`` count for where a level starts, as they do for a relation.
    """
    told = [dated(part.between(until=until), by) for part in _parted(acts, pairs)]
    ends = [(part.day[0].astype(object), part.day[-1].astype(object)) for part in told if len(part)]
    if not ends:
        return ()
    last = until or max(end for _, end in ends)
    first = max(min(begin for begin, _ in ends), earliest(last, by))
    day = periods(min(first, since or first), last, by)
    cut = max(int(np.searchsorted(day, np.datetime64(since), "right")) - 1, 0) if since else 0
    return tuple(
        Course(
            one=one,
            other=other,
            day=day[cut:],
            reports=reports[cut:],
            level=Level(level.mean[cut:], level.variance[cut:], level.link[cut:], level.least),
            standing=standing_of(day, level, part, by),
            acts=part.between(since=since),
        )
        for (one, other), part, (reports, level) in zip(pairs, told, levels(told, day, by), strict=True)
    )


def _parted(acts: Acts, pairs: Sequence[tuple[str, str]]) -> list[Acts]:
    """The acts of each relation, in one pass over all of them: a mask for each relation costs a pass of its own."""
    places: dict[tuple[str, str], list[int]] = {}
    for one, other in pairs:
        places[one, other] = places[other, one] = places.get((one, other), [])
    for n, pair in enumerate(zip(acts.actor.tolist(), acts.recipient.tolist(), strict=True)):
        if (held := places.get(pair)) is not None:
            held.append(n)
    return [acts.where(np.array(places[pair], dtype=np.int64)) for pair in pairs]


def partners(acts: Acts, code: str) -> list[tuple[str, str]]:
    """The relations of a code, itself first, those with the most acts first."""
    mine = (acts.actor == code) | (acts.recipient == code)
    others = Counter(np.where(acts.actor == code, acts.recipient, acts.actor)[mine].tolist())
    return [(code, other) for other, _ in sorted(others.items(), key=lambda item: (-item[1], item[0]))]
