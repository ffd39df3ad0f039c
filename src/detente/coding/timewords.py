"""Reads what a pattern of :mod:`~detente.coding.timerules` matched as a meaning of time.

A reader returns None, or raises ``ValueError``, where the match names no time (31 June).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

from detente.coding import intervals
from detente.coding.intervals import MONTHS, SEASONS, WEEKDAYS, Unit
from detente.coding.numerals import ORDINALS, TENS_PLURAL, value_of
from detente.coding.timemeaning import (
    Block,
    Fixed,
    Meaning,
    Offset,
    PartOf,
    Rolling,
    Unplaced,
    Weekday,
    Weekend,
    Yearless,
)  # fmt: skip

Kind = Literal["date", "weekday", "relative", "range", "duration_since", "recurrent", "vague", "apart"]

_SHORT = tuple(m[:3] for m in MONTHS)


@dataclass(frozen=True, slots=True)
class Find:
    """Words of time at ``start:end``. ``weak`` ones count only with a preposition or modifier."""

    start: int
    end: int
    kind: Kind
    meaning: Meaning
    weak: Literal["", "year", "month", "season", "unit"] = ""


_MONTH_NUMBER = {m[:3].lower(): n for n, m in enumerate(MONTHS, 1)}
_WEEKDAY_NUMBER = {w.lower(): n for n, w in enumerate(WEEKDAYS)}
_UNIT_SIZES: dict[str, tuple[Unit, int]] = {
    "hour": ("hour", 1), "day": ("day", 1), "night": ("day", 1), "week": ("week", 1),
    "fortnight": ("week", 2), "month": ("month", 1), "year": ("year", 1), "decade": ("year", 10),
    "century": ("year", 100), "centurie": ("year", 100),
}  # fmt: skip
_VAGUE_COUNT = {"several": (2, 9), "few": (2, 9), "some": (2, 9), "many": (3, 30), "number of": (2, 9)}
# "Recent weeks" may reach this far back, and "the coming weeks" as far on: generous, never a point.
_VAGUE_REACH: dict[str, tuple[Unit, int]] = {
    "hour": ("day", 1), "day": ("day", 14), "week": ("month", 3), "month": ("month", 12),
    "year": ("year", 10), "decade": ("year", 50), "time": ("month", 12), "night": ("day", 14),
}  # fmt: skip


def _number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def _month(text: str) -> int:
    return _MONTH_NUMBER[text[:3].lower()]


def _find(m: re.Match[str], kind: Kind, meaning: Meaning) -> Find:
    return Find(m.start(), m.end(), kind, meaning)


def iso(m: re.Match[str]) -> Find | None:
    return _find(m, "date", Fixed(intervals.day(dt.date(int(m["y"]), int(m["m"]), int(m["d"])))))


def numeric(m: re.Match[str]) -> Find | None:
    """Day before month as most of the world writes; both readings kept where a slash leaves a doubt."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
    if b > 12:
        return _find(m, "date", Fixed(intervals.day(dt.date(year, a, b))))
    first = dt.date(year, b, a)
    if a > 12 or a == b or m["sep"] == ".":
        return _find(m, "date", Fixed(intervals.day(first)))
    return _find(m, "date", Fixed(intervals.between(first, dt.date(year, a, b), "year")))


def day_month(m: re.Match[str]) -> Find | None:
    parts = m.groupdict()
    last = _number(parts["last"]) if parts["last"] else 0
    weekday = _WEEKDAY_NUMBER[parts["weekday"].lower()] if parts.get("weekday") else None
    day = Yearless(_month(parts["month"]), _number(parts["day"]), last, weekday=weekday)
    if last and last < day.day:
        return None
    day.in_year(2000)  # raises for 31 June
    if parts["year"]:
        return _find(m, "date", Fixed(day.in_year(int(parts["year"]))))
    return _find(m, "date", day)


def eleventh_of_september(m: re.Match[str]) -> Find | None:
    """The attacks are named after their day, and the year goes unsaid."""
    return _find(m, "date", Fixed(intervals.day(dt.date(2001, 9, 11))))


def month_year(m: re.Match[str]) -> Find | None:
    year = int(m["year"])
    return _find(m, "date", Fixed(intervals.month(year, _month(m["month"]))))


def bare_month(m: re.Match[str]) -> Find | None:
    return Find(m.start(), m.end(), "date", Yearless(_month(m[0])), weak="month")


def stepped_month(m: re.Match[str]) -> Find | None:
    word = m["step"].lower()
    month = Yearless(_month(m["month"]), step=_STEP[word], near=word == "this")
    return _find(m, "date", month)


_STEP = {
    "last": -1, "past": -1, "this past": -1, "this": 0, "the coming": 1, "coming": 1, "next": 1,
    "upcoming": 1, "this coming": 1, "the current": 0, "current": 0, "the past": -1, "the next": 1,
    "the last": -1, "the upcoming": 1, "earlier this": 0, "later this": 0,
}  # fmt: skip


def weekday(m: re.Match[str]) -> Find | None:
    step = (m["step"] or "").lower()
    return _find(m, "weekday", Weekday(_WEEKDAY_NUMBER[m["weekday"].lower()], _STEP.get(step, 0), step == "this"))


