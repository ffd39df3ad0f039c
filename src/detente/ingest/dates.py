"""Dates of publication as pages write them: only whole days that are written out, never guessed.

``16 May 2019``, ``May 16, 2019``, ``2019-05-16``, ``16.05.2019`` are read; ``05/06/2019`` is not, since
it is two days to two readers; ``May 2019`` is not a day. Month names in English, German, French,
Spanish, Italian, Portuguese and Russian.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

_MONTH_NAMES = """
january jan januar jänner janvier enero gennaio janeiro января
february feb februar février febrero febbraio fevereiro февраля
march mar märz mars marzo março марта
april apr avril abril aprile апреля
may mai mayo maggio maio мая
june jun juni juin junio giugno junho июня
july jul juli juillet julio luglio julho июля
august aug août agosto августа
september sep sept septembre septiembre settembre setembro сентября
october oct oktober okt octobre octubre ottobre outubro октября
november nov novembre noviembre novembro ноября
december dec dezember dez décembre diciembre dicembre dezembro декабря
"""
MONTHS: dict[str, int] = {
    name: number for number, row in enumerate(_MONTH_NAMES.strip().splitlines(), start=1) for name in row.split()
}
_MONTH = "(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")\.?"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:1[89]|20)\d\d"
DATE = (
    rf"(?P<ymd>{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:T[\d:.,+Z-]*)?"
    rf"|(?P<dm>{_DAY}(?:st|nd|rd|th|er|º|\.)?[ -]+(?:de |of )?{_MONTH},?[ -]+(?:de )?{_YEAR})"
    r"(?:\s*г(?:ода|\.)?)?"
    rf"|(?P<md>{_MONTH}[ ]+{_DAY}(?:st|nd|rd|th)?,?[ ]+{_YEAR})"
    rf"|(?P<dots>{_DAY}\.(?:0?[1-9]|1[0-2])\.{_YEAR})"
    rf"|(?P<slashes>\d\d?/\d\d?/{_YEAR}|\d\d?-\d\d?-{_YEAR}|{_YEAR}/\d\d/\d\d)"
)
DATE_RE = re.compile(rf"(?<![\w/])(?:{DATE})(?![\w/])", re.IGNORECASE)

_PUBLISHED = (
    r"(?:this is an archive article )?(?:first |originally )?"
    r"(?:published|posted|issued|released|filed|(?:date )?created)"
    r"(?: (?:on|at|online))?"
    r"|publication date|date(?: of (?:issue|publication|release))?|release date|press release"
    r"|veröffentlicht(?: am)?|erschienen(?: am)?|erstellt(?: am)?|datum|publié(?:e)? le|publicado(?: el| em)?"
    r"|pubblicato(?: il)?|опубликовано|дата(?: публикации)?|for immediate release"
)
_UPDATED = (
    r"(?:last )?(?:updated|modified|edited|revised|changed|reviewed)(?: (?:on|at))?|last update|update"
    r"|aktualisiert(?: am)?|zuletzt (?:geändert|aktualisiert)(?: am)?|stand|mis à jour(?: le)?|actualizado"
    r"|обновлено"
)
_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado"
    r"|domingo"
)
_CLOCK = (
    r"(?:at |um |à |, |[-–—|•·] ?)*\d{1,2}[:.h]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?(?:uhr)?\s*"
    r"\(?(?:utc|gmt|bst|est|edt|et|cet|cest|msk|ist|jst|hkt|sgt|local time|pst|pdt)?"
    r"(?:[+-]\d{1,2}(?::?\d\d)?)?\)?"
    r"|\d{1,2} ?[ap]\.?m\.?\s*(?:utc|gmt|bst|est|edt|et|cet|ist)?"
)
_AGO = r"\d+ (?:minute|hour|day|week|month|year)s? ago"
_READ_TIME = r"\d+[ -]?min(?:ute)?s?(?: to)?(?: read)?|\d+ min\.? lesezeit"
# "Brussels, 16 May 2019", "VIENNA – 16 May 2019": the place and day line of press releases.
_PLACE = r"(?P<place>[A-ZÀ-ÞА-Я][\w'’.-]+(?: [A-ZÀ-ÞА-Я][\w'’.-]+){0,2})"
_DATE_LINE = re.compile(
    rf"^[\s(\[]*(?:(?P<updated>{_UPDATED})|(?P<published>{_PUBLISHED}))?[\s:|–—-]*"
    rf"(?:(?-i:{_PLACE}),?\s*[|–—-]?\s*)?"
    rf"(?:(?:{_CLOCK})[\s,|–—-]+)?(?:(?:on|am|le|den|the)\s+)?(?:(?:{_WEEKDAY}),?\s+(?:the\s+|den\s+|le\s+)?)?"
    rf"(?P<date>{DATE})[\s,|•·/–—-]*(?:{_CLOCK})?[\s,|•·/–—-]*(?:{_READ_TIME}|{_AGO})?[\s.)\]]*(?P<rest>.*)$",
    re.IGNORECASE,
)
# "Posted on March 2, 2015 by Jane Doe": the writer's name, no more.
_BY_REST = re.compile(r"^(?:by|von|par|por|in)\s+[^.!?]{2,60}$", re.IGNORECASE)
_UPDATE_REST = re.compile(rf"^[\s,|(•·/–—-]*(?:{_UPDATED}|{_PUBLISHED})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DateLine:
    """A line that holds a date and nothing of the story.

    ``role`` is ``published`` when the line says so, ``updated`` when it speaks of a change, else ``bare``.
    ``date`` is None when the day cannot be told (``05/06/2019``).
    """

    date: dt.date | None
    role: Literal["published", "updated", "bare"]


def parse_date(text: str) -> dt.date | None:
    """The day that ``text`` names as a whole, or None where it names none or two readings exist."""
    found = DATE_RE.search(text)
    return _from_match(found) if found else None


def _from_match(found: re.Match[str]) -> dt.date | None:
    groups = found.groupdict()
    try:
        if groups["ymd"]:
            return dt.date.fromisoformat(groups["ymd"])
        named = groups["dm"] or groups["md"]
        if named:
            year, day = int(re.findall(_YEAR, named)[-1]), int(re.findall(r"\d+", named)[0])
            month = next(MONTHS[w] for w in re.findall(r"[^\W\d_]+", named.lower()) if w in MONTHS)
            return dt.date(year, month, day)
        if groups["dots"]:
            day, month, year = map(int, groups["dots"].split("."))
            return dt.date(year, month, day)
        return _slashed(groups["slashes"])
    except (ValueError, StopIteration):
        return None


def _slashed(text: str) -> dt.date | None:
    parts = [int(p) for p in re.split("[/-]", text)]
    if parts[0] > 31:
        return dt.date(*parts)
    first, second, year = parts
    if first > 12 >= second or first == second:
        return dt.date(year, second, first)
    if second > 12 >= first:
        return dt.date(year, first, second)
    return None


def date_line(text: str) -> DateLine | None:
    """``text`` read as a date line, or None when it is none (or holds more than a date)."""
    if len(text) > 160 or not any(c.isdigit() for c in text):
        return None
    found = _DATE_LINE.match(text)
    if not found:
        # "Updated 0814 GMT (1614 HKT) May 16, 2019"
        changed = re.match(rf"(?:{_UPDATED})\b", text, re.IGNORECASE) and DATE_RE.search(text)
        return DateLine(None, "updated") if changed and not text.endswith(".") else None
    rest = found["rest"]
    if rest and not (found["published"] and _BY_REST.match(rest)) and not _UPDATE_REST.match(rest):
        return None
    if found["updated"]:
        # "Updated 17 May 2019. Published 16 May 2019": the second half may name the day we want.
        later = date_line(rest.lstrip(" ,|(•·/–—-")) if rest else None
        return later if later and later.role == "published" else DateLine(None, "updated")
    return DateLine(_from_match(found), "published" if found["published"] else "bare")
