"""Why a candidate became an event, or why not: from the coder's own objects to records for readers.

Nothing is coded again here. What the coder weighed (:class:`~detente.coding.events.Coded`,
:class:`~detente.coding.rejected.Rejected`) is put into :class:`~detente.explanation.Explanation`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from detente.coding.arguments import Party
from detente.coding.candidate import Candidate
from detente.coding.coded import Coded
from detente.coding.lexicon import Pattern
from detente.coding.plover import TYPES
from detente.coding.rejected import Rejected
from detente.coding.weighing import NONE_CEILING, OPEN_FLOOR, WEAK_FLOOR, lexicon_weight, likeliest
from detente.explanation import Chance, Explanation, LexiconReading, PartyWords, Words
from detente.records import Event

#: Types less likely than this are left out.
SHOWN = 0.01


def explanations(
    coded: Sequence[Coded], trace: Sequence[Rejected], body: str, min_confidence: float = 0.0
) -> tuple[Explanation, ...]:
    """Those of the events first, in their order, then those of the rejected candidates in text order.

    ``coded`` are the account's events, ``trace`` what was left out, ``body`` the article's.
    """
    events = [c.event for c in coded]
    why = [explain(item, body, n) for n, item in enumerate(coded)]
    # what was coded before it was left out tells more of a pair than what never was
    why_not = sorted((rejected(r, body, events, min_confidence) for r in trace), key=lambda e: e.type is None)
    told = {_asked(e): e for e in reversed([*why, *why_not])}
    why_not = [e for e in why_not if told[_asked(e)] is e]
    return (*why, *sorted(why_not, key=lambda e: (e.sentence, e.trigger.start, e.start, e.end)))


def _asked(e: Explanation) -> Hashable:
    """One question: a pair may be linked by several constructions, all of which ask the same of the same words."""
    return e.trigger, e.actor, e.recipient, e.readings


def explain(coded: Coded, body: str, index: int | None = None) -> Explanation:
    """Why ``coded``, the account's event number ``index``, is an event."""
    return _explanation(coded.candidate, coded.probabilities, body, coded.event, coded.rule, index)


def rejected(item: Rejected, body: str, events: Sequence[Event] = (), min_confidence: float = 0.0) -> Explanation:
    """Why ``item`` is no event of its own; ``events`` are those of the account, among which its twin is looked for."""
    reached, needed = _shortfall(item, min_confidence)
    return _explanation(
        item.candidate, item.probabilities, body, item.event, item.rule, _instead(item, events), item, reached, needed
    )


def _explanation(
    candidate: Candidate,
    chances: Mapping[str, float],
    body: str,
    event: Event | None,
    rule: str | None,
    index: int | None,
    why_not: Rejected | None = None,
    reached: float | None = None,
    needed: float | None = None,
) -> Explanation:
    at = candidate.sentence.start + candidate.trigger.idx
    trigger = _words(body, at, at + len(candidate.trigger.text))
    actor = _party(candidate.actor, body)
    recipient = _party(candidate.recipient, body) if candidate.recipient else None
    here: list[Words] = [trigger]
    for party, words in ((candidate.actor, actor), (candidate.recipient, recipient)):
        if party is not None and words is not None and party.mention.sentence == candidate.sentence.index:
            here.append(words)
    # an act in words that follows from another act of the pair has its type from the model alone
    weighed = bool(candidate.patterns and chances) and (event is None or event.type == likeliest(candidate, chances))
    return Explanation(
        sentence=candidate.sentence.index,
        start=event.start if event else min(w.start for w in here),
        end=event.end if event else max(w.end for w in here),
        outcome="rejected" if why_not else "event",
        event=index,
        reason=why_not.reason if why_not else None,
        reached=reached,
        needed=needed,
        actor=actor,
        trigger=trigger,
        recipient=recipient,
        readings=tuple(
            LexiconReading(pattern=pattern_text(p), type=p.type, mode=p.mode, flags=tuple(sorted(p.flags)))
            for p in candidate.patterns
        ),
        probabilities=_chances(chances),
        weight=lexicon_weight(candidate.patterns) if weighed else None,
        type=event.type if event else None,
        mode=event.mode if event else None,
        confidence=event.confidence if event else None,
        status=event.status if event else None,
        rule=rule,
        when=event.when if event else None,
    )


def _words(body: str, start: int, end: int) -> Words:
    return Words(text=body[start:end], start=start, end=end)


def _party(party: Party, body: str) -> PartyWords:
    mention, actor = party.mention, party.actor
    return PartyWords(
        text=body[mention.start : mention.end],
        start=mention.start,
        end=mention.end,
        name=actor.name,
        country=actor.country,
        kind=mention.kind,
    )


def _chances(chances: Mapping[str, float]) -> tuple[Chance, ...]:
    """The model's 17 classes as they were before "NONE" was set apart: they sum to 1."""
    if not chances:
        return ()
    none = chances.get("NONE", 0.0)
    acts = [Chance(type=t, probability=round(chances.get(t, 0.0) * (1.0 - none), 4)) for t in TYPES]
    shown = [c for c in acts if c.probability >= SHOWN]
    return tuple(sorted([*shown, Chance(type="NONE", probability=round(none, 4))], key=lambda c: -c.probability))


def pattern_text(pattern: Pattern) -> str:
    """The pattern in the notation of ``triggers.tsv``: ``call+on``, ``sign>accord|treaty``, ``missile test``."""
    if pattern.noun:
        words = pattern.words
        return " ".join((pattern.lemma, *words) if words[:1] == ("of",) else (*words, pattern.lemma))
    head = ("~" if pattern.adverb else "+").join((pattern.lemma, *pattern.words))
    return f"{head}>{'|'.join(sorted(pattern.objects))}" if pattern.objects else head


def _shortfall(item: Rejected, min_confidence: float) -> tuple[float | None, float | None]:
    """The figure that kept ``item`` from being an event, and its bound."""
    chances, none = item.probabilities, item.probabilities.get("NONE", 0.0)
    found: tuple[float, float] | None = None
    if item.reason == "the model sees no act between the two":
        found = none, NONE_CEILING
    elif item.reason == "weak trigger, and the model is unsure":
        chance = chances.get(likeliest(item.candidate, chances), 0.0)
        found = (chance, WEAK_FLOOR) if chance < WEAK_FLOOR else (none, 0.5)
    elif item.reason.startswith("no trigger known") and chances:
        chance = max(chances.get(t, 0.0) for t in TYPES) * (1.0 - none)
        found = (chance, OPEN_FLOOR) if chance < OPEN_FLOOR else None
    elif item.reason == "below the confidence asked for" and item.event:
        found = item.event.confidence, min_confidence
    return (round(found[0], 4), found[1]) if found else (None, None)


def _instead(item: Rejected, events: Sequence[Event]) -> int | None:
    """Index of the event that tells the act of ``item``, as far as one is left."""
    mine = item.event
    if mine is None or item.reason == "below the confidence asked for":
        return None
    same_act = item.reason == "the same act is told elsewhere and counted once"
    twins = [
        (e.status != mine.status, e.trigger.lower() != mine.trigger.lower(), abs(e.sentence - mine.sentence), n)
        for n, e in enumerate(events)
        if _parties(e) == _parties(mine) and (e.type == mine.type if same_act else e.sentence == mine.sentence)
    ]
    return min(twins)[-1] if twins else None


def _parties(event: Event) -> tuple[str | None, str | None]:
    return event.actor.country, event.recipient.country if event.recipient else None
