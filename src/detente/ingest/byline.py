"""Who wrote the page, what the page says of them, and the outlet.

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
from detente.ingest.dates import DATE_RE, parse_date

_PARTICLES = "de|van|von|der|den|bin|ibn|al|el|la|le|da|di|dos|du|af|ter|zu"
_NAME_WORD = rf"(?!(?:For|In|At|From|The|And|With)\b)(?:[A-ZÀ-ÞА-ЯŁŚŻČŠŽĐİ][\w'’.-]*|(?:{_PARTICLES})(?=\s))"
_NAME = rf"{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}"
_AND = r"(?:\s*,\s*(?:and\s+|und\s+)?|\s+(?:and|und|et|y|e|и|with|&)\s+)"
_NAMES = rf"{_NAME}(?:{_AND}{_NAME}){{0,5}}"
_BY = re.compile(
    r"\s*(?:(?:by|written by|text by|words by|analysis by|opinion by|comment by|von|par|por)\b\s*:?"
    r"|(?:authors?|автор|autor(?:in)?)\s*[:,])\s*(?=\S)",
    re.IGNORECASE,
)
_NO_WRITER = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october"
    r"|november|december|spring|summer|autumn|winter|the\b|contrast\b|comparison\b|\d",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    r"(?:the )?(?:reuters|afp|ap|tass|xinhua|dpa|cnn|bbc|bloomberg|agencies|agency|news agencies|staff"
    r"|editors|associated press|agence france-presse|editorial board"
    r"|staff (?:writer|reporter|correspondent)s?)",
    re.IGNORECASE,
)
_SAYS_DATE = re.compile(r"\b(?:published|posted|on|updated)$", re.IGNORECASE)
_READ_TIME = re.compile(r"\s*\d+[ -]min(?:ute)?s?(?: read)?$", re.IGNORECASE)
_ROLES = (
    "correspondent|editor|reporter|columnist|writer|journalist|contributor|commentator|analyst|bureau chief"
    "|staff|chief|professor|lecturer|reader in|fellow|associate|researcher|scholar|scientist|director|dean"
    "|chair|head|president of|founder|co-founder|partner|ambassador|diplomat|minister|adviser|advisor"
    "|consultant|strategist|economist|historian|author|expert|specialist|candidate|student|teacher|teaches"
    "|visiting|member of|senior|research|korrespondent(?:in)?|redakteur(?:in)?|redaktion|autor(?:in)?"
    "|professor(?:in)?|leiter(?:in)?|journalist(?:in)?|correspondant|корреспондент"
)
_ROLE = re.compile(rf"\b(?:{_ROLES})s?\b", re.IGNORECASE)
_BIO_VERBS = frozenset(
    (
        "served as",
        "has served as",
        "worked as",
        "works",
        "teaches",
        "serves",
        "covers",
        "reports",
        "writes",
        "heads",
        "leads",
        "directs",
        "holds",
        "taught",
        "has taught",
        "edited",
        "edits",
        "reported",
        "covered",
        "led",
        "headed",
        "directed",
        "served",
        "has written",
        "wrote",
        "worked",
    )
) | {"leitet", "lehrt", "schreibt", "berichtet"}
_IS_VERBS = frozenset(("is", "are", "was", "has been", "ist", "est", "es"))
_BIO_VERB = "(?P<verb>" + "|".join(sorted(_BIO_VERBS | _IS_VERBS)) + ")"
_MARK = r"[\s•·*_(\[–—-]*(?:(?i:about the (?:author|writer)s?)\s*[:.]?\s*)?"
_WRITER = (
    r"(?:(?:the|this|our)\s+)?(?:writer|author|columnist|commentator|reporter)s?"
    r"|der autor|die autorin|l['’]auteur|el autor"
)
_WRITER_NOTE = re.compile(
    rf"{_MARK}(?:{_WRITER}),?\s+(?:(?P<name>[^,]{{3,60}}),\s+)?{_BIO_VERB}\s+(?P<what>.+)",
    re.IGNORECASE | re.DOTALL,
)
_HONORIFIC = r"(?:(?:Dr|Prof|Professor|Sir|Dame|Lord|Amb|Ambassador|Gen|General)\.?\s+)?"
_NAMED_NOTE = re.compile(
    rf"{_MARK}(?P<name>{_HONORIFIC}{_NAME}(?:\s+and\s+{_NAME})?)"
    rf"(?:,\s+(?P<also>(?:an?|the|former)?\s?[^.]{{3,120}}?),)?\s+{_BIO_VERB}\s+(?P<what>.+)",
    re.DOTALL,
)
_PLACED = re.compile(r"\b(?:at|of|in|for|with|bei|für|an der|am)\b")
_COPYRIGHT = re.compile(
    r"(?:(?:©|\(c\)|copyright)\s*)+(?:\d{4}(?:\s*[-–]\s*\d{2,4})?)?\s*,?\s*(?:by\s+)?"
    r"(?P<outlet>[^.|,©]{2,60}?)\s*(?:\d{4})?\s*(?:[.|,]|all rights|$)",
    re.IGNORECASE,
)
_FIRST_IN = re.compile(
    r"\b(?:first|originally|previously)\s+(?:published|appeared|ran|printed)\s+(?:in|on|by|at)\s+"
    r"(?P<outlet>(?:[Tt]he\s+)?[A-ZÀ-Þ][\w'’&.-]*(?:\s+(?:of|and|[A-ZÀ-Þ][\w'’&.-]*)){0,5})"
)
_WRITTEN_FOR = re.compile(r"(?:For|FOR)\s+(?P<outlet>(?:The|THE)\s+[A-ZÀ-Þ][\w'’&-]*(?:\s+[A-ZÀ-Þ][\w'’&-]*){0,4})")


@dataclass(frozen=True, slots=True)
class Byline:
    """A writer's line: ``name`` as written, ``standing`` what the line says of the writer, if anything."""

    name: str | None
    standing: str | None = None
    date: dt.date | None = None


