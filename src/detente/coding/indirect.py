"""Reported speech without quotation marks: "Jane Roe said that …", "according to Paris, …"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from detente.coding.attribution import Attributor
from detente.coding.frames import Frame
from detente.coding.governance import interrupted
from detente.coding.speakers import Speaker
from detente.coding.speech import DENIALS, REPORTS
from detente.language.syntax import is_passive, own_subject, surface_subject

_NEGATIONS = frozenset({"not", "n't", "never", "without", "nor", "neither"})
_WITHHOLDING = frozenset({"refuse", "decline", "fail"})
_CONTRASTS = frozenset({"whereas", "while", "although", "though"})
_PLAIN = frozenset({"clear", "plain", "known"})
_MINIMUM_WORDS = 3


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported clause: its span in the body, the word that reports it and who spoke."""

    start: int
    end: int
    cue: Token
    speaker: Speaker


def reported(attributor: Attributor, frame: Frame) -> Iterator[Reported]:
    """The reported clauses of a sentence, those that hold quoted words left out."""
    stop = -1
    for verb in frame.outside(list(frame.doc)):
        if frame.at(verb) < stop:
            continue  # inside a clause already reported: what somebody says that another said
        if verb.pos_ == "VERB" and (verb.lemma_.lower() in REPORTS or _made_clear(verb) or _went_on(verb)):
            found = _clause(attributor, frame, verb)
            if found is not None:
                stop = found.end if found.start > frame.at(verb) else stop
                yield found
    found = _according(attributor, frame)
    if found is not None:
        yield found


def _clause(attributor: Attributor, frame: Frame, verb: Token) -> Reported | None:
    if _withheld(verb):
        return None
    complement = _complement(verb)
    if complement is None:
        parted = next((c for c in verb.children if c.dep_ == "conj" and interrupted(c, verb)), None)
        if parted is not None:
            return _parted(attributor, frame, verb, parted)
    lemma = verb.lemma_.lower()
    denied = lemma in DENIALS
    if complement is None and verb.dep_ == "parataxis" and verb.head.pos_ in ("VERB", "AUX"):
        return _around(attributor, frame, verb)
    if complement is None and lemma == "deny":
        complement = next((c for c in verb.children if c.dep_ in ("xcomp", "dobj")), None)
    if complement is None or (not denied and not _finite(complement)):
        return _after_that(attributor, frame, verb)
    if any(c.lower_ in ("whether", "if") and c.dep_ == "mark" for c in complement.children):
        return None
    first = complement.left_edge
    if (first.tag_ in ("WRB", "WP", "WDT") and first.lower_ != "that") or _fills_a_gap(verb):
        return None
    words = _trimmed(list(complement.subtree), verb)
    if len(words) < _MINIMUM_WORDS or any(frame.inside[i] for i in range(words[0].i, words[-1].i + 1)):
        return None
    between = frame.doc[min(verb.i, words[-1].i) : max(verb.i, words[0].i)]
    if any(t.text == ";" for t in between):
        return None
    speaker = _reporter(attributor, frame, verb)
    if speaker is None:
        return None
    begin = verb if denied and verb.i < words[0].i else words[0]
    return Reported(frame.at(begin), frame.at(words[-1]) + len(words[-1].text), verb, speaker)


def _parted(attributor: Attributor, frame: Frame, verb: Token, rest: Token) -> Reported | None:
    """The clause around "he added" where the parse made the aside the main clause: "Kyiv, he added, had …"."""
    start = next(s.left_edge.i for s in own_subject(verb))
    inside = {t.i for t in rest.subtree}
    words = _trimmed_ends([t for t in frame.doc if t.i < start or t.i in inside])
    while words and words[0].pos_ == "CCONJ":
        words = words[1:]
    speaker = _reporter(attributor, frame, verb)
    if speaker is None or len(words) < _MINIMUM_WORDS or words[0].i >= start or not _tensed(rest):
        return None
    if any(frame.inside[words[0].i : words[-1].i + 1]):
        return None
    return Reported(frame.at(words[0]), frame.at(words[-1]) + len(words[-1].text), verb, speaker)


def _complement(verb: Token) -> Token | None:
    """The clause that ``verb`` reports: of several, a finite one with "that", and none beyond a semicolon."""
    heads = [verb, *(c for c in verb.children if _made_clear(verb) and c.lower_ in _PLAIN)]
    links = ("ccomp", "csubj") if len(heads) > 1 else ("ccomp",)
    clauses = [c for head in heads for c in head.children if c.dep_ in links and c.lower_ not in _PLAIN]
    near = [c for c in clauses if not any(t.text == ";" for t in verb.doc[min(c.i, verb.i) : max(c.i, verb.i)])]
    that = (c for c in near if _finite(c) and any(m.dep_ == "mark" and m.lower_ == "that" for m in c.children))
    return next(that, None) or next(iter(near or clauses), None)


def _after_that(attributor: Attributor, frame: Frame, verb: Token) -> Reported | None:
    """The words after "said that" where the parse lost the clause: up to a contrast or the sentence's end."""
    doc = frame.doc
    if verb.i + 1 >= len(doc) or doc[verb.i + 1].lower_ != "that" or doc[verb.i + 1].tag_ not in ("IN", "DT"):
        return None
    end = len(doc)
    for token in doc[verb.i + 2 :]:
        if token.text == ";" or (token.text == "," and token.i + 1 < end and _turns(doc[token.i + 1])):
            end = token.i
            break
    words = _trimmed_ends(list(doc[verb.i + 2 : end]))
    if len(words) < _MINIMUM_WORDS or any(frame.inside[t.i] for t in words):
        return None
    if not any(t.tag_ in ("VBD", "VBP", "VBZ", "MD") for t in words):
        return None
    speaker = _reporter(attributor, frame, verb)
    if speaker is None:
        return None
    return Reported(frame.at(words[0]), frame.at(words[-1]) + len(words[-1].text), verb, speaker)


