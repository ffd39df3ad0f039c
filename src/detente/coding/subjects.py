"""Whom a statement is about, and whom it is addressed to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from detente.coding.dyads import relations
from detente.coding.frames import Frame, Frames
from detente.coding.governance import Cue
from detente.coding.speakers import Speaker
from detente.coding.speech import PRESS, SAY, lemmas
from detente.language.reading import Mention, Reading
from detente.language.syntax import datives, direct_objects, is_passive, own_subject, prepositional
from detente.records import StatementKind

Spans = Sequence[tuple[int, int]]
_ADDRESSING = lemmas(
    "tell warn urge ask remind assure inform advise promise beg implore exhort counsel order answer "
    "write speak reply respond appeal address caution notify beseech challenge threaten"
)
#: Words that introduce a view without a verb; all the rest of the sentence is what it is about.
_VIEWS = lemmas("according words phrase view for to per eyes opinion telling account formulation")
_YOU = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_TO_ADDRESSEE = frozenset({"to", "with"})
_ASIDES = frozenset({"nsubj", "agent", "relcl", "poss", "conj", "parataxis"})
_THIRD = frozenset({"it", "him", "her", "them", "he", "she", "they", "this", "its"})


class Subjects:
    """Answers for the statements of one reading."""

    def __init__(self, reading: Reading, frames: Frames) -> None:
        self._reading = reading
        self._frames = frames
        self._relations = {s.index: found for s, _, _, found, _ in relations(reading) if found}

    def about(self, spans: Spans, cue: Cue, speaker: Speaker, kind: StatementKind) -> tuple[str, ...]:
        """Codes spoken of: those in the words and, for a fragment, in the narrator's clause that governs it.

        The speaker's own state is left out unless the words speak of its relation to another.
        """
        found = self._inside(spans)
        frame = self._frames.get(cue.sentence.index)
        scope: list[Token] = []
        if kind == "mixed" and frame is not None:
            scope = _scope(frame, cue, spans)
            found += [m for m in self._covering(frame, scope) if m not in found]
        if frame is not None:
            found += [m for m in self._covering(frame, _topic(frame, cue, spans)) if m not in found]
        codes = [c for m in found for c in m.countries]
        if not any(c != speaker.country for c in codes) and frame is not None:
            codes += self._meant(frame, cue, scope, speaker)
        addressee = self.addressee(cue)
        if addressee is not None and self._second_person(spans):
            codes.append(addressee)
        both = self._related(cue, spans, {t.i for t in scope}, speaker)
        return tuple(dict.fromkeys([*(c for c in codes if c != speaker.country or c in both), *both]))

    def _second_person(self, spans: Spans) -> bool:
        """True when the words speak of "you": of whoever they are addressed to."""
        return any(_YOU.search(self._reading.body, start, end) for start, end in spans)

    def _inside(self, spans: Spans) -> list[Mention]:
        first = self._frames.sentence_at(spans[0][0]).index
        last = self._frames.sentence_at(max(spans[0][0], spans[-1][1] - 1)).index
        return [
            mention
            for index in range(first, last + 1)
            for mention in self._reading.mentions.get(index, ())
            if any(a <= mention.start < b for a, b in spans)
        ]

    def _covering(self, frame: Frame, scope: Sequence[Token]) -> list[Mention]:
        starts = [frame.at(t) for t in scope]
        return [
            m
            for m in self._reading.mentions.get(frame.sentence.index, ())
            if any(m.start <= at < m.end for at in starts)
        ]

    def _meant(self, frame: Frame, cue: Cue, scope: Sequence[Token], speaker: Speaker) -> list[str]:
        """What a pronoun left open in the governing clause stands for: the nearest before."""
        if not any(t.lower_ in _THIRD and t.dep_ != "poss" for t in scope) or cue.token is None:
            return []
        before = [
            m
            for m in self._reading.mentions.get(frame.sentence.index, ())
            if m.end <= frame.at(cue.token) and m.kind != "place"
        ]
        others = [c for m in before for c in m.countries if c != speaker.country]
        return others[-1:]

    def _related(self, cue: Cue, spans: Spans, scope: set[int], speaker: Speaker) -> list[str]:
        """Both sides, where the words speak of the relation between the speaker's state and another."""
        found: list[str] = []
        first = self._frames.sentence_at(spans[0][0]).index
        last = self._frames.sentence_at(max(spans[0][0], spans[-1][1] - 1)).index
        for index in range(first, last + 1):
            for relation in self._relations.get(index, ()):
                at = self._reading.sentences[index].start + relation.noun.idx
                spoken = any(a <= at < b for a, b in spans)
                governed = index == cue.sentence.index and relation.noun.i in scope
                if spoken or governed:
                    found += [c for dyad in relation.dyads if speaker.country in dyad for c in dyad]
        return found

    def addressee(self, cue: Cue) -> str | None:
        """Code of the state or body spoken to: "told X", "a letter to X"; the press is none."""
        verb = cue.token
        if verb is None:
            return None
        objects: list[Token] = []
        if verb.pos_ == "VERB" and verb.lemma_.lower() in _ADDRESSING:
            objects = [*datives(verb), *direct_objects(verb)]
            objects += [o for p, o in prepositional(verb) if p in _TO_ADDRESSEE]
        elif verb.pos_ == "NOUN" or verb.lemma_.lower() in SAY:
            objects = [o for p, o in prepositional(verb) if p == "to"]
        for token in objects:
            if token.lemma_.lower() in PRESS:
                continue
            mention = self._reading.mention_of(cue.sentence, token)
            if mention is None:
                beside = (self._reading.mention_of(cue.sentence, c) for c in token.children)
                mention = next((m for m in beside if m is not None and m.kind != "pronoun"), None)
            if mention is not None and mention.kind != "place" and mention.countries:
                return mention.countries[0]
        return None


