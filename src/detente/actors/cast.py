"""The persons of one article, by the words that may name them, and a known person as an actor at a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from detente.knowledge import Person
from detente.records import Actor

_PARTICLES = frozenset("al bin bint de da del der van von ben el".split())


@dataclass
class Cast:
    """The persons of one article, by the words that may name them; grows while reading."""

    actors: dict[str, Actor] = field(default_factory=dict)
    roles: dict[str, set[str]] = field(default_factory=dict)
    surnames: dict[str, list[str]] = field(default_factory=dict)

    def admit(self, actor: Actor, names: Iterable[str], roles: Iterable[str | None] = ()) -> None:
        """Remember a person under every name part that may stand alone later, with the offices held."""
        key = actor.person or actor.name
        self.roles.setdefault(key, set()).update(r for r in roles if r)
        known = self.actors.get(key)
        if known is None or (known.office is None and actor.office is not None):
            self.actors[key] = actor
        for name in names:
            holders = self.surnames.setdefault(name, [])
            if key not in holders:
                holders.append(key)

    def called(self, surname: str) -> Actor | None:
        """The one person of the article with this surname; None when there are two or none."""
        holders = self.surnames.get(surname, [])
        return self.actors[holders[0]] if len(holders) == 1 else None


def name_parts(name: str) -> list[str]:
    """The parts of a full name that later stand for the person.

    The last word; the last words after a particle ("bin Salman"); and the first word of two- or three-part names
    in family-name-first order is added by the caller, who knows the country.
    """
    words = name.split()
    parts = [words[-1]]
    for size in (2, 3):
        if len(words) > size:
            parts.append(" ".join(words[-size:]))
    if len(words) > 2 and words[-2].lower() in _PARTICLES:
        parts.append(" ".join(words[-2:]))
    return parts


_FAMILY_FIRST = frozenset({"CHN", "TWN", "PRK", "KOR", "VNM", "KHM", "MMR", "HKG", "SGP", "LAO"})


def parts_for(name: str, country: str | None) -> list[str]:
    parts = name_parts(name)
    words = name.split()
    if country in _FAMILY_FIRST and len(words) in (2, 3, 4):
        parts.append(words[0])
    parts += [p[3:] for p in parts if p[:3] in ("al-", "Al-", "el-", "El-")]
    return [p for p in dict.fromkeys(parts) if len(p) > 1]


def person_actor(person: Person, date: dt.date | None, *, former: bool = False, title: str | None = None) -> Actor:
    """A known person as an actor at ``date``: office then held, or the last one with ``former``."""
    terms = person.terms_at(date)
    chosen = terms[0] if terms else None
    past = False
    if chosen is None and person.terms:
        earlier = [t for t in person.terms if date is None or t.start is None or t.start <= date]
        chosen = max(earlier or person.terms, key=lambda t: t.start or dt.date.min)
        past = bool(earlier) and date is not None
    sector = "GOV"
    if chosen is not None and chosen.role in ("legislator",):
        sector = "LEG"
    elif chosen is not None and chosen.role in ("military_chief",):
        sector = "MIL"
    elif chosen is not None and chosen.role in ("opposition_leader",):
        sector = "OPP"
    if former or past:
        sector = "ELI"
    return Actor(
        name=person.name,
        country=code_of(chosen.country if chosen else person.terms[0].country if person.terms else None),
        sector=sector,
        person=person.name,
        office=title or (chosen.title if chosen else None),
        former=former or past,
    )


def code_of(target: str | None) -> str | None:
    """A code for output: "org:EU" is EU."""
    return target.split(":", 1)[-1] if target else None
