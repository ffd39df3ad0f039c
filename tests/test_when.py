"""Words of time, against rows of hand-placed expressions and against properties that hold for any text."""

from __future__ import annotations

import csv
import datetime as dt
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from detente.coding.numerals import words
from detente.coding.when import Tense, TimeExpression, bounded, resolve_expression, time_expressions

PUBLISHED = dt.date(2019, 5, 16)  # a Thursday


class Row(NamedTuple):
    sentence: str
    expression: str
    published: dt.date | None
    tense: Tense
    earliest: str
    latest: str
    precision: str


def _rows() -> list[Row]:
    path = Path(__file__).parent / "data" / "when.tsv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Row(
                r["sentence"],
                r["expression"],
                dt.date.fromisoformat(r["published"]) if r["published"] else None,
                r["tense"],
                r["earliest"],
                r["latest"],
                r["precision"],
            )
            for r in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


ROWS = _rows()
_DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2060, 1, 1))


def test_there_are_enough_rows() -> None:
    assert len(ROWS) >= 200


@pytest.mark.parametrize("row", [r for r in ROWS if r.expression], ids=lambda r: f"{r.expression}-{r.tense}")
def test_expression_is_found_and_placed(row: Row) -> None:
    found = time_expressions(row.sentence, row.published, tense=row.tense)
    assert [e.text for e in found] == [row.expression]
    when = found[0].when
    assert (str(when.earliest or ""), str(when.latest or ""), when.precision) == row[4:]
    assert when.basis


@pytest.mark.parametrize("row", [r for r in ROWS if not r.expression], ids=lambda r: r.sentence)
def test_words_that_only_look_like_time(row: Row) -> None:
    assert time_expressions(row.sentence, row.published, tense=row.tense) == []


@pytest.mark.parametrize("row", [r for r in ROWS if r.expression], ids=lambda r: r.expression)
def test_neighbouring_sentences_change_nothing(row: Row) -> None:
    before, after = "The hall was full. ", " Nobody in the square spoke."
    alone = time_expressions(row.sentence, row.published, tense=row.tense)
    among = time_expressions(before + row.sentence + after, row.published, tense=row.tense)
    assert [(e.text, e.when, e.start - len(before)) for e in among] == [(e.text, e.when, e.start) for e in alone]


@pytest.mark.parametrize(
    ("sentence", "kind", "relation"),
    [
        ("They met on 3 May 2018.", "date", "at"),
        ("They met on Tuesday.", "weekday", "at"),
        ("They met last week.", "relative", "at"),
        ("It stood from 2010 to 2013.", "range", "from"),
        ("It stood between 2010 and 2013.", "range", "during"),
        ("For three years it stood.", "duration_since", "during"),
        ("They meet every year.", "recurrent", "at"),
        ("They met recently.", "vague", "at"),
        ("It has stood since 2010.", "date", "since"),
        ("It stood until 2010.", "date", "until"),
        ("It goes by 2030.", "date", "by"),
        ("It stood before 2010.", "date", "before"),
        ("It stood after 2010.", "date", "after"),
        ("It grew during 2010.", "date", "during"),
        ("It grew over the past year.", "range", "during"),
    ],
)
def test_kind_and_relation(sentence: str, kind: str, relation: str) -> None:
    (found,) = time_expressions(sentence, PUBLISHED)
    assert (found.kind, found.relation) == (kind, relation)


def test_several_expressions_in_one_sentence() -> None:
    text = "On Monday and Tuesday they met, as in 2017, and by July 2020 they will meet again."
    assert [e.text for e in time_expressions(text, PUBLISHED)] == [
        "On Monday", "Tuesday", "in 2017", "by July 2020",
    ]  # fmt: skip


def test_an_anchor_places_what_counts_from_another_event() -> None:
    anchor = dt.date(2014, 3, 18)
    for expression, earliest, latest in (
        ("three days earlier", "2014-03-15", "2014-03-15"),
        ("a month later", "2014-04-01", "2014-04-30"),
        ("the following year", "2015-01-01", "2015-12-31"),
        ("the same day", "2014-03-18", "2014-03-18"),
    ):
        when = resolve_expression(expression, PUBLISHED, "past", anchor=anchor)
        assert (str(when.earliest), str(when.latest)) == (earliest, latest)


