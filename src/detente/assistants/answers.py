"""What is answered of an open record: each function gives one tool's answer, small and with its evidence."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from detente.assistants.evidence import (
    act_of,
    acts_of,
    articles,
    cut,
    events_of,
    expected,
    quote,
    statements_of,
)
from detente.assistants.shapes import (
    ActAnswer,
    EventsAnswer,
    OutlookAnswer,
    Period,
    RecordAnswer,
    RelationAnswer,
    SearchAnswer,
    Share,
    Standing,
    StatementsAnswer,
    Supported,
    Turn,
)
from detente.errors import DetenteError
from detente.record.browsing import Asked, list_acts, list_statements

if TYPE_CHECKING:
    from detente.record.record import Record
    from detente.relations.outlook import Forecast

#: Of a relation: acts named by a sentence, turning points, acts of one, months, issues; of a record: pairs.
_ACTS, _TURNS, _TURN_ACTS, _MONTHS, _SHARES, _PAIRS = 5, 5, 3, 12, 6, 20


def contents_answer(record: Record) -> RecordAnswer:
    """What the record holds, and its busiest pairs."""
    from detente.record.browsing import count_partners
    from detente.record.showing import contents

    held = {cut(what, 100): cut(how, 300) for what, how in contents(record.connection)}
    return RecordAnswer(contents=held, pairs=count_partners(record.connection, limit=_PAIRS))


def relation_answer(
    record: Record, one: str, other: str, since: dt.date | None, until: dt.date | None
) -> RelationAnswer:
    """The standing with the acts each of its sentences rests on, the latest turning points, and the course."""
    from detente.brief.relation import as_dict

    in_order(since, until)
    told = as_dict(record.relation(one, other, since=since, until=until))
    standing = told["standing"]
    said = [
        Supported(text=s["text"], acts=s["acts"][:_ACTS], more=max(len(s["acts"]) - _ACTS, 0))
        for s in standing["sentences"]
    ]
    latest = told["turning_points"][::-1]
    turns = [Turn(**{**t, "acts": t["acts"][:_TURN_ACTS]}) for t in latest[:_TURNS]]
    course = [row for row in told["series"] if row["series"] == told["series"][0]["series"]]
    return RelationAnswer(
        pair=(one, other),
        acts=told["acts"],
        undated=told["undated"],
        standing=Standing(**{k: v for k, v in standing.items() if k != "sentences"}),
        sentences=said,
        turning_points=turns,
        earlier_turning_points=len(latest) - len(turns),
        course=[Period(**{name: row[name] for name in Period.model_fields}) for row in course[-_MONTHS:]],
        issues=_shares(told["contexts"]),
        parts_of_government=_shares(told["sectors"]),
        evidence=acts_of(record, [id_ for ids in (*(s.acts for s in said), *(t.acts for t in turns)) for id_ in ids]),
    )


def _shares(parts: list[dict[str, Any]]) -> list[Share]:
    return [Share(**{name: part[name] for name in Share.model_fields}) for part in parts[:_SHARES]]


def events_answer(record: Record, asked: Asked, after: str | None, limit: int) -> EventsAnswer:
    """Acts, the newest first."""
    in_order(asked.since, asked.until)
    found = list_acts(record.connection, asked, after=after, limit=limit)
    return EventsAnswer(acts=events_of(record, found), after=found.after)


def act_answer(record: Record, id: str, after: int, limit: int) -> ActAnswer:
    """An act with ``limit`` of its tellings from the ``after``-th on."""
    found = record.behind(id)
    end = after + limit
    return ActAnswer(act=act_of(record, found, after, limit), after=end if end < len(found.tellings) else None)


def statements_answer(
    record: Record,
    words: str | None,
    speaker: str | None,
    about: str | None,
    pair: tuple[str, str] | None,
    since: dt.date | None,
    until: dt.date | None,
    after: int,
    limit: int,
) -> StatementsAnswer:
    """Statements, the latest published first."""
    in_order(since, until)
    found = list_statements(
        record.connection, words=words, speaker=speaker, about=about, pair=pair, since=since, until=until,
        after=after, limit=limit,
    )  # fmt: skip
    return StatementsAnswer(
        statements=statements_of(record, found.rows), after=None if found.after is None else int(found.after)
    )


def search_answer(record: Record, words: str, limit: int) -> SearchAnswer:
    """Sentences that hold the words, the best first."""
    from detente.record.search import find

    found = find(record.connection, words, limit)
    about = articles(record, (hit.article for hit in found))
    return SearchAnswer(
        sentences=[quote(f"sentence {hit.article}#{hit.sentence}", hit.text, about[hit.article]) for hit in found],
        note=None if found else "No stored sentence was found to hold these words; try fewer, or other forms of them.",
    )


def outlook_answer(record: Record, forecast: Forecast) -> OutlookAnswer:
    """The forecast, the latest acts it starts from, and what articles expect."""
    from detente.brief.outlook import as_dict

    one, other = forecast.one, forecast.other
    told = as_dict(forecast)
    latest = list_acts(record.connection, Asked(one=one, other=other, until=forecast.as_of), limit=_ACTS)
    return OutlookAnswer(
        **{**told, "pair": (one, other)},
        evidence=events_of(record, latest),
        expected_by_others=expected(record, one, other, None),
    )


def in_order(since: dt.date | None, until: dt.date | None) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        DetenteError: says so.
    """
    if since is not None and until is not None and since > until:
        raise DetenteError(f"since {since} is later than until {until}; exchange them")
