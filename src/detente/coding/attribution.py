"""Whose words a quotation holds: the cue of speech that governs it, and the speaker the cue names.

Three ways of asking, the surest first. The parse: climb from the quoted words to the nearest verb or noun of
speech above them. The order of words: the verb of speech beside a quotation set off by a comma or colon, which
parsers often get wrong. The run of the text: a quotation that stands alone goes on from the one before, or is
introduced or followed by a sentence that says who speaks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from detente.coding.quotations import Quotation
from detente.coding.speakers import Speaker, Speakers
from detente.coding.speech import (
    JUDGE,
    NAMING,
    OCCASION,
    PUT,
    SAY,
    SPEECH,
    SPEECH_NOUNS,
    THINK,
)
from detente.language.reading import Reading, Sentence
from detente.language.syntax import is_passive, logical_subject, possessors, surface_subject

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "agent", "advcl"})
#: Verbs with another everyday sense when the quotation is their object ("began \"peace talks\"").
_OBJECT_AMBIGUOUS = frozenset(
    ["begin", "continue", "conclude", "read", "put", "offer", "order", "commit", "invite", "require", "cable", "point", "relate", "talk", "speak", "report", "signal", "refuse", "reject", "attack", "charge", "define", "paint", "frame", "cast", "advertise", "bill", "celebrate", "honour", "honor", "rate", "invoke", "call", "plan", "see", "consider", "back", "support", "rule", "press", "push", "seek", "want", "favour", "favor", "write", "quote", "cite", "post"]
)
#: Verbs whose object, a noun of speech, is their subject's own utterance.
_UTTERING = frozenset(
    ["make", "issue", "give", "deliver", "send", "publish", "release", "post", "write", "offer", "voice", "express", "repeat", "renew", "launch", "sign", "submit", "reiterate", "use", "coin", "utter", "read", "hold", "air", "state", "add", "take", "have", "address", "hand", "level", "fire", "throw", "hurl", "raise", "extend"]
)
_MANNER = frozenset(["by", "in", "while", "after", "before", "when", "without", "on", "upon", "through", "since", "with"])
_DELIMITERS = frozenset({",", "-", "--", "–", "—", "---"})
_WITHHOLDING = frozenset({"refuse", "decline", "avoid", "hesitate", "fail"})
_OF_OWNER = frozenset({"of", "by", "from"})


@dataclass(frozen=True, slots=True)
class Cue:
    """What makes quoted words somebody's: the word of speech (if any), its sentence, the speaker (if resolved)."""

    sentence: Sentence
    token: Token | None
    speaker: Speaker | None
    how: str  # "parse", "before", "after", "alone"


@dataclass(frozen=True)
class Frame:
    """A parsed sentence with the tokens that stand between quotation marks masked out."""

    sentence: Sentence
    doc: Doc
    inside: tuple[bool, ...]

    def outside(self, tokens: Sequence[Token]) -> list[Token]:
        """Those of ``tokens`` that are the narrator's."""
        return [t for t in tokens if not self.inside[t.i]]

    def before(self, quotation: Quotation) -> list[Token]:
        """Narrator's tokens before the quotation."""
        return [t for t in self.doc if not self.inside[t.i] and self.at(t) < quotation.outer_start]

    def after(self, quotation: Quotation) -> list[Token]:
        """Narrator's tokens after the quotation."""
        return [t for t in self.doc if not self.inside[t.i] and self.at(t) >= quotation.outer_end]

    def quoted(self, quotation: Quotation) -> list[Token]:
        """The quotation's own words in this sentence."""
        return [t for t in self.doc if quotation.start <= self.at(t) < quotation.end]

    def at(self, token: Token) -> int:
        """Body offset of ``token``."""
        return self.sentence.start + token.idx


def frames(reading: Reading, quotes: Sequence[Quotation]) -> dict[int, Frame]:
    """Frames of all parsed sentences."""
    made: dict[int, Frame] = {}
    position = 0
    for sentence, doc, _ in reading.parsed():
        while position < len(quotes) and quotes[position].outer_end <= sentence.start:
            position += 1
        spans = []
        for quotation in quotes[position:]:
            if quotation.outer_start >= sentence.end:
                break
            spans.append((quotation.outer_start, quotation.outer_end))
        inside = tuple(any(a <= sentence.start + t.idx < b for a, b in spans) for t in doc)
        made[sentence.index] = Frame(sentence, doc, inside)
    return made


