"""The pipeline's attribute rules, answered from memory.

spaCy's attribute ruler sets part of speech and morphology by some 180 token patterns, matched anew on every token: a
third of the time of our parse. What the rules say depends on tag, word and dependency alone, so here each such triple
is judged once. The rules are read from the loaded pipeline, and the result is the same, attribute by attribute.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast

from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Token

Attributes = dict[str, str]
#: Tag, word (empty when no rule asks for it), dependency.
Key = tuple[str, str, str]
#: Position in the list of rules, and what the rule sets: later rules overwrite earlier ones.
Ruled = tuple[int, Attributes]
_READ = frozenset({"TAG", "LOWER", "DEP", "IS_SPACE"})
_SET = frozenset({"POS", "MORPH", "LEMMA", "DEP", "TAG"})
#: Words remembered; beyond it the memory starts anew, so that odd input cannot fill it.
_MOST = 50_000


class RememberedRules:
    """A pipeline component that sets what an :class:`AttributeRuler` with these patterns sets."""

    def __init__(self, rules: Sequence[Mapping[str, Any]]) -> None:
        self._single: list[tuple[int, Mapping[str, Any], Attributes]] = []
        #: Rules about neighbours by a word that one of them must be: order, patterns, its place, attributes, whose.
        self._several: dict[str, list[tuple[int, list[Mapping[str, Any]], int, Attributes, int]]] = {}
        words: set[str] = set()
        expressions: set[str] = set()
        for order, rule in enumerate(rules):
            for patterns in rule["patterns"]:
                named = [_words_of(pattern) for pattern in patterns]
                words.update(w for literals, _ in named for w in literals)
                expressions.update(e for _, found in named for e in found)
                if len(patterns) == 1:
                    self._single.append((order, patterns[0], rule["attrs"]))
                    continue
                place = next(n for n, (literals, _) in enumerate(named) if literals)
                for word in named[place][0]:
                    row = (order, patterns, place, rule["attrs"], rule["index"] % len(patterns))
                    self._several.setdefault(word, []).append(row)
        self._words = frozenset(words)
        self._expressions = tuple(re.compile(e) for e in sorted(expressions))
        self._told: dict[str, str] = {}
        self._of_tag: dict[str, list[tuple[int, Mapping[str, Any], Attributes]]] = {}
        self._known: dict[Key, list[Ruled]] = {}
        self._merged: dict[Key, Attributes] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes of all tokens of a tagged and parsed document."""
        if len(self._told) > _MOST:
            self._told.clear()
        keys = [(token.tag_, self._word(token.lower_), token.dep_) for token in doc]
        more = self._of_several(keys)
        for token, key in zip(doc, keys, strict=True):
            if token.i in more:
                found = _overlaid([*self._rules(key), *more[token.i]])
            else:
                found = self._merged.get(key) or self._merged.setdefault(key, _overlaid(self._rules(key)))
            _set(token, found)
        return doc

    def _word(self, lower: str) -> str:
        """The word itself where any rule looks for it, else the empty word that stands for all others."""
        told = self._told.get(lower)
        if told is None:
            asked = lower in self._words or lower.isspace() or any(e.search(lower) for e in self._expressions)
            told = self._told[lower] = lower if asked else ""
        return told

    def _rules(self, key: Key) -> list[Ruled]:
        known = self._known.get(key)
        if known is None:
            known = [(order, attributes) for order, pattern, attributes in self._for(key[0]) if _fits(pattern, key)]
            self._known[key] = known
        return known

    def _for(self, tag: str) -> list[tuple[int, Mapping[str, Any], Attributes]]:
        """The rules about a single token that say nothing against this tag: a few of some 180."""
        found = self._of_tag.get(tag)
        if found is None:
            found = [rule for rule in self._single if "TAG" not in rule[1] or _holds(rule[1]["TAG"], tag)]
            self._of_tag[tag] = found
        return found

    def _of_several(self, keys: Sequence[Key]) -> dict[int, list[Ruled]]:
        """What rules about neighbouring tokens set, by token."""
        found: dict[int, list[Ruled]] = {}
        for at, (_, word, _) in enumerate(keys):
            for order, patterns, place, attributes, index in self._several.get(word, ()):
                first = at - place
                if first < 0 or first + len(patterns) > len(keys):
                    continue
                if all(_fits(pattern, keys[first + n]) for n, pattern in enumerate(patterns)):
                    found.setdefault(first + index, []).append((order, attributes))
        return found


def _words_of(pattern: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The words that a token pattern names, and the regular expressions it tries words with."""
    wanted = pattern.get("LOWER", {})
    if isinstance(wanted, str):
        return [wanted], []
    named = [str(w) for sign, group in wanted.items() if sign != "REGEX" for w in group]
    return named, [str(group) for sign, group in wanted.items() if sign == "REGEX"]


def _overlaid(rules: Sequence[Ruled]) -> Attributes:
    merged: Attributes = {}
    for _, attributes in sorted(rules, key=lambda r: r[0]):
        merged.update(attributes)
    return merged


def _fits(pattern: Mapping[str, Any], key: Key) -> bool:
    values = {"TAG": key[0], "LOWER": key[1], "DEP": key[2], "IS_SPACE": key[1].isspace()}
    return all(_holds(wanted, values[name]) for name, wanted in pattern.items())


def _holds(wanted: object, value: object) -> bool:
    if isinstance(wanted, Mapping):
        return all(_passes(sign, group, value) for sign, group in wanted.items())
    return value == wanted


def _passes(sign: str, group: Any, value: object) -> bool:
    if sign == "REGEX":
        return re.search(group, str(value)) is not None
    return (value in group) is (sign == "IN")


def _set(token: Token, attributes: Attributes) -> None:
    for name, value in attributes.items():
        if name == "POS":
            token.pos_ = value
        elif name == "MORPH":
            cast(Any, token).set_morph(value)
        elif name == "LEMMA":
            token.lemma_ = value
        elif name == "DEP":
            token.dep_ = value
        else:
            token.tag_ = value


def remember(nlp: Language) -> bool:
    """Put :class:`RememberedRules` in the place of the pipeline's attribute ruler.

    Returns False, and leaves the pipeline as it is, when it has none or one whose patterns look at anything else.
    """
    for number, (name, ruler) in enumerate(nlp._components):
        if isinstance(ruler, AttributeRuler):
            rules: Any = ruler.patterns
            patterns = [p for rule in rules for tokens in rule["patterns"] for p in tokens]
            sets = {key for rule in rules for key in rule["attrs"]}
            indexed = all(len(ps) == 1 or any(_words_of(p)[0] for p in ps) for rule in rules for ps in rule["patterns"])
            if not indexed or not all(set(p) <= _READ and _plain(p) for p in patterns) or not sets <= _SET:
                return False
            nlp._components[number] = (name, RememberedRules(rules))
            return True
    return False


def _plain(pattern: Mapping[str, Any]) -> bool:
    return all(set(v) <= {"IN", "NOT_IN", "REGEX"} for v in pattern.values() if isinstance(v, Mapping))
