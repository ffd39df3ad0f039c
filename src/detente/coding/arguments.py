"""From grammatical arguments to actors: which state a noun phrase acts for, or is acted upon through.

Two readings of a noun phrase. *Strict*, for those who act: "Russia", "Russian troops", "the Kremlin",
"officials in Tehran" act for a state; "a Russian company" or "the Russian economy" does not. *Loose*, for
those acted upon: "condemned the Russian invasion", "sanctions against Iranian banks" reach the state.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass

from spacy.tokens import Token

from detente.actors.agents import BUSINESS, CITIZENS, COUNTERS, PRIVATE, is_agent
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import by_agent, conjuncts, logical_subject, prepositional, verbs
from detente.records import Actor

#: What one party does or says, and what several do together; "the launch" means the launch just told.
DEEDS = frozenset(
    "launch attack strike test decision move plan ban law incident raid killing ruling statement "
    "remark comment proposal "
    "offer assault shelling invasion bombing annexation arrest detention step action deployment exercise drill speech "
    "threat sanction tariff execution measure provocation".split()
)
JOINT_DEEDS = frozenset(
    "agreement deal accord pact treaty declaration talk summit meeting ceasefire truce thaw breakthrough".split()
)
#: Words that count others before "of", and name a band of people without it ("an armed group", "a training team").
_BANDS = frozenset({"group", "team", "member", "convoy"})
#: What makes an enterprise the state's own: "the central bank".
_PUBLIC = frozenset({"central", "national", "state", "state-owned", "state-run", "reserve"})
#: A state that only backs: "the UN-backed government" is not the UN.
_BACKS = re.compile(r"-(?:backed|sponsored|funded|financed|supported|aligned|allied|friendly|trained|armed|brokered)\b")
_MODIFIERS = ("poss", "amod", "compound", "nmod", "nummod", "det")


@dataclass(frozen=True, slots=True)
class Party:
    """An actor with the mention it was read from."""

    actor: Actor
    mention: Mention

    @property
    def country(self) -> str:
        """The actor's code; parties always have one."""
        return self.actor.country or ""


def _unique(parties: list[Party]) -> list[Party]:
    seen: set[str] = set()
    return [p for p in parties if not (p.country in seen or seen.add(p.country))]  # type: ignore[func-returns-value]


