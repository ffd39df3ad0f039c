"""Sums of money and measured quantities in English news.

"US$400 billion" is a :class:`~detente.records.Amount`, "about 2,000 miles" a
:class:`~detente.records.Quantity`. A range gives two finds over the same words, its low end and its high
end. Words of caution ("about", "up to") are not part of a find.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from detente.coding.intervals import MONTHS
from detente.coding.measures import CURRENCY_NAMES, CURRENCY_SIGNS, TIGHT_UNITS, UNITS, currency_of
from detente.coding.numerals import (
    DIGITS,
    SCALE_LETTERS,
    SCALE_WORDS,
    WORDS,
    scale_value,
    value_of,
    words,
)  # fmt: skip
from detente.records import Amount, Quantity

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """``value`` as read from ``text[start:end]``."""

    start: int
    end: int
    value: T


def _longest_first(names: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", _S) for w in sorted(names, key=len, reverse=True))


# A blank, or one line break: a number and its unit do not lie in two paragraphs.
_S = r"(?:[ \t\u00a0\u202f]{1,2}|\r?\n)"
_GAP = r"(?:[ \t\u00a0\u202f]{1,2}|\r?\n|-)"


def _scale_group(name: str) -> str:
    """ "2 hundred thousand" and "5 lakh crore" take two scale words."""
    return (
        rf"(?:{_GAP}?(?P<{name}>{SCALE_LETTERS}(?![\w])"
        rf"|(?i:{SCALE_WORDS}(?:{_GAP}{SCALE_WORDS})?)\b))?"
    )


_LOW_SCALE, _HIGH_SCALE = _scale_group("lowscale"), _scale_group("highscale")
# "and" joins the ends of a range only after "between".
_BETWEEN_WORD = r"(?P<between>\b(?i:between)[ ])?"
_TO = r"(?(between)[ ](?:and|to)[ ]|(?:\s?(?:-|–|—)\s?|[ ]to[ ]))"
_SIGN = _longest_first(CURRENCY_SIGNS)
_NAME = _longest_first(CURRENCY_NAMES)
_NATION = (
    r"(?P<nation>(?:[A-Z][a-z]{2,14}|US|U\.S\.|UK|U\.K\.|CFA)"
    r"(?:[ ](?:Kong|Zealand|Lankan|African|Arabian|Korean|Leone|Sudanese))?)"
)

_SIGNED = re.compile(
    rf"{_BETWEEN_WORD}(?<![\w$€£¥])(?P<sign>{_SIGN})[ \u00a0]?(?P<low>{DIGITS})" + _LOW_SCALE
    + rf"(?:{_TO}(?:(?P=sign)[ \u00a0]?)?(?P<high>{DIGITS})" + _HIGH_SCALE + r")?(?![\w])"
)  # fmt: skip
_NAMED = re.compile(
    rf"{_BETWEEN_WORD}(?<![\w$€£¥.,-])(?P<low>{DIGITS}|(?i:\b{WORDS}))" + _LOW_SCALE
    + rf"(?:{_TO}(?P<high>{DIGITS}|(?i:{WORDS}))" + _HIGH_SCALE + ")?"
    + rf"{_GAP}(?:of{_S})?(?:{_NATION}{_S})?"
    rf"(?P<name>(?i:{_NAME})|USD|EUR|GBP|JPY|CNY|RMB|RUB|INR|CHF)"
    + r"(?![\w])(?P<weight>[ ]of[ ][a-z])?"
)  # fmt: skip

_PLURALS = [w for w, unit in UNITS.items() if w != unit or unit in ("aircraft", "personnel")]
_SINGULARS = [w for w, unit in UNITS.items() if w == unit]
_PLURAL, _SINGULAR = _longest_first(_PLURALS), _longest_first(_SINGULARS)
# Words that may stand between a number and what it counts: lower-case or capital adjectives, type names.
_BETWEEN = (
    rf"(?:(?!(?:(?i:{'|'.join(MONTHS)})|of|and|or|in|on|at|to|for|by|with|from|the|a|an|per|is|was|were|are|has|have|had|that"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|dozen|which|who|will|would|after|before|as|than|since|said|into|over|under|its|their|his|her|out)\b)"
    rf"(?:U\.S\.|U\.K\.|[A-Za-z][\w'’/-]{{0,20}}){_S}){{0,3}}?"
)
# Not a year of age, nor the owner of what follows.
_NO_MORE = r"(?!['’]s\b|[- ]old\b|-)"
_COUNTED = re.compile(
    rf"{_BETWEEN_WORD}(?<![\w$€£¥.,/-])(?P<low>(?P<one>(?i:\bone|\bhalf[ ]an?)\b)|{DIGITS}|(?i:\b{WORDS}))"
    + _LOW_SCALE + rf"(?:{_TO}(?P<high>{DIGITS}|(?i:{WORDS}))" + _HIGH_SCALE + ")?"
    + rf"(?:{_GAP}?(?P<tight>{_longest_first(TIGHT_UNITS)})(?![\w])"
    + rf"|(?P<per>{_GAP}(?i:per[ ]?cent(?:age[ ]points?)?|pc))\b"
    + rf"|(?P<hyphened>-(?i:{_SINGULAR}))\b{_NO_MORE}"
    + rf"|(?(one){_S}{_BETWEEN}(?P<single>(?i:{_SINGULAR}))"
    + rf"|{_S}(?:of{_S}(?:the{_S})?)?{_BETWEEN}(?P<unit>(?i:{_PLURAL})))\b{_NO_MORE})"
    + rf"(?P<rate>{_S}(?i:an?|per|each|every){_S}(?i:day|year|month|week|hour)\b"
    + rf"|{_S}(?i:daily|annually|yearly)\b)?"
)  # fmt: skip

# "Five won their seats": without a scale word the verb is meant.
_ALSO_VERBS = ("won",)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d$")
_YEAR_BEFORE = re.compile(r"(?i:\b(?:in|since|until|by|during|before|after|of|from|and|to|early|late|mid)[\s-])$")
_DESIGNATION = re.compile(r"(?i:\b(?:resolution|article|flight|no\.|number|chapter|section|directive|room))[ ]$")
_MONTH_DAY = re.compile(rf"(?:{'|'.join(MONTHS)})[ ]$")
_DIGIT_OR_NUMBER_WORD = re.compile(
    r"\d|(?i:\b(?:half|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|dozen)\b)"
)


class _Taken:
    """Stretches of text already read, asked about from left to right."""

    def __init__(self, found: Iterable[Found[Amount]]) -> None:
        self._spans = sorted((f.start, f.end) for f in found)
        self._next = 0

    def meets(self, start: int, end: int) -> bool:
        """True if ``start:end`` overlaps a stretch; ``start`` never goes back between calls."""
        while self._next < len(self._spans) and self._spans[self._next][1] <= start:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next][0] < end


def amounts(text: str) -> list[Found[Amount]]:
    """Sums of money in ``text``, in order; a dollar is the United States' unless the words say otherwise."""
    found: list[Found[Amount]] = []
    if not _DIGIT_OR_NUMBER_WORD.search(text):
        return found
    for match in _SIGNED.finditer(text):
        end = match.end() + _name_after_sign(text, match.end())
        found += _sums(match, _start(match), end, text, CURRENCY_SIGNS[match["sign"].strip()])
    taken = _Taken(found)
    for match in _NAMED.finditer(text):
        if taken.meets(match.start(), match.end()):
            continue
        currency = currency_of(match["nation"], match["name"])
        if match["name"].lower() in _ALSO_VERBS and not (match["lowscale"] or "," in match["low"]):
            continue
        if currency is None or (match["name"].lower() in ("pound", "pounds") and _is_weight(match)):
            continue
        end = match.start("weight") if match["weight"] else match.end()
        found += _sums(match, _start(match), end, text, currency)
    return sorted(found, key=lambda f: (f.start, f.end, f.value.value))


