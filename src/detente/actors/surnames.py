"""Bare surnames: of the article's own persons, else of the one holder of a first office at the date."""

from __future__ import annotations

import datetime as dt
import re

from detente.actors.cast import Cast, person_actor
from detente.actors.spans import Spans
from detente.knowledge import Knowledge, Person
from detente.records import Actor

#: Offices whose holder a bare surname may mean without a first mention in full.
_FIRST_RANK = frozenset(
    {"head_of_state", "head_of_government", "de_facto_leader", "foreign_minister", "defence_minister", "igo_official"}
)
_ADDRESS = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Sir|Dame|Lord|Lady|President|Premier|Chancellor|Minister|Secretary|King|Gen|General|Sen|Senator)\.?\s+)$"
)
_CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w'’\-]*[\w]"
NOT_SURNAMES = frozenset(
    "May Bush Brown King Young Lagos Pereira Long Day West North South June Major Hope Rice Chad Jordan "
    "Georgia Friday Sweden Tax Parts Said Store Machete".split()
)
#: Surnames that are words too; only a date, with the bearer in office, makes them names.
_WORDS = frozenset(
    "Ban Begin Bishop Bold Borne Burns Cam Cook Drew Frank Gang Gates Grave Gross Hijab Hill Hun Hung Hunt Key Lang "
    "Man Mara Mark Meta Molotov Moon Park Pot Sang Saw Sing Son Song Straw".split()
)


def surnames(
    body: str, taken: Spans, cast: Cast, knowledge: Knowledge, date: dt.date | None
) -> list[tuple[int, int, Actor]]:
    """Bare surnames: of the article's own persons, else after a form of address by office at the date."""
    found: list[tuple[int, int, Actor]] = []
    own = sorted(cast.surnames, key=len, reverse=True)
    if own:
        pattern = re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(s) for s in own) + r")(?![\w-])")
        for match in pattern.finditer(body):
            actor = cast.called(match.group())
            if (
                actor is not None
                and taken.free(match.start(), match.end())
                and not longer_name(body, match.start(), match.end(), match.group())
            ):
                found.append((match.start(), match.end(), actor))
    done = Spans([*taken, *((a, b) for a, b, _ in found)])
    addressed = re.compile(rf"\b(?:Mr|Mrs|Ms|President|Premier|Chancellor)\.?\s+({_CAPITALISED})")
    bare = re.compile(rf"(?<![\w.-])({_CAPITALISED})(?![\w-])")
    for pattern, strict in ((addressed, False), (bare, True)):
        for match in pattern.finditer(body):
            surname = re.sub(r"['’]s?$", "", match.group(1))
            start, end = match.start(1), match.start(1) + len(surname)
            if not done.free(start, end):
                continue
            person = leader_called(surname, knowledge, date, strict=strict)
            if person is None or (strict and longer_name(body, start, end, surname)):
                continue
            actor = person_actor(person, date)
            cast.admit(actor, [surname], [t.role for t in person.terms_at(date)])
            found.append((start, end, actor))
    return found


def leader_called(surname: str, knowledge: Knowledge, date: dt.date | None, *, strict: bool = True) -> Person | None:
    """The one person of first rank with this surname in office at the date; ``strict`` for a bare surname."""
    if strict and (surname in NOT_SURNAMES or len(surname) < 4):
        return None
    if date is None:
        return _only_leader(surname, knowledge)
    serving = [p for p in knowledge.by_surname(surname) if any(t.role in _FIRST_RANK for t in p.terms_at(date))]
    if len({p.id for p in serving}) != 1:
        return None
    if strict and not any(
        t.role in ("head_of_state", "head_of_government", "de_facto_leader") for t in serving[0].terms_at(date)
    ):
        return None
    return serving[0]


def _only_leader(surname: str, knowledge: Knowledge) -> Person | None:
    """Without a date: the one head of state or government who ever bore this surname."""
    if surname in _WORDS:
        return None
    leaders = {
        p.id: p
        for p in knowledge.by_surname(surname)
        if any(t.role in ("head_of_state", "head_of_government", "de_facto_leader") for t in p.terms)
    }
    return next(iter(leaders.values())) if len(leaders) == 1 else None


def longer_name(body: str, start: int, end: int, surname: str) -> bool:
    """True when the word is part of a longer capitalised name of somebody or something else."""
    before = re.search(rf"({_CAPITALISED})\s$", body[max(0, start - 40) : start])
    if before is not None and not _ADDRESS.search(body[max(0, start - 40) : start]):
        position = start - 1 - len(before.group(1))
        opening = body[:position].rstrip(" \"“‘'")
        if opening and opening[-1] not in ".!?:;—–\n" and before.group(1) not in ("The", "But", "And", "Yet"):
            return True
    after = re.match(rf"\s({_CAPITALISED})", body[end : end + 40])
    return (
        bool(after)
        and after is not None
        and after.group(1).lower() not in ("administration", "government", "team")
        and after.group(1) not in ("I", "The")
    )
