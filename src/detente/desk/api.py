"""The desk's interface for programs, under ``/api``: the names of the Python API, answers in JSON or Arrow."""

from __future__ import annotations

import dataclasses
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response

from detente.desk.asking import (
    REFUSED,
    TABLE,
    Code,
    Count,
    Day,
    Format,
    Mark,
    OneCode,
    Page,
    TheDesk,
    Word,
    as_arrow,
    as_json,
    asked_for,
    encoded,
    in_order,
    page_of,
)
from detente.record.browsing import (
    Sort,
    count_partners,
    count_types,
    list_acts,
    notable_acts,
    these_acts,
)

if TYPE_CHECKING:
    from detente.record import Record

router = APIRouter(prefix="/api", responses=REFUSED)


@router.get("/record", summary="What the record holds")
def record(desk: TheDesk) -> dict[str, Any]:
    """Articles, items, data sets, and the versions that coded them."""
    from detente.record.showing import contents

    found = desk.kept("contents", lambda r: contents(r.connection))
    return {"contents": [{"what": what, "how": how} for what, how in found], "read_only": desk.settings.read_only}


@router.get("/relation", summary="How two states stand with each other", response_model=None, responses=TABLE)
def relation(
    desk: TheDesk,
    one: Code,
    other: Code,
    since: Day = None,
    until: Day = None,
    by: Literal["day", "week", "month"] = "month",
    context: Word = None,
    source: Word = None,
    format: Format = "json",
) -> dict[str, Any] | Response:
    """Standing in sentences that name their acts, level with intervals, turning points, parts, and words said."""
    from detente.brief.relation import as_dict

    key = ("relation", one.upper(), other.upper(), since, until, by, context, source)
    found = desk.kept(
        key,
        lambda r: r.relation(
            one.upper(), other.upper(), since=since, until=until, by=by, context=context,
            sources=[source] if source else None,
        ),
    )  # fmt: skip
    if format == "arrow":
        return as_arrow(found.to_arrow())
    return as_json(desk.kept(("as JSON", *key), lambda _: encoded(as_dict(found))))


@router.get("/courses", summary="All relations of a state at one scale")
def courses(
    desk: TheDesk, code: Code, since: Day = None, until: Day = None, most: Annotated[int, Query(ge=1, le=60)] = 24
) -> Response:
    """Temperature by month with its 80 % interval over the time that all of them share; the most acts first."""
    from detente.brief.courses import as_dict

    in_order(since, until)
    key = ("courses", code.upper(), since, until, most)
    return as_json(
        desk.kept(
            key,
            lambda r: encoded([as_dict(c) for c in r.courses(code.upper(), since=since, until=until, most=most)]),
        )
    )


@router.get("/triad", summary="Signs and balance of three relations", response_model=None, responses=TABLE)
def triad(
    desk: TheDesk,
    one: Code,
    other: Code,
    third: Code,
    since: Day = None,
    until: Day = None,
    by: Literal["month", "quarter", "year"] = "quarter",
    format: Format = "json",
) -> dict[str, Any] | Response:
    """Each step with the three levels, their signs and the probability of balance; and who moved."""
    codes = (one.upper(), other.upper(), third.upper())
    found = desk.kept(("triad", codes, since, until, by), lambda r: r.triad(*codes, since=since, until=until, by=by))
    if format == "arrow":
        return as_arrow(found.to_arrow())
    rows, moves = found.to_arrow().to_pylist(), [_plain(move) for move in found.moves]
    return as_json(encoded({"codes": codes, "by": by, "rows": rows, "moves": moves}))


@router.get("/network", summary="The signed network of a period", response_model=None, responses=TABLE)
def network(
    desk: TheDesk,
    since: Day = None,
    until: Day = None,
    min_reports: Annotated[int, Query(ge=1, le=100_000)] = 5,
    format: Format = "json",
) -> dict[str, Any] | Response:
    """Edges with their intervals, camps, and the share of sure triangles that balance."""
    found = desk.kept(
        ("network", since, until, min_reports),
        lambda r: r.network(since=since, until=until, min_reports=min_reports),
    )
    if format == "arrow":
        return as_arrow(found.to_arrow())
    told = {"camps": found.camps, "modularity": found.modularity, "balanced": found.balanced}
    return as_json(encoded({"edges": found.to_arrow().to_pylist(), **told}))


