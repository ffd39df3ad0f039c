"""Candidates become events: type and mode, status, time, contexts, confidence, evidence.

Type: the lexicon says what the trigger can mean, the type model what the sentence says of the two parties; the
two opinions are combined as log-probabilities. Without a model the lexicon's first reading stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec
from spacy.tokens import Doc, Token

from detente.coding.arguments import Arguments, Party
from detente.coding.candidate import Candidate
from detente.coding.candidates import candidates
from detente.coding.contexts import contexts_of
from detente.coding.lexicon import Lexicon, Pattern
from detente.coding.plover import MUTUAL, QUAD, TYPES, score
from detente.coding.rejected import Rejected, keeping
from detente.coding.status import Judgement, judge, retold
from detente.coding.timing import Expression, default_when, tense_of, time_of
from detente.explanation import Reason
from detente.language.reading import Reading, Sentence
from detente.language.syntax import logical_subject, possessors, surface_subject
from detente.records import Event, EventType, Status, When

#: Pair to classify: sentence text, actor span, recipient span (offsets in the sentence).
PairItem = tuple[str, tuple[int, int], tuple[int, int] | None]

#: Weight of the lexicon's reading, in nats: a type that the trigger can mean gains this much over others, less when the
#: word tells much else too. Chosen on the tuning half of bench/data/sentences.jsonl.
LEXICON_WEIGHT = 6.0
WEAK_WEIGHT = 2.0
#: An act read from a word that often tells none needs this much of the model's probability.
WEAK_FLOOR = 0.35
#: A pair without a trigger that the lexicon knows needs this much of the model's probability.
OPEN_FLOOR = 0.7
#: Intercept, model's log-odds of the type, its log-odds of no event, weak trigger, unknown trigger. Fitted by
#: training/confidence.py on both halves of the sentences; it also gives the cross-validated calibration error.
CONFIDENCE_WEIGHTS = (0.7, 0.25, -0.3, -1.43, -0.88)
#: Above this probability of "no event" the model overrules a trigger.
NONE_CEILING = 0.9


class TypeModel(Protocol):
    """Gives each pair the probabilities of the 16 types, and of "NONE"."""

    @property
    def name(self) -> str: ...

    def predict(self, items: Sequence[PairItem]) -> list[dict[str, float]]: ...


Times = Callable[[str, str], Sequence[Expression]]


@dataclass(frozen=True, slots=True)
class Coded:
    """An event with what led to it, for ``--explain``: the candidate, the probabilities and the rule."""

    event: Event
    candidate: Candidate
    probabilities: Mapping[str, float]
    rule: str


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
        coded += _given_words(coded, reading)
        once = keeping(coded, _told_once(coded), "a trigger of the same sentence tells an act of the two", trace)
        framed = _framed(once, reading)
        return keeping(framed, fold(framed), "the same act is told elsewhere and counted once", trace)

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
        choice = _choose(candidate, chances)
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
            contexts=contexts_of(sentence.text),
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
        return Coded(event, candidate, chances, judgement.rule)


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
    return bool(candidate.patterns) and (
        candidate.patterns[0].type in MUTUAL or "mutual" in candidate.patterns[0].flags
    )


def _question(candidate: Candidate) -> PairItem:
    """The pair to ask about; for what two do together, whom the text names first comes first."""
    text, actor, recipient = _pair(candidate)
    if recipient is not None and recipient < actor and _together(candidate):
        actor, recipient = recipient, actor
    return text, actor, recipient


def _choose(candidate: Candidate, chances: Mapping[str, float]) -> tuple[Pattern, EventType, float] | Reason:
    """Type by lexicon and model together; the reason when the model sees no event."""
    if not candidate.patterns:
        return _by_model_alone(chances, candidate.allowed)
    by_type: dict[EventType, Pattern] = {}
    for pattern in candidate.patterns:
        by_type.setdefault(pattern.type, pattern)
    first = candidate.patterns[0]
    weak = "weak" in first.flags
    specific = max(p.weight for p in candidate.patterns)
    if not chances:
        return (first, first.type, 0.5 if weak else 0.6 + 0.05 * min(specific, 3))
    weight = WEAK_WEIGHT if weak else LEXICON_WEIGHT + 2.0 * min(specific, 2)
    scores = {t: math.log(max(chances.get(t, 0.0), 1e-4)) + (weight if t in by_type else 0.0) for t in TYPES}
    best = max(scores, key=lambda t: scores[t])
    none = chances.get("NONE", 0.0)
    if weak and (chances.get(best, 0.0) < WEAK_FLOOR or none > 0.5):
        return "weak trigger, and the model is unsure"
    if none > NONE_CEILING and specific == 0:
        return "the model sees no act between the two"
    return by_type.get(best, first), best, confidence_of(chances.get(best, 0.0), none, weak=weak, known=True)


def confidence_of(chance: float, none: float, *, weak: bool, known: bool) -> float:
    """Probability that type and direction are right, from the model's opinion and the kind of trigger.

    A logistic regression fitted by training/confidence.py on bench/data/sentences.jsonl.
    """
    told = math.log(max(chance, 1e-4) / max(1.0 - chance, 1e-4))
    x = [1.0, told, math.log(max(none, 1e-4) / max(1.0 - none, 1e-4)), float(weak), float(not known)]
    return 1.0 / (1.0 + math.exp(-sum(a * b for a, b in zip(CONFIDENCE_WEIGHTS, x, strict=True))))


def _by_model_alone(
    chances: Mapping[str, float], allowed: frozenset[EventType] | None
) -> tuple[Pattern, EventType, float] | Reason:
    """A pair that no trigger links is an event only when the model is sure enough of it."""
    if not chances:
        return "no trigger known to the lexicon, and no model to ask"
    best = max(TYPES, key=lambda t: chances.get(t, 0.0))
    none = chances.get("NONE", 0.0)
    if (allowed and best not in allowed) or chances[best] * (1.0 - none) < OPEN_FLOOR:
        return "no trigger known to the lexicon, and the model is not sure of an act that the words carry"
    confidence = confidence_of(chances[best], none, weak=False, known=False)
    return Pattern("", (), frozenset(), best, None, frozenset(), False), best, confidence


#: What the announcing of an act not yet done is: a promise, a threat, a refusal.
_WORDS_GIVEN: Mapping[str, tuple[EventType, ...]] = {"planned": ("AGREE", "THREATEN"), "negated": ("REJECT",)}
#: Beside the planned or refused act, its announcing is an act when the model gives it this much.
WORD_FLOOR = 0.6


def _given_words(coded: Sequence[Coded], reading: Reading) -> list[Coded]:
    """What is announced is not done, but announcing it to the other party is an act in words.

    "X will send tanks to Y" plans AID and is a promise (AGREE); "X will not take refugees from Y" is a refusal. Which
    word is given, and whether one is, the type model says of the same pair.
    """
    known = {(*_directed(c.event), c.event.type) for c in coded}
    made: list[Coded] = []
    for item in coded:
        event, chances = item.event, item.probabilities
        words = _WORDS_GIVEN.get(event.status, ())
        best = max(TYPES, key=lambda t: chances.get(t, 0.0))
        none = chances.get("NONE", 0.0)
        if best not in words or event.recipient is None or chances.get(best, 0.0) * (1.0 - none) < WORD_FLOOR:
            continue
        if event.status == "negated" and not _of_the_future(item.candidate):
            continue  # what was left undone is no refusal
        key = (*_directed(event), best)
        sentence, actor, recipient = _directed(event)
        if key in known or (sentence, recipient, actor, best) in known:
            continue  # of what both will do, the word is given by whom the sentence is about
        known.add(key)
        said = msgspec.structs.replace(
            event,
            type=best,
            mode=None,
            status="actual",
            when=default_when("actual", reading.published, presupposed=False),
            quad=QUAD[best],
            goldstein=score(best, None),
            confidence=round(confidence_of(chances[best], none, weak=False, known=False), 3),
            claimed_by=None,
        )
        made.append(replace(item, event=said, rule=f"the word given of an act {event.status}"))
    return made


def _of_the_future(candidate: Candidate) -> bool:
    """True for "will not take", "would not talk"."""
    verbs = (candidate.trigger, candidate.governor)
    return any(c.dep_ == "aux" and c.lower_ in ("will", "wo", "would", "'ll") for v in verbs for c in v.children)


def _told_once(coded: Sequence[Coded]) -> list[Coded]:
    """Without the loosely linked events of a pair for which a trigger of the same sentence tells an act already."""
    known = {_directed(c.event) for c in coded if c.candidate.patterns}
    return [c for c in coded if c.candidate.patterns or _directed(c.event) not in known]


def _directed(event: Event) -> tuple[int, str | None, str | None]:
    return event.sentence, event.actor.country, event.recipient.country if event.recipient else None


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
    return [p.country for p in arguments.acting(heads)] or [
        p.country for p in (arguments.modifiers(claimant) if claimant.pos_ == "NOUN" else [])
    ]


def _claimant(reading: Reading, sentence: Sentence, judgement: Judgement) -> str | None:
    if judgement.claimant is None:
        return None
    speakers = _speakers(reading, sentence, judgement.claimant)
    return speakers[0] if speakers else None


def _attributed(
    reading: Reading, sentence: Sentence, candidate: Candidate, judgement: Judgement, type_: EventType
) -> Judgement:
    """What an official says of his own side's act, or a third party of others', is told as fact; what a party
    says of its opponent's act is a claim."""
    if judgement.status != "claimed" or judgement.claimant is None:
        return judgement
    if not judgement.rule.startswith("word of"):
        return judgement
    speakers = set(_speakers(reading, sentence, judgement.claimant))
    other = candidate.recipient.country if candidate.recipient else None
    own = candidate.actor.country
    if other in speakers and own not in speakers and QUAD[type_].endswith("conflict"):
        return judgement
    return Judgement("actual", "told by " + judgement.claimant.text, presupposed=judgement.presupposed)


