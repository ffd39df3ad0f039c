"""Whose words a quotation holds: the cue of speech that governs it, and the speaker the cue names.

Three ways of asking, the surest first. The parse: climb from the quoted words to the nearest verb or noun
of speech above them. The order of words: the verb of speech beside a quotation set off by a comma or colon,
which parsers often get wrong. The run of the text: a quotation that stands alone goes on from the one
before, or is introduced or followed by a sentence that says who speaks.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc, Token

from detente.coding.beside import Beside
from detente.coding.frames import Frame, Frames, root_of, substance
from detente.coding.governance import Cue, Governance
from detente.coding.quotations import Quotation
from detente.coding.speakers import Speaker, Speakers, known
from detente.coding.speech import PUT, SAY, SPEECH, SPEECH_NOUNS
from detente.language.reading import Reading
from detente.language.syntax import is_passive, logical_subject, possessors, surface_subject, with_word

#: Prepositions before whose view it is: "For Ankara, the drill is …"; "per the ministry, …".
_IN_EYES = frozenset({"for", "to", "per"})
_WORDING = frozenset({"words", "phrase", "view", "eyes", "opinion", "telling", "account", "formulation"})
_VIEWING = _IN_EYES | _WORDING | {"according"}


class Attributor:
    """Finds the cue of each quotation of one reading."""

    def __init__(self, reading: Reading, quotes: Sequence[Quotation]) -> None:
        self.reading = reading
        self.speakers = Speakers(reading)
        self.frames = Frames(reading, quotes)
        self.governance = Governance(self.speakers)
        self._beside_words = Beside(reading, self.speakers)

    def cue(self, quotation: Quotation) -> Cue | None:
        """The cue in the quotation's own sentences; None when they do not say whose words they are."""
        around = self.frames.around(quotation)
        if around is None:
            return None
        first, last = around
        before, after = first.before(quotation), last.after(quotation)
        found = self._gapped(first, before) or self._as_put(last, after)
        if found is None and not substance(before):
            found = self._following(last, after, quotation, alone=True)
        if found is None and substance(before):
            found = self._introducing(first, before, quotation, set_off=True)
        if found is None:
            found = self.governance.climb(first, quotation)
        if found is None and _set_off_after(self.reading.body, quotation):
            found = self._following(last, after, quotation, alone=False)
        if found is None:
            found = self._introducing(first, before, quotation, set_off=False)
        if found is not None and (found.speaker is not None or found.how == "named"):
            return found
        near = quotation.outer_end
        return self.according(first, near) or (self.according(last, near) if last is not first else None) or found

    def alone(self, quotation: Quotation) -> bool:
        """True when no word of the narrator's stands in the quotation's sentences."""
        around = self.frames.around(quotation)
        if around is None:
            return False
        first, last = around
        return not substance(first.before(quotation)) and not substance(last.after(quotation))

    # the order of words

    def _gapped(self, frame: Frame, before: list[Token]) -> Cue | None:
        """The second of "Jane Roe called it \"…\", and John Doe \"…\"": the verb is left out."""
        words = [t for t in before if not t.is_space]
        if len(words) < 3 or words[-1].pos_ != "PROPN" or not any(frame.inside[: words[-1].i]):
            return None
        mention = self.reading.mention_of(frame.sentence, words[-1])
        if mention is None or mention.kind == "place":
            return None
        start = next((n for n, t in enumerate(words) if frame.at(t) >= mention.start), 0)
        if not start or words[start - 1].lower_ not in ("and", "but", ";", ",", "while"):
            return None
        speaker = self.speakers.of(frame.sentence, words[-1])
        return Cue(frame.sentence, None, speaker, "before") if speaker is not None else None

    def _as_put(self, frame: Frame, after: list[Token]) -> Cue | None:
        """ "…", as Jane Roe put it."""
        words = [t for t in after if not t.is_punct][:14]
        if not words or words[0].lower_ not in ("as", "according", "in"):
            return None
        if words[0].lower_ == "as":
            for verb in words[1:]:
                if verb.pos_ == "VERB" and verb.lemma_ in PUT:
                    speaker = self.governance.subject(frame, verb) or self._nearest(frame, words[1 : words.index(verb)])
                    return Cue(frame.sentence, verb, speaker, "after") if speaker else None
            return None
        return self.according(frame, frame.at(words[0]))

    def _following(self, frame: Frame, after: list[Token], quotation: Quotation, *, alone: bool) -> Cue | None:
        """ "…," said Jane Roe; "…," Jane Roe said."""
        words = [t for t in after if not t.is_space]
        if not alone and words and words[0].lower_ in ("and", "but", "which", "who", "while"):
            return None
        between: list[Token] = []
        for token in words[:45]:
            if token.text in (";", ".", ":") and between:
                break
            if token.lemma_ in ("come", "be") and not between:
                found = self._came(frame, token, words)
                if found is not None:
                    return found
            if is_passive(token) and not logical_subject(token):
                between.append(token)  # "\"…\", is read in Moscow": no subject speaks
                continue
            if token.pos_ in ("VERB", "AUX") and token.lemma_.lower() in SAY and token.dep_ not in ("relcl", "acl"):
                return self._beside(frame, token, between, words)
            if token.pos_ == "NOUN" and token.lemma_.lower() in SPEECH_NOUNS and possessors(token):
                owner = self.speakers.first(frame.sentence, possessors(token))
                if owner is not None and any(t.lemma_ == "be" for t in between):
                    return Cue(frame.sentence, token, owner, "after")
            if token.pos_ == "VERB" and token.dep_ in ("ROOT",) and not _punctuated(self.reading.body, quotation):
                return None
            if not token.is_punct:
                between.append(token)
        return self._any_verb(frame, between) if _set_off_after(self.reading.body, quotation) else None

    def _came(self, frame: Frame, verb: Token, words: list[Token]) -> Cue | None:
        """ "…" came the answer from Jane Roe; "…" was how Jane Roe put it."""
        later = [t for t in words if t.i > verb.i][:12]
        if verb.lemma_ == "be":
            if not later or later[0].lower_ != "how":
                return None
            speaker = self._nearest(frame, later)
        else:
            noun = next((t for t in later if t.pos_ == "NOUN" and t.lemma_.lower() in SPEECH_NOUNS), verb)
            speaker = self._beside_words.utterer(frame, noun, verb)
        return Cue(frame.sentence, verb, speaker, "after") if speaker is not None else None

    def _any_verb(self, frame: Frame, words: list[Token]) -> Cue | None:
        """ "…," Jane Roe shot back: beside words set off by a comma any verb without an object reports."""
        verb = next((t for t in words[:12] if t.pos_ == "VERB" and t.tag_ in ("VBD", "VBZ", "VBP")), None)
        if (
            verb is None
            or verb.dep_ in ("relcl", "acl")
            or any(c.dep_ in ("dobj", "ccomp") and c.i > verb.i for c in frame.outside(list(verb.children)))
        ):
            return None
        own = [c for c in verb.children if c.dep_ == "nsubj" and c in words]
        speaker = self.speakers.first(frame.sentence, own)
        return Cue(frame.sentence, verb, speaker, "after") if speaker is not None else None

    def _beside(self, frame: Frame, verb: Token, between: list[Token], words: list[Token]) -> Cue:
        nouns = [t for t in between if t.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET")]
        if nouns:
            own = [c for c in verb.children if c.dep_ == "nsubj" and c in between]
            speaker = self.speakers.first(frame.sentence, own)
            if speaker is None and own:
                speaker = self.speakers.anyone(frame.sentence, own[0])
            elif speaker is None:
                speaker = self._nearest(frame, nouns)
        else:
            later = [t for t in words if t.i > verb.i]
            own = [c for c in verb.children if c.dep_ == "nsubj" and c in later]
            speaker = self.speakers.first(frame.sentence, own) or self._nearest(frame, later[:12])
            if speaker is None and own:
                speaker = self.speakers.anyone(frame.sentence, own[0])
        return Cue(frame.sentence, verb, speaker, "after")

    def _introducing(self, frame: Frame, before: list[Token], quotation: Quotation, *, set_off: bool) -> Cue | None:
        """Jane Roe said: "…"; Jane Roe: "…"."""
        words = [t for t in before if not t.is_space]
        mark = words[-1].text if words and words[-1].is_punct else ""
        if set_off and mark not in (":", ",", "-", "–", "—", "--"):
            return None
        tail = words[-30:] if set_off else words[-9:]
        for token in reversed(tail):
            if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "auxpass"):
                continue
            if token.lemma_.lower() in SPEECH and token.dep_ != "amod":
                if not set_off and not _adjacent(token, words[-1]):
                    return None
                if mark == "," and not self._opens_clause(token, words):
                    return None
                speaker = self.governance.subject(frame, token)
                if speaker is None and set_off:
                    own = frame.outside([c for c in token.children if c.dep_ == "nsubj"])
                    later = [t for t in words if t.i > token.i]  # "Said one diplomat:"
                    speaker = self.speakers.anyone(frame.sentence, own[0]) if own else self._nearest(frame, later)
                return Cue(frame.sentence, token, speaker, "before")
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
            (t.pos_ == "VERB" and t.dep_ not in ("relcl", "acl", "amod", "pcomp")) or t.lower_ == "that" for t in later
        )

    def _heading(self, frame: Frame, words: list[Token]) -> Speaker | None:
        """The speaker of a verbless introduction, or of "Jane Roe was blunt:"."""
        for token in words:
            if token.lemma_.lower() in SPEECH_NOUNS and token.pos_ == "NOUN":
                owner = self._beside_words.utterer(frame, token, token.head)
                if owner is not None:
                    return owner
        roots = [t for t in words if t.dep_ == "ROOT" and t.pos_ in ("VERB", "AUX")]
        if roots:
            speaker = self.speakers.first(frame.sentence, surface_subject(roots[0]))
            return speaker if speaker is not None and (speaker.known or speaker.proper) else None
        if any(t.pos_ == "VERB" and t.dep_ not in ("relcl", "acl") for t in words):
            return known(self._nearest(frame, words))
        return self._nearest(frame, words)

    def _nearest(self, frame: Frame, tokens: Sequence[Token]) -> Speaker | None:
        """The first noun phrase among ``tokens`` that can speak."""
        for token in tokens:
            if token.pos_ not in ("NOUN", "PROPN", "PRON"):
                continue
            head = token
            while head.dep_ in ("compound", "poss", "nmod", "amod") and head.head in tokens and head.head.i > head.i:
                head = head.head
            found = self.speakers.of(frame.sentence, head)
            if found is not None:
                return found
        return None

    def according(self, frame: Frame, near: int | None = None) -> Cue | None:
        """According to Jane Roe; in Jane Roe's words; for Ankara: of several, the nearest to body offset ``near``."""
        if near is None:
            return next(iter(self._views(frame)), None)
        body = self.reading.body
        cues = [
            cue
            for cue in self._views(frame)
            if cue.token is None or ";" not in body[min(frame.at(cue.token), near) : max(frame.at(cue.token), near)]
        ]
        return min(cues, key=lambda cue: abs(frame.at(cue.token) - near) if cue.token else 0, default=None)

    def _views(self, frame: Frame) -> list[Cue]:
        found: list[Cue] = []
        doc = frame.doc
        for token in frame.outside(with_word(doc, _VIEWING)):
            objects: list[Token] = []
            if token.lower_ == "according" and token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "to":
                objects = [o for o in doc[token.i + 1].children if o.dep_ == "pobj"] or [doc[token.i + 2]]
            elif token.lower_ in _WORDING and token.head.lower_ in ("in", "to"):
                objects = possessors(token) or [
                    o for p in token.children if p.lower_ == "of" for o in p.children if o.dep_ == "pobj"
                ]
            elif token.lower_ in _IN_EYES and _opens(doc, token):
                objects = [o for o in token.children if o.dep_ == "pobj" and self._party(frame, o)]
            speaker = self.speakers.first(frame.sentence, frame.outside(objects)) if objects else None
            if speaker is not None:
                found.append(Cue(frame.sentence, token, speaker, "parse"))
        return found

    def _party(self, frame: Frame, token: Token) -> bool:
        """True for "For Jane Roe, …", "To Ankara, …": a party that can hold a view, followed by a comma."""
        mention = self.reading.mention_of(frame.sentence, token)
        if mention is None or mention.kind == "place":
            return False
        end = token.right_edge.i + 1
        return token.head.lower_ == "per" or (end < len(frame.doc) and frame.doc[end].text == ",")

    # the run of the text

    def beside(self, quotation: Quotation) -> Cue | None:
        """The cue for a quotation that stands alone, from the sentence before or after it."""
        first = self.frames.sentence_at(quotation.start)
        last = self.frames.sentence_at(max(quotation.outer_start, quotation.outer_end - 1))
        following = self.frames.get(last.index + 1)
        if following is not None:
            if following.sentence.paragraph == last.paragraph:
                found = self._short_report(following, quotation)
                if found is not None:
                    return found
            speaker = self._beside_words.looks_back(following)
            if speaker is not None:
                return Cue(following.sentence, None, speaker, "after")
        previous = self.frames.get(first.index - 1)
        if previous is not None:
            speaker = self._beside_words.brings_on(previous)
            same = previous.sentence.paragraph == first.paragraph
            if speaker is not None and (same or previous.sentence.text.rstrip().endswith(":")):
                return Cue(previous.sentence, None, speaker, "alone")
        if following is not None:
            root = root_of(following)
            if root is not None and root.lemma_.lower() in ("add", "continue", "go"):
                speaker = self.main_subject(following)
                if speaker is not None:
                    return Cue(following.sentence, root, speaker, "alone")
        return None

    def paragraph_before(self, quotation: Quotation) -> Speaker | None:
        """The person whom the last sentence of the paragraph before a quotation brings on."""
        first = self.frames.sentence_at(quotation.start)
        previous = self.frames.get(first.index - 1)
        if previous is None or previous.sentence.paragraph != first.paragraph - 1:
            return None
        speaker = self._beside_words.brings_on(previous)
        return speaker if speaker is not None and (speaker.known or speaker.proper) else None

    def _short_report(self, frame: Frame, quotation: Quotation) -> Cue | None:
        """The report in '"Will it last?" Jane Roe asked.', which was split off as a sentence of its own."""
        if len(frame.doc) > 18 or self.reading.body[quotation.end - 1] not in "?!…":
            return None
        words = [t for t in frame.doc if not frame.inside[t.i] and not t.is_space]
        root = root_of(frame)
        if root is None or root.lemma_.lower() not in SAY:
            return None
        told = root.lemma_.lower() in (
            "ask",
            "tell",
            "remind",
            "challenge",
            "shout",
            "warn",
        )  # an object hears, it is not said
        if any(c.dep_ == "ccomp" or (c.dep_ == "dobj" and not told) for c in root.children):
            return None
        return self._following(frame, words, quotation, alone=True)

    def main_subject(self, frame: Frame) -> Speaker | None:
        root = root_of(frame)
        if root is None:
            return None
        return self.speakers.first(frame.sentence, frame.outside(surface_subject(root)))


def _opens(doc: Doc, token: Token) -> bool:
    """True where a sentence or clause begins, or in a parenthesis between commas."""
    return token.i == 0 or doc[token.i - 1].text in (";", ",", '"', "“") or token.lower_ == "per"


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
