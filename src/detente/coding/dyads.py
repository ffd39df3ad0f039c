"""Which relation a noun like "ties" stands for: its parties, from the noun phrase, the clause or the focus.

The method: parties written in the noun phrase come first ("US-Russia relations", "Delhi's ties with
Moscow"); a single party is joined by the owner further up or the subject of the clause; with no party
named the noun stands for the dyad in focus, that is the one last spoken of. Relations of three parties
or more, and relations with something that is not a state or an organisation, give none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from spacy.tokens import Doc, Token

from detente.coding.relation_words import condition_nouns, relation_nouns
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import conjuncts, direct_objects, forms_of, prepositional, surface_subject

Dyad = tuple[str, str]

_PLACE = "place"
_LINKS = frozenset({"with", "between", "to", "toward", "towards", "among", "vis-à-vis", "against"})
_EACH_OTHER = frozenset(
    {"other", "another", "neighbour", "neighbor", "side", "sides", "two", "pair", "both", "capitals"}
)
_BILATERAL = frozenset({"bilateral", "mutual", "two-way", "diplomatic", "reciprocal"})
_OWN_PRONOUNS = frozenset({"its", "their", "his", "her"})
_DEFINITE = frozenset({"the", "this", "that", "their", "these"})


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation noun of a sentence with its dyads (codes in alphabetical order).

    ``explicit`` is False when the dyad came from the focus.
    """

    noun: Token
    dyads: tuple[Dyad, ...]
    explicit: bool


def pair(a: str, b: str) -> Dyad:
    """The unordered dyad, written in alphabetical order."""
    return (a, b) if a < b else (b, a)


def codes(mentions: Iterable[Mention]) -> list[str]:
    """Distinct codes of the mentions, in order of first appearance."""
    return list(dict.fromkeys(code for m in mentions if m.kind != _PLACE for code in m.countries))


def token_codes(reading: Reading, sentence: Sentence, tokens: Iterable[Token]) -> list[str]:
    """Distinct codes of the mentions that cover any of ``tokens``."""
    found: list[str] = []
    for token in tokens:
        mention = reading.mention_of(sentence, token)
        if mention is not None:
            found.extend(mention.countries)
    return list(dict.fromkeys(found))


def _is_relation_noun(reading: Reading, sentence: Sentence, token: Token) -> bool:
    nouns = relation_nouns()
    lemma = token.lemma_.lower()
    if token.pos_ not in ("NOUN", "PROPN") and token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj"):
        return False
    if lemma == "tie" and token.lower_ != "ties":
        return False
    if not (lemma in nouns["plain"] or token.lower_ in nouns["plain"] or lemma in condition_nouns()):
        return False
    if reading.mention_of(sentence, token) is not None:
        return False  # "the alliance" as NATO
    if lemma in condition_nouns() and _of_a_relation(token):
        return False  # "the closeness of their relationship": the relationship tells whose
    if token.dep_ == "compound" and token.head.i > token.i:
        return False  # "relationship manager", "crisis talks"
    modifiers = {child.lower_ for child in token.children if child.dep_ in ("amod", "compound", "nmod")}
    return not modifiers & nouns["other"]


def _of_a_relation(condition: Token) -> bool:
    plain = relation_nouns()["plain"]
    return any(
        obj.lemma_.lower() in plain or obj.lower_ in plain
        for child in condition.children
        if child.dep_ == "prep" and child.lower_ in ("of", "in", "to")
        for obj in child.children
        if obj.dep_ == "pobj"
    )


def _owners(reading: Reading, sentence: Sentence, noun: Token) -> list[str]:
    """Codes to the left within the noun phrase: possessors, adjectives, compounds."""
    tokens: list[Token] = []
    for child in noun.children:
        if child.i < noun.i and child.dep_ in (
            "poss",
            "compound",
            "amod",
            "nmod",
            "npadvmod",
            "nummod",
            "punct",
            "dep",
        ):
            tokens.extend(t for t in child.subtree if t.i < noun.i)
    # "US-Russia", "Russian-Chinese": hyphen chains may be attached anywhere, so read the words themselves too
    at = noun.i - 1
    while (
        at >= 0
        and noun.doc[at].pos_ in ("ADJ", "PROPN", "PUNCT", "ADV", "VERB", "CCONJ", "NOUN", "SYM")
        and noun.i - at < 9
    ):
        if noun.doc[at].is_quote or noun.doc[at].text in (",", ";", ":", "(", ")"):
            break
        if noun.doc[at].pos_ in ("VERB", "NOUN") and noun.doc[at].head != noun:
            break
        tokens.append(noun.doc[at])
        at -= 1
    tokens.sort(key=lambda t: t.i)
    return token_codes(reading, sentence, tokens)