class Attributor:
    """Finds the cue of each quotation of one reading."""

    def __init__(self, reading: Reading, quotes: Sequence[Quotation]) -> None:
        self.reading = reading
        self.speakers = Speakers(reading)
        self.frames = frames(reading, quotes)

    def cue(self, quotation: Quotation) -> Cue | None:
        """The cue in the quotation's own sentences; None when they do not say whose words they are."""
        first = self.frames.get(self.reading.sentence_at(quotation.outer_start).index)
        last = self.frames.get(
            self.reading.sentence_at(max(quotation.outer_start, quotation.outer_end - 1)).index
        )
        if first is None or last is None:
            return None
        before, after = first.before(quotation), last.after(quotation)
        found = self._as_put(last, after)
        if found is None and not _substance(before):
            found = self._following(last, after, quotation, alone=True)
        if found is None and _substance(before):
            found = self._introducing(first, before, quotation, set_off=True)
        if found is None:
            found = self._climb(first, quotation)
        if found is None and _set_off_after(self.reading.body, quotation):
            found = self._following(last, after, quotation, alone=False)
        if found is None:
            found = self._introducing(first, before, quotation, set_off=False)
        return found or self.according(first) or (self.according(last) if last is not first else None)

    def alone(self, quotation: Quotation) -> bool:
        """True when no word of the narrator's stands in the quotation's sentences."""
        first = self.frames.get(self.reading.sentence_at(quotation.outer_start).index)
        last = self.frames.get(
            self.reading.sentence_at(max(quotation.outer_start, quotation.outer_end - 1)).index
        )
        if first is None or last is None:
            return False
        return not _substance(first.before(quotation)) and not _substance(last.after(quotation))

    # the order of words

    def _as_put(self, frame: Frame, after: list[Token]) -> Cue | None:
        """ "…", as Jane Roe put it."""
        words = [t for t in after if not t.is_punct][:14]
        if not words or words[0].lower_ not in ("as", "according", "in"):
            return None
        if words[0].lower_ == "as":
            for verb in words[1:]:
                if verb.pos_ == "VERB" and verb.lemma_ in PUT:
                    speaker = self.subject(frame, verb) or self._nearest(frame, words[1 : words.index(verb)])
                    return Cue(frame.sentence, verb, speaker, "after") if speaker else None
            return None
        return self.according(frame)

    def _following(
        self, frame: Frame, after: list[Token], quotation: Quotation, *, alone: bool
    ) -> Cue | None:
        """ "…," said Jane Roe; "…," Jane Roe said."""
        words = [t for t in after if not t.is_space]
        if not alone and words and words[0].lower_ in ("and", "but", "which", "who", "while"):
            return None
        between: list[Token] = []
        for token in words[:45]:
            if token.text in (";", ".", ":") and between:
                return None
            if (
                token.pos_ in ("VERB", "AUX")
                and token.lemma_.lower() in SAY
                and token.dep_ not in ("relcl", "acl")
            ):
                return self._beside(frame, token, between, words)
            if (
                token.pos_ == "VERB"
                and token.dep_ in ("ROOT",)
                and not _punctuated(self.reading.body, quotation)
            ):
                return None
            if not token.is_punct:
                between.append(token)
        return None

    def _beside(self, frame: Frame, verb: Token, between: list[Token], words: list[Token]) -> Cue:
        nouns = [t for t in between if t.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET")]
        if nouns:
            own = [c for c in verb.children if c.dep_ == "nsubj" and c in between]
            speaker = self.speakers.first(frame.sentence, own) or self._nearest(frame, nouns)
            speaker = speaker if speaker or not own else None
        else:
            later = [t for t in words if t.i > verb.i]
            own = [c for c in verb.children if c.dep_ == "nsubj" and c in later]
            speaker = self.speakers.first(frame.sentence, own) or self._nearest(frame, later[:12])
        return Cue(frame.sentence, verb, speaker, "after")

    def _introducing(
        self, frame: Frame, before: list[Token], quotation: Quotation, *, set_off: bool
    ) -> Cue | None:
        """Jane Roe said: "…"; Jane Roe: "…"."""
        words = [t for t in before if not t.is_space]
        mark = words[-1].text if words and words[-1].is_punct else ""
        if set_off and mark not in (":", ",", "-", "–", "—", "--"):
            return None
        tail = words[-30:] if set_off else words[-9:]
        for token in reversed(tail):
            if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass"):
                continue
            if token.lemma_.lower() in SPEECH and not (token.dep_ == "amod"):
                if not set_off and not _adjacent(token, words[-1]):
                    return None
                if mark == "," and not self._opens_clause(token, words):
                    return None
                return Cue(frame.sentence, token, self.subject(frame, token), "before")
            if mark != ":":
                return None
        if set_off and mark != ",":
            speaker = self._heading(frame, words)
            return Cue(frame.sentence, None, speaker, "before") if speaker else None
        return None

    def _opens_clause(self, verb: Token, words: list[Token]) -> bool:
        """True when the comma before a quotation closes the verb's own phrase, with no clause in between."""
        later = [t for t in words if t.i > verb.i]
        return not any(
            (t.pos_ == "VERB" and t.dep_ not in ("relcl", "acl", "amod", "pcomp")) or t.lower_ == "that"
            for t in later
        )

    def _heading(self, frame: Frame, words: list[Token]) -> Speaker | None:
        """The speaker of a verbless introduction, or of "Jane Roe was blunt:"."""
        for token in words:
            if token.lemma_.lower() in SPEECH_NOUNS and token.pos_ == "NOUN":
                owner = self.speakers.first(frame.sentence, possessors(token))
                if owner is not None:
                    return owner
        roots = [t for t in words if t.dep_ == "ROOT" and t.pos_ in ("VERB", "AUX")]
        if roots:
            return self._known(self.speakers.first(frame.sentence, surface_subject(roots[0])))
        if any(t.pos_ == "VERB" and t.dep_ not in ("relcl", "acl") for t in words):
            return self._known(self._nearest(frame, words))
        return self._nearest(frame, words)

    @staticmethod
    def _known(speaker: Speaker | None) -> Speaker | None:
        return speaker if speaker is not None and speaker.known else None

    def _nearest(self, frame: Frame, tokens: Sequence[Token]) -> Speaker | None:
        """The first noun phrase among ``tokens`` that can speak."""
        for token in tokens:
            if token.pos_ not in ("NOUN", "PROPN", "PRON"):
                continue
            head = token
            while (
                head.dep_ in ("compound", "poss", "nmod", "amod")
                and head.head in tokens
                and head.head.i > head.i
            ):
                head = head.head
            found = self.speakers.of(frame.sentence, head)
            if found is not None:
                return found
        return None

    def according(self, frame: Frame) -> Cue | None:
        """According to Jane Roe; in the words of Jane Roe; in Jane Roe's words."""
        doc = frame.doc
        for token in frame.outside(list(doc)):
            objects: list[Token] = []
            if token.lower_ == "according" and token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "to":
                objects = [o for o in doc[token.i + 1].children if o.dep_ == "pobj"] or [doc[token.i + 2]]
            elif token.lower_ in ("words", "phrase", "view") and token.head.lower_ == "in":
                objects = possessors(token) or [
                    o for p in token.children if p.lower_ == "of" for o in p.children if o.dep_ == "pobj"
                ]
            speaker = self.speakers.first(frame.sentence, frame.outside(objects))
            if speaker is not None:
                return Cue(frame.sentence, token, speaker, "parse")
        return None

    # the parse

    def _climb(self, frame: Frame, quotation: Quotation) -> Cue | None:
        quoted = [t for t in frame.quoted(quotation) if not t.is_punct]
        inside = {t.i for t in frame.doc if quotation.outer_start <= frame.at(t) < quotation.outer_end}
        roots = [t for t in quoted if t.head.i not in inside]
        for root in roots:
            found = self._above(frame, root, quoted)
            if found is not None:
                return found
        return None

    def _above(self, frame: Frame, root: Token, quoted: list[Token]) -> Cue | None:
        current = root
        for _ in range(40):
            head = current.head
            if head == current:
                return None
            if not frame.inside[head.i]:
                lemma = head.lemma_.lower()
                if head.pos_ in ("VERB", "AUX") and lemma in SPEECH | THINK | NAMING:
                    if lemma in NAMING and is_passive(head) and not logical_subject(head):
                        return None
                    if self._is_content(current, head, lemma, quoted, root):
                        if head.dep_ == "xcomp" and head.head.lemma_.lower() in _WITHHOLDING:
                            return None
                        head = _wished_by(head)
                        return Cue(frame.sentence, head, self.subject(frame, head), "parse")
                elif (
                    head.pos_ == "NOUN"
                    and lemma in SPEECH_NOUNS
                    and root.i > head.i
                    and current.dep_ != "conj"
                ):
                    speaker = self._owner(frame, head)
                    if speaker is not None:
                        return Cue(frame.sentence, head, speaker, "parse")
            current = head
        return None

    def _is_content(self, current: Token, verb: Token, lemma: str, quoted: list[Token], root: Token) -> bool:
        """True when ``current``, a child of ``verb``, is what is said rather than who says it, when or why."""
        relation = current.dep_
        if relation in _SUBJECTS or relation in ("aux", "neg", "npadvmod", "punct"):
            return False
        if relation == "nsubjpass" or (relation == "conj" and current.pos_ in ("VERB", "AUX")):
            return False
        if relation == "prep" and current.lower_ in OCCASION:
            return False
        if lemma in SPEECH:
            whole = relation in ("dobj", "xcomp", "prep") and lemma in _OBJECT_AMBIGUOUS
            if whole and lemma in NAMING:
                return True
            return not whole or (lemma in JUDGE and relation == "prep") or len(quoted) > 3
        if lemma in NAMING:
            return not is_passive(verb)
        return relation in ("ccomp", "xcomp") and (len(quoted) > 2 or root.pos_ in ("VERB", "AUX"))

    def _owner(self, frame: Frame, noun: Token) -> Speaker | None:
        """Who utters what a noun of speech names: its possessor, "of X", or the subject of "made a promise"."""
        owner = self.speakers.first(frame.sentence, frame.outside(possessors(noun)))
        if owner is not None:
            return owner
        for child in noun.children:
            if child.dep_ == "prep" and child.lower_ in _OF_OWNER:
                objects = frame.outside([o for o in child.children if o.dep_ == "pobj"])
                found = self._known(self.speakers.first(frame.sentence, objects))
                if found is not None and child.lower_ != "of":
                    return found
        head = noun.head
        if noun.dep_ == "dobj" and head.pos_ == "VERB" and head.lemma_.lower() in _UTTERING:
            return self.subject(frame, head)
        if noun.dep_ == "pobj" and head.lower_ in ("in", "with") and head.head.pos_ == "VERB":
            return self.subject(frame, head.head)
        left = [c for c in noun.children if c.dep_ in ("amod", "compound") and c.i < noun.i]
        return self._known(self.speakers.first(frame.sentence, frame.outside(left)))

    def subject(self, frame: Frame, verb: Token) -> Speaker | None:
        """Who does the speaking of ``verb``: its logical subject, else the subject of a clause above it."""
        if is_passive(verb) and not logical_subject(verb):
            return None
        parted = _before_parenthesis(verb)
        if parted is not None:
            speaker = self.speakers.of(frame.sentence, parted)
            if speaker is not None:
                return speaker
        own = surface_subject(_governor(verb)) if _subject_controlled(verb) else logical_subject(verb)
        speaker = self.speakers.first(frame.sentence, frame.outside(own))
        if speaker is not None:
            return speaker
        if any(c.dep_ == "nsubj" and c.tag_ not in ("WP", "WDT") for c in verb.children):
            return None
        current = verb
        for _ in range(10):
            if current.head == current:
                return None
            current = current.head
            if current.pos_ in ("VERB", "AUX"):
                speaker = self.speakers.first(frame.sentence, frame.outside(surface_subject(current)))
                if speaker is not None:
                    return speaker
        return None

    # the run of the text

    def beside(self, quotation: Quotation) -> Cue | None:
        """The cue for a quotation that stands alone, from the sentence before it or after it in its paragraph."""
        first = self.reading.sentence_at(quotation.outer_start)
        last = self.reading.sentence_at(max(quotation.outer_start, quotation.outer_end - 1))
        following = self.frames.get(last.index + 1)
        if following is not None and following.sentence.paragraph == last.paragraph:
            found = self._short_report(following, quotation)
            if found is not None:
                return found
        previous = self.frames.get(first.index - 1)
        if previous is not None:
            same = previous.sentence.paragraph == first.paragraph
            if same or previous.sentence.text.rstrip().endswith(":"):
                speaker = self.main_subject(previous)
                if speaker is not None:
                    return Cue(previous.sentence, None, speaker, "alone")
        if following is not None:
            root = _root(following)
            if root is not None and root.lemma_.lower() in ("add", "continue", "go"):
                speaker = self.main_subject(following)
                if speaker is not None:
                    return Cue(following.sentence, root, speaker, "alone")
        return None

    def _short_report(self, frame: Frame, quotation: Quotation) -> Cue | None:
        """ "Will it last?" Jane Roe asked. The sentence splitter takes the report for a sentence of its own."""
        if len(frame.doc) > 18 or self.reading.body[quotation.end - 1] not in "?!…":
            return None
        words = [t for t in frame.doc if not frame.inside[t.i] and not t.is_space]
        root = _root(frame)
        if (
            root is None
            or root.lemma_.lower() not in SAY
            or any(c.dep_ in ("ccomp", "dobj") for c in root.children)
        ):
            return None
        return self._following(frame, words, quotation, alone=True)

    def main_subject(self, frame: Frame) -> Speaker | None:
        root = _root(frame)
        if root is None:
            return None
        speaker = self.speakers.first(frame.sentence, frame.outside(surface_subject(root)))
        return speaker


def _governor(verb: Token) -> Token:
    return verb.head.head


def _subject_controlled(verb: Token) -> bool:
    """True for "praised Jane Roe by stating …": the phrase's own subject is the main verb's."""
    return verb.dep_ == "pcomp" and verb.head.lower_ in _MANNER and verb.head.head.pos_ in ("VERB", "AUX")


def _before_parenthesis(verb: Token) -> Token | None:
    """The noun before ", who …," or "- who … -" that ends right before ``verb``."""
    doc = verb.doc
    at = verb.i - 1
    while at > 0 and doc[at].dep_ in ("aux", "auxpass", "advmod"):
        at -= 1
    if at <= 0 or doc[at].text not in _DELIMITERS:
        return None
    for i in range(at - 1, 0, -1):
        if doc[i].lower_ in ("who", "whose", "which") and doc[i - 1].text in _DELIMITERS and i >= 2:
            return doc[i - 2]
    return None


def _wished_by(verb: Token) -> Token:
    """The verb above that only wishes ``verb`` to be said ("urged that he tell Paris …"), else ``verb``."""
    current = verb
    for _ in range(6):
        upper = current.head
        if upper == current or current.dep_ not in ("ccomp", "xcomp") or not _bare(current):
            return current
        if any(c.dep_ == "aux" and c.tag_ in ("MD", "VBD", "VBZ", "VBP") for c in current.children):
            return current
        if upper.pos_ != "VERB" or upper.lemma_.lower() not in SPEECH:
            return current
        current = upper
    return current


def _bare(verb: Token) -> bool:
    """True for an infinitive or a subjunctive: "to tell", "(urged) that he tell"."""
    if verb.tag_ == "VB":
        return True
    return verb.tag_ == "VBP" and any(
        c.dep_ == "nsubj" and c.lower_ in ("he", "she", "it") for c in verb.children
    )


def _root(frame: Frame) -> Token | None:
    return next(
        (t for t in frame.doc if t.dep_ == "ROOT" and not frame.inside[t.i] and t.pos_ in ("VERB", "AUX")),
        None,
    )


def _substance(tokens: list[Token]) -> bool:
    """True when the tokens hold more than connectives and punctuation."""
    return any(t.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "ADP") for t in tokens)


def _punctuated(body: str, quotation: Quotation) -> bool:
    return body[quotation.end - 1] in ",?!—–-…." or body[quotation.outer_end : quotation.outer_end + 1] in (
        ",",
        "—",
    )


def _set_off_after(body: str, quotation: Quotation) -> bool:
    return body[quotation.end - 1] in ",?!—–-…" or body[quotation.outer_end : quotation.outer_end + 1] == ","


def _adjacent(verb: Token, last: Token) -> bool:
    """True when only a few words, none of them a verb, stand between a verb of speech and a quotation."""
    between = verb.doc[verb.i + 1 : last.i + 1]
    return len(between) <= 6 and not any(t.pos_ == "VERB" for t in between)
