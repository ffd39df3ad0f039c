"""Folding onto what a record holds: however it is divided, what is placed is what one pass would have placed."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.record import Record
from detente.record.adding import Adder
from detente.record.happenings import Happenings, Telling
from detente.records import Account, Actor, Article, When
from happening_samples import event, on

_STATES = st.sampled_from([None, "GBR", "RUS"])
_DAYS = st.sampled_from([dt.date(2017, 12, 30), dt.date(2018, 1, 2), dt.date(2018, 1, 31), dt.date(2018, 3, 14)])
#: Days, spans over the turn of a month and of a year, one too long to date anything, and none.
_WHENS = [on(dt.date(2017, 12, 29), 5), on(dt.date(2018, 1, 30), 4), on(dt.date(2017, 6, 1), 365), on(14), When()]
_WHENS.append(on(dt.date(2016, 1, 1), 900))


@st.composite
def accounts(draw: st.DrawFn) -> list[tuple[str, Account]]:
    """Articles of some days, with events that fold in some places."""
    made = []
    for n in range(draw(st.integers(1, 12))):
        body = draw(st.sampled_from(["Nerve agent in the city.", "Tanks near the border.", f"Report number {n}."]))
        events = tuple(
            event(
                end=len(body),
                type=draw(st.sampled_from(["ACCUSE", "SANCTION"])),
                status=draw(st.sampled_from(["actual", "recalled", "planned"])),
                when=draw(st.sampled_from(_WHENS)),
                actor=Actor(name="One", country=draw(_STATES)),
                recipient=draw(st.sampled_from([None, Actor(name="Other", country="FRA")])),
            )
            for _ in range(draw(st.integers(0, 4)))
        )
        page = Article(id=f"a{n}", body=body, published=draw(st.none() | _DAYS))
        made.append((f"a{n}", Account(article=page, sentences=((0, len(body)),), events=events)))
    return made


def one_pass(made: list[tuple[str, Account]]) -> list[tuple[str, int, int]]:
    """Article, number and happening of every event, placed one after the other."""
    happenings, placed = Happenings(), []
    for key, account in made:
        page = account.article
        for n, act in enumerate(account.events):
            telling = Telling(
                article=key, n=n, story=key, outlet=None, published=page.published, event=act, words=page.body
            )
            placed.append((key, n, happenings.place(telling)))
    return sorted(placed)


@settings(max_examples=40, deadline=None)
@given(accounts(), st.data())
def test_folds_do_not_hang_on_where_the_adding_stopped(made: list[tuple[str, Account]], data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, at = Path(folder) / "r.duckdb", 0
        while at < len(made):
            upto = at + data.draw(st.integers(1, len(made) - at), label="added at once")
            with Record.open(path) as record, Adder(record.connection) as adder:
                while at < upto:
                    adder.claim(made[at][0])
                    adder.keep(*made[at])
                    at += 1
                    if data.draw(st.booleans(), label="written at once"):
                        adder.flush()
        with Record.open(path, read_only=True) as record:
            found = record.connection.execute('select "article", n, happening from happenings').fetchall()
    assert sorted(found) == one_pass(made)
