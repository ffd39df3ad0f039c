"""Who speaks words that stand alone: what the sentences before and after a quotation say of its speaker.

The sentence after may look back at the words ("That was Jane Roe on …", "With these words …", "So said …"); the
sentence before may bring their speaker on ("Jane Roe shrugged.", "The answer came from Jane Roe.").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.tokens import Token

from detente.coding.frames import Frame, root_of
from detente.coding.speakers import Speaker, Speakers
from detente.coding.speech import SAY, SPEECH, SPEECH_NOUNS, lemmas
from detente.language.reading import Reading
from detente.language.syntax import possessors, surface_subject

_BACK = frozenset({"this", "that", "these", "those", "such", "it", "so"})
#: What the words before can be called when they are looked back at.
_UTTERANCES = SPEECH_NOUNS | lemmas("line sentence verdict message response outburst tone voice reaction signal")
_UTTERERS = lemmas("speaker author writer voice source orator")
_HOLDING_FORTH = lemmas("speak talk write address comment testify preach reply respond answer refer allude react")
_ORIGINS = ("from", "by", "of")


class Beside:
    """Asks single sentences of one reading for the speaker of the words beside them."""

    def __init__(self, reading: Reading, speakers: Speakers) -> None:
        self._reading = reading
        self._speakers = speakers

    def brings_on(self, frame: Frame) -> Speaker | None:
        """The speaker whom a sentence brings on for the words after it."""
        root = root_of(frame)
        if root is None:
            return None
        subjects = frame.outside(surface_subject(root))
        for subject in subjects:
            if subject.lemma_.lower() in _UTTERANCES:
                found = self.utterer(frame, subject, root)
                if found is not None:
                    return found
        return self._speakers.first(frame.sentence, subjects) or self._only_person(frame)

    def looks_back(self, frame: Frame) -> Speaker | None:
        """The speaker whom a sentence gives to the words before it; None unless it refers to them."""
        root = root_of(frame)
        if root is None:
            return None
        subjects = frame.outside(surface_subject(root))
        lemma = root.lemma_.lower()
        first = next((t for t in frame.doc if not t.is_punct and not t.is_space), root)
        if lemma == "be" and any(t.lower_ in _BACK or t.lemma_.lower() in _UTTERERS for t in subjects):
            return self._named(frame, root)
        if first.lower_ in ("so", "thus") and lemma in SPEECH | _HOLDING_FORTH:
            return self._speakers.first(frame.sentence, (s for s in subjects if s != first)) or self._named(frame, root)
        uttered = next((t for t in subjects if t.lemma_.lower() in _UTTERANCES), None)
        if uttered is not None and (lemma == "be" or possessors(uttered)):
            return self.utterer(frame, uttered, root) or (self._named(frame, root) if lemma == "be" else None)
        if self._these_words(frame):
            return self._speakers.first(frame.sentence, (s for s in subjects if s.pos_ in ("PROPN", "PRON"))) or (
                self._named(frame, root)
            )
        if lemma == "come" and any(t.lemma_.lower() in _UTTERANCES for t in subjects):
            return next((w for s in subjects if (w := self.utterer(frame, s, root)) is not None), None)
        if root.tag_ == "VBG" and lemma in _HOLDING_FORTH:
            return self._speakers.first(frame.sentence, subjects)
        return self._told_this(frame)

    def _told_this(self, frame: Frame) -> Speaker | None:
        """ "Jane Roe told the envoys this", "when she said so"."""
        for token in frame.doc:
            if token.lower_ not in ("this", "that", "so") or frame.inside[token.i] or token.head.pos_ != "VERB":
                continue
            verb = token.head
            if token.dep_ in ("dobj", "advmod", "npadvmod") and token.i > verb.i and verb.lemma_.lower() in SAY:
                return self._speakers.first(frame.sentence, frame.outside(surface_subject(verb)))
        return None

    def _these_words(self, frame: Frame) -> bool:
        """True for "with these words", "the remark drew …": a demonstrative before a noun of speech."""
        return any(
            t.pos_ == "NOUN"
            and t.lemma_.lower() in _UTTERANCES
            and any(c.lower_ in ("this", "that", "these", "those", "such") for c in t.children)
            for t in frame.outside(list(frame.doc))
        )

    def _named(self, frame: Frame, root: Token) -> Speaker | None:
        """Who is named right of the main verb, else anywhere in the sentence."""
        right = [t for t in root.children if t.i > root.i and t.dep_ in ("attr", "nsubj", "dobj", "oprd", "acomp")]
        for token in frame.outside(right):
            if token.lemma_.lower() in _UTTERANCES:
                owner = self.utterer(frame, token, root)
                if owner is not None:
                    return owner
            found = self._speakers.of(frame.sentence, token)
            if found is not None:
                return found
        return next(iter(self._persons(frame)), None)

    def utterer(self, frame: Frame, noun: Token, root: Token) -> Speaker | None:
        """Whose answer, words or tone: "came from X", "X's answer", "the words of X"; X before its state."""
        origins = [p for head in (noun, root) for p in head.children if p.dep_ in ("prep", "agent")]
        objects = [o for p in origins if p.lower_ in _ORIGINS for o in p.children if o.dep_ == "pobj"]
        objects += self._late(frame, noun, root)
        found = [s for t in frame.outside([*objects, *possessors(noun)]) if (s := self._speakers.of(frame.sentence, t))]
        persons = {p.name for p in self._persons(frame)}
        return next((s for s in found if s.name in persons or s.proper), found[0] if found else None)

    def _late(self, frame: Frame, noun: Token, root: Token) -> Iterable[Token]:
        """ "came within the hour from X": a "from" that the parse hung lower."""
        for token in frame.doc:
            if token.lower_ == "from" and token.i > max(noun.i, root.i) and root.lemma_.lower() == "come":
                yield from (o for o in token.children if o.dep_ == "pobj")

    def _only_person(self, frame: Frame) -> Speaker | None:
        persons = self._persons(frame)
        return persons[0] if len({p.name for p in persons}) == 1 else None

    def _persons(self, frame: Frame) -> Sequence[Speaker]:
        """The persons named in the narrator's words of a sentence, in order."""
        found: list[Speaker] = []
        for mention in self._reading.mentions.get(frame.sentence.index, ()):
            person = mention.actor.person
            if person is None or mention.kind not in ("person", "title", "name") or len(mention.actors) > 1:
                continue
            at = mention.end - frame.sentence.start - 1
            token = next((t for t in frame.doc if t.idx <= at < t.idx + len(t)), None)
            if token is not None and not frame.inside[token.i]:
                found.append(Speaker(person, mention.actor.country, known=True))
        return found
