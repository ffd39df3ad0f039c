"""What is known: countries, organisations, armed groups, persons with their offices, and every name in text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "country", "demonym", "adjective", "former_state", "nickname", "capital", "building", "ministry", "agency",
    "parliament", "army", "party", "media", "organisation", "group", "firm", "university", "city", "region", "site",
    "court", "person", "other",
]  # fmt: skip
Certainty = Literal[
    "current", "ended", "unknown_after_asof", "superseded_date_unknown", "end_inferred", "own_claim_uncorroborated"
]

#: Office holders are resolved with this margin: changes of office are reported before and after the day.
MARGIN = dt.timedelta(days=30)

#: Roles by rank: of two offices held at once, the first names the person.
ROLES = (
    "head_of_state", "head_of_government", "de_facto_leader", "igo_official", "foreign_minister", "defence_minister",
    "other_minister", "military_chief", "spokesperson", "legislator", "opposition_leader", "ambassador_un", "ambassador",  # noqa: E501
    "governor", "other",
)  # fmt: skip
_RANK = {role: n for n, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of a surface form. ``target`` is an ISO code, ``org:CODE``, a group's code or a person's id."""

    surface: str
    kind: Kind
    target: str
    country: str | None
    sector: str = ""
    caveat: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A surface form found in text: ``text == scanned[start:end]`` up to capitals, with all its readings."""

    start: int
    end: int
    text: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory by its ISO-3166 alpha-3 code (XKX for Kosovo)."""

    iso3: str
    name: str
    adjective: str
    capital: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An international organisation or grouping with the ISO codes of its members."""

    code: str
    name: str
    aliases: tuple[str, ...]
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """An armed or state-linked group; ``relation`` says who backs it."""

    code: str
    name: str
    aliases: tuple[str, ...]
    country: str | None
    kind: str
    relation: str


@dataclass(frozen=True, slots=True)
class Term:
    """One term of office. Open ends prove nothing unless ``status`` says ``current``."""

    country: str
    role: str
    title: str
    start: dt.date | None
    end: dt.date | None
    status: Certainty
    asof: dt.date | None = None

    def covers(self, date: dt.date | None) -> bool:
        """True when the office was, as far as known, held at ``date`` (None: today's knowledge)."""
        if date is None:
            return self.status == "current"
        if self.start is not None and date < self.start - MARGIN:
            return False
        if self.end is not None:
            return date <= self.end
        if self.status == "current":
            return True
        if self.status == "unknown_after_asof":
            return self.asof is None or date <= self.asof + dt.timedelta(days=365)
        return self.asof is not None and date <= self.asof

    def certain(self, date: dt.date | None) -> bool:
        """True when the holder at ``date`` may be named for the bare office."""
        if date is None:
            return self.status == "current"
        if not self.covers(date):
            return False
        if self.status == "current":
            return self.asof is None or date <= self.asof + dt.timedelta(days=365)
        return self.status == "ended" or (self.asof is not None and date <= self.asof)


@dataclass(frozen=True, slots=True)
class Person:
    """A person with the terms of office known, latest first within a rank."""

    id: str
    name: str
    aliases: tuple[str, ...]
    terms: tuple[Term, ...]

    def terms_at(self, date: dt.date | None) -> list[Term]:
        """Terms that cover ``date``, highest office first, the later start first among equals."""
        held = [t for t in self.terms if t.covers(date)]
        return sorted(held, key=lambda t: (_RANK.get(t.role, 99), -(t.start or dt.date.min).toordinal()))

    def former(self, role: str, date: dt.date | None) -> bool:
        """True when the person held ``role`` once and did not at ``date``."""
        begun = [t for t in self.terms if date is None or t.start is None or t.start <= date]
        return any(t.role == role for t in begun) and not any(t.role == role for t in self.terms_at(date))