def test_a_bare_expression_needs_no_company() -> None:
    assert resolve_expression("2017", None, "past").earliest == dt.date(2017, 1, 1)
    assert resolve_expression("May", PUBLISHED, "past").latest == dt.date(2019, 5, 31)
    assert resolve_expression("the embassy", PUBLISHED, "past").precision == "unknown"


def test_the_basis_names_the_words_and_the_day_they_count_from() -> None:
    assert resolve_expression("on Tuesday", PUBLISHED, "past").basis == '"on Tuesday" from 2019-05-16'
    assert resolve_expression("in 2017", PUBLISHED, "past").basis == '"in 2017"'
    assert "publication date" in resolve_expression("on Tuesday", None, "past").basis
    assert "another event" in resolve_expression("two days later", PUBLISHED, "past").basis


def test_bounds_of_an_event_that_stands_to_a_time() -> None:
    def bounds(text: str, tense: Tense) -> tuple[str, str]:
        (found,) = time_expressions(text, PUBLISHED, tense=tense)
        when = bounded(found, PUBLISHED, tense)
        return str(when.earliest), str(when.latest)

    assert bounds("It will go by the end of 2020.", "future") == ("2019-05-16", "2020-12-31")
    assert bounds("It has stood since 2014.", "past") == ("2014-01-01", "2019-05-16")
    assert bounds("It went on Tuesday.", "past") == ("2019-05-14", "2019-05-14")
    assert bounds("It had stood until 2014.", "past") == ("None", "None")


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("In 1999 they fought; it had tested a bomb a year earlier.", "1998-01-01", "1998-12-31"),
        ("They met on 3 May 2018, and again two weeks later.", "2018-05-14", "2018-05-20"),
        ("The raid came in March 2011, and a month later the truce broke.", "2011-04-01", "2011-04-30"),
        ("He said on 9 June 2016 that guns had fired the day before.", "2016-06-08", "2016-06-08"),
        ("In 2015, two days later, nobody knew.", "None", "None"),
        ("They left in 2015, a year after it had been seized.", "2014-01-01", "2014-12-31"),
        ("They left on 9 June 2016, two days before the raid.", "2016-06-11", "2016-06-11"),
    ],
)
def test_a_time_counts_from_the_time_named_before_it(text: str, earliest: str, latest: str) -> None:
    first, second = time_expressions(text, PUBLISHED)
    assert (str(second.when.earliest), str(second.when.latest)) == (earliest, latest)
    assert first.kind != "apart"


@given(st.integers(1900, 2010), st.integers(2, 40))
def test_years_before_and_after_a_year_named_are_counted_from_it(year: int, count: int) -> None:
    earlier = time_expressions(f"In {year} they met; {count} years earlier they had fought.", PUBLISHED)[-1]
    after = time_expressions(f"They met in {year}, {count} years after they had fought.", PUBLISHED)[-1]
    later = time_expressions(f"In {year} they met; {count} years later they fought.", PUBLISHED)[-1]
    assert (earlier.when.earliest, earlier.when.latest) == (dt.date(year - count, 1, 1), dt.date(year - count, 12, 31))
    assert after.kind == "apart" and after.when.earliest == earlier.when.earliest
    assert later.when.earliest == dt.date(year + count, 1, 1)


@given(_DAYS, st.sampled_from(["this week", "this month", "this year", "since May", "since Monday", "in 2014"]))
def test_what_is_told_as_done_lies_before_publication(published: dt.date, words: str) -> None:
    (found,) = time_expressions(f"They met {words}.", published, tense="past")
    assert found.bounds.latest is None or found.bounds.latest <= published
    assert found.bounds.earliest == found.when.earliest


# Pieces that meet in odd orders: what a parser of time must survive.
_PIECES = st.sampled_from(
    sorted(
        words(
            """on in since until by from to between and early late mid- the end of first half last next this
            May March Monday Tuesday 2014 1987 14 31 30 February 2019-05-14 99999 years ago two a decade
            weeks earlier later , - – . ( ) 's 2010-13 1990s 20th century quarter week weekend spring
            every for within 9999 ago half"""
        )
    )
)
_TEXTS = st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=14).map(" ".join))
_DATES = st.one_of(st.none(), st.dates())
_TENSES = st.sampled_from(["past", "future", "unknown"])


