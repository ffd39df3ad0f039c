"""How dates, shares, sums and names are worded, and text made harmless."""

from __future__ import annotations

import datetime as dt

import pytest

from detente.brief import wording
from detente.brief.plain import clean, flat
from detente.records import Account, Actor, ActorNote, Amount, Article, When


def span(first: str, last: str, precision: str) -> When:
    return When(earliest=dt.date.fromisoformat(first), latest=dt.date.fromisoformat(last), precision=precision)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (span("2019-05-14", "2019-05-14", "day"), "14 May 2019"),
        (span("2019-05-13", "2019-05-19", "week"), "13–19 May 2019"),
        (span("2019-05-27", "2019-06-02", "week"), "27 May – 2 June 2019"),
        (span("2018-12-31", "2019-01-06", "week"), "31 December 2018 – 6 January 2019"),
        (span("2019-05-01", "2019-05-31", "month"), "May 2019"),
        (span("2019-03-01", "2019-05-31", "month"), "March–May 2019"),
        (span("2018-12-01", "2019-02-28", "month"), "December 2018–February 2019"),
        (span("2017-01-01", "2017-12-31", "year"), "2017"),
        (span("2014-01-01", "2016-12-31", "year"), "2014–2016"),
        (When(), "date unknown"),
        (When(latest=dt.date(2019, 5, 14)), "by 14 May 2019"),
        (When(earliest=dt.date(2019, 5, 14)), "from 14 May 2019"),
    ],
)
def test_dates_are_no_more_precise_than_they_are(when, words):
    assert wording.when(when) == words


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.5, "50%"), (0.997, "99%"), (1.0, "100%"), (0.001, "1%"), (0.0, "0%"), (0.126, "13%")],
)
def test_a_share_is_certain_only_when_it_is(share, words):
    assert wording.percent(share) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (4e11, "EUR 400 billion"),
        (1.5e6, "EUR 1.5 million"),
        (2000, "EUR 2,000"),
        (12.5, "EUR 12.5"),
        (3e12, "EUR 3 trillion"),
    ],
)
def test_sums_are_short(value, words):
    assert wording.amount(Amount(value=value, currency="EUR")) == words


def test_a_date_says_what_it_rests_on():
    article = Article(id="a", body="x", published=dt.date(2019, 5, 16), published_basis="metadata")
    assert wording.published(article) == "16 May 2019 (from the page's metadata)"
    assert wording.published(Article(id="a", body="x")) == "date unknown"


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (None, "(nobody named)"),
        (Actor(name="Norway", country="NOR"), "Norway"),
        (Actor(name="Anna Berg", person="Anna Berg", country="NOR"), "Anna Berg (Norway)"),
        (
            Actor(name="Anna Berg", person="Anna Berg", country="NOR", office="envoy", former=True),
            "former envoy Anna Berg (Norway)",
        ),
        (Actor(name="Anna Berg", person="Anna Berg", former=True), "former Anna Berg"),
        (Actor(name="", country="FIN"), "FIN"),
    ],
)
def test_parties(actor, words):
    assert wording.party(actor, {"NOR": "Norway"}) == words


def test_text_is_made_harmless_but_not_poorer():
    assert clean("a\x1b[1mb\x07\x9b") == "a[1mb"
    assert clean("a\u202eb\u2069") == "a[U+202E]b[U+2069]"
    assert clean("\ud800x\ufffe") == "\ufffdx\ufffd"
    assert clean("é\n\u200d中 \U0001f1f3\U0001f1f4") == "é\n\u200d中 \U0001f1f3\U0001f1f4"
    assert flat(" a\n\tb\u2028c ") == "a b c"


def test_long_words_are_cut_after_a_word():
    assert wording.clip("one two three", 13) == "one two three"
    assert wording.clip("one two, three", 12) == "one two …"
    assert wording.clip("one two three", 7) == "one two …"
    assert wording.clip("x" * 30, 10) == "x" * 10 + " …"


def test_states_are_named_as_the_article_names_them_and_bodies_by_their_codes():
    notes = [
        ("Foreign Office", "GBR", "GOV"), ("United Kingdom", "GBR", ""), ("Finland", "FIN", "GOV"),
        ("Army", "SWE", "MIL"),
        ("Atlantic Treaty Organisation", "NATO", "IGO"),
    ]  # fmt: skip
    actors = tuple(
        ActorNote(sentence=0, start=0, end=1, name=name, country=code, sector=sector) for name, code, sector in notes
    )
    account = Account(article=Article(id="a", body="x"), sentences=((0, 1),), actors=actors)
    assert wording.names_of(account) == {"GBR": "United Kingdom", "FIN": "Finland"}
