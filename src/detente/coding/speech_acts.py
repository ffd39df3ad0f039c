"""What is said is an act too: a quotation that accuses or threatens is coded as one.

For a quotation with a known speaker of one state and words about another, named in the same sentence, the type
model is asked about the pair. Only accusations and threats count, whose words are plain (on praise and requests the
model was seen to err), only when the model is sure, and only when the sentence gave no act between the two already.
"""

from __future__ import annotations

from collections.abc import Sequence

from detente.coding.arguments import Party
from detente.coding.candidate import Candidate
from detente.coding.coded import Coded
from detente.coding.events import EventCoder
from detente.language.reading import Mention, Reading
from detente.language.syntax import clause_head
from detente.records import EventType, Statement

#: A quotation is an act of its own only where the model is this sure.
SAID_FLOOR = 0.85
_SAID: frozenset[EventType] = frozenset({"ACCUSE", "THREATEN"})


def speech_acts(coder: EventCoder, reading: Reading, said: Sequence[Statement], coded: Sequence[Coded]) -> list[Coded]:
    """Acts done by quotations, in text order, beside those already coded."""
    if coder.model is None:
        return []
    told = {
        (c.event.sentence, c.event.actor.country, c.event.recipient.country)
        for c in coded
        if c.event.recipient is not None
    }
    found: list[Coded] = []
    for statement in said:
        candidate = _candidate(reading, statement)
        if candidate is None or candidate.recipient is None:
            continue
        key = (candidate.sentence.index, candidate.actor.country, candidate.recipient.country)
        if key in told:
            continue
        told.add(key)
        item = coder.said(reading, candidate, _SAID, SAID_FLOOR)
        if item is not None:
            found.append(item)
    return found


def _candidate(reading: Reading, statement: Statement) -> Candidate | None:
    """Speaker and the other state, both named in the sentence of the quotation."""
    if statement.kind == "indirect" or not statement.country:
        return None
    sentence = reading.sentences[statement.sentence]
    doc = reading.parses.get(sentence.index)
    if doc is None:
        return None
    mentions = reading.mentions.get(sentence.index, ())
    speaker = next(
        (p for m in mentions if (p := _party(m, statement.country)) and m.actor.name == statement.speaker), None
    )
    others = [
        p
        for code in statement.about  # those the words themselves name come first there
        for m in mentions
        if code != statement.country and m.kind not in ("place", "firm") and (p := _party(m, code))
    ]
    if speaker is None or not others:
        return None
    span = doc.char_span(
        max(0, statement.start - sentence.start), statement.start - sentence.start + 1, alignment_mode="expand"
    )
    if span is None or not len(span):
        return None
    trigger = clause_head(span.root)
    if trigger.dep_ == "ccomp":
        trigger = clause_head(trigger.head)  # the verb of saying, whose time is that of the act
    return Candidate(sentence, trigger, trigger, (), speaker, others[0])


def _party(mention: Mention, code: str) -> Party | None:
    actor = next((a for a in mention.actors if a.country == code), None)
    return Party(actor, mention) if actor is not None else None
