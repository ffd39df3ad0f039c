"""One article, whole: everything a careful reader notes, consistent and tied to the words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from detente import __version__
from detente.coder import Reader
from detente.coding.agenda import agenda
from detente.coding.agreements import agreements
from detente.coding.assessments import assessments
from detente.coding.backends import TypeModel
from detente.coding.coded import Coded
from detente.coding.dyads import principal_dyads
from detente.coding.events import EventCoder
from detente.coding.explain import explanations
from detente.coding.folding import fold
from detente.coding.implications import implications
from detente.coding.lexicon import load_lexicon
from detente.coding.meetings import meetings
from detente.coding.outlook import outlook
from detente.coding.positions import positions
from detente.coding.rejected import Rejected, keeping
from detente.coding.speech_acts import speech_acts
from detente.coding.statements import statements
from detente.coding.timing import Expression
from detente.coding.when import time_expressions
from detente.explanation import Explained
from detente.knowledge import Knowledge
from detente.language.pipeline import English
from detente.language.reading import Mention, Reading
from detente.records import Account, Actor, ActorNote, AgendaItem, Article, Meeting, Provenance, Statement, When


@dataclass(frozen=True)
class Accountant:
    """Makes accounts of articles; holds only immutable knowledge and models."""

    knowledge: Knowledge
    english: English
    model: TypeModel | None
    min_confidence: float = 0.0

    @property
    def provenance(self) -> Provenance:
        """The versions that code."""
        model = self.model.name if self.model else "lexicon only"
        return Provenance(detente=__version__, model=model, knowledge=self.knowledge.version)

    def account(self, article: Article) -> Account:
        """The account of one article. Pure: the same article gives the same account."""
        return self._account(article, None)[0]

    def explained(self, article: Article) -> Explained:
        """The same account with why each event is one, and what was considered and not counted."""
        trace: list[Rejected] = []
        account, coded = self._account(article, trace)
        parts = {name: getattr(account, name) for name in account.__struct_fields__}
        return Explained(**parts, explanations=explanations(coded, trace, article.body, self.min_confidence))

    def _account(self, article: Article, trace: list[Rejected] | None) -> tuple[Account, list[Coded]]:
        """The account and its events with what led to them, in their order; ``trace`` takes what was left out."""
        reading = Reader(self.knowledge, self.english).read(article.body, article.published)
        spans = tuple((s.start, s.end) for s in reading.sentences)
        provenance = self.provenance
        if not reading.parses:
            note = "No state, government or organisation is named: nothing to code."
            return Account(article=article, sentences=spans, notes=(note,), provenance=provenance), []
        coder = self.coder(reading)
        said = statements(reading)
        coded = coder.code(reading, trace)
        told = [*quoted(coded, said), *speech_acts(coder, reading, said, coded)]
        once = keeping(told, fold(told), "the same act is told elsewhere and counted once", trace)
        sure = [c for c in once if c.event.confidence >= self.min_confidence]
        coded = sorted(keeping(once, sure, "below the confidence asked for", trace), key=_place)
        events = tuple(c.event for c in coded)
        subjects = agenda(reading)
        main = frozenset(code for dyad in principal_dyads(reading)[:1] for code in dyad)
        account = Account(
            article=article,
            sentences=spans,
            actors=cast_of(reading, self.knowledge),
            meetings=with_agenda(meetings(reading, coded), subjects),
            agenda=subjects,
            agreements=agreements(reading),
            statements=said,
            events=events,
            assessments=assessments(reading),
            positions=positions(reading, said, events),
            outlook=outlook(reading),
            implications=implications(reading, main),
            notes=notes_on(article),
            provenance=provenance,
        )
        return account, coded

    def events(self, reading: Reading) -> list[Coded]:
        """The coded events of a reading, with what led to each."""
        return [c for c in self.coder(reading).code(reading) if c.event.confidence >= self.min_confidence]

    def coder(self, reading: Reading) -> EventCoder:
        """The event coder for a reading: lexicon, model, and a time grammar anchored on its date."""

        def times(text: str, tense: str) -> Sequence[Expression]:
            return time_expressions(text, reading.published, tense=tense)  # type: ignore[arg-type]

        return EventCoder(load_lexicon(), self.model, times)


def _place(item: Coded) -> tuple[int, int]:
    return item.event.sentence, item.event.start


def quoted(coded: Sequence[Coded], said: Sequence[Statement]) -> list[Coded]:
    """Acts told only inside somebody's quotation are that speaker's claims.

    "China urges ..." from a Chinese mouth is the act itself; what a speaker says of anybody else's act is not a fact.
    """
    judged: list[Coded] = []
    for item in coded:
        event = item.event
        at = reading_offset(item)
        speech = next(
            (s for s in said if s.kind != "indirect" and any(p.start <= at < p.end for p in s.parts or (s,))), None
        )
        if speech is not None and event.status in ("actual", "recalled") and speech.country != event.actor.country:
            when = event.when if event.when.basis != "publication window" else When(basis="no words of time")
            event = msgspec.structs.replace(event, status="claimed", claimed_by=speech.country, when=when)
            item = replace(item, event=event, rule=f"told by {speech.speaker} in quotation marks")
        judged.append(item)
    return judged


def reading_offset(item: Coded) -> int:
    """Body offset of the trigger of a coded event."""
    return item.candidate.sentence.start + item.candidate.trigger.idx


def cast_of(reading: Reading, knowledge: Knowledge) -> tuple[ActorNote, ...]:
    """The article's actors at their first mention, persons by name, states and bodies by code."""
    first: dict[tuple[str | None, str], Mention] = {}
    counts: dict[tuple[str | None, str], int] = {}
    for sentence in reading.sentences:
        for mention in reading.mentions.get(sentence.index, ()):
            for actor in mention.actors:
                if mention.kind == "place":
                    continue
                key = (actor.country, actor.person or ("" if actor.sector in ("", "GOV", "IGO") else actor.name))
                counts[key] = counts.get(key, 0) + 1
                if key not in first and mention.kind not in ("pronoun", "group"):
                    first[key] = mention
    notes = []
    for key, mention in first.items():
        actor = mention.actor
        state = knowledge.countries.get(actor.country or "")
        if not key[1] and state is not None:
            actor = Actor(name=state.name, country=state.iso3)
        notes.append(
            ActorNote(
                sentence=mention.sentence,
                start=mention.start,
                end=mention.end,
                name=actor.name,
                country=actor.country,
                sector=actor.sector,
                office=actor.office,
                former=actor.former,
                mentions=counts[key],
            )
        )
    return tuple(notes)


def with_agenda(met: tuple[Meeting, ...], subjects: tuple[AgendaItem, ...]) -> tuple[Meeting, ...]:
    """Give each subject to the nearest meeting told before it (within four sentences) or in its sentence."""
    given: dict[int, list[str]] = {}
    for item in subjects:
        before = [(item.sentence - m.sentence, n) for n, m in enumerate(met) if 0 <= item.sentence - m.sentence <= 4]
        if before:
            given.setdefault(min(before)[1], []).append(item.name)
    return tuple(msgspec.structs.replace(m, agenda=tuple(given[n])) if n in given else m for n, m in enumerate(met))


def notes_on(article: Article) -> tuple[str, ...]:
    """What limits this account, said to the reader."""
    notes = []
    if article.published is None:
        notes.append(
            'Publication date unknown: words such as "on Tuesday" could not be dated (give --date YYYY-MM-DD).'
        )
    return tuple(notes)
