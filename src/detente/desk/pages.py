"""The desk's pages. What is read on them is asked of ``/api`` by the page's script; without it they still say where."""

from __future__ import annotations

import math
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, get_args
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, FunctionLoader, StrictUndefined

import detente
from detente.brief.html import asset, page_parts
from detente.brief.plain import flat
from detente.brief.standing import in_a_word
from detente.brief.wording import day, signed
from detente.coding.plover import TYPES
from detente.desk.asking import Day, TheDesk
from detente.desk.state import Desk
from detente.desk.today import Today, today
from detente.glossary import meaning
from detente.knowledge import names
from detente.records import Account, Status

router = APIRouter()

Code = Annotated[str, Path(min_length=2, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
Key = Annotated[str, Path(max_length=40, pattern=r"^[0-9a-f]+$")]

#: Title and address of each page in the bar.
BAR = (
    ("Today", "/"),
    ("Relation", "/relation"),
    ("State", "/state"),
    ("Triad", "/triad"),
    ("Network", "/network"),
    ("Events", "/events"),
    ("Statements", "/statements"),
    ("Articles", "/articles"),
    ("Sources", "/sources"),
)


@cache
def _environment() -> Environment:
    folder = files("detente.desk").joinpath("page")

    def source(name: str) -> str:
        own = folder.joinpath(name)
        return own.read_text(encoding="utf-8") if own.is_file() else asset(name)

    made = Environment(
        loader=FunctionLoader(source), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"day": day, "points": _points, "said": in_a_word}
    return made


def _points(value: float) -> str:
    """As the page's script writes points: a sign, a true minus, "unknown" for none."""
    if math.isnan(value):
        return "unknown"
    return signed(value)


def _page(request: Request, name: str, title: str, status: int = 200, **values: Any) -> HTMLResponse:
    desk: Desk = request.app.state.desk
    whole = {
        "title": title,
        "bar": BAR,
        "here": request.url.path,
        "read_only": desk.settings.read_only,
        "names": _names(),
        "types": {kind: meaning(kind) for kind in TYPES},
        "statuses": get_args(Status),
        "version": quote(detente.__version__),
        **values,
    }
    return HTMLResponse(_environment().get_template(f"{name}.html.j2").render(whole), status_code=status)


@cache
def _names() -> dict[str, str]:
    """Names of codes, for lists to choose from."""
    return dict(sorted(names().items(), key=lambda item: item[1]))


def failed(request: Request, status: int, why: str) -> HTMLResponse:
    """A page for what cannot be shown, with what to do next."""
    return _page(request, "failed", "Not to be shown", status, why=why)


@router.get("/")
def page_today(request: Request, desk: TheDesk) -> HTMLResponse:
    """What moved, the newest turning points, meetings, agreements and relations."""
    found: Today = desk.kept("today", today)
    return _page(request, "today", "Today", found=found)


@router.get("/relation")
def page_choose(request: Request, one: str = "", other: str = "") -> Any:
    """Choose two states."""
    if one and other:
        return RedirectResponse(f"/relation/{one.upper()[:20]}/{other.upper()[:20]}", status_code=303)
    return _page(request, "relation", "Relation", one="", other="")


@router.get("/relation/{one}/{other}")
def page_relation(request: Request, one: Code, other: Code) -> HTMLResponse:
    """Two states: course, contexts, turning points, words, outlook."""
    one, other = one.upper(), other.upper()
    return _page(request, "relation", f"{_name(one)} and {_name(other)}", one=one, other=other)


@router.get("/state")
def page_choose_state(request: Request, code: str = "") -> Any:
    """Choose a state."""
    if code:
        return RedirectResponse(f"/state/{code.upper()[:20]}", status_code=303)
    return _page(request, "state", "State", code="", speakers=[], agenda=[])


@router.get("/state/{code}")
def page_state(request: Request, desk: TheDesk, code: Code, since: Day = None, until: Day = None) -> HTMLResponse:
    """One state: all its relations, its agenda, who speaks for it, in a period."""
    from detente.record.people import agenda_of, speakers_of

    code = code.upper()
    with desk.reading() as record:
        speakers = speakers_of(record.connection, code, since=since, until=until)
        agenda = agenda_of(record.connection, code, since=since, until=until)
    return _page(request, "state", _name(code), code=code, speakers=speakers, agenda=agenda)


@router.get("/triad")
def page_triad(request: Request, one: str = "", other: str = "", third: str = "") -> HTMLResponse:
    """Three relations and their balance."""
    codes = [code.upper()[:20] for code in (one, other, third)]
    return _page(request, "triad", "Triad" if not all(codes) else ", ".join(map(_name, codes)), codes=codes)


@router.get("/network")
def page_network(request: Request) -> HTMLResponse:
    """The signed network of a period as graph and matrix."""
    return _page(request, "network", "Network")


@router.get("/article/{key}")
def page_article(request: Request, desk: TheDesk, key: Key) -> HTMLResponse:
    """Text and account side by side."""
    with desk.reading() as record:
        account = record.account(key)
    events = [_event(account, key, n) for n in range(len(account.events))]
    return _page(request, "article", account.article.title or "Article", **page_parts(account), events=events, key=key)


def _event(account: Account, key: str, n: int) -> dict[str, Any]:
    """A coded event as a row of ``/api/acts``, for the form that corrects it."""
    event = account.events[n]
    first, last = event.when.earliest, event.when.latest
    return {
        "id": f"{key}#{n}",
        "type": event.type,
        "actor": event.actor.country or event.actor.name,
        "recipient": (event.recipient.country or event.recipient.name) if event.recipient else None,
        "day": str(first) if first else None,
        "span": (last - first).days if first and last else 0,
        "status": event.status,
        "weight": event.confidence,
        "told": flat(account.article.body[event.start : event.end]),
    }


@router.get("/account.{kind}", include_in_schema=False)
def account_asset(kind: Literal["css", "js"]) -> Response:
    """Style and script of an account's page."""
    media = {"css": "text/css", "js": "text/javascript"}[kind]
    return Response(asset(f"account.{kind}"), media_type=media, headers={"Cache-Control": "max-age=86400"})


@router.get("/articles")
def page_articles(request: Request) -> HTMLResponse:
    """All articles, full-text search, and adding."""
    return _page(request, "articles", "Articles")


@router.get("/statements")
def page_statements(request: Request) -> HTMLResponse:
    """Search by speaker, by whom it is about, by words."""
    return _page(request, "statements", "Statements")


@router.get("/events")
def page_events(request: Request) -> HTMLResponse:
    """Facets, paging, and export of what is shown."""
    from detente.formats.writing import FORMATS
    from detente.record.browsing import SORTS

    return _page(request, "events", "Events", formats=FORMATS, sorts=tuple(SORTS))


@router.get("/sources")
def page_sources(request: Request) -> HTMLResponse:
    """Coverage and quality."""
    return _page(request, "sources", "Sources and quality")


def _name(code: str) -> str:
    return _names().get(code, code)