def _framed(coded: Sequence[Coded], reading: Reading) -> list[Coded]:
    """Undated acts that go on with a sentence about an earlier year are of that time, not of today's news.

    Only within a paragraph, after at most two sentences, for subordinate or presupposed acts and for sentences that
    say so ("Meanwhile", "Later"); the act is recalled and its date stays unknown.
    """
    past: dict[int, str] = {}
    for item in coded:
        when, published = item.event.when, reading.published
        if published and when.latest and when.latest.year < published.year and when.basis != "publication window":
            past.setdefault(item.event.sentence, when.basis)
    for sentence, _, _ in reading.parsed():
        if reading.published and sentence.index not in past:
            years = [int(y) for y in _YEARS.findall(sentence.text)]
            if years and max(years) < reading.published.year:
                past[sentence.index] = f'"{max(years)}"'
    framed: list[Coded] = []
    for item in coded:
        event = item.event
        sentence = reading.sentences[event.sentence]
        undated = event.when.basis in ("publication window", "no words of time", "no publication date")
        before = [
            n
            for n in (event.sentence - 1, event.sentence - 2)
            if n in past and reading.sentences[n].paragraph == sentence.paragraph
        ]
        subordinate = item.candidate.trigger.pos_ == "NOUN" or item.candidate.trigger.dep_ in ("advcl", "relcl", "acl")
        if (
            event.status == "actual"
            and undated
            and before
            and event.sentence not in past
            and (subordinate or _GOES_ON.match(sentence.text))
        ):
            when = When(basis=f"told with {past[before[0]]}")
            item = replace(
                item,
                event=msgspec.structs.replace(event, status="recalled", when=when),
                rule="goes on with an earlier time",
            )
        framed.append(item)
    return framed