@router.get("/outlook", summary="What is to be expected of a relation")
def outlook(
    desk: TheDesk, one: Code, other: Code, horizon: Annotated[str, Query(max_length=10)] = "3m", as_of: Day = None
) -> dict[str, Any]:
    """Probabilities of warming, staying and cooling, months ahead with intervals, and how such forecasts did."""
    from detente.brief.outlook import as_dict
    from detente.relations.outlook import months_of, on_the_past
    from detente.relations.outlook import outlook as foretold

    pair, ahead = (one.upper(), other.upper()), months_of(horizon)

    def made(record: Record) -> dict[str, Any]:
        acts = record.acts(until=as_of)
        # the test takes most of the time, and is the same for all relations
        tested = partial(desk.kept, ("tested", ahead, as_of), lambda _: on_the_past(acts, ahead))
        return as_dict(foretold(acts, *pair, horizon=horizon, as_of=as_of, tested=tested, names=_sentence_names()))

    return desk.kept(("outlook", *pair, ahead, as_of), made, asks=True)


@router.get("/acts", summary="Acts in portions", response_model=Page)
def acts(
    desk: TheDesk,
    one: OneCode = None,
    other: OneCode = None,
    since: Day = None,
    until: Day = None,
    context: Word = None,
    type: Word = None,
    source: Word = None,
    actor: OneCode = None,
    sector: Word = None,
    sort: Sort = "newest",
    after: Mark = None,
    limit: Count = 50,
) -> dict[str, Any]:
    """Coded happenings, each once, and imported events; coded ones with their first telling's sentence.

    ``actor`` takes those of one side, ``sector`` those of a part of it ("GOV"; "none" for acts that name no part).
    """
    asked = dataclasses.replace(
        asked_for(one, other, since, until, context, type, source),
        actor=actor.upper() if actor else None,
        sector=sector,
    )
    with desk.reading() as record:
        return page_of(list_acts(record.connection, asked, sort=sort, after=after, limit=limit))


@router.get("/acts/types", summary="How many acts of each type there are")
def types(
    desk: TheDesk, one: OneCode = None, other: OneCode = None, since: Day = None, until: Day = None,
    context: Word = None, source: Word = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The facets of a list of acts."""
    asked = asked_for(one, other, since, until, context, None, source)
    found = desk.kept(("types", asked), lambda r: count_types(r.connection, asked))
    return [{"type": name, "acts": count} for name, count in found]


@router.get("/acts/notable", summary="The gravest acts over time")
def notable(
    desk: TheDesk, one: Code, other: Code, since: Day = None, until: Day = None, context: Word = None,
    source: Word = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """At most one of cooperation and one of conflict in each of sixty equal stretches: the marks of a chart."""
    asked = asked_for(one, other, since, until, context, None, source)
    return list(desk.kept(("notable", asked), lambda r: notable_acts(r.connection, asked)))


@router.get("/acts/these", summary="Acts by their ids")
def these(
    desk: TheDesk, id: Annotated[list[Annotated[str, Query(max_length=200)]], Query(min_length=1, max_length=60)]
) -> list[dict[str, Any]]:
    """As `/api/acts` gives them, in the order asked for; ids of no act are passed over."""
    with desk.reading() as record:
        return list(these_acts(record.connection, id))


@router.get("/act/{id:path}", summary="The sentences behind an act")
def act(desk: TheDesk, id: Annotated[str, Path(max_length=200)]) -> dict[str, Any]:
    """All tellings of a coded act, or the row of an imported one."""
    with desk.reading() as record:
        found = record.behind(id)
    tellings = [
        {"id": told, "article": told.rpartition("#")[0], "outlet": outlet, "published": day, "sentence": sentence}
        for told, outlet, day, sentence in found.tellings
    ]
    return {"id": found.id, "day": found.day, "line": found.line, "tellings": tellings}


@router.get("/partners", summary="Pairs with the most acts")
def partners(desk: TheDesk, code: OneCode = None, since: Day = None, limit: Count = 40) -> list[dict[str, Any]]:
    """Of one code where it is named, else of all."""
    mine = code.upper() if code else None
    found = desk.kept(("partners", mine, since, limit), lambda r: count_partners(r.connection, mine, since, limit))
    return [{"one": one, "other": other, "acts": count} for one, other, count in found]


@cache
def _sentence_names() -> dict[str, str]:
    from detente.brief.wording import in_sentences
    from detente.knowledge import names

    return in_sentences(names())


def _plain(item: Any) -> dict[str, Any]:
    return {f.name: getattr(item, f.name) for f in dataclasses.fields(item)}
