"""Happenings: the same event told by several articles is one, with all its tellings as evidence.

A telling joins a happening of the same actor and recipient when nothing contradicts that they are one act and enough
speaks for it (:mod:`detente.record.sameness`). The two directions of a meeting stay two happenings, as they are two
events. What is planned, hypothetical or negated has not happened, and every telling of it stands alone.

A happening keeps the days on which it can have been: the days that all its tellings leave open. So a telling of "this
week" may stand with Monday's act or with Wednesday's, and never joins the two. Placing is deterministic: the same
tellings in the same order give the same happenings.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from detente.record.sameness import FOLDING, Told, possible_days, same_act, told
from detente.records import Event

#: An undated telling is looked for among what was published within so many days of it.
NEARBY: Final = 3
#: Tellings of one happening that a new one is compared with; more say nothing new.
_COMPARED: Final = 24

_Key = tuple[str, str]
#: Twelve times the year, and the month: January is 1.
Month = int


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One event as one article tells it.

    ``article`` and ``n`` name the event, ``story`` the story that the article belongs to, ``words`` is the
    sentence that it stands in; without it only type, mode, trigger and contexts tell two acts of one day apart.
    """

    article: str
    n: int
    story: str
    outlet: str | None
    published: dt.date | None
    event: Event
    words: str = ""


@dataclass(slots=True)
class _Happening:
    """What is kept of one happening: its tellings as they are compared, and the days it can have been on."""

    number: int
    days: tuple[dt.date, dt.date] | None = None
    tellings: list[Told] = field(default_factory=list)
    articles: set[str] = field(default_factory=set)

    def add(self, telling: Told) -> None:
        """Take in a telling; its days narrow those of the happening."""
        self.articles.add(telling.article)
        if len(self.tellings) < _COMPARED:
            self.tellings.append(telling)
        if telling.days:
            low, high = telling.days
            if self.days and max(low, self.days[0]) <= min(high, self.days[1]):
                low, high = max(low, self.days[0]), min(high, self.days[1])
            self.days = low, high


class Happenings:
    """Happenings in the order of their tellings, numbered from ``first``."""

    def __init__(self, first: int = 1) -> None:
        self._next = first
        self._by_number: dict[int, _Happening] = {}
        # a happening lies under every month in which a telling of it may be looked for
        self._by_month: dict[_Key, dict[Month, dict[int, _Happening]]] = defaultdict(lambda: defaultdict(dict))

    def __contains__(self, number: int) -> bool:
        return number in self._by_number

    def place(self, telling: Telling) -> int:
        """The number of the happening that ``telling`` tells: an earlier one, or a new one."""
        new = told(telling.event, telling.article, telling.published, telling.words)
        found = self._best(new) if telling.event.status in FOLDING else None
        number = found.number if found else self._next
        self._keep(new, number)
        return number

    def restore(self, telling: Telling, number: int) -> None:
        """Take in a telling that was placed before, or that somebody has placed by hand."""
        self._keep(told(telling.event, telling.article, telling.published, telling.words), number)

    def _best(self, new: Told) -> _Happening | None:
        """The happening that most speaks for; of equals the one published nearest, then the first."""
        best: tuple[float, int, int] | None = None
        for happening in self._near(new):
            if new.article in happening.articles:  # an article's own events have been folded already
                continue
            if (score := same_act(new, happening.tellings, happening.days)) is None:
                continue
            rank = (-score, _distance(new, happening), happening.number)
            best = min(best, rank) if best else rank
        return self._by_number[best[2]] if best else None

    def _near(self, new: Told) -> Iterator[_Happening]:
        seen: set[int] = set()
        months = self._by_month.get(new.parties)
        if months is None:
            return
        for month in _months_of(new):
            for number, happening in months.get(month, {}).items():
                if number not in seen:
                    seen.add(number)
                    yield happening

    def _keep(self, new: Told, number: int) -> None:
        self._next = max(self._next, number + 1)
        happening = self._by_number.setdefault(number, _Happening(number))
        happening.add(new)
        if new.status in FOLDING:
            for month in _months_of(new):
                self._by_month[new.parties][month][number] = happening


def papers(tellings: Iterable[Telling]) -> int:
    """In how many papers something is told; what names no outlet counts once a story."""
    return len({("outlet", t.outlet) if t.outlet else ("story", t.story) for t in tellings})


def sources(tellings: Iterable[Telling]) -> int:
    """How many independent sources something has: copies of one story are one."""
    return len({t.story for t in tellings})


def tellings_line(n_tellings: int, n_papers: int) -> str:
    """How often a happening is told, for example ``12 tellings in 7 papers``."""
    line = f"{n_tellings} telling{'' if n_tellings == 1 else 's'}"
    return f"{line} in {n_papers} paper{'' if n_papers == 1 else 's'}" if n_papers else line


def months(days: tuple[dt.date, dt.date] | None, published: dt.date | None) -> Iterator[Month]:
    """Where a telling is looked for: the months of the days that date it, if any do, and those around publication."""
    spans = [days] if days else []
    if published:
        near = dt.timedelta(days=NEARBY)
        spans.append(possible_days(published, -near, near))
    yield from {month: None for low, high in spans for month in range(_month(low), _month(high) + 1)}


def _months_of(new: Told) -> Iterator[Month]:
    return months(new.days if new.fineness != "unknown" else None, new.published)


def _month(day: dt.date) -> Month:
    return 12 * day.year + day.month


def _distance(new: Told, happening: _Happening) -> int:
    """Days between the publications; many where one has no date."""
    dates = [t.published for t in happening.tellings if t.published]
    if new.published is None or not dates:
        return 1 << 20
    published = new.published
    return min(abs((published - date).days) for date in dates)
