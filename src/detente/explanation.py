"""The records of ``--explain``: what led to an event, and what was considered and not counted.

Offsets are those of :mod:`detente.records`: characters of ``Article.body``, which hold the words to the letter.
"""

from __future__ import annotations

from typing import Final, Literal

from detente.records import Account, EventType, Record, Status, Traced, When

#: Why a candidate is no event of its own: a closed list of plain phrases.
Reason = Literal[
    "the model sees no act between the two",
    "weak trigger, and the model is unsure",
    "no trigger known to the lexicon, and the model is not sure of an act that the words carry",
    "no trigger known to the lexicon, and no answer of a model",
    "a trigger of the same sentence tells an act of the two",
    "the same act is told elsewhere and counted once",
    "below the confidence asked for",
]
#: Reasons of candidates that had become an event before they were left out.
LEFT_OUT: Final[tuple[Reason, ...]] = (
    "a trigger of the same sentence tells an act of the two",
    "the same act is told elsewhere and counted once",
    "below the confidence asked for",
)


class Words(Record, frozen=True, kw_only=True):
    """Words of the body: ``text == body[start:end]``."""

    text: str
    start: int
    end: int


class PartyWords(Words, frozen=True, kw_only=True):
    """The words read as a party: ``name`` and ``country`` of who they stand for, ``kind`` how they were understood.

    They may lie in another sentence than the trigger. ``kind`` is that of ``detente.language.reading.Mention``:
    name, demonym, metonym, person, title, description, pronoun, group, place, firm.
    """

    name: str
    country: str | None
    kind: str


class LexiconReading(Record, frozen=True, kw_only=True):
    """What the trigger can mean: a pattern of ``triggers.tsv`` in its own notation, with its type, mode and flags."""

    pattern: str
    type: EventType
    mode: str | None
    flags: tuple[str, ...] = ()


class Chance(Record, frozen=True, kw_only=True):
    """The type model's probability of a type, or of ``NONE``: no act of the actor on the recipient."""

    type: EventType | Literal["NONE"]
    probability: float


class Explanation(Traced, frozen=True, kw_only=True):
    """Why a candidate became an event, or why not.

    ``start:end`` spans trigger and parties. ``event`` is the index, in the account's events, of the event that the
    candidate became or, if it is ``rejected``, of the one that was counted instead. ``reason`` is None for events.
    ``reached`` and ``needed`` are the figure that was too low (or, for "no act", too high) and its bound.
    ``probabilities`` are the model's, the likeliest first: NONE and every type of at least 0.01; with the types left
    out they sum to 1. They are empty where no model was asked. ``weight`` is what the lexicon adds to each type that
    it reads in the trigger, in nats (natural logarithm of odds); None where it had no say. ``type``, ``mode``,
    ``confidence``, ``status``, ``rule`` (the cue for the status) and ``when`` (whose ``basis`` is the cue for the
    date) are None for candidates that were never coded.
    """

    outcome: Literal["event", "rejected"]
    event: int | None
    reason: Reason | None
    reached: float | None = None
    needed: float | None = None
    actor: PartyWords
    trigger: Words
    recipient: PartyWords | None
    readings: tuple[LexiconReading, ...]
    probabilities: tuple[Chance, ...]
    weight: float | None
    type: EventType | None
    mode: str | None
    confidence: float | None
    status: Status | None
    rule: str | None
    when: When | None


class Explained(Account, frozen=True, kw_only=True):
    """An account with its explanations: those of its events in their order, then those of rejected candidates."""

    explanations: tuple[Explanation, ...] = ()