def _turns(token: Token) -> bool:
    return token.lower_ in _CONTRASTS or token.lower_ == "but"


def _around(attributor: Attributor, frame: Frame, verb: Token) -> Reported | None:
    """The clause that a parenthesis of speech interrupts: "The talks, Jane Roe said, had been useful."."""
    aside = {t.i for t in verb.subtree}
    words = _trimmed_ends([t for t in verb.head.subtree if t.i not in aside])
    if len(words) < _MINIMUM_WORDS or any(frame.inside[i] for i in range(words[0].i, words[-1].i + 1)):
        return None
    speaker = _reporter(attributor, frame, verb)
    if speaker is None:
        return None
    return Reported(frame.at(words[0]), frame.at(words[-1]) + len(words[-1].text), verb, speaker)


def _reporter(attributor: Attributor, frame: Frame, verb: Token) -> Speaker | None:
    """Only speakers of some standing: a resolved mention, a person by name, or somebody of a known state."""
    if is_passive(verb) and not any(c.dep_ == "agent" for c in verb.children):
        return None
    speaker = attributor.governance.subject(frame, verb)
    if speaker is None or not (speaker.known or speaker.country or speaker.proper):
        return None
    return speaker


def _fills_a_gap(verb: Token) -> bool:
    """True for "the treaty which Jane Roe said it is leaving": the clause lacks the noun before it."""
    if verb.dep_ != "relcl":
        return False
    return not any(c.dep_ == "nsubj" and c.tag_ in ("WP", "WDT") for c in verb.children)


def _went_on(verb: Token) -> bool:
    """True for "he went on", in the middle of what is reported."""
    return verb.lemma_ == "go" and any(c.dep_ == "prt" and c.lower_ == "on" for c in verb.children)


def _made_clear(verb: Token) -> bool:
    """True for "made clear that", "made it plain that"."""
    return verb.lemma_ == "make" and any(c.lower_ in _PLAIN for c in verb.children)


def _withheld(verb: Token) -> bool:
    """True for "did not say that", "refused to say", "is expected to announce", "if he says"."""
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB" and any(c.lower_ == "nor" for c in verb.head.children):
        return True
    if any(c.dep_ == "neg" or c.lower_ in _NEGATIONS for c in verb.children):
        return True
    if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in verb.children):
        return True
    if any(c.dep_ == "aux" and c.lower_ in ("will", "would", "may", "might", "could", "should") for c in verb.children):
        return not any(c.dep_ == "aux" and c.lower_ == "have" for c in verb.children)
    return verb.dep_ == "xcomp" and verb.head.lemma_.lower() in _WITHHOLDING | {
        "expect",
        "want",
        "plan",
        "ask",
        "urge",
    }


def _finite(clause: Token) -> bool:
    if not own_subject(clause) and not surface_subject(clause):
        return False
    return _tensed(clause)


def _conjunction(token: Token) -> bool:
    return token.lower_ == "that" and token.tag_ in ("IN", "WDT")


def _tensed(clause: Token) -> bool:
    if clause.tag_ in ("VBD", "VBP", "VBZ", "MD"):
        return True
    return any(c.dep_ in ("aux", "auxpass", "cop") and c.tag_ in ("VBD", "VBP", "VBZ", "MD") for c in clause.children)


def _trimmed(words: list[Token], verb: Token) -> list[Token]:
    """The clause without its conjunction, stray punctuation, or what lies on the other side of the verb."""
    if not words:
        return []
    after = [t for t in words if t.i > verb.i]
    before = [t for t in words if t.i < verb.i]
    words = after if len(after) >= len(before) else before
    contrast = next((t for t in words[1:] if t.lower_ in _CONTRASTS and t.doc[t.i - 1].text == ","), None)
    if contrast is not None:
        words = [t for t in words if t.i < contrast.i]
    while words and (words[0].is_punct or words[0].is_space or _conjunction(words[0])):
        words = words[1:]
    while words and (words[-1].is_space or (words[-1].is_punct and words[-1].text not in (")", "%"))):
        words = words[:-1]
    return words


def _according(attributor: Attributor, frame: Frame) -> Reported | None:
    if any(frame.inside):
        return None
    cue = attributor.according(frame)
    if cue is None or cue.token is None or cue.speaker is None or cue.token.lower_ != "according":
        return None
    if not (cue.speaker.known or cue.speaker.country or cue.speaker.proper):
        return None
    doc, phrase = frame.doc, {t.i for t in cue.token.subtree}
    stop = max(phrase)
    left = [t for t in doc if t.i < cue.token.i]
    right = [t for t in doc if t.i > stop]
    words = left if sum(t.pos_ in ("VERB", "AUX") for t in left) else right
    words = _trimmed_ends(words)
    if len(words) < _MINIMUM_WORDS or any(frame.inside[t.i] for t in words):
        return None
    return Reported(frame.at(words[0]), frame.at(words[-1]) + len(words[-1].text), cue.token, cue.speaker)


def _trimmed_ends(words: list[Token]) -> list[Token]:
    while words and (words[0].is_punct or words[0].is_space):
        words = words[1:]
    while words and (words[-1].is_punct or words[-1].is_space):
        words = words[:-1]
    return words