def near_day(m: re.Match[str]) -> Find | None:
    words = " ".join(m[0].lower().split())
    if words.startswith("overnight"):
        return _find(m, "relative", Rolling("day", -1, 0))
    count = 0
    if "before yesterday" in words:
        count = -2
    elif "after tomorrow" in words:
        count = 2
    elif "yesterday" in words or words.startswith("last"):
        count = -1
    elif "tomorrow" in words:
        count = 1
    return _find(m, "relative", Offset("day", count))


def stepped_unit(m: re.Match[str]) -> Find | None:
    """ "Last week" is the calendar week; "the last week", "the past year" are so many days to today."""
    step, word = " ".join(m["step"].lower().split()), m["unit"].lower()
    unit, size = _UNIT_SIZES[word]
    if step in ("the past", "past", "the coming", "this past", "the last", "the upcoming", "coming"):
        count = _STEP[step] * size
        return _find(m, "range", Rolling(unit, min(count, 0), max(count, 0)))
    count = _STEP[step]
    if step == "the next":
        return _find(m, "relative", Offset(unit, count, anchored=True))
    if size in (10, 100):
        return _find(m, "relative", Block(size, count))
    if word == "fortnight":
        return _find(m, "range", Rolling("week", 2 * min(count, 0), 2 * max(count, 0)))
    return _find(m, "relative", Offset(unit, count))


_TOLD_SIGN = {"previous": -1, "preceding": -1, "prior": -1, "before": -1, "following": 1, "after": 1,
              "next": 1}  # fmt: skip


def told_unit(m: re.Match[str]) -> Find | None:
    """ "The previous year", "the following day": counted from the event last told of."""
    word = m["word"].lower()
    unit, size = _UNIT_SIZES[m["unit"].lower()]
    sign = _TOLD_SIGN.get(word, 0)
    return _find(m, "relative", Offset(unit, sign * size, anchored=True))


def told_month_or_day(m: re.Match[str]) -> Find | None:
    """ "The following September", "the same Tuesday"."""
    return _find(m, "relative", Unplaced("counts from another event"))


def counted(m: re.Match[str]) -> tuple[Unit, float, tuple[int, int] | None]:
    """(unit, how many of it, bounds if the count is vague) of the groups of ``AMONG``."""
    text = " ".join(m["count"].lower().split())
    unit, size = _UNIT_SIZES[m["unit"].lower()]
    vague = next((v for w, v in _VAGUE_COUNT.items() if text.endswith(w)), None)
    if vague:
        return unit, 0.0, (vague[0] * size, vague[1] * size)
    if text.startswith("half"):
        count = 0.5
    elif text.startswith("a quarter"):
        count = 0.25
    elif text in ("a", "an"):
        count = 1.0
    else:
        count = value_of(text)
    count = (count + (0.5 if m["half"] else 0.0)) * size
    if count != int(count):  # half years are months, half months and weeks are days
        finer: dict[Unit, tuple[Unit, float]] = {
            "year": ("month", 12), "month": ("day", 30), "week": ("day", 7), "day": ("hour", 24),
            "hour": ("hour", 1),
        }  # fmt: skip
        unit, factor = finer[unit]
        count *= factor
    return unit, count, None


