"""The desk's interface for what articles say: statements, agreements, meetings, positions; articles and search."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from detente.desk.asking import REFUSED, Code, Count, Day, OneCode, Page, TheDesk, Word, in_order, page_of
from detente.desk.state import Desk
from detente.record.browsing import MOST, list_articles
from detente.record.browsing import list_statements as statements_of

router = APIRouter(prefix="/api", responses=REFUSED)


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
    return page_of(found)


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
    in_order(since, until)
    with desk.reading() as record:
        return page_of(
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


def _passages(
    desk: Desk, kind: str, codes: tuple[str, ...], since: dt.date | None, until: dt.date | None, limit: int
) -> list[dict[str, Any]]:
    from detente.record.passages import passages

    with desk.reading() as record:
        upper = [code.upper() for code in codes]
        return passages(record.connection, kind, *upper, since=since, until=until, limit=limit)


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
