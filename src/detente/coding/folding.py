"""Each act once: tellings of one act folded, loose links dropped beside a trigger, later sentences set in time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import msgspec

from detente.coding.coded import Coded
from detente.language.reading import Reading
from detente.records import Event, When


def told_once(coded: Sequence[Coded]) -> list[Coded]:
    """Without the loosely linked events of a pair for which a trigger of the same sentence tells an act already."""
    known = {c.directed for c in coded if c.candidate.patterns}
    return [c for c in coded if c.candidate.patterns or c.directed not in known]


def framed(coded: Sequence[Coded], reading: Reading) -> list[Coded]:
    """Undated acts that go on with a sentence about an earlier year are of that time, not of today's news.

    Only within a paragraph, after at most two sentences, for subordinate or presupposed acts and for sentences that
    say so ("Meanwhile", "Later"); the act is recalled and its date stays unknown.
    """
    past: dict[int, str] = {}
    for item in coded:
        when, published = item.event.when, reading.published
        if published and when.latest and when.latest.year < published.year and when.basis != "publication window":
            past.setdefault(item.event.sentence, when.basis)
    for sentence, _, _ in reading.parsed():
        if reading.published and sentence.index not in past:
            years = [int(y) for y in _YEARS.findall(sentence.text)]
            if years and max(years) < reading.published.year:
                past[sentence.index] = f'"{max(years)}"'
    told: list[Coded] = []
    for item in coded:
        event = item.event
        sentence = reading.sentences[event.sentence]
        undated = event.when.basis in ("publication window", "no words of time", "no publication date")
        before = [
            n
            for n in (event.sentence - 1, event.sentence - 2)
            if n in past and reading.sentences[n].paragraph == sentence.paragraph
        ]
        subordinate = item.candidate.trigger.pos_ == "NOUN" or item.candidate.trigger.dep_ in ("advcl", "relcl", "acl")
        if (
            event.status == "actual"
            and undated
            and before
            and event.sentence not in past
            and (subordinate or _GOES_ON.match(sentence.text))
        ):
            when = When(basis=f"told with {past[before[0]]}")
            item = replace(
                item,
                event=msgspec.structs.replace(event, status="recalled", when=when),
                rule="goes on with an earlier time",
            )
        told.append(item)
    return told


_YEARS = re.compile(r"\b(?:in|since|of|from|by) (1[89]\d\d|20\d\d)\b")
_GOES_ON = re.compile(
    r"(?:Meanwhile|Later|Then|Afterwards|Soon after|That (?:year|month|week|summer|autumn|spring|winter)|At the time)\b"
)


def fold(coded: Sequence[Coded]) -> list[Coded]:
    """Tell each act once: later tellings with the same parties, type and status, and no other date, are dropped."""
    kept: list[Coded] = []
    for item in coded:
        event = item.event
        twin = next((i for i, k in enumerate(kept) if _same(k.event, event)), None)
        if twin is None:
            kept.append(item)
        elif _sharper(event, kept[twin].event):
            kept[twin] = item
    return kept


def _key(event: Event) -> tuple[str, str | None, str | None, str]:
    recipient = event.recipient.country if event.recipient else None
    return event.type, event.actor.country, recipient, event.status


def _same(a: Event, b: Event) -> bool:
    if _key(a) != _key(b):
        return False
    if a.when.precision == "unknown" or b.when.precision == "unknown":
        return a.type == "CONSULT" or a.trigger.lower() == b.trigger.lower()
    if a.when.earliest is None or b.when.earliest is None or a.when.latest is None or b.when.latest is None:
        return False
    overlap = a.when.earliest <= b.when.latest and b.when.earliest <= a.when.latest
    return overlap and (a.type == "CONSULT" or a.trigger.lower() == b.trigger.lower())


_FINE = {"day": 0, "week": 1, "month": 2, "year": 3, "unknown": 4}


def _sharper(new: Event, old: Event) -> bool:
    """A telling with a finer date replaces a vaguer one."""
    return _FINE[new.when.precision] < _FINE[old.when.precision]
