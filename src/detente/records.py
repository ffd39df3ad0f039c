"""The frozen typed records that every part of the program speaks.

Offsets are counted in characters (Python ``str`` indices) of ``Article.body``: for every record that
inherits from :class:`Traced`, ``article.body[record.start:record.end]`` is its evidence, to the letter.
Dates are ISO calendar dates. Countries are ISO-3166 alpha-3 codes; organisations use their own
codes (``EU``, ``NATO``, ``UN``), armed groups the codes of ``knowledge`` (``HEZBOLLAH``).
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE",
    "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
]  # fmt: skip
"""The sixteen types of PLOVER."""
Status = Literal["actual", "recalled", "planned", "hypothetical", "negated", "claimed"]
"""How an act is told: only ``actual`` ones are the article's news."""
Precision = Literal["day", "week", "month", "year", "unknown"]
"""How exactly words fix a time."""
Quad = Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"]
"""Verbal or material, cooperation or conflict."""
RelationState = Literal["warm", "neutral", "cool", "frozen", "hostile", "mixed"]
"""How a relation is said to stand."""
Trend = Literal["warming", "cooling", "stable", "unclear"]
"""How a relation is said to move."""
StatementKind = Literal["direct", "split", "mixed", "indirect"]
"""``split``: quoted in parts; ``mixed``: partly quoted; ``indirect``: reported in other words."""
Leaning = Literal["favourable", "sceptical", "hostile", "unclear"]
"""How a person inside a government is disposed."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all records: immutable, keyword-only, JSON through msgspec."""


class When(Record, frozen=True, kw_only=True):
    """When something happened, as far as the words fix it and no further.

    ``earliest`` and ``latest`` bound the interval (inclusive); both are None when precision is
    ``unknown``. ``basis`` says in a few words what the interval rests on, for example
    ``"on Tuesday" from 2019-05-16``.
    """

    earliest: dt.date | None = None
    latest: dt.date | None = None
    precision: Precision = "unknown"
    basis: str = ""


class Actor(Record, frozen=True, kw_only=True):
    """Who acts, resolved at a date.

    ``country`` is an ISO alpha-3 code, an organisation's code or an armed group's code; None when the
    words name no state or organisation. ``sector`` is a PLOVER sector (GOV, MIL, LEG, JUD, SPY, OPP,
    PTY, REB, CVL, BUS, JRN, NGO, EDU ...), ``""`` for the bare state. ``name`` is the best name: the
    person's full name, or the state's or body's. ``office`` is the office held at the date, ``former``
    whether the person is named as, or known to be, a former holder of it.
    """

    name: str
    country: str | None = None
    sector: str = ""
    person: str | None = None
    office: str | None = None
    former: bool = False


class Traced(Record, frozen=True, kw_only=True):
    """A record that walks back to its words.

    ``sentence`` is the number of the sentence in the body, counted from 0; ``start`` and ``end`` are
    character offsets into ``Article.body``.
    """

    sentence: int
    start: int
    end: int


class Article(Record, frozen=True, kw_only=True):
    """A page of prose without its furniture.

    ``published_basis`` says what the date rests on: ``given``, ``metadata``, ``dateline`` or ``unknown``.
    ``standing`` is what the page says of the writer ("an Associate at LSE IDEAS").
    """

    id: str
    body: str
    title: str | None = None
    byline: str | None = None
    standing: str | None = None
    outlet: str | None = None
    published: dt.date | None = None
    published_basis: Literal["given", "metadata", "dateline", "unknown"] = "unknown"
    source: str | None = None


class ActorNote(Traced, frozen=True, kw_only=True):
    """An actor of the article, at its first mention, with the number of mentions."""

    name: str
    country: str | None
    sector: str = ""
    office: str | None = None
    former: bool = False
    mentions: int = 1


