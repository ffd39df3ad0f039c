"""Where single persons of a government stand on another state.

A person takes a position by an attitude verb ("praised"), by an adjective ("is sceptical"), or by what he
or she believes, urges or wants; the words of the content tell the leaning, and negation or a verb of
refusing turns it. A letter or speech speaks for its author, in the next sentence as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.coding.dyads import Dyad, Relation, relations, token_codes
from detente.coding.relation_words import Found, find_phrases, of_set, words_for
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import clause_head, conjuncts, possessors, surface_subject, verbs
from detente.records import Actor, Event, Leaning, Position, Statement

_NEGATIONS = frozenset({"not", "n't", "never", "no", "neither", "nor", "hardly", "without", "cannot"})
_SIGN = {"good": 1, "favours": 1, "bad": -1, "opposes": -1}
_ACTS: dict[str, Leaning] = {
    "SUPPORT": "favourable",
    "ACCUSE": "hostile",
    "THREATEN": "hostile",
    "SANCTION": "hostile",
}


@dataclass(frozen=True, slots=True)
class _Author:
    """Who wrote the document that the next sentence may go on about, and the leaning it showed."""

    actor: Actor
    sentence: int
    bad: int


def positions(
    reading: Reading, statements: tuple[Statement, ...] = (), events: tuple[Event, ...] = ()
) -> tuple[Position, ...]:
    """Positions in text order, one for a person, a state and a leaning.

    ``statements`` add what their speakers' words show; ``events`` are used only for persons whose
    colleagues already have a position on the same state.
    """
    found: list[Position] = []
    author: _Author | None = None
    for sentence, doc, mentions, nouns, focus in relations(reading):
        if author is None and not any(_person(m) for m in mentions):
            continue  # nobody here takes a position
        phrases = list(find_phrases(doc, "attitudes"))
        for actor, verb in _holders(reading, sentence, doc, mentions, author):
            found.extend(_taken(reading, sentence, doc, mentions, nouns, focus, phrases, actor, verb, author))
        author = _author(reading, sentence, doc, phrases)
    found.extend(_said(reading, statements))
    found.extend(_done(events, found, reading))
    unique: dict[tuple[str, str, Leaning], Position] = {}
    for position in sorted(found, key=lambda p: p.start):
        unique.setdefault((position.person, position.on, position.leans), position)
    return tuple(unique.values())


def _person(mention: Mention | None) -> Actor | None:
    if mention is None or len(mention.actors) != 1:
        return None
    actor = mention.actor
    if actor.person is None or actor.country is None or actor.sector in ("BUS", "JRN", "EDU", "CVL"):
        return None
    return actor


def _holders(
    reading: Reading, sentence: Sentence, doc: Doc, mentions: tuple[Mention, ...], author: _Author | None
) -> Iterable[tuple[Actor, Token]]:
    """Persons with the verbs they are the subject of, directly or through their letter or speech."""
    for token in verbs(doc):
        if token.dep_ in ("aux", "auxpass"):
            continue
        for subject in (c for s in surface_subject(token) for c in conjuncts(s)):
            actor = _person(reading.mention_of(sentence, subject))
            if actor is None and subject.lemma_.lower() in words_for("documents"):
                for owner in possessors(subject):
                    actor = _person(reading.mention_of(sentence, owner))
            if actor is None and author is not None and author.sentence == sentence.index - 1:
                demonstrative = subject.lower_ in (
                    "this",
                    "it",
                    "that",
                ) or subject.lemma_.lower() in words_for("documents")
                if demonstrative and subject.i <= 2:
                    actor = author.actor
            if actor is not None:
                yield actor, token
    for token in of_set(doc, "attitude nouns"):  # "his admiration for Mr Putin"
        if token.pos_ == "NOUN":
            for owner in possessors(token):
                actor = _person(reading.mention_of(sentence, owner))
                if actor is not None:
                    yield actor, token


def _author(reading: Reading, sentence: Sentence, doc: Doc, phrases: list[Found]) -> _Author | None:
    for token in of_set(doc, "documents"):
        if token.dep_ in ("dobj", "pobj"):
            verb = clause_head(token)
            for subject in surface_subject(verb):
                actor = _person(reading.mention_of(sentence, subject))
                if actor is not None:
                    span = {t.i for t in token.subtree}
                    return _Author(actor, sentence.index, sum(p.kind == "bad" and p.start in span for p in phrases))
    return None


def _taken(
    reading: Reading,
    sentence: Sentence,
    doc: Doc,
    mentions: tuple[Mention, ...],
    nouns: tuple[Relation, ...],
    focus: Dyad | None,
    phrases: list[Found],
    actor: Actor,
    verb: Token,
    author: _Author | None,
) -> Iterable[Position]:
    under = {t.i for t in verb.subtree}
    kinds = [p for p in phrases if p.start in under and not _of_another(reading, sentence, doc[p.start], verb, actor)]
    leans = _leaning(doc, verb, kinds)
    if (
        leans is None
        and author is not None
        and author.actor == actor
        and author.sentence == sentence.index - 1
        and author.bad
    ):
        leans = "hostile"
    if leans is None:
        return
    scope = [t for t in verb.subtree if not _of_another(reading, sentence, t, verb, actor)]
    for code in _targets(reading, sentence, scope, verb, nouns, focus, actor, leans):
        yield Position(
            sentence=sentence.index,
            start=sentence.start,
            end=sentence.end,
            person=actor.person or actor.name,
            country=actor.country,
            on=code,
            leans=leans,
            text=sentence.text,
        )


def _of_another(reading: Reading, sentence: Sentence, token: Token, verb: Token, actor: Actor) -> bool:
    """True for words under ``verb`` that stand in its subject, or in a clause about another person."""
    current = token
    for _ in range(40):
        if current == verb or current.head == current:
            return False
        if current.dep_ in ("nsubj", "nsubjpass") and current.head == verb:
            return True
        if current.pos_ in ("VERB", "AUX", "ADJ"):
            own = [c for c in current.children if c.dep_ in ("nsubj", "nsubjpass")]
            if own and _person(reading.mention_of(sentence, own[0])) not in (None, actor):
                return current.dep_ in ("advcl", "conj", "parataxis", "relcl") or verb.lemma_ in words_for(
                    "light verbs"
                )
        current = current.head
    return False


def _leaning(doc: Doc, verb: Token, kinds: list[Found]) -> Leaning | None:
    """The leaning that the words in the scope of ``verb`` show, if they show one."""
    on_verb = {p.kind for p in kinds if p.start <= verb.i < p.end or p.start == verb.i}
    flipped = _is_negated(verb)
    if "favours" in on_verb:
        return "hostile" if flipped else "favourable"
    if "opposes" in on_verb:
        return None if flipped else "hostile"
    if "doubts" in on_verb:
        return None if flipped else "sceptical"
    if not (on_verb & {"stance", "flips"} or verb.pos_ == "NOUN"):
        return None
    if verb.lemma_ in words_for("light verbs"):
        kinds = [p for p in kinds if p.start == verb.i or _governs(verb, doc[p.start : p.end].root)]
    doubtful = [p for p in kinds if p.kind == "doubtful" and _governs(verb, doc[p.start])]
    if doubtful and not flipped:
        return "sceptical"
    score = 0
    taken: set[int] = set()
    for p in kinds:
        if p.kind not in _SIGN or p.start in taken or (p.start == verb.i and verb.pos_ != "NOUN"):
            continue
        taken.update(range(p.start, p.end))
        sign = _SIGN[p.kind]
        if _turned(doc, p, verb, kinds):
            # "not friendly" is no enmity, but "no friend", "not trust" and "rejects talks" are
            plain = p.kind == "good" and doc[p.start].pos_ == "ADJ"
            sign = 0 if plain else -sign
        score += sign
    if score == 0:
        return None
    return "favourable" if score > 0 else "hostile"


def _governs(verb: Token, token: Token) -> bool:
    current = token
    for _ in range(4):
        if current.head == verb:
            return True
        if current.pos_ in ("VERB", "AUX") and current != token:
            return False
        current = current.head
    return False


def _is_negated(verb: Token) -> bool:
    return any(
        c.dep_ == "neg" or c.lower_ in _NEGATIONS for c in verb.children if c.dep_ in ("neg", "advmod", "preconj")
    )


def _turned(doc: Doc, phrase: Found, verb: Token, kinds: list[Found]) -> bool:
    """True when an odd number of negations and verbs of refusing stand between the word and ``verb``."""
    flips = {p.start for p in kinds if p.kind == "flips"}
    token = doc[phrase.start : phrase.end].root
    turned = 0
    if any(c.dep_ in ("det", "neg") and c.lower_ in ("no", "not", "n't") for c in token.children):
        turned += 1
    for _ in range(30):
        if token.pos_ in ("VERB", "AUX", "ADJ") and not phrase.start <= token.i < phrase.end:
            turned += _is_negated(token)
            turned += token.i in flips
        if token == verb or token.head == token:
            break
        token = token.head
    return turned % 2 == 1


def _targets(
    reading: Reading,
    sentence: Sentence,
    scope: list[Token],
    verb: Token,
    nouns: tuple[Relation, ...],
    focus: Dyad | None,
    actor: Actor,
    leans: Leaning,
) -> list[str]:
    """The states the position is on: those in the scope, else the other side of the relation spoken of."""
    own = actor.country or ""
    named = [c for c in token_codes(reading, sentence, scope) if c != own and len(c) == 3]
    others = [x for n in nouns for d in n.dyads if own in d for x in d if x != own and len(x) == 3]
    if others:
        return list(dict.fromkeys(others))[:1]
    if named:
        return named[:1]
    if focus is not None and own in focus and (leans != "hostile" or any(c.dep_ == "acomp" for c in verb.children)):
        return [c for c in focus if c != own and len(c) == 3]
    return []


def _said(reading: Reading, statements: tuple[Statement, ...]) -> Iterable[Position]:
    people = {m.actor.person: m.actor for ms in reading.mentions.values() for m in ms if m.actor.person}
    for statement in statements:
        actor = people.get(statement.speaker)
        doc = reading.parses.get(statement.sentence)
        if actor is None or doc is None or actor.country is None:
            continue
        base = reading.sentences[statement.sentence].start
        inside = {t.i for t in doc if statement.start <= base + t.idx < statement.end}
        kinds = [p for p in find_phrases(doc, "attitudes") if p.start in inside and p.kind in _SIGN]
        score = sum(_SIGN[p.kind] for p in kinds)
        if not kinds or score == 0 or any(doc[i].lower_ in _NEGATIONS for i in inside):
            continue
        sentence = reading.sentences[statement.sentence]
        for code in [c for c in statement.about if c != actor.country and len(c) == 3][:1]:
            yield Position(
                sentence=sentence.index,
                start=sentence.start,
                end=sentence.end,
                person=statement.speaker,
                country=actor.country,
                on=code,
                leans="favourable" if score > 0 else "hostile",
                text=sentence.text,
            )


def _done(events: tuple[Event, ...], found: list[Position], reading: Reading) -> Iterable[Position]:
    held = {(p.country, p.on, p.person) for p in found}
    for event in events:
        actor, recipient = event.actor, event.recipient
        leans = _ACTS.get(event.type)
        if leans is None or actor.person is None or recipient is None or recipient.country is None:
            continue
        if event.status not in ("actual", "recalled", "claimed") or actor.country == recipient.country:
            continue
        colleagues = any(c == actor.country and o == recipient.country and p != actor.person for c, o, p in held)
        if colleagues and (actor.country, recipient.country, actor.person) not in held:
            yield Position(
                sentence=event.sentence,
                start=event.start,
                end=event.end,
                person=actor.person,
                country=actor.country,
                on=recipient.country,
                leans=leans,
                text=reading.body[event.start : event.end],
            )
