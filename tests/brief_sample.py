"""One article of our own and its account by hand, for the tests of the readable formats.

People, places of meeting and acts are invented. Every span is found in the text, never counted, so
``body[start:end]`` holds by construction.
"""

from __future__ import annotations

import datetime as dt

from detente.records import (
    Account,
    Actor,
    ActorNote,
    AgendaItem,
    Agreement,
    Amount,
    Article,
    Assessment,
    Event,
    Implication,
    Meeting,
    Outlook,
    Part,
    Position,
    Provenance,
    Quantity,
    Statement,
    When,
)

STATION = "Norway and Canada agreed to build a station worth 40 million dollars, 300 miles north of Tromsø"

PARAGRAPHS = (
    (
        "Norway's foreign minister, Anna Berg, met Canada's Louis Marchand in Tromsø on Tuesday.",
        "They spoke about fishing rights, Arctic shipping and Iceland.",
        "No joint statement was signed.",
    ),
    (
        '"We are closer than we have been for years," said Ms Berg, "but patience is needed."',
        "Mr Marchand said that Ottawa might lift its port restrictions next spring.",
        "In 2014 Canada detained two Norwegian trawlers off Baffin Island.",
    ),
    (
        "Relations between Oslo and Ottawa are warming because both fear for the cod.",
        "Between Norway and Iceland the mood is frostier.",
        "Iceland's former prime minister, Jón Halldórsson, accused Norway of breaking "
        "the 1999 Cod Convention, which Oslo denies.",
        "According to Reykjavik, Norwegian boats rammed an Icelandic patrol ship in March.",
    ),
    (
        f"{STATION}.",
        "A second meeting is planned for September.",
        "Norway's defence minister, Per Lund, is wary of Canada, and has said so.",
        "For now a wider deal remains out of reach.",
        "For the European Union, a pact without it would be awkward.",
    ),
)
BODY = "\n".join(" ".join(sentences) for sentences in PARAGRAPHS)


def _bounds() -> tuple[tuple[int, int], ...]:
    found = []
    for sentence in (s for sentences in PARAGRAPHS for s in sentences):
        start = BODY.index(sentence)
        found.append((start, start + len(sentence)))
    return tuple(found)


SENTENCES = _bounds()


def at(words: str) -> dict[str, int]:
    """Sentence, start and end of the first place where ``words`` stand."""
    start = BODY.index(words)
    return {"sentence": _sentence(start), "start": start, "end": start + len(words)}


def _sentence(offset: int) -> int:
    return max(i for i, (first, _) in enumerate(SENTENCES) if first <= offset)


def _part(words: str) -> Part:
    start = BODY.index(words)
    return Part(start=start, end=start + len(words))


NOR = Actor(name="Norway", country="NOR")
CAN = Actor(name="Canada", country="CAN")
ISL = Actor(name="Iceland", country="ISL")
BERG = Actor(name="Anna Berg", country="NOR", sector="GOV", person="Anna Berg", office="foreign minister")
MARCHAND = Actor(name="Louis Marchand", country="CAN", sector="GOV", person="Louis Marchand", office="foreign minister")
JON = Actor(
    name="Jón Halldórsson",
    country="ISL",
    sector="GOV",
    person="Jón Halldórsson",
    office="prime minister",
    former=True,
)

TUESDAY = When(
    earliest=dt.date(2031, 5, 13),
    latest=dt.date(2031, 5, 13),
    precision="day",
    basis='"on Tuesday" from 2031-05-15',
)
IN_2014 = When(earliest=dt.date(2014, 1, 1), latest=dt.date(2014, 12, 31), precision="year", basis='"In 2014"')
MARCH = When(earliest=dt.date(2031, 3, 1), latest=dt.date(2031, 3, 31), precision="month", basis='"in March"')
SEPTEMBER = When(earliest=dt.date(2031, 9, 1), latest=dt.date(2031, 9, 30), precision="month", basis='"September"')