class Arguments:
    """Reads the parties of one sentence."""

    def __init__(self, reading: Reading, sentence: Sentence) -> None:
        self._reading = reading
        self._sentence = sentence

    def mention(self, token: Token) -> Mention | None:
        """The mention that covers ``token``."""
        return self._reading.mention_of(self._sentence, token)

    def offset(self, token: Token) -> int:
        """Body offset of ``token``."""
        return self._sentence.start + token.idx

    def _parties(self, mention: Mention) -> list[Party]:
        return [Party(a, mention) for a in mention.actors if a.country]

    def acting(self, heads: list[Token], *, civil: bool = False, business: bool = False) -> list[Party]:
        """Strict reading: the parties that these noun phrases act for; with ``civil`` citizens count too, with
        ``business`` a country's firms in general."""
        also = (CITIZENS if civil else frozenset()) | (BUSINESS if business else frozenset())
        return _unique([p for head in heads for p in self._acting(head, 0, also)])

    def _acting(self, head: Token, depth: int, also: frozenset[str] = frozenset()) -> list[Party]:
        mention = self.mention(head)
        if mention is not None:
            if mention.kind in ("place", "firm"):
                return []
            if mention.kind == "demonym" and head.pos_ == "NOUN" and not head.lower_.endswith("s"):
                return self._parties(mention) if head.text[:1].isupper() else []
            return self._parties(mention)
        if depth > 2:
            return []
        apposed = [p for c in head.children if c.dep_ == "appos" for p in self._named(c)]
        if apposed and head.pos_ == "PROPN":
            return apposed  # "L. K. Advani, the Indian home minister, accused ..."
        lemma = head.lemma_.lower()
        counted = [obj for prep, obj in prepositional(head) if prep == "of"] if lemma in COUNTERS else []
        if counted or (lemma in COUNTERS and lemma not in _BANDS):
            return [p for obj in counted for p in self._acting(obj, depth + 1, also)]
        public = lemma in BUSINESS and any(c.lower_ in _PUBLIC for c in head.children)
        if not is_agent(lemma) and lemma not in also and lemma not in _BANDS and not public:
            return []
        return (
            self._modifiers(head)
            or apposed
            or [
                p
                for prep, obj in prepositional(head)
                if prep in ("of", "from", "in", "for", "to")
                for p in self._named(obj)
            ]
            or [
                # "forces loyal to the Libyan commander"
                p
                for c in head.children
                if c.dep_ in ("amod", "acl") and c.lower_ in ("loyal", "allied", "answerable")
                for prep, obj in prepositional(c)
                if prep in ("to", "with")
                for p in self._named(obj)
            ]
            or [
                # "missiles fired by the Israeli army": whoever uses them acts
                p
                for c in head.children
                if c.dep_ == "acl" and c.tag_ == "VBN"
                for agent in by_agent(c)
                for p in self._acting(agent, depth + 1, also)
            ]
        )

    def _named(self, token: Token) -> list[Party]:
        mention = self.mention(token)
        return self._parties(mention) if mention is not None else []

    def _modifiers(self, head: Token) -> list[Party]:
        found: list[Party] = []
        for child in head.children:
            if child.dep_ in _MODIFIERS:
                for token in conjuncts(child):
                    mention = self.mention(token)
                    if mention is not None:
                        found.extend(self._hyphenated(token))
                        if not _BACKS.match(self._sentence.text, mention.end - self._sentence.start):
                            found.extend(self._parties(mention))
                    elif token.lower_ == "led":
                        found.extend(p for t in token.lefts for p in self._named(t))  # "a Saudi-led coalition"
                    elif token.dep_ in ("amod", "compound", "nmod", "conj"):
                        found.extend(self._modifiers(token))
        return found

    def _hyphenated(self, token: Token) -> list[Party]:
        """The first of "an Italian-Polish plan", which the parse hangs on the second."""
        if token.i < 2 or token.nbor(-1).text not in ("-", "–") or token.nbor(-1).whitespace_:
            return []
        return self._named(token.nbor(-2))

    def behind(self, head: Token, but: frozenset[str]) -> list[Party]:
        """Whose deed a definite noun without a name is: "condemned the launch" after "X fired a missile".

        The parties that act in the main clause of the sentence before (of its second-last predecessor in the same
        paragraph when that names none); for a deed of several ("the agreement") all of them, else the first.
        """
        lemma = head.lemma_.lower()
        definite = any(c.dep_ == "det" and c.lower_ in ("the", "this", "that", "these") for c in head.children)
        if not definite or (lemma not in DEEDS and lemma not in JOINT_DEEDS):
            return []
        for number in (self._sentence.index - 1, self._sentence.index - 2):
            doc = self._reading.parses.get(number)
            if doc is None or number < 0:
                continue
            there = Arguments(self._reading, self._reading.sentences[number])
            roots = [t for t in verbs(doc) if t.dep_ == "ROOT"]
            parties = [p for p in there.acting([s for r in roots for s in logical_subject(r)]) if p.country not in but]
            if parties:
                return parties if lemma in JOINT_DEEDS else parties[:1]
        return []

    def modifiers(self, head: Token) -> list[Party]:
        """Parties written before the noun: "Russian", "Moscow's", "US-Iran"; places left out."""
        return _unique([p for p in self._modifiers(head) if p.mention.kind not in ("place", "firm")])

    def affected(self, heads: list[Token], *, places: bool = True, but: frozenset[str] = frozenset()) -> list[Party]:
        """Loose reading: the nearest parties at or under these noun phrases, those of ``but`` passed over."""
        return _unique([p for head in heads for p in self._affected(head, places, but)])

    def _affected(self, head: Token, places: bool, but: frozenset[str]) -> list[Party]:
        queue: deque[tuple[list[Token], int]] = deque([([head], 0)])
        while queue:
            tokens, depth = queue.popleft()
            found = [p for token in tokens for p in self._at(token, places, but)]
            if found:
                return found
            for token in tokens:
                mention = self.mention(token)
                opaque = mention is not None and mention.kind not in ("title", "person")
                if depth < 3 and not opaque and token.lemma_.lower() not in PRIVATE:
                    queue.extend((below, depth + 1) for below in _below(token))
        return []

    def _at(self, token: Token, places: bool, but: frozenset[str]) -> list[Party]:
        """Parties named by ``token`` itself or right before it."""
        mention = self.mention(token)
        if mention is not None:
            if not places and mention.kind in ("place", "firm"):
                return []
            return [p for p in self._parties(mention) if p.country not in but]
        if token.lemma_.lower() in PRIVATE:
            return []
        before = [p for p in self._modifiers(token) if p.country not in but]
        return before if places else [p for p in before if p.mention.kind not in ("place", "firm")]


_INSIDE = ("of", "in", "on", "against", "to", "with", "from", "over", "for", "between", "by", "at")


def _below(token: Token) -> list[list[Token]]:
    """What hangs on a noun and may name a party: objects of its prepositions, appositions, "signed with X"."""
    groups: dict[tuple[int, str], list[Token]] = {}
    for prep, obj in prepositional(token):
        if prep in _INSIDE:
            groups.setdefault((0, prep), []).append(obj)
    apposed = [[c] for c in token.children if c.dep_ == "appos"]
    told = [
        [obj]
        for c in token.children
        if c.dep_ in ("relcl", "acl")
        for prep, obj in prepositional(c)
        if prep in ("with", "against", "on", "to")
    ]
    return [*groups.values(), *apposed, *told]
