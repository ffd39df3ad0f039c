"""The desk's interface for programs, under ``/api``: the names of the Python API, answers in JSON or Arrow."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from detente.desk.state import Desk
from detente.errors import DetenteError
from detente.record.browsing import (
    MOST,
    Asked,
    Portion,
    Sort,
    count_partners,
    count_types,
    list_acts,
    list_articles,
    notable_acts,
    these_acts,
)
from detente.record.browsing import list_statements as statements_of

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.record import Record

router = APIRouter(
    prefix="/api", responses={400: {"description": "What was asked cannot be answered; `detail` says why."}}
)

ARROW = "application/vnd.apache.arrow.stream"
#: Beside JSON, in the description of those routes that can.
_TABLE: dict[int | str, dict[str, Any]] = {200: {"content": {ARROW: {}}}}
Code = Annotated[
    str, Query(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$", description="A state or body: GRC, EU.")
]
OneCode = Annotated[str | None, Query(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
Day = Annotated[dt.date | None, Query(description="YYYY-MM-DD")]
Word = Annotated[str | None, Query(max_length=200)]
Mark = Annotated[str | None, Query(max_length=200, description="The `after` of the portion before.")]
Count = Annotated[int, Query(ge=1, le=MOST)]
Format = Annotated[Literal["json", "arrow"], Query(description="`arrow` for an Arrow stream of the table.")]


def desk_of(request: Request) -> Desk:
    """The desk that answers."""
    found: Desk = request.app.state.desk
    return found


TheDesk = Annotated[Desk, Depends(desk_of)]


class Page(BaseModel):
    """A portion of a list; ask for the next with ``after`` until it is null."""

    rows: list[dict[str, Any]]
    after: str | None = Field(description="The mark of the next portion.")


@router.get("/record", summary="What the record holds")
def record(desk: TheDesk) -> dict[str, Any]:
    """Articles, items, data sets, and the versions that coded them."""
    from detente.record.showing import contents

    found = desk.kept("contents", lambda r: contents(r.connection))
    return {"contents": [{"what": what, "how": how} for what, how in found], "read_only": desk.settings.read_only}


@router.get("/relation", summary="How two states stand with each other", response_model=None, responses=_TABLE)
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
        return _arrow(found.to_arrow())
    return _json(desk.kept(("as JSON", *key), lambda _: _encoded(as_dict(found))))


@router.get("/courses", summary="All relations of a state at one scale")
def courses(
    desk: TheDesk, code: Code, since: Day = None, until: Day = None, most: Annotated[int, Query(ge=1, le=60)] = 24
) -> Response:
    """Temperature by month with its 80 % interval over the time that all of them share; the most acts first."""
    from detente.brief.courses import as_dict

    _in_order(since, until)
    key = ("courses", code.upper(), since, until, most)
    return _json(
        desk.kept(
            key,
            lambda r: _encoded([as_dict(c) for c in r.courses(code.upper(), since=since, until=until, most=most)]),
        )
    )


@router.get("/triad", summary="Signs and balance of three relations", response_model=None, responses=_TABLE)
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
        return _arrow(found.to_arrow())
    rows, moves = found.to_arrow().to_pylist(), [_plain(move) for move in found.moves]
    return _json(_encoded({"codes": codes, "by": by, "rows": rows, "moves": moves}))


@router.get("/network", summary="The signed network of a period", response_model=None, responses=_TABLE)
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
        return _arrow(found.to_arrow())
    told = {"camps": found.camps, "modularity": found.modularity, "balanced": found.balanced}
    return _json(_encoded({"edges": found.to_arrow().to_pylist(), **told}))


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
        _asked(one, other, since, until, context, type, source), actor=actor.upper() if actor else None, sector=sector
    )
    with desk.reading() as record:
        return _page(list_acts(record.connection, asked, sort=sort, after=after, limit=limit))


@router.get("/acts/types", summary="How many acts of each type there are")
def types(
    desk: TheDesk, one: OneCode = None, other: OneCode = None, since: Day = None, until: Day = None,
    context: Word = None, source: Word = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """The facets of a list of acts."""
    asked = _asked(one, other, since, until, context, None, source)
    found = desk.kept(("types", asked), lambda r: count_types(r.connection, asked))
    return [{"type": name, "acts": count} for name, count in found]


@router.get("/acts/notable", summary="The gravest acts over time")
def notable(
    desk: TheDesk, one: Code, other: Code, since: Day = None, until: Day = None, context: Word = None,
    source: Word = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """At most one of cooperation and one of conflict in each of sixty equal stretches: the marks of a chart."""
    asked = _asked(one, other, since, until, context, None, source)
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


@router.get("/statements", summary="Who said what about whom", response_model=Page)
def statements(
    desk: TheDesk,
    words: Word = None,
    speaker: Word = None,
    about: OneCode = None,
    one: OneCode = None,
    other: OneCode = None,
    since: Day = None,
    until: Day = None,
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Count = 50,
) -> dict[str, Any]:
    """By words, by speaker (a name or a code), by whom it is about; ``one`` and ``other`` for a relation."""
    pair = (one.upper(), other.upper()) if one and other else None
    with desk.reading() as record:
        found = statements_of(
            record.connection, words=words, speaker=speaker, about=about, pair=pair, since=since, until=until,
            after=after, limit=limit,
        )  # fmt: skip
    return _page(found)


@router.get("/assessments", summary="How others see a relation")
def assessments(desk: TheDesk, one: Code, other: Code, since: Day = None, until: Day = None) -> list[dict[str, Any]]:
    """Assessments of a relation with their holder, state and trend, by day of publication."""
    with desk.reading() as record:
        found = record.words("assessments", one.upper(), other.upper(), since=since, until=until)
    return [_words(item) for item in found[-MOST:]]


@router.get("/agreements", summary="Agreements between two states")
def agreements(
    desk: TheDesk, one: Code, other: Code, since: Day = None, until: Day = None, limit: Count = 50
) -> list[dict[str, Any]]:
    """With parties, amounts, years and status; the latest first, each with its sentence."""
    return _passages(desk, "agreements", (one, other), since, until, limit)


@router.get("/meetings", summary="Meetings of two states")
def meetings(
    desk: TheDesk, one: Code, other: Code, since: Day = None, until: Day = None, limit: Count = 50
) -> list[dict[str, Any]]:
    """With participants, agenda and status; the latest first, each with its sentence."""
    return _passages(desk, "meetings", (one, other), since, until, limit)


@router.get("/positions", summary="Positions inside governments")
def positions(
    desk: TheDesk, code: Code, since: Day = None, until: Day = None, limit: Count = 50
) -> list[dict[str, Any]]:
    """Who in a government leans which way on what; the latest first, each with its sentence."""
    return _passages(desk, "positions", (code,), since, until, limit)


@router.get("/outlooks", summary="What articles expect of a relation")
def outlooks(
    desk: TheDesk, one: Code, other: Code, since: Day = None, until: Day = None, limit: Count = 50
) -> list[dict[str, Any]]:
    """Who expects what by when; the latest first, each with its sentence. For the record's own see `/api/outlook`."""
    return _passages(desk, "outlooks", (one, other), since, until, limit)


