"""Candidates become events: type and mode, status, time, contexts, confidence, evidence.

Type: the lexicon says what the trigger can mean, the type model what the sentence says of the two parties; the
two opinions are combined as log-probabilities. Without a model the lexicon's first reading stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from spacy.tokens import Doc, Token

from detente.coding.announced import given_words
from detente.coding.arguments import Arguments, Party
from detente.coding.backends import PairItem, TypeModel
from detente.coding.candidate import Candidate
from detente.coding.candidates import candidates
from detente.coding.circumstances import circumstanced
from detente.coding.coded import Coded
from detente.coding.folding import fold, framed, told_once
from detente.coding.lexicon import Lexicon
from detente.coding.linked import TOGETHER
from detente.coding.plover import MUTUAL, QUAD, TYPES, score
from detente.coding.rejected import Rejected, keeping
from detente.coding.status import Judgement, judge, retold
from detente.coding.timing import Expression, default_when, tense_of, time_of
from detente.coding.weighing import choose
from detente.explanation import Reason
from detente.language.reading import Reading, Sentence
from detente.language.syntax import logical_subject, possessors, surface_subject
from detente.records import Event, EventType, Status, When

Times = Callable[[str, str], Sequence[Expression]]


@dataclass(frozen=True, slots=True)
class EventCoder:
    """Immutable settings of event coding: lexicon, type model, time grammar."""

    lexicon: Lexicon
    model: TypeModel | None
    times: Times

    def code(self, reading: Reading, trace: list[Rejected] | None = None) -> list[Coded]:
        """All events of an article, in text order, each told once per direction; ``trace`` takes the rest."""
        found: list[tuple[Sentence, Doc, Candidate]] = []
        for sentence, doc, mentions in reading.parsed():
            if mentions:
                found += [(sentence, doc, c) for c in candidates(reading, sentence, doc, self.lexicon)]
        if not found:
            return []
        probabilities = self._probabilities([c for _, _, c in found])
        coded: list[Coded] = []
        for (sentence, doc, candidate), chances in zip(found, probabilities, strict=True):
            event = self._event(reading, sentence, doc, candidate, chances)
            if isinstance(event, Coded):
                coded.append(event)
            elif trace is not None:
                trace.append(Rejected(candidate, chances, event))
        coded += [circumstanced(c, reading) for c in given_words(coded, reading)]
        once = keeping(coded, told_once(coded), "a trigger of the same sentence tells an act of the two", trace)
        timed = framed(once, reading)
        return keeping(timed, fold(timed), "the same act is told elsewhere and counted once", trace)

    def said(self, reading: Reading, candidate: Candidate, allowed: frozenset[EventType], floor: float) -> Coded | None:
        """The verbal act that a quotation is, when the model is sure of one of the ``allowed`` types."""
        if self.model is None:
            return None
        chances = self.model.predict([_pair(candidate)])[0]
        best = max(TYPES, key=lambda t: chances.get(t, 0.0))
        if best not in allowed or chances[best] * (1.0 - chances.get("NONE", 0.0)) < floor:
            return None
        coded = self._event(reading, candidate.sentence, candidate.trigger.doc, candidate, chances)
        if not isinstance(coded, Coded):
            return None
        if coded.event.status not in ("actual", "recalled", "claimed"):
            return coded
        # that it was said is no claim, whatever is claimed in it
        status: Status = "recalled" if coded.event.status == "recalled" else "actual"
        event = msgspec.structs.replace(coded.event, status=status, claimed_by=None)
        return replace(coded, event=event, rule="said in quotation marks")

    def _probabilities(self, found: Sequence[Candidate]) -> list[Mapping[str, float]]:
        if self.model is None:
            return [{} for _ in found]
        # what two do together reads the same from either side: one question serves both directions
        questions = [_question(c) for c in found]
        asked = list(dict.fromkeys(questions))
        answers = dict(zip(asked, self.model.predict(asked), strict=True))
        return [answers[question] for question in questions]

    def _event(
        self, reading: Reading, sentence: Sentence, doc: Doc, candidate: Candidate, chances: Mapping[str, float]
    ) -> Coded | Reason:
        choice = choose(candidate, chances)
        if isinstance(choice, str):
            return choice
        pattern, type_, confidence = choice
        judgement = judge(candidate.trigger, candidate.governor)
        judgement = _attributed(reading, sentence, candidate, judgement, type_)
        expressions = self.times(sentence.text, tense_of(candidate.governor))
        content = judgement.status in ("claimed", "hypothetical", "planned")
        told = time_of(doc, candidate.trigger, candidate.governor, expressions, content=content)
        if (
            told
            and told.earliest
            and reading.published
            and told.earliest > reading.published
            and candidate.governor.tag_ == "VBD"
        ):
            told = None  # "pledged to send troops next spring": the time is that of the content
        when = told or default_when(judgement.status, reading.published, presupposed=judgement.presupposed)
        judgement = retold(judgement, when, reading.published, candidate.trigger, candidate.governor)
        status: Status = judgement.status
        if told is None and status not in ("actual", "negated"):
            when = When(basis="no words of time")
        if status == "planned" and when.latest and reading.published and when.latest < reading.published:
            when = When(basis="no words of time")  # "agreed last year to lend": last year dates the agreeing
        if status == "actual" and when.earliest and reading.published and when.earliest > reading.published:
            status, judgement = "planned", Judgement("planned", "later date")
        start, end = _span(sentence, candidate)
        mode = pattern.mode if pattern.type == type_ else None
        event = Event(
            sentence=sentence.index,
            start=start,
            end=end,
            type=type_,
            mode=mode,
            contexts=(),
            actor=candidate.actor.actor,
            recipient=candidate.recipient.actor if candidate.recipient else None,
            when=when,
            status=status,
            quad=QUAD[type_],
            goldstein=score(type_, mode),
            confidence=round(confidence, 3),
            claimed_by=_claimant(reading, sentence, judgement) if status == "claimed" else None,
            trigger=candidate.trigger.text,
        )
        return circumstanced(Coded(event, candidate, chances, judgement.rule), reading)


def _pair(candidate: Candidate) -> PairItem:
    """The question to the model; a party named in another sentence leaves its place open."""
    at = candidate.sentence.start
    trigger = candidate.trigger.idx, candidate.trigger.idx + len(candidate.trigger.text)

    def span(party: Party | None) -> tuple[int, int] | None:
        if party is None or party.mention.sentence != candidate.sentence.index:
            return None
        return party.mention.start - at, party.mention.end - at

    return candidate.sentence.text, span(candidate.actor) or trigger, span(candidate.recipient)


def _together(candidate: Candidate) -> bool:
    if not candidate.patterns:
        return candidate.allowed == TOGETHER
    return candidate.patterns[0].type in MUTUAL or "mutual" in candidate.patterns[0].flags


def _question(candidate: Candidate) -> PairItem:
    """The pair to ask about; for what two do together, whom the text names first comes first."""
    text, actor, recipient = _pair(candidate)
    if recipient is not None and recipient < actor and _together(candidate):
        actor, recipient = recipient, actor
    return text, actor, recipient


def _span(sentence: Sentence, candidate: Candidate) -> tuple[int, int]:
    """From the first to the last of trigger, actor and recipient where they stand in this sentence."""
    points = [
        (sentence.start + candidate.trigger.idx, sentence.start + candidate.trigger.idx + len(candidate.trigger.text))
    ]
    for party in (candidate.actor, candidate.recipient):
        if party is not None and party.mention.sentence == sentence.index:
            points.append((party.mention.start, party.mention.end))
    return min(a for a, _ in points), max(b for _, b in points)


def _speakers(reading: Reading, sentence: Sentence, claimant: Token) -> list[str]:
    arguments = Arguments(reading, sentence)
    heads = (
        logical_subject(claimant) or surface_subject(claimant)
        if claimant.pos_ in ("VERB", "AUX")
        else possessors(claimant)
    )
    if claimant.pos_ in ("PROPN", "NOUN") and not heads:  # "according to Kyiv", "by Kyiv's account"
        heads = [claimant]
    return [p.country for p in arguments.acting(heads)] or [
        p.country for p in (arguments.modifiers(claimant) if claimant.pos_ == "NOUN" else [])
    ]


def _claimant(reading: Reading, sentence: Sentence, judgement: Judgement) -> str | None:
    if judgement.claimant is None:
        return None
    speakers = _speakers(reading, sentence, judgement.claimant)
    return speakers[0] if speakers else None


#: Deeds that one side's word alone does not make a fact.
_OF_FORCE: frozenset[EventType] = frozenset({"ASSAULT", "COERCE"})


def _attributed(
    reading: Reading, sentence: Sentence, candidate: Candidate, judgement: Judgement, type_: EventType
) -> Judgement:
    """What an official says of his own side's act, or a third party of others', is told as fact; what a party says of
    its opponent's act, and any state of a deed of violence or force, its own included, is a claim."""
    if judgement.status != "claimed" or judgement.claimant is None:
        return judgement
    if not judgement.rule.startswith("word of"):
        return judgement
    speakers = set(_speakers(reading, sentence, judgement.claimant))
    other = candidate.recipient.country if candidate.recipient else None
    own = candidate.actor.country
    if other in speakers and own not in speakers and QUAD[type_].endswith("conflict"):
        return judgement
    if speakers and type_ in _OF_FORCE:
        return judgement
    return Judgement("actual", "told by " + judgement.claimant.text, presupposed=judgement.presupposed)
