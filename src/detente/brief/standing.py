"""Where a relation stands, in sentences for readers: names instead of codes, months instead of figures of dates."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from detente.brief.wording import day, month, signed, the
from detente.relations.changes import TurningPoint
from detente.relations.relation import Relation, Standing, word_for


@dataclass(frozen=True)
class Supported:
    """A sentence, and the ids of the acts it rests on."""

    text: str
    ids: tuple[str, ...]


def standing(relation: Relation, names: Mapping[str, str] | None = None) -> tuple[Supported, ...]:
    """Where the relation stands, in sentences each of which rests on acts of the record.

    ``names`` are those of the codes; the knowledge's own where none are given.
    """
    if names is None:
        from detente.knowledge import names as known

        names = known()
    one, other = (the(names.get(code, code)) for code in (relation.one, relation.other))
    now, acts = relation.standing, relation.acts
    if now.last_report is None or not len(acts):
        return (Supported(f"The record holds no dated act between {one} and {other}.", ()),)
    recent = acts.where(acts.day >= acts.day[-1] - np.timedelta64(91, "D"))
    ids = tuple(str(i) for i in recent.id[::-1])
    said = [Supported(_level(relation, one, other), ids)]
    if not _silent(now):
        said.append(Supported(_course(now), ids))
    good, bad = int((recent.goldstein > 0).sum()), int((recent.goldstein < 0).sum())
    told = f"{_acts(good)} of cooperation and {bad or 'none'} of conflict"
    said.append(Supported(f"In the three months up to the last report there {_was(good)} {told}.", ids))
    said += [Supported(text, ids) for text in _warmer(relation, one, other)]
    if relation.turning:
        last = relation.turning[-1]
        said.append(Supported(f"The last turning point is {day(last.day)}, {_turned(last)}.", last.acts))
    return tuple(said)


def in_a_word(now: Standing) -> str:
    """The standing for a small place: "warm, cooling", "between cool and neutral", "no report since May 2011"."""
    if now.last_report is None:
        return "nothing reported"
    if _silent(now):
        return f"no report since {month(now.last_report)}"
    word = now.word if now.word != "unknown" else _between(now)
    return word if now.course == "unknown" else f"{word}, {now.course}"


def _level(relation: Relation, one: str, other: str) -> str:
    now = relation.standing
    spans = f"{signed(now.level)} on Goldstein's scale, 80 % between {signed(now.low)} and {signed(now.high)}"
    when = _when(relation, now.day)
    if _silent(now) and now.last_report:
        return (
            f"How {one} and {other} stood {when} is not known: the last report is of {day(now.last_report)}. "
            f"Carried on from there it would be {spans}."
        )
    if now.word == "unknown":
        return (
            f"Relations between {one} and {other} were somewhere {_between(now)} {when}; the reports are too few or "
            f"too mixed to say it closer: {spans}."
        )
    return f"Relations between {one} and {other} were {now.word} {when} ({100 * now.likely:.0f} % probable): {spans}."


def _when(relation: Relation, date: dt.date | None) -> str:
    if date is None:
        return "now"
    if relation.by == "month":
        return f"in {month(date)}"
    return f"in the week of {day(date)}" if relation.by == "week" else f"on {day(date)}"


def _silent(now: Standing) -> bool:
    """Whether it is time that leaves the standing unknown, and not doubt."""
    if now.word != "unknown" or now.day is None or now.last_report is None:
        return False
    return now.likely >= 0.5 or (now.day - now.last_report).days > 365


def _between(now: Standing) -> str:
    low, high = word_for(now.low), word_for(now.high)
    return f"between {low} and {high}" if low != high else f"about {low}"


def _course(now: Standing) -> str:
    moved = f"{signed(now.change)} points in three months, standard deviation {now.change_sd:.1f}"
    return {
        "warming": f"They were warming (probability {now.warming:.2f}): {moved}.",
        "cooling": f"They were cooling (probability {now.cooling:.2f}): {moved}.",
        "steady": f"They held steady: {moved}.",
        "unknown": f"Whether they were warming or cooling cannot be told: {moved}.",
    }[now.course]


def _warmer(relation: Relation, one: str, other: str) -> Iterator[str]:
    """Which side acts more warmly, where that is as good as sure."""
    forth, back = relation.forth.level, relation.back.level
    if not len(forth.mean) or not (math.isfinite(forth.mean[-1]) and math.isfinite(back.mean[-1])):
        return
    gap = forth.mean[-1] - back.mean[-1]
    if abs(gap) > 1.28 * math.sqrt(forth.variance[-1] + back.variance[-1]):
        warmer, colder = (one, other) if gap > 0 else (other, one)
        yield f"{warmer[0].upper()}{warmer[1:]} acts more warmly towards {colder} than the other way round."


def _turned(turn: TurningPoint) -> str:
    way = "with mixed signs" if turn.direction == "mixed" else f"towards {turn.direction}"
    return f"{way}: cooperation {_moved(turn.cooperation)}, conflict {_moved(turn.conflict)} points a week"


def _moved(change: tuple[float, float]) -> str:
    before, after = (f"{value:.1f}" for value in change)
    if before == after:
        return f"stayed at {after}"
    return f"{'rose' if change[1] > change[0] else 'fell'} from {before} to {after}"


def _acts(number: int) -> str:
    return "no act" if not number else "1 act" if number == 1 else f"{number:,} acts"


def _was(number: int) -> str:
    return "was" if number < 2 else "were"