MET = "Norway's foreign minister, Anna Berg, met Canada's Louis Marchand in Tromsø on Tuesday"


def _met(actor: Actor, recipient: Actor) -> Event:
    return Event(
        **at(MET),
        type="CONSULT",
        mode="visit",
        contexts=("diplomatic",),
        actor=actor,
        recipient=recipient,
        when=TUESDAY,
        status="actual",
        quad="verbal cooperation",
        goldstein=4.0,
        confidence=0.94,
        trigger="met",
    )


EVENTS = (
    _met(BERG, MARCHAND),
    _met(MARCHAND, BERG),
    Event(
        **at("No joint statement was signed"),
        type="SUPPORT",
        mode=None,
        contexts=(),
        actor=NOR,
        recipient=CAN,
        when=TUESDAY,
        status="negated",
        quad="verbal cooperation",
        goldstein=5.0,
        confidence=0.61,
        trigger="signed",
    ),
    Event(
        **at("Ottawa might lift its port restrictions next spring"),
        type="RETREAT",
        mode="access",
        contexts=("economic",),
        actor=CAN,
        recipient=NOR,
        when=When(),
        status="hypothetical",
        quad="material cooperation",
        goldstein=6.5,
        confidence=0.7,
        trigger="lift",
    ),
    Event(
        **at("In 2014 Canada detained two Norwegian trawlers off Baffin Island"),
        type="COERCE",
        mode="seize",
        contexts=("natural_resource",),
        actor=CAN,
        recipient=NOR,
        when=IN_2014,
        status="recalled",
        quad="material conflict",
        goldstein=-7.0,
        confidence=0.88,
        trigger="detained",
    ),
    Event(
        **at("accused Norway of breaking the 1999 Cod Convention"),
        type="ACCUSE",
        mode="allege",
        contexts=("legal",),
        actor=JON,
        recipient=NOR,
        when=When(),
        status="actual",
        quad="verbal conflict",
        goldstein=-3.5,
        confidence=0.9,
        trigger="accused",
    ),
    Event(
        **at("Norwegian boats rammed an Icelandic patrol ship in March"),
        type="ASSAULT",
        mode=None,
        contexts=(),
        actor=NOR,
        recipient=ISL,
        when=MARCH,
        status="claimed",
        quad="material conflict",
        goldstein=-9.0,
        confidence=0.55,
        claimed_by="ISL",
        trigger="rammed",
    ),
    Event(
        **at("A second meeting is planned for September"),
        type="CONSULT",
        mode=None,
        contexts=(),
        actor=NOR,
        recipient=None,
        when=SEPTEMBER,
        status="planned",
        quad="verbal cooperation",
        goldstein=2.5,
        confidence=0.5,
        trigger="meeting",
    ),
)

FIRST_WORDS, LAST_WORDS = "We are closer than we have been for years,", "but patience is needed."
QUOTATION = at(BODY[BODY.index(FIRST_WORDS) : BODY.index(LAST_WORDS) + len(LAST_WORDS)])