@given(_TEXTS, _DATES, _TENSES, _DATES)
@example("10 days ago and next year in 200 years", dt.date.min, "past", None)
@example("last week, in 200 years, next decade, this winter, from May to June", dt.date.max, "future", None)
def test_any_text_gives_sound_expressions(
    text: str, published: dt.date | None, tense: Tense, anchor: dt.date | None
) -> None:
    end = 0
    for found in time_expressions(text, published, tense=tense, anchor=anchor):
        assert end <= found.start < found.end
        end = found.end
        assert text[found.start : found.end] == found.text
        _assert_sound(found)
        assert bounded(found, published, tense) is not None


def _assert_sound(found: TimeExpression) -> None:
    when = found.when
    assert (when.earliest is None) == (when.latest is None) == (when.precision == "unknown")
    if when.earliest is not None and when.latest is not None:
        assert when.earliest <= when.latest
        assert (when.precision == "day") == (when.earliest == when.latest)


@given(_TEXTS, st.dates(), _TENSES)
def test_spans_depend_on_the_words_alone(text: str, published: dt.date, tense: Tense) -> None:
    dated = time_expressions(text, published, tense=tense)
    undated = time_expressions(text, None)
    assert [(e.start, e.end) for e in dated] == [(e.start, e.end) for e in undated]


_STYLES = (
    "{0:%Y-%m-%d}", "{0.day} {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}", "{0:%A}, {0.day} {0:%B} {0.year}",
    "{0:%A}, {0:%B} {0.day}, {0.year}", "the {0.day}{1} of {0:%B} {0.year}", "{0:%b} {0.day}, {0.year}",
    "{0:%d} {0:%b} {0.year}", "{0:%d}.{0:%m}.{0:%Y}", "{0:%Y}/{0:%m}/{0:%d}", "{0:%B} {0.day}{1} {0.year}",
)  # fmt: skip


@given(st.dates(dt.date(1500, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(_STYLES))
def test_a_date_in_any_style_reads_back(date: dt.date, style: str) -> None:
    ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(date.day, "th")
    written = style.format(date, ending)
    (found,) = time_expressions(f"The envoys met on {written} in Bern.", PUBLISHED)
    assert (found.when.earliest, found.when.latest) == (date, date)
    assert found.text == f"on {written}"


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.integers(0, 6))
def test_weekdays_fall_within_the_week_on_the_side_of_the_tense(published: dt.date, number: int) -> None:
    name = (dt.date(2024, 1, 1) + dt.timedelta(number)).strftime("%A")
    past = resolve_expression(f"on {name}", published, "past").earliest
    future = resolve_expression(f"on {name}", published, "future").earliest
    assert past is not None and future is not None
    assert past.weekday() == future.weekday() == number
    assert 0 <= (published - past).days < 7
    assert 0 <= (future - published).days < 7


@given(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), st.dates(dt.date(2000, 1, 1), dt.date(2000, 12, 31)))
def test_a_day_without_a_year_falls_on_the_side_of_the_tense(published: dt.date, day: dt.date) -> None:
    assume((day.month, day.day) != (2, 29))
    words = f"on {day.day} {day:%B}"
    past = resolve_expression(words, published, "past").earliest
    future = resolve_expression(words, published, "future").earliest
    assert past is not None and future is not None
    assert -1 <= (published - past).days < 366
    assert 0 <= (future - published).days <= 366


@pytest.mark.parametrize(
    "text", ["a " * 50_000, "1" * 100_000, "May " * 25_000, "the end of " * 10_000, " " * 100_000 + "2014",
             "14-" * 30_000, "two years " * 10_000, "on " * 30_000 + "Monday", "-" * 100_000]
)  # fmt: skip
def test_long_text_costs_linear_time(text: str) -> None:
    def cost(part: str) -> float:
        begin = time.process_time()
        time_expressions(part, PUBLISHED)
        return time.process_time() - begin

    # A quadratic scan would take 16 times as long on a text four times as long; the floor drowns noise.
    quarter = max(cost(text[: len(text) // 4]), 0.05)
    assert cost(text) < 12 * quarter


def test_a_list_of_years_or_months_is_read_whole() -> None:
    found = time_expressions("They tested in 2006, 2009 and 2013, and in March, April or June.", PUBLISHED)
    assert [e.text for e in found] == ["in 2006", "2009", "2013", "in March", "April", "June"]
