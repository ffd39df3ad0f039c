"""Which type an act has, and how sure that is: the lexicon's reading of the trigger and the model's of the pair.

The two opinions are combined as log-probabilities. Without a model the lexicon's first reading stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from detente.coding.candidate import Candidate
from detente.coding.lexicon import Pattern
from detente.coding.plover import TYPES
from detente.explanation import Reason
from detente.records import EventType

#: Weight of the lexicon's reading, in nats: a type that the trigger can mean gains this much over others, less when the
#: word tells much else too. Chosen on the tuning half of bench/data/sentences.jsonl.
LEXICON_WEIGHT = 6.0
WEAK_WEIGHT = 2.0
#: An act read from a word that often tells none needs this much of the model's probability.
WEAK_FLOOR = 0.35
#: A pair without a trigger that the lexicon knows needs this much of the model's probability.
OPEN_FLOOR = 0.45
#: Of the features below. Fitted by training/confidence.py on the held halves of our sentences.
CONFIDENCE_WEIGHTS = (0.83, 0.27, -0.08, -1.26, -1.61, 0.16)
#: Above this probability of "no event" the model overrules a trigger.
NONE_CEILING = 0.9


def choose(candidate: Candidate, chances: Mapping[str, float]) -> tuple[Pattern, EventType, float] | Reason:
    """Type by lexicon and model together; the reason when the model sees no event."""
    if not candidate.patterns:
        return _by_model_alone(candidate, chances)
    by_type: dict[EventType, Pattern] = {}
    for pattern in candidate.patterns:
        by_type.setdefault(pattern.type, pattern)
    first = candidate.patterns[0]
    weak = "weak" in first.flags
    specific = max(p.weight for p in candidate.patterns)
    if not chances:
        return (first, first.type, 0.5 if weak else 0.6 + 0.05 * min(specific, 3))
    best = likeliest(candidate, chances)
    none = chances.get("NONE", 0.0)
    if weak and (chances.get(best, 0.0) < WEAK_FLOOR or none > 0.5):
        return "weak trigger, and the model is unsure"
    if none > NONE_CEILING and specific == 0:
        return "the model sees no act between the two"
    return by_type.get(best, first), best, confidence_of(candidate, chances, best)


def lexicon_weight(patterns: Sequence[Pattern]) -> float:
    """What the lexicon adds to the types that it reads in a trigger, in nats."""
    if "weak" in patterns[0].flags:
        return WEAK_WEIGHT
    return LEXICON_WEIGHT + 2.0 * min(max(p.weight for p in patterns), 2)


def likeliest(candidate: Candidate, chances: Mapping[str, float]) -> EventType:
    """The type by lexicon and model together; the first in PLOVER's order among equals.

    The model reads the pair and not the trigger: in "A expelled B's envoy and warned C" it may give C what was done to
    B. A type that another trigger of the same actor tells is therefore no rival of this trigger's own.
    """
    types, weight = {p.type for p in candidate.patterns}, lexicon_weight(candidate.patterns)
    scores = {t: math.log(max(chances.get(t, 0.0), 1e-4)) + (weight if t in types else 0.0) for t in TYPES}
    return max((t for t in TYPES if t in types or t not in candidate.elsewhere), key=lambda t: scores[t])


def features(candidate: Candidate, chances: Mapping[str, float], type_: EventType) -> tuple[float, ...]:
    """What the confidence of an event rests on.

    Intercept; the model's log-odds of the type and of no event; whether the trigger is weak; whether no trigger links
    the pair; whether the model alone would have chosen another type.
    """
    known = bool(candidate.patterns)
    best = max(TYPES, key=lambda t: chances.get(t, 0.0))
    return (
        1.0,
        _log_odds(chances.get(type_, 0.0)),
        _log_odds(chances.get("NONE", 0.0)),
        float(known and "weak" in candidate.patterns[0].flags),
        float(not known),
        float(best != type_),
    )


def confidence_of(candidate: Candidate, chances: Mapping[str, float], type_: EventType) -> float:
    """Probability that type and parties are right: a logistic regression (training/confidence.py)."""
    x = features(candidate, chances, type_)
    return 1.0 / (1.0 + math.exp(-sum(a * b for a, b in zip(CONFIDENCE_WEIGHTS, x, strict=True))))


def _log_odds(p: float) -> float:
    return math.log(max(p, 1e-4) / max(1.0 - p, 1e-4))


def _by_model_alone(candidate: Candidate, chances: Mapping[str, float]) -> tuple[Pattern, EventType, float] | Reason:
    """A pair that no trigger links is an event only when the model is sure enough of it."""
    if not chances:
        return "no trigger known to the lexicon, and no answer of a model"
    best = max(TYPES, key=lambda t: chances.get(t, 0.0))
    none = chances.get("NONE", 0.0)
    if (candidate.allowed and best not in candidate.allowed) or chances[best] * (1.0 - none) < OPEN_FLOOR:
        return "no trigger known to the lexicon, and the model is not sure of an act that the words carry"
    confidence = confidence_of(candidate, chances, best)
    return Pattern("", (), frozenset(), best, None, frozenset(), False), best, confidence
