"""Finds the words of time in a text and reads each as a :data:`~detente.coding.timemeaning.Meaning`.

Every pattern is of bounded length, so a scan costs linear time on any text. A find may be ``weak``: "May",
"spring" or "2000" are words of time only in company, which :mod:`detente.coding.when` looks for.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from detente.coding import intervals
from detente.coding.intervals import SEASONS, Unit
from detente.coding.numerals import ORDINALS, SMALL_NUMBERS, TENS_PLURAL, value_of, words
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

Kind = Literal["date", "weekday", "relative", "range", "duration_since", "recurrent", "vague"]

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORT = tuple(m[:3] for m in _MONTHS)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Find:
    """Words of time at ``start:end``. ``weak`` ones count only with a preposition or modifier."""

    start: int
    end: int
    kind: Kind
    meaning: Meaning
    weak: Literal["", "year", "month", "season", "unit"] = ""


_S = r"[\s\u00a0]{1,3}"
_FULL_MONTH = rf"(?:{'|'.join(_MONTHS)}|{'|'.join(m.upper() for m in _MONTHS)})"
_ANY_MONTH = rf"(?:{_FULL_MONTH}\b|(?:{'|'.join(_SHORT)}|Sept)\b\.?)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:(?i:st|nd|rd|th)\b)?"
_DAYS = rf"(?P<day>{_DAY})(?!\d)(?:\s?(?:-|–|—|/|to|and|&|or)\s?(?P<last>{_DAY})(?!\d))?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)(?!\d|[.,]\d|-(?:[A-Za-z]))"
_WEEKDAY = rf"(?:{'|'.join(_WEEKDAYS)}|{'|'.join(w.upper() for w in _WEEKDAYS)})"
_SEASON = r"(?i:spring|summer|autumn|fall|winter)"
_UNIT = r"(?:hour|day|night|week|fortnight|month|year|decade|century|centurie)"
_SMALL_WORD = "|".join(sorted((w for w in SMALL_NUMBERS if w != "zero"), key=len, reverse=True))
_COUNT = (
    r"(?:\d{1,4}(?![\d,.]\d)|half[ -]a|a[ ]quarter(?:[ ]of)?[ ]a|an?[ ]dozen|an?[ ]couple(?:[ ]of)?|an?[ ]few"
    r"|a[ ]number[ ]of|several|few|some|many"
    rf"|(?:{_SMALL_WORD})(?:-(?:one|two|three|four|five|six|seven|eight|nine))?(?:[ ]and[ ]a[ ]half)?|an?)"
)
_HEDGE = (
    r"(?:(?P<hedge>more[ ]than|over|nearly|almost|just[ ]over|just[ ]under|less[ ]than|under|about|around"
    r"|roughly|at[ ]least|some|barely|only|just)[ ])?"
)
_AMONG = rf"{_HEDGE}(?P<count>{_COUNT})[ -](?P<unit>{_UNIT})s?\b(?P<half>[ ]and[ ]a[ ]half)?"

_MONTH_NUMBER = {m[:3].lower(): n for n, m in enumerate(_MONTHS, 1)}
_WEEKDAY_NUMBER = {w.lower(): n for n, w in enumerate(_WEEKDAYS)}
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


def _iso(m: re.Match[str]) -> Find | None:
    return _find(m, "date", Fixed(intervals.day(dt.date(int(m["y"]), int(m["m"]), int(m["d"])))))


def _numeric(m: re.Match[str]) -> Find | None:
    """Day before month as most of the world writes; both readings kept where a slash leaves a doubt."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
    if b > 12:
        return _find(m, "date", Fixed(intervals.day(dt.date(year, a, b))))
    first = dt.date(year, b, a)
    if a > 12 or a == b or m["sep"] == ".":
        return _find(m, "date", Fixed(intervals.day(first)))
    return _find(m, "date", Fixed(intervals.between(first, dt.date(year, a, b), "year")))


def _day_month(m: re.Match[str]) -> Find | None:
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


def _month_year(m: re.Match[str]) -> Find | None:
    year = int(m["year"])
    return _find(m, "date", Fixed(intervals.month(year, _month(m["month"]))))


def _bare_month(m: re.Match[str]) -> Find | None:
    return Find(m.start(), m.end(), "date", Yearless(_month(m[0])), weak="month")


def _stepped_month(m: re.Match[str]) -> Find | None:
    word = m["step"].lower()
    month = Yearless(_month(m["month"]), step=_STEP[word], near=word == "this")
    return _find(m, "date", month)


