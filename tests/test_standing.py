"""Where a relation stands, in sentences for readers."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from detente.brief.standing import in_a_word, standing
from detente.brief.wording import signed, the
from detente.knowledge import load, names
from detente.relations.acts import Acts, acts
from detente.relations.courses import courses, partners
from detente.relations.relation import Relation, relation

NAMES = {"GRC": "Greece", "USA": "United States"}


def told(scores: list[float], every: int = 4, start: str = "2019-01-01") -> Acts:
    """Acts of Greece and the United States, one each ``every`` days, with these scores by turns."""
    days = np.datetime64(start) + np.arange(0, 600, every)
    goldstein = np.resize(np.array(scores), len(days))
    one = np.resize(np.array(["GRC", "USA"], dtype=object), len(days))
    other = np.resize(np.array(["USA", "GRC"], dtype=object), len(days))
    return acts(days, one, other, goldstein, np.where(goldstein >= 0, 1, 4), id=[f"a{n}" for n in range(len(days))])


def said(found: Relation) -> str:
    return " ".join(sentence.text for sentence in standing(found, NAMES))


def test_names_and_months_instead_of_codes_and_dates() -> None:
    found = relation(told([-8.0, -9.0]), "GRC", "USA")
    words = said(found)
    assert words.startswith("Relations between Greece and the United States were hostile in August 2020 (")
    assert "GRC" not in words and "USA" not in words and "2020-" not in words
    assert "none" not in words and "no act of cooperation and" in words
    assert in_a_word(found.standing).startswith("hostile")


def test_doubt_is_told_as_a_span_of_words() -> None:
    found = relation(told([-9.0, 6.0, -6.0, 5.0], every=60), "GRC", "USA")
    assert found.standing.word == "unknown"
    assert in_a_word(found.standing).startswith("between ")
    assert f"somewhere {in_a_word(found.standing)}" in said(found) and "%" in said(found)


def test_silence_is_told_with_the_day_of_the_last_report() -> None:
    found = relation(told([-8.0]), "GRC", "USA", until=dt.date(2023, 6, 30))
    assert "stood in June 2023 is not known: the last report is of" in said(found) and "August 2020" in said(found)
    assert "warming or cooling" not in said(found), "nothing is said of a course that nobody reports on"
    assert in_a_word(found.standing) == "no report since August 2020"


def test_nothing_is_told_of_nothing() -> None:
    found = relation(told([1.0]), "GRC", "TUR")
    assert said(found) == "The record holds no dated act between Greece and TUR."
    assert in_a_word(found.standing) == "nothing reported"


def test_every_sentence_rests_on_acts() -> None:
    assert all(sentence.ids for sentence in standing(relation(told([2.0, -3.0]), "GRC", "USA"), NAMES))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Israel", "Israel"),
        ("United States", "the United States"),
        ("Philippines", "the Philippines"),
        ("Cyprus", "Cyprus"),
        ("European Union", "the European Union"),
        ("Czech Republic", "the Czech Republic"),
    ],
)
def test_articles_before_names(name: str, shown: str) -> None:
    assert the(name) == shown


@pytest.mark.parametrize(("value", "shown"), [(2.31, "+2.3"), (-0.8, "−0.8"), (-0.04, "0.0"), (0.0, "0.0")])
def test_signs(value: float, shown: str) -> None:
    assert signed(value) == shown


def test_names_are_those_of_the_knowledge() -> None:
    whole, short = load(None), names()
    assert all(short[code] == country.name for code, country in whole.countries.items())
    assert short["EU"] == whole.organisations["EU"].name and set(whole.groups) <= set(short)


def test_courses_are_the_levels_of_the_relations() -> None:
    """Found together or alone: the same figures."""
    every = told([-8.0, 2.0, -5.0])
    assert partners(every, "GRC") == [("GRC", "USA")]
    (course,) = courses(every, [("GRC", "USA")])
    alone = relation(every, "GRC", "USA")
    assert np.array_equal(course.day, alone.both.day) and np.array_equal(course.reports, alone.both.reports)
    assert np.allclose(course.level.mean, alone.both.level.mean, atol=1e-9)
    assert course.standing == alone.standing
    (cut,) = courses(every, [("GRC", "USA")], since=dt.date(2020, 1, 15))
    assert cut.day[0] == np.datetime64("2020-01-01") and len(cut.acts) < len(course.acts)
    assert courses(every, [("GRC", "FJI")]) == ()
