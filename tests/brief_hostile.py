"""Accounts whose every text is hostile: for the tests of what readers see."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

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
    Position,
    Quantity,
    Statement,
    When,
)

ATTACKS = (
    "</script><img src=x onerror=alert(1)>",
    "</style><script>alert(1)</script>",
    "<a href=\"javascript:alert(1)\" onclick='x'>y</a>",
    "[red]x[/red]",
    "\x1b[31mred\x1b[0m",
    "\x9b31m",
    "a\u202eb\u2066c",
    "![i](http://e.example/x.png) [l](javascript:x) `c` **b** | cell |",
    "{{ 7 * 7 }} {% raw %}",
    "<!-- c --> ]]> <![CDATA[",
    "http://e.example www.e.example @someone",
    "# h\n\n- li\n> q\n---\n<div>",
    "\x00\ufffe\ud800",
    "&lt;b&gt; &amp;",
)


def hostile_text() -> st.SearchStrategy[str]:
    """Non-empty text of anything at all, well mixed with attacks."""
    anything = st.text(st.characters(), max_size=20)
    return st.lists(st.sampled_from(ATTACKS) | anything, min_size=1, max_size=4).map("".join).filter(bool)


def hostile_account(text: str) -> Account:
    """An account that has ``text`` in every place where an article or a model could put words."""
    actor = Actor(name=text, country=text, person=text, office=text, former=True)
    other = Actor(name="Norway", country="NOR")
    when = When(earliest=dt.date(2031, 1, 1), latest=dt.date(2031, 1, 1), precision="day", basis=text)
    at = {"sentence": 0, "start": 0, "end": len(text)}
    return Account(
        article=Article(
            id=text, body=f"{text} after", title=text, byline=text, standing=text, outlet=text, source=text
        ),
        sentences=((0, len(text) + 6),),
        actors=(ActorNote(**at, name=text, country=text, office=text, sector=text),),
        meetings=(Meeting(**at, participants=(text,), countries=(text,), place=text, agenda=(text,), mode=text),),
        agenda=(AgendaItem(**at, name=text, kind="issue", code=text),),
        agreements=(
            Agreement(
                **at,
                text=text,
                kind=text,
                name=text,
                parties=(text,),
                amounts=(Amount(value=1.0, currency=text),),
                quantities=(Quantity(value=1.0, unit=text, text=text),),
                status=text,
            ),
        ),
        statements=(Statement(**at, speaker=text, country=text, text=text, kind="direct", about=(text,)),),
        events=tuple(
            Event(
                **at,
                type="ACCUSE",
                mode=text,
                contexts=(text,),
                actor=actor,
                recipient=other,
                when=when,
                status=status,
                quad="verbal conflict",
                goldstein=-3.0,
                confidence=0.5,
                claimed_by=text,
                trigger=text,
            )
            for status in ("actual", "claimed")
        ),
        assessments=(
            Assessment(
                **at,
                dyad=(text, "NOR"),
                state="warm",
                trend=None,
                holder=text,
                text=text,
                drivers=(text,),
                horizon=text,
            ),
        ),
        positions=(Position(**at, person=text, country=text, on=text, leans="unclear", text=text),),
        outlook=(Outlook(**at, text=text, about=(text,), horizon=text, holder=text),),
        implications=(Implication(**at, affected=(text,), text=text),),
        notes=(text,),
    )
