"""From the noun phrase that speaks to a speaker: a name and a country.

A resolved mention decides. Otherwise a proper name stands for itself, a common noun for its phrase with the
country of the state it belongs to ("Russian officials"), and a document for whoever sent it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from detente.coding.allusions import Allusions
from detente.coding.introductions import Introductions
from detente.coding.speech import DOCUMENTS, SPEAKERS, lemmas
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import conjuncts, logical_subject, possessors

_RELATIVE = frozenset({"who", "which", "that", "whom"})
_DEMONSTRATIVE = frozenset({"this", "that", "it", "which", "these"})
_SENDING = lemmas(
    "send submit write issue publish sign release deliver hand address give post read make circulate fire"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: full name where known, country code.

    ``known`` when a mention resolved it, ``proper`` for a proper name of the article's own.
    """

    name: str
    country: str | None
    known: bool = False
    proper: bool = False


def known(speaker: Speaker | None) -> Speaker | None:
    """``speaker`` if a mention resolved it."""
    return speaker if speaker is not None and speaker.known else None


class Speakers:
    """Resolves speaking noun phrases of one reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._persons = {
            m.actor.person: m for ms in reading.mentions.values() for m in ms if m.actor.person is not None
        }
        self._names = Introductions(reading.body)
        self._allusions = Allusions(reading)

    def _holder(self, sentence: Sentence, token: Token) -> Speaker | None:
        """Whom "the minister" means: the person the article last named with that office."""
        if token.i == 0 or not any(c.lower_ == "the" for c in token.children):
            return None
        full = self._names.holder(token.lower_, sentence.start + token.idx)
        if full is None:
            return None
        if full in self._persons:
            return self._actor(self._persons[full])
        return Speaker(full, self._country(sentence, token), proper=True)

    def of(self, sentence: Sentence, token: Token, depth: int = 0) -> Speaker | None:
        """The speaker that ``token``, the head of a noun phrase, stands for; None when it cannot speak."""
        if depth > 4:
            return None
        dateline = _dateline(sentence.text)
        if token.idx < dateline:
            later = (t for t in token.subtree if t.idx >= dateline and t.pos_ in ("NOUN", "PROPN"))
            head = next((t for t in later if t.dep_ not in ("compound", "amod", "nmod", "poss")), None)
            return self.of(sentence, head, depth + 1) if head is not None else None
        if token.lower_ in _RELATIVE and token.tag_ in ("WP", "WDT", "IN") and token.head.dep_ == "relcl":
            return self.of(sentence, token.head.head, depth + 1)
        mention = self._reading.mention_of(sentence, token)
        if token.lower_ == "it" and self._document_before(sentence):
            return self._sender(sentence, token, depth)
        if mention is not None and mention.kind != "place":
            return self._mentioned(sentence, token, mention)
        alluded = self._allusions.ordinal(sentence, token)
        if alluded is not None:
            return self._actor(alluded)
        among = self._allusions.some(sentence, token)
        if among is not None:
            named = self._person_beside(sentence, token) or self._person_beside(
                *among
            )  # "one of its leaders, Jane Roe"
            return named or self.of(*among, depth + 1) or self._phrase(*among)
        if token.lower_ in _DEMONSTRATIVE or (token.lemma_.lower() in DOCUMENTS and token.pos_ == "NOUN"):
            return self._sender(sentence, token, depth)
        if token.pos_ == "PRON" or not token.text[:1].isalpha() or len(token.text) < 2:
            return None
        if token.pos_ == "PROPN" and not (token.is_lower and token.lemma_.lower() in SPEAKERS):
            return self._proper(sentence, token)
        return self._common(sentence, token)

    def _mentioned(self, sentence: Sentence, token: Token, mention: Mention) -> Speaker:
        """The speaker of a resolved mention, unless a name beside it or the run of the text knows better."""
        other: Mention | None = None
        if mention.kind == "pronoun":
            newcomer = self._allusions.newcomer(sentence, token)
            if newcomer is not None:
                return self._person_beside(*newcomer) or self._phrase(*newcomer)
            other = self._allusions.gendered(sentence, token, mention)
        elif mention.kind == "demonym":
            other = self._allusions.person(sentence, token)
        elif mention.actor.person is None or mention.kind == "title":
            named = self._person_beside(sentence, token)
            if named is None and len(mention.text.split()) < 3:  # "the spokeswoman", whom the article may have named
                named = self._holder(sentence, token)
            if named is not None:
                return named
            if mention.actor.person is None and mention.kind in ("title", "description"):
                other = self._allusions.person(sentence, token)
        return self._actor(other or mention)

    def meant(self, sentence: Sentence, verb: Token) -> Speaker | None:
        """Whom "he" or "she", the subject of ``verb``, means where coreference left it open."""
        pronoun = next((c for c in verb.children if c.dep_ == "nsubj" and c.lower_ in ("he", "she")), None)
        other = self._allusions.another(sentence, pronoun) if pronoun is not None else None
        return self._actor(other) if other is not None else None

    def fits(self, verb: Token, speaker: Speaker) -> bool:
        """True unless the subject of ``verb`` is "he" and ``speaker`` is known as a woman, or the reverse."""
        pronoun = next((c for c in verb.children if c.dep_ == "nsubj" and c.lower_ in ("he", "she")), None)
        return pronoun is None or self._allusions.may_be(speaker.name, pronoun.lower_)

    def unless_named(self, sentence: Sentence, verb: Token, speaker: Speaker, words: str) -> Speaker:
        """Another speaker for "he" where the words call the one found by name: nobody addresses himself."""
        names = {n for n in speaker.name.split() if len(n) > 2}
        pronoun = next((c for c in verb.children if c.dep_ == "nsubj" and c.lower_ in ("he", "she")), None)
        if pronoun is None or not speaker.known or not names & set(_WORDS.findall(words)):
            return speaker
        other = self._allusions.another(sentence, pronoun, speaker.name)
        return self._actor(other) if other is not None else speaker

    def mentioned(self, sentence: Sentence, token: Token) -> Speaker | None:
        """The actor that ``token`` names outright, by no pronoun or description."""
        mention = self._reading.mention_of(sentence, token)
        if mention is None or mention.kind in ("pronoun", "description", "group", "place"):
            return None
        return self._actor(mention)

    def first(self, sentence: Sentence, tokens: Iterable[Token]) -> Speaker | None:
        """The first of ``tokens`` that can speak."""
        for token in tokens:
            found = self.of(sentence, token)
            if found is not None:
                return found
        return None

    def _actor(self, mention: Mention) -> Speaker:
        actor = mention.actor
        name = actor.person or actor.name
        if mention.kind == "title" and name.lower().startswith("the "):
            name = name[4:]
        return Speaker(name, actor.country, known=True)

    def _person_beside(self, sentence: Sentence, token: Token) -> Speaker | None:
        """The person named in apposition: "the defence minister, Jane Roe"."""
        for child in token.children:
            if child.dep_ != "appos" or child.pos_ != "PROPN":
                continue
            mention = self._reading.mention_of(sentence, child)
            if mention is not None and mention.actor.person:
                return self._actor(mention)
            if mention is None and token.pos_ != "PROPN":
                return Speaker(self._names.name(child), self._country(sentence, token), proper=True)
        return None

    def _country(self, sentence: Sentence, token: Token) -> str | None:
        """The state a noun phrase belongs to: a demonym, a possessor, "of" or "for" a state."""
        owners = [c for c in token.children if c.dep_ == "poss"]
        aside = {t.i for c in owners for t in c.subtree} if _opposite(token) else set()
        adjectives = [c for c in token.children if c.dep_ in ("amod", "compound", "nmod") and c.i < token.i]
        for part in [*adjectives, *(t for t in token.subtree if t.i not in aside)]:
            if part.dep_ in ("relcl", "advcl"):
                break
            if _only_where(part) or (part.dep_ == "pobj" and part.head.lower_ == "to"):
                continue  # "the mission to the UN" is not the UN's
            mention = self._reading.mention_of(sentence, part)
            if mention is not None and mention.countries:
                return mention.countries[0]
        return None

    def _proper(self, sentence: Sentence, token: Token) -> Speaker:
        if token.lower_ in _OFFICES:  # "Minister of Trade, Jane Roe"
            beside = next((c for c in token.children if c.dep_ == "appos" and c.pos_ == "PROPN"), None)
            if beside is not None:
                return self.of(sentence, beside, 3) or Speaker(self._names.name(beside), None, proper=True)
        name = self._names.name(token)
        country: str | None = None
        for child in token.children:
            if child.dep_ == "appos" or (child.dep_ in ("compound", "nmod", "amod", "poss") and child.i < token.i):
                country = country or self._office_country(sentence, child)
            if child.dep_ == "prep" and child.lower_ in ("of", "from"):  # "Jane Roe of the Polish embassy"
                country = country or self._country(sentence, child)
        if name in self._persons:
            return self._actor(self._persons[name])
        return Speaker(name, country, proper=True)

    def _office_country(self, sentence: Sentence, token: Token) -> str | None:
        """The state of an office in apposition; scholars and other private persons speak for none."""
        mention = self._reading.mention_of(sentence, token)
        if mention is not None and mention.countries and token.dep_ != "appos" and mention.kind != "place":
            return mention.countries[0]
        if token.lemma_.lower() in _OFFICES:
            return self._country(sentence, token)
        return None

    def _common(self, sentence: Sentence, token: Token) -> Speaker | None:
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "NUM", "DET"):
            return None
        lemma = token.lemma_.lower()
        named = self._person_beside(sentence, token) or self._holder(sentence, token)
        if named is not None:
            return named
        alluded = self._allusions.person(sentence, token)
        if alluded is not None:
            return self._actor(alluded)
        if lemma not in SPEAKERS and not lemma.endswith(("man", "woman", "person", "ist", "ian")):
            return None
        if token.pos_ not in ("NOUN", "PROPN"):
            return Speaker(token.lower_, self._country(sentence, token))
        return self._phrase(sentence, token)

    def anyone(self, sentence: Sentence, token: Token) -> Speaker | None:
        """As :meth:`of`, but any noun may speak: for the subject of a verb of speech beside a quotation."""
        found = self.of(sentence, token)
        if found is not None or token.pos_ != "NOUN":
            return found
        return self._phrase(sentence, token)

    def _phrase(self, sentence: Sentence, token: Token) -> Speaker:
        left = [c for c in token.lefts if c.dep_ in ("amod", "compound", "nmod")]
        start = min((c.left_edge.i for c in left), default=token.i)
        return Speaker(token.doc[start : _office_end(token)].text, self._country(sentence, token))

    def _sender(self, sentence: Sentence, token: Token, depth: int) -> Speaker | None:
        """Who issued the document that ``token`` names or refers back to."""
        if token.lemma_.lower() in DOCUMENTS:
            own = self._issuer(sentence, token, depth)
            if own is not None:
                return own
        for back in (1, 2):
            index = sentence.index - back
            doc = self._reading.parses.get(index) if index >= 0 else None
            if doc is None:
                break
            earlier = self._reading.sentences[index]
            for noun in reversed(list(doc)):
                if noun.pos_ == "NOUN" and noun.lemma_.lower() in DOCUMENTS:
                    found = self._issuer(earlier, noun, depth)
                    if found is not None:
                        return found
        if token.pos_ == "NOUN":
            return self._phrase(sentence, token)
        return None

    def _document_before(self, sentence: Sentence) -> bool:
        """True when the sentence before is about a document: "The memo says … It goes on to …"."""
        doc = self._reading.parses.get(sentence.index - 1)
        return doc is not None and any(
            t.dep_ == "nsubj" and t.head.dep_ == "ROOT" and t.pos_ == "NOUN" and t.lemma_.lower() in DOCUMENTS
            for t in doc
        )

    def _issuer(self, sentence: Sentence, noun: Token, depth: int) -> Speaker | None:
        owner = self.first_of(sentence, possessors(noun), depth)
        if owner is not None:
            return owner
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ in ("from", "by"):
                objects = [o for o in child.children if o.dep_ == "pobj"]
                found = self.first_of(sentence, objects, depth)
                if found is not None:
                    return found
            if child.dep_ == "acl" and child.lemma_ in _SENDING:
                found = self.first_of(sentence, logical_subject(child), depth)
                if found is not None:
                    return found
        head = noun.head
        if noun.dep_ == "pobj":
            head = head.head
        if head.pos_ == "VERB" and noun.dep_ in ("dobj", "pobj", "nsubjpass"):
            return self.first_of(sentence, [t for t in logical_subject(head) if t != noun], depth)
        compound = [c for c in noun.children if c.dep_ in ("compound", "amod", "nmod")]
        return next((self._actor(m) for c in compound if (m := self._reading.mention_of(sentence, c))), None)

    def first_of(self, sentence: Sentence, tokens: Iterable[Token], depth: int) -> Speaker | None:
        """As :meth:`first`, one level deeper, so that a chain of documents ends."""
        for token in tokens:
            for each in conjuncts(token)[:1]:
                found = self.of(sentence, each, depth + 1)
                if found is not None:
                    return found
        return None


_OFFICES = lemmas(
    "minister president premier chancellor ambassador envoy diplomat spokesman spokeswoman spokesperson "
    "leader chief head general commander senator congressman congresswoman lawmaker legislator mp "
    "secretary adviser advisor aide official governor admiral colonel negotiator representative king "
    "queen prince emir sultan deputy commissioner"
)


def _opposite(token: Token) -> bool:
    """True for nouns whose possessor is of another state: "her French colleague"."""
    return token.lemma_.lower() in (
        "counterpart",
        "colleague",
        "rival",
        "neighbour",
        "neighbor",
        "guest",
        "host",
        "ally",
    )


def _office_end(token: Token) -> int:
    """Where the phrase of an office ends: "secretary of state" is one, "spokesman of the ministry" is not."""
    doc, end = token.doc, token.i + 1
    if (
        token.lemma_.lower() in _OFFICES
        and end + 1 < len(doc)
        and doc[end].lower_ == "of"
        and doc[end + 1].is_lower
        and doc[end + 1].pos_ != "DET"
    ):
        return end + 2
    return end


_BODIES = lemmas(
    "ministry government embassy army command authority court parliament media office department agency navy"
)


def _only_where(token: Token) -> bool:
    """True in "a diplomat in Moscow": where somebody is; "the ministry in Moscow" is Moscow's."""
    place = token.head
    return (
        token.dep_ == "pobj"
        and place.lower_ in ("in", "at", "near", "outside")
        and place.head.lemma_.lower() not in _BODIES
    )


_WORDS = re.compile(r"\w+")
_DATELINE = re.compile(
    r"(?:[A-Z][A-Z .'’-]{2,40}(?:, [A-Z][\w. ]{1,20})?(?:, \w{3,9}\.? \d{1,2})?(?: ?\([\w ]{2,30}\))?"
    r"|\([A-Z][\w ]{1,30}\)) ?(?:--|—|–|-)(?=\s*[\"“‘A-Z])"
)


def _dateline(text: str) -> int:
    """Length of a dateline at the head of a sentence ("OSLO, Norway (Agency) --"); 0 where there is none."""
    match = _DATELINE.match(text)
    return match.end() if match is not None else 0
