"""Who wrote the page and what the page says of them; the outlet; the wire dateline.

Bylines are read where pages put them: lines of their own before the story ("By Jane Doe, Moscow
correspondent"; a bare name above a role or a date) and a note on the writer after it ("The writer is
an Associate at ..."; "Jane Doe is a professor at ..."). A sentence of the story that happens to say what
a person is stays in the story: the person of a note is not named anywhere else in it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from detente.ingest.blocks import ends_sentence, words
from detente.ingest.dates import DATE, DATE_RE, MONTHS, date_line, parse_date

_NAME_WORD = r"(?:[A-ZÀ-ÞА-ЯŁŚŻČŠŽĐİ][\w'’.-]*|[A-Z]\.|(?:de|van|von|der|den|bin|ibn|al|el|la|le|da|di|dos|du|af|ter|zu)(?=\s))"
_NAME = rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}"
_NAMES = rf"{_NAME}(?:(?:\s*,\s*|\s+(?:and|und|et|y|e|и|with|&)\s+|\s*,\s*(?:and|und)\s+){_NAME}){{0,5}}"
_BY = re.compile(r"^\s*(?:by|written by|text by|words by|author|authors|analysis by|opinion by|comment by|von|par|por|di|автор|autor(?:in)?)\s*[:\s]\s*(?=\S)", re.IGNORECASE)
_ROLE_WORDS = (
    r"correspondent|editor|reporter|columnist|writer|journalist|contributor|commentator|analyst|bureau chief|staff|chief"
    r"|professor|lecturer|reader in|fellow|associate|researcher|scholar|scientist|director|dean|chair|head|president of|founder|co-founder|partner"
    r"|ambassador|diplomat|minister|adviser|advisor|consultant|strategist|economist|historian|author|expert|specialist|candidate|student|teacher|teaches|visiting"
    r"|korrespondent(?:in)?|redakteur(?:in)?|redaktion|autor(?:in)?|professor(?:in)?|leiter(?:in)?|journalist(?:in)?|correspondant|корреспондент|member of|senior|research"
)
_ROLE = re.compile(rf"\b(?:{_ROLE_WORDS})\b", re.IGNORECASE)
_WRITER_NOTE = re.compile(
    r"^[\s•·*–—-]*(?:the|this)\s+(?:writer|author|columnist|commentator|reporter)s?,?\s+(?P<name>[^,]{3,60},\s+)?(?:is|are|was|has been|works|teaches|serves|served|covers|reports)\b"
    r"|^[\s•·*–—-]*(?:der autor|die autorin|l['’]auteur|el autor)\s+(?:ist|est|es)\b",
    re.IGNORECASE,
)
_NAMED_NOTE = re.compile(
    rf"^[\s•·*–—-]*(?P<name>(?:(?:Dr|Prof|Professor|Sir|Dame|Lord|Amb|Ambassador|Gen|General)\.?\s+)?{_NAME}(?:\s+and\s+{_NAME})?)\s*,?\s+"
    r"(?P<verb>is|are|was|has been|works|teaches|serves|covers|reports|writes|heads|leads|directs|holds|ist|leitet|lehrt|schreibt|berichtet)\s+(?P<what>.+)$",
    re.DOTALL,
)
_BIO_VERBS = frozenset("works teaches serves covers reports writes heads leads directs holds leitet lehrt schreibt berichtet".split())
_IS = re.compile(r"\b(?:is|are|was|has been|ist|est|es)\s+", re.IGNORECASE)
_OUTLET_LINE = re.compile(
    r"^(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)?\d\d)?)?\s*,?\s*(?:by\s+)?(?P<outlet>[^.|,©]{2,60}?)\s*(?:(?:19|20)\d\d)?\s*(?:[.|,]|all rights|$)"
    r"|\b(?:first|originally|previously)\s+(?:published|appeared)\s+(?:in|on|by|at)\s+(?P<first>(?:the\s+)?[A-ZÀ-Þ][\w'’&.-]*(?:\s+(?:of|and|[A-ZÀ-Þ][\w'’&.-]*)){0,5})",
    re.IGNORECASE,
)
_MONTH_DAY = (
    r"(?:(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")\.?\s+\d{1,2}"
    r"|\d{1,2}\.?\s+(?:" + "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True)) + r")\.?)"
)
_CAPS_PLACE = r"[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.'’-]{2,}(?:[ /][A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я.'’-]*){0,3}(?:,\s+[A-Z][\w.]+(?: [A-Z][\w.]+)?)?"
_PLACE = r"[A-ZÀ-ÞА-Я][\w.'’-]+(?:[ /][A-ZÀ-ÞА-Я][\w.'’-]+){0,3}(?:,\s+[A-Z][\w.]+(?: [A-Z][\w.]+)?)?"
_AGENCY = r"(?:[(\[](?P<agency>[A-Za-zÀ-ÿА-я][\w.&/' -]{1,30})[)\]])"
_DASH = r"\s*(?:[-–—]{1,2}|--|―)\s*"
_DATELINE = re.compile(
    rf"^(?P<place>(?:{_CAPS_PLACE}|{_PLACE}))"
    rf"(?:,?\s+(?P<date>(?i:{DATE.replace('?P<', '?P<x_')})|(?i:{_MONTH_DAY})))?,?\s*{_AGENCY}?(?:{_DASH}|:\s+)(?=\S)"
)
_NOT_PLACES = frozenset("NATO OPEC OSCE BRICS UNESCO ASEAN NAFTA UNICEF INTERPOL UPDATE CORRECTED EXCLUSIVE BREAKING ANALYSIS".split())


@dataclass(frozen=True, slots=True)
class Byline:
    """A writer's line: ``name`` as written, ``standing`` what the line says of the writer, if anything."""

    name: str | None
    standing: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """A wire prefix: ``length`` characters to cut; ``date`` only where the year stands in it."""

    length: int
    place: str
    agency: str | None
    date: dt.date | None


