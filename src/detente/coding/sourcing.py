"""Sources outside the clause: "according to Kyiv", "in the Russian telling", "by Moscow's account".

A source that is a party makes a claim of what it tells. A newspaper, a count or a witness does not: its report is
how the narrator knows.
"""

from __future__ import annotations

from spacy.tokens import Token

from detente.coding.judgement import Judgement

_VERSIONS = frozenset("account telling version view reckoning narrative words reading retelling".split())
_OFFICIALS = frozenset(
    "ministry minister government official spokesman spokeswoman spokesperson army military general admiral command "
    "president ambassador envoy embassy palace premier chancellor authority intelligence staff navy force "
    "lawyer negotiator commander administration".split()
)
_REPORTERS = frozenset(
    "reuters ap afp bbc cnn times post journal guardian agency newspaper paper media press report poll survey data "
    "study count tally record document map image witness resident analyst expert historian scholar institute "
    "magazine broadcaster television tv radio gazette tribune text treaty agreement statement's protocol".split()
)


def sourced(verb: Token) -> list[Judgement]:
    """A claim, when a phrase under ``verb`` names the party whose word its clause is."""
    for child in verb.children:
        if child.dep_ not in ("prep", "advmod"):
            continue
        if child.lower_ == "according":
            for to in child.children:
                for source in to.children:
                    if source.dep_ == "pobj" and _partisan(source):
                        return [Judgement("claimed", "according to", source)]
        elif child.lower_ in ("in", "by", "on", "to"):
            for told in child.children:
                if told.dep_ == "pobj" and told.lemma_.lower() in _VERSIONS and _partisan(told):
                    return [Judgement("claimed", f"{told.lower_} of a party", told)]
    return []


def _partisan(source: Token) -> bool:
    words = {t.lemma_.lower() for t in source.subtree} | {t.lower_ for t in source.subtree}
    if words & _REPORTERS:
        return False
    return bool(words & _OFFICIALS) or any(
        t.pos_ in ("PROPN", "ADJ") and t.text[:1].isupper() and t.lower_ not in ("i", "first") for t in source.subtree
    )
