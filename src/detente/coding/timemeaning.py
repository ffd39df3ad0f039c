"""What words of time mean before they meet a calendar, and how they come to days.

A meaning is built from words alone; :func:`resolve` places it with a :class:`Frame` (publication date,
tense, and the day another event happened if the caller knows one).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, TypeAlias

from detente.coding import intervals
from detente.coding.intervals import Interval, Part, Unit

Tense = Literal["past", "future", "unknown"]

# A report dated in one time zone tells of a day that has begun in another, so a bare "May 15" in the past
# tense may be the day after publication.
_ZONE_SLACK = dt.timedelta(1)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the reader stands: ``anchor`` is the day that "earlier" and "later" count from."""

    published: dt.date | None
    tense: Tense
    anchor: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Fixed:
    """Days fixed by the words alone."""

    interval: Interval


@dataclass(frozen=True, slots=True)
class Yearless:
    """A day, months or season whose year is not said.

    ``weekday`` (0 Monday) was said with the day; ``step`` and ``near`` are as in :class:`Weekday`.
    """

    month: int
    day: int = 0
    last_day: int = 0
    months: int = 1
    weekday: int | None = None
    step: int = 0
    near: bool = False

    def in_year(self, year: int) -> Interval:
        """Its days in ``year``; ``ValueError`` for 29 February of a common year."""
        if self.day:
            first = dt.date(year, self.month, self.day)
            last = dt.date(year, self.month, self.last_day) if self.last_day else first
            return intervals.between(first, last)
        return intervals.month(year, self.month, self.months)


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week (0 Monday): ``step`` -1 "last", 0 bare, 1 "next"; ``near`` for "this Friday"."""

    number: int
    step: int = 0
    near: bool = False


@dataclass(frozen=True, slots=True)
class Weekend:
    """A weekend: ``step`` -1 "last", 0 bare or "this", 1 "next"."""

    step: int = 0


@dataclass(frozen=True, slots=True)
class Offset:
    """The calendar unit that lies ``count`` units away, give or take ``blur`` units either side."""

    unit: Unit
    count: int
    anchored: bool = False
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """The calendar decade or century (``size`` years) that lies ``count`` of them away."""

    size: int
    count: int


@dataclass(frozen=True, slots=True)
class Rolling:
    """From ``low`` to ``high`` units from the publication date; days, whatever the unit."""

    unit: Unit
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class PartOf:
    """The early, middle or late part of another meaning."""

    part: Part
    whole: Meaning


@dataclass(frozen=True, slots=True)
class UpToNow:
    """What lies before (or after, ``later``) the publication date of the unit that holds it."""

    later: bool
    whole: Meaning


@dataclass(frozen=True, slots=True)
class Nth:
    """The n-th quarter of a year or week of a month: -1 the last, week 0 the one that holds a day."""

    number: int
    of: Literal["quarter", "week"]
    whole: Meaning


@dataclass(frozen=True, slots=True)
class Within:
    """A day, month, season or weekday inside a larger unit ("May last year", "Tuesday of last week")."""

    inner: Yearless | Weekday | PartOf
    outer: Meaning


@dataclass(frozen=True, slots=True)
class Range:
    """From one meaning to another."""

    first: Meaning
    last: Meaning


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Words of time that name no point in it; ``reason`` says why."""

    reason: str


Meaning: TypeAlias = (
    Fixed | Yearless | Weekday | Weekend | Offset | Block | Rolling | PartOf | UpToNow | Nth | Within
    | Range | Unplaced
)  # fmt: skip


def resolve(meaning: Meaning, frame: Frame) -> Interval | None:
    """The days a meaning comes to in ``frame``; None when the frame cannot place it.

    Raises ``ValueError`` or ``OverflowError`` when the days leave the calendar.
    """
    match meaning:
        case Fixed(interval):
            return interval
        case Unplaced():
            return None
        case Within(inner, outer):
            whole = resolve(outer, frame)
            return whole and _inside(inner, whole)
        case Range(first, last):
            return _range(first, last, frame)
        case PartOf(part, whole_meaning):
            whole = resolve(whole_meaning, frame)
            return whole and whole.part(part)
        case Nth(number, of, whole_meaning):
            whole = resolve(whole_meaning, frame)
            return whole and _nth(number, of, whole)
        case Offset(anchored=True):
            return _offset(meaning, frame.anchor) if frame.anchor else None
    if frame.published is None:
        return None
    return _from_publication(meaning, frame.published, frame)


