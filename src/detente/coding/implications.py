"""What the relation between the main states means for third parties.

A third party is affected when words of effect reach it: as the subject of fearing or gaining, the object
of what is done to it, or in a phrase ("implications for NATO", "watched closely in Beijing"). Europe at
large counts as the EU, the nearest body with a code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Doc, Token

from detente.coding.dyads import codes, relations, token_codes
from detente.coding.relation_words import Found, find_phrases, of_set, words_for
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import clause_head, is_passive, prepositional, surface_subject
from detente.records import Implication

_EUROPE = re.compile(
    r"\b(?:(?:Eastern |Western |Central |Southern |Northern )?Europe|Europeans?|the continent|continental)\b"
)
_GOES_ON = re.compile(
    r"(?:moreover|furthermore|also|in addition|besides|already|likewise|similarly|equally|too|meanwhile|"
    r"as a result|consequently|in response|indeed|accordingly|hence|that is why)\b",
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
                    sentence=sentence.index,
                    start=sentence.start,
                    end=sentence.end,
                    affected=affected,
                    text=sentence.text,
                )
            )
    return tuple(found)


def _continued(
    sentence: Sentence,
    previous: tuple[Sentence, tuple[str, ...]],
    mentions: tuple[Mention, ...],
    main: frozenset[str],
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
    """Codes of third parties that words of effect, or of watching, reach."""
    reached: list[list[Token]] = []
    for phrase in find_phrases(doc, "effects"):
        reached.append(_slots(doc, phrase, doc[phrase.start : phrase.end].root))
    reached += [_watchers(doc, t) for t in of_set(doc, "watching") if _watches(t)]
    result: list[str] = []
    for slots in reached:
        causes = set(codes(m for m in mentions if not _inside(sentence, m, slots)))
        result += [c for c in _codes_of(reading, sentence, slots) if _third(c, causes, main)]
    return tuple(dict.fromkeys(result))


def _third(code: str, causes: set[str], main: frozenset[str]) -> bool:
    if code not in main:
        return True
    return len(main) > 2 and len((causes & main) - {code}) >= 1 and code not in causes


def _slots(doc: Doc, phrase: Found, head: Token) -> list[Token]:
    """Tokens in which the affected party of words of effect stands."""
    if phrase.kind == "noun":
        last = doc[phrase.end - 1]
        if last.pos_ in ("ADP", "SCONJ"):
            return _subtrees(c for c in last.children if c.dep_ in ("pobj", "pcomp")) or list(
                doc[phrase.end : phrase.end + 4]
            )
        return list(doc[phrase.end : phrase.end + _REACH])
    if phrase.kind == "felt":
        verb = clause_head(head)
        return _subtrees(surface_subject(verb)) if head.pos_ in ("VERB", "AUX", "ADJ", "ADV") else []
    if phrase.kind == "done":
        if head.pos_ == "NOUN" and head.tag_ != "VBG":
            return []
        objects = [c for c in head.children if c.dep_ in ("dobj", "nsubjpass", "oprd", "pobj", "dative")]
        # "leaves Warsaw exposed": Warsaw is the subject of the small clause
        objects += [
            s
            for c in head.children
            if c.dep_ in ("ccomp", "xcomp")
            for s in c.children
            if s.dep_ in ("nsubj", "nsubjpass")
        ]
        if head.dep_ == "amod" and head.i < head.head.i and head.i and doc[head.i - 1].lemma_ == "be":
            objects.append(head.head)  # "is unsettling NATO", read as an adjective
        return _subtrees(objects)
    return list(doc[phrase.end : phrase.end + _REACH])


def _subtrees(tokens: Iterable[Token]) -> list[Token]:
    """Tokens under ``tokens``, without what only explains them (appositions, relative clauses)."""
    found: list[Token] = []
    for token in tokens:
        found.append(token)
        found += _subtrees(c for c in token.children if c.dep_ not in ("appos", "relcl", "acl", "advcl"))
    return found


def _watches(verb: Token) -> bool:
    """True for a verb of watching with its mood: "followed closely", "watched with unease"."""
    if verb.pos_ != "VERB":
        return False
    if any(c.dep_ == "advmod" and c.lower_ in words_for("watchful") for c in verb.children):
        return True
    if any(word == "with" and obj.lower_ in words_for("watchful moods") for word, obj in prepositional(verb)):
        return True
    return verb.doc[verb.right_edge.i].lower_ in words_for("watchful")


def _watchers(doc: Doc, verb: Token) -> list[Token]:
    """Where or by whom a thing is watched; the subject too unless it is the thing watched."""
    places = [
        obj
        for at in (verb, *(c for c in verb.children if c.dep_ in ("advmod", "conj", "prep")))
        for word, obj in prepositional(at)
        if word in ("in", "by", "across", "from", "among", "throughout")
    ]
    if is_passive(verb):
        return _subtrees(places)
    return _subtrees([*surface_subject(verb), *places])


def _inside(sentence: Sentence, mention: Mention, slots: list[Token]) -> bool:
    return any(mention.start <= sentence.start + t.idx < mention.end for t in slots)


def _codes_of(reading: Reading, sentence: Sentence, slots: list[Token]) -> list[str]:
    found = token_codes(reading, sentence, [t for t in slots if not t.is_punct])
    for match in _EUROPE.finditer(sentence.text):
        if any(match.start() <= t.idx < match.end() for t in slots) and "EU" not in found:
            found.append("EU")
    return found
