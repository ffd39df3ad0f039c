"""The prefix of a wire story: place, day and agency before the first sentence."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from detente.ingest.dates import DATE, MONTHS, parse_date

_MONTH = "(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")\.?"
_MONTH_DAY = rf"(?:{_MONTH}\s+\d{{1,2}}|\d{{1,2}}\.?\s+{_MONTH})(?!\d)"
_IN_STATE = r"(?:,\s+[A-Z][\w.]+(?: [A-Z][\w.]+)?)?"
_CAPS_PLACE = rf"[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.'’-]{{2,}}(?:[ /][A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.'’-]*){{0,3}}{_IN_STATE}"
_PLACE = rf"[A-ZÀ-ÞА-Я][\w.'’-]+(?:[ /][A-ZÀ-ÞА-Я][\w.'’-]+){{0,3}}{_IN_STATE}"
_AGENCY = r"(?:[(\[](?P<agency>[A-Za-zÀ-ÿА-я][\w.&/' -]{1,30})[)\]])"
# "MOSCOW, May 12. /TASS/. ", the form of agencies east of Vienna
_SLASHED = r"\.?\s*/(?P<slashed>[A-Z][\w .-]{1,20})/\.?\s+(?=\S)"
_DATELINE = re.compile(
    rf"(?P<place>{_CAPS_PLACE}|{_PLACE})"
    rf"(?:,?\s+(?P<date>(?i:{DATE.replace('?P<', '?P<x_')})|(?i:{_MONTH_DAY})))?(?:{_SLASHED}"
    rf"|,?\s*{_AGENCY}?(?:\s*(?:--|[-–—―])\s*|:\s+)(?=\S))"
)
# Words in capitals that open a paragraph and name no place: bodies, labels, speakers of a transcript.
_NO_PLACE = re.compile(
    r"\b(?:NATO|OPEC|OSCE|BRICS|UNESCO|ASEAN|NAFTA|UNICEF|INTERPOL|QUAD|AUKUS|IAEA|ECOWAS"
    r"|UPDATE|CORRECTED|EXCLUSIVE|BREAKING|ANALYSIS|WATCH|OPINION|EXPLAINER|FACTBOX|REPORTER|HOST"
    r"|PRESIDENT|SECRETARY|MINISTER|PRIME|FOREIGN|AMBASSADOR|QUESTION|ANSWER|MODERATOR|SPOKESMAN)\b"
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """A wire prefix: ``length`` characters to cut; ``date`` only where the year stands in it."""

    length: int
    place: str
    agency: str | None
    date: dt.date | None


def dateline(text: str) -> Dateline | None:
    """The wire prefix at the start of a paragraph ("VIENNA, May 14 (Agency) — "), or None.

    A place in ordinary letters needs a date or an agency beside it; a place in capitals needs a
    dash or a colon.
    """
    found = _DATELINE.match(text, 0, 160)
    if not found or found.end() >= len(text):
        return None
    place, date, agency = found["place"], found["date"], found["agency"] or found["slashed"]
    caps = place.split(",")[0]
    goes_on = _starts(text[found.end() :])
    if not (date or agency) and (not caps.isupper() or len(caps) < 4 or _NO_PLACE.search(caps) or not goes_on):
        return None
    if agency and not date and not caps.isupper() and not goes_on:
        return None
    return Dateline(found.end(), place, agency, parse_date(date) if date and re.search(r"\d{4}", date) else None)


def _starts(text: str) -> bool:
    return text[:1].isupper() or text[:1] in "“\"‘'«„0123456789"
