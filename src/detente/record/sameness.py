"""Whether two tellings tell one act: what forbids it, and how much speaks for it.

Forbidding: other parties, types that are not near each other, modes that contradict, days that do not meet, other
persons at a meeting or behind a word, a state's act against that of its opposition or citizens. Where nothing forbids,
the evidence is added up: how exactly the days agree, how alike the wording is, contexts, mode and trigger. An act of
which there may be many in a day (an accusation, a demand, a strike in a war) needs more than one of which there is
hardly a second (a visit, a treaty, an expulsion). The weights were chosen on one half of our own tellings and measured
on the other; see `docs/duplicates.md`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from detente.record.wording import USUAL, alike, content, stem
from detente.records import Actor, Event, EventType, Status, When

#: What is told to have happened. A later telling that recalls an act is a telling of it, and so is a party's word.
FOLDING: Final[frozenset[Status]] = frozenset({"actual", "recalled", "claimed"})

#: Types that one act may be told under, because papers frame it differently or its words stand between two types.
#: A meeting and what was agreed at it are two acts, so CONSULT and AGREE are not near.
NEAR: Final[frozenset[frozenset[EventType]]] = frozenset(
    frozenset(pair)
    for pair in (
        ("SANCTION", "COERCE"),  # a ban on trade, seized goods
        ("COERCE", "ASSAULT"),  # a raid that takes prisoners
        ("SANCTION", "REQUEST"),  # envoys told to leave
        ("AGREE", "COOPERATE"),  # an accord signed or carried out
        ("AGREE", "SUPPORT"),  # a treaty joined
        ("AGREE", "CONCEDE"),  # a truce
        ("CONCEDE", "SUPPORT"),  # a recognition
        ("CONCEDE", "RETREAT"),  # sanctions lifted, captives released
        ("CONCEDE", "COOPERATE"),
        ("COOPERATE", "AID"),  # arms sold or given
        ("SUPPORT", "AID"),
        ("ACCUSE", "REJECT"),  # dismissed as lies
        ("REQUEST", "THREATEN"),  # an ultimatum
        ("MOBILIZE", "THREATEN"),
        ("MOBILIZE", "ASSAULT"),
        ("PROTEST", "ACCUSE"),  # a formal protest
    )
)
#: Types of which one party hardly does two to another in a day.
_RARE: Final[frozenset[EventType]] = frozenset(
    {"CONSULT", "AGREE", "COOPERATE", "AID", "CONCEDE", "RETREAT", "SANCTION", "MOBILIZE"}
)
#: So do beginnings of words for acts of other types that are hardly done twice.
_RARE_TRIGGERS: Final = frozenset({"invad", "annex", "occup", "assas", "seced", "overt"})
_SPEECH: Final[frozenset[EventType]] = frozenset({"SUPPORT", "REQUEST", "ACCUSE", "REJECT", "THREATEN"})
#: Modes that cannot be told of one act, by type; other differences of mode only speak against it.
_APART: Final[dict[EventType, tuple[frozenset[str], ...]]] = {
    "CONSULT": (frozenset({"phone"}), frozenset({"visit", "third-party", "multilateral"})),
    "SANCTION": (frozenset({"expel"}), frozenset({"convict"}), frozenset({"discontinue", "withdraw"})),
    "RETREAT": (frozenset({"withdraw", "ceasefire"}), frozenset({"release"}), frozenset({"disarm"})),
    "ACCUSE": (frozenset({"investigate"}), frozenset({"disapprove", "allege"})),
    "COERCE": (frozenset({"arrest", "seize"}), frozenset({"deport"}), frozenset({"cyber"}), frozenset({"restrict"})),
}
#: Sectors that act for the state; acts of others are their own.
_STATE: Final = frozenset({"", "GOV", "MIL", "SPY", "COP", "LEG", "JUD", "IGO"})

#: The basis that the coder gives to what is told without a time.
WINDOW: Final = "publication window"
#: More days than these only say when something was not.
LONGEST: Final = 400
#: Days between the publications of tellings of which one has no date.
_NEARBY: Final = 3

#: What dates that meet are worth, by the vaguer of the two. A window is the week before publication of what has no
#: words of time: news of the day or two before, so it is worth less for each day between the publications.
_DATES_RARE: Final = {"day": 1.0, "week": 0.6, "window": 0.6, "month": 0.4, "year": 0.2, "unknown": 0.0}
_DATES: Final = {"day": 1.0, "week": 0.55, "window": 0.55, "month": 0.3, "year": 0.1, "unknown": 0.0}
_DAY_APART: Final = 0.08
_NEED_RARE: Final = 0.6
_NEED_FORCE: Final = 0.65
_NEED_SPEECH: Final = 0.75


@dataclass(frozen=True, slots=True)
class Told:
    """What is compared of one telling. ``parties`` are the codes (or names) of actor and recipient."""

    article: str
    published: dt.date | None
    parties: tuple[str, str]
    type: EventType
    mode: str | None
    status: Status
    contexts: frozenset[str]
    persons: tuple[str, str]
    state: bool
    days: tuple[dt.date, dt.date] | None
    fineness: str
    trigger: str
    words: frozenset[str]


def told(event: Event, article: str, published: dt.date | None, words: str) -> Told:
    """What is compared of ``event``."""
    days = _days(event.when)
    names = f"{event.actor.name} {event.recipient.name if event.recipient else ''} {event.trigger}"
    return Told(
        article=article,
        published=published,
        parties=(_party(event.actor), _party(event.recipient)),
        type=event.type,
        mode=event.mode,
        status=event.status,
        contexts=frozenset(event.contexts),
        persons=(_surname(event.actor), _surname(event.recipient)),
        state=event.actor.sector in _STATE and not event.actor.former,
        days=days,
        fineness=_fineness(event.when, days),
        trigger=stem(event.trigger.split()[0]) if event.trigger.split() else "",
        words=content(words, names),
    )


def same_act(new: Told, others: Sequence[Told], days: tuple[dt.date, dt.date] | None) -> float | None:
    """By how much the evidence that ``new`` tells the act of ``others`` passes what is needed; None where it does not.

    ``days`` are those that the others leave open. Any of them may forbid; the one that is most alike speaks.
    """
    if new.days and days and (new.days[0] > days[1] or new.days[1] < days[0]):
        return None
    if any(_contradict(new, other) for other in others):
        return None
    dated = new.fineness != "unknown"
    near = (o for o in others if (dated and o.fineness != "unknown") or _published_together(new, o))
    scores = [_evidence(new, other) for other in near]
    score = max(scores, default=-1.0)
    return score if score >= 0 else None


def dated(when: When) -> tuple[dt.date, dt.date] | None:
    """The days that date a telling; None where its words of time do not, or leave too many open."""
    days = _days(when)
    return None if _fineness(when, days) == "unknown" else days


def possible_days(around: dt.date, before: dt.timedelta, after: dt.timedelta) -> tuple[dt.date, dt.date]:
    """The days from ``around + before`` to ``around + after``, within the calendar."""
    low = max(around.toordinal() + before.days, dt.date.min.toordinal())
    high = min(around.toordinal() + after.days, dt.date.max.toordinal())
    return dt.date.fromordinal(low), dt.date.fromordinal(high)


def _days(when: When) -> tuple[dt.date, dt.date] | None:
    low, high = when.earliest, when.latest
    return None if low is None or high is None or low > high else (low, high)


def _fineness(when: When, days: tuple[dt.date, dt.date] | None) -> str:
    if days is None or (days[1] - days[0]).days > LONGEST:
        return "unknown"
    return "window" if when.basis == WINDOW else when.precision


def _party(actor: Actor | None) -> str:
    return (actor.country or f"named {actor.name.casefold()}") if actor else ""


def _surname(actor: Actor | None) -> str:
    """The last name of a named person, which is what papers agree on."""
    return actor.person.casefold().split()[-1] if actor and actor.person and actor.person.split() else ""


def _published_together(one: Told, other: Told) -> bool:
    if one.published is None or other.published is None:
        return False
    return abs((one.published - other.published).days) <= _NEARBY


def _contradict(one: Told, other: Told) -> bool:
    """Whether two tellings cannot be of one act, their days apart."""
    if one.type != other.type and frozenset({one.type, other.type}) not in NEAR:
        return True
    if one.state != other.state:
        return True
    if one.type == other.type and one.mode and other.mode and one.mode != other.mode:
        sides = [side for side in _APART.get(one.type, ()) if one.mode in side or other.mode in side]
        if len(sides) > 1:
            return True
    actors, recipients = zip(one.persons, other.persons, strict=True)
    met = one.type == "CONSULT"
    return (_differ(*actors) and (met or one.type in _SPEECH)) or (_differ(*recipients) and met)


def _differ(name: str, other: str) -> bool:
    """Whether both are named, and not the same."""
    return bool(name and other and name != other)


def _evidence(one: Told, other: Told) -> float:
    """What speaks for one act, less what is needed. Without a date, only like words do."""
    rare = one.type in _RARE or other.type in _RARE or one.trigger in _RARE_TRIGGERS
    dates = _DATES_RARE if rare else _DATES
    score = min(dates[one.fineness], dates[other.fineness])
    if "window" in (one.fineness, other.fineness) and one.published and other.published:
        score -= _DAY_APART * min(abs((one.published - other.published).days), 7)
    spoken = one.type in _SPEECH and other.type in _SPEECH
    score += (1.0 if rare else 2.0) * (alike(one.words, other.words) - USUAL)
    if one.contexts and other.contexts:
        score += 0.2 if one.contexts & other.contexts else -0.3
    if one.type != other.type:
        score -= 0.3
    elif one.mode and other.mode and not spoken:
        score += 0.1 if one.mode == other.mode else -0.1
    if one.trigger == other.trigger and not spoken:
        score += 0.2 if rare else 0.1
    return score - (_NEED_RARE if rare else _NEED_SPEECH if spoken else _NEED_FORCE)
