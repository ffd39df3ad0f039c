"""The words of relations: which nouns stand for a relation, and which words tell its state and movement.

Both tables are our own reading of diplomatic prose, kept as ``data/relation_*.tsv``. A pattern is a row
of words, each matched on the word or its lemma; hyphens count as spaces.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, TypeAlias, TypeVar, get_args

from spacy.tokens import Doc, Token

from detente.errors import KnowledgeError
from detente.language.syntax import forms_of, once, with_lemma
from detente.records import RelationState, Trend

Role = Literal["adj", "noun", "subj", "obj", "pair", "bond"]
_HYPHENS = frozenset({"-", "–", "‑"})
_GAP = 4


@dataclass(frozen=True, slots=True)
class Cue:
    """Words of a state or a movement; ``strength`` 1 to 5 ranks cues of one sentence."""

    role: Role
    state: RelationState | None
    trend: Trend | None
    strength: int
    words: tuple[frozenset[str], ...]
    optional: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a table of two columns: what kind they are, and the words."""

    kind: str
    words: tuple[frozenset[str], ...]
    optional: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at tokens ``start`` to ``end`` (exclusive) of a sentence."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A cue found at tokens ``start`` to ``end`` (exclusive) of a sentence."""

    cue: Cue
    start: int
    end: int


_Words = TypeVar("_Words", Cue, Phrase)
#: By each word that one may begin with; beside it, in what forms its last word must occur (any, where it has no other).
_Index: TypeAlias = dict[str, tuple[tuple[_Words, frozenset[str]], ...]]


def _rows(name: str, columns: int) -> Iterator[tuple[int, list[str]]]:
    text = files("detente.coding").joinpath("data", name).read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != columns:
            raise KnowledgeError(f"{name} row {number} has {len(cells)} columns, not {columns}; separate them by tabs")
        yield number, cells


def _compile(pattern: str) -> tuple[tuple[frozenset[str], ...], tuple[bool, ...]]:
    words: list[frozenset[str]] = []
    optional: list[bool] = []
    for part in pattern.replace("-", " ").split():
        optional.append(part.endswith("?"))
        words.append(frozenset() if part == "..." else frozenset(part.rstrip("?").split("|")))
    return tuple(words), tuple(optional)


@functools.cache
def state_cues() -> tuple[Cue, ...]:
    """All cues of ``relation_states.tsv``.

    Raises:
        KnowledgeError: a row breaks the schema.
    """
    cues: list[Cue] = []
    for number, (role, state, trend, strength, patterns) in _rows("relation_states.tsv", 5):
        if (
            role not in get_args(Role)
            or (state != "-" and state not in get_args(RelationState))
            or (trend != "-" and trend not in get_args(Trend))
            or not strength.isdigit()
        ):
            raise KnowledgeError(
                f"relation_states.tsv row {number} has an unknown role, state, trend or strength; "
                "use the words of its heading"
            )
        for pattern in patterns.split(";"):
            words, optional = _compile(pattern)
            cues.append(
                Cue(
                    role,  # type: ignore[arg-type]
                    None if state == "-" else state,  # type: ignore[arg-type]
                    None if trend == "-" else trend,  # type: ignore[arg-type]
                    int(strength),
                    words,
                    optional,
                )
            )
    return tuple(cues)


@functools.cache
def relation_nouns() -> dict[str, frozenset[str]]:
    """Kinds of relation nouns (``plain``, ``bare``) and the modifiers that spoil them (``other``)."""
    return {kind: frozenset(words.split(";")) for _, (kind, words) in _rows("relation_nouns.tsv", 2)}


@functools.cache
def _sets() -> dict[str, frozenset[str]]:
    return {name: frozenset(words.split(";")) for _, (name, words) in _rows("relation_sets.tsv", 2)}


def words_for(name: str) -> frozenset[str]:
    """A named set of words of ``relation_sets.tsv``.

    Raises:
        KnowledgeError: there is no set of that name.
    """
    try:
        return _sets()[name]
    except KeyError:
        raise KnowledgeError(f"relation_sets.tsv has no set {name!r}; add a row of that name") from None


def of_set(doc: Doc, name: str) -> list[Token]:
    """The tokens whose lemma is one of the named set of words, in order."""
    return with_lemma(doc, words_for(name))


@functools.cache
def _phrases(table: str) -> _Index[Phrase]:
    rows = _rows(f"relation_{table}.tsv", 2)
    return _by_first_word(Phrase(kind, *_compile(p)) for _, (kind, patterns) in rows for p in patterns.split(";"))