@router.get("/implications", summary="What relations mean for third parties")
def implications(
    desk: TheDesk, one: Code, other: OneCode = None, since: Day = None, until: Day = None, limit: Count = 50
) -> list[dict[str, Any]]:
    """For ``one``; with ``other``, for whomever the relation of the two is said to matter. Each with its sentence."""
    return _passages(desk, "implications", (one, other) if other else (one,), since, until, limit)


@router.get("/search", summary="Sentences that hold words")
def search(
    desk: TheDesk, words: Annotated[str, Query(min_length=1, max_length=200)], limit: Count = 50
) -> list[dict[str, Any]]:
    """Full-text search over the stored sentences, the best first."""
    from detente.record.search import build, find

    with desk.reading() as record:
        if not desk.settings.read_only and desk.writing.acquire(blocking=False):
            try:
                build(record.connection)
            finally:
                desk.writing.release()
        return [dataclasses.asdict(hit) for hit in find(record.connection, words, limit)]


@router.get("/articles", summary="Articles, the latest added first", response_model=Page)
def articles(
    desk: TheDesk,
    outlet: Word = None,
    since: Day = None,
    until: Day = None,
    after: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Count = 50,
) -> dict[str, Any]:
    """With outlet, day, and the number of coded events; of one outlet, or published in a time."""
    _in_order(since, until)
    with desk.reading() as record:
        return _page(
            list_articles(record.connection, outlet=outlet, since=since, until=until, after=after, limit=limit)
        )


@router.get("/account/{key}", summary="The account of an article")
def account(desk: TheDesk, key: Annotated[str, Path(max_length=40)]) -> dict[str, Any]:
    """As `detente read --format json` prints it."""
    import msgspec

    with desk.reading() as record:
        found: dict[str, Any] = msgspec.to_builtins(record.account(key))
    return found


@router.get("/sources", summary="Coverage and quality")
def sources(desk: TheDesk) -> dict[str, Any]:
    """Articles by outlet and month, confidence of events, data sets, versions."""
    from detente.record.coverage import coverage

    return desk.kept("coverage", lambda r: coverage(r.connection))


def _asked(
    one: str | None, other: str | None, since: dt.date | None, until: dt.date | None, context: str | None,
    type: str | None, source: str | None,
) -> Asked:  # fmt: skip
    _in_order(since, until)
    return Asked(
        one=one.upper() if one else None, other=other.upper() if other else None, since=since, until=until,
        context=context or None, type=type or None, source=source or None,
    )  # fmt: skip


def _in_order(since: dt.date | None, until: dt.date | None) -> None:
    if since and until and since > until:
        raise DetenteError(f"since {since} is later than until {until}; exchange them")


def _passages(
    desk: Desk, kind: str, codes: tuple[str, ...], since: dt.date | None, until: dt.date | None, limit: int
) -> list[dict[str, Any]]:
    from detente.record.passages import passages

    with desk.reading() as record:
        upper = [code.upper() for code in codes]
        return passages(record.connection, kind, *upper, since=since, until=until, limit=limit)


@cache
def _sentence_names() -> dict[str, str]:
    from detente.brief.wording import in_sentences
    from detente.knowledge import names

    return in_sentences(names())


def _page(portion: Portion) -> dict[str, Any]:
    return {"rows": list(portion.rows), "after": portion.after}


def _words(item: Any) -> dict[str, Any]:
    import msgspec

    return {
        **msgspec.to_builtins(item.record),
        "id": item.id,
        "article": item.id.rpartition("#")[0],
        "title": item.title,
        "outlet": item.outlet,
        "published": item.published,
        "told": item.sentence,
    }


def _plain(item: Any) -> dict[str, Any]:
    return {f.name: getattr(item, f.name) for f in dataclasses.fields(item)}


def _encoded(value: Any) -> bytes:
    """JSON without the checks that models need: large answers are made from figures of ours. NaN becomes null."""
    import msgspec

    return msgspec.json.encode(value)


def _json(encoded: bytes) -> Response:
    return Response(encoded, media_type="application/json")


def _arrow(table: pa.Table) -> Response:
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return Response(sink.getvalue().to_pybytes(), media_type=ARROW)
