"""By when an expectation is to come true, and which way it points, from its words.

Deliberately small: words that fix no time give none, words that fix no direction are "unclear".
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final, Literal

Direction = Literal["warming", "cooling", "steady", "unclear"]

_NUMBER: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "twelve": 12, "couple": 2, "few": 4, "several": 5, "coming": 4, "next": 4,
}  # fmt: skip
_DAYS: Final = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650}
_SPAN = re.compile(
    r"\b(?:(?:with)?in|over|during|for|after)\s+(?:the\s+)?(?:next\s+|coming\s+|following\s+)?(?:a\s+)?"
    r"(?P<count>\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|couple of|few|several|coming|next)\s+"
    r"(?P<unit>day|week|month|year|decade)s?\b",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"\b(?:next|coming|following)\s+(?P<unit>week|month|year|spring|summer|autumn|fall|winter)s?\b", re.I
)
_END = re.compile(r"\bend of (?:the|this|next) (?P<unit>week|month|year)\b|\b(?P<year>by year-end|this year)\b", re.I)
_IN_YEAR = re.compile(r"\b(?:by|in|before|until|during)\s+(?P<year>(?:19|20)\d\d)\b")
#: Rough spans of the analysts' own words, in days.
_LOOSE: Final = (
    (re.compile(r"\bshort[- ]to[- ]medium[- ]term\b", re.I), 730),
    (
        re.compile(
            r"\b(?:short term|near term|near future|for now|for the time being|soon|shortly|imminent\w*)\b", re.I
        ),
        180,
    ),
    (re.compile(r"\b(?:medium term|foreseeable future)\b", re.I), 1095),
    (re.compile(r"\blong (?:term|run)\b", re.I), 3650),
)
_BETTER = re.compile(
    r"\b(?:improv\w*|thaw\w*|warm\w*|rapprochement|reconcil\w*|normali[sz]\w*|eas(?:e|es|ed|ing)\b|breakthrough\w*|peace\w*"
    r"|deal|agree(?:ment|d)?|restor\w*|resum\w*|reset|cooperat\w*|closer|detente|détente|truce|ceasefire|lift\w* sanctions)",
    re.IGNORECASE,
)
_WORSE = re.compile(
    r"\b(?:deteriorat\w*|worsen\w*|cool\w*|sour\w*|escalat\w*|war\b|conflict\w*|crisis|clash\w*|break(?!through)\w*|tension\w*"
    r"|hostil\w*|attack\w*|sanction\w*|retaliat\w*|confront\w*|freez\w*|invasion|invad\w*|rift|collapse\w*)",
    re.IGNORECASE,
)
_SAME = re.compile(r"\b(?:remain|stay|continue|persist|unchanged|status quo|stalemate|deadlock|hold steady)\w*\b", re.I)
_NOT = re.compile(
    r"\b(?:no|not|never|without|unlikely|hardly|little (?:chance|hope|prospect)|n't|fail\w* to|unobtainable|elusive|doubt\w*"
    r"|rule[sd]? out|remote|far off|doomed|out of reach|distant prospect|impossible)\b|n't\b",
    re.IGNORECASE,
)
#: What words of likelihood mean to readers: medians of Wintle and others 2019, "Verbal probabilities".
_LIKELY: Final = (
    (re.compile(r"\b(?:almost certain\w*|certain\w*|inevitabl\w*|bound to|sure to)\b", re.I), 0.95),
    (re.compile(r"\b(?:very|highly) likely\b", re.I), 0.87),
    (re.compile(r"\b(?:very|highly) unlikely\b|\bremote\b", re.I), 0.10),
    (re.compile(r"\bunlikely\b|\blittle (?:chance|hope|prospect)\b", re.I), 0.20),
    (re.compile(r"\b(?:likely|probabl\w*|expected to|set to)\b", re.I), 0.70),
    (re.compile(r"\b(?:even chance|as likely as not|fifty-fifty)\b", re.I), 0.50),
)


def by_when(words: str | None, made: dt.date | None) -> tuple[dt.date, dt.date] | None:
    """First and last day within which it is to come true, counted from the day it was said; None where none is told."""
    if not words or made is None:
        return None
    if match := _IN_YEAR.search(words):
        year = int(match["year"])
        return (made, dt.date(year, 12, 31)) if year >= made.year else None
    if match := _END.search(words):
        ahead = "next" in match[0].lower()
        return made, _end_of(match["unit"] or "year", made, next_one=ahead)
    if match := _SPAN.search(words):
        count = match["count"].lower().removesuffix(" of")
        number = int(count) if count.isdigit() else _NUMBER[count]
        return made, made + dt.timedelta(days=min(number * _DAYS[match["unit"].lower()], 36500))
    if match := _COMING.search(words):
        unit = match["unit"].lower()
        if match[0].lower().endswith("s") and unit in _DAYS:
            return made, made + dt.timedelta(days=4 * _DAYS[unit])
        if unit in _DAYS:
            return made, _end_of(unit, made, next_one=True)
        return made, made + dt.timedelta(days=365)
    for pattern, days in _LOOSE:
        if pattern.search(words):
            return made, made + dt.timedelta(days=days)
    return None


def _end_of(unit: str, made: dt.date, *, next_one: bool) -> dt.date:
    unit = unit.lower()
    if unit == "week":
        return made + dt.timedelta(days=6 - made.weekday() + 7 * next_one)
    if unit == "year":
        return dt.date(made.year + next_one, 12, 31)
    month = made.month - 1 + next_one
    year, month = made.year + month // 12, month % 12 + 1
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def direction_of(text: str) -> Direction:
    """Which way an expectation points; "unclear" where its words name neither or both."""
    better, worse = _BETTER.search(text), _WORSE.search(text)
    if better and worse:
        return "unclear"
    if not better and not worse:
        return "steady" if _SAME.search(text) else "unclear"
    if _NOT.search(text):
        # no breakthrough is no change; no war is none either
        return "steady"
    if _SAME.search(text):
        return "steady"
    return "warming" if better else "cooling"


def likelihood_of(text: str) -> float | None:
    """The probability that the words state, as readers take them; None where they state none."""
    return next((value for pattern, value in _LIKELY if pattern.search(text)), None)