ACCOUNT = Account(
    article=Article(
        id="cod-1",
        body=BODY,
        title="Cod diplomacy",
        byline="Eva Nansen",
        standing="a fellow at the Institute of Cold Seas",
        outlet="The Northern Post",
        published=dt.date(2031, 5, 15),
        published_basis="dateline",
    ),
    sentences=SENTENCES,
    actors=(
        ActorNote(**at("Norway"), name="Norway", country="NOR", mentions=9),
        ActorNote(
            **at("Anna Berg"),
            name="Anna Berg",
            country="NOR",
            sector="GOV",
            office="foreign minister",
            mentions=2,
        ),
        ActorNote(**at("Per Lund"), name="Per Lund", country="NOR", sector="MIL", office="defence minister"),
        ActorNote(**at("Canada"), name="Canada", country="CAN", mentions=6),
        ActorNote(
            **at("Louis Marchand"),
            name="Louis Marchand",
            country="CAN",
            sector="GOV",
            office="foreign minister",
            mentions=2,
        ),
        ActorNote(
            **at("Jón Halldórsson"),
            name="Jón Halldórsson",
            country="ISL",
            sector="GOV",
            office="prime minister",
            former=True,
        ),
        ActorNote(**at("European Union"), name="European Union", country="EU", sector="IGO"),
    ),
    meetings=(
        Meeting(
            **at(MET),
            participants=("Anna Berg", "Louis Marchand"),
            countries=("NOR", "CAN"),
            place="Tromsø",
            when=TUESDAY,
            agenda=("fishing rights", "Arctic shipping", "Iceland"),
            mode="visit",
        ),
        Meeting(
            **at("A second meeting is planned for September"),
            participants=(),
            countries=("NOR", "CAN"),
            when=SEPTEMBER,
            status="planned",
        ),
    ),
    agenda=(
        AgendaItem(**at("fishing rights"), name="fishing rights", kind="issue"),
        AgendaItem(**at("Arctic shipping"), name="Arctic shipping", kind="issue"),
        AgendaItem(**at("Iceland"), name="Iceland", kind="country", code="ISL"),
    ),
    agreements=(
        Agreement(
            **at("the 1999 Cod Convention"),
            text="the 1999 Cod Convention",
            kind="treaty",
            name="Cod Convention",
            year=1999,
        ),
        Agreement(
            **at(STATION),
            text=STATION,
            kind="project",
            parties=("NOR", "CAN"),
            amounts=(Amount(value=40e6, currency="USD", text="40 million dollars"),),
            quantities=(Quantity(value=300, unit="mile", text="300 miles"),),
            status="agreed",
        ),
    ),
    statements=(
        Statement(
            **QUOTATION,
            speaker="Anna Berg",
            country="NOR",
            text=f"{FIRST_WORDS} … {LAST_WORDS}",
            kind="split",
            about=("CAN",),
            when=TUESDAY,
            parts=(_part(FIRST_WORDS), _part(LAST_WORDS)),
        ),
        Statement(
            **at("that Ottawa might lift its port restrictions next spring"),
            speaker="Louis Marchand",
            country="CAN",
            text="that Ottawa might lift its port restrictions next spring",
            kind="indirect",
            about=("CAN",),
            addressee="NOR",
        ),
    ),
    events=EVENTS,
    assessments=(
        Assessment(
            **at("Relations between Oslo and Ottawa are warming"),
            dyad=("NOR", "CAN"),
            state="warm",
            trend="warming",
            holder="writer",
            text="warming",
            drivers=("both fear for the cod",),
        ),
        Assessment(
            **at("the mood is frostier"),
            dyad=("NOR", "ISL"),
            state="cool",
            trend="cooling",
            holder="writer",
            text="frostier",
        ),
        Assessment(
            **at("We are closer than we have been for years"),
            dyad=("CAN", "NOR"),
            state=None,
            trend="warming",
            holder="Anna Berg",
            text="We are closer than we have been for years",
            horizon="for years",
        ),
    ),
    positions=(
        Position(
            **at("Norway's defence minister, Per Lund, is wary of Canada"),
            person="Per Lund",
            country="NOR",
            on="CAN",
            leans="sceptical",
            text="is wary of Canada",
        ),
    ),
    outlook=(
        Outlook(
            **at("For now a wider deal remains out of reach"),
            text="a wider deal remains out of reach",
            about=("NOR", "CAN"),
            horizon="For now",
            holder="writer",
        ),
    ),
    implications=(
        Implication(
            **at("For the European Union, a pact without it would be awkward"),
            affected=("EU",),
            text="a pact without it would be awkward",
        ),
    ),
    notes=("Two sentences were longer than the parser takes and were not read.",),
    provenance=Provenance(detente="0.1.0", model="types-1", knowledge="2031-01"),
)

#: An article in which no states meet.
EMPTY = Account(
    article=Article(id="soup", body="The soup was warm. The bread was not.", title="Lunch"),
    sentences=((0, 18), (19, 37)),
)
