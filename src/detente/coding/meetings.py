"""Meetings: who met whom, where, when, on what agenda; built from the CONSULT events.

One meeting may be told in many sentences. Tellings fold when the same states meet at compatible times; the
fold keeps the finest time, the place, and every participant named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from detente.coding.coded import Coded
from detente.language.reading import Mention, Reading
from detente.language.syntax import clause_head, prepositional
from detente.records import Meeting, Status, When

_TOLD: frozenset[Status] = frozenset({"actual", "recalled", "planned", "claimed"})
_FINE = {"day": 0, "week": 1, "month": 2, "year": 3, "unknown": 4}
_PLACE_WORDS = re.compile(r"\b(?:at|in)\s+(?:the\s+)?(?P<place>[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+){0,3})")
_NOT_PLACES = re.compile(
    r"^(?:January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|"
    r"Wednesday|Thursday|Friday|Saturday|Sunday|English|Russian|Arabic|The|His|Her|This|Mr|President)\b"
)


def meetings(reading: Reading, coded: Sequence[Coded]) -> tuple[Meeting, ...]:
    """The meetings of an article in text order, each once."""
    tellings: list[Meeting] = []
    done: set[tuple[int, int]] = set()
    for item in coded:
        event, candidate = item.event, item.candidate
        if event.type != "CONSULT" or event.recipient is None or event.status not in _TOLD:
            continue
        key = (event.sentence, candidate.trigger.i)
        if key in done:
            continue
        done.add(key)
        same = [c for c in coded if c.event.sentence == event.sentence and c.candidate.trigger.i == candidate.trigger.i]
        tellings.append(_telling(reading, same))
    folded: list[Meeting] = []
    for meeting in tellings:
        at = next((i for i, m in enumerate(folded) if _one(m, meeting)), None)
        if at is None:
            folded.append(meeting)
        else:
            folded[at] = _joined(folded[at], meeting)
    told = [m for m in folded if len(m.participants) > 1]
    return tuple(
        m
        for m in folded
        if len(m.participants) > 1
        or not any(set(m.countries) <= set(t.countries) and _compatible(m.when, t.when) for t in told)
    )


def _telling(reading: Reading, items: Sequence[Coded]) -> Meeting:
    events = [i.event for i in items]
    first, candidate = events[0], items[0].candidate
    sentence = reading.sentences[first.sentence]
    codes = dict.fromkeys(
        c for e in events for c in (e.actor.country, e.recipient.country if e.recipient else None) if c
    )
    parties = [p for i in items for p in (i.candidate.actor, i.candidate.recipient) if p is not None]
    persons = dict.fromkeys(a.person for p in parties for a in p.mention.actors if a.person and a.country in codes)
    clause = clause_head(candidate.trigger)
    present = {a.country for p in parties for a in p.mention.actors if a.person}
    for mention in reading.mentions.get(first.sentence, ()):
        for actor in mention.actors:
            absent = len(mention.actors) == 1 and actor.country in codes and actor.country not in present
            if actor.person and mention.kind == "person" and absent and bool(present):
                persons[actor.person] = None  # "A and B were all smiles when A paid his first visit to ..."
            elif (
                actor.person
                and actor.country in codes
                and _argument(reading, first.sentence, mention, clause, candidate.trigger)
            ):
                persons[actor.person] = None
    return Meeting(
        sentence=first.sentence,
        start=min(e.start for e in events),
        end=max(e.end for e in events),
        participants=tuple(persons),
        countries=tuple(codes),
        place=_place(reading, sentence.index, candidate.trigger, clause),
        when=first.when,
        mode=next((e.mode for e in events if e.mode), None),
        status=first.status,
    )


def _argument(reading: Reading, sentence: int, mention: Mention, clause: Token, trigger: Token) -> bool:
    """True when the mention is an argument of the clause of the meeting (or of the trigger itself)."""
    start = mention.start - reading.sentences[sentence].start
    span = clause.doc.char_span(start, start + (mention.end - mention.start), alignment_mode="expand")
    if span is None or not len(span):
        return False
    token = span.root
    while token.dep_ in ("conj", "appos") and token.head != token:
        token = token.head
    if token.head == clause or token.head == trigger:
        return token.dep_ in ("nsubj", "nsubjpass", "dobj", "dative", "pobj", "poss", "attr", "compound")
    head = token.head
    return (
        token.dep_ == "pobj"
        and head.lower_ in ("with", "by", "between", "and", "for", "to")
        and (head.head == clause or head.head == trigger or head.head.head == clause)
    )


def _place(reading: Reading, sentence: int, trigger: Token, clause: Token) -> str | None:
    """The object of "in" or "at" by the trigger or its clause: a known place, or a capitalised name."""
    at = reading.sentences[sentence].start
    heads = [trigger, clause]
    if clause.dep_ in ("advcl", "xcomp"):
        heads.append(clause_head(clause.head))
    for head in heads:
        for prep, obj in prepositional(head):
            if prep not in ("in", "at", "to"):
                continue
            mention = next((m for m in reading.mentions.get(sentence, ()) if m.start <= at + obj.idx < m.end), None)
            if mention is not None and (
                mention.kind in ("place", "metonym") or (prep == "to" and mention.kind == "name")
            ):
                if prep != "to" or trigger.lemma_ in ("visit", "trip", "travel", "fly", "head", "go", "come", "tour"):
                    return mention.text
            elif mention is None and prep in ("in", "at") and obj.pos_ == "PROPN":
                phrase = obj.doc[obj.left_edge.i : obj.i + 1].text
                match = _PLACE_WORDS.search(f"{prep} {phrase}")
                if match and not _NOT_PLACES.match(match.group("place")):
                    return match.group("place")
    return None


def _compatible(a: When, b: When) -> bool:
    if a.precision == "unknown" or b.precision == "unknown":
        return True
    if a.earliest is None or a.latest is None or b.earliest is None or b.latest is None:
        return True
    return a.earliest <= b.latest and b.earliest <= a.latest


def _one(a: Meeting, b: Meeting) -> bool:
    if not (set(a.countries) <= set(b.countries) or set(b.countries) <= set(a.countries)):
        return False
    if not _compatible(a.when, b.when):
        return False
    if a.place and b.place and a.place != b.place and a.when.precision != "day" and b.when.precision != "day":
        return False
    shared = set(a.participants) & set(b.participants)
    return bool(shared) or len(a.participants) < 2 or len(b.participants) < 2


def _joined(a: Meeting, b: Meeting) -> Meeting:
    finer = a if _FINE[a.when.precision] <= _FINE[b.when.precision] else b
    richer = a if len(a.participants) >= len(b.participants) else b
    return Meeting(
        sentence=richer.sentence,
        start=richer.start,
        end=richer.end,
        participants=tuple(dict.fromkeys([*a.participants, *b.participants])),
        countries=tuple(dict.fromkeys([*a.countries, *b.countries])),
        place=a.place or b.place,
        when=finer.when,
        agenda=tuple(dict.fromkeys([*a.agenda, *b.agenda])),
        mode=a.mode or b.mode,
        status=finer.status,
    )
