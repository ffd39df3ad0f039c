"""Statements: who said what about whom, in which words.

Quoted words count when somebody said or wrote them; quoted titles, names and scare words do not. What decides is
the cue that governs the quotation (:mod:`detente.coding.attribution`): without one, a fragment is left out, and a
whole quoted sentence keeps the speaker ``unknown``. Kinds:

``direct``    a whole sentence or clause between marks
``split``     one quotation with the narrator's words in between, or opened again at each paragraph
``mixed``     a fragment quoted inside the narrator's own sentence
``indirect``  a reported clause without marks
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from spacy.tokens import Token

from detente.coding.attribution import Attributor, Cue, Frame
from detente.coding.dyads import relations
from detente.coding.indirect import reported
from detente.coding.quotations import Quotation, quotations
from detente.coding.speakers import Speaker
from detente.coding.speech import JUDGE, PRESS, SAY
from detente.language.reading import Mention, Reading, Sentence
from detente.language.syntax import datives, direct_objects, prepositional
from detente.records import Part, Statement, StatementKind, When

UNKNOWN = "unknown"
_JOIN = " … "
_ADDRESSING = frozenset(
    ["tell", "warn", "urge", "ask", "remind", "assure", "inform", "advise", "promise", "call", "beg", "implore", "exhort", "counsel", "order", "answer", "write", "speak", "reply", "respond", "appeal", "address", "caution", "notify", "beseech", "challenge", "threaten", "lecture", "congratulate", "thank"]
)
_TO_ADDRESSEE = frozenset({"to", "with"})
_FIRST_PERSON = frozenset(["i", "we", "me", "us", "my", "our", "ours", "mine", "i'm", "we're", "we've", "i've", "we'll"])


def statements(
    reading: Reading, when: Callable[[Sentence, int], When] | None = None
) -> tuple[Statement, ...]:
    """The statements of a reading in text order. Pure.

    ``when`` dates the act of speech, given its sentence and the body offset of the word of speech (of the quotation
    where there is none). Every record has ``text == body[start:end]``, but for kind ``split``, whose text is that of
    its parts joined by `` … ``.
    """
    return _Teller(reading, when).tell()


class _Teller:
    """Makes the statements of one reading."""

    def __init__(self, reading: Reading, when: Callable[[Sentence, int], When] | None) -> None:
        self._reading = reading
        self._when = when
        self._quotes = quotations(reading.body) if reading.sentences else ()
        self._attributor = Attributor(reading, self._quotes)
        self._relations = {s.index: found for s, _, _, found, _ in relations(reading) if found}
        self._said: list[tuple[Quotation, Cue, Speaker, StatementKind]] = []

    def tell(self) -> tuple[Statement, ...]:
        made: list[Statement] = []
        waiting: list[tuple[Quotation, Cue, Speaker, StatementKind]] = []
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

    def _attributed(self, quotation: Quotation) -> tuple[Quotation, Cue, Speaker, StatementKind] | None:
        body = self._reading.body
        text = body[quotation.start : quotation.end]
        if not any(c.isalpha() for c in text):
            return None
        sentence = self._reading.sentence_at(quotation.outer_start)
        frame = self._attributor.frames.get(sentence.index)
        if frame is None:
            return None
        alone = self._attributor.alone(quotation)
        cue = None if alone else self._attributor.cue(quotation)
        if alone:
            return self._standing_alone(quotation, sentence)
        kind = self._kind(quotation, frame, cue)
        if cue is None or (cue.speaker is None and cue.token is None):
            if kind == "direct" and _sentence_like(text) and quotation.closed:
                return self._running_on(quotation, sentence, text)
            return self._free(quotation, sentence, text)
        if kind == "mixed" and _name_like(text, frame.quoted(quotation)) and not _judged(cue):
            return None
        if cue.speaker is not None:
            return quotation, cue, cue.speaker, kind
        recent = self._recent(sentence) if _pronoun_subject(cue.token) else None
        if recent is not None:
            return quotation, cue, recent, kind
        if kind == "direct" and _sentence_like(text):
            return quotation, cue, Speaker(UNKNOWN, None), kind
        return None

    def _standing_alone(
        self, quotation: Quotation, sentence: Sentence
    ) -> tuple[Quotation, Cue, Speaker, StatementKind] | None:
        text = self._reading.body[quotation.start : quotation.end]
        if not _sentence_like(text):
            return None
        cue = self._attributor.beside(quotation)
        if cue is not None and cue.how == "after" and cue.speaker is not None:
            return quotation, cue, cue.speaker, "direct"
        recent = self._recent(sentence)
        if recent is not None and (cue is None or cue.how == "alone"):
            return quotation, Cue(sentence, None, recent, "alone"), recent, "direct"
        if cue is not None and cue.speaker is not None:
            return quotation, cue, cue.speaker, "direct"
        if not quotation.closed:
            return None
        return quotation, Cue(sentence, None, None, "alone"), Speaker(UNKNOWN, None), "direct"

    def _running_on(
        self, quotation: Quotation, sentence: Sentence, text: str
    ) -> tuple[Quotation, Cue, Speaker, StatementKind] | None:
        speaker = self._recent(sentence) or Speaker(UNKNOWN, None)
        return quotation, Cue(sentence, None, speaker, "alone"), speaker, "direct"

    def _free(
        self, quotation: Quotation, sentence: Sentence, text: str
    ) -> tuple[Quotation, Cue, Speaker, StatementKind] | None:
        """A fragment in the first person goes on with the words of whoever spoke just before."""
        words = [w.strip(".,;:!?").lower() for w in text.split()]
        recent = self._recent(sentence)
        if recent is None or len(words) < 4 or not _FIRST_PERSON & set(words):
            return None
        return quotation, Cue(sentence, None, recent, "alone"), recent, "mixed"

    def _recent(self, sentence: Sentence) -> Speaker | None:
        """The last speaker, when nothing but quotation, or one sentence that names no other speaker, lies between."""
        if not self._said:
            return None
        quotation, _, speaker, _ = self._said[-1]
        last = self._reading.sentence_at(max(quotation.outer_start, quotation.outer_end - 1))
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
        if not lead or lead[-1] in ":,—–-":
            return "direct"
        quoted = frame.quoted(quotation)
        clause = any(
            t.dep_ in ("nsubj", "nsubjpass", "expl") and any(h.i == t.head.i for h in quoted) for t in quoted
        )
        after = body[quotation.outer_end : quotation.outer_end + 1]
        ends = body[quotation.end - 1] in ".,?!…" or after in ("", ".", ",", "\n")
        set_off = lead.endswith((" that", "said", "say", "says")) or (cue is not None and cue.how == "before")
        return "direct" if clause and ends and set_off else "mixed"

    def _goes_on(
        self,
        earlier: tuple[Quotation, Cue, Speaker, StatementKind],
        neighbour: Quotation,
        later: tuple[Quotation, Cue, Speaker, StatementKind],
    ) -> bool:
        """True when two quotations are one, broken by "he said": the sentence goes on after the narrator's words."""
        first, second = earlier[0], later[0]
        if neighbour is not first or earlier[3] == "mixed" or earlier[2].name != later[2].name:
            return False
        between = self._reading.body[first.outer_end : second.outer_start]
        lead = between.strip()
        if len(between) > 160 or not lead or "\n\n" in between or lead[-1] not in ",-–—":
            return False
        ends_open = self._reading.body[first.end - 1] in ",;-–—…" or lead[0] in ",-–—"
        return ends_open and earlier[1].how == "after" and not any(c in ";:" for c in lead)

    # records

    def _flush(self, told: Sequence[tuple[Quotation, Cue, Speaker, StatementKind]]) -> list[Statement]:
        if not told:
            return []
        quotation, cue, speaker, kind = told[0]
        spans = [part for each in told for part in each[0].parts]
        if len(told) > 1 or len(spans) > 1:
            kind = "split"
        return [self._record(spans, cue, speaker, kind, [t[0] for t in told])]

    def _record(
        self,
        spans: Sequence[tuple[int, int]],
        cue: Cue,
        speaker: Speaker,
        kind: StatementKind,
        quotes: Sequence[Quotation],
    ) -> Statement:
        body = self._reading.body
        start, end = spans[0][0], spans[-1][1]
        sentence = self._reading.sentence_at(start)
        text = _JOIN.join(body[a:b] for a, b in spans) if kind == "split" else body[start:end]
        return Statement(
            sentence=sentence.index,
            start=start,
            end=end,
            speaker=speaker.name,
            country=speaker.country,
            text=text,
            kind=kind,
            about=self._about(sentence, spans, cue, speaker, kind),
            addressee=self._addressee(cue, speaker),
            when=self._dated(cue, start),
            parts=tuple(Part(start=a, end=b) for a, b in spans) if kind == "split" else (),
        )

    def _dated(self, cue: Cue, start: int) -> When:
        if self._when is None:
            return When()
        at = cue.sentence.start + cue.token.idx if cue.token is not None else start
        return self._when(cue.sentence, at)

    def _about(
        self,
        sentence: Sentence,
        spans: Sequence[tuple[int, int]],
        cue: Cue,
        speaker: Speaker,
        kind: StatementKind,
    ) -> tuple[str, ...]:
        """Codes spoken of: in the words, and for a fragment in the clause that governs it."""
        last = self._reading.sentence_at(max(spans[0][0], spans[-1][1] - 1))
        found: list[Mention] = []
        for index in range(sentence.index, last.index + 1):
            for mention in self._reading.mentions.get(index, ()):
                if any(a <= mention.start < b for a, b in spans):
                    found.append(mention)
        scope = {t.i for t in self._scope(cue, spans)} if kind == "mixed" else set()
        frame = self._attributor.frames.get(cue.sentence.index)
        if scope and frame is not None:
            for mention in self._reading.mentions.get(cue.sentence.index, ()):
                if mention not in found and any(
                    mention.start <= frame.at(frame.doc[i]) < mention.end for i in scope
                ):
                    found.append(mention)
        codes = [c for m in found for c in m.countries]
        both = self._relation_codes(cue, spans, scope, speaker)
        return tuple(dict.fromkeys([*(c for c in codes if c != speaker.country or c in both), *both]))

    def _scope(self, cue: Cue, spans: Sequence[tuple[int, int]]) -> Iterable[Token]:
        """The narrator's words in the complement of the cue, without its subject and later side clauses."""
        if cue.token is None:
            return []
        scope: list[Token] = []
        for child in cue.token.children:
            if child.dep_ in ("nsubj", "nsubjpass", "agent", "relcl", "poss", "conj", "parataxis"):
                continue
            if child.dep_ == "advcl" and cue.sentence.start + child.idx > spans[-1][1]:
                continue
            scope += [t for t in child.subtree if cue.token.pos_ != "NOUN" or t.dep_ != "poss"]
        return scope

    def _relation_codes(
        self, cue: Cue, spans: Sequence[tuple[int, int]], scope: set[int], speaker: Speaker
    ) -> list[str]:
        """Both sides, where the words speak of the relation between the speaker's state and another."""
        found: list[str] = []
        first = self._reading.sentence_at(spans[0][0]).index
        last = self._reading.sentence_at(max(spans[0][0], spans[-1][1] - 1)).index
        for index in range(first, last + 1):
            for relation in self._relations.get(index, ()):
                at = self._reading.sentences[index].start + relation.noun.idx
                spoken = any(a <= at < b for a, b in spans)
                governed = index == cue.sentence.index and relation.noun.i in scope
                if spoken or governed:
                    found += [c for dyad in relation.dyads if speaker.country in dyad for c in dyad]
        return found

    def _addressee(self, cue: Cue, speaker: Speaker) -> str | None:
        verb = cue.token
        if verb is None:
            return None
        objects: list[Token] = []
        if verb.pos_ == "VERB" and verb.lemma_.lower() in _ADDRESSING:
            objects = [*datives(verb), *direct_objects(verb)]
            objects += [o for p, o in prepositional(verb) if p in _TO_ADDRESSEE]
        elif verb.pos_ == "NOUN" or verb.lemma_.lower() in SAY:
            objects = [o for p, o in prepositional(verb) if p == "to"]
        for token in objects:
            if token.lemma_.lower() in PRESS:
                continue
            mention = self._reading.mention_of(cue.sentence, token)
            if mention is not None and mention.kind != "place" and mention.countries:
                return mention.countries[0]
        return None

    # reported clauses

    def _indirect(self) -> list[Statement]:
        made: list[Statement] = []
        for frame in self._attributor.frames.values():
            for clause in reported(self._attributor, frame):
                cue = Cue(frame.sentence, clause.cue, clause.speaker, "parse")
                made.append(self._record([(clause.start, clause.end)], cue, clause.speaker, "indirect", ()))
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


def _pronoun_subject(token: Token | None) -> bool:
    """True when the verb of speech has a pronoun for a subject, or none."""
    if token is None or token.pos_ not in ("VERB", "AUX"):
        return False
    subjects = [c for c in token.children if c.dep_ in ("nsubj", "nsubjpass")]
    if any(c.dep_ == "auxpass" for c in token.children):
        return False
    return all(s.pos_ == "PRON" and s.lower_ in ("he", "she", "they", "it") for s in subjects)