def byline(text: str) -> Byline | None:
    """``text`` read as a "By ..." line, or None."""
    if len(text) > 200 or not (opening := _BY.match(text)):
        return None
    rest = text[opening.end() :].strip()
    date = parse_date(rest)
    if date_at := DATE_RE.search(rest):
        rest = re.sub(r"(?i)[\s,|•·–—-]*(?:published|posted|on|updated)?\s*:?\s*$", "", rest[: date_at.start()])
    parts = [p for p in re.split(r"\s*[|•·]\s*|\s+[–—]\s+|\s+-\s+", rest) if p]
    if not parts:
        return None
    found = re.match(rf"(?:{_NAMES})(?=$|,|\s+in\s|\s+for\s|\s+at\s|\s*\()", parts[0]) or (
        re.match(_NAMES, parts[0].title()) if parts[0].isupper() else None
    )
    if not found or (ends_sentence(text) and len(words(text)) > 8 and not parts[0].isupper()):
        return None
    name, tail = _split_role(parts[0][: found.end()]), parts[0][found.end() :]
    own_role = parts[0][len(name) : found.end()]
    standing = " ".join((own_role + tail).strip(" ,.()").split()) or None
    if standing and re.match(r"(?:in|for)\s", standing) and not _ROLE.search(standing):
        standing = None
    if standing is None and len(parts) > 1 and _ROLE.search(parts[1]):
        standing = parts[1].strip(" ,.")
    return Byline(_proper(name.strip(" ,.")), standing, date)


def _split_role(names: str) -> str:
    """The names of "Jane Doe, Moscow Correspondent" without the role, which is capitalised too."""
    head, comma, tail = names.partition(",")
    return head if comma and _ROLE.search(tail) else names


def _proper(name: str) -> str:
    """JANE DOE as Jane Doe; other names as written."""
    return name.title() if name.isupper() and len(name) > 4 else name