_STEP = {
    "last": -1, "past": -1, "this past": -1, "this": 0, "the coming": 1, "coming": 1, "next": 1,
    "upcoming": 1, "this coming": 1, "the current": 0, "current": 0, "the past": -1, "the next": 1,
    "the last": -1, "the upcoming": 1, "earlier this": 0, "later this": 0,
}  # fmt: skip


def _weekday(m: re.Match[str]) -> Find | None:
    step = (m["step"] or "").lower()
    return _find(
        m, "weekday", Weekday(_WEEKDAY_NUMBER[m["weekday"].lower()], _STEP.get(step, 0), step == "this")
    )


def _near_day(m: re.Match[str]) -> Find | None:
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


def _stepped_unit(m: re.Match[str]) -> Find | None:
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


def _told_unit(m: re.Match[str]) -> Find | None:
    """ "The previous year", "the following day": counted from the event last told of."""
    word = m["word"].lower()
    unit, size = _UNIT_SIZES[m["unit"].lower()]
    sign = _TOLD_SIGN.get(word, 0)
    return _find(m, "relative", Offset(unit, sign * size, anchored=True))


def _count(m: re.Match[str]) -> tuple[Unit, float, tuple[int, int] | None]:
    """(unit, how many of it, bounds if the count is vague) of the groups of ``_AMONG``."""
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


def _distance(m: re.Match[str]) -> Find | None:
    """ "Three days ago", "a decade earlier", "two weeks from now"."""
    way = " ".join(m["way"].lower().split())
    unit, size, vague = _count(m)
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


def _years_on(m: re.Match[str]) -> Find | None:
    return _find(m, "vague", Unplaced("says how long ago or later in no number"))


def _rolling_count(m: re.Match[str]) -> Find | None:
    """ "The past two years", "the next three weeks"."""
    unit, size, vague = _count(m)
    count = vague[1] if vague else round(size)
    ahead = m["step"].lower() in ("next", "coming", "following")
    return _find(m, "range", Rolling(unit, 0 if ahead else -count, count if ahead else 0))


def _duration(m: re.Match[str]) -> Find | None:
    return _find(m, "duration_since", Unplaced("is a length of time, not a point"))


def _in_units(m: re.Match[str]) -> Find | None:
    """ "In two years": a point ahead in the future tense, else a length; ``when`` decides by tense."""
    unit, size, vague = _count(m)
    low, high = vague or (round(size), round(size))
    if unit == "hour":
        unit, low, high = "day", low // 24, -(-high // 24)
    return _find(m, "relative", Offset(unit, low, after=high - low))


def _vague_units(m: re.Match[str]) -> Find | None:
    if not m["unit"]:
        return _vague_word(m)
    word = m["word"].lower()
    unit, reach = _VAGUE_REACH[m["unit"].lower()]
    ahead = word in ("coming", "next", "following", "upcoming")
    return _find(m, "vague", Rolling(unit, 0 if ahead else -reach, reach if ahead else 0))


def _vague_word(m: re.Match[str]) -> Find | None:
    return _find(m, "vague", Unplaced("fixes no point in time"))


def _recurrent(m: re.Match[str]) -> Find | None:
    return _find(m, "recurrent", Unplaced("happens again and again"))


def _weekend(m: re.Match[str]) -> Find | None:
    return _find(m, "relative", Weekend(_STEP.get((m["step"] or "").lower(), 0)))


def _season_year(m: re.Match[str]) -> Find | None:
    return _find(m, "date", Fixed(intervals.season(m["season"].lower(), int(m["year"]))))


def _stepped_season(m: re.Match[str]) -> Find | None:
    word = m["step"].lower()
    season = Yearless(SEASONS[m["season"].lower()], months=3, step=_STEP[word], near=word == "this")
    return _find(m, "relative", season)


def _bare_season(m: re.Match[str]) -> Find | None:
    return Find(m.start(), m.end(), "date", Yearless(SEASONS[m[0].lower()], months=3), weak="season")


def _quarter(m: re.Match[str]) -> Find | None:
    year, number = int(m["y1"] or m["y2"]), int(m["n1"] or m["n2"])
    if (m["k1"] or m["k2"]).upper() == "H":
        return _find(m, "date", Fixed(intervals.month(year, number * 6 - 5, 6))) if number < 3 else None
    return _find(m, "date", Fixed(intervals.month(year, number * 3 - 2, 3)))


