"""Statements: who said what about whom, in which words.

Quoted words count when somebody said or wrote them; quoted titles, names and scare words do not. What
decides is the cue that governs the quotation (:mod:`detente.coding.attribution`): without one, a fragment
is left out, and a whole quoted sentence keeps the speaker ``unknown``. Kinds:

``direct``    a whole sentence or clause between marks
``split``     one quotation with the narrator's words in between, or opened again at each paragraph
``mixed``     a fragment quoted inside the narrator's own sentence
``indirect``  a reported clause without marks
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from detente.coding.attribution import Attributor
from detente.coding.frames import Frame
from detente.coding.governance import Cue
from detente.coding.indirect import reported
from detente.coding.quotations import Quotation, quotations
from detente.coding.speakers import Speaker
from detente.coding.speech import JUDGE, lemmas
from detente.coding.subjects import Subjects
from detente.language.reading import Reading, Sentence
from detente.records import Part, Statement, StatementKind, When

UNKNOWN = "unknown"
_JOIN = " … "
#: Passives whose subject speaks: "was quoted as saying".
_QUOTED_AS = frozenset({"quote", "report", "cite"})
_FIRST_PERSON = lemmas("i we me us my our ours mine i'm we're we've i've we'll")


def statements(reading: Reading, when: Callable[[Sentence, int], When] | None = None) -> tuple[Statement, ...]:
    """The statements of a reading in text order. Pure.

    ``when`` dates the act of speech, given its sentence and the body offset of the word of speech (of
    the quotation where there is none). Every record has ``text == body[start:end]``, but for kind
    ``split``, whose text is that of its parts joined by `` … ``.
    """
    return _Teller(reading, when).tell()


@dataclass(frozen=True, slots=True)
class Told:
    """A quotation with the cue that makes it somebody's, and whose."""

    quotation: Quotation
    cue: Cue
    speaker: Speaker
    kind: StatementKind


