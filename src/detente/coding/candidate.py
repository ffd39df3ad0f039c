"""A possible event, and how the parties of one trigger pair up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from detente.coding.arguments import Party
from detente.coding.lexicon import Pattern
from detente.language.reading import Sentence
from detente.language.syntax import prepositional
from detente.records import EventType

#: Prepositions whose object may be the recipient, by type; the first found counts.
PREPOSITIONS: dict[EventType, tuple[str, ...]] = {
    "CONSULT": ("with", "to", "between", "among"),
    "AGREE": ("with", "to", "for", "between"),
    "SUPPORT": ("with", "for", "to", "by", "on", "between", "in"),
    "COOPERATE": ("with", "to", "from", "between", "in"),
    "AID": ("to", "for", "in", "from", "with", "into"),
    "CONCEDE": ("to", "on", "against", "with", "for", "in"),
    "RETREAT": ("from", "to", "against", "on", "with", "in", "of"),
    "REQUEST": ("on", "upon", "to", "with", "of", "from", "for"),
    "ACCUSE": ("against", "to", "at", "on", "over", "for", "about", "with", "of", "by", "into", "in"),
    "REJECT": ("from", "by", "to", "with", "for", "on", "of"),
    "THREATEN": ("with", "against", "to", "on"),
    "PROTEST": ("against", "outside", "at", "in", "over", "of"),
    "SANCTION": ("on", "against", "with", "from", "to", "by", "over", "of", "for"),
    "MOBILIZE": ("against", "to", "near", "along", "on", "off", "at", "around", "toward", "towards", "over", "in", "into"),  # noqa: E501
    "COERCE": ("in", "against", "with", "of", "on", "from", "into", "to", "over"),
    "ASSAULT": ("on", "against", "at", "in", "into", "with", "of", "near", "over", "between", "toward", "towards", "from"),  # noqa: E501
}  # fmt: skip

#: Prepositions of the place that a visit goes to.
VISIT_PLACES = ("to", "in", "into", "for", "at")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible event. ``governor`` is the verb whose tense, mood and polarity the event has; without ``patterns``
    the lexicon does not know the link and the type model alone decides, among the types ``allowed``. ``elsewhere`` are
    types that other triggers of the sentence tell of its actor and somebody else."""

    sentence: Sentence
    trigger: Token
    governor: Token
    patterns: tuple[Pattern, ...]
    actor: Party
    recipient: Party | None
    allowed: frozenset[EventType] | None = None
    elsewhere: frozenset[EventType] = frozenset()


def pairs(
    sentence: Sentence,
    trigger: Token,
    governor: Token,
    patterns: tuple[Pattern, ...],
    actors: list[Party],
    recipients: list[Party],
    *,
    told_together: bool = False,
) -> Iterator[Candidate]:
    """Pair actors with recipients; mutual acts go both ways, acts done together pair the actors themselves."""
    flags = patterns[0].flags
    mutual = "mutual" in flags or patterns[0].type == "CONSULT"
    plural = "plural" in flags or told_together
    if "persons" in flags:
        actors = [p for p in actors if p.actor.person]
        recipients = [p for p in recipients if p.actor.person]
        if not recipients:
            return
    made: set[tuple[str, str]] = set()

    def make(a: Party, b: Party | None) -> Iterator[Candidate]:
        key = (a.country, b.country if b else "")
        if key not in made and (b is None or a.country != b.country):
            made.add(key)
            yield Candidate(sentence, trigger, governor, patterns, a, b)

    with_someone = plural and any(prep in ("with", "between") for prep, _ in prepositional(trigger))
    if actors and recipients:
        for a in actors:
            for b in recipients:
                yield from make(a, b)
                if mutual or with_someone:
                    yield from make(b, a)
    if len(actors) > 1 and (mutual or plural) and patterns[0].mode != "visit" and not (recipients and not mutual):
        for a in actors:
            for b in actors:
                yield from make(a, b)
    elif actors and not recipients and "own" in flags:
        for a in actors:
            yield from make(a, None)
