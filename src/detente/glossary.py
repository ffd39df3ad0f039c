"""The field's words and ours, in a sentence each; ``detente explain WORD`` prints them.

Types and modes follow the PLOVER manual (2021 draft), in our words.
"""

from __future__ import annotations

from typing import Final

from detente.coding.plover import QUAD, SCORE, TYPES
from detente.records import EventType

_TYPES: Final[dict[EventType, str]] = {
    "AGREE": "Promises, offers or agrees in principle to do something together, or to do the other a service.",
    "CONSULT": "Meets, visits, phones, negotiates or mediates. Told once for each direction.",
    "SUPPORT": "Praises, congratulates, defends in words, recognises, or signs a formal agreement.",
    "COOPERATE": "Does things together in practice: joint exercises, trade, extradition, shared intelligence.",
    "AID": "Gives: money, arms, relief, refuge, rescue.",
    "CONCEDE": "Gives way in words or rules: apologises, declares a ceasefire, eases restrictions, accepts a demand.",
    "RETREAT": "Gives way in deeds: troops gone, prisoners freed, sanctions lifted, property returned.",
    "REQUEST": "Asks, urges, demands, appeals.",
    "ACCUSE": "Blames, criticises, condemns, sues, investigates, summons an ambassador.",
    "REJECT": "Refuses, vetoes, denies a wish, says no to talks.",
    "THREATEN": "Warns of an act of its own to come, sets an ultimatum.",
    "PROTEST": "Demonstrates: rallies, sit-ins, hunger strikes, riots.",
    "SANCTION": "Penalises formally: sanctions, tariffs, boycotts, expelled diplomats, ties cut, treaties left.",
    "MOBILIZE": "Moves or shows force without using it: deployments, drills by one side, weapon tests.",
    "COERCE": "Forces without open violence: annexes, seizes, detains, blockades, interferes, hacks.",
    "ASSAULT": "Uses violence: invades, strikes, shells, kills, abducts.",
}

_WORDS: Final[dict[str, str]] = {
    "account": "Everything Détente notes on one article; each item tied to its sentence and characters.",
    "record": "The database of many accounts, with the same event told by several papers folded into one.",
    "desk": "The record seen in a browser.",
    "actor": "Who acts: a state (ISO-3166 alpha-3), an organisation (EU, NATO, UN) or an armed group.",
    "recipient": "To whom it is done.",
    "dyad": "An ordered pair of actors; a relation is the unordered one.",
    "relation": "Two states and all that passes between them, in both directions.",
    "event type": "One of PLOVER's sixteen kinds of act; detente explain COERCE tells one.",
    "mode": "The manner of an event type: a visit or a phone call within CONSULT.",
    "context": "What an act is about: military, economic, diplomatic, territory ...",
    "quad class": "Verbal or material, cooperation or conflict: the four corners of the types.",
    "goldstein": "A score from -10 (conflict) to 10 (cooperation) for a type or mode, after PLOVER's table.",
    "sector": "Whom an actor is within the state: GOV, MIL, LEG, JUD, SPY, OPP ...",
    "status": "Whether it happened as told: actual, recalled, planned, hypothetical, negated or claimed.",
    "actual": "It happened in the news window of the story.",
    "recalled": "It happened earlier and is retold; it keeps its own date.",
    "planned": "It is announced or agreed for the future.",
    "hypothetical": "It might happen, is wished, asked for, threatened or conditional.",
    "negated": "It is said not to have happened.",
    "claimed": "Only a party says so; claimed_by names the party.",
    "assessment": "How a relation is said to stand (state) and move (trend), in somebody's view (holder).",
    "evidence": "The article, the sentence and the characters an item rests on: body[start:end], to the letter.",
    "when": "An interval [earliest, latest] with a precision and the words it rests on; never a false day.",
    "confidence": "The calibrated probability that type and direction of an event are right.",
}


def meaning(word: str) -> str | None:
    """The entry for ``word``, upper or lower case; None when there is none."""
    for type_ in TYPES:
        if word.upper() == type_:
            return f"{type_} ({QUAD[type_]}, score {SCORE[type_]:+g}): {_TYPES[type_]}"
    entry = _WORDS.get(word.lower())
    return f"{word.lower()}: {entry}" if entry else None