def _partners(reading: Reading, sentence: Sentence, noun: Token) -> tuple[list[str], bool, bool]:
    """Codes after "with/between/to", whether there was such a phrase, and whether it said "between"."""
    found: list[str] = []
    linked = between = generic = False
    for child in noun.children:
        if child.dep_ != "prep" or child.lower_ not in _LINKS or child.i < noun.i:
            continue
        for obj in child.children:
            if obj.dep_ != "pobj":
                continue
            linked = True
            between = between or child.lower_ in ("between", "among")
            heads = conjuncts(obj)
            found.extend(token_codes(reading, sentence, heads))
            for head in heads:
                if reading.mention_of(sentence, head) is None:
                    # "between the Turkish and Greek governments", "with its neighbour to the east"
                    found.extend(
                        token_codes(
                            reading,
                            sentence,
                            (t for t in head.lefts if t.dep_ in ("amod", "poss", "compound", "nmod")),
                        )
                    )
                generic = generic or head.lower_ in _EACH_OTHER
    return list(dict.fromkeys(found)), linked and not (generic and not found), between


def _governing_owner(reading: Reading, sentence: Sentence, noun: Token, known: str) -> str | None:
    """The other party of "Mr A's overhaul of relations with B", or the subject of the clause."""
    current = noun
    for _ in range(12):
        head = current.head
        if head == current:
            return None
        if head.pos_ in ("NOUN", "PROPN"):
            owners = [c for c in _owners(reading, sentence, head) if c != known]
            if owners:
                return owners[0]
        if head.pos_ in ("VERB", "AUX"):
            subjects = [s for s in surface_subject(head) if s != noun and s != current]
            found = [c for c in token_codes(reading, sentence, subjects) if c != known]
            if not found:
                for subject in subjects:
                    if subject.pos_ in ("NOUN", "PROPN"):
                        found = [c for c in _owners(reading, sentence, subject) if c != known]
            if found:
                return found[0]
        current = head
    return None


def _parties(
    reading: Reading, sentence: Sentence, noun: Token, mentions: tuple[Mention, ...], focus: Dyad | None
) -> tuple[tuple[Dyad, ...], bool]:
    owners = _owners(reading, sentence, noun)
    partners, linked, between = _partners(reading, sentence, noun)
    if linked and not partners:
        return (), True  # ties with something that is no state
    if between:
        return ((pair(partners[0], partners[1]),), True) if len(partners) == 2 else ((), True)
    if owners and partners:
        return tuple(dict.fromkeys(pair(a, b) for a in owners[:1] for b in partners if a != b)), True
    if len(owners) == 2:
        return (pair(owners[0], owners[1]),), True
    if len(owners) > 2 or len(partners) > 3:
        return (), True
    if owners or partners:
        return _with_one(reading, sentence, noun, mentions, focus, [*owners, *partners][0], partners)
    return _unnamed(reading, sentence, noun, mentions, focus)


def _with_one(
    reading: Reading,
    sentence: Sentence,
    noun: Token,
    mentions: tuple[Mention, ...],
    focus: Dyad | None,
    known: str,
    partners: list[str],
) -> tuple[tuple[Dyad, ...], bool]:
    if focus is not None and known in focus and not partners:
        return (focus,), False
    if partners:
        owner = _governing_owner(reading, sentence, noun, known)
        if owner is not None:
            return tuple(pair(owner, p) for p in partners if p != owner), True
        others = [c for c in codes(m for m in mentions if m.start < sentence.start + noun.idx) if c not in partners]
        if len(others) == 1:
            return tuple(pair(others[0], p) for p in partners), True
        if focus is not None and known in focus:
            return (focus,), False
        return (), True
    # "Moscow's ties have frayed" tells of one party only, unless the sentence names just one other
    others = [c for c in codes(mentions) if c != known]
    if len(others) == 1 and noun.lemma_.lower() in relation_nouns()["bare"]:
        return (pair(known, others[0]),), True
    return (), True


def _unnamed(
    reading: Reading, sentence: Sentence, noun: Token, mentions: tuple[Mention, ...], focus: Dyad | None
) -> tuple[tuple[Dyad, ...], bool]:
    verb = noun
    while verb.head != verb and verb.pos_ not in ("VERB", "AUX"):
        verb = verb.head
    for subject in surface_subject(verb) if verb.pos_ in ("VERB", "AUX") else []:
        mention = reading.mention_of(sentence, subject)
        if mention is not None and len(set(mention.countries)) == 2:
            a, b = dict.fromkeys(mention.countries)
            return (pair(a, b),), True
    subjects = token_codes(reading, sentence, surface_subject(verb)) if verb.pos_ in ("VERB", "AUX") else []
    if len(subjects) == 2:
        return (pair(subjects[0], subjects[1]),), True
    near = codes(mentions)
    modifiers = {child.lower_ for child in noun.children}
    bare = noun.lemma_.lower() in relation_nouns()["bare"]
    condition = noun.lemma_.lower() in condition_nouns()
    definite = bool(modifiers & (_DEFINITE | _BILATERAL))
    if not (bare or condition or modifiers & _BILATERAL):
        return (), True
    if any(child.dep_ == "prep" and _another_subject(child) for child in noun.children):
        return (), True
    if len(near) == 2:
        return (pair(near[0], near[1]),), True
    if focus is not None and (not near or set(near) & set(focus) or (definite and len(near) == 1)):
        return (focus,), False
    return (), True