def is_name(text: str) -> bool:
    """Whether a line is one to three personal names and nothing else."""
    return 2 <= len(words(text)) <= 8 and not text.isupper() and bool(re.fullmatch(_NAMES, text)) and not ends_sentence(text)


def is_role(text: str) -> bool:
    """Whether a short line says what a writer is ("Diplomatic editor", "Professor of law, X University")."""
    return len(words(text)) <= 14 and not ends_sentence(text) and bool(_ROLE.search(text))


def writer_note(text: str, body: str, known: str | None, last: bool = True) -> Byline | None:
    """``text`` read as a note on the writer at the end of a page.

    ``body`` is the story without it, ``known`` the byline found so far. A named note counts only when
    the person is the known writer or is named nowhere in the story, so that a last paragraph on a
    protagonist stays. ``last`` tells that nothing but furniture follows.
    """
    if len(text) > 600:
        return None
    if found := _WRITER_NOTE.match(text):
        verb = _IS.search(text, found.end() - 4 if found.end() > 4 else 0) or _IS.search(text)
        name = (found["name"] or "").strip(" ,") or None
        return Byline(name, _standing(text[verb.end() :] if verb else text))
    found = _NAMED_NOTE.match(text)
    if not found:
        return None
    name = found["name"].strip(" ,")
    surname = words(name)[-1] if words(name) else ""
    writer = bool(known and surname and surname.lower() in known.lower())
    if not writer and (not last or len(words(name)) < 2 or re.search(rf"\b{re.escape(surname)}\b", body)):
        return None
    what = found["what"]
    if not _ROLE.search(what[:200]) and found["verb"] not in _BIO_VERBS and not writer:
        return None
    if not writer and not re.search(r"\b(?:at|of|in|for|with|an|bei|für|the author)\b", what):
        return None
    return Byline(name, _standing(what if found["verb"] in {"is", "are", "was", "has been", "ist"} else f"{found['verb']} {what}"))


def _standing(text: str) -> str:
    """The first sentence of a note, without its stop."""
    first = re.split(r"(?<=[a-z0-9)”\"])\.\s+(?=[A-Z“\"])", text.strip(), maxsplit=1)[0]
    return first.strip(" .")


def outlet_in(text: str) -> str | None:
    """The outlet that a copyright or "first published in" line names."""
    found = _OUTLET_LINE.search(text) if len(text) <= 300 else None
    if not found:
        return None
    name = (found["outlet"] or found["first"] or "").strip(" .,-–—")
    name = re.sub(r"(?i)\s*(?:all rights reserved|ltd|inc|llc|gmbh)\.?$", "", name).strip(" .,-–—")
    return name if re.search(r"[^\W\d_]{2}", name) and not name.lower().startswith("all rights") else None


def dateline(text: str) -> Dateline | None:
    """The wire prefix at the start of a paragraph ("VIENNA, May 14 (Agency) — "), or None.

    A place in ordinary letters needs a date or an agency beside it; a place in capitals needs a dash.
    """
    found = _DATELINE.match(text, 0, 160)
    if not found or found.end() >= len(text):
        return None
    place, date, agency = found["place"], found["date"], found["agency"]
    marked = bool(date or agency)
    if not marked:
        caps = place.split(",")[0]
        colon = text[: found.end()].rstrip().endswith(":")
        if colon or not caps.isupper() or len(caps) < 4 or caps in _NOT_PLACES or not _starts(text[found.end() :]):
            return None
    if agency and not date and not place.split(",")[0].isupper() and not _starts(text[found.end() :]):
        return None
    return Dateline(found.end(), place, agency, parse_date(date) if date and re.search(r"\d{4}", date) else None)


def _starts(text: str) -> bool:
    return text[:1].isupper() or text[:1] in "“\"‘'«„0123456789"


__all__ = ["Byline", "Dateline", "byline", "date_line", "dateline", "is_name", "is_role", "outlet_in", "writer_note"]
