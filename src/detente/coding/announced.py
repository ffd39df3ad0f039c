"""The word given of an act that is not done: a promise, a threat, a refusal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from detente.coding.candidate import Candidate
from detente.coding.coded import Coded
from detente.coding.plover import QUAD, TYPES, score
from detente.coding.timing import default_when
from detente.coding.weighing import confidence_of
from detente.language.reading import Reading
from detente.records import EventType

#: What the announcing of an act not yet done is: a promise, a threat, a refusal.
_WORDS_GIVEN: Mapping[str, tuple[EventType, ...]] = {"planned": ("AGREE", "THREATEN"), "negated": ("REJECT",)}
#: Beside the planned or refused act, its announcing is an act when the model gives it this much.
WORD_FLOOR = 0.6


def given_words(coded: Sequence[Coded], reading: Reading) -> list[Coded]:
    """What is announced is not done, but announcing it to the other party is an act in words.

    "X will send tanks to Y" plans AID and is a promise (AGREE); "X will not take refugees from Y" is a refusal. Which
    word is given, and whether one is, the type model says of the same pair.
    """
    known = {(*c.directed, c.event.type) for c in coded}
    made: list[Coded] = []
    for item in coded:
        event, chances = item.event, item.probabilities
        words = _WORDS_GIVEN.get(event.status, ())
        best = max(TYPES, key=lambda t: chances.get(t, 0.0))
        none = chances.get("NONE", 0.0)
        if best not in words or event.recipient is None or chances.get(best, 0.0) * (1.0 - none) < WORD_FLOOR:
            continue
        if event.status == "negated" and not _of_the_future(item.candidate):
            continue  # what was left undone is no refusal
        key = (*item.directed, best)
        sentence, actor, recipient = item.directed
        if key in known or (sentence, recipient, actor, best) in known:
            continue  # of what both will do, the word is given by whom the sentence is about
        known.add(key)
        said = msgspec.structs.replace(
            event,
            type=best,
            mode=None,
            status="actual",
            when=default_when("actual", reading.published, presupposed=False),
            quad=QUAD[best],
            goldstein=score(best, None),
            confidence=round(confidence_of(replace(item.candidate, patterns=()), chances, best), 3),
            claimed_by=None,
        )
        made.append(replace(item, event=said, rule=f"the word given of an act {event.status}"))
    return made


def _of_the_future(candidate: Candidate) -> bool:
    """True for "will not take", "would not talk"."""
    verbs = (candidate.trigger, candidate.governor)
    return any(c.dep_ == "aux" and c.lower_ in ("will", "wo", "would", "'ll") for v in verbs for c in v.children)