def _this_quarter(m: re.Match[str]) -> Find | None:
    number = ORDINALS[m["n"].lower()]
    first = 10 if number < 0 else number * 3 - 2
    return _find(m, "date", Yearless(first, months=3)) if first <= 10 else None


def _decade(m: re.Match[str]) -> Find | None:
    if m["word"]:
        first = 1900 + TENS_PLURAL[m["word"].lower()]
    else:
        first = int(m["year"]) if m["year"] else 1900 + int(m["short"])
    return _find(m, "date", Fixed(intervals.years(first, first + 9)))


def _century(m: re.Match[str]) -> Find | None:
    words = {"nineteenth": 19, "twentieth": 20, "twenty-first": 21, "eighteenth": 18, "seventeenth": 17}
    number = words.get(m["n"].lower()) or _number(m["n"])
    if not 1 <= number <= 30:
        return None
    return _find(m, "date", Fixed(intervals.years(number * 100 - 99, number * 100)))


def _year_pair(m: re.Match[str]) -> Find | None:
    first, last = int(m["year"]), int(m["last"])
    if last < 100:
        last += first // 100 * 100
    if not first < last <= first + 200:
        return None
    return Find(m.start(), m.end(), "range", Fixed(intervals.years(first, last)), weak="year")


def _bare_year(m: re.Match[str]) -> Find | None:
    return Find(m.start(), m.end(), "date", Fixed(intervals.years(int(m["year"]))), weak="year")


def _the_unit(m: re.Match[str]) -> Find | None:
    unit, size = _UNIT_SIZES[m["unit"].lower()]
    meaning = Block(size, 0) if size > 2 else Offset(unit, 0)
    return Find(m.start(), m.end(), "relative", meaning, weak="unit")


def _units_end(m: re.Match[str]) -> Find | None:
    unit, _ = _UNIT_SIZES[m["unit"].lower()]
    return _find(m, "relative", PartOf("end", Offset(unit, 0)))


def _feast(m: re.Match[str]) -> Find | None:
    month, day = _FEASTS[" ".join(m["feast"].lower().replace("’", "'").split())]
    date = Yearless(month, day)
    return _find(m, "date", Fixed(date.in_year(int(m["year"]))) if m["year"] else date)


_FEASTS = {
    "christmas day": (12, 25), "christmas eve": (12, 24), "new year's day": (1, 1),
    "new year's eve": (12, 31), "boxing day": (12, 26),
}  # fmt: skip

_STEPS = r"(?P<step>(?i:this[ ](?:past|coming)|last|next|this|past|coming|upcoming))"
_IN_YEAR = rf"(?:,?{_S}(?:(?:of|in){_S})?{_YEAR})"
_DAYTIME = rf"(?:{_S}(?i:morning|afternoon|evening|night|lunchtime|midnight|noon))?\b"
_NOT_A_DAY = (
    r"(?<!Black )(?<!Bloody )(?<!Good )(?<!Easter )(?<!Palm )(?<!Super )(?<!Ash )(?<!Holy )(?<!Mail on )"
    r"(?<!Cyber )(?<!Maundy )(?<!Shrove )"
)
_NOT_A_PAPER = rf"(?!{_S}(?:Times|Telegraph|Mail|Express|Mirror|Post|Herald|Mercury|Agreement|Accord))"