def _another_subject(preposition: Token) -> bool:
    """True for "the decline of the industry": the condition is of something other than a relation."""
    nouns = relation_nouns()["plain"]
    for obj in preposition.children:
        if obj.dep_ == "pobj":
            return not (obj.lemma_.lower() in nouns or obj.lower_ in nouns) and preposition.lower_ == "of"
    return False


def _focus_of(reading: Reading, sentence: Sentence, doc: Doc, mentions: tuple[Mention, ...]) -> Dyad | None:
    """The dyad that a sentence without relation nouns puts in focus: its only two, or subject and object."""
    found = codes(mentions)
    if len(found) > 2:
        root = next((t for t in doc if t.dep_ == "ROOT"), None)
        if root is not None:
            objects = [*direct_objects(root), *(obj for _, obj in prepositional(root))]
            found = token_codes(reading, sentence, [*surface_subject(root), *objects])
    return pair(found[0], found[1]) if len(found) == 2 else None


_CONCLUDES = re.compile(
    r"(?:Taken? (?:overall|together|as a whole)|Overall|On balance|In (?:sum|short|conclusion|the end)|To sum up|"
    r"All in all|All told|Ultimately|In the final analysis)\b"
)


#: A parsed sentence with its mentions, the relations it speaks of, and the dyad in focus as it begins.
SpokenOf = tuple[Sentence, Doc, tuple[Mention, ...], tuple[Relation, ...], Dyad | None]
#: Several coders ask the same of one reading.
_KNOWN: WeakKeyDictionary[Reading, tuple[SpokenOf, ...]] = WeakKeyDictionary()


def relations(reading: Reading) -> tuple[SpokenOf, ...]:
    """Parsed sentences with the relations they speak of and the dyad in focus as each begins."""
    known = _KNOWN.get(reading)
    if known is None:
        known = _KNOWN[reading] = tuple(_relations(reading))
    return known


def _relations(reading: Reading) -> Iterator[SpokenOf]:
    focus: Dyad | None = None
    spoken_of: Counter[Dyad] = Counter()
    for sentence, doc, mentions in reading.parsed():
        if spoken_of and _CONCLUDES.match(sentence.text):
            focus = spoken_of.most_common(1)[0][0]  # a conclusion returns to the relation the article is about
        before = focus
        found: list[Relation] = []
        plain, states = relation_nouns()["plain"], condition_nouns()
        for i, (word, lemma) in enumerate(forms_of(doc)):
            if not (lemma in plain or word in plain or lemma in states):
                continue
            token = doc[i]
            if not _is_relation_noun(reading, sentence, token):
                continue
            dyads, explicit = _parties(reading, sentence, token, mentions, focus)
            if dyads:
                found.append(Relation(token, dyads, explicit))
                spoken_of.update(dyads)
                if len(dyads) == 1 and explicit:
                    focus = dyads[0]
        if not any(r.explicit for r in found):
            focus = _focus_of(reading, sentence, doc, mentions) or focus
        yield sentence, doc, mentions, tuple(found), before


_TITLE_LIKE = 3  # sentences at the head of an article that count double: news puts its subject first


def principal_dyads(reading: Reading, at_most: int = 3) -> list[Dyad]:
    """The relations the article is about, most prominent first.

    A relation noun with its dyad weighs 3, two states in one sentence 1 (split when there are more),
    a conclusion or opening doubles. Dyads below half of the first's weight are left out.
    """
    weight: Counter[Dyad] = Counter()
    last = len(reading.sentences) - 1
    for seen, (sentence, _, mentions, found, _) in enumerate(relations(reading), 1):
        factor = 2.0 if seen <= _TITLE_LIKE or sentence.index >= last - 2 else 1.0
        for relation in found:
            for dyad in relation.dyads:
                weight[dyad] += 3 * factor if relation.explicit else 1.5 * factor  # type: ignore[assignment]
        present = codes(mentions)
        if 2 <= len(present) <= 5:
            share = factor / (len(present) - 1)
            for i, a in enumerate(present):
                for b in present[i + 1 :]:
                    weight[pair(a, b)] += share  # type: ignore[assignment]
    ranked = sorted(weight.items(), key=lambda item: (-item[1], item[0]))
    return [dyad for dyad, w in ranked[:at_most] if w >= ranked[0][1] / 2]