def _stems(doc: Doc) -> list[tuple[str, ...]]:
    """Word and lemma of each token, and the verb under a participle that the tagger took for an adjective."""
    return [
        (word, lemma, word[:-3], word[:-3] + "e")
        if word.endswith("ing") and len(word) > 6 and doc[i].pos_ != "VERB"
        else (word, lemma)
        for i, (word, lemma) in enumerate(forms_of(doc))
    ]


def find_phrases(doc: Doc, table: str) -> tuple[Found, ...]:
    """Every phrase of ``relation_<table>.tsv`` in ``doc``, in order, longest first at each token."""
    return once(doc, ("phrases", table), lambda: tuple(_found_phrases(doc, _phrases(table))))


def _found_phrases(doc: Doc, index: _Index[Phrase]) -> Iterator[Found]:
    every = once(doc, "stems", lambda: _stems(doc))
    first = index.keys() & once(doc, "all stems", lambda: frozenset(itertools.chain(*every)))
    if not first:
        return  # no phrase of the table begins in this sentence
    for i, stems in enumerate(every):
        if first.isdisjoint(stems):
            continue
        found: dict[str, int] = {}
        for phrase in _beginning(doc, stems, index):
            end = i + 1 if len(phrase.words) == 1 else _end(doc, i, phrase, 0)
            if end is not None:
                found[phrase.kind] = max(end, found.get(phrase.kind, 0))
        for kind, end in sorted(found.items(), key=lambda item: -item[1]):
            yield Found(kind, i, end)


def _by_first_word(cues: Iterable[_Words]) -> _Index[_Words]:
    table: dict[str, list[tuple[_Words, frozenset[str]]]] = {}
    for cue in cues:
        needed = [words for words, free in zip(cue.words[1:], cue.optional[1:], strict=True) if words and not free]
        last = needed[-1] if needed else frozenset()
        for position, words in enumerate(cue.words):
            for word in words:
                table.setdefault(word, []).append((cue, last))
            if not cue.optional[position]:
                break
    return {word: tuple(found) for word, found in table.items()}


def _beginning(doc: Doc, forms: tuple[str, ...], index: _Index[_Words]) -> Iterable[_Words]:
    """Those that may begin at a token of these ``forms``, each once, if their last word occurs in ``doc`` at all."""
    rows = [row for form in forms if form in index for row in index[form]]
    held = once(doc, "all forms", lambda: frozenset(form for both in forms_of(doc) for form in both))
    return {id(cue): cue for cue, last in rows if not last or not last.isdisjoint(held)}.values()


@functools.cache
def _index() -> _Index[Cue]:
    return _by_first_word(state_cues())


def _end(doc: Doc, i: int, cue: Cue | Phrase, at: int) -> int | None:
    """Index after the last token of ``cue`` from word ``at`` on, matched from token ``i``."""
    forms = forms_of(doc)
    while 0 < i < len(forms) and forms[i][0] in _HYPHENS:
        i += 1
    if at == len(cue.words):
        return i
    if not cue.words[at]:
        for step in range(_GAP + 1):
            found = _end(doc, i + step, cue, at + 1) if i + step <= len(doc) else None
            if found is not None:
                return found
        return None
    if i < len(forms) and any(form in cue.words[at] for form in forms[i]):
        found = _end(doc, i + 1, cue, at + 1)
        if found is not None:
            return found
    return _end(doc, i, cue, at + 1) if cue.optional[at] else None


def find_cues(doc: Doc) -> tuple[Match, ...]:
    """Every cue in ``doc``, longest first at each token."""
    return once(doc, "cues", lambda: tuple(_found_cues(doc)))


def _found_cues(doc: Doc) -> Iterator[Match]:
    index = _index()
    for i, both in enumerate(forms_of(doc)):
        if index.keys().isdisjoint(both):
            continue
        found = []
        for cue in _beginning(doc, both, index):
            end = _end(doc, i, cue, 0)
            if end is not None:
                found.append(Match(cue, i, end))
        found.sort(key=lambda m: (-(m.end - m.start), -m.cue.strength))
        yield from found


@functools.cache
def condition_nouns() -> frozenset[str]:
    """One-word nouns that are a relation's condition ("rift", "thaw")."""
    return frozenset(
        word for cue in state_cues() if cue.role == "noun" and len(cue.words) == 1 for word in cue.words[0]
    )