_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Find | None]], ...] = tuple(
    (re.compile(source), builder)
    for source, builder in (
        (r"(?<![\w./-])(?P<y>[12]\d{3})(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])"
         r"(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w/]|[-.]\d)", _iso),
        (r"(?<![\w./-])(?P<a>0?[1-9]|[12]\d|3[01])(?P<sep>[-/.])(?P<b>0?[1-9]|[12]\d|3[01])(?P=sep)"
         r"(?P<year>(?:1[5-9]|20)\d\d)(?![\w/]|[-.]\d)", _numeric),
        (rf"(?<![\w.,$€£-])(?:(?P<weekday>{_WEEKDAY}),?{_S}(?:the{_S})?)?{_DAYS}{_S}(?:(?i:day{_S})?of{_S})?"
         rf"(?P<month>{_ANY_MONTH}){_IN_YEAR}?", _day_month),
        (rf"\b(?:(?P<weekday>{_WEEKDAY}),?{_S}(?:the{_S})?)?(?P<month>{_ANY_MONTH}){_S}(?:the{_S})?{_DAYS}"
         rf"(?![.,]\d|%|{_S}(?:per[ ]?cent|million|billion))(?:,?{_S}(?:of{_S})?{_YEAR})?", _day_month),
        (rf"\b(?P<month>{_ANY_MONTH}){_IN_YEAR}", _month_year),
        (rf"\b{_STEPS}{_S}(?P<month>{_FULL_MONTH})\b(?!{_S}\d)", _stepped_month),
        (rf"\b{_FULL_MONTH}\b", _bare_month),
        (rf"\b(?i:on|each|every){_S}{_WEEKDAY}s\b|\b(?i:every|each){_S}(?:(?i:other|second|single){_S})?"
         rf"(?:{_WEEKDAY}|(?i:{_UNIT}s?|summer|winter|spring|autumn)|{_FULL_MONTH})\b"
         rf"|\b(?i:every){_S}(?i:{_COUNT}){_S}(?i:{_UNIT}s)\b|\b(?i:annually|yearly)\b"
         rf"|\b(?i:once|twice|(?:three|four|five|six|several|many){_S}times){_S}(?i:an?|every|each|per){_S}"
         rf"(?i:{_UNIT})\b|\b(?i:year{_S}after{_S}year|day{_S}after{_S}day)\b", _recurrent),
        (rf"{_NOT_A_DAY}\b(?:{_STEPS}{_S})?(?P<weekday>{_WEEKDAY})\b{_NOT_A_PAPER}{_DAYTIME}", _weekday),
        (rf"\b(?i:(?:the{_S})?day{_S}before{_S}yesterday|(?:the{_S})?day{_S}after{_S}tomorrow"
         rf"|yesterday(?:{_S}(?:morning|afternoon|evening|night))?|tomorrow(?:{_S}(?:morning|afternoon|evening"
         rf"|night))?|(?:(?:earlier|later){_S})?today|tonight|overnight"
         rf"|(?:(?:earlier|later){_S})?this{_S}(?:morning|afternoon|evening)|last{_S}(?:night|evening))\b",
         _near_day),
        (rf"\b(?i:(?P<step>the{_S}(?:past|coming|current|next|last|upcoming)|this{_S}past|this|last|next"
         rf"|past|coming){_S}(?P<unit>week|fortnight|month|year|decade|century))\b"
         rf"(?![-’']?{_S}?end)", _stepped_unit),
        (rf"\b(?i:(?:the|that){_S}(?:very{_S})?(?P<word>previous|preceding|following|same|next|prior){_S}"
         rf"(?P<unit>day|night|week|month|year|decade))\b", _told_unit),
        (rf"\b(?i:(?P<word>that){_S}(?P<unit>day|night|week|month|year))\b", _told_unit),
        (rf"\b(?i:the{_S}(?P<unit>day|night|week|month|year){_S}(?P<word>before|after))\b(?!{_S}yesterday|{_S}tomo"
         rf"rrow)", _told_unit),
        (rf"(?<![\d,.$€£-])\b(?i:{_AMONG}{_S}(?P<way>ago|earlier|before|previously|later|from{_S}now"
         rf"|from{_S}today|hence|afterwards?))\b", _distance),
        (rf"\b(?i:(?:long|hours|days|weeks|months|years|decades|centuries){_S}(?:ago|earlier|later))\b",
         _years_on),
        (rf"\b(?i:(?:the{_S})?(?P<step>past|last|next|coming|previous|following){_S}{_AMONG})\b",
         _rolling_count),
        (rf"\b(?i:for{_S}(?:at{_S}least{_S})?{_AMONG})\b(?!{_S}(?:ago|earlier|later|old|from))"
         rf"|\b(?i:for{_S}(?:(?:many|several){_S})?(?:hours|days|weeks|months|years|decades|centuries))\b",
         _duration),
        (rf"\b(?i:in|within){_S}(?i:{_AMONG})(?:['’]?{_S}(?i:time)|['’]{_S}(?i:time))?\b"
         rf"(?!{_S}(?i:ago|earlier|later|old|of|from))", _in_units),
        (rf"\b(?i:(?:the{_S})?(?P<word>recent|coming|past|last|next|upcoming|following){_S}"
         rf"(?:few{_S}|several{_S}|couple{_S}of{_S})?(?P<unit>hour|day|night|week|month|year|decade)s)\b"
         rf"|\b(?i:recent{_S}times)\b", _vague_units),
        (rf"\b(?i:recently|lately|on{_S}the{_S}eve{_S}of|shortly|soon|in{_S}due{_S}course|some{_S}day|one{_S}day"
         rf"|in{_S}the{_S}(?:near|foreseeable){_S}future|in{_S}the{_S}past(?!{_S}\w))\b", _vague_word),
        (rf"\b(?i:(?:(?:the{_S})?(?P<step>this{_S}past|this{_S}coming|this|last|next|past|coming){_S}|the{_S})"
         rf"weekend)\b", _weekend),
        (rf"\b(?:(?i:the){_S})?(?P<season>{_SEASON})(?:{_S}(?i:of))?,?{_S}{_YEAR}", _season_year),
        (rf"\b{_STEPS}{_S}(?P<season>{_SEASON})\b", _stepped_season),
        (rf"\b{_SEASON}\b", _bare_season),
        (r"\b(?:(?P<k1>[QqHh])(?P<n1>[1-4])[\s\u00a0]?(?:of[ ])?(?P<y1>(?:19|20)\d\d)"
         r"|(?P<y2>(?:19|20)\d\d)[\s\u00a0-]?(?P<k2>[QH])(?P<n2>[1-4]))\b", _quarter),
        (rf"\b(?i:in|during|for|by|over){_S}(?i:the){_S}(?P<n>(?i:first|second|third|fourth|final))"
         rf"{_S}(?i:quarter)\b(?!{_S}(?i:of))", _this_quarter),
        (r"(?<![\w$€£])(?<!\d-)(?:(?i:the)[ ])?(?:(?P<year>(?:1[5-9]|20)\d0)['’]?s|['’](?P<short>[2-9]0)s"
         r"|(?:(?<=the )|(?<=early )|(?<=late )|(?<=mid-))(?P<word>(?i:twenties|thirties|forties|fifties"
         r"|sixties|seventies|eighties|nineties)))\b", _decade),
        (r"\b(?:(?i:the)[ ])?(?P<n>\d{1,2}(?:st|nd|rd|th)|(?i:seventeenth|eighteenth|nineteenth|twentieth"
         r"|twenty-first))[ -](?i:century)\b", _century),
        (r"(?<![\d.,-])(?P<year>1[5-9]\d\d|20\d\d)(?:-|–|/)(?P<last>(?:1[5-9]|20)\d\d|\d\d)(?![\d-]|[.,]\d)",
         _year_pair),
        (r"(?<!\d)(?P<year>1[5-9]\d\d|20\d\d)(?!\d)", _bare_year),
        (r"\b(?i:the[ ](?P<unit>day|week|month|year|decade|century))\b", _the_unit),
        (r"\b(?i:(?:the[ ])?(?P<unit>year|month)(?:['’]s|-)[ ]?end)\b", _units_end),
        (rf"\b(?P<feast>Christmas{_S}(?:Day|Eve)|New{_S}Year['’]s{_S}(?:Day|Eve)|Boxing{_S}Day)\b(?:,?{_S}{_YEAR})?",
         _feast),
    )
)  # fmt: skip