def byline(text: str) -> Byline | None:
    """``text`` read as a "By ..." line, or None."""
    if len(text) > 200 or not (opening := _BY.match(text)):
        return None
    rest = text[opening.end() :].strip()
    date = parse_date(rest)
    if date_at := DATE_RE.search(rest):
        before = rest[: date_at.start()].rstrip().removesuffix(":").rstrip()
        rest = _SAYS_DATE.sub("", before).rstrip(" \t\n,|•·–—-")
    rest = _READ_TIME.sub("", rest)
    if _HOUSE.fullmatch(rest.strip(" .")):
        return Byline(rest.strip(" ."), None, date)
    parts = [p for p in re.split(r"\s*[|•·]\s*|\s+[–—]\s+|\s+-\s+", rest) if p]
    if not parts or _NO_WRITER.match(parts[0]):
        return None
    line = parts[0].title() if parts[0].isupper() else parts[0]
    found = re.match(rf"(?:{_NAMES})(?=$|,|\s+(?i:in|for|at|from)\s|\s*\()", line)
    if not found or (ends_sentence(line) and found.end() < len(line.rstrip("."))):
        return None
    name = _without_role(line[: found.end()])
    if len(words(name)) < 2:
        return None
    standing = " ".join(line[len(name) :].strip(" ,.()").split()) or None
    if standing and not _ROLE.search(standing):
        standing = None  # a place: "in Nairobi"
    if standing is None and len(parts) > 1 and _ROLE.search(parts[1]):
        standing = parts[1].strip(" ,.")
    return Byline(name.strip(" ,."), standing, date)


def _without_role(names: str) -> str:
    """The names of "Jane Doe, Moscow Correspondent" or "Jane Doe, Reuters" without what follows them."""
    head, comma, tail = names.partition(",")
    if comma and _ROLE.search(tail):
        return head
    head, comma, tail = names.rpartition(",")
    return head if comma and _HOUSE.fullmatch(tail.strip()) else names


def is_name(text: str) -> bool:
    """Whether a line is one to three personal names and nothing else."""
    return (
        2 <= len(words(text)) <= 8
        and not text.isupper()
        and bool(re.fullmatch(_NAMES, text))
        and not ends_sentence(text)
    )


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
        if not _says_role(found):
            return None
        return Byline(found["name"], _standing(found))
    found = _NAMED_NOTE.match(text)
    if not found:
        return None
    name = found["name"].strip(" ,")
    surname = words(name)[-1]
    if known and surname.casefold() in known.casefold():
        return Byline(name, _standing(found))
    if not last or len(words(name)) < 2 or re.search(rf"\b{re.escape(surname)}\b", body):
        return None
    placed = found["verb"] in _BIO_VERBS or _PLACED.search(f"{found['also']} {found['what']}")
    return Byline(name, _standing(found)) if placed and _says_role(found) else None


def _says_role(note: re.Match[str]) -> bool:
    """Whether a note tells an office or trade of the writer, and not what happened to a writer."""
    what = note["what"][:200]
    if note["verb"].lower() in _BIO_VERBS or re.match(r"(?:(?:\w+-)?based in|with|affiliated with) ", what):
        return True
    first = what if re.match(r"(?:an?|the|our|ein|eine|une?)\s", what, re.IGNORECASE) else what.split(",")[0]
    return _ROLE.search(first) is not None


def _standing(note: re.Match[str]) -> str:
    """What a note says of the writer: its first sentence after "is", without the stop."""
    told = note["what"] if note["verb"].lower() in _IS_VERBS else f"{note['verb']} {note['what']}"
    first = re.split(r"(?<=[a-z0-9)”\"])\.\s+(?=[A-Z“\"])", told.strip(), maxsplit=1)[0]
    also = note.groupdict().get("also")
    return "; ".join(_bare(part) for part in (also, first) if part)


def _bare(note: str) -> str:
    """A note without its stop and without brackets that it did not open."""
    note = note.strip(" ._")
    while note.endswith((")", "]")) and not re.search(r"[(\[]", note):
        note = note[:-1].rstrip(" ._")
    return note


def outlet_in(text: str) -> str | None:
    """The outlet that a copyright, "first published in" or "For The Courier" line names."""
    if len(text) > 300:
        return None
    found = _COPYRIGHT.match(text) or _FIRST_IN.search(text) or _WRITTEN_FOR.fullmatch(text)
    if not found:
        return None
    name = re.sub(r"(?i)\s*(?:all rights reserved|ltd|inc|llc|gmbh)\.?$", "", found["outlet"].strip(" .,-–—"))
    name = name.strip(" .,-–—")
    return name if re.search(r"[^\W\d_]{2}", name) and not name.lower().startswith("all rights") else None