class _Teller:
    """Makes the statements of one reading."""

    def __init__(self, reading: Reading, when: Callable[[Sentence, int], When] | None) -> None:
        self._reading = reading
        self._when = when
        self._quotes = quotations(reading.body) if reading.sentences else ()
        self._attributor = Attributor(reading, self._quotes)
        self._subjects = Subjects(reading, self._attributor.frames)
        self._said: list[Told] = []

    def tell(self) -> tuple[Statement, ...]:
        made: list[Statement] = []
        waiting: list[Told] = []
        for position, quotation in enumerate(self._quotes):
            told = self._attributed(quotation)
            if told is None:
                continue
            if waiting and position and self._goes_on(waiting[-1], self._quotes[position - 1], told):
                waiting.append(told)
            else:
                made += self._flush(waiting)
                waiting = [told]
            self._said.append(told)
        made += self._flush(waiting)
        made += self._indirect()
        return tuple(sorted(made, key=lambda s: (s.start, s.end)))

    # quoted words

    def _attributed(self, quotation: Quotation) -> Told | None:
        body = self._reading.body
        text = body[quotation.start : quotation.end]
        if not any(c.isalpha() for c in text):
            return None
        sentence = self._attributor.frames.sentence_at(quotation.start)
        frame = self._attributor.frames.get(sentence.index)
        if frame is None:
            return None
        alone = self._attributor.alone(quotation)
        cue = None if alone else self._attributor.cue(quotation)
        if alone:
            return self._standing_alone(quotation, sentence)
        if cue is not None and cue.how == "named":
            return None
        kind = self._kind(quotation, frame, cue)
        if kind == "mixed" and not quotation.closed:
            return None  # a stray mark, with half a paragraph behind it
        if cue is None or (cue.speaker is None and cue.token is None):
            if kind == "direct" and _sentence_like(text) and quotation.closed:
                lead = body[frame.sentence.start : quotation.outer_start].rstrip()
                if lead.endswith(",") or _name_like(text.rstrip(".?!,"), frame.quoted(quotation)):
                    return None  # a title set beside what it names: "her novel, \"…\", …"
                return self._running_on(quotation, sentence, text)
            return self._free(quotation, sentence, text)
        if (
            kind == "mixed"
            and _name_like(text, frame.quoted(quotation))
            and not (_judged(cue) or self._coined(quotation))
        ):
            return None
        if cue.speaker is not None:
            speaker = cue.speaker
            if cue.token is not None and kind == "direct":
                speaker = self._attributor.speakers.unless_named(cue.sentence, cue.token, speaker, text)
            return Told(quotation, cue, speaker, kind)
        pronouns = _pronoun_subjects(cue.token)
        recent = None if pronouns is None else self._antecedent(sentence, cue.token, pronouns & {"he", "she"} != set())
        if recent is not None:
            return Told(quotation, cue, recent, kind)
        if kind == "direct" and _sentence_like(text) and not _name_like(text.rstrip(".?!,"), frame.quoted(quotation)):
            return Told(quotation, cue, Speaker(UNKNOWN, None), kind)
        return None

    def _coined(self, quotation: Quotation) -> bool:
        """True for one word after "a": "spoke of a \"Finlandisation\"" coins it, names stand without."""
        lead = self._reading.body[max(0, quotation.outer_start - 8) : quotation.outer_start].lower()
        return lead.endswith((" of a ", " of an ")) and " " not in self._reading.body[quotation.start : quotation.end]

    def _standing_alone(self, quotation: Quotation, sentence: Sentence) -> Told | None:
        text = self._reading.body[quotation.start : quotation.end]
        if not _sentence_like(text):
            return None
        cue = self._attributor.beside(quotation)
        if cue is not None and cue.how == "after" and cue.speaker is not None:
            return Told(quotation, cue, cue.speaker, "direct")
        recent = self._asked(quotation) or self._recent(sentence)
        if recent is not None and (cue is None or cue.how == "alone"):
            return Told(quotation, Cue(sentence, None, recent, "alone"), recent, "direct")
        if cue is not None and cue.speaker is not None:
            return Told(quotation, cue, cue.speaker, "direct")
        if not quotation.closed:
            return None
        speaker = self._attributor.paragraph_before(quotation) or Speaker(UNKNOWN, None)
        return Told(quotation, Cue(sentence, None, speaker, "alone"), speaker, "direct")

    def _asked(self, quotation: Quotation) -> Speaker | None:
        """In a dialogue, who answers a question that ends the paragraph before: the other of the last two speakers."""
        if len(self._said) < 2:
            return None
        body, last = self._reading.body, self._said[-1]
        between = body[last.quotation.outer_end : quotation.outer_start]
        if body[last.quotation.end - 1] != "?" or between.strip() or "\n\n" not in between:
            return None
        return next((t.speaker for t in reversed(self._said) if t.speaker.name != last.speaker.name), None)

    def _running_on(self, quotation: Quotation, sentence: Sentence, text: str) -> Told | None:
        speaker = self._recent(sentence) or Speaker(UNKNOWN, None)
        return Told(quotation, Cue(sentence, None, speaker, "alone"), speaker, "direct")

    def _free(self, quotation: Quotation, sentence: Sentence, text: str) -> Told | None:
        """A fragment goes on with the words of whoever spoke just before: in the first person, or what he does."""
        words = [w.strip(".,;:!?").lower() for w in text.split()]
        doing = self._doing(quotation, sentence)
        if doing is not None and len(words) > 2:
            return Told(quotation, Cue(sentence, None, doing, "alone"), doing, "mixed")
        recent = self._recent(sentence)
        if recent is None or len(words) < 4 or not _FIRST_PERSON & set(words):
            return None
        return Told(quotation, Cue(sentence, None, recent, "alone"), recent, "mixed")

    def _doing(self, quotation: Quotation, sentence: Sentence) -> Speaker | None:
        """The speaker of other words in this sentence when he is also the subject of what governs these."""
        if not self._said or self._attributor.frames.sentence_at(self._said[-1].quotation.start) != sentence:
            return None
        frame = self._attributor.frames.get(sentence.index)
        doer = self._attributor.governance.doer(frame, quotation) if frame is not None else None
        if frame is None or doer is None or doer.name != self._said[-1].speaker.name:
            return None
        text = self._reading.body[quotation.start : quotation.end]
        return None if _name_like(text, frame.quoted(quotation)) else doer

    def _antecedent(self, sentence: Sentence, verb: Token | None, person: bool) -> Speaker | None:
        """Whom "he said" means when coreference left it open: the last speaker, or subject, else the next one."""
        recent = self._recent(sentence)
        if recent is not None:
            return recent
        if person and verb is not None:
            meant = self._attributor.speakers.meant(sentence, verb)
            if meant is not None:
                return meant
        for index in (sentence.index, sentence.index - 1, sentence.index - 2, sentence.index + 1):
            frame = self._attributor.frames.get(index)
            if frame is None or sentence.paragraph - frame.sentence.paragraph > 1:
                continue
            subject = self._attributor.main_subject(frame)
            if subject is None or (index > sentence.index and not person):
                continue
            if verb is not None and not self._attributor.speakers.fits(verb, subject):
                continue
            if subject.known or subject.proper or (subject.country is not None and not person):
                return subject
        return None

    def _recent(self, sentence: Sentence) -> Speaker | None:
        """The last speaker, when only quotation or a sentence that names no other speaker lies between."""
        if not self._said:
            return None
        quotation, speaker = self._said[-1].quotation, self._said[-1].speaker
        last = self._attributor.frames.sentence_at(max(quotation.outer_start, quotation.outer_end - 1))
        if sentence.index - last.index > 2 or sentence.paragraph - last.paragraph > 1:
            return None
        for index in range(last.index + 1, sentence.index):
            frame = self._attributor.frames.get(index)
            if frame is None:
                continue
            new = self._attributor.main_subject(frame)
            if new is not None and new.name != speaker.name:
                return new
        return speaker

    def _kind(self, quotation: Quotation, frame: Frame, cue: Cue | None) -> StatementKind:
        """Whole clause set off from the narrator's words, or a fragment of his sentence."""
        if len(quotation.parts) > 1:
            return "split"
        body = self._reading.body
        lead = body[frame.sentence.start : quotation.outer_start].rstrip()
        if (
            not lead
            or lead[-1] == ":"
            or (lead[-1] in ",;—–-.?!" and _sentence_like(body[quotation.start : quotation.end]))
        ):
            return "direct"
        quoted = frame.quoted(quotation)
        clause = any(t.dep_ in ("nsubj", "nsubjpass", "expl") and any(h.i == t.head.i for h in quoted) for t in quoted)
        after = body[quotation.outer_end : quotation.outer_end + 1]
        ends = body[quotation.end - 1] in ".,?!…" or after in ("", ".", ",", "\n")
        set_off = lead.endswith((" that", "said", "say", "says")) or (cue is not None and cue.how == "before")
        return "direct" if clause and ends and set_off else "mixed"

    def _goes_on(
        self,
        earlier: Told,
        neighbour: Quotation,
        later: Told,
    ) -> bool:
        """True when two quotations are one, broken by "he said", in a sentence that goes on."""
        first, second = earlier.quotation, later.quotation
        if neighbour is not first or earlier.kind == "mixed" or earlier.speaker.name != later.speaker.name:
            return False
        between = self._reading.body[first.outer_end : second.outer_start]
        lead = between.strip()
        if len(between) > 160 or not lead or "\n\n" in between or lead[-1] not in ",-–—":
            return False
        ends_open = self._reading.body[first.end - 1] in ",;-–—…" or lead[0] in ",-–—"
        cue = earlier.cue
        told = cue.token is not None and first.outer_end <= cue.sentence.start + cue.token.idx < second.outer_start
        return ends_open and (told or cue.how == "after") and not any(c in ";:" for c in lead)

    # records

    def _flush(self, told: Sequence[Told]) -> list[Statement]:
        if not told:
            return []
        first = told[0]
        spans = [part for each in told for part in each.quotation.parts]
        kind: StatementKind = "split" if len(spans) > 1 else first.kind
        return [self._record(spans, first.cue, first.speaker, kind)]

    def _record(
        self,
        spans: Sequence[tuple[int, int]],
        cue: Cue,
        speaker: Speaker,
        kind: StatementKind,
    ) -> Statement:
        body = self._reading.body
        start, end = spans[0][0], spans[-1][1]
        sentence = self._attributor.frames.sentence_at(start)
        text = _JOIN.join(body[a:b] for a, b in spans) if kind == "split" else body[start:end]
        return Statement(
            sentence=sentence.index,
            start=start,
            end=end,
            speaker=speaker.name,
            country=speaker.country,
            text=text,
            kind=kind,
            about=self._subjects.about(spans, cue, speaker, kind),
            addressee=self._subjects.addressee(cue),
            when=self._dated(cue, start),
            parts=tuple(Part(start=a, end=b) for a, b in spans) if kind == "split" else (),
        )

    def _dated(self, cue: Cue, start: int) -> When:
        if self._when is None:
            return When()
        at = cue.sentence.start + cue.token.idx if cue.token is not None else start
        return self._when(cue.sentence, at)

    # reported clauses

    def _indirect(self) -> list[Statement]:
        made: list[Statement] = []
        for frame in self._attributor.frames.all():
            for clause in reported(self._attributor, frame):
                cue = Cue(frame.sentence, clause.cue, clause.speaker, "parse")
                made.append(self._record([(clause.start, clause.end)], cue, clause.speaker, "indirect"))
        return made