def _sums(match: re.Match[str], start: int, end: int, text: str, currency: str) -> list[Found[Amount]]:
    said = text[start:end]
    return [Found(start, end, Amount(value=v, currency=currency, text=said)) for v in _values(match)]


def quantities(text: str) -> list[Found[Quantity]]:
    """Measured and counted quantities that are not money, in order; units singular."""
    found: list[Found[Quantity]] = []
    if not _DIGIT_OR_NUMBER_WORD.search(text):
        return found
    money = _Taken(amounts(text))
    for match in _COUNTED.finditer(text):
        if money.meets(match.start(), match.end()):
            continue
        if _is_date_or_name(text, match):
            continue
        unit = _unit_of(match)
        end = match.end()
        if match["rate"] and unit not in _RATED:
            end = match.start("rate")
        factor, unit = (1e9, "cubic metre") if match["tight"] == "bcm" else (1.0, unit)
        start = _start(match)
        said = text[start:end]
        found += [Found(start, end, Quantity(value=v * factor, unit=unit, text=said)) for v in _values(match)]
    return found


# Flows; "a year" after anything else says how often, which is not part of the quantity.
_RATED = frozenset(
    f"{unit} per {period}"
    for unit in ("barrel", "tonne", "cubic metre", "cubic foot")
    for period in ("day", "month", "year")
)


