"""What the relation between the main states means for third parties.

A third party is affected when words of effect reach it: as the subject of fearing or gaining, the object
of what is done to it, or in a phrase ("implications for NATO", "watched closely in Beijing"). Europe at
large counts as the EU, the nearest body with a code.
"""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from detente.coding.dyads import codes, relations, token_codes
from detente.coding.relation_words import Found, find_phrases
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import clause_head, surface_subject
from detente.records import Implication

_EUROPE = re.compile(r"\b(?:(?:Eastern |Western |Central |Southern |Northern )?Europe|Europeans?|the continent|continental)\b")
_GOES_ON = re.compile(
    r"(?:moreover|furthermore|also|in addition|besides|already|likewise|similarly|equally|too|meanwhile|as a result|"
    r"consequently|in response|indeed|accordingly|hence|that is why)\b",
    re.IGNORECASE,
)
_TOO = re.compile(r"\b(?:too|as well|also)\b", re.IGNORECASE)
_REACH = 14  # tokens after the words of effect in which the party must stand


def implications(reading: Reading, main: frozenset[str]) -> tuple[Implication, ...]:
    """Implications for parties outside ``main``, in text order, one for a sentence.

    With more than two codes in ``main`` one of them counts as a third party to a relation between the
    others. Empty when ``main`` is empty.
    """
    found: list[Implication] = []
    if not main:
        return ()
    previous: tuple[Sentence, tuple[str, ...]] | None = None
    before: list[str] = []
    paragraph = -1
    for sentence, doc, mentions, nouns, _ in relations(reading):
        if sentence.paragraph != paragraph and sentence.paragraph != paragraph + 1:
            before = []
        paragraph = sentence.paragraph
        here = [*codes(mentions), *(c for n in nouns for d in n.dyads for c in d)]
        linked = bool(main & set(here)) or bool(main & set(before))
        before = here
        affected = _affected(reading, sentence, doc, mentions, main) if linked else ()
        if not affected and previous is not None and previous[0].index == sentence.index - 1:
            affected = _continued(sentence, previous, mentions, main)
        previous = (sentence, affected) if affected else None
        if affected:
            found.append(
                Implication(
                    sentence=sentence.index, start=sentence.start, end=sentence.end, affected=affected, text=sentence.text
                )
            )
    return tuple(found)


def _continued(
    sentence: Sentence, previous: tuple[Sentence, tuple[str, ...]], mentions: tuple[Mention, ...], main: frozenset[str]
) -> tuple[str, ...]:
    """Parties of a sentence that goes on from an implication ("Moreover, ...") and names them again."""
    if sentence.paragraph != previous[0].paragraph or not _GOES_ON.match(sentence.text):
        return ()
    here = set(codes(mentions)) | ({"EU"} if _EUROPE.search(sentence.text) else set())
    again = tuple(c for c in previous[1] if c in here)
    if again:
        return again
    return tuple(c for c in codes(mentions) if c not in main) if _TOO.search(sentence.text) else ()


def _affected(
    reading: Reading, sentence: Sentence, doc: Doc, mentions: tuple[Mention, ...], main: frozenset[str]
) -> tuple[str, ...]:
    result: list[str] = []
    for phrase in find_phrases(doc, "effects"):
        head = doc[phrase.start : phrase.end].root
        verb = clause_head(head)
        if phrase.kind in ("felt", "done", "watched") and head.pos_ not in ("VERB", "AUX", "ADJ", "ADV"):
            continue
        slots = _slots(doc, phrase, head, verb)
        causes = set(codes(m for m in mentions if not _inside(sentence, m, slots)))
        for code in _codes_of(reading, sentence, slots):
            if _third(code, causes, main):
                result.append(code)
    return tuple(dict.fromkeys(result))


def _third(code: str, causes: set[str], main: frozenset[str]) -> bool:
    if code not in main:
        return True
    return len(main) > 2 and len((causes & main) - {code}) >= 1 and code not in causes


def _slots(doc: Doc, phrase: Found, head: Token, verb: Token) -> list[Token]:
    """Tokens in which the affected party stands."""
    if phrase.kind == "felt":
        return [t for s in surface_subject(verb) for t in s.subtree]
    after = [t for t in doc[phrase.end : phrase.end + _REACH]]
    if phrase.kind == "done":
        objects = [t for c in head.children if c.dep_ in ("dobj", "nsubjpass", "oprd", "pobj") for t in c.subtree]
        # the verb of an object clause: "leaves Warsaw exposed" makes Warsaw the subject of "exposed"
        objects += [t for c in head.children if c.dep_ in ("ccomp", "xcomp") for s in c.children if s.dep_ == "nsubj" for t in s.subtree]
        return objects
    if phrase.kind == "watched":
        passive = any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children) or head.tag_ == "VBN"
        places = [
            t
            for c in doc
            if c.dep_ in ("prep", "agent") and c.lower_ in ("in", "by", "across", "from", "among", "on") and c.i > verb.i - 8
            for o in c.children
            if o.dep_ == "pobj"
            for t in o.subtree
            if t.dep_ not in ("relcl",)
        ]
        return places if passive else [*(t for s in surface_subject(verb) for t in s.subtree), *places]
    return after


def _inside(sentence: Sentence, mention: Mention, slots: list[Token]) -> bool:
    return any(mention.start <= sentence.start + t.idx < mention.end for t in slots)


def _codes_of(reading: Reading, sentence: Sentence, slots: list[Token]) -> list[str]:
    found = token_codes(reading, sentence, [t for t in slots if not t.is_punct])
    for match in _EUROPE.finditer(sentence.text):
        if any(match.start() <= t.idx < match.end() for t in slots) and "EU" not in found:
            found.append("EU")
    return found
