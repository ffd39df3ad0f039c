"""Calendar arithmetic on intervals of days.

An :class:`Interval` is what words of time fix: two days (inclusive) and the finest unit named. Functions
raise ``ValueError`` or ``OverflowError`` when a result leaves the calendar of :class:`datetime.date`.
"""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Literal, NamedTuple

from detente.records import Precision

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Unit = Literal["hour", "day", "week", "month", "year"]
Part = Literal["early", "mid", "late", "start", "end", "first half", "second half"]

# Meteorological seasons of the northern hemisphere: first month of each.
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

# Where "early", "mid" and "late" begin and end: months of a year, days of a month. "The end of" is
# narrower than "late" in a year; in a month they are the same ten days.
_YEAR_PARTS: dict[Part, tuple[int, int]] = {
    "early": (1, 4), "mid": (5, 8), "late": (9, 12), "start": (1, 2), "end": (11, 12),
    "first half": (1, 6), "second half": (7, 12),
}  # fmt: skip
_MONTH_PARTS: dict[Part, tuple[int, int]] = {
    "early": (1, 10), "mid": (11, 20), "late": (21, 31), "start": (1, 10), "end": (21, 31),
    "first half": (1, 15), "second half": (16, 31),
}  # fmt: skip
_WEEK_PARTS: dict[Part, tuple[int, int]] = {
    "early": (0, 2), "mid": (1, 4), "late": (3, 6), "start": (0, 1), "end": (4, 6),
    "first half": (0, 3), "second half": (3, 6),
}  # fmt: skip

# Shares of anything longer, in hundredths.
_SHARES: dict[Part, tuple[int, int]] = {
    "early": (0, 40), "start": (0, 20), "mid": (30, 70), "late": (67, 100), "end": (80, 100),
    "first half": (0, 50), "second half": (50, 100),
}  # fmt: skip


class Interval(NamedTuple):
    """Days from ``earliest`` to ``latest`` inclusive, known to ``precision``."""

    earliest: dt.date
    latest: dt.date
    precision: Precision

    def part(self, part: Part) -> Interval:
        """The early, middle or late part; the precision stays that of the whole."""
        days = (self.latest - self.earliest).days + 1
        first, last = self.earliest, self.latest
        if first == last:
            return self
        if (first.day, first.month, last.month) == (1, 1, 12) and first.year == last.year:
            a, b = _YEAR_PARTS[part]
            return Interval(first.replace(month=a), month(first.year, b).latest, self.precision)
        if first.day == 1 and (first.year, first.month) == (last.year, last.month):
            a, b = _MONTH_PARTS[part]
            return Interval(first.replace(day=a), first.replace(day=min(b, last.day)), self.precision)
        if days <= 7:
            a, b = _WEEK_PARTS[part]
            return between(
                first + dt.timedelta(min(a, days - 1)), first + dt.timedelta(min(b, days - 1)), self.precision
            )
        a, b = _SHARES[part]
        if (first.day, first.month, last.month) == (1, 1, 12):  # several years: whole years of them
            count = last.year - first.year + 1
            return years(first.year + count * a // 100, first.year + max(count * b // 100, 1) - 1)
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        if first.day == 1 and (last + dt.timedelta(1)).day == 1:  # a season or quarter: whole months
            begin = shift_months(first, count * a // 100)
            end = shift_months(first, max(-(-count * b // 100), 1) - 1)
            return Interval(begin, month(end.year, end.month).latest, self.precision)
        return Interval(
            first + dt.timedelta(days * a // 100),
            first + dt.timedelta(max(days * b // 100 - 1, days * a // 100)),
            self.precision,
        )


def day(date: dt.date) -> Interval:
    """One day."""
    return Interval(date, date, "day")


def week(date: dt.date) -> Interval:
    """The week from Monday to Sunday that holds ``date``."""
    monday = date - dt.timedelta(date.weekday())
    return Interval(monday, monday + dt.timedelta(6), "week")


def month(year: int, number: int, months: int = 1) -> Interval:
    """``months`` whole months from month ``number`` (1 to 12) of ``year``."""
    last_year, last_month = divmod(year * 12 + number - 1 + months - 1, 12)
    last_day = calendar.monthrange(last_year, last_month + 1)[1]
    return Interval(dt.date(year, number, 1), dt.date(last_year, last_month + 1, last_day), "month")


def years(first: int, last: int | None = None) -> Interval:
    """Whole years ``first`` to ``last`` (the same one if omitted)."""
    return Interval(dt.date(first, 1, 1), dt.date(first if last is None else last, 12, 31), "year")


def season(name: str, year: int) -> Interval:
    """The season that begins in ``year``; winter runs on into the next."""
    return month(year, SEASONS[name], 3)


def shift_months(date: dt.date, count: int) -> dt.date:
    """``date`` moved by whole months, the day cut to the length of the month reached."""
    year, number = divmod(date.year * 12 + date.month - 1 + count, 12)
    return dt.date(year, number + 1, min(date.day, calendar.monthrange(year, number + 1)[1]))


def shift(date: dt.date, unit: Unit, count: int) -> dt.date:
    """``date`` moved by ``count`` units."""
    if unit == "hour":
        return date + dt.timedelta(hours=count)
    if unit == "day":
        return date + dt.timedelta(count)
    if unit == "week":
        return date + dt.timedelta(7 * count)
    return shift_months(date, count if unit == "month" else 12 * count)


def unit_at(date: dt.date, unit: Unit) -> Interval:
    """The calendar unit that holds ``date``."""
    if unit == "week":
        return week(date)
    if unit == "month":
        return month(date.year, date.month)
    if unit == "year":
        return years(date.year)
    return day(date)


def between(first: dt.date, last: dt.date, precision: Precision | None = None) -> Interval:
    """The days between two dates in either order.

    Without a ``precision`` the finest that does not claim more than the length: a day only for one day.
    """
    first, last = min(first, last), max(first, last)
    length = (last - first).days + 1
    if length == 1:
        return day(first)
    if precision is None or precision == "day":
        precision = "week" if length <= 10 else "month" if length <= 186 else "year"
    return Interval(first, last, precision)
