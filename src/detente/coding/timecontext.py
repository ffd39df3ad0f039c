"""Whether the words around "May", "spring" or "2014" make it a time."""

from __future__ import annotations

import re

from detente.coding.numerals import words
from detente.coding.timejoins import Span
from detente.coding.years import year_in_context

_MONTH_PREPOSITIONS = words("in since until till before after from during by between for of through into throughout")
# The others are also names ("April", "August"), a verb or a walk; these need no company.
_ONLY_MONTHS = words("January February July September October November December")
_SEASON_PREPOSITIONS = words("in since until till before during by between after")
_LIST_GAP = re.compile(r"(?:,|,?\s(?:and|or))\s")
_COUNTS = re.compile(r"\s(?!was\b|has\b|is\b)[a-z]+s\b|[\w%-]")
_DETERMINER = re.compile(r"(?i:\b(?:the|an?|his|her|its|their|our|this|that)|['’]s)\s{1,2}$")
_NEXT_WORD = re.compile(r"[ \u00a0]([a-z]{3,})")
# What may follow "March" or "May" after "the" without making it a month, and what may follow "since May".
_NOT_AFTER_MONTH = words(
    "for the and was were has had will with that who government cabinet administration premiership"
)
_BEFORE_MAY_NAMED = words("by of for from")
_AFTER_BARE_MAY = re.compile(r"\s{0,2}(?:$|[.,;:!?)\"”’–—]|(?:when|and|but|as|or|this|last|next|to)\b)")


def supported(text: str, span: Span, preposition: str, previous: Span | None) -> bool:
    """True if the words around a weak find make it a time.

    ``preposition`` is the one before it (``""`` if none), ``previous`` the expression before it: in
    "in 2006, 2009 and 2013" the first year vouches for the others.
    """
    after = text[span.end : span.end + 24]
    preposition = preposition.rsplit(" ", 1)[-1]
    if previous is not None and _LIST_GAP.fullmatch(text, previous.end, span.start):
        if span.find.weak == previous.find.weak == "year":
            return year_in_context(text, span.find.start, span.find.end) or not _COUNTS.match(after)
        if span.find.weak == previous.find.weak:
            return True
    match span.find.weak:
        case "year":
            return year_in_context(text, span.find.start, span.find.end)
        case "month":
            if text[span.start : span.end].title() in _ONLY_MONTHS:
                return not text[max(0, span.start - 6) : span.start].endswith("Black ")
            may = text[span.start : span.end].lower() == "may"
            if preposition in _MONTH_PREPOSITIONS:
                if not may or preposition in ("in", "during", "throughout"):
                    return True
                # "rejected by May" is a prime minister; "until May," is a month.
                return preposition not in _BEFORE_MAY_NAMED and bool(_AFTER_BARE_MAY.match(after))
            following = _NEXT_WORD.match(after)
            return bool(
                following
                and following[1] not in _NOT_AFTER_MONTH
                and _DETERMINER.search(text[max(0, span.start - 8) : span.start])
            )
        case "season":
            if preposition not in _SEASON_PREPOSITIONS:
                return False
            # "in the fall of Kabul" is no season; nor is "in the Spring Valley".
            return not re.match(r"\s(?:of|from|in)\b|\s[A-Z]", after)
        case "unit":
            return False
    return True
