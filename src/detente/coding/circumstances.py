"""How an act was done and what it was about: PLOVER mode and contexts, by the clause that tells it."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from spacy.tokens import Token

from detente.coding.clause import clause_text, clause_tokens
from detente.coding.coded import Coded
from detente.coding.contexts import contexts_of
from detente.coding.modes import mode_of
from detente.coding.plover import score
from detente.language.reading import Mention, Reading

_PLACE = frozenset({"in", "at"})
_TOWNS = frozenset("capital city town resort port village island".split())
#: A meeting of so many states is one among many.
_MANY = 3
_STATES = frozenset({"name", "demonym", "metonym", "person", "title"})


def circumstanced(coded: Coded, reading: Reading) -> Coded:
    """``coded`` with the mode, the contexts and the score that its clause gives."""
    event, candidate = coded.event, coded.candidate
    clause = clause_text(candidate.trigger)
    mode = mode_of(event.type, event.mode, clause)
    if event.type == "CONSULT" and mode is None:
        mode = _setting(coded, reading)
    contexts = contexts_of(" ".join([clause, *_offices(coded)]), event.type, mode)
    changed = msgspec.structs.replace(event, mode=mode, contexts=contexts, goldstein=score(event.type, mode))
    return replace(coded, event=changed)


def _offices(coded: Coded) -> list[str]:
    """The offices of the persons who act for the parties: a name tells a head of government as much as a title."""
    parties = (coded.candidate.actor, coded.candidate.recipient)
    return [p.actor.office for p in parties if p and p.actor.office and p.mention.kind == "person"]


def _setting(coded: Coded, reading: Reading) -> str | None:
    """Whether a meeting is one among many, or held on the ground of a third."""
    candidate = coded.candidate
    tokens = clause_tokens(candidate.trigger)
    start = candidate.sentence.start
    mentions = reading.mentions.get(candidate.sentence.index, ())
    parties = {candidate.actor.country} | ({candidate.recipient.country} if candidate.recipient else set())
    together = {
        country
        for mention in mentions
        if mention.kind in _STATES
        and not _in_place(_token_at(tokens, mention, start))
        and _token_at(tokens, mention, start) is not None
        for country in mention.countries
    }
    places = {
        country
        for mention in mentions
        if mention.kind in (*_STATES, "place") and _in_place(_token_at(tokens, mention, start))
        for country in mention.countries
    }
    if len(together | parties) >= _MANY and _coordinated(tokens, mentions, start):
        return "multilateral"
    return "third-party" if places and not places & parties else None


def _token_at(tokens: list[Token], mention: Mention, start: int) -> Token | None:
    """The last token of a mention, when it stands in the clause."""
    found = [t for t in tokens if mention.start <= start + t.idx < mention.end]
    return found[-1] if found else None


def _in_place(token: Token | None) -> bool:
    """True for "in Quito" and "in the Ecuadorian capital"."""
    if token is not None and token.dep_ in ("amod", "poss", "compound", "nmod") and token.head.lemma_ in _TOWNS:
        token = token.head
    return token is not None and token.dep_ == "pobj" and token.head.lower_ in _PLACE


def _coordinated(tokens: list[Token], mentions: tuple[Mention, ...], start: int) -> bool:
    """True when at least three states stand in one series."""
    series: dict[int, set[str]] = {}
    for mention in mentions:
        token = _token_at(tokens, mention, start)
        if token is None or mention.kind not in _STATES:
            continue
        while token.dep_ in ("conj", "appos"):
            token = token.head
        series.setdefault(token.i, set()).update(mention.countries)
    return any(len(countries) >= _MANY for countries in series.values())
