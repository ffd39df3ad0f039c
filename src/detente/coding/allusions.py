"""Persons alluded to rather than named: "the former banker", "her French colleague", "one of them", "the latter".

Coreference leaves these open, or takes the nearest subject. What decides here is what the article has said so far: the
persons named in the last sentences, their states, and the forms of address and pronouns they went by.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from spacy.tokens import Token

from detente.coding.givennames import feminine
from detente.coding.speech import SPEAKERS, lemmas
from detente.language.reading import Mention, Reading, Sentence

#: Nouns for persons who stay unnamed: "the official" is not the president named before.
_NAMELESS = lemmas(
    "official diplomat source spokesman spokeswoman spokesperson aide adviser advisor analyst expert critic observer "
    "reporter journalist witness resident soldier commander officer lawmaker negotiator delegate supporter opponent "
    "victim survivor protester activist envoy ambassador lawyer judge prosecutor boss host guest visitor partner friend"
)
_BODIES = lemmas(
    "ministry government embassy army military navy kremlin parliament senate congress council commission agency "
    "administration cabinet office department bureau party opposition authority union alliance bloc organisation "
    "organization group command guard force team delegation side campaign bank fund court committee presidency palace "
    "newspaper magazine outlet daily paper broadcaster regime republic kingdom country nation media capital junta state"
)
_PERSON_ENDINGS = ("man", "woman", "person", "ist", "ian", "er", "or", "ee", "eer", "ant", "ent")
_LORDS = frozenset("mr sir lord king prince sheikh father baron".split())
_LADIES = frozenset("mrs ms miss dame lady queen princess baroness madame".split())
_REACH = 3


class Allusions:
    """Answers for one reading."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def person(self, sentence: Sentence, token: Token) -> Mention | None:
        """Whom "the Belarusian strongman", "her French colleague" or "the former banker" means: the last that fits."""
        own = self._reading.mention_of(sentence, token)
        national = own is not None and own.kind == "demonym" and token.tag_ in ("NN", "NNP", "JJ")
        if not (national and _definite(token)) and not _describes(token):
            return None
        adjectives = [c for c in token.children if c.dep_ in ("amod", "compound", "nmod") and c.i < token.i]
        adjectives += [token] if national else []
        states = [m.countries for c in adjectives if (m := self._reading.mention_of(sentence, c)) is not None]
        country = next((codes[0] for codes in states if codes), None)
        if country is None and any(c.dep_ == "poss" for c in token.children):
            return None
        before = self._before(sentence, sentence.start + token.left_edge.idx)
        return next((m for m in before if country is None or m.actor.country == country), None)

    def gendered(self, sentence: Sentence, token: Token, mention: Mention) -> Mention | None:
        """Whom "he" means where the person that coreference chose goes by "she"; None where it fits."""
        person = mention.actor.person
        if token.lower_ not in ("he", "she"):
            return None
        if person is None or not self.may_be(person, token.lower_):
            return self.another(sentence, token)
        if token.lower_ == "she" and not self._sure(person, "she"):
            # coreference takes any last subject for "she"; a woman named a little earlier has the better claim
            other = self.another(sentence, token)
            return other if other is not None and self._sure(other.actor.person or "", "she") else None
        return self._before_background(sentence, token, person)

    def newcomer(self, sentence: Sentence, token: Token) -> tuple[Sentence, Token] | None:
        """The unnamed person whom the sentence before brings on: "An aid worker shrugged. \"…,\" she said." """
        doc = self._reading.parses.get(sentence.index - 1)
        if token.lower_ not in ("he", "she") or doc is None:
            return None
        before = self._reading.sentences[sentence.index - 1]
        for noun in doc:
            subject = noun.dep_ == "nsubj" and noun.head.dep_ == "ROOT" and noun.tag_ == "NN"
            new = subject and any(c.lower_ in ("a", "an") for c in noun.children)
            if new and _human(noun) and self._reading.mention_of(before, noun) is None:
                return before, noun
        return None

    def _before_background(self, sentence: Sentence, token: Token, person: str) -> Mention | None:
        """The subject of the sentence before one told in the pluperfect: background does not change the topic."""
        subject = self._subject(sentence.index - 1, background=True)
        if subject is None or subject.actor.person != person:
            return None
        topic = self._subject(sentence.index - 2, background=False)
        fits = topic is not None and self.may_be(topic.actor.person or "", token.lower_)
        return topic if fits else None

    def _subject(self, index: int, *, background: bool) -> Mention | None:
        """The person who is subject of a sentence's main verb, if that is, or is not, in the pluperfect."""
        doc = self._reading.parses.get(index)
        root = next((t for t in doc if t.dep_ == "ROOT"), None) if doc is not None else None
        if root is None or background != any(c.dep_ == "aux" and c.lower_ == "had" for c in root.children):
            return None
        subject = next((c for c in root.children if c.dep_ == "nsubj"), None)
        mention = self._reading.mention_of(self._reading.sentences[index], subject) if subject is not None else None
        return mention if mention is not None and mention.actor.person and len(mention.actors) == 1 else None

    def another(self, sentence: Sentence, token: Token, but: str = "") -> Mention | None:
        """The person nearest before "he" or "she" whom the pronoun fits, other than ``but``."""
        wanted = token.lower_
        earlier = [m for m in self._before(sentence, sentence.start + token.idx) if m.actor.person != but]
        sure = (m for m in earlier if self._sure(m.actor.person or "", wanted))
        fitting = (m for m in earlier if self.may_be(m.actor.person or "", wanted))
        return next(sure, None) or next(fitting, None)

    def _sure(self, person: str, pronoun: str) -> bool:
        """True by the form of address or the given name, which no mistaken pronoun can have taught."""
        return self._genders[0].get(person, "she" if feminine(person) else "") == pronoun

    def may_be(self, person: str, pronoun: str) -> bool:
        """True unless the person is known to go by the other pronoun."""
        return self._gender(person) in (None, pronoun)

    def _gender(self, person: str) -> str | None:
        """ "he" or "she": by the form of address, the given name, or the first pronoun used."""
        addressed, referred = self._genders
        return addressed.get(person) or ("she" if feminine(person) else referred.get(person))

    def ordinal(self, sentence: Sentence, token: Token) -> Mention | None:
        """The former or the latter, the first or the second, of the two persons last named together."""
        if token.lower_ not in ("former", "latter", "first", "second") or not _definite(token) or token.dep_ == "amod":
            return None
        for index in range(sentence.index, max(-1, sentence.index - _REACH), -1):
            limit = sentence.start + token.idx
            named = [m for m in self._named(index) if m.end <= limit]
            if len({m.actor.person for m in named}) >= 2:
                return named[0] if token.lower_ in ("former", "first") else named[-1]
        return None

    def some(self, sentence: Sentence, token: Token) -> tuple[Sentence, Token] | None:
        """The plural noun that "one of them", "another" or "a third" is one of, and its sentence."""
        if token.lower_ not in ("one", "another", "third", "second", "both", "some", "several", "many", "others"):
            return None
        for child in token.children:
            if child.lower_ == "of":
                noun = next((o for o in child.children if o.dep_ == "pobj" and o.pos_ == "NOUN"), None)
                if noun is not None:
                    return sentence, noun
        for index in range(sentence.index, max(-1, sentence.index - _REACH), -1):
            doc = self._reading.parses.get(index)
            for noun in reversed(list(doc)) if doc is not None else ():
                before = index < sentence.index or noun.i < token.i
                speaks = noun.lemma_.lower() in SPEAKERS
                if before and (
                    (noun.tag_ == "NNS" and noun.dep_ == "nsubj") or (speaks and noun.tag_ in ("NN", "NNS"))
                ):
                    return self._reading.sentences[index], noun
        return None

    def _before(self, sentence: Sentence, offset: int) -> Iterator[Mention]:
        """Persons named before ``offset``, the nearest sentence first and in it the earliest, its subject."""
        for index in range(sentence.index, max(-1, sentence.index - _REACH), -1):
            yield from (m for m in self._named(index) if m.end <= offset)

    def _named(self, index: int) -> list[Mention]:
        found = self._reading.mentions.get(index, ())
        return [m for m in found if m.actor.person and len(m.actors) == 1 and m.kind in ("person", "title", "name")]

    @cached_property
    def _genders(self) -> tuple[dict[str, str], dict[str, str]]:
        """Person to "he" or "she": by the forms of address, and by the first pronoun that stood for the person."""
        addressed: dict[str, str] = {}
        referred: dict[str, str] = {}
        for mentions in self._reading.mentions.values():
            for mention in mentions:
                person = mention.actor.person
                if person is None or len(mention.actors) > 1:
                    continue
                if mention.kind == "pronoun":
                    if mention.text.lower() in ("he", "she"):
                        referred.setdefault(person, mention.text.lower())
                    continue
                lead = self._reading.body[max(0, mention.start - 12) : mention.start].split()[-1:]
                words = {w.lower().rstrip(".") for w in [*lead, *mention.text.split()[:1]]}
                if words & _LORDS or words & _LADIES:
                    addressed.setdefault(person, "he" if words & _LORDS else "she")
        return addressed, referred


def _describes(token: Token) -> bool:
    """True for a definite noun phrase in the singular that describes a person who has been named."""
    return token.tag_ == "NN" and token.lemma_.lower() not in _NAMELESS and _human(token) and _definite(token)


def _human(token: Token) -> bool:
    lemma = token.lemma_.lower()
    return lemma not in _BODIES and (lemma in SPEAKERS or lemma.endswith(_PERSON_ENDINGS))


def _definite(token: Token) -> bool:
    return any(c.lower_ in ("the", "his", "her", "their") for c in token.children)