_YEARS = re.compile(r"\b(?:in|since|of|from|by) (1[89]\d\d|20\d\d)\b")
_GOES_ON = re.compile(
    r"(?:Meanwhile|Later|Then|Afterwards|Soon after|That (?:year|month|week|summer|autumn|spring|winter)|At the time)\b"
)


def fold(coded: Sequence[Coded]) -> list[Coded]:
    """Tell each act once: later tellings with the same parties, type and status, and no other date, are dropped."""
    kept: list[Coded] = []
    for item in coded:
        event = item.event
        twin = next((i for i, k in enumerate(kept) if _same(k.event, event)), None)
        if twin is None:
            kept.append(item)
        elif _sharper(event, kept[twin].event):
            kept[twin] = item
    return kept


def _key(event: Event) -> tuple[str, str | None, str | None, str]:
    recipient = event.recipient.country if event.recipient else None
    return event.type, event.actor.country, recipient, event.status


def _same(a: Event, b: Event) -> bool:
    if _key(a) != _key(b):
        return False
    if a.when.precision == "unknown" or b.when.precision == "unknown":
        return a.type == "CONSULT" or a.trigger.lower() == b.trigger.lower()
    if a.when.earliest is None or b.when.earliest is None or a.when.latest is None or b.when.latest is None:
        return False
    overlap = a.when.earliest <= b.when.latest and b.when.earliest <= a.when.latest
    return overlap and (a.type == "CONSULT" or a.trigger.lower() == b.trigger.lower())


_FINE = {"day": 0, "week": 1, "month": 2, "year": 3, "unknown": 4}


def _sharper(new: Event, old: Event) -> bool:
    """A telling with a finer date replaces a vaguer one."""
    return _FINE[new.when.precision] < _FINE[old.when.precision]
