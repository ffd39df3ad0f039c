"""Status of acts told by nouns: "a possible strike", "no talks", "called off the visit", "the site of the raid".

A verb says whether its noun's act takes place only when it performs, plans or stops the act ("held talks", "the
visit was cancelled"). Verbs of mention and judgement ("condemned the strikes", "the war is never mentioned") and
most phrases around the noun ("the site of the raid", "after the raid") take the act for granted.
"""

from __future__ import annotations

from spacy.tokens import Token

from detente.coding.judgement import Judgement
from detente.coding.status_words import (
    ACCUSING,
    ATTITUDE,
    CLAIM_NOUNS,
    LIGHT_NOUNS,
    NEGATING,
    NO_NOUNS,
    OCCURRING,
    PARTICLES_AGAINST,
    PLAN_NOUNS,
    TURNING,
    WISH_NOUNS,
    WISHING,
)
from detente.language.syntax import prepositional

_HYPOTHETICAL = frozenset(
    "possible potential hypothetical future any further imminent threatened proposed would-be eventual likely "
    "feared looming mooted".split()
)
_PLANNED = frozenset("planned upcoming forthcoming scheduled coming next expected".split())
_FAILED = frozenset("failed cancelled canceled abortive averted aborted".split())
_ALLEGED = frozenset("alleged purported supposed reported suspected so-called claimed unproven".split())
_OPEN = frozenset("possible likely unlikely certain inevitable due imminent over off on under ahead planned".split())
_GRANTING = frozenset(
    "after since because despite following amid over during until notwithstanding given besides alongside".split()
)


def noun_polarity(noun: Token) -> list[Judgement]:
    """What the determiners and adjectives of a noun of action say."""
    found: list[Judgement] = []
    for child in noun.children:
        word = child.lower_
        if child.dep_ in ("det", "neg", "amod") and word in ("no", "neither", "nor", "zero"):
            found.append(Judgement("negated", "no"))
        if child.dep_ in ("amod", "compound", "advmod"):
            if word in _ALLEGED:
                found.append(Judgement("claimed", word))
            elif word in _HYPOTHETICAL:
                found.append(Judgement("hypothetical", word))
            elif word in _PLANNED:
                found.append(Judgement("planned", word))
            elif word in _FAILED:
                found.append(Judgement("negated", word))
        if child.dep_ == "det" and word == "any":
            found.append(Judgement("hypothetical", "any"))
    if noun.head.pos_ == "NOUN" and noun.dep_ == "compound" and noun.head.lemma_.lower() in WISH_NOUNS:
        found.append(Judgement("hypothetical", f"{noun.head.lemma_} of it"))
    return found


def governing_verb(verb: Token, noun: Token) -> list[Judgement]:
    """What the verb that governs a noun of action says of it ("cancelled the visit", "proposed talks")."""
    lemma = verb.lemma_.lower()
    through = {c.lower_ for c in verb.children if c.dep_ in ("prt", "advmod")} & {"through", "apart"}
    if lemma == "fall" and through and noun.dep_ in ("nsubj", "conj"):
        return [Judgement("negated", "fall through", verb)]
    if noun.dep_ == "nsubj" and lemma == "be":
        return [j for c in verb.children if c.dep_ == "acomp" for j in _content_of_adjective(c.lemma_.lower())]
    if noun.dep_ == "nsubj" and lemma in ("loom", "beckon"):
        return [Judgement("hypothetical", f"{lemma}s", verb)]
    if lemma in ACCUSING and noun.dep_ == "pobj" and noun.head.lower_ in ("for", "of", "with", "over"):
        return [Judgement("claimed", f"{lemma} for it", verb)]
    direct = noun.dep_ in ("dobj", "attr", "nsubjpass", "conj", "oprd") or any(
        obj == noun for prep, obj in prepositional(verb) if prep in ("out", "for", "of", "off", "with")
    )
    if not direct:
        return []
    particle = next((c.lower_ for c in verb.children if c.dep_ == "prt"), "")
    if f"{lemma} {particle}" in PARTICLES_AGAINST:
        return [Judgement("negated", f"{lemma} it {particle}", verb)]
    what = any(c.lower_ == "what" for c in verb.children)
    if (noun.dep_ == "oprd" or what) and lemma in ("call", "term", "describe", "label", "brand"):
        return [Judgement("claimed", f"{lemma} it", verb)]
    if lemma in NEGATING and lemma not in ("reject", "dismiss"):
        return [Judgement("negated", f"{lemma} it", verb)]
    if lemma in WISHING and lemma not in ("discuss", "warn", "press", "tell", "order", "raise", "oppose", "debate"):
        return [Judgement("hypothetical", f"{lemma} it", verb)]
    if lemma in ("plan", "promise", "schedule", "prepare", "pledge", "expect", "arrange", "announce"):
        return [Judgement("planned", f"{lemma} it", verb)]
    if lemma in ("deny", "allege", "claim", "suspect"):
        return [Judgement("claimed", f"{lemma} it", verb)]
    return []


