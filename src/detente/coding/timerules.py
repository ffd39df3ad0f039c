"""Patterns of the words of time, and the scan that finds them in a text.

Every pattern is of bounded length, so a scan costs linear time on any text. A find may be ``weak``: "May",
"spring" or "2000" are words of time only in company, which :mod:`detente.coding.timecontext` looks for.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Literal, NamedTuple, cast

from detente.coding import timewords as read
from detente.coding.intervals import MONTHS, WEEKDAYS
from detente.coding.numerals import SMALL_NUMBERS, TENS_PLURAL
from detente.coding.timewords import Find

_SHORT = tuple(m[:3] for m in MONTHS)
# Blanks, or one line break: words of time do not run over into the next paragraph.
_S = r"(?:[ \t\u00a0\u202f]{1,3}|\r?\n[ \t]{0,3})"
_FULL_MONTH = rf"(?:{'|'.join(MONTHS)}|{'|'.join(m.upper() for m in MONTHS)})"
_ANY_MONTH = rf"(?:{_FULL_MONTH}\b|(?:{'|'.join(_SHORT)}|Sept)\b\.?)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:(?i:st|nd|rd|th)\b)?"
_DAYS = rf"(?P<day>{_DAY})(?!\d)(?:\s?(?:-|–|—|/|to|and|&|or)\s?(?P<last>{_DAY})(?!\d))?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)(?!\d|[.,]\d|-(?:[A-Za-z]))"
_WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)}|{'|'.join(w.upper() for w in WEEKDAYS)})"
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
AMONG = rf"{_HEDGE}(?P<count>{_COUNT})[ -](?P<unit>{_UNIT})s?\b(?P<half>[ ]and[ ]a[ ]half)?"

_STEPS = r"(?P<step>(?i:this[ ](?:past|coming)|last|next|this|past|coming|upcoming))"
_IN_YEAR = rf"(?:,?{_S}(?:(?:of|in){_S})?{_YEAR})"
_DAYTIME = rf"(?:{_S}(?i:morning|afternoon|evening|night|lunchtime|midnight|noon))?\b"
_NOT_A_DAY = (
    r"(?<!Black )(?<!Bloody )(?<!Good )(?<!Easter )(?<!Palm )(?<!Super )(?<!Ash )(?<!Holy )(?<!Mail on )"
    r"(?<!Cyber )(?<!Maundy )(?<!Shrove )"
)
_NOT_A_PAPER = rf"(?!{_S}(?:Times|Telegraph|Mail|Express|Mirror|Post|Herald|Mercury|Agreement|Accord))"

Sign = Literal["month", "weekday", "unit", "day", "weekend", "season", "quarter", "decade", "digits", "other"]
"""What a text must show before a pattern is tried on it; most sentences show nothing."""


class _Rule(NamedTuple):
    """A pattern with its reader; it can match only a text that holds a sign of one of ``needs``."""

    needs: frozenset[Sign]
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str]], Find | None]


_RULES = tuple(
    _Rule(frozenset(cast("tuple[Sign, ...]", needs)), re.compile(source), builder)
    for needs, source, builder in (
        (("digits",),
         r"(?<![\w./-])(?P<y>[12]\d{3})(?P<sep>[-/.])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<d>0?[1-9]|[12]\d|3[01])"
         r"(?:T\d\d:\d\d(?::\d\d)?(?:\.\d{1,6})?(?:Z|[+-]\d\d:?\d\d)?)?(?![\w/]|[-.]\d)", read.iso),
        (("digits",),
         r"(?<![\w./-])(?P<a>0?[1-9]|[12]\d|3[01])(?P<sep>[-/.])(?P<b>0?[1-9]|[12]\d|3[01])(?P=sep)"
         r"(?P<year>(?:1[5-9]|20)\d\d)(?![\w/]|[-.]\d)", read.numeric),
        (("month",),
         rf"\bSept(?:ember|\.)?{_S}11(?:th)?(?=,?{_S}(?:(?i:terror(?:ist)?){_S})?(?i:attacks|hijackings)\b)",
         read.eleventh_of_september),
        (("month",),
         rf"(?<![\w.,$€£-])(?:(?P<weekday>{_WEEKDAY}),?{_S}(?:the{_S})?)?{_DAYS}{_S}(?:(?i:day{_S})?of{_S})?"
         rf"(?P<month>{_ANY_MONTH}){_IN_YEAR}?", read.day_month),
        (("month",),
         rf"\b(?:(?P<weekday>{_WEEKDAY}),?{_S}(?:the{_S})?)?(?P<month>{_ANY_MONTH}){_S}(?:the{_S})?{_DAYS}"
         rf"(?![.,]\d|%|{_S}(?:per[ ]?cent|million|billion))(?:,?{_S}(?:of{_S})?{_YEAR})?", read.day_month),
        (("month",),
         rf"\b(?P<month>{_ANY_MONTH}){_IN_YEAR}", read.month_year),
        (("month",),
         rf"\b{_STEPS}{_S}(?P<month>{_FULL_MONTH})\b(?!{_S}\d)", read.stepped_month),
        (("month", "weekday", "season"),
         rf"\b(?i:the{_S}(?:previous|preceding|following|same)){_S}(?:{_FULL_MONTH}|{_WEEKDAY}|{_SEASON})\b",
         read.told_month_or_day),
        (("month",),
         rf"\b{_FULL_MONTH}\b", read.bare_month),
        (("unit", "weekday", "season", "month", "other"),
         rf"\b(?i:on|each|every){_S}{_WEEKDAY}s\b|\b(?i:every|each){_S}(?:(?i:other|second|single){_S})?"
         rf"(?:{_WEEKDAY}|(?i:{_UNIT}s?|summer|winter|spring|autumn)|{_FULL_MONTH})\b"
         rf"|\b(?i:every){_S}(?i:{_COUNT}){_S}(?i:{_UNIT}s)\b|\b(?i:annually|yearly)\b"
         rf"|\b(?i:once|twice|(?:three|four|five|six|several|many){_S}times){_S}(?i:an?|every|each|per){_S}"
         rf"(?i:{_UNIT})\b|\b(?i:year{_S}after{_S}year|day{_S}after{_S}day)\b", read.recurrent),
        (("weekday",),
         rf"{_NOT_A_DAY}\b(?:{_STEPS}{_S})?(?P<weekday>{_WEEKDAY})\b{_NOT_A_PAPER}{_DAYTIME}", read.weekday),
        (("day",),
         rf"\b(?i:(?:the{_S})?day{_S}before{_S}yesterday|(?:the{_S})?day{_S}after{_S}tomorrow"
         rf"|yesterday(?:{_S}(?:morning|afternoon|evening|night))?|tomorrow(?:{_S}(?:morning|afternoon|evening"
         rf"|night))?|(?:(?:earlier|later){_S})?today|tonight|overnight"
         rf"|(?:(?:earlier|later){_S})?this{_S}(?:morning|afternoon|evening)|last{_S}(?:night|evening))\b",
         read.near_day),
        (("unit",),
         rf"\b(?i:(?P<step>the{_S}(?:past|coming|current|next|last|upcoming)|this{_S}past|this|last|next"
         rf"|past|coming){_S}(?P<unit>week|fortnight|month|year|decade|century))\b"
         rf"(?![-’']?{_S}?end)", read.stepped_unit),
        (("unit",),
         rf"\b(?i:(?:the|that){_S}(?:very{_S})?(?P<word>previous|preceding|following|same|next|prior){_S}"
         rf"(?P<unit>day|night|week|month|year|decade))\b", read.told_unit),
        (("unit",),
         rf"\b(?i:(?P<word>that){_S}(?P<unit>day|night|week|month|year))\b", read.told_unit),
        (("unit",),
         rf"\b(?i:the{_S}(?P<unit>day|night|week|month|year){_S}(?P<word>before|after))\b(?!{_S}yesterday|{_S}tomo"
         rf"rrow)", read.told_unit),
        (("unit",),
         rf"(?<![\d,.$€£-])\b(?i:{AMONG}{_S}(?P<way>ago|earlier|previously|later|from{_S}now|from{_S}today"
         rf"|hence|afterwards|(?:before|after)(?=[.,;:)]|$)))\b", read.distance),
        (("unit", "other"),
         rf"\b(?i:(?:long|hours|days|weeks|months|years|decades|centuries){_S}(?:ago|earlier|later))\b",
         read.years_on),
        (("unit",),
         rf"\b(?i:(?:the{_S})?(?P<step>past|last|next|coming|previous|following){_S}{AMONG})\b",
         read.rolling_count),
        (("unit",),
         rf"\b(?i:for{_S}(?:at{_S}least{_S})?{AMONG})\b(?!{_S}(?:ago|earlier|later|old|from))"
         rf"|\b(?i:for{_S}(?:(?:many|several){_S})?(?:hours|days|weeks|months|years|decades|centuries))\b"
         rf"|\b(?i:(?:in|over|within){_S}(?:the{_S})?(?:days|weeks|months|years|decades|centuries))\b",
         read.duration),
        (("unit",),
         rf"\b(?i:in|within){_S}(?i:{AMONG})(?:['’]?{_S}(?i:time)|['’]{_S}(?i:time))?\b"
         rf"(?!{_S}(?i:ago|earlier|later|old|of|from))", read.in_units),
        (("unit", "other"),
         rf"\b(?i:(?:the{_S})?(?P<word>recent|coming|past|last|next|upcoming|following){_S}"
         rf"(?:few{_S}|several{_S}|couple{_S}of{_S})?(?P<unit>hour|day|night|week|month|year|decade)s)\b"
         rf"|\b(?i:recent{_S}times)\b", read.vague_units),
        (("unit", "other"),
         rf"\b(?i:recently|lately|on{_S}the{_S}eve{_S}of"
         rf"|(?<!as )(?<!too )(?:shortly|soon)(?!{_S}(?:as|after|before))|in{_S}due{_S}course|some{_S}day"
         rf"|in{_S}the{_S}(?:near|foreseeable){_S}future|in{_S}the{_S}past(?!{_S}\w))\b", read.vague_word),
        (("weekend",),
         rf"\b(?i:(?:(?:the{_S})?(?P<step>this{_S}past|this{_S}coming|this|last|next|past|coming){_S}|the{_S})"
         rf"weekend)\b", read.weekend),
        (("season",),
         rf"\b(?:(?i:the){_S})?(?P<season>{_SEASON})(?:{_S}(?i:of))?,?{_S}{_YEAR}", read.season_year),
        (("season",),
         rf"\b{_STEPS}{_S}(?P<season>{_SEASON})\b", read.stepped_season),
        (("season",),
         rf"\b{_SEASON}\b", read.bare_season),
        (("digits",),
         r"\b(?:(?P<k1>[QqHh])(?P<n1>[1-4])[\s\u00a0]?(?:of[ ])?(?P<y1>(?:19|20)\d\d)"
         r"|(?P<y2>(?:19|20)\d\d)[\s\u00a0-]?(?P<k2>[QH])(?P<n2>[1-4]))\b", read.quarter),
        (("quarter",),
         rf"\b(?i:in|during|for|by|over){_S}(?i:the){_S}(?P<n>(?i:first|second|third|fourth|final))"
         rf"{_S}(?i:quarter)\b(?!{_S}(?i:of))", read.this_quarter),
        (("decade",),
         r"(?<![\w$€£])(?<!\d-)(?:(?i:the)[ ])?(?:(?P<year>(?:1[5-9]|20)\d0)['’]?s|['’](?P<short>[2-9]0)s"
         r"|(?:(?<=the )|(?<=early )|(?<=late )|(?<=mid-))(?P<word>(?i:twenties|thirties|forties|fifties"
         r"|sixties|seventies|eighties|nineties)))\b", read.decade),
        (("unit",),
         r"\b(?:(?i:the)[ ])?(?P<n>\d{1,2}(?:st|nd|rd|th)|(?i:seventeenth|eighteenth|nineteenth|twentieth"
         r"|twenty-first))[ -](?i:century)\b", read.century),
        (("digits",),
         r"(?<![\d.,-])(?P<year>1[5-9]\d\d|20\d\d)(?:-|–|/)(?P<last>(?:1[5-9]|20)\d\d|\d\d)(?![\d-]|[.,]\d)",
         read.year_pair),
        (("digits",),
         r"(?<!\d)(?P<year>1[5-9]\d\d|20\d\d)(?!\d)", read.bare_year),
        (("unit",),
         r"\b(?i:the[ ](?P<unit>day|week|month|year|decade|century))\b", read.the_unit),
        (("unit",),
         r"\b(?i:(?:the[ ])?(?P<unit>week|year|month)(?:['’]s[ ]|-)end)\b", read.units_end),
        (("unit", "other"),
         rf"\b(?P<feast>Christmas{_S}(?:Day|Eve)|New{_S}Year['’]s{_S}(?:Day|Eve)|Boxing{_S}Day)\b"
         rf"(?:,?{_S}{_YEAR})?",
         read.feast),
    )
)  # fmt: skip

_SIGN_WORDS: dict[Sign, str] = {
    "weekday": " ".join(d + s for d in WEEKDAYS for s in ("", "s")),
    "month": " ".join((*MONTHS, *_SHORT, "Sept")),
    "unit": "hour day night week fortnight month year decade century "
    "hours days nights weeks fortnights months years decades centuries",
    "day": "yesterday today tonight tomorrow overnight morning afternoon evening night",
    "weekend": "weekend",
    "season": "spring summer autumn fall winter",
    "quarter": "quarter",
    "decade": " ".join(TENS_PLURAL),
    "other": "recently lately eve shortly soon due future past times ago annually yearly",
}
# Months and weekdays count only with a capital: "may" and "march" are seldom months.
_SIGNS: dict[str, set[Sign]] = defaultdict(set)
for _sign, _listed in _SIGN_WORDS.items():
    for _word in _listed.split():
        for _form in (_word, _word.capitalize(), _word.upper()):
            if _form[0].isupper() or _sign not in ("month", "weekday"):
                _SIGNS[_form].add(_sign)
_WORDS = re.compile(r"[A-Za-z]+")
_YEARLIKE = re.compile(r"[12]\d{3}|['’]\d0s")


def signs_of_time(text: str) -> set[Sign]:
    """The signs that ``text`` shows: a cheap look that spares most sentences the patterns."""
    signs: set[Sign] = set()
    for word in _SIGNS.keys() & set(_WORDS.findall(text)):
        signs |= _SIGNS[word]
    if _YEARLIKE.search(text):
        signs |= {"digits", "decade"}
    return signs


@functools.lru_cache(maxsize=16)
def scan(text: str) -> tuple[Find, ...]:
    """All finds, in text order, none overlapping: the leftmost, of these the longest, wins.

    A sentence is asked once for each event that it may tell, one after the other: the last ones are remembered.
    """
    signs = signs_of_time(text)
    if not signs:
        return ()
    found: list[Find] = []
    for rule in _RULES:
        if signs.isdisjoint(rule.needs):
            continue
        for match in rule.pattern.finditer(text):
            try:
                find = rule.read(match)
            except (ValueError, OverflowError):  # no such day, or a year past the calendar
                continue
            if find:
                found.append(find)
    # Of two readings of the same words the earlier rule's stands: the sort is stable.
    found.sort(key=lambda f: (f.start, -f.end))
    kept: list[Find] = []
    for find in found:
        if not kept or find.start >= kept[-1].end:
            kept.append(find)
    return tuple(kept)