class Event(Traced, frozen=True, kw_only=True):
    """One directed act in PLOVER's terms; ``start:end`` spans its clause, ``trigger`` the coded words.

    ``goldstein`` is PLOVER's conflict-cooperation score of the type or mode (-10 to 10).
    ``confidence`` is the calibrated probability (0 to 1) that type and direction are right.
    ``claimed_by`` names the party whose word alone it rests on when status is ``claimed``.
    """

    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    actor: Actor
    recipient: Actor | None
    when: When
    status: Status
    quad: Quad
    goldstein: float
    confidence: float
    claimed_by: str | None = None
    trigger: str = ""


class Part(Record, frozen=True, kw_only=True):
    """One quoted stretch of a split quotation: offsets into the body."""

    start: int
    end: int


class Statement(Traced, frozen=True, kw_only=True):
    """Who said what about whom.

    ``text`` is the words said; for a split quotation the parts joined by `` … ``, each part's own
    offsets in ``parts``. For direct and indirect speech ``text == body[start:end]``.
    ``about`` are the codes of the states and bodies spoken of, ``addressee`` the code spoken to.
    """

    speaker: str
    country: str | None
    text: str
    kind: StatementKind
    about: tuple[str, ...] = ()
    addressee: str | None = None
    when: When = When()
    parts: tuple[Part, ...] = ()


class Amount(Record, frozen=True, kw_only=True):
    """A sum of money: ``value`` in units of ``currency`` (ISO 4217)."""

    value: float
    currency: str
    text: str = ""


class Quantity(Record, frozen=True, kw_only=True):
    """A measured quantity that is not money, for example 2000 mile."""

    value: float
    unit: str
    text: str = ""


class Agreement(Traced, frozen=True, kw_only=True):
    """A treaty, deal, accord, joint project or body founded together; ``text`` is its evidence."""

    text: str
    kind: str
    name: str | None = None
    parties: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    year: int | None = None
    status: str = "in force"


class Meeting(Traced, frozen=True, kw_only=True):
    """Who met whom, where, when and on what agenda. ``participants`` are names, ``countries`` codes."""

    participants: tuple[str, ...]
    countries: tuple[str, ...]
    place: str | None = None
    when: When = When()
    agenda: tuple[str, ...] = ()
    mode: str | None = None
    status: Status = "actual"


class AgendaItem(Traced, frozen=True, kw_only=True):
    """A subject that parties met or spoke about; ``code`` is a country or context code if it has one."""

    name: str
    kind: Literal["country", "issue", "agreement", "organisation"]
    code: str | None = None


class Assessment(Traced, frozen=True, kw_only=True):
    """How a relation is said to stand and move, in the view of ``holder`` ("writer" or a name)."""

    dyad: tuple[str, str]
    state: RelationState | None
    trend: Trend | None
    holder: str
    text: str
    drivers: tuple[str, ...] = ()
    horizon: str | None = None
    since: When = When()


class Position(Traced, frozen=True, kw_only=True):
    """Where one person inside a government stands on another state."""

    person: str
    country: str | None
    on: str
    leans: Leaning
    text: str


class Outlook(Traced, frozen=True, kw_only=True):
    """What is expected: ``about`` are the codes concerned, ``horizon`` the words of time."""

    text: str
    about: tuple[str, ...]
    horizon: str | None
    holder: str


class Implication(Traced, frozen=True, kw_only=True):
    """What the relation means for a third party."""

    affected: tuple[str, ...] = msgspec.field(name="for")
    text: str


class Provenance(Record, frozen=True, kw_only=True):
    """What coded this account: versions of the program, the type model and the knowledge."""

    detente: str
    model: str
    knowledge: str


class Account(Record, frozen=True, kw_only=True):
    """What a careful reader notes on one article. ``sentences`` are (start, end) pairs of the body."""

    article: Article
    sentences: tuple[tuple[int, int], ...]
    actors: tuple[ActorNote, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    positions: tuple[Position, ...] = ()
    outlook: tuple[Outlook, ...] = ()
    implications: tuple[Implication, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: Provenance | None = None
