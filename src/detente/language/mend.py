"""Mending a parse that took the subject for part of a date: "On Friday Greece condemned Turkey".

A small model reads "Friday Greece" as one name under the preposition, so that the verb has no subject and nobody acts.
Where a day or month stands between a preposition and a name, and the verb behind it has no subject of its own, the name
is the subject.
"""

from __future__ import annotations

from typing import Final

from spacy.tokens import Doc, Token

_DATES: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)
_SUBJECTS: Final = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
_BEFORE: Final = frozenset("on in since by until during last early late next this".split())


def mend(doc: Doc) -> Doc:
    """The same document with such subjects put right; nothing else is touched."""
    for token in doc:
        if token.lower_ in _DATES and token.dep_ in ("compound", "nmod", "npadvmod"):
            _free(token)
    return doc


def _free(date: Token) -> None:
    name = date.head
    opening = name.head
    if name.dep_ != "pobj" or opening.dep_ != "prep" or not opening.i < date.i < name.i:
        return
    verb = opening.head
    if verb.pos_ not in ("VERB", "AUX") or verb.i < name.i or name.pos_ != "PROPN":
        return
    if any(child.dep_ in _SUBJECTS for child in verb.children):
        return
    between = name.doc[date.i + 1 : name.i]
    # "Friday night", "May 4": the name must follow the date, with nothing but its own words between
    if any(not (w.head.i == name.i and w.dep_ in ("compound", "amod", "nummod", "det", "poss")) for w in between):
        return
    if any(w.lower_ not in _BEFORE and not w.like_num for w in name.doc[opening.i : date.i]):
        return
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    date.head, date.dep_ = opening, "pobj"
    name.head, name.dep_ = verb, "nsubjpass" if passive else "nsubj"
