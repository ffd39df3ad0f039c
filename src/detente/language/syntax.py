"""Questions asked of a dependency parse: who is the logical subject, what are the objects, which clause.

The labels are those of spaCy's English pipelines (ClearNLP scheme). All functions are pure.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Container, Hashable, Iterator
from typing import TypeVar, cast

from spacy.tokens import Doc, Token

_T = TypeVar("_T")

#: Verbs whose object, not subject, does what the infinitive or "of/from -ing" phrase says.
OBJECT_CONTROL = frozenset(
    "urge ask tell order force press push allow enable permit want invite persuade encourage compel "
    "instruct advise warn pressure lead cause help let make see accuse suspect blame prevent stop keep bar "
    "ban block dissuade discourage deter prohibit beg implore lobby expect require challenge call remind "
    "direct command exhort convict charge criticise criticize condemn denounce praise thank".split()
)
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_NOUN_LINKS = frozenset({"acl", "relcl"})


def once(doc: Doc, what: Hashable, make: Callable[[], _T]) -> _T:
    """What ``make`` gives of a parsed document, made when it is first asked for and kept as long as the document is.

    Several coders ask the same of a sentence. Not to be changed by who gets it.
    """
    told = cast("dict[Hashable, _T]", doc.user_data)
    known = told.get(what)
    if known is None:
        known = told[what] = make()
    return known


def forms_of(doc: Doc) -> list[tuple[str, str]]:
    """Word and lemma of each token in small letters."""
    return once(doc, "forms", lambda: [(token.lower_, token.lemma_.lower()) for token in doc])


def with_lemma(doc: Doc, lemmas: Container[str]) -> list[Token]:
    """The tokens whose lemma is one of ``lemmas`` (small letters), in order."""
    return [doc[i] for i, (_, lemma) in enumerate(forms_of(doc)) if lemma in lemmas]


def with_word(doc: Doc, words: Container[str]) -> list[Token]:
    """The tokens that are one of ``words`` (small letters), in order."""
    return [doc[i] for i, (word, _) in enumerate(forms_of(doc)) if word in words]


def verbs(doc: Doc) -> list[Token]:
    """The verbs and auxiliaries of a sentence, in order."""
    return once(doc, "verbs", lambda: [token for token in doc if token.pos_ in ("VERB", "AUX")])


def _asked_once(question: Callable[[Token], list[Token]]) -> Callable[[Token], list[Token]]:
    """``question``, answered once a token: the coders ask the same of a verb again and again. Answers are copies."""
    name = question.__name__

    @functools.wraps(question)
    def answer(token: Token) -> list[Token]:
        return once(token.doc, (name, token.i), lambda: question(token))[:]

    return answer


@_asked_once
def conjuncts(token: Token) -> list[Token]:
    """``token`` and the tokens coordinated with it to its right, in order ("A, B and C" from A)."""
    found = [token]
    for child in token.children:
        if child.dep_ == "conj":
            found.extend(conjuncts(child))
        elif (
            child.dep_ == "appos" and child.pos_ in ("PROPN", "NOUN") and any(c.dep_ == "conj" for c in child.children)
        ):
            # parsers take the second of "A, B and C" for an apposition
            found.extend(conjuncts(child))
    return found


def is_passive(verb: Token) -> bool:
    """True for "was condemned by", and for a bare participle after a noun ("troops accused of")."""
    return once(verb.doc, ("passive", verb.i), lambda: _is_passive(verb))


def _is_passive(verb: Token) -> bool:
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if (
        verb.tag_ == "VBN"
        and verb.dep_ in ("acl", "advcl")
        and not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
    ):
        return True
    if (
        verb.dep_ == "conj"
        and verb.tag_ == "VBN"
        and verb.head.pos_ == "VERB"
        and not any(c.dep_ in ("nsubj", "aux") for c in verb.children)
    ):
        return is_passive(verb.head)
    return False


def by_agent(token: Token) -> list[Token]:
    """The heads of a "by" phrase under ``token``."""
    found: list[Token] = []
    for child in token.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for obj in child.children:
                if obj.dep_ == "pobj":
                    found.extend(conjuncts(obj))
    return found


@_asked_once
def own_subject(verb: Token) -> list[Token]:
    """Grammatical subjects written under ``verb`` itself."""
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            found.extend(conjuncts(child))
    return found


def _antecedent(subjects: list[Token], verb: Token) -> list[Token]:
    """Replace a relative pronoun by the noun its clause hangs on."""
    if verb.dep_ == "relcl" and subjects and all(s.tag_ in ("WDT", "WP") or s.lower_ == "that" for s in subjects):
        return antecedents(verb)
    return subjects


def antecedents(verb: Token) -> list[Token]:
    """The noun(s) that a relative or participial clause modifies."""
    return [verb.head]


def logical_subject(verb: Token, depth: int = 0) -> list[Token]:
    """Heads of the noun phrases that do what ``verb`` says; empty when the sentence does not tell.

    Handles the passive ("by"), coordination, control, participles, relative clauses, and infinitives
    under a noun ("Putin's call to restore").
    """
    if depth == 0:
        return once(verb.doc, ("logical subject", verb.i), lambda: _logical_subject(verb, 0))[:]
    return _logical_subject(verb, depth)


def _logical_subject(verb: Token, depth: int) -> list[Token]:
    if depth > 6:
        return []
    if is_passive(verb):
        return by_agent(verb)
    own = _antecedent(own_subject(verb), verb)
    if own:
        return own
    return _inherited(verb, depth)


def surface_subject(verb: Token, depth: int = 0) -> list[Token]:
    """Heads of the grammatical subject, active or passive, own or inherited."""
    if depth == 0:
        return once(verb.doc, ("surface subject", verb.i), lambda: _surface_subject(verb, 0))[:]
    return _surface_subject(verb, depth)


def _surface_subject(verb: Token, depth: int) -> list[Token]:
    own = _antecedent(own_subject(verb), verb)
    if own or depth > 6:
        return own
    if verb.dep_ in _NOUN_LINKS and is_passive(verb):
        return antecedents(verb)
    return _inherited(verb, depth)


def _inherited(verb: Token, depth: int) -> list[Token]:
    head = verb.head
    if verb.dep_ == "ROOT" or head == verb:
        return []
    if verb.dep_ == "conj":
        if head.pos_ in ("VERB", "AUX"):
            return surface_subject(head, depth + 1) if not is_passive(head) or is_passive(verb) else own_subject(head)
        return []
    if verb.dep_ in ("xcomp", "ccomp", "advcl", "dep"):
        if head.pos_ in ("VERB", "AUX"):
            return _controlled(verb, head, depth)
        if head.pos_ in ("ADJ", "NOUN"):
            return surface_subject(head.head, depth + 1) if head.head.pos_ in ("VERB", "AUX") else []
    if verb.dep_ == "pcomp":
        governor = head.head
        if governor.pos_ in ("VERB", "AUX"):
            return _controlled(verb, governor, depth)
        if governor.pos_ in ("NOUN", "PROPN"):
            return possessors(governor)
        return surface_subject(governor.head, depth + 1) if governor.head.pos_ in ("VERB", "AUX") else []
    if verb.dep_ in _NOUN_LINKS:
        if verb.dep_ == "acl" and any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children):
            return possessors(head) or (
                surface_subject(head.head, depth + 1) if head.head.pos_ in ("VERB", "AUX") else []
            )
        return antecedents(verb)
    return []


def _controlled(verb: Token, head: Token, depth: int) -> list[Token]:
    if head.lemma_ in OBJECT_CONTROL and verb.dep_ != "advcl":
        objects = direct_objects(head)
        if objects:
            return objects
    if is_passive(head):
        return own_subject(head) or surface_subject(head, depth + 1)
    return logical_subject(head, depth + 1)


@_asked_once
def possessors(noun: Token) -> list[Token]:
    """Tokens that own ``noun``: "'s" phrases and possessive pronouns."""
    found: list[Token] = []
    for child in noun.children:
        if child.dep_ == "poss":
            found.extend(conjuncts(child))
    return found


@_asked_once
def direct_objects(verb: Token) -> list[Token]:
    """Heads of the direct object, or of the subject of a passive."""
    found: list[Token] = []
    if is_passive(verb):
        subjects = own_subject(verb)
        if not subjects and verb.dep_ in _NOUN_LINKS:
            return antecedents(verb)
        if not subjects and verb.dep_ == "conj" and verb.head.pos_ == "VERB":
            return direct_objects(verb.head) if is_passive(verb.head) else own_subject(verb.head)
        return _antecedent(subjects, verb) or surface_subject(verb)
    for child in verb.children:
        if child.dep_ in ("dobj", "obj", "oprd") or (child.dep_ == "attr" and verb.lemma_ != "be"):
            found.extend(conjuncts(child))
    if not found and verb.dep_ == "relcl" and not any(c.dep_ == "dobj" for c in verb.children):
        subjects = own_subject(verb)
        if subjects and not any(s.tag_ in ("WDT", "WP") for s in subjects):
            found.append(verb.head)
    return [antecedents(verb)[0] if t.tag_ in ("WDT", "WP") and verb.dep_ == "relcl" else t for t in found]


@_asked_once
def datives(verb: Token) -> list[Token]:
    """Heads of indirect objects ("gave Kyiv tanks")."""
    found: list[Token] = []
    for child in verb.children:
        if child.dep_ == "dative":
            if child.pos_ == "ADP":
                for obj in child.children:
                    if obj.dep_ == "pobj":
                        found.extend(conjuncts(obj))
            else:
                found.extend(conjuncts(child))
    return found


def prepositional(token: Token) -> tuple[tuple[str, Token], ...]:
    """(preposition, object head) pairs under ``token``; "out of X" and coordinated phrases included."""
    return once(token.doc, ("prepositional", token.i), lambda: tuple(_prepositional(token)))


def _prepositional(token: Token) -> Iterator[tuple[str, Token]]:
    for child in token.children:
        if child.dep_ in ("prep", "dative", "agent", "prt") and child.pos_ in ("ADP", "SCONJ", "ADV", "PART"):
            for obj in child.children:
                if obj.dep_ == "pobj":
                    for each in conjuncts(obj):
                        yield child.lower_, each
                elif obj.dep_ == "prep" or (obj.dep_ == "conj" and obj.pos_ == "ADP"):
                    for inner in obj.children:
                        if inner.dep_ == "pobj":
                            for each in conjuncts(inner):
                                yield obj.lower_, each


_CALENDAR = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december morning afternoon evening night noon midnight day week month year eve".split()
)


def _of_time(preposition: Token) -> bool:
    """True for "on Friday", "in March": the day is no part of the verb ("called him on Friday" is no appeal)."""
    objects = [c for c in preposition.children if c.dep_ == "pobj"]
    return bool(objects) and all(o.lower_ in _CALENDAR for o in objects)


def particles(verb: Token) -> frozenset[str]:
    """Lower-case particles, prepositions and particle-like adverbs under ``verb``."""
    return once(verb.doc, ("particles", verb.i), lambda: frozenset(_particles(verb)))


def _particles(verb: Token) -> set[str]:
    words: set[str] = set()
    for child in verb.children:
        if child.dep_ in ("prt", "prep", "agent", "dative") or (
            child.dep_ == "advmod" and child.pos_ in ("ADV", "ADP")
        ):
            if _of_time(child):
                continue
            words.add(child.lower_)
            for inner in child.children:
                if inner.dep_ == "prep":
                    words.add(inner.lower_)
    return words


def clause_head(token: Token) -> Token:
    """The nearest verb at or above ``token`` (the root when there is none)."""
    current = token
    for _ in range(60):
        if current.pos_ in ("VERB", "AUX") and current.dep_ not in ("aux", "auxpass", "prep", "amod", "compound"):
            return current
        if current.head == current:
            return current
        current = current.head
    return current
