"""The lexicon of triggers: words that can tell an act, and the match of a parsed word against it.

The data file ``data/triggers.tsv`` states its own grammar. A pattern that fixes more (particle, object)
beats one that fixes less, so "withdraw from a treaty" is not "withdraw troops".
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, cast

from spacy.tokens import Token

from detente.coding.plover import TYPES
from detente.errors import KnowledgeError
from detente.language.syntax import direct_objects, is_passive, particles, prepositional
from detente.records import EventType

Flag = Literal["mutual", "plural", "swap", "weak", "own"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row's pattern; ``words`` are particles (verbs) or the words before the head (nouns)."""

    lemma: str
    words: tuple[str, ...]
    objects: frozenset[str]
    type: EventType
    mode: str | None
    flags: frozenset[str]
    noun: bool
    adverb: bool = False

    @property
    def weight(self) -> int:
        """How much the pattern fixes; larger wins."""
        return 2 * bool(self.objects) + len(self.words)


class Lexicon:
    """Patterns by head lemma."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        verbs: dict[str, list[Pattern]] = defaultdict(list)
        nouns: dict[str, list[Pattern]] = defaultdict(list)
        for pattern in patterns:
            (nouns if pattern.noun else verbs)[pattern.lemma].append(pattern)
        self.verbs: Mapping[str, list[Pattern]] = dict(verbs)
        self.nouns: Mapping[str, list[Pattern]] = dict(nouns)
        #: Lemmas that any pattern may fit, those of verbs also without a final e.
        self.heads = frozenset({*verbs, *nouns, *(v.removesuffix("e") for v in verbs)})

    def match(self, token: Token) -> tuple[Pattern, ...]:
        """The patterns that fit ``token`` best; several when they fix equally much."""
        if token.pos_ in ("VERB", "AUX"):
            # the rule lemmatizer loses a final e now and then ("staged" to "stag")
            rows = self.verbs.get(token.lemma_.lower()) or self.verbs.get(token.lemma_.lower() + "e") or []
            found = [p for p in rows if _fits_verb(p, token)]
        elif token.pos_ in ("NOUN", "PROPN"):
            found = [p for p in self.nouns.get(token.lemma_.lower(), ()) if _fits_noun(p, token)]
        else:
            return ()
        if not found:
            return ()
        best = max(p.weight for p in found)
        return tuple(p for p in found if p.weight == best)


def _fits_verb(pattern: Pattern, verb: Token) -> bool:
    if pattern.words and not set(pattern.words) <= particles(verb):
        return False
    if pattern.adverb and not any(c.lower_ in pattern.words and c.dep_ in ("prt", "advmod") for c in verb.children):
        return False
    if "content" in pattern.flags and not any(_directive(c) for c in verb.children):
        return False
    if "alone" in pattern.flags and direct_objects(verb) and not is_passive(verb):
        return False
    if not pattern.objects:
        return True
    heads = direct_objects(verb) + [c for c in verb.children if c.dep_ in ("acomp", "intj", "oprd")]
    if pattern.words:
        heads = heads + [obj for prep, obj in prepositional(verb) if prep in pattern.words or prep == "of"]
    return any(_is_one_of(head, pattern.objects) for head in heads)


def _directive(clause: Token) -> bool:
    """ "to leave", "that X should leave": what somebody is to do."""
    if clause.dep_ == "xcomp":
        return True
    return clause.dep_ == "ccomp" and any(
        c.dep_ == "aux" and c.lower_ in ("should", "must", "to") for c in clause.children
    )


def _is_one_of(head: Token, lemmas: frozenset[str]) -> bool:
    if head.lemma_.lower() in lemmas or head.lower_ in lemmas:
        return True
    # "a round of talks", "a series of raids": the noun that counts stands under "of"
    if head.lemma_ in _MEASURES:
        return any(prep == "of" and _is_one_of(obj, lemmas) for prep, obj in prepositional(head))
    return False


_MEASURES = frozenset(
    "round series wave number dozen hundred thousand barrage volley set package string spate pair host group "
    "batch shipment consignment convoy column kind form lot deal raft flurry bout hail first most some part bulk "
    "majority all half rest last many several one two three four five six ten remainder".split()
)


def _fits_noun(pattern: Pattern, noun: Token) -> bool:
    if "content" in pattern.flags and not any(
        c.dep_ == "acl" or (c.dep_ == "prep" and c.lower_ in ("of", "against")) for c in noun.children
    ):
        return False
    if not pattern.words:
        return True
    if pattern.words[0] == "of":
        return any(prep == "of" and obj.lemma_.lower() == pattern.words[1] for prep, obj in prepositional(noun))
    before = [t.lower_ for t in noun.lefts if t.dep_ in ("compound", "amod", "nmod")]
    before += [t.lemma_.lower() for t in noun.lefts]
    hyphened = noun.doc[max(0, noun.i - 2 * len(pattern.words)) : noun.i].text.lower().replace("-", " ").split()
    return set(pattern.words) <= {*before, *hyphened}


def parse_patterns(lines: Iterable[str]) -> list[Pattern]:
    """Read the rows of ``triggers.tsv``.

    Raises:
        KnowledgeError: a row breaks the grammar; the message names its number.
    """
    patterns: list[Pattern] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.rstrip("\n").split("\t")
        if len(columns) != 5 or columns[0] not in TYPES or columns[2] not in ("V", "N"):
            raise KnowledgeError(
                f"triggers.tsv row {number}: expected type, mode, V or N, flags, patterns; got {line!r}"
            )
        type_, mode, pos, flags, entries = columns
        for entry in entries.split(";"):
            patterns.append(
                _pattern(
                    entry.strip(),
                    noun=pos == "N",
                    type_=cast(EventType, type_),
                    mode=None if mode == "-" else mode,
                    flags=frozenset(f for f in flags.split(",") if f != "-"),
                )
            )
    return patterns


def _pattern(entry: str, *, noun: bool, type_: EventType, mode: str | None, flags: frozenset[str]) -> Pattern:
    if noun:
        words = entry.split(" ")
        if "of" in words[1:]:
            at = words.index("of")
            return Pattern(words[0], ("of", words[at + 1]), frozenset(), type_, mode, flags, True)
        return Pattern(words[-1], tuple(words[:-1]), frozenset(), type_, mode, flags, True)
    head, _, objects = entry.partition(">")
    lemma, *words = head.replace("~", "+").split("+")
    found = frozenset(filter(None, objects.split("|")))
    return Pattern(lemma, tuple(words), found, type_, mode, flags, False, adverb="~" in head)


@functools.cache
def load_lexicon() -> Lexicon:
    """The lexicon shipped with the package."""
    text = files("detente.coding").joinpath("data/triggers.tsv").read_text(encoding="utf-8")
    return Lexicon(parse_patterns(text.splitlines()))