def _from_publication(meaning: Meaning, published: dt.date, frame: Frame) -> Interval | None:
    match meaning:
        case Yearless():
            return _yearless(meaning, published, frame.tense)
        case Weekday():
            return intervals.day(_weekday(meaning, published, frame.tense))
        case Weekend(step):
            return _weekend(step, published, frame.tense)
        case Offset():
            return _offset(meaning, published)
        case Block(size, count):
            first = (published.year // size + count) * size
            return intervals.years(first, first + size - 1)
        case Rolling(unit, low, high):
            return intervals.between(
                intervals.shift(published, unit, low),
                intervals.shift(published, unit, high),
                "day" if unit == "hour" else unit,
            )
        case UpToNow(later, whole_meaning):
            whole = resolve(whole_meaning, frame)
            if whole is None or not whole.earliest < published < whole.latest:
                return whole
            ends = (published, whole.latest) if later else (whole.earliest, published)
            return intervals.between(*ends, whole.precision)
    return None


def _offset(offset: Offset, anchor: dt.date) -> Interval:
    if offset.before or offset.after:
        first = intervals.unit_at(intervals.shift(anchor, offset.unit, offset.count - offset.before), offset.unit)
        last = intervals.unit_at(intervals.shift(anchor, offset.unit, offset.count + offset.after), offset.unit)
        return intervals.between(first.earliest, last.latest, first.precision)
    return intervals.unit_at(intervals.shift(anchor, offset.unit, offset.count), offset.unit)


def _weekday(weekday: Weekday, published: dt.date, tense: Tense) -> dt.date:
    back = (published.weekday() - weekday.number) % 7
    if weekday.near and tense == "unknown":
        return published + dt.timedelta(weekday.number - published.weekday())
    if weekday.step < 0:
        return published - dt.timedelta(back or 7)
    if weekday.step > 0:
        return published + dt.timedelta(7 - back)
    if tense == "future":
        return published + dt.timedelta((7 - back) % 7)
    return published - dt.timedelta(back)


def _weekend(step: int, published: dt.date, tense: Tense) -> Interval:
    saturday = published - dt.timedelta((published.weekday() - 5) % 7)
    during = published.weekday() >= 5
    if step < 0 and during:
        saturday -= dt.timedelta(7)
    elif step > 0 or (step == 0 and tense == "future" and not during):
        saturday += dt.timedelta(7)
    return Interval(saturday, saturday + dt.timedelta(1), "week")


def _yearless(meaning: Yearless, published: dt.date, tense: Tense) -> Interval | None:
    options: list[Interval] = []
    for year in range(max(published.year - 8, 1), min(published.year + 8, 9998) + 1):
        try:
            options.append(meaning.in_year(year))
        except ValueError:  # 29 February
            continue
    if meaning.weekday is not None:
        near = [o for o in options if abs((o.earliest - published).days) < 2 * 366]
        options = [o for o in near if o.earliest.weekday() == meaning.weekday] or options
    if meaning.near:
        return min(options, key=lambda o: _gap(o, published)) if options else None
    if meaning.step < 0:
        tense = "past"
    elif meaning.step > 0:
        tense = "future"
    slack = _ZONE_SLACK if meaning.day and not meaning.step else dt.timedelta(0)
    # "Last May", "last summer": one that is over; "in May" may be the month that is running.
    gone = [o for o in options if (o.latest < published if meaning.step < 0 else _begun(o, published, slack))]
    to_come = [o for o in options if (o.earliest > published if meaning.step > 0 else o.latest >= published)]
    if tense == "past":
        return gone[-1] if gone else None
    if tense == "future":
        return to_come[0] if to_come else None
    return min(options, key=lambda o: _gap(o, published)) if options else None


def _gap(option: Interval, date: dt.date) -> int:
    """Days from ``date`` to the nearest day of ``option``."""
    return max((option.earliest - date).days, (date - option.latest).days, 0)


def _begun(option: Interval, published: dt.date, slack: dt.timedelta) -> bool:
    return (option.earliest - published) <= slack


def _inside(inner: Yearless | Weekday | PartOf, outer: Interval) -> Interval | None:
    match inner:
        case PartOf(part, whole):
            found = _inside(whole, outer) if isinstance(whole, Yearless | Weekday | PartOf) else None
            return found and found.part(part)
        case Weekday(number):
            date = outer.earliest + dt.timedelta((number - outer.earliest.weekday()) % 7)
            return intervals.day(date) if date <= outer.latest else None
    return inner.in_year(outer.earliest.year)


def _nth(number: int, of: Literal["quarter", "week"], whole: Interval) -> Interval | None:
    if of == "quarter":
        return intervals.month(whole.earliest.year, 10 if number < 0 else min(number, 4) * 3 - 2, 3)
    if number == 0:
        return intervals.week(whole.earliest)
    if number < 0:
        return intervals.between(whole.latest - dt.timedelta(6), whole.latest, "week")
    first = whole.earliest + dt.timedelta(7 * (number - 1))
    return intervals.between(first, first + dt.timedelta(6), "week")


def _range(first: Meaning, last: Meaning, frame: Frame) -> Interval | None:
    end = resolve(last, frame)
    if end is None:
        return None
    # A first part without a year takes that of the second: "May 30 to June 2, 2019".
    if isinstance(first, Yearless) and not first.step:
        begin: Interval | None = first.in_year(end.earliest.year)
        if begin and begin.earliest > end.earliest:
            begin = first.in_year(end.earliest.year - 1)
    elif isinstance(first, Weekday) and not first.step:
        begin = intervals.day(_weekday(first, end.earliest, "past"))
    else:
        begin = resolve(first, frame)
    if begin is None or begin.earliest > end.latest:
        return None
    return intervals.between(begin.earliest, end.latest, end.precision)
