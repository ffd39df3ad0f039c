"""Who holds a view: the writer, or the person or source the sentence gives it to."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Token

from detente.coding.relation_mood import SPEECH
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import own_subject, surface_subject, with_lemma

WRITER = "writer"
_OPEN = frozenset({'"', "“", "«", "„"})
_CLOSE = frozenset({'"', "”", "»"})
_ACCORDING = re.compile(r"\b(?:according to|in the (?:words|view|eyes|opinion) of)\b", re.IGNORECASE)


def holder(reading: Reading, sentence: Sentence, doc: Doc, cue: Token, speech: Token | None = None) -> str:
    """Name of the holder of what ``cue`` says: the speaker of its clause or quotation, else "writer"."""
    if speech is None:
        speech = _speech_above(cue) or (_beside_quotation(doc) if in_quotation(cue) else None)
    if speech is not None:
        subjects = surface_subject(speech)
        if subjects and any(c.dep_ == "auxpass" for c in speech.children):
            subjects = []
        for subject in subjects:
            if subject.lemma_.lower() in ("it", "that", "which", "this"):
                continue
            return _name(reading, sentence, subject)
    found = _ACCORDING.search(sentence.text)
    if found is not None:
        source = next((t for t in doc if t.idx >= found.end() and t.dep_ == "pobj"), None)
        if source is not None:
            return _name(reading, sentence, source)
    if in_quotation(cue):
        return _nearby_speaker(reading, sentence)
    return WRITER


def in_quotation(token: Token) -> bool:
    """True when ``token`` stands between quotation marks of its sentence."""
    inside = False
    for other in token.doc[: token.i]:
        if other.text in _OPEN and not inside:
            inside = True
        elif other.text in _CLOSE and inside:
            inside = False
    return inside


def _speech_above(cue: Token) -> Token | None:
    token = cue
    for _ in range(40):
        head = token.head
        if head == token:
            return None
        if (
            head.pos_ == "VERB"
            and head.lemma_.lower() in SPEECH
            and token.dep_ in ("ccomp", "xcomp", "dobj", "oprd", "prep")
        ):
            return head if own_subject(head) or surface_subject(head) else None
        if token.dep_ == "relcl":
            return None
        if token.dep_ in ("ccomp",) and head.pos_ == "VERB":
            return None
        token = head
    # a clause before a parenthetical "X said" is the root of some parses
    return None


def _beside_quotation(doc: Doc) -> Token | None:
    for token in with_lemma(doc, SPEECH):
        if token.pos_ == "VERB" and not in_quotation(token) and own_subject(token):
            return token
    return None


def _name(reading: Reading, sentence: Sentence, subject: Token) -> str:
    mention = reading.mention_of(sentence, subject)
    if mention is not None:
        return _label(mention)
    return " ".join(t.text for t in subject.subtree if t.i <= subject.i)


def _label(mention: Mention) -> str:
    return mention.actor.person or mention.actor.name


def _nearby_speaker(reading: Reading, sentence: Sentence) -> str:
    """A quotation with no speaker in its sentence goes on from the one before."""
    for index in (sentence.index - 1, sentence.index - 2):
        if index < 0 or reading.sentences[index].paragraph < sentence.paragraph - 1:
            break
        for mention in reading.mentions.get(index, ()):
            if mention.actor.person:
                return _label(mention)
    return WRITER