_TRIGGER_WORDS = words(
    """ago annually century centuries day days decade decades earlier eve fortnight hence hour hours
    lately later month months night once overnight recent recently season second shortly soon spring
    summer autumn fall winter this times today tomorrow tonight twice week weekend weeks year yearly
    years yesterday quarter future past last next afterwards christmas boxing sept"""
) | {w.lower() + s for w in (*_MONTHS, *_SHORT, *_WEEKDAYS) for s in ("", "s")} | TENS_PLURAL.keys()
_TOKENS = re.compile(r"[a-z]+|\d{2,}|\d\w")


def may_speak_of_time(text: str) -> bool:
    """False when no rule can match: a cheap look before the rules run."""
    return any(t in _TRIGGER_WORDS or t[0].isdigit() for t in _TOKENS.findall(text.lower()))


def scan(text: str) -> list[Find]:
    """All finds, in text order, none overlapping: the leftmost, of these the longest, wins."""
    if not may_speak_of_time(text):
        return []
    found: list[Find] = []
    for pattern, build in _RULES:
        for match in pattern.finditer(text):
            try:
                find = build(match)
            except (ValueError, OverflowError):  # no such day, or a year past the calendar
                continue
            if find:
                found.append(find)
    found.sort(key=lambda f: (f.start, -f.end))
    kept: list[Find] = []
    for find in found:
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return kept