def _topic(frame: Frame, cue: Cue, spans: Spans) -> list[Token]:
    """What "said of Jane Roe" names, and the subject outside the marks of words inside: "Kyiv, he said, \"is …\""."""
    word = cue.token
    if word is None or word.doc is not frame.doc:
        return []
    found: list[Token] = []
    for child in word.children:
        if child.dep_ == "prep" and child.lower_ in ("of", "about") and not frame.inside[child.i]:
            found += [o for o in child.children if o.dep_ == "pobj"]
            found += [c for o in found for c in o.subtree]
        elif (
            child.dep_ == "prep" and child.lower_ == "on" and not frame.inside[child.i]
        ):  # "wrote on Twitter of Jane Roe"
            inner = [g for o in child.children for g in o.children if g.dep_ == "prep" and g.lower_ == "of"]
            found += [t for g in inner for t in g.subtree]
    for token in frame.doc:
        if token.dep_ in ("nsubj", "nsubjpass") and not frame.inside[token.i] and token.head != word:
            at = frame.at(token.head)
            if any(a <= at < b for a, b in spans):
                found += list(token.subtree)
    return found


def _scope(frame: Frame, cue: Cue, spans: Spans) -> list[Token]:
    """The narrator's words that the cue governs, without its speaker and later side clauses."""
    word = cue.token
    if word is None:
        return []
    if word.lower_ in _VIEWS and (word.pos_ not in ("VERB", "AUX") or word.lower_ == "according"):
        aside = {t.i for t in word.subtree}  # "according to X": all the rest of the sentence
        return [t for t in frame.doc if t.i not in aside and not frame.inside[t.i]]
    if cue.how == "after":
        return [t for t in frame.doc if frame.at(t) < spans[0][0] and not frame.inside[t.i]]
    scope: list[Token] = []
    passive = is_passive(word)
    for child in word.children:
        if child.dep_ in _ASIDES or (child.dep_ == "nsubjpass" and not passive):
            continue
        if child.dep_ == "advcl" and frame.at(child) > spans[-1][1]:
            continue
        scope += [t for t in child.subtree if word.pos_ != "NOUN" or t.dep_ != "poss"]
    if word.dep_ in ("relcl", "acl") and not any(c.tag_ in ("WP", "WDT") for c in own_subject(word)):
        # "the pact, which X called …": the words are about the noun before
        scope += [word.head, *(t for c in word.head.lefts for t in c.subtree)]
    if word.dep_ == "parataxis":  # "The dam, Jane Roe warned, would be …": about what the main clause is about
        aside = {t.i for t in word.subtree}
        scope += [t for t in word.head.subtree if t.i not in aside and not frame.inside[t.i]]
    if word.dep_ == "advcl" and not own_subject(word):
        # "praised X, saying that …": the words are about the object of the main verb
        scope += [t for o in direct_objects(word.head) for t in o.subtree if t.i < word.i]
    return scope