def content_of(token: Token, child: Token) -> list[Judgement]:
    """What a noun, adjective or preposition over an act makes of it: "threat of", "unable to", "without"."""
    lemma = token.lemma_.lower()
    if token.pos_ == "ADP":
        turned = token.head.lower_ in ("back", "away", "short", "close") and token.head.head.lemma_.lower() in TURNING
        if turned and child.dep_ == "pcomp":
            return [Judgement("negated", f"{token.head.lower_} {lemma}")]
        if lemma == "without" or _instead(token):
            return [Judgement("negated", "without")]
        return []
    if token.pos_ == "ADJ":
        return _content_of_adjective(lemma)
    none = any(c.dep_ == "det" and c.lower_ == "no" for c in token.children)
    if lemma in NO_NOUNS or (none and lemma in WISH_NOUNS | PLAN_NOUNS | {"question", "way", "sign", "point"}):
        return [Judgement("negated", f"content of {lemma}", token)]
    if lemma in WISH_NOUNS or (lemma in ("event", "case") and token.head.lower_ == "in" and child.lower_ == "of"):
        return [Judgement("hypothetical", f"content of {lemma}", token)]
    if lemma in PLAN_NOUNS and child.dep_ in ("acl", "prep", "pcomp", "pobj"):
        return [Judgement("planned", f"content of {lemma}", token)]
    if lemma in CLAIM_NOUNS:
        return [Judgement("claimed", f"content of {lemma}", token)]
    return []


def _instead(preposition: Token) -> bool:
    """ "instead of", "far from", whose two words the parser may hang on different heads."""
    return preposition.i > 0 and (preposition.nbor(-1).lower_, preposition.lower_) in (
        ("instead", "of"),
        ("far", "from"),
    )


def _content_of_adjective(lemma: str) -> list[Judgement]:
    rule = f"content of {lemma}"
    if lemma in (
        "ready",
        "willing",
        "able",
        "likely",
        "possible",
        "keen",
        "eager",
        "prepared",
        "free",
        "unlikely",
        "probable",
    ):
        return [Judgement("hypothetical", rule)]
    if lemma in ("set", "due", "scheduled", "bound", "poised", "expected", "about"):
        return [Judgement("planned", rule)]
    if lemma in ("unable", "unwilling", "reluctant"):
        return [Judgement("negated", rule)]
    if lemma in ("responsible", "guilty"):
        return [Judgement("claimed", rule)]
    return []


def head_of_phrase(noun: Token, governor: Token) -> Token:
    """The noun through which an act hangs on its verb: "plans" in "plans for talks were dropped"."""
    top = noun
    while top.head not in (top, governor) and top.head.pos_ in ("NOUN", "ADP"):
        top = top.head
    return top if top.pos_ == "NOUN" else noun


def around(noun: Token, governor: Token) -> tuple[list[Judgement], bool]:
    """Verdicts between a noun of action and its verb, and whether the phrase takes the act for granted."""
    found: list[Judgement] = []
    token = noun
    while token.head != token and token.head != governor and token.head.pos_ not in ("VERB", "AUX"):
        child, token = token, token.head
        verdicts = content_of(token, child)
        found += verdicts
        if token.pos_ == "ADP" and token.lower_ in _GRANTING and token.head.pos_ in ("VERB", "AUX"):
            return found, True
        if (
            token.pos_ in ("NOUN", "PROPN")
            and not verdicts
            and child.dep_ in ("prep", "poss")
            and token.lemma_.lower() not in LIGHT_NOUNS
        ):
            return found, True
    return found, token.dep_ == "prep" and token.lower_ in _GRANTING


def taken_for_granted(verb: Token, noun: Token) -> bool:
    """Whether ``verb`` speaks of the act and says nothing on whether it took place."""
    lemma = verb.lemma_.lower()
    if noun.dep_ in ("dobj", "nsubjpass", "conj") or (noun.dep_ == "pobj" and noun.head.head == verb):
        return lemma in ATTITUDE
    if lemma == "be" and {c.lemma_.lower() for c in verb.children if c.dep_ in ("acomp", "prep")} & _OPEN:
        return False
    if noun.dep_ in ("nsubj", "csubj") and lemma not in OCCURRING:
        perfect = any(c.dep_ == "aux" and c.lower_ in ("have", "having") for c in verb.children)
        moody = any(c.dep_ == "aux" and c.lower_ in ("would", "could", "might", "may", "will") for c in verb.children)
        return perfect or not moody
    return False