def _sentence_like(text: str) -> bool:
    """True for words that can stand as a sentence of their own."""
    words = text.split()
    if text[-1] in ".?!,":
        return True
    return len(words) >= 3 and (text[0].isupper() or text[0] in "…[")


def _name_like(text: str, quoted: Sequence[Token]) -> bool:
    """True for titles and names: every word of weight has a capital."""
    words = [t for t in quoted if t.pos_ not in ("ADP", "DET", "CCONJ", "PUNCT", "PART", "SPACE", "SYM")]
    if not words or text.rstrip()[-1:] in ".?!,":
        return False
    if any(t.lower_ in _FIRST_PERSON for t in words):
        return False
    if not all(t.text[:1].isupper() or t.text[:1].isdigit() for t in words):
        return False
    return len(words) > 1 or words[0].pos_ in ("PROPN", "NOUN")


def _judged(cue: Cue) -> bool:
    return cue.token is not None and cue.token.pos_ == "VERB" and cue.token.lemma_.lower() in JUDGE


def _pronoun_subjects(token: Token | None) -> set[str] | None:
    """The pronouns that are subject of the verb of speech; None when it has another subject, or is none."""
    if token is None or token.pos_ not in ("VERB", "AUX"):
        return None
    subjects = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")]
    if any(c.dep_ == "auxpass" for c in token.children) and token.lemma_.lower() not in _QUOTED_AS:
        return None
    pronouns = {s.lower_ for s in subjects}
    return pronouns if pronouns <= {"he", "she", "they", "it"} else None