def _start(match: re.Match[str]) -> int:
    """Where the find begins: "between" is left outside."""
    return match.end("between") if match["between"] else match.start()


def _values(match: re.Match[str]) -> list[float]:
    """The number of a match, or the two ends of its range."""
    low, low_scale = value_of(match["low"]), _scale(match["lowscale"])
    if not match["high"]:
        return [_tidy(low * low_scale)]
    high_scale = _scale(match["highscale"])
    # "10-15 billion": the scale word is said once, for both.
    ends = (low * (low_scale if match["lowscale"] else high_scale), value_of(match["high"]) * high_scale)
    return [_tidy(v) for v in ends]


def _tidy(value: float) -> float:
    """Without the dust of binary fractions: 32.8 times a thousand million is 32,800,000,000."""
    return round(value, 6 if value < 1e6 else 2)


def _scale(said: str | None) -> float:
    value = 1.0
    for word in re.split(r"[\s\u00a0\u202f-]+", said or ""):
        value *= scale_value(word)
    return value


def _name_after_sign(text: str, at: int) -> int:
    """Length of a currency name said after a sign ("$5 billion dollars", "$20m AUD")."""
    found = re.match(r"[ ](?:dollars|euros|pounds(?:[ ]sterling)?|USD)\b", text[at : at + 24])
    return found.end() if found else 0


def _is_weight(match: re.Match[str]) -> bool:
    """ "200 pounds of explosives" weighs; "20 million pounds" and "pounds sterling" are money."""
    small = not match["lowscale"] and not match["nation"] and value_of(match["low"]) < 1e3
    return bool(match["weight"]) or small


def _is_date_or_name(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 14) : match.start()]
    low = match["low"]
    if match["tight"] or match["per"]:
        return False
    if match["lowscale"]:
        return False
    if _DESIGNATION.search(before) or (_MONTH_DAY.search(before) and low.isdigit() and int(low) < 32):
        return True
    if _YEAR.match(low) and _unit_words(match) not in _LENGTHS:
        return bool(_YEAR_BEFORE.search(before))
    # "one of the soldiers", "one day" count nothing.
    return low.lower() == "one" and (match["unit"] is not None or match["single"] == "day")


_LENGTHS = words("mile miles kilometre kilometres kilometer kilometers")


def _unit_words(match: re.Match[str]) -> str:
    """The unit as written, in lower case, a blank between its words."""
    written: str = match["unit"] or match["single"] or match["hyphened"]
    return re.sub(r"[\s\u00a0\u202f]+", " ", written.lower()).lstrip("-")


def _unit_of(match: re.Match[str]) -> str:
    if match["per"]:
        return "percentage point" if "point" in match["per"].lower() else "per cent"
    unit = TIGHT_UNITS[match["tight"]] if match["tight"] else UNITS[_unit_words(match)]
    if match["rate"]:
        rated = f"{unit} per {_period(match['rate'])}"
        if rated in _RATED:
            return rated
    return unit


def _period(rate: str) -> str:
    word = rate.split()[-1].lower()
    return {"daily": "day", "annually": "year", "yearly": "year"}.get(word, word)
