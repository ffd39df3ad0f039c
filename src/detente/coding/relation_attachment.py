"""How words of state are tied to a relation noun, or to two parties, in the parse.

A word of state is about a relation when it modifies the noun, stands in the predicate or the relative
clause of it, is the verb it is subject or object of, or is the noun itself ("a thaw in ties").
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from detente.coding.dyads import Dyad, pair, token_codes
from detente.coding.relation_words import Match, condition_nouns, state_cues, words_for
from detente.language.reading import Reading, Sentence
from detente.language.syntax import clause_head, conjuncts, is_passive, prepositional, surface_subject

_OTHER_CLAUSE = frozenset({"advcl", "relcl", "ccomp", "parataxis", "nsubj", "nsubjpass", "csubj", "mark", "dobj"})
_FAR = (
    "far from", "anything but", "not exactly", "less than", "nothing but", "free of", "no sign of",
    "no longer", "cannot be", "other than", "short of", "not quite", "stopped being", "ceased to be",
    "no hint of", "instead of",
)  # fmt: skip
_NEAREST = frozenset({"no", "not", "n't", "hardly", "never", "without", "neither", "nor", "nobody"})


def head_of(doc: Doc, match: Match) -> Token:
    """The token of the match that governs the others."""
    end = match.end
    while end - match.start > 1 and doc[end - 1].pos_ in ("ADP", "SCONJ"):
        end -= 1  # "worst since": the preposition may hang on the verb
    return doc[match.start : end].root


def attached(match: Match, noun: Token) -> Token | None:
    """The token that carries the cue when the cue is about the relation ``noun``, else None."""
    head = head_of(noun.doc, match)
    role = match.cue.role
    if role == "noun":
        gerund = head.tag_ == "VBG" and head.dep_ in ("pcomp", "pobj")
        if head.pos_ not in ("NOUN", "PROPN") and head != noun and not gerund:
            return None
        if head == noun or _of_chain(head, noun):
            return head
        return _complement(match, noun) if _under_linking(head) else None
    if role == "adj":
        if not _fits(match, noun):
            return None
        if match.start <= noun.i < match.end:
            return head
        return _modifies(match, noun) or _complement(match, noun)
    if role == "subj":
        return head if _is_verb(head) and not is_passive(head) and tops(noun) & set(_subjects(head)) else None
    if role == "obj":
        return _as_object(head, noun)
    return None


def _fits(match: Match, noun: Token) -> bool:
    """False for an adjective that tells how a condition grows ("growing tensions") or is of another sign."""
    cue, word = match.cue, noun.lemma_.lower()
    if word not in condition_nouns():
        return True
    if cue.trend in ("warming", "cooling") and cue.state != "frozen":
        return False
    return cue.state == "frozen" or cue.state in {
        c.state for c in state_cues() if c.role == "noun" and {word} in c.words
    }


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def _as_object(head: Token, noun: Token) -> Token | None:
    if head.dep_ == "amod" and head.tag_ == "VBN" and head.head == noun and noun.dep_ == "dobj":
        # "has strained relations" is parsed as having strained relations when no determiner tells
        if noun.head.lemma_ == "have" and noun.head.i == head.i - 1:
            return noun.head
        return None
    if not _is_verb(head):
        return None
    above = tops(noun)
    if is_passive(head):
        return head if above & set(_subjects(head)) else None
    objects = (c for c in head.children if c.dep_ in ("dobj", "oprd"))
    return head if any(above & set(conjuncts(c)) for c in objects) else None


def _subjects(verb: Token) -> list[Token]:
    return [c for s in surface_subject(verb) for c in conjuncts(s)]


def tops(noun: Token) -> set[Token]:
    """``noun`` with the nouns that it completes or is joined to ("the state of ties", "ties and trade")."""
    found = {noun}
    current = noun
    for _ in range(4):
        governor = current.head
        if current.dep_ == "conj" and governor.pos_ in ("NOUN", "PROPN"):
            current = governor
        elif current.dep_ == "pobj" and governor.lower_ in ("of", "in", "between", "to"):
            gerund = governor.head.tag_ == "VBG" and governor.head.dep_ in ("pcomp", "pobj")
            if not (governor.head.pos_ == "NOUN" and _facet(governor.head)) and not gerund:
                break
            current = governor.head
        else:
            break
        found.add(current)
    return found


def _facet(noun: Token) -> bool:
    """True for nouns that say no more than the relation does: its state, a period of it, a change in it."""
    lemma = noun.lemma_.lower()
    return (
        lemma in words_for("facets")
        or lemma in condition_nouns()
        or lemma.endswith(("ing", "tion", "sion", "ment", "ness"))
    )


def _of_chain(head: Token, noun: Token) -> bool:
    """True for "a thaw in relations", "the closeness of ties", "the relationship's low point"."""
    return (head in tops(noun) and head != noun) or (noun.dep_ == "poss" and noun.head == head)


def _under_linking(head: Token) -> bool:
    """True when a noun of condition is said of the subject ("ties are in a deadlock"), not merely near it."""
    if head.dep_ in ("attr", "oprd", "acomp"):
        return True
    if head.dep_ == "dobj":
        return head.head.lemma_ in (
            "reach",
            "hit",
            "suffer",
            "see",
            "enter",
            "face",
            "undergo",
            "enjoy",
            "experience",
        )
    return head.dep_ == "pobj" and head.head.lower_ in ("in", "at", "into", "to", "under") and _is_verb(head.head.head)


def _modifies(match: Match, noun: Token) -> Token | None:
    head = head_of(noun.doc, match)
    for top in tops(noun):
        token = head
        for _ in range(3):
            if token.head == top and token.dep_ in ("amod", "compound", "advmod", "acl", "nmod", "appos"):
                return head
            joined = token.dep_ in ("conj", "amod", "advmod", "npadvmod", "compound")
            if not joined or (_is_verb(token.head) and token.head.dep_ != "amod"):
                break
            token = token.head
        for child in top.children:  # "a relationship that has been frosty since"
            if child.dep_ == "relcl" and _in_predicate(match, child):
                return child
    return None


def _complement(match: Match, noun: Token) -> Token | None:
    """The verb when the cue stands in the predicate of ``noun``, as its subject or object."""
    for top in tops(noun):
        verb = top.head
        if match.start < top.i:
            continue
        if top.dep_ in ("nsubj", "nsubjpass") and _is_verb(verb):
            joined = (c for c in verb.children if c.dep_ == "conj" and not _has_subject(c))
            for each in (verb, *joined):
                if _in_predicate(match, each):
                    return each
        if top.dep_ == "nsubj" and verb.pos_ == "ADJ" and match.start <= verb.i < match.end:
            return verb  # a small clause: "left relations cool"
        if top.dep_ == "dobj" and verb.lemma_ in words_for("putting") and _in_predicate(match, verb):
            return verb
        if top.dep_ == "pobj" and verb.lower_ == "with":  # "with ties at a low"
            after = noun.doc[match.start]
            if after.head in (top, verb) and after.dep_ in ("prep", "amod", "advmod", "pcomp", "acl"):
                return after
    return None


def _has_subject(verb: Token) -> bool:
    return any(c.dep_ in ("nsubj", "nsubjpass") for c in verb.children)


def _in_predicate(match: Match, verb: Token) -> bool:
    """True when the cue lies under ``verb`` in the same clause (infinitives of seeming included)."""
    token = head_of(verb.doc, match)
    for _ in range(12):
        if token == verb:
            return True
        if token.dep_ in _OTHER_CLAUSE and not (token.dep_ == "ccomp" and not _has_subject(token)):
            return False
        if token.dep_ == "conj" and _has_subject(token):
            return False
        if token.dep_ == "prep" and token.lower_ in words_for("aside"):
            return False
        if token.head == token:
            return False
        token = token.head
    return False


def parties(reading: Reading, sentence: Sentence, doc: Doc, match: Match, focus: Dyad | None) -> tuple[Dyad, ...]:
    """The dyad of a predicate ("A and B have drifted apart") or of a bond ("A is a close ally of B")."""
    if match.cue.role == "bond":
        return _bound(reading, sentence, head_of(doc, match), focus)
    head = clause_head(head_of(doc, match))
    subjects = _subjects(head)
    left = token_codes(reading, sentence, subjects)
    if len(left) == 2:
        return (pair(left[0], left[1]),)
    right = [
        obj
        for token in (*doc[match.start : match.end], head)
        for word, obj in prepositional(token)
        if word in ("with", "to", "from", "of", "against")
    ]
    others = [c for c in token_codes(reading, sentence, right) if c not in left]
    if len(left) == 1 and others:
        return tuple(pair(left[0], other) for other in others[:2])
    return _of_group(subjects, focus) if not left and not right else ()


def _of_group(subjects: list[Token], focus: Dyad | None) -> tuple[Dyad, ...]:
    group = any(s.lower_ in ("they", "both", "two", "sides", "countries", "neighbours") for s in subjects)
    return (focus,) if group and focus is not None else ()


def _bound(reading: Reading, sentence: Sentence, noun: Token, focus: Dyad | None) -> tuple[Dyad, ...]:
    """Parties of "Poland's close ally Lithuania", "A and B are sworn enemies", "A is a partner of B's"."""
    if noun.pos_ not in ("NOUN", "PROPN"):
        return ()
    if reading.mention_of(sentence, noun) is not None:
        return ()
    owners = [t for t in noun.children if t.dep_ == "poss"]
    owners += [obj for word, obj in prepositional(noun) if word in ("of", "to", "with")]
    right = token_codes(reading, sentence, [c for o in owners for c in conjuncts(o)])
    right = right or token_codes(reading, sentence, [t for t in noun.lefts if t.dep_ in ("amod", "nmod", "compound")])
    near: list[Token] = []
    if noun.dep_ in ("attr", "oprd") or (noun.dep_ == "pobj" and noun.head.lower_ == "as"):
        near = _subjects(clause_head(noun))
    elif noun.dep_ in ("appos", "compound", "nmod"):
        near = [noun.head]
    near += [c for c in noun.children if c.dep_ == "appos"]
    left = [c for c in token_codes(reading, sentence, near) if c not in right]
    if len(left) == 2 and not right:
        return (pair(left[0], left[1]),)
    if len(left) == 1 and right:
        return tuple(pair(left[0], other) for other in right[:2])
    return _of_group(near, focus) if not left and not right else ()


def emphatic(doc: Doc, match: Match) -> bool:
    """True for "never warmer" and "not so close in a generation": a denial that strengthens."""
    comparative = any(t.tag_ in ("JJR", "RBR") for t in doc[match.start : match.end])
    if comparative or (match.start and doc[match.start - 1].lower_ in ("so", "this", "as", "more")):
        perfect = clause_head(head_of(doc, match))
        return any(c.lemma_ == "have" and c.dep_ == "aux" for c in perfect.children)
    return False


def negation(doc: Doc, match: Match, anchor: Token) -> tuple[bool, bool]:
    """Whether the cue is denied in its own clause, and whether by "never" or "no longer"."""
    inside = range(match.start, match.end)
    if words_for("not") & {doc[i].lower_ for i in inside}:
        return False, False  # the words of the cue hold their own negation ("not on speaking terms")
    verb = clause_head(anchor)
    around = {
        c.lower_
        for t in (anchor, verb, head_of(doc, match))
        for c in t.children
        if c.dep_ in ("neg", "det", "advmod", "cc", "preconj", "amod")
    }
    before = [t.lower_ for t in doc[max(0, match.start - 4) : match.start]]
    far = any(words in " ".join(before) for words in _FAR)
    denied = bool(around & words_for("not")) or bool(set(before[-2:]) & _NEAREST) or far or _nobody_says(verb)
    return denied, "never" in around or "never" in before or "longer" in before


def _nobody_says(verb: Token) -> bool:
    """True under "nobody in Athens believes that"."""
    if verb.dep_ != "ccomp":
        return False
    return any(s.lower_ in words_for("nobody") for s in surface_subject(verb.head)) or any(
        c.dep_ == "neg" for c in verb.head.children
    )