def distance(m: re.Match[str]) -> Find | None:
    """ "Three days ago", "a decade earlier", "two weeks from now"."""
    way = " ".join(m["way"].lower().split())
    unit, size, vague = counted(m)
    sign = 1 if way in ("later", "from now", "hence", "after", "on", "from today") else -1
    anchored = way not in ("ago", "from now", "hence", "from today")
    if vague:
        low, high = vague
        return _find(m, "vague", Offset(unit, sign * high, anchored, after=high - low) if sign < 0
                     else Offset(unit, low, anchored, after=high - low))  # fmt: skip
    count = round(size)
    hedge = (m["hedge"] or "").lower()
    reach = max(1, count // 4) if unit != "year" or count > 1 else 1
    # Decades and centuries are told in round figures.
    blur = count // 10 if m["unit"].lower() in ("decade", "century", "centurie") else 0
    nearer = reach if hedge in ("nearly", "almost", "less than", "under", "just under") else blur
    farther = reach if hedge in ("more than", "over", "just over", "at least") else blur
    if unit == "hour":  # a few hours may cross midnight
        unit, count, farther = "day", count // 24, max(farther // 24, 1 if count % 24 else 0)
    elif hedge in ("about", "around", "roughly", "some"):
        nearer = farther = max(blur, reach if unit != "year" or count > 4 else 0)
    before, after = (farther, nearer) if sign < 0 else (nearer, farther)
    return _find(m, "relative", Offset(unit, sign * count, anchored, before, after))


def years_on(m: re.Match[str]) -> Find | None:
    return _find(m, "vague", Unplaced("says how long ago or later in no number"))


def rolling_count(m: re.Match[str]) -> Find | None:
    """ "The past two years", "the next three weeks"."""
    unit, size, vague = counted(m)
    count = vague[1] if vague else round(size)
    if m["step"].lower() in ("previous", "following"):
        return _find(m, "relative", Unplaced("counts from another event"))
    ahead = m["step"].lower() in ("next", "coming")
    return _find(m, "range", Rolling(unit, 0 if ahead else -count, count if ahead else 0))


def duration(m: re.Match[str]) -> Find | None:
    return _find(m, "duration_since", Unplaced("is a length of time, not a point"))


def in_units(m: re.Match[str]) -> Find | None:
    """ "In two years": a point ahead in the future tense, else a length; ``when`` decides by tense."""
    unit, size, vague = counted(m)
    low, high = vague or (round(size), round(size))
    if unit == "hour":
        unit, low, high = "day", low // 24, -(-high // 24)
    return _find(m, "relative", Offset(unit, low, after=high - low))


def vague_units(m: re.Match[str]) -> Find | None:
    if not m["unit"]:
        return vague_word(m)
    word = m["word"].lower()
    unit, reach = _VAGUE_REACH[m["unit"].lower()]
    if word == "following":
        return _find(m, "relative", Unplaced("counts from another event"))
    ahead = word in ("coming", "next", "upcoming")
    return _find(m, "vague", Rolling(unit, 0 if ahead else -reach, reach if ahead else 0))


def vague_word(m: re.Match[str]) -> Find | None:
    return _find(m, "vague", Unplaced("fixes no point in time"))


def recurrent(m: re.Match[str]) -> Find | None:
    return _find(m, "recurrent", Unplaced("happens again and again"))


def weekend(m: re.Match[str]) -> Find | None:
    return _find(m, "relative", Weekend(_STEP.get((m["step"] or "").lower(), 0)))


def season_year(m: re.Match[str]) -> Find | None:
    return _find(m, "date", Fixed(intervals.season(m["season"].lower(), int(m["year"]))))


def stepped_season(m: re.Match[str]) -> Find | None:
    word = m["step"].lower()
    season = Yearless(SEASONS[m["season"].lower()], months=3, step=_STEP[word], near=word == "this")
    return _find(m, "relative", season)


def bare_season(m: re.Match[str]) -> Find | None:
    return Find(m.start(), m.end(), "date", Yearless(SEASONS[m[0].lower()], months=3), weak="season")


def quarter(m: re.Match[str]) -> Find | None:
    year, number = int(m["y1"] or m["y2"]), int(m["n1"] or m["n2"])
    if (m["k1"] or m["k2"]).upper() == "H":
        return _find(m, "date", Fixed(intervals.month(year, number * 6 - 5, 6))) if number < 3 else None
    return _find(m, "date", Fixed(intervals.month(year, number * 3 - 2, 3)))


def this_quarter(m: re.Match[str]) -> Find | None:
    number = ORDINALS[m["n"].lower()]
    first = 10 if number < 0 else number * 3 - 2
    return _find(m, "date", Yearless(first, months=3)) if first <= 10 else None


def decade(m: re.Match[str]) -> Find | None:
    if m["word"]:
        first = 1900 + TENS_PLURAL[m["word"].lower()]
    else:
        first = int(m["year"]) if m["year"] else 1900 + int(m["short"])
    return _find(m, "date", Fixed(intervals.years(first, first + 9)))


def century(m: re.Match[str]) -> Find | None:
    words = {"nineteenth": 19, "twentieth": 20, "twenty-first": 21, "eighteenth": 18, "seventeenth": 17}
    number = words.get(m["n"].lower()) or _number(m["n"])
    if not 1 <= number <= 30:
        return None
    return _find(m, "date", Fixed(intervals.years(number * 100 - 99, number * 100)))


def year_pair(m: re.Match[str]) -> Find | None:
    first, last = int(m["year"]), int(m["last"])
    if last < 100:
        last += first // 100 * 100
    if not first < last <= first + 200:
        return None
    return Find(m.start(), m.end(), "range", Fixed(intervals.years(first, last)), weak="year")


def bare_year(m: re.Match[str]) -> Find | None:
    return Find(m.start(), m.end(), "date", Fixed(intervals.years(int(m["year"]))), weak="year")


def the_unit(m: re.Match[str]) -> Find | None:
    unit, size = _UNIT_SIZES[m["unit"].lower()]
    # "Earlier in the day" is the day told of, "earlier in the week" the week of the report.
    meaning = Block(size, 0) if size > 2 else Offset(unit, 0, anchored=unit == "day")
    return Find(m.start(), m.end(), "relative", meaning, weak="unit")


def units_end(m: re.Match[str]) -> Find | None:
    unit, _ = _UNIT_SIZES[m["unit"].lower()]
    return _find(m, "relative", PartOf("end", Offset(unit, 0)))


def feast(m: re.Match[str]) -> Find | None:
    month, day = _FEASTS[" ".join(m["feast"].lower().replace("’", "'").split())]
    date = Yearless(month, day)
    return _find(m, "date", Fixed(date.in_year(int(m["year"]))) if m["year"] else date)


_FEASTS = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "new year's day": (1, 1),
    "new year's eve": (12, 31), "boxing day": (12, 26),
}  # fmt: skip
